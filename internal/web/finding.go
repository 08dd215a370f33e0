package web

import (
	"parindex/internal/dossier"
	"parindex/internal/explanation"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// findingLine says whose finding it is, of which day, and what it leaves.
func findingLine(p i18n.Printer, w wording, f dossier.Inspection) string {
	return foundLine(p, w, f.Source, f.FoundOn, f.Most)
}

func foundLine(p i18n.Printer, w wording, source string, on par.Date, most par.Decimal) string {
	text := p.T("fair.finding_line", "source", source, "date", on)
	if most.Known() {
		text += " · " + p.T("fair.finding_most", "most", w.points(most))
	}
	return text
}

// foundNote is what an inspection found about a leaf, as the unit reads it.
type foundNote struct {
	Leaf, Title string
	Line, Body  string
	Later       string // that it came, or was taken away, after the notice
}

// servedFindings are the findings that a notice names, and what came since.
func servedFindings(p i18n.Printer, n explanation.Notice) []foundNote {
	w := wordingOf(p, n.Edition.Set)
	var notes []foundNote
	for _, f := range n.Named() {
		note := foundNote{Leaf: f.Leaf, Title: f.Title, Line: foundLine(p, w, f.Source, f.FoundOn, f.Most), Body: f.Body}
		switch {
		case f.Gone:
			note.Later = p.T("served.finding_gone")
		case f.Since != 0:
			note.Later = p.T("served.finding_since", "at", f.Since)
		}
		notes = append(notes, note)
	}
	return notes
}

// foundNotes are the findings about a leaf that stand now.
func foundNotes(p i18n.Printer, w wording, findings []dossier.Inspection) []foundNote {
	var notes []foundNote
	for _, f := range findings {
		notes = append(notes, foundNote{Leaf: f.Leaf, Line: findingLine(p, w, f), Body: f.Body})
	}
	return notes
}

// foundLines are the findings about one leaf in the words of a notice.
func foundLines(p i18n.Printer, w wording, findings []explanation.Found, leaf string) []string {
	var lines []string
	for _, f := range findings {
		if f.Leaf == leaf {
			lines = append(lines, foundLine(p, w, f.Source, f.FoundOn, f.Most))
		}
	}
	return lines
}
