package invariant_test

import (
	"context"
	"slices"

	"parindex/internal/appraisal"
	"parindex/internal/council"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/score"
)

// sitActs are what may be tried around the council, more often while it meets.
func (m *machine) sitActs() []act {
	often := 1
	if m.stage == par.Council {
		often = 8
	}
	return []act{
		{"plan a session", often / 2, m.planSession}, {"fill the agenda", often, m.fillAgenda}, {"propose", often, m.propose},
		{"open the session", often / 2, m.openSession}, {"call the roll", often, m.callRoll}, {"vote", 4 * often, m.vote},
		{"change the proposal", often, m.changeProposal}, {"withdraw the item", often / 4, m.withdraw}, {"decide", 2 * often, m.decide},
		{"close the session", often / 2, m.closeSession}, {"look at an item", often / 2, m.look},
	}
}

// convene plans a session with all disputes on its agenda and opens it, as
// somebody would who wants the council to get on.
func (m *machine) convene(t *dice) {
	t.Helper()
	chair, clerk := m.known(t, m.w.Standing.Person), m.cast[slices.IndexFunc(m.cast, member)]
	m.planAs(t, chair, &sitting{chair: chair.actor.Person, clerk: clerk.actor.Person, quorum: council.Half, majority: council.Half})
	s := m.sittings[len(m.sittings)-1]
	m.fillAs(t, chair, s, s.version)
	m.openAs(t, chair, s, s.version)
	var all []council.Presence
	for _, p := range m.cast {
		if member(p) {
			all = append(all, council.Presence{Person: p.actor.Person, Present: true})
		}
	}
	m.rollAs(t, clerk, s, s.version, all)
}

func member(p person) bool { return p.role == par.Member }

func (m *machine) planSession(t *dice) {
	planned := slices.DeleteFunc(slices.Clone(m.sittings), func(s *sitting) bool { return s.state != council.Planned })
	if len(planned) > 1 {
		return
	}
	p := m.anybody(t, func(p person) bool { return p.role == par.Standing })
	chair, clerk := m.anybody(t, person.leads), m.anybody(t, person.leads)
	m.planAs(t, p, &sitting{chair: chair.actor.Person, clerk: clerk.actor.Person, quorum: one(t, council.Shares()), majority: one(t, council.Shares())})
}

func (m *machine) planAs(t *dice, p person, s *sitting) {
	chair, clerk := m.known(t, s.chair), m.known(t, s.clerk)
	may := p.role == par.Standing && chair.leads() && clerk.leads() && s.chair != s.clerk
	id, err := m.meets.PlanSession(context.Background(), p.actor, m.w.Round.ID,
		council.Session{HeldAt: m.now(), Place: "Phòng 1", Chair: s.chair, Clerk: s.clerk, Quorum: s.quorum, Majority: s.majority}, m.w.Key())
	if m.agree(t, p.name+" plans a session", may, err) {
		s.id, s.state, s.present, s.version = id, council.Planned, map[par.ID]bool{}, 1
		m.sittings = append(m.sittings, s)
		m.done["plan a session"]++
	}
}

// sitting draws a session, mostly one in a state; none: nil.
func (m *machine) sitting(t *dice, states ...council.SessionState) *sitting {
	fit := slices.DeleteFunc(slices.Clone(m.sittings), func(s *sitting) bool { return !slices.Contains(states, s.state) })
	if len(fit) == 0 || t.between(0, 5) == 0 {
		fit = m.sittings
	}
	if len(fit) == 0 {
		return nil
	}
	return one(t, fit)
}

// matter draws an item, mostly one of an open session in a state; none: nil.
func (m *machine) matter(t *dice, states ...council.ItemState) *matter {
	fit := slices.DeleteFunc(slices.Clone(m.matters), func(x *matter) bool {
		return x.at.state != council.Open || !slices.Contains(states, x.state)
	})
	if len(fit) == 0 || t.between(0, 5) == 0 {
		fit = m.matters
	}
	if len(fit) == 0 {
		return nil
	}
	return one(t, fit)
}

func (m *machine) fillAgenda(t *dice) {
	s := m.sitting(t, council.Planned, council.Open)
	if s == nil {
		return
	}
	p := m.anybody(t, func(p person) bool { return p.role == par.Standing })
	m.fillAs(t, p, s, versionOf(t, s.version))
}

func (m *machine) fillAs(t *dice, p person, s *sitting, version int64) {
	timely := m.stage == par.Appraisal2 || m.stage == par.Council
	may := p.role == par.Standing && s.state != council.Closed && timely && version == s.version
	err := m.meets.FillAgenda(context.Background(), p.actor, s.id, version, m.w.Key())
	if !m.agree(t, p.name+" fills the agenda", may, err) {
		return
	}
	s.version++
	for _, d := range m.disputes() {
		m.matters = append(m.matters, &matter{
			id: m.itemOf(t, s, d.unit, d.leaf), unit: d.unit, leaf: d.leaf, at: s, state: council.Pending, gives: m.units[d.unit].last(d.leaf).gives(),
			votes: map[par.ID]council.Choice{}, version: 1,
		})
		m.done["find a dispute"]++
	}
}

// itemOf asks which id an item that the program made has got.
func (m *machine) itemOf(t *dice, s *sitting, unit int, leaf string) par.ID {
	var found par.ID
	fine(t, m.w.DB.Read(context.Background(), func(tx *db.Tx) error {
		items, err := council.Items(tx, s.id)
		for _, item := range items {
			if item.DossierID == m.units[unit].Dossier && item.Leaf == leaf {
				found = item.ID
			}
		}
		return err
	}))
	return found
}

func (m *machine) propose(t *dice) {
	s := m.sitting(t, council.Planned, council.Open)
	if s == nil {
		return
	}
	i, u := m.unitIn(t, par.InAppraisal2, par.BeforeCouncil)
	leaf := leafOf(t)
	p := m.anybody(t, func(p person) bool { return p.leads() && p.unit != i })
	may := m.mayPropose(p, i, leaf, s)
	id, err := m.meets.ProposeItem(context.Background(), p.actor, s.id,
		council.Motion{Dossier: u.Dossier, Leaf: leaf, Ground: council.Added, Argument: "cần xem lại"}, m.w.Key())
	if !m.agree(t, p.name+" proposes "+leaf+" of "+u.Unit.Code, may, err) {
		return
	}
	m.done["propose"]++
	next := matter{id: id, unit: i, leaf: leaf, at: s, state: council.Pending, gives: u.last(leaf).gives(), votes: map[par.ID]council.Choice{}, version: 1}
	for _, x := range m.matters {
		if x.id == id { // withdrawn before, and put back
			next.version = x.version + 1
			*x = next
			return
		}
	}
	m.matters = append(m.matters, &next)
}

func (m *machine) openSession(t *dice) {
	s := m.sitting(t, council.Planned)
	if s == nil {
		return
	}
	p := m.anybody(t, func(p person) bool { return p.presides(s) })
	m.openAs(t, p, s, versionOf(t, s.version))
}

func (m *machine) openAs(t *dice, p person, s *sitting, version int64) {
	another := slices.ContainsFunc(m.sittings, func(o *sitting) bool { return o.state == council.Open })
	may := p.presides(s) && s.state == council.Planned && m.stage == par.Council && !another && version == s.version
	err := m.meets.OpenSession(context.Background(), p.actor, s.id, version, m.w.Key())
	if m.agree(t, p.name+" opens the session", may, err) {
		s.state, s.version = council.Open, s.version+1
		m.done["open the session"]++
	}
}

func (m *machine) callRoll(t *dice) {
	s := m.sitting(t, council.Open)
	if s == nil {
		return
	}
	p := m.anybody(t, func(p person) bool { return p.presides(s) })
	var called []council.Presence
	for _, one := range m.cast {
		if member(one) {
			called = append(called, council.Presence{Person: one.actor.Person, Present: t.between(0, 3) > 0})
		}
	}
	m.rollAs(t, p, s, versionOf(t, s.version), called)
}

func (m *machine) rollAs(t *dice, p person, s *sitting, version int64, called []council.Presence) {
	may := p.presides(s) && s.state != council.Closed && version == s.version
	for _, one := range called {
		may = may && (one.Present || !m.hasVoted(one.Person, s))
	}
	err := m.meets.CallRoll(context.Background(), p.actor, s.id, version, called, m.w.Key())
	if m.agree(t, p.name+" calls the roll", may, err) {
		for _, one := range called {
			s.present[one.Person] = one.Present
		}
		s.version++
		m.done["call the roll"]++
	}
}

func (m *machine) vote(t *dice) {
	x := m.matter(t, council.Pending)
	if x == nil {
		return
	}
	p := m.anybody(t, func(p person) bool { return member(p) && (p.unit != x.unit || t.between(0, 3) == 0) })
	choice, version := one(t, append(council.Choices(), council.For, council.For, council.Own)), versionOf(t, x.version)
	may := m.mayVote(p, x) && choice != council.Own && version == x.version
	err := m.meets.CastVote(context.Background(), p.actor, x.id, version, choice, m.w.Key())
	if m.agree(t, p.name+" votes on "+x.leaf+" of "+m.units[x.unit].Unit.Code, may, err) {
		x.votes[p.actor.Person] = choice
		m.done["vote"]++
	}
}

// wording draws what is put to the council, and tells what it gives.
func (m *machine) wording(t *dice, x *matter) (mark appraisal.Mark, gives string, possible bool) {
	u := m.units[x.unit]
	claim, last := u.at(x.leaf, score.StageSelf), u.last(x.leaf)
	switch t.between(0, 3) {
	case 0:
		return appraisal.Mark{Verdict: council.Keep}, last.gives(), last.given
	case 1:
		return appraisal.Mark{Verdict: appraisal.Accept}, claim.gives(), true
	case 2:
		return appraisal.Mark{Verdict: appraisal.Adjust, Value: answer(true), Remark: "theo hồ sơ"}, "yes", true
	}
	mark = appraisal.Mark{Verdict: appraisal.Adjust, Value: answer(false), Remark: "theo hồ sơ"}
	if claim.given && claim.yes {
		mark.Reason = par.NotShown
	}
	return mark, "no", true
}

func (m *machine) changeProposal(t *dice) {
	x := m.matter(t, council.Pending, council.Decided)
	if x == nil {
		return
	}
	p := m.anybody(t, func(p person) bool { return p.presides(x.at) })
	mark, gives, possible := m.wording(t, x)
	version := versionOf(t, x.version)
	may := m.mayLead(p, x) && x.state != council.Withdrawn && possible && version == x.version
	err := m.meets.ChangeProposal(context.Background(), p.actor, x.id, council.Table{Version: version, Verdict: mark}, m.w.Key())
	if m.agree(t, p.name+" changes the proposal on "+x.leaf+" of "+m.units[x.unit].Unit.Code, may, err) {
		if gives != x.gives {
			clear(x.votes)
		}
		x.gives, x.state, x.version = gives, council.Pending, x.version+1
		m.done["change the proposal"]++
	}
}

func (m *machine) withdraw(t *dice) {
	x := m.matter(t, council.Pending)
	if x == nil {
		return
	}
	p := m.anybody(t, func(p person) bool { return p.presides(x.at) })
	version := versionOf(t, x.version)
	may := m.mayLead(p, x) && x.state == council.Pending && x.decision == 0 && version == x.version
	err := m.meets.WithdrawItem(context.Background(), p.actor, x.id, version, "không còn vướng mắc", m.w.Key())
	if m.agree(t, p.name+" withdraws "+x.leaf+" of "+m.units[x.unit].Unit.Code, may, err) {
		clear(x.votes)
		x.state, x.version = council.Withdrawn, x.version+1
		m.done["withdraw the item"]++
	}
}

func (m *machine) decide(t *dice) {
	x := m.matter(t, council.Pending, council.Decided)
	if x == nil {
		return
	}
	p := m.anybody(t, func(p person) bool { return p.presides(x.at) && p.unit != x.unit })
	mark, gives, possible := m.wording(t, x)
	unanimous, version := t.between(0, 2) > 0, versionOf(t, x.version)
	may := m.mayDecide(p, x, gives, unanimous) && possible && version == x.version
	in := council.Decision{Table: council.Table{Version: version, Verdict: mark}, Unanimous: unanimous}
	err := m.meets.DecideItem(context.Background(), p.actor, x.id, in, m.w.Key())
	if !m.agree(t, p.name+" decides "+x.leaf+" of "+m.units[x.unit].Unit.Code, may, err) {
		return
	}
	u := m.units[x.unit]
	kept := u.at(x.leaf, score.StageCouncil)
	u.cells[place{x.leaf, score.StageCouncil}] = cell{version: kept.version + 1, given: true, yes: gives == "yes", points: gives == "points", at: m.now()}
	for _, one := range m.cast {
		if member(one) && one.unit == x.unit && x.at.present[one.actor.Person] {
			x.votes[one.actor.Person] = council.Own
		}
	}
	x.gives, x.state, x.decision, x.version = gives, council.Decided, kept.version+1, x.version+1
	m.done["decide"]++
}

func (m *machine) closeSession(t *dice) {
	s := m.sitting(t, council.Open)
	if s == nil {
		return
	}
	p := m.anybody(t, func(p person) bool { return p.presides(s) })
	version, pending, again := versionOf(t, s.version), []*matter{}, false
	for _, x := range m.matters {
		if x.at == s && x.state == council.Pending {
			pending = append(pending, x)
			again = again || x.decision > 0
		}
	}
	in, to := council.Ending{Version: version}, m.sitting(t, council.Planned)
	if to != nil && t.between(0, 2) > 0 {
		in.Carry = to.id
	}
	carried := len(pending) == 0 || in.Carry != "" && to.state == council.Planned && !again
	may := p.presides(s) && s.state == council.Open && carried && version == s.version
	err := m.meets.CloseSession(context.Background(), p.actor, s.id, in, m.w.Key())
	if m.agree(t, p.name+" closes the session", may, err) {
		for _, x := range pending {
			clear(x.votes)
			x.at, x.version = to, x.version+1
			m.done["carry over"]++
		}
		s.state, s.version = council.Closed, s.version+1
		m.done["close the session"]++
	}
}

// look: a member has no part in what lies before the council of his own unit.
func (m *machine) look(t *dice) {
	x := m.matter(t, council.Pending, council.Decided)
	if x == nil {
		return
	}
	p := m.anybody(t, member)
	may := p.role == par.Standing || member(p) && p.unit != x.unit
	_, err := m.meets.Case(context.Background(), p.actor, x.id)
	m.agree(t, p.name+" looks at "+x.leaf+" of "+m.units[x.unit].Unit.Code, may, err)
}
