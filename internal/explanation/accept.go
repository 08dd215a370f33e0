package explanation

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Batch is what one act on several leaves has changed.
type Batch struct {
	Leaves []string `json:"leaves"`
	At     par.Time `json:"at"`
}

// AcceptRest accepts every cut of which the unit has said nothing yet.
func (s *Service) AcceptRest(ctx context.Context, actor par.Actor, dossierID par.ID, key db.Key) (Batch, error) {
	return s.each(ctx, actor, dossierID, key, func(_ *db.Tx, item Item) (dossier.Score, bool, error) {
		return accepted(item.Node.Code, item.Said.Version), item.Answer == Silent, nil
	})
}

// UndoAccept takes back what one act has accepted at a moment, unless it has
// been changed since.
func (s *Service) UndoAccept(ctx context.Context, actor par.Actor, dossierID par.ID, at par.Time, key db.Key) (Batch, error) {
	return s.each(ctx, actor, dossierID, key, func(tx *db.Tx, item Item) (dossier.Score, bool, error) {
		if item.Answer != Accepted || item.Said.At != at {
			return dossier.Score{}, false, nil
		}
		said, err := before(tx, dossierID, item.Said, item.Said.Version)
		return said, true, err
	})
}

// each changes the leaves that change picks, those that the actor may explain
// now, all or none.
func (s *Service) each(ctx context.Context, actor par.Actor, dossierID par.ID, key db.Key, change func(*db.Tx, Item) (dossier.Score, bool, error)) (Batch, error) {
	var done Batch
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.ExplainScore)
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		resource := p.Resource("")
		resource.Explained = true // asked leaf by leaf below
		if _, err := dossier.Ask(tx, actor, policy.ExplainScore, resource, key); err != nil {
			return err
		}
		done, err = db.Once(tx, actor, key, func() (Batch, error) { return several{tx, actor, key}.each(p, change) })
		return err
	})
	return done, err
}

// several is one act on several leaves.
type several struct {
	tx    *db.Tx
	actor par.Actor
	key   db.Key
}

func (b several) each(p dossier.Place, change func(*db.Tx, Item) (dossier.Score, bool, error)) (Batch, error) {
	done := Batch{Leaves: []string{}, At: b.tx.Now()}
	items, err := itemsOf(b.tx, p)
	if err != nil {
		return done, err
	}
	for _, item := range items {
		said, picked, err := change(b.tx, item)
		if err != nil {
			return done, err
		}
		if !picked {
			continue
		}
		permit, err := askLeaf(b.tx, b.actor, p, item.Node.Code, b.key)
		if err != nil {
			return done, err
		}
		if _, err := keep(b.tx, permit, p, said); err != nil {
			return done, err
		}
		if p.Dossier.State == par.Notified {
			p.Dossier.State = par.Explaining // keep has moved it
		}
		done.Leaves = append(done.Leaves, item.Node.Code)
	}
	return done, nil
}
