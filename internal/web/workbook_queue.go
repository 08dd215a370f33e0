package web

import (
	"net/url"

	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/web/ui"
	books "parindex/internal/workbook"
)

func queueBookPath(round par.ID) string { return "/rounds/" + string(round) + "/workbook" }

func queueDraftPath(round, draft par.ID) string {
	return queueBookPath(round) + "/" + url.PathEscape(string(draft))
}

// queueFilePath is the file of the part of a queue that a filter keeps.
func queueFilePath(round par.ID, f appraisal.Filter) string {
	return "/rounds/" + string(round) + "/queue.xlsx" + filterQuery(f)
}

func (h *handlers) showQueueFile(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	file, err := h.Workbooks.QueueFile(r.Context(), r.Actor, id, queueFilter(r), speech(r))
	if err != nil {
		return nil, err
	}
	return form(file)
}

func (h *handlers) showQueueBook(r *httpx.Request) (httpx.Reply, error) {
	return h.queueBook(r, nil)
}

// queueBook is the page of a queue's workbook, with what was wrong with the last file.
func (h *handlers) queueBook(r *httpx.Request, refused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	round, locked, err := h.Workbooks.QueuePlace(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p, f := printer(r), queueFilter(r)
	return h.bookReply(r, bookPage{
		Page: h.page(r, p.T("workbook.title")+", "+round.Title, pathAppraisals), Heading: p.T("workbook.title"), Lead: p.T("workbook.queue_lead"),
		Crumbs: []ui.Crumb{{Href: pathAppraisals, Label: p.T("appraisal.title")}, {Href: queuePath(id, f), Label: round.Title}},
		Back:   queuePath(id, f), BackText: p.T("workbook.back_to_queue"), Download: queueFilePath(id, f), Action: queueBookPath(id),
	}, round.DemoNote, locked, refused)
}

func (h *handlers) postQueueBook(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	policy.Note(r.Context(), policy.AppraiseScore)
	in, err := h.arrival(r)
	var draft par.ID
	if err == nil {
		draft, err = h.Workbooks.UploadQueue(r.Context(), r.Actor, id, in, r.Key())
	}
	if err != nil {
		r.Drain()
		return h.refusedBook(r, err, h.queueBook)
	}
	if r.WantsJSON() {
		return h.queueJSON(r, id, draft)
	}
	return httpx.Redirect{To: queueDraftPath(id, draft)}, nil
}

func (h *handlers) showQueueDraft(r *httpx.Request) (httpx.Reply, error) {
	id, draft, err := draftIDs(r, "round")
	if err != nil {
		return nil, err
	}
	if r.WantsJSON() {
		return h.queueJSON(r, id, draft)
	}
	return h.queueDraft(r, id, draft, books.Choice{}, nil)
}

// queueDraft is the preview of a queue's file, with what was chosen so far.
func (h *handlers) queueDraft(r *httpx.Request, id, draft par.ID, c books.Choice, refused *par.Error) (httpx.Reply, error) {
	preview, err := h.Workbooks.PreviewQueue(r.Context(), r.Actor, id, draft)
	if err != nil {
		return nil, err
	}
	p, all := printer(r), queuePath(id, appraisal.Filter{})
	v := bookPreview{
		Page: h.page(r, p.T("workbook.preview")+", "+preview.Round.Title, pathAppraisals), Heading: p.T("workbook.preview"),
		Lead:   p.T("workbook.preview_lead", "file", preview.Draft.FileName, "at", preview.Draft.CreatedAt),
		Crumbs: []ui.Crumb{{Href: pathAppraisals, Label: p.T("appraisal.title")}, {Href: all, Label: preview.Round.Title}, {Href: queueBookPath(id), Label: p.T("workbook.title")}},
		Back:   all, BackText: p.T("workbook.back_to_queue"), Again: queueBookPath(id), Errors: queueDraftPath(id, draft) + "/errors.xlsx", Action: queueDraftPath(id, draft) + "/accept",
		Settled: preview.Draft.SettledAt != 0, Stamp: preview.Stamp, Key: r.Random(16), Counts: preview.Counts, Err: refused,
	}
	v.DemoNote = preview.Round.DemoNote
	if v.Settled {
		v.Action = ""
	}
	for _, row := range preview.Rows {
		v.put(queueRowView(wordingOf(p, row.Set), row, r.Actor.Person, preview.Now), row.Outcome, c)
	}
	v.strays(preview.Stray)
	page := httpx.Page{Body: workbookPreview(v)}
	if refused != nil {
		page.Status = httpx.Status(refused)
	}
	return page, nil
}

func queueRowView(w wording, row books.QueueRow, reader par.ID, now par.Time) bookRow {
	v := bookRow{
		Number: row.Number, Code: row.Item.Leaf.Code, Title: row.Item.Leaf.Title, Unit: row.Item.Unit.Name, Href: itemPath(row.Item, appraisal.Filter{}),
		From: w.concluded(row, row.Now), To: w.concluded(row, row.After), NoteHead: w.p.T("workbook.remark_changes"), NoteFrom: row.Now.Note, NoteTo: row.After.Note,
		NoteChanges: row.Now.Note != row.After.Note, PointsFrom: w.markPoints(row.Set, row.Item.Leaf, row.Now), PointsTo: w.markPoints(row.Set, row.Item.Leaf, row.After),
		By: row.By, Faults: sayFaults(w.p, row.Number, row.Faults), Remarks: sayFaults(w.p, row.Number, row.Remarks),
	}
	if row.At != 0 {
		v.At = sayMoment(w.p, row.At, now)
	}
	if row.By != "" && row.Now.Actor == reader {
		v.By = w.p.T("appraisal.yourself")
	}
	return v
}

// concluded says a mark of a row: that it accepts the claim, or its points and
// the reason of the cut.
func (w wording) concluded(row books.QueueRow, mark dossier.Score) string {
	if mark.Given() && mark.Reason == "" && same(mark, row.Claim) {
		return w.p.T("workbook.accepts", "points", w.markPoints(row.Set, row.Item.Leaf, mark))
	}
	said := w.judged(row.Set, row.Item.Leaf, mark)
	if mark.Reason != "" {
		said += ", " + w.p.Value(mark.Reason)
	}
	return said
}

// markPoints says what a mark is worth.
func (w wording) markPoints(set *score.Set, n *score.Node, mark dossier.Score) string {
	if mark.Kind == dossier.KindPoints {
		return w.points(mark.Points)
	}
	return w.pointsOf(set, n, mark)
}

func (h *handlers) postQueueDraft(r *httpx.Request) (httpx.Reply, error) {
	id, draft, err := draftIDs(r, "round")
	if err != nil {
		return nil, err
	}
	choice := readChoice(r)
	done, err := h.Workbooks.AcceptQueue(r.Context(), r.Actor, id, draft, choice, r.Key())
	if e, ok := par.AsError(err); ok && !r.WantsJSON() && (e.Code == par.Conflict || e.Code == par.Invalid) {
		return h.queueDraft(r, id, draft, choice, e)
	}
	if err != nil {
		return nil, err
	}
	if r.WantsJSON() {
		return httpx.JSON{Value: done}, nil
	}
	return httpx.Redirect{To: queueDraftPath(id, draft), Done: "workbook_written"}, nil
}

func (h *handlers) showQueueErrors(r *httpx.Request) (httpx.Reply, error) {
	id, draft, err := draftIDs(r, "round")
	if err != nil {
		return nil, err
	}
	file, err := h.Workbooks.ReturnedQueue(r.Context(), r.Actor, id, draft, speech(r))
	if err != nil {
		return nil, err
	}
	return form(file)
}

func (h *handlers) queueJSON(r *httpx.Request, id, draft par.ID) (httpx.Reply, error) {
	preview, err := h.Workbooks.PreviewQueue(r.Context(), r.Actor, id, draft)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := bookJSON{Draft: draft, Stamp: preview.Stamp, Counts: preview.Counts, Stray: faultsJSON(p, preview.Stray)}
	for _, row := range preview.Rows {
		w := wordingOf(p, row.Set)
		one := bookRowJSON{
			Row: row.Number, Leaf: row.Item.Leaf.Code, Dossier: row.Item.Dossier, Outcome: row.Outcome, From: w.concluded(row, row.Now),
			To: w.concluded(row, row.After), By: row.By, Faults: faultsJSON(p, row.Faults), Remarks: faultsJSON(p, row.Remarks),
		}
		if row.At != 0 {
			one.At = row.At.Std().Format("2006-01-02T15:04:05Z")
		}
		v.Rows = append(v.Rows, one)
	}
	return httpx.JSON{Value: v}, nil
}
