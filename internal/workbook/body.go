package workbook

import (
	"strings"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
)

// body is what a file held, as it is kept in a draft: nothing of it is judged.
type body struct {
	Kind    Kind
	Subject par.ID // the dossier, or the round
	About   string // whose it says it is, in words
	Lang    i18n.Lang
	Sheet   string
	Lines   []line
}

// line is one row of the sheet that says something of ours.
type line struct {
	Row    int              `json:"r"`
	Hidden bool             `json:"h,omitempty"`
	Merged bool             `json:"m,omitempty"`
	Cells  map[string]typed `json:"c"` // by the key of the column
}

// typed is what stands in a cell.
type typed struct {
	Text    string          `json:"t,omitempty"`
	Kind    report.CellKind `json:"k,omitempty"`
	Formula report.Formula  `json:"f,omitempty"`
}

// blank tells whether nobody has put anything there.
func (t typed) blank() bool { return strings.TrimSpace(t.Text) == "" && t.Formula == report.NoFormula }

// text is the text of a cell of the line without the blanks around it.
func (l line) text(key string) string { return strings.TrimSpace(l.Cells[key].Text) }

// blank tells whether none of the columns holds anything.
func (l line) blank(keys ...string) bool {
	for _, key := range keys {
		if !l.Cells[key].blank() {
			return false
		}
	}
	return true
}

// places of the marks in the first row of a sheet of ours.
const (
	markFormat = iota
	markKind
	markSubject
	markLang
	markAbout
	marks
)

// mostText is how many bytes of text a file may hold in the columns that are
// read: all explanations of the largest sheet, and some more.
const mostText = 4 << 20

// columnsOf are the keys of the columns that a file must still have.
var columnsOf = map[Kind][]string{
	SheetKind: {colCode, colField, colVersion, colValue, colNA, colNote},
	QueueKind: {colDossier, colCode, colField, colVersion, colVerdict, colPoints, colReason, colNote},
}

// titleMark stands in the hidden columns of the row of titles.
const titleMark = "#"

// readBody finds our sheet among those of a file and takes its rows. Which
// sheet it is and where its columns stand is told by what it holds, not by
// names or order, so that whoever renames, adds or moves some still succeeds.
func readBody(sheets []report.CellSheet) (body, error) {
	var found []report.CellSheet
	for _, sheet := range sheets {
		if len(sheet.Rows) > 0 && sheet.Rows[0].Number == 1 && sheet.Rows[0].Cell(markFormat).Text == format {
			found = append(found, sheet)
		}
	}
	switch len(found) {
	case 0:
		return body{}, par.E(par.Invalid, "workbook.not_ours")
	case 1:
	default:
		return body{}, par.E(par.Invalid, "workbook.two_sheets", "one", found[0].Name, "two", found[1].Name)
	}
	sheet := found[0]
	head := sheet.Rows[0]
	b := body{
		Kind: Kind(head.Cell(markKind).Text), Subject: par.ID(head.Cell(markSubject).Text), About: clipped(head.Cell(markAbout).Text, 300), Sheet: clipped(sheet.Name, 31),
	}
	b.Lang, _ = i18n.ParseLang(head.Cell(markLang).Text)
	columns, err := b.columns(sheet)
	if err != nil {
		return b, err
	}
	return b, b.take(sheet, columns)
}

// columns finds where each column stands now.
func (b *body) columns(sheet report.CellSheet) (map[int]string, error) {
	wanted, known := columnsOf[b.Kind]
	if !known {
		return nil, par.E(par.Invalid, "workbook.not_ours")
	}
	columns, places := map[int]string{}, map[string]int{}
	if len(sheet.Rows) > 1 && sheet.Rows[1].Number == 2 {
		for _, c := range sheet.Rows[1].Cells {
			if _, twice := places[c.Text]; twice {
				return nil, par.E(par.Invalid, "workbook.column_twice", "sheet", b.Sheet, "place", sheet.Rows[1].Place(int(c.Column)))
			}
			places[c.Text], columns[int(c.Column)] = int(c.Column), c.Text
		}
	}
	for _, key := range wanted {
		if _, here := places[key]; !here {
			return nil, par.E(par.Invalid, "workbook.column_missing", "column", par.T("workbook.column."+key), "sheet", b.Sheet)
		}
	}
	return columns, nil
}

func (b *body) take(sheet report.CellSheet, columns map[int]string) error {
	left := mostText
	open := openColumns[b.Kind]
	for _, row := range sheet.Rows[2:] {
		l := line{Row: row.Number, Hidden: row.Hidden, Merged: sheet.Merged(row.Number), Cells: map[string]typed{}}
		for _, c := range row.Cells {
			key := columns[int(c.Column)]
			if key == "" || !kept(b.Kind, key) {
				continue
			}
			if left -= len(c.Text); left < 0 {
				return par.E(par.TooLarge, "workbook.too_much_text", "limit", mostText>>20, "row", row.Number)
			}
			l.Cells[key] = typed{c.Text, c.Kind, c.Formula}
		}
		if l.text(colField) == titleMark || l.blank(colField) && l.blank(open...) {
			continue
		}
		b.Lines = append(b.Lines, l)
	}
	return nil
}

// kept tells whether a column is needed; the others only inform.
func kept(kind Kind, key string) bool {
	for _, one := range columnsOf[kind] {
		if one == key {
			return true
		}
	}
	return false
}

// clipped cuts a text that is only shown.
func clipped(s string, most int) string {
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "…"
}
