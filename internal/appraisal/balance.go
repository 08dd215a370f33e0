package appraisal

import (
	"cmp"
	"slices"

	"parindex/internal/par"
)

// Lot is one area of one unit: what one appraiser judges as a whole.
type Lot struct {
	Dossier par.ID
	Area    string
	Leaves  int      // how many leaves a person has to judge in it
	Able    []par.ID // who may judge it: of the area, and not of the unit itself
	Holder  par.ID   // to whom it is allotted already; empty: to nobody
}

// Balance says for each lot, in their order, who should judge it, so that all
// have about as many leaves. What is allotted stays with whom it is, as long as
// he may judge it. A lot that nobody may judge is left empty. The same lots
// always give the same answer.
func Balance(lots []Lot) []par.ID {
	holders := make([]par.ID, len(lots))
	leaves, units := map[par.ID]int{}, map[par.ID]int{}
	give := func(i int, person par.ID) {
		holders[i] = person
		leaves[person] += lots[i].Leaves
		units[person]++
	}
	var free []int
	for i, l := range lots {
		switch {
		case l.Holder != "" && slices.Contains(l.Able, l.Holder):
			give(i, l.Holder)
		case len(l.Able) > 0:
			free = append(free, i)
		}
	}
	// Where there is least choice one chooses first; then the largest, so that
	// the small ones even out what is left.
	slices.SortStableFunc(free, func(a, b int) int {
		return cmp.Or(cmp.Compare(len(lots[a].Able), len(lots[b].Able)), cmp.Compare(lots[b].Leaves, lots[a].Leaves))
	})
	for _, i := range free {
		give(i, slices.MinFunc(lots[i].Able, func(a, b par.ID) int {
			return cmp.Or(cmp.Compare(leaves[a], leaves[b]), cmp.Compare(units[a], units[b]), cmp.Compare(a, b))
		}))
	}
	return holders
}
