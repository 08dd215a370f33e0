package appraisal_test

import (
	"testing"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

func TestLeniencyOfARound(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		lan := w.judge("lan.td", "sd", "1")
		for _, one := range []struct {
			code string
			in   appraisal.Mark
		}{{"sa", opinion}, {"sb", appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept}}} {
			_, err := w.mark(lan, one.code, one.in)
			w.must(err)
		}
		_, err := w.service.ReadLeniency(w.ctx(), lan, w.round)
		wantCode(t, err, par.Forbidden)
		v, err := w.service.ReadLeniency(w.ctx(), w.standing(), w.round)
		w.must(err)
		if len(v.Each) != 1 || v.Each[0].Items != 2 || v.Each[0].Accepted != 1 || v.Each[0].MeanPoints.String() != "3/20" {
			t.Errorf("each %+v", v.Each)
		}
		if len(v.Contrasts) != 1 || v.Contrasts[0].File || v.Contrasts[0].Worse.Unit.ID != w.units["sa"] {
			t.Errorf("contrasts %+v", v.Contrasts)
		}
		if kept := w.kept("sa", "1.1", "appraisal1"); kept.Points != "1.5" || kept.Version != 1 {
			t.Errorf("the report changed a mark: %+v", kept)
		}
	})
}
