package evidence

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/par"
)

// unpacked writes a bundle and reads it again: the names in it with how many
// bytes each holds.
func (w *world) unpacked(b Bundle) (files map[string]int, noted []string) {
	w.t.Helper()
	var packed bytes.Buffer
	err := w.Write(ctx, &packed, b, "index.txt", func(out io.Writer, b Bundle) error {
		for _, f := range b.Files {
			noted = append(noted, f.Path+" "+string(f.State))
		}
		_, err := io.WriteString(out, "index")
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		w.t.Fatal(err)
	}
	files = map[string]int{}
	for _, f := range z.File {
		content, err := f.Open()
		if err != nil {
			w.t.Fatal(err)
		}
		body, err := io.ReadAll(content) // compares the sum of each
		if err != nil {
			w.t.Fatal(err)
		}
		files[f.Name] = len(body)
	}
	return files, noted
}

func TestABundleHoldsWhatItsReaderMaySee(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		one, two, three := pdfOf(w.t, 1), pdfOf(w.t, 2), pdfOf(w.t, 3)
		ids := []par.ID{w.add(lan, one), w.add(lan, two), w.add(lan, three)}
		for i, leaf := range []string{"1.1", "1.2", "2.1"} {
			w.mustAttach(lan, Use{DossierID: yte26, Leaf: leaf, DocumentID: ids[i]})
		}
		w.mustAttach(lan, Use{DossierID: yte26, Leaf: "1.1", DocumentID: ids[0], Page: 1})
		w.states[yte26] = par.InAppraisal
		for name, c := range map[string]struct {
			actor par.Actor
			leaf  string
			want  map[string]int
		}{
			"the unit":            {lan, "", map[string]int{"214-QĐ-SYT.pdf": len(one), "214-QĐ-SYT (2).pdf": len(two), "214-QĐ-SYT (3).pdf": len(three), "index.txt": 5}},
			"one leaf":            {lan, "1.1", map[string]int{"214-QĐ-SYT.pdf": len(one), "index.txt": 5}},
			"his area only":       {appraiser("1", ""), "", map[string]int{"214-QĐ-SYT.pdf": len(one), "214-QĐ-SYT (2).pdf": len(two), "index.txt": 5}},
			"nothing is cited":    {lan, "3.1", map[string]int{"index.txt": 5}},
			"the standing body's": {standing, "2.1", map[string]int{"214-QĐ-SYT.pdf": len(three), "index.txt": 5}},
		} {
			b, err := w.BundleDossier(ctx, c.actor, yte26, c.leaf)
			if err != nil {
				w.t.Errorf("%s: %v", name, err)
				continue
			}
			if got, _ := w.unpacked(b); !cmp.Equal(c.want, got) {
				w.t.Errorf("%s: %s", name, cmp.Diff(c.want, got))
			}
		}
		for name, actor := range map[string]par.Actor{"another unit": caurauOfficer, "another area": appraiser("2", ""), "his own unit": appraiser("1", yte)} {
			if _, err := w.BundleDossier(ctx, actor, yte26, "1.1"); !par.Is(err, par.NotFound) {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := w.BundleLibrary(ctx, standing, yte); !par.Is(err, par.NotFound) {
			w.t.Errorf("the library was given away: %v", err)
		}
	})
}

func TestABundleLeavesOutWhatIsHeldOrLostAndSaysSo(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		held := w.add(lan, pdfOf(w.t, 1))
		w.clock.Forward(time.Second)
		lost := w.add(lan, pdfOf(w.t, 2))
		w.clock.Forward(time.Second)
		whole := w.add(lan, pdfOf(w.t, 3))
		hashes := map[par.ID]string{}
		for _, id := range []par.ID{held, lost, whole} {
			d, err := w.ReadDocument(ctx, lan, id)
			if err != nil {
				w.t.Fatal(err)
			}
			hashes[id] = d.File.Hash
		}
		w.housekeep(`UPDATE file_fact SET virus = $1 WHERE file_hash = $2`, Infected, hashes[held])
		if err := os.WriteFile(filepath.Join(w.dir, hashes[lost][:2], hashes[lost][2:]), []byte("%PDF-"), 0o600); err != nil {
			w.t.Fatal(err)
		}
		b, err := w.BundleLibrary(ctx, lan, yte)
		if err != nil {
			w.t.Fatal(err)
		}
		files, noted := w.unpacked(b)
		if len(files) != 3 {
			w.t.Errorf("packed: %v", files)
		}
		if diff := cmp.Diff([]string{" held", "214-QĐ-SYT.pdf lost", "214-QĐ-SYT (2).pdf "}, noted); diff != "" {
			w.t.Error(diff)
		}
	})
}

func TestNamesInABundleSuitEverySystem(t *testing.T) {
	taken := map[string]bool{}
	var got []string
	for _, d := range []Document{
		{Number: "214/QĐ-SYT", File: File{Name: "a.PDF"}},
		{Number: "214/qđ-syt", File: File{Name: "b.pdf"}},
		{File: File{Name: "Báo cáo: quý 1?.docx"}},
		{Number: "CON", File: File{Name: "c.pdf"}},
		{Number: "...", File: File{Name: "d.pdf"}},
		{Number: "nul.1", File: File{Name: "e.png"}},
		{Number: "Hòa ", File: File{Name: "f.pdf"}},
	} {
		got = append(got, freeName(taken, d))
	}
	want := []string{"214-QĐ-SYT.pdf", "214-qđ-syt (2).pdf", "Báo cáo- quý 1-.docx", "_CON.pdf", "_.pdf", "_nul.1.png", "Hòa.pdf"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
