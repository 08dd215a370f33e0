// Package corpus makes files as offices send them, and as attackers would:
// signed and changed papers, scans, long ones, encrypted, cut and two-faced
// ones, bombs, and ordinary papers in Vietnamese, each with what is to be said
// of it. Nothing of the program imports it. Start with Special and Ordinary.
package corpus

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/text/unicode/norm"

	"parindex/internal/testkit/sign"
)

// File is a file with what is to be said of it.
type File struct {
	What     string // what is the matter with it
	Name     string // under which it is sent
	Content  []byte
	Refused  string   // key of the refusal; empty: it is taken
	Kept     string   // the name under which it is kept; empty: any
	Pages    int      // of a PDF that is taken; 0: not to be counted
	Scans    int      // of them without a text
	Secret   bool     // it needs a password
	Attack   bool     // it attacks the reader: whatever is said, within the limits
	Signed   []string // states of its signatures
	Contains string   // words of its text
}

// Heading is the text of every special paper that has one.
const Heading = "Quyết định về việc ban hành Kế hoạch cải cách hành chính, đơn giản hóa thủ tục năm 2026"

// Special makes one file of each special kind. Papers are signed at now by
// somebody whose root is returned.
func Special(now time.Time) ([]File, sign.Party, error) {
	root, err := sign.NewRoot("Root of the tests", now)
	if err != nil {
		return nil, root, err
	}
	signed, err := signedPapers(root, now)
	if err != nil {
		return nil, root, err
	}
	all := append(signed, plainPapers()...)
	all = append(all, twoFaced()...)
	return append(all, attacks()...), root, nil
}

func signedPapers(root sign.Party, now time.Time) ([]File, error) {
	chief, err := root.Issue("Nguyễn Văn Trưởng", "Sở Tư pháp", now)
	if err != nil {
		return nil, err
	}
	late, err := root.Issue("Trần Thị Cũ", "Sở Y tế", now.AddDate(-3, 0, 0))
	if err != nil {
		return nil, err
	}
	once, err := chief.PDF(Paper(Heading), root)
	if err != nil {
		return nil, err
	}
	twice, err := chief.PDF(once, root)
	if err != nil {
		return nil, err
	}
	expired, err := late.PDF(Paper(Heading), root)
	changed := bytes.Replace(once, []byte("/Producer"), []byte("/Producex"), 1)
	return []File{
		{What: "signed", Name: "qd-ky-so.pdf", Content: once, Pages: 1, Signed: []string{"intact"}, Contains: Heading},
		{What: "signed twice", Name: "qd-hai-chu-ky.pdf", Content: twice, Pages: 1, Signed: []string{"intact", "intact"}, Contains: Heading},
		{What: "changed after signing", Name: "qd-bi-sua.pdf", Content: changed, Pages: 1, Signed: []string{"changed"}},
		{What: "signed with an old certificate", Name: "qd-het-han.pdf", Content: expired, Pages: 1, Signed: []string{"expired"}},
	}, err
}

func plainPapers() []File {
	long := make([]string, 300)
	for i := range long {
		long[i] = fmt.Sprintf("%s. Trang %d của báo cáo dài.", Heading, i+1)
	}
	return []File{
		{What: "scan", Name: "ban-quet.pdf", Content: scan(1), Pages: 1, Scans: 1},
		{What: "scan of 300 pages", Name: "ban-quet-300.pdf", Content: scan(300), Pages: 300, Scans: 300},
		{What: "300 pages", Name: "bao-cao-300.pdf", Content: Paper(long...), Pages: 300, Contains: "Trang 300 của báo cáo dài"},
		{What: "with a password", Name: "mat-khau.pdf", Content: secret(), Secret: true},
		{What: "composed letters", Name: norm.NFC.String("Kế hoạch.docx"), Content: Word(norm.NFC.String(Heading)), Contains: Heading},
		{What: "letters in parts", Name: norm.NFD.String("Kế hoạch.docx"), Content: Word(norm.NFD.String(Heading)), Kept: norm.NFC.String("Kế hoạch.docx"), Contains: Heading},
		{What: "old placing of the mark", Name: "don-gian-hoa.docx", Content: Word(strings.ReplaceAll(Heading, "hóa", "hoá")), Contains: "đơn giản hoá"},
		{What: "marks that turn the name around", Name: "bao-cao\u202efdp.docx", Content: Word(Heading), Kept: "bao-caofdp.docx"},
		{What: "name that climbs", Name: `..\..\etc\quyet-dinh.docx`, Content: Word(Heading), Kept: "quyet-dinh.docx"},
		{What: "name of 400 letters", Name: strings.Repeat("dài ", 100) + ".docx", Content: Word(Heading)},
	}
}

// twoFaced are files that pretend.
func twoFaced() []File {
	page := []byte("<!doctype html><html><body><script>alert(1)</script></body></html>")
	paper := Paper(Heading)
	return []File{
		{What: "cut", Name: "cut.pdf", Content: paper[:len(paper)*2/3], Refused: "evidence.pdf_cut"},
		{What: "empty", Name: "rong.pdf", Content: nil, Refused: "evidence.file_empty"},
		{What: "PDF and archive", Name: "hai-mat.pdf", Content: append(append(bytes.Clone(paper), Word(Heading)...), "\n%%EOF"...), Refused: "evidence.file_foreign"},
		{What: "PDF and web page", Name: "web.pdf", Content: append(bytes.Clone(paper), page...), Refused: "evidence.file_foreign"},
		{What: "web page before a PDF", Name: "truoc.pdf", Content: append(bytes.Clone(page), paper...), Refused: "evidence.pdf_head"},
		{What: "web page by name", Name: "trang.html", Content: page, Refused: "evidence.file_ending"},
		{What: "web page as PDF", Name: "trang.pdf", Content: page, Refused: "evidence.file_mismatch"},
		{What: "drawing with a script", Name: "hinh.svg", Content: []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), Refused: "evidence.file_ending"},
		{What: "PDF as picture", Name: "anh.png", Content: paper, Refused: "evidence.file_mismatch"},
		{What: "picture as PDF", Name: "anh.pdf", Content: picture(), Refused: "evidence.file_mismatch"},
		{What: "program", Name: "bao-cao.pdf.exe", Content: []byte("MZ\x90\x00"), Refused: "evidence.file_ending"},
		{What: "Word with macros", Name: "macro.docx", Content: Word(Heading, Part{"word/vbaProject.bin", "x"}), Refused: "evidence.office_macros"},
		{What: "Word with a program in it", Name: "nhung.docx", Content: Word(Heading, Part{"word/media/image1.png", "MZ\x90\x00"}), Refused: "evidence.office_embedded"},
	}
}

// attacks are files that are well made and mean harm to who reads them.
func attacks() []File {
	zeros := strings.Repeat("\x00", 100<<20)
	return []File{
		{What: "bomb in Word", Name: "bom.docx", Content: Word(Heading, Part{"word/a.xml", zeros}, Part{"word/b.xml", zeros}, Part{"word/c.xml", zeros}, Part{"word/d.xml", zeros}), Refused: "evidence.office_unpacked"},
		{What: "bomb of words in Word", Name: "bom-chu.docx", Content: Word(strings.Repeat("a", 90<<20)), Attack: true},
		{What: "bomb in a page", Name: "bom.pdf", Content: bomb(300 << 20), Attack: true},
		{What: "pages that contain themselves", Name: "vong.pdf", Content: loop(), Attack: true},
		{What: "arrays in arrays", Name: "sau.pdf", Content: deep(100_000), Attack: true},
		{What: "a script that starts by itself", Name: "js.pdf", Content: scripted(), Pages: 1, Scans: 1},
		{What: "random bytes in the middle", Name: "nhieu.pdf", Content: noisy(Paper(Heading)), Attack: true},
	}
}

// Paper is a PDF with a text on each page.
func Paper(pages ...string) []byte {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetProducer("corpus", false)
	doc.AddUTF8FontFromBytes("serif", "", liberationserifregular.TTF)
	doc.SetFont("serif", "", 13)
	for _, text := range pages {
		doc.AddPage()
		doc.MultiCell(0, 7, norm.NFC.String(text), "", "", false)
	}
	return output(doc)
}

func output(doc *fpdf.Fpdf) []byte {
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		panic("corpus: " + err.Error()) // what is drawn here is always drawable
	}
	return b.Bytes()
}

func scan(pages int) []byte {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.RegisterImageOptionsReader("scan", fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(picture()))
	for range pages {
		doc.AddPage()
		doc.ImageOptions("scan", 10, 10, 190, 0, false, fpdf.ImageOptions{ImageType: "PNG"}, 0, "")
	}
	return output(doc)
}

func secret() []byte {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetProtection(0, "user", "owner")
	doc.AddPage()
	return output(doc)
}

func picture() []byte {
	m := image.NewGray(image.Rect(0, 0, 600, 800))
	for y := range 800 {
		for x := range 600 {
			m.SetGray(x, y, color.Gray{Y: uint8(200 + (x*y)%50)})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic("corpus: " + err.Error()) // a picture in memory can always be written
	}
	return b.Bytes()
}
