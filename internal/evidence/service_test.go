package evidence

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

var ctx = context.Background()

// stored lists the files that lie in the store, the waiting ones too.
func (w *world) stored() []string {
	w.t.Helper()
	var found []string
	err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

func TestAddDocument(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		content := pdfOf(w.t, 3)
		id := w.add(lan, content)
		got, err := w.ReadDocument(ctx, lan, id)
		if err != nil {
			w.t.Fatal(err)
		}
		want := Details{CanEdit: true, CanSettle: true, Document: Document{
			ID: id, UnitID: yte, Number: "214/QĐ-SYT", Kind: Decision, IssuedOn: "2026-02-12", Issuer: "Sở Y tế",
			Summary:   "Ban hành kế hoạch kiểm soát thủ tục hành chính",
			File:      File{Name: "qd.pdf", Size: int64(len(content)), Media: PDF, Pages: 3},
			CreatedAt: testkit.Noon, CreatedBy: lan.Person, Version: 1, Revision: 1,
		}}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(File{}, "Hash"), cmpopts.IgnoreFields(Details{}, "Findings")); diff != "" {
			w.t.Error(diff)
		}
		if !bytes.Equal(w.read(lan, id), content) {
			w.t.Error("the file reads back otherwise")
		}
	})
}

func TestAddDocumentTwiceWithOneKeyIsOneDocument(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		key, content := w.key(), pdfOf(w.t, 1)
		send := func(content []byte) (par.ID, error) {
			return w.AddDocument(ctx, lan, yte, paper, Upload{Name: "qd.pdf", Content: bytes.NewReader(content)}, key)
		}
		first, err := send(content)
		if err != nil {
			w.t.Fatal(err)
		}
		if second, err := send(content); err != nil || second != first {
			w.t.Errorf("got %s, %v; want %s again", second, err, first)
		}
		if _, err := send(pdfOf(w.t, 2)); !par.Is(err, par.Conflict) {
			w.t.Errorf("another file with the same key: %v", err)
		}
	})
}

func TestAddDocumentRefuses(t *testing.T) {
	inWorld(t, Limits{File: 10_000, Unit: 1 << 20}, func(w *world) {
		pdf := pdfOf(w.t, 1)
		bad := paper
		bad.Kind, bad.IssuedOn, bad.Summary = "novel", "30/02/2026", "  "
		cases := []struct {
			name   string
			in     Input
			file   Upload
			faults map[string]string
		}{
			{"words", bad, Upload{Name: "a.pdf", Content: bytes.NewReader(pdf)}, map[string]string{
				"kind": "error.choose", "issued_on": "evidence.bad_date", "summary": "error.length",
			}},
			{"no file", paper, Upload{}, map[string]string{"file": "evidence.file_missing"}},
			{"no name", paper, Upload{Content: bytes.NewReader(pdf)}, map[string]string{"file": "evidence.file_missing"}},
			{"empty file", paper, Upload{Name: "a.pdf", Content: bytes.NewReader(nil)}, map[string]string{"file": "evidence.file_empty"}},
			{"too large", paper, Upload{Name: "a.pdf", Content: bytes.NewReader(make([]byte, 10_001))}, map[string]string{"file": "blob.too_large"}},
			{"wrong ending", paper, Upload{Name: "a.svg", Content: bytes.NewReader(pdf)}, map[string]string{"file": "evidence.file_ending"}},
			{"hostile", paper, Upload{Name: "a.pdf", Content: strings.NewReader("<html>")}, map[string]string{"file": "evidence.file_mismatch"}},
			{"picture cut", paper, Upload{Name: "a.png", Content: bytes.NewReader(pngOf(w.t, sketch(60, 60))[:90])}, map[string]string{"file": "evidence.file_broken"}},
		}
		for _, c := range cases {
			_, err := w.AddDocument(ctx, lan, yte, c.in, c.file, w.key())
			faults := map[string]string{}
			if e, ok := par.AsError(err); ok && e.Code == par.Invalid {
				for field, text := range e.Fields {
					faults[field] = text.Key
				}
			}
			if diff := cmp.Diff(c.faults, faults); diff != "" {
				w.t.Errorf("%s: %v %s", c.name, err, diff)
			}
		}
		_, err := w.AddDocument(ctx, lan, yte, paper, Upload{Name: "a.pdf", Content: iotest.ErrReader(fs.ErrClosed)}, w.key())
		if e, ok := par.AsError(err); !ok || e.Key != "blob.broken_off" {
			w.t.Errorf("a sender who breaks off: %v", err)
		}
		if left := w.stored(); len(left) > 0 {
			w.t.Errorf("refused files left %v behind", left)
		}
	})
}

func TestOnlyOfficersOfTheUnitAdd(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		for _, actor := range []par.Actor{officer(caurau), leader, standing, admin, appraiser("1", ""), {}} {
			content := iotest.ErrReader(par.E(par.Internal, "read"))
			_, err := w.AddDocument(ctx, actor, yte, paper, Upload{Name: "a.pdf", Content: content}, w.key())
			if e, _ := par.AsError(err); e == nil || e.Key == "read" {
				w.t.Errorf("%s: %v", actor.Person, err)
			}
		}
	})
}

func TestPicturesAreDrawnAnew(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		hidden := []byte("<script>alert(1)</script>")
		for name, raw := range map[string][]byte{
			"a.png": append(pngOf(w.t, sketch(60, 60)), hidden...), "a.jpg": append(jpegOf(w.t, sketch(60, 60), 6), hidden...),
		} {
			id, err := w.AddDocument(ctx, lan, yte, paper, Upload{Name: name, Content: bytes.NewReader(raw)}, w.key())
			if err != nil {
				w.t.Fatal(err)
			}
			body := w.read(lan, id)
			if bytes.Contains(body, hidden) || bytes.Contains(body, []byte("GPS")) {
				w.t.Errorf("%s keeps more than its picture", name)
			}
			if _, err := examine(name, body); err != nil {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		if files := w.stored(); len(files) != 2 {
			w.t.Errorf("files: %v", files)
		}
	})
}

func TestQuotaCountsEachFileOnce(t *testing.T) {
	one, two, three := pdfOf(t, 1), pdfOf(t, 2), pdfOf(t, 3)
	inWorld(t, Limits{File: 1 << 20, Unit: int64(len(one) + len(two))}, func(w *world) {
		w.add(lan, one)
		w.add(lan, two)
		w.add(lan, one) // the same file again takes no room
		_, err := w.AddDocument(ctx, lan, yte, paper, Upload{Name: "a.pdf", Content: bytes.NewReader(three)}, w.key())
		if faultOf(err, "file") != "evidence.quota" {
			w.t.Errorf("beyond the quota: %v", err)
		}
		w.add(officer(caurau), three) // each unit has room of its own
		if files := w.stored(); len(files) != 3 {
			w.t.Errorf("files: %v", files)
		}
	})
}

func TestTheSameFileFromManyAtOnce(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		content := pdfOf(w.t, 1)
		var group sync.WaitGroup
		for range 8 {
			key := w.key()
			group.Go(func() {
				if _, err := w.AddDocument(ctx, lan, yte, paper, Upload{Name: "a.pdf", Content: bytes.NewReader(content)}, key); err != nil {
					w.t.Error(err)
				}
			})
		}
		group.Wait()
		library, err := w.ListDocuments(ctx, lan, yte, Query{})
		if err != nil || library.Total != 8 || library.Stored != int64(len(content)) {
			w.t.Errorf("%d documents, %d bytes, %v", library.Total, library.Stored, err)
		}
		if files := w.stored(); len(files) != 1 {
			w.t.Errorf("files: %v", files)
		}
	})
}

func TestListDocumentsSearchesWithoutMarks(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		for i, number := range []string{"214/QĐ-SYT", "09/KH-SYT", "100%_thật/BC-SYT"} {
			in := paper
			in.Number = number
			if _, err := w.AddDocument(ctx, lan, yte, in, Upload{Name: "qđ.pdf", Content: bytes.NewReader(pdfOf(w.t, i+1))}, w.key()); err != nil {
				w.t.Fatal(err)
			}
			w.clock.Forward(1e9)
		}
		w.add(officer(caurau), pdfOf(w.t, 9))
		cases := []struct {
			text string
			want []string
		}{
			{"", []string{"100%_thật/BC-SYT", "09/KH-SYT", "214/QĐ-SYT"}},
			{"214 qd", []string{"214/QĐ-SYT"}},
			{"THU TUC hanh chinh kh-syt", []string{"09/KH-SYT"}},
			{"100%_that", []string{"100%_thật/BC-SYT"}},
			{"1%4", nil},
			{"_14", nil},
			{`\`, nil},
			{"' OR 1=1 --", nil},
		}
		for _, c := range cases {
			l, err := w.ListDocuments(ctx, lan, yte, Query{Text: c.text})
			var got []string
			for _, e := range l.Entries {
				got = append(got, e.Number)
			}
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil || l.Total != len(c.want) {
				w.t.Errorf("%q: %v, %d in all %s", c.text, err, l.Total, diff)
			}
		}
		if l, err := w.ListDocuments(ctx, lan, yte, Query{Page: 2}); err != nil || len(l.Entries) != 0 || l.Total != 3 || l.Pages != 1 {
			w.t.Errorf("second page: %+v, %v", l, err)
		}
		for _, actor := range []par.Actor{officer(caurau), standing, admin, appraiser("1", ""), {}} {
			if _, err := w.ListDocuments(ctx, actor, yte, Query{}); err == nil {
				w.t.Errorf("%s sees the library", actor.Person)
			}
		}
		if l, err := w.ListDocuments(ctx, leader, yte, Query{}); err != nil || l.CanAdd {
			w.t.Errorf("the leader: %v, may add %v", err, l.CanAdd)
		}
	})
}

func TestWhoOpensAFile(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		cited, uncited := w.add(lan, pdfOf(w.t, 2)), w.add(lan, pdfOf(w.t, 3))
		w.mustAttach(lan, Use{DossierID: yte26, Leaf: "1.2", DocumentID: cited, Page: 1})
		gone := w.mustAttach(lan, Use{DossierID: yte26, Leaf: "2.1", DocumentID: cited, Page: 2})
		if err := w.detach(lan, gone); err != nil {
			w.t.Fatal(err)
		}
		people := []struct {
			name                     string
			actor                    par.Actor
			draft, submitted, orphan bool
		}{
			{"officer", lan, true, true, true},
			{"leader", leader, true, true, true},
			{"officer of another unit", officer(caurau), false, false, false},
			{"standing body", standing, false, true, false},
			{"appraiser of the area", appraiser("1", ""), false, true, false},
			{"appraiser of all areas", appraiser("", ""), false, true, false},
			{"appraiser of another area", appraiser("2", ""), false, false, false},
			{"appraiser from the unit", appraiser("1", yte), false, false, false},
			{"administrator", admin, false, false, false},
			{"nobody", par.Actor{}, false, false, false},
		}
		for _, state := range []par.DossierState{par.Draft, par.Submitted} {
			w.states[yte26] = state
			for _, p := range people {
				may := p.draft
				if state == par.Submitted {
					may = p.submitted
				}
				w.expect(p.name+" "+string(state), p.actor, cited, may)
				w.expect(p.name+" uncited", p.actor, uncited, p.orphan)
				w.expect(p.name+" unknown", p.actor, yte, false)
			}
		}
	})
}

// expect tries to open a file; to those who may not it does not exist.
func (w *world) expect(name string, actor par.Actor, id par.ID, may bool) {
	w.t.Helper()
	c, err := w.OpenFile(ctx, actor, id)
	if err == nil {
		_ = c.Close()
	}
	if may && err != nil || !may && !par.Is(err, par.NotFound) {
		w.t.Errorf("%s: %v", name, err)
	}
}

func (w *world) detach(actor par.Actor, u Use) error {
	return w.db.Write(ctx, func(tx *db.Tx) error {
		resource, err := w.place(tx, u.DossierID, u.Leaf)
		if err != nil {
			return err
		}
		permit, err := tx.Check(actor, "attach_evidence", resource)
		if err != nil {
			return err
		}
		return Detach(tx, permit, u)
	})
}

func TestUses(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		id := w.add(lan, pdfOf(w.t, 4))
		first := w.mustAttach(lan, Use{DossierID: yte26, Leaf: "1.2", DocumentID: id, Page: 4, Section: "  Điều 2,  khoản 1 "})
		if again := w.mustAttach(lan, Use{DossierID: yte26, Leaf: "1.2", DocumentID: id, Page: 4, Section: "Điều 2, khoản 1"}); again.ID != first.ID {
			w.t.Error("the same place is cited twice")
		}
		other := w.mustAttach(lan, Use{DossierID: yte26, Leaf: "1.2", DocumentID: id})
		w.mustAttach(lan, Use{DossierID: yte25, Leaf: "3.1", DocumentID: id})
		if err := w.detach(lan, other); err != nil {
			w.t.Fatal(err)
		}
		if err := w.detach(lan, other); !par.Is(err, par.NotFound) {
			w.t.Errorf("taken back twice: %v", err)
		}
		var uses []Citation
		var counts map[string]int
		var of []Use
		err := w.db.Read(ctx, func(tx *db.Tx) (err error) {
			if uses, err = ListUses(tx, yte26); err != nil {
				return err
			}
			if counts, err = CountUses(tx, yte26); err != nil {
				return err
			}
			of, err = ListUsesOf(tx, id)
			return err
		})
		if err != nil {
			w.t.Fatal(err)
		}
		want := Use{ID: first.ID, DossierID: yte26, Leaf: "1.2", DocumentID: id, Page: 4, Section: "Điều 2, khoản 1", Revision: 1, AddedAt: testkit.Noon, AddedBy: lan.Person}
		if len(uses) != 1 || uses[0].Use != want || uses[0].Document.Number != paper.Number || uses[0].Document.File.Pages != 4 {
			w.t.Errorf("uses: %+v", uses)
		}
		if diff := cmp.Diff(map[string]int{"1.2": 1}, counts); diff != "" {
			w.t.Error(diff)
		}
		if len(of) != 2 {
			w.t.Errorf("uses of the document: %+v", of)
		}
	})
}

func TestAttachRefuses(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		id, foreign := w.add(lan, pdfOf(w.t, 4)), w.add(officer(caurau), pdfOf(w.t, 1))
		cases := []struct {
			name  string
			use   Use
			code  par.Code
			field string
		}{
			{"page beyond the last", Use{DocumentID: id, Page: 5}, par.Invalid, "page"},
			{"page below the first", Use{DocumentID: id, Page: -1}, par.Invalid, "page"},
			{"endless section", Use{DocumentID: id, Section: strings.Repeat("x", 201)}, par.Invalid, "section"},
			{"another unit's document", Use{DocumentID: foreign}, par.NotFound, ""},
			{"no document", Use{DocumentID: yte}, par.NotFound, ""},
		}
		for _, c := range cases {
			c.use.DossierID, c.use.Leaf = yte26, "1.1"
			_, err := w.attach(lan, c.use)
			e, ok := par.AsError(err)
			if !ok || e.Code != c.code || (c.field != "" && e.Fields[c.field].Key == "") {
				w.t.Errorf("%s: %v", c.name, err)
			}
		}
		for i := range mostUses {
			w.mustAttach(lan, Use{DossierID: yte26, Leaf: "1.1", DocumentID: id, Section: strings.Repeat("x", i+1)})
		}
		if _, err := w.attach(lan, Use{DossierID: yte26, Leaf: "1.1", DocumentID: id}); !par.Is(err, par.TooLarge) {
			w.t.Errorf("one more than allowed: %v", err)
		}
		for name, change := range map[string]func(){
			"after submission": func() { w.states[yte26] = par.Submitted },
			"with the leader":  func() { w.states[yte26] = par.AwaitingLeader },
			"after the deadline": func() {
				w.states[yte26] = par.Draft
				w.clock.Set(testkit.Noon.Add(1000))
			},
		} {
			change()
			if _, err := w.attach(lan, Use{DossierID: yte26, Leaf: "1.2", DocumentID: id}); !par.Is(err, par.Closed) {
				w.t.Errorf("%s: %v", name, err)
			}
			w.clock.Set(testkit.Noon)
		}
	})
}

func TestEditDocument(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		id := w.add(lan, pdfOf(w.t, 4))
		w.mustAttach(lan, Use{DossierID: yte26, Leaf: "1.2", DocumentID: id})
		in := paper
		in.Number = "215/QĐ-SYT"
		version, err := w.EditDocument(ctx, lan, id, 1, in, w.key())
		if err != nil || version != 2 {
			w.t.Fatalf("version %d, %v", version, err)
		}
		if l, err := w.ListDocuments(ctx, lan, yte, Query{Text: "215"}); err != nil || l.Total != 1 {
			w.t.Errorf("the new number is not found: %d, %v", l.Total, err)
		}
		_, err = w.EditDocument(ctx, lan, id, 1, paper, w.key())
		if e, ok := par.AsError(err); !ok || e.Code != par.Conflict || e.Detail.(Document).Number != "215/QĐ-SYT" {
			w.t.Errorf("an old version: %v", err)
		}
		bad := paper
		bad.Summary = strings.Repeat("x", MaxSummary+1)
		if _, err := w.EditDocument(ctx, lan, id, 2, bad, w.key()); faultOf(err, "summary") != "error.length" {
			w.t.Errorf("an endless summary: %v", err)
		}
		for _, actor := range []par.Actor{officer(caurau), leader, standing, admin, {}} {
			if _, err := w.EditDocument(ctx, actor, id, 2, paper, w.key()); err == nil {
				w.t.Errorf("%s edits", actor.Person)
			}
		}
		w.states[yte26] = par.Submitted
		if _, err := w.EditDocument(ctx, lan, id, 2, paper, w.key()); !par.Is(err, par.Closed) {
			w.t.Errorf("cited by a submitted dossier: %v", err)
		}
		if v, err := w.ReadDocument(ctx, lan, id); err != nil || v.CanEdit || v.Locked == nil {
			w.t.Errorf("cited by a submitted dossier: %+v, %v", v, err)
		}
	})
}

func TestDamagedAndMissingFilesAreFound(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		whole, damaged, missing := w.add(lan, pdfOf(w.t, 1)), w.add(lan, pdfOf(w.t, 2)), w.add(lan, pdfOf(w.t, 3))
		hash := func(id par.ID) string {
			v, err := w.ReadDocument(ctx, lan, id)
			if err != nil {
				w.t.Fatal(err)
			}
			return v.File.Hash
		}
		at := func(id par.ID) string { return filepath.Join(w.dir, hash(id)[:2], hash(id)[2:]) }
		if err := os.WriteFile(at(damaged), []byte("%PDF-"), 0o600); err != nil {
			w.t.Fatal(err)
		}
		if err := os.Remove(at(missing)); err != nil {
			w.t.Fatal(err)
		}
		found := map[string]bool{}
		count, err := VerifyFiles(ctx, w.db, w.files, func(hash string, _ error) { found[hash] = true })
		if diff := cmp.Diff(map[string]bool{hash(damaged): true, hash(missing): true}, found); diff != "" || count != 3 || err != nil {
			w.t.Errorf("%d files, %v %s", count, err, diff)
		}
		if _, err := w.OpenFile(ctx, lan, missing); !par.Is(err, par.Internal) {
			w.t.Errorf("a missing file: %v", err)
		}
		w.read(lan, whole)
	})
}

func TestFullDiskKeepsNoRow(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		if err := w.files.Close(); err != nil {
			w.t.Fatal(err)
		}
		_, err := w.AddDocument(ctx, lan, yte, paper, Upload{Name: "a.pdf", Content: bytes.NewReader(pdfOf(w.t, 1))}, w.key())
		if !par.Is(err, par.Unavailable) {
			w.t.Errorf("without storage: %v", err)
		}
		if l, err := w.ListDocuments(ctx, lan, yte, Query{}); err != nil || l.Total != 0 {
			w.t.Errorf("%d documents, %v", l.Total, err)
		}
	})
}
