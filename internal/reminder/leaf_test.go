package reminder_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// ofLeaves lists how a person was reminded of single leaves, by leaf.
func (c *city) ofLeaves(t *testing.T, who world.Person) (told []string) {
	t.Helper()
	all, err := c.inbox.AllNotices(t.Context(), who.Actor, notice.ReminderLeaf)
	must(t, err)
	for _, n := range all {
		said := notice.Say(i18n.New(i18n.En), n)
		left, _, _ := strings.Cut(said.Body, ".")
		told = append(told, n.Args["leaf"]+": "+left)
	}
	slices.Sort(told)
	return told
}

// more gives a unit three more days after the round's deadline for one leaf.
func (c *city) more(t *testing.T, m world.Member, leaf string) round.Extension {
	t.Helper()
	r, err := c.RoundNow(t.Context(), c.round)
	must(t, err)
	e, err := c.Rounds.ExtendDeadline(t.Context(), c.Standing.Actor, c.round, round.Extension{
		Stage: par.SelfScoring, Unit: m.Unit.ID, Leaf: leaf, Closes: r.Window(par.SelfScoring).Closes.Add(3 * 24 * time.Hour), Reason: "chờ số liệu của bộ",
	}, c.Key())
	must(t, err)
	return e
}

func TestALeafWithItsOwnDeadlineIsRemindedOf(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		c := build(t, d, clock)
		a, b := c.Members[0], c.Members[1]
		leaves := c.YesNo()
		for _, m := range c.Members {
			must(t, c.Sign(t.Context(), c.round, m))
			c.more(t, m, leaves[0])
		}
		c.more(t, a, leaves[1])
		must(t, c.Appraise(t.Context(), c.round, clock.Now()))
		c.hours(t, 4*24)
		must(t, c.Declare(t.Context(), c.round, b, leaves[0], 0))
		c.hours(t, 10*24)
		var want []string
		for _, leaf := range leaves[:2] {
			want = append(want, leaf+": "+one, leaf+": "+three, leaf+": "+seven)
		}
		slices.Sort(want)
		for _, who := range []world.Person{a.Officer, a.Leader} {
			if diff := cmp.Diff(want, c.ofLeaves(t, who)); diff != "" {
				t.Errorf("%s was told (-want +got):\n%s", who.Name, diff)
			}
		}
		if diff := cmp.Diff([]string{leaves[0] + ": " + seven}, c.ofLeaves(t, b.Officer)); diff != "" {
			t.Errorf("who has used the time was told (-want +got):\n%s", diff)
		}
	})
}

// A leaf taken back, or whose unit has more time for the whole sheet, is not
// told of by itself.
func TestALeafWithoutATimeOfItsOwnIsNotRemindedOf(t *testing.T) {
	clock := testkit.NewClock()
	c := build(t, testkit.SQLite(t, clock), clock)
	a, b, leaf := c.Members[0], c.Members[1], c.YesNo()[0]
	e := c.more(t, a, leaf)
	must(t, c.Rounds.RemoveExtension(t.Context(), c.Standing.Actor, c.round, e.ID, e.Version, "đã có số liệu", c.Key()))
	c.more(t, b, leaf)
	r, err := c.RoundNow(t.Context(), c.round)
	must(t, err)
	_, err = c.Rounds.ExtendDeadline(t.Context(), c.Standing.Actor, c.round, round.Extension{
		Stage: par.SelfScoring, Unit: b.Unit.ID, Closes: r.Window(par.SelfScoring).Closes.Add(9 * 24 * time.Hour), Reason: "bão lũ",
	}, c.Key())
	must(t, err)
	c.hours(t, 12*24)
	for _, who := range []world.Person{a.Officer, b.Officer} {
		if got := c.ofLeaves(t, who); len(got) > 0 {
			t.Errorf("%s was told %q", who.Name, got)
		}
	}
}
