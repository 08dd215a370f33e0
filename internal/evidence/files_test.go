package evidence

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/xuri/excelize/v2"
)

// pdfOf makes a real PDF of some pages.
func pdfOf(t testing.TB, pages int) []byte {
	t.Helper()
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetFont("Helvetica", "", 14)
	for i := range pages {
		doc.AddPage()
		doc.Cell(40, 10, fmt.Sprintf("Trang %d", i+1))
	}
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// packedPDF makes a PDF whose page tree lies in a packed stream of objects.
func packedPDF(t testing.TB, pages int) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	fmt.Fprintf(z, "1 0 2 30 <</Type/Catalog/Pages 2 0 R>> <</Kids[%s]/Type/Pages/Count %d>>", strings.Repeat("3 0 R ", pages), pages)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return fmt.Appendf(nil, "%%PDF-1.5\n4 0 obj\n<</Type/ObjStm/N 2/First 8/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\nstartxref\n0\n%%%%EOF\n",
		packed.Len(), packed.Bytes())
}

// part is a part of an archive.
type part struct{ name, body string }

func zipOf(t testing.TB, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		if err == nil {
			_, err = w.Write([]byte(p.body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func typesPart(kind string) part {
	return part{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="` + kind + `"/></Types>`}
}

// docxOf makes a small DOCX with further parts.
func docxOf(t testing.TB, more ...part) []byte {
	t.Helper()
	return zipOf(t, append([]part{
		typesPart(mainTypes[DOCX]),
		{"_rels/.rels", `<Relationships/>`},
		{"word/document.xml", `<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>Báo cáo</w:t></w:r></w:p></w:body></w:document>`},
	}, more...)...)
}

func xlsxOf(t testing.TB) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	if err := book.SetCellValue("Sheet1", "A1", "Số liệu"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sketch is a picture that is red at the left, green above at the right, blue below at the right.
func sketch(width, height int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{255, 0, 0, 255}
			switch {
			case x >= width/2 && y < height/2:
				c = color.RGBA{0, 255, 0, 255}
			case x >= width/2:
				c = color.RGBA{0, 0, 255, 255}
			}
			m.Set(x, y, c)
		}
	}
	return m
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// jpegOf makes a JPEG; an orientation other than 0 goes into an EXIF block, with a place where it was taken.
func jpegOf(t testing.TB, m image.Image, orientation byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	if orientation == 0 {
		return b.Bytes()
	}
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(orientation)) + "\x00\x00\x00\x00\x00\x00GPS 10.03 N 105.78 E"
	head := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	return slices.Insert(b.Bytes(), 2, head...)
}

// hugePNG claims a size that nobody could draw.
func hugePNG(t testing.TB, width, height uint32) []byte {
	t.Helper()
	raw := pngOf(t, sketch(2, 2))
	head := []byte{byte(width >> 24), byte(width >> 16), byte(width >> 8), byte(width), byte(height >> 24), byte(height >> 16), byte(height >> 8), byte(height)}
	copy(raw[16:], head)
	sum := crc(raw[12:29])
	copy(raw[29:], []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
	return raw
}
