package appraisal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit"
)

// said lists a queue as "leaf unit", with what has become of each item.
func said(q appraisal.Queue) []string {
	var lines []string
	for _, item := range q.Items {
		line := item.Leaf.Code + " " + item.Unit.Code
		if item.Done {
			line += " done"
		}
		if item.Cut {
			line += " cut"
		}
		lines = append(lines, line)
	}
	return lines
}

func (w *world) queue(actor par.Actor) appraisal.Queue {
	w.t.Helper()
	q, err := w.service.Queue(w.ctx(), actor, w.round)
	w.must(err)
	return q
}

func TestQueueOfEach(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		ofSD := par.Grant{Role: par.Officer, Unit: w.units["sa"]}
		double := w.minh()
		double.Grants = append(double.Grants, ofSD)
		boss := w.minh()
		boss.Grants = append(boss.Grants, par.Grant{Role: par.Standing})
		for _, c := range []struct {
			name  string
			actor par.Actor
			want  []string
		}{
			{"leaf by leaf, unit by unit, without one's own and those not submitted", w.hoa(), []string{
				"1.1 sa", "1.1 sb", "1.2 sa", "1.2 sb", "1.3 sa", "1.3 sb", "1.4 sa", "1.4 sb",
			}},
			{"another area", w.minh(), []string{"2.1 sa", "2.1 sb", "2.1 sc"}},
			{"an officer's own unit is not his to judge", double, []string{"2.1 sb", "2.1 sc"}},
			{"what the standing body may read is not his to do", boss, []string{"2.1 sa", "2.1 sb", "2.1 sc"}},
			{"of another round", par.Actor{Person: "x", Grants: []par.Grant{{Role: par.Appraiser, Round: "other"}}}, nil},
		} {
			t.Run(c.name, func(t *testing.T) {
				if diff := cmp.Diff(c.want, said(w.queue(c.actor))); diff != "" {
					t.Errorf("queue (-want +got):\n%s", diff)
				}
			})
		}
		_, err := w.service.Queue(w.ctx(), w.officer("sa"), w.round)
		wantCode(t, err, par.Forbidden)
		_, err = w.service.Queue(w.ctx(), w.hoa(), "no such round")
		wantCode(t, err, par.NotFound)
	})
}

func TestProgressOfAQueue(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		_, err := w.mark(w.hoa(), "sa", appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept})
		w.must(err)
		_, err = w.mark(w.hoa(), "sb", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Adjust, Points: "0", Reason: par.NoEvidence})
		w.must(err)
		q := w.queue(w.hoa())
		if q.Done != 2 || q.Cut != 1 || len(q.Items) != 8 {
			t.Errorf("done %d, cut %d of %d; want 2, 1 of 8", q.Done, q.Cut, len(q.Items))
		}
		for _, c := range []struct {
			name string
			f    appraisal.Filter
			want []string
		}{
			{"open of one leaf", appraisal.Filter{Leaf: "1.1", Show: appraisal.ShowOpen}, []string{"1.1 sb"}},
			{"done", appraisal.Filter{Show: appraisal.ShowDone}, []string{"1.1 sa done", "1.2 sb done cut"}},
			{"cut", appraisal.Filter{Show: appraisal.ShowCut}, []string{"1.2 sb done cut"}},
			{"one unit of an area", appraisal.Filter{Area: "1", Unit: w.units["sa"]}, []string{"1.1 sa done", "1.2 sa", "1.3 sa", "1.4 sa"}},
			{"another block", appraisal.Filter{Block: "xa", Leaf: "1.1"}, nil},
			{"an area that is not his", appraisal.Filter{Area: "2"}, nil},
		} {
			if diff := cmp.Diff(c.want, said(q.Narrow(c.f))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", c.name, diff)
			}
		}
		mine, err := w.service.MyRounds(w.ctx(), w.hoa())
		w.must(err)
		if len(mine) != 1 || mine[0].Done != 2 || mine[0].Round.ID != w.round {
			t.Errorf("rounds %+v", mine)
		}
	})
}

func TestNextOpenGoesRoundOnce(t *testing.T) {
	q := appraisal.Queue{Items: []appraisal.Item{{Done: false}, {Done: true}, {Done: true}, {Done: false}}}
	for after, want := range map[int]int{0: 3, 1: 3, 3: 0} {
		if got := q.NextOpen(after); got != want {
			t.Errorf("after %d comes %d, want %d", after, got, want)
		}
	}
	if got := (appraisal.Queue{Items: []appraisal.Item{{Done: true}}}).NextOpen(0); got != -1 {
		t.Errorf("of a finished queue %d is next, want -1", got)
	}
}

func TestItemShowsClaimHistoryAndPrecedents(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		clock.Forward(1e9)
		_, err := w.mark(w.hoa(), "sb", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Adjust, Points: "0.5", Reason: par.Late})
		w.must(err)
		v, err := w.service.Item(w.ctx(), w.hoa(), w.dossier["sa"], "1.2")
		w.must(err)
		if v.Claimed.Points != "1" || v.Marked.State != score.Missing || v.Open != nil || v.Area.Code != "1" || v.At != 2 {
			t.Errorf("claimed %s, mark %s, open %v, area %s, place %d", v.Claimed.Points, v.Marked.State, v.Open, v.Area.Code, v.At)
		}
		want := []appraisal.Precedent{{Reason: par.Late, Units: 1, Least: "0.5", Most: "0.5"}}
		if diff := cmp.Diff(want, v.Precedents); diff != "" {
			t.Errorf("precedents (-want +got):\n%s", diff)
		}
		if len(v.History) != 1 || v.History[0].Stage != score.StageSelf || v.History[0].Actor != "officer-sa" {
			t.Errorf("history %+v", v.History)
		}
		for name, c := range map[string]struct {
			actor par.Actor
			unit  string
			leaf  string
		}{
			"another area":                    {w.hoa(), "sa", "2.1"},
			"one's own unit":                  {w.hoa(), "sc", "1.1"},
			"a draft":                         {w.hoa(), "sd", "1.1"},
			"a leaf that is not there":        {w.hoa(), "sa", "9"},
			"a survey":                        {par.Actor{Person: "x", Grants: []par.Grant{{Role: par.Appraiser, Round: w.round}}}, "sa", "3.1"},
			"a dossier of which nobody knows": {w.hoa(), "none", "1.1"},
		} {
			_, err := w.service.Item(w.ctx(), c.actor, w.dossier[c.unit], c.leaf)
			if !par.Is(err, par.NotFound) {
				t.Errorf("%s: %v, want not_found", name, err)
			}
		}
	})
}

func TestPrecedentsLeaveOutOnesOwnUnitAndCountRanges(t *testing.T) {
	clock := testkit.NewClock()
	w := newWorld(t, testkit.SQLite(t, clock), clock)
	other := par.Actor{Person: "an", Grants: []par.Grant{{Role: par.Appraiser, Round: w.round}}}
	for unit, points := range map[string]par.Decimal{"sa": "0", "sb": "0.5", "sc": "0.25"} {
		_, err := w.mark(other, unit, appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Adjust, Points: points, Reason: par.Late})
		w.must(err)
	}
	v, err := w.service.Item(w.ctx(), other, w.dossier["sc"], "1.2")
	w.must(err)
	if diff := cmp.Diff([]appraisal.Precedent{{Reason: par.Late, Units: 2, Least: "0", Most: "0.5"}}, v.Precedents); diff != "" {
		t.Errorf("precedents (-want +got):\n%s", diff)
	}
	v, err = w.service.Item(w.ctx(), w.hoa(), w.dossier["sa"], "1.2") // hoa works for sc
	w.must(err)
	if diff := cmp.Diff([]appraisal.Precedent{{Reason: par.Late, Units: 1, Least: "0.5", Most: "0.5"}}, v.Precedents); diff != "" {
		t.Errorf("precedents for one of sc (-want +got):\n%s", diff)
	}
}

func TestStandingsTellWhatWasClaimedAndGiven(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		_, err := w.mark(w.hoa(), "sa", appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Adjust, Value: value(t, `{"a": "40", "b": "50"}`), Reason: par.WrongFigure})
		w.must(err)
		q := w.queue(w.hoa()).Narrow(appraisal.Filter{Leaf: "1.1"})
		rows, err := w.service.Standings(w.ctx(), w.hoa(), q, q.Items)
		w.must(err)
		if len(rows) != 2 || rows[0].Claimed.Points != "1.8" || rows[0].Marked.Points != "1.6" || rows[0].Mark.Reason != par.WrongFigure {
			t.Errorf("rows %+v", rows)
		}
		if rows[1].Marked.State != score.Missing || rows[1].Mark.Kind != dossier.Kind("") {
			t.Errorf("sb has been given %+v", rows[1].Mark)
		}
	})
}

// A unit that no longer takes part is nobody's work, whatever it had submitted.
func TestQueuesLeaveOutUnitsThatWereDropped(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		before := w.queue(w.hoa())
		var r round.Round
		w.must(d.Read(w.ctx(), func(tx *db.Tx) (err error) {
			r, err = round.ByID(tx, w.round)
			return err
		}))
		w.must(w.dossiers.DropUnit(w.ctx(), w.standing(), w.round, r.Version, w.units["sa"], "Sáp nhập", w.key()))
		after := w.queue(w.hoa())
		for _, item := range after.Items {
			if item.Unit.Code == "sa" {
				t.Fatalf("%s of the dropped unit is still to be judged", item.Leaf.Code)
			}
		}
		if len(after.Items) == 0 || len(after.Items) >= len(before.Items) {
			t.Errorf("%d items after the unit was dropped, %d before", len(after.Items), len(before.Items))
		}
	})
}
