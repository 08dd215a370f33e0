package web

import (
	"net/url"
	"strconv"
	"strings"

	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/web/ui"
)

// deskView is the page on which documents are cited for one leaf.
type deskView struct {
	ui.Page
	Desk   dossier.Desk
	Path   string
	Back   string
	Key    string
	Err    *par.Error
	Uses   []citationRow
	Rows   []deskRow
	Search ui.Field
	Paging ui.Paging
	Upload *uploadForm
}

// citationRow is what the leaf cites now.
type citationRow struct {
	ID    par.ID
	Title string
	Where string
	View  string
	Kept  bool // it was judged, so that it cannot be taken back

	Passage string
}

// deskRow is a document of the library with the form that cites it.
type deskRow struct {
	documentRow
	Cite []ui.Field
	Open bool
}

func deskPath(dossierID par.ID, leaf string) string {
	return "/dossiers/" + string(dossierID) + "/leaves/" + url.PathEscape(leaf) + "/evidence"
}

func (h *handlers) showDesk(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	return h.deskPage(r, id, deskTyped{open: par.ID(r.Text("open")), page: r.Text("at"), section: r.Text("section")}, nil)
}

// deskBack is where one came from: the sheet, or the explanation of a cut.
func deskBack(desk dossier.Desk, leaf string) string {
	if desk.Explains {
		return explanationPath(desk.Dossier.ID) + "#m-" + url.PathEscape(leaf)
	}
	return sheetPath(desk.Dossier.ID) + "?leaf=" + url.QueryEscape(leaf)
}

// deskTyped is what was typed at a desk and refused.
type deskTyped struct {
	open     par.ID // the document that was to be cited
	page     string
	section  string
	passage  string
	document *evidence.Input // of an upload; nil: none was tried
}

func (h *handlers) deskPage(r *httpx.Request, id par.ID, typed deskTyped, refused *par.Error) (httpx.Reply, error) {
	leaf := r.PathValue("leaf")
	desk, err := h.Dossiers.EvidenceDesk(r.Context(), r.Actor, id, leaf, evidence.Query{Text: r.Text("q"), Page: pageNumber(r)})
	if err != nil {
		return nil, err
	}
	p := printer(r)
	page := h.page(r, p.T("evidence.desk", "leaf", leaf), "/dossiers")
	page.Scripts, page.DemoNote, page.Clock = []string{"upload.js"}, desk.Round.DemoNote, clockOf(p, desk.Place, r.Now)
	path := deskPath(id, leaf)
	v := deskView{
		Page: page, Desk: desk, Path: path, Back: deskBack(desk, leaf), Key: r.Random(16),
		Search: ui.Field{Name: "q", Label: p.T("evidence.search"), Type: "search", Value: r.Text("q"), MaxLength: 100},
		Paging: ui.Paging{Path: path + "?q=" + url.QueryEscape(r.Text("q")), Page: desk.Library.Page, Pages: desk.Library.Pages},
	}
	for _, c := range desk.Uses {
		v.Uses = append(v.Uses, citationRow{c.Use.ID, documentTitle(p, c.Document), whereText(p, c.Use), viewPath(c.Use), desk.Explains && !desk.Fresh(c.Use), c.Passage})
	}
	upload, uploadRefused := evidence.Input{}, refused
	if typed.document != nil {
		upload = *typed.document
	} else {
		v.Err, uploadRefused = refused, nil
	}
	used, err := h.usedIn(r, desk.Library.Entries)
	if err != nil {
		return nil, err
	}
	for _, e := range desk.Library.Entries {
		if e.ID == typed.open && refused == nil && (typed.page != "" || typed.section != "") {
			v.Err = refusal(typed.use().Check(e.Document)) // of an upload that could not be cited as it was typed
		}
		row := deskRowOf(p, e, typed, v.Err)
		row.Used = used[e.ID]
		v.Rows = append(v.Rows, row)
	}
	where := citeFields(p, "new", "", "", "")
	if typed.document != nil {
		where = citeFields(p, "new", typed.page, typed.section, typed.passage)
	}
	v.Upload = h.uploadForm(r, desk.Unit.ID, path+"/new", upload, uploadRefused, where...)
	return httpx.Page{Status: statusOf(refused), Body: deskPage(v)}, nil
}

func deskRowOf(p i18n.Printer, e evidence.Entry, typed deskTyped, refused *par.Error) deskRow {
	row := deskRow{documentRow: rowOf(p, e), Open: e.ID == typed.open}
	if !row.Open {
		row.Cite = citeFields(p, string(e.ID), "", "", "")
		return row
	}
	row.Cite = citeFields(p, string(e.ID), typed.page, typed.section, typed.passage)
	for i := range row.Cite {
		row.Cite[i] = row.Cite[i].Refused(p, refused)
	}
	return row
}

// citeFields ask where in a document the proof stands.
func citeFields(p i18n.Printer, id, page, section, passage string) []ui.Field {
	return []ui.Field{
		{Name: "page", ID: "page-" + id, Label: p.T("evidence.page"), Value: page, Number: true, MaxLength: 6},
		{Name: "section", ID: "section-" + id, Label: p.T("evidence.section"), Value: section, MaxLength: evidence.MaxSection},
		{Name: "passage", ID: "passage-" + id, Label: p.T("evidence.passage"), Value: passage, MaxLength: evidence.MaxPassage},
	}
}

// use is the citation that was typed; a page that is no number is one that no document has.
func (t deskTyped) use() evidence.Use {
	return evidence.Use{Page: typedPage(t.page), Section: t.section, Passage: t.passage}
}

func typedPage(text string) int {
	page := 0
	if text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			n = -1
		}
		page = n
	}
	return page
}

// typedUse reads a citation.
func typedUse(r *httpx.Request, dossierID, document par.ID) evidence.Use {
	return evidence.Use{DossierID: dossierID, Leaf: r.PathValue("leaf"), DocumentID: document, Page: typedPage(r.Text("page")), Section: r.Text("section"), Passage: r.Text("passage")}
}

func (h *handlers) postUse(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	document := par.ID(r.Text("document"))
	use, err := h.Dossiers.AttachEvidence(r.Context(), r.Actor, typedUse(r, id, document), r.Key())
	if refused := refusal(err); refused != nil {
		return h.deskPage(r, id, deskTyped{open: document, page: r.Text("page"), section: r.Text("section"), passage: r.Text("passage")}, refused)
	}
	if err != nil {
		return nil, err
	}
	done := "evidence_attached"
	if use.Again {
		done = "evidence_again"
	}
	return httpx.Redirect{To: deskPath(id, r.PathValue("leaf")), Done: done}, nil
}

// postDeskDocument takes a new document in and cites it at once. Where it
// cannot be cited as typed, it stays in the library and the desk asks again.
func (h *handlers) postDeskDocument(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	leaf := r.PathValue("leaf")
	desk, err := h.Dossiers.EvidenceDesk(r.Context(), r.Actor, id, leaf, evidence.Query{})
	if err != nil {
		return nil, err
	}
	document, err := h.addDocument(r, desk.Unit.ID)
	if refused := refusal(err); refused != nil {
		typed := typedDocument(r)
		return h.deskPage(r, id, deskTyped{document: &typed, page: r.Text("page"), section: r.Text("section"), passage: r.Text("passage")}, refused)
	}
	if err != nil {
		return nil, err
	}
	key := r.Key()
	key.Value += "-use"
	_, err = h.Dossiers.AttachEvidence(r.Context(), r.Actor, typedUse(r, id, document), key)
	if _, closed := isClosed(err); closed {
		return httpx.Redirect{To: documentPath(document), Done: "evidence_late"}, nil
	}
	if refusal(err) != nil {
		typed := url.Values{"open": {string(document)}, "at": {r.Text("page")}, "section": {r.Text("section")}}
		return httpx.Redirect{To: deskPath(id, leaf) + "?" + typed.Encode() + "#document-" + string(document), Done: "evidence_kept"}, nil
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: deskPath(id, leaf), Done: "evidence_attached"}, nil
}

func (h *handlers) postRemoveUse(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	use, err := r.PathID("use")
	if err != nil {
		return nil, err
	}
	leaf := r.PathValue("leaf")
	if err := h.Dossiers.DetachEvidence(r.Context(), r.Actor, id, leaf, use, r.Key()); err != nil {
		return nil, err
	}
	return httpx.Redirect{To: deskPath(id, leaf), Done: "evidence_removed"}, nil
}

// whereText says where in a document a use points: trang 4, Điều 2.
func whereText(p i18n.Printer, u evidence.Use) string {
	var parts []string
	if u.Page > 0 {
		parts = append(parts, p.T("evidence.at_page", "page", u.Page))
	}
	if u.Section != "" {
		parts = append(parts, u.Section)
	}
	return strings.Join(parts, ", ")
}

// placeSuffix is whereText as the end of a line.
func placeSuffix(p i18n.Printer, u evidence.Use) string {
	if where := whereText(p, u); where != "" {
		return " · " + where
	}
	return ""
}

// viewPath opens a cited document at its page, with its passage marked.
func viewPath(u evidence.Use) string {
	query := url.Values{}
	if u.Page > 0 {
		query.Set("page", strconv.Itoa(u.Page))
	}
	if u.Passage != "" {
		query.Set("use", string(u.ID))
	}
	path := documentPath(u.DocumentID) + "/view"
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// missing names the kinds of documents that the leaf asks for and lacks.
func (v deskView) missing() string {
	words := make([]string, len(v.Desk.Missing))
	for i, kind := range v.Desk.Missing {
		words[i] = v.P.T("paper." + string(kind))
	}
	return strings.Join(words, ", ")
}

// pageText is a page as a form holds it; no page is empty.
func pageText(page int) string {
	if page == 0 {
		return ""
	}
	return strconv.Itoa(page)
}

// openFields are the fields of the citation that was refused.
func (v deskView) openFields() []ui.Field {
	for _, row := range v.Rows {
		if row.Open {
			return row.Cite
		}
	}
	return nil
}
