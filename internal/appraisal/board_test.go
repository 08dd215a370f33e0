package appraisal_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

// show has a unit add a document to a leaf now, without a word.
func (h *hearing) show(code, leaf string) {
	h.t.Helper()
	now, unit := int64(h.Clock.Now()), string(h.Units[code].ID)
	h.must(h.DB.Housekeep(context.Background(), func(tx *db.Tx) error {
		for _, one := range []struct {
			sql  string
			args []any
		}{
			{"INSERT INTO stored_file (hash, size, media_type, pages, created_at) VALUES ('h', 1, 'application/pdf', 1, $1)", []any{now}},
			{`INSERT INTO document (id, unit_id, number, kind, issued_on, issuer, signer, summary, folded, file_hash, file_name, created_at, created_by, version)
			  VALUES ('doc', $1, '', '', '', '', '', '', '', 'h', 'a.pdf', $2, '', 1)`, []any{unit, now}},
			{`INSERT INTO evidence_use (id, dossier_id, leaf, document_id, page, section, added_at, added_by, removed_at, version)
			  VALUES ('use', $1, $2, 'doc', 1, '', $3, '', 0, 1)`, []any{string(h.Dossier(code).ID), leaf, now}},
		} {
			if _, err := tx.Exec(one.sql, one.args...); err != nil {
				return err
			}
		}
		return nil
	}))
}

// board says of each unit for which the stage has something to do how much of it is done.
func (h *hearing) board(stage par.Stage) map[string]string {
	h.t.Helper()
	b, err := dossier.New(h.DB).Board(h.t.Context(), h.Hanh, h.Round.ID, stage)
	h.must(err)
	got := map[string]string{}
	for _, block := range b.Blocks {
		for _, u := range block.Units {
			if u.Total() > 0 {
				got[u.Unit.Code] = fmt.Sprintf("%d/%d", u.Done(), u.Total())
			}
		}
	}
	return got
}

func TestTheBoardCountsEveryKindOfAnswer(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		h := newHearing(t, d, clock)
		h.show("stc", "1.2") // within its extension
		// Of snv two of three cuts are answered, by figures and by words; stp accepts all; stc shows a document; q-a says nothing.
		if diff := cmp.Diff(map[string]string{"snv": "2/3", "stp": "4/4", "stc": "1/3", "q-a": "0/4"}, some(h.board(par.Explanation), "snv", "stp", "stc", "q-a")); diff != "" {
			t.Error(diff)
		}
		// All of that is to be judged again, and what was opened; what was accepted is not.
		if diff := cmp.Diff(map[string]string{"snv": "0/2", "stc": "0/1", "q-a": "0/1"}, h.board(par.Appraisal2)); diff != "" {
			t.Error(diff)
		}
		h.must(h.mark("snv", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Keep, Remark: "Không có gì mới"}))
		h.must(h.mark("snv", appraisal.Mark{Leaf: "2.1", Verdict: appraisal.Adjust, Points: "49", Reason: par.NotShown}))
		h.must(h.mark("q-a", appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept}))
		if diff := cmp.Diff(map[string]string{"snv": "2/2", "stc": "0/1", "q-a": "1/1"}, h.board(par.Appraisal2)); diff != "" {
			t.Error(diff)
		}
	})
}

// A mark above a finding is open again in the queue, and on the board; so is a
// first mark of a leaf that the unit did not explain.
func TestTheBoardCountsAMarkAboveAFindingAsOpen(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		h := newHearing(t, d, clock)
		h.must(h.mark("snv", appraisal.Mark{Leaf: "2.1", Verdict: appraisal.Adjust, Points: "49", Reason: par.NotShown}))
		expect := func(want string) {
			t.Helper()
			if got := h.board(par.Appraisal2)["snv"]; got != want {
				t.Errorf("the board has %s done, want %s", got, want)
			}
		}
		expect("1/2")
		find := func(leaf string, most par.Decimal) {
			t.Helper()
			h.must(h.Appraisals.RecordInspection(t.Context(), h.Hanh, h.Round.ID, appraisal.Finding{
				Unit: h.Units["snv"].ID, Leaf: leaf, Source: "KL " + leaf, FoundOn: "01/06/2026", Body: "Đã xem", Most: most,
			}, h.Key()))
		}
		find("2.1", "49")
		expect("1/2")
		find("2.1", "40")
		expect("0/2")
		find("1.1", "0")
		expect("0/3")
		h.must(h.mark("snv", appraisal.Mark{Leaf: "2.1", Verdict: appraisal.Adjust, Points: "40", Reason: par.InspectionSays, Version: 1}))
		expect("1/3")
	})
}

func some(all map[string]string, codes ...string) map[string]string {
	some := map[string]string{}
	for _, code := range codes {
		some[code] = all[code]
	}
	return some
}
