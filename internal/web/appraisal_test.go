package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit/world"
)

// newHearing is a workshop whose units have submitted leaf 3.3.1 and 3.4.1,
// with hoa appraising area 3 before her browser.
func newHearing(t *testing.T) (*workshop, *browser) {
	t.Helper()
	w := newWorkshop(t)
	for _, m := range []world.Member{w.one, w.other} {
		value := &score.Value{A: "1900", B: "2000"}
		_, err := w.city.Dossiers.DeclareScore(t.Context(), m.Officer.Actor, m.Dossier, dossier.Score{Leaf: "3.3.1", Kind: dossier.KindValue, Value: value}, w.city.Key())
		if err == nil {
			err = w.city.Declare(t.Context(), w.city.Round.ID, m, "3.4.1", 0)
		}
		if err == nil {
			err = w.city.Sign(t.Context(), w.city.Round.ID, m)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.city.Appraise(t.Context(), w.city.Round.ID, w.clock.Now()); err != nil {
		t.Fatal(err)
	}
	return w, w.appraiser("hoa")
}

// appraiser opens the browser of one more appraiser of area 3.
func (w *workshop) appraiser(login string) *browser {
	w.t.Helper()
	p, err := w.city.Enrol(w.t.Context(), login, par.Grant{Role: par.Appraiser, Round: w.city.Round.ID, Block: "so", Area: "3"})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.as(p)
}

func (w *workshop) queue() string { return queuePath(w.city.Round.ID, appraisal.Filter{}) }

// conclude sends the form of a claim of the first unit, with a fresh key.
func (w *workshop) conclude(b *browser, leaf string, pairs ...string) *httptest.ResponseRecorder {
	return b.post(leafPath(w.one.Dossier, leaf, "mark"), append(pairs, "_key", w.key().Value)...)
}

func (w *workshop) marked(leaf string) dossier.Score {
	w.t.Helper()
	var s dossier.Score
	err := w.city.DB.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		s, err = dossier.ScoreOf(tx, w.one.Dossier, leaf, score.StageAppraisal1)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func TestAnAppraiserGoesFromClaimToClaim(t *testing.T) {
	w, hoa := newHearing(t)
	expect(t, hoa.get("/appraisals"), 200, "Đã thẩm định 0 trên 26 mục", w.queue())
	first := leafPath(w.one.Dossier, "3.3.1", "appraise")
	expect(t, hoa.get(w.queue()+"?criterion=3.3.1"), 200, first, "2,85", "Trung vị")
	page := hoa.get(first + "?criterion=3.3.1")
	expect(t, page, 200, "1.900/2.000 = 95 %", "chưa chấm", `rel="next"`, "Lưu, sang dv02", `value="accept"`, `name="b"`, "Đơn vị không viện dẫn tài liệu nào")
	silent(t, page, "checked")

	answer := w.conclude(hoa, "3.3.1", "verdict", "accept", "version", "0", "criterion", "3.3.1")
	second := leafPath(w.other.Dossier, "3.3.1", "appraise") + "?criterion=3.3.1"
	if to := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || !strings.HasPrefix(to, second) {
		t.Fatalf("after the first claim: %d to %s, want %s", answer.Code, to, second)
	}
	if mark := w.marked("3.3.1"); mark.Kind != dossier.KindValue || mark.Value.A != "1900" {
		t.Errorf("kept %+v", mark)
	}
	expect(t, hoa.get(answer.Header().Get("Location")), 200, "Đã lưu: ", "mục 3.3.1: 2,85", first+"?criterion=3.3.1")
	expect(t, hoa.get(second), 200, "1 đơn vị không bị hạ điểm, được 2,85", "Lưu, về hàng đợi")
	answer = hoa.post(leafPath(w.other.Dossier, "3.3.1", "mark"), "verdict", "points", "points", "1,5", "reason", "late", "version", "0", "criterion", "3.3.1", "_key", w.key().Value)
	if to := answer.Header().Get("Location"); !strings.HasPrefix(to, w.queue()) {
		t.Errorf("after the last claim: %d to %s, want the queue", answer.Code, to)
	}
	expect(t, hoa.get(w.queue()+"?criterion=so:3.3.1&area=so:3"), 200, `value="so:3.3.1" selected`, "2 mục")
	expect(t, hoa.get(w.queue()+"?criterion=xa:3.3.1"), 200, "Không có mục nào khớp bộ lọc")
	expect(t, hoa.get(w.queue()+"?show=cut"), 200, "1,50", "Muộn hạn", "Hạ điểm")
	expect(t, hoa.get(w.queue()+"?show=open&criterion=3.3.1"), 200, "Đã thẩm định hết phần này")
}

func TestTheDeadlineOfTheUnitsIsNotSaidToBeTheAppraisers(t *testing.T) {
	w := newWorkshop(t)
	page := w.appraiser("hoa").get("/appraisals")
	expect(t, page, 200, "Chưa đến lượt thẩm định: đơn vị tự chấm đến")
	silent(t, page, ", hạn ")
}

func TestARefusedConclusionIsKeptAsTyped(t *testing.T) {
	w, hoa := newHearing(t)
	for _, c := range []struct {
		name  string
		pairs []string
		says  []string
	}{
		{"nothing chosen", []string{"remark", "để xem"}, []string{"Chọn một kết luận", "để xem"}},
		{"down without a reason", []string{"verdict", "points", "points", "1,2", "remark", "sai"}, []string{`value="1,2"`, "phải chọn lý do", `value="sai"`, `href="#f-reason"`}},
		{"points that can be read two ways", []string{"verdict", "points", "points", "1.234", "reason", "late"}, []string{`value="1.234"`, "có thể hiểu theo hai cách"}},
		{"points above the maximum", []string{"verdict", "points", "points", "3,01", "remark", "x"}, []string{`value="3,01"`, `aria-invalid="true"`}},
		{"figures that cannot be", []string{"verdict", "figures", "a", "1.800", "b", "0", "reason", "wrong_figure"}, []string{`value="1.800"`, "Mẫu số phải lớn hơn 0"}},
		{"figures that are no numbers", []string{"verdict", "figures", "a", "nhiều", "b", "9"}, []string{`value="nhiều"`}},
	} {
		answer := w.conclude(hoa, "3.3.1", append(c.pairs, "version", "0")...)
		if answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d, want 422", c.name, answer.Code)
		}
		for _, text := range c.says {
			if !strings.Contains(answer.Body.String(), text) {
				t.Errorf("%s: the page does not say %q", c.name, text)
			}
		}
	}
	if w.marked("3.3.1").Version != 0 {
		t.Error("a refused conclusion was kept")
	}
	answer := w.conclude(hoa, "3.3.1", "verdict", "figures", "a", "1.800", "b", "2.000", "reason", "wrong_figure", "version", "0")
	if mark := w.marked("3.3.1"); answer.Code != http.StatusSeeOther || mark.Value.A != "1800" || mark.Reason != par.WrongFigure {
		t.Errorf("status %d, kept %+v", answer.Code, mark)
	}
	expect(t, hoa.get(leafPath(w.one.Dossier, "3.3.1", "appraise")), 200, `value="figures" checked`, `value="1.800"`, "1.800/2.000", "Sai số liệu")
}

func TestTwoAppraisersAreShownBothConclusions(t *testing.T) {
	w, hoa := newHearing(t)
	an := w.appraiser("an.nguyen")
	w.conclude(an, "3.3.1", "verdict", "points", "points", "1", "reason", "late", "version", "0")
	answer := w.conclude(hoa, "3.3.1", "verdict", "points", "points", "2,5", "reason", "not_shown", "remark", "thiếu trang", "version", "0")
	expect(t, answer, http.StatusConflict, "Người an.nguyen", "Muộn hạn", "2,5 điểm", "Tài liệu không chứng minh được", `value="thiếu trang"`, "Ghi kết luận của tôi", "Giữ kết luận đã có")
	if mark := w.marked("3.3.1"); mark.Points != "1" {
		t.Errorf("the first conclusion was overwritten: %+v", mark)
	}
	again := w.conclude(hoa, "3.3.1", "verdict", "points", "points", "2,5", "reason", "not_shown", "version", field(t, answer, "version"))
	if mark := w.marked("3.3.1"); again.Code != http.StatusSeeOther || mark.Points != "2.5" || mark.Version != 2 {
		t.Errorf("status %d, kept %+v", again.Code, mark)
	}
	expect(t, hoa.get(leafPath(w.one.Dossier, "3.3.1", "appraise")), 200, "Lịch sử thay đổi (3)", "Người an.nguyen")
}

func TestAConflictIsSaidInPointsAndNamesOneself(t *testing.T) {
	w, hoa := newHearing(t)
	w.conclude(hoa, "3.3.1", "verdict", "figures", "a", "1.800", "b", "2.000", "reason", "wrong_figure", "version", "0")
	answer := w.conclude(hoa, "3.3.1", "verdict", "accept", "version", "0")
	expect(t, answer, http.StatusConflict, "Anh/chị vừa kết luận mục này ở thẻ hoặc thiết bị khác", "Anh/chị, ở thẻ hoặc thiết bị khác",
		"2,70 điểm (1.800/2.000)", "Sai số liệu", "Chấp nhận: 2,85 điểm (1.900/2.000)")
	silent(t, answer, "Người khác vừa kết luận")
	answer = w.conclude(w.appraiser("an.nguyen"), "3.3.1", "verdict", "figures", "a", "1.500", "b", "2.000", "reason", "wrong_figure", "version", "0")
	expect(t, answer, http.StatusConflict, "Người khác vừa kết luận", "Người hoa", "2,70 điểm (1.800/2.000)", "2,25 điểm (1.500/2.000) · Sai số liệu")
}

func TestAfterTheDeadlineNothingTypedIsLost(t *testing.T) {
	w, _ := newHearing(t)
	w.clock.Forward(40 * 24 * time.Hour)
	hoa := w.appraiser("hoa.2") // the session is over by then
	expect(t, hoa.get(leafPath(w.one.Dossier, "3.3.1", "appraise")), 200, "Không kết luận được lúc này")
	answer := w.conclude(hoa, "3.3.1", "verdict", "points", "points", "1", "reason", "late", "remark", "đã xem kỹ", "version", "0")
	expect(t, answer, http.StatusLocked, "đã xem kỹ", "Chưa lưu:")
}

func TestWhatIsNotTheirsDoesNotExist(t *testing.T) {
	w, hoa := newHearing(t)
	for _, path := range []string{
		leafPath(w.one.Dossier, "1.1.1", "appraise"), leafPath(w.one.Dossier, "8.1.1", "appraise"), leafPath(w.one.Dossier, "9.9", "appraise"),
		leafPath("00000000000000000000000000", "3.3.1", "appraise"), "/rounds/00000000000000000000000000/queue",
	} {
		expect(t, hoa.get(path), http.StatusNotFound)
	}
	expect(t, w.as(w.one.Officer).get(leafPath(w.one.Dossier, "3.3.1", "appraise")), http.StatusForbidden)
}

func TestTheStandingBodyEntersASurvey(t *testing.T) {
	w, _ := newHearing(t)
	b := w.as(w.city.Standing)
	path := leafPath(w.one.Dossier, "8.1.1", "survey")
	expect(t, b.get(surveysPath(w.city.Round.ID)), 200, path, "Đã nhập 0 trên 6 kết quả")
	expect(t, b.get(path), 200, "Đại biểu Hội đồng nhân dân", `name="hdnd.ballots"`, `name="hdnd.q3.D"`)

	typed := []string{
		"version", "0", "hdnd.rows", "2", "hdnd.ballots", "40", "hdnd.q1.A", "10", "hdnd.q1.B", "6", "hdnd.q1.C", "3", "hdnd.q1.D", "1", "hdnd.q2.A", "7",
		"lanh_dao_thanh_pho.rows", "1", "note", "BC 25",
	}
	send := func(act string) *httptest.ResponseRecorder {
		return b.post(path, append(typed, "act", act, "_key", w.key().Value)...)
	}
	expect(t, send("more hdnd"), 200, `name="hdnd.q3.A"`, `value="40"`, `value="BC 25"`)
	less := send("less hdnd 1")
	expect(t, less, 200, `name="hdnd.q1.A" value="7"`)
	silent(t, less, `name="hdnd.q2.A"`)
	expect(t, send("try"), 200, "Đây là tính thử", "85,5 %", "2,99 trên 3,50")
	expect(t, b.get(surveysPath(w.city.Round.ID)), 200, "Đã nhập 0 trên 6 kết quả")
	if answer := send("save"); answer.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", answer.Code, answer.Body)
	}
	expect(t, b.get(surveysPath(w.city.Round.ID)), 200, "Đã nhập 1 trên 6 kết quả", "2,99 / 3,50")
	expect(t, b.get(path), 200, `name="hdnd.q1.A" value="10"`, `name="hdnd.q2.B" value="0"`, `value="BC 25"`)
	expect(t, send("save"), http.StatusConflict, "Chưa ghi đè gì", `value="40"`)
}

func TestASurveyNamesTheFieldAtFault(t *testing.T) {
	w, _ := newHearing(t)
	b := w.as(w.city.Standing)
	path := leafPath(w.one.Dossier, "8.1.1", "survey")
	answer := b.post(path, "version", "0", "hdnd.rows", "3", "hdnd.q1.A", "10", "hdnd.q3.C", "2,5", "act", "save", "_key", w.key().Value)
	expect(t, answer, http.StatusUnprocessableEntity, `href="#f-hdnd.ballots"`, `href="#f-hdnd.q3.C"`, `value="2,5"`, "câu 3, phương án C")
	answer = b.post(path, "version", "0", "hdnd.rows", "1", "hdnd.ballots", "12", "hdnd.q1.A", "10", "hdnd.q1.B", "5", "act", "try", "_key", w.key().Value)
	expect(t, answer, 200, "Nhiều hơn số phiếu")
}
