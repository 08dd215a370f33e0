package workbook

import (
	"parindex/internal/i18n"
	"parindex/internal/report"
)

// guideParts are the catalogue's keys of the page that explains a workbook, a
// title and how many lines stand under it.
type guidePart struct {
	key   string
	lines int
}

var (
	sheetGuideParts = []guidePart{{"fill", 6}, {"na", 2}, {"send", 4}, {"keep", 4}}
	queueGuideParts = []guidePart{{"judge", 5}, {"send", 4}, {"keep", 4}}
)

func sheetGuide(p i18n.Printer) report.Guide {
	return guideOf(p, p.T("workbook.sheet_guide_title"), sheetGuideParts)
}

func queueGuide(p i18n.Printer) report.Guide {
	return guideOf(p, p.T("workbook.queue_guide_title"), queueGuideParts)
}

func guideOf(p i18n.Printer, title string, parts []guidePart) report.Guide {
	g := report.Guide{Sheet: p.T("workbook.guide"), Title: title}
	for _, part := range parts {
		one := report.GuidePart{Title: p.T("workbook.guide." + part.key)}
		for i := range part.lines {
			one.Lines = append(one.Lines, p.T("workbook.guide."+part.key+"_"+string(rune('1'+i))))
		}
		g.Parts = append(g.Parts, one)
	}
	return g
}
