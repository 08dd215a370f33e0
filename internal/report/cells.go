package report

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"parindex/internal/par"
)

// readShared reads the texts that cells refer to by number.
func (b *book) readShared(name string) error {
	p, err := b.open(name)
	if err != nil {
		return err
	}
	defer p.close()
	var text textOf
	for {
		token, err := p.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if text.take(token) != "si" {
			continue
		}
		if len(b.shared) >= b.limits.Rows*b.limits.Columns {
			return par.E(par.TooLarge, "report.part_limit", "limit", int(b.limits.Part>>20))
		}
		b.shared = append(b.shared, unescaped(text.String()))
		text.Reset()
	}
}

// longestFormula is how many bytes of a formula are looked at; Excel has no longer one.
const longestFormula = 8192

// textOf gathers the text of a string item and leaves its phonetic guides out.
type textOf struct {
	strings.Builder
	inText    bool
	phonetic  bool
	inFormula bool
	formula   string // its beginning, which is enough to see where it reaches
}

// take looks at one token and returns the name of the element that it ends.
func (t *textOf) take(token xml.Token) string {
	switch e := token.(type) {
	case xml.StartElement:
		switch e.Name.Local {
		case "t", "v":
			t.inText = true
		case "rPh":
			t.phonetic = true
		case "f":
			t.inFormula, t.formula = true, ""
		}
	case xml.CharData:
		if t.inFormula && len(t.formula) < longestFormula {
			t.formula += string(e)
		}
		if t.inText && !t.phonetic {
			t.Write(e)
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "t", "v":
			t.inText = false
		case "rPh":
			t.phonetic = false
		case "f":
			t.inFormula = false
		}
		return e.Name.Local
	}
	return ""
}

// readSheet reads the cells of one sheet.
func (b *book) readSheet(name string, sheet *CellSheet) error {
	p, err := b.open(name)
	if err != nil {
		return err
	}
	defer p.close()
	g := grid{book: b, sheet: sheet}
	for {
		token, err := p.next()
		if errors.Is(err, io.EOF) {
			g.endRow()
			return nil
		}
		if err != nil {
			return err
		}
		if err := g.take(token); err != nil {
			return err
		}
	}
}

// grid puts cells where they belong.
type grid struct {
	book    *book
	sheet   *CellSheet
	row     CellRow
	column  int
	kind    string // attribute t of the cell
	look    look
	formula Formula
	text    textOf
}

func (g *grid) take(token xml.Token) error {
	if e, ok := token.(xml.StartElement); ok {
		switch e.Name.Local {
		case "row":
			return g.startRow(attribute(e, "r"), attribute(e, "hidden"))
		case "c":
			return g.startCell(attribute(e, "r"), attribute(e, "t"), attribute(e, "s"))
		case "f":
			g.formula = OwnFormula
		case "mergeCell":
			g.sheet.merge(attribute(e, "ref"))
		}
	}
	if g.text.take(token) == "f" {
		if strings.ContainsAny(g.text.formula, "[|") {
			g.formula = OutsideFormula
		}
		return nil
	}
	if e, ok := token.(xml.EndElement); ok && e.Name.Local == "c" {
		return g.endCell()
	}
	return nil
}

func (g *grid) startRow(number, hidden string) error {
	g.endRow()
	next := g.row.Number + 1
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n < next {
			return notWorkbook(errors.New("row " + number + " is out of order"))
		}
		next = n
	}
	g.row = CellRow{Number: next, Hidden: hidden == "1" || hidden == "true"}
	g.column = -1
	return nil
}

func (g *grid) endRow() {
	if len(g.row.Cells) > 0 {
		g.sheet.Rows = append(g.sheet.Rows, g.row)
		g.row.Cells = nil
	}
}

func (g *grid) startCell(ref, kind, style string) error {
	next := g.column + 1
	if ref != "" {
		column, ok := columnOf(ref)
		if !ok || column < next {
			return notWorkbook(errors.New("cell " + ref + " is out of order"))
		}
		next = column
	}
	g.column, g.kind, g.look, g.formula = next, kind, g.book.lookOf(style), NoFormula
	g.text.Reset()
	return nil
}

func (g *grid) endCell() error {
	cell, err := g.value(g.text.String())
	if err != nil || cell.Text == "" && cell.Formula == NoFormula {
		return err
	}
	if g.row.Number > g.book.limits.Rows {
		return par.E(par.TooLarge, "report.row_limit", "limit", g.book.limits.Rows, "sheet", g.sheet.Name, "place", g.row.Place(g.column))
	}
	if g.column >= g.book.limits.Columns {
		return par.E(par.TooLarge, "report.column_limit", "limit", g.book.limits.Columns, "sheet", g.sheet.Name, "place", g.row.Place(g.column))
	}
	if len(g.row.Cells) == 0 {
		if g.book.rows++; g.book.rows > g.book.limits.Rows {
			return par.E(par.TooLarge, "report.rows_limit", "limit", g.book.limits.Rows)
		}
	}
	g.row.Cells = append(g.row.Cells, cell)
	return nil
}

// value says what a cell holds.
func (g *grid) value(raw string) (ReadCell, error) {
	cell := ReadCell{Column: uint16(g.column), Formula: g.formula}
	switch g.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil || n < 0 || n >= len(g.book.shared) {
			return cell, notWorkbook(errors.New("no shared text " + raw))
		}
		cell.Text = g.book.shared[n]
	case "b":
		cell.Kind, cell.Text = FlagCell, map[string]string{"1": "TRUE", "0": "FALSE"}[strings.TrimSpace(raw)]
	case "", "n":
		cell.Kind, cell.Text = g.look.kind(), number(raw)
	case "d":
		cell.Kind, cell.Text = DateCell, strings.TrimSpace(raw)
	case "e":
		cell.Kind, cell.Text = ErrorCell, unescaped(raw)
	default:
		cell.Text = unescaped(raw)
	}
	return cell, nil
}

var escape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescaped reads the form _x000D_ in which workbooks write what XML cannot
// hold, and in which they hide a text that looks so by itself.
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escape.ReplaceAllStringFunc(s, func(code string) string {
		n, err := strconv.ParseUint(code[2:6], 16, 32)
		switch {
		case err != nil:
			return code
		case n < 0x20 && n != '\t' && n != '\n':
			return ""
		}
		return string(rune(n))
	})
}

// number writes a stored float as people see it: spreadsheets keep 17 digits
// of it and show 15, so that 0.28999999999999998 is 0.29.
func number(raw string) string {
	raw = strings.TrimSpace(raw)
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || f > 1e15 || f < -1e15 {
		return raw
	}
	seen, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if err != nil {
		return raw
	}
	return strconv.FormatFloat(seen, 'f', -1, 64)
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// columnOf reads the column of a place such as C12, counted from 0.
func columnOf(ref string) (int, bool) {
	n, i := 0, 0
	for ; i < len(ref) && i < 3 && ref[i] >= 'A' && ref[i] <= 'Z'; i++ {
		n = n*26 + int(ref[i]-'A') + 1
	}
	return n - 1, i > 0 && i < len(ref) && ref[i] >= '1' && ref[i] <= '9'
}

func placeOf(column, row int) string {
	letters := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return letters + strconv.Itoa(row)
}
