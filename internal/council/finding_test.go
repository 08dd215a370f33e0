package council_test

import (
	"testing"

	"parindex/internal/appraisal"
	"parindex/internal/council"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

// found attaches a finding to 2.1 of snv, which the appraisers gave 48 of 50,
// before the council meets, and opens its session.
func found(t *testing.T, d *db.DB, clock *testkit.Clock, most par.Decimal) *world {
	t.Helper()
	w := build(t, d, clock)
	w.must(w.Appraisals.RecordInspection(w.ctx(), w.Hanh, w.Round.ID, appraisal.Finding{
		Unit: w.Units["snv"].ID, Leaf: "2.1", Source: "Kết luận 12/KL-TTr", FoundOn: "01/06/2026", Body: "Ba hồ sơ trễ hạn.", Most: most,
	}, w.Key()))
	w.Move(par.Council)
	w.session = w.plan()
	w.must(w.FillAgenda(w.ctx(), w.Hanh, w.session, w.now().Version, w.Key()))
	w.must(w.OpenSession(w.ctx(), w.Hanh, w.session, w.now().Version, w.Key()))
	w.call(w.loan, w.kim, w.bao)
	return w
}

// faultAt returns the field at which a finding is named, if one is.
func faultAt(err error) string {
	e, _ := par.AsError(err)
	if e == nil {
		return ""
	}
	for field, text := range e.Fields {
		if text.Key == "council.overruled" && text.Args["source"] == "Kết luận 12/KL-TTr" {
			return field
		}
	}
	return ""
}

func TestAFindingBindsTheCouncil(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := found(t, d, clock, "48")
		accept := appraisal.Mark{Verdict: appraisal.Accept}
		for _, c := range []struct {
			name  string
			err   error
			field string
		}{
			{"accepting the claim", w.decide(w.kim, "snv", "2.1", accept, true), "verdict"},
			{"more points", w.decide(w.kim, "snv", "2.1", points("48.5"), true), "points"},
			{"putting more to the vote", w.propose(w.kim, "snv", "2.1", points("49")), "points"},
		} {
			if got := faultAt(c.err); got != c.field {
				t.Errorf("%s: %v, want a fault at %s", c.name, c.err, c.field)
			}
		}
		if item := w.item("snv", "2.1"); item.State != council.Pending {
			t.Errorf("the item is %s", item.State)
		}
		w.must(w.decide(w.kim, "stp", "2.1", keep(), true)) // another unit is not bound
		w.must(w.decide(w.kim, "snv", "2.1", points("48"), true))
		if got := w.score("snv", "2.1"); got.Points != "48" {
			t.Errorf("the council gave %s", got.Points)
		}
	})
}

func TestAFindingThatIsTakenAwayNoLongerBindsTheCouncil(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := found(t, d, clock, "48")
		all, err := w.Appraisals.Inspections(w.ctx(), w.Hanh, w.Round.ID)
		w.must(err)
		if len(all.Places) != 0 || !all.Findings[0].Mine {
			t.Fatalf("before the council %d units may be given findings, and this one may be taken away: %v", len(all.Places), all.Findings[0].Mine)
		}
		one := all.Findings[0]
		_, err = w.Appraisals.RemoveInspection(w.ctx(), w.kim, one.ID, one.Version, "nhầm đơn vị", w.Key())
		w.refused(err, par.Forbidden, "")
		_, err = w.Appraisals.RemoveInspection(w.ctx(), w.tuan, one.ID, one.Version, "nhầm đơn vị", w.Key())
		w.refused(err, par.NotFound, "") // his own unit
		_, err = w.Appraisals.RemoveInspection(w.ctx(), w.Hanh, one.ID, one.Version, "nhầm đơn vị", w.Key())
		w.must(err)
		w.must(w.decide(w.kim, "snv", "2.1", points("48.5"), true))
	})
}

func TestAFindingThatOnlyInformsBindsNobody(t *testing.T) {
	clock := testkit.NewClock()
	w := found(t, testkit.SQLite(t, clock), clock, "")
	w.must(w.decide(w.kim, "snv", "2.1", appraisal.Mark{Verdict: appraisal.Accept}, true))
}
