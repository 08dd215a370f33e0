package report

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// paper is a notice with everything that a paper can hold, its table long
// enough for several pages.
func paper() Paper {
	rows := []GridRow{{Cells: []string{"Lĩnh vực 1. Công tác chỉ đạo điều hành"}, Wide: true}}
	for range 60 {
		rows = append(rows, GridRow{Cells: []string{"1.2.1", "Ban hành kế hoạch cải cách hành chính của năm & triển khai", "2,00", "1,50", "0,50", "Không có tài liệu kiểm chứng\nThiếu quyết định"}})
	}
	rows = append(rows, GridRow{Cells: []string{"", "Tổng cộng", "120,00", "90,00", "30,00", ""}, Strong: true})
	return Paper{Title: "Thông báo kết quả thẩm định lần 1", Parts: []Part{
		Letterhead{
			Above: "UBND THÀNH PHỐ CẦN THƠ", Agency: "SỞ NỘI VỤ", Number: "Số:          /TB-SNV",
			State: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Motto: "Độc lập - Tự do - Hạnh phúc",
			Place: "Cần Thơ, ngày      tháng 02 năm 2018", Name: "Thông báo",
			About: []string{"Kết quả thẩm định lần 1 chỉ số cải cách hành chính năm 2017", "của Sở Y tế"},
		},
		Prose{Words: "Căn cứ Kế hoạch tổ chức đánh giá, xếp hạng chỉ số cải cách hành chính năm 2017;", Italic: true},
		Heading{Level: 1, Words: "1. Kết quả"},
		Prose{Lead: "Điểm tự chấm:", Words: "83,78 điểm. Điểm thẩm định lần 1 là 80,15 điểm; bị trừ 3,63 điểm ở các tiêu chí nêu tại bảng dưới đây."},
		List{Numbered: true, Points: []string{"Giải trình trước 17 giờ 00 ngày 09/02/2018.", "Chỉ giải trình các tiêu chí bị trừ điểm."}},
		List{Numbered: true, Points: []string{"Danh sách thứ hai bắt đầu lại."}},
		List{Points: []string{"Gạch đầu dòng thứ nhất;", "gạch đầu dòng thứ hai."}},
		Turn{Wide: true},
		Grid{
			Caption: "Bảng các tiêu chí bị trừ điểm",
			Columns: []GridColumn{{Title: "Mã", Width: 8, Align: Middle}, {Title: "Tiêu chí", Width: 40}, {Title: "Tự chấm", Width: 9, Align: Right}, {Title: "Thẩm định", Width: 10, Align: Right}, {Title: "Bị trừ", Width: 8, Align: Right}, {Title: "Lý do", Width: 25}},
			Rows:    rows,
		},
		Turn{},
		Prose{Words: "Nơi kết thúc."},
		Closing{
			To: "Nơi nhận:", Whom: []string{"Sở Y tế", "Lưu: VT, CCHC"},
			Signers: []Signer{{Office: []string{"KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"}, Hint: "(Chữ ký, dấu)"}},
		},
	}}
}

func docx(t *testing.T, p Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDOCX(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// parts unpacks a document, each part checked to be XML to its end.
func parts(t *testing.T, packed []byte) map[string]string {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(body)
		for d := xml.NewDecoder(bytes.NewReader(body)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	return all
}

func TestDOCXHasAllItsParts(t *testing.T) {
	all := parts(t, docx(t, paper()))
	for name := range all {
		if !strings.HasSuffix(name, ".rels") && name != "[Content_Types].xml" && !strings.Contains(all["[Content_Types].xml"], `"/`+name+`"`) {
			t.Errorf("no content type is given for %s", name)
		}
	}
	for _, rel := range []struct{ of, base string }{{"_rels/.rels", ""}, {"word/_rels/document.xml.rels", "word/"}} {
		for _, piece := range strings.Split(all[rel.of], `Target="`)[1:] {
			target, _, _ := strings.Cut(piece, `"`)
			if all[rel.base+target] == "" {
				t.Errorf("%s refers to %s, which is not there", rel.of, target)
			}
		}
	}
	document := all["word/document.xml"]
	for _, want := range []string{`<w:tblHeader/>`, `w:orient="landscape"`, `<w:titlePg/>`, `<w:numId w:val="2"/>`, `<w:numId w:val="3"/>`, `&amp; triển khai`} {
		if !strings.Contains(document, want) {
			t.Errorf("the document has no %s", want)
		}
	}
}

func TestDOCXIsTheSameEachTime(t *testing.T) {
	if diff := cmp.Diff(docx(t, paper()), docx(t, paper())); diff != "" {
		t.Error(diff)
	}
}

func TestDOCXHoldsAnyText(t *testing.T) {
	apart := "Co\u0302ng ho\u0300a \x00<b>&amp;\x1f]]> dòng 1\ndòng 2"
	document := parts(t, docx(t, Paper{Title: apart, Parts: []Part{Prose{Words: apart}, Grid{}, Closing{}}}))["word/document.xml"]
	if !strings.Contains(document, "Công hòa &lt;b&gt;&amp;amp;]]&gt; dòng 1") || !strings.Contains(document, "<w:br/>") {
		t.Errorf("the text came out as %s", document)
	}
}

// TestDOCXOnPaper lets another program lay the paper out, where there is one.
func TestDOCXOnPaper(t *testing.T) {
	for program, from := range map[string]string{"soffice": "libreoffice-writer", "pdftotext": "poppler-utils"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("skipped: no %s to lay papers out, install Debian's %s", program, from)
		}
	}
	dir := t.TempDir()
	if keep := os.Getenv("PARINDEX_KEEP_PAPERS"); keep != "" {
		dir = keep
	}
	file := filepath.Join(dir, "paper.docx")
	if err := os.WriteFile(file, docx(t, paper()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("soffice", "-env:UserInstallation=file://"+t.TempDir(), "--headless", "--convert-to", "pdf", "--outdir", dir, file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	laid, err := exec.Command("pdftotext", "-layout", filepath.Join(dir, "paper.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(string(laid), "\f"), "\f")
	if len(pages) < 5 || len(pages) > 9 {
		t.Errorf("%d pages, though the table takes several and the words one or two", len(pages))
	}
	for i, page := range pages {
		first, _, _ := strings.Cut(strings.TrimSpace(page), "\n")
		if numbered := strings.TrimSpace(first) == string(rune('1'+i)); numbered != (i > 0) {
			t.Errorf("page %d begins with %q", i+1, first)
		}
	}
	for _, words := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "THÔNG BÁO", "1. Giải trình trước", "1. Danh sách thứ hai", "Nơi nhận:", "PHÓ GIÁM ĐỐC"} {
		if !strings.Contains(string(laid), words) {
			t.Errorf("the pages do not say %q", words)
		}
	}
	if heads := strings.Count(string(laid), "Tiêu chí"); heads < 4 {
		t.Errorf("the head of the table stands on %d pages only", heads)
	}
}
