package publication

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// resource describes a publication, in its round, to the policy table.
func resource(r round.Round, p Publication) policy.Resource {
	about := r.Resource()
	about.Person, about.Released = p.DecidedBy, p.Released()
	return about
}

// PublishResult makes a decided result public. Another person than the one who
// decided it must do so.
func (s *Service) PublishResult(ctx context.Context, actor par.Actor, id par.ID, key db.Key) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := ByID(tx, id)
		if err != nil {
			return err
		}
		r, err := round.ByID(tx, p.RoundID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.PublishResult, resource(r, p), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.ID, error) { return id, publish(tx, permit, r, p) })
		return err
	})
}

func publish(tx *db.Tx, permit policy.Permit, r round.Round, p Publication) error {
	decisions, err := OfRound(tx, r.ID)
	if err != nil {
		return err
	}
	if decisions[0].ID != p.ID {
		return par.E(par.Closed, "publication.superseded", "number", decisions[0].Number)
	}
	if err := Verify(tx, p.ID); err != nil {
		return err
	}
	if err := release(tx, p.ID, permit.Actor()); err != nil {
		return err
	}
	if err := tx.Audit(permit, subject(p.ID), nil, p.Hash, "released "+p.Hash); err != nil {
		return err
	}
	if r.State != par.Published {
		if err := round.Advance(tx, permit, r, par.Published); err != nil {
			return err
		}
	}
	return dossier.Follow(tx, r, par.Published)
}
