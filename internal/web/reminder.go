package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/reminder"
	"parindex/internal/report"
	"parindex/internal/round"
	"parindex/internal/web/ui"
)

// reminderRoutes are for the standing body, which keeps everyone on time.
func (h *handlers) reminderRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/rounds/{round}/reminders", Action: policy.ReadReminders, Handle: h.showReminders},
		{Method: "GET", Path: "/rounds/{round}/reminders/new", Action: policy.SendReminder, Handle: h.showRemind},
		{Method: "POST", Path: "/rounds/{round}/reminders", Action: policy.SendReminder, Handle: h.postRemind},
	}
}

func remindersPath(r round.Round) string { return roundPath(r, "/reminders") }

func remindPath(r round.Round) string { return roundPath(r, "/reminders/new") }

// remindView is the page on which reminders are sent by hand.
type remindView struct {
	ui.Page
	Round      round.Round
	Key        string
	Err        *par.Error
	Units      []debtRow
	Appraisers []debtRow
	Note       ui.Field
}

// debtRow is one unit or appraiser with what is owed.
type debtRow struct {
	ID      string
	Name    string
	What    string
	Due     string
	Late    bool
	To      string // who is told
	Nobody  bool
	Checked bool
	late    time.Duration
}

func (h *handlers) showRemind(r *httpx.Request) (httpx.Reply, error) { return h.remindPage(r, nil) }

// remindPage shows who owes what. At first those who are late are chosen, after
// a refusal those who were.
func (h *handlers) remindPage(r *httpx.Request, refused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	debts, err := h.Reminders.ReadDebts(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := remindView{
		Page: h.page(r, p.T("reminder.send_title"), pathRounds), Round: debts.Round, Key: r.Random(16), Err: refused,
		Note: ui.Field{
			Name: "note", Label: p.T("reminder.note"), Hint: p.T("reminder.note_hint"), Value: r.Text("note"), MaxLength: 1000, Rows: 3,
		}.Refused(p, refused),
	}
	v.DemoNote = debts.Round.DemoNote
	chosen := choiceOf(r)
	if refused == nil && len(chosen.Units)+len(chosen.Appraisers) == 0 {
		chosen = firstChoice(debts, r.Text("choose"))
	}
	for _, o := range debts.List {
		row := debtRowOf(p, o, debts.Now)
		if o.OfUnit() {
			row.Checked = slices.Contains(chosen.Units, o.Unit.ID)
			v.Units = append(v.Units, row)
		} else {
			row.Checked = slices.Contains(chosen.Appraisers, o.Appraiser.ID)
			v.Appraisers = append(v.Appraisers, row)
		}
	}
	for _, rows := range [][]debtRow{v.Units, v.Appraisers} {
		i18n.SortBy(rows, func(row debtRow) string { return row.Name })
		slices.SortStableFunc(rows, func(a, b debtRow) int { return cmp.Compare(b.late, a.late) })
	}
	page := httpx.Page{Body: remindForm(v)}
	if refused != nil {
		page.Status = httpx.Status(refused)
	}
	return page, nil
}

// firstChoice is who is chosen before anybody has been: the late ones, or as asked for.
func firstChoice(d reminder.Debts, choose string) reminder.Choice {
	var c reminder.Choice
	for _, o := range d.List {
		switch {
		case choose == "none", choose != "all" && o.Late(d.Now) == 0:
		case o.OfUnit():
			c.Units = append(c.Units, o.Unit.ID)
		default:
			c.Appraisers = append(c.Appraisers, o.Appraiser.ID)
		}
	}
	return c
}

func debtRowOf(p i18n.Printer, o reminder.Owed, now par.Time) debtRow {
	row := debtRow{
		ID: string(o.Unit.ID), Name: o.Unit.Name, What: p.Value(o.Stage) + ": " + p.Value(o.State), late: o.Late(now), Nobody: len(o.To) == 0,
	}
	if !o.OfUnit() {
		row.ID, row.Name, row.What = string(o.Appraiser.ID), o.Appraiser.Name, p.T("reminder.open", "open", o.Open, "total", o.Total)
	}
	switch {
	case o.Deadline == 0:
		row.Due = p.T("reminder.no_deadline")
	case row.late > 0:
		row.Late, row.Due = true, p.T("board.late_by", "time", p.Left(row.late))
	default:
		row.Due = p.DateTime(o.Deadline)
	}
	var names []string
	for _, reader := range o.To {
		names = append(names, reader.Name)
	}
	row.To = strings.Join(names, ", ")
	return row
}

func choiceOf(r *httpx.Request) reminder.Choice {
	ids := func(name string) []par.ID {
		var list []par.ID
		for _, v := range r.Form[name] {
			list = append(list, par.ID(v))
		}
		return list
	}
	return reminder.Choice{Units: ids("unit"), Appraisers: ids("appraiser"), Note: r.Text("note")}
}

func (h *handlers) postRemind(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	_, err = h.Reminders.SendReminder(r.Context(), r.Actor, id, choiceOf(r), r.Key())
	if refused := refusal(err); refused != nil {
		return h.remindPage(r, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: pathRounds + "/" + string(id) + "/reminders", Done: "reminded"}, nil
}

// remindersView is the record of a round's reminders.
type remindersView struct {
	ui.Page
	Round  round.Round
	Show   ui.Field
	Saved  savedView
	Rows   []sentRow
	Opened int
	All    int
	Remind string
}

// sentRow is one reminder with what became of it.
type sentRow struct {
	To, Unit, From, What, Text string
	Sent, Opened               string
	Mail                       tagged
}

// The choices of reminders beside all.
const (
	showUnopened = "unopened"
	showUnmailed = "unmailed"
)

func (h *handlers) showReminders(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	rec, err := h.Reminders.ReadReminders(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := remindersView{
		Round: rec.Round, All: len(rec.List), Remind: remindPath(rec.Round),
		Show: ui.Field{Name: "show", Label: p.T("reminder.show"), Value: r.Text("show"), Options: []ui.Option{
			{Label: p.T("reminder.show_all")}, {Value: showUnopened, Label: p.T("reminder.show_unopened")}, {Value: showUnmailed, Label: p.T("reminder.show_unmailed")},
		}},
	}
	for _, s := range rec.List {
		if s.OpenedAt != 0 {
			v.Opened++
		}
		if passesReminder(v.Show.Value, s) {
			v.Rows = append(v.Rows, sentRowOf(p, s))
		}
	}
	if exporting(r) {
		return export(r, "reminders-"+rec.Round.Code, sentTable(p, v.Rows))
	}
	if v.Saved, err = h.saved(r, "reminders"); err != nil {
		return nil, err
	}
	v.Page = h.page(r, p.T("reminder.record"), pathRounds)
	v.DemoNote = rec.Round.DemoNote
	return httpx.Page{Body: remindersPage(v)}, nil
}

func passesReminder(show string, s reminder.Sent) bool {
	switch show {
	case showUnopened:
		return s.OpenedAt == 0
	case showUnmailed:
		return s.Mail != "sent"
	}
	return true
}

func sentRowOf(p i18n.Printer, s reminder.Sent) sentRow {
	n := noticeRowOf(p, s.Notice)
	row := sentRow{To: s.To, Unit: s.Unit, From: s.From, What: n.Said.Title, Text: n.Said.Body, Sent: n.Sent, Opened: n.Opened, Mail: n.Mail}
	if row.From == "" {
		row.From = p.T("reminder.by_schedule")
	}
	return row
}

func sentTable(p i18n.Printer, rows []sentRow) report.Table {
	t := report.Table{Sheet: p.T("reminder.record"), Columns: []report.Column{
		{Title: p.T("reminder.to"), Width: 28}, {Title: p.T("common.unit"), Width: 34}, {Title: p.T("reminder.what"), Width: 50},
		{Title: p.T("notices.text"), Width: 60}, {Title: p.T("reminder.from"), Width: 24}, {Title: p.T("notices.sent"), Width: 18},
		{Title: p.T("notices.opened"), Width: 18}, {Title: p.T("notices.by_mail"), Width: 20},
	}}
	for _, r := range rows {
		var cells []report.Cell
		for _, text := range []string{r.To, r.Unit, r.What, r.Text, r.From, r.Sent, r.Opened, r.Mail.Text} {
			cells = append(cells, report.Text(text))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}
