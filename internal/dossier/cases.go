package dossier

import (
	"context"

	"parindex/internal/account"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// Case is one unit's part in a round as the standing body follows it: where
// its dossier stands and what time it has, never what stands in a draft.
type Case struct {
	Place      Place // Dossier.ID is empty where the dossier is not open
	Part       round.Participant
	Extensions []round.Extension // of this unit, also those taken back
	DroppedBy  par.ID            // who left the unit out of the round; empty: it takes part
	DroppedAt  par.Time
	Names      map[par.ID]string // of those who gave them, took them back, submitted, or left the unit out
}

// CaseOf loads one unit's part in a round.
func (s *Service) CaseOf(ctx context.Context, actor par.Actor, roundID, unitID par.ID) (Case, error) {
	var c Case
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadBoard, r.Resource()); err != nil {
			return err
		}
		if c.Part, err = round.ParticipantOf(tx, roundID, unitID); err != nil {
			return err
		}
		if c.Place, err = placeIn(tx, r, c.Part); err != nil {
			return err
		}
		all, err := round.ListExtensions(tx, roundID)
		if err != nil {
			return err
		}
		people := []par.ID{c.Place.Dossier.SubmittedBy}
		for _, e := range all {
			if e.Unit == unitID {
				c.Extensions, people = append(c.Extensions, e), append(people, e.GrantedBy, e.RemovedBy)
			}
		}
		if c.Part.Dropped != "" {
			if c.DroppedBy, c.DroppedAt, err = droppedBy(tx, roundID, c.Part); err != nil {
				return err
			}
			people = append(people, c.DroppedBy)
		}
		c.Names, err = account.Names(tx, people)
		return err
	})
	return c, err
}

// placeIn finds the place of a participant, also of one whose dossier is not open.
func placeIn(tx *db.Tx, r round.Round, part round.Participant) (Place, error) {
	d, err := Of(tx, r.ID, part.Unit.ID)
	if err == nil {
		return PlaceOf(tx, d.ID)
	}
	p := Place{Round: r, Unit: part.Unit, Dropped: part.Dropped, At: tx.Now()}
	if !par.Is(err, par.NotFound) {
		return p, err
	}
	p.Block, _ = r.Block(part.Block)
	p.Edition, err = criteria.ByID(tx, p.Block.EditionID)
	return p, err
}

// Register is every extension of a round with what its lines name.
type Register struct {
	Round      round.Round
	Parts      []round.Participant
	Extensions []round.Extension
	Names      map[par.ID]string
	Now        par.Time
}

// ExtensionsOf lists every extension of a round, also those taken back.
func (s *Service) ExtensionsOf(ctx context.Context, actor par.Actor, roundID par.ID) (Register, error) {
	var g Register
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if g.Round, err = round.ByID(tx, roundID); err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadBoard, g.Round.Resource()); err != nil {
			return err
		}
		if g.Parts, err = round.Participants(tx, roundID); err != nil {
			return err
		}
		if g.Extensions, err = round.ListExtensions(tx, roundID); err != nil {
			return err
		}
		people := []par.ID{}
		for _, e := range g.Extensions {
			people = append(people, e.GrantedBy, e.RemovedBy)
		}
		g.Now = tx.Now()
		g.Names, err = account.Names(tx, people)
		return err
	})
	return g, err
}

// Roll is who takes part in a round, with the state of each unit's dossier.
type Roll struct {
	Round    round.Round
	Parts    []round.Participant
	Dossiers map[par.ID]Dossier // by unit
	Now      par.Time
}

// RollOf lists the units of a round, also those dropped and those of blocks
// that are left out.
func (s *Service) RollOf(ctx context.Context, actor par.Actor, roundID par.ID) (Roll, error) {
	roll := Roll{Dossiers: map[par.ID]Dossier{}}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if roll.Round, err = round.ByID(tx, roundID); err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadBoard, roll.Round.Resource()); err != nil {
			return err
		}
		if roll.Parts, err = round.Participants(tx, roundID); err != nil {
			return err
		}
		all, err := List(tx, roundID)
		for _, d := range all {
			roll.Dossiers[d.UnitID] = d
		}
		roll.Now = tx.Now()
		return err
	})
	return roll, err
}
