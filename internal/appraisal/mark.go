// Package appraisal owns what appraisers make of the units' claims: the queue
// of each appraiser, his marks with their reasons, and the survey tallies that
// the standing body enters. It must not know results. Start with AppraiseScore.
package appraisal

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Verdict is what an appraiser concludes of a claim.
type Verdict string

// The verdicts. Accept takes the claim as it stands, with what it is worth;
// Adjust gives other points, or the right figures for the rule to judge.
const (
	Accept Verdict = "accept"
	Adjust Verdict = "adjust"
)

// maxRemark is the longest remark, in characters.
const maxRemark = 4000

// Mark is one conclusion to be kept.
type Mark struct {
	Leaf    string
	Verdict Verdict
	Points  par.Decimal  // Adjust: the points now given, unless Value is
	Value   *score.Value // Adjust: the right figures, of which the rule makes points
	Reason  par.Reason   // compulsory where points are lost
	Remark  string
	Version int64 // of the mark that the appraiser saw; 0: none yet
}

// Service offers the use cases of appraisers.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

// AppraiseScore keeps an appraiser's conclusion on one leaf of one unit. A
// mark that another has changed meanwhile is a conflict that carries it.
func (s *Service) AppraiseScore(ctx context.Context, actor par.Actor, dossierID par.ID, in Mark, key db.Key) (dossier.Saved, error) {
	var saved dossier.Saved
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		resource, err := leafResource(tx, p, in.Leaf)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.AppraiseScore, resource, key)
		if err != nil {
			return err
		}
		saved, err = db.Once(tx, actor, key, func() (dossier.Saved, error) { return mark(tx, permit, p, in) })
		return err
	})
	return saved, err
}

func mark(tx *db.Tx, permit policy.Permit, p dossier.Place, in Mark) (dossier.Saved, error) {
	concluded, err := judge(tx, p, in)
	if err != nil {
		return dossier.Saved{}, err
	}
	kept, err := dossier.SaveScore(tx, permit, p.Dossier.ID, concluded)
	return dossier.Saved{Version: kept.Version, At: kept.At}, err
}

// judge turns a mark into the score that it would keep now, by all rules.
func judge(tx *db.Tx, p dossier.Place, in Mark) (dossier.Score, error) {
	return judgeAt(tx, p, in, markStage(p))
}

// judgeAt is judge at a stage. The first looks at the claim alone.
func judgeAt(tx *db.Tx, p dossier.Place, in Mark, stage score.Stage) (dossier.Score, error) {
	node, err := leafToAppraise(p.Edition.Set, in.Leaf)
	if err != nil {
		return dossier.Score{}, err
	}
	claim, err := dossier.ScoreOf(tx, p.Dossier.ID, in.Leaf, score.StageSelf)
	if err != nil {
		return dossier.Score{}, err
	}
	findings, err := dossier.InspectionsOf(tx, p.Dossier.ID)
	if err != nil {
		return dossier.Score{}, err
	}
	var concluded dossier.Score
	if stage == score.StageAppraisal2 {
		concluded, err = judgeAgain(tx, p, node, claim, in, findings[in.Leaf])
	} else {
		concluded, err = Conclude(p.Edition.Set, node, claim, in)
	}
	if err != nil {
		return concluded, err
	}
	return concluded, within(p.Edition.Set, in, concluded, findings[in.Leaf])
}

func judgeAgain(tx *db.Tx, p dossier.Place, node *score.Node, claim dossier.Score, in Mark, findings []dossier.Inspection) (dossier.Score, error) {
	d, err := disputeOf(tx, p, in.Leaf)
	if err != nil {
		return dossier.Score{}, err
	}
	if err := mayMarkAgain(p, d, in.Leaf, findings); err != nil {
		return dossier.Score{}, err
	}
	return ConcludeAgain(p.Edition.Set, node, claim, d, in)
}

// leafToAppraise finds a leaf that units declare and appraisers judge.
func leafToAppraise(set *score.Set, code string) (*score.Node, error) {
	node, ok := set.Find(code)
	if !ok || !node.Leaf() || node.Rule.Type == score.RuleSurvey {
		return nil, par.E(par.NotFound, "error.not_found")
	}
	return node, nil
}
