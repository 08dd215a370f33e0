package appraisal_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit"
)

// bulkOf lists every leaf of area 1 for the units.
func (w *world) bulkOf(codes ...string) []appraisal.Target {
	var all []appraisal.Target
	for _, code := range codes {
		for _, leaf := range []string{"1.1", "1.2", "1.3", "1.4"} {
			all = append(all, appraisal.Target{Dossier: w.dossier[code], Leaf: leaf, Version: w.kept(code, leaf, score.StageAppraisal1).Version})
		}
	}
	return all
}

// bulk marks as one request does.
func (w *world) bulk(request string, actor par.Actor, targets []appraisal.Target, in appraisal.Mark) (appraisal.Batch, []appraisal.Outcome, error) {
	return w.service.MarkBulk(db.WithRequestID(w.ctx(), request), actor, w.round, targets, in, w.key())
}

// TestABulkIsRowByRow marks the same items at once and one by one, and asks for
// the same words and the same scores.
func TestABulkIsRowByRow(t *testing.T) {
	for _, in := range []appraisal.Mark{
		{Verdict: appraisal.Accept},
		{Verdict: appraisal.Adjust, Points: "0.5", Reason: par.Late},
		{Verdict: appraisal.Adjust, Points: "1.5", Reason: par.Late},
		{Verdict: appraisal.Adjust, Points: "0.5"},
		{Verdict: appraisal.Adjust, Points: "0.5", Reason: par.OtherReason, Remark: "theo biên bản"},
		{},
	} {
		testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
			w := newWorld(t, d, clock)
			w.must(w.service.RecordInspection(w.ctx(), w.standing(), w.round, w.finding("1"), w.key()))
			targets := w.bulkOf("sa", "sb")
			preview, err := w.service.PreviewBulk(w.ctx(), w.hoa(), w.round, targets, in)
			w.must(err)
			var fit []appraisal.Target
			for i, o := range preview {
				one := in
				one.Leaf, one.Version = targets[i].Leaf, targets[i].Version
				_, err := w.service.AppraiseScore(w.ctx(), w.hoa(), targets[i].Dossier, one, w.key())
				if diff := cmp.Diff(faultsOf(err), faultsOf(o.Err)); diff != "" {
					t.Errorf("%s (-alone +bulk):\n%s", targets[i].Leaf, diff)
				}
				if err != nil {
					continue
				}
				kept, err := w.service.Item(w.ctx(), w.hoa(), targets[i].Dossier, targets[i].Leaf)
				w.must(err)
				if m := kept.Mark; m.Kind != o.After.Kind || m.Points != o.After.Points || m.Reason != o.After.Reason || m.Note != o.After.Note {
					t.Errorf("%s: alone %+v, in a bulk %+v", targets[i].Leaf, m, o.After)
				}
				fit = append(fit, appraisal.Target{Dossier: targets[i].Dossier, Leaf: targets[i].Leaf, Version: 1})
			}
			if len(fit) < len(targets) {
				_, outcomes, err := w.bulk("r1", w.hoa(), w.bulkOf("sa", "sb"), in)
				if !par.Is(err, par.Conflict) || len(outcomes) != len(targets) {
					t.Errorf("a bulk with what cannot be: %d outcomes, %v", len(outcomes), err)
				}
			}
			if len(fit) == 0 {
				return
			}
			if done, _, err := w.bulk("r2", w.hoa(), fit, in); err != nil || done.Count != len(fit) {
				t.Errorf("the fitting part: %+v, %v", done, err)
			}
		})
	}
}

func TestABulkKeepsToItsRights(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		accept := appraisal.Mark{Verdict: appraisal.Accept}
		_, _, err := w.bulk("r1", w.hoa(), w.bulkOf("sc"), accept)
		wantCode(t, err, par.NotFound)
		_, _, err = w.bulk("r1", w.minh(), w.bulkOf("sa"), accept)
		wantCode(t, err, par.NotFound)
		_, _, err = w.bulk("r1", w.standing(), w.bulkOf("sa"), accept)
		wantCode(t, err, par.Forbidden)
		_, _, err = w.bulk("r1", w.hoa(), nil, accept)
		wantCode(t, err, par.Invalid)
		before := w.bulkOf("sa")
		_, err = w.mark(w.hoa(), "sa", opinion)
		w.must(err)
		_, outcomes, err := w.bulk("r1", w.hoa(), before, accept)
		wantCode(t, err, par.Conflict)
		if !par.Is(outcomes[0].Err, par.Conflict) || outcomes[1].Err != nil {
			t.Errorf("outcomes %v, %v", outcomes[0].Err, outcomes[1].Err)
		}
		if kept := w.kept("sa", "1.2", score.StageAppraisal1); kept.Version != 0 {
			t.Errorf("half of a refused bulk was kept: %+v", kept)
		}
		clock.Set(deadline)
		_, outcomes, err = w.bulk("r1", w.hoa(), w.bulkOf("sb"), accept)
		wantCode(t, err, par.Conflict)
		if !par.Is(outcomes[0].Err, par.Closed) {
			t.Errorf("after the deadline: %v", outcomes[0].Err)
		}
	})
}

func TestUndoBringsTheEarlierMarkBack(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		_, err := w.mark(w.hoa(), "sa", opinion)
		w.must(err)
		clock.Forward(1)
		done, _, err := w.bulk("r1", w.hoa(), w.bulkOf("sa"), appraisal.Mark{Verdict: appraisal.Accept})
		if err != nil || done.ID != "r1" || done.Count != 4 {
			t.Fatalf("marked %+v, %v", done, err)
		}
		clock.Forward(1)
		lan := par.Actor{Person: "lan", Grants: []par.Grant{{Role: par.Appraiser, Round: w.round, Block: "so", Area: "1"}}}
		_, err = w.mark(lan, "sa", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Adjust, Points: "0", Reason: par.NoEvidence, Version: 1})
		w.must(err)
		_, err = w.service.UndoBulk(w.ctx(), lan, w.round, done.ID, w.key())
		wantCode(t, err, par.NotFound)
		undone, err := w.service.UndoBulk(w.ctx(), w.hoa(), w.round, done.ID, w.key())
		if err != nil || undone != (appraisal.Undone{Count: 3, Left: 1}) {
			t.Fatalf("undone %+v, %v", undone, err)
		}
		first := w.kept("sa", "1.1", score.StageAppraisal1)
		if first.Points != "1.5" || first.Note != opinion.Remark || first.Version != 3 {
			t.Errorf("1.1 is %+v", first)
		}
		if other := w.kept("sa", "1.2", score.StageAppraisal1); other.Actor != "lan" || other.Points != "0" {
			t.Errorf("1.2 is %+v", other)
		}
		if none := w.kept("sa", "1.3", score.StageAppraisal1); none.Given() || none.Version != 2 {
			t.Errorf("1.3 is %+v", none)
		}
		_, err = w.service.UndoBulk(w.ctx(), w.hoa(), w.round, done.ID, w.key())
		wantCode(t, err, par.Closed)
	})
}

func TestUndoOfOneMark(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		undo := func(actor par.Actor, version int64) error {
			_, err := w.service.UndoMark(w.ctx(), actor, w.dossier["sa"], "1.1", version, w.key())
			return err
		}
		wantCode(t, undo(w.hoa(), 0), par.NotFound)
		_, err := w.mark(w.hoa(), "sa", appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept})
		w.must(err)
		in := opinion
		in.Version = 1
		_, err = w.mark(w.hoa(), "sa", in)
		w.must(err)
		wantCode(t, undo(w.minh(), 2), par.NotFound)
		wantCode(t, undo(w.hoa(), 1), par.Closed)
		w.must(w.service.RecordInspection(w.ctx(), w.standing(), w.round, w.finding("1.5"), w.key()))
		wantCode(t, undo(w.hoa(), 2), par.Closed) // the finding forbids the first mark
		all, err := w.service.Inspections(w.ctx(), w.standing(), w.round)
		w.must(err)
		_, err = w.service.RemoveInspection(w.ctx(), w.standing(), all.Findings[0].ID, 1, "nhầm đơn vị", w.key())
		w.must(err)
		w.must(undo(w.hoa(), 2))
		if kept := w.kept("sa", "1.1", score.StageAppraisal1); kept.Kind != dossier.KindValue || kept.Version != 3 {
			t.Errorf("brought back %+v", kept)
		}
		clock.Set(deadline)
		wantCode(t, undo(w.hoa(), 3), par.Closed)
	})
}
