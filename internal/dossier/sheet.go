package dossier

import (
	"context"
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
	Editable bool // the reader may declare scores now
	Window   round.Window
	Now      par.Time
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
	sheet := Sheet{Place: p, Now: tx.Now(), Window: p.Window()}
	f, err := figuresOf(tx, p)
	if err != nil {
		return Sheet{}, err
	}
	sheet.Scores, sheet.Marks, sheet.Leaves, sheet.Forecast = f.scores, f.marks, f.leaves, f.forecast
	if err := sheet.cite(tx); err != nil {
		return Sheet{}, err
	}
	_, refused := policy.Check(actor, policy.DeclareScore, p.Resource(""), tx.Now())
	sheet.Editable = refused == nil
	return sheet, nil
}

func (s *Sheet) cite(tx *db.Tx) error {
	citations, err := evidence.ListUses(tx, s.Dossier.ID)
	s.Cited = make(map[string][]evidence.Citation, len(citations))
	for _, c := range citations {
		s.Cited[c.Leaf] = append(s.Cited[c.Leaf], c)
	}
	return err
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
		if d.Events, err = Events(tx, id, leaf); err != nil {
			return err
		}
		d.Names, err = account.Names(tx, d.people())
		return err
	})
	return d, err
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
