package dossier

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Sheet is a dossier with what stands in it, as far as its reader may see.
type Sheet struct {
	Place
	Scores   map[string]Score // of the stage self, by leaf
	Marks    map[string]Score // of the stage appraisal1, by leaf
	Leaves   []score.LeafScore
	Forecast score.UnitScore
	Editable bool // the reader may declare scores now
	Window   round.Window
	Now      par.Time
}

// Sheet loads a dossier for a reader. An appraiser sees his own areas only.
func (s *Service) Sheet(ctx context.Context, actor par.Actor, id par.ID) (Sheet, error) {
	var sheet Sheet
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		sheet, err = LoadSheet(tx, actor, id)
		return err
	})
	return sheet, err
}

// LoadSheet is Sheet within a transaction.
func LoadSheet(tx *db.Tx, actor par.Actor, id par.ID) (Sheet, error) {
	p, err := PlaceOf(tx, id)
	if err != nil {
		return Sheet{}, err
	}
	if _, err := tx.Check(actor, policy.ReadDossier, p.Resource("")); err != nil {
		return Sheet{}, err
	}
	all, err := Scores(tx, id)
	if err != nil {
		return Sheet{}, err
	}
	sheet := Sheet{Place: p, Scores: map[string]Score{}, Marks: map[string]Score{}, Now: tx.Now(), Window: p.Round.Window(p.Round.State)}
	for _, one := range all {
		switch one.Stage {
		case score.StageSelf:
			sheet.Scores[one.Leaf] = one
		case score.StageAppraisal1:
			sheet.Marks[one.Leaf] = one
		}
	}
	_, refused := policy.Check(actor, policy.DeclareScore, p.Resource(""), tx.Now())
	sheet.Editable = refused == nil
	return sheet, sheet.evaluate()
}

// Visible tells whether the reader may see an area of the dossier.
func (s Sheet) Visible(actor par.Actor, area string) bool {
	_, err := policy.Check(actor, policy.ReadDossier, s.Resource(area), s.Now)
	return err == nil
}

// evaluate computes every leaf as the unit itself sees it: a forecast.
func (s *Sheet) evaluate() error {
	leaves := s.Edition.Set.Leaves()
	s.Leaves = make([]score.LeafScore, len(leaves))
	for i, leaf := range leaves {
		answer := s.Scores[leaf.Code].Answer()
		answer.Node, answer.Stage = leaf.Code, score.StageSelf
		if leaf.Rule.Type == score.RuleSurvey {
			answer.Stage = score.StageSurvey
		}
		one, err := score.EvaluateLeaf(s.Edition.Set, leaf.Code, answer, nil)
		if err != nil {
			return err
		}
		s.Leaves[i] = one
	}
	s.Forecast = score.Forecast(s.Edition.Set, s.Block.Method, s.Leaves)
	return nil
}

// Mine lists the dossiers of the units in whose name the actor works, with
// their surroundings, the latest round first.
func (s *Service) Mine(ctx context.Context, actor par.Actor) ([]Place, error) {
	var places []Place
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.ReadDossier)
		for _, unitID := range append(actor.Units(par.Officer), actor.Units(par.Leader)...) {
			found, err := OfUnit(tx, unitID)
			if err != nil {
				return err
			}
			for _, d := range found {
				if seen(places, d.ID) {
					continue
				}
				p, err := around(tx, d)
				if err != nil {
					return err
				}
				if _, err := tx.Check(actor, policy.ReadDossier, p.Resource("")); err == nil {
					places = append(places, p)
				}
			}
		}
		return nil
	})
	return places, err
}

func seen(places []Place, id par.ID) bool {
	for _, p := range places {
		if p.Dossier.ID == id {
			return true
		}
	}
	return false
}
