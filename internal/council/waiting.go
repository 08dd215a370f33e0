package council

import (
	"context"
	"slices"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// MissingVotes are the items of a session on which the reader may vote and has not.
type MissingVotes struct {
	Session Session
	Missing int
	First   par.ID // the first of them
}

// Waiting is what the council of one round waits for from one reader.
type Waiting struct {
	Round round.Round
	Votes []MissingVotes
	Open  int // disputes that lie before no session; counted for who manages the council
}

// ReadWaiting lists what the councils of all rounds wait for from the reader.
func (s *Service) ReadWaiting(ctx context.Context, actor par.Actor) ([]Waiting, error) {
	var all []Waiting
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		all = nil
		rounds, err := round.List(tx)
		if err != nil {
			return err
		}
		for _, r := range rounds {
			if r.State != par.Appraisal2 && r.State != par.Council {
				continue
			}
			if _, refused := tx.Check(actor, policy.ReadCouncil, r.Resource()); refused != nil {
				continue
			}
			w, err := waitingIn(tx, actor, r)
			if err != nil {
				return err
			}
			all = append(all, w)
		}
		return nil
	})
	return all, err
}

func waitingIn(tx *db.Tx, actor par.Actor, r round.Round) (Waiting, error) {
	w := Waiting{Round: r}
	sessions, err := Sessions(tx, r.ID)
	if err != nil {
		return w, err
	}
	items, err := RoundItems(tx, r.ID)
	if err != nil {
		return w, err
	}
	for _, one := range sessions {
		if one.State() != Open {
			continue
		}
		m, err := missingIn(tx, actor, one, items)
		if err != nil {
			return w, err
		}
		if m.Missing > 0 {
			w.Votes = append(w.Votes, m)
		}
	}
	if _, refused := policy.Check(actor, policy.ManageCouncil, r.Resource(), tx.Now()); refused != nil {
		return w, nil
	}
	disputes, err := Disputes(tx, r)
	w.Open = len(open(disputes, items))
	return w, err
}

func missingIn(tx *db.Tx, actor par.Actor, s Session, items []Item) (MissingVotes, error) {
	m := MissingVotes{Session: s}
	for _, i := range items {
		if i.SessionID != s.ID || i.State != Pending {
			continue
		}
		missing, err := missesVote(tx, actor, s, i)
		if err != nil {
			return m, err
		}
		if missing && m.Missing == 0 {
			m.First = i.ID
		}
		if missing {
			m.Missing++
		}
	}
	return m, nil
}

// missesVote tells whether the reader may vote on an item now and has not.
func missesVote(tx *db.Tx, actor par.Actor, s Session, i Item) (bool, error) {
	p, err := dossier.PlaceOf(tx, i.DossierID)
	if err != nil {
		return false, err
	}
	if _, refused := policy.Check(actor, policy.CastVote, s.ItemResource(p, i.Leaf), tx.Now()); refused != nil {
		return false, nil
	}
	votes, err := Votes(tx, i.ID)
	return !slices.ContainsFunc(votes, func(v Vote) bool { return v.Person == actor.Person }), err
}
