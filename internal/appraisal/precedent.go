package appraisal

import (
	"slices"

	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
)

// Precedent says how many other units of the block lost points on a leaf for
// one reason, and what they were left with. Without a reason nothing was lost.
type Precedent struct {
	Reason  par.Reason
	Units   int
	Least   par.Decimal
	Most    par.Decimal
	Waiting bool // points of the leaf wait for the block: Least and Most say nothing
}

// precedents counts the marks among the scores of one leaf, the reasons in
// their order, those who lost nothing last.
func precedents(set *score.Set, leaf string, scores []dossier.Kept) ([]Precedent, error) {
	found := map[par.Reason]*Precedent{}
	for _, k := range scores {
		if k.Stage != score.StageAppraisal1 || !k.Given() {
			continue
		}
		marked, err := score.EvaluateLeaf(set, leaf, k.Answer(), nil)
		if err != nil {
			return nil, err
		}
		if found[k.Reason] == nil {
			found[k.Reason] = &Precedent{Reason: k.Reason, Least: marked.Points, Most: marked.Points}
		}
		found[k.Reason].count(marked)
	}
	var all []Precedent
	for _, reason := range append(par.Reasons(), "") {
		if p := found[reason]; p != nil {
			all = append(all, *p)
		}
	}
	return slices.Clip(all), nil
}

func (p *Precedent) count(marked score.LeafScore) {
	p.Units++
	p.Waiting = p.Waiting || marked.State == score.Waiting
	if marked.Points.Cmp(p.Least) < 0 {
		p.Least = marked.Points
	}
	if marked.Points.Cmp(p.Most) > 0 {
		p.Most = marked.Points
	}
}
