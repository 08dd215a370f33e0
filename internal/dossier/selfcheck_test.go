package dossier_test

import (
	"slices"
	"testing"

	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/score"
)

// TestEachFindingIsFoundAndOnlyWhereItIs puts one thing wrong at a time on a
// sheet that is right, and finds that and nothing else on the leaf.
func TestEachFindingIsFoundAndOnlyWhereItIs(t *testing.T) {
	w := onSQLite(t)
	say := func(leaf string, in dossier.Score) {
		t.Helper()
		in.Leaf = leaf
		if in.Value != nil {
			in.Kind = dossier.KindValue
		}
		_, err := w.Dossiers.DeclareScore(ctx, w.one.Officer.Actor, w.one.Dossier, in, w.Key())
		w.must(err)
	}
	say("3.3.1", dossier.Score{Value: fraction("80", "100")})
	say("5.2.1", dossier.Score{Kind: dossier.KindNA, Note: "không phát sinh"})
	say("5.2.2", dossier.Score{Value: fraction("100", "100")})
	loaded, err := w.Dossiers.Sheet(ctx, w.one.Officer.Actor, w.one.Dossier)
	w.must(err)
	year := par.Date("2026-05-05")
	cite := func(id par.ID, on par.Date, page, pages int) []evidence.Citation {
		return []evidence.Citation{{
			Use:      evidence.Use{DocumentID: id, Page: page},
			Document: evidence.Document{Number: "1/BC", IssuedOn: on, File: evidence.File{Pages: pages}},
		}}
	}
	sound := map[string][]evidence.Citation{"3.3.1": cite("a", year, 2, 9), "5.2.1": cite("b", year, 3, 9), "5.2.2": cite("c", year, 4, 9)}
	tests := []struct {
		name, leaf string
		kind       dossier.FindingKind
		grade      dossier.Grade
		spoil      func(map[string][]evidence.Citation, *dossier.Yardstick)
	}{
		{"nothing is wrong", "3.3.1", "", "", func(map[string][]evidence.Citation, *dossier.Yardstick) {}},
		{"another year", "3.3.1", dossier.OutsidePeriod, dossier.Warning, func(c map[string][]evidence.Citation, _ *dossier.Yardstick) {
			c["3.3.1"] = cite("a", "2024-05-05", 2, 9)
		}},
		{"another year beside the right one", "3.3.1", dossier.OutsidePeriod, dossier.Hint, func(c map[string][]evidence.Citation, _ *dossier.Yardstick) {
			c["3.3.1"] = append(cite("d", "2024-05-05", 2, 9), c["3.3.1"]...)
		}},
		{"no page of a long document", "3.3.1", dossier.PageNotCited, dossier.Hint, func(c map[string][]evidence.Citation, _ *dossier.Yardstick) {
			c["3.3.1"] = cite("a", year, 0, 9)
		}},
		{"no page of a short document", "3.3.1", "", "", func(c map[string][]evidence.Citation, _ *dossier.Yardstick) {
			c["3.3.1"] = cite("a", year, 0, 5)
		}},
		{"one page for what is claimed and what never arose", "5.2.2", dossier.Contradiction, dossier.Warning, func(c map[string][]evidence.Citation, _ *dossier.Yardstick) {
			c["5.2.2"] = cite("b", year, 3, 9)
		}},
		{"another page of that document", "5.2.2", "", "", func(c map[string][]evidence.Citation, _ *dossier.Yardstick) {
			c["5.2.2"] = cite("b", year, 4, 9)
		}},
		{"far from last year", "3.3.1", dossier.FarFromBefore, dossier.Warning, func(_ map[string][]evidence.Citation, y *dossier.Yardstick) {
			y.Before = map[string]par.Decimal{"3.3.1": "54.99"}
		}},
		{"near last year", "3.3.1", "", "", func(_ map[string][]evidence.Citation, y *dossier.Yardstick) {
			y.Before = map[string]par.Decimal{"3.3.1": "55"}
		}},
		{"far from the block", "3.3.1", dossier.FarFromMedian, dossier.Hint, func(_ map[string][]evidence.Citation, y *dossier.Yardstick) {
			y.Median = map[string]par.Decimal{"3.3.1": "10"}
		}},
		{"an open thread", "3.3.1", dossier.ThreadOpen, dossier.Hint, func(_ map[string][]evidence.Citation, y *dossier.Yardstick) {
			y.OpenThreads = map[string]int{"3.3.1": 2}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sheet, y := loaded, dossier.Yardstick{Year: 2025}
			sheet.Cited = map[string][]evidence.Citation{}
			for leaf, cited := range sound {
				sheet.Cited[leaf] = slices.Clone(cited)
			}
			test.spoil(sheet.Cited, &y)
			var got []dossier.FindingKind
			for _, f := range dossier.Findings(sheet, y) {
				if f.Leaf == test.leaf {
					got = append(got, f.Kind)
					if f.Grade != test.grade {
						t.Errorf("%s is graded %s, want %s", f.Kind, f.Grade, test.grade)
					}
				}
			}
			if test.kind == "" && len(got) > 0 || test.kind != "" && !slices.Equal(got, []dossier.FindingKind{test.kind}) {
				t.Errorf("found %v, want %q", got, test.kind)
			}
		})
	}
}

// TestRiskCountsEachLeafOnce: two findings on a leaf cost its points once, and
// hints cost nothing.
func TestRiskCountsEachLeafOnce(t *testing.T) {
	w := onSQLite(t)
	sheet, err := w.Dossiers.Sheet(ctx, w.one.Officer.Actor, w.one.Dossier)
	w.must(err)
	sheet.Leaves = slices.Clone(sheet.Leaves)
	for i := range sheet.Leaves {
		if sheet.Leaves[i].Code == "3.3.1" || sheet.Leaves[i].Code == "3.3.2" {
			sheet.Leaves[i].State, sheet.Leaves[i].Points = score.Scored, "0.5"
		}
	}
	risk := dossier.RiskOf(sheet, []dossier.Finding{
		{Grade: dossier.Fault, Kind: dossier.FullNoEvidence, Leaf: "3.3.1"}, {Grade: dossier.Warning, Kind: dossier.OutsidePeriod, Leaf: "3.3.1"},
		{Grade: dossier.Hint, Kind: dossier.PageNotCited, Leaf: "3.3.2"}, {Grade: dossier.Fault, Kind: dossier.LeafMissing, Leaf: "1.1.1"},
	})
	if risk.Points != "0.5" || risk.Leaves != 1 {
		t.Errorf("%s points on %d leaves are at risk, want 0.5 on 1", risk.Points, risk.Leaves)
	}
	if after := risk.After.Points; after != "0.5" {
		t.Errorf("the rest comes to %s, want 0.5", after)
	}
}
