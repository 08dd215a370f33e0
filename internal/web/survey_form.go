package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parindex/internal/appraisal"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// How many questions a group begins with, and can have. The largest form stays
// within the number of fields that a request may carry.
const (
	firstQuestions = 3
	mostQuestions  = 20
	mostCells      = 360
)

// tallyForm is a tally as it was typed, or as it has been kept.
type tallyForm struct {
	rule    *score.Rule
	rows    map[string]int // questions by group
	fields  url.Values
	note    string
	version int64
	refused *par.Error
	tried   bool // the result shown is of what was typed
	theirs  bool // another has kept a tally meanwhile
}

// tallyFormOf fills the form with the present tally.
func tallyFormOf(p i18n.Printer, v appraisal.SurveyView) tallyForm {
	f := tallyForm{rule: v.Node.Rule, rows: map[string]int{}, fields: url.Values{}, note: v.Tally.Note, version: v.Tally.Version}
	for _, g := range f.rule.Groups {
		f.rows[g.ID] = firstQuestions
	}
	if v.Tally.Value == nil {
		return f
	}
	for _, g := range v.Tally.Value.Groups {
		f.fields.Set(appraisal.BallotsField(g.ID), p.InputWhole(g.Ballots))
		f.rows[g.ID] = max(1, len(g.Questions))
		for i, question := range g.Questions {
			for _, o := range question {
				f.fields.Set(appraisal.CountField(g.ID, i+1, o.Option), p.InputWhole(o.Count))
			}
		}
	}
	return f
}

// typedTally reads the form of a tally.
func typedTally(r *httpx.Request, rule *score.Rule) tallyForm {
	f := tallyForm{rule: rule, rows: map[string]int{}, fields: r.Form, note: r.Text("note"), version: version(r)}
	for _, g := range rule.Groups {
		n, _ := strconv.Atoi(r.Text(rowsField(g.ID))) // what is no number becomes one row
		f.rows[g.ID] = min(max(n, 1), mostQuestions)
	}
	return f
}

func rowsField(group string) string { return group + ".rows" }

// figuresIn reads counts out of a form and gathers what could not be read.
type figuresIn struct {
	fields url.Values
	faults map[string]par.Text
}

func (in *figuresIn) text(name string) string { return strings.TrimSpace(in.fields.Get(name)) }

func (in *figuresIn) whole(name string) par.Decimal {
	d, err := i18n.ReadWhole(in.text(name))
	if e, failed := par.AsError(err); failed {
		in.faults[name] = par.Text{Key: e.Key, Args: e.Args}
	}
	return d
}

// tally makes a tally of what was typed, or says which fields cannot be read.
// Questions and groups of which nothing was typed are left out.
func (f tallyForm) tally(leaf string) (appraisal.Tally, error) {
	in := figuresIn{f.fields, map[string]par.Text{}}
	value := &score.Value{}
	for _, g := range f.rule.Groups {
		if group, given := f.group(&in, g.ID); given {
			value.Groups = append(value.Groups, group)
		}
	}
	t := appraisal.Tally{Leaf: leaf, Note: f.note, Version: f.version}
	if len(in.faults) > 0 {
		return t, par.InvalidFields(in.faults)
	}
	if len(value.Groups) > 0 {
		t.Value = value
	}
	return t, nil
}

func (f tallyForm) group(in *figuresIn, id string) (score.GroupTally, bool) {
	g := score.GroupTally{ID: id, Questions: [][]score.OptionTally{}}
	for row := 1; row <= f.rows[id]; row++ {
		if question, typed := f.question(in, id, row); typed {
			g.Questions = append(g.Questions, question)
		}
	}
	ballots := appraisal.BallotsField(id)
	if in.text(ballots) == "" && len(g.Questions) == 0 {
		return g, false
	}
	g.Ballots = count(in, ballots)
	return g, true
}

// question reads one row; an empty box in a row that has others is 0.
func (f tallyForm) question(in *figuresIn, id string, row int) (question []score.OptionTally, typed bool) {
	for _, w := range f.rule.Weights {
		name, n := appraisal.CountField(id, row, w.Option), par.Decimal("0")
		if in.text(name) != "" {
			typed = true
			n = count(in, name)
		}
		question = append(question, score.OptionTally{Option: w.Option, Count: n})
	}
	return question, typed
}

// count reads a number of people. Faults are found here, row by row, because
// rows left empty do not reach the tally.
func count(in *figuresIn, name string) par.Decimal {
	n := in.whole(name)
	if _, unread := in.faults[name]; unread {
		return n
	}
	if text, wrong := appraisal.CountFault(n); wrong {
		in.faults[name] = text
	}
	return n
}

// resize adds a row to a group, or takes one away: "group" or "group row".
func (f *tallyForm) resize(act, what string) {
	group, row, _ := strings.Cut(what, " ")
	if _, known := f.rows[group]; !known {
		return
	}
	if act == "more" {
		if f.mayGrow(group) {
			f.rows[group]++
		}
		return
	}
	from, err := strconv.Atoi(row)
	if err != nil || from < 1 || from > f.rows[group] || f.rows[group] == 1 {
		return
	}
	f.removeRow(group, from)
}

func (f *tallyForm) mayGrow(group string) bool {
	cells := 0
	for _, n := range f.rows {
		cells += n * len(f.rule.Weights)
	}
	return f.rows[group] < mostQuestions && cells+len(f.rule.Weights) <= mostCells
}

// removeRow moves the rows below one up.
func (f *tallyForm) removeRow(group string, from int) {
	for row := from; row <= f.rows[group]; row++ {
		for _, w := range f.rule.Weights {
			f.fields.Set(appraisal.CountField(group, row, w.Option), f.fields.Get(appraisal.CountField(group, row+1, w.Option)))
		}
	}
	f.rows[group]--
}

// sum adds up one row as far as it can be read.
func (f tallyForm) sum(group string, row int) (sum par.Decimal, any bool) {
	sum = "0"
	for _, w := range f.rule.Weights {
		if n, err := i18n.ReadWhole(f.fields.Get(appraisal.CountField(group, row, w.Option))); err == nil && n.Known() {
			sum, any = sum.Add(n), true
		}
	}
	return sum, any
}

// surveyView is the form of one tally, ready to be drawn.
type surveyView struct {
	ui.Page
	appraisal.SurveyView
	w    wording
	form tallyForm
	key  string
}

func (h *handlers) surveyView(r *httpx.Request, v appraisal.SurveyView, form tallyForm) surveyView {
	p := printer(r)
	view := surveyView{
		Page: h.page(r, p.T("survey.entry_title", "code", v.Node.Code, "unit", v.Unit.Name), "/rounds"), SurveyView: v,
		w: wordingOf(p, v.Edition.Set), form: form, key: r.Random(16),
	}
	view.DemoNote, view.Scripts = v.Round.DemoNote, []string{"survey.js"}
	return view
}

// errors lists what is wrong in the order of the form.
func (v surveyView) fields() []ui.Field {
	var fields []ui.Field
	for i, g := range v.form.rule.Groups {
		name := v.groupName(i)
		ballots := appraisal.BallotsField(g.ID)
		fields = append(fields, ui.Field{Name: ballots, Label: name + ", " + v.P.T("survey.ballots")})
		for row := 1; row <= v.form.rows[g.ID]; row++ {
			for _, w := range v.form.rule.Weights {
				fields = append(fields, ui.Field{
					Name: appraisal.CountField(g.ID, row, w.Option), Label: v.P.T("survey.cell", "group", name, "question", row, "option", w.Option),
				})
			}
		}
	}
	return append(fields, v.noteField())
}

func (v surveyView) noteField() ui.Field {
	f := ui.Field{Name: "note", Label: v.P.T("survey.note"), Hint: v.P.T("survey.note_hint"), Value: v.form.note, MaxLength: 4000}
	return f.Refused(v.P, v.form.refused)
}

// groupName names a group of respondents; a criteria set has codes only, of
// which the catalogue knows the usual ones.
func (v surveyView) groupName(i int) string {
	code := v.form.rule.Groups[i].ID
	name := strings.ReplaceAll(code, "_", " ")
	if key := "respondent." + code; v.P.Has(key) {
		name = v.P.T(key)
	}
	return v.P.T("survey.group", "number", i+1, "name", name)
}

func (v surveyView) wrong(name string) bool {
	if v.form.refused == nil {
		return false
	}
	_, at := v.form.refused.Fields[name]
	return at
}

// more tells whether a question has more answers than its group has ballots:
// each ballot answers a question once, so that a figure is probably mistyped.
func (v surveyView) more(group string, row int) bool {
	ballots, err := i18n.ReadWhole(v.form.fields.Get(appraisal.BallotsField(group)))
	sum, any := v.form.sum(group, row)
	return err == nil && ballots.Known() && any && sum.Cmp(ballots) > 0
}

// share is the share of a group in the result, in percent; empty where it does not count.
func (v surveyView) share(group string) string {
	at := slices.IndexFunc(v.Result.Trace.Groups, func(g score.GroupTrace) bool { return g.ID == group })
	if at < 0 || !v.Result.Trace.Groups[at].Counts {
		return ""
	}
	return v.P.Fixed(v.Result.Trace.Groups[at].Share, 2) + " %"
}

func (v surveyView) minBallots() int {
	if v.form.rule.MinBallots == nil {
		return 1
	}
	return *v.form.rule.MinBallots
}
