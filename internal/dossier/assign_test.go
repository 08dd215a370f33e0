package dossier_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// rooms is an office with a second officer in the first unit.
type rooms struct {
	*office
	second world.Person
}

func openRooms(t *testing.T, d *db.DB, clock *testkit.Clock) *rooms {
	t.Helper()
	w := newOffice(t, d, clock)
	second, err := w.Enrol(ctx, "cb2.dv01", par.Grant{Role: par.Officer, Unit: w.one.Unit.ID})
	w.must(err)
	return &rooms{w, second}
}

func roomsOnSQLite(t *testing.T) *rooms {
	t.Helper()
	clock := testkit.NewClock()
	return openRooms(t, testkit.SQLite(t, clock), clock)
}

func (r *rooms) work() dossier.Work {
	r.t.Helper()
	w, err := r.Dossiers.Work(ctx, r.one.Leader.Actor, r.one.Dossier)
	r.must(err)
	return w
}

// at is a target as it stands now: an area is written with a dot at its end.
func (r *rooms) at(code string) dossier.Target {
	t := dossier.Target{Leaf: code}
	if code[len(code)-1] == '.' {
		t = dossier.Target{Area: code[:len(code)-1]}
	}
	for _, a := range r.work().Given {
		if a.Leaf == t.Leaf && (t.Leaf != "" || a.Area == t.Area) {
			t.ID, t.Version = a.ID, a.Version
		}
	}
	return t
}

func (r *rooms) day(n int) par.Date {
	return i18n.DayOf(r.clock.Now().Add(time.Duration(n) * 24 * time.Hour))
}

func (r *rooms) give(to world.Person, due int, codes ...string) {
	r.t.Helper()
	in := dossier.Order{Person: to.Person, Due: string(r.day(due)), Note: "làm trước"}
	for _, code := range codes {
		in.Targets = append(in.Targets, r.at(code))
	}
	r.must(r.Dossiers.AssignWork(ctx, r.one.Leader.Actor, r.one.Dossier, in, r.Key()))
}

// holders says whose each leaf is, by login.
func (r *rooms) holders(codes ...string) map[string]string {
	logins := map[par.ID]string{r.one.Officer.Person: "first", r.second.Person: "second"}
	found := map[string]string{}
	w := r.work()
	for _, code := range codes {
		if a, ok := w.Holder(code); ok {
			found[code] = logins[a.Person]
		}
	}
	return found
}

func (r *rooms) mine(who world.Person) []string {
	r.t.Helper()
	var codes []string
	r.must(r.DB.Read(ctx, func(tx *db.Tx) error {
		items, err := dossier.MyWork(tx, who.Person)
		for _, one := range items {
			codes = append(codes, one.Leaf)
		}
		return err
	}))
	return codes
}

func (r *rooms) told(kind notice.Kind) []par.ID {
	r.t.Helper()
	var people []par.ID
	r.must(r.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := notice.InRound(tx, r.Round.ID, kind)
		for _, n := range all {
			people = append(people, n.Person)
		}
		return err
	}))
	return people
}

func TestAnAreaIsGivenWithItsLeavesUnlessOneIsGivenForItself(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		r := openRooms(t, d, clock)
		r.give(r.one.Officer, 3, "1.")
		r.give(r.second, 2, "1.2.2", "3.3.1")
		want := map[string]string{"1.1.1": "first", "1.2.2": "second", "3.3.1": "second"}
		if diff := cmp.Diff(want, r.holders("1.1.1", "1.2.2", "3.3.1", "3.3.2", "8.1.1")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := r.mine(r.second); !slices.Equal(got, []string{"1.2.2", "3.3.1"}) {
			t.Errorf("the second officer's work is %v", got)
		}
		_, err := r.declare("1.2.2", yes(true), 0) // by the first: an assignment forbids nothing
		r.must(err)
		if got := r.mine(r.second); !slices.Equal(got, []string{"3.3.1"}) {
			t.Errorf("what is entered still waits: %v", got)
		}
		people := slices.Sorted(slices.Values([]par.ID{r.second.Person, r.one.Officer.Person}))
		if diff := cmp.Diff(people, slices.Sorted(slices.Values(r.told(notice.WorkAssigned)))); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
	})
}

func TestSharesCountWhatIsDoneAndWhatIsLate(t *testing.T) {
	r := roomsOnSQLite(t)
	r.give(r.second, 1, "1.2.2", "3.3.1", "9.1.1")
	_, err := r.declare("1.2.2", yes(true), 0)
	r.must(err)
	saved := r.clock.Now()
	mine := func(_ *score.Node, a dossier.Assignment, given bool) bool {
		return given && a.Person == r.second.Person
	}
	want := dossier.Share{Done: 1, Total: 3, Next: r.day(1), Last: saved}
	if diff := cmp.Diff(want, r.work().Share(mine)); diff != "" {
		t.Errorf("before the day is over (-want +got):\n%s", diff)
	}
	due := r.day(1)
	r.clock.Set(i18n.DayEnd(due))
	want.Overdue = 2
	if diff := cmp.Diff(want, r.work().Share(mine)); diff != "" {
		t.Errorf("after the day (-want +got):\n%s", diff)
	}
	if w := r.work(); !w.Overdue("3.3.1") || w.Overdue("1.2.2") {
		t.Error("overdue is what waits, and nothing else")
	}
}

func TestReassignedWorkKeepsItsHistory(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		r := openRooms(t, d, clock)
		r.give(r.one.Officer, 3, "1.", "1.2.2")
		clock.Forward(time.Minute)
		seen := r.at("1.2.2")
		r.give(r.second, 2, "1.2.2")
		if diff := cmp.Diff(map[string]string{"1.2.2": "second", "1.1.1": "first"}, r.holders("1.2.2", "1.1.1")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]par.ID{r.one.Officer.Person}, r.told(notice.WorkTaken)); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		stale := dossier.Order{Targets: []dossier.Target{seen}, Person: r.one.Officer.Person}
		err := r.Dossiers.AssignWork(ctx, r.one.Leader.Actor, r.one.Dossier, stale, r.Key())
		refused(t, err, par.Conflict, "work.changed")
		r.must(r.Dossiers.EndAssignments(ctx, r.one.Officer.Actor, r.one.Dossier, []dossier.Target{r.at("1.2.2")}, r.Key()))
		if diff := cmp.Diff(map[string]string{"1.2.2": "first"}, r.holders("1.2.2")); diff != "" {
			t.Errorf("a leaf taken back falls to its area (-want +got):\n%s", diff)
		}
		history, err := r.Dossiers.WorkHistory(ctx, r.one.Leader.Actor, r.one.Dossier)
		r.must(err)
		if len(history) != 3 || history[0].EndedBy != r.one.Officer.Person || history[2].EndedAt == 0 && history[1].EndedAt == 0 {
			t.Errorf("history %+v: want three rows, two of them ended", history)
		}
	})
}

func TestHandingOverGivesAllToAnother(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		r := openRooms(t, d, clock)
		r.give(r.one.Officer, 3, "1.", "3.3.1")
		r.give(r.second, 3, "3.3.2")
		due := r.day(3)
		other, err := r.Enrol(ctx, "khac", par.Grant{Role: par.Leader, Unit: r.one.Unit.ID, Round: "another-round"})
		r.must(err)
		_, err = r.Dossiers.HandOver(ctx, other.Actor, r.one.Unit.ID, r.one.Officer.Person, r.second.Person, "", r.Key())
		if e, ok := par.AsError(err); !ok || e.Fields["from"].Key != "work.none_to_hand_over" {
			t.Errorf("who acts in another round alone hands over: %v", err)
		}
		work, err := r.Dossiers.ReadUnitWork(ctx, other.Actor, r.one.Unit.ID)
		r.must(err)
		if len(work.Open) != 0 {
			t.Errorf("who acts in another round alone counts %v", work.Open)
		}
		n, err := r.Dossiers.HandOver(ctx, r.one.Leader.Actor, r.one.Unit.ID, r.one.Officer.Person, r.second.Person, "chuyển công tác", r.Key())
		r.must(err)
		want := map[string]string{"1.1.1": "second", "3.3.1": "second", "3.3.2": "second"}
		if diff := cmp.Diff(want, r.holders("1.1.1", "3.3.1", "3.3.2")); diff != "" || n != 2 {
			t.Errorf("%d handed over (-want +got):\n%s", n, diff)
		}
		for _, a := range r.work().Given {
			if a.Due != due || a.Note != "làm trước" {
				t.Errorf("%s has lost its day or note: %+v", a.Code(), a)
			}
		}
		if got := r.told(notice.WorkTaken); !slices.Equal(got, []par.ID{r.one.Officer.Person}) {
			t.Errorf("told of the end: %v", got)
		}
		_, err = r.Dossiers.HandOver(ctx, r.one.Leader.Actor, r.one.Unit.ID, r.one.Officer.Person, r.second.Person, "", r.Key())
		if e, ok := par.AsError(err); !ok || e.Fields["from"].Key != "work.none_to_hand_over" {
			t.Errorf("nothing was left to hand over: %v", err)
		}
	})
}

func TestOrdersThatCannotBeGiven(t *testing.T) {
	r := roomsOnSQLite(t)
	leaf := []dossier.Target{{Leaf: "1.2.2"}}
	for _, c := range []struct {
		name  string
		actor par.Actor
		in    dossier.Order
		code  par.Code
		field string
	}{
		{"nothing chosen", r.one.Leader.Actor, dossier.Order{Person: r.second.Person}, par.Invalid, "target"},
		{"an unknown leaf", r.one.Leader.Actor, dossier.Order{Person: r.second.Person, Targets: []dossier.Target{{Leaf: "9.9.9"}}}, par.Invalid, "target"},
		{"a leaf of a survey", r.one.Leader.Actor, dossier.Order{Person: r.second.Person, Targets: []dossier.Target{{Leaf: "8.1.1"}}}, par.Invalid, "target"},
		{"to the leader, who declares nothing", r.one.Leader.Actor, dossier.Order{Person: r.one.Leader.Person, Targets: leaf}, par.Invalid, "person"},
		{"to another unit's officer", r.one.Leader.Actor, dossier.Order{Person: r.other.Officer.Person, Targets: leaf}, par.Invalid, "person"},
		{"for yesterday", r.one.Leader.Actor, dossier.Order{Person: r.second.Person, Targets: leaf, Due: string(r.day(-1))}, par.Invalid, "due"},
		{"for a day after the sheet is locked", r.one.Leader.Actor, dossier.Order{Person: r.second.Person, Targets: leaf, Due: string(r.day(8))}, par.Invalid, "due"},
		{"for no day at all", r.one.Leader.Actor, dossier.Order{Person: r.second.Person, Targets: leaf, Due: "sớm"}, par.Invalid, "due"},
		{"by another unit", r.other.Leader.Actor, dossier.Order{Person: r.second.Person, Targets: leaf}, par.NotFound, ""},
		{"by the standing body", r.Standing.Actor, dossier.Order{Person: r.second.Person, Targets: leaf}, par.Forbidden, ""},
	} {
		err := r.Dossiers.AssignWork(ctx, c.actor, r.one.Dossier, c.in, r.Key())
		e, _ := par.AsError(err)
		if !par.Is(err, c.code) || c.field != "" && e.Fields[c.field].Key == "" {
			t.Errorf("%s: %v, want %s %s", c.name, err, c.code, c.field)
		}
	}
	if len(r.work().Given) != 0 {
		t.Error("something was given")
	}
	err := r.Dossiers.AssignWork(ctx, r.one.Leader.Actor, r.one.Dossier,
		dossier.Order{Person: r.second.Person, Targets: []dossier.Target{{Leaf: "1.2.2"}, {Leaf: "9.9.9"}}}, r.Key())
	if !par.Is(err, par.Invalid) || len(r.work().Given) != 0 {
		t.Errorf("half an order was kept: %v", err)
	}
}

func TestWhoHasLostTheRoleHasNoWork(t *testing.T) {
	r := roomsOnSQLite(t)
	r.give(r.second, 1, "1.2.2")
	r.must(r.Accounts.EndGrant(ctx, par.Program(), r.Key(), r.second.Person, r.second.Grants[0].ID))
	if got := r.mine(r.second); len(got) != 0 {
		t.Errorf("work %v of someone who left", got)
	}
	w := r.work()
	if len(w.Given) != 1 || w.Names[r.second.Person] == "" || len(w.Team) != 1 {
		t.Errorf("given %+v, team %+v: want the work still known, and its holder no more offered", w.Given, w.Team)
	}
}

func TestOnlyTheUnitSeesHowItsWorkIsDivided(t *testing.T) {
	r := roomsOnSQLite(t)
	r.give(r.second, 1, "1.2.2")
	sheet, err := r.Dossiers.Sheet(ctx, r.one.Officer.Actor, r.one.Dossier)
	r.must(err)
	if sheet.Holders["1.2.2"].Person != r.second.Person || sheet.HolderNames[r.second.Person] == "" {
		t.Errorf("holders %+v", sheet.Holders)
	}
	r.must(r.send())
	r.must(r.submit())
	sheet, err = r.Dossiers.Sheet(ctx, r.Standing.Actor, r.one.Dossier)
	r.must(err)
	if len(sheet.Holders) != 0 {
		t.Errorf("the standing body sees %+v", sheet.Holders)
	}
}
