package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"parindex/internal/council"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/explanation"
	"parindex/internal/job"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/reminder"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
	"parindex/internal/thread"
	books "parindex/internal/workbook"
)

// workshop is a round in self-scoring with its people before their browsers.
type workshop struct {
	*site
	city  *world.World
	one   world.Member
	other world.Member
}

func newWorkshop(t *testing.T) *workshop {
	t.Helper()
	clock := testkit.NewClock()
	city, err := world.Build(t.Context(), testkit.SQLite(t, clock), clock, world.Options{Units: 2, Random: testkit.Random(5)})
	if err != nil {
		t.Fatal(err)
	}
	w := &workshop{city: city, one: city.Members[0], other: city.Members[1], site: &site{t: t, clock: clock, services: Services{
		DB: city.DB, Clock: clock, Log: testkit.Quiet(), Disk: func() error { return nil }, Place: "Thành phố Cần Thơ", Owner: "Sở Nội vụ",
		Accounts: city.Accounts, Units: city.Units, Notices: notice.New(city.DB), Explanations: explanation.New(city.DB), Councils: council.New(city.DB), Reminders: reminder.New(city.DB), Jobs: job.New(city.DB, clock, nil), Publications: publication.New(city.DB), Editions: city.Editions, Rounds: city.Rounds, Dossiers: city.Dossiers, Threads: thread.New(city.DB), Appraisals: city.Appraisals, Workbooks: books.New(city.DB),
	}}}
	w.services.Random = func(int) string { w.keys++; return "random-" + strconv.Itoa(w.keys) }
	if w.handler, err = New(w.services).Handler(); err != nil {
		t.Fatal(err)
	}
	return w
}

// as opens a browser in which someone of the city has signed in.
func (w *workshop) as(p world.Person) *browser {
	w.t.Helper()
	b := w.browser()
	if answer := b.post("/sign-in", "login", p.Login, "password", world.Password); answer.Code != http.StatusSeeOther {
		w.t.Fatalf("%s could not sign in: %d", p.Login, answer.Code)
	}
	return b
}

func (w *workshop) path() string { return sheetPath(w.one.Dossier) }

func (w *workshop) leaf(code string) string { return w.path() + "/leaves/" + code }

// save sends a leaf's form as the sheet's script does; header lines come in pairs.
func (w *workshop) save(b *browser, code, body string, head ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, w.leaf(code), strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Fragment", "leaf")
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	if r.Header.Get("Idempotency-Key") == "" {
		w.keys++
		r.Header.Set("Idempotency-Key", "key-of-the-test-"+strconv.Itoa(w.keys))
	}
	return b.do(r)
}

func (w *workshop) score(code string) dossier.Score {
	w.t.Helper()
	var s dossier.Score
	err := w.city.DB.Read(w.t.Context(), func(tx *db.Tx) (err error) {
		s, err = dossier.ScoreOf(tx, w.one.Dossier, code, score.StageSelf)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// silent checks that a page lacks a text.
func silent(t *testing.T, answer *httptest.ResponseRecorder, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(answer.Body.String(), text) {
			t.Errorf("the page says %q", text)
		}
	}
}

func TestTheSheetShowsAnAreaWithEveryKindOfInput(t *testing.T) {
	w := newWorkshop(t)
	b := w.as(w.one.Officer)
	expect(t, b.get(w.path()+"?area=3"), 200, "3. Cải cách thủ tục hành chính", `id="m-3.3.1"`, `name="a"`, `name="p1.yes"`, `name="item"`, `name="count"`, "Trình lãnh đạo", "13 mục")
	expect(t, b.get(w.path()+"?area=1"), 200, `name="option"`, `name="v.dung_han"`)
	expect(t, b.get(w.path()+"?area=8&leaf=8.1.1"), 200, "Điểm lấy từ điều tra xã hội học")
	expect(t, b.get(w.path()+"?area=3&leaf=3.3.1"), 200, "Nếu chỉ có tỷ lệ")
	expect(t, b.get(w.path()+"?q=thu+tuc"), 200, "Tìm “thu tuc”", `id="m-3.1.1"`)
	expect(t, b.get(w.path()+"?q=khongco"), 200, "Không có mục nào")
	answer := b.get(w.path() + "?show=missing")
	expect(t, answer, 200, `id="m-1.1.1"`, `id="m-8.2.1"`)
	silent(t, answer, `id="m-8.1.1"`, `id="m-9.1.1"`)
}

// TestTheWholeSheetIsPrinted has words on paper where the sheet has controls,
// for every area and not only the open one.
func TestTheWholeSheetIsPrinted(t *testing.T) {
	w := newWorkshop(t)
	page := w.as(w.one.Officer).get(w.path() + "/print")
	expect(t, page, 200, "Phiếu tự chấm, bản in", w.one.Unit.Name, "In lúc", "Đang nhập")
	for _, leaf := range w.city.Edition.Set.Leaves() {
		expect(t, page, 200, ">"+leaf.Code+"<")
	}
	for _, control := range []string{"<select", `type="radio"`, `name="v.dung_han"`, `inputmode="decimal"`} {
		saysNot(t, page.Body.String(), control)
	}
}

func TestAFormWithoutScriptsSavesAndComesBack(t *testing.T) {
	w := newWorkshop(t)
	b := w.as(w.one.Officer)
	expectTo(t, b.post(w.leaf("3.3.1"), "part", "answer", "a", "118.555", "b", "120.671", "version", "0", "_key", "key-of-a-form-1", "back", w.path()+"?area=3#m-3.3.1"),
		w.path()+"?area=3&done=saved#m-3.3.1")
	expect(t, b.get(w.path()+"?area=3&done=saved"), 200, "118.555/120.671 = 98,25 % → 2,95", `value="118.555"`, "Đã lưu")
	expectTo(t, b.post(w.leaf("3.3.1"), "part", "answer", "a", "1", "b", "2", "version", "1", "_key", "key-of-a-form-2", "back", "//evil.example"),
		w.path()+"?leaf=3.3.1&done=saved")
}

func TestARefusedFigureIsNamedAndKept(t *testing.T) {
	w := newWorkshop(t)
	b := w.as(w.one.Officer)
	for _, c := range []struct {
		name, leaf, body string
		want             []string
	}{
		{"of nothing", "3.3.1", "a=10&b=0", []string{"Mẫu số phải lớn hơn 0", `value="10"`, `aria-invalid="true"`}},
		{"no number", "3.3.1", "a=m%C6%B0%E1%BB%9Di&b=2", []string{"“mười” không phải là số", `value="mười"`}},
		{"two meanings", "3.3.1", "a=118%2C555&b=120671", []string{"có thể hiểu theo hai cách", `value="118,555"`}},
		{"outside the limits", "1.5.1", "v.dung_han=5001&v.tre_han=1&v.qua_han=0", []string{"Nhập số từ 0 đến 5.000", `value="5001"`}},
		{"not whole", "1.2.1", "count=1%2C5", []string{"Nhập số nguyên không âm", `value="1,5"`}},
		{"half a fraction", "3.3.1", "a=3", []string{"Nhập mẫu số", `value="3"`}},
		{"hostile", "3.3.1", "a=%22%3E%3Cscript%3E&b=2", []string{"&#34;&gt;&lt;script&gt;"}},
		{"no ground", "1.3.1", "part=na&na=yes&note=", []string{"phải ghi căn cứ"}},
		{"not allowed", "1.2.1", "part=na&na=yes&note=x", []string{"không cho phép"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			expect(t, w.save(b, c.leaf, c.body+"&version=0"), 422, c.want...)
			form, _ := url.ParseQuery(c.body)
			pairs := []string{"version", "0", "_key", "key-of-" + c.name}
			for name, values := range form {
				pairs = append(pairs, name, values[0])
			}
			expect(t, b.post(w.leaf(c.leaf), pairs...), 422, c.want...)
			if s := w.score(c.leaf); s.Version != 0 {
				t.Errorf("something was kept: %+v", s)
			}
		})
	}
}

func TestASaveByScriptAnswersWithWhatChanged(t *testing.T) {
	w := newWorkshop(t)
	b := w.as(w.one.Officer)
	answer := w.save(b, "3.4.1", "part=answer&yes=yes&version=0")
	expect(t, answer, 200, `data-row="3.4.1"`, `data-version="1"`, `data-part="rule-3.4.1"`, "Có → 0,50", `data-part="sum-3.4"`, `data-part="rail-3"`, "1/13", `data-part="dock"`, "Đã lưu")
	silent(t, answer, "<html", `data-row="3.3.1"`, `data-part="detail"`)
	expect(t, w.save(b, "3.4.1", "part=note&note=x&version=1", "X-Panel", "3.4.1"), 200, `data-part="detail"`, `data-version="2"`)
	if s := w.score("3.4.1"); s.Note != "x" || s.Value == nil || !*s.Value.Yes {
		t.Errorf("a note left %+v, want the answer too", s)
	}
}

func TestTheSameSaveTwiceIsOneSave(t *testing.T) {
	w := newWorkshop(t)
	b := w.as(w.one.Officer)
	for range 2 {
		expect(t, w.save(b, "3.4.1", "part=answer&yes=yes&version=0", "Idempotency-Key", "the-same-key"), 200, `data-version="1"`)
	}
	w.clock.Set(w.city.Round.Window(par.SelfScoring).Closes)
	b = w.as(w.one.Officer)
	expect(t, w.save(b, "3.4.1", "part=answer&yes=yes&version=0", "Idempotency-Key", "the-same-key"), 200, `data-version="1"`)
	expect(t, w.save(b, "3.4.1", "part=answer&yes=no&version=1", "Idempotency-Key", "another-key"), 423)
	if s := w.score("3.4.1"); s.Version != 1 {
		t.Errorf("version %d, want 1", s.Version)
	}
}

func TestTwoPeopleAreShownBothValues(t *testing.T) {
	w := newWorkshop(t)
	b := w.as(w.one.Officer)
	expect(t, w.save(b, "3.3.1", "part=answer&a=90&b=100&version=0"), 200)
	answer := w.save(b, "3.3.1", "part=answer&a=95&b=100&version=0")
	expect(t, answer, 409, "data-conflict", "95/100", "90/100", w.one.Officer.Name, `name="version" value="1"`, "Xung đột")
	page := b.post(w.leaf("3.3.1"), "part", "answer", "a", "95", "b", "100", "version", "0", "_key", "key-without-scripts")
	expect(t, page, 409, "95/100", "90/100", `name="a" value="95"`, `name="version" value="1"`)
	expectTo(t, b.post(w.leaf("3.3.1"), "part", "answer", "a", "95", "b", "100", "version", "1", "_key", "key-of-the-choice"),
		w.path()+"?leaf=3.3.1&done=saved")
	if s := w.score("3.3.1"); s.Value.A != "95" {
		t.Errorf("kept %+v, want what was chosen", s.Value)
	}
}

func TestTheEndIsExplainedAndNothingLost(t *testing.T) {
	w := newWorkshop(t)
	b := w.as(w.one.Officer)
	expect(t, w.save(b, "3.3.1", "part=answer&a=90&b=100&version=0"), 200)
	expectTo(t, b.get(w.path()+"/closed"), w.path())
	w.clock.Set(w.city.Round.Window(par.SelfScoring).Closes)
	b = w.as(w.one.Officer)
	expect(t, b.post(w.leaf("3.3.1"), "part", "answer", "a", "95", "b", "100", "version", "1", "_key", "key-that-is-late"), 423,
		"đã khóa", "chưa được ghi", "95/100", "Xin gia hạn")
	expect(t, b.post(w.path()+"/send", "version", "1", "_key", "key-that-is-late-too"), 423, "đã khóa")
	expect(t, b.get(w.path()+"/closed"), 200, "Không mất gì cả", "1/88 mục", `data-dossier="`+string(w.one.Dossier)+`"`)
	expect(t, b.get(w.path()+"?area=3"), 200, "Đã hết hạn", "Đã khóa", "disabled")
}

func TestWhatIsTypedBelongsToWhoTypedIt(t *testing.T) {
	w := newWorkshop(t)
	b := w.as(w.one.Officer)
	expect(t, w.save(b, "3.4.1", "part=answer&yes=yes&version=0", "X-Person", string(w.one.Leader.Person)), 401)
	expect(t, w.save(b, "3.4.1", "part=answer&yes=yes&version=0&_key="+string(w.one.Leader.Person)+"~drawn-for-another"), 401)
	expect(t, w.save(w.browser(), "3.4.1", "part=answer&yes=yes&version=0"), 401)
	expect(t, w.save(w.as(w.other.Officer), "3.4.1", "part=answer&yes=yes&version=0"), 404)
	expect(t, w.save(w.as(w.one.Leader), "3.4.1", "part=answer&yes=yes&version=0"), 403)
	expect(t, w.save(b, "3.4.1", "part=answer&yes=yes&version=0", "X-Person", string(w.one.Officer.Person)), 200)
}

func TestFromOfficerToLeaderToSubmission(t *testing.T) {
	w := newWorkshop(t)
	officer, leader := w.as(w.one.Officer), w.as(w.one.Leader)
	expect(t, w.save(officer, "1.2.2", "part=answer&yes=yes&version=0"), 200)
	expect(t, w.save(officer, "1.3.1", "part=na&na=yes&note=kh%C3%B4ng+c%C3%B3+%C4%91%C6%A1n+v%E1%BB%8B&version=0"), 200)
	review := officer.get(w.path() + "/review")
	expect(t, review, 200, "Lỗi: tự chấm đủ 0,50 điểm nhưng chưa có tài liệu nào", "không có đơn vị", "Trình lãnh đạo phiếu này?", "86 mục chưa nhập được tính 0 điểm")
	silent(t, review, "Ký nộp")
	expectTo(t, officer.post(w.path()+"/send", "version", field(t, review, "version"), "_key", "key-of-sending"), w.path()+"/review?done=sent")

	expect(t, leader.get("/"), 200, "chờ ký nộp", "có 1 việc đang chờ")
	expect(t, officer.get("/"), 200, "hiện không có việc nào chờ")
	review = leader.get(w.path() + "/review")
	expect(t, review, 200, "Ký nộp", "Trả lại chuyên viên", w.one.Leader.Name, "<li>Nộp khi còn ", "Tổng hợp trước khi ký")
	expect(t, leader.post(w.path()+"/return", "version", field(t, review, "version"), "remark", " ", "_key", "key-of-return-1"), 422, "Dài từ 1 đến")
	expectTo(t, leader.post(w.path()+"/return", "version", field(t, review, "version"), "remark", "bổ sung 3.3.1", "_key", "key-of-return-2"), w.path()+"/review?done=returned")
	expect(t, officer.get("/"), 200, "bổ sung 3.3.1")
	expect(t, officer.get(w.path()), 200, "Lãnh đạo trả lại phiếu", "bổ sung 3.3.1")

	review = officer.get(w.path() + "/review")
	expectTo(t, officer.post(w.path()+"/send", "version", field(t, review, "version"), "_key", "key-of-sending-2"), w.path()+"/review?done=sent")
	review = leader.get(w.path() + "/review")
	expect(t, leader.post(w.path()+"/submit", "version", "1", "_key", "key-of-submission-1"), 409)
	expectTo(t, leader.post(w.path()+"/submit", "version", field(t, review, "version"), "_key", "key-of-submission-2"), w.path()+"/review?done=submitted")
	expect(t, leader.get(w.path()+"/review?done=submitted"), 200, "Đã nộp phiếu", "Phiếu nộp lúc", "Phiếu đã ký nộp: ")
	expect(t, w.save(officer, "1.2.2", "part=answer&yes=no&version=1"), 423)
	expect(t, officer.post(w.path()+"/send", "version", "5", "_key", "key-of-sending-3"), 423)
}

func TestHomeIsNeverEmpty(t *testing.T) {
	w := newWorkshop(t)
	for _, c := range []struct {
		who   world.Person
		texts []string
	}{
		{w.one.Officer, []string{"88 mục chưa nhập ở 8 lĩnh vực", "Mở phiếu", "7 ngày"}},
		{w.one.Leader, []string{"Mở phiếu"}},
		{w.city.Standing, []string{"Theo dõi Tự chấm điểm", "0/2 đơn vị đã xong"}},
		{w.city.Publisher, []string{"Các đợt đánh giá"}},
		{w.city.Admin, []string{"Quản lý tài khoản"}},
		{w.city.Viewer, []string{"Kết quả đã công bố"}},
	} {
		b := w.as(c.who)
		expect(t, b.get("/"), 200, c.texts...)
		expect(t, b.get("/?lang=en"), 200, "My work")
		silent(t, b.get("/?lang=en"), "⟦")
	}
	expectTo(t, w.browser().get("/"), "/sign-in?next=%2F")
	expect(t, w.as(w.one.Officer).get("/dossiers"), 200, string(w.one.Dossier), "Đang nhập")
}

func TestEnglishIsComplete(t *testing.T) {
	w := newWorkshop(t)
	if err := w.city.Fill(t.Context(), w.one); err != nil {
		t.Fatal(err)
	}
	b := w.as(w.one.Officer)
	for _, path := range []string{"?area=3&leaf=3.3.1&lang=en", "?show=gain&lang=en", "/review?lang=en"} {
		answer := b.get(w.path() + path)
		expect(t, answer, 200)
		silent(t, answer, "⟦", "Đã lưu", "Chưa nhập", "Trình lãnh đạo")
	}
}

func TestAnAppraiserSeesHisAreasOnly(t *testing.T) {
	w := newWorkshop(t)
	if err := w.city.Fill(t.Context(), w.one); err != nil {
		t.Fatal(err)
	}
	p, err := w.city.Enrol(t.Context(), "anh", par.Grant{Role: par.Appraiser, Round: w.city.Round.ID, Area: "3"})
	if err != nil {
		t.Fatal(err)
	}
	b := w.as(p)
	expect(t, b.get(w.path()), 404)
	if err := w.city.Sign(t.Context(), w.city.Round.ID, w.one); err != nil {
		t.Fatal(err)
	}
	answer := b.get(w.path() + "?area=1")
	expect(t, answer, 200, `id="m-3.3.1"`, "Chỉ hiện các lĩnh vực được phân công", "Đã khóa")
	silent(t, answer, `id="m-1.1.1"`, `id="rail-1"`, "Điểm tự chấm", "Trình lãnh đạo")
	answer = b.get(w.path() + "?show=gain")
	silent(t, answer, `id="m-1.1.2"`, `id="m-2.4.1"`)
	expect(t, b.get(w.path()+"?leaf=1.1.1"), 404)
	expectTo(t, b.get(w.path()+"/review"), w.path())
	expectTo(t, b.get(w.path()+"/closed"), w.path())
}
