package reminder

import (
	"context"
	"fmt"
	"strings"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// workSteps is the schedule for what was given to a person within his unit
// with a day of its own.
var workSteps = []Step{
	{1, "reminder.left_1"},
	{-1, "reminder.over"},
}

// remindWork tells each person once of what he was given and is nearly or
// already due: one notice for each sheet and day.
func (s *Service) remindWork(ctx context.Context) error {
	var due []notice.Notice
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		due, err = dueWork(tx)
		return err
	})
	if err != nil {
		return err
	}
	return s.post(ctx, policy.Resource{}, db.Subject{Kind: "work", ID: "all"}, due)
}

// dueWork makes the notices of assigned work whose step has come and that have
// not been posted.
func dueWork(tx *db.Tx) ([]notice.Notice, error) {
	people, err := dossier.Busy(tx)
	if err != nil {
		return nil, err
	}
	var due []notice.Notice
	for _, person := range people {
		items, err := dossier.MyWork(tx, person)
		if err != nil {
			return nil, err
		}
		for _, n := range workNotices(items, tx.Now()) {
			n.Person = person
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

// workNotices gathers a person's items by sheet and day.
func workNotices(items []dossier.WorkItem, now par.Time) []notice.Notice {
	type day struct {
		dossier par.ID
		due     par.Date
	}
	var order []day
	of := map[day][]dossier.WorkItem{}
	for _, item := range items {
		at := day{item.Dossier, item.Due}
		if of[at] == nil {
			order = append(order, at)
		}
		of[at] = append(of[at], item)
	}
	var all []notice.Notice
	for _, at := range order {
		if at.due == "" {
			continue
		}
		if step, ok := stepAt(workSteps, i18n.DayEnd(at.due), now); ok {
			all = append(all, workNotice(of[at], step))
		}
	}
	return all
}

func workNotice(items []dossier.WorkItem, step Step) notice.Notice {
	first := items[0]
	var codes []string
	for _, item := range items {
		codes = append(codes, item.Leaf)
	}
	return notice.Notice{
		Kind: notice.ReminderWork, Round: first.Round, By: par.Program().Person, Link: first.Link,
		Subject: fmt.Sprintf("work %s %s %+d", first.Dossier, first.Due, step.Days),
		Args: map[string]string{
			"unit": first.Unit, "count": notice.Count(len(items)), "codes": strings.Join(codes, ", "),
			"left": notice.Word(step.Key), "due": notice.Moment(i18n.DayEnd(first.Due) - 1),
		},
	}
}
