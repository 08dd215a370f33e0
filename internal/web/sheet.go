package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// dossierRoutes are the pages of a unit's own work.
func (h *handlers) dossierRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/{$}", Action: policy.ReadHome, Handle: h.showHome},
		{Method: "GET", Path: "/dossiers", Action: policy.ListDossiers, Handle: h.showDossiers},
		{Method: "GET", Path: "/dossiers/{dossier}", Action: policy.ReadDossier, Handle: h.showSheet},
		{Method: "GET", Path: "/dossiers/{dossier}/print", Action: policy.ReadDossier, Handle: h.showPrintedSheet},
		{Method: "POST", Path: "/dossiers/{dossier}/leaves/{leaf}", Action: policy.DeclareScore, Handle: h.postScore},
		{Method: "GET", Path: "/dossiers/{dossier}/closed", Action: policy.ReadDossier, Handle: h.showClosed},
		{Method: "GET", Path: "/dossiers/{dossier}/review", Action: policy.ReadDossier, Handle: h.showReview},
		{Method: "POST", Path: "/dossiers/{dossier}/send", Action: policy.SendToLeader, Handle: h.postSend},
		{Method: "POST", Path: "/dossiers/{dossier}/return", Action: policy.ReturnDossier, Handle: h.postReturn},
		{Method: "POST", Path: "/dossiers/{dossier}/submit", Action: policy.SubmitDossier, Handle: h.postSubmit},
		{Method: "POST", Path: "/dossiers/{dossier}/withdraw", Action: policy.WithdrawDossier, Handle: h.postWithdraw},
	}
}

// showSheet shows the sheet, or for its script the panel of one leaf.
func (h *handlers) showSheet(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	q := sheetQueryOf(r)
	leaf := q.Leaf
	if r.WantsFragment() {
		q.Leaf = r.Header.Get("X-Panel") // whose history the panel tells
	}
	m, err := h.sheetMaker(r, id, q, overlay{})
	if err != nil {
		return nil, err
	}
	if r.WantsFragment() {
		return httpx.Fragment{Body: sheetParts(m.parts(leaf, q.Leaf))}, nil
	}
	if len(r.URL.Query()) == 0 {
		m.ownFirst()
	}
	return httpx.Page{Body: sheetPage(h.sheetView(r, m))}, nil
}

func sheetQueryOf(r *httpx.Request) sheetQuery {
	return sheetQuery{Area: r.Text("area"), Leaf: r.Text("leaf"), Show: knownFilter(r.Text("show")), Words: r.Text("q")}
}

func knownFilter(show string) string {
	for _, f := range filters {
		if f.show == show {
			return show
		}
	}
	return ""
}

func (h *handlers) sheetMaker(r *httpx.Request, id par.ID, q sheetQuery, over overlay) (*sheetMaker, error) {
	leaf := q.Leaf
	if over.leaf != "" {
		leaf = over.leaf
	}
	detail, err := h.Dossiers.Detail(r.Context(), r.Actor, id, leaf)
	if err != nil {
		return nil, err
	}
	m := newSheetMaker(printer(r), detail, r.Actor, q, r.Random(8))
	m.over = over
	counts, err := h.Threads.OpenCounts(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	m.talks = counts[id]
	if m.query.Leaf != "" && m.visible[m.areaOf(m.query.Leaf)] {
		err = h.talkAbout(r, id, m.query.Leaf, m.leafHref(m.query.Leaf), &m.talk)
	}
	return m, err
}

func (h *handlers) sheetView(r *httpx.Request, m *sheetMaker) sheetView {
	page := h.page(r, m.title()+", "+m.Unit.Name, "/dossiers")
	page.Bare, page.DemoNote, page.Scripts, page.Keys = true, m.Round.DemoNote, []string{"sheet.js"}, sheetKeys(m)
	page.Now = m.Now
	groups := m.groups()
	return sheetView{
		Page: page, P: m.p, ID: m.Dossier.ID, Person: r.Actor.Person, Title: m.title(), Query: m.query, Version: m.Dossier.Version,
		Crumbs: []ui.Crumb{{Href: "/dossiers", Label: m.Round.Title}, {Label: m.Block.Name}, {Label: m.Unit.Name}},
		Rail:   m.rail(), Filters: m.filterItems(), Groups: groups, Panel: m.panel(groups), Dock: m.dock(), Notice: m.notice(),
		Whole: m.whole, Saves: m.saves(), Marks: m.marks(), Work: m.workPath(),
	}
}

// title heads the sheet: its area, or what it was searched for.
func (m *sheetMaker) title() string {
	if m.query.Words != "" {
		return m.p.T("sheet.found", "words", m.query.Words)
	}
	for _, f := range filters {
		if f.show == m.query.Show {
			return m.p.T(f.key)
		}
	}
	if area, ok := m.Edition.Set.Find(m.query.Area); ok {
		return area.Code + ". " + area.Title
	}
	return m.Round.Title
}

// marks say what must be known of the sheet whoever reads it: that the unit did
// not enter it itself, that it no longer takes part, which leaves have more time.
func (m *sheetMaker) marks() []sheetNotice {
	var marks []sheetNotice
	if m.Dossier.Fallback != "" {
		mark := sheetNotice{Icon: "doc", Title: fallbackWord(m.p, m.Dossier) + ".", Href: documentPath(m.Dossier.Scan) + "/view", Link: m.p.T("case.scan")}
		if m.Entering {
			mark.Text = m.p.T("fallback.entering", "unit", m.Unit.Name)
		}
		marks = append(marks, mark)
	}
	switch {
	case m.Dropped != "":
		marks = append(marks, sheetNotice{Kind: "bad", Icon: "lock", Title: m.p.T("case.dropped") + ".", Text: m.Dropped})
	case m.Block.Skipped != "":
		marks = append(marks, sheetNotice{Kind: "bad", Icon: "lock", Title: m.p.T("case.skipped") + ".", Text: m.Block.Skipped})
	}
	for _, e := range m.Round.Extensions {
		if e.Unit == m.Unit.ID && e.Leaf != "" && e.Closes > m.Now && m.visible[m.areaOf(e.Leaf)] {
			marks = append(marks, sheetNotice{
				Icon: "clock", Title: m.p.T("case.leaf_extended", "leaf", e.Leaf, "moment", e.Closes), Href: m.leafAlone(e.Leaf), Link: m.p.T("case.open_leaf"),
			})
		}
	}
	return marks
}

// explains tells whether the reader's unit explains its first result now.
func (m *sheetMaker) explains() bool {
	return m.Stage() == par.Explanation && (m.State() == par.Notified || m.State() == par.Explaining) && m.actor.Belongs(m.Unit.ID)
}

// notice says why a sheet cannot be changed, or why it came back.
func (m *sheetMaker) notice() *sheetNotice {
	switch {
	case m.Dossier.State == par.Draft && m.Dossier.Remark != "":
		return &sheetNotice{Kind: "bad", Icon: "chat", Title: m.p.T("sheet.returned"), Text: m.Dossier.Remark}
	case m.Editable:
		return nil
	case m.Dossier.State == par.Draft && m.Stage() == par.SelfScoring && m.Window.Closes != 0 && m.Now >= m.Window.Closes:
		return &sheetNotice{
			Kind: "bad", Icon: "lock", Title: m.p.T("sheet.closed"), Text: m.p.T("sheet.closed_at", "deadline", m.Window.Closes),
			Href: m.path() + "/closed", Link: m.p.T("sheet.what_now"),
		}
	case m.explains():
		return &sheetNotice{
			Icon: "chat", Title: m.p.Value(m.State()) + ".", Text: m.p.T("explain.from_sheet", "deadline", m.Window.Closes), Href: explanationPath(m.Dossier.ID),
			Link: m.p.T("explain.open"),
		}
	case m.Dossier.State == par.AwaitingLeader:
		return &sheetNotice{
			Icon: "clock", Title: m.p.T("sheet.awaiting"), Text: m.p.T("sheet.awaiting_text"), Href: m.path() + "/review", Link: m.p.T("sheet.review"),
		}
	case m.Dossier.State == par.Draft:
		return &sheetNotice{Icon: "lock", Title: m.p.T("sheet.read_only"), Text: m.p.T("sheet.read_only_text")}
	}
	return &sheetNotice{Icon: "lock", Title: m.p.Value(m.Dossier.State) + ".", Text: m.p.T("sheet.submitted_at", "at", m.Dossier.SubmittedAt)}
}

func sheetKeys(m *sheetMaker) []ui.Key {
	return []ui.Key{
		{Keys: []string{"↑", "↓", "←", "→"}, Does: m.p.T("sheet.key_arrows")},
		{Keys: []string{"Enter"}, Does: m.p.T("sheet.key_enter")},
		{Keys: []string{"Ctrl", "V"}, Does: m.p.T("sheet.key_paste")},
		{Keys: []string{"Esc"}, Does: m.p.T("sheet.key_escape")},
		{Keys: []string{"e"}, Does: m.p.T("sheet.key_attach")},
		{Keys: []string{"o"}, Does: m.p.T("sheet.key_open")},
		{Keys: []string{"/"}, Does: m.p.T("sheet.key_find")},
	}
}

func (h *handlers) postScore(r *httpx.Request) (httpx.Reply, error) {
	return h.saveScore(r, h.Dossiers.ChangeScore)
}

// postEntered is postScore of the standing body on a unit's behalf.
func (h *handlers) postEntered(r *httpx.Request) (httpx.Reply, error) {
	return h.saveScore(r, func(ctx context.Context, actor par.Actor, id par.ID, c dossier.Change, key db.Key) (dossier.Saved, error) {
		all, err := h.Dossiers.EnterForUnit(ctx, actor, id, []dossier.Change{c}, key)
		if err != nil {
			return dossier.Saved{}, err
		}
		return all[0], nil
	})
}

// saving is a use case that keeps what is said of one leaf.
type saving func(context.Context, par.Actor, par.ID, dossier.Change, db.Key) (dossier.Saved, error)

// saveScore saves what is said of one leaf. It answers a program with JSON,
// the sheet's script with the parts of the page that changed, and a form
// without scripts with the sheet.
func (h *handlers) saveScore(r *httpx.Request, save saving) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	change := changeOf(r)
	saved, err := save(r.Context(), r.Actor, id, change, r.Key())
	switch {
	case err != nil:
		return h.refusedScore(r, id, change.Leaf, err)
	case r.WantsJSON():
		return httpx.JSON{Value: saved}, nil
	case r.WantsFragment():
		return h.savedParts(r, id, change.Leaf, saved.Version)
	}
	return httpx.Redirect{To: backOf(r, id, change.Leaf), Done: "saved"}, nil
}

// changeOf reads the form of one leaf. Its field "part" says what it is about;
// a program may leave it out and send the answer, with a note or without.
func changeOf(r *httpx.Request) dossier.Change {
	version, err := strconv.ParseInt(r.Text("version"), 10, 64)
	if err != nil {
		version = 0 // an unreadable version is older than any other
	}
	c := dossier.Change{Leaf: r.PathValue("leaf"), Version: version}
	if r.Form.Has("note") {
		note := r.Form.Get("note")
		c.Note = &note
	}
	switch r.Text("part") {
	case "note":
	case "applies":
		c.Applies = true
	default:
		c.Answer = answerOf(r.Form)
	}
	return c
}

func answerOf(form url.Values) dossier.Reading {
	return func(n *score.Node) (dossier.Score, map[string]par.Text) {
		switch {
		case form.Get("part") == "clear":
			return dossier.Score{Kind: dossier.KindNone}, nil
		case form.Get("na") != "":
			return dossier.Score{Kind: dossier.KindNA}, nil
		}
		value, faults := readValue(n.Rule, form)
		if value == nil {
			return dossier.Score{Kind: dossier.KindNone}, faults
		}
		return dossier.Score{Kind: dossier.KindValue, Value: value}, faults
	}
}

func backOf(r *httpx.Request, id par.ID, leaf string) string {
	if back := r.Text("back"); httpx.Local(back) {
		return back
	}
	return sheetPath(id) + "?leaf=" + url.QueryEscape(leaf)
}

// savedParts names the version that this save has made, even if another has
// saved since: a form that goes on from here must not take over the other's.
func (h *handlers) savedParts(r *httpx.Request, id par.ID, leaf string, version int64) (httpx.Reply, error) {
	panel := r.Header.Get("X-Panel")
	m, err := h.sheetMaker(r, id, sheetQuery{Leaf: panel}, overlay{})
	if err != nil {
		return nil, err
	}
	parts := m.parts(leaf, panel)
	parts.Version = strconv.FormatInt(version, 10)
	return httpx.Fragment{Body: sheetParts(parts)}, nil
}

// refusedScore shows the leaf again with what was typed, and what is wrong.
func (h *handlers) refusedScore(r *httpx.Request, id par.ID, leaf string, err error) (httpx.Reply, error) {
	e, ok := par.AsError(err)
	if !ok || r.WantsJSON() {
		return nil, err
	}
	over := overlay{leaf: leaf, typed: r.Form, err: e}
	if conflict, isConflict := e.Detail.(dossier.Conflict); isConflict {
		over.conflict = &conflict
	}
	switch {
	case e.Code == par.Closed && !r.WantsFragment():
		return h.refusedClosed(r, id, leaf, e)
	case e.Code != par.Invalid && e.Code != par.Conflict && e.Code != par.Closed:
		return nil, err
	}
	q := sheetQuery{Leaf: leaf}
	if r.WantsFragment() {
		q.Leaf = r.Header.Get("X-Panel")
	}
	m, loadErr := h.sheetMaker(r, id, q, over)
	if loadErr != nil {
		return nil, loadErr
	}
	status := httpx.Status(e)
	if r.WantsFragment() {
		return httpx.Fragment{Status: status, Body: sheetParts(m.parts(leaf, ""))}, nil
	}
	view := h.sheetView(r, m)
	view.Page.Flash = ui.Flash{Kind: "bad", Text: m.p.Err(e)}
	return httpx.Page{Status: status, Body: sheetPage(view)}, nil
}

// isClosed tells whether a refusal means that the time for the act is over.
func isClosed(err error) (*par.Error, bool) {
	e, ok := par.AsError(err)
	return e, ok && httpx.Status(e) == http.StatusLocked
}
