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

// twenty is the worked example of the scoring contract: share 0.71.
const twenty = `{"groups": {"hdnd": {"ballots": 20, "questions": [{"A": 10, "B": 6, "C": 3, "D": 1}]}}}`

func TestSurveyTallyIsKept(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		tally := appraisal.Tally{Leaf: "3.1", Value: value(t, twenty), Note: " phiếu tháng 11 "}
		tried, err := w.service.TrySurvey(w.ctx(), w.standing(), w.dossier["sa"], tally)
		w.must(err)
		if tried.Points != "3.55" || w.kept("sa", "3.1", score.StageSurvey).Version != 0 {
			t.Errorf("tried %s points; want 3.55, and nothing kept", tried.Points)
		}
		saved, err := w.service.EnterSurvey(w.ctx(), w.standing(), w.dossier["sa"], tally, w.key())
		w.must(err)
		v, err := w.service.Survey(w.ctx(), w.standing(), w.dossier["sa"], "3.1")
		w.must(err)
		if saved.Version != 1 || v.Result.Points != "3.55" || v.Tally.Note != "phiếu tháng 11" || len(v.History) != 1 || v.Open != nil {
			t.Errorf("version %d, points %s, note %q, %d changes, open %v", saved.Version, v.Result.Points, v.Tally.Note, len(v.History), v.Open)
		}
		_, err = w.service.EnterSurvey(w.ctx(), w.standing(), w.dossier["sa"], tally, w.key())
		wantCode(t, err, par.Conflict)
		_, err = w.service.EnterSurvey(w.ctx(), w.standing(), w.dossier["sa"], appraisal.Tally{Leaf: "3.1", Version: 1}, w.key())
		w.must(err)
		if taken := w.kept("sa", "3.1", score.StageSurvey); taken.Given() {
			t.Errorf("a tally taken back still counts: %+v", taken)
		}
	})
}

func TestSurveysOfARound(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		_, err := w.service.EnterSurvey(w.ctx(), w.standing(), w.dossier["sb"], appraisal.Tally{Leaf: "3.1", Value: value(t, twenty)}, w.key())
		w.must(err)
		all, err := w.service.Surveys(w.ctx(), w.standing(), w.round)
		w.must(err)
		var rows []string
		for _, row := range all.Rows {
			rows = append(rows, row.Leaf.Code+" "+row.Participant.Unit.Code+" "+string(row.Result.State))
		}
		want := []string{"3.1 sa no_survey", "3.1 sb scored", "3.1 sc no_survey", "3.1 sd no_survey"}
		if diff := cmp.Diff(want, rows); diff != "" || all.Entered != 1 {
			t.Errorf("entered %d, rows (-want +got):\n%s", all.Entered, diff)
		}
	})
}

func TestWhoMayEnterSurveys(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		ofSA := w.standing()
		ofSA.Grants = append(ofSA.Grants, par.Grant{Role: par.Officer, Unit: w.units["sa"]})
		for _, c := range []struct {
			name  string
			actor par.Actor
			leaf  string
			want  par.Code
		}{
			{"the standing body", w.standing(), "3.1", ""},
			{"not of one's own unit", ofSA, "3.1", par.NotFound},
			{"not an ordinary leaf", w.standing(), "1.1", par.NotFound},
			{"not an appraiser", w.hoa(), "3.1", par.Forbidden},
			{"not the unit", w.officer("sa"), "3.1", par.Forbidden},
		} {
			_, err := w.service.EnterSurvey(w.ctx(), c.actor, w.dossier["sa"], appraisal.Tally{Leaf: c.leaf, Value: value(t, twenty)}, w.key())
			if (c.want == "") != (err == nil) || err != nil && par.CodeOf(err) != c.want {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
		}
		_, err := w.service.Surveys(w.ctx(), w.hoa(), w.round)
		wantCode(t, err, par.Forbidden)
		_, err = w.dossiers.DeclareScore(w.ctx(), w.officer("sd"), w.dossier["sd"], dossier.Score{Leaf: "3.1", Kind: dossier.KindValue, Value: value(t, twenty)}, w.key())
		wantCode(t, err, par.Closed)
	})
}

func TestTallyFaultsNameTheField(t *testing.T) {
	clock := testkit.NewClock()
	w := newWorld(t, testkit.SQLite(t, clock), clock)
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"right", twenty, nil},
		{"half a person", `{"groups": {"hdnd": {"ballots": 20, "questions": [{"A": 10}, {"A": "1.5", "B": 2}]}}}`, []string{"hdnd.q2.A"}},
		{"fewer than nobody", `{"groups": {"so": {"ballots": -1, "questions": [{"B": -2}]}}}`, []string{"so.ballots", "so.q1.B"}},
		{"more than live here", `{"groups": {"so": {"ballots": 100000000, "questions": []}}}`, []string{"so.ballots"}},
		{"a group that is not asked", `{"groups": {"dan": {"ballots": 20, "questions": []}}}`, []string{"value"}},
		{"the value of another rule", `{"yes": true}`, []string{"value"}},
	} {
		_, err := w.service.TrySurvey(w.ctx(), w.standing(), w.dossier["sa"], appraisal.Tally{Leaf: "3.1", Value: value(t, c.text)})
		if diff := cmp.Diff(c.want, faultsOf(err)); diff != "" {
			t.Errorf("%s: faults (-want +got):\n%s", c.name, diff)
		}
	}
}
