package workbook

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit"
)

func TestAFileIsPreviewedAndWrittenAsOne(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		o := officeOn(t, d, clock)
		o.must(o.Fill(background, o.one))
		ratio, yesno := o.leaf(score.RuleRatio, score.RuleSteps), o.YesNo()[1]
		before := o.events()
		id, p := o.preview(o.edit(o.file(o.one), func(f *form) {
			f.put(ratio, "a", 90)
			f.put(ratio, "b", 100)
			f.put(yesno, "yes", "Không")
			f.set(f.at(yesno, "yes", colNote), "Chưa ban hành")
		}))
		if p.Counts[Changed] != 2 || p.Counts[Conflict]+p.Counts[Refused] != 0 || o.events() != before {
			t.Fatalf("counts %v, %d events", p.Counts, o.events()-before)
		}
		if row := p.row(ratio); row.After.Value.A != "90" || row.Now.Value.A == "90" || row.Outcome != Changed || row.Number == 0 {
			t.Errorf("row %+v", row)
		}
		if _, err := o.accept(id, Choice{Stamp: "another"}); !par.Is(err, par.Conflict) || o.events() != before {
			t.Errorf("another preview was accepted: %v", err)
		}
		done, err := o.accept(id, Choice{Stamp: p.Stamp})
		o.must(err)
		if done.Saved != 2 || o.events() != before+2 || o.score(yesno).Note != "Chưa ban hành" || *o.score(yesno).Value.Yes || o.score(ratio).Value.B != "100" {
			t.Errorf("saved %+v, %d events, %+v", done, o.events()-before, o.score(yesno))
		}
		if _, err := o.accept(id, Choice{Stamp: o.look(id).Stamp}); !par.Is(err, par.Conflict) {
			t.Errorf("a draft was accepted twice: %v", err)
		}
	})
}

func TestAnUntouchedFileChangesNothingEvenAfterOthersHaveWorked(t *testing.T) {
	o := newOffice(t)
	o.must(o.Fill(background, o.one))
	file := o.file(o.one)
	leaf := o.leaf(score.RuleRatio)
	o.declare(leaf, &score.Value{A: "1", B: "2"}, o.score(leaf).Version)
	_, p := o.preview(file)
	if p.Counts[Unchanged] != len(p.Rows) || len(p.Rows) < 20 {
		t.Errorf("counts %v", p.Counts)
	}
}

func TestAConflictShowsBothAndLetsOneChoose(t *testing.T) {
	for _, pick := range []Version{"", Mine, Theirs} {
		t.Run("pick "+string(pick), func(t *testing.T) {
			o := newOffice(t)
			leaf, free := o.leaf(score.RuleRatio), o.YesNo()[0]
			o.declare(leaf, &score.Value{A: "8", B: "10"}, 0)
			file := o.edit(o.file(o.one), func(f *form) {
				f.put(leaf, "a", 7)
				f.put(free, "yes", "Có")
			})
			o.declare(leaf, &score.Value{A: "9", B: "10"}, 1)
			id, p := o.preview(file)
			row := p.row(leaf)
			if row.Outcome != Conflict || row.Now.Value.A != "9" || row.After.Value.A != "7" || row.By != o.one.Officer.Name || row.At == 0 {
				t.Fatalf("row %+v", row)
			}
			before := o.events()
			_, err := o.accept(id, Choice{Stamp: p.Stamp, Pick: map[int]Version{row.Number: pick}})
			switch pick {
			case "":
				if e, ok := par.AsError(err); !ok || e.Code != par.Invalid || o.events() != before {
					t.Errorf("got %v", err)
				}
			case Mine:
				o.must(err)
				if o.score(leaf).Value.A != "7" || o.events() != before+2 {
					t.Errorf("score %+v", o.score(leaf))
				}
			case Theirs:
				o.must(err)
				if o.score(leaf).Value.A != "9" || o.events() != before+1 {
					t.Errorf("score %+v", o.score(leaf))
				}
			}
		})
	}
}

func TestWhatChangedSinceThePreviewIsShownAgain(t *testing.T) {
	o := newOffice(t)
	leaf := o.leaf(score.RuleRatio)
	id, p := o.preview(o.edit(o.file(o.one), func(f *form) {
		f.put(leaf, "a", 7)
		f.put(leaf, "b", 10)
	}))
	o.declare(leaf, &score.Value{A: "9", B: "10"}, 0)
	before := o.events()
	if _, err := o.accept(id, Choice{Stamp: p.Stamp}); !par.Is(err, par.Conflict) || o.events() != before {
		t.Errorf("got %v", err)
	}
	if row := o.look(id).row(leaf); row.Outcome != Conflict {
		t.Errorf("now %s", row.Outcome)
	}
}

func TestRowsMayBeLeftOut(t *testing.T) {
	o := newOffice(t)
	some := o.YesNo()
	id, p := o.preview(o.edit(o.file(o.one), func(f *form) {
		f.put(some[0], "yes", "Có")
		f.put(some[1], "yes", "x")
	}))
	done, err := o.accept(id, Choice{Stamp: p.Stamp, Skip: map[int]bool{p.row(some[0]).Number: true}})
	o.must(err)
	if done.Saved != 1 || o.score(some[0]).Given() || !o.score(some[1]).Given() {
		t.Errorf("saved %+v", done)
	}
}

func TestAFileMayOnlyComeWhileItMayBeTyped(t *testing.T) {
	o := newOffice(t)
	file := o.edit(o.file(o.one), func(f *form) { f.put(o.YesNo()[0], "yes", "Có") })
	id, p := o.preview(file)
	if _, err := o.books.UploadSheet(background, o.other.Officer.Actor, o.one.Dossier, Arrival{}, o.Key()); !par.Is(err, par.NotFound) {
		t.Errorf("another unit's officer: %v", err)
	}
	if _, err := o.books.PreviewSheet(background, o.one.Leader.Actor, o.one.Dossier, id, speech("vi")); !par.Is(err, par.NotFound) {
		t.Errorf("another person's draft: %v", err)
	}
	o.clock.Forward(30 * 24 * time.Hour)
	if _, err := o.upload(o.one, file); !par.Is(err, par.Closed) {
		t.Errorf("after the deadline: %v", err)
	}
	if _, err := o.accept(id, Choice{Stamp: p.Stamp}); !par.Is(err, par.Closed) || o.events() != 0 {
		t.Errorf("accepted after the deadline: %v", err)
	}
}

// TestTheReturnedFileSaysWhatWasWrong: it holds what was typed, the faulty
// cells are marked, and what is mended in it is taken.
func TestTheReturnedFileSaysWhatWasWrong(t *testing.T) {
	o := newOffice(t)
	leaf, good := o.leaf(score.RuleRatio), o.YesNo()[0]
	id, p := o.preview(o.edit(o.file(o.one), func(f *form) {
		f.put(leaf, "a", "chín mươi")
		f.put(leaf, "b", 100)
		f.put(good, "yes", "Có")
		f.set(f.at(o.YesNo()[1], "yes", colCode), "99.9")
	}))
	if p.row(leaf).Outcome != Refused || len(p.Stray) != 1 {
		t.Fatalf("preview %v %+v", p.Counts, p.Stray)
	}
	back, err := o.books.ReturnedSheet(background, o.one.Officer.Actor, o.one.Dossier, id, speech("vi"))
	o.must(err)
	file := packed(t, back.Form)
	mended := o.edit(file, func(f *form) {
		for cell, want := range map[string]string{f.at(leaf, "a", colValue): "chín mươi", f.at(leaf, "b", colValue): "100", f.at(good, "yes", colValue): "Có"} {
			if got, err := f.GetCellValue(f.sheet, cell); got != want || err != nil {
				t.Errorf("%s holds %q (%v), want %q", cell, got, err, want)
			}
		}
		if got, err := f.GetCellValue(f.sheet, f.at(leaf, "a", colResult)); got == "" || err != nil {
			t.Error("no result beside the row at fault")
		}
		f.put(leaf, "a", 90)
	})
	_, p = o.preview(mended)
	if row := p.row(leaf); row.Outcome != Changed || row.After.Value.A != "90" {
		t.Errorf("mended %+v", row)
	}
}

func TestNotApplicableNeedsItsGroundInAFileToo(t *testing.T) {
	o := newOffice(t)
	leaf, field := "", ""
	for _, n := range o.Edition.Set.Leaves() {
		if n.NA == score.NARemove && n.Rule.Type != score.RuleSurvey {
			leaf, field = n.Code, inputs(vietnamese(), speech("vi").Words(nil), n.Rule, nil)[0].Key
			break
		}
	}
	say := func(note string) SheetRow {
		_, p := o.preview(o.edit(o.file(o.one), func(f *form) {
			f.set(f.at(leaf, field, colNA), "Có")
			if note != "" {
				f.set(f.at(leaf, field, colNote), note)
			}
		}))
		return p.row(leaf)
	}
	if row := say(""); row.Outcome != Refused || row.Faults[0].Text.Key != "dossier.na_needs_ground" || row.Faults[0].Column != colNote {
		t.Errorf("without a ground: %+v", row.Faults)
	}
	if row := say("Không phát sinh hồ sơ"); row.Outcome != Changed || row.After.Kind != dossier.KindNA {
		t.Errorf("with a ground: %+v", row)
	}
}

func TestASecondSendingOfOneFileIsOneDraft(t *testing.T) {
	o := newOffice(t)
	file, key := o.file(o.one), o.Key()
	send := func() par.ID {
		id, err := o.books.UploadSheet(background, o.one.Officer.Actor, o.one.Dossier, Arrival{Name: "a.xlsx", Content: bytesReader(file)}, key)
		o.must(err)
		return id
	}
	if diff := cmp.Diff(send(), send()); diff != "" {
		t.Error(diff)
	}
}
