package appraisal

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// SecondView is one claim before the one who was asked for a second opinion:
// the claim and what is shown for it and, once his own is saved, the first mark.
type SecondView struct {
	View
	Own    dossier.Score // his own opinion, if he has given it
	Owned  score.LeafScore
	Differ bool // both are given and do not come to the same
}

// SecondOpinion loads the claim for the one who was asked.
func (s *Service) SecondOpinion(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string) (SecondView, error) {
	var v SecondView
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = loadSecond(tx, actor, dossierID, leaf)
		return err
	})
	return v, err
}

func loadSecond(tx *db.Tx, actor par.Actor, dossierID par.ID, leaf string) (SecondView, error) {
	p, err := dossier.PlaceOf(tx, dossierID)
	if err != nil {
		return SecondView{}, err
	}
	v := SecondView{View: View{Place: p, Now: tx.Now()}}
	resource, err := leafResource(tx, p, leaf)
	if err != nil {
		return v, err
	}
	if _, err = tx.Check(actor, policy.GiveSecondOpinion, resource); err != nil && !par.Is(err, par.Closed) {
		return v, err
	}
	v.Open = err
	if v.Node, err = leafToAppraise(p.Edition.Set, leaf); err != nil {
		return v, err
	}
	v.Area, _ = p.Edition.Set.Find(resource.Area)
	if v.Queue, err = LoadQueue(tx, actor, p.Round.ID); err != nil {
		return v, err
	}
	if v.At = v.Queue.Find(dossierID, leaf); v.At < 0 {
		return v, par.E(par.NotFound, "error.not_found")
	}
	if err := v.load(tx, actor); err != nil {
		return v, err
	}
	if v.Own, err = dossier.ScoreOf(tx, dossierID, leaf, dossier.StageSecond); err != nil {
		return v, err
	}
	if v.Owned, err = score.EvaluateLeaf(p.Edition.Set, leaf, answerOf(v.Own, leaf), nil); err != nil {
		return v, err
	}
	pair, err := pairOf(tx, v.Second)
	v.Differ = pair.Differs
	if v.Precedents = nil; !v.Blind {
		v.Mark, v.Marked = pair.First, pair.Firsted
	}
	return v, err
}
