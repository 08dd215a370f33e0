package appraisal

import (
	"context"

	"parindex/internal/account"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// SurveyRow is the tally of one survey leaf of one unit.
type SurveyRow struct {
	Participant round.Participant
	Dossier     par.ID
	Leaf        *score.Node
	Tally       dossier.Score
	Result      score.LeafScore
}

// Surveys is every tally that a round needs.
type Surveys struct {
	Round   round.Round
	Rows    []SurveyRow // block by block, leaf by leaf, unit by unit
	Entered int
}

// Surveys loads the tallies of a round for the standing body.
func (s *Service) Surveys(ctx context.Context, actor par.Actor, roundID par.ID) (Surveys, error) {
	var all Surveys
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = loadSurveys(tx, actor, roundID)
		return err
	})
	return all, err
}

func loadSurveys(tx *db.Tx, actor par.Actor, roundID par.ID) (Surveys, error) {
	r, err := round.ByID(tx, roundID)
	if err != nil {
		return Surveys{}, err
	}
	if _, err := tx.Check(actor, policy.ReadSurveys, r.Resource()); err != nil {
		return Surveys{}, err
	}
	all := Surveys{Round: r}
	units, err := round.Participants(tx, roundID)
	if err != nil {
		return all, err
	}
	dossiers, err := dossiersOf(tx, roundID)
	if err != nil {
		return all, err
	}
	for _, block := range r.Blocks {
		edition, err := criteria.ByID(tx, block.EditionID)
		if err != nil {
			return all, err
		}
		if err := all.addBlock(tx, edition.Set, unitsOf(units, block.Code), dossiers); err != nil {
			return all, err
		}
	}
	return all, nil
}

// dossiersOf lists the dossiers of a round by unit.
func dossiersOf(tx *db.Tx, roundID par.ID) (map[par.ID]par.ID, error) {
	list, err := dossier.List(tx, roundID)
	dossiers := make(map[par.ID]par.ID, len(list))
	for _, d := range list {
		dossiers[d.UnitID] = d.ID
	}
	return dossiers, err
}

func unitsOf(units []round.Participant, block string) []round.Participant {
	var some []round.Participant
	for _, u := range units {
		if u.Block == block {
			some = append(some, u)
		}
	}
	return some
}

func (all *Surveys) addBlock(tx *db.Tx, set *score.Set, units []round.Participant, dossiers map[par.ID]par.ID) error {
	var leaves []*score.Node
	var codes []string
	for _, leaf := range set.Leaves() {
		if leaf.Rule.Type == score.RuleSurvey {
			leaves, codes = append(leaves, leaf), append(codes, leaf.Code)
		}
	}
	tallies, err := talliesOf(tx, units, dossiers, codes)
	if err != nil {
		return err
	}
	for _, leaf := range leaves {
		for _, u := range units {
			id, opened := dossiers[u.Unit.ID]
			if !opened {
				continue
			}
			row := SurveyRow{Participant: u, Dossier: id, Leaf: leaf, Tally: tallies[markKey{id, leaf.Code}]}
			if row.Result, err = score.EvaluateLeaf(set, leaf.Code, answerOf(row.Tally, leaf.Code), nil); err != nil {
				return err
			}
			all.Rows = append(all.Rows, row)
			if row.Tally.Given() {
				all.Entered++
			}
		}
	}
	return nil
}

func talliesOf(tx *db.Tx, units []round.Participant, dossiers map[par.ID]par.ID, leaves []string) (map[markKey]dossier.Score, error) {
	var ids []par.ID
	for _, u := range units {
		if id, ok := dossiers[u.Unit.ID]; ok {
			ids = append(ids, id)
		}
	}
	kept, err := dossier.ScoresOf(tx, ids, leaves)
	tallies := make(map[markKey]dossier.Score, len(kept))
	for _, k := range kept {
		if k.Stage == score.StageSurvey {
			tallies[markKey{k.DossierID, k.Leaf}] = k.Score
		}
	}
	return tallies, err
}

// SurveyView is one survey leaf of one unit as the standing body sees it.
type SurveyView struct {
	dossier.Place
	Node    *score.Node
	Tally   dossier.Score
	Result  score.LeafScore
	History []dossier.Event
	Names   map[par.ID]string
	Open    error // why it cannot be entered now; nil: it can
	Now     par.Time
}

// Survey loads the tally of one leaf of one unit.
func (s *Service) Survey(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string) (SurveyView, error) {
	var v SurveyView
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = loadSurvey(tx, actor, dossierID, leaf)
		return err
	})
	return v, err
}

func loadSurvey(tx *db.Tx, actor par.Actor, dossierID par.ID, leaf string) (SurveyView, error) {
	p, err := dossier.PlaceOf(tx, dossierID)
	if err != nil {
		return SurveyView{}, err
	}
	resource := p.Resource(p.AreaOf(leaf))
	if _, err := tx.Check(actor, policy.ReadSurveys, resource); err != nil {
		return SurveyView{}, err
	}
	v := SurveyView{Place: p, Now: tx.Now()}
	if v.Node, err = surveyLeaf(p.Edition.Set, leaf); err != nil {
		return v, err
	}
	if v.Tally, err = dossier.ScoreOf(tx, dossierID, leaf, score.StageSurvey); err != nil {
		return v, err
	}
	if v.Result, err = score.EvaluateLeaf(p.Edition.Set, leaf, answerOf(v.Tally, leaf), nil); err != nil {
		return v, err
	}
	_, v.Open = tx.Check(actor, policy.EnterSurvey, resource)
	v.History, v.Names, err = history(tx, dossierID, leaf)
	return v, err
}

// history lists the changes of a leaf with the names of those who made them.
func history(tx *db.Tx, dossierID par.ID, leaf string) ([]dossier.Event, map[par.ID]string, error) {
	events, err := dossier.Events(tx, dossierID, leaf)
	if err != nil {
		return nil, nil, err
	}
	people := map[par.ID]bool{}
	for _, e := range events {
		people[e.Actor] = true
	}
	names, err := account.Names(tx, sorted(people))
	return events, names, err
}
