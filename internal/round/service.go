package round

import (
	"context"
	"slices"
	"strconv"

	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/unit"
)

// Dossiers is what a round needs of the dossiers in it. They lie to the right
// of this package, so that the functions are passed in.
type Dossiers struct {
	// Follow brings the dossiers along when the round enters a stage, and tells
	// the people whom it touches.
	Follow func(tx *db.Tx, permit policy.Permit, r Round, to par.Stage) error
	// Scored tells whether any score of the stage has been given.
	Scored func(tx *db.Tx, round par.ID, stage par.Stage) (bool, error)
	// Settled tells what is still open in the stage that the round would leave: nil: nothing.
	Settled func(tx *db.Tx, r Round) error
	// Extended gives a unit's dossier what a new extension means for it, and
	// refuses one that would mean nothing.
	Extended func(tx *db.Tx, permit policy.Permit, r Round, e Extension) error
	// Tell says news to the people of the units that it names, or for a change
	// of the calendar to those who act in its stage.
	Tell func(tx *db.Tx, permit policy.Permit, r Round, news News) error
}

// News is a change of a round that people have to know.
type News struct {
	Kind    string // one of those below
	Units   []par.ID
	Stage   par.Stage
	Leaf    string   // of an extension for one leaf
	Closes  par.Time // the deadline from now on; zero: there is none
	Reason  string
	Subject string // what it is about, such as an extension; empty: the round
}

// The kinds of news.
const (
	NewsCalendar         = "calendar"
	NewsExtension        = "extension"
	NewsExtensionRemoved = "extension_removed"
	NewsDropped          = "unit_dropped"
	NewsSkipped          = "block_skipped"
	NewsTakenIn          = "taken_in"
)

// Service offers the use cases on rounds.
type Service struct {
	db       *db.DB
	dossiers Dossiers
}

// New makes the service.
func New(d *db.DB, dossiers Dossiers) *Service { return &Service{d, dossiers} }

// CreateRound makes a round in preparation, with the calendar and blocks that r has.
func (s *Service) CreateRound(ctx context.Context, actor par.Actor, r Round, key db.Key) (Round, error) {
	if err := r.Check(); err != nil {
		return r, err
	}
	var id par.ID
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(actor, policy.CreateRound, policy.Resource{})
		if err != nil {
			return err
		}
		id, err = db.Once(tx, actor, key, func() (par.ID, error) { return create(tx, permit, r) })
		if err != nil {
			return err
		}
		r, err = ByID(tx, id)
		return err
	})
	return r, err
}

func create(tx *db.Tx, permit policy.Permit, r Round) (par.ID, error) {
	r.ID, r.State = tx.NewID(), par.Preparing
	if err := insert(tx, r); err != nil {
		return "", err
	}
	if err := saveParts(tx, r); err != nil {
		return "", err
	}
	return r.ID, tx.Audit(permit, subject(r.ID), nil, r.Code, r.Code)
}

func saveParts(tx *db.Tx, r Round) error {
	for _, w := range r.Calendar {
		if err := saveWindow(tx, r.ID, w); err != nil {
			return err
		}
	}
	for i, b := range r.Blocks {
		b.Position = i + 1
		if err := saveBlock(tx, r.ID, b); err != nil {
			return err
		}
	}
	return nil
}

// SaveBlock adds a block to a round in preparation, or replaces the one of its code.
func (s *Service) SaveBlock(ctx context.Context, actor par.Actor, id par.ID, version int64, b Block, key db.Key) error {
	if err := b.Check(); err != nil {
		return err
	}
	return s.change(ctx, actor, id, version, key, func(tx *db.Tx, _ policy.Permit, old Round) (string, error) {
		if err := inPreparation(old); err != nil {
			return "", err
		}
		edition, err := criteria.ByID(tx, b.EditionID)
		if err != nil {
			return "", err
		}
		if err := b.fits(edition); err != nil {
			return "", err
		}
		if present, ok := old.Block(b.Code); ok {
			b.Position, b.Skipped = present.Position, present.Skipped
		} else {
			b.Position = len(old.Blocks) + 1
		}
		return "block " + b.Code, both(touch(tx, old), func() error { return saveBlock(tx, id, b) })
	})
}

// RemoveBlock takes a block without units out of a round in preparation.
func (s *Service) RemoveBlock(ctx context.Context, actor par.Actor, id par.ID, version int64, code string, key db.Key) error {
	return s.change(ctx, actor, id, version, key, func(tx *db.Tx, _ policy.Permit, old Round) (string, error) {
		if err := inPreparation(old); err != nil {
			return "", err
		}
		if _, ok := old.Block(code); !ok {
			return "", par.E(par.NotFound, "error.not_found")
		}
		units, err := Participants(tx, id)
		if err != nil {
			return "", err
		}
		for _, p := range units {
			if p.Block == code {
				return "", par.E(par.Conflict, "round.block_has_units")
			}
		}
		return "no block " + code, both(touch(tx, old), func() error { return removeBlock(tx, id, code) })
	})
}

// SetParticipants makes exactly these units the ones of a block, in this order.
func (s *Service) SetParticipants(ctx context.Context, actor par.Actor, id par.ID, version int64, block string, units []Participant, key db.Key) error {
	return s.change(ctx, actor, id, version, key, func(tx *db.Tx, _ policy.Permit, old Round) (string, error) {
		if err := inPreparation(old); err != nil {
			return "", err
		}
		if _, ok := old.Block(block); !ok {
			return "", par.E(par.NotFound, "error.not_found")
		}
		if err := replaceParticipants(tx, id, block, units); err != nil {
			return "", err
		}
		return "units of " + block + ": " + strconv.Itoa(len(units)), touch(tx, old)
	})
}

func replaceParticipants(tx *db.Tx, id par.ID, block string, units []Participant) error {
	present, err := Participants(tx, id)
	if err != nil {
		return err
	}
	elsewhere := map[par.ID]bool{}
	for _, p := range present {
		if p.Block != block {
			elsewhere[p.Unit.ID] = true
			continue
		}
		if err := removeParticipant(tx, id, p.Unit.ID); err != nil {
			return err
		}
	}
	for i, p := range units {
		if elsewhere[p.Unit.ID] {
			return par.E(par.Conflict, "round.unit_in_other_block", "unit", p.Unit.Name)
		}
		if _, err := unit.ByID(tx, p.Unit.ID); err != nil {
			return err
		}
		p.Block, p.Position = block, i+1
		if err := saveParticipant(tx, id, p); err != nil {
			return err
		}
	}
	return nil
}

// MoveStage takes the round to another stage of its workflow.
func (s *Service) MoveStage(ctx context.Context, actor par.Actor, id par.ID, version int64, to par.Stage, key db.Key) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := ByID(tx, id)
		if err != nil {
			return err
		}
		permit, err := ask(tx, actor, policy.MoveStage, r.Resource())
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.Stage, error) {
			if r.Version != version {
				return "", par.E(par.Conflict, "error.conflict").With(r)
			}
			return to, s.advance(tx, permit, r, to)
		})
		return err
	})
}

func (s *Service) advance(tx *db.Tx, permit policy.Permit, r Round, to par.Stage) error {
	if !slices.Contains(r.Next(), to) {
		return par.E(par.Closed, "round.no_such_move", "from", par.T("stage."+string(r.State)), "to", par.T("stage."+string(to)))
	}
	if err := s.mayLeave(tx, r, to); err != nil {
		return err
	}
	if r.State == par.Preparing {
		if err := freezeEditions(tx, r); err != nil {
			return err
		}
	}
	if err := Advance(tx, permit, r, to); err != nil {
		return err
	}
	return s.dossiers.Follow(tx, permit, r, to)
}

// Advance moves a round whose guards have been checked. Package publication
// uses it to decide and to publish.
func Advance(tx *db.Tx, permit policy.Permit, r Round, to par.Stage) error {
	if !MayMove(r.State, permit.Action(), to) {
		return par.E(par.Closed, "round.no_such_move", "from", par.T("stage."+string(r.State)), "to", par.T("stage."+string(to)))
	}
	if err := move(tx, r, to); err != nil {
		return err
	}
	return tx.Audit(permit, subject(r.ID), r.State, to, string(r.State)+" → "+string(to))
}

// mayLeave asks the guards of the move: going back undoes nothing that people
// have done, and going on leaves nothing open.
func (s *Service) mayLeave(tx *db.Tx, r Round, to par.Stage) error {
	switch {
	case r.State == par.Preparing:
		return readyToOpen(tx, r)
	case before(to, r.State):
		return s.unlessScored(tx, r, r.State, "round.already_scored")
	case r.State == par.SelfScoring || r.State == par.Explanation:
		return nil
	}
	return s.dossiers.Settled(tx, r)
}

func (s *Service) unlessScored(tx *db.Tx, r Round, stage par.Stage, key string) error {
	scored, err := s.dossiers.Scored(tx, r.ID, stage)
	if err == nil && scored {
		return par.E(par.Closed, key)
	}
	return err
}

func readyToOpen(tx *db.Tx, r Round) error {
	units, err := Participants(tx, r.ID)
	if err != nil {
		return err
	}
	return r.ready(units)
}

// freezeEditions keeps what units are scored by from changing once they have begun.
func freezeEditions(tx *db.Tx, r Round) error {
	for _, b := range r.Blocks {
		if err := criteria.Freeze(tx, b.EditionID); err != nil {
			return err
		}
	}
	return nil
}

// change is the common way of configuring: load, ask, compare versions, do, audit.
func (s *Service) change(ctx context.Context, actor par.Actor, id par.ID, version int64, key db.Key, do func(*db.Tx, policy.Permit, Round) (string, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := ByID(tx, id)
		if err != nil {
			return err
		}
		permit, err := ask(tx, actor, policy.ConfigureRound, old.Resource())
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (string, error) {
			if old.Version != version {
				return "", par.E(par.Conflict, "error.conflict").With(old)
			}
			what, err := do(tx, permit, old)
			if err != nil {
				return "", err
			}
			return what, tx.Audit(permit, subject(id), old.Version, old.Version+1, what)
		})
		return err
	})
}

// ListRounds lists all rounds.
func (s *Service) ListRounds(ctx context.Context, actor par.Actor) ([]Round, error) {
	var rounds []Round
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ReadRounds, policy.Resource{}); err != nil {
			return err
		}
		rounds, err = List(tx)
		return err
	})
	return rounds, err
}

// Round finds a round with its units for a reader.
func (s *Service) Round(ctx context.Context, actor par.Actor, id par.ID) (Round, []Participant, error) {
	var r Round
	var units []Participant
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if r, err = ByID(tx, id); err != nil {
			return err
		}
		if _, err = tx.Check(actor, policy.ReadRound, r.Resource()); err != nil {
			return err
		}
		units, err = Participants(tx, id)
		return err
	})
	return r, units, err
}

func subject(id par.ID) db.Subject { return db.Subject{Kind: "round", ID: string(id)} }

func both(err error, next func() error) error {
	if err != nil {
		return err
	}
	return next()
}
