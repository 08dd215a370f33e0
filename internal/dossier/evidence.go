package dossier

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
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
		if resource.Begun, err = begunOf(tx, u.DocumentID, resource.Unit); err != nil {
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

// begunOf says when the upload of a unit's document began; of what is no
// document of the unit nothing is known.
func begunOf(tx *db.Tx, document, unit par.ID) (par.Time, error) {
	d, err := evidence.ByID(tx, document)
	if par.Is(err, par.NotFound) || err == nil && d.UnitID != unit {
		return 0, nil
	}
	return d.BegunAt, err
}

// DetachEvidence takes the use with this id back from a leaf of a dossier. One
// that stands elsewhere is not found.
func (s *Service) DetachEvidence(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, useID par.ID, key db.Key) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.AttachEvidence)
		u, err := evidence.UseByID(tx, useID)
		if err != nil {
			return err
		}
		if u.DossierID != dossierID || u.Leaf != leaf {
			return par.E(par.NotFound, "error.not_found")
		}
		p, err := PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		resource, err := p.Explaining(tx, leaf)
		if err != nil {
			return err
		}
		permit, err := Ask(tx, actor, policy.AttachEvidence, resource, key)
		if err != nil {
			return err
		}
		if (resource.Stage == par.Explanation || resource.Late == par.Explanation) && !p.Fresh(u) {
			return par.E(par.Closed, "dossier.judged_evidence")
		}
		_, err = db.Once(tx, actor, key, func() (par.ID, error) { return useID, evidence.Detach(tx, permit, u) })
		return err
	})
}

// LeafResource describes a leaf of a dossier to the policy table; an empty leaf
// means the dossier as a whole. It is the evidence.Placer of the program.
func LeafResource(tx *db.Tx, dossierID par.ID, leaf string) (policy.Resource, error) {
	p, err := PlaceOf(tx, dossierID)
	if err != nil {
		return policy.Resource{}, err
	}
	area := p.AreaOf(leaf)
	if leaf == "" {
		return p.Resource(""), nil
	}
	if area == "" {
		return policy.Resource{}, par.E(par.NotFound, "error.not_found")
	}
	r, err := p.Explaining(tx, leaf)
	if err != nil {
		return r, err
	}
	second, err := SecondOf(tx, dossierID, leaf)
	if second.Asked() {
		r.Asked = second.Person
	}
	return r, err
}

// Explaining is LeafResource of a place, with whether the unit may explain the
// leaf: points were lost on it, or the standing body has opened it.
func (p Place) Explaining(tx *db.Tx, leaf string) (policy.Resource, error) {
	r := p.LeafResource(leaf)
	if r.Stage != par.Explanation && r.Late != par.Explanation {
		return r, nil
	}
	mark, err := ScoreOf(tx, p.Dossier.ID, leaf, score.StageAppraisal1)
	if err != nil {
		return r, err
	}
	r.Explained = mark.Reason != ""
	if !r.Explained {
		r.Explained, err = opened(tx, p.Dossier.ID, leaf)
	}
	return r, err
}

// Fresh tells whether a use was added to explain a cut rather than to make the
// claim. What made the claim stays as it was judged.
func (p Place) Fresh(u evidence.Use) bool {
	opens := p.Round.Window(par.Explanation).Opens
	return opens != 0 && u.AddedAt >= opens
}

// Desk is where documents are cited for one leaf.
type Desk struct {
	Place
	Leaf     *score.Node
	Uses     []evidence.Citation
	Library  evidence.Library
	Explains bool // documents are added to explain a cut
	Earlier  []Earlier
	Asks     string          // what evidence the leaf asks for
	Missing  []evidence.Kind // of it
}

// EvidenceDesk shows an officer what a leaf cites and what else his unit's
// library holds; q chooses from the library.
func (s *Service) EvidenceDesk(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, q evidence.Query) (Desk, error) {
	var desk Desk
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		policy.Note(tx.Context(), policy.AttachEvidence)
		if desk.Place, err = PlaceOf(tx, dossierID); err != nil {
			return err
		}
		node, ok := desk.Edition.Set.Find(leaf)
		if !ok || !node.Leaf() {
			return par.E(par.NotFound, "error.not_found")
		}
		desk.Leaf = node
		resource, err := desk.Explaining(tx, leaf)
		if err != nil {
			return err
		}
		resource.Begun = resource.Opens // the desk stays open while something begun in time may still be attached
		if _, err := tx.Check(actor, policy.AttachEvidence, resource); err != nil {
			return err
		}
		desk.Explains = resource.Stage == par.Explanation || resource.Late == par.Explanation
		all, err := evidence.ListUses(tx, dossierID)
		if err != nil {
			return err
		}
		for _, c := range all {
			if c.Leaf == leaf {
				desk.Uses = append(desk.Uses, c)
			}
		}
		desk.Asks = desk.Edition.Guide(leaf).Evidence
		desk.Missing = evidence.StillAsked(desk.Asks, desk.Uses)
		if err := desk.earlier(tx); err != nil {
			return err
		}
		desk.Library, err = evidence.ListLibrary(tx, desk.Unit.ID, q)
		return err
	})
	return desk, err
}

// Cited is a use with the words of the place where it stands.
type Cited struct {
	evidence.Use
	Round     string // title of the round
	LeafTitle string
}

// WhereCited says in words where uses stand, as far as the reader may see the
// dossiers.
func (s *Service) WhereCited(ctx context.Context, actor par.Actor, uses []evidence.Use) ([]Cited, error) {
	var cited []Cited
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.ReadDossier)
		places := map[par.ID]Place{}
		for _, u := range uses {
			p, known := places[u.DossierID]
			if !known {
				var err error
				if p, err = PlaceOf(tx, u.DossierID); err != nil {
					return err
				}
				places[u.DossierID] = p
			}
			node, ok := p.Edition.Set.Find(u.Leaf)
			if _, refused := tx.Check(actor, policy.ReadDossier, p.Resource(p.AreaOf(u.Leaf))); refused == nil && ok {
				cited = append(cited, Cited{u, p.Round.Title, node.Title})
			}
		}
		return nil
	})
	return cited, err
}
