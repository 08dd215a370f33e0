package web

import (
	"strings"
	"testing"

	"parindex/internal/appraisal"
	"parindex/internal/par"
)

// find attaches a finding to a leaf of the first unit.
func (w *workshop) find(leaf string, most par.Decimal) {
	w.t.Helper()
	w.must(w.city.Appraisals.RecordInspection(w.t.Context(), w.city.Standing.Actor, w.city.Round.ID, appraisal.Finding{
		Unit: w.one.Unit.ID, Leaf: leaf, Source: "Kết luận 12/KL-TTr về " + leaf, FoundOn: "01/06/2026", Body: "Đoàn thanh tra đã xem " + leaf, Most: most,
	}, w.city.Key()))
}

func TestTheUnitReadsWhatInspectionsFound(t *testing.T) {
	w, _ := newDispute(t)
	officer, notice := w.as(w.one.Officer), w.path()+"/notice"
	w.find("3.3.1", "1")
	w.find("1.1.1", "") // nothing was cut there
	line, informs := "Kết luận 12/KL-TTr về 3.3.1, ngày 01/06/2026 · nhiều nhất 1,00 điểm", "Kết luận 12/KL-TTr về 1.1.1, ngày 01/06/2026"
	expect(t, officer.get(notice), 200, line, informs, "Đoàn thanh tra đã xem 3.3.1", "sau khi thông báo")
	expect(t, officer.get(w.path()+"/explanation"), 200, line, "Đoàn thanh tra đã xem 3.3.1")
	silent(t, officer.get(w.path()+"/explanation"), informs)
	expect(t, w.as(w.other.Officer).get(w.path()+"/notice"), 404)
	silent(t, w.as(w.other.Officer).get(sheetPath(w.other.Dossier)+"/notice"), "12/KL-TTr")

	w.stage(par.Appraisal1) // taken back, and served again
	silent(t, officer.get(w.path()+"/explanation"), "12/KL-TTr")
	w.stage(par.Explanation)
	page := officer.get(notice)
	expect(t, page, 200, line, informs)
	silent(t, page, "sau khi thông báo")
	paper := wordsOf(t, officer.get(notice+".docx").Body.Bytes())
	for _, want := range []string{line, informs + ": Đoàn thanh tra đã xem 1.1.1"} {
		if !strings.Contains(paper, want) {
			t.Errorf("the paper does not say %q", want)
		}
	}
	all, err := w.city.Appraisals.Inspections(t.Context(), w.city.Standing.Actor, w.city.Round.ID)
	w.must(err)
	for _, f := range all.Findings {
		_, err := w.city.Appraisals.RemoveInspection(t.Context(), w.city.Standing.Actor, f.ID, f.Version, "nhầm đơn vị", w.city.Key())
		w.must(err)
	}
	expect(t, officer.get(notice), 200, line, "đã gỡ sau khi thông báo") // it stays as it was served
	silent(t, officer.get(w.path()+"/explanation"), "12/KL-TTr")
}
