package appraisal

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// maxBulk is how many items can be marked at once.
const maxBulk = 2000

// Target is one item of many that are marked at once, with the version of the
// mark that the appraiser saw.
type Target struct {
	Dossier par.ID
	Leaf    string
	Version int64
}

// Outcome is what marking would make, or has made, of one item.
type Outcome struct {
	Target
	Place   dossier.Place
	Node    *score.Node
	Claimed score.LeafScore
	Before  dossier.Score // the present mark
	Was     score.LeafScore
	After   dossier.Score // what it becomes
	Becomes score.LeafScore
	Err     error // why it cannot be marked so; nil: it can
	permit  policy.Permit
}

// PreviewBulk says of each item what the mark would make of it, by the same
// rules that marking it alone obeys. It keeps nothing.
func (s *Service) PreviewBulk(ctx context.Context, actor par.Actor, roundID par.ID, targets []Target, in Mark) ([]Outcome, error) {
	var all []Outcome
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err := tx.Check(actor, policy.ReadQueue, policy.Resource{}); err != nil {
			return err
		}
		if _, err := round.ByID(tx, roundID); err != nil {
			return err
		}
		all, err = weighAll(tx, actor, roundID, targets, in)
		return err
	})
	return all, err
}

func weighAll(tx *db.Tx, actor par.Actor, roundID par.ID, targets []Target, in Mark) ([]Outcome, error) {
	if len(targets) == 0 {
		return nil, fault("item", par.T("fair.nothing_chosen"))
	}
	if len(targets) > maxBulk {
		return nil, fault("item", par.T("fair.too_many", "most", maxBulk))
	}
	all := make([]Outcome, 0, len(targets))
	for _, t := range targets {
		one, err := weigh(tx, actor, roundID, t, in)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// weigh judges one item. What the rules refuse is in Err; an error is one that
// stops everything.
func weigh(tx *db.Tx, actor par.Actor, roundID par.ID, t Target, in Mark) (Outcome, error) {
	in.Leaf, in.Version = t.Leaf, t.Version
	o := Outcome{Target: t}
	p, err := dossier.PlaceOf(tx, t.Dossier)
	if err != nil {
		return o, err
	}
	if p.Round.ID != roundID {
		return o, par.E(par.NotFound, "error.not_found")
	}
	o.Place = p
	if o.Node, err = leafToAppraise(p.Edition.Set, t.Leaf); err != nil {
		return o, err
	}
	resource, err := leafResource(tx, p, t.Leaf)
	if err != nil {
		return o, err
	}
	if _, err := tx.Check(onlyAppraiser(actor), policy.ReadDossier, resource); err != nil {
		return o, err // what he may not see he learns nothing of
	}
	if o.permit, o.Err = tx.Check(actor, policy.AppraiseScore, resource); o.Err != nil {
		return o, nil
	}
	if err := o.compare(tx); err != nil {
		return o, err
	}
	if o.Before.Version != t.Version {
		o.Err = par.E(par.Conflict, "fair.changed_since")
		return o, nil
	}
	if o.After, o.Err = judge(tx, p, in); o.Err != nil {
		return o, unexpected(o.Err)
	}
	o.Becomes, err = score.EvaluateLeaf(p.Edition.Set, t.Leaf, answerOf(o.After, t.Leaf), nil)
	return o, err
}

// compare reads what was claimed and what is given now.
func (o *Outcome) compare(tx *db.Tx) error {
	set, leaf := o.Place.Edition.Set, o.Leaf
	claim, err := dossier.ScoreOf(tx, o.Dossier, leaf, score.StageSelf)
	if err != nil {
		return err
	}
	if o.Before, err = dossier.ScoreOf(tx, o.Dossier, leaf, markStage(o.Place)); err != nil {
		return err
	}
	if o.Claimed, err = score.EvaluateLeaf(set, leaf, answerOf(claim, leaf), nil); err != nil {
		return err
	}
	o.Was, err = score.EvaluateLeaf(set, leaf, answerOf(o.Before, leaf), nil)
	return err
}

// unexpected returns an error that no rule made.
func unexpected(err error) error {
	if _, ok := par.AsError(err); ok {
		return nil
	}
	return err
}

// Batch is what was marked at once. ID undoes it.
type Batch struct {
	ID    string
	Count int
}

// MarkBulk marks many items in one transaction: all of them, or where one can
// no longer be marked so, none. Then the outcomes say which and why.
func (s *Service) MarkBulk(ctx context.Context, actor par.Actor, roundID par.ID, targets []Target, in Mark, key db.Key) (Batch, []Outcome, error) {
	var done Batch
	var all []Outcome
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		all = nil
		if _, err := dossier.Ask(tx, actor, policy.ReadQueue, policy.Resource{}, key); err != nil {
			return err
		}
		policy.Note(tx.Context(), policy.AppraiseScore)
		_, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		done, err = db.Once(tx, actor, key, func() (Batch, error) {
			if all, err = weighAll(tx, actor, roundID, targets, in); err != nil {
				return Batch{}, err
			}
			return Batch{ID: tx.RequestID(), Count: len(all)}, keepAll(tx, all)
		})
		return err
	})
	return done, all, err
}

func keepAll(tx *db.Tx, all []Outcome) error {
	refused := 0
	for _, o := range all {
		if o.Err != nil {
			refused++
		}
	}
	if refused > 0 {
		return par.E(par.Conflict, "fair.bulk_refused", "count", refused)
	}
	for _, o := range all {
		if _, err := dossier.SaveScore(tx, o.permit, o.Dossier, o.After); err != nil {
			return err
		}
	}
	return nil
}
