package web_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parindex/internal/account"
	"parindex/internal/council"
	"parindex/internal/explanation"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/report"
	"parindex/internal/result"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/cast"
	"parindex/internal/web"
)

const invented = "Mọi điểm ở đây do bản thử đặt ra."

// site is the program over a round that has been scored.
type site struct {
	*cast.World
	handler http.Handler
	t       *testing.T
}

func newSite(t *testing.T) *site {
	t.Helper()
	clock := testkit.NewClock()
	d := testkit.SQLite(t, clock)
	w := cast.New(t, d, clock)
	w.Scored("2017", 2017, invented)
	w.Appraise("stp", "2.1", "42.5", par.NotShown, "Nhận xét chỉ để đơn vị đọc")
	h, err := web.New(web.Services{
		DB: d, Clock: clock, Log: testkit.Quiet(), Random: func(int) string { return "0123456789abcdef" }, Disk: func() error { return nil },
		Accounts: account.New(d, account.Options{Random: testkit.Random(2), Log: testkit.Quiet()}),
		Notices:  notice.New(d), Explanations: explanation.New(d), Councils: council.New(d), Results: result.New(d, publication.Years), Publications: w.Publications,
	}).Handler()
	if err != nil {
		t.Fatal(err)
	}
	return &site{World: w, handler: h, t: t}
}

func (s *site) read(path string, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func TestNothingUnpublishedLeaksToThePublic(t *testing.T) {
	s := newSite(t)
	id := s.Decide("")
	at := "/ket-qua/" + string(id)
	paths := []string{"", "/phuong-phap", "/so/stp", "/result.json", "/manifest.json", "/so.bundle.json", "/units.csv", "/criteria.csv", "/result.xlsx"}
	for _, path := range paths {
		w := s.read(at + path)
		if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "Sở Tư pháp") {
			t.Errorf("%s before the release answers %d", path, w.Code)
		}
	}
	if w := s.read("/ket-qua"); strings.Contains(w.Body.String(), string(id)) {
		t.Error("the list of years names what is not public")
	}
	s.Publish(id)
	for _, path := range paths {
		if w := s.read(at + path); w.Code != http.StatusOK {
			t.Errorf("%s after the release answers %d", path, w.Code)
		}
	}
	if w := s.read(at + "/so/khong-co"); w.Code != http.StatusNotFound {
		t.Errorf("an unknown unit answers %d", w.Code)
	}
}

func TestPublicPagesSayWhatTheyShow(t *testing.T) {
	s := newSite(t)
	id := s.Decide("")
	s.Publish(id)
	at := "/ket-qua/" + string(id)
	for path, wanted := range map[string][]string{
		"":             {"Sở Tư pháp", "78,50", "Khá", "1 Rất tốt, 2 Khá", "Thông báo", "units.csv"},
		"/phuong-phap": {"Xếp hạng theo chỉ số đã làm tròn.", "Rất tốt từ 90", "parindex compute"},
		"/so/stp":      {"78,50", "Cần thêm", "Tài liệu không chứng minh được", "Giải quyết hồ sơ đúng hạn", "36,00"},
	} {
		body := s.read(at + path).Body.String()
		for _, want := range append(wanted, invented, string(id)) {
			if !strings.Contains(body, want) {
				t.Errorf("%q does not say %q", path, want)
			}
		}
		for _, absent := range []string{"⟦", "Nhận xét chỉ để đơn vị đọc", "style="} {
			if strings.Contains(body, absent) {
				t.Errorf("%q shows %q", path, absent)
			}
		}
		english := s.read(at + path + "?lang=en").Body.String()
		if !strings.Contains(english, `<html lang="en">`) || strings.Contains(english, "⟦") {
			t.Errorf("%q is not in English", path)
		}
	}
}

func TestReadersMayKeepPublicPages(t *testing.T) {
	s := newSite(t)
	first := s.Decide("")
	s.Publish(first)
	path := "/ket-qua/" + string(first)
	tag := s.read(path).Header().Get("ETag")
	if tag == "" {
		t.Fatal("a public page has no entity tag")
	}
	if w := s.read(path, "If-None-Match", tag); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("the same page again answers %d with %d bytes", w.Code, w.Body.Len())
	}
	if w := s.read(path+"?lang=en", "If-None-Match", tag); w.Code != http.StatusOK {
		t.Errorf("the page in another language answers %d", w.Code)
	}
	second := s.Decide("Sửa sai sót")
	s.Publish(second)
	w := s.read(path, "If-None-Match", tag)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/ket-qua/"+string(second)) {
		t.Errorf("after a correction the old page answers %d without naming the new one", w.Code)
	}
}

func TestDownloadsCarryIDAndHash(t *testing.T) {
	s := newSite(t)
	id := s.Decide("")
	s.Publish(id)
	head, err := s.Publications.PublicHead(t.Context(), par.Actor{}, id)
	if err != nil {
		t.Fatal(err)
	}
	at := "/ket-qua/" + string(id) + "/"
	for _, name := range []string{"result.json", "manifest.json", "so.bundle.json", "units.csv", "criteria.csv", "result.xlsx"} {
		w := s.read(at + name)
		disposition := w.Header().Get("Content-Disposition")
		if !strings.Contains(disposition, string(id)) || !strings.Contains(disposition, head.Hash[:12]) || !strings.HasPrefix(disposition, "attachment") {
			t.Errorf("%s is called %s", name, disposition)
		}
	}
	for _, name := range []string{"result.json", "units.csv", "criteria.csv"} {
		body := s.read(at + name).Body.String()
		if !strings.Contains(body, string(id)) || !strings.Contains(body, head.Hash) {
			t.Errorf("%s does not carry id and hash", name)
		}
	}
	sum := sha256.Sum256(s.read(at + "manifest.json").Body.Bytes())
	if got := hex.EncodeToString(sum[:]); got != head.Hash {
		t.Errorf("the manifest has the hash %s, not %s", got, head.Hash)
	}
	book := s.read(at + "result.xlsx").Body.Bytes()
	sheets, err := report.ReadXLSX(t.Context(), bytes.NewReader(book), report.ImportLimits())
	if err != nil || len(sheets) != 4 {
		t.Fatalf("the book has %d sheets, %v; want 4", len(sheets), err)
	}
}

func TestAnyoneCanComputeTheBundleAgain(t *testing.T) {
	s := newSite(t)
	id := s.Decide("")
	s.Publish(id)
	at := "/ket-qua/" + string(id) + "/"
	bundle, err := score.ReadBundle(s.read(at + "so.bundle.json").Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	again, err := score.Compute(bundle, score.Final)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Blocks []struct {
			Block  string          `json:"block"`
			Result json.RawMessage `json:"result"`
		} `json:"blocks"`
	}
	if err := json.Unmarshal(s.read(at+"result.json").Body.Bytes(), &file); err != nil {
		t.Fatal(err)
	}
	if string(file.Blocks[0].Result) != string(again.JSON()) {
		t.Errorf("the bundle gives another result than the published one:\n%s\n%s", again.JSON(), file.Blocks[0].Result)
	}
}
