package round

import (
	"context"
	"slices"
	"strings"

	"parindex/internal/account"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// Appraiser is one area of one block in the hands of one person.
type Appraiser struct {
	Held      account.Held
	Name      string // of the person
	Title     string
	Unit      unit.Unit // in whose name he appraises, and which he never does
	BlockName string    // empty: every block
	AreaTitle string    // empty: every area
}

// Gap is an area that nobody can appraise for some units of a block: nobody
// has it, or only people of the very unit.
type Gap struct {
	Block Block
	Area  *score.Node
	Units []unit.Unit // nil: no unit has an appraiser
}

// Assignment is what the standing body chooses: one person, his unit, and the
// areas of a block. An empty block means every block; an empty unit means the
// one in whose name the person acts already.
type Assignment struct {
	Person par.ID
	Unit   par.ID
	Block  string
	Areas  []string
}

// AssignAppraiser gives areas of a round to a person.
func (s *Service) AssignAppraiser(ctx context.Context, actor par.Actor, id par.ID, version int64, a Assignment, key db.Key) error {
	if err := a.check(); err != nil {
		return err
	}
	return s.change(ctx, actor, id, version, key, func(tx *db.Tx, _ policy.Permit, old Round) (string, error) {
		a, err := a.settled(tx)
		if err != nil {
			return "", err
		}
		if err := a.within(tx, old); err != nil {
			return "", err
		}
		for _, area := range a.Areas {
			_, err := account.AddGrant(tx, a.Person, par.Grant{Role: par.Appraiser, Unit: a.Unit, Round: id, Block: a.Block, Area: area})
			if err != nil {
				return "", fieldNamed(err)
			}
		}
		return "appraiser " + string(a.Person) + ": " + a.Block + " " + strings.Join(a.Areas, " "), touch(tx, old)
	})
}

// fieldNamed names the field of this form where the rules of accounts refuse a role.
func fieldNamed(err error) error {
	e, ok := par.AsError(err)
	if !ok || e.Fields["role"].Key == "" {
		return err
	}
	return par.InvalidFields(map[string]par.Text{"person": e.Fields["role"]}).Because(err)
}

func (a Assignment) check() error {
	faults := map[string]par.Text{}
	if !a.Person.Valid() {
		faults["person"] = par.T("error.choose")
	}
	if len(a.Areas) == 0 {
		faults["area"] = par.T("round.no_area")
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}

// settled finds the unit of a person who acts for just one.
func (a Assignment) settled(tx *db.Tx) (Assignment, error) {
	if a.Unit != "" {
		return a, nil
	}
	units, err := unitsOf(tx, []par.ID{a.Person})
	if err != nil {
		return a, err
	}
	own := slices.Compact(slices.Sorted(slices.Values(units[a.Person])))
	if len(own) != 1 {
		return a, par.InvalidFields(map[string]par.Text{"unit": par.T("round.appraiser_unit")})
	}
	a.Unit = own[0]
	return a, nil
}

// within tells whether the round has what is assigned.
func (a Assignment) within(tx *db.Tx, r Round) error {
	if _, err := unit.ByID(tx, a.Unit); err != nil {
		return par.InvalidFields(map[string]par.Text{"unit": par.T("error.choose")}).Because(err)
	}
	if _, err := account.ByID(tx, a.Person); err != nil {
		return par.InvalidFields(map[string]par.Text{"person": par.T("error.choose")}).Because(err)
	}
	if _, ok := r.Block(a.Block); a.Block != "" && !ok {
		return par.InvalidFields(map[string]par.Text{"block": par.T("error.choose")})
	}
	known, err := areaCodes(tx, r, a.Block)
	if err != nil {
		return err
	}
	for _, area := range a.Areas {
		if !slices.Contains(known, area) {
			return par.InvalidFields(map[string]par.Text{"area": par.T("round.unknown_area", "area", area)})
		}
	}
	return nil
}

// areaCodes lists the areas of a block, or of all blocks of the round.
func areaCodes(tx *db.Tx, r Round, block string) ([]string, error) {
	var codes []string
	for _, b := range r.Blocks {
		if block != "" && b.Code != block {
			continue
		}
		e, err := criteria.ByID(tx, b.EditionID)
		if err != nil {
			return nil, err
		}
		for _, area := range e.Set.Areas() {
			codes = append(codes, area.Code)
		}
	}
	return codes, nil
}

// ReleaseAppraiser takes one area back from a person.
func (s *Service) ReleaseAppraiser(ctx context.Context, actor par.Actor, id par.ID, version int64, grant par.ID, key db.Key) error {
	return s.change(ctx, actor, id, version, key, func(tx *db.Tx, _ policy.Permit, old Round) (string, error) {
		held, err := account.GrantsIn(tx, id, par.Appraiser)
		if err != nil {
			return "", err
		}
		for _, h := range held {
			if h.ID == grant {
				return "no appraiser " + string(h.Person) + ": " + h.Block + " " + h.Area, both(account.DropGrant(tx, h), func() error { return touch(tx, old) })
			}
		}
		return "", par.E(par.NotFound, "error.not_found")
	})
}

// Appraisers lists who appraises what in a round.
func Appraisers(tx *db.Tx, r Round) ([]Appraiser, error) {
	held, err := account.GrantsIn(tx, r.ID, par.Appraiser)
	if err != nil {
		return nil, err
	}
	all := make([]Appraiser, len(held))
	for i, h := range held {
		a := Appraiser{Held: h}
		person, err := account.ByID(tx, h.Person)
		if err != nil {
			return nil, err
		}
		a.Name, a.Title = person.Name, person.Title
		if h.Unit != "" {
			if a.Unit, err = unit.ByID(tx, h.Unit); err != nil {
				return nil, err
			}
		}
		if err := a.sayWhere(tx, r); err != nil {
			return nil, err
		}
		all[i] = a
	}
	return all, nil
}

// sayWhere names the block and the area of a grant.
func (a *Appraiser) sayWhere(tx *db.Tx, r Round) error {
	for _, b := range r.Blocks {
		if a.Held.Block != "" && b.Code != a.Held.Block {
			continue
		}
		if a.Held.Block != "" {
			a.BlockName = b.Name
		}
		e, err := criteria.ByID(tx, b.EditionID)
		if err != nil {
			return err
		}
		if node, ok := e.Set.Find(a.Held.Area); ok && a.AreaTitle == "" {
			a.AreaTitle = node.Title
		}
	}
	return nil
}

// gaps finds what nobody can appraise. belongs lists the units in whose name a
// person holds any role: none of them may be his to judge.
func gaps(blocks []BlockSet, units []Participant, held []account.Held, belongs map[par.ID][]par.ID) []Gap {
	var found []Gap
	for _, b := range blocks {
		for _, area := range b.Edition.Set.Areas() {
			if !appraised(area) {
				continue
			}
			g := Gap{Block: b.Block, Area: area}
			all := true
			for _, p := range units {
				if p.Block != b.Block.Code {
					continue
				}
				if covered(held, belongs, b.Block.Code, area.Code, p.Unit.ID) {
					all = false
				} else {
					g.Units = append(g.Units, p.Unit)
				}
			}
			if len(g.Units) == 0 {
				continue
			}
			if all {
				g.Units = nil
			}
			found = append(found, g)
		}
	}
	return found
}

func covered(held []account.Held, belongs map[par.ID][]par.ID, block, area string, unitID par.ID) bool {
	return slices.ContainsFunc(held, func(h account.Held) bool {
		return (h.Block == "" || h.Block == block) && (h.Area == "" || h.Area == area) && !slices.Contains(belongs[h.Person], unitID)
	})
}

// appraised tells whether an area has a leaf that a person must judge; what a
// survey answers needs nobody.
func appraised(area *score.Node) bool {
	return slices.ContainsFunc(criteria.LeavesBelow(area), func(n *score.Node) bool { return n.Rule.Type != score.RuleSurvey })
}
