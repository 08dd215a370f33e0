package report

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"path"
	"strings"
	"time"

	"parindex/internal/par"
)

// Limits bound what a workbook may take to be read.
type Limits struct {
	Packed   int64 // bytes of the file
	Unpacked int64 // bytes of all its parts together
	Part     int64 // bytes of one part
	Rows     int   // last row that may hold something, and how many may in all sheets together
	Columns  int   // last column that may hold something
	Time     time.Duration
}

// ImportLimits are the limits of everything that people import.
func ImportLimits() Limits {
	return Limits{Packed: 20 << 20, Unpacked: 100 << 20, Part: 20 << 20, Rows: 20_000, Columns: 100, Time: 5 * time.Second}
}

// Sheet is one sheet of a workbook, with the rows that hold something.
type Sheet struct {
	Name   string
	Hidden bool
	Rows   []Row
}

// Row is a row of a sheet. Number is what the spreadsheet shows beside it,
// from 1. Cells holds the texts from column A on. A number is its plain
// decimal text, a formula its last value, a date the day's number.
type Row struct {
	Number int
	Cells  []string
}

// Cell returns the text of a column counted from 0, "" beyond the last.
func (r Row) Cell(column int) string {
	if column < len(r.Cells) {
		return r.Cells[column]
	}
	return ""
}

// Place names a cell of the row as the spreadsheet does, such as C12; columns
// are counted from 0.
func (r Row) Place(column int) string { return placeOf(column, r.Number) }

// most is how many parts a workbook may have.
const most = 1000

// ReadXLSX reads the sheets of a workbook in their order. Nothing in it is
// run, fetched or believed: sizes are those that are really read. A file that
// is no workbook is an invalid error, one beyond a limit a too_large error that
// names the limit and, for rows and columns, the sheet and the cell.
func ReadXLSX(ctx context.Context, r io.Reader, limits Limits) ([]Sheet, error) {
	found, err := ReadCells(ctx, r, limits)
	if err != nil {
		return nil, err
	}
	sheets := make([]Sheet, len(found))
	for i, s := range found {
		sheets[i] = s.plain()
	}
	return sheets, nil
}

// ReadCells is ReadXLSX for a reader who must know what each cell is: a text
// or a number, a date, a formula, hidden or merged.
func ReadCells(ctx context.Context, r io.Reader, limits Limits) ([]CellSheet, error) {
	ctx, cancel := context.WithTimeout(ctx, limits.Time)
	defer cancel()
	b, err := openBook(ctx, r, limits)
	if err != nil {
		return nil, err
	}
	return b.sheets()
}

// book is a workbook that is being read.
type book struct {
	ctx    context.Context
	limits Limits
	parts  map[string]*zip.File
	left   int64 // bytes that all parts together may still yield
	rows   int   // rows kept so far, of all sheets
	shared []string
	looks  []look // of the cells, by the number of their style
}

func openBook(ctx context.Context, r io.Reader, limits Limits) (*book, error) {
	packed, err := io.ReadAll(io.LimitReader(r, limits.Packed+1))
	switch {
	case err != nil:
		return nil, par.E(par.Invalid, "report.broken_off").Because(err)
	case len(packed) == 0:
		return nil, par.E(par.Invalid, "report.empty_file")
	case int64(len(packed)) > limits.Packed:
		return nil, par.E(par.TooLarge, "report.file_limit", "limit", int(limits.Packed>>20))
	case bytes.HasPrefix(packed, []byte(compound)):
		return nil, par.E(par.Invalid, "report.locked_or_old")
	}
	in, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil || len(in.File) > most {
		return nil, notWorkbook(err)
	}
	b := &book{ctx: ctx, limits: limits, parts: map[string]*zip.File{}, left: limits.Unpacked}
	if err := checkDirectory(in.File, limits); err != nil {
		return nil, err
	}
	for _, f := range in.File {
		if b.parts[f.Name] != nil {
			return nil, notWorkbook(nil)
		}
		b.parts[f.Name] = f
	}
	return b, nil
}

func notWorkbook(err error) error {
	return par.E(par.Invalid, "report.not_workbook").Because(err)
}

// sheetList is the part of xl/workbook.xml that matters.
type sheetList struct {
	Sheets []struct {
		Name  string     `xml:"name,attr"`
		State string     `xml:"state,attr"`
		Attrs []xml.Attr `xml:",any,attr"`
	} `xml:"sheets>sheet"`
}

type relations struct {
	All []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

func (b *book) sheets() ([]CellSheet, error) {
	var list sheetList
	var links relations
	if err := b.decode("xl/workbook.xml", &list); err != nil {
		return nil, err
	}
	if err := b.decode("xl/_rels/workbook.xml.rels", &links); err != nil {
		return nil, err
	}
	targets := map[string]string{}
	for _, link := range links.All {
		targets[link.ID] = target(link.Target)
		if err := b.readBeside(link.Type, target(link.Target)); err != nil {
			return nil, err
		}
	}
	var sheets []CellSheet
	for _, entry := range list.Sheets {
		sheet := CellSheet{Name: entry.Name, Hidden: entry.State != "" && entry.State != "visible"}
		for _, a := range entry.Attrs {
			if a.Name.Local != "id" {
				continue
			}
			if err := b.readSheet(targets[a.Value], &sheet); err != nil {
				return nil, err
			}
		}
		sheets = append(sheets, sheet)
	}
	if len(sheets) == 0 {
		return nil, notWorkbook(nil)
	}
	return sheets, nil
}

// readBeside reads a part that the sheets refer to.
func (b *book) readBeside(kind, name string) error {
	switch {
	case strings.HasSuffix(kind, "/sharedStrings"):
		return b.readShared(name)
	case strings.HasSuffix(kind, "/styles") && b.parts[name] != nil:
		return b.readStyles(name)
	}
	return nil
}

func target(t string) string {
	if strings.HasPrefix(t, "/") {
		return strings.TrimPrefix(path.Clean(t), "/")
	}
	return path.Join("xl", t)
}
