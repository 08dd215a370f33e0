package invariant_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"parindex/internal/appraisal"
	"parindex/internal/blob"
	"parindex/internal/council"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/explanation"
	"parindex/internal/invariant"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
	"parindex/internal/thread"
)

// machine drives the program and the model side by side.
type machine struct {
	*model
	w     *world.World
	files *blob.Store
	says  *explanation.Service
	meets *council.Service
	talks *thread.Service
	done  map[string]int // acts that were carried out, by name
}

func newMachine(t testing.TB, d *db.DB, clock *testkit.Clock) *machine {
	t.Helper()
	w, err := world.Build(t.Context(), d, clock, world.Options{Units: 3, Set: smallSet, Random: testkit.Random(2)})
	noError(t, err)
	files, err := blob.Open(t.TempDir(), testkit.Random(4))
	noError(t, err)
	t.Cleanup(func() { noError(t, files.Close()) })
	m := &machine{
		w: w, files: files, says: explanation.New(d), meets: council.New(d), talks: thread.New(d), done: map[string]int{},
		model: &model{clock: clock, stage: par.SelfScoring},
	}
	m.gather(t)
	m.scans(t)
	noError(t, m.plan(t.Context(), par.SelfScoring))
	return m
}

// gather finds the units and the people of the cast.
func (m *machine) gather(t testing.TB) {
	for i, member := range m.w.Members {
		m.units = append(m.units, &entity{Member: member, state: par.Draft, cells: map[place]cell{}})
		m.cast = append(m.cast,
			person{fmt.Sprintf("officer %d", i), member.Officer.Actor, par.Officer, i, ""},
			person{fmt.Sprintf("leader %d", i), member.Leader.Actor, par.Leader, i, ""})
	}
	for _, one := range []struct {
		login string
		unit  int
		area  string
	}{{"td.mot", 0, ""}, {"td.hai", 1, "1"}, {"td.ba", 2, "2"}} {
		who, err := m.w.Enrol(t.Context(), one.login, par.Grant{Role: par.Appraiser, Unit: m.units[one.unit].Unit.ID, Round: m.w.Round.ID, Area: one.area})
		noError(t, err)
		m.cast = append(m.cast, person{one.login, who.Actor, par.Appraiser, one.unit, one.area})
	}
	for i, login := range []string{"hd.mot", "hd.hai", "hd.ba"} {
		one := person{name: login, role: par.Member, unit: i}
		if i == 2 {
			one.unit = -1 // of no unit
		}
		grant := par.Grant{Role: par.Member, Round: m.w.Round.ID}
		if one.unit >= 0 {
			grant.Unit = m.units[i].Unit.ID
		}
		who, err := m.w.Enrol(t.Context(), login, grant)
		noError(t, err)
		one.actor = who.Actor
		m.cast = append(m.cast, one)
	}
	m.cast = append(m.cast,
		person{"standing", m.w.Standing.Actor, par.Standing, -1, ""}, person{"admin", m.w.Admin.Actor, par.Admin, -1, ""},
		person{"viewer", m.w.Viewer.Actor, par.Viewer, -1, ""})
}

func noError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// plan lays out the calendar: the stage from now for five days, those after it
// one after the other, and those before it ended by now.
func (m *machine) plan(ctx context.Context, stage par.Stage) error {
	calendar, at := map[par.Stage][2]par.Time{}, m.now()
	passed := true
	for _, s := range round.Timed() {
		w := m.calendar[s]
		switch {
		case s == stage:
			passed = false
			opens := at
			if w[0] != 0 && w[0] < at {
				opens = w[0]
			}
			w = [2]par.Time{opens, at.Add(5 * day)}
		case passed:
			w[1] = min(w[1], at)
			if w[1] <= w[0] {
				w = [2]par.Time{at - 1 - par.Time(len(calendar)), at - par.Time(len(calendar))}
			}
		default:
			w = [2]par.Time{at, at.Add(5 * day)}
		}
		if !passed {
			at = w[1]
		}
		calendar[s] = w
	}
	r, err := m.w.RoundNow(ctx, m.w.Round.ID)
	if err != nil {
		return err
	}
	r.Calendar = nil
	for _, s := range round.Timed() {
		r.Calendar = append(r.Calendar, round.Window{Stage: s, Opens: calendar[s][0], Closes: calendar[s][1]})
	}
	if err := r.Check(); err != nil {
		return nil // the order of the past stages does not allow it: nothing happens
	}
	if err := m.w.Rounds.ConfigureRound(ctx, m.w.Standing.Actor, r, "đổi lịch", m.w.Key()); err != nil {
		return err
	}
	m.calendar = calendar
	return nil
}

const day = 24 * time.Hour

// agree holds what the program did against what the model says that it may.
func (m *machine) agree(t *dice, act string, may bool, err error) bool {
	t.Helper()
	switch {
	case may && err != nil:
		t.Fatalf("%s was refused: %v (round in %s at %s)", act, err, m.stage, m.now().Std())
	case !may && err == nil:
		t.Fatalf("%s was allowed (round in %s at %s)", act, m.stage, m.now().Std())
	case !may && par.Is(err, par.Internal):
		t.Fatalf("%s failed instead of being refused: %v", act, err)
	}
	return may
}

// check holds the database against the model, and against the invariants.
func (m *machine) check(t *dice) {
	t.Helper()
	for _, u := range m.units {
		m.checkUnit(t, u)
	}
	m.checkCouncil(t)
	outcomes, err := invariant.Check(context.Background(), m.w.DB, m.files)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range outcomes {
		if !o.Holds() {
			t.Fatalf("%s does not hold: %v", o.Name, o.Faults)
		}
	}
}

// checkUnit is I1: what was acknowledged is there, and nothing else.
func (m *machine) checkUnit(t *dice, u *entity) {
	t.Helper()
	var d dossier.Dossier
	var scores []dossier.Score
	err := m.w.DB.Read(context.Background(), func(tx *db.Tx) (err error) {
		if d, err = dossier.ByID(tx, u.Dossier); err != nil {
			return err
		}
		scores, err = dossier.Scores(tx, u.Dossier)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if d.State != u.state {
		t.Fatalf("the dossier of %s is %s, the model says %s", u.Unit.Code, d.State, u.state)
	}
	if len(scores) != len(u.cells) {
		t.Fatalf("%s has %d scores, the model %d", u.Unit.Code, len(scores), len(u.cells))
	}
	for _, s := range scores {
		want := u.at(s.Leaf, s.Stage)
		if s.Version != want.version || s.Given() != want.given || (s.Kind == dossier.KindValue && *s.Value.Yes != want.yes) {
			t.Fatalf("%s %s %s is %+v, the model says %+v", u.Unit.Code, s.Leaf, s.Stage, s, want)
		}
	}
}

// versionOf draws the version that somebody believes in: mostly the right one.
func versionOf(t *dice, now int64) int64 {
	if t.between(0, 9) == 0 {
		return now + one(t, []int64{-1, 1})
	}
	return now
}

func (m *machine) anybody(t *dice, likely func(person) bool) person {
	if t.between(0, 4) > 0 {
		var fit []person
		for _, p := range m.cast {
			if likely(p) {
				fit = append(fit, p)
			}
		}
		if len(fit) > 0 {
			return one(t, fit)
		}
	}
	return one(t, m.cast)
}

func (m *machine) unit(t *dice) (int, *entity) {
	i := t.between(0, len(m.units)-1)
	return i, m.units[i]
}

// unitIn draws a unit, mostly one whose dossier stands in a state.
func (m *machine) unitIn(t *dice, states ...par.DossierState) (int, *entity) {
	var fit []int
	for i, u := range m.units {
		if slices.Contains(states, u.state) {
			fit = append(fit, i)
		}
	}
	if len(fit) == 0 || t.between(0, 4) == 0 {
		return m.unit(t)
	}
	i := one(t, fit)
	return i, m.units[i]
}

// cutLeaf draws a leaf of a unit, mostly one that lost points.
func cutLeaf(t *dice, u *entity) string {
	for _, leaf := range leaves {
		if u.cut(leaf) && t.between(0, 1) == 0 {
			return leaf
		}
	}
	return leafOf(t)
}

func leafOf(t *dice) string { return one(t, leaves) }

func answer(yes bool) *score.Value { return &score.Value{Yes: &yes} }

// dossierVersion is the version that a page shows.
func (m *machine) dossierVersion(t *dice, u *entity) int64 {
	var version int64
	err := m.w.DB.Read(context.Background(), func(tx *db.Tx) error {
		d, err := dossier.ByID(tx, u.Dossier)
		version = d.Version
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return version
}

// markOf makes the mark that an appraiser would give: a cut of what is claimed,
// or the claim as it stands.
func markOf(claim cell, leaf string, version int64, cut bool) appraisal.Mark {
	if cut && claim.given && claim.yes {
		return appraisal.Mark{Leaf: leaf, Verdict: appraisal.Adjust, Value: answer(false), Reason: par.NotShown, Version: version}
	}
	return appraisal.Mark{Leaf: leaf, Verdict: appraisal.Accept, Version: version}
}

// fine fails where something goes wrong that nobody could refuse.
func fine(t *dice, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
