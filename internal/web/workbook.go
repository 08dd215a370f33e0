package web

import (
	"bytes"
	"net/url"

	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/report"
	"parindex/internal/score"
	"parindex/internal/web/ui"
	books "parindex/internal/workbook"
)

// workbookRoutes take sheets and queues out to a spreadsheet and back.
func (h *handlers) workbookRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/dossiers/{dossier}/sheet.xlsx", Action: policy.ReadDossier, Handle: h.showSheetFile},
		{Method: "GET", Path: "/dossiers/{dossier}/workbook", Action: policy.ReadDossier, Handle: h.showSheetBook},
		{Method: "POST", Path: "/dossiers/{dossier}/workbook", Action: policy.DeclareScore, Handle: h.postSheetBook, Body: httpx.UploadBody},
		{Method: "GET", Path: "/dossiers/{dossier}/workbook/{draft}", Action: policy.ReadDossier, Handle: h.showSheetDraft},
		{Method: "POST", Path: "/dossiers/{dossier}/workbook/{draft}/accept", Action: policy.DeclareScore, Handle: h.postSheetDraft},
		{Method: "GET", Path: "/dossiers/{dossier}/workbook/{draft}/errors.xlsx", Action: policy.ReadDossier, Handle: h.showSheetErrors},
		{Method: "GET", Path: "/rounds/{round}/queue.xlsx", Action: policy.ReadQueue, Handle: h.showQueueFile},
		{Method: "GET", Path: "/rounds/{round}/workbook", Action: policy.ReadQueue, Handle: h.showQueueBook},
		{Method: "POST", Path: "/rounds/{round}/workbook", Action: policy.AppraiseScore, Handle: h.postQueueBook, Body: httpx.UploadBody},
		{Method: "GET", Path: "/rounds/{round}/workbook/{draft}", Action: policy.ReadQueue, Handle: h.showQueueDraft},
		{Method: "POST", Path: "/rounds/{round}/workbook/{draft}/accept", Action: policy.AppraiseScore, Handle: h.postQueueDraft},
		{Method: "GET", Path: "/rounds/{round}/workbook/{draft}/errors.xlsx", Action: policy.ReadQueue, Handle: h.showQueueErrors},
	}
}

// form answers with a workbook to be filled in.
func form(file books.File) (httpx.Reply, error) {
	var b bytes.Buffer
	if err := report.WriteForm(&b, file.Form); err != nil {
		return nil, err
	}
	return download(file.Name, report.XLSXType, b.Bytes()), nil
}

func (h *handlers) showSheetFile(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	file, err := h.Workbooks.SheetFile(r.Context(), r.Actor, id, speech(r))
	if err != nil {
		return nil, err
	}
	return form(file)
}

func (h *handlers) showSheetBook(r *httpx.Request) (httpx.Reply, error) {
	return h.sheetBook(r, nil)
}

// sheetBook is the page of a sheet's workbook, with what was wrong with the last file.
func (h *handlers) sheetBook(r *httpx.Request, refused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	place, locked, err := h.Workbooks.SheetPlace(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := bookPage{
		Page: h.page(r, p.T("workbook.title")+", "+place.Unit.Name, "/dossiers"), Heading: p.T("workbook.title"), Lead: p.T("workbook.sheet_lead"),
		Crumbs: []ui.Crumb{{Href: sheetPath(id), Label: place.Round.Title}, {Label: place.Unit.Name}},
		Back:   sheetPath(id), BackText: p.T("workbook.back"), Download: sheetPath(id) + "/sheet.xlsx", Action: sheetPath(id) + "/workbook",
	}
	return h.bookReply(r, v, place.Round.DemoNote, locked, refused)
}

func (h *handlers) bookReply(r *httpx.Request, v bookPage, note string, locked, refused *par.Error) (httpx.Reply, error) {
	v.DemoNote, v.Key, v.Err = note, r.Random(16), refused
	v.File = ui.Field{
		Name: "file", Label: v.P.T("workbook.file"), Hint: v.P.T("workbook.file_hint", "limit", int(h.Workbooks.Limits().Packed>>20)), Required: true,
	}.Refused(v.P, refused)
	if locked != nil {
		v.Action, v.Locked = "", v.P.Err(locked)
	}
	page := httpx.Page{Body: workbookPage(v)}
	if refused != nil {
		page.Status = httpx.Status(refused)
	}
	return page, nil
}

// arrival is the file of an upload.
func (h *handlers) arrival(r *httpx.Request) (books.Arrival, error) {
	file, err := r.Upload("file", h.Workbooks.Limits().Packed)
	return books.Arrival{Name: file.Name, Content: file.Content}, err
}

func (h *handlers) postSheetBook(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	policy.Note(r.Context(), policy.DeclareScore)
	in, err := h.arrival(r)
	var draft par.ID
	if err == nil {
		draft, err = h.Workbooks.UploadSheet(r.Context(), r.Actor, id, in, r.Key())
	}
	if err != nil {
		r.Drain()
		return h.refusedBook(r, err, h.sheetBook)
	}
	if r.WantsJSON() {
		return h.sheetJSON(r, id, draft)
	}
	return httpx.Redirect{To: sheetDraftPath(id, draft)}, nil
}

// refusedBook shows the page again with what was wrong with the file.
func (h *handlers) refusedBook(r *httpx.Request, err error, page func(*httpx.Request, *par.Error) (httpx.Reply, error)) (httpx.Reply, error) {
	e, ok := par.AsError(err)
	if !ok || r.WantsJSON() || e.Code != par.Invalid && e.Code != par.TooLarge && e.Code != par.TooMany {
		return nil, err
	}
	return page(r, e)
}

func sheetDraftPath(id, draft par.ID) string {
	return sheetPath(id) + "/workbook/" + url.PathEscape(string(draft))
}

func (h *handlers) showSheetDraft(r *httpx.Request) (httpx.Reply, error) {
	id, draft, err := draftIDs(r, "dossier")
	if err != nil {
		return nil, err
	}
	if r.WantsJSON() {
		return h.sheetJSON(r, id, draft)
	}
	return h.sheetDraft(r, id, draft, books.Choice{}, nil)
}

func draftIDs(r *httpx.Request, name string) (subject, draft par.ID, err error) {
	if subject, err = r.PathID(name); err != nil {
		return "", "", err
	}
	draft, err = r.PathID("draft")
	return subject, draft, err
}

// sheetDraft is the preview of a file, with what was chosen so far.
func (h *handlers) sheetDraft(r *httpx.Request, id, draft par.ID, c books.Choice, refused *par.Error) (httpx.Reply, error) {
	preview, err := h.Workbooks.PreviewSheet(r.Context(), r.Actor, id, draft, speech(r))
	if err != nil {
		return nil, err
	}
	p := printer(r)
	place := preview.Place
	v := bookPreview{
		Page: h.page(r, p.T("workbook.preview")+", "+place.Unit.Name, "/dossiers"), Heading: p.T("workbook.preview"),
		Lead:   p.T("workbook.preview_lead", "file", preview.Draft.FileName, "at", preview.Draft.CreatedAt),
		Crumbs: []ui.Crumb{{Href: sheetPath(id), Label: place.Round.Title}, {Href: sheetPath(id) + "/workbook", Label: p.T("workbook.title")}, {Label: place.Unit.Name}},
		Back:   sheetPath(id), BackText: p.T("workbook.back"), Again: sheetPath(id) + "/workbook", Errors: sheetDraftPath(id, draft) + "/errors.xlsx", Action: sheetDraftPath(id, draft) + "/accept",
		Settled: preview.Draft.SettledAt != 0, Stamp: preview.Stamp, Key: r.Random(16), Counts: preview.Counts, Err: refused,
	}
	v.DemoNote = place.Round.DemoNote
	if v.Settled {
		v.Action = ""
	}
	w := wordingOf(p, place.Edition.Set)
	for _, row := range preview.Rows {
		v.put(sheetRowView(w, place, row, preview.Now), row.Outcome, c)
	}
	v.strays(preview.Stray)
	page := httpx.Page{Body: workbookPreview(v)}
	if refused != nil {
		page.Status = httpx.Status(refused)
	}
	return page, nil
}

func sheetRowView(w wording, place dossier.Place, row books.SheetRow, now par.Time) bookRow {
	v := bookRow{
		Number: row.Number, Code: row.Node.Code, Title: row.Node.Title, Href: sheetPath(place.Dossier.ID) + "?leaf=" + url.QueryEscape(row.Node.Code),
		From: w.said(row.Node.Rule, row.Now), To: w.said(row.Node.Rule, row.After), NoteFrom: row.Now.Note, NoteTo: row.After.Note, NoteHead: w.p.T("workbook.note_changes"), NoteChanges: row.NoteChanges,
		PointsFrom: w.pointsOf(place.Edition.Set, row.Node, row.Now), PointsTo: w.pointsOf(place.Edition.Set, row.Node, row.After),
		By: row.By, Faults: sayFaults(w.p, row.Number, row.Faults), Remarks: sayFaults(w.p, row.Number, row.Remarks),
	}
	if row.At != 0 {
		v.At = sayMoment(w.p, row.At, now)
	}
	return v
}

// pointsOf says what a score of a unit is worth by its rule; a dash where it
// is worth nothing yet.
func (w wording) pointsOf(set *score.Set, n *score.Node, s dossier.Score) string {
	answer := s.Answer()
	answer.Node, answer.Stage = n.Code, score.StageSelf
	at, err := score.EvaluateLeaf(set, n.Code, answer, nil)
	if err != nil || at.State != score.Scored {
		return "–"
	}
	return w.points(at.Points)
}

func (h *handlers) postSheetDraft(r *httpx.Request) (httpx.Reply, error) {
	id, draft, err := draftIDs(r, "dossier")
	if err != nil {
		return nil, err
	}
	choice := readChoice(r)
	done, err := h.Workbooks.AcceptSheet(r.Context(), r.Actor, id, draft, choice, speech(r), r.Key())
	if e, ok := par.AsError(err); ok && !r.WantsJSON() && (e.Code == par.Conflict || e.Code == par.Invalid) {
		return h.sheetDraft(r, id, draft, choice, e)
	}
	if err != nil {
		return nil, err
	}
	if r.WantsJSON() {
		return httpx.JSON{Value: done}, nil
	}
	return httpx.Redirect{To: sheetDraftPath(id, draft), Done: "workbook_written"}, nil
}

func (h *handlers) showSheetErrors(r *httpx.Request) (httpx.Reply, error) {
	id, draft, err := draftIDs(r, "dossier")
	if err != nil {
		return nil, err
	}
	file, err := h.Workbooks.ReturnedSheet(r.Context(), r.Actor, id, draft, speech(r))
	if err != nil {
		return nil, err
	}
	return form(file)
}
