package evidence

import (
	"bytes"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/testkit"
	"parindex/internal/testkit/corpus"
)

// CorpusVariable asks for so many ordinary documents instead of a few.
const CorpusVariable = "PARINDEX_TEST_CORPUS"

// expected is what must be found of the special files that are taken, besides
// what is found of ordinary ones.
var expected = map[string]FindingKind{
	"signed": SignatureIntact, "signed twice": SignatureIntact, "changed after signing": SignatureChanged,
	"signed with an old certificate": SignatureExpired, "with a password": NeedsPassword,
}

// taken is a file of the corpus that has become a document.
type taken struct {
	corpus.File
	id par.ID
}

func TestTheCorpusFromUploadToSearch(t *testing.T) {
	ordinary := 30
	if n, err := strconv.Atoi(os.Getenv(CorpusVariable)); err == nil {
		ordinary = n
	}
	inWorld(t, DefaultLimits(), func(w *world) {
		special, root, err := corpus.Special(testkit.Noon.Std())
		if err != nil {
			t.Fatal(err)
		}
		reading := w.reads()
		reading.Reader.Roots = filepath.Join(t.TempDir(), "roots.pem")
		if err := os.WriteFile(reading.Reader.Roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate.Raw}), 0o600); err != nil {
			t.Fatal(err)
		}
		w.clock.Set(par.At(testkit.Noon.Std()))
		var all []taken
		for _, f := range special {
			if id, ok := w.send(f, Input{Kind: Decision, Summary: f.What, IssuedOn: "12/02/2026"}); ok {
				all = append(all, taken{f, id})
			}
		}
		for i := range ordinary {
			number, issuer, summary := corpus.Line(i)
			f := corpus.Ordinary(i)
			if id, ok := w.send(f, Input{Number: number, Kind: Decision, Issuer: issuer, Summary: summary, IssuedOn: "12/02/2026"}); ok {
				all = append(all, taken{f, id})
			}
			if i%50 == 49 {
				w.readAll()
			}
		}
		w.readAll()
		for _, f := range all {
			w.compare(f)
		}
		w.findOrdinary(ordinary)
	})
}

// send uploads a file and tells whether it became a document.
func (w *world) send(f corpus.File, in Input) (par.ID, bool) {
	w.t.Helper()
	id, err := w.AddDocument(ctx, lan, yte, in, Upload{Name: f.Name, Content: bytes.NewReader(f.Content)}, w.key())
	if got := faultOf(err, "file"); got != f.Refused || err != nil && got == "" {
		w.t.Errorf("%s: refused by %q, want %q (%v)", f.What, got, f.Refused, err)
	}
	return id, err == nil
}

// readAll does the jobs until none is left.
func (w *world) readAll() {
	w.t.Helper()
	for range 20 {
		if failures := w.work(); len(failures) > 0 {
			w.t.Errorf("the machine failed: %v", failures)
		}
	}
}

// compare holds what is said of a document against what must be.
func (w *world) compare(f taken) {
	w.t.Helper()
	err := w.db.Read(ctx, func(tx *db.Tx) error {
		d, err := ByID(tx, f.id)
		if err != nil {
			return err
		}
		facts, err := FactsOf(tx, []string{d.File.Hash})
		if err != nil {
			return err
		}
		found, err := FindingsOf(tx, []Document{d}, ForUnit, 2026)
		if err != nil {
			return err
		}
		if f.Kept != "" && d.File.Name != f.Kept {
			w.t.Errorf("%s: kept as %q", f.What, d.File.Name)
		}
		fact := facts[d.File.Hash]
		if fact.State != Read || !f.Attack && (fact.Facts.Fault != "" || fact.Facts.Encrypted != f.Secret || fact.Facts.Scans != f.Scans) {
			w.t.Errorf("%s: %s, %+v", f.What, fact.State, fact.Facts)
		}
		want, special := expected[f.What]
		if special && !slices.ContainsFunc(found[d.ID], func(x Finding) bool { return x.Kind == want }) {
			w.t.Errorf("%s: %q is not found, only %+v", f.What, want, found[d.ID])
		}
		return nil
	})
	if err != nil {
		w.t.Error(err)
	}
}

// findOrdinary finds each ordinary document by a number that only its text
// has, and some by words without their marks.
func (w *world) findOrdinary(count int) {
	w.t.Helper()
	for i := range count {
		number, _, _ := corpus.Line(i)
		if got := w.numbers(lan, Query{Text: strconv.Itoa(100_000 + i*7)}); !slices.Equal(got, []string{number}) {
			w.t.Errorf("%s is found as %v", number, got)
		}
	}
	l, err := w.ListDocuments(ctx, lan, yte, Query{Text: "don gian hoa thu tuc"})
	if err != nil || l.Total < count/12 {
		w.t.Errorf("%d documents about simpler procedures, %v", l.Total, err)
	}
}
