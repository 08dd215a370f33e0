package appraisal

import (
	"parindex/internal/dossier"
	"parindex/internal/score"
)

// Cuts tells whether a conclusion is worse for the unit than its claim.
func Cuts(set *score.Set, node *score.Node, claim, concluded dossier.Score) (bool, error) {
	return loses(set, node, claim, concluded)
}

// Effective is the appraisers' last word on a leaf: of the second appraisal
// where they looked again, else of the first.
func Effective(scores []dossier.Score, leaf string) dossier.Score {
	last := dossier.Score{Leaf: leaf, Stage: score.StageAppraisal1}
	for _, s := range scores {
		again := s.Stage == score.StageAppraisal2
		if s.Leaf == leaf && s.Given() && (again || s.Stage == score.StageAppraisal1 && last.Stage != score.StageAppraisal2) {
			last = s
		}
	}
	return last
}
