package evidence

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// EditDocument changes what is typed about a document if its version is still
// the one given; its file never changes. While a dossier that cites it may not
// change, the document may not either. It returns the new version.
func (s *Service) EditDocument(ctx context.Context, actor par.Actor, id par.ID, version int64, in Input, key db.Key) (int64, error) {
	var after int64
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.AddEvidence)
		old, err := ByID(tx, id)
		if err != nil {
			return err
		}
		permit, err := tx.Check(actor, policy.AddEvidence, policy.Resource{Unit: old.UnitID})
		if err != nil {
			return err
		}
		after, err = db.Once(tx, actor, key, func() (int64, error) {
			if locked, err := s.locked(tx, actor, id); err != nil || locked != nil {
				return 0, join(locked, err)
			}
			d := old
			d.Version = version
			if err := in.fill(&d); err != nil {
				return 0, err
			}
			if err := update(tx, d); err != nil {
				return 0, err
			}
			return version + 1, tx.Audit(permit, d.subject(), old, d, d.Title())
		})
		return err
	})
	return after, err
}

// locked tells why a document may not change now: a dossier cites it whose
// evidence the actor may not change.
func (s *Service) locked(tx *db.Tx, actor par.Actor, id par.ID) (*par.Error, error) {
	uses, err := ListUsesOf(tx, id)
	if err != nil {
		return nil, err
	}
	for _, u := range uses {
		resource, err := s.place(tx, u.DossierID, u.Leaf)
		if err != nil {
			return nil, err
		}
		if _, refused := policy.Check(actor, policy.AttachEvidence, resource, tx.Now()); refused != nil {
			return par.E(par.Closed, "evidence.locked", "leaf", u.Leaf).Because(refused), nil
		}
	}
	return nil, nil //nolint:nilnil // nothing locks it
}

// join returns the refusal where there is one, else the failure.
func join(refused *par.Error, err error) error {
	if refused != nil {
		return refused
	}
	return err
}
