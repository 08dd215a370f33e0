package report

import (
	"fmt"
	"strings"
)

func (g Grid) draw(p *press) {
	if len(g.Columns) == 0 {
		return
	}
	if g.Caption != "" {
		p.b.WriteString(line("Caption", "", run(g.Caption, "")))
	}
	widths := g.widths(p.width())
	total := 0
	var columns strings.Builder
	for _, w := range widths {
		fmt.Fprintf(&columns, `<w:gridCol w:w="%d"/>`, w)
		total += w
	}
	fmt.Fprintf(&p.b, `<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>%s</w:tblGrid>`, total, columns.String())
	p.b.WriteString(g.head(widths))
	for _, row := range g.Rows {
		p.b.WriteString(g.row(row, widths, total))
	}
	p.b.WriteString(`</w:tbl>` + line("Small", "", ""))
}

// widths shares the width of the page out; what rounding leaves falls to the last column.
func (g Grid) widths(page int) []int {
	sum := 0.0
	for _, c := range g.Columns {
		sum += c.share()
	}
	widths, used := make([]int, len(g.Columns)), 0
	for i, c := range g.Columns {
		widths[i] = int(c.share() / sum * float64(page))
		used += widths[i]
	}
	widths[len(widths)-1] += page - used
	return widths
}

func (c GridColumn) share() float64 {
	if c.Width <= 0 {
		return 1
	}
	return c.Width
}

func (g Grid) head(widths []int) string {
	var b strings.Builder
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	for i, c := range g.Columns {
		b.WriteString(cell(widths[i], 1, Middle, bold, c.Title, true))
	}
	b.WriteString(`</w:tr>`)
	return b.String()
}

func (g Grid) row(row GridRow, widths []int, total int) string {
	var b strings.Builder
	b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	look := ""
	if row.Strong || row.Wide {
		look = bold
	}
	if row.Wide {
		b.WriteString(cell(total, len(widths), Left, look, strings.Join(row.Cells, " "), false))
	} else {
		for i, c := range g.Columns {
			words := ""
			if i < len(row.Cells) {
				words = row.Cells[i]
			}
			b.WriteString(cell(widths[i], 1, c.Align, look, words, false))
		}
	}
	b.WriteString(`</w:tr>`)
	return b.String()
}

func cell(width, span int, align Align, look, words string, head bool) string {
	across := ""
	if span > 1 {
		across = fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, span)
	}
	shade, vertical := "", ""
	if head {
		shade, vertical = `<w:shd w:val="clear" w:color="auto" w:fill="EDEDED"/>`, `<w:vAlign w:val="center"/>`
	}
	side := map[Align]string{Left: "left", Middle: "center", Right: "right"}[align]
	return fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s%s%s</w:tcPr>%s</w:tc>`,
		width, across, shade, vertical, line("Cell", `<w:jc w:val="`+side+`"/>`, run(words, look)))
}
