package workbook

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// office is a world with two units whose officers fill in workbooks.
type office struct {
	*world.World
	t     testing.TB
	books *Service
	clock *testkit.Clock
	one   world.Member
	other world.Member
}

func newOffice(t testing.TB) *office {
	t.Helper()
	clock := testkit.NewClock()
	d := testkit.SQLite(t, clock)
	return officeOn(t, d, clock)
}

func officeOn(t testing.TB, d *db.DB, clock *testkit.Clock) *office {
	t.Helper()
	w, err := world.Build(background, d, clock, world.Options{Units: 2, Random: testkit.Random(5)})
	if err != nil {
		t.Fatal(err)
	}
	return &office{World: w, t: t, books: New(d), clock: clock, one: w.Members[0], other: w.Members[1]}
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// file is the sheet of a unit as its officer gets it.
func (o *office) file(m world.Member) []byte {
	o.t.Helper()
	f, err := o.books.SheetFile(background, m.Officer.Actor, m.Dossier, speech(i18n.Vi))
	o.must(err)
	var b bytes.Buffer
	o.must(report.WriteForm(&b, f.Form))
	return b.Bytes()
}

// edit opens a file, lets somebody work in it and saves it.
func (o *office) edit(file []byte, work func(*form)) []byte {
	o.t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(file))
	o.must(err)
	defer book.Close()
	f := &form{t: o.t, File: book, sheet: book.GetSheetName(0)}
	f.find()
	work(f)
	var b bytes.Buffer
	o.must(book.Write(&b))
	return b.Bytes()
}

// form is an open workbook in which somebody works.
type form struct {
	*excelize.File
	t       testing.TB
	sheet   string
	columns map[string]int // from 1
	rows    map[string]int // by code and field
}

// find learns where columns and rows stand.
func (f *form) find() {
	f.t.Helper()
	all, err := f.GetRows(f.sheet)
	if err != nil {
		f.t.Fatal(err)
	}
	f.columns, f.rows = map[string]int{}, map[string]int{}
	for i, key := range all[1] {
		f.columns[key] = i + 1
	}
	for i, row := range all[2:] {
		if len(row) >= 3 && row[0] != "" && row[0] != titleMark {
			f.rows[row[f.columns[colCode]-1]+" "+row[0]] = i + 3
		}
	}
}

// at names the cell of an input: its leaf and field, and the column.
func (f *form) at(leaf, field, column string) string {
	f.t.Helper()
	row, ok := f.rows[leaf+" "+field]
	if !ok || f.columns[column] == 0 {
		f.t.Fatalf("no cell for %s %s %s", leaf, field, column)
	}
	cell, err := excelize.CoordinatesToCellName(f.columns[column], row)
	if err != nil {
		f.t.Fatal(err)
	}
	return cell
}

// put types a value into an input.
func (f *form) put(leaf, field string, value any) { f.set(f.at(leaf, field, colValue), value) }

func (f *form) set(cell string, value any) {
	f.t.Helper()
	if err := f.SetCellValue(f.sheet, cell, value); err != nil {
		f.t.Fatal(err)
	}
}

// upload sends a file in as a unit's officer.
func (o *office) upload(m world.Member, file []byte) (par.ID, error) {
	return o.books.UploadSheet(background, m.Officer.Actor, m.Dossier, Arrival{Name: "phieu.xlsx", Content: bytes.NewReader(file)}, o.Key())
}

// preview is what a file would do to the sheet of the first unit.
func (o *office) preview(file []byte) (par.ID, SheetPreview) {
	o.t.Helper()
	id, err := o.upload(o.one, file)
	o.must(err)
	return id, o.look(id)
}

func (o *office) look(id par.ID) SheetPreview {
	o.t.Helper()
	p, err := o.books.PreviewSheet(background, o.one.Officer.Actor, o.one.Dossier, id, speech(i18n.Vi))
	o.must(err)
	return p
}

func (o *office) accept(id par.ID, c Choice) (Accepted, error) {
	return o.books.AcceptSheet(background, o.one.Officer.Actor, o.one.Dossier, id, c, speech(i18n.Vi), o.Key())
}

// row finds the row of a leaf.
func (p SheetPreview) row(leaf string) SheetRow {
	for _, row := range p.Rows {
		if row.Node.Code == leaf {
			return row
		}
	}
	return SheetRow{}
}

func (o *office) score(leaf string) dossier.Score {
	o.t.Helper()
	var s dossier.Score
	o.must(o.DB.Read(background, func(tx *db.Tx) (err error) {
		s, err = dossier.ScoreOf(tx, o.one.Dossier, leaf, score.StageSelf)
		return err
	}))
	return s
}

// events counts what has ever been said, in all dossiers.
func (o *office) events() int64 {
	o.t.Helper()
	var n int64
	o.must(o.DB.Read(background, func(tx *db.Tx) (err error) {
		n, err = dossier.LastEvent(tx)
		return err
	}))
	return n
}

// leaf finds the first leaf of a rule type in the world's set.
func (o *office) leaf(types ...score.RuleType) string {
	o.t.Helper()
	for _, leaf := range o.Edition.Set.Leaves() {
		for _, one := range types {
			if leaf.Rule.Type == one {
				return leaf.Code
			}
		}
	}
	o.t.Fatalf("no leaf of %v", types)
	return ""
}

func (o *office) declare(leaf string, v *score.Value, version int64) {
	o.t.Helper()
	_, err := o.Dossiers.DeclareScore(background, o.one.Officer.Actor, o.one.Dossier,
		dossier.Score{Leaf: leaf, Kind: dossier.KindValue, Value: v, Version: version}, o.Key())
	o.must(err)
}
