package appraisal_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parindex/internal/appraisal"
	"parindex/internal/par"
)

func TestBalance(t *testing.T) {
	both := []par.ID{"hoa", "lan"}
	for _, c := range []struct {
		name string
		lots []appraisal.Lot
		want []par.ID
	}{
		{"nothing", nil, []par.ID{}},
		{"alike", []appraisal.Lot{{Leaves: 3, Able: both}, {Leaves: 3, Able: both}, {Leaves: 3, Able: both}}, []par.ID{"hoa", "lan", "hoa"}},
		{"the largest first", []appraisal.Lot{{Leaves: 1, Able: both}, {Leaves: 2, Able: both}, {Leaves: 3, Able: both}}, []par.ID{"lan", "lan", "hoa"}},
		{"not one's own unit", []appraisal.Lot{{Leaves: 3, Able: both}, {Leaves: 3, Able: []par.ID{"hoa"}}, {Leaves: 3, Able: []par.ID{"hoa"}}}, []par.ID{"lan", "hoa", "hoa"}},
		{"what is allotted stays", []appraisal.Lot{{Leaves: 9, Able: both, Holder: "lan"}, {Leaves: 3, Able: both}, {Leaves: 3, Able: both}}, []par.ID{"lan", "hoa", "hoa"}},
		{"but not with one who may not", []appraisal.Lot{{Leaves: 3, Able: []par.ID{"lan"}, Holder: "hoa"}}, []par.ID{"lan"}},
		{"nobody may", []appraisal.Lot{{Leaves: 3, Holder: "hoa"}}, []par.ID{""}},
		{"of no leaves one counts units", []appraisal.Lot{{Able: both}, {Able: both}}, []par.ID{"hoa", "lan"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, appraisal.Balance(c.lots)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestBalanceSpreadsEvenly holds for lots of any size that all may judge: nobody
// has more than the least burdened by more than one lot.
func TestBalanceSpreadsEvenly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var able []par.ID
		for i := range rapid.IntRange(1, 6).Draw(t, "people") {
			able = append(able, par.ID(fmt.Sprint("p", i)))
		}
		var lots []appraisal.Lot
		most := 0
		for range rapid.IntRange(0, 60).Draw(t, "lots") {
			n := rapid.IntRange(1, 20).Draw(t, "leaves")
			lots, most = append(lots, appraisal.Lot{Leaves: n, Able: able}), max(most, n)
		}
		loads := map[par.ID]int{}
		got := appraisal.Balance(lots)
		for i, person := range got {
			loads[person] += lots[i].Leaves
		}
		var all []int
		for _, person := range able {
			all = append(all, loads[person])
		}
		if slices.Max(all)-slices.Min(all) > most {
			t.Fatalf("loads %v, the largest lot has %d", all, most)
		}
		if diff := cmp.Diff(got, appraisal.Balance(lots)); diff != "" {
			t.Fatal("the same lots are given otherwise: " + diff)
		}
	})
}
