package appraisal

import (
	"context"
	"strings"

	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Tally is what a survey says of one unit on one leaf. An empty Value takes an
// earlier tally back.
type Tally struct {
	Leaf    string
	Value   *score.Value
	Note    string // where the figures are from
	Version int64
}

// EnterSurvey keeps the tally of a survey leaf. Fields at fault are named as
// by TallyFaults.
func (s *Service) EnterSurvey(ctx context.Context, actor par.Actor, dossierID par.ID, in Tally, key db.Key) (dossier.Saved, error) {
	var saved dossier.Saved
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.EnterSurvey, p.Resource(p.AreaOf(in.Leaf)), key)
		if err != nil {
			return err
		}
		saved, err = db.Once(tx, actor, key, func() (dossier.Saved, error) { return enter(tx, permit, p, in) })
		return err
	})
	return saved, err
}

func enter(tx *db.Tx, permit policy.Permit, p dossier.Place, in Tally) (dossier.Saved, error) {
	s, _, err := tallied(p.Edition.Set, in)
	if err != nil {
		return dossier.Saved{}, err
	}
	kept, err := dossier.SaveScore(tx, permit, p.Dossier.ID, s)
	return dossier.Saved{Version: kept.Version, At: kept.At}, err
}

// tallied turns a tally into the score of stage survey, with what it gives.
func tallied(set *score.Set, in Tally) (dossier.Score, score.LeafScore, error) {
	var result score.LeafScore
	in.Note = strings.TrimSpace(in.Note)
	s := dossier.Score{Leaf: in.Leaf, Stage: score.StageSurvey, Kind: dossier.KindNone, Note: in.Note, Version: in.Version}
	node, err := surveyLeaf(set, in.Leaf)
	if err != nil {
		return s, result, err
	}
	if len([]rune(in.Note)) > maxRemark {
		return s, result, fault("note", par.T("error.length", "min", 0, "max", maxRemark))
	}
	if in.Value != nil {
		s.Kind, s.Value = dossier.KindValue, in.Value
		if faults := TallyFaults(node.Rule, in.Value); len(faults) > 0 {
			return s, result, par.InvalidFields(faults)
		}
		if err := score.CheckAnswer(set, s.Answer()); err != nil {
			e := par.InvalidFields(map[string]par.Text{"value": par.T("appraisal.tally_refused", "fault", criteria.SentenceOf(err))})
			return s, result, e.Because(err)
		}
	}
	result, err = score.EvaluateLeaf(set, in.Leaf, s.Answer(), nil)
	return s, result, err
}

func surveyLeaf(set *score.Set, code string) (*score.Node, error) {
	node, ok := set.Find(code)
	if !ok || !node.Leaf() || node.Rule.Type != score.RuleSurvey {
		return nil, par.E(par.NotFound, "error.not_found")
	}
	return node, nil
}

// TrySurvey says what a tally would give, without keeping it.
func (s *Service) TrySurvey(ctx context.Context, actor par.Actor, dossierID par.ID, in Tally) (score.LeafScore, error) {
	var result score.LeafScore
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.EnterSurvey, p.Resource(p.AreaOf(in.Leaf))); err != nil {
			return err
		}
		_, result, err = tallied(p.Edition.Set, in)
		return err
	})
	return result, err
}
