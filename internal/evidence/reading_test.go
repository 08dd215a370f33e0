package evidence

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"parindex/internal/clamd"
	"parindex/internal/db"
	"parindex/internal/extract"
	"parindex/internal/job"
	"parindex/internal/par"
	"parindex/internal/testkit"
	"parindex/internal/testkit/sign"
)

// reads lets the world read files with the program of these tests.
func (w *world) reads() *Reading {
	w.t.Helper()
	program, err := os.Executable()
	if err != nil {
		w.t.Fatal(err)
	}
	cache := filepath.Join(os.TempDir(), "parindex-test-compiled")
	w.ReadWith(Reading{Reader: extract.Reader{Program: program, Args: []string{"worker"}, Cache: cache, Time: time.Minute, OCRTime: time.Minute}})
	return w.reading
}

// work does every job that waits, once.
func (w *world) work() (failures []error) {
	w.t.Helper()
	var jobs []job.Job
	err := w.db.Read(ctx, func(tx *db.Tx) (err error) {
		jobs, err = db.List(tx, func(row db.Scanner) (j job.Job, err error) {
			err = row.Scan(&j.Kind, &j.Payload)
			return j, err
		}, `SELECT kind, payload FROM job WHERE state = 'ready' ORDER BY id LIMIT 100`)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.housekeep(`UPDATE job SET state = 'done' WHERE state = 'ready'`)
	for _, j := range jobs {
		do := map[job.Kind]func(string) error{
			job.ReadFile:     func(hash string) error { return w.ReadFile(ctx, hash) },
			job.ReadPictures: func(hash string) error { return w.ReadPictures(ctx, hash) },
		}[j.Kind]
		if err := do(j.Payload); err != nil {
			failures = append(failures, err)
		}
	}
	return failures
}

func (w *world) housekeep(query string, args ...any) {
	w.t.Helper()
	err := w.db.Housekeep(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// letter is a PDF with a text on each page.
func letter(t testing.TB, secret bool, pages ...string) []byte {
	t.Helper()
	doc := fpdf.New("P", "mm", "A4", "")
	if secret {
		doc.SetProtection(0, "user", "owner")
	}
	doc.AddUTF8FontFromBytes("serif", "", liberationserifregular.TTF)
	doc.SetFont("serif", "", 12)
	for _, text := range pages {
		doc.AddPage()
		doc.MultiCell(0, 8, text, "", "", false)
	}
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func emptySheet(t testing.TB) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const head = "Số: 214/QĐ-SYT\nCần Thơ, ngày 12 tháng 02 năm 2026\nQUYẾT ĐỊNH\n"

// body is a text of many words; each number makes another one.
func body(n int) string {
	words := strings.Fields("kế hoạch kiểm soát thủ tục hành chính năm của cơ quan đơn vị rà soát đánh giá công bố niêm yết giải quyết hồ sơ người dân")
	var text strings.Builder
	draw := uint32(n)
	for range 200 {
		draw = draw*1664525 + 1013904223
		text.WriteString(words[int(draw>>16)%len(words)] + " ")
	}
	return text.String()
}

func (w *world) fact(id par.ID) (f FileFact) {
	w.t.Helper()
	err := w.db.Read(ctx, func(tx *db.Tx) error {
		d, err := ByID(tx, id)
		if err != nil {
			return err
		}
		f, err = FactOf(tx, d.File.Hash)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// found names what is found of a document, as "grade kind".
func (w *world) found(id par.ID, side Side, years ...int) []string {
	w.t.Helper()
	var names []string
	for _, f := range w.findings(id, side, years...) {
		name := string(f.Grade) + " " + f.Name()
		if f.Settled != nil {
			name += " settled"
		}
		names = append(names, name)
	}
	return names
}

func (w *world) findings(id par.ID, side Side, years ...int) (found []Finding) {
	w.t.Helper()
	err := w.db.Read(ctx, func(tx *db.Tx) error {
		d, err := ByID(tx, id)
		if err != nil {
			return err
		}
		all, err := FindingsOf(tx, []Document{d}, side, years...)
		found = all[id]
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

func TestWhatIsFoundOfFiles(t *testing.T) {
	root, err := sign.NewRoot("Root", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	signed, err := root.PDF(letter(t, false, head+body(1)))
	if err != nil {
		t.Fatal(err)
	}
	tampered := bytes.Replace(signed, []byte("/MediaBox"), []byte("/MediaBoy"), 1)
	cases := []struct {
		name, file string
		content    []byte
		want       []string
	}{
		{"ordinary", "a.pdf", letter(t, false, head+body(2)), nil},
		{"another number", "a.pdf", letter(t, false, "Số: 1214/QĐ-SYT ngày 12 tháng 2 năm 2026. "+body(3)), []string{"hint number_not_found"}},
		{"another day", "a.pdf", letter(t, false, "Số: 0214 / QĐ–SYT ngày 13/02/2026. "+body(4)), []string{"hint date_not_found"}},
		{"a scan at the end", "a.pdf", letter(t, false, head+body(5), ""), []string{"hint scan_no_ocr"}},
		{"a scan", "a.pdf", letter(t, false, ""), []string{"hint scan_no_ocr"}},
		{"a picture", "a.png", pngOf(t, sketch(4, 4)), []string{"hint scan_no_ocr"}},
		{"a document of other words", "a.docx", docxOf(t), []string{"hint number_not_found", "hint date_not_found"}},
		{"without words", "a.xlsx", emptySheet(t), []string{"warning empty"}},
		{"with a password", "a.pdf", letter(t, true, head), []string{"fault password"}},
		{"signed", "a.pdf", signed, []string{"fine signature_intact/1"}},
		{"changed after signing", "a.pdf", tampered, []string{"fault signature_changed/1"}},
		{"added to after signing", "a.pdf", append(bytes.Clone(signed), "\n%%EOF\n"...), []string{"hint signature_added/1"}},
	}
	inWorld(t, DefaultLimits(), func(w *world) {
		w.reads()
		for _, c := range cases {
			id, err := w.AddDocument(ctx, lan, yte, paper, Upload{Name: c.file, Content: bytes.NewReader(c.content)}, w.key())
			if err != nil {
				w.t.Errorf("%s: %v", c.name, err)
				continue
			}
			if got := w.found(id, ForUnit, 2026); !cmp.Equal(got, []string{"hint not_yet_read"}) {
				w.t.Errorf("%s: before it is read: %v", c.name, got)
			}
			if failed := w.work(); failed != nil {
				w.t.Errorf("%s: %v", c.name, failed)
			}
			if diff := cmp.Diff(c.want, w.found(id, ForUnit, 2026)); diff != "" {
				w.t.Errorf("%s: %s\n%+v", c.name, diff, w.fact(id))
			}
		}
	})
}

func TestAUnitNeverLearnsOfOtherUnits(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		w.reads()
		text := head + body(1)
		copied := letter(w.t, false, text)
		mine := w.add(lan, copied)
		theirs := w.add(officer(caurau), letter(w.t, false, text, ""))
		before := w.add(lan, letter(w.t, false, text, "", ""))
		if failed := w.work(); failed != nil {
			w.t.Fatal(failed)
		}
		w.mustAttach(lan, Use{DossierID: yte26, Leaf: "1.2", DocumentID: mine})
		w.mustAttach(officer(caurau), Use{DossierID: cau26, Leaf: "1.2", DocumentID: theirs})
		w.mustAttach(lan, Use{DossierID: yte25, Leaf: "1.2", DocumentID: before})
		if diff := cmp.Diff([]string{"hint near_other_year"}, w.found(mine, ForUnit)); diff != "" {
			w.t.Error(diff)
		}
		if diff := cmp.Diff([]string{"warning near_other_unit", "hint near_other_year"}, w.found(mine, ForJudges, 2026)); diff != "" {
			w.t.Error(diff)
		}
		same := w.add(officer(caurau), copied)
		w.mustAttach(officer(caurau), Use{DossierID: cau26, Leaf: "1.2", DocumentID: same})
		w.mustAttach(lan, Use{DossierID: yte25, Leaf: "1.2", DocumentID: mine})
		if diff := cmp.Diff([]string{"warning outside_year", "hint other_year"}, w.found(mine, ForUnit)); diff != "" {
			w.t.Error(diff)
		}
		if diff := cmp.Diff([]string{"warning other_unit", "hint other_year"}, w.found(mine, ForJudges, 2026)); diff != "" {
			w.t.Error(diff)
		}
	})
}

func TestTextsAreAlike(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		w.reads()
		add := func(text string) par.ID {
			id := w.add(lan, letter(w.t, false, text))
			if failed := w.work(); failed != nil {
				w.t.Fatal(failed)
			}
			return id
		}
		add(body(1))
		twins := func() (n int64) {
			err := w.db.Read(ctx, func(tx *db.Tx) (err error) {
				n, err = db.One(tx, db.Value[int64], `SELECT COUNT(*) FROM file_twin`)
				return err
			})
			if err != nil {
				w.t.Fatal(err)
			}
			return n
		}
		for _, c := range []struct {
			name, text string
			want       int64
		}{
			{"another text", body(2), 0},
			{"a few words more", body(1) + " và các đơn vị trực thuộc", 2},
			{"half of it", body(1)[:len(body(1))/2], 2},
			{"few words", "Kế hoạch số 5", 2},
		} {
			add(strings.ToValidUTF8(c.text, ""))
			if got := twins(); got != c.want {
				w.t.Errorf("%s: %d twins, want %d", c.name, got, c.want)
			}
		}
	})
}

func TestASettledFindingComesBackWhenItChanges(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		w.reads()
		id := w.add(lan, letter(w.t, false, body(1)))
		w.work()
		use := w.mustAttach(lan, Use{DossierID: yte26, Leaf: "1.2", DocumentID: id})
		w.states[yte26] = par.InAppraisal
		minh, at := appraiser("1", caurau), Place{Dossier: yte26, Leaf: use.Leaf}
		settle := func(actor par.Actor, at Place, f Finding, reason string) error {
			return w.SettleFinding(ctx, actor, id, at, f.Name(), f.Mark, reason, w.key())
		}
		number := w.findings(id, ForUnit)[0]
		if number.Kind != NumberNotFound {
			w.t.Fatalf("%+v", number)
		}
		for name, c := range map[string]struct {
			actor  par.Actor
			at     Place
			reason string
			want   par.Code
		}{
			"without a reason":            {lan, Place{}, " ", par.Invalid},
			"another unit":                {officer(caurau), Place{}, "đúng", par.NotFound},
			"the leader":                  {leader, Place{}, "đúng", par.Forbidden},
			"the unit for the judges":     {lan, at, "đúng", par.Forbidden},
			"an appraiser of other areas": {appraiser("2", caurau), at, "đúng", par.NotFound},
			"a leaf that does not cite":   {minh, Place{Dossier: yte26, Leaf: "1.3"}, "đúng", par.NotFound},
		} {
			if err := settle(c.actor, c.at, number, c.reason); !par.Is(err, c.want) {
				w.t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		if err := settle(lan, Place{}, number, "Số đóng dấu tay"); err != nil {
			w.t.Fatal(err)
		}
		want := []string{"hint number_not_found settled", "hint date_not_found"}
		if diff := cmp.Diff(want, w.found(id, ForUnit)); diff != "" {
			w.t.Error(diff)
		}
		if diff := cmp.Diff([]string{"hint number_not_found", "hint date_not_found"}, w.found(id, ForJudges, 2026)); diff != "" {
			w.t.Error(diff)
		}
		if err := settle(minh, at, number, "Đã xem bản giấy"); err != nil {
			w.t.Fatal(err)
		}
		if diff := cmp.Diff(want, w.found(id, ForJudges, 2026)); diff != "" {
			w.t.Error(diff)
		}
		w.states[yte26] = par.Draft
		in := paper
		in.Number = "215/QĐ-SYT"
		if _, err := w.EditDocument(ctx, lan, id, 1, in, w.key()); err != nil {
			w.t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"hint number_not_found", "hint date_not_found"}, w.found(id, ForUnit)); diff != "" {
			w.t.Error(diff)
		}
		if err := settle(lan, Place{}, number, "Số đóng dấu tay"); !par.Is(err, par.Conflict) {
			w.t.Errorf("settled what has changed: %v", err)
		}
	})
}

func TestAnInfectedFileIsOpenedByNobody(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		daemon := testkit.NewClamd(w.t)
		w.reads().Scanner = &clamd.Scanner{Address: daemon.Address, Time: time.Minute}
		id := w.add(lan, append(letter(w.t, false, head+body(1)), "\n%"+testkit.Infection+"\n%%EOF\n"...))
		if failed := w.work(); failed != nil {
			w.t.Fatal(failed)
		}
		if diff := cmp.Diff([]string{"fault quarantined"}, w.found(id, ForUnit)); diff != "" {
			w.t.Error(diff)
		}
		if _, err := w.OpenFile(ctx, lan, id); !par.Is(err, par.Closed) {
			w.t.Fatalf("opened: %v", err)
		}
		if _, err := w.ListQuarantine(ctx, lan); !par.Is(err, par.Forbidden) {
			w.t.Errorf("an officer reads the quarantine: %v", err)
		}
		held, err := w.ListQuarantine(ctx, admin)
		if err != nil || len(held) != 1 || held[0].Facts.Threat != testkit.Threat || len(held[0].Documents) != 1 {
			w.t.Fatalf("%+v, %v", held, err)
		}
		decide := func(actor par.Actor, release bool, version int64) error {
			return w.DecideQuarantine(ctx, actor, held[0].Hash, release, version, "Báo nhầm", w.key())
		}
		if err := decide(lan, true, held[0].Version); !par.Is(err, par.Forbidden) {
			w.t.Errorf("an officer decides: %v", err)
		}
		if err := decide(admin, false, held[0].Version); err != nil {
			w.t.Fatal(err)
		}
		if _, err := w.OpenFile(ctx, lan, id); !par.Is(err, par.Closed) {
			w.t.Errorf("removed and opened: %v", err)
		}
		if err := decide(admin, true, held[0].Version); !par.Is(err, par.Conflict) {
			w.t.Errorf("decided what had changed: %v", err)
		}
		if err := decide(admin, true, held[0].Version+1); err != nil {
			w.t.Fatal(err)
		}
		if failed := w.work(); failed != nil {
			w.t.Fatal(failed)
		}
		if got := w.found(id, ForUnit, 2026); got != nil {
			w.t.Error(got)
		}
		w.read(lan, id)
	})
}

func TestAScannerThatIsAwayHindersNothing(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		daemon := testkit.NewClamd(w.t)
		daemon.Answer("ERROR")
		w.reads().Scanner = &clamd.Scanner{Address: daemon.Address, Time: time.Minute}
		id := w.add(lan, letter(w.t, false, head+body(1)))
		if failed := w.work(); len(failed) != 1 {
			w.t.Errorf("nobody is told: %v", failed)
		}
		if f := w.fact(id); f.State != Read || f.Virus != Unscanned {
			w.t.Errorf("%+v", f)
		}
		w.read(lan, id)
		daemon.Answer("")
		if err := w.FindUnread(ctx); err != nil {
			w.t.Fatal(err)
		}
		if failed := w.work(); failed != nil {
			w.t.Error(failed)
		}
		if f := w.fact(id); f.Virus != Clean || !f.Facts.TextLayer {
			w.t.Errorf("%+v", f)
		}
	})
}

func TestAMachineThatCannotReadTriesAgainAndGivesUp(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		w.reads().Reader.Program = "/nowhere"
		id := w.add(lan, letter(w.t, false, head))
		hash := w.fact(id).Hash
		for i := range mostTries {
			if err := w.ReadFile(ctx, hash); err == nil {
				w.t.Fatal("read")
			}
			if f := w.fact(id); f.Tries != int64(i)+1 || (f.State == ReadFailed) != (i+1 == mostTries) {
				w.t.Errorf("after %d: %+v", i+1, f)
			}
		}
		if diff := cmp.Diff([]string{"warning not_read"}, w.found(id, ForUnit, 2026)); diff != "" {
			w.t.Error(diff)
		}
		w.reads()
		if err := w.ReadFile(ctx, hash); err != nil || w.found(id, ForUnit, 2026) != nil {
			w.t.Errorf("%v, %v", err, w.found(id, ForUnit, 2026))
		}
	})
}

func TestFilesOfBeforeAreReadToo(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		w.reads()
		id := w.add(lan, letter(w.t, false, head+body(1)))
		w.housekeep(`DELETE FROM job`)
		w.housekeep(`DELETE FROM file_fact`)
		if err := w.FindUnread(ctx); err != nil {
			w.t.Fatal(err)
		}
		w.work()
		if f := w.fact(id); f.State != Read {
			w.t.Errorf("%+v", f)
		}
	})
}

func TestWhatIsGuessedIsOfferedToTheUnitAlone(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		w.reads()
		text := "UBND THÀNH PHỐ CẦN THƠ\nSỞ Y TẾ\n" + head + "Về việc ban hành Kế hoạch kiểm tra\nGIÁM ĐỐC SỞ Y TẾ\nCăn cứ Luật"
		content := letter(w.t, false, text)
		want := Input{Number: "214/QĐ-SYT", Kind: Decision, IssuedOn: "2026-02-12", Issuer: "Sở Y tế", Summary: "Ban hành Kế hoạch kiểm tra"}
		id := w.add(lan, content)
		if g, err := w.GuessOf(ctx, lan, id); err != nil || g.Read {
			w.t.Errorf("guessed before it was read: %+v, %v", g, err)
		}
		w.work()
		g, err := w.GuessOf(ctx, lan, id)
		if diff := cmp.Diff(want, g.Input); err != nil || diff != "" {
			w.t.Errorf("%v %s", err, diff)
		}
		if _, err := w.GuessOf(ctx, officer(caurau), id); !par.Is(err, par.NotFound) {
			w.t.Errorf("another unit: %v", err)
		}
		a, err := w.BeginArrival(ctx, lan, yte, "qd.pdf", int64(len(content)))
		if err == nil {
			_, err = w.ReceivePart(ctx, lan, a.ID, Part{Body: bytes.NewReader(content)})
		}
		if err != nil {
			w.t.Fatal(err)
		}
		g, err = w.GuessArrival(ctx, lan, a.ID)
		if diff := cmp.Diff(want, g.Input); err != nil || diff != "" {
			w.t.Errorf("%v %s", err, diff)
		}
		if _, err := w.GuessArrival(ctx, officer(caurau), a.ID); !par.Is(err, par.NotFound) {
			w.t.Errorf("another unit: %v", err)
		}
	})
}
