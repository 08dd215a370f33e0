package dossier_test

import (
	"bytes"
	"testing"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit/world"
)

func (d *desk) now(t *testing.T) (one dossier.Dossier) {
	t.Helper()
	must(t, d.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		one, err = dossier.ByID(tx, d.dossier)
		return err
	}))
	return one
}

// What the standing body has begun to enter goes back to its unit with a
// reason: what was entered stays, the mark and the scan do not.
func TestAnEntryOnBehalfIsCanceled(t *testing.T) {
	atDesk(t, func(d *desk) {
		standing, of, key := d.Standing.Actor, d.dossier, d.Key()
		before := d.now(t)
		refused(t, d.Dossiers.CancelFallback(t.Context(), standing, of, before.Version, "Nhầm", d.Key()), par.Closed, "dossier.no_fallback")
		pdf, err := world.PDF("Phiếu tự chấm", 2)
		must(t, err)
		scan, err := d.evidence.AddOnBehalf(t.Context(), standing, of, evidence.Input{Kind: evidence.ReportKind, Summary: "Phiếu giấy"},
			evidence.Upload{Name: "phieu.pdf", Content: bytes.NewReader(pdf)}, d.Key())
		must(t, err)
		must(t, d.Dossiers.BeginFallback(t.Context(), standing, of, before.Version, dossier.OnPaper, scan, d.Key()))
		read := func(*score.Node) (dossier.Score, map[string]par.Text) {
			return dossier.Score{Kind: dossier.KindValue, Value: yes(true)}, nil
		}
		_, err = d.Dossiers.EnterForUnit(t.Context(), standing, of, []dossier.Change{{Leaf: "1.2.2", Answer: read}}, d.Key())
		must(t, err)
		begun := d.now(t)
		refused(t, d.Dossiers.CancelFallback(t.Context(), d.officer(), of, begun.Version, "Nhầm", d.Key()), par.Forbidden, "error.forbidden")
		for range 2 { // sent twice, done once
			must(t, d.Dossiers.CancelFallback(t.Context(), standing, of, begun.Version, " Đơn vị đã vào được ", key))
		}
		if one := d.now(t); one.State != par.Draft || one.Fallback != "" || one.Scan != "" {
			t.Errorf("canceled: %+v", one)
		}
		_, err = d.Dossiers.Sheet(t.Context(), standing, of)
		refused(t, err, par.NotFound, "error.not_found")
		sheet, err := d.Dossiers.Sheet(t.Context(), d.officer(), of)
		must(t, err)
		if said := sheet.Scores["1.2.2"]; said.Version != 1 || said.Actor != standing.Person {
			t.Errorf("what was entered became %+v", said)
		}
		var told []notice.Notice
		must(t, d.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			told, err = notice.About(tx, notice.EntryCanceled, string(of))
			return err
		}))
		if len(told) != 2 || told[0].Args["reason"] != "Đơn vị đã vào được" {
			t.Errorf("told %+v, want officer and leader with the reason", told)
		}
	})
}
