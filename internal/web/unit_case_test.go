package web

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"parindex/internal/blob"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

// withFiles gives the workshop a place for files.
func (w *workshop) withFiles() *workshop {
	w.t.Helper()
	files, err := blob.Open(w.t.TempDir(), testkit.Random(9))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = files.Close() })
	w.services.Evidence = evidence.New(w.city.DB, files, evidence.DefaultLimits(), dossier.LeafResource)
	if w.handler, err = New(w.services).Handler(); err != nil {
		w.t.Fatal(err)
	}
	return w
}

func (w *workshop) casePath() string { return unitCasePath(w.city.Round, w.one.Unit.ID) }

// roundVersion is the version of the round as it stands now.
func (w *workshop) roundVersion() string {
	w.t.Helper()
	r, err := w.city.RoundNow(w.t.Context(), w.city.Round.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return strconv.FormatInt(r.Version, 10)
}

func TestMoreTimeIsGivenShownAndTakenBack(t *testing.T) {
	w := newWorkshop(t)
	standing, officer := w.as(w.city.Standing), w.as(w.one.Officer)
	closes := w.city.Round.Window(par.SelfScoring).Closes
	day, clock := dayField(closes.Add(48*time.Hour)), "17:00"
	expect(t, standing.get(roundPath(w.city.Round, "/units")), 200, w.one.Unit.Name, w.casePath())
	expect(t, standing.get(w.casePath()), 200, "Gia hạn cho "+w.one.Unit.Name+"?", "như hạn chung")
	refused := standing.post(w.casePath()+"/extend", "_key", "key-extend-1", "stage", "self_scoring", "closes", "mai", "reason", "Mất điện")
	expect(t, refused, 422, "Nhập ngày, ví dụ", "Mất điện", `value="mai"`)
	expectTo(t, standing.post(w.casePath()+"/extend", "_key", "key-extend-2", "stage", "self_scoring", "closes", day, "closes_at", clock, "reason", "Mất điện"), w.casePath()+"?done=extended")
	expect(t, standing.get(w.casePath()), 200, "Mất điện", w.city.Standing.Name, "còn hiệu lực")
	expect(t, officer.get(w.path()), 200, "được gia hạn", day)
	expect(t, officer.get(w.path()+"/review"), 200, "được gia hạn, hạn chung", `data-clock`, `data-deadline=`)
	expect(t, officer.get("/notices"), 200, w.one.Unit.Name+" được gia hạn", "Mất điện")
	page := standing.get(roundPath(w.city.Round, "/extensions"))
	expect(t, page, 200, "Mất điện", "Hủy gia hạn của "+w.one.Unit.Name+": ")
	remove := between(page.Body.String(), `action="`+roundPath(w.city.Round, "/extensions/"), `"`)
	expect(t, standing.post(roundPath(w.city.Round, "/extensions/")+remove, "_key", "key-remove-0", "version", "1", "back", w.casePath()), 422, `class="xs err"`, `name="back" value="`+w.casePath())
	expectTo(t, standing.post(roundPath(w.city.Round, "/extensions/")+remove, "_key", "key-remove-1", "version", "1", "reason", "Đã có điện"), roundPath(w.city.Round, "/extensions")+"?done=extension_removed")
	expect(t, standing.get(roundPath(w.city.Round, "/extensions")), 200, "đã hủy", "Mất điện", `class="gone"`)
	if body := officer.get(w.path()).Body.String(); bytes.Contains([]byte(body), []byte("được gia hạn")) {
		t.Error("the sheet still says that more time was given")
	}
}

// between returns what stands between two texts.
func between(text, before, after string) string {
	_, rest, _ := bytes.Cut([]byte(text), []byte(before))
	found, _, _ := bytes.Cut(rest, []byte(after))
	return string(found)
}

func TestAUnitIsDroppedStruckOutAndTakenInAgain(t *testing.T) {
	w := newWorkshop(t)
	standing, officer := w.as(w.city.Standing), w.as(w.one.Officer)
	expectTo(t, standing.post(w.casePath()+"/drop", "_key", "key-drop-1", "version", w.roundVersion(), "reason", "Sáp nhập"), w.casePath()+"?done=unit_dropped")
	expect(t, standing.get(roundPath(w.city.Round, "/units")), 200, `class="gone"`, "Sáp nhập")
	page := standing.get(w.casePath())
	expect(t, page, 200, "Cho thôi lúc, bởi", "12:00 18/11/2026, "+w.city.Standing.Name, "Sáp nhập")
	silent(t, page, "hiện tại")
	expect(t, officer.get(roundPath(w.city.Round, "")), 200, "<del>"+w.one.Unit.Name+"</del>", "Sáp nhập")
	expect(t, officer.get(w.path()), 200, "Thôi tham gia", "Sáp nhập")
	expect(t, standing.post(w.casePath()+"/drop", "_key", "key-drop-2", "version", "1", "reason", "x"), 409)
	expect(t, standing.post(w.casePath()+"/take-in", "_key", "key-in-0", "version", w.roundVersion()), 422, `id="take-in-reason"`)
	expectTo(t, standing.post(w.casePath()+"/take-in", "_key", "key-in-1", "version", w.roundVersion(), "reason", "Chưa sáp nhập"), w.casePath()+"?done=unit_taken_in")
	expect(t, officer.get("/notices"), 200, "Chưa sáp nhập")
}

func TestASheetIsEnteredFromPaperAndSaysSoEverywhere(t *testing.T) {
	w := newWorkshop(t).withFiles()
	standing := w.as(w.city.Standing)
	expect(t, standing.get(w.path()), 404)
	path := w.path() + "/fallback"
	expect(t, standing.get(path), 200, "Bước 1", "Phiếu giấy")
	refused := standing.sendFile(path+"?version=1", "phieu.exe", []byte("MZ"), "_key", "key-scan-0", "form", "paper", "kind", "report", "summary", "Phiếu giấy của đơn vị")
	expect(t, refused, 422, "Phiếu giấy của đơn vị")
	scanned := standing.sendFile(path+"?version=1", "phieu.pdf", somePDF(t, 2), "_key", "key-scan-1", "form", "paper", "kind", "report", "summary", "Phiếu giấy của đơn vị")
	expectTo(t, scanned, w.path()+"?done=fallback_begun")
	expect(t, standing.get(w.path()), 200, `data-saves="`+path+`"`, "Bạn đang nhập thay")
	expect(t, standing.get(path), 200, `action="`+path+`/cancel"`)
	expect(t, standing.post(path+"/cancel", "_key", "key-cancel-0", "version", "2", "reason", ""), 422, `id="cancel-reason"`)
	expectTo(t, standing.post(path+"/cancel", "_key", "key-cancel-1", "version", "2", "reason", "Đơn vị vào được rồi"), w.casePath()+"?done=fallback_canceled")
	expect(t, w.as(w.one.Officer).get("/notices"), 200, "thôi nhập phiếu thay "+w.one.Unit.Name, "Đơn vị vào được rồi")
	again := standing.sendFile(path+"?version=3", "phieu.pdf", somePDF(t, 2), "_key", "key-scan-2", "form", "paper", "kind", "report", "summary", "Phiếu giấy của đơn vị")
	expectTo(t, again, w.path()+"?done=fallback_begun")
	expectTo(t, standing.post(path+"/leaves/1.2.2", "_key", "key-leaf-1", "version", "0", "part", "answer", "yes", "yes"), w.path()+"?leaf=1.2.2&done=saved")
	expectTo(t, standing.post(path+"/submit", "_key", "key-submit-1", "version", "4"), w.path()+"?done=fallback_submitted")
	says := "Cơ quan thường trực nhập thay đơn vị (Phiếu giấy)"
	expect(t, w.as(w.one.Officer).get(w.path()), 200, says, "Bản quét")
	expect(t, standing.get(roundPath(w.city.Round, "/board")), 200, says)
	expect(t, standing.get(roundPath(w.city.Round, "/units")), 200, "Phiếu giấy")
	expect(t, w.as(w.one.Leader).get("/notices"), 200, "Cơ quan thường trực nhập phiếu thay "+w.one.Unit.Name)
}

func TestTheLeaderWithdrawsOnThePage(t *testing.T) {
	w := newWorkshop(t)
	if err := w.city.Sign(t.Context(), w.city.Round.ID, w.one); err != nil {
		t.Fatal(err)
	}
	leader := w.as(w.one.Leader)
	expect(t, leader.get(w.path()+"/review"), 200, "Rút phiếu để sửa", "Rút phiếu đã nộp?")
	expectTo(t, leader.post(w.path()+"/withdraw", "_key", "key-back-1", "version", "3"), w.path()+"/review?done=withdrawn")
	expect(t, w.as(w.one.Officer).get(w.path()), 200, "Trình lãnh đạo")
}

// slow is a body in whose midst the clock is moved.
type slow struct {
	io.Reader
	left int
	then func()
}

func (s *slow) Read(p []byte) (int, error) {
	if s.left <= 0 && s.then != nil {
		s.then()
		s.then = nil
	}
	n, err := s.Reader.Read(p[:min(len(p), 256)])
	s.left -= n
	return n, err
}

// A file that begins to arrive just before the deadline and ends after it is
// attached where the round's rule says so; where it does not, it is kept in
// the library, and the page says so.
func TestAFileThatArrivesOverTheDeadline(t *testing.T) {
	for _, test := range []struct {
		name    string
		minutes int
		to      string // where the answer leads
	}{{"with grace", 10, "?done=evidence_attached"}, {"without", 0, "?done=evidence_late"}} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorkshop(t).withFiles()
			r, err := w.city.RoundNow(t.Context(), w.city.Round.ID)
			if err != nil {
				t.Fatal(err)
			}
			r.LateUpload = test.minutes
			if err := w.city.Rounds.ConfigureRound(t.Context(), w.city.Standing.Actor, r, "", w.city.Key()); err != nil {
				t.Fatal(err)
			}
			closes := r.Window(par.SelfScoring).Closes
			w.clock.Set(closes.Add(-time.Hour))
			officer := w.as(w.one.Officer)
			w.clock.Set(closes - 1)
			answer := officer.sendSlowly(deskPath(w.one.Dossier, "1.2.2")+"/new", somePDF(t, 3), func() { w.clock.Set(closes.Add(time.Minute)) },
				"_key", "key-late-1", "kind", "report", "summary", "Báo cáo tải lên sát hạn")
			if got := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || got[len(got)-len(test.to):] != test.to {
				t.Errorf("%d to %q, want …%s", answer.Code, got, test.to)
			}
		})
	}
}

// sendSlowly sends a form and a file, in whose midst something happens.
func (b *browser) sendSlowly(path string, content []byte, then func(), pairs ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := form.WriteField(pairs[i], pairs[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", "sat-han.pdf")
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &slow{Reader: &body, left: body.Len() - 400, then: then})
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}
