package reminder

import (
	"context"
	"fmt"
	"net/url"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// Remind tells everyone whose step of the schedule has come, in every round:
// each person once for each piece of work, stage and step. It may run as often
// as one likes.
func (s *Service) Remind(ctx context.Context) error {
	var rounds []round.Round
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		rounds, err = round.List(tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("remind: %w", err)
	}
	for _, r := range rounds {
		if err := s.remindIn(ctx, r.ID); err != nil {
			return fmt.Errorf("remind in round %s: %w", r.Code, err)
		}
	}
	if err := s.remindWork(ctx); err != nil {
		return fmt.Errorf("remind of assigned work: %w", err)
	}
	return nil
}

// remindIn looks first: for most hours there is nobody to be told, and what
// has to be looked at is much for a transaction that others wait for.
func (s *Service) remindIn(ctx context.Context, id par.ID) error {
	var due []notice.Notice
	var r round.Round
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if r, err = round.ByID(tx, id); err != nil {
			return err
		}
		due, err = dueIn(tx, r)
		return err
	})
	if err != nil {
		return err
	}
	return s.post(ctx, r.Resource(), db.Subject{Kind: "round", ID: string(id)}, due)
}

// post tells what has not been told meanwhile.
func (s *Service) post(ctx context.Context, resource policy.Resource, subject db.Subject, due []notice.Notice) error {
	if len(due) == 0 {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(par.Program(), policy.SendReminder, resource)
		if err != nil {
			return err
		}
		told := 0
		for _, n := range due {
			posted, err := notice.Posted(tx, n.Person, n.Kind, n.Subject)
			if err != nil {
				return err
			}
			if posted {
				continue
			}
			if err := notice.Post(tx, n); err != nil {
				return err
			}
			told++
		}
		if told == 0 {
			return nil
		}
		return tx.Audit(permit, subject, nil, nil, fmt.Sprintf("reminded by schedule: %d", told))
	})
}

// dueIn makes the notices that the schedule asks for now and that have not
// been posted.
func dueIn(tx *db.Tx, r round.Round) ([]notice.Notice, error) {
	owed, err := owedIn(tx, r)
	if err != nil {
		return nil, err
	}
	leaves, err := leavesOwe(tx, r)
	if err != nil {
		return nil, err
	}
	owed = append(owed, leaves...)
	var due []notice.Notice
	for _, o := range owed {
		step, ok := stepAt(steps, o.Deadline, tx.Now())
		if !ok {
			continue
		}
		for _, reader := range o.To {
			n := scheduled(r, o, step)
			n.Person = reader.ID
			posted, err := notice.Posted(tx, n.Person, n.Kind, n.Subject)
			if err != nil {
				return nil, err
			}
			if !posted {
				due = append(due, n)
			}
		}
	}
	return due, nil
}

// scheduled makes the notice of one step. Its subject names the occasion, with
// the day of the deadline: one that was put off is reminded of anew.
func scheduled(r round.Round, o Owed, step Step) notice.Notice {
	what := string(o.Dossier)
	switch {
	case o.Leaf != "":
		what += " " + o.Leaf
	case !o.OfUnit():
		what = string(r.ID)
	}
	n := notice.Notice{
		Kind: notice.ReminderUnit, Round: r.ID, By: par.Program().Person, Link: linkOf(r, o),
		Subject: fmt.Sprintf("%s %s %+d %s", what, o.Stage, step.Days, i18n.New(i18n.En).Day(o.Deadline)),
		Args: map[string]string{
			"round": r.Title, "what": notice.Word("stage." + string(o.Stage)), "left": notice.Word(step.Key), "deadline": notice.Moment(o.Deadline),
		},
	}
	fill(&n, o)
	return n
}

// fill says who owes what.
func fill(n *notice.Notice, o Owed) {
	if o.Leaf != "" {
		n.Kind, n.Args["unit"], n.Args["leaf"] = notice.ReminderLeaf, o.Unit.Name, o.Leaf
		return
	}
	if o.OfUnit() {
		n.Args["unit"], n.Args["state"] = o.Unit.Name, notice.Word("state."+string(o.State))
		return
	}
	if n.Kind == notice.ReminderUnit {
		n.Kind = notice.ReminderAppraiser
	} else {
		n.Kind = notice.ReminderByHandAppraiser
	}
	n.Args["open"] = notice.Count(o.Open)
}

// linkOf is the page on which the work is done.
func linkOf(r round.Round, o Owed) string {
	switch {
	case !o.OfUnit():
		return "/rounds/" + string(r.ID) + "/queue"
	case o.Leaf != "" && o.Stage == par.SelfScoring:
		return "/dossiers/" + string(o.Dossier) + "?leaf=" + url.QueryEscape(o.Leaf) + "#m-" + o.Leaf
	case o.Stage == par.Explanation:
		return "/dossiers/" + string(o.Dossier) + "/explanation"
	case o.State == par.AwaitingLeader:
		return "/dossiers/" + string(o.Dossier) + "/review"
	}
	return "/dossiers/" + string(o.Dossier)
}
