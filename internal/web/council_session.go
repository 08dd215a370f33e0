package web

import (
	"bytes"
	"net/url"
	"slices"

	"parindex/internal/council"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/report"
	"parindex/internal/web/ui"
)

// sessionView is one session: its course, its table, its agenda.
type sessionView struct {
	ui.Page
	council.Sitting
	Key     string
	Manage  bool
	Run     bool
	Propose bool
	Refused *par.Error
	Edit    []ui.Field
	Motion  []ui.Field
	Form    url.Values // as it was sent and refused
	Groups  []agendaGroup
}

// agendaGroup is one leaf of one block with the units for which it is disputed.
type agendaGroup struct {
	Head  council.Line
	Lines []council.Line
}

func (h *handlers) showSession(r *httpx.Request) (httpx.Reply, error) { return h.sessionPage(r, nil) }

// sessionID finds the session that the address names, in its round.
func (h *handlers) sessionID(r *httpx.Request) (par.ID, error) {
	round, err := r.PathID("round")
	if err != nil {
		return "", err
	}
	id, err := r.PathID("session")
	if err != nil {
		return "", err
	}
	return id, h.Councils.Find(r.Context(), round, id, "")
}

func (h *handlers) sessionPage(r *httpx.Request, refused *par.Error) (httpx.Reply, error) {
	id, err := h.sessionID(r)
	if err != nil {
		return nil, err
	}
	s, err := h.Councils.Sitting(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	resource := s.Session.Resource(s.Round)
	v := sessionView{
		Page: h.page(r, p.T("council.session_title", "number", s.Session.Number), pathRounds), Sitting: s, Key: r.Random(16), Refused: refused, Form: r.Form,
		Manage: may(r, policy.ManageCouncil, resource), Run: may(r, policy.RunSession, resource), Groups: groupsOf(s.Lines),
	}
	v.DemoNote = s.Round.DemoNote
	if s.Session.State() != council.Closed {
		v.Units = slices.DeleteFunc(slices.Clone(s.Units), func(one dossier.Place) bool {
			return !may(r, policy.ProposeItem, s.Session.ItemResource(one, ""))
		})
		v.Propose = len(v.Units) > 0
		v.Motion = refusedFields(p, refused, v.motionFields(p, r))
	}
	if v.Manage && s.Session.State() == council.Planned {
		typed := plannedOf(s.Session)
		if refused != nil && r.Form.Has("day") {
			typed = typedSession(r)
		}
		v.Edit = refusedFields(p, refused, sessionFields(p, typed, s.Leaders))
	}
	return httpx.Page{Status: statusOf(refused), Body: sessionPage(v)}, nil
}

func groupsOf(lines []council.Line) []agendaGroup {
	var groups []agendaGroup
	for _, line := range lines {
		last := len(groups) - 1
		if last < 0 || groups[last].Head.Item.Leaf != line.Item.Leaf || groups[last].Head.Place.Dossier.Block != line.Place.Dossier.Block {
			groups = append(groups, agendaGroup{Head: line})
			last++
		}
		groups[last].Lines = append(groups[last].Lines, line)
	}
	return groups
}

func (v sessionView) motionFields(p i18n.Printer, r *httpx.Request) []ui.Field {
	unit := ui.Field{Name: "dossier", Label: p.T("common.unit"), Value: r.Text("dossier"), Required: true, Options: []ui.Option{{Label: p.T("common.choose")}}}
	for _, one := range v.Units {
		unit.Options = append(unit.Options, ui.Option{Value: string(one.Dossier.ID), Label: one.Unit.Name})
	}
	ground := ui.Field{Name: "ground", Label: p.T("council.ground"), Value: r.Text("ground")}
	for _, g := range []council.Ground{council.Added, council.Appeal} {
		ground.Options = append(ground.Options, ui.Option{Value: string(g), Label: p.T("council.ground." + string(g))})
	}
	return []ui.Field{
		unit,
		{Name: "leaf", Label: p.T("council.leaf_code"), Value: r.Text("leaf"), Hint: p.T("council.leaf_hint"), MaxLength: 20, Required: true},
		ground,
		{Name: "argument", Label: p.T("council.argument"), Value: r.Text("argument"), Rows: 3, MaxLength: 4000, Required: true},
	}
}

// after goes on from an act on a session. Refused, its page says why and keeps
// what was typed.
func (h *handlers) afterSession(r *httpx.Request, err error, done string) (httpx.Reply, error) {
	if refused := refusalOrClosed(err); refused != nil {
		if reply, hidden := h.sessionPage(r, refused); hidden == nil {
			return reply, nil
		}
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: pathRounds + "/" + r.PathValue("round") + "/council/" + r.PathValue("session"), Done: done}, nil
}

// refusalOrClosed is refusal, also of what cannot be done now.
func refusalOrClosed(err error) *par.Error {
	if par.Is(err, par.Closed) {
		e, _ := par.AsError(err)
		return e
	}
	return refusal(err)
}

func (h *handlers) postSessionEdit(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.sessionID(r)
	if err != nil {
		return nil, err
	}
	typed := typedSession(r)
	err = h.Councils.EditSession(r.Context(), r.Actor, id, typed.session(version(r)), r.Key())
	if refused := typed.atItsField(refusal(err)); refused != nil {
		err = refused
	}
	return h.afterSession(r, err, "saved")
}

func (h *handlers) postInvite(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.sessionID(r)
	if err != nil {
		return nil, err
	}
	return h.afterSession(r, h.Councils.Invite(r.Context(), r.Actor, id, version(r), r.Key()), "invited")
}

func (h *handlers) postFill(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.sessionID(r)
	if err != nil {
		return nil, err
	}
	return h.afterSession(r, h.Councils.FillAgenda(r.Context(), r.Actor, id, version(r), r.Key()), "saved")
}

func (h *handlers) postOpenSession(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.sessionID(r)
	if err != nil {
		return nil, err
	}
	return h.afterSession(r, h.Councils.OpenSession(r.Context(), r.Actor, id, version(r), r.Key()), "session_open")
}

// postRoll keeps who is present: a line for each member whose id stands in the form.
func (h *handlers) postRoll(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.sessionID(r)
	if err != nil {
		return nil, err
	}
	var called []council.Presence
	for _, person := range r.Form["seat"] {
		called = append(called, council.Presence{Person: par.ID(person), Present: r.Flag("present." + person), Note: r.Text("note." + person)})
	}
	return h.afterSession(r, h.Councils.CallRoll(r.Context(), r.Actor, id, version(r), called, r.Key()), "saved")
}

func (h *handlers) postCloseSession(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.sessionID(r)
	if err != nil {
		return nil, err
	}
	in := council.Ending{Version: version(r), Note: r.Text("note"), Carry: par.ID(r.Text("carry"))}
	return h.afterSession(r, h.Councils.CloseSession(r.Context(), r.Actor, id, in, r.Key()), "session_closed")
}

func (h *handlers) postMotion(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.sessionID(r)
	if err != nil {
		return nil, err
	}
	in := council.Motion{Dossier: par.ID(r.Text("dossier")), Leaf: r.Text("leaf"), Ground: council.Ground(r.Text("ground")), Argument: r.Text("argument")}
	_, err = h.Councils.ProposeItem(r.Context(), r.Actor, id, in, r.Key())
	return h.afterSession(r, err, "saved")
}

// minutes loads the minutes of the session that the address names.
func (h *handlers) minutes(r *httpx.Request) (council.Minutes, error) {
	id, err := h.sessionID(r)
	if err != nil {
		return council.Minutes{}, err
	}
	return h.Councils.Minutes(r.Context(), r.Actor, id)
}

// minutesView is the minutes to be read and printed.
type minutesView struct {
	ui.Page
	council.Minutes
	Paper report.Paper
}

func (h *handlers) showMinutes(r *httpx.Request) (httpx.Reply, error) {
	m, err := h.minutes(r)
	if err != nil {
		return nil, err
	}
	v := minutesView{Page: h.page(r, printer(r).T("council.minutes_title", "number", m.Session.Number), pathRounds), Minutes: m, Paper: m.Paper(h.Place)}
	v.DemoNote = m.Round.DemoNote
	return httpx.Page{Body: minutesPage(v)}, nil
}

func (h *handlers) showMinutesDOCX(r *httpx.Request) (httpx.Reply, error) {
	m, err := h.minutes(r)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := report.WriteDOCX(&file, m.Paper(h.Place)); err != nil {
		return nil, err
	}
	return download(m.FileName("bien-ban", "docx"), report.DOCXType, file.Bytes()), nil
}

func (h *handlers) showDecisionsXLSX(r *httpx.Request) (httpx.Reply, error) {
	m, err := h.minutes(r)
	if err != nil {
		return nil, err
	}
	return workbook(m.FileName("ket-luan", "xlsx"), m.Decisions(printer(r)))
}

func (h *handlers) showDecisionsCSV(r *httpx.Request) (httpx.Reply, error) {
	m, err := h.minutes(r)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := report.WriteCSV(&file, m.Decisions(printer(r))); err != nil {
		return nil, err
	}
	return download(m.FileName("ket-luan", "csv"), "text/csv; charset=utf-8", file.Bytes()), nil
}
