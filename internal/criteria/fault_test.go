package criteria

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parindex/internal/criteria/samples"
	"parindex/internal/i18n"
	"parindex/internal/report"
	"parindex/internal/score"
)

// sampleTables returns the sample set for departments as sheets of a workbook.
func sampleTables(t *testing.T) []report.Table {
	t.Helper()
	raw, err := samples.Read("so")
	if err != nil {
		t.Fatal(err)
	}
	e, err := ReadJSON(raw)
	if err != nil {
		t.Fatal(err)
	}
	return e.Tables(i18n.New(i18n.Vi))
}

// set changes the cell of a row (counted as the spreadsheet does) and column.
func set(t *testing.T, tables []report.Table, sheet, column string, row int, value string) {
	t.Helper()
	for i, s := range layout {
		for j, c := range s.columns {
			if s.key == sheet && c.key == column {
				tables[i].Rows[row-2][j] = report.Text(value)
				return
			}
		}
	}
	t.Fatalf("no column %s on sheet %s", column, sheet)
}

func readTables(t *testing.T, tables []report.Table) string {
	t.Helper()
	var file bytes.Buffer
	if err := report.WriteXLSX(&file, tables...); err != nil {
		t.Fatal(err)
	}
	_, err := ReadFile(context.Background(), file.Bytes())
	return told(err)
}

func TestFaultsOfAWorkbookNameSheetRowAndColumn(t *testing.T) {
	for name, c := range map[string]struct {
		sheet, column string
		row           int
		value         string
		want          string
	}{
		"a number that is none":     {sheetNodes, "max", 4, "một", "Trang tính Tiêu chí, dòng 4, cột Tối đa (ô E4): “một” không phải là số."},
		"a maximum below the rule":  {sheetNodes, "max", 4, "0.5", "Trang tính Tiêu chí, dòng 4, cột Kiểu quy tắc (ô G4): Quy tắc có thể cho nhiều hơn điểm tối đa"},
		"no rule type":              {sheetNodes, "rule", 4, "", "Trang tính Tiêu chí, dòng 4, cột Tối đa (ô E4): Dòng không có kiểu quy tắc"},
		"an unknown rule type":      {sheetNodes, "rule", 4, "Theo cảm tính", "Trang tính Tiêu chí, dòng 4, cột Kiểu quy tắc (ô G4): “Theo cảm tính” không dùng được"},
		"a code twice":              {sheetNodes, "code", 5, "1.1.1", "Trang tính Tiêu chí, dòng 5, cột Mã (ô A5): 1.1.1 đã có"},
		"no code":                   {sheetNodes, "code", 4, "", "Trang tính Tiêu chí, dòng 4, cột Mã (ô A4): Còn thiếu"},
		"an unknown parent":         {sheetNodes, "parent", 4, "9.9", "Trang tính Tiêu chí, dòng 4, cột Thuộc mục (ô B4): Không có mục cha 9.9"},
		"a leaf as parent":          {sheetNodes, "parent", 5, "1.1.1", "Trang tính Tiêu chí, dòng 5, cột Thuộc mục (ô B5): Mục cha 1.1.1 đã có quy tắc"},
		"a parameter of another":    {sheetNodes, "each", 4, "1", "Trang tính Tiêu chí, dòng 4, cột Điểm mỗi đơn vị đếm (ô P4): Quy tắc “Chọn một phương án” không dùng"},
		"points beyond the maximum": {sheetOptions, "points", 2, "7", "Trang tính Tiêu chí, dòng 4, cột Kiểu quy tắc (ô G4): Quy tắc có thể cho nhiều hơn"},
		"too many decimals":         {sheetOptions, "points", 3, "0.123", "Trang tính Phương án, dòng 3, cột Điểm (ô E3): Có nhiều chữ số thập phân hơn"},
		"an option twice":           {sheetOptions, "code", 3, "dung_han", "Trang tính Phương án, dòng 3, cột Mã (ô C3): dung_han đã có"},
		"an option of no leaf":      {sheetOptions, "leaf", 2, "77", "Trang tính Phương án, dòng 2, cột Tiêu chí (ô A2): Không có mục chấm điểm 77"},
		"an option of another rule": {sheetOptions, "leaf", 2, "1.1.2", "Trang tính Phương án, dòng 2, cột Tiêu chí (ô A2): Quy tắc “Danh mục kiểm” không dùng"},
		"an unknown part":           {sheetOptions, "part", 2, "3", "Trang tính Phương án, dòng 2, cột Phần (ô B2): Tiêu chí 1.1.1 không có phần 3"},
		"an unknown field":          {sheetEdition, "field", 2, "Màu [colour]", "Trang tính Bộ tiêu chí, dòng 2, cột Thuộc tính (ô A2): Tên trường này không có"},
		"a cap below zero":          {sheetEdition, "value", 10, "-1", "Trang tính Bộ tiêu chí, dòng 10, cột Giá trị (ô B10): Không được là số âm"},
		"too many decimals at all":  {sheetEdition, "value", 9, "7", "Trang tính Bộ tiêu chí, dòng 9, cột Giá trị (ô B9): Chỗ này phải là số nguyên từ 0 đến 4"},
		"a group without weight":    {sheetGroups, "weight", 2, "", "Trang tính Nhóm được hỏi, dòng 2, cột Trọng số (ô C2): "},
		"a weight below zero":       {sheetWeights, "weight", 3, "-5", "Trang tính Trọng số trả lời, dòng 3, cột Trọng số (ô C3): Không được là số âm"},
	} {
		t.Run(name, func(t *testing.T) {
			tables := sampleTables(t)
			set(t, tables, c.sheet, c.column, c.row, c.value)
			if got := readTables(t, tables); !strings.Contains(got, c.want) {
				t.Errorf("faults:\n%s\nwant: %s", got, c.want)
			}
		})
	}
}

func TestFaultsOfTheLayout(t *testing.T) {
	for name, c := range map[string]struct {
		change func([]report.Table) []report.Table
		want   string
	}{
		"a sheet too many": {func(ts []report.Table) []report.Table {
			return append(ts, report.Table{Sheet: "Ghi chú", Columns: ts[0].Columns})
		},
			"Trang tính Ghi chú: Trang tính này không có trong mẫu"},
		"no sheet of criteria": {func(ts []report.Table) []report.Table { return ts[:1] }, "Trang tính Tiêu chí: Thiếu trang tính này"},
		"an unknown column": {func(ts []report.Table) []report.Table {
			ts[1].Columns[2].Title = "Tiêu đề"
			return ts
		}, "Trang tính Tiêu chí, dòng 1, cột Tiêu đề (ô C1): Cột này không có trong mẫu"},
		"a column twice": {func(ts []report.Table) []report.Table {
			ts[1].Columns[2].Title = "Mã [code]"
			return ts
		}, "Trang tính Tiêu chí, dòng 1, cột Mã [code] (ô C1): Bị lặp lại"},
		"a column without title": {func(ts []report.Table) []report.Table {
			ts[1].Columns[2].Title = ""
			return ts
		}, "Trang tính Tiêu chí, dòng 2, cột ? (ô C2): Ô có dữ liệu"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := readTables(t, c.change(sampleTables(t))); !strings.Contains(got, c.want) {
				t.Errorf("faults:\n%s\nwant: %s", got, c.want)
			}
		})
	}
}

func TestFaultsOfJSONNameTheirPlace(t *testing.T) {
	const leaf = `{"code":"1","max":"1","rule":{"type":"yes_no"}}`
	for name, c := range map[string]struct{ file, want string }{
		"no JSON":        {`so do`, "Chỗ $: "},
		"cut off":        {`{"format":"parindex.set/1","set":{`, "Chỗ set: Nội dung không phải là JSON"},
		"unknown field":  {`{"format":"parindex.set/1","colour":1,"set":{"id":"a","nodes":[` + leaf + `]}}`, "Chỗ colour: Tên trường này không có"},
		"repeated field": {`{"format":"parindex.set/1","code":"a","code":"b","set":{"id":"a","nodes":[` + leaf + `]}}`, "Chỗ code: Bị lặp lại"},
		"another format": {`{"format":"x/9","set":{"id":"a","nodes":[` + leaf + `]}}`, "Chỗ format: x/9 không dùng được ở đây; dùng một trong: parindex.set/1"},
		"no set":         {`{"format":"parindex.set/1","code":"a"}`, "Chỗ set: Còn thiếu"},
		"a rule that falls short": {`{"format":"parindex.set/1","set":{"id":"a","nodes":[{"code":"7","max":"2","rule":{"type":"yes_no","yes":"1"}}]}}`,
			"Tiêu chí 7 (chỗ set.nodes[0].rule): Quy tắc không thể cho đến điểm tối đa"},
		"bare set, bad type": {`{"id":"a","nodes":[{"code":"7","max":"2","rule":{"type":"guess"}}]}`, "Tiêu chí 7 (chỗ nodes[0].rule.type): guess không phải là một kiểu quy tắc"},
		"guide of nothing":   {`{"format":"parindex.set/1","set":{"id":"a","nodes":[` + leaf + `]},"guides":{"9":{"help":"x"}}}`, "Tiêu chí 9 (chỗ guides): "},
		"guide with a number": {`{"format":"parindex.set/1","set":{"id":"a","nodes":[` + leaf + `]},"guides":{"1":{"help":5}}}`,
			"Chỗ guides.1.help: Chỗ này phải là chữ"},
		"something behind": {`{"format":"parindex.set/1","set":{"id":"a","nodes":[` + leaf + `]}} {}`, "Chỗ $: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadFile(context.Background(), []byte(c.file))
			if got := told(err); !strings.Contains(got, c.want) {
				t.Errorf("faults:\n%s\n%v\nwant: %s", got, err, c.want)
			}
		})
	}
}

// programsOnly are faults that no form and no file of criteria can cause: they
// come from bundles, which programs write.
var programsOnly = regexp.MustCompile(`stage|council|units|there is no unit|final nor self|exactly one of|na is true|has no leaf|a survey leaf`)

// TestEveryFaultOfTheContractHasASentence reads the sentences of the engine
// from its source, so that a new one is noticed here.
func TestEveryFaultOfTheContractHasASentence(t *testing.T) {
	calls := regexp.MustCompile(`\.fault(?:In)?\([^"\n]*(?:"[\w ]+", ?)*"((?:[^"\\]|\\.)*[ ](?:[^"\\]|\\.)*)"`)
	files, err := filepath.Glob("../score/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range calls.FindAllStringSubmatch(string(source), -1) {
			detail := strings.NewReplacer("%s", "x", "%d", "3").Replace(m[1])
			if got := Sentence(score.Fault{Detail: detail}); got.Key == "criteria.fault_other" && detail != "x x" && !programsOnly.MatchString(detail) {
				t.Errorf("%s: %q has no sentence", filepath.Base(file), m[1])
			}
		}
	}
}
