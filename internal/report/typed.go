package report

import (
	"strconv"
	"strings"
)

// CellKind says what a cell of a workbook is.
type CellKind uint8

// The kinds of cells. A percentage is a number that is shown as one: the cell
// that shows 98,25 % holds 0.9825.
const (
	TextCell CellKind = iota
	NumberCell
	PercentCell
	DateCell
	FlagCell
	ErrorCell
)

// Formula says whether a cell is reckoned, and from what.
type Formula uint8

// Where a formula reaches. An outside one reads another file.
const (
	NoFormula Formula = iota
	OwnFormula
	OutsideFormula
)

// ReadCell is a cell that holds something, in the column counted from 0. Text
// is what Row.Cells gives: a number in plain decimals, a formula's last value,
// which is empty where the workbook was never reckoned.
type ReadCell struct {
	Text    string
	Column  uint16
	Kind    CellKind
	Formula Formula
}

// CellRow is a row with the cells that hold something, from left to right.
type CellRow struct {
	Number int
	Hidden bool
	Cells  []ReadCell
}

// Cell returns the cell of a column counted from 0; the zero cell where it is empty.
func (r CellRow) Cell(column int) ReadCell {
	for _, c := range r.Cells {
		if int(c.Column) == column {
			return c
		}
	}
	return ReadCell{}
}

// Place names a cell of the row as the spreadsheet does.
func (r CellRow) Place(column int) string { return placeOf(column, r.Number) }

// CellSheet is a sheet with the rows that hold something.
type CellSheet struct {
	Name   string
	Hidden bool
	Rows   []CellRow
	merged [][2]int // first and last row of each merged area of several rows or columns
}

// mostMerged is how many merged areas are kept; one more is as bad as one.
const mostMerged = 1000

func (s *CellSheet) merge(ref string) {
	first, last, ok := strings.Cut(ref, ":")
	if !ok || len(s.merged) == mostMerged {
		return
	}
	from, err1 := strconv.Atoi(strings.TrimLeft(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	to, err2 := strconv.Atoi(strings.TrimLeft(last, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if err1 == nil && err2 == nil {
		s.merged = append(s.merged, [2]int{from, to})
	}
}

// Merged tells whether a row touches merged cells.
func (s CellSheet) Merged(row int) bool {
	for _, m := range s.merged {
		if m[0] <= row && row <= m[1] {
			return true
		}
	}
	return false
}

// plain leaves only the texts.
func (s CellSheet) plain() Sheet {
	sheet := Sheet{Name: s.Name, Hidden: s.Hidden}
	for _, r := range s.Rows {
		var cells []string
		for _, c := range r.Cells {
			if c.Text == "" {
				continue
			}
			for len(cells) < int(c.Column) {
				cells = append(cells, "")
			}
			cells = append(cells, c.Text)
		}
		if len(cells) > 0 {
			sheet.Rows = append(sheet.Rows, Row{r.Number, cells})
		}
	}
	return sheet
}
