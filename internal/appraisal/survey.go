package appraisal

import (
	"context"

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

// EnterSurvey keeps the tally of a survey leaf.
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
	node, ok := p.Edition.Set.Find(in.Leaf)
	if !ok || !node.Leaf() || node.Rule.Type != score.RuleSurvey {
		return dossier.Saved{}, par.E(par.NotFound, "error.not_found")
	}
	s := dossier.Score{Leaf: in.Leaf, Stage: score.StageSurvey, Kind: dossier.KindNone, Note: in.Note, Version: in.Version}
	if in.Value != nil {
		s.Kind, s.Value = dossier.KindValue, in.Value
		if err := score.CheckAnswer(p.Edition.Set, s.Answer()); err != nil {
			return dossier.Saved{}, par.InvalidFields(map[string]par.Text{"value": par.T("appraisal.tally_refused", "fault", err.Error())}).Because(err)
		}
	}
	kept, err := dossier.SaveScore(tx, permit, p.Dossier.ID, s)
	return dossier.Saved{Version: kept.Version, At: kept.At}, err
}
