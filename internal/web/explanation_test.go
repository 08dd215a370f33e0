package web

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit/world"
)

// newDispute is a workshop within the time to explain. Of the first unit 3.3.1
// was cut for a wrong figure, 3.4.1 and 1.1.1 for want of evidence; of the
// second nothing was cut. Hoa appraises every area.
func newDispute(t *testing.T) (*workshop, *browser) {
	t.Helper()
	w := newWorkshop(t)
	ctx, id := t.Context(), w.city.Round.ID
	for _, m := range []world.Member{w.one, w.other} {
		_, err := w.city.Dossiers.DeclareScore(ctx, m.Officer.Actor, m.Dossier, dossier.Score{
			Leaf: "3.3.1", Kind: dossier.KindValue, Value: &score.Value{A: "1900", B: "2000"},
		}, w.city.Key())
		w.must(err)
		w.must(w.city.Declare(ctx, id, m, "3.4.1", 0))
		w.must(w.city.Sign(ctx, id, m))
	}
	hoa, err := w.city.Enrol(ctx, "hoa", par.Grant{Role: par.Appraiser, Round: id})
	w.must(err)
	now := w.clock.Now()
	w.calendar(
		round.Window{Stage: par.SelfScoring, Opens: now.Add(-time.Hour), Closes: now},
		round.Window{Stage: par.Appraisal1, Opens: now, Closes: now.Add(time.Hour)},
		round.Window{Stage: par.Explanation, Opens: now.Add(time.Hour), Closes: now.Add(200 * time.Hour)},
		round.Window{Stage: par.Appraisal2, Opens: now.Add(200 * time.Hour), Closes: now.Add(300 * time.Hour)},
	)
	w.stage(par.Appraisal1)
	for _, m := range []world.Member{w.one, w.other} {
		for _, leaf := range w.city.Edition.Set.Leaves() {
			if leaf.Rule.Type != score.RuleSurvey {
				w.judge(hoa, m, leaf.Code)
			}
		}
	}
	w.clock.Set(now.Add(time.Hour))
	w.stage(par.Explanation)
	return w, w.as(hoa)
}

func (w *workshop) judge(by world.Person, m world.Member, leaf string) {
	w.t.Helper()
	mark := appraisal.Mark{Leaf: leaf, Verdict: appraisal.Accept}
	switch {
	case m.Unit.ID != w.one.Unit.ID:
	case leaf == "3.3.1":
		mark = appraisal.Mark{Leaf: leaf, Verdict: appraisal.Adjust, Points: "1", Reason: par.WrongFigure, Remark: "Báo cáo số 12 ghi 1.400 hồ sơ đúng hạn."}
	case leaf == "3.4.1":
		mark = appraisal.Mark{Leaf: leaf, Verdict: appraisal.Adjust, Points: "0", Reason: par.NoEvidence, Remark: "Không có văn bản kèm theo."}
	}
	_, err := w.city.Appraisals.AppraiseScore(w.t.Context(), by.Actor, m.Dossier, mark, w.city.Key())
	w.must(err)
}

func (w *workshop) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *workshop) calendar(windows ...round.Window) {
	w.t.Helper()
	r, err := w.city.RoundNow(w.t.Context(), w.city.Round.ID)
	w.must(err)
	r.Calendar = windows
	w.must(w.city.Rounds.ConfigureRound(w.t.Context(), w.city.Standing.Actor, r, "Lịch đầy đủ", w.city.Key()))
}

func (w *workshop) stage(to par.Stage) {
	w.t.Helper()
	r, err := w.city.RoundNow(w.t.Context(), w.city.Round.ID)
	w.must(err)
	w.must(w.city.Rounds.MoveStage(w.t.Context(), w.city.Standing.Actor, r.ID, r.Version, to, w.city.Key()))
}

// saveAnswer sends a form of one leaf as the page's script does.
func (w *workshop) saveAnswer(b *browser, leaf, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, leafPath(w.one.Dossier, leaf, "explanation"), strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Fragment", "leaf")
	r.Header.Set("Idempotency-Key", w.key().Value)
	return b.do(r)
}

func TestTheNoticeSaysWhatWasCutAndWhoOpenedIt(t *testing.T) {
	w, hoa := newDispute(t)
	officer, standing := w.as(w.one.Officer), w.as(w.city.Standing)
	expect(t, standing.get("/rounds/"+string(w.city.Round.ID)+"/served"), 200, "Đã gửi 2 đơn vị, 0 đơn vị đã mở", "Chưa mở")
	page := officer.get(w.path() + "/notice")
	expect(t, page, 200, "Đơn vị số 1", "3.3.1", "Sai số liệu", "Báo cáo số 12 ghi 1.400 hồ sơ đúng hạn.", "1.900/2.000", "2 mục bị trừ", "còn", w.path()+"/explanation", "Người cb.dv01")
	silent(t, page, "Mở thêm mục")
	expect(t, standing.get("/rounds/"+string(w.city.Round.ID)+"/served"), 200, "Đã gửi 2 đơn vị, 1 đơn vị đã mở", "Người cb.dv01")
	expect(t, standing.get(w.path()+"/notice"), 200, "Mở thêm mục", `name="leaf"`)
	expect(t, w.as(w.other.Officer).get(w.path()+"/notice"), 404)
	expect(t, hoa.get(w.path()+"/notice"), 403)

	expect(t, standing.post(w.path()+"/openings", "leaf", "1.1.1", "reason", "", "_key", w.key().Value), 422, "1.1.1")
	answer := standing.post(w.path()+"/openings", "leaf", "1.1.1", "reason", "Làm rõ ngày ban hành", "_key", w.key().Value)
	expect(t, answer, http.StatusSeeOther)
	expect(t, w.as(w.one.Leader).get(w.path()+"/explanation"), 200, `id="m-1.1.1"`)
	expect(t, standing.get(w.path()+"/notice"), 200, "Người ld.dv01")
	expect(t, officer.get(w.path()+"/explanation"), 200, `id="m-1.1.1"`, "Làm rõ ngày ban hành", `id="m-3.3.1"`, `id="m-3.4.1"`)
}

func TestTheNoticeOnPaper(t *testing.T) {
	w, _ := newDispute(t)
	answer := w.as(w.one.Leader).get(w.path() + "/notice.docx")
	expect(t, answer, 200)
	if keep := os.Getenv("PARINDEX_KEEP_PAPERS"); keep != "" {
		w.must(os.WriteFile(keep+"/notice.docx", answer.Body.Bytes(), 0o600))
	}
	text := wordsOf(t, answer.Body.Bytes())
	for _, want := range []string{
		"UBND THÀNH PHỐ CẦN THƠ", "Cần Thơ, ngày", "SỞ NỘI VỤ", "TB-CCHC", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "THÔNG BÁO", "của Đơn vị số 1",
		"3.3.1", "Sai số liệu. Báo cáo số 12 ghi 1.400 hồ sơ đúng hạn.", "Không có văn bản kèm theo.", "Nơi nhận:", "Mã kiểm tra",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper does not say %q", want)
		}
	}
}

// wordsOf reads the words of a DOCX file.
func wordsOf(t *testing.T, data []byte) string {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := in.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestAUnitExplainsLeafByLeaf(t *testing.T) {
	w, _ := newDispute(t)
	officer := w.as(w.one.Officer)
	page := officer.get(w.path() + "/explanation")
	expect(t, page, 200, `id="m-3.3.1"`, `id="m-3.4.1"`, `data-note="3.3.1"`, `data-cell="3.3.1"`, "Chưa trả lời", "Chấp nhận mọi mục còn lại", "Tài liệu bổ sung")
	silent(t, page, `id="m-1.1.1"`)

	expect(t, w.saveAnswer(officer, "3.3.1", "part=note&note=Đã+đính+chính+báo+cáo&version=0"), 200, `data-version="1"`, "1 giải trình, 0 chấp nhận, 1 chưa trả lời")
	expect(t, w.saveAnswer(officer, "3.3.1", "part=answer&a=1.850&b=2.000&version=1"), 200, `data-version="2"`, "Đề nghị 1.850/2.000")
	expect(t, w.saveAnswer(officer, "3.3.1", "part=answer&a=1.850&b=0&version=2"), 422, `data-error=`)
	expect(t, w.saveAnswer(officer, "3.3.1", "part=note&note=Bản+khác&version=1"), 409, `data-conflict="yes"`, "Bản khác", "Đã đính chính báo cáo")
	expect(t, w.saveAnswer(officer, "1.1.1", "part=note&note=Không+bị+trừ&version=0"), 423)

	// Without scripts the page returns to the leaf, and a refusal keeps what was typed.
	answer := officer.post(leafPath(w.one.Dossier, "3.4.1", "explanation"), "part", "note", "note", "Văn bản số 7 ban hành ngày 3/3", "version", "0", "_key", w.key().Value)
	if to := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || !strings.Contains(to, "#m-3.4.1") {
		t.Errorf("%d to %s", answer.Code, to)
	}
	answer = officer.post(leafPath(w.one.Dossier, "3.3.1", "explanation"), "part", "answer", "a", "1.850", "b", "0", "version", "2", "_key", w.key().Value)
	expect(t, answer, 422, `value="1.850"`, "Đã đính chính báo cáo")
}

func TestAcceptingUndoingAndSigning(t *testing.T) {
	w, _ := newDispute(t)
	officer, leader := w.as(w.one.Officer), w.as(w.one.Leader)
	base := w.path() + "/explanation"
	expect(t, officer.get(base), 200, `/leaves/3.4.1/accept" data-of="3.4.1" data-keep>`) // outlives a lost line and an ended session
	expect(t, officer.post(base+"/accept", "_key", w.key().Value), http.StatusSeeOther)
	page := officer.get(base)
	expect(t, page, 200, "Đã chấp nhận 2 mục cùng lúc", "Hoàn tác", "Không chấp nhận nữa", `/leaves/3.4.1/reconsider" data-of="3.4.1" data-keep>`)
	at := valueOf(t, page.Body.String(), "at")
	expect(t, officer.post(base+"/undo", "at", at, "_key", w.key().Value), http.StatusSeeOther)
	expect(t, officer.get(base), 200, "0 giải trình, 0 chấp nhận, 2 chưa trả lời")
	expect(t, officer.post(leafPath(w.one.Dossier, "3.4.1", "accept"), "version", "2", "_key", w.key().Value), http.StatusSeeOther)
	expect(t, officer.post(leafPath(w.one.Dossier, "3.3.1", "explanation"), "part", "note", "note", "Đã đính chính", "version", "2", "_key", w.key().Value), http.StatusSeeOther)

	expect(t, officer.get(base+"/review"), 200, "“Đã đính chính”", "Lãnh đạo đơn vị ký")
	silent(t, leader.get("/"), "chờ ký nộp")
	expect(t, leader.get("/"), 200, "đang giải trình kết quả")
	expect(t, officer.post(base+"/ask", "_key", w.key().Value), http.StatusSeeOther)
	expect(t, leader.get("/"), 200, "Bản giải trình của "+w.one.Unit.Name+" chờ ký nộp")
	review := leader.get(base + "/review")
	expect(t, review, 200, "Ký và nộp bản giải trình", "đề nghị xem lại 1 mục")
	version := valueOf(t, review.Body.String(), "version")
	expect(t, leader.post(base+"/submit", "version", "1", "_key", w.key().Value), 409)
	expect(t, leader.post(base+"/submit", "version", version, "_key", w.key().Value), http.StatusSeeOther)
	expect(t, officer.get(base), 200, "đã ký và nộp bản giải trình", "Đã giải trình")
	silent(t, officer.get(base), `data-note="3.3.1"`)
	review = leader.get(base + "/review")
	expect(t, review, 200, "Rút lại để sửa")
	expect(t, leader.post(base+"/withdraw", "version", valueOf(t, review.Body.String(), "version"), "_key", w.key().Value), http.StatusSeeOther)
	expect(t, officer.get(base), 200, `data-note="3.3.1"`)
}

func TestAnExplanationThatGainsNothingIsFlaggedAndNotRefused(t *testing.T) {
	w, _ := newDispute(t)
	officer, leader := w.as(w.one.Officer), w.as(w.one.Leader)
	base, vain := w.path()+"/explanation", "giải trình này không thêm điểm"
	expect(t, w.saveAnswer(officer, "3.3.1", "part=answer&a=1.850&b=2.000&version=0"), 200)
	silent(t, officer.get(base), vain)
	expect(t, w.saveAnswer(officer, "3.3.1", "part=answer&a=100&b=2.000&version=1"), 200, vain)
	expect(t, officer.get(base), 200, vain)
	review := leader.get(base + "/review")
	expect(t, review, 200, vain)
	expect(t, leader.post(base+"/submit", "version", valueOf(t, review.Body.String(), "version"), "_key", w.key().Value), http.StatusSeeOther)
}

// valueOf reads the first hidden field of a name from a page.
func valueOf(t *testing.T, page, name string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, `name="`+name+`" value="`)
	if !found {
		t.Fatalf("the page has no field %s", name)
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

func TestTheSecondAppraisalOpensWithTheFirstAndTheExplanation(t *testing.T) {
	w, _ := newDispute(t)
	officer := w.as(w.one.Officer)
	expect(t, w.saveAnswer(officer, "3.3.1", "part=note&note=Đã+đính+chính&version=0"), 200)
	expect(t, w.saveAnswer(officer, "3.3.1", "part=answer&a=1.850&b=2.000&version=1"), 200)
	w.clock.Set(w.clock.Now().Add(199 * time.Hour))
	w.stage(par.Appraisal2)
	hoa := w.as(world.Person{Login: "hoa"}) // days have passed

	queue := hoa.get(w.queue())
	item := leafPath(w.one.Dossier, "3.3.1", "appraise")
	expect(t, queue, 200, item, "Chỉ gồm các mục đơn vị giải trình", "Đã thẩm định 0 trên 1 mục")
	silent(t, queue, leafPath(w.one.Dossier, "3.4.1", "appraise"))
	expect(t, hoa.get(w.queue()+"?show=rest&criterion=3.4.1"), 200, leafPath(w.one.Dossier, "3.4.1", "appraise"), "Giữ lần 1")
	expect(t, hoa.get(leafPath(w.one.Dossier, "3.4.1", "appraise")), 200, "giữ kết luận lần 1", "Không có văn bản kèm theo.", "Chưa trả lời")
	page := hoa.get(item)
	expect(t, page, 200, "Báo cáo số 12 ghi 1.400 hồ sơ đúng hạn.", "“Đã đính chính”", "Đề nghị 1.850/2.000, được 2,78 điểm", "Chưa ký", `value="keep"`, "Chấp nhận giải trình", `value="1.850"`)
	silent(t, page, "checked")

	expect(t, w.conclude(hoa, "3.3.1", "verdict", "keep", "version", "0"), 422, "Ghi vì sao giải trình chưa làm thay đổi")
	expect(t, w.conclude(hoa, "3.4.1", "verdict", "accept", "version", "0"), 423)
	expect(t, w.conclude(hoa, "3.3.1", "verdict", "accept", "version", "0"), http.StatusSeeOther)
	expect(t, hoa.get(item), 200, `value="accept" checked`, "2,78")
	expect(t, hoa.get(w.queue()), 200, "Đã thẩm định 1 trên 1 mục")
}

func TestTheWrittenResultOfAnAgency(t *testing.T) {
	w, _ := newDispute(t)
	p, err := w.city.Enrol(t.Context(), "tam", par.Grant{Role: par.Appraiser, Round: w.city.Round.ID, Block: "so", Area: "3", Unit: w.other.Unit.ID})
	w.must(err)
	tam, standing := w.as(p), w.as(w.city.Standing)
	round := "/rounds/" + string(w.city.Round.ID)
	answer := tam.get(round + "/written-result.docx")
	if to := answer.Header().Get("Location"); to != writtenPath(w.city.Round.ID, w.other.Unit.ID) {
		t.Fatalf("%d to %s", answer.Code, to)
	}
	paper := tam.get(writtenPath(w.city.Round.ID, w.other.Unit.ID))
	expect(t, paper, 200)
	if keep := os.Getenv("PARINDEX_KEEP_PAPERS"); keep != "" {
		w.must(os.WriteFile(keep+"/written.docx", paper.Body.Bytes(), 0o600))
	}
	text := wordsOf(t, paper.Body.Bytes())
	for _, want := range []string{"ĐƠN VỊ SỐ 2", "BC-CCHC", "BÁO CÁO", "Đã xem xét 13 mục", "trong đó 2 mục bị trừ điểm", "Đơn vị số 1", "3.3.1", "Sai số liệu. Báo cáo số 12", "Nơi nhận:", "PHỤ LỤC"} {
		if !strings.Contains(text, want) {
			t.Errorf("the paper does not say %q", want)
		}
	}
	if strings.Contains(text, ">Đơn vị số 2<") {
		t.Error("the agency has judged itself")
	}
	expect(t, tam.get(writtenPath(w.city.Round.ID, w.one.Unit.ID)), 404)
	expect(t, standing.get(round+"/written-results"), 200, "1 trên 1 cơ quan", "Đã xong", writtenPath(w.city.Round.ID, w.other.Unit.ID))
	expect(t, standing.get(writtenPath(w.city.Round.ID, w.other.Unit.ID)), 200)
}
