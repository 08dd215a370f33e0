package workbook

import (
	"context"
	"strings"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
)

// returned is what came back in a file, with what was said of each of its rows.
type returned struct {
	lines   map[string]line         // by the key of their row
	results map[int]string          // by row of the file
	bad     map[int]map[string]bool // columns at fault, by row
	placed  map[int]bool            // rows that found their place
	rest    []line                  // in the order of the file
}

// rowKey names a row of a form: whose, which leaf and which input.
func rowKey(parts ...string) string { return strings.Join(parts, "\x00") }

func newReturned(b body) *returned {
	r := &returned{lines: map[string]line{}, results: map[int]string{}, bad: map[int]map[string]bool{}, placed: map[int]bool{}, rest: b.Lines}
	for _, l := range b.Lines {
		key := rowKey(l.text(colDossier), l.text(colCode), l.text(colField))
		if _, twice := r.lines[key]; !twice {
			r.lines[key] = l
		}
	}
	return r
}

// say adds a sentence to the result of a row.
func (r *returned) say(row int, text string) {
	if r.results[row] != "" {
		r.results[row] += " "
	}
	r.results[row] += text
}

func (r *returned) faults(p i18n.Printer, faults []Fault, lead string) {
	for _, f := range faults {
		r.say(f.Row, lead+p.Text(f.Text))
		if f.Column == "" {
			continue
		}
		if r.bad[f.Row] == nil {
			r.bad[f.Row] = map[string]bool{}
		}
		r.bad[f.Row][f.Column] = true
	}
}

// over puts what came back into the open cells of a row.
func (r *returned) over(kind Kind, cells map[string]report.FormCell, l line) {
	r.placed[l.Row] = true
	for _, key := range openColumns[kind] {
		cell := cells[key]
		cell.Text, cell.Number = "", ""
		t := l.Cells[key]
		if t.blank() && !cell.Open {
			continue
		}
		cells[key] = t.into(cell)
	}
	for key := range r.bad[l.Row] {
		cell := cells[key]
		cell.Bad = true
		cells[key] = cell
	}
	if v, ok := par.ParseDecimal(l.text(colVersion)); ok {
		cells[colVersion] = report.FormCell{Number: v}
	}
	if said := r.results[l.Row]; said != "" {
		cells[colResult] = report.FormCell{Text: said, Bad: len(r.bad[l.Row]) > 0}
	}
}

// into writes what stood in a cell into a cell of a form.
func (t typed) into(cell report.FormCell) report.FormCell {
	d, number := par.ParseDecimal(t.Text)
	switch {
	case t.Kind == report.PercentCell && number:
		cell.Number, cell.Format = hundredfold(d), report.PercentNumber
	case t.Kind == report.NumberCell && number:
		cell.Number = d
		if cell.Format == report.WholeNumber && !d.Rat().IsInt() {
			cell.Format = report.FractionNumber
		}
	default:
		cell.Text = t.Text
	}
	return cell
}

// returnedRow makes the row of an input, with what came back in it.
func (m *sheetForm) returnedRow(code string, in input, cells map[string]report.FormCell, first bool) report.FormRow {
	if m.back != nil {
		if l, here := m.back.lines[rowKey("", code, in.Key)]; here {
			m.back.over(SheetKind, cells, l)
		}
	}
	row := m.row(cells)
	row.First = first
	return row
}

func (m *sheetForm) strays() { m.stray(SheetKind) }

// stray lists below all others the rows that found no place.
func (m *sheetForm) stray(kind Kind) {
	if m.back == nil {
		return
	}
	var rows []report.FormRow
	for _, l := range m.back.rest {
		if m.back.placed[l.Row] {
			continue
		}
		cells := map[string]report.FormCell{colCode: {Text: clipped(l.text(colCode), 100), Bad: true}, colResult: {Text: m.back.results[l.Row], Bad: true}}
		for _, key := range openColumns[kind] {
			cells[key] = l.Cells[key].into(report.FormCell{})
		}
		rows = append(rows, m.row(cells))
	}
	if len(rows) == 0 {
		return
	}
	band := m.row(map[string]report.FormCell{colCode: {Text: m.p.T("workbook.strays")}})
	band.Band = true
	m.form.Rows = append(append(m.form.Rows, band), rows...)
}

// ReturnedSheet is the file of a draft as it would be sent back: what was
// typed, and beside each row what became of it or would.
func (s *Service) ReturnedSheet(ctx context.Context, actor par.Actor, dossierID, draftID par.ID, speech Speech) (File, error) {
	var file File
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		sheet, err := dossier.LoadSheet(tx, actor, dossierID)
		if err != nil {
			return err
		}
		draft, err := draftOf(tx, actor, SheetKind, dossierID, draftID)
		if err != nil {
			return err
		}
		preview, err := previewSheet(tx, actor, sheet.Place, draft, speech)
		if err != nil {
			return err
		}
		file = sheetFile(sheet, actor, speech, preview.returned(speech))
		return nil
	})
	return file, err
}

// returned says of each row what would become of it.
func (p SheetPreview) returned(speech Speech) *returned {
	r, words := newReturned(p.Draft.body), speech.Words(p.Place.Edition.Set)
	lead := speech.P.T("workbook.result_refused") + " "
	r.faults(speech.P, p.Stray, lead)
	for _, row := range p.Rows {
		switch row.Outcome {
		case Unchanged:
		case Changed:
			r.say(row.Number, speech.P.T("workbook.result_changed", "from", SaidOf(speech.P, words, row.Node, row.Now), "to", SaidOf(speech.P, words, row.Node, row.After)))
		case Conflict:
			r.say(row.Number, speech.P.T("workbook.result_conflict", "theirs", SaidOf(speech.P, words, row.Node, row.Now),
				"who", row.By, "when", row.At, "mine", SaidOf(speech.P, words, row.Node, row.After)))
		case Refused:
			r.faults(speech.P, row.Faults, lead)
		}
		r.remarks(speech.P, row.Remarks)
	}
	return r
}

func (r *returned) remarks(p i18n.Printer, remarks []Fault) {
	for _, f := range remarks {
		r.say(f.Row, p.Text(f.Text))
	}
}

// SaidOf says what a score holds, with the beginning of its explanation.
func SaidOf(p i18n.Printer, w Words, n *score.Node, s dossier.Score) string {
	said := w.Said(n.Rule, s)
	if s.Note != "" {
		said += "; " + p.T("workbook.with_note", "note", clipped(strings.Join(strings.Fields(s.Note), " "), 80))
	}
	return said
}
