package report

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"parindex/internal/par"
)

// bookOf makes a workbook by hand from parts; the usual ones are there unless given.
func bookOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheetOf(`<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>`),
	}
	for name, body := range parts {
		all[name] = body
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, body := range all {
		if body == "" {
			continue
		}
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(body))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sheetOf(rows string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>` + rows + `</sheetData></worksheet>`
}

func oneSheet(rows string) map[string]string {
	return map[string]string{"xl/worksheets/sheet1.xml": sheetOf(rows)}
}

func TestReadXLSXKeepsPlaces(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	for cell, value := range map[string]any{
		"A1": "Mã", "C1": "Tiêu chí", "B5": 0.29, "D5": 0.1 + 0.2, "E5": 118555, "A7": true, "F7": "dòng 1\ndòng 2", "A9": " ",
	} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SetCellFormula("Sheet1", "B7", "=1+1"); err != nil {
		t.Fatal(err)
	}
	if _, err := book.NewSheet("Ẩn"); err != nil {
		t.Fatal(err)
	}
	if err := book.SetSheetVisible("Ẩn", false); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := ReadXLSX(t.Context(), &b, ImportLimits())
	if err != nil {
		t.Fatal(err)
	}
	want := []Sheet{{Name: "Sheet1", Rows: []Row{
		{1, []string{"Mã", "", "Tiêu chí"}},
		{5, []string{"", "0.29", "", "0.3", "118555"}},
		{7, []string{"TRUE", "", "", "", "", "dòng 1\ndòng 2"}},
		{9, []string{" "}},
	}}, {Name: "Ẩn", Hidden: true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if place := got[0].Rows[1].Place(27); place != "AB5" {
		t.Errorf("place %s", place)
	}
}

func TestReadXLSXReadsWhatOtherProgramsWrite(t *testing.T) {
	got, err := ReadXLSX(t.Context(), bytes.NewReader(bookOf(t, map[string]string{
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/sharedStrings.xml": `<sst><si><r><t>Đậm</t></r><r><t xml:space="preserve"> nhạt</t></r><rPh><t>ghi âm</t></rPh></si></sst>`,
		"xl/worksheets/sheet1.xml": sheetOf(`<row><c t="s"><v>0</v></c><c><v>0.28999999999999998</v></c><c t="str"><f>A1&amp;1</f><v>từ công thức</v></c></row>` +
			`<row r="4"><c r="B4" t="e"><v>#REF!</v></c><c r="XFD4" s="1"/></row><row r="900000"/>`),
	})), ImportLimits())
	if err != nil {
		t.Fatal(err)
	}
	want := []Sheet{{Name: "A", Rows: []Row{{1, []string{"Đậm nhạt", "0.29", "từ công thức"}}, {4, []string{"", "#REF!"}}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadXLSXRefusesWithTheLimit(t *testing.T) {
	small := Limits{Packed: 1 << 20, Unpacked: 3 << 20, Part: 2 << 20, Rows: 20, Columns: 10, Time: time.Minute}
	cases := []struct {
		name string
		file []byte
		code par.Code
		key  string
		args par.Args
	}{
		{"empty", nil, par.Invalid, "report.empty_file", nil},
		{"no zip", []byte("a;b;c"), par.Invalid, "report.not_workbook", nil},
		{"html", []byte("<html><table><tr><td>1</td></tr></table></html>"), par.Invalid, "report.not_workbook", nil},
		{"too large packed", bytes.Repeat([]byte{'x'}, 1<<20+1), par.TooLarge, "report.file_limit", par.Args{"limit": 1}},
		{"one part too large", bookOf(t, oneSheet(strings.Repeat("<row/>", 500_000))), par.TooLarge, "report.part_limit", par.Args{"limit": 2}},
		{"all parts too large", bookOf(t, map[string]string{
			"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId1"/></sheets></workbook>`,
			"xl/worksheets/sheet1.xml":   sheetOf(strings.Repeat("<row/>", 300_000)),
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		}), par.TooLarge, "report.unpacked_limit", par.Args{"limit": 3}},
		{"row", bookOf(t, oneSheet(`<row r="21"><c r="B21"><v>1</v></c></row>`)), par.TooLarge, "report.row_limit",
			par.Args{"limit": 20, "sheet": "A", "place": "B21"}},
		{"column", bookOf(t, oneSheet(`<row r="2"><c r="K2"><v>1</v></c></row>`)), par.TooLarge, "report.column_limit",
			par.Args{"limit": 10, "sheet": "A", "place": "K2"}},
		{"rows of all sheets", bookOf(t, map[string]string{
			"xl/workbook.xml":          `<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId1"/></sheets></workbook>`,
			"xl/worksheets/sheet1.xml": sheetOf(strings.Repeat("<row><c><v>1</v></c></row>", 11)),
		}), par.TooLarge, "report.rows_limit", par.Args{"limit": 20}},
		{"no workbook part", bookOf(t, map[string]string{"xl/workbook.xml": ""}), par.Invalid, "report.not_workbook", nil},
		{"no sheet part", bookOf(t, map[string]string{"xl/worksheets/sheet1.xml": ""}), par.Invalid, "report.not_workbook", nil},
		{"no sheets", bookOf(t, map[string]string{"xl/workbook.xml": `<workbook/>`}), par.Invalid, "report.not_workbook", nil},
		{"broken XML", bookOf(t, oneSheet(`<row><c>`)), par.Invalid, "report.not_workbook", nil},
		{"deep XML", bookOf(t, oneSheet(strings.Repeat("<row>", 1000)+strings.Repeat("</row>", 1000))), par.Invalid, "report.not_workbook", nil},
		{"one endless tag", bookOf(t, oneSheet("<row "+strings.Repeat(`a="" `, 300_000)+"/>")), par.Invalid, "report.not_workbook", nil},
		{"entities", bookOf(t, map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` +
			`<worksheet><row><c t="str"><v>&b;</v></c></row></worksheet>`}), par.Invalid, "report.not_workbook", nil},
		{"rows backwards", bookOf(t, oneSheet(`<row r="2"/><row r="1"/>`)), par.Invalid, "report.not_workbook", nil},
		{"cells backwards", bookOf(t, oneSheet(`<row><c r="B1"/><c r="A1"/></row>`)), par.Invalid, "report.not_workbook", nil},
		{"shared text that is not there", bookOf(t, oneSheet(`<row><c t="s"><v>7</v></c></row>`)), par.Invalid, "report.not_workbook", nil},
		{"cut in the middle", bookOf(t, nil)[:300], par.Invalid, "report.not_workbook", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadXLSX(t.Context(), bytes.NewReader(c.file), small)
			e, ok := par.AsError(err)
			if !ok || e.Code != c.code || e.Key != c.key {
				t.Fatalf("got %v, want %s %s", err, c.code, c.key)
			}
			if diff := cmp.Diff(c.args, e.Args); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadXLSXStopsWhenItsTimeIsOver(t *testing.T) {
	limits := ImportLimits()
	limits.Time = time.Nanosecond
	_, err := ReadXLSX(t.Context(), bytes.NewReader(bookOf(t, nil)), limits)
	if e, ok := par.AsError(err); !ok || e.Key != "report.time_limit" {
		t.Errorf("got %v", err)
	}
}

func TestReadXLSXOfASenderWhoBreaksOff(t *testing.T) {
	_, err := ReadXLSX(t.Context(), iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader("PK"))), ImportLimits())
	if e, ok := par.AsError(err); !ok || e.Key != "report.broken_off" {
		t.Errorf("got %v", err)
	}
}

func FuzzReadXLSX(f *testing.F) {
	f.Add([]byte(`<row r="1"><c r="A1"><v>1</v></c></row>`))
	f.Add([]byte(`<row><c t="s"><v>0</v></c></row>`))
	f.Fuzz(func(t *testing.T, rows []byte) {
		limits := ImportLimits()
		sheets, err := ReadXLSX(t.Context(), bytes.NewReader(bookOf(t, oneSheet(string(rows)))), limits)
		if _, ok := par.AsError(err); err != nil && !ok {
			t.Fatalf("an error of no known kind: %v", err)
		}
		for _, s := range sheets {
			for _, r := range s.Rows {
				if r.Number > limits.Rows || len(r.Cells) > limits.Columns {
					t.Fatalf("row %d with %d cells", r.Number, len(r.Cells))
				}
			}
		}
	})
}
