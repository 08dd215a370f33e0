package dossier

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// SkipBlock leaves a block out of a round, with a reason that its units are told.
func (s *Service) SkipBlock(ctx context.Context, actor par.Actor, id par.ID, version int64, block, reason string, key db.Key) error {
	return s.changeUnits(ctx, actor, id, version, block, key, func(tx *db.Tx, permit policy.Permit, r round.Round) (string, error) {
		units, err := round.Skip(tx, r, block, reason)
		if err != nil {
			return "", err
		}
		return "skip " + block + ": " + reason, Tell(tx, permit, r, round.News{Kind: round.NewsSkipped, Units: units, Stage: r.State, Reason: reason})
	})
}

// UnskipBlock takes a block that was left out into the round again, with a
// reason that its units are told.
func (s *Service) UnskipBlock(ctx context.Context, actor par.Actor, id par.ID, version int64, block, reason string, key db.Key) error {
	return s.changeUnits(ctx, actor, id, version, block, key, func(tx *db.Tx, permit policy.Permit, r round.Round) (string, error) {
		units, err := round.Unskip(tx, r, block, reason)
		if err != nil {
			return "", err
		}
		return "take in " + block + ": " + reason, takeIn(tx, permit, r, block, reason, units)
	})
}

// DropUnit leaves one unit out of a round for what is left of it. What it said
// and what was made of it stay, and count in no result.
func (s *Service) DropUnit(ctx context.Context, actor par.Actor, id par.ID, version int64, unit par.ID, reason string, key db.Key) error {
	return s.changeUnits(ctx, actor, id, version, "", key, func(tx *db.Tx, permit policy.Permit, r round.Round) (string, error) {
		p, err := round.Drop(tx, r, unit, reason)
		if err != nil {
			return "", err
		}
		news := round.News{Kind: round.NewsDropped, Units: []par.ID{unit}, Stage: r.State, Reason: p.Dropped}
		return dropLine(p.Unit.Code) + p.Dropped, Tell(tx, permit, r, news)
	})
}

// dropLine begins the audit line of a unit that was dropped; its reason follows.
func dropLine(code string) string { return "drop " + code + ": " }

// droppedBy finds who left a unit out of a round, and when.
func droppedBy(tx *db.Tx, roundID par.ID, p round.Participant) (par.ID, par.Time, error) {
	line, err := db.LastAudit(tx, db.Subject{Kind: "round", ID: string(roundID)}, policy.ChangeUnits, dropLine(p.Unit.Code)+p.Dropped)
	if par.Is(err, par.NotFound) {
		return "", 0, nil
	}
	return line.Actor, line.At, err
}

// ReturnUnit takes a dropped unit in again, where it stood, with a reason that
// it is told.
func (s *Service) ReturnUnit(ctx context.Context, actor par.Actor, id par.ID, version int64, unit par.ID, reason string, key db.Key) error {
	return s.changeUnits(ctx, actor, id, version, "", key, func(tx *db.Tx, permit policy.Permit, r round.Round) (string, error) {
		p, err := round.Return(tx, r, unit, reason)
		if err != nil {
			return "", err
		}
		return "return " + p.Unit.Code + ": " + reason, takeIn(tx, permit, r, p.Block, reason, []par.ID{unit})
	})
}

// AddUnit takes a unit into a running round and opens its dossier. Where the
// time for self-scoring is over, or would be too short, closes gives the unit a
// deadline of its own; zero: it has that of all. Reason says why it joins late.
func (s *Service) AddUnit(ctx context.Context, actor par.Actor, id par.ID, version int64, p round.Participant, closes par.Time, reason string, key db.Key) error {
	return s.changeUnits(ctx, actor, id, version, "", key, func(tx *db.Tx, permit policy.Permit, r round.Round) (string, error) {
		p, err := round.Join(tx, r, p, closes, reason)
		if err != nil {
			return "", err
		}
		if closes != 0 {
			if r, err = round.ByID(tx, id); err != nil {
				return "", err
			}
			e := round.Extension{Stage: par.SelfScoring, Unit: p.Unit.ID, Closes: closes, Reason: reason}
			if _, err := round.Extend(tx, permit, r, p, e); err != nil {
				return "", err
			}
		}
		return "add " + p.Unit.Code + ": " + reason, takeIn(tx, permit, r, p.Block, reason, []par.ID{p.Unit.ID})
	})
}

// takeIn opens the dossiers of units that take part from now on, and tells them.
func takeIn(tx *db.Tx, permit policy.Permit, r round.Round, block, reason string, units []par.ID) error {
	r, err := round.ByID(tx, r.ID)
	if err != nil || r.State == par.Preparing {
		return err
	}
	for _, unit := range units {
		if err := Open(tx, r.ID, block, unit); err != nil {
			return err
		}
		closes := r.WindowFor(r.State, unit, "").Closes
		if e, more := r.Extended(par.SelfScoring, unit); more {
			closes = e.Closes
		}
		if err := Tell(tx, permit, r, round.News{Kind: round.NewsTakenIn, Units: []par.ID{unit}, Stage: r.State, Closes: closes, Reason: reason}); err != nil {
			return err
		}
	}
	return nil
}

// changeUnits is the common way of changing who takes part: load, ask, compare
// versions, do, audit. A block that is named must be one of the round.
func (s *Service) changeUnits(ctx context.Context, actor par.Actor, id par.ID, version int64, block string, key db.Key, do func(*db.Tx, policy.Permit, round.Round) (string, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, id)
		if err != nil {
			return err
		}
		permit, err := Ask(tx, actor, policy.ChangeUnits, r.Resource(), key)
		if err != nil {
			return err
		}
		if _, ok := r.Block(block); block != "" && !ok {
			return par.E(par.NotFound, "error.not_found")
		}
		_, err = db.Once(tx, actor, key, func() (string, error) {
			if r.Version != version {
				return "", par.E(par.Conflict, "error.conflict")
			}
			what, err := do(tx, permit, r)
			if err != nil {
				return "", err
			}
			return what, tx.Audit(permit, db.Subject{Kind: "round", ID: string(id)}, r.Version, r.Version+1, what)
		})
		return err
	})
}
