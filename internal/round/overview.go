package round

import (
	"context"

	"parindex/internal/account"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/unit"
)

// BlockSet is a block with the edition that it is scored by.
type BlockSet struct {
	Block
	Edition criteria.Edition
	Units   int
}

// Overview is a round with everything that its pages tell of it.
type Overview struct {
	Round
	Sets         []BlockSet
	Participants []Participant
	Appraisers   []Appraiser
	Gaps         []Gap
}

// Setup is an overview with what can be chosen for the round.
type Setup struct {
	Overview
	Editions []criteria.Edition // heads only
	Units    []unit.Unit
	People   []Candidate
	Steps    []Step
}

// Step is a stage to which the round could be moved by hand.
type Step struct {
	To      par.Stage
	Refused *par.Error // what stands in its way now; nil: nothing
}

// Candidate is a person who may be given areas, with the units in whose name
// he acts already.
type Candidate struct {
	account.Person
	Units []par.ID
}

// Overview loads a round for a reader.
func (s *Service) Overview(ctx context.Context, actor par.Actor, id par.ID) (Overview, error) {
	var o Overview
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if o.Round, err = ByID(tx, id); err != nil {
			return err
		}
		if _, err = tx.Check(actor, policy.ReadRound, o.Resource()); err != nil {
			return err
		}
		return o.load(tx)
	})
	return o, err
}

// Setup loads a round for whoever configures it.
func (s *Service) Setup(ctx context.Context, actor par.Actor, id par.ID) (Setup, error) {
	var o Setup
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if o.Round, err = ByID(tx, id); err != nil {
			return err
		}
		if _, err = tx.Check(actor, policy.ConfigureRound, o.Resource()); err != nil {
			return err
		}
		if err = o.load(tx); err != nil {
			return err
		}
		if o.Steps, err = s.steps(tx, o.Round); err != nil {
			return err
		}
		return o.choices(tx)
	})
	return o, err
}

// steps lists where the round could go next, with what stands in the way.
func (s *Service) steps(tx *db.Tx, r Round) ([]Step, error) {
	var steps []Step
	for _, to := range r.Next() {
		step := Step{To: to}
		if err := s.mayLeave(tx, r, to); err != nil {
			var known bool
			if step.Refused, known = par.AsError(err); !known {
				return nil, err
			}
		}
		steps = append(steps, step)
	}
	return steps, nil
}

func (o *Overview) load(tx *db.Tx) error {
	var err error
	if o.Participants, err = Participants(tx, o.ID); err != nil {
		return err
	}
	for _, b := range o.Blocks {
		set := BlockSet{Block: b}
		if set.Edition, err = criteria.ByID(tx, b.EditionID); err != nil {
			return err
		}
		for _, p := range o.Participants {
			if p.Block == b.Code {
				set.Units++
			}
		}
		o.Sets = append(o.Sets, set)
	}
	if o.Appraisers, err = Appraisers(tx, o.Round); err != nil {
		return err
	}
	return o.findGaps(tx)
}

func (o *Overview) findGaps(tx *db.Tx) error {
	var held []account.Held
	var people []par.ID
	for _, a := range o.Appraisers {
		held, people = append(held, a.Held), append(people, a.Held.Person)
	}
	belongs, err := unitsOf(tx, people)
	if err != nil {
		return err
	}
	o.Gaps = gaps(o.Sets, o.Participants, held, belongs)
	return nil
}

// unitsOf lists the units in whose name people hold any role.
func unitsOf(tx *db.Tx, people []par.ID) (map[par.ID][]par.ID, error) {
	grants, err := account.Grants(tx, people...)
	units := map[par.ID][]par.ID{}
	for _, g := range grants {
		if g.Unit != "" {
			units[g.Person] = append(units[g.Person], g.Unit)
		}
	}
	return units, err
}

func (o *Setup) choices(tx *db.Tx) error {
	var err error
	if o.Editions, err = criteria.List(tx); err != nil {
		return err
	}
	if o.Units, err = unit.List(tx); err != nil {
		return err
	}
	people, err := account.Active(tx)
	if err != nil {
		return err
	}
	ids := make([]par.ID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	units, err := unitsOf(tx, ids)
	for _, p := range people {
		o.People = append(o.People, Candidate{p, units[p.ID]})
	}
	return err
}
