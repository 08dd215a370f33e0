package evidence

import (
	"bytes"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

func crc(b []byte) uint32 { return crc32.ChecksumIEEE(b) }

func examine(name string, content []byte) (int, error) {
	media, err := typeByName(name)
	if err != nil {
		return 0, err
	}
	return inspect(bytes.NewReader(content), int64(len(content)), media)
}

func TestRealFilesComeIn(t *testing.T) {
	cases := []struct {
		name    string
		content []byte
		pages   int
	}{
		{"một trang.pdf", pdfOf(t, 1), 1},
		{"MANY.PDF", pdfOf(t, 37), 37},
		{"packed.pdf", packedPDF(t, 12), 12},
		{"updated.pdf", append(pdfOf(t, 2), []byte("\n9 0 obj\n<</Type/Page>>\nendobj\nstartxref\n0\n%%EOF\n\x00\x00")...), 2},
		{"outline.pdf", append(pdfOf(t, 2), []byte("\n9 0 obj\n<</Type/Outlines/Count 99>>\nendobj\n%%EOF")...), 2},
		{"secret.pdf", []byte("%PDF-1.7\ntrailer <</Encrypt 5 0 R>>\n%%EOF"), 0},
		{"văn bản.docx", docxOf(t), 0},
		{"with picture.docx", docxOf(t, part{"word/media/image1.png", string(pngOf(t, sketch(4, 4)))}, part{"word/media/", ""}), 0},
		{"số liệu.xlsx", xlsxOf(t), 0},
		{"ảnh.jpg", jpegOf(t, sketch(8, 8), 0), 0},
		{"ảnh.JPEG", jpegOf(t, sketch(8, 8), 6), 0},
		{"ảnh.png", pngOf(t, sketch(8, 8)), 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if pages, err := examine(c.name, c.content); err != nil || pages != c.pages {
				t.Errorf("%d pages, %v; want %d", pages, err, c.pages)
			}
		})
	}
}

func TestHostileFilesAreRefusedByName(t *testing.T) {
	pdf, docx := pdfOf(t, 1), docxOf(t)
	html := []byte("<!DOCTYPE html><html><script>alert(1)</script></html>")
	svg := []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)
	bomb := strings.Repeat("\x00", 64<<20)
	cases := []struct {
		name    string
		file    string
		content []byte
		key     string
	}{
		{"nothing", "a.pdf", nil, "evidence.file_empty"},
		{"no ending", "a", pdf, "evidence.file_ending"},
		{"web page by name", "a.html", html, "evidence.file_ending"},
		{"drawing by name", "a.svg", svg, "evidence.file_ending"},
		{"program by name", "a.pdf.exe", pdf, "evidence.file_ending"},
		{"old Word", "a.doc", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "evidence.file_ending"},
		{"Word with macros by name", "a.docm", docx, "evidence.file_ending"},
		{"web page as PDF", "a.pdf", html, "evidence.file_mismatch"},
		{"drawing as picture", "a.png", svg, "evidence.file_mismatch"},
		{"picture as PDF", "a.pdf", pngOf(t, sketch(2, 2)), "evidence.file_mismatch"},
		{"JPG as PNG", "a.png", jpegOf(t, sketch(2, 2), 0), "evidence.file_mismatch"},
		{"PDF as Word", "a.docx", pdf, "evidence.file_mismatch"},
		{"Word as workbook", "a.xlsx", docx, "evidence.file_mismatch"},
		{"archive as Word", "a.docx", zipOf(t, part{"readme.txt", "x"}), "evidence.file_broken"},
		{"presentation as Word", "a.docx", zipOf(t, typesPart("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")), "evidence.file_mismatch"},
		{"old Word as new", "a.docx", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), "evidence.file_mismatch"},

		{"PDF behind something", "a.pdf", append([]byte("GIF89a\n"), pdf...), "evidence.pdf_head"},
		{"PDF after a line", "a.pdf", append([]byte("\n"), pdf...), "evidence.pdf_head"},
		{"PDF with a page behind it", "a.pdf", append(pdfOf(t, 1), html...), "evidence.file_foreign"},
		{"PDF that is an archive", "a.pdf", append(append(pdfOf(t, 1), docx...), []byte("\n%%EOF")...), "evidence.file_foreign"},
		{"PDF cut", "a.pdf", pdf[:len(pdf)/2], "evidence.pdf_cut"},
		{"PDF without pages", "a.pdf", []byte("%PDF-1.4\nhello\n%%EOF\n"), "evidence.pdf_no_pages"},

		{"Word with macros", "a.docx", docxOf(t, part{"word/vbaProject.bin", "x"}), "evidence.office_macros"},
		{"Word that names macros", "a.docx", zipOf(t, typesPart("application/vnd.ms-word.document.macroEnabled.main+xml")), "evidence.office_macros"},
		{"workbook with old macros", "a.xlsx", zipOf(t, typesPart(mainTypes[XLSX]), part{"xl/macrosheets/sheet1.xml", "x"}), "evidence.office_macros"},
		{"control", "a.docx", docxOf(t, part{"word/activeX/activeX1.bin", "x"}), "evidence.office_macros"},
		{"archive within", "a.docx", docxOf(t, part{"word/embeddings/x.bin", string(zipOf(t, part{"a", "b"}))}), "evidence.office_embedded"},
		{"archive within by name", "a.docx", docxOf(t, part{"word/embeddings/x.zip", "x"}), "evidence.office_embedded"},
		{"program within", "a.docx", docxOf(t, part{"word/media/image1.png", "MZ\x90\x00"}), "evidence.office_embedded"},
		{"object within", "a.docx", docxOf(t, part{"word/embeddings/oleObject1.bin", "\xd0\xcf\x11\xe0"}), "evidence.office_embedded"},
		{"bomb", "a.docx", docxOf(t, part{"word/a.xml", bomb}, part{"word/b.xml", bomb}, part{"word/c.xml", bomb}, part{"word/d.xml", bomb}, part{"word/e.xml", bomb}), "evidence.office_unpacked"},
		{"path upwards", "a.docx", docxOf(t, part{"../../etc/passwd", "x"}), "evidence.file_broken"},
		{"absolute path", "a.docx", docxOf(t, part{"/etc/passwd", "x"}), "evidence.file_broken"},
		{"twice the same part", "a.docx", docxOf(t, part{"Word/Document.xml", "x"}), "evidence.file_broken"},
		{"PDF and Word at once", "a.docx", append([]byte("PK\x03\x04%PDF-1.4"), docx...), "evidence.file_foreign"},
		{"Word cut", "a.docx", docx[:len(docx)-40], "evidence.file_broken"},
		{"Word with a changed byte", "a.docx", changed(docx, "document.xml"), "evidence.file_broken"},

		{"picture of 100,000 by 100,000", "a.png", hugePNG(t, 100_000, 100_000), "evidence.picture_size"},
		{"picture of 8,000 by 8,000", "a.png", hugePNG(t, 8_000, 8_000), "evidence.picture_size"},
		{"picture cut in its head", "a.png", pngOf(t, sketch(8, 8))[:20], "evidence.file_broken"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := examine(c.file, c.content)
			if got := faultOf(err, "file"); got != c.key {
				t.Errorf("got %v, want %s", err, c.key)
			}
		})
	}
}

// changed turns a byte of a packed part around.
func changed(archive []byte, part string) []byte {
	c := bytes.Clone(archive)
	c[bytes.Index(c, []byte(part))+len(part)+5] ^= 0x55
	return c
}

func TestManyPartsAreRefused(t *testing.T) {
	var parts []part
	for i := range officeParts {
		parts = append(parts, part{"word/" + strings.Repeat("x", 1+i%50) + string(rune('a'+i/50%26)) + string(rune('a'+i/1300)), ""})
	}
	if _, err := examine("a.docx", docxOf(t, parts...)); faultOf(err, "file") != "evidence.office_parts" {
		t.Errorf("got %v", err)
	}
}

func TestPackedBombInAPDFIsBounded(t *testing.T) {
	objects := packedPDF(t, 3)
	stream := objects[bytes.Index(objects, []byte("4 0 obj")):bytes.Index(objects, []byte("startxref"))]
	many := append([]byte("%PDF-1.5\n"), bytes.Repeat(stream, 200_000)...)
	if pages, err := examine("a.pdf", append(many, []byte("\n%%EOF")...)); err != nil || pages != 3 {
		t.Errorf("%d pages, %v", pages, err)
	}
}

func TestPhotographsAreTurnedUpright(t *testing.T) {
	// Where the corner that is red, green and blue in the camera ends up.
	upright := map[byte][4]string{
		1: {"red", "green", "red", "blue"}, 2: {"green", "red", "blue", "red"}, 3: {"blue", "red", "green", "red"}, 4: {"red", "blue", "red", "green"},
		5: {"red", "red", "green", "blue"}, 6: {"red", "red", "blue", "green"}, 7: {"blue", "green", "red", "red"}, 8: {"green", "blue", "red", "red"},
	}
	for orientation, want := range upright {
		raw := jpegOf(t, sketch(64, 32), orientation)
		picture, err := jpeg.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := encode(&b, picture, JPEG, readJPEG(bytes.NewReader(raw), int64(len(raw))).orientation); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b.Bytes(), []byte("GPS")) || bytes.Contains(b.Bytes(), []byte("Exif")) {
			t.Error("the picture still says where it was taken")
		}
		got, err := jpeg.Decode(&b)
		if err != nil {
			t.Fatal(err)
		}
		size := got.Bounds().Size()
		if wide := size == image.Pt(64, 32); wide != (orientation < 5) {
			t.Errorf("orientation %d: size %v", orientation, size)
		}
		for i, at := range []image.Point{{4, 4}, {size.X - 5, 4}, {4, size.Y - 5}, {size.X - 5, size.Y - 5}} {
			if c := colourOf(got.At(at.X, at.Y)); c != want[i] {
				t.Errorf("orientation %d: corner %d is %s, want %s", orientation, i, c, want[i])
			}
		}
	}
}

func colourOf(c color.Color) string {
	r, g, b, _ := c.RGBA()
	switch {
	case r > g && r > b:
		return "red"
	case g > b:
		return "green"
	}
	return "blue"
}

func TestPictureKeepsNothingBehindIt(t *testing.T) {
	raw := append(pngOf(t, sketch(8, 8)), []byte("<script>alert(1)</script>")...)
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := encode(&b, picture, PNG, 0); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b.Bytes(), []byte("script")) {
		t.Error("what hung behind the picture is still there")
	}
}

func TestFileNamesAreMadeHarmless(t *testing.T) {
	cases := map[string]string{
		"Báo cáo.pdf":                     "Báo cáo.pdf",
		"Ba\u0301o ca\u0301o.pdf":         "Báo cáo.pdf",
		`C:\Users\lan\qd.pdf`:             "qd.pdf",
		"../../etc/passwd.pdf":            "passwd.pdf",
		"..pdf":                           "pdf",
		"a\x00\r\nb.pdf":                  "ab.pdf",
		"fdp.\u202eexe.pdf":               "fdp.exe.pdf",
		"\xff\xfe.pdf":                    "pdf",
		strings.Repeat("ă", 300) + ".pdf": strings.Repeat("ă", longestFileName-4) + ".pdf",
	}
	for name, want := range cases {
		if got := cleanName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(pdfOf(f, 2))
	f.Add(packedPDF(f, 2))
	f.Add(docxOf(f))
	f.Add(jpegOf(f, sketch(8, 8), 6))
	f.Add(pngOf(f, sketch(8, 8)))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, name := range []string{"a.pdf", "a.docx", "a.xlsx", "a.jpg", "a.png"} {
			if _, err := examine(name, content); err != nil && faultOf(err, "file") == "" {
				t.Errorf("%s: an error of no field: %v", name, err)
			}
		}
		_ = readJPEG(bytes.NewReader(content), int64(len(content)))
	})
}
