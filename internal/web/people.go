package web

import (
	"slices"
	"strings"

	"parindex/internal/account"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/unit"
	"parindex/internal/web/ui"
)

// peopleView is who works for a unit, and which of their roles are lent.
type peopleView struct {
	ui.Page
	Unit   unit.Unit
	Others []unit.Unit
	Sheets []sheetLink
	Rows   []memberRow
	Loans  []loanRow
	Lend   *actForm
}

type sheetLink struct{ Href, Label string }

// memberRow is one person of the unit.
type memberRow struct {
	Name, Title string
	Roles       []tagged
	Work        string // how much is given to him
	HandOver    *actForm
}

// loanRow is one role that was lent.
type loanRow struct {
	Role, From, To, When string
	Reason, Given        string
	State                tagged
	Gone                 bool
	End                  *actForm
}

func unitPeoplePath(id par.ID) string { return "/units/" + string(id) + "/people" }

// peoplePath leads from the menu of the account to the people of the actor's
// unit, the first of several; empty: he has none.
func peoplePath(actor par.Actor) string {
	for _, id := range append(actor.Units(par.Leader), actor.Units(par.Officer)...) {
		return unitPeoplePath(id)
	}
	return ""
}

func (h *handlers) showUnitPeople(r *httpx.Request) (httpx.Reply, error) {
	return h.peoplePage(r, refusedAct{})
}

func (h *handlers) peoplePage(r *httpx.Request, refused refusedAct) (httpx.Reply, error) {
	id, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	people, err := h.Accounts.ReadUnitPeople(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	work, err := h.Dossiers.ReadUnitWork(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	mine, err := h.Dossiers.Mine(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := peopleView{Page: h.page(r, p.T("people.of", "unit", work.Unit.Name), ""), Unit: work.Unit, Others: work.Others}
	for _, place := range mine {
		if place.Dossier.UnitID == id {
			v.Sheets = append(v.Sheets, sheetLink{workPath(place.Dossier.ID), place.Round.Title})
		}
	}
	s := staff{people, work, r, p, refused}
	v.Rows, v.Loans, v.Lend = s.rows(), s.loans(), s.lendForm()
	return httpx.Page{Status: statusOf(refused.err), Body: peoplePageBody(v)}, nil
}

// staff says in words who works for a unit.
type staff struct {
	account.UnitPeople
	work    dossier.UnitWork
	r       *httpx.Request
	p       i18n.Printer
	refused refusedAct
}

// officers lists who may be given work now.
func (s staff) officers() []account.Person {
	var list []account.Person
	for _, held := range s.Held {
		if held.Role == par.Officer && s.People[held.Person].Active && !slices.ContainsFunc(list, func(one account.Person) bool { return one.ID == held.Person }) {
			list = append(list, s.People[held.Person])
		}
	}
	i18n.SortBy(list, func(one account.Person) string { return one.Name })
	return list
}

func (s staff) rows() []memberRow {
	var order []par.ID
	roles := map[par.ID][]tagged{}
	for _, held := range s.Held {
		if !s.People[held.Person].Active || held.Role != par.Officer && held.Role != par.Leader {
			continue
		}
		if roles[held.Person] == nil {
			order = append(order, held.Person)
		}
		roles[held.Person] = append(roles[held.Person], s.role(held))
	}
	var gone []par.ID
	for id := range s.work.Open {
		if roles[id] == nil {
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	var rows []memberRow
	for _, id := range append(order, gone...) {
		row := memberRow{Name: s.People[id].Name, Title: s.People[id].Title, Roles: roles[id]}
		if row.Roles == nil {
			row.Name, row.Roles = s.work.Names[id], []tagged{{"ask", "warn", s.p.T("work.left_unit")}}
		}
		if n := s.work.Open[id]; n > 0 {
			row.Work = s.p.N("people.open_work", int(n))
			row.HandOver = handOverForm(s.r, s.p, s.work.Unit.ID, id, row.Name, s.officers(), s.refused)
		}
		rows = append(rows, row)
	}
	return rows
}

// role says a role, and of whom it is borrowed.
func (s staff) role(held account.Held) tagged {
	if held.Lent == "" {
		return tagged{"", "", s.p.Value(held.Role)}
	}
	text := s.p.T("people.lent_by", "role", held.Role, "name", s.People[held.Lent].Name)
	for _, d := range s.Delegations {
		if d.ID == held.ID {
			text += ", " + s.p.T("people.until", "day", lastDay(d))
		}
	}
	return tagged{"act", "clock", text}
}

// lastDay is the last day on which a lent role counts.
func lastDay(d account.Delegation) par.Date { return i18n.DayOf(d.Ends - 1) }

func (s staff) loans() []loanRow {
	var rows []loanRow
	for _, d := range s.Delegations {
		row := loanRow{
			Role: s.p.Value(d.Role), From: s.People[d.From].Name, To: s.People[d.To].Name, Reason: d.Reason,
			When:  s.p.T("people.from_to", "first", i18n.DayOf(d.Starts), "last", lastDay(d)),
			Given: s.p.T("case.at_by", "at", d.GivenAt, "name", s.People[d.GivenBy].Name), Gone: d.Over(s.Now),
		}
		switch {
		case d.EndedAt != 0:
			row.State = tagged{"", "lock", s.p.T("people.ended_early", "at", d.EndedAt)}
		case d.Over(s.Now):
			row.State = tagged{"", "clock", s.p.T("people.over")}
		case d.Runs(s.Now):
			row.State = tagged{"act", "check", s.p.T("people.running")}
		default:
			row.State = tagged{"", "clock", s.p.T("people.coming")}
		}
		if !d.Over(s.Now) && s.mayLend(d.From) {
			row.End = s.endForm(d)
		}
		rows = append(rows, row)
	}
	return rows
}

func (s staff) mayLend(from par.ID) bool {
	return may(s.r, policy.DelegateRole, policy.Resource{Unit: s.work.Unit.ID, Round: s.r.Actor.RoundIn(s.work.Unit.ID), Person: from})
}

func (s staff) endForm(d account.Delegation) *actForm {
	return &actForm{
		Question: ui.Question{
			ID: "end-" + string(d.ID), Button: s.p.T("people.end"), Title: s.p.T("people.ask_end", "role", d.Role, "name", s.People[d.To].Name), Bad: true,
			Effects: []string{s.p.T("people.end_effect", "name", s.People[d.To].Name), s.p.T("people.end_kept")},
			Action:  "/units/" + string(s.work.Unit.ID) + "/delegations/" + string(d.ID) + "/end",
		},
		Key: s.r.Random(16),
	}
}

// lendForm asks for a role to be lent; nil where the reader may lend none.
func (s staff) lendForm() *actForm {
	what := ui.Field{Name: "what", ID: "lend-what", Label: s.p.T("people.what"), Required: true, Options: []ui.Option{{Label: s.p.T("common.choose")}}}
	limit := s.r.Actor.RoundIn(s.work.Unit.ID)
	for _, held := range s.Held {
		if held.Lent == "" && (limit == "" || held.Round == limit) && (held.Role == par.Officer || held.Role == par.Leader) && s.mayLend(held.Person) {
			what.Options = append(what.Options, ui.Option{
				Value: string(held.Role) + "|" + string(held.Person), Label: s.p.T("people.role_of", "role", held.Role, "name", s.People[held.Person].Name),
			})
		}
	}
	if len(what.Options) == 1 {
		return nil
	}
	typed := func(field string) string { return s.refused.typedIn(s.r, "lend", field, "") }
	what.Value = typed("what")
	if len(what.Options) == 2 && what.Value == "" {
		what.Value = what.Options[1].Value
	}
	to := colleagueField(s.p, "to", s.p.T("people.to"), typed("to"), s.Others)
	to.ID, to.Required, to.Hint = "lend-to", true, s.p.T("people.to_hint")
	f := &actForm{
		Question: ui.Question{
			ID: "lend", Button: s.p.T("people.lend"), Title: s.p.T("people.lend"), Action: "/units/" + string(s.work.Unit.ID) + "/delegations", Small: true,
			Effects: []string{s.p.T("people.lend_effect"), s.p.T("people.lend_kept"), s.p.T("people.lend_told")},
		},
		Key: s.r.Random(16),
		Fields: []ui.Field{
			what, to,
			{Name: "first", ID: "lend-first", Label: s.p.T("people.first"), Hint: s.p.T("round.day_form"), Value: typed("first"), MaxLength: 10, Required: true},
			{Name: "last", ID: "lend-last", Label: s.p.T("people.last"), Hint: s.p.T("people.last_hint"), Value: typed("last"), MaxLength: 10, Required: true},
			{Name: "reason", ID: "lend-reason", Label: s.p.T("case.reason"), Value: typed("reason"), Rows: 2, MaxLength: 500, Required: true},
		},
	}
	return s.refused.over(s.p, f)
}

// handOverForm gives all open work of one person to another.
func handOverForm(r *httpx.Request, p i18n.Printer, unitID, from par.ID, name string, team []account.Person, refused refusedAct) *actForm {
	id := "hand-" + string(from)
	others := slices.DeleteFunc(slices.Clone(team), func(one account.Person) bool { return one.ID == from })
	to := colleagueField(p, "to", p.T("work.new_holder"), refused.typedIn(r, id, "to", ""), others)
	to.ID, to.Required = id+"-to", true
	f := &actForm{
		Question: ui.Question{
			ID: id, Button: p.T("work.hand_over_button"), Title: p.T("work.ask_hand_over", "name", name), Small: true, Submit: p.T("work.hand_over"),
			Effects: []string{p.T("work.hand_over_effect", "name", name), p.T("work.hand_over_kept")}, Action: "/units/" + string(unitID) + "/hand-over",
		},
		Key: r.Random(16), Hidden: [][2]string{{"from", string(from)}},
		Fields: []ui.Field{
			to, {Name: "note", ID: id + "-note", Label: p.T("work.note"), Value: refused.typedIn(r, id, "note", ""), Rows: 2, MaxLength: 500},
		},
	}
	return refused.over(p, f)
}

func (h *handlers) postUnitHandOver(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	from := par.ID(r.Text("from"))
	if _, err := h.Dossiers.HandOver(r.Context(), r.Actor, id, from, par.ID(r.Text("to")), r.Form.Get("note"), r.Key()); err != nil {
		if e := retry(err); e != nil {
			return h.peoplePage(r, refusedAct{"hand-" + string(from), e})
		}
		return nil, err
	}
	back := unitPeoplePath(id)
	if typed := r.Text("back"); httpx.Local(typed) {
		back = typed
	}
	return httpx.Redirect{To: back, Done: "work_handed_over"}, nil
}

func (h *handlers) postDelegation(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	role, from, _ := strings.Cut(r.Text("what"), "|")
	loan := account.Loan{Role: par.Role(role), From: par.ID(from), To: par.ID(r.Text("to")), Reason: r.Form.Get("reason")}
	loan.First, _ = par.ParseDate(r.Text("first"))
	loan.Last, _ = par.ParseDate(r.Text("last"))
	if _, err := h.Accounts.DelegateRole(r.Context(), r.Actor, id, loan, r.Key()); err != nil {
		if e := retry(err); e != nil {
			return h.peoplePage(r, refusedAct{"lend", aboutWhat(e)})
		}
		return nil, err
	}
	return httpx.Redirect{To: unitPeoplePath(id), Done: "role_lent"}, nil
}

// aboutWhat puts what is wrong with the role or its holder at the one field
// that asks for both.
func aboutWhat(e *par.Error) *par.Error {
	for _, name := range []string{"role", "from"} {
		if text, ok := e.Fields[name]; ok {
			e.Fields["what"] = text
			delete(e.Fields, name)
		}
	}
	return e
}

func (h *handlers) postEndDelegation(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	delegation, err := r.PathID("delegation")
	if err != nil {
		return nil, err
	}
	if err := h.Accounts.EndDelegation(r.Context(), r.Actor, id, delegation, r.Key()); err != nil {
		return nil, err
	}
	return httpx.Redirect{To: unitPeoplePath(id), Done: "loan_ended"}, nil
}
