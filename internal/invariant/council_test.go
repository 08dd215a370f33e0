package invariant_test

import (
	"testing"
	"time"

	"parindex/internal/appraisal"
	"parindex/internal/blob"
	"parindex/internal/council"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// heard is a city whose council has voted and decided on a leaf of each unit:
// its one member belongs to the first and takes no part there.
func heard(t *testing.T, d *db.DB, clock *testkit.Clock) *played {
	t.Helper()
	ctx := t.Context()
	w, err := world.Build(ctx, d, clock, world.Options{Units: 2, Random: testkit.Random(2)})
	must(t, err)
	p := &played{World: w, dir: t.TempDir(), past: w.Round.ID}
	p.files, err = blob.Open(p.dir, testkit.Random(4))
	must(t, err)
	t.Cleanup(func() { must(t, p.files.Close()) })
	for _, m := range w.Members {
		must(t, w.Declare(ctx, p.past, m, w.YesNo()[0], 0))
		must(t, w.Sign(ctx, p.past, m))
	}
	must(t, w.Appraise(ctx, p.past, clock.Now()))
	p.addDocument(t)
	judge, err := w.Enrol(ctx, "td.ca.dot", par.Grant{Role: par.Appraiser, Round: p.past})
	must(t, err)
	for _, m := range w.Members {
		for _, leaf := range w.Edition.Set.Leaves() {
			if leaf.Rule.Type != score.RuleSurvey {
				_, err = w.Appraisals.AppraiseScore(ctx, judge.Actor, m.Dossier, appraisal.Mark{Leaf: leaf.Code, Verdict: appraisal.Accept}, w.Key())
				must(t, err)
			}
		}
	}
	p.toCouncil(t, clock)
	p.sit(t, clock)
	return p
}

// toCouncil takes the round through explanation, in which nobody explains.
func (p *played) toCouncil(t *testing.T, clock *testkit.Clock) {
	t.Helper()
	r, err := p.RoundNow(t.Context(), p.past)
	must(t, err)
	at := func(minutes int) par.Time { return clock.Now().Add(time.Duration(minutes) * time.Minute) }
	r.Calendar = []round.Window{
		r.Window(par.SelfScoring), {Stage: par.Appraisal1, Opens: at(0), Closes: at(1)}, {Stage: par.Explanation, Opens: at(1), Closes: at(2)},
		{Stage: par.Appraisal2, Opens: at(2), Closes: at(3)}, {Stage: par.Council, Opens: at(3), Closes: at(9000)},
	}
	must(t, p.Rounds.ConfigureRound(t.Context(), p.Standing.Actor, r, "thêm giai đoạn", p.Key()))
	for _, stage := range []par.Stage{par.Explanation, par.Appraisal2, par.Council} {
		clock.Forward(time.Minute + time.Second)
		r, err = p.RoundNow(t.Context(), p.past)
		must(t, err)
		must(t, p.Rounds.MoveStage(t.Context(), p.Standing.Actor, p.past, r.Version, stage, p.Key()))
	}
}

// sit has the council meet, vote on the second unit and agree on the first.
func (p *played) sit(t *testing.T, clock *testkit.Clock) {
	t.Helper()
	ctx := t.Context()
	councils := council.New(p.DB)
	must(t, councils.GiveSeat(ctx, p.Standing.Actor, p.past, p.Members[0].Leader.Person, p.Members[0].Unit.ID, p.Key()))
	member := p.Members[0].Leader.Actor
	member.Grants = append(member.Grants, par.Grant{Role: par.Member, Unit: p.Members[0].Unit.ID, Round: p.past})
	id, err := councils.PlanSession(ctx, p.Standing.Actor, p.past, council.Session{
		HeldAt: clock.Now(), Place: "Phòng 1", Chair: p.Standing.Person, Clerk: member.Person, Quorum: council.Half, Majority: council.Half,
	}, p.Key())
	must(t, err)
	version := func() int64 {
		v, err := councils.Sitting(ctx, p.Standing.Actor, id)
		must(t, err)
		return v.Session.Version
	}
	var items []par.ID
	for _, m := range p.Members {
		item, err := councils.ProposeItem(ctx, p.Standing.Actor, id, council.Motion{Dossier: m.Dossier, Leaf: p.YesNo()[0], Ground: council.Added, Argument: "Xem lại."}, p.Key())
		must(t, err)
		items = append(items, item)
	}
	must(t, councils.OpenSession(ctx, p.Standing.Actor, id, version(), p.Key()))
	must(t, councils.CallRoll(ctx, member, id, version(), []council.Presence{{Person: member.Person, Present: true}}, p.Key()))
	must(t, councils.CastVote(ctx, member, items[1], 1, council.For, p.Key()))
	for _, item := range items {
		in := council.Decision{Unanimous: true, Table: council.Table{Version: 1, Verdict: appraisal.Mark{Verdict: council.Keep}}}
		must(t, councils.DecideItem(ctx, p.Standing.Actor, item, in, p.Key()))
	}
	clock.Forward(time.Minute)
	must(t, councils.CloseSession(ctx, p.Standing.Actor, id, council.Ending{Version: version()}, p.Key()))
}

func TestASoundCouncilHasNoFault(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		p := heard(t, d, clock)
		decided, err := p.Decide(t.Context(), p.past)
		must(t, err)
		must(t, p.Publish(t.Context(), decided))
		for name, fault := range p.broken(t) {
			t.Errorf("%s: %s", name, fault)
		}
	})
}

// lentToVoter lends the role of an officer of the unit on which a member voted
// to that very member, from before the vote until a moment.
func lentToVoter(until, endedAt string) string {
	return `INSERT INTO delegation (id, unit_id, role, from_person, to_person, starts_at, ends_at, reason, given_by, given_at, ended_at, version)
		SELECT v.item_id, g.unit_id, g.role, g.person_id, v.person_id, v.at - 2, ` + until + `, 'x', g.person_id, v.at - 2, ` + endedAt + `, 1
		FROM council_vote AS v
		JOIN council_item AS i ON i.id = v.item_id
		JOIN dossier AS d ON d.id = i.dossier_id
		JOIN role_grant AS g ON g.unit_id = d.unit_id AND g.role = 'officer'
		WHERE v.vote = 'for'`
}

func TestAVoteAfterALentRoleIsOverIsNoFault(t *testing.T) {
	for _, c := range []struct{ name, until, endedAt string }{{"its time was over", "v.at", "0"}, {"it was ended early", "v.at + 1", "v.at - 1"}} {
		t.Run(c.name, func(t *testing.T) {
			clock := testkit.NewClock()
			p := heard(t, testkit.SQLite(t, clock), clock)
			decided, err := p.Decide(t.Context(), p.past)
			must(t, err)
			must(t, p.Publish(t.Context(), decided))
			p.sql(t, lentToVoter(c.until, c.endedAt))
			if fault := p.broken(t)["I5"]; fault != "" {
				t.Error(fault)
			}
		})
	}
}

func TestPlantedFaultsOfACouncilAreSeen(t *testing.T) {
	clock := testkit.NewClock()
	p := heard(t, testkit.SQLite(t, clock), clock)
	decided, err := p.Decide(t.Context(), p.past)
	must(t, err)
	must(t, p.Publish(t.Context(), decided))
	p.sql(t, "DROP TRIGGER served_no_update")
	// Each fault is planted, seen, and mended again.
	for _, c := range []struct{ name, plant, mend, want string }{
		{"a member voted on his own unit", `UPDATE council_vote SET vote = 'for' WHERE vote = 'own'`,
			`UPDATE council_vote SET vote = 'own' WHERE item_id IN (SELECT i.id FROM council_item AS i JOIN dossier AS d ON d.id = i.dossier_id JOIN unit AS u ON u.id = d.unit_id WHERE u.code = 'dv01')`, "I5"},
		{"a member voted on a unit whose role was lent to him", lentToVoter("v.at + 1", "0"), `DELETE FROM delegation`, "I5"},
		{"the session was closed before the decision", `UPDATE council_session SET closed_at = closed_at - 120000000, opened_at = opened_at - 120000000`,
			`UPDATE council_session SET closed_at = closed_at + 120000000, opened_at = opened_at + 120000000`, "I4"},
		{"no session was ever opened", `UPDATE council_session SET opened_at = 0, note = CAST(opened_at AS TEXT)`,
			`UPDATE council_session SET opened_at = CAST(note AS BIGINT), note = ''`, "I4"},
		{"the item was withdrawn", `UPDATE council_item SET state = 'withdrawn'`, `UPDATE council_item SET state = 'decided'`, "I4"},
		{"the decision is another version", `UPDATE council_item SET decision = 2`, `UPDATE council_item SET decision = 1`, "I4"},
		{"a served notice was changed", `UPDATE served SET body = body || ' '`, `UPDATE served SET body = TRIM(body)`, "I6"},
	} {
		if found := p.broken(t); len(found) > 0 {
			t.Fatalf("before %s: %v", c.name, found)
		}
		p.sql(t, c.plant)
		if found := p.broken(t); found[c.want] == "" {
			t.Errorf("%s: %s holds; found %v", c.name, c.want, found)
		}
		p.sql(t, c.mend)
	}
}
