package council

import (
	"context"
	"slices"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/unit"
)

// Overview is the council of one round.
type Overview struct {
	Round    round.Round
	Members  []Seat
	Sessions []Summary
	Waiting  int // disputes that never lay before the council
	People   []account.Person
	Leaders  []Seat      // who may chair or keep the minutes
	Units    []unit.Unit // of the round
}

// Summary is a session with how much of its agenda is done.
type Summary struct {
	Session
	Items, Pending, Decided int
}

// Overview loads the council of a round for a reader.
func (s *Service) Overview(ctx context.Context, actor par.Actor, roundID par.ID) (Overview, error) {
	var o Overview
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if o.Round, err = round.ByID(tx, roundID); err != nil {
			return err
		}
		if _, err = tx.Check(actor, policy.ReadCouncil, o.Round.Resource()); err != nil {
			return err
		}
		return o.load(tx)
	})
	return o, err
}

func (o *Overview) load(tx *db.Tx) (err error) {
	if o.Members, err = members(tx, o.Round.ID); err != nil {
		return err
	}
	if o.Leaders, err = leaders(tx, o.Round.ID); err != nil {
		return err
	}
	if o.People, err = candidates(tx); err != nil {
		return err
	}
	if o.Units, err = unit.List(tx); err != nil {
		return err
	}
	sessions, err := Sessions(tx, o.Round.ID)
	if err != nil {
		return err
	}
	items, err := RoundItems(tx, o.Round.ID)
	if err != nil {
		return err
	}
	for _, one := range sessions {
		o.Sessions = append(o.Sessions, summaryOf(one, items))
	}
	if o.Round.State != par.Appraisal2 && o.Round.State != par.Council {
		return nil
	}
	disputes, err := Disputes(tx, o.Round)
	o.Waiting = len(open(disputes, items))
	return err
}

// Called is a session that has not ended, with the title of its round.
type Called struct {
	Summary
	Round string
}

// Mine lists the sessions that have not ended of the rounds in which the actor
// sits on the council, or runs it.
func (s *Service) Mine(ctx context.Context, actor par.Actor) ([]Called, error) {
	var mine []Called
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		rounds, err := round.List(tx)
		if err != nil {
			return err
		}
		mine = nil
		for _, r := range rounds {
			_, refused := tx.Check(actor, policy.ReadCouncil, r.Resource())
			if refused != nil || r.State != par.Appraisal2 && r.State != par.Council {
				continue
			}
			sessions, err := Sessions(tx, r.ID)
			if err != nil {
				return err
			}
			items, err := RoundItems(tx, r.ID)
			if err != nil {
				return err
			}
			for _, one := range sessions {
				if one.State() != Closed {
					mine = append(mine, Called{summaryOf(one, items), r.Title})
				}
			}
		}
		return nil
	})
	return mine, err
}

func summaryOf(s Session, items []Item) Summary {
	sum := Summary{Session: s}
	for _, i := range items {
		if i.SessionID != s.ID {
			continue
		}
		sum.Items++
		switch i.State {
		case Pending:
			sum.Pending++
		case Decided:
			sum.Decided++
		case Withdrawn:
		}
	}
	return sum
}

// Sitting is a session with its table and agenda.
type Sitting struct {
	Round   round.Round
	Session Session
	Chair   Seat
	Clerk   Seat
	Seats   []Seat
	Tally   Tally // of the roll alone
	Lines   []Line
	Moved   Moved           // what those invited were told last
	Waiting int             // disputes that never lay before the council
	Later   []Session       // planned ones that could take what is pending
	Leaders []Seat          // who may chair or keep the minutes
	Units   []dossier.Place // those that can be brought before it
}

// Sitting loads a session for a reader.
func (s *Service) Sitting(ctx context.Context, actor par.Actor, id par.ID) (Sitting, error) {
	var v Sitting
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = loadSitting(tx, actor, id)
		return err
	})
	return v, err
}

func loadSitting(tx *db.Tx, actor par.Actor, id par.ID) (Sitting, error) {
	now, err := SessionByID(tx, id)
	if err != nil {
		return Sitting{}, err
	}
	v := Sitting{Session: now}
	if v.Round, err = round.ByID(tx, now.RoundID); err != nil {
		return Sitting{}, err
	}
	if _, err = tx.Check(actor, policy.ReadCouncil, now.Resource(v.Round)); err != nil {
		return Sitting{}, err
	}
	if v.Seats, err = now.table(tx); err != nil {
		return v, err
	}
	v.Tally = now.tally(v.Seats, func(Seat) bool { return false }, nil)
	led, err := seatsOf(tx, []par.ID{now.Chair, now.Clerk})
	if err != nil {
		return v, err
	}
	for _, seat := range led {
		if seat.Person == now.Chair {
			v.Chair = seat
		} else {
			v.Clerk = seat
		}
	}
	if v.Lines, err = lines(tx, actor, now); err != nil {
		return v, err
	}
	if v.Moved, err = now.moved(tx); err != nil {
		return v, err
	}
	return v, v.choices(tx)
}

func (v *Sitting) choices(tx *db.Tx) error {
	if v.Session.State() == Closed {
		return nil
	}
	items, err := RoundItems(tx, v.Round.ID)
	if err != nil {
		return err
	}
	if v.Round.State == par.Appraisal2 || v.Round.State == par.Council {
		disputes, err := Disputes(tx, v.Round)
		if err != nil {
			return err
		}
		v.Waiting = len(open(disputes, items))
	}
	others, err := Sessions(tx, v.Round.ID)
	if err != nil {
		return err
	}
	for _, one := range others {
		if one.ID != v.Session.ID && one.State() == Planned {
			v.Later = append(v.Later, one)
		}
	}
	if v.Leaders, err = leaders(tx, v.Round.ID); err != nil {
		return err
	}
	places, err := dossier.Playing(tx, v.Round)
	o, orderErr := orderOf(tx, v.Round)
	if orderErr != nil {
		return orderErr
	}
	slices.SortStableFunc(places, func(a, b dossier.Place) int { return o.compare(a.Dossier.ID, "", b.Dossier.ID, "") })
	v.Units = places
	return err
}

// Find tells whether a session belongs to a round and, where one is named, an
// item to the session. It says nothing of either, so that nobody need be asked.
func (s *Service) Find(ctx context.Context, roundID, session, item par.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		now, err := SessionByID(tx, session)
		if err != nil {
			return err
		}
		if now.RoundID != roundID {
			return par.E(par.NotFound, "error.not_found")
		}
		if item == "" {
			return nil
		}
		there, err := ItemByID(tx, item)
		if err == nil && there.SessionID != session {
			return par.E(par.NotFound, "error.not_found")
		}
		return err
	})
}
