package web

import (
	"strconv"
	"strings"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

// workRoutes are how the work of a unit is divided among its people.
func (h *handlers) workRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/dossiers/{dossier}/work", Action: policy.AssignWork, Handle: h.showWork},
		{Method: "POST", Path: "/dossiers/{dossier}/work", Action: policy.AssignWork, Handle: h.postWork},
		{Method: "GET", Path: "/units/{unit}/people", Action: policy.AssignWork, Handle: h.showUnitPeople},
		{Method: "POST", Path: "/units/{unit}/hand-over", Action: policy.AssignWork, Handle: h.postUnitHandOver},
		{Method: "POST", Path: "/units/{unit}/delegations", Action: policy.DelegateRole, Handle: h.postDelegation},
		{Method: "POST", Path: "/units/{unit}/delegations/{delegation}/end", Action: policy.DelegateRole, Handle: h.postEndDelegation},
	}
}

func workPath(id par.ID) string { return sheetPath(id) + "/work" }

// workPath leads from a sheet to the division of its work.
func (m *sheetMaker) workPath() string {
	if !m.may(policy.AssignWork) {
		return ""
	}
	return workPath(m.Dossier.ID)
}

func (h *handlers) showWork(r *httpx.Request) (httpx.Reply, error) { return h.workPage(r, nil) }

func (h *handlers) workPage(r *httpx.Request, refused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	work, err := h.Dossiers.Work(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	d := divider{Work: work, r: r, p: p, w: wordingOf(p, work.Edition.Set), show: r.Text("show"), person: par.ID(r.Text("of"))}
	title := p.T("work.of", "unit", work.Unit.Name)
	v := workView{
		Page: h.page(r, title, "/dossiers"), Sheet: sheetPath(id), Action: workPath(id), People: unitPeoplePath(work.Unit.ID), Unit: work.Unit.Name, Heading: title,
		Crumbs:  []ui.Crumb{{Href: "/dossiers", Label: work.Round.Title}, {Href: sheetPath(id), Label: work.Unit.Name}, {Label: p.T("work.title")}},
		Persons: d.persons(), Areas: d.areas(), Filters: d.filters(), Groups: d.groups(), Key: r.Random(16), Err: refused,
	}
	v.DemoNote, v.Now, v.Clock = work.Round.DemoNote, work.Now, clockOf(p, work.Place, work.Now)
	v.Person = colleagueField(p, "person", p.T("work.person"), r.Text("person"), work.Team).Refused(p, refused)
	v.Due = ui.Field{Name: "due", Label: p.T("work.due"), Hint: p.T("work.due_hint"), Value: r.Text("due"), MaxLength: 10}.Refused(p, refused)
	v.Note = ui.Field{Name: "note", Label: p.T("work.note"), Value: r.Form.Get("note"), Rows: 2, MaxLength: 500}.Refused(p, refused)
	return httpx.Page{Status: statusOf(refused), Body: workPageBody(v)}, nil
}

// postWork gives what is ticked to a person, or takes it back.
func (h *handlers) postWork(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	targets, done := targetsOf(r.Form["target"]), "work_given"
	if r.Text("do") == "end" {
		done = "work_ended"
		err = h.Dossiers.EndAssignments(r.Context(), r.Actor, id, targets, keyFor(r, "end"))
	} else {
		err = h.Dossiers.AssignWork(r.Context(), r.Actor, id, dossier.Order{
			Targets: targets, Person: par.ID(r.Text("person")), Due: r.Text("due"), Note: r.Form.Get("note"),
		}, keyFor(r, "give"))
	}
	if err != nil {
		if e := retry(err); e != nil {
			return h.workPage(r, e)
		}
		return nil, err
	}
	return httpx.Redirect{To: workPath(id), Done: done}, nil
}

// keyFor is the key of one of the acts of a form with several buttons.
func keyFor(r *httpx.Request, act string) db.Key {
	key := r.Key()
	if key.Value != "" {
		key.Value += "." + act
	}
	return key
}

// targetValue says a target as a tick sends it: kind, code, and the assignment
// that was seen there.
func targetValue(t dossier.Target) string {
	kind, code := "area", t.Area
	if t.Leaf != "" {
		kind, code = "leaf", t.Leaf
	}
	return strings.Join([]string{kind, code, string(t.ID), strconv.FormatInt(t.Version, 10)}, "|")
}

// targetsOf reads what was ticked; what is no target becomes one that is refused.
func targetsOf(values []string) []dossier.Target {
	var targets []dossier.Target
	for _, value := range values {
		parts := strings.Split(value+"|||", "|")
		version, err := strconv.ParseInt(parts[3], 10, 64)
		if err != nil {
			version = 0
		}
		t := dossier.Target{ID: par.ID(parts[2]), Version: version}
		if parts[0] == "leaf" {
			t.Leaf = parts[1]
		} else {
			t.Area = parts[1]
		}
		targets = append(targets, t)
	}
	return targets
}
