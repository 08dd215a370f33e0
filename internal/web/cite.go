package web

import (
	"slices"

	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/web/ui"
)

// citeView is the page on which one document is cited for several leaves.
type citeView struct {
	ui.Page
	Desk   dossier.CiteDesk
	Path   string
	Back   string
	Key    string
	Err    *par.Error
	Areas  []citeArea
	Viewer viewerView
}

// citeArea holds the leaves of one area.
type citeArea struct {
	Title  string
	Leaves []citeRow
	Open   bool // one of its leaves is ticked or cites the document
}

// citeRow is a leaf that may cite the document.
type citeRow struct {
	Code, Title, Asks string
	Ticked            bool
	Cited             []string // where it cites the document already
	Fields            []ui.Field
}

func citePath(dossierID, document par.ID) string {
	return "/dossiers/" + string(dossierID) + "/documents/" + string(document)
}

func (h *handlers) showCite(r *httpx.Request) (httpx.Reply, error) { return h.citePage(r, nil) }

func (h *handlers) citePage(r *httpx.Request, refused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	document, err := r.PathID("document")
	if err != nil {
		return nil, err
	}
	desk, err := h.Dossiers.CiteDesk(r.Context(), r.Actor, id, document)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	page := h.page(r, p.T("evidence.cite_many_title", "title", desk.Document.Title()), "/dossiers")
	page.Bare, page.Scripts, page.Clock = true, []string{"viewer.js"}, clockOf(p, desk.Place, r.Now)
	page.Keys = append(viewerKeys(p), ui.Key{Keys: []string{"x"}, Does: p.T("viewer.key_extract")})
	v := citeView{Page: page, Desk: desk, Path: citePath(id, document), Back: documentPath(document), Key: r.Random(16), Err: refused}
	ticked := slices.Concat(r.Form["leaf"], r.URL.Query()["leaf"])
	for _, leaf := range desk.Leaves {
		v.add(r, leaf, slices.Contains(ticked, leaf.Node.Code))
	}
	v.Viewer, err = h.viewerOf(r, desk.Document, pageNumber(r), "")
	return httpx.Page{Status: statusOf(refused), Body: citePage(v)}, err
}

func (v *citeView) add(r *httpx.Request, leaf dossier.CiteLeaf, ticked bool) {
	title := leaf.Area.Code + ". " + leaf.Area.Title
	if len(v.Areas) == 0 || v.Areas[len(v.Areas)-1].Title != title {
		v.Areas = append(v.Areas, citeArea{Title: title})
	}
	area, code := &v.Areas[len(v.Areas)-1], leaf.Node.Code
	row := citeRow{Code: code, Title: leaf.Node.Title, Asks: leaf.Asks, Ticked: ticked}
	for _, u := range leaf.Cited {
		where := whereText(v.P, u)
		if where == "" {
			where = v.P.T("evidence.whole")
		}
		row.Cited = append(row.Cited, where)
	}
	row.Fields = citeFields(v.P, code, r.Text("page-"+code), r.Text("section-"+code), r.Text("passage-"+code))
	for i := range row.Fields {
		row.Fields[i].Name += "-" + code
		row.Fields[i] = row.Fields[i].Refused(v.P, v.Err)
	}
	area.Leaves, area.Open = append(area.Leaves, row), area.Open || ticked || len(row.Cited) > 0
}

// fields are those that may be at fault, in the order of the page.
func (v citeView) fields() []ui.Field {
	fields := []ui.Field{{Name: "leaves", ID: "leaves"}}
	for _, area := range v.Areas {
		for _, row := range area.Leaves {
			fields = append(fields, row.Fields...)
		}
	}
	for i := range fields {
		fields[i] = fields[i].Refused(v.P, v.Err)
	}
	return fields
}

// postCite cites the document for each leaf that was ticked.
func (h *handlers) postCite(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	document, err := r.PathID("document")
	if err != nil {
		return nil, err
	}
	var uses []evidence.Use
	for _, leaf := range r.Form["leaf"] {
		uses = append(uses, evidence.Use{
			Leaf: leaf, Page: typedPage(r.Text("page-" + leaf)), Section: r.Text("section-" + leaf), Passage: r.Text("passage-" + leaf),
		})
	}
	_, err = h.Dossiers.AttachToLeaves(r.Context(), r.Actor, id, document, uses, r.Key())
	if refused := refusal(err); refused != nil {
		return h.citePage(r, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: documentPath(document), Done: "evidence_attached_many"}, nil
}
