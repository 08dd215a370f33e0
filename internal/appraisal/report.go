package appraisal

import (
	"context"
	"math/big"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Leniency is how strict the appraisers of a round are, beside each other.
type Leniency struct {
	Round     round.Round
	All       Lenience
	Each      []Lenience
	Contrasts []Contrast
	Names     map[par.ID]string
}

// ReadLeniency reports on the marks that stand in a round. It changes none.
func (s *Service) ReadLeniency(ctx context.Context, actor par.Actor, roundID par.ID) (Leniency, error) {
	v := Leniency{Names: map[par.ID]string{}}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if v.Round, err = round.ByID(tx, roundID); err != nil {
			return err
		}
		if _, err = tx.Check(actor, policy.ReadLeniency, v.Round.Resource()); err != nil {
			return err
		}
		marks, err := weighedIn(tx, v.Round)
		if err != nil {
			return err
		}
		judges, err := judgesOf(tx, v.Round)
		of := map[par.ID][]Weighed{}
		for _, m := range marks {
			of[m.Judge] = append(of[m.Judge], m)
		}
		v.Each = nil
		for _, j := range judges {
			one := LenienceOf(of[j.Person])
			one.Judge, v.Names[j.Person] = j, j.Name
			v.Each = append(v.Each, one)
		}
		v.All, v.Contrasts = LenienceOf(marks), Contrasts(marks)
		return err
	})
	return v, err
}

func weighedIn(tx *db.Tx, r round.Round) ([]Weighed, error) {
	places, err := dossier.Playing(tx, r)
	var all []Weighed
	for _, p := range places {
		some, err := weighedOf(tx, p)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, err
}

func weighedOf(tx *db.Tx, p dossier.Place) ([]Weighed, error) {
	scores, err := dossier.Scores(tx, p.Dossier.ID)
	if err != nil {
		return nil, err
	}
	cited, err := evidence.ListUses(tx, p.Dossier.ID)
	if err != nil {
		return nil, err
	}
	files := map[string][]string{}
	for _, c := range cited {
		files[c.Leaf] = append(files[c.Leaf], c.Document.File.Hash)
	}
	claims := dossier.ByLeaf(scores, score.StageSelf)
	var all []Weighed
	for _, leaf := range p.Edition.Set.Leaves() {
		mark, claim := Effective(scores, leaf.Code), claims[leaf.Code]
		if leaf.Rule.Type == score.RuleSurvey || !mark.Given() {
			continue
		}
		one := Weighed{Judge: mark.Actor, Dossier: p.Dossier.ID, Unit: p.Unit, Block: p.Block.Code, Node: leaf, Most: leaf.Max.Rat(), Files: files[leaf.Code]}
		if claim.Value != nil {
			one.Figures = string(claim.Value.JSON())
		}
		if err := one.reckon(p.Edition.Set, claim, mark); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func (w *Weighed) reckon(set *score.Set, claim, mark dossier.Score) error {
	claimed, err := score.EvaluateLeaf(set, w.Node.Code, answerOf(claim, w.Node.Code), nil)
	if err != nil {
		return err
	}
	given, err := score.EvaluateLeaf(set, w.Node.Code, answerOf(mark, w.Node.Code), nil)
	if err != nil {
		return err
	}
	w.Claimed, w.Given = pointsOf(claimed), pointsOf(given)
	w.Accepted = alike(Pair{First: claim, Firsted: claimed, Other: mark, Othered: given})
	return nil
}

// pointsOf is what a leaf is worth; nil where that is not known.
func pointsOf(s score.LeafScore) *big.Rat {
	if s.State != score.Scored {
		return nil
	}
	return s.Points.Rat()
}
