package web

import (
	"maps"
	"strconv"
	"strings"

	"parindex/internal/council"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

// councilRoutes are for the council and those who prepare its sessions.
func (h *handlers) councilRoutes() []httpx.Route {
	const session = "/rounds/{round}/council/{session}"
	return []httpx.Route{
		{Method: "GET", Path: "/rounds/{round}/council", Action: policy.ReadCouncil, Handle: h.showCouncil},
		{Method: "POST", Path: "/rounds/{round}/council/members", Action: policy.ManageCouncil, Handle: h.postSeat},
		{Method: "POST", Path: "/rounds/{round}/council/members/{grant}/release", Action: policy.ManageCouncil, Handle: h.postTakeSeat},
		{Method: "POST", Path: "/rounds/{round}/council", Action: policy.ManageCouncil, Handle: h.postSession},
		{Method: "GET", Path: session, Action: policy.ReadCouncil, Handle: h.showSession},
		{Method: "POST", Path: session, Action: policy.ManageCouncil, Handle: h.postSessionEdit},
		{Method: "POST", Path: session + "/invite", Action: policy.ManageCouncil, Handle: h.postInvite},
		{Method: "POST", Path: session + "/fill", Action: policy.ManageCouncil, Handle: h.postFill},
		{Method: "POST", Path: session + "/open", Action: policy.RunSession, Handle: h.postOpenSession},
		{Method: "POST", Path: session + "/roll", Action: policy.RunSession, Handle: h.postRoll},
		{Method: "POST", Path: session + "/close", Action: policy.RunSession, Handle: h.postCloseSession},
		{Method: "POST", Path: session + "/items", Action: policy.ProposeItem, Handle: h.postMotion},
		{Method: "GET", Path: session + "/minutes", Action: policy.ReadCouncil, Handle: h.showMinutes},
		{Method: "GET", Path: session + "/minutes.docx", Action: policy.ReadCouncil, Handle: h.showMinutesDOCX},
		{Method: "GET", Path: session + "/decisions.xlsx", Action: policy.ReadCouncil, Handle: h.showDecisionsXLSX},
		{Method: "GET", Path: session + "/decisions.csv", Action: policy.ReadCouncil, Handle: h.showDecisionsCSV},
		{Method: "GET", Path: session + "/items/{item}", Action: policy.ReadCouncil, Handle: h.showCase},
		{Method: "POST", Path: session + "/items/{item}/vote", Action: policy.CastVote, Handle: h.postVote},
		{Method: "POST", Path: session + "/items/{item}/proposal", Action: policy.RunSession, Handle: h.postProposal},
		{Method: "POST", Path: session + "/items/{item}/decision", Action: policy.DecideItem, Handle: h.postItemDecision},
		{Method: "POST", Path: session + "/items/{item}/withdrawal", Action: policy.RunSession, Handle: h.postWithdrawal},
	}
}

func councilPath(round par.ID) string { return pathRounds + "/" + string(round) + "/council" }

func sessionPath(s council.Session) string { return councilPath(s.RoundID) + "/" + string(s.ID) }

func casePath(s council.Session, item par.ID) string {
	return sessionPath(s) + "/items/" + string(item)
}

// councilView is the council of a round: who sits on it and when it meets.
type councilView struct {
	ui.Page
	council.Overview
	Key     string
	Manage  bool
	Refused *par.Error
	Seat    []ui.Field
	Plan    []ui.Field
}

func (h *handlers) showCouncil(r *httpx.Request) (httpx.Reply, error) {
	return h.councilPage(r, nil)
}

// councilPage draws the page; what was typed before a refusal stays.
func (h *handlers) councilPage(r *httpx.Request, refused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	o, err := h.Councils.Overview(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := councilView{
		Page: h.page(r, p.T("council.title"), pathRounds), Overview: o, Key: r.Random(16), Refused: refused,
		Manage: may(r, policy.ManageCouncil, o.Round.Resource()),
	}
	v.DemoNote = o.Round.DemoNote
	if v.Manage {
		v.Seat = refusedFields(p, refused, seatFields(p, r, o))
		v.Plan = refusedFields(p, refused, sessionFields(p, typedSession(r), o.Leaders))
	}
	return httpx.Page{Status: statusOf(refused), Body: councilPage(v)}, nil
}

func refusedFields(p i18n.Printer, refused *par.Error, fields []ui.Field) []ui.Field {
	for i := range fields {
		fields[i] = fields[i].Refused(p, refused)
	}
	return fields
}

func seatFields(p i18n.Printer, r *httpx.Request, o council.Overview) []ui.Field {
	person := ui.Field{Name: "person", Label: p.T("council.person"), Value: r.Text("person"), Required: true, Options: []ui.Option{{Label: p.T("common.choose")}}}
	for _, one := range o.People {
		label := one.Name
		if one.Title != "" {
			label += " – " + one.Title
		}
		person.Options = append(person.Options, ui.Option{Value: string(one.ID), Label: label})
	}
	own := ui.Field{
		Name: "unit", Label: p.T("council.own_unit"), Hint: p.T("council.own_unit_hint"), Value: r.Text("unit"),
		Options: []ui.Option{{Label: p.T("council.no_unit")}},
	}
	for _, u := range o.Units {
		if u.Active {
			own.Options = append(own.Options, ui.Option{Value: string(u.ID), Label: u.Name})
		}
	}
	return []ui.Field{person, own}
}

// planned is a session as it was typed.
type planned struct{ day, clock, place, chair, clerk, quorum, majority string }

func typedSession(r *httpx.Request) planned {
	return planned{r.Text("day"), r.Text("clock"), r.Text("place"), r.Text("chair"), r.Text("clerk"), r.Text("quorum"), r.Text("majority")}
}

func plannedOf(s council.Session) planned {
	return planned{dayField(s.HeldAt), clockField(s.HeldAt), s.Place, string(s.Chair), string(s.Clerk), string(s.Quorum), string(s.Majority)}
}

// session makes a session of what was typed; one whose time cannot be read has none.
func (t planned) session(version int64) council.Session {
	at := readMoment(t.day, t.clock, "08:00", "day", "clock", map[string]par.Text{})
	return council.Session{
		HeldAt: at, Place: t.place, Chair: par.ID(t.chair), Clerk: par.ID(t.clerk),
		Quorum: council.Share(t.quorum), Majority: council.Share(t.majority), Version: version,
	}
}

// atItsField puts a refusal of the time of a session at the field, day or time
// of day, that is to blame.
func (t planned) atItsField(refused *par.Error) *par.Error {
	if refused == nil || refused.Fields["held"].Key == "" {
		return refused
	}
	faults := maps.Clone(refused.Fields)
	if readMoment(t.day, t.clock, "08:00", "day", "clock", faults); len(faults) == len(refused.Fields) {
		faults["day"] = faults["held"]
	}
	delete(faults, "held")
	return par.InvalidFields(faults)
}

func sessionFields(p i18n.Printer, t planned, leaders []council.Seat) []ui.Field {
	people := []ui.Option{{Label: p.T("common.choose")}}
	for _, one := range leaders {
		people = append(people, ui.Option{Value: string(one.Person), Label: seatText(one)})
	}
	shares := func(value string) ([]ui.Option, string) {
		options := make([]ui.Option, 0, 2)
		for _, s := range council.Shares() {
			options = append(options, ui.Option{Value: string(s), Label: p.T("council.share." + string(s))})
		}
		if value == "" {
			value = string(council.Half)
		}
		return options, value
	}
	quorum, q := shares(t.quorum)
	majority, m := shares(t.majority)
	return []ui.Field{
		{Name: "day", Label: p.T("council.day"), Value: t.day, Hint: p.T("council.day_hint"), MaxLength: 10, Required: true},
		{Name: "clock", Label: p.T("council.clock"), Value: t.clock, Hint: p.T("council.clock_hint"), MaxLength: 8},
		{Name: "place", Label: p.T("council.place"), Value: t.place, MaxLength: 300, Required: true},
		{Name: "chair", Label: p.T("council.chair"), Value: t.chair, Options: people, Required: true},
		{Name: "clerk", Label: p.T("council.clerk"), Value: t.clerk, Options: people, Required: true},
		{Name: "quorum", Label: p.T("council.quorum"), Value: q, Options: quorum},
		{Name: "majority", Label: p.T("council.majority"), Value: m, Options: majority},
	}
}

// seatOffice is what stands below a member's name: office and agency.
func seatOffice(s council.Seat) string {
	parts := s.Serves
	if s.Title != "" {
		parts = append([]string{s.Title}, parts...)
	}
	return strings.Join(parts, " – ")
}

func seatText(s council.Seat) string {
	if office := seatOffice(s); office != "" {
		return s.Name + " – " + office
	}
	return s.Name
}

// unitsOf names the units on which a member never decides.
func (v councilView) unitsOf(s council.Seat) string {
	names := ""
	for _, u := range v.Units {
		if s.Belongs(u.ID) {
			if names != "" {
				names += ", "
			}
			names += u.Name
		}
	}
	if names == "" {
		return v.P.T("council.none")
	}
	return names
}

func (h *handlers) postSeat(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	err = h.Councils.GiveSeat(r.Context(), r.Actor, id, par.ID(r.Text("person")), par.ID(r.Text("unit")), r.Key())
	return h.afterCouncil(r, err)
}

func (h *handlers) postTakeSeat(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	grant, err := r.PathID("grant")
	if err != nil {
		return nil, err
	}
	return h.afterCouncil(r, h.Councils.TakeSeat(r.Context(), r.Actor, id, grant, r.Key()))
}

func (h *handlers) afterCouncil(r *httpx.Request, err error) (httpx.Reply, error) {
	if refused := refusal(err); refused != nil {
		return h.councilPage(r, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: pathRounds + "/" + r.PathValue("round") + "/council", Done: "saved"}, nil
}

func (h *handlers) postSession(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	made, err := h.Councils.PlanSession(r.Context(), r.Actor, id, typedSession(r).session(0), r.Key())
	if refused := typedSession(r).atItsField(refusal(err)); refused != nil {
		return h.councilPage(r, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: councilPath(id) + "/" + string(made), Done: "saved"}, nil
}

// stateTag says where a session stands, by word and shape.
func sessionTag(p i18n.Printer, s council.Session) tagged {
	text := p.T("council.session." + string(s.State()))
	switch s.State() {
	case council.Open:
		return tagged{"act", "clock", text}
	case council.Closed:
		return tagged{"", "lock", text}
	case council.Planned:
	}
	return tagged{"", "pen", text}
}

func itemTag(p i18n.Printer, i council.Item) tagged {
	text := p.T("council.item." + string(i.State))
	switch i.State {
	case council.Decided:
		return tagged{"act", "check", text}
	case council.Withdrawn:
		return tagged{"", "reject", text}
	case council.Pending:
	}
	return tagged{"ask", "clock", text}
}

func versionText(n int64) string { return strconv.FormatInt(n, 10) }
