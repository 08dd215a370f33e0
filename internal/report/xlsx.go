package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// XLSXType is the media type of a workbook.
const XLSXType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// CSVType is the media type of a CSV file.
const CSVType = "text/csv; charset=utf-8"

// WriteXLSX writes a workbook with one sheet for each table, its first row
// being the titles, which stay in sight. Texts are texts and numbers numbers,
// whatever they look like. The same tables give the same bytes.
func WriteXLSX(w io.Writer, tables ...Table) error {
	book := excelize.NewFile()
	defer book.Close()
	styles, err := makeStyles(book)
	if err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	for i, name := range sheetNames(tables) {
		if err := addSheet(book, i, name); err != nil {
			return fmt.Errorf("write XLSX: %w", err)
		}
		if err := fillSheet(book, name, tables[i], styles); err != nil {
			return fmt.Errorf("write XLSX: sheet %s: %w", name, err)
		}
	}
	var packed bytes.Buffer
	if err := book.Write(&packed); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return repack(w, packed.Bytes())
}

type styles struct {
	title int
	kinds [3]int
}

func makeStyles(book *excelize.File) (styles, error) {
	var s styles
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	points, counts := "0.00", "#,##0"
	looks := []struct {
		id    *int
		style excelize.Style
	}{
		{&s.title, excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: wrap}},
		{&s.kinds[Words], excelize.Style{Alignment: wrap}},
		{&s.kinds[Points], excelize.Style{CustomNumFmt: &points}},
		{&s.kinds[Counts], excelize.Style{CustomNumFmt: &counts}},
	}
	for _, look := range looks {
		id, err := book.NewStyle(&look.style)
		if err != nil {
			return s, err
		}
		*look.id = id
	}
	return s, nil
}

func addSheet(book *excelize.File, i int, name string) error {
	if i == 0 {
		return book.SetSheetName(book.GetSheetName(0), name)
	}
	_, err := book.NewSheet(name)
	return err
}

func fillSheet(book *excelize.File, name string, t Table, s styles) error {
	out, err := book.NewStreamWriter(name)
	if err != nil {
		return err
	}
	titles := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		width := c.Width
		if width == 0 {
			width = 14
		}
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
		titles[i] = excelize.Cell{StyleID: s.title, Value: text(c.Title)}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := out.SetRow("A1", titles); err != nil {
		return err
	}
	for i, row := range t.Rows {
		if err := out.SetRow("A"+strconv.Itoa(i+2), values(row, t.Columns, s)); err != nil {
			return err
		}
	}
	return out.Flush()
}

func values(row []Cell, columns []Column, s styles) []any {
	all := make([]any, len(row))
	for i, cell := range row {
		kind := Words
		if i < len(columns) {
			kind = columns[i].Kind
		}
		switch {
		case cell.Number.Known():
			// A workbook knows no other numbers than floats; the text of the
			// decimal becomes the nearest one and is shown with the same digits.
			f, _ := strconv.ParseFloat(string(cell.Number), 64)
			all[i] = excelize.Cell{StyleID: s.kinds[kind], Value: f}
		case cell.Text != "":
			all[i] = excelize.Cell{StyleID: s.kinds[Words], Value: text(cell.Text)}
		}
	}
	return all
}

// text drops what no XML can hold.
func text(s string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x20 && c != '\n' && c != '\t' || c == 0xFFFE || c == 0xFFFF {
			return -1
		}
		return c
	}, s)
}

// repack writes the parts of a workbook in the order of their names, since
// the order in which they come is left to chance.
func repack(w io.Writer, packed []byte) error {
	in, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	out := zip.NewWriter(w)
	for _, f := range in.File {
		if err := out.Copy(f); err != nil {
			return fmt.Errorf("write XLSX: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return nil
}
