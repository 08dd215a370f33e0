package council

import (
	"context"
	"slices"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Ballot is one member before one item.
type Ballot struct {
	Seat
	Choice Choice // empty: not yet, or absent
}

// Case is an item on the table with all that speaks for and against it.
type Case struct {
	Round     round.Round
	Session   Session
	Line      Line
	Area      *score.Node
	Ballots   []Ballot
	Tally     Tally
	Others    []Line // the same leaf of other units of the block, before any session
	Names     map[par.ID]string
	Citations []evidence.Citation  // what the unit cites; none for those who may not read it
	Verdicts  evidence.Verdicts    // what appraisers thought of them; second opinions left out
	Findings  []dossier.Inspection // of inspections, that stand
	Previous  par.ID               // neighbours on the agenda; empty at its ends
	Next      par.ID
	At, Count int
}

// Case loads an item for a reader. A member of the unit has no part in it.
func (s *Service) Case(ctx context.Context, actor par.Actor, id par.ID) (Case, error) {
	var c Case
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = loadCase(tx, actor, id)
		return err
	})
	return c, err
}

// Count loads of an item what changes while the council votes on it.
func (s *Service) Count(ctx context.Context, actor par.Actor, id par.ID) (Case, error) {
	var c Case
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		b, err := benchOf(tx, id)
		if err != nil {
			return err
		}
		if _, err = tx.Check(actor, policy.ReadCouncil, b.resource()); err != nil {
			return err
		}
		c = Case{Round: b.place.Round, Session: b.session, Line: Line{Item: b.item, Place: b.place, Node: b.node}}
		return c.loadBallots(tx)
	})
	return c, err
}

func loadCase(tx *db.Tx, actor par.Actor, id par.ID) (Case, error) {
	b, err := benchOf(tx, id)
	if err != nil {
		return Case{}, err
	}
	if _, err = tx.Check(actor, policy.ReadCouncil, b.resource()); err != nil {
		return Case{}, err
	}
	c := Case{Round: b.place.Round, Session: b.session, Line: Line{Item: b.item, Place: b.place, Node: b.node}}
	c.Area, _ = b.place.Edition.Set.Find(b.place.AreaOf(b.item.Leaf))
	if c.Line.Scores, err = scoresOf(b.place.Edition.Set, b.item, b.scores); err != nil {
		return c, err
	}
	if err = c.loadBallots(tx); err != nil {
		return c, err
	}
	if err = c.loadOthers(tx, actor); err != nil {
		return c, err
	}
	findings, err := dossier.InspectionsOf(tx, b.item.DossierID)
	if err != nil {
		return c, err
	}
	c.Findings = findings[b.item.Leaf]
	if err = c.cite(tx, actor, b.resource()); err != nil {
		return c, err
	}
	people := []par.ID{b.item.ProposedBy, b.item.DecidedBy}
	for _, s := range b.scores {
		if s.Leaf == b.item.Leaf {
			people = append(people, s.Actor)
		}
	}
	c.Names, err = account.Names(tx, people)
	return c, err
}

func (c *Case) cite(tx *db.Tx, actor par.Actor, resource policy.Resource) error {
	if _, refused := policy.Check(actor, policy.ReadEvidence, resource, tx.Now()); refused != nil {
		return nil
	}
	cited, err := evidence.ListUses(tx, c.Line.Item.DossierID)
	if err != nil {
		return err
	}
	c.Citations = slices.DeleteFunc(cited, func(u evidence.Citation) bool { return u.Leaf != c.Line.Item.Leaf })
	c.Verdicts, err = evidence.ListVerdicts(tx, c.Line.Item.DossierID)
	for _, given := range c.Verdicts {
		delete(given, dossier.StageSecond)
	}
	return err
}

func (c *Case) loadBallots(tx *db.Tx) error {
	seats, err := c.Session.table(tx)
	if err != nil {
		return err
	}
	votes, err := Votes(tx, c.Line.Item.ID)
	if err != nil {
		return err
	}
	own := func(s Seat) bool { return s.Belongs(c.Line.Place.Unit.ID) }
	c.Tally = c.Session.tally(seats, own, votes)
	for _, seat := range seats {
		ballot := Ballot{Seat: seat}
		if own(seat) {
			ballot.Choice = Own
		}
		for _, v := range votes {
			if v.Person == seat.Person {
				ballot.Choice = v.Choice
			}
		}
		c.Ballots = append(c.Ballots, ballot)
	}
	return nil
}

// loadOthers finds how the same leaf stands for other units, and the item's
// neighbours on its agenda.
func (c *Case) loadOthers(tx *db.Tx, actor par.Actor) error {
	sessions, err := Sessions(tx, c.Round.ID)
	if err != nil {
		return err
	}
	for _, one := range sessions {
		all, err := lines(tx, actor, one)
		if err != nil {
			return err
		}
		for i, line := range all {
			if line.Item.ID == c.Line.Item.ID {
				c.place(all, i)
				continue
			}
			if line.Item.Leaf == c.Line.Item.Leaf && line.Place.Dossier.Block == c.Line.Place.Dossier.Block && !line.Own {
				c.Others = append(c.Others, line)
			}
		}
	}
	return nil
}

func (c *Case) place(all []Line, at int) {
	c.At, c.Count = at+1, len(all)
	for i := at - 1; i >= 0 && c.Previous == ""; i-- {
		if !all[i].Own {
			c.Previous = all[i].Item.ID
		}
	}
	for i := at + 1; i < len(all) && c.Next == ""; i++ {
		if !all[i].Own {
			c.Next = all[i].Item.ID
		}
	}
}
