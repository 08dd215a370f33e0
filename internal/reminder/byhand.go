package reminder

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// maxNote is the longest sentence that may be added, in characters.
const maxNote = 1000

// Choice is whom the standing body reminds, and what it adds.
type Choice struct {
	Units      []par.ID
	Appraisers []par.ID
	Note       string // may be empty
}

// Pick keeps of what is owed what was chosen.
func (c Choice) Pick(owed []Owed) []Owed {
	var picked []Owed
	for _, o := range owed {
		if slices.Contains(c.Units, o.Unit.ID) && o.OfUnit() || slices.Contains(c.Appraisers, o.Appraiser.ID) && !o.OfUnit() {
			picked = append(picked, o)
		}
	}
	return picked
}

// SendReminder tells the people of the chosen units and the chosen appraisers,
// and returns how many notices that were. Fields at fault: chosen, note.
func (s *Service) SendReminder(ctx context.Context, actor par.Actor, roundID par.ID, c Choice, key db.Key) (sent int, err error) {
	c.Note = strings.Join(strings.Fields(c.Note), " ")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		held, err := account.StillHeld(tx, actor)
		if err != nil {
			return err
		}
		if !held {
			return par.E(par.Unauthenticated, "error.unauthenticated")
		}
		permit, err := tx.Check(actor, policy.SendReminder, r.Resource())
		if err != nil {
			return err
		}
		sent, err = db.Once(tx, actor, key, func() (int, error) { return send(tx, permit, r, c) })
		return err
	})
	return sent, err
}

func send(tx *db.Tx, permit policy.Permit, r round.Round, c Choice) (int, error) {
	owed, err := owedIn(tx, r)
	if err != nil {
		return 0, err
	}
	picked, faults := c.Pick(owed), map[string]par.Text{}
	if len(picked) == 0 {
		faults["chosen"] = par.T("reminder.nobody")
	}
	if utf8.RuneCountInString(c.Note) > maxNote {
		faults["note"] = par.T("error.length", "min", 0, "max", maxNote)
	}
	if len(faults) > 0 {
		return 0, par.InvalidFields(faults)
	}
	sent, subject := 0, string(tx.NewID())
	for _, o := range picked {
		for _, reader := range o.To {
			n := byHand(permit, r, o, c.Note)
			n.Person, n.Subject = reader.ID, subject
			if err := notice.Post(tx, n); err != nil {
				return 0, err
			}
			sent++
		}
	}
	return sent, tx.Audit(permit, db.Subject{Kind: "reminder", ID: subject}, nil, c, fmt.Sprintf("reminded by hand: %d", sent))
}

func byHand(permit policy.Permit, r round.Round, o Owed, note string) notice.Notice {
	n := notice.Notice{
		Kind: notice.ReminderByHand, Round: r.ID, By: permit.Actor().Person, Link: linkOf(r, o),
		Args: map[string]string{
			"by": permit.Actor().Name, "round": r.Title, "note": note, "what": notice.Word("stage." + string(o.Stage)),
			"deadline": notice.Word("reminder.no_deadline"),
		},
	}
	if o.Deadline != 0 {
		n.Args["deadline"] = notice.Moment(o.Deadline)
	}
	fill(&n, o)
	return n
}
