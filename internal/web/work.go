package web

import (
	"strconv"
	"strings"

	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// workRoutes divide the work on a sheet among the officers of its unit.
func (h *handlers) workRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/dossiers/{dossier}/work", Action: policy.AssignWork, Handle: h.showWork},
		{Method: "POST", Path: "/dossiers/{dossier}/work", Action: policy.AssignWork, Handle: h.postWork},
	}
}

// workView says who has what of a sheet, and gives it.
type workView struct {
	Page    ui.Page
	P       i18n.Printer
	Title   string
	Lead    string
	Crumbs  []ui.Crumb
	Action  string
	Key     string
	Err     *par.Error
	Targets ui.Field // only to name what is wrong with the choice
	Person  ui.Field
	Due     ui.Field
	Note    ui.Field
	People  []shareRow
	Areas   []workArea
	Free    int // leaves that are nobody's
}

// shareRow is how far one person has come.
type shareRow struct {
	Name, Entered, Next, Last, State string
	Kind                             string // of the state: "", "ask" or "bad"
	Gone                             bool   // no longer an officer of the unit
}

// workArea is one area with its leaves.
type workArea struct {
	Title, Entered string
	Target         workTarget
	Leaves         []workTarget
}

// workTarget is something that can be ticked.
type workTarget struct {
	Value, Code, Title, Holder, Due, State, Kind, Href string
	On, Whole                                          bool // Whole: held through its area
}

func (h *handlers) showWork(r *httpx.Request) (httpx.Reply, error) { return h.workPage(r, nil) }

func (h *handlers) workPage(r *httpx.Request, refused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	w, err := h.Dossiers.Work(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := workView{
		P: p, Title: p.T("work.title", "unit", w.Unit.Name), Lead: w.Round.Title, Action: sheetPath(id) + "/work", Key: r.Random(16), Err: refused,
		Crumbs:  []ui.Crumb{{Href: "/dossiers", Label: w.Round.Title}, {Href: sheetPath(id), Label: w.Unit.Name}, {Label: p.T("work.short")}},
		Targets: ui.Field{Name: "target", Label: p.T("work.targets")}, People: sharesOf(p, w), Person: workPerson(p, w, r.Text("person")).Refused(p, refused),
		Due:  ui.Field{Name: "due", Label: p.T("work.due"), Hint: p.T("work.due_hint"), Value: r.Text("due"), MaxLength: 10}.Refused(p, refused),
		Note: ui.Field{Name: "note", Label: p.T("work.note"), Rows: 2, MaxLength: 500, Value: r.Text("note")}.Refused(p, refused),
	}
	v.divide(w, r.Form["target"])
	v.Page = h.page(r, v.Title, "/dossiers")
	v.Page.DemoNote, v.Page.Now = w.Round.DemoNote, w.Now
	return httpx.Page{Status: statusOf(refused), Body: workPage(v)}, nil
}

func workPerson(p i18n.Printer, w dossier.Work, chosen string) ui.Field {
	f := ui.Field{Name: "person", Label: p.T("work.person"), Value: chosen, Options: []ui.Option{{Label: p.T("common.choose")}}}
	for _, one := range w.Team {
		f.Options = append(f.Options, ui.Option{Value: string(one.ID), Label: one.Name})
	}
	return f
}

// sharesOf lists everybody who has work, and every officer who has none.
func sharesOf(p i18n.Printer, w dossier.Work) []shareRow {
	names := map[par.ID]string{}
	var order []par.ID
	for _, one := range w.Team {
		names[one.ID], order = one.Name, append(order, one.ID)
	}
	for _, a := range w.Given {
		if _, known := names[a.Person]; !known {
			names[a.Person], order = "", append(order, a.Person)
		}
	}
	var rows []shareRow
	for _, id := range order {
		row := shareRow{Name: names[id]}
		if row.Gone = row.Name == ""; row.Gone {
			row.Name = w.Names[id]
		}
		row.say(p, w, w.Share(func(_ *score.Node, a dossier.Assignment, given bool) bool { return given && a.Person == id }))
		rows = append(rows, row)
	}
	return rows
}

func (row *shareRow) say(p i18n.Printer, w dossier.Work, s dossier.Share) {
	row.Entered, row.Next, row.Last = counted(s.Done, s.Total), p.Date(s.Next), sayMoment(p, s.Last, w.Now)
	switch {
	case s.Overdue > 0:
		row.Kind, row.State = "bad", p.N("work.overdue", s.Overdue)
	case s.Total == 0:
		row.State = p.T("work.has_none")
	case s.Done == s.Total:
		row.State = p.T("work.done")
	case s.Last == 0:
		row.Kind, row.State = "ask", p.T("work.not_begun")
	default:
		row.State = p.T("work.going_on")
	}
}

func counted(done, total int) string { return strconv.Itoa(done) + "/" + strconv.Itoa(total) }

// divide lays out what can be ticked, area by area.
func (v *workView) divide(w dossier.Work, values []string) {
	on := map[string]bool{}
	for _, value := range values {
		t := targetOf(value)
		on[t.Area+" "+t.Leaf] = true
	}
	given := map[string]dossier.Assignment{}
	for _, a := range w.Given {
		given[a.Code()] = a
	}
	for _, top := range w.Edition.Set.Areas() {
		share := w.Share(func(n *score.Node, _ dossier.Assignment, _ bool) bool { return w.AreaOf(n.Code) == top.Code })
		area := workArea{Title: top.Code + ". " + top.Title, Entered: counted(share.Done, share.Total)}
		area.Target = workTarget{Value: ticked("a", top.Code, given[top.Code]), Code: top.Code, Title: v.P.T("work.whole_area"), On: on[top.Code+" "]}
		area.Target.hold(v.P, w, given[top.Code])
		for _, n := range w.Edition.Set.Leaves() {
			if w.AreaOf(n.Code) == top.Code && n.Rule.Type != score.RuleSurvey {
				area.Leaves = append(area.Leaves, v.leaf(w, n, given[n.Code], on[" "+n.Code]))
			}
		}
		if len(area.Leaves) > 0 {
			v.Areas = append(v.Areas, area)
		}
	}
}

func (v *workView) leaf(w dossier.Work, n *score.Node, own dossier.Assignment, on bool) workTarget {
	t := workTarget{
		Value: ticked("l", n.Code, own), Code: n.Code, Title: n.Title, On: on,
		Href: sheetPath(w.Dossier.ID) + "?leaf=" + n.Code + "#m-" + n.Code,
	}
	holder, held := w.Holder(n.Code)
	t.hold(v.P, w, holder)
	t.Whole = held && own.ID == ""
	switch {
	case w.Overdue(n.Code):
		t.State, t.Kind = v.P.T("work.late"), "bad"
	case w.Waits(n.Code):
		t.State = v.P.T("work.waits")
	default:
		t.State = v.P.T("work.done")
	}
	if !held {
		v.Free++
	}
	return t
}

func (t *workTarget) hold(p i18n.Printer, w dossier.Work, a dossier.Assignment) {
	if a.ID == "" {
		return
	}
	t.Holder = w.Names[a.Person]
	if a.Due != "" {
		t.Due = p.Date(a.Due)
	}
}

// ticked writes what is ticked with what stood there, and targetOf reads it.
func ticked(kind, code string, a dossier.Assignment) string {
	return kind + ":" + code + ":" + string(a.ID) + ":" + strconv.FormatInt(a.Version, 10)
}

func targetOf(value string) dossier.Target {
	parts := strings.Split(value, ":")
	if len(parts) != 4 {
		return dossier.Target{Leaf: value} // names no leaf, and is refused as such
	}
	version, err := strconv.ParseInt(parts[3], 10, 64)
	if err != nil {
		version = -1 // never an assignment's: a conflict
	}
	t := dossier.Target{ID: par.ID(parts[2]), Version: version}
	if parts[0] == "a" {
		t.Area = parts[1]
	} else {
		t.Leaf = parts[1]
	}
	return t
}

func (h *handlers) postWork(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	var targets []dossier.Target
	for _, value := range r.Form["target"] {
		targets = append(targets, targetOf(value))
	}
	if r.Text("act") == "end" {
		err = h.Dossiers.EndAssignments(r.Context(), r.Actor, id, targets, r.Key())
	} else {
		in := dossier.Order{Targets: targets, Person: par.ID(r.Text("person")), Due: r.Text("due"), Note: r.Form.Get("note")}
		err = h.Dossiers.AssignWork(r.Context(), r.Actor, id, in, r.Key())
	}
	if refused := refusal(err); refused != nil {
		return h.workPage(r, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: sheetPath(id) + "/work", Done: "saved"}, nil
}
