package explanation

import (
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
)

// Weight is what one leaf brings a unit as it claims and as it was judged.
// Points of penalties count below nothing. Where points wait for the whole
// block, they are unknown.
type Weight struct {
	Claimed par.Decimal
	Given   par.Decimal
	Lost    par.Decimal // 0 where nothing was
}

// Weigh compares a claim with a mark of the same leaf.
func Weigh(set *score.Set, node *score.Node, claim, mark dossier.Score) (Weight, error) {
	before, err := evaluate(set, node, claim)
	if err != nil {
		return Weight{}, err
	}
	after, err := evaluate(set, node, mark)
	if err != nil {
		return Weight{}, err
	}
	w := Weight{Claimed: signed(node, before), Given: signed(node, after)}
	if !w.Claimed.Known() || !w.Given.Known() {
		return w, nil
	}
	from := w.Claimed
	if before.State == score.NotApplicable && node.Kind != score.Bonus && node.Kind != score.Penalty {
		from = node.Max // a leaf that does not apply takes nothing away
	}
	if w.Lost = from.Sub(w.Given); w.Lost.Sign() < 0 || mark.Reason == "" {
		w.Lost = "0"
	}
	return w, nil
}

func evaluate(set *score.Set, node *score.Node, s dossier.Score) (score.LeafScore, error) {
	answer := s.Answer()
	answer.Node, answer.Stage = node.Code, score.StageAppraisal1 // at which anything may be said
	return score.EvaluateLeaf(set, node.Code, answer, nil)
}

func signed(node *score.Node, leaf score.LeafScore) par.Decimal {
	switch {
	case leaf.State == score.Waiting:
		return ""
	case node.Kind == score.Penalty && leaf.Points.Sign() > 0:
		return par.Decimal("0").Sub(leaf.Points)
	}
	return leaf.Points
}

// GainsNothing tells whether the corrected figures that a unit asks for bring
// no more than it was given. It may still send them.
func (i Item) GainsNothing() bool {
	if i.Answer != Explained || i.Said.Kind != dossier.KindValue || i.Asked.State != score.Scored || !i.Weight.Given.Known() {
		return false
	}
	return signed(i.Node, i.Asked).Cmp(i.Weight.Given) <= 0
}
