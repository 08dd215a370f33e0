package report

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"parindex/internal/i18n"
)

// DOCXType is the media type of a text document.
const DOCXType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// WriteDOCX writes a paper. The same paper gives the same bytes.
func WriteDOCX(w io.Writer, paper Paper) error {
	p := &press{}
	for _, part := range paper.Parts {
		part.draw(p)
	}
	parts := []struct{ name, body string }{
		{"[Content_Types].xml", docxTypes},
		{"_rels/.rels", docxRoot},
		{"docProps/core.xml", fmt.Sprintf(docxCore, escaped(paper.Title))},
		{"word/_rels/document.xml.rels", docxRels},
		{"word/document.xml", fmt.Sprintf(docxDocument, p.b.String(), p.section())},
		{"word/header1.xml", docxHeader},
		{"word/numbering.xml", fmt.Sprintf(docxNumbering, p.numbers())},
		{"word/settings.xml", docxSettings},
		{"word/styles.xml", docxStyles},
	}
	out := zip.NewWriter(w)
	for _, part := range parts {
		// The moment is fixed, so that a paper's hash names its content.
		file, err := out.CreateHeader(&zip.FileHeader{
			Name: part.name, Method: zip.Deflate, Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
		})
		if err != nil {
			return fmt.Errorf("write DOCX: %w", err)
		}
		if _, err := io.WriteString(file, part.body); err != nil {
			return fmt.Errorf("write DOCX: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("write DOCX: %w", err)
	}
	return nil
}

// press puts the parts of a paper into XML, one after the other.
type press struct {
	b     strings.Builder
	wide  bool // the present section lies on its side
	later bool // a section has ended, so that this is not the first
	lists int  // numbered lists so far
}

// escaped makes text fit for XML, in the one form in which all text is kept.
func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(i18n.NFC(text(s)))) // a Builder takes everything
	return b.String()
}

// run is a piece of text in one look; line breaks and tabs stay.
func run(words, look string) string {
	if words == "" {
		return ""
	}
	var b strings.Builder
	for i, line := range strings.Split(words, "\n") {
		if i > 0 {
			b.WriteString("<w:r><w:br/></w:r>")
		}
		fmt.Fprintf(&b, `<w:r><w:rPr>%s</w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, look, escaped(line))
	}
	return b.String()
}

// line is a paragraph of a style.
func line(style, properties, runs string) string {
	return fmt.Sprintf(`<w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>%s</w:p>`, style, properties, runs)
}

// Lengths in twentieths of a point; the page is A4, its left margin wide
// enough for binding.
const (
	pageShort, pageLong = 11906, 16838
	marginLeft          = 1701 // 30 mm
	marginRight         = 964  // 17 mm
	marginTop           = 1134 // 20 mm
	textWidth           = pageShort - marginLeft - marginRight
	textWidthWide       = pageLong - 2*marginTop
)

func (p *press) width() int {
	if p.wide {
		return textWidthWide
	}
	return textWidth
}

// section says how the pages of the section that ends here lie. The first page
// of a paper bears no number.
func (p *press) section() string {
	size := fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d"/>`, pageShort, pageLong)
	margins := fmt.Sprintf(`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="567" w:gutter="0"/>`, marginTop, marginRight, marginTop, marginLeft)
	if p.wide {
		size = fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d" w:orient="landscape"/>`, pageLong, pageShort)
		margins = fmt.Sprintf(`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="567" w:gutter="0"/>`, marginLeft, marginTop, marginRight, marginTop)
	}
	first := "<w:titlePg/>"
	if p.later {
		first = ""
	}
	return `<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:type w:val="nextPage"/>` + size + margins + first + `</w:sectPr>`
}

func (t Turn) draw(p *press) {
	if t.Wide == p.wide {
		return
	}
	if p.b.Len() > 0 {
		p.b.WriteString(`<w:p><w:pPr><w:pStyle w:val="Small"/>` + p.section() + `</w:pPr></w:p>`)
		p.later = true
	}
	p.wide = t.Wide
}
