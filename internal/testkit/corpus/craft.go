package corpus

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Part is a part of a packed document.
type Part struct{ Name, Body string }

const wordTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`

// Word is a DOCX with a paragraph and further parts.
func Word(text string, more ...Part) []byte {
	var body bytes.Buffer
	_ = xml.EscapeText(&body, []byte(text)) // a buffer takes everything
	parts := append([]Part{
		{"[Content_Types].xml", wordTypes}, {"_rels/.rels", `<Relationships/>`},
		{"word/document.xml", `<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>` + body.String() + `</w:t></w:r></w:p></w:body></w:document>`},
	}, more...)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.Name)
		if err == nil {
			_, err = io.WriteString(w, p.Body)
		}
		if err != nil {
			panic("corpus: " + err.Error()) // a buffer takes everything
		}
	}
	if err := z.Close(); err != nil {
		panic("corpus: " + err.Error())
	}
	return b.Bytes()
}

// crafted is a PDF of given objects, numbered from 1; the first is its root.
func crafted(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	places := make([]int, len(objects))
	for i, body := range objects {
		places[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}

const (
	catalog = "<< /Type /Catalog /Pages 2 0 R >>"
	onePage = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
)

// bomb is a page whose content is so many bytes when it is unpacked.
func bomb(size int) []byte {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	line := []byte(strings.Repeat("0 0 m ", 1<<14))
	for written := 0; written < size; written += len(line) {
		_, _ = z.Write(line) // a buffer takes everything
	}
	_ = z.Close() // likewise
	return crafted(catalog, onePage, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", packed.Len(), packed.Bytes()))
}

// loop is a tree of pages that contains itself.
func loop() []byte {
	return crafted(catalog, "<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 90000 >>", "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 90000 >>")
}

// deep is a page with arrays within arrays.
func deep(levels int) []byte {
	return crafted(catalog, onePage, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /X "+strings.Repeat("[", levels)+strings.Repeat("]", levels)+" >>")
}

// scripted is a page that wants to run something when it is opened.
func scripted() []byte {
	return crafted("<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1/'\\)) >> >>", onePage,
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /AA << /O << /S /Launch /F (cmd.exe) >> >> >>")
}

// noisy spoils the middle of a file and leaves its ends.
func noisy(file []byte) []byte {
	for i, state := len(file)/4, uint32(1); i < len(file)*3/4; i++ {
		state = state*1664525 + 1013904223
		file[i] ^= byte(state >> 24)
	}
	return file
}
