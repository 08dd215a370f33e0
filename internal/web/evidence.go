package web

import (
	"slices"
	"strconv"
	"strings"

	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/unit"
	"parindex/internal/web/ui"
)

const pathEvidence = "/evidence"

// evidenceRoutes are the libraries of the units, their documents, and the
// desks at which documents are cited.
func (h *handlers) evidenceRoutes() []httpx.Route {
	const desk = "/dossiers/{dossier}/leaves/{leaf}/evidence"
	return []httpx.Route{
		{Method: "GET", Path: pathEvidence, Action: policy.AddEvidence, Handle: h.showOwnLibrary},
		{Method: "GET", Path: "/units/{unit}/documents", Action: policy.ReadEvidence, Handle: h.showLibrary},
		{Method: "POST", Path: "/units/{unit}/documents", Action: policy.AddEvidence, Handle: h.postDocument, Body: httpx.UploadBody},
		{Method: "GET", Path: "/documents/{document}", Action: policy.ReadEvidence, Handle: h.showDocument},
		{Method: "POST", Path: "/documents/{document}", Action: policy.AddEvidence, Handle: h.postDocumentEdit},
		{Method: "POST", Path: "/documents/{document}/findings", Action: policy.AnswerFinding, Handle: h.postAnswer},
		{Method: "POST", Path: "/dossiers/{dossier}/leaves/{leaf}/documents/{document}/findings", Action: policy.SettleFinding, Handle: h.postSettle},
		{Method: "GET", Path: "/documents/{document}/file", Action: policy.ReadEvidence, Handle: h.showFile},
		{Method: "GET", Path: "/documents/{document}/text", Action: policy.ReadEvidence, Handle: h.showText},
		{Method: "GET", Path: "/documents/{document}/view", Action: policy.ReadEvidence, Handle: h.showViewer},
		{Method: "GET", Path: "/dossiers/{dossier}/documents/{document}", Action: policy.AttachEvidence, Handle: h.showCite},
		{Method: "POST", Path: "/dossiers/{dossier}/documents/{document}", Action: policy.AttachEvidence, Handle: h.postCite},
		{Method: "GET", Path: desk, Action: policy.AttachEvidence, Handle: h.showDesk},
		{Method: "POST", Path: desk, Action: policy.AttachEvidence, Handle: h.postUse},
		{Method: "POST", Path: desk + "/new", Action: policy.AddEvidence, Handle: h.postDeskDocument, Body: httpx.UploadBody},
		{Method: "POST", Path: desk + "/{use}/verdict", Action: policy.JudgeEvidence, Handle: h.postProof},
		{Method: "POST", Path: desk + "/{use}/remove", Action: policy.AttachEvidence, Handle: h.postRemoveUse},
	}
}

func libraryPath(id par.ID) string { return "/units/" + string(id) + "/documents" }

func documentPath(id par.ID) string { return "/documents/" + string(id) }

// showOwnLibrary leads an officer to the library of his unit.
func (h *handlers) showOwnLibrary(r *httpx.Request) (httpx.Reply, error) {
	policy.Note(r.Context(), policy.AddEvidence) // who may never add has been turned away; the library asks again
	units := r.Actor.Units(par.Officer)
	if len(units) == 0 {
		return nil, par.E(par.NotFound, "error.not_found")
	}
	return httpx.Redirect{To: libraryPath(units[0])}, nil
}

// libraryView is a page of the library of a unit.
type libraryView struct {
	ui.Page
	Unit     unit.Unit
	Others   []unit.Unit // further units of the same officer
	Rows     []documentRow
	Total    int
	Stored   string // how much of the room is taken
	Search   ui.Field
	Saved    savedView
	Paging   ui.Paging
	Upload   *uploadForm // nil: the reader may not add
	IsFirst  bool        // the library is still empty
	Facets   []facetView
	Narrowed bool // by a search or a facet
	Hidden   []facetChoice
	More     string // said where more were found than are weighed
}

// documentRow is a document as a list shows it.
type documentRow struct {
	ID      par.ID
	Title   string
	Summary string
	Kind    string
	Issued  string
	Issuer  string
	Name    string // of its file
	File    string
	Uses    int
	Used    []string // the rounds with the leaves that cite it
	Marks   []string
	Passage *evidence.Passage
}

func rowOf(p i18n.Printer, e evidence.Entry) documentRow {
	return documentRow{
		ID: e.ID, Title: e.Title(), Summary: e.Summary, Kind: p.T("paper." + string(e.Kind)), Issued: p.Date(e.IssuedOn), Issuer: e.Issuer,
		Name: e.File.Name, File: fileText(p, e.File), Uses: e.Uses,
	}
}

// mostLeaves is how many citing leaves a list names in one round.
const mostLeaves = 6

// usedIn says for each document of a list in which rounds and leaves it is
// cited, as far as the reader may see these.
func (h *handlers) usedIn(r *httpx.Request, entries []evidence.Entry) (map[par.ID][]string, error) {
	var uses []evidence.Use
	for _, e := range entries {
		uses = append(uses, e.Where...)
	}
	cited, err := h.Dossiers.WhereCited(r.Context(), r.Actor, uses)
	if err != nil {
		return nil, err
	}
	p, used := printer(r), map[par.ID][]string{}
	for first := 0; first < len(cited); {
		next, leaves := first, []string{}
		for ; next < len(cited) && cited[next].DocumentID == cited[first].DocumentID && cited[next].DossierID == cited[first].DossierID; next++ {
			if !slices.Contains(leaves, cited[next].Leaf) {
				leaves = append(leaves, cited[next].Leaf)
			}
		}
		text := p.T("evidence.used_in", "round", cited[first].Round, "leaves", strings.Join(leaves[:min(len(leaves), mostLeaves)], ", "))
		if more := len(leaves) - mostLeaves; more > 0 {
			text += p.N("evidence.used_more", more)
		}
		used[cited[first].DocumentID] = append(used[cited[first].DocumentID], text)
		first = next
	}
	return used, nil
}

// fileText says type, pages and size of a file: PDF, 3 trang, 1,2 MB.
func fileText(p i18n.Printer, f evidence.File) string {
	text := f.Type()
	if f.Pages > 0 {
		text += ", " + p.N("evidence.pages", f.Pages)
	}
	return text + ", " + p.Size(f.Size)
}

func (h *handlers) showLibrary(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	if exporting(r) {
		return h.exportLibrary(r, id)
	}
	return h.libraryPage(r, id, evidence.Input{}, nil)
}

// libraryPage draws the library, with what was typed where it was refused.
func (h *handlers) libraryPage(r *httpx.Request, id par.ID, typed evidence.Input, refused *par.Error) (httpx.Reply, error) {
	p := printer(r)
	q := libraryQuery(r, pageNumber(r))
	library, err := h.Evidence.ListDocuments(r.Context(), r.Actor, id, q)
	if err != nil {
		return nil, err
	}
	page := h.page(r, p.T("evidence.library"), pathEvidence)
	page.Scripts = []string{"upload.js"}
	v := libraryView{
		Page: page, Unit: library.Unit, Others: library.Others, Total: library.Total, Facets: facetsOf(p, id, q, library.Counts), Hidden: narrowedBy(q),
		Stored: p.T("evidence.stored", "stored", p.Size(library.Stored), "limit", p.Size(h.Evidence.Limits().Unit)),
		Search: ui.Field{Name: "q", Label: p.T("evidence.search"), Type: "search", Value: q.Text, MaxLength: 100},
		Paging: ui.Paging{Path: libraryAddress(id, q, "", ""), Page: library.Page, Pages: library.Pages},
	}
	v.Narrowed = q.Text != "" || len(v.Hidden) > 0
	v.IsFirst = library.Total == 0 && !v.Narrowed
	if library.More {
		v.More = p.T("library.more")
	}
	used, err := h.usedIn(r, library.Entries)
	if err != nil {
		return nil, err
	}
	for _, e := range library.Entries {
		row := rowOf(p, e)
		row.Used, row.Passage, row.Marks = used[e.ID], e.Passage, marksOf(p, e, i18n.DayOf(r.Now))
		v.Rows = append(v.Rows, row)
	}
	if v.Saved, err = h.saved(r, "evidence"); err != nil {
		return nil, err
	}
	if library.CanAdd {
		v.Upload = h.uploadForm(r, id, libraryPath(id), typed, refused)
	}
	return httpx.Page{Status: statusOf(refused), Body: libraryPage(v)}, nil
}

// pageNumber reads the page of the address, which is not the page of a form;
// what is no number is the first.
func pageNumber(r *httpx.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil {
		return 1
	}
	return n
}

// statusOf is the status of a page that shows a refusal, or none.
func statusOf(refused *par.Error) int {
	if refused == nil {
		return 0
	}
	return httpx.Status(refused)
}

// showFile sends the file of a document. The route decides by row and right;
// the tag only saves sending again what has not changed.
func (h *handlers) showFile(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("document")
	if err != nil {
		return nil, err
	}
	c, err := h.Evidence.OpenFile(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	r.ExtendDeadlines()
	return httpx.File{Name: c.Name, Type: c.Media, Size: c.Size, Tag: c.Hash, Content: c.ReadSeekCloser, Private: true}, nil
}
