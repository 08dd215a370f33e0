package web

import (
	"slices"
	"strings"

	"parindex/internal/account"
	"parindex/internal/criteria"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// workView is how the work on one sheet is divided, with the form that divides it.
type workView struct {
	ui.Page
	Sheet, Action, People string
	Crumbs                []ui.Crumb
	Unit, Heading         string
	Persons               []shareRow
	Areas                 []shareRow
	Filters               []filterItem
	Groups                []workGroup
	Key                   string
	Err                   *par.Error
	Person, Due, Note     ui.Field
}

// shareRow is how far a person, or an area, has come.
type shareRow struct {
	Name, Href        string
	Done, Total       int
	Label             string
	Marks             []tagged // what holds the work up
	Next, Last, Whose string
	HandOver          *actForm
}

// workGroup is the leaves of one area that may be given.
type workGroup struct {
	Title, Note string
	Open        bool
	Whole       workRow
	Rows        []workRow
}

// workRow is one leaf or one whole area, to be ticked.
type workRow struct {
	Code, Title, Value, Href string
	Ticked                   bool
	Holder                   *tagged
	Note                     string
	State                    tagged
}

// workFilters show some leaves of all areas.
var workFilters = []struct{ show, key string }{
	{"", "common.all"}, {"free", "work.filter_free"}, {"waiting", "work.filter_waiting"}, {"late", "work.filter_late"},
}

// colleagueField asks for one of some people.
func colleagueField(p i18n.Printer, name, label, value string, people []account.Person) ui.Field {
	f := ui.Field{Name: name, Label: label, Value: value, Options: []ui.Option{{Label: p.T("common.choose")}}}
	for _, one := range people {
		text := one.Name
		if one.Title != "" {
			text += " – " + one.Title
		}
		f.Options = append(f.Options, ui.Option{Value: string(one.ID), Label: text})
	}
	return f
}

// divider says in words how work is divided.
type divider struct {
	dossier.Work
	r      *httpx.Request
	p      i18n.Printer
	w      wording
	show   string // one of the filters
	person par.ID // whose work alone is shown
}

// persons lists who has work or may be given some.
func (d divider) persons() []shareRow {
	names, order := map[par.ID]string{}, []par.ID(nil)
	add := func(id par.ID, name string) {
		if names[id] == "" {
			names[id], order = name, append(order, id)
		}
	}
	for _, one := range d.Team {
		add(one.ID, one.Name)
	}
	for _, a := range d.Given {
		add(a.Person, d.Names[a.Person])
	}
	var rows []shareRow
	for _, id := range order {
		share := d.Share(func(_ *score.Node, a dossier.Assignment, given bool) bool { return given && a.Person == id })
		row := d.share(names[id], share)
		row.Href = workPath(d.Dossier.ID) + "?of=" + string(id) + "#give"
		if share.Total > 0 {
			if !slices.ContainsFunc(d.Team, func(one account.Person) bool { return one.ID == id }) {
				row.Marks = append(row.Marks, tagged{"ask", "warn", d.p.T("work.left_unit")})
			}
			row.HandOver = handOverForm(d.r, d.p, d.Unit.ID, id, names[id], d.Team, refusedAct{})
			row.HandOver.Hidden = append(row.HandOver.Hidden, [2]string{"back", workPath(d.Dossier.ID)})
		}
		rows = append(rows, row)
	}
	return rows
}

func (d divider) areas() []shareRow {
	var rows []shareRow
	for _, area := range d.Edition.Set.Areas() {
		codes := map[string]bool{}
		for _, n := range criteria.LeavesBelow(area) {
			codes[n.Code] = true
		}
		share := d.Share(func(n *score.Node, _ dossier.Assignment, _ bool) bool { return codes[n.Code] })
		if share.Total == 0 {
			continue
		}
		row := d.share(area.Code+". "+area.Title, share)
		row.Href = sheetPath(d.Dossier.ID) + "?area=" + area.Code
		row.Whose = d.holdersIn(area)
		free := 0
		for _, n := range criteria.LeavesBelow(area) {
			if d.passes("free", n) {
				free++
			}
		}
		if free > 0 {
			row.Marks = append(row.Marks, tagged{"", "info", d.p.N("work.free", free)})
		}
		rows = append(rows, row)
	}
	return rows
}

// holdersIn names those who have work in an area.
func (d divider) holdersIn(area *score.Node) string {
	var names []string
	for _, n := range criteria.LeavesBelow(area) {
		if a, ok := d.Holder(n.Code); ok && !slices.Contains(names, d.Names[a.Person]) {
			names = append(names, d.Names[a.Person])
		}
	}
	return strings.Join(names, ", ")
}

// share says how far work has come, and what holds it up.
func (d divider) share(name string, s dossier.Share) shareRow {
	row := shareRow{Name: name, Done: s.Done, Total: s.Total, Label: d.p.T("work.done_of", "done", s.Done, "total", s.Total)}
	if s.Overdue > 0 {
		row.Marks = append(row.Marks, tagged{"bad", "clock", d.p.N("work.overdue", s.Overdue)})
	}
	if s.Total > s.Done && s.Last == 0 {
		row.Marks = append(row.Marks, tagged{"ask", "warn", d.p.T("work.not_begun")})
	}
	if s.Next != "" {
		row.Next = d.p.Date(s.Next)
	}
	if s.Last != 0 {
		row.Last = d.p.DateTime(s.Last)
	}
	return row
}

// passes tells whether a leaf belongs to a filter. What surveys answer is
// nobody's work.
func (d divider) passes(show string, n *score.Node) bool {
	if n.Rule.Type == score.RuleSurvey {
		return false
	}
	_, given := d.Holder(n.Code)
	switch show {
	case "free":
		return !given && d.Waits(n.Code)
	case "waiting":
		return given && d.Waits(n.Code)
	case "late":
		return d.Overdue(n.Code)
	}
	return true
}

func (d divider) filters() []filterItem {
	var items []filterItem
	for _, f := range workFilters {
		count := 0
		for _, n := range d.Edition.Set.Leaves() {
			if d.passes(f.show, n) {
				count++
			}
		}
		href := workPath(d.Dossier.ID) + "#give"
		if f.show != "" {
			href = workPath(d.Dossier.ID) + "?show=" + f.show + "#give"
		}
		current := d.show == f.show && d.person == ""
		if count > 0 || current {
			items = append(items, filterItem{d.p.T(f.key), href, count, current})
		}
	}
	return items
}

func (d divider) groups() []workGroup {
	own := map[string]dossier.Assignment{} // of a leaf by itself, or of an area as a whole
	for _, a := range d.Given {
		own[a.Code()] = a
	}
	ticked := d.r.Form["target"]
	var groups []workGroup
	for _, area := range d.Edition.Set.Areas() {
		g := workGroup{Title: area.Code + ". " + area.Title, Open: d.show != "" || d.person != ""}
		free := 0
		for _, n := range criteria.LeavesBelow(area) {
			a, given := d.Holder(n.Code)
			if !d.passes(d.show, n) || d.person != "" && (!given || a.Person != d.person) {
				continue
			}
			if d.passes("free", n) {
				free++
			}
			row := d.row(n.Code, n.Title, dossier.Target{Leaf: n.Code}, own, ticked)
			row.Href, row.Holder = sheetPath(d.Dossier.ID)+"?leaf="+n.Code+"#m-"+n.Code, d.holder(a, given)
			row.State, row.Note = d.state(n.Code), a.Note
			g.Rows = append(g.Rows, row)
			g.Open = g.Open || row.Ticked
		}
		if len(g.Rows) == 0 {
			continue
		}
		whole, given := own[area.Code]
		g.Whole = d.row(area.Code, d.p.T("work.whole_area"), dossier.Target{Area: area.Code}, own, ticked)
		g.Whole.Holder, g.Whole.Note = d.holder(whole, given), whole.Note
		g.Open = g.Open || g.Whole.Ticked
		g.Note = d.p.N("work.items", len(g.Rows))
		if free > 0 {
			g.Note += ", " + d.p.N("work.free", free)
		}
		groups = append(groups, g)
	}
	return groups
}

// row is one thing to be ticked, with the assignment that stands there itself.
func (d divider) row(code, title string, t dossier.Target, own map[string]dossier.Assignment, ticked []string) workRow {
	if a, ok := own[code]; ok {
		t.ID, t.Version = a.ID, a.Version
	}
	value := targetValue(t)
	kind, _, _ := strings.Cut(value, "|")
	again := slices.ContainsFunc(ticked, func(one string) bool { return strings.HasPrefix(one, kind+"|"+code+"|") })
	return workRow{Code: code, Title: title, Value: value, Ticked: again}
}

// holder says to whom something is given, and until when; nil: to nobody.
func (d divider) holder(a dossier.Assignment, given bool) *tagged {
	if !given {
		return nil
	}
	badge := &tagged{Icon: "user", Text: d.Names[a.Person]}
	if a.Due != "" {
		badge.Text = d.p.T("work.badge", "name", badge.Text, "due", a.Due)
	}
	return badge
}

func (d divider) state(leaf string) tagged {
	switch {
	case d.Overdue(leaf):
		return tagged{"bad", "clock", d.p.T("work.state_late")}
	case d.Waits(leaf):
		return tagged{"", "", d.p.T("work.state_waits")}
	}
	return tagged{"act", "check", d.p.T("work.state_done")}
}

// dash stands where there is nothing to say.
func dash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
