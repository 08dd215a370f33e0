package report

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// leftOf is the part of the page's width, in percent, that the agency has in a
// letterhead; the state has the rest.
const leftOf = 39

// noLines is a table that only puts things side by side.
func noLines(left, right int, one, other string) string {
	return fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%[1]d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%[2]d"/><w:gridCol w:w="%[3]d"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>`+
		`<w:tc><w:tcPr><w:tcW w:w="%[2]d" w:type="dxa"/></w:tcPr>%[4]s</w:tc><w:tc><w:tcPr><w:tcW w:w="%[3]d" w:type="dxa"/></w:tcPr>%[5]s</w:tc></w:tr></w:tbl>`,
		left+right, left, right, one, other)
}

func (h Letterhead) draw(p *press) {
	left := p.width() * leftOf / 100
	right := p.width() - left
	agency := line("Frame", "", run(h.Above, size(12))) // an empty line keeps both sides level
	if h.Above == "" {
		agency = ""
	}
	agency += line("Frame", "", run(h.Agency, bold+size(12))) + stroke(left, 1100)
	agency += line("Frame", `<w:spacing w:before="60" w:after="0"/>`, run(h.Number, size(13)))
	state := line("Frame", "", run(h.State, bold+size(12))) + line("Frame", "", run(h.Motto, bold+size(13))) +
		stroke(right, widthOf(h.Motto, 13)) + line("Frame", `<w:spacing w:before="60" w:after="0"/>`, run(h.Place, italic+size(13)))
	p.b.WriteString(noLines(left, right, agency, state))
	p.b.WriteString(line("Frame", "", ""))
	if h.Name != "" {
		p.b.WriteString(line("Title", "", run(h.Name, "")))
	}
	for _, about := range h.About {
		p.b.WriteString(line("Subtitle", "", run(about, "")))
	}
	if h.Name != "" || len(h.About) > 0 {
		p.b.WriteString(stroke(p.width(), 1700) + line("Frame", "", ""))
	}
}

func size(points int) string {
	return fmt.Sprintf(`<w:sz w:val="%[1]d"/><w:szCs w:val="%[1]d"/>`, 2*points)
}

// stroke is a rule of a length in the middle of a space.
func stroke(space, length int) string {
	side := max(0, (space-length)/2)
	return line("Stroke", fmt.Sprintf(`<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr><w:ind w:left="%[1]d" w:right="%[1]d" w:firstLine="0"/>`, side), "")
}

// widthOf estimates how wide a text in bold is, in twentieths of a point.
func widthOf(words string, points int) int {
	return utf8.RuneCountInString(words) * points * 10 * 101 / 100
}

func (c Closing) draw(p *press) {
	p.b.WriteString(line("Small", "", ""))
	half := p.width() / 2
	switch {
	case len(c.Whom) == 0 && len(c.Signers) > 1:
		p.b.WriteString(noLines(half, p.width()-half, c.Signers[0].draw(), c.Signers[1].draw()))
	case len(c.Signers) > 0:
		p.b.WriteString(noLines(half, p.width()-half, c.recipients(), c.Signers[len(c.Signers)-1].draw()))
	default:
		p.b.WriteString(c.recipients())
	}
}

// recipients are never empty, since a cell holds a paragraph at least.
func (c Closing) recipients() string {
	if len(c.Whom) == 0 {
		return line("Recipient", "", "")
	}
	var b strings.Builder
	b.WriteString(line("Recipient", "", run(c.To, bold+italic+size(12))))
	for i, whom := range c.Whom {
		end := ";"
		if i == len(c.Whom)-1 {
			end = "."
		}
		b.WriteString(line("Recipient", "", run("- "+whom+end, "")))
	}
	return b.String()
}

func (s Signer) draw() string {
	var b strings.Builder
	for _, office := range s.Office {
		b.WriteString(line("Signer", "", run(office, bold)))
	}
	b.WriteString(line("Signer", "", run(s.Hint, italic+size(12))))
	for range 4 {
		b.WriteString(line("Signer", "", ""))
	}
	name := s.Name
	if name == "" {
		name = "…………………………"
	}
	b.WriteString(line("Signer", "", run(name, bold)))
	return b.String()
}
