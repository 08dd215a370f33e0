package report

import (
	"fmt"
	"strconv"
	"strings"
)

const (
	bold   = `<w:b/>`
	italic = `<w:i/>`
)

func (h Heading) draw(p *press) {
	level := min(max(h.Level, 1), 3)
	p.b.WriteString(line("Heading"+strconv.Itoa(level), "", run(h.Words, "")))
}

func (t Prose) draw(p *press) {
	look := ""
	if t.Italic {
		look = italic
	}
	words := t.Words
	if t.Lead != "" && words != "" {
		words = " " + words
	}
	style := map[Look]string{Body: "Body", Plain: "Plain", Centre: "Centre"}[t.Look]
	p.b.WriteString(line(style, "", run(t.Lead, bold+look)+run(words, look)))
}

func (l List) draw(p *press) {
	number := 1 // the list of dashes
	if l.Numbered {
		p.lists++
		number += p.lists
	}
	for _, point := range l.Points {
		properties := fmt.Sprintf(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>`, number)
		p.b.WriteString(line("ListPoint", properties, run(point, "")))
	}
}

// numbers lets each numbered list begin at 1.
func (p *press) numbers() string {
	var b strings.Builder
	b.WriteString(`<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>`)
	for i := 1; i <= p.lists; i++ {
		fmt.Fprintf(&b, `<w:num w:numId="%d"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`, i+1)
	}
	return b.String()
}
