// Package reminder keeps everyone on time: who still owes what in a round, by
// when and how late, who is reminded of it by schedule or by the standing
// body's hand, and what became of each reminder.
//
// A reminder is a notice; nothing else of it is stored. The package must not
// know how letters go. Start with Owed in owed.go; the schedule is steps.
package reminder

import (
	"time"

	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/unit"
)

// Step is one row of the schedule.
type Step struct {
	Days int    // before the deadline; negative: after it
	Key  string // of the catalogue: how much time is left
}

// steps is the schedule of reminders, from the first to the last.
var steps = []Step{
	{7, "reminder.left_7"},
	{3, "reminder.left_3"},
	{1, "reminder.left_1"},
	{-1, "reminder.over"},
}

const (
	day   = 24 * time.Hour
	stale = 7 * day // after the last step nobody is reminded any more
)

// stepAt finds the step whose time has come and whose successor's has not. A
// step that was missed is not made up for once the next one has come.
func stepAt(steps []Step, deadline, now par.Time) (Step, bool) {
	var found Step
	for _, s := range steps {
		if now >= deadline.Add(-time.Duration(s.Days)*day) {
			found = s
		}
	}
	switch {
	case deadline == 0 || found.Days == 0:
		return found, false
	case found.Days > 0:
		return found, now < deadline
	}
	return found, now < deadline.Add(stale)
}

// Owed is work that someone has not finished: a unit its sheet or its
// explanation, an appraiser his items.
type Owed struct {
	Stage    par.Stage
	Deadline par.Time // the unit's own, with its extension; zero: none
	To       []Reader // who is told of it

	Unit    unit.Unit // of a unit's work; its ID is empty for an appraiser
	Block   string
	Dossier par.ID
	State   par.DossierState
	Leaf    string // of work on one leaf that has a deadline of its own; empty: the whole

	Appraiser Reader // of an appraiser's work
	Open      int    // items that wait for his mark
	Total     int
}

// OfUnit tells whether it is a unit that owes.
func (o Owed) OfUnit() bool { return o.Unit.ID != "" }

// Late is how long the deadline has been over; zero: it is not.
func (o Owed) Late(now par.Time) time.Duration {
	if o.Deadline == 0 || now < o.Deadline {
		return 0
	}
	return now.Sub(o.Deadline)
}

// Reader is someone who is told.
type Reader struct {
	ID   par.ID
	Name string
}

// kinds are the notices that are reminders.
var kinds = []notice.Kind{notice.ReminderUnit, notice.ReminderLeaf, notice.ReminderAppraiser, notice.ReminderByHand, notice.ReminderByHandAppraiser}

// Service offers the use cases.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }
