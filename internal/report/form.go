package report

import (
	"bytes"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"parindex/internal/par"
)

// Form is a workbook to be filled in: a sheet with locked cells and a few open
// ones, the lists behind its drop-downs, and a page that explains it. Its
// first row holds Marks and its second the keys of the columns; both are
// hidden, for the program that reads the sheet again.
type Form struct {
	Sheet   string
	Marks   []string
	Lines   []string // above the titles: the heading, then what it is about
	Columns []FormColumn
	Rows    []FormRow
	Lists   [][]string
	Choices string // name of the hidden sheet of the lists
	Pick    string // said where something else is typed than the list offers
	Guide   Guide
	English bool // numbers with a decimal point
	Freeze  int  // how many columns stay in sight
}

// FormColumn is a column with its key and its title.
type FormColumn struct {
	Key, Title string
	Width      float64
	Hidden     bool
}

// FormRow is a row of cells, or with Band a heading over the rows below.
type FormRow struct {
	Cells []FormCell
	Band  bool
	First bool // begins something new: a line is drawn above it
}

// FormCell is a cell. Number wins over Text.
type FormCell struct {
	Text   string
	Number par.Decimal
	Open   bool   // may be changed
	Format Format // of a number in it
	List   int    // one of Lists counted from 1, to choose from; 0: none
	Bad    bool   // marked as at fault
	Quiet  bool   // of less weight
}

// Format is how the number of a cell looks.
type Format uint8

// The formats. A percentage is stored as its hundredth part, as spreadsheets do.
const (
	AsIs Format = iota
	WholeNumber
	FractionNumber
	PercentNumber
)

// Guide is the page that explains a form: a heading and lines under titles.
type Guide struct {
	Sheet, Title string
	Parts        []GuidePart
}

// GuidePart is a title with its lines.
type GuidePart struct {
	Title string
	Lines []string
}

// Rows above the titles of a form that are hidden.
const (
	marksRow = 1
	keysRow  = 2
)

// TitleRow is the row of the titles of the columns.
func (f Form) TitleRow() int { return keysRow + len(f.Lines) + 1 }

// RowNumber is the row in which f.Rows[i] stands.
func (f Form) RowNumber(i int) int { return f.TitleRow() + 1 + i }

// WriteForm writes the form as XLSX. Texts are texts whatever they look like.
func WriteForm(w io.Writer, f Form) error {
	book := excelize.NewFile()
	defer book.Close()
	form := formWriter{Form: f, book: book, styles: map[formStyle]int{}}
	for _, step := range []func() error{form.begin, form.head, form.rows, form.lists, form.guide, form.protect} {
		if err := step(); err != nil {
			return fmt.Errorf("write form: %w", err)
		}
	}
	var packed bytes.Buffer
	if err := book.Write(&packed); err != nil {
		return fmt.Errorf("write form: %w", err)
	}
	return repack(w, packed.Bytes())
}

// formWriter writes one form.
type formWriter struct {
	Form
	book   *excelize.File
	styles map[formStyle]int
	drops  map[int][]span // cells with a drop-down, by list
}

func (f *formWriter) begin() error {
	names := sheetNames([]Table{{Sheet: f.Sheet}, {Sheet: f.Guide.Sheet}, {Sheet: f.Choices}})
	f.Sheet, f.Guide.Sheet, f.Choices = names[0], names[1], names[2]
	if err := f.book.SetSheetName(f.book.GetSheetName(0), f.Sheet); err != nil {
		return err
	}
	for _, name := range names[1:] {
		if _, err := f.book.NewSheet(name); err != nil {
			return err
		}
	}
	for i, c := range f.Columns {
		letters := columnLetters(i)
		if err := f.book.SetColWidth(f.Sheet, letters, letters, c.Width); err != nil {
			return err
		}
		if c.Hidden {
			if err := f.book.SetColVisible(f.Sheet, letters, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// head writes all above the first row: hidden marks and keys, lines, titles.
func (f *formWriter) head() error {
	for i, mark := range f.Marks {
		if err := f.put(i, marksRow, FormCell{Text: mark}, formStyle{}); err != nil {
			return err
		}
	}
	for i, c := range f.Columns {
		if err := f.put(i, keysRow, FormCell{Text: c.Key}, formStyle{}); err != nil {
			return err
		}
		if err := f.put(i, f.TitleRow(), FormCell{Text: c.Title}, formStyle{role: titleRole}); err != nil {
			return err
		}
	}
	first := f.firstVisible()
	for i, line := range f.Lines {
		role := lineRole
		if i == 0 {
			role = headingRole
		}
		if err := f.put(first, keysRow+1+i, FormCell{Text: line}, formStyle{role: role}); err != nil {
			return err
		}
	}
	for _, row := range []int{marksRow, keysRow} {
		if err := f.book.SetRowVisible(f.Sheet, row, false); err != nil {
			return err
		}
	}
	if err := f.book.SetRowHeight(f.Sheet, keysRow+1, 26); err != nil {
		return err
	}
	if err := f.book.SetRowHeight(f.Sheet, f.TitleRow(), 32); err != nil {
		return err
	}
	corner := columnLetters(f.Freeze) + strconv.Itoa(f.TitleRow()+1)
	return f.book.SetPanes(f.Sheet, &excelize.Panes{
		Freeze: true, XSplit: f.Freeze, YSplit: f.TitleRow(), TopLeftCell: corner, ActivePane: "bottomRight",
	})
}

func (f *formWriter) firstVisible() int {
	for i, c := range f.Columns {
		if !c.Hidden {
			return i
		}
	}
	return 0
}

func (f *formWriter) rows() error {
	f.drops = map[int][]span{}
	for i, row := range f.Rows {
		number := f.RowNumber(i)
		for j := range f.Columns {
			var cell FormCell
			if j < len(row.Cells) {
				cell = row.Cells[j]
			}
			style := formStyle{role: cellRole, open: cell.Open, format: cell.Format, bad: cell.Bad, quiet: cell.Quiet, first: row.First}
			if row.Band {
				style = formStyle{role: bandRole}
			}
			if err := f.put(j, number, cell, style); err != nil {
				return err
			}
			if cell.List > 0 && cell.Open {
				f.drop(cell.List, j, number)
			}
		}
	}
	return f.choices()
}

// span is cells below each other.
type span struct{ column, from, to int }

func (s span) String() string {
	if s.from == s.to {
		return placeOf(s.column, s.from)
	}
	return placeOf(s.column, s.from) + ":" + placeOf(s.column, s.to)
}

// drop notes that a cell chooses from a list.
func (f *formWriter) drop(list, column, row int) {
	spans := f.drops[list]
	if n := len(spans); n > 0 && spans[n-1].column == column && spans[n-1].to == row-1 {
		spans[n-1].to = row
		return
	}
	f.drops[list] = append(spans, span{column, row, row})
}

// mostSpans is how many spans of cells one rule names.
const mostSpans = 200

// choices gives their drop-downs to the cells that choose.
func (f *formWriter) choices() error {
	for i, list := range f.Lists {
		for spans := range slices.Chunk(f.drops[i+1], mostSpans) {
			names := make([]string, len(spans))
			for j, s := range spans {
				names[j] = s.String()
			}
			column := columnLetters(i)
			rule := excelize.NewDataValidation(true)
			rule.SetSqref(strings.Join(names, " "))
			rule.SetSqrefDropList(fmt.Sprintf("'%s'!$%s$1:$%s$%d", f.Choices, column, column, len(list)))
			rule.SetError(excelize.DataValidationErrorStyleStop, "", f.Pick)
			if err := f.book.AddDataValidation(f.Sheet, rule); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *formWriter) lists() error {
	for i, list := range f.Lists {
		for j, one := range list {
			if err := f.book.SetCellStr(f.Choices, placeOf(i, j+1), sharedText(one)); err != nil {
				return err
			}
		}
	}
	return f.book.SetSheetVisible(f.Choices, false)
}

// put writes one cell of the form.
func (f *formWriter) put(column, row int, cell FormCell, style formStyle) error {
	place := placeOf(column, row)
	switch {
	case cell.Number.Known() && exact(cell.Number):
		if err := f.book.SetCellValue(f.Sheet, place, stored(cell)); err != nil {
			return err
		}
	case cell.Number.Known():
		if err := f.book.SetCellStr(f.Sheet, place, string(cell.Number)); err != nil {
			return err
		}
	case cell.Text != "":
		if err := f.book.SetCellStr(f.Sheet, place, sharedText(cell.Text)); err != nil {
			return err
		}
	}
	id, err := f.style(style)
	if err != nil || id == 0 {
		return err
	}
	return f.book.SetCellStyle(f.Sheet, place, place, id)
}

// exact tells whether a float keeps every digit of a number.
func exact(d par.Decimal) bool {
	digits := 0
	for _, c := range string(d) {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	return digits <= 15
}

// stored is a number as a spreadsheet holds it.
func stored(cell FormCell) float64 {
	d := cell.Number
	if cell.Format == PercentNumber {
		share := new(big.Rat).Quo(d.Rat(), big.NewRat(100, 1))
		f, _ := share.Float64()
		return f
	}
	f, _ := strconv.ParseFloat(string(d), 64)
	return f
}

func columnLetters(column int) string {
	place := placeOf(column, 1)
	return place[:len(place)-1]
}

// protect locks what is not open, without a password: it guides, and whoever
// must may take it off.
func (f *formWriter) protect() error {
	for _, sheet := range []string{f.Sheet, f.Guide.Sheet, f.Choices} {
		if err := f.book.ProtectSheet(sheet, &excelize.SheetProtectionOptions{
			SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true, AutoFilter: true, EditObjects: true, EditScenarios: true,
		}); err != nil {
			return err
		}
	}
	f.book.SetActiveSheet(0)
	return f.print()
}

// print lays the sheet out for paper: wide, one page across, titles on each.
func (f *formWriter) print() error {
	landscape, a4, one, none := "landscape", 9, 1, 0
	if err := f.book.SetPageLayout(f.Sheet, &excelize.PageLayoutOptions{Orientation: &landscape, Size: &a4, FitToWidth: &one, FitToHeight: &none}); err != nil {
		return err
	}
	fit := true
	return f.book.SetSheetProps(f.Sheet, &excelize.SheetPropsOptions{FitToPage: &fit})
}

// signLength is how long the sign for a character is: _x0041_.
const signLength = 7

// sharedText is a text as it stands among a workbook's shared ones: a line that
// begins what would be read there as the sign for a character is written as such
// a sign itself.
func sharedText(s string) string {
	s = text(s)
	if !escape.MatchString(s) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '_' && escape.MatchString(s[i:min(i+signLength, len(s))]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
