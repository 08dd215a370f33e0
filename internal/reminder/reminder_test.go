package reminder_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/reminder"
	"parindex/internal/round"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// city is a round of two units a week before its deadline.
type city struct {
	*world.World
	*reminder.Service
	clock *testkit.Clock
	inbox *notice.Service
	round par.ID
}

func build(t *testing.T, d *db.DB, clock *testkit.Clock) *city {
	t.Helper()
	w, err := world.Build(t.Context(), d, clock, world.Options{Units: 2, Random: testkit.Random(5)})
	must(t, err)
	r, err := w.OpenRound(t.Context(), "nhac", 2030, clock.Now())
	must(t, err)
	// The world's own round would be reminded of too.
	own, err := w.RoundNow(t.Context(), w.Round.ID)
	must(t, err)
	own.Calendar[0].Closes, own.Calendar[1].Opens, own.Calendar[1].Closes = clock.Now().Add(900*24*time.Hour), clock.Now().Add(900*24*time.Hour), clock.Now().Add(999*24*time.Hour)
	must(t, w.Rounds.ConfigureRound(t.Context(), w.Standing.Actor, own, "để riêng", w.Key()))
	return &city{World: w, Service: reminder.New(d), clock: clock, inbox: notice.New(d), round: r.ID}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hours lets the job run each hour.
func (c *city) hours(t *testing.T, n int) {
	t.Helper()
	for range n {
		must(t, c.Remind(t.Context()))
		c.clock.Forward(time.Hour)
	}
}

// told lists the steps that a person was reminded of, the latest first.
func (c *city) told(t *testing.T, who world.Person) (left []string) {
	t.Helper()
	all, err := c.inbox.AllNotices(t.Context(), who.Actor, "")
	must(t, err)
	for _, n := range all {
		if strings.HasPrefix(string(n.Kind), "reminder_") {
			first, _, _ := strings.Cut(notice.Say(i18n.New(i18n.En), n).Body, ".")
			left = append(left, first)
		}
	}
	return left
}

func (c *city) expect(t *testing.T, who world.Person, name string, want ...string) {
	t.Helper()
	if got := c.told(t, who); strings.Join(got, "; ") != strings.Join(want, "; ") {
		t.Errorf("%s was told %q; want %q", name, got, want)
	}
}

const (
	seven = "At most 7 days are left"
	three = "At most 3 days are left"
	one   = "At most 1 day is left"
	over  = "The deadline is over"
)

func TestEachStepOnce(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		c := build(t, d, clock)
		a := c.Members[0]
		c.hours(t, 24)
		c.expect(t, a.Officer, "the officer", seven)
		c.hours(t, 5*24)
		c.expect(t, a.Officer, "the officer", three, seven)
		c.hours(t, 4*24)
		c.expect(t, a.Officer, "the officer", over, one, three, seven)
		c.expect(t, a.Leader, "the leader", over, one, three, seven)
		c.hours(t, 20*24)
		c.expect(t, a.Officer, "the officer", over, one, three, seven)
		c.expect(t, c.Standing, "the standing body")
	})
}

func TestWhoHasHandedInIsLeftAlone(t *testing.T) {
	clock := testkit.NewClock()
	c := build(t, testkit.SQLite(t, clock), clock)
	a, b := c.Members[0], c.Members[1]
	must(t, c.SendUp(t.Context(), c.round, a))
	must(t, c.Sign(t.Context(), c.round, b))
	c.hours(t, 1)
	c.expect(t, a.Officer, "the officer who has sent the sheet up")
	c.expect(t, a.Leader, "the leader who has to sign", seven)
	c.expect(t, b.Officer, "the officer of who has submitted")
	c.expect(t, b.Leader, "the leader of who has submitted")
}

func TestRemindersFollowExtensions(t *testing.T) {
	clock := testkit.NewClock()
	c := build(t, testkit.SQLite(t, clock), clock)
	a, b := c.Members[0], c.Members[1]
	r, err := c.RoundNow(t.Context(), c.round)
	must(t, err)
	c.hours(t, 5*24)
	_, err = c.Rounds.ExtendDeadline(t.Context(), c.Standing.Actor, c.round, round.Extension{
		Stage: par.SelfScoring, Unit: a.Unit.ID, Closes: r.Window(par.SelfScoring).Closes.Add(10 * 24 * time.Hour), Reason: "bão lũ",
	}, c.Key())
	must(t, err)
	c.hours(t, 4*24)
	c.expect(t, a.Officer, "who has more time", three, seven)
	c.expect(t, b.Officer, "who has not", over, one, three, seven)
	c.hours(t, 10*24)
	c.expect(t, a.Officer, "who had more time", over, one, three, seven, three, seven)
}

func TestMissedStepsAreNotMadeUpFor(t *testing.T) {
	clock := testkit.NewClock()
	c := build(t, testkit.SQLite(t, clock), clock)
	clock.Forward(6*24*time.Hour + time.Hour)
	c.hours(t, 3)
	c.expect(t, c.Members[0].Officer, "the officer after days without a program", one)
}

// appraise takes the round to appraisal with an appraiser of one area.
func (c *city) appraise(t *testing.T) world.Person {
	t.Helper()
	for _, m := range c.Members {
		must(t, c.Sign(t.Context(), c.round, m))
	}
	must(t, c.Appraise(t.Context(), c.round, c.clock.Now()))
	p, err := c.Enrol(t.Context(), "nguoi.td", par.Grant{Role: par.Appraiser, Round: c.round, Block: "so", Area: c.Edition.Set.Areas()[0].Code})
	must(t, err)
	return p
}

func TestAppraisersWithOpenItemsAreReminded(t *testing.T) {
	clock := testkit.NewClock()
	c := build(t, testkit.SQLite(t, clock), clock)
	p := c.appraise(t)
	c.hours(t, 24*32)
	c.expect(t, p, "the appraiser", over, one, three, seven)
	c.expect(t, c.Members[0].Officer, "an officer who has nothing to do")
}

func TestByHandOnlyTheChosenAndOnlyOnce(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		c := build(t, d, clock)
		a, b, ctx := c.Members[0], c.Members[1], t.Context()
		key := c.Key()
		choice := reminder.Choice{Units: []par.ID{a.Unit.ID}, Note: " Xin nộp\n sớm. "}
		for range 2 {
			sent, err := c.SendReminder(ctx, c.Standing.Actor, c.round, choice, key)
			if err != nil || sent != 2 {
				t.Fatalf("sent %d, %v; want the officer and the leader", sent, err)
			}
		}
		c.expect(t, b.Officer, "who was not chosen")
		all, err := c.inbox.AllNotices(ctx, a.Leader.Actor, "")
		must(t, err)
		all = slices.DeleteFunc(all, func(n notice.Notice) bool { return n.Kind != notice.ReminderByHand })
		if len(all) != 1 || !strings.HasPrefix(notice.Say(i18n.New(i18n.Vi), all[0]).Body, "Xin nộp sớm. Hạn: ") {
			t.Fatalf("the leader reads %+v", all)
		}
		rec, err := c.ReadReminders(ctx, c.Standing.Actor, c.round)
		must(t, err)
		if len(rec.List) != 2 || rec.List[0].Unit != a.Unit.Name || rec.List[0].From != c.Standing.Name || rec.List[0].OpenedAt != 0 {
			t.Fatalf("the record has %+v", rec.List)
		}
		_, err = c.inbox.OpenNotice(ctx, a.Leader.Actor, all[0].ID)
		must(t, err)
		rec, err = c.ReadReminders(ctx, c.Standing.Actor, c.round)
		must(t, err)
		opened := 0
		for _, s := range rec.List {
			if s.OpenedAt != 0 {
				opened++
			}
		}
		if opened != 1 {
			t.Errorf("%d opened; want the leader's", opened)
		}
	})
}

func TestOnlyTheStandingBodyReminds(t *testing.T) {
	clock := testkit.NewClock()
	c := build(t, testkit.SQLite(t, clock), clock)
	a := c.Members[0]
	for _, who := range []world.Person{a.Officer, a.Leader, c.Publisher, c.Admin, c.Viewer} {
		_, err := c.SendReminder(t.Context(), who.Actor, c.round, reminder.Choice{Units: []par.ID{a.Unit.ID}}, c.Key())
		if !par.Is(err, par.Forbidden) {
			t.Errorf("%s sends: %v", who.Name, err)
		}
		if _, err := c.ReadReminders(t.Context(), who.Actor, c.round); !par.Is(err, par.Forbidden) {
			t.Errorf("%s reads the record: %v", who.Name, err)
		}
		if _, err := c.ReadDebts(t.Context(), who.Actor, c.round); !par.Is(err, par.Forbidden) {
			t.Errorf("%s reads who owes: %v", who.Name, err)
		}
	}
	for name, choice := range map[string]reminder.Choice{
		"nobody": {}, "a stranger": {Units: []par.ID{"x"}}, "a book": {Units: []par.ID{a.Unit.ID}, Note: strings.Repeat("a", 1001)},
	} {
		if _, err := c.SendReminder(t.Context(), c.Standing.Actor, c.round, choice, c.Key()); !par.Is(err, par.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAssignedWorkIsRemindedOfByItsOwnDay(t *testing.T) {
	clock := testkit.NewClock()
	c := build(t, testkit.SQLite(t, clock), clock)
	m, leaf := c.Members[0], c.YesNo()[0]
	d, err := c.DossierOf(t.Context(), c.round, m.Unit)
	must(t, err)
	due := clock.Now().Add(2 * 24 * time.Hour).Std().Format("2006-01-02")
	order := dossier.Order{Targets: []dossier.Target{{Area: dossier.AreaOf(c.Edition.Set, leaf), Leaf: leaf}}, Person: m.Officer.Person, Due: due}
	must(t, c.Dossiers.AssignWork(t.Context(), m.Leader.Actor, d.ID, order, c.Key()))
	work := func() (left []string) {
		t.Helper()
		all, err := c.inbox.AllNotices(t.Context(), m.Officer.Actor, notice.ReminderWork)
		must(t, err)
		for _, n := range all {
			first, _, _ := strings.Cut(notice.Say(i18n.New(i18n.En), n).Body, ".")
			left = append(left, first)
		}
		return left
	}
	c.hours(t, 12)
	if got := work(); len(got) != 0 {
		t.Fatalf("told %q two days before", got)
	}
	c.hours(t, 5*24)
	if got := strings.Join(work(), "; "); got != over+"; "+one {
		t.Errorf("told %q; want each step once", got)
	}
}

func TestAClosedAccountIsNotReminded(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		c := build(t, d, clock)
		one := c.Members[0]
		_, err := c.Accounts.Deactivate(t.Context(), c.Admin.Actor, c.Key(), one.Officer.Person, 1)
		must(t, err)
		debts, err := c.ReadDebts(t.Context(), c.Standing.Actor, c.round)
		must(t, err)
		for _, o := range debts.List {
			if o.Unit.ID == one.Unit.ID && (len(o.To) != 1 || o.To[0].ID != one.Leader.Person) {
				t.Errorf("%v would be reminded, want the leader alone", o.To)
			}
		}
	})
}
