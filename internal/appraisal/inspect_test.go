package appraisal_test

import (
	"testing"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit"
)

// finding is one about leaf 1.1 of sa, which claims 1.8 of 2 points.
func (w *world) finding(most par.Decimal) appraisal.Finding {
	return appraisal.Finding{
		Unit: w.units["sa"], Leaf: "1.1", Source: "Kết luận 12/KL-TTr", FoundOn: "01/06/2026", Body: "Chín báo cáo nộp sau hạn.", Most: most,
	}
}

func TestAFindingOverrulesTheClaim(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		_, err := w.mark(w.hoa(), "sa", appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept})
		w.must(err)
		if open := w.open11(); open {
			t.Error("a marked item is open")
		}
		w.must(w.service.RecordInspection(w.ctx(), w.standing(), w.round, w.finding("1"), w.key()))
		if open := w.open11(); !open {
			t.Error("the mark above the finding is not open again")
		}
		for _, c := range []struct {
			name  string
			in    appraisal.Mark
			fault string
		}{
			{"accepting", appraisal.Mark{Verdict: appraisal.Accept}, "verdict"},
			{"more points", appraisal.Mark{Verdict: appraisal.Adjust, Points: "1.1", Reason: par.InspectionSays}, "points"},
			{"better figures", appraisal.Mark{Verdict: appraisal.Adjust, Value: value(t, `{"a": "44", "b": "50"}`), Reason: par.WrongFigure}, "value"},
			{"as many points", appraisal.Mark{Verdict: appraisal.Adjust, Points: "1", Reason: par.InspectionSays}, ""},
		} {
			c.in.Leaf, c.in.Version = "1.1", 1
			_, err := w.mark(w.hoa(), "sa", c.in)
			if c.fault == "" {
				w.must(err)
				continue
			}
			if got := faultsOf(err); len(got) != 1 || got[0] != c.fault {
				t.Errorf("%s: %v, want a fault at %s", c.name, err, c.fault)
			}
		}
		if open := w.open11(); open {
			t.Error("a mark within the finding is open")
		}
	})
}

// open11 tells whether hoa's queue has leaf 1.1 of sa as open.
func (w *world) open11() bool {
	w.t.Helper()
	q, err := w.service.Queue(w.ctx(), w.hoa(), w.round)
	w.must(err)
	return !q.Items[q.Find(w.dossier["sa"], "1.1")].Done
}

func TestWhoSeesAFinding(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		w.must(w.service.RecordInspection(w.ctx(), w.standing(), w.round, w.finding(""), w.key()))
		_, err := w.mark(w.hoa(), "sa", appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept})
		w.must(err) // it only informs
		all, err := w.service.Inspections(w.ctx(), w.standing(), w.round)
		w.must(err)
		if len(all.Findings) != 1 || all.Findings[0].Unit.ID != w.units["sa"] || !all.Findings[0].Mine || len(all.Places) != 3 {
			t.Errorf("the standing body sees %+v and %d places", all.Findings, len(all.Places))
		}
		w.must(d.Read(w.ctx(), func(tx *db.Tx) error {
			p, err := dossier.PlaceOf(tx, w.dossier["sa"])
			w.must(err)
			for _, c := range []struct {
				name  string
				actor par.Actor
				state par.DossierState
				want  int
			}{
				{"the appraiser", w.hoa(), par.InAppraisal, 1},
				{"another area", w.minh(), par.InAppraisal, 0},
				{"the unit before the notice", w.officer("sa"), par.InAppraisal, 0},
				{"the unit after it", w.officer("sa"), par.Notified, 1},
				{"another unit", w.officer("sb"), par.Notified, 0},
			} {
				p.Dossier.State = c.state
				all, err := dossier.FindingsFor(tx, c.actor, p)
				if got := all["1.1"]; err != nil || len(got) != c.want {
					t.Errorf("%s: %d findings, %v", c.name, len(got), err)
				}
			}
			return nil
		}))
		one := all.Findings[0]
		_, err = w.service.RemoveInspection(w.ctx(), w.hoa(), one.ID, one.Version, "đã giải quyết khiếu nại", w.key())
		wantCode(t, err, par.Forbidden)
		_, err = w.service.RemoveInspection(w.ctx(), w.standing(), one.ID, one.Version, "  ", w.key())
		wantCode(t, err, par.Invalid)
		_, err = w.service.RemoveInspection(w.ctx(), w.standing(), one.ID, one.Version, "đã giải quyết khiếu nại", w.key())
		w.must(err)
		all, err = w.service.Inspections(w.ctx(), w.standing(), w.round)
		if err != nil || len(all.Findings) != 1 || all.Findings[0].RemovedBy != "standing" || all.Findings[0].RemovedFor != "đã giải quyết khiếu nại" || all.Findings[0].Mine {
			t.Errorf("taken away: %+v, %v", all.Findings, err)
		}
	})
}

func TestWhatAFindingMustSay(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		own := w.standing()
		own.Grants = append(own.Grants, par.Grant{Role: par.Viewer, Unit: w.units["sa"]})
		for _, c := range []struct {
			name  string
			actor par.Actor
			turn  func(*appraisal.Finding)
			want  par.Code
		}{
			{"no source", w.standing(), func(f *appraisal.Finding) { f.Source = " " }, par.Invalid},
			{"no words", w.standing(), func(f *appraisal.Finding) { f.Body = "" }, par.Invalid},
			{"tomorrow", w.standing(), func(f *appraisal.Finding) { f.FoundOn = "01/01/2100" }, par.Invalid},
			{"more than the leaf", w.standing(), func(f *appraisal.Finding) { f.Most = "2.01" }, par.Invalid},
			{"finer than points", w.standing(), func(f *appraisal.Finding) { f.Most = "1.005" }, par.Invalid},
			{"a most of a penalty", w.standing(), func(f *appraisal.Finding) { f.Leaf, f.Most = "1.4", "1" }, par.Invalid},
			{"a penalty without", w.standing(), func(f *appraisal.Finding) { f.Leaf, f.Most = "1.4", "" }, ""},
			{"no such leaf", w.standing(), func(f *appraisal.Finding) { f.Leaf = "9" }, par.Invalid},
			{"a draft", w.standing(), func(f *appraisal.Finding) { f.Unit = w.units["sd"] }, par.Closed},
			{"one's own unit", own, func(*appraisal.Finding) {}, par.NotFound},
			{"an appraiser", w.hoa(), func(*appraisal.Finding) {}, par.Forbidden},
			{"as it should be", w.standing(), func(*appraisal.Finding) {}, ""},
		} {
			in := w.finding("1")
			c.turn(&in)
			err := w.service.RecordInspection(w.ctx(), c.actor, w.round, in, w.key())
			t.Run(c.name, func(t *testing.T) { wantCode(t, err, c.want) })
		}
	})
}

func TestAFindingForbidsMoreThanItsMost(t *testing.T) {
	set, err := score.ReadSet([]byte(setText))
	if err != nil {
		t.Fatal(err)
	}
	f := dossier.Inspection{Most: "0.5"}
	for _, c := range []struct {
		name string
		s    dossier.Score
		want bool
	}{
		{"points within", dossier.Score{Leaf: "1.1", Stage: score.StageAppraisal1, Kind: dossier.KindPoints, Points: "0.5"}, false},
		{"points above", dossier.Score{Leaf: "1.1", Stage: score.StageAppraisal1, Kind: dossier.KindPoints, Points: "0.51"}, true},
		{"taken out", dossier.Score{Leaf: "1.1", Stage: score.StageAppraisal1, Kind: dossier.KindNA}, true},
		{"waiting for the block", dossier.Score{Leaf: "1.3", Stage: score.StageAppraisal1, Kind: dossier.KindValue, Value: value(t, `{"percent": "1"}`)}, true},
		{"nothing said", dossier.Score{Leaf: "1.1"}, false},
	} {
		got, err := appraisal.Exceeds(set, c.s.Leaf, c.s, f)
		if err != nil || got != c.want {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
}
