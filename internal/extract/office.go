package extract

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
)

// Limits of a packed document.
const (
	mostParts    = 5000
	mostUnpacked = 100 << 20 // bytes of the parts that are read
)

// readOffice reads the words of a DOCX or XLSX: paragraph by paragraph, or the
// texts of cells.
func readOffice(f *os.File, size int64, media string, r *Report) {
	archive, err := zip.NewReader(f, size)
	if err != nil || len(archive.File) > mostParts {
		r.Fault = Damaged
		return
	}
	var text strings.Builder
	left := int64(mostUnpacked)
	for _, part := range partsOf(archive, media) {
		n, err := words(part, left, &text)
		if left -= n; err != nil || left <= 0 {
			r.Fault = Damaged
			return
		}
		text.WriteByte('\n')
	}
	room := mostText
	r.keep(cut(text.String(), mostText, &r.Cut), &room)
}

// partsOf lists the parts that hold words, in the order of their names.
func partsOf(archive *zip.Reader, media string) []*zip.File {
	var parts []*zip.File
	for _, part := range archive.File {
		name := part.Name
		switch {
		case media == docxType && (name == "word/document.xml" || strings.HasPrefix(name, "word/header") || strings.HasPrefix(name, "word/footnotes")),
			media == xlsxType && (name == "xl/sharedStrings.xml" || strings.HasPrefix(name, "xl/worksheets/sheet")):
			parts = append(parts, part)
		}
	}
	slices.SortFunc(parts, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	return parts
}

// words writes the texts of a part and returns how many bytes it unpacked.
func words(part *zip.File, most int64, text *strings.Builder) (int64, error) {
	body, err := part.Open()
	if err != nil {
		return 0, err
	}
	defer body.Close()
	limited := &io.LimitedReader{R: body, N: most}
	decoder := xml.NewDecoder(limited)
	within := false
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return most - limited.N, nil
		}
		if err != nil || text.Len() > mostText {
			return most - limited.N, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			within = t.Name.Local == "t"
			if t.Name.Local == "tab" {
				text.WriteByte('\t')
			}
		case xml.CharData:
			if within {
				text.Write(t)
			}
		case xml.EndElement:
			within = false
			if t.Name.Local == "p" || t.Name.Local == "si" || t.Name.Local == "br" {
				text.WriteByte('\n')
			}
		}
	}
}
