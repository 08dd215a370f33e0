package workbook

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/cast"
)

// bench is a round in appraisal, with an appraiser who works by workbook.
type bench struct {
	*cast.World
	t     *testing.T
	books *Service
}

func newBench(t *testing.T) *bench {
	t.Helper()
	clock := testkit.NewClock()
	w := cast.New(t, testkit.SQLite(t, clock), clock)
	w.Open("2026", 2026, "")
	claims := []string{`{"yes": true}`, `{"a": "40", "b": "40"}`, `{"points": "50"}`, `{"points": "2"}`}
	for _, code := range []string{"snv", "stp"} {
		for i, leaf := range w.Edition.Set.Leaves() {
			w.Declare(code, leaf.Code, claims[i])
		}
		w.Submit(code)
	}
	w.Move(par.Appraisal1)
	return &bench{w, t, New(w.DB)}
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) file(f appraisal.Filter) []byte {
	b.t.Helper()
	file, err := b.books.QueueFile(background, b.An, b.Round.ID, f, speech(i18n.Vi))
	b.must(err)
	return packed(b.t, file.Form)
}

// edit lets the appraiser type into cells: row by unit and leaf, then column.
func (b *bench) edit(file []byte, cells map[[3]string]any) []byte {
	b.t.Helper()
	o := &office{t: b.t}
	return o.edit(file, func(f *form) {
		all, err := f.GetRows(f.sheet)
		b.must(err)
		for i, row := range all[2:] {
			for at, value := range cells {
				if len(row) > f.columns[colCode] && row[f.columns[colUnit]-1] == b.Units[at[0]].Name && row[f.columns[colCode]-1] == at[1] {
					f.set(column(f.columns[at[2]])+itoa(i+3), value)
				}
			}
		}
	})
}

func (b *bench) send(file []byte) (par.ID, QueuePreview) {
	b.t.Helper()
	id, err := b.books.UploadQueue(background, b.An, b.Round.ID, Arrival{Name: "hang-doi.xlsx", Content: bytes.NewReader(file)}, b.Key())
	b.must(err)
	p, err := b.books.PreviewQueue(background, b.An, b.Round.ID, id)
	b.must(err)
	return id, p
}

func (b *bench) mark(code, leaf string) dossier.Score {
	b.t.Helper()
	var s dossier.Score
	b.must(b.DB.Read(background, func(tx *db.Tx) (err error) {
		s, err = dossier.ScoreOf(tx, b.Dossier(code).ID, leaf, score.StageAppraisal1)
		return err
	}))
	return s
}

func (p QueuePreview) row(b *bench, code, leaf string) QueueRow {
	for _, row := range p.Rows {
		if row.Item.Unit.Code == code && row.Item.Leaf.Code == leaf {
			return row
		}
	}
	return QueueRow{}
}

func TestAQueueGoesOutAndComesBack(t *testing.T) {
	b := newBench(t)
	leaves := b.Edition.Set.Leaves()
	first, second := leaves[0].Code, leaves[1].Code
	id, p := b.send(b.edit(b.file(appraisal.Filter{}), map[[3]string]any{
		{"snv", first, colVerdict}:  "Chấp nhận",
		{"stp", second, colVerdict}: "Điều chỉnh", {"stp", second, colPoints}: 30, {"stp", second, colReason}: i18n.New(i18n.Vi).Value(par.NotShown),
		{"stp", first, colVerdict}: "Điều chỉnh", {"stp", first, colPoints}: 0,
		{"snv", second, colVerdict}: "Chấp nhận", {"snv", second, colPoints}: 3,
	}))
	if diff := cmp.Diff(Counts{Changed: 2, Refused: 2, Unchanged: 4}, p.Counts); diff != "" {
		t.Fatal(diff)
	}
	if f := p.row(b, "stp", first).Faults; len(f) != 1 || f[0].Text.Key != "appraisal.reason_needed" || f[0].Column != colReason {
		t.Errorf("a cut without a reason: %+v", f)
	}
	if f := p.row(b, "snv", second).Faults; len(f) != 1 || f[0].Text.Key != "workbook.accept_with_points" {
		t.Errorf("accepted with other points: %+v", f)
	}
	if b.mark("snv", first).Given() {
		t.Error("written before it was accepted")
	}
	done, err := b.books.AcceptQueue(background, b.An, b.Round.ID, id, Choice{Stamp: p.Stamp}, b.Key())
	b.must(err)
	if done.Saved != 2 || b.mark("stp", second).Points != "30" || b.mark("stp", second).Reason != par.NotShown || b.mark("snv", first).Kind != dossier.KindValue {
		t.Errorf("saved %+v: %+v", done, b.mark("stp", second))
	}
	if _, p = b.send(b.file(appraisal.Filter{})); p.Counts[Unchanged] != 8 {
		t.Errorf("an untouched queue: %v", p.Counts)
	}
	if _, p = b.send(b.edit(b.file(appraisal.Filter{}), map[[3]string]any{{"snv", first, colVerdict}: ""})); p.row(b, "snv", first).Faults[0].Text.Key != "workbook.mark_emptied" {
		t.Errorf("emptied: %v", p.Counts)
	}
}

func TestANewerMarkIsAConflict(t *testing.T) {
	b := newBench(t)
	leaf := b.Edition.Set.Leaves()[1].Code
	file := b.edit(b.file(appraisal.Filter{}), map[[3]string]any{{"snv", leaf, colVerdict}: "Chấp nhận"})
	b.Appraise("snv", leaf, "20", par.Late, "")
	id, p := b.send(file)
	row := p.row(b, "snv", leaf)
	if row.Outcome != Conflict || row.Now.Points != "20" {
		t.Fatalf("row %+v", row)
	}
	_, err := b.books.AcceptQueue(background, b.An, b.Round.ID, id, Choice{Stamp: p.Stamp}, b.Key())
	if e, ok := par.AsError(err); !ok || e.Code != par.Invalid {
		t.Errorf("undecided: %v", err)
	}
	_, err = b.books.AcceptQueue(background, b.An, b.Round.ID, id, Choice{Stamp: p.Stamp, Pick: map[int]Version{row.Number: Mine}}, b.Key())
	b.must(err)
	if b.mark("snv", leaf).Kind != dossier.KindValue {
		t.Errorf("mark %+v", b.mark("snv", leaf))
	}
}

func TestAQueueFileHoldsWhatOneMayJudge(t *testing.T) {
	b := newBench(t)
	own := b.An
	own.Grants = append(own.Grants, par.Grant{Role: par.Viewer, Unit: b.Units["snv"].ID})
	all := b.file(appraisal.Filter{})
	id, err := b.books.UploadQueue(background, own, b.Round.ID, Arrival{Name: "a.xlsx", Content: bytes.NewReader(b.edit(all, map[[3]string]any{
		{"snv", b.Edition.Set.Leaves()[0].Code, colVerdict}: "Chấp nhận",
	}))}, b.Key())
	if err != nil {
		t.Fatal(err)
	}
	p, err := b.books.PreviewQueue(background, own, b.Round.ID, id)
	b.must(err)
	if len(p.Stray) != 4 || p.Stray[0].Text.Key != "workbook.unknown_item" || p.Counts[Changed] != 0 {
		t.Errorf("one's own unit: %v %+v", p.Counts, p.Stray)
	}
	part := b.file(appraisal.Filter{Unit: b.Units["stp"].ID})
	if _, p := b.send(part); len(p.Rows) != 4 {
		t.Errorf("a part of the queue has %d rows", len(p.Rows))
	}
	back, err := b.books.ReturnedQueue(background, own, b.Round.ID, id, speech(i18n.Vi))
	b.must(err)
	if rows := len(back.Form.Rows); rows < 8 {
		t.Errorf("the returned file has %d rows", rows)
	}
}
