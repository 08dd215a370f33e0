package dossier

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// AttachEvidence cites a document of the unit for a leaf, as u says it:
// dossier, leaf, document, page and section. It returns the use as it stands.
func (s *Service) AttachEvidence(ctx context.Context, actor par.Actor, u evidence.Use, key db.Key) (evidence.Use, error) {
	var attached evidence.Use
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.AttachEvidence)
		resource, err := LeafResource(tx, u.DossierID, u.Leaf)
		if err != nil {
			return err
		}
		permit, err := Ask(tx, actor, policy.AttachEvidence, resource, key)
		if err != nil {
			return err
		}
		attached, err = db.Once(tx, actor, key, func() (evidence.Use, error) { return evidence.Attach(tx, permit, u) })
		return err
	})
	return attached, err
}

// DetachEvidence takes a use back and returns it as it stood.
func (s *Service) DetachEvidence(ctx context.Context, actor par.Actor, useID par.ID, key db.Key) (evidence.Use, error) {
	var detached evidence.Use
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.AttachEvidence)
		u, err := evidence.UseByID(tx, useID)
		if err != nil {
			return err
		}
		resource, err := LeafResource(tx, u.DossierID, u.Leaf)
		if err != nil {
			return err
		}
		permit, err := Ask(tx, actor, policy.AttachEvidence, resource, key)
		if err != nil {
			return err
		}
		detached, err = db.Once(tx, actor, key, func() (evidence.Use, error) { return u, evidence.Detach(tx, permit, u) })
		return err
	})
	return detached, err
}

// LeafResource describes a leaf of a dossier to the policy table. It is the
// evidence.Placer of the program.
func LeafResource(tx *db.Tx, dossierID par.ID, leaf string) (policy.Resource, error) {
	p, err := PlaceOf(tx, dossierID)
	if err != nil {
		return policy.Resource{}, err
	}
	area := p.AreaOf(leaf)
	if area == "" {
		return policy.Resource{}, par.E(par.NotFound, "error.not_found")
	}
	return p.Resource(area), nil
}
