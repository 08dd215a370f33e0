package council

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// PlanSession adds a session to a round. Of in the time, the place, the chair,
// the clerk and the two shares count.
func (s *Service) PlanSession(ctx context.Context, actor par.Actor, roundID par.ID, in Session, key db.Key) (par.ID, error) {
	var id par.ID
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.ManageCouncil, r.Resource(), key)
		if err != nil {
			return err
		}
		id, err = db.Once(tx, actor, key, func() (par.ID, error) { return plan(tx, permit, r, in) })
		return err
	})
	return id, err
}

func plan(tx *db.Tx, permit policy.Permit, r round.Round, in Session) (par.ID, error) {
	// A meeting of today may be put down while it is already going on.
	if err := in.check(i18n.DayStart(i18n.DayOf(tx.Now()))); err != nil {
		return "", err
	}
	if err := in.mayBeLed(tx, r); err != nil {
		return "", err
	}
	others, err := Sessions(tx, r.ID)
	if err != nil {
		return "", err
	}
	in.ID, in.RoundID, in.Number = tx.NewID(), r.ID, len(others)+1
	if err := addSession(tx, in); err != nil {
		return "", err
	}
	return in.ID, tx.Audit(permit, sessionSubject(in.ID), nil, in, "session "+strconv.Itoa(in.Number))
}

// mayBeLed tells whether chair and clerk are people who may lead and write:
// members of the council or of the standing body.
func (s Session) mayBeLed(tx *db.Tx, r round.Round) error {
	leaders, err := leaders(tx, r.ID)
	if err != nil {
		return err
	}
	faults := map[string]par.Text{}
	for field, person := range map[string]par.ID{"chair": s.Chair, "clerk": s.Clerk} {
		if !slices.ContainsFunc(leaders, func(l Seat) bool { return l.Person == person }) {
			faults[field] = par.T("council.may_not_lead")
		}
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}

// leaders lists who may chair a session or keep its minutes, by name: nobody
// whose account is closed.
func leaders(tx *db.Tx, roundID par.ID) ([]Seat, error) {
	seats, err := members(tx, roundID)
	if err != nil {
		return nil, err
	}
	standing, err := account.GrantsIn(tx, "", par.Standing)
	if err != nil {
		return nil, err
	}
	people := make([]par.ID, 0, len(seats)+len(standing))
	for _, one := range seats {
		people = append(people, one.Person)
	}
	for _, h := range standing {
		if !slices.Contains(people, h.Person) {
			people = append(people, h.Person)
		}
	}
	all, err := seatsOf(tx, people)
	return slices.DeleteFunc(all, func(s Seat) bool { return s.Locked }), err
}

// must refuses what is not for the session's state.
func (s Session) must(states ...SessionState) error {
	if slices.Contains(states, s.State()) {
		return nil
	}
	return par.E(par.Closed, "council.session_state", "number", s.Number, "state", par.T("council.session."+string(s.State())))
}

// sit is the common way of changing a session: load, ask, compare versions, do, audit.
func (s *Service) sit(ctx context.Context, actor par.Actor, action policy.Action, id par.ID, version int64, key db.Key,
	do func(*db.Tx, policy.Permit, round.Round, Session) (string, error),
) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := SessionByID(tx, id)
		if err != nil {
			return err
		}
		r, err := round.ByID(tx, now.RoundID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, action, now.Resource(r), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (string, error) {
			if now.Version != version {
				return "", par.E(par.Conflict, "error.conflict").With(now)
			}
			what, err := do(tx, permit, r, now)
			if err != nil {
				return "", err
			}
			return what, tx.Audit(permit, sessionSubject(id), now, nil, what)
		})
		return err
	})
}

// OpenSession begins a session. Two at once would let one leaf be decided twice.
func (s *Service) OpenSession(ctx context.Context, actor par.Actor, id par.ID, version int64, key db.Key) error {
	return s.sit(ctx, actor, policy.RunSession, id, version, key, func(tx *db.Tx, _ policy.Permit, r round.Round, now Session) (string, error) {
		if err := now.must(Planned); err != nil {
			return "", err
		}
		if r.State != par.Council {
			return "", par.E(par.Closed, "council.not_yet", "stage", par.T("stage."+string(r.State)))
		}
		seats, err := members(tx, r.ID)
		if err != nil {
			return "", err
		}
		if len(seats) == 0 {
			return "", par.E(par.Closed, "council.no_members")
		}
		others, err := Sessions(tx, r.ID)
		if err != nil {
			return "", err
		}
		for _, other := range others {
			if other.State() == Open {
				return "", par.E(par.Closed, "council.another_open", "number", other.Number)
			}
		}
		now.OpenedAt = tx.Now()
		return "opened", saveSession(tx, now)
	})
}

// CallRoll keeps who is present. Whoever has voted cannot have been absent.
func (s *Service) CallRoll(ctx context.Context, actor par.Actor, id par.ID, version int64, called []Presence, key db.Key) error {
	return s.sit(ctx, actor, policy.RunSession, id, version, key, func(tx *db.Tx, _ policy.Permit, r round.Round, now Session) (string, error) {
		if err := now.must(Planned, Open); err != nil {
			return "", err
		}
		seats, err := members(tx, r.ID)
		if err != nil {
			return "", err
		}
		present := 0
		for _, p := range called {
			i := slices.IndexFunc(seats, func(s Seat) bool { return s.Person == p.Person })
			if i < 0 {
				return "", par.E(par.NotFound, "error.not_found")
			}
			if p.Present && seats[i].Locked {
				return "", par.E(par.Closed, "council.locked_absent", "name", seats[i].Name)
			}
			if p.Note, err = words("note."+string(p.Person), p.Note, 0); err != nil {
				return "", err
			}
			voted, err := hasVoted(tx, id, p.Person)
			if err != nil {
				return "", err
			}
			if voted && !p.Present {
				return "", par.E(par.Closed, "council.has_voted", "name", seats[i].Name)
			}
			if p.Present {
				present++
			}
			if err := savePresence(tx, id, p); err != nil {
				return "", err
			}
		}
		return fmt.Sprintf("roll: %d present", present), saveSession(tx, now)
	})
}

// Ending is how a session ends.
type Ending struct {
	Version int64
	Note    string // for the end of the minutes
	Carry   par.ID // the planned session that takes what is pending; empty: nothing may be
}

// CloseSession ends a session: who is not on the roll was absent, and what was
// decided otherwise than appraisers had is told to them and the standing body.
func (s *Service) CloseSession(ctx context.Context, actor par.Actor, id par.ID, in Ending, key db.Key) error {
	return s.sit(ctx, actor, policy.RunSession, id, in.Version, key, func(tx *db.Tx, permit policy.Permit, r round.Round, now Session) (string, error) {
		err := now.must(Open)
		if err != nil {
			return "", err
		}
		if now.Note, err = words("note", in.Note, 0); err != nil {
			return "", err
		}
		carried, err := now.carry(tx, in.Carry)
		if err != nil {
			return "", err
		}
		seats, err := now.table(tx)
		if err != nil {
			return "", err
		}
		for _, seat := range seats {
			if seat.Locked && !seat.Present {
				continue // he was no longer called
			}
			if err := savePresence(tx, id, Presence{seat.Person, seat.Present, seat.Note}); err != nil {
				return "", err
			}
		}
		now.ClosedAt = tx.Now()
		if err := saveSession(tx, now); err != nil {
			return "", err
		}
		return fmt.Sprintf("closed; %d carried over", carried), tell(tx, permit, r, now)
	})
}

// carry takes what is pending over to a later session, or refuses to leave it.
func (s Session) carry(tx *db.Tx, to par.ID) (int, error) {
	items, err := Items(tx, s.ID)
	if err != nil {
		return 0, err
	}
	pending := slices.DeleteFunc(items, func(i Item) bool { return i.State != Pending })
	if len(pending) == 0 {
		return 0, nil
	}
	if to == "" {
		return 0, par.E(par.Closed, "council.items_pending", "count", len(pending), "number", s.Number)
	}
	later, err := SessionByID(tx, to)
	if err != nil || later.RoundID != s.RoundID || later.State() != Planned {
		return 0, par.InvalidFields(map[string]par.Text{"carry": par.T("error.choose")})
	}
	for _, item := range pending {
		if item.Decision > 0 {
			return 0, par.E(par.Closed, "council.decide_again", "leaf", item.Leaf)
		}
		if err := voidVotes(tx, item.ID); err != nil {
			return 0, err
		}
		item.SessionID = to
		if err := saveItem(tx, item); err != nil {
			return 0, err
		}
	}
	return len(pending), renumber(tx, later)
}
