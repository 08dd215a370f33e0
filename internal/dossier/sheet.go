package dossier

import (
	"context"
	"maps"
	"slices"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Sheet is a dossier with what stands in it, as far as its reader may see.
// Its maps and lists are shared between readers: never change them.
type Sheet struct {
	Place
	Scores   map[string]Score               // of the stage self, by leaf
	Cited    map[string][]evidence.Citation // documents, by leaf
	Marks    map[string]Score               // of the stage appraisal1, by leaf
	Leaves   []score.LeafScore
	Forecast score.UnitScore
	Editable bool // the reader may declare scores now, or enter them for the unit
	Entering bool // the reader enters them on the unit's behalf
	Window   round.Window
	Now      par.Time

	Holders     map[string]Assignment // whose work each leaf is; for readers of the unit
	HolderNames map[par.ID]string
}

// Sheet loads a dossier for a reader. An appraiser sees his own areas only.
func (s *Service) Sheet(ctx context.Context, actor par.Actor, id par.ID) (Sheet, error) {
	var sheet Sheet
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		sheet, err = LoadSheet(tx, actor, id)
		return err
	})
	return sheet, err
}

// LoadSheet is Sheet within a transaction.
func LoadSheet(tx *db.Tx, actor par.Actor, id par.ID) (Sheet, error) {
	p, err := PlaceOf(tx, id)
	if err != nil {
		return Sheet{}, err
	}
	if _, err := tx.Check(actor, policy.ReadDossier, p.Resource("")); err != nil {
		return Sheet{}, err
	}
	sheet, err := loadSheet(tx, p)
	if err != nil {
		return Sheet{}, err
	}
	if sheet.Marks, err = p.shown(tx, actor, sheet.Marks); err != nil {
		return Sheet{}, err
	}
	if err := sheet.divide(tx, actor); err != nil {
		return Sheet{}, err
	}
	_, refused := policy.Check(actor, policy.DeclareScore, p.Resource(""), tx.Now())
	_, cannotEnter := policy.Check(actor, policy.EnterForUnit, p.Resource(""), tx.Now())
	sheet.Entering = refused != nil && cannotEnter == nil && p.Dossier.Fallback != ""
	sheet.Editable = refused == nil || sheet.Entering
	return sheet, nil
}

// loadSheet is LoadSheet without a reader.
func loadSheet(tx *db.Tx, p Place) (Sheet, error) {
	sheet := Sheet{Place: p, Now: tx.Now(), Window: p.Window()}
	f, err := figuresOf(tx, p)
	if err != nil {
		return Sheet{}, err
	}
	sheet.Scores, sheet.Marks, sheet.Leaves, sheet.Forecast = f.scores, f.marks, f.leaves, f.forecast
	return sheet, sheet.cite(tx)
}

// shown leaves out the marks that the reader must not see: a unit those that
// were not served on it, an appraiser those beside which he owes his own opinion.
func (p Place) shown(tx *db.Tx, actor par.Actor, marks map[string]Score) (map[string]Score, error) {
	if actor.Belongs(p.Dossier.UnitID) {
		if p.served() {
			return marks, nil
		}
		return map[string]Score{}, nil
	}
	asked, err := SecondsOf(tx, p.Dossier.ID)
	if err != nil || len(asked) == 0 {
		return marks, err
	}
	left := maps.Clone(marks)
	for leaf, s := range asked {
		if s.BlindFor(actor.Person) {
			delete(left, leaf)
		}
	}
	return left, nil
}

func (s *Sheet) cite(tx *db.Tx) error {
	citations, err := evidence.ListUses(tx, s.Dossier.ID)
	s.Cited = make(map[string][]evidence.Citation, len(citations))
	for _, c := range citations {
		s.Cited[c.Leaf] = append(s.Cited[c.Leaf], c)
	}
	return err
}

// MayChange tells whether the reader may change one leaf now: the whole sheet,
// or a leaf that alone has more time.
func (s Sheet) MayChange(actor par.Actor, leaf string) bool {
	if s.Editable {
		return true
	}
	_, err := policy.Check(actor, policy.DeclareScore, s.LeafResource(leaf), s.Now)
	return err == nil
}

// MayCite tells whether the reader may attach documents to a leaf now.
func (s Sheet) MayCite(actor par.Actor, leaf string) bool {
	_, err := policy.Check(actor, policy.AttachEvidence, s.LeafResource(leaf), s.Now)
	return err == nil
}

// Visible tells whether the reader may see an area of the dossier.
func (s Sheet) Visible(actor par.Actor, area string) bool {
	_, err := policy.Check(actor, policy.ReadDossier, s.Resource(area), s.Now)
	return err == nil
}

// Mine lists the dossiers of the units in whose name the actor works, with
// their surroundings, the latest round first.
func (s *Service) Mine(ctx context.Context, actor par.Actor) ([]Place, error) {
	var places []Place
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.ReadDossier)
		for _, unitID := range append(actor.Units(par.Officer), actor.Units(par.Leader)...) {
			found, err := OfUnit(tx, unitID)
			if err != nil {
				return err
			}
			for _, d := range found {
				if seen(places, d.ID) {
					continue
				}
				p, err := around(tx, d)
				if err != nil {
					return err
				}
				if _, err := tx.Check(actor, policy.ReadDossier, p.Resource("")); err == nil {
					places = append(places, p)
				}
			}
		}
		return nil
	})
	return places, err
}

func seen(places []Place, id par.ID) bool {
	for _, p := range places {
		if p.Dossier.ID == id {
			return true
		}
	}
	return false
}

// Progress is how much of a sheet, or of one area of it, the unit has entered.
// It counts the leaves that every unit must answer: no surveys, which others
// answer, and no bonus or penalty leaves, which may stay empty.
type Progress struct {
	Done, Total int
}

// Progress counts the leaves of an area; an empty area means the whole sheet.
func (s Sheet) Progress(area string) Progress {
	var p Progress
	i, leaves := 0, s.Edition.Set.Leaves()
	for _, top := range s.Edition.Set.Areas() {
		n := countLeaves(top)
		if area == "" || area == top.Code {
			p.add(leaves[i:i+n], s.Leaves[i:i+n])
		}
		i += n
	}
	return p
}

func (p *Progress) add(nodes []*score.Node, leaves []score.LeafScore) {
	for i, n := range nodes {
		if n.Rule.Type == score.RuleSurvey || n.Kind == score.Bonus || n.Kind == score.Penalty {
			continue
		}
		p.Total++
		if leaves[i].State != score.Missing {
			p.Done++
		}
	}
}

func countLeaves(n *score.Node) int {
	if n.Leaf() {
		return 1
	}
	count := 0
	for _, child := range n.Children {
		count += countLeaves(child)
	}
	return count
}

// Detail is a sheet with the history of one leaf, and the names of those who
// wrote in it.
type Detail struct {
	Sheet
	Events []Event // the latest first
	Names  map[par.ID]string
}

// Detail loads a sheet with the history of one leaf; an empty or unknown leaf
// has none.
func (s *Service) Detail(ctx context.Context, actor par.Actor, id par.ID, leaf string) (Detail, error) {
	var d Detail
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if d.Sheet, err = LoadSheet(tx, actor, id); err != nil {
			return err
		}
		if !d.Visible(actor, d.AreaOf(leaf)) {
			return par.E(par.NotFound, "error.not_found")
		}
		if leaf == "" {
			return nil
		}
		if d.Events, err = d.events(tx, actor, leaf); err != nil {
			return err
		}
		d.Names, err = account.Names(tx, d.people())
		return err
	})
	return d, err
}

// events lists the changes of a leaf that the reader may see. A second opinion
// is for those who compare it, on pages of their own; whoever owes one sees what
// the unit says alone; and a unit learns of its marks when they are served on it.
func (d Detail) events(tx *db.Tx, actor par.Actor, leaf string) ([]Event, error) {
	all, err := Events(tx, d.Dossier.ID, leaf)
	if err != nil {
		return nil, err
	}
	second, err := SecondOf(tx, d.Dossier.ID, leaf)
	if err != nil {
		return nil, err
	}
	own := actor.Belongs(d.Dossier.UnitID)
	return slices.DeleteFunc(all, func(e Event) bool {
		switch e.Stage {
		case score.StageSelf, StageExplanation, score.StageSurvey:
			return false
		case StageSecond:
			return true
		case score.StageAppraisal1:
			return own && !d.served() || second.BlindFor(actor.Person)
		}
		return own && d.State() != par.PublishedState || second.BlindFor(actor.Person)
	}), nil
}

// served tells whether the unit may know the marks of the first appraisal.
func (p Place) served() bool {
	switch p.State() {
	case par.Notified, par.Explaining, par.InAppraisal2, par.PublishedState:
		return true
	case par.BeforeCouncil, par.Adopted:
		return p.Round.Window(par.Explanation).Closes != 0
	}
	return false
}

func (d Detail) people() []par.ID {
	ids := []par.ID{d.Dossier.SubmittedBy}
	for _, e := range d.Events {
		if !slices.Contains(ids, e.Actor) {
			ids = append(ids, e.Actor)
		}
	}
	return ids
}
