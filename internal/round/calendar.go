package round

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// ConfigureRound changes a round's title and calendar. Once units work in it,
// a change of the calendar needs a reason, which everyone in the round is told.
// Blocks are changed only while the round is being prepared.
func (s *Service) ConfigureRound(ctx context.Context, actor par.Actor, r Round, reason string, key db.Key) error {
	reason = strings.TrimSpace(reason)
	return s.change(ctx, actor, r.ID, r.Version, key, func(tx *db.Tx, permit policy.Permit, old Round) (string, error) {
		r.Code, r.State = old.Code, old.State
		moved := r.moved(old)
		if faults := r.Faults(old, reason); len(faults) > 0 {
			return "", par.InvalidFields(faults)
		}
		if err := touch(tx, r); err != nil {
			return "", err
		}
		for _, w := range r.Calendar {
			if err := saveWindow(tx, r.ID, w); err != nil {
				return "", err
			}
		}
		if old.State == par.Preparing || len(moved) == 0 {
			return "title and calendar", nil
		}
		r.Blocks, r.Extensions = old.Blocks, old.Extensions
		return calendarLine(old, moved, reason), s.tellMoved(tx, permit, r, moved, reason)
	})
}

// tellMoved says to those who act in a stage that is not over what its times are now.
func (s *Service) tellMoved(tx *db.Tx, permit policy.Permit, r Round, moved []Window, reason string) error {
	for _, w := range moved {
		if before(w.Stage, r.State) {
			continue
		}
		if err := s.dossiers.Tell(tx, permit, r, News{Kind: NewsCalendar, Stage: w.Stage, Closes: w.Closes, Reason: reason}); err != nil {
			return err
		}
	}
	return nil
}

// moved lists the windows that differ from what the round had before.
func (r Round) moved(old Round) []Window {
	var changed []Window
	for _, w := range r.Calendar {
		if w != old.Window(w.Stage) {
			changed = append(changed, w)
		}
	}
	return changed
}

// moveFaults asks for a reason, and refuses to add or take away a stage that the
// round has already passed.
func (r Round) moveFaults(old Round, reason string) map[string]par.Text {
	moved := r.moved(old)
	if old.State == par.Preparing || len(moved) == 0 {
		return nil
	}
	faults := map[string]par.Text{}
	for _, w := range moved {
		if r.Plays(w.Stage) != old.Plays(w.Stage) && !before(old.State, w.Stage) {
			faults[string(w.Stage)] = par.T("round.stage_passed")
		}
	}
	if n := utf8.RuneCountInString(reason); n == 0 || n > maxReason {
		faults["reason"] = par.T("round.calendar_reason", "max", maxReason)
	}
	return faults
}

// before tells whether a comes earlier than b in the order of stages.
func before(a, b par.Stage) bool { return indexOf(a) < indexOf(b) }

func indexOf(s par.Stage) int {
	for i, one := range par.Stages() {
		if one == s {
			return i
		}
	}
	return -1
}

// calendarLine is what the audit keeps of a change: each stage from and to.
func calendarLine(old Round, moved []Window, reason string) string {
	var b strings.Builder
	b.WriteString("calendar:")
	for _, w := range moved {
		was := old.Window(w.Stage)
		fmt.Fprintf(&b, " %s %d-%d → %d-%d;", w.Stage, was.Opens, was.Closes, w.Opens, w.Closes)
	}
	return b.String() + " " + reason
}
