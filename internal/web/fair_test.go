package web

import (
	"net/http"
	"testing"

	"parindex/internal/appraisal"
	"parindex/internal/par"
)

// tells begins a thread about a leaf of the first unit.
func (w *workshop) tells(b *browser, leaf, audience, body string) {
	w.t.Helper()
	answer := b.post(threadsPath(w.one.Dossier, leaf), "_key", w.key().Value, "audience", audience, "body", body)
	expect(w.t, answer, http.StatusSeeOther)
}

func TestPrecedentsStandBesideTheClaim(t *testing.T) {
	w, hoa := newHearing(t)
	item := leafPath(w.one.Dossier, "3.3.1", "appraise")
	silent(t, hoa.get(item), "Tiền lệ của mục")
	answer := hoa.post(leafPath(w.other.Dossier, "3.3.1", "mark"), "verdict", "points", "points", "1,5", "reason", "late", "remark", "Nộp ngày 20/01", "version", "0", "_key", w.key().Value)
	expect(t, answer, http.StatusSeeOther)
	page := hoa.get(item)
	expect(t, page, 200, "Tiền lệ của mục 3.3.1", "Đơn vị số 2", "1,50", "trên 2,85 tự chấm", "Muộn hạn", "“Nộp ngày 20/01”", precedentsPath(w.city.Round.ID, "so", "3.3.1"))
	silent(t, hoa.get(leafPath(w.other.Dossier, "3.3.1", "appraise")), "Tiền lệ của mục") // its own mark is none
	silent(t, hoa.get(leafPath(w.one.Dossier, "3.4.1", "appraise")), "Nộp ngày 20/01")
	own, err := w.city.Enrol(t.Context(), "cua.hai", par.Grant{Role: par.Appraiser, Unit: w.other.Unit.ID, Round: w.city.Round.ID, Block: "so", Area: "3"})
	w.must(err)
	silent(t, w.as(own).get(item), "Nộp ngày 20/01") // about his own unit
}

func TestWhoOwesABlindOpinionSeesNoPrecedentsAndNoThreads(t *testing.T) {
	w, hoa := newHearing(t)
	judge, err := w.city.Enrol(t.Context(), "lan.td", par.Grant{Role: par.Appraiser, Round: w.city.Round.ID, Block: "so", Area: "3"})
	w.must(err)
	lan := w.as(judge)
	other := leafPath(w.other.Dossier, "3.3.1", "mark")
	expect(t, hoa.post(other, "verdict", "points", "points", "1,5", "reason", "late", "remark", "Nộp ngày 20/01", "version", "0", "_key", w.key().Value), http.StatusSeeOther)
	w.tells(hoa, "3.3.1", "appraisers", "Hai bên nên chấm như nhau")
	item, second := leafPath(w.one.Dossier, "3.3.1", "appraise"), leafPath(w.one.Dossier, "3.3.1", "second")
	expect(t, lan.get(item), 200, "Tiền lệ của mục 3.3.1", "Hai bên nên chấm như nhau") // before he is asked
	_, err = w.city.Appraisals.AskSecondOpinion(t.Context(), w.city.Standing.Actor, w.city.Round.ID, appraisal.Question{Person: judge.Person, Dossier: w.one.Dossier, Leaf: "3.3.1"}, w.city.Key())
	w.must(err)
	for _, path := range []string{item, second} {
		page := lan.get(path)
		expect(t, page, 200)
		silent(t, page, "Tiền lệ của mục", "Nộp ngày 20/01", "Hai bên nên chấm như nhau", `id="talk"`)
	}
	expect(t, lan.post(second, "verdict", "points", "points", "2", "reason", "late", "version", "0", "_key", w.key().Value), http.StatusSeeOther)
	expect(t, lan.get(second), 200, `id="talk"`, "Hai bên nên chấm như nhau")
	expect(t, lan.get(item), 200, "Tiền lệ của mục 3.3.1", "Hai bên nên chấm như nhau")
	answer := lan.post(second, "verdict", "points", "points", "1", "reason", "late", "version", "0", "_key", w.key().Value)
	expect(t, answer, http.StatusConflict, "Anh/chị, ở thẻ hoặc thiết bị khác", "2,00 điểm", "1 điểm")
	standing := w.as(w.city.Standing)
	expect(t, standing.get(secondsPath(w.city.Round.ID)), 200, `href="`+threadsPath(w.one.Dossier, "3.3.1")+`"`)
}

func TestTheCouncilReadsTheThreadOfItsItem(t *testing.T) {
	h := newHall(t)
	h.tells(h.clerk, "3.4.1", "appraisers", "Đề nghị Hội đồng xem lại")
	h.tells(h.as(h.one.Officer), "3.4.1", "unit", "Chỉ trong đơn vị")
	page := h.member.get(h.path())
	expect(t, page, 200, `id="talk"`, "Đề nghị Hội đồng xem lại", "Kết luận 3/KL-TTr, ngày 01/06/2026", "Chưa có văn bản.")
	silent(t, page, "Chỉ trong đơn vị")
}

func TestUndoingManyLeadsBackToTheListWithItsFilter(t *testing.T) {
	w, hoa := newHearing(t)
	marks := "/rounds/" + string(w.city.Round.ID) + "/marks"
	done := hoa.post(marks, "_key", w.key().Value, "item", bulkTarget(w.other.Dossier, "3.3.1", 0), "verdict", "accept", "criterion", "3.3.1")
	to := done.Header().Get("Location")
	expect(t, hoa.get(to), 200, marks+"/undo", `name="criterion" value="3.3.1"`)
	undone := hoa.post(marks+"/undo", "_key", w.key().Value, "batch", between(to+"&", "batch=", "&"), "criterion", "3.3.1")
	expectTo(t, undone, w.queue()+"?criterion=3.3.1&done=undone")
}
