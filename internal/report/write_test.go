package report

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"parindex/internal/par"
)

// hostile texts that a spreadsheet could take for something else than text.
var hostile = []string{
	`=1+1`, `=HYPERLINK("http://x","y")`, `+84 292`, `-0.27`, `@SUM(A1)`, "\tx", "\rx", "\x00=1", `=cmd|' /C calc'!A0`, `0123`, `1E5`, `_x0041_`, ` x `,
}

func sample() Table {
	t := Table{
		Sheet:   "Kết quả 2017",
		Columns: []Column{{Title: "Đơn vị", Width: 40}, {Title: "Chỉ số", Kind: Points}, {Title: "=Hạng", Kind: Counts}},
		Rows:    [][]Cell{{Text("Sở Y tế"), Number("83.78"), Count(3)}, {Text("Quận Ô Môn"), Number("-0.27"), Number("")}},
	}
	for _, s := range hostile {
		t.Rows = append(t.Rows, []Cell{Text(s)})
	}
	return t
}

func write(t *testing.T, tables ...Table) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteXLSX(&b, tables...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXLSXHoldsTextsAsTextsAndNumbersAsNumbers(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(write(t, sample())))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for row := 1; row <= 3+len(hostile); row++ {
		for _, column := range "ABC" {
			cell := fmt.Sprintf("%c%d", column, row)
			if f, _ := book.GetCellFormula("Kết quả 2017", cell); f != "" {
				t.Errorf("%s holds the formula %s", cell, f)
			}
			kind, err := book.GetCellType("Kết quả 2017", cell)
			value, _ := book.GetCellValue("Kết quả 2017", cell, excelize.Options{RawCellValue: true})
			number := row > 1 && row < 4 && column != 'A'
			if err != nil || number && kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber ||
				!number && value != "" && kind != excelize.CellTypeInlineString {
				t.Errorf("%s %q has type %v, %v", cell, value, kind, err)
			}
		}
	}
}

func TestXLSXReadsBackAsWritten(t *testing.T) {
	sheets, err := ReadXLSX(t.Context(), bytes.NewReader(write(t, sample())), ImportLimits())
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{1, []string{"Đơn vị", "Chỉ số", "=Hạng"}},
		{2, []string{"Sở Y tế", "83.78", "3"}},
		{3, []string{"Quận Ô Môn", "-0.27"}},
	}
	for i, s := range hostile {
		seen := strings.NewReplacer("\x00", "", "\r", "").Replace(s)
		want = append(want, Row{4 + i, []string{seen}})
	}
	if diff := cmp.Diff([]Sheet{{Name: "Kết quả 2017", Rows: want}}, sheets); diff != "" {
		t.Error(diff)
	}
}

func TestXLSXIsTheSameEachTime(t *testing.T) {
	tables := []Table{sample(), sample(), sample(), sample()}
	first := write(t, tables...)
	for range 5 {
		if !bytes.Equal(first, write(t, tables...)) {
			t.Fatal("two workbooks of the same tables differ")
		}
	}
	in, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	if in.File[0].Name != "[Content_Types].xml" {
		t.Errorf("the first part is %s", in.File[0].Name)
	}
}

func TestSheetNamesAreOnesThatAWorkbookAccepts(t *testing.T) {
	cases := []struct{ wanted, got string }{
		{"Sở", "Sở"},
		{"Sở", "Sở 2"},
		{"SỞ", "SỞ 3"},
		{"", "Sheet"},
		{"a/b\\c:d?e*[f]", "a b c d e  f"},
		{"'x'", "x"},
		{"=1+1", "=1+1"},
		{strings.Repeat("ắ", 40), strings.Repeat("ắ", 31)},
		{strings.Repeat("ắ", 40), strings.Repeat("ắ", 29) + " 2"},
		{strings.Repeat("😀", 20), strings.Repeat("😀", 15)},
	}
	var tables []Table
	for _, c := range cases {
		tables = append(tables, Table{Sheet: c.wanted})
	}
	for i, name := range sheetNames(tables) {
		if name != cases[i].got {
			t.Errorf("%q becomes %q, want %q", cases[i].wanted, name, cases[i].got)
		}
	}
	write(t, tables...)
}

func TestCSVHidesNoFormula(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCSV(&b, sample()); err != nil {
		t.Fatal(err)
	}
	body, found := strings.CutPrefix(b.String(), "\ufeff")
	if !found {
		t.Error("no byte order mark")
	}
	in := csv.NewReader(strings.NewReader(body))
	in.FieldsPerRecord = -1
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Đơn vị", "Chỉ số", "'=Hạng"}, {"Sở Y tế", "83.78", "3"}, {"Quận Ô Môn", "-0.27", ""},
		{"'=1+1"}, {`'=HYPERLINK("http://x","y")`}, {"'+84 292"}, {"'-0.27"}, {"'@SUM(A1)"}, {"'\tx"}, {"'x"}, {"'\x00=1"},
		{"'=cmd|' /C calc'!A0"}, {"0123"}, {"1E5"}, {"_x0041_"}, {" x "},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkWriteXLSX(b *testing.B) {
	table := Table{Sheet: "x", Columns: make([]Column, 100)}
	for range 4000 {
		row := make([]Cell, 100)
		for i := range row {
			row[i] = Number(par.Decimal("12.34"))
		}
		table.Rows = append(table.Rows, row)
	}
	for b.Loop() {
		if err := WriteXLSX(io.Discard, table); err != nil {
			b.Fatal(err)
		}
	}
}
