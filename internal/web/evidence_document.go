package web

import (
	"strconv"

	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/web/ui"
)

// documentView is the page of one document.
type documentView struct {
	ui.Page
	Document evidence.Details
	Heading  string
	Crumbs   []ui.Crumb
	Facts    []fact
	Cited    []dossier.Cited
	Citable  []dossier.Place // where it may be cited now
	Locked   string          // why what is typed may not change
	Edit     *editForm
	Checks   checksView
}

// fact is a line of a list of facts.
type fact struct{ Label, Text string }

// editForm changes what is typed about a document.
type editForm struct {
	Key     string
	Version int64
	Err     *par.Error
	Other   []fact // what another has saved meanwhile
	Fields  []ui.Field
}

func (h *handlers) showDocument(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("document")
	if err != nil {
		return nil, err
	}
	return h.documentPage(r, id, nil, nil)
}

// documentPage draws a document; typed is what was refused, if anything.
func (h *handlers) documentPage(r *httpx.Request, id par.ID, typed *evidence.Input, refused *par.Error) (httpx.Reply, error) {
	d, err := h.Evidence.ReadDocument(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	cited, err := h.Dossiers.WhereCited(r.Context(), r.Actor, d.Uses)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := documentView{
		Page: h.page(r, d.Title(), pathEvidence), Document: d, Heading: documentTitle(p, d.Document), Cited: cited,
		Facts: append(documentFacts(p, d.Document), fileFacts(p, d.Document)...), Crumbs: []ui.Crumb{{Label: p.T("evidence.library")}},
	}
	if r.Actor.Belongs(d.UnitID) {
		v.Crumbs[0].Href = libraryPath(d.UnitID)
		if v.Citable, err = h.Dossiers.Citable(r.Context(), r.Actor, d.UnitID); err != nil {
			return nil, err
		}
	}
	if d.Locked != nil {
		v.Locked = p.Err(d.Locked)
	}
	v.Checks = checksView{P: p, May: d.CanSettle}
	v.Checks.add("", r.Random(16), d.Findings)
	if d.CanEdit {
		v.Edit = editFormOf(r, d.Document, typed, refused)
	}
	return httpx.Page{Status: statusOf(refused), Body: documentPage(v)}, nil
}

func editFormOf(r *httpx.Request, d evidence.Document, typed *evidence.Input, refused *par.Error) *editForm {
	p := printer(r)
	form := &editForm{Key: r.Random(16), Version: d.Version, Err: refused}
	in := d.Input()
	if typed != nil {
		in = *typed
	}
	if other, ok := conflictOf(refused); ok {
		form.Other = documentFacts(p, other)
	}
	form.Fields = documentFields(p, in)
	for i := range form.Fields {
		form.Fields[i] = form.Fields[i].Refused(p, refused)
	}
	return form
}

func conflictOf(refused *par.Error) (evidence.Document, bool) {
	if refused == nil || refused.Code != par.Conflict {
		return evidence.Document{}, false
	}
	d, ok := refused.Detail.(evidence.Document)
	return d, ok
}

func (h *handlers) postDocumentEdit(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("document")
	if err != nil {
		return nil, err
	}
	version, err := strconv.ParseInt(r.Text("version"), 10, 64)
	if err != nil {
		version = 0 // no version is an old one: a conflict
	}
	typed := typedDocument(r)
	_, err = h.Evidence.EditDocument(r.Context(), r.Actor, id, version, typed, r.Key())
	if refused := refusal(err); refused != nil {
		return h.documentPage(r, id, &typed, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: documentPath(id), Done: "saved"}, nil
}

// documentTitle is what a document is called in full: Quyết định 214/QĐ-SYT.
func documentTitle(p i18n.Printer, d evidence.Document) string {
	if d.Number == "" || d.Kind == evidence.OtherKind {
		return d.Title()
	}
	return p.T("paper."+string(d.Kind)) + " " + d.Number
}

// documentFacts lists what is typed about a document.
func documentFacts(p i18n.Printer, d evidence.Document) []fact {
	return told([]fact{
		{p.T("evidence.kind"), p.T("paper." + string(d.Kind))},
		{p.T("evidence.number"), d.Number},
		{p.T("evidence.issued_on"), p.Date(d.IssuedOn)},
		{p.T("evidence.issuer"), d.Issuer},
		{p.T("evidence.signer"), d.Signer},
		{p.T("evidence.summary"), d.Summary},
		{p.T("evidence.effective_on"), dayOrNothing(p, d.EffectiveOn)},
		{p.T("evidence.expires_on"), dayOrNothing(p, d.ExpiresOn)},
		{p.T("evidence.security"), securityText(p, d.Security)},
	})
}

func dayOrNothing(p i18n.Printer, day par.Date) string {
	if day == "" {
		return ""
	}
	return p.Date(day)
}

func securityText(p i18n.Printer, mark evidence.Security) string {
	if mark == evidence.Open {
		return ""
	}
	return p.T("library.security." + string(mark))
}

func fileFacts(p i18n.Printer, d evidence.Document) []fact {
	return told([]fact{
		{p.T("evidence.file"), d.File.Name},
		{p.T("evidence.file_type"), fileText(p, d.File)},
		{p.T("evidence.added_at"), p.DateTime(d.CreatedAt)},
	})
}

// told leaves out what is not known.
func told(facts []fact) []fact {
	var known []fact
	for _, f := range facts {
		if f.Text != "" {
			known = append(known, f)
		}
	}
	return known
}

// passageOf finds the passage of a use among those that the reader may see.
func passageOf(uses []evidence.Use, id par.ID) string {
	for _, u := range uses {
		if u.ID == id {
			return u.Passage
		}
	}
	return ""
}

// viewerPageView is a page that holds nothing but the viewer.
type viewerPageView struct {
	ui.Page
	Viewer viewerView
	Back   string
}

func (h *handlers) showViewer(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("document")
	if err != nil {
		return nil, err
	}
	d, err := h.Evidence.ReadDocument(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	page := h.page(r, documentTitle(p, d.Document), pathEvidence)
	page.Bare, page.Scripts, page.Keys = true, []string{"viewer.js"}, viewerKeys(p)
	v := viewerPageView{Page: page, Back: documentPath(id)}
	v.Viewer, err = h.viewerOf(r, d.Document, pageNumber(r), passageOf(d.Uses, par.ID(r.Text("use"))))
	return httpx.Page{Body: viewerPage(v)}, err
}
