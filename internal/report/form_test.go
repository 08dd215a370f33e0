package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"parindex/internal/par"
)

func aForm() Form {
	return Form{
		Sheet: "Phiếu", Marks: []string{"mark/1", "x"}, Lines: []string{"Phiếu tự chấm", "Chỉ điền ô vàng"},
		Columns: []FormColumn{{Key: "key", Title: "Khóa", Hidden: true, Width: 5}, {Key: "title", Title: "Tiêu chí", Width: 40}, {Key: "value", Title: "Giá trị", Width: 16}},
		Rows: []FormRow{
			{Band: true, Cells: []FormCell{{}, {Text: "Lĩnh vực 1"}}},
			{First: true, Cells: []FormCell{{Text: "1.1"}, {Text: "=HYPERLINK(1) _x0041_"}, {Open: true, List: 1, Text: "Có"}}},
			{Cells: []FormCell{{Text: "1.2"}, {Text: "Tỷ lệ"}, {Open: true, Format: PercentNumber, Number: "98.25"}}},
			{Cells: []FormCell{{Text: "1.3"}, {Text: "Số lớn"}, {Open: true, Format: FractionNumber, Number: "12345678901234.5678"}}},
			{Cells: []FormCell{{Text: "1.4"}, {Text: "Số hồ sơ"}, {Open: true, Format: WholeNumber, Number: "118555"}}},
		},
		Lists: [][]string{{"Có", "Không"}}, Choices: "Danh mục", Pick: "Chọn trong danh sách",
		Guide:  Guide{Sheet: "Hướng dẫn", Title: "Cách dùng", Parts: []GuidePart{{Title: "Điền", Lines: []string{"Điền ô vàng."}}}},
		Freeze: 2,
	}
}

func written(t testing.TB, f Form) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteForm(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFormIsReadBackCellByCell(t *testing.T) {
	f := aForm()
	sheets, err := ReadCells(t.Context(), bytes.NewReader(written(t, f)), ImportLimits())
	if err != nil {
		t.Fatal(err)
	}
	if len(sheets) != 3 || !sheets[2].Hidden || sheets[0].Name != "Phiếu" {
		t.Fatalf("sheets %+v", sheets)
	}
	cells := map[string]ReadCell{}
	for _, row := range sheets[0].Rows {
		if hidden := row.Number <= keysRow; row.Hidden != hidden {
			t.Errorf("row %d hidden: %t", row.Number, row.Hidden)
		}
		for _, c := range row.Cells {
			cells[row.Place(int(c.Column))] = ReadCell{Text: c.Text, Kind: c.Kind, Formula: c.Formula}
		}
	}
	first := f.RowNumber(1)
	want := map[string]ReadCell{
		"A1": {Text: "mark/1"}, "C2": {Text: "value"}, placeOf(1, first): {Text: "=HYPERLINK(1) _x0041_"}, placeOf(2, first): {Text: "Có"},
		placeOf(2, first+1): {Text: "0.9825", Kind: PercentCell}, placeOf(2, first+2): {Text: "12345678901234.5678"}, placeOf(2, first+3): {Text: "118555", Kind: NumberCell},
	}
	for place, cell := range want {
		if diff := cmp.Diff(cell, cells[place]); diff != "" {
			t.Errorf("%s: %s", place, diff)
		}
	}
}

func TestFormGuidesWhoeverFillsItIn(t *testing.T) {
	f := aForm()
	book, err := excelize.OpenReader(bytes.NewReader(written(t, f)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	open, locked := placeOf(2, f.RowNumber(1)), placeOf(1, f.RowNumber(1))
	for place, want := range map[string]bool{open: false, locked: true} {
		id, err := book.GetCellStyle("Phiếu", place)
		if err != nil {
			t.Fatal(err)
		}
		style, err := book.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if got := style.Protection == nil || style.Protection.Locked; got != want {
			t.Errorf("%s locked: %t", place, got)
		}
	}
	rules, err := book.GetDataValidations("Phiếu")
	if err != nil || len(rules) != 1 || rules[0].Sqref != open || !strings.Contains(rules[0].Formula1, "Danh mục") {
		t.Errorf("drop-downs %+v %v", rules, err)
	}
	panes, err := book.GetPanes("Phiếu")
	if err != nil || !panes.Freeze || panes.YSplit != f.TitleRow() {
		t.Errorf("panes %+v %v", panes, err)
	}
	if visible, err := book.GetColVisible("Phiếu", "A"); visible || err != nil {
		t.Errorf("the column of keys is shown (%v)", err)
	}
	if raw := unpacked(t, written(t, f), "xl/worksheets/sheet1.xml"); !strings.Contains(raw, `<sheetProtection`) || strings.Contains(raw, "password=") {
		t.Error("the sheet is not protected, or by a password")
	}
}

func TestFormIsTheSameEachTime(t *testing.T) {
	if !bytes.Equal(written(t, aForm()), written(t, aForm())) {
		t.Error("two files of one form differ")
	}
}

func unpacked(t *testing.T, file []byte, name string) string {
	t.Helper()
	b, err := openBook(t.Context(), bytes.NewReader(file), ImportLimits())
	if err != nil {
		t.Fatal(err)
	}
	part, err := b.parts[name].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer part.Close()
	var out bytes.Buffer
	if _, err := out.ReadFrom(part); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestReadCellsTellsWhatACellIs(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-42A]0.00##%"/><numFmt numFmtId="171" formatCode="[$-42A]dd/mm/yyyy"/>` +
		`<numFmt numFmtId="172" formatCode="0.00&quot; đồng/ngày&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="172"/></cellXfs></styleSheet>`
	file := bookOf(t, map[string]string{
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/styles" Target="styles.xml"/></Relationships>`,
		"xl/styles.xml":              styles,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1" hidden="1"><c r="A1" s="1"><v>45000</v></c><c r="B1" s="2"><v>0.9825</v></c><c r="C1" s="3"><v>1</v></c><c r="D1" s="4"><v>2</v></c></row>` +
			`<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>[1]A!$A$1</f><v>3</v></c><c r="C2"><f>NOW()</f></c><c r="D2" t="e"><v>#N/A</v></c><c r="E2" t="b"><v>1</v></c><c r="F2" t="d"><v>2026-01-01</v></c></row>` +
			`<row r="4"><c r="A4"><v>5</v></c></row></sheetData><mergeCells><mergeCell ref="A4:B5"/></mergeCells></worksheet>`,
	})
	sheets, err := ReadCells(t.Context(), bytes.NewReader(file), ImportLimits())
	if err != nil {
		t.Fatal(err)
	}
	want := []CellRow{
		{Number: 1, Hidden: true, Cells: []ReadCell{{"45000", 0, DateCell, 0}, {"0.9825", 1, PercentCell, 0}, {"1", 2, DateCell, 0}, {"2", 3, NumberCell, 0}}},
		{Number: 2, Cells: []ReadCell{{"2", 0, NumberCell, OwnFormula}, {"3", 1, NumberCell, OutsideFormula}, {"", 2, NumberCell, OwnFormula},
			{"#N/A", 3, ErrorCell, 0}, {"TRUE", 4, FlagCell, 0}, {"2026-01-01", 5, DateCell, 0}}},
		{Number: 4, Cells: []ReadCell{{"5", 0, NumberCell, 0}}},
	}
	if diff := cmp.Diff(want, sheets[0].Rows); diff != "" {
		t.Error(diff)
	}
	if !sheets[0].Merged(4) || !sheets[0].Merged(5) || sheets[0].Merged(2) {
		t.Error("merged rows are not known")
	}
}

func TestReadXLSXLooksAtTheDirectoryFirst(t *testing.T) {
	cases := map[string]struct{ name, key string }{
		"macros":        {"xl/vbaProject.bin", "report.macros"},
		"a file within": {"xl/embeddings/a.zip", "report.file_in_file"},
		"climbing":      {"../../etc/passwd", "report.not_workbook"},
		"absolute":      {"/etc/passwd", "report.not_workbook"},
		"backslashes":   {`xl\..\x`, "report.not_workbook"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := ReadXLSX(t.Context(), bytes.NewReader(bookOf(t, map[string]string{c.name: "x"})), ImportLimits())
			if e, ok := par.AsError(err); !ok || e.Key != c.key {
				t.Errorf("got %v", err)
			}
		})
	}
	for name, body := range map[string]string{"encrypted or old": compound + "rest", "a type of its own": ""} {
		file := []byte(body)
		if body == "" {
			file = bookOf(t, map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE worksheet SYSTEM "file:///etc/passwd"><worksheet/>`})
		}
		if _, err := ReadXLSX(t.Context(), bytes.NewReader(file), ImportLimits()); !par.Is(err, par.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
