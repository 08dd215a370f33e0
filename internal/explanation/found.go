package explanation

import (
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
)

// Found is what an inspection had found about a leaf when its result was served.
type Found struct {
	ID      par.ID      `json:"id"`
	Leaf    string      `json:"leaf"`
	Title   string      `json:"title"`
	Source  string      `json:"source"`
	FoundOn par.Date    `json:"found_on"`
	Body    string      `json:"body"`
	Most    par.Decimal `json:"most,omitempty"` // no more points than these; empty: it only informs
}

// foundOf lists findings in the order of the set.
func foundOf(set *score.Set, findings map[string][]dossier.Inspection) []Found {
	var all []Found
	for _, leaf := range set.Leaves() {
		for _, f := range findings[leaf.Code] {
			all = append(all, Found{ID: f.ID, Leaf: leaf.Code, Title: leaf.Title, Source: f.Source, FoundOn: f.FoundOn, Body: f.Body, Most: f.Most})
		}
	}
	return all
}

// Named is a finding as a notice shows it: as it was served, or come since.
type Named struct {
	Found
	Since par.Time // when it was recorded, if after the notice; else 0
	Gone  bool     // it was taken away since
}

// Named lists the findings that the notice names, and after them those that
// came since and that its reader may see.
func (n Notice) Named() []Named {
	stands, served := map[par.ID]bool{}, map[par.ID]bool{}
	for _, about := range n.Findings {
		for _, f := range about {
			stands[f.ID] = true
		}
	}
	var all []Named
	for _, f := range n.Served.Body.Findings {
		served[f.ID] = true
		all = append(all, Named{Found: f, Gone: !stands[f.ID]})
	}
	for _, leaf := range n.Edition.Set.Leaves() {
		for _, f := range n.Findings[leaf.Code] {
			if served[f.ID] {
				continue
			}
			one := foundOf(n.Edition.Set, map[string][]dossier.Inspection{leaf.Code: {f}})[0]
			all = append(all, Named{Found: one, Since: f.RecordedAt})
		}
	}
	return all
}
