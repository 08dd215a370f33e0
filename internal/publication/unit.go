package publication

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/result"
	"parindex/internal/round"
	"parindex/internal/unit"
)

// UnitResult is one unit's result with its block: of a publication, or as it
// stands now where there is none yet.
type UnitResult struct {
	Publication *Results // nil: provisional
	Round       round.Round
	Block       *result.Block
	Unit        result.Unit
}

func (u *UnitResult) find(code string) error {
	found, ok := u.Block.Unit(code)
	if !ok {
		return par.E(par.NotFound, "error.not_found")
	}
	u.Unit = found
	return nil
}

// UnitResult finds one unit's result in a round for those who may read it: the
// public one if there is one, else what stands now. Ref is the unit's id or code.
func (s *Service) UnitResult(ctx context.Context, actor par.Actor, roundID par.ID, ref string) (UnitResult, error) {
	var u UnitResult
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if u.Round, err = round.ByID(tx, roundID); err != nil {
			return err
		}
		who, err := unitOf(tx, ref)
		if err != nil {
			return err
		}
		block, err := blockOf(tx, roundID, who.ID)
		if err != nil {
			return err
		}
		head, public, err := lastPublic(tx, roundID)
		if err != nil {
			return err
		}
		about := u.Round.Resource()
		about.Unit, about.Block, about.Released = who.ID, block, public
		if _, err := tx.Check(actor, policy.ReadUnitResult, about); err != nil {
			return err
		}
		if public {
			u.Publication = &Results{Publication: head}
			u.Block, err = s.block(tx, head.ID, block)
		} else {
			u.Block, err = standing(tx, u.Round, block)
		}
		if err != nil {
			return err
		}
		return u.find(who.Code)
	})
	return u, err
}

func unitOf(tx *db.Tx, ref string) (unit.Unit, error) {
	if id := par.ID(ref); id.Valid() {
		u, err := unit.ByID(tx, id)
		if !par.Is(err, par.NotFound) {
			return u, err
		}
	}
	return unit.ByCode(tx, ref)
}

// blockOf finds the block in which a unit takes part in a round.
func blockOf(tx *db.Tx, roundID, unitID par.ID) (string, error) {
	units, err := round.Participants(tx, roundID)
	if err != nil {
		return "", err
	}
	for _, p := range units {
		if p.Unit.ID == unitID {
			return p.Block, nil
		}
	}
	return "", par.E(par.NotFound, "error.not_found")
}

// lastPublic finds the round's publication that is public now.
func lastPublic(tx *db.Tx, roundID par.ID) (Publication, bool, error) {
	all, err := OfRound(tx, roundID)
	if err != nil {
		return Publication{}, false, err
	}
	for _, p := range all {
		if p.Released() {
			return p, true, nil
		}
	}
	return Publication{}, false, nil
}

func standing(tx *db.Tx, r round.Round, block string) (*result.Block, error) {
	c, err := result.Compute(tx, r, block, Years)
	return &c.Block, err
}

// Standing is what a decision would be made on now.
type Standing struct {
	Round     round.Round
	Blocks    []result.Block
	Events    int64 // to be handed to DecideResult
	Decisions []Publication
}

// MayDecide tells what stands in the way of deciding a round's result now; nil:
// nothing.
func (s *Service) MayDecide(ctx context.Context, actor par.Actor, roundID par.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.DecideResult, r.Resource()); err != nil {
			return err
		}
		return mayDecide(tx, r)
	})
}

// Standing computes the result of a round for those who may decide on it.
func (s *Service) Standing(ctx context.Context, actor par.Actor, roundID par.ID) (Standing, error) {
	var v Standing
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if v.Round, err = round.ByID(tx, roundID); err != nil {
			return err
		}
		if _, err = tx.Check(actor, policy.DecideResult, v.Round.Resource()); err != nil {
			return err
		}
		all, err := result.ComputeAll(tx, v.Round, Years)
		if err != nil {
			return err
		}
		v.Blocks = blocksOf(all)
		if v.Events, err = dossier.LastEventOf(tx, roundID); err != nil {
			return err
		}
		v.Decisions, err = OfRound(tx, roundID)
		return err
	})
	return v, err
}
