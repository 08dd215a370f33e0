package workbook

import (
	"bytes"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parindex/internal/criteria"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

const (
	theUnit    = par.ID("00000000000000000000000un1")
	theDossier = par.ID("0000000000000000000000dos1")
)

// officer works for the unit of the test's sheet.
func officer() par.Actor {
	return par.Actor{Person: "0000000000000000000000off1", Name: "Mai", Grants: []par.Grant{{Role: par.Officer, Unit: theUnit}}}
}

// sheetOf makes a sheet in the middle of self-scoring.
func sheetOf(t interface{ Fatal(...any) }, set *score.Set, scores map[string]dossier.Score) dossier.Sheet {
	now := par.At(time.Date(2026, 11, 10, 8, 0, 0, 0, time.UTC))
	r := round.Round{
		ID: "0000000000000000000000rou1", Code: "2026", Title: "Chỉ số 2026", State: par.SelfScoring,
		Calendar: []round.Window{{Stage: par.SelfScoring, Opens: now.Add(-time.Hour), Closes: now.Add(time.Hour)}}, Blocks: []round.Block{{Code: "so"}},
	}
	place := dossier.Place{
		Dossier: dossier.Dossier{ID: theDossier, RoundID: r.ID, Block: "so", UnitID: theUnit, State: par.Draft},
		Round:   r, Block: r.Blocks[0], Unit: unit.Unit{ID: theUnit, Code: "stp", Name: "Sở Tư pháp"}, Edition: criteria.Edition{Set: set},
	}
	sheet := dossier.Sheet{Place: place, Scores: scores, Editable: true, Now: now}
	for _, leaf := range set.Leaves() {
		answer := dossier.Score{Kind: dossier.KindNone}.Answer()
		answer.Node, answer.Stage = leaf.Code, score.StageSelf
		if leaf.Rule.Type == score.RuleSurvey {
			answer.Stage = score.StageSurvey
		}
		one, err := score.EvaluateLeaf(set, leaf.Code, answer, nil)
		if err != nil {
			t.Fatal(err)
		}
		sheet.Leaves = append(sheet.Leaves, one)
	}
	return sheet
}

// packed writes a form as a file.
func packed(t interface{ Fatal(...any) }, f report.Form) []byte {
	var b bytes.Buffer
	if err := report.WriteForm(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readAgain reads a file of a sheet.
func readAgain(t interface {
	Fatal(...any)
}, set *score.Set, s Speech, file []byte) *sheetReader {
	b := bodyOf(t, file)
	return readSheet(s.Words(set), set, b.Lines)
}

func bodyOf(t interface{ Fatal(...any) }, file []byte) body {
	sheets, err := report.ReadCells(background, bytes.NewReader(file), report.ImportLimits())
	if err != nil {
		t.Fatal(err)
	}
	b, err := readBody(sheets)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sameScore tells whether what was read of a leaf is what stood there, and what is
// wrong with it.
func sameScore(s *said, was dossier.Score) (string, bool) {
	mine := dossier.Score{Kind: s.kind, Value: s.value}
	if w := s.wanted(was); w.answer || w.note || len(s.faults) > 0 || s.version != was.Version {
		return answerText(s.node.Rule, mine) + " / " + s.note, false
	}
	return "", true
}

// TestAWorkbookSaysWhatTheSheetSaid: whatever a unit may have said of any
// rule, in either language, the untouched file says it again and changes nothing.
func TestAWorkbookSaysWhatTheSheetSaid(t *testing.T) {
	set := everySet(t)
	rapid.Check(t, func(t *rapid.T) {
		s := speech(rapid.SampledFrom([]i18n.Lang{i18n.Vi, i18n.En}).Draw(t, "language"))
		scores := map[string]dossier.Score{}
		for _, leaf := range set.Leaves() {
			if leaf.Rule.Type == score.RuleSurvey {
				continue
			}
			if said, given := scoreOf(t, leaf); given {
				scores[leaf.Code] = said
			}
		}
		read := readAgain(t, set, s, packed(t, sheetFile(sheetOf(t, set, scores), officer(), s, nil).Form))
		if len(read.stray) > 0 || len(read.leaves) != len(set.Leaves())-1 {
			t.Fatalf("%d leaves, stray %+v", len(read.leaves), read.stray)
		}
		for _, one := range read.leaves {
			was := scores[one.node.Code]
			if got, ok := sameScore(one, was); !ok {
				t.Fatalf("%s: read %s (%+v), was %s / %q", one.node.Code, got, one.faults, answerText(one.node.Rule, was), was.Note)
			}
		}
	})
}

// TestEveryRuleTypeHasItsInputs keeps the set of the tests honest.
func TestEveryRuleTypeHasItsInputs(t *testing.T) {
	set := everySet(t)
	seen := map[score.RuleType]bool{}
	for _, leaf := range set.Leaves() {
		seen[leaf.Rule.Type] = true
		if n := len(inputs(i18n.New(i18n.Vi), speech(i18n.Vi).Words(set), leaf.Rule, nil)); n == 0 && leaf.Rule.Type != score.RuleSurvey {
			t.Errorf("%s has no inputs", leaf.Code)
		}
	}
	for _, one := range score.RuleTypes() {
		if !seen[one] {
			t.Errorf("no leaf of the rule %s", one)
		}
	}
}
