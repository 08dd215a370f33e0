package dossier

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// mostAtOnce is for how many leaves a document may be cited at once.
const mostAtOnce = 50

// AttachToLeaves cites a document for several leaves of one dossier, for all of
// them or for none. A field at fault is named after its leaf: page-1.2.
func (s *Service) AttachToLeaves(ctx context.Context, actor par.Actor, dossierID, document par.ID, uses []evidence.Use, key db.Key) (int, error) {
	var attached int
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.AttachEvidence)
		p, err := PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		begun, err := begunOf(tx, document, p.Dossier.UnitID)
		if err != nil {
			return err
		}
		permits := make([]policy.Permit, len(uses))
		for i, u := range uses {
			resource, err := LeafResource(tx, dossierID, u.Leaf)
			if err != nil {
				return err
			}
			resource.Begun = begun
			if permits[i], err = Ask(tx, actor, policy.AttachEvidence, resource, key); err != nil {
				return orNoDocument(tx, document, p.Dossier.UnitID, err)
			}
		}
		attached, err = db.Once(tx, actor, key, func() (int, error) {
			return len(uses), attachAll(tx, permits, dossierID, document, uses)
		})
		return err
	})
	return attached, err
}

// orNoDocument says of a document that is not the unit's that it does not
// exist, also where it is too late to cite any.
func orNoDocument(tx *db.Tx, document, unit par.ID, refused error) error {
	if !par.Is(refused, par.Closed) {
		return refused
	}
	d, err := evidence.ByID(tx, document)
	if err != nil {
		return err
	}
	if d.UnitID != unit {
		return par.E(par.NotFound, "error.not_found")
	}
	return refused
}

func attachAll(tx *db.Tx, permits []policy.Permit, dossierID, document par.ID, uses []evidence.Use) error {
	if len(uses) == 0 || len(uses) > mostAtOnce {
		return par.InvalidFields(map[string]par.Text{"leaves": par.T("evidence.choose_leaves", "max", mostAtOnce)})
	}
	faults := map[string]par.Text{}
	for i, u := range uses {
		u.DossierID, u.DocumentID = dossierID, document
		_, err := evidence.Attach(tx, permits[i], u)
		refused, ok := par.AsError(err)
		switch {
		case err == nil:
		case ok && refused.Code == par.Invalid:
			for name, text := range refused.Fields {
				faults[name+"-"+u.Leaf] = text
			}
		default:
			return err
		}
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}

// CiteLeaf is a leaf for which a document may be cited now.
type CiteLeaf struct {
	Area  *score.Node
	Node  *score.Node
	Asks  string         // what evidence the leaf asks for
	Cited []evidence.Use // of the document, so far
}

// CiteDesk is where one document is cited for several leaves.
type CiteDesk struct {
	Place
	Document evidence.Document
	Leaves   []CiteLeaf
}

// CiteDesk shows an officer the leaves of a dossier for which he may cite a
// document of the unit now. Where there is none, it is the reason why.
func (s *Service) CiteDesk(ctx context.Context, actor par.Actor, dossierID, document par.ID) (CiteDesk, error) {
	var desk CiteDesk
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		policy.Note(tx.Context(), policy.AttachEvidence)
		if desk.Place, err = PlaceOf(tx, dossierID); err != nil {
			return err
		}
		if desk.Document, err = evidence.ByID(tx, document); err != nil {
			return err
		}
		if desk.Document.UnitID != desk.Dossier.UnitID {
			return par.E(par.NotFound, "error.not_found")
		}
		cited, err := evidence.ListUsesOf(tx, document)
		if err != nil {
			return err
		}
		refused, err := desk.open(tx, actor, cited)
		if err == nil && len(desk.Leaves) == 0 {
			return refused
		}
		return err
	})
	return desk, err
}

// open finds the leaves that may be cited for; refused is why the last of the
// others may not.
func (d *CiteDesk) open(tx *db.Tx, actor par.Actor, cited []evidence.Use) (refused, err error) {
	refused = par.E(par.NotFound, "error.not_found")
	for _, leaf := range d.Edition.Set.Leaves() {
		if leaf.Rule.Type == score.RuleSurvey {
			continue
		}
		resource, err := d.Explaining(tx, leaf.Code)
		if err != nil {
			return refused, err
		}
		resource.Begun = d.Document.BegunAt
		if _, why := tx.Check(actor, policy.AttachEvidence, resource); why != nil {
			refused = why
			continue
		}
		one := CiteLeaf{Node: leaf, Asks: d.Edition.Guide(leaf.Code).Evidence}
		one.Area, _ = d.Edition.Set.Find(d.AreaOf(leaf.Code))
		for _, u := range cited {
			if u.DossierID == d.Dossier.ID && u.Leaf == leaf.Code {
				one.Cited = append(one.Cited, u)
			}
		}
		d.Leaves = append(d.Leaves, one)
	}
	return refused, nil
}

// Citable lists the dossiers of a unit to which the actor may attach documents
// now, the latest round first.
func (s *Service) Citable(ctx context.Context, actor par.Actor, unit par.ID) ([]Place, error) {
	var places []Place
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.AttachEvidence)
		found, err := OfUnit(tx, unit)
		if err != nil {
			return err
		}
		for _, d := range found {
			p, err := around(tx, d)
			if err != nil {
				return err
			}
			resource := p.Resource("")
			resource.Explained = true // whether a leaf may be explained, its own page says
			if _, refused := policy.Check(actor, policy.AttachEvidence, resource, tx.Now()); refused == nil {
				places = append(places, p)
			}
		}
		return nil
	})
	return places, err
}

// Earlier is what the same leaf cited in another round.
type Earlier struct {
	evidence.Citation
	Round  string
	Year   int
	Advice []par.Text // what to look at before it is used again
}

// earlier finds what the unit cited for the leaf in other rounds: for a leaf of
// the same title or, where their set has none, of the same code. A document is
// offered once, as it was cited last.
func (d *Desk) earlier(tx *db.Tx) error {
	found, err := OfUnit(tx, d.Dossier.UnitID)
	if err != nil {
		return err
	}
	offered := map[par.ID]bool{}
	for _, u := range d.Uses {
		offered[u.DocumentID] = true
	}
	for _, other := range found {
		if other.ID == d.Dossier.ID {
			continue
		}
		p, err := around(tx, other)
		if err != nil {
			return err
		}
		code := sameLeaf(p.Edition.Set, d.Leaf)
		cited, err := evidence.ListUses(tx, other.ID)
		if err != nil {
			return err
		}
		for _, c := range cited {
			if c.Leaf != code || offered[c.DocumentID] {
				continue
			}
			offered[c.DocumentID] = true
			d.Earlier = append(d.Earlier, Earlier{Citation: c, Round: p.Round.Title, Year: p.Round.Year})
		}
	}
	return d.adviseEarlier(tx)
}

// adviseEarlier says what is found of the documents if they were used this year.
func (d *Desk) adviseEarlier(tx *db.Tx) error {
	documents := make([]evidence.Document, len(d.Earlier))
	for i, e := range d.Earlier {
		documents[i] = e.Document
	}
	found, err := evidence.FindingsOf(tx, documents, evidence.ForUnit, d.Round.Year)
	for i := range d.Earlier {
		for _, f := range found[documents[i].ID] {
			if f.Open() {
				d.Earlier[i].Advice = append(d.Earlier[i].Advice, f.Text())
			}
		}
	}
	return err
}

// sameLeaf is the code of the leaf in another set.
func sameLeaf(set *score.Set, leaf *score.Node) string {
	for _, one := range set.Leaves() {
		if one.Title == leaf.Title {
			return one.Code
		}
	}
	return leaf.Code
}
