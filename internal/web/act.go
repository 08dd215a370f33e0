package web

import (
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/web/ui"
)

// actForm is one act on a unit or a block: a question that says what will
// happen, with what must be typed for it.
type actForm struct {
	Question ui.Question
	Key      string
	Version  string // of what is changed
	Err      *par.Error
	Fields   []ui.Field
	Hidden   [][2]string
}

// refusedAct is an act that was refused, to be shown again as it was typed.
type refusedAct struct {
	id  string // of the question; empty: none was refused
	err *par.Error
}

// typedIn returns the value of a field of an act: what was typed where this
// very act was refused, otherwise what is offered.
func (a refusedAct) typedIn(r *httpx.Request, id, name, offered string) string {
	if a.id == id && a.err != nil && r.Form.Has(name) {
		return r.Form.Get(name)
	}
	return offered
}

// over puts a refusal over an act that was refused: its question stands open,
// each field says what is wrong with it.
func (a refusedAct) over(p i18n.Printer, f *actForm) *actForm {
	if a.id != f.Question.ID || a.err == nil {
		return f
	}
	f.Err, f.Question.Open = a.err, true
	for i := range f.Fields {
		f.Fields[i].ID = f.Question.ID + "-" + f.Fields[i].Name
		f.Fields[i] = f.Fields[i].Refused(p, a.err)
	}
	return f
}

// reasonField asks why something is done.
func reasonField(p i18n.Printer, id, value string) ui.Field {
	return ui.Field{Name: "reason", ID: id + "-reason", Label: p.T("case.reason"), Hint: p.T("case.reason_hint"), Value: value, Rows: 3, MaxLength: 2000, Required: true}
}

// momentFields ask for a day and a time of day.
func momentFields(p i18n.Printer, id, day, clock string) []ui.Field {
	return []ui.Field{
		{Name: "closes", ID: id + "-closes", Label: p.T("case.closes"), Hint: p.T("round.day_form"), Value: day, MaxLength: 10, Required: true},
		{Name: "closes_at", ID: id + "-closes_at", Label: p.T("round.closes_at"), Hint: p.T("round.clock_form"), Value: clock, MaxLength: 8},
	}
}

// typedMoment reads the fields of momentFields; a day must be named.
func typedMoment(r *httpx.Request) (par.Time, *par.Error) {
	faults := map[string]par.Text{}
	at := readMoment(r.Text("closes"), r.Text("closes_at"), "17:00", "closes", "closes_at", faults)
	if at == 0 && len(faults) == 0 {
		faults["closes"] = par.T("round.bad_day")
	}
	if len(faults) > 0 {
		return 0, par.InvalidFields(faults)
	}
	return at, nil
}

// retry returns a refusal that the page of the act shows again: a wrong field,
// a change by another, or the rule that is in the way. Nil: none of the page's.
func retry(err error) *par.Error {
	e, ok := par.AsError(err)
	if !ok || (e.Code != par.Invalid && e.Code != par.Conflict && e.Code != par.Closed) {
		return nil
	}
	return e
}
