package reminder

import (
	"context"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// Sent is a reminder with what became of it.
type Sent struct {
	notice.Notice
	To   string // name of the person
	From string // name of who sent it; empty: the schedule
	Unit string // empty: an appraiser was reminded
}

// Record is every reminder of a round.
type Record struct {
	Round round.Round
	List  []Sent
}

// ReadReminders lists the reminders of a round, the latest first.
func (s *Service) ReadReminders(ctx context.Context, actor par.Actor, roundID par.ID) (rec Record, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadReminders, r.Resource()); err != nil {
			return err
		}
		rec = Record{Round: r}
		found, err := notice.InRound(tx, roundID, kinds...)
		if err != nil {
			return err
		}
		rec.List, err = sent(tx, found)
		return err
	})
	return rec, err
}

func sent(tx *db.Tx, found []notice.Notice) ([]Sent, error) {
	seen, ids := map[par.ID]bool{}, []par.ID{}
	for _, n := range found {
		for _, id := range []par.ID{n.Person, n.By} {
			if !seen[id] {
				seen[id], ids = true, append(ids, id)
			}
		}
	}
	names, err := account.Names(tx, ids)
	list := make([]Sent, len(found))
	for i, n := range found {
		list[i] = Sent{Notice: n, To: names[n.Person], From: names[n.By], Unit: n.Args["unit"]}
	}
	return list, err
}
