package criteria

import (
	"slices"
	"strconv"
	"strings"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
)

// grid is one sheet of the layout as it was found in a workbook.
type grid struct {
	name    string
	columns map[string]int    // position by code
	titles  map[string]string // as they stand in the file, without the code
	rows    []report.Row
}

// line is one row of a grid; faults in it go to its importer.
type line struct {
	w    *importer
	grid *grid
	row  report.Row
}

func newImporter(sheets []report.Sheet) *importer {
	w := &importer{
		sheets: map[string]*grid{}, byCode: map[string]*score.Node{}, rules: map[rulePlace]*score.Rule{}, origin: map[any]line{},
	}
	for _, s := range sheets {
		key, known := sheetKey(s.Name)
		switch {
		case !known:
			w.faults = append(w.faults, Fault{Sheet: s.Name, Text: par.T("criteria.fault_sheet")})
		case w.sheets[key] != nil:
			w.faults = append(w.faults, Fault{Sheet: s.Name, Text: par.T("criteria.fault_repeated")})
		default:
			w.sheets[key] = w.grid(key, s)
		}
	}
	for _, key := range []string{sheetEdition, sheetNodes} {
		if w.sheets[key] == nil {
			w.faults = append(w.faults, Fault{Sheet: sheetTitle(i18n.New(i18n.Vi), key), Text: par.T("criteria.fault_no_sheet")})
		}
	}
	return w
}

// sheetKey finds which sheet of the layout a name in any language means.
func sheetKey(name string) (string, bool) {
	for _, s := range layout {
		for _, lang := range i18n.Langs() {
			if i18n.Fold(strings.TrimSpace(name)) == i18n.Fold(sheetTitle(i18n.New(lang), s.key)) {
				return s.key, true
			}
		}
	}
	return "", false
}

// grid reads the titles of a sheet and holds them against the layout.
func (w *importer) grid(key string, s report.Sheet) *grid {
	g := &grid{name: s.Name, columns: map[string]int{}, titles: map[string]string{}}
	if len(s.Rows) == 0 || s.Rows[0].Number != 1 {
		w.faults = append(w.faults, Fault{Sheet: s.Name, Row: 1, Text: par.T("criteria.fault_titles")})
		return g
	}
	head := s.Rows[0]
	for i, title := range head.Cells {
		if strings.TrimSpace(title) == "" {
			continue
		}
		code := bracketed(title)
		_, twice := g.columns[code]
		at := Fault{Sheet: s.Name, Row: 1, Column: title, Cell: head.Place(i)}
		switch {
		case twice:
			at.Text = par.T("criteria.fault_repeated")
			w.faults = append(w.faults, at)
		case !hasColumn(key, code):
			at.Text = par.T("criteria.fault_unknown_column")
			w.faults = append(w.faults, at)
		}
		g.columns[code], g.titles[code] = i, strings.TrimSpace(strings.TrimSuffix(title, "["+code+"]"))
	}
	g.rows = s.Rows[1:]
	w.needColumns(key, g)
	return g
}

// needed lists the columns without which a sheet says nothing.
var needed = map[string][]string{sheetEdition: {"field", "value"}, sheetNodes: {"code", "parent", "title", "max", "rule"}}

func (w *importer) needColumns(key string, g *grid) {
	columns, ok := needed[key]
	if !ok {
		columns = []string{"leaf"}
	}
	for _, c := range columns {
		if _, ok := g.columns[c]; !ok {
			w.faults = append(w.faults, Fault{Sheet: g.name, Row: 1, Text: par.T("criteria.fault_no_column", "column", c)})
		}
	}
}

func hasColumn(key, code string) bool {
	for _, s := range layout {
		if s.key == key {
			return slices.Contains(keys(s.columns), code)
		}
	}
	return false
}

// lines lists the rows of a sheet that hold something. A cell outside the
// titled columns is a fault.
func (w *importer) lines(key string) []line {
	g := w.sheets[key]
	if g == nil {
		return nil
	}
	var all []line
	for _, row := range g.rows {
		empty := true
		for i, cell := range row.Cells {
			if strings.TrimSpace(cell) == "" {
				continue
			}
			empty = false
			if !g.titled(i) {
				w.faults = append(w.faults, Fault{Sheet: g.name, Row: row.Number, Column: "?", Cell: row.Place(i), Text: par.T("criteria.fault_untitled")})
			}
		}
		if !empty {
			all = append(all, line{w, g, row})
		}
	}
	return all
}

func (g *grid) titled(position int) bool {
	for _, i := range g.columns {
		if i == position {
			return true
		}
	}
	return false
}

// whole stands for a sheet as such, in a fault that has no row.
func (w *importer) whole(key string) line {
	if g := w.sheets[key]; g != nil {
		return line{w: w, grid: g}
	}
	return line{w: w, grid: &grid{name: sheetTitle(i18n.New(i18n.Vi), key)}}
}

// raw returns the text of a cell as it is; a column that is missing is empty.
func (l line) raw(column string) string {
	if i, ok := l.grid.columns[column]; ok {
		return l.row.Cell(i)
	}
	return ""
}

// text returns the text of a cell without the blanks around it.
func (l line) text(column string) string { return strings.TrimSpace(l.raw(column)) }

// number reads a number, written with a point or a comma.
func (l line) number(column string) par.Decimal {
	typed := l.text(column)
	if typed == "" {
		return ""
	}
	d, ok := par.ParseDecimal(strings.Replace(typed, ",", ".", 1))
	if !ok {
		l.fault(column, par.T("number.malformed", "text", clip(typed)))
	}
	return d
}

// whole reads a whole number; nil where there is none.
func (l line) whole(column string) *int {
	typed := l.text(column)
	if typed == "" {
		return nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 {
		l.fault(column, par.T("criteria.fault_count"))
		return nil
	}
	return &n
}

// word reads a value of a closed list.
func (l line) word(column string, w words) string {
	value, ok := w.read(l.text(column))
	if !ok {
		l.fault(column, par.T("criteria.fault_word", "text", clip(l.text(column)), "words", list(w)))
	}
	return value
}

// list says the words of a closed list as they stand in a Vietnamese file.
func list(w words) string {
	var all []string
	for _, value := range w.values {
		all = append(all, w.say(i18n.New(i18n.Vi), value))
	}
	return strings.Join(all, ", ")
}

func (l line) fault(column string, text par.Text) {
	f := Fault{Sheet: l.grid.name, Row: l.row.Number, Text: text, Node: l.text("code")}
	if i, ok := l.grid.columns[column]; ok {
		f.Column, f.Cell = l.grid.titles[column], l.row.Place(i)
	}
	l.w.faults = append(l.w.faults, f)
}

// clip shortens foreign text for a sentence.
func clip(s string) string {
	if runes := []rune(s); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return s
}
