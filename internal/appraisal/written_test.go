package appraisal_test

import (
	"io"
	"log/slog"
	"testing"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

// agency gives someone an area of the hearing's round in a unit's name.
func (h *hearing) agency(login, unit, block, area string) par.Actor {
	h.t.Helper()
	accounts := account.New(h.DB, account.Options{
		Random: testkit.Random(9), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Cost: account.Cost{Passes: 1, Memory: 64},
	})
	p, err := accounts.Enrol(h.t.Context(), par.Program(), h.Key(), account.Draft{Login: login, Name: "Người " + login, Language: "vi"}, "mot mat khau that dai 2026")
	h.must(err)
	g := par.Grant{Role: par.Appraiser, Unit: h.Units[unit].ID, Round: h.Round.ID, Block: block, Area: area}
	held, err := accounts.Grant(h.t.Context(), par.Program(), h.Key(), p.ID, g)
	h.must(err)
	g.ID = held.ID
	return par.Actor{Person: p.ID, Name: p.Name, Grants: []par.Grant{g}}
}

func TestWrittenResultOfAnAgency(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		h := newHearing(t, d, clock)
		lan := h.agency("lan", "stp", "so", "1")
		h.agency("tam", "stc", "", "")
		h.must(h.mark("snv", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Accept}))
		w, err := h.Appraisals.Written(t.Context(), lan, h.Round.ID, h.Units["stp"].ID)
		h.must(err)
		if len(w.Areas) != 1 || w.Areas[0].Area.Code != "1" || len(w.Areas[0].Units) != 2 || w.Leaves != 4 || w.Judges[0] != "Người lan" {
			t.Fatalf("the result holds %d leaves of %+v", w.Leaves, w.Areas)
		}
		snv, stc := w.Areas[0].Units[0], w.Areas[0].Units[1] // never stp itself
		if snv.Unit.Code != "snv" || stc.Unit.Code != "stc" {
			t.Errorf("the units are %s and %s", snv.Unit.Code, stc.Unit.Code)
		}
		if row := snv.Rows[1]; row.Firsts != "35" || row.Weight.Given != "38" || row.Weight.Lost != "0" || row.Open || row.Last().Stage != "appraisal2" {
			t.Errorf("1.2 of snv: %+v", row)
		}
		if snv.Total.Claimed != "50" || snv.Total.Given != "48" || stc.Total.Lost != "10" {
			t.Errorf("totals %+v and %+v", snv.Total, stc.Total)
		}
		_, err = h.Appraisals.Written(t.Context(), lan, h.Round.ID, h.Units["stc"].ID)
		if !par.Is(err, par.NotFound) {
			t.Errorf("another agency's result: %v", err)
		}
		_, all, err := h.Appraisals.WrittenResults(t.Context(), h.Hanh, h.Round.ID)
		h.must(err)
		if len(all) != 2 || all[0].Agency.Code != "stc" || all[0].Open != 2 || all[1].Open != 0 { // snv 2.1 and q-a 1.1
			t.Errorf("%d agencies: %d and %d open", len(all), all[0].Open, all[1].Open)
		}
		_, _, err = h.Appraisals.WrittenResults(t.Context(), lan, h.Round.ID)
		if !par.Is(err, par.Forbidden) {
			t.Errorf("the list for an appraiser: %v", err)
		}
	})
}
