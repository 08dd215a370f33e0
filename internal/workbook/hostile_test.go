package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"parindex/internal/par"
	"parindex/internal/score"
)

// repacked copies a file part by part; change may write a part otherwise, and
// more adds parts to it.
func repacked(t testing.TB, file []byte, change func(name string, body []byte) (string, []byte), more map[string][]byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	put := func(name string, body []byte) {
		w, err := out.Create(name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, part := range in.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		name := part.Name
		if change != nil {
			name, body = change(name, body)
		}
		if name != "" {
			put(name, body)
		}
	}
	for name, body := range more {
		put(name, body)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const theSheet, theStrings = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"

// rewrite changes one part.
func rewrite(t testing.TB, file []byte, part string, change func(string) string) []byte {
	return repacked(t, file, func(name string, body []byte) (string, []byte) {
		if name == part {
			body = []byte(change(string(body)))
		}
		return name, body
	}, nil)
}

// wanted is what must become of a hostile file: it is refused as a whole with
// a key, or a row is refused or remarked upon with a key.
type wanted struct{ file, row, remark string }

// hostile is one kind of damaged or hostile file.
type hostile struct {
	name string
	make func(o *office) []byte
	want wanted
}

// inCell puts a value into the first figure of a leaf with a percentage.
func inCell(value any) func(o *office) []byte {
	return func(o *office) []byte {
		return o.edit(o.file(o.one), func(f *form) { f.put(o.leaf(score.RuleRatio), "a", value); f.put(o.leaf(score.RuleRatio), "b", 100) })
	}
}

// rawCell writes the cell of that figure as XML of one's own.
func rawCell(cell func(place string) string) func(o *office) []byte {
	return func(o *office) []byte {
		place := ""
		file := o.edit(o.file(o.one), func(f *form) {
			place = f.at(o.leaf(score.RuleRatio), "a", colValue)
			f.put(o.leaf(score.RuleRatio), "a", 31)
			f.put(o.leaf(score.RuleRatio), "b", 100)
		})
		return rewrite(o.t, file, theSheet, func(s string) string {
			from := strings.Index(s, `<c r="`+place+`"`)
			to := from + strings.Index(s[from:], "</c>") + len("</c>")
			return s[:from] + cell(place) + s[to:]
		})
	}
}

func note(text string) func(o *office) []byte {
	return func(o *office) []byte {
		return o.edit(o.file(o.one), func(f *form) { f.set(f.at(o.YesNo()[0], "yes", colNote), text) })
	}
}

func untouched(change func(o *office, file []byte) []byte) func(o *office) []byte {
	return func(o *office) []byte { return change(o, o.file(o.one)) }
}

// hostiles are the kinds.
func hostiles() []hostile {
	zeros := bytes.Repeat([]byte{' '}, 30<<20)
	return []hostile{
		{"no bytes", func(*office) []byte { return nil }, wanted{file: "report.empty_file"}},
		{"no workbook at all", func(*office) []byte { return []byte("%PDF-1.4 mot tep khac") }, wanted{file: "report.not_workbook"}},
		{"CSV under another name", func(*office) []byte { return []byte("ma;gia tri\n1.1;Có\n") }, wanted{file: "report.not_workbook"}},
		{"encrypted, or of the old kind", func(*office) []byte { return []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("x", 5000)) }, wanted{file: "report.locked_or_old"}},
		{"cut off", untouched(func(_ *office, f []byte) []byte { return f[:len(f)/2] }), wanted{file: "report.not_workbook"}},
		{"beyond 20 MB", func(*office) []byte { return bytes.Repeat([]byte("PK"), 11<<20) }, wanted{file: "report.file_limit"}},
		{"bomb of one part", untouched(func(o *office, f []byte) []byte {
			return repacked(o.t, f, nil, map[string][]byte{"xl/media/a.xml": zeros})
		}), wanted{file: "report.part_limit"}},
		{"bomb of many parts", untouched(func(o *office, f []byte) []byte {
			more := map[string][]byte{}
			for i := range 8 {
				more[fmt.Sprintf("xl/media/%d.xml", i)] = zeros[:18<<20]
			}
			return repacked(o.t, f, nil, more)
		}), wanted{file: "report.unpacked_limit"}},
		{"bomb that lies about its size", untouched(func(o *office, f []byte) []byte {
			big := repacked(o.t, f, func(n string, b []byte) (string, []byte) {
				if n == theStrings {
					b = append(bytes.Repeat([]byte{' '}, 25<<20), b...)
				}
				return n, b
			}, nil)
			return lieAboutSizes(big)
		}), wanted{file: "report.not_workbook"}},
		{"a workbook within the workbook", untouched(func(o *office, f []byte) []byte {
			return repacked(o.t, f, nil, map[string][]byte{"xl/embeddings/a.xlsx": f})
		}), wanted{file: "report.file_in_file"}},
		{"macros under the name of xlsx", untouched(func(o *office, f []byte) []byte {
			return repacked(o.t, f, nil, map[string][]byte{"xl/vbaProject.bin": []byte("x")})
		}), wanted{file: "report.macros"}},
		{"names that climb", untouched(func(o *office, f []byte) []byte {
			return repacked(o.t, f, nil, map[string][]byte{"xl/../../../etc/cron.d/x": []byte("x")})
		}), wanted{file: "report.not_workbook"}},
		{"one part twice", untouched(func(o *office, f []byte) []byte {
			return repacked(o.t, f, nil, map[string][]byte{theSheet: []byte("<worksheet/>")})
		}), wanted{file: "report.not_workbook"}},
		{"a document type that reads a file", untouched(func(o *office, f []byte) []byte {
			return rewrite(o.t, f, theStrings, func(s string) string {
				return `<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + s[strings.Index(s, "<sst"):]
			})
		}), wanted{file: "report.not_workbook"}},
		{"entities within entities", untouched(func(o *office, f []byte) []byte {
			return rewrite(o.t, f, theStrings, func(s string) string {
				return `<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` + s[strings.Index(s, "<sst"):]
			})
		}), wanted{file: "report.not_workbook"}},
		{"huge shared texts", untouched(func(o *office, f []byte) []byte {
			return rewrite(o.t, f, theStrings, func(s string) string {
				return strings.Replace(s, "</sst>", strings.Repeat("<si><t>x</t></si>", 1_400_000)+"</sst>", 1)
			})
		}), wanted{file: "report.part_limit"}},
		{"a million rows", untouched(func(o *office, f []byte) []byte {
			return rewrite(o.t, f, theSheet, func(s string) string {
				return strings.Replace(s, "</sheetData>", `<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>`, 1)
			})
		}), wanted{file: "report.row_limit"}},
		{"a thousand columns", untouched(func(o *office, f []byte) []byte {
			return rewrite(o.t, f, theSheet, func(s string) string {
				return strings.Replace(s, "</sheetData>", `<row r="9999"><c r="ALL9999"><v>1</v></c></row></sheetData>`, 1)
			})
		}), wanted{file: "report.column_limit"}},
		{"one text for all cells", untouched(func(o *office, f []byte) []byte {
			long := strings.Repeat("dài ", 50_000)
			return o.edit(rewrite(o.t, f, theStrings, func(s string) string {
				return strings.Replace(s, ">Phiếu tự chấm:", ">"+long+"Phiếu tự chấm:", 1)
			}), func(*form) {})
		}), wanted{}},
		{"too much text", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) {
				for _, row := range f.rows {
					f.set(fmt.Sprintf("%s%d", column(f.columns[colNote]), row), strings.Repeat("ă", 32_000))
				}
				for i := range 200 {
					row := 5000 + i
					f.set(fmt.Sprintf("A%d", row), "yes")
					f.set(fmt.Sprintf("%s%d", column(f.columns[colNote]), row), strings.Repeat("ă", 32_000))
				}
			})
		}), wanted{file: "workbook.too_much_text"}},
		{"another unit's file", func(o *office) []byte { return o.file(o.other) }, wanted{file: "workbook.other_subject"}},
		{"another round's file", untouched(func(o *office, f []byte) []byte {
			return rewrite(o.t, f, theStrings, func(s string) string {
				return strings.Replace(s, string(o.one.Dossier), strings.Repeat("0", 25)+"9", 1)
			})
		}), wanted{file: "workbook.other_subject"}},
		{"a file for something else", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { f.set("B1", "vật lạ") })
		}), wanted{file: "workbook.not_ours"}},
		{"the sheet is gone", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { o.must(f.DeleteSheet(f.sheet)) })
		}), wanted{file: "workbook.not_ours"}},
		{"the hidden rows are gone", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { o.must(f.RemoveRow(f.sheet, 1)) })
		}), wanted{file: "workbook.not_ours"}},
		{"the sheet twice", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) {
				n, err := f.NewSheet("Bản sao")
				o.must(err)
				from, err := f.GetSheetIndex(f.sheet)
				o.must(err)
				o.must(f.CopySheet(from, n))
			})
		}), wanted{file: "workbook.two_sheets"}},
		{"a column is gone", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { o.must(f.RemoveCol(f.sheet, column(f.columns[colNA]))) })
		}), wanted{file: "workbook.column_missing"}},
		{"a column twice", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { f.set("Z2", colValue) })
		}), wanted{file: "workbook.column_twice"}},
		{"the sheet has another name, others beside it", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) {
				o.must(f.SetSheetName(f.sheet, "Bảng của tôi"))
				_, err := f.NewSheet("Nháp")
				o.must(err)
				f.put1("Nháp", "A1", "=1+1")
			})
		}), wanted{}},
		{"columns have changed places", untouched(func(o *office, f []byte) []byte { return o.edit(f, (*form).swap) }), wanted{}},
		{"a row twice", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { o.must(f.DuplicateRow(f.sheet, f.rows[o.YesNo()[0]+" yes"])) })
		}), wanted{row: "workbook.twice"}},
		{"a row is gone", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { o.must(f.RemoveRow(f.sheet, f.rows[o.leaf(score.RuleRatio)+" b"])) })
		}), wanted{row: "workbook.row_missing"}},
		{"an unknown code", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { f.set(f.at(o.YesNo()[0], "yes", colCode), "77.7") })
		}), wanted{row: "workbook.unknown_code"}},
		{"an unknown key of a row", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { f.set(f.at(o.YesNo()[0], "yes", colField), "points") })
		}), wanted{row: "workbook.unknown_field"}},
		{"a value in a row of nobody", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { f.set(fmt.Sprintf("%s900", column(f.columns[colValue])), "Có") })
		}), wanted{row: "workbook.no_code"}},
		{"a version of the future", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { f.set(f.at(o.YesNo()[0], "yes", colVersion), 900) })
		}), wanted{row: "workbook.version_broken"}},
		{"a version that is none", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { f.set(f.at(o.YesNo()[0], "yes", colVersion), "-1") })
		}), wanted{row: "workbook.version_broken"}},
		{"merged cells", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) {
				leaf := o.leaf(score.RuleRatio)
				o.must(f.MergeCell(f.sheet, f.at(leaf, "a", colValue), f.at(leaf, "b", colValue)))
			})
		}), wanted{row: "workbook.merged"}},
		{"hidden rows", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { o.must(f.SetRowVisible(f.sheet, f.rows[o.YesNo()[0]+" yes"], false)) })
		}), wanted{remark: "workbook.hidden_row"}},
		{"a formula that was never reckoned", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { o.must(f.SetCellFormula(f.sheet, f.at(o.leaf(score.RuleRatio), "a", colValue), "=1+1")) })
		}), wanted{row: "workbook.formula_empty"}},
		{"a formula with its value", rawCell(func(p string) string { return `<c r="` + p + `"><f>40+50</f><v>90</v></c>` }), wanted{remark: "workbook.formula_value"}},
		{"a formula into another file", rawCell(func(p string) string { return `<c r="` + p + `"><f>[1]Sheet1!$A$1</f><v>90</v></c>` }), wanted{row: "workbook.formula_outside"}},
		{"an error", rawCell(func(p string) string { return `<c r="` + p + `" t="e"><v>#REF!</v></c>` }), wanted{row: "workbook.error_cell"}},
		{"NaN", rawCell(func(p string) string { return `<c r="` + p + `"><v>NaN</v></c>` }), wanted{row: "number.malformed"}},
		{"1e308", rawCell(func(p string) string { return `<c r="` + p + `"><v>1E+308</v></c>` }), wanted{row: "number.malformed"}},
		{"a shared text that is not there", rawCell(func(p string) string { return `<c r="` + p + `" t="s"><v>99999999</v></c>` }), wanted{file: "report.not_workbook"}},
		{"a date", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) {
				style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
				o.must(err)
				place := f.at(o.leaf(score.RuleRatio), "a", colValue)
				f.set(place, 46027)
				o.must(f.SetCellStyle(f.sheet, place, place, style))
			})
		}), wanted{row: "workbook.date_cell"}},
		{"less than nothing", inCell(-5), wanted{row: "error.range"}},
		{"beyond all counting", inCell("9999999999999"), wanted{row: "error.range"}},
		{"a number that may be two", inCell("1,904"), wanted{row: "number.ambiguous"}},
		{"words for a number", inCell("chín mươi"), wanted{row: "number.malformed"}},
		{"a formula as text", inCell("=90"), wanted{row: "number.malformed"}},
		{"a number as text", inCell("90"), wanted{}},
		{"yes or no is neither", untouched(func(o *office, f []byte) []byte {
			return o.edit(f, func(f *form) { f.put(o.YesNo()[0], "yes", "có lẽ") })
		}), wanted{row: "workbook.no_flag"}},
		{"writing that turns", note("an toàn \u202Egnod"), wanted{row: "workbook.hidden_marks"}},
		{"NUL and its like", func(o *office) []byte {
			return rewrite(o.t, note("ẩn DAU ẩn")(o), theStrings, func(s string) string { return strings.Replace(s, "DAU", "_x0000_\x7f", 1) })
		}, wanted{row: "workbook.hidden_marks"}},
		{"an explanation of 32,000 letters", note(strings.Repeat("ă", 32_000)), wanted{row: "error.length"}},
		{"an explanation that looks like a formula", note("=cmd|' /C calc'!A0"), wanted{}},
	}
}

// put1 types into another sheet.
func (f *form) put1(sheet, cell string, value any) {
	f.t.Helper()
	if err := f.SetCellValue(sheet, cell, value); err != nil {
		f.t.Fatal(err)
	}
}

// swap lets two columns change places, with all that stands in them.
func (f *form) swap() {
	all, err := f.GetRows(f.sheet)
	if err != nil {
		f.t.Fatal(err)
	}
	one, two := f.columns[colValue], f.columns[colNA]
	for i, row := range all {
		row = append(row, make([]string, 20)...)
		f.set(fmt.Sprintf("%s%d", column(one), i+1), row[two-1])
		f.set(fmt.Sprintf("%s%d", column(two), i+1), row[one-1])
	}
}

func column(n int) string { return string(rune('A' + n - 1)) }

// lieAboutSizes writes small sizes into the list of parts.
func lieAboutSizes(file []byte) []byte {
	out := bytes.Clone(file)
	for at := 0; ; {
		i := bytes.Index(out[at:], []byte("PK\x01\x02"))
		if i < 0 {
			return out
		}
		at += i
		copy(out[at+24:], []byte{1, 0, 0, 0})
		at += 46
	}
}

// TestHostileWorkbooks sends in every kind of damaged or hostile file: each is
// refused with its reason, or the very row is named; nothing is written, and
// neither time nor memory runs away.
func TestHostileWorkbooks(t *testing.T) {
	kinds := hostiles()
	if len(kinds) < 30 {
		t.Fatalf("only %d kinds", len(kinds))
	}
	o := newOffice(t)
	before := o.events()
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			o.t = t
			file := kind.make(o)
			runtime.GC()
			var start, end runtime.MemStats
			runtime.ReadMemStats(&start)
			began := time.Now()
			id, err := o.upload(o.one, file)
			took := time.Since(began)
			runtime.ReadMemStats(&end)
			if took > 6*time.Second {
				t.Errorf("took %s", took)
			}
			if grown := int64(end.HeapAlloc) - int64(start.HeapAlloc); grown > 256<<20 {
				t.Errorf("held %d MB", grown>>20)
			}
			kind.want.judge(t, o, id, err)
			if o.events() != before {
				t.Error("something was written")
			}
		})
	}
	t.Logf("figure: %d kinds of damaged or hostile workbook", len(kinds))
}

func (w wanted) judge(t *testing.T, o *office, id par.ID, err error) {
	t.Helper()
	if w.file != "" {
		if e, ok := par.AsError(err); !ok || e.Key != w.file {
			t.Errorf("got %v, want %s", err, w.file)
		}
		return
	}
	if err != nil {
		t.Fatalf("refused as a whole: %v", err)
	}
	p := o.look(id)
	faults, remarks := append([]Fault{}, p.Stray...), []Fault{}
	for _, row := range p.Rows {
		faults, remarks = append(faults, row.Faults...), append(remarks, row.Remarks...)
	}
	if !holds(faults, w.row) || !holds(remarks, w.remark) || w.row == "" && len(faults) > 0 {
		t.Errorf("faults %+v, remarks %+v, want %+v", faults, remarks, w)
	}
}

// holds tells whether one of the faults has the key, and names a row; an empty
// key is always there.
func holds(faults []Fault, key string) bool {
	for _, f := range faults {
		if f.Text.Key == key && f.Row > 0 {
			return true
		}
	}
	return key == ""
}
