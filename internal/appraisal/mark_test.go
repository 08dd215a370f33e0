package appraisal_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit"
)

// claims of units for the pure rule.
func claimOf(t *testing.T, leaf, text string) dossier.Score {
	return dossier.Score{Leaf: leaf, Stage: score.StageSelf, Kind: dossier.KindValue, Value: value(t, text), Version: 1}
}

func TestConclude(t *testing.T) {
	set, err := score.ReadSet([]byte(setText))
	if err != nil {
		t.Fatal(err)
	}
	ratio, late := claimOf(t, "1.1", `{"a": "45", "b": "50"}`), claimOf(t, "1.4", `{"count": "1"}`)
	own := claimOf(t, "1.3", `{"a": "8", "b": "10"}`)
	na := dossier.Score{Leaf: "1.1", Stage: score.StageSelf, Kind: dossier.KindNA, Note: "không phát sinh", Version: 1}
	adjust := func(leaf string, points par.Decimal, reason par.Reason, remark string) appraisal.Mark {
		return appraisal.Mark{Leaf: leaf, Verdict: appraisal.Adjust, Points: points, Reason: reason, Remark: remark}
	}
	figures := func(leaf, text string, reason par.Reason, remark string) appraisal.Mark {
		return appraisal.Mark{Leaf: leaf, Verdict: appraisal.Adjust, Value: value(t, text), Reason: reason, Remark: remark}
	}
	for _, c := range []struct {
		name   string
		claim  dossier.Score
		in     appraisal.Mark
		faults []string // fields; nil: concluded
		kind   dossier.Kind
		points par.Decimal
		reason par.Reason
	}{
		{"accept a value", ratio, appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept}, nil, dossier.KindValue, "", ""},
		{"accept keeps no reason", ratio, appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept, Reason: par.Late}, nil, dossier.KindValue, "", ""},
		{"accept N/A", na, appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept}, nil, dossier.KindNA, "", ""},
		{"accept what is missing: nothing", dossier.Score{}, appraisal.Mark{Leaf: "2.1", Verdict: appraisal.Accept}, nil, dossier.KindPoints, "0", ""},
		{"no verdict", ratio, appraisal.Mark{Leaf: "1.1"}, []string{"verdict"}, "", "", ""},
		{"no points", ratio, adjust("1.1", "", par.Late, ""), []string{"points"}, "", "", ""},
		{"down without a reason", ratio, adjust("1.1", "1", "", ""), []string{"reason"}, "", "", ""},
		{"down with an invented reason", ratio, adjust("1.1", "1", "mood", ""), []string{"reason"}, "", "", ""},
		{"down with a reason", ratio, adjust("1.1", "1", par.WrongFigure, ""), nil, dossier.KindPoints, "1", par.WrongFigure},
		{"another reason needs words", ratio, adjust("1.1", "1", par.OtherReason, " "), []string{"remark"}, "", "", ""},
		{"up needs words", ratio, adjust("1.1", "2", "", ""), []string{"remark"}, "", "", ""},
		{"up with words keeps no reason", ratio, adjust("1.1", "2", par.Late, "Tính thêm"), nil, dossier.KindPoints, "2", ""},
		{"above the maximum", ratio, adjust("1.1", "2.01", "", "x"), []string{"points"}, "", "", ""},
		{"below nothing", ratio, adjust("1.1", "-0.01", par.Late, ""), []string{"points"}, "", "", ""},
		{"finer than the set's points", ratio, adjust("1.1", "1.005", par.Late, ""), []string{"points"}, "", "", ""},
		{"right figures, fewer points", ratio, figures("1.1", `{"a": "40", "b": "50"}`, par.WrongFigure, ""), nil, dossier.KindValue, "", par.WrongFigure},
		{"right figures, fewer points, no reason", ratio, figures("1.1", `{"a": "40", "b": "50"}`, "", ""), []string{"reason"}, "", "", ""},
		{"figures that cannot be", ratio, figures("1.1", `{"a": "40", "b": "0"}`, par.Late, ""), []string{"b"}, "", "", ""},
		{"figures of another rule", ratio, figures("1.1", `{"yes": true}`, par.Late, ""), []string{"a", "b"}, "", "", ""},
		{"N/A refused", na, adjust("1.1", "1.5", par.NotShown, ""), nil, dossier.KindPoints, "1.5", par.NotShown},
		{"N/A refused without a reason", na, adjust("1.1", "1.5", "", ""), []string{"reason"}, "", "", ""},
		{"N/A becomes the maximum", na, adjust("1.1", "2", "", "đủ"), nil, dossier.KindPoints, "2", ""},
		{"a greater penalty is a loss", late, adjust("1.4", "1", "", ""), []string{"reason"}, "", "", ""},
		{"a greater penalty with its reason", late, adjust("1.4", "1", par.InspectionSays, ""), nil, dossier.KindPoints, "1", par.InspectionSays},
		{"a smaller penalty needs words only", late, adjust("1.4", "0", "", "không tính"), nil, dossier.KindPoints, "0", ""},
		{"relative: accept", own, appraisal.Mark{Leaf: "1.3", Verdict: appraisal.Accept}, nil, dossier.KindValue, "", ""},
		{"relative: a smaller figure is a loss", own, figures("1.3", `{"a": "7", "b": "10"}`, "", ""), []string{"reason"}, "", "", ""},
		{"relative: a greater figure is none", own, figures("1.3", `{"percent": "81"}`, "", "theo hệ thống"), nil, dossier.KindValue, "", ""},
		{"relative: typed points lose", own, adjust("1.3", "0.5", "", ""), []string{"reason"}, "", "", ""},
		{"a remark of a book", ratio, adjust("1.1", "1", par.Late, strings.Repeat("à", 4001)), []string{"remark"}, "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			node, _ := set.Find(c.in.Leaf)
			got, err := appraisal.Conclude(set, node, c.claim, c.in)
			if diff := cmp.Diff(c.faults, faultsOf(err)); diff != "" {
				t.Fatalf("faults (-want +got):\n%s", diff)
			}
			if c.faults == nil && (got.Kind != c.kind || got.Points != c.points || got.Reason != c.reason || got.Stage != score.StageAppraisal1) {
				t.Errorf("got kind %q, points %q, reason %q, stage %q", got.Kind, got.Points, got.Reason, got.Stage)
			}
		})
	}
}

// faultsOf lists the fields that an error names; nil where there is no error.
func faultsOf(err error) []string {
	if err == nil {
		return nil
	}
	e, _ := par.AsError(err)
	if e == nil || e.Code != par.Invalid {
		return []string{err.Error()}
	}
	return slices.Sorted(maps.Keys(e.Fields))
}

func TestAppraiseScoreIsKept(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		saved, err := w.mark(w.hoa(), "sa", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Adjust, Points: "0.5", Reason: par.Late, Remark: " muộn 3 ngày "})
		w.must(err)
		got := w.kept("sa", "1.2", score.StageAppraisal1)
		want := dossier.Score{
			Leaf: "1.2", Stage: score.StageAppraisal1, Kind: dossier.KindPoints, Points: "0.5", Note: "muộn 3 ngày",
			Reason: par.Late, Actor: "hoa", At: appraising, Version: 1,
		}
		if diff := cmp.Diff(want, got); diff != "" || saved.Version != 1 {
			t.Errorf("kept (-want +got):\n%s", diff)
		}
		if claim := w.kept("sa", "1.2", score.StageSelf); claim.Version != 1 || *claim.Value.Option != "ontime" {
			t.Errorf("the unit's own claim changed: %+v", claim)
		}
	})
}

func TestWhoMayAppraise(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		accept := func(leaf string) appraisal.Mark { return appraisal.Mark{Leaf: leaf, Verdict: appraisal.Accept} }
		for _, c := range []struct {
			name  string
			actor par.Actor
			unit  string
			leaf  string
			want  par.Code
		}{
			{"his area", w.hoa(), "sa", "1.1", ""},
			{"another area does not exist", w.hoa(), "sa", "2.1", par.NotFound},
			{"his own unit does not exist", w.hoa(), "sc", "1.1", par.NotFound},
			{"a unit that never submitted is closed", w.hoa(), "sd", "1.1", par.Closed},
			{"a leaf that is not there", w.hoa(), "sa", "1.9", par.NotFound},
			{"an area is no leaf", w.hoa(), "sa", "1", par.NotFound},
			{"a survey is not appraised", w.hoa(), "sa", "3.1", par.NotFound},
			{"an officer does not appraise", w.officer("sb"), "sa", "1.1", par.Forbidden},
			{"the standing body does not appraise", w.standing(), "sa", "1.1", par.Forbidden},
			{"nobody has signed in", par.Actor{}, "sa", "1.1", par.Unauthenticated},
		} {
			t.Run(c.name, func(t *testing.T) {
				_, err := w.mark(c.actor, c.unit, accept(c.leaf))
				wantCode(t, err, c.want)
			})
		}
	})
}

func TestAnAreaOfAllIsStillNotTheSurvey(t *testing.T) {
	clock := testkit.NewClock()
	w := newWorld(t, testkit.SQLite(t, clock), clock)
	all := par.Actor{Person: "all", Grants: []par.Grant{{Role: par.Appraiser, Round: w.round}}}
	_, err := w.mark(all, "sa", appraisal.Mark{Leaf: "3.1", Verdict: appraisal.Accept})
	wantCode(t, err, par.NotFound)
}

func TestTheDeadlineEndsAppraisal(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		accept := appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept}
		clock.Set(deadline - 1)
		_, err := w.mark(w.hoa(), "sa", accept)
		wantCode(t, err, "")
		clock.Set(deadline)
		_, err = w.mark(w.hoa(), "sb", accept)
		wantCode(t, err, par.Closed)
		v, err := w.service.Item(w.ctx(), w.hoa(), w.dossier["sb"], "1.1")
		w.must(err)
		wantCode(t, v.Open, par.Closed)
	})
}

func TestOnlyTheStageOfAppraisalTakesMarks(t *testing.T) {
	clock := testkit.NewClock()
	w := newWorld(t, testkit.SQLite(t, clock), clock)
	w.move(par.SelfScoring)
	_, err := w.mark(w.hoa(), "sa", appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept})
	wantCode(t, err, par.Closed)
}

func TestAnOlderPageIsAConflict(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		first := appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Adjust, Points: "0.5", Reason: par.Late}
		_, err := w.mark(w.hoa(), "sa", first)
		w.must(err)
		_, err = w.mark(w.hoa(), "sa", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Accept})
		wantCode(t, err, par.Conflict)
		e, _ := par.AsError(err)
		theirs, ok := e.Detail.(dossier.Conflict)
		if !ok || theirs.Theirs.Points != "0.5" || theirs.Theirs.Actor != "hoa" || theirs.Theirs.Version != 1 {
			t.Errorf("the conflict carries %+v", e.Detail)
		}
		saved, err := w.mark(w.hoa(), "sa", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Accept, Version: 1})
		w.must(err)
		if saved.Version != 2 {
			t.Errorf("version %d after a second mark, want 2", saved.Version)
		}
	})
}

func TestASecondSendingChangesNothing(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		key := w.key()
		accept := appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept}
		first, err := w.service.AppraiseScore(w.ctx(), w.hoa(), w.dossier["sa"], accept, key)
		w.must(err)
		clock.Set(deadline) // the deadline is over; the answer is the first one
		again, err := w.service.AppraiseScore(w.ctx(), w.hoa(), w.dossier["sa"], accept, key)
		w.must(err)
		if first != again || w.kept("sa", "1.1", score.StageAppraisal1).Version != 1 {
			t.Errorf("first %+v, again %+v", first, again)
		}
		_, err = w.service.AppraiseScore(w.ctx(), w.hoa(), w.dossier["sa"], accept, db.Key{})
		wantCode(t, err, par.Closed)
	})
}
