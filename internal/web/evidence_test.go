package web

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"

	"parindex/internal/par"
	"parindex/internal/unit"
)

// sendFile sends a form of alternating names and values, then a file.
func (b *browser) sendFile(path, name string, content []byte, pairs ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		if err := form.WriteField(pairs[i], pairs[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

func somePDF(t *testing.T, pages int) []byte {
	t.Helper()
	doc := fpdf.New("P", "mm", "A4", "")
	for range pages {
		doc.AddPage()
	}
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// officeOf makes a unit with an officer who has signed in, and the path of its library.
func officeOf(w *site) (*browser, string) {
	w.t.Helper()
	standing := par.Actor{Person: "p", Grants: []par.Grant{{Role: par.Standing}}}
	u, err := w.services.Units.SaveUnit(w.t.Context(), standing, unit.Unit{Code: "syt", Name: "Sở Y tế", Level: unit.Department, Active: true}, w.key())
	if err != nil {
		w.t.Fatal(err)
	}
	w.person("lan", "Trần Thị Lan", par.Grant{Role: par.Officer, Unit: u.ID})
	return w.signIn("lan"), libraryPath(u.ID)
}

// added uploads a document and returns its path.
func added(b *browser, library, name string, content []byte, key string) string {
	b.t.Helper()
	answer := b.sendFile(library, name, content, "_key", key, "kind", "decision", "number", "214/QĐ-SYT", "issued_on", "12/02/2026", "summary", "Ban hành kế hoạch")
	path, done, _ := strings.Cut(answer.Header().Get("Location"), "?")
	if answer.Code != http.StatusSeeOther || done != "done=document_added" {
		b.t.Fatalf("status %d to %q: %s", answer.Code, answer.Header().Get("Location"), answer.Body)
	}
	return path
}

func TestAnOfficerAddsADocument(t *testing.T) {
	w := newSite(t)
	lan, library := officeOf(w)
	expectTo(t, lan.get("/evidence"), library)
	empty := lan.get(library)
	expect(t, empty, 200, "Sở Y tế", "Kho chưa có tài liệu nào", `enctype="multipart/form-data"`, `accept=".pdf,.docx,.xlsx,.jpg,.jpeg,.png"`, "nhiều nhất 1 MB")
	path := added(lan, library, `C:\tài liệu\qđ 214.pdf`, somePDF(t, 3), field(t, empty, "_key"))
	expect(t, lan.get(path+"?done=document_added"), 200, "Quyết định 214/QĐ-SYT", "12/02/2026", "PDF, 3 trang", "qđ 214.pdf", "Đã thêm tài liệu vào kho.", "Chưa gắn vào mục nào")
	expect(t, lan.get(library+"?q=ke+hoach"), 200, "214/QĐ-SYT", "1 tài liệu", "12/02/2026", "qđ 214.pdf", "PDF, 3 trang", "Chưa gắn vào mục nào",
		`Trích yếu <span class="xxs muted">(bắt buộc)</span>`)
	expect(t, lan.get(library+"?q=khong+co"), 200, "Không có tài liệu nào khớp", `value="khong co"`)
	expect(t, lan.get(path+"/view?page=2&lang=en"), 200, `data-page="2"`, `data-file="`+path+`/file"`, "Decision 214/QĐ-SYT")
	expect(t, lan.get(path+"/view?page=99"), 200, `data-page="1"`)
}

func TestARefusedUploadKeepsWhatWasTyped(t *testing.T) {
	w := newSite(t)
	lan, library := officeOf(w)
	pdf := somePDF(t, 1)
	cases := []struct {
		name    string
		file    string
		content []byte
		typed   []string
		texts   []string
	}{
		{"no words", "a.pdf", pdf, []string{"number", "9/BC"}, []string{`value="9/BC"`, `href="#f-kind"`, `href="#f-summary"`}},
		{"wrong day", "a.pdf", pdf, []string{"kind", "plan", "summary", "Kế hoạch", "issued_on", "31/02/2026"}, []string{
			`value="31/02/2026"`, `<option value="plan" selected>`, ">Kế hoạch</textarea>", "Ghi ngày theo dạng",
		}},
		{"no file", "", nil, []string{"kind", "plan", "summary", "Kế hoạch"}, []string{`href="#f-file"`, "Chưa chọn tệp"}},
		{"wrong ending", "a.html", pdf, []string{"kind", "plan", "summary", "Kế hoạch"}, []string{"“.html”", "PDF, DOCX, XLSX, JPG, PNG"}},
		{"web page", "a.pdf", []byte("<html><script>"), []string{"kind", "plan", "summary", "Kế hoạch"}, []string{"nội dung là text/html"}},
		{"too large", "a.pdf", make([]byte, 1<<20+1), []string{"kind", "plan", "summary", "Kế hoạch"}, []string{"lớn hơn 1 MB"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			answer := lan.sendFile(library, c.file, c.content, append([]string{"_key", "key-key-key"}, c.typed...)...)
			expect(t, answer, 422, append(c.texts, "data-error-summary")...)
		})
	}
	expect(t, lan.get(library), 200, "Kho chưa có tài liệu nào")
}

func TestAFileIsSentSoThatNothingInItRuns(t *testing.T) {
	w := newSite(t)
	lan, library := officeOf(w)
	content := somePDF(t, 2)
	path := added(lan, library, "quyết định.pdf", content, "key-key-key-1")
	answer := lan.get(path + "/file")
	if !bytes.Equal(answer.Body.Bytes(), content) {
		t.Error("the file comes back otherwise")
	}
	head := answer.Header()
	tag := head.Get("ETag")
	want := map[string]string{
		"Content-Type":                 "application/pdf",
		"Content-Disposition":          `attachment; filename="quy_t __nh.pdf"; filename*=utf-8''quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh.pdf`,
		"Content-Security-Policy":      "sandbox; default-src 'none'",
		"X-Content-Type-Options":       "nosniff",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cache-Control":                "private, no-cache",
		"Accept-Ranges":                "bytes",
		"Content-Encoding":             "",
	}
	got := map[string]string{}
	for name := range want {
		got[name] = head.Get(name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !regexp.MustCompile(`^"[0-9a-f]{64}"$`).MatchString(tag) {
		t.Errorf("tag %s", tag)
	}
	known := httptest.NewRequest(http.MethodGet, path+"/file", nil)
	known.Header.Set("If-None-Match", tag)
	if again := lan.do(known); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("known already: %d, %d bytes", again.Code, again.Body.Len())
	}
	part := httptest.NewRequest(http.MethodGet, path+"/file", nil)
	part.Header.Set("Range", "bytes=0-4")
	if first := lan.do(part); first.Code != http.StatusPartialContent || first.Body.String() != "%PDF-" {
		t.Errorf("a part: %d %q", first.Code, first.Body)
	}
	stranger := httptest.NewRequest(http.MethodGet, path+"/file", nil)
	stranger.Header.Set("If-None-Match", tag)
	if answer := w.browser().do(stranger); answer.Code != http.StatusSeeOther {
		t.Errorf("a stranger who knows the tag: %d", answer.Code)
	}
}

func TestADocumentIsEditedOnceForEachVersion(t *testing.T) {
	w := newSite(t)
	lan, library := officeOf(w)
	path := added(lan, library, "a.pdf", somePDF(t, 1), "key-key-key-1")
	form := []string{"kind", "plan", "number", "215/KH-SYT", "issued_on", "13/02/2026", "summary", "Kế hoạch mới", "version", "1"}
	expectTo(t, lan.post(path, append(form, "_key", "key-key-key-2")...), path+"?done=saved")
	expect(t, lan.get(path), 200, "Kế hoạch 215/KH-SYT", "13/02/2026", `name="version" value="2"`)
	old := lan.post(path, "kind", "plan", "number", "của tôi", "summary", "Của tôi", "version", "1", "_key", "key-key-key-3")
	expect(t, old, 409, `value="của tôi"`, "Người khác vừa lưu", "215/KH-SYT", `name="version" value="2"`)
	expect(t, lan.post(path, "kind", "plan", "summary", "", "version", "2", "_key", "key-key-key-4"), 422, `href="#f-summary"`)
}

func TestPicturesAreShownAndOfficeFilesOffered(t *testing.T) {
	w := newSite(t)
	lan, library := officeOf(w)
	picture := added(lan, library, "a.png", smallPNG(t), "key-key-key-1")
	expect(t, lan.get(picture+"/view"), 200, `<img class="scan" src="`+picture+`/file"`)
	if body := lan.get(picture + "/view").Body.String(); strings.Contains(body, "data-instead") {
		t.Error("a picture is given to the reader of PDF")
	}
	pdf := added(lan, library, "a.pdf", somePDF(t, 1), "key-key-key-2")
	expect(t, lan.get(pdf+"/view"), 200, "data-instead", "tải tệp về để đọc", `href="`+pdf+`/file"`)
}

func smallPNG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPageBeyondTheDocumentIsNamedAndWhatWasTypedIsKept(t *testing.T) {
	w := newWorkshop(t).withFiles()
	officer, desk := w.as(w.one.Officer), deskPath(w.one.Dossier, "1.2.2")
	kept := officer.sendFile(desk+"/new", "bao-cao.pdf", somePDF(t, 3),
		"_key", "key-desk-1", "kind", "report", "summary", "Báo cáo", "page", "99", "section", "Điều 2")
	to, document, _ := strings.Cut(kept.Header().Get("Location"), "#document-")
	if kept.Code != http.StatusSeeOther || document == "" {
		t.Fatalf("%d to %q", kept.Code, kept.Header().Get("Location"))
	}
	expect(t, officer.get(to), 200, "chưa gắn được vào mục", `class="note bad"`, "Tệp có 3 trang", `value="99"`, `value="Điều 2"`)
	attach := func(key, page string) *httptest.ResponseRecorder {
		return officer.post(desk, "_key", key, "document", document, "page", page, "section", "")
	}
	for _, page := range []string{"0", "99", "-1", "hai"} {
		expect(t, attach("key-desk-page"+page, page), 422, "Tệp có 3 trang", `value="`+page+`"`)
	}
	expectTo(t, attach("key-desk-2", "2"), desk+"?done=evidence_attached")
	expectTo(t, attach("key-desk-3", "2"), desk+"?done=evidence_again")
	expect(t, officer.get(desk+"?done=evidence_again"), 200, "đã được gắn vào mục từ trước")
}
