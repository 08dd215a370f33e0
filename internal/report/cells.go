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
		if text.take(token) == "si" {
			b.shared = append(b.shared, text.String())
			text.Reset()
		}
	}
}

// textOf gathers the text of a string item and leaves its phonetic guides out.
type textOf struct {
	strings.Builder
	inText   bool
	phonetic bool
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
		}
	case xml.CharData:
		if t.inText && !t.phonetic {
			t.Write(e)
		}
	case xml.EndElement:
		switch e.Name.Local {
		case "t", "v":
			t.inText = false
		case "rPh":
			t.phonetic = false
		}
		return e.Name.Local
	}
	return ""
}

// readSheet reads the cells of one sheet.
func (b *book) readSheet(name string, sheet *Sheet) error {
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
	book   *book
	sheet  *Sheet
	row    Row
	column int
	kind   string
	text   textOf
}

func (g *grid) take(token xml.Token) error {
	if e, ok := token.(xml.StartElement); ok {
		switch e.Name.Local {
		case "row":
			return g.startRow(attribute(e, "r"))
		case "c":
			return g.startCell(attribute(e, "r"), attribute(e, "t"))
		}
	}
	if g.text.take(token) == "c" {
		return g.endCell()
	}
	return nil
}

func (g *grid) startRow(number string) error {
	g.endRow()
	next := g.row.Number + 1
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil || n < next {
			return notWorkbook(errors.New("row " + number + " is out of order"))
		}
		next = n
	}
	g.row = Row{Number: next}
	g.column = -1
	return nil
}

func (g *grid) endRow() {
	if len(g.row.Cells) > 0 {
		g.sheet.Rows = append(g.sheet.Rows, g.row)
		g.row.Cells = nil
	}
}

func (g *grid) startCell(ref, kind string) error {
	next := g.column + 1
	if ref != "" {
		column, ok := columnOf(ref)
		if !ok || column < next {
			return notWorkbook(errors.New("cell " + ref + " is out of order"))
		}
		next = column
	}
	g.column, g.kind = next, kind
	g.text.Reset()
	return nil
}

func (g *grid) endCell() error {
	value, err := g.value(g.text.String())
	if err != nil || value == "" {
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
	for len(g.row.Cells) < g.column {
		g.row.Cells = append(g.row.Cells, "")
	}
	g.row.Cells = append(g.row.Cells, value)
	return nil
}

// value says what a cell of its kind holds.
func (g *grid) value(raw string) (string, error) {
	switch g.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil || n < 0 || n >= len(g.book.shared) {
			return "", notWorkbook(errors.New("no shared text " + raw))
		}
		return unescaped(g.book.shared[n]), nil
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[strings.TrimSpace(raw)], nil
	case "", "n":
		return number(raw), nil
	}
	return unescaped(raw), nil
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
