package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"parindex/internal/db"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/unit"
)

// otherOffice makes a second unit with an officer who has signed in.
func otherOffice(w *site) (*browser, string) {
	w.t.Helper()
	standing := par.Actor{Person: "p", Grants: []par.Grant{{Role: par.Standing}}}
	u, err := w.services.Units.SaveUnit(w.t.Context(), standing, unit.Unit{Code: "snv", Name: "Sở Nội vụ", Level: unit.Department, Active: true}, w.key())
	if err != nil {
		w.t.Fatal(err)
	}
	w.person("mai", "Lê Thị Mai", par.Grant{Role: par.Officer, Unit: u.ID})
	return w.signIn("mai"), libraryPath(u.ID)
}

// readsAs stores the text of every file, as the reading of files does.
func (w *site) readsAs(text string) {
	w.t.Helper()
	err := w.services.DB.Housekeep(w.t.Context(), func(tx *db.Tx) error {
		hashes, err := db.List(tx, db.Value[string], "SELECT hash FROM stored_file WHERE hash NOT IN (SELECT file_hash FROM file_text) ORDER BY hash")
		for _, hash := range hashes {
			if _, err := tx.Exec("INSERT INTO file_text (file_hash, page, source, body) VALUES ($1, 2, 'file', $2)", hash, text); err != nil {
				return err
			}
			if err := evidence.IndexText(tx, hash); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestTheLibraryIsNarrowedWithoutScripts(t *testing.T) {
	w := newSite(t)
	lan, library := officeOf(w)
	for i, fields := range [][]string{
		{"kind", "decision", "number", "1/QĐ", "issued_on", "01/02/2025", "summary", "Hòa giải", "expires_on", "01/03/2025", "issuer", "Sở Y tế"},
		{"kind", "plan", "number", "2/KH", "issued_on", "01/02/2026", "summary", "Cải cách", "security", "internal", "issuer", "Sở Nội vụ"},
	} {
		if answer := lan.sendFile(library, "a.pdf", somePDF(t, i+1), append(fields, "_key", fmt.Sprintf("key-lib-%d", i))...); answer.Code != http.StatusSeeOther {
			t.Fatalf("not added: %d", answer.Code)
		}
	}
	w.readsAs("Đơn vị đã hoà giải thành công")
	whole := lan.get(library)
	expect(t, whole, 200, "Thu hẹp danh sách", "Năm ban hành", "Hết hiệu lực", "Lưu hành nội bộ", `href="`+library+`?kind=plan"`, `href="`+library+`?issuer=S%E1%BB%9F+Y+t%E1%BA%BF"`)
	plans := lan.get(library + "?kind=plan")
	expect(t, plans, 200, "2/KH", `aria-current="true"`, `href="`+library+`"`, `name="kind" value="plan"`)
	silent(t, plans, "1/QĐ")
	found := lan.get(library + "?q=hoa+gi%E1%BA%A3i")
	expect(t, found, 200, "1/QĐ", "2/KH", "<mark>hoà</mark> <mark>giải</mark>", "/view?page=2")
	if body := found.Body.String(); strings.Index(body, "1/QĐ") > strings.Index(body, "2/KH") {
		t.Error("what stands in the text comes before what stands in the row")
	}
	expect(t, lan.get(library+"?kind=letter"), 200, "Không có tài liệu nào khớp", "Xem tất cả")
	expect(t, lan.get(library+"?year=%3Cscript%3E"), 200, "Không có tài liệu nào khớp")
	bad := lan.sendFile(library, "a.pdf", somePDF(t, 3), "_key", "key-lib-9", "kind", "plan", "summary", "x", "effective_on", "02/03/2026", "expires_on", "01/03/2026")
	expect(t, bad, 422, "Ngày hết hiệu lực phải từ ngày có hiệu lực trở đi.", "Tối mật")
}

// drawnText is what the tests' site draws for the keys of forms, longer each time.
var drawnText = regexp.MustCompile(`random-text-x+`)

func TestOtherUnitsDocumentsChangeNoByteOfAUnitsLibrary(t *testing.T) {
	w := newSite(t)
	lan, library := officeOf(w)
	mai, others := otherOffice(w)
	path := added(lan, library, "qđ.pdf", somePDF(t, 1), "key-two-worlds-1")
	added(lan, library, "kh.pdf", somePDF(t, 2), "key-two-worlds-2")
	w.readsAs("Kết quả hòa giải ở cơ sở")
	pages := []string{"/", "/evidence", library, library + "?format=csv", path, path + "/view", path + "/file", "/notices"}
	for _, search := range []string{"ke+hoach", "214", "hoa+giai", "hoa", "h%C3%B2a+gi%E1%BA%A3i", "giai+t", "zzz", "S%E1%BB%9F", "214%2FQ%C4%90-SNV"} {
		pages = append(pages, library+"?q="+search, library+"?format=csv&q="+search)
	}
	for _, narrow := range []string{"kind=decision", "kind=plan", "use=unused", "use=last_year", "year=2026", "issuer=S%E1%BB%9F", "validity=expired", "security=internal", "page=2"} {
		pages = append(pages, library+"?"+narrow, library+"?q=hoa&"+narrow)
	}
	look := func() string {
		var all strings.Builder
		for _, page := range pages {
			answer := lan.get(page)
			fmt.Fprintf(&all, "%s %d %s\n", page, answer.Code, answer.Body)
		}
		return drawnText.ReplaceAllString(all.String(), "KEY")
	}
	before := look()
	if !strings.Contains(before, "<mark>hòa</mark>") {
		t.Error("the searches find nothing, which proves nothing")
	}
	for i := range 60 {
		added(mai, others, "qđ.pdf", somePDF(t, 1+i%4), fmt.Sprintf("key-of-others-%d", i))
	}
	w.readsAs("hòa giải hoà giải kế hoạch 214")
	sameBytes(t, "the officer", before, look())
	if other := mai.get(others + "?q=hoa+giai"); !strings.Contains(other.Body.String(), "60 tài liệu") {
		t.Errorf("the other unit finds its own: %s", other.Body)
	}
}
