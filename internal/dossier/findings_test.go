package dossier_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/score"
)

func TestFindingsPutFaultsFirst(t *testing.T) {
	w := onSQLite(t)
	say := func(leaf string, in dossier.Score) {
		t.Helper()
		in.Leaf = leaf
		if in.Value != nil {
			in.Kind = dossier.KindValue
		}
		_, err := w.Dossiers.DeclareScore(ctx, w.one.Officer.Actor, w.one.Dossier, in, w.Key())
		w.must(err)
	}
	say("1.2.2", dossier.Score{Value: yes(true)})                // full marks, no document
	say("2.3.1", dossier.Score{Value: yes(true)})                // full marks, with a document
	say("3.3.1", dossier.Score{Value: fraction("80", "100")})    // some points, no document
	say("3.3.2", dossier.Score{Value: fraction("110", "100")})   // more than all
	say("5.2.1", dossier.Score{Kind: dossier.KindNA, Note: "x"}) // with a ground
	sheet, err := w.Dossiers.Sheet(ctx, w.one.Officer.Actor, w.one.Dossier)
	w.must(err)

	got := map[string]dossier.FindingKind{}
	grades := ""
	sheet.Cited = map[string][]evidence.Citation{"2.3.1": {{}}, "3.3.2": {{}}}
	for _, f := range dossier.Findings(sheet, dossier.Yardstick{}) {
		got[f.Leaf] = f.Kind
		if len(grades) == 0 || grades[len(grades)-1] != f.Grade[0] {
			grades += string(f.Grade[0])
		}
		if f.Points.Sign() <= 0 {
			t.Errorf("%s has nothing at stake", f.Leaf)
		}
	}
	want := map[string]dossier.FindingKind{
		"1.2.2": dossier.FullNoEvidence, "3.3.1": dossier.ScoreNoEvidence, "3.3.2": dossier.AboveHundred, "1.1.1": dossier.LeafMissing,
	}
	for leaf, kind := range want {
		if got[leaf] != kind {
			t.Errorf("%s: %q, want %q", leaf, got[leaf], kind)
		}
	}
	for _, leaf := range []string{"2.3.1", "5.2.1", "8.1.1", "9.1.1"} {
		if got[leaf] != "" {
			t.Errorf("%s: %q, want nothing", leaf, got[leaf])
		}
	}
	if grades != "fw" {
		t.Errorf("grades come as %q, want faults, then warnings", grades)
	}
}

func TestProgressCountsWhatEveryUnitMustAnswer(t *testing.T) {
	w := onSQLite(t)
	sheet, err := w.Dossiers.Sheet(ctx, w.one.Officer.Actor, w.one.Dossier)
	w.must(err)
	must := 0
	for _, n := range sheet.Edition.Set.Leaves() {
		if n.Rule.Type != score.RuleSurvey && n.Kind != score.Bonus && n.Kind != score.Penalty {
			must++
		}
	}
	if diff := cmp.Diff(dossier.Progress{Total: must}, sheet.Progress("")); diff != "" {
		t.Errorf("whole sheet (-want +got):\n%s", diff)
	}
	if got := sheet.Progress("9"); got.Total != 0 {
		t.Errorf("bonus and penalty leaves: %+v, want none", got)
	}
	_, err = w.declare("1.2.2", yes(false), 0)
	w.must(err)
	_, err = w.declare("9.1.1", &score.Value{Count: "1"}, 0)
	w.must(err)
	sheet, err = w.Dossiers.Sheet(ctx, w.one.Officer.Actor, w.one.Dossier)
	w.must(err)
	if got := sheet.Progress(""); got.Done != 1 {
		t.Errorf("progress %+v, want one done: a bonus is no duty", got)
	}
}

func TestWhoseWordIsKeptIsKnown(t *testing.T) {
	w := onSQLite(t)
	_, err := w.declare("1.2.2", yes(true), 0)
	w.must(err)
	detail, err := w.Dossiers.Detail(ctx, w.one.Officer.Actor, w.one.Dossier, "1.2.2")
	w.must(err)
	if len(detail.Events) != 1 || detail.Names[detail.Events[0].Actor] != w.one.Officer.Name {
		t.Errorf("events %+v by %v, want one by %s", detail.Events, detail.Names, w.one.Officer.Name)
	}
	w.must(w.DB.Read(ctx, func(tx *db.Tx) error {
		_, err := db.VerifyAudit(tx)
		return err
	}))
}

func TestFiguresFollowEverySaveAsIfComputedAnew(t *testing.T) {
	w := onSQLite(t)
	officer := w.one.Officer.Actor
	for i, step := range []struct {
		leaf string
		in   dossier.Score
	}{
		{"1.2.2", dossier.Score{Kind: dossier.KindValue, Value: yes(true)}},
		{"3.3.1", dossier.Score{Kind: dossier.KindValue, Value: fraction("90", "100")}},
		{"1.2.2", dossier.Score{Kind: dossier.KindValue, Value: yes(false)}},
		{"1.3.1", dossier.Score{Kind: dossier.KindNA, Note: "không có đơn vị trực thuộc"}},
		{"3.3.1", dossier.Score{Kind: dossier.KindNone}},
	} {
		step.in.Leaf, step.in.Version = step.leaf, w.score(step.leaf).Version
		_, err := w.Dossiers.DeclareScore(ctx, officer, w.one.Dossier, step.in, w.Key())
		w.must(err)
		if i%2 == 0 {
			w.clock.Forward(1)
		}
		followed, err := w.Dossiers.Sheet(ctx, officer, w.one.Dossier)
		w.must(err)
		leaves, forecast := anew(t, w, followed)
		if diff := cmp.Diff(leaves, followed.Leaves); diff != "" {
			t.Errorf("step %d: leaves (-anew +followed):\n%s", i, diff)
		}
		if diff := cmp.Diff(forecast, followed.Forecast); diff != "" {
			t.Errorf("step %d: forecast (-anew +followed):\n%s", i, diff)
		}
	}
}

// anew computes the leaves and the forecast of a sheet from what is stored.
func anew(t *testing.T, w *office, s dossier.Sheet) ([]score.LeafScore, score.UnitScore) {
	t.Helper()
	stored := map[string]score.Answer{}
	w.must(w.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := dossier.Scores(tx, w.one.Dossier)
		for _, one := range all {
			stored[one.Leaf] = one.Answer()
		}
		return err
	}))
	var leaves []score.LeafScore
	for _, n := range s.Edition.Set.Leaves() {
		answer, ok := stored[n.Code]
		if !ok {
			answer = score.Answer{Node: n.Code, Stage: score.StageSelf}
			if n.Rule.Type == score.RuleSurvey {
				answer.Stage = score.StageSurvey
			}
		}
		one, err := score.EvaluateLeaf(s.Edition.Set, n.Code, answer, nil)
		w.must(err)
		leaves = append(leaves, one)
	}
	return leaves, score.Forecast(s.Edition.Set, s.Block.Method, leaves)
}
