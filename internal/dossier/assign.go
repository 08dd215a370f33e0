package dossier

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Target is a leaf or, where Leaf is empty, an area, with the assignment that
// the coordinator saw there; an empty ID: none.
type Target struct {
	Area, Leaf string
	ID         par.ID
	Version    int64
}

// Order gives work to a person.
type Order struct {
	Targets []Target
	Person  par.ID
	Due     string // 2006-01-02 or 02/01/2006; may be empty
	Note    string
}

// maxWorkNote is the longest note with an assignment, in characters.
const maxWorkNote = 500

// Work shows how the work on a sheet is divided, to those of the unit.
func (s *Service) Work(ctx context.Context, actor par.Actor, id par.ID) (Work, error) {
	var w Work
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.AssignWork)
		sheet, err := LoadSheet(tx, actor, id)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.AssignWork, sheet.Resource("")); err != nil {
			return err
		}
		w, err = workOf(tx, sheet)
		return err
	})
	return w, err
}

// AssignWork gives leaves and areas to a person of the unit, all or none. What
// another held ends and stays in the record; what the same person holds gets
// the new day and note. Fields at fault: target, person, due, note.
func (s *Service) AssignWork(ctx context.Context, actor par.Actor, id par.ID, in Order, key db.Key) error {
	return s.divideWork(ctx, actor, id, key, func(tx *db.Tx, permit policy.Permit, p Place) error {
		due, faults := in.read(p.Edition.Set, tx.Now())
		if last := in.deadline(p, tx.Now()); due != "" && last != 0 && i18n.DayEnd(due).Add(-24*time.Hour) >= last {
			faults["due"] = par.T("work.after_deadline", "deadline", last)
		}
		if err := inTeam(tx, p, in.Person, faults); err != nil {
			return err
		}
		if len(faults) > 0 {
			return par.InvalidFields(faults)
		}
		g := giving{tx: tx, permit: permit, place: p}
		for _, t := range in.Targets {
			a := Assignment{Area: t.area(p.Edition.Set), Leaf: t.Leaf, Person: in.Person, Due: due, Note: clean(in.Note)}
			if err := g.give(t, a); err != nil {
				return err
			}
		}
		return g.tell()
	})
}

// EndAssignments takes work back; what was done stays.
func (s *Service) EndAssignments(ctx context.Context, actor par.Actor, id par.ID, targets []Target, key db.Key) error {
	return s.divideWork(ctx, actor, id, key, func(tx *db.Tx, permit policy.Permit, p Place) error {
		if len(targets) == 0 {
			return par.InvalidFields(map[string]par.Text{"target": par.T("work.choose")})
		}
		g := giving{tx: tx, permit: permit, place: p}
		for _, t := range targets {
			now, err := openAt(tx, p.Dossier.ID, t)
			if err != nil {
				return err
			}
			if now.ID == "" {
				continue // nothing was given there, and nothing is
			}
			if err := g.end(now); err != nil {
				return err
			}
			g.ended = append(g.ended, now)
		}
		return g.tell()
	})
}

func (s *Service) divideWork(ctx context.Context, actor par.Actor, id par.ID, key db.Key, do func(*db.Tx, policy.Permit, Place) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.AssignWork)
		p, err := PlaceOf(tx, id)
		if err != nil {
			return err
		}
		permit, err := Ask(tx, actor, policy.AssignWork, p.Resource(""), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.ID, error) { return id, do(tx, permit, p) })
		return err
	})
}

// HandOver gives all open work of one person in the unit to another, as it
// stands: the old rows end and stay, the new ones keep day and note. Who acts
// for the unit in one round alone hands over the work of that round. It returns
// how many there were. Fields at fault: from, to, note.
func (s *Service) HandOver(ctx context.Context, actor par.Actor, unitID, from, to par.ID, note string, key db.Key) (int, error) {
	count := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := Ask(tx, actor, policy.AssignWork, policy.Resource{Unit: unitID, Round: actor.RoundIn(unitID)}, key)
		if err != nil {
			return err
		}
		count, err = db.Once(tx, actor, key, func() (int, error) { return handOver(tx, permit, unitID, from, to, clean(note)) })
		return err
	})
	return count, err
}

func handOver(tx *db.Tx, permit policy.Permit, unitID, from, to par.ID, note string) (int, error) {
	faults := noteFaults(note)
	if from == to {
		faults["to"] = par.T("work.to_oneself")
	}
	open, err := db.List(tx, scanAssignment, selectOpenIn, unitID, from, permit.Resource().Round)
	if err != nil {
		return 0, err
	}
	if len(open) == 0 {
		faults["from"] = par.T("work.none_to_hand_over")
	}
	for _, in := range perDossier(open) {
		p, err := PlaceOf(tx, in[0].DossierID)
		if err != nil {
			return 0, err
		}
		if err := inTeam(tx, p, to, faults); err != nil {
			return 0, err
		}
		if text, bad := faults["person"]; bad {
			faults["to"] = text
			delete(faults, "person")
		}
		if len(faults) > 0 {
			break
		}
		g := giving{tx: tx, permit: permit, place: p, note: note}
		for _, a := range in {
			if err := g.replace(a, to); err != nil {
				return 0, err
			}
		}
		if err := g.tell(); err != nil {
			return 0, err
		}
	}
	if len(faults) > 0 {
		return 0, par.InvalidFields(faults)
	}
	return len(open), nil
}

func perDossier(open []Assignment) [][]Assignment {
	var groups [][]Assignment
	for _, a := range open {
		last := len(groups) - 1
		if last < 0 || groups[last][0].DossierID != a.DossierID {
			groups = append(groups, nil)
			last++
		}
		groups[last] = append(groups[last], a)
	}
	return groups
}

func clean(s string) string { return strings.TrimSpace(i18n.NFC(s)) }

func noteFaults(note string) map[string]par.Text {
	faults := map[string]par.Text{}
	if utf8.RuneCountInString(note) > maxWorkNote {
		faults["note"] = par.T("error.length", "min", 0, "max", maxWorkNote)
	}
	return faults
}

// read reads the day, and says what is wrong with an order by itself.
func (o Order) read(set *score.Set, now par.Time) (par.Date, map[string]par.Text) {
	faults := noteFaults(clean(o.Note))
	if len(o.Targets) == 0 {
		faults["target"] = par.T("work.choose")
	}
	for _, t := range o.Targets {
		if t.area(set) == "" {
			faults["target"] = par.T("work.no_such_leaf", "code", t.Area+t.Leaf)
		}
	}
	day := strings.TrimSpace(o.Due)
	due, ok := par.ParseDate(day)
	switch {
	case day == "":
		due = ""
	case !ok:
		faults["due"] = par.T("delegation.bad_day")
	case i18n.DayEnd(due) <= now:
		faults["due"] = par.T("work.day_is_over")
	}
	return due, faults
}

// deadline is when the last of what is given can still be worked on; 0 where
// no time for it is running.
func (o Order) deadline(p Place, now par.Time) par.Time {
	stage := par.SelfScoring
	if p.Stage() == par.Explanation {
		stage = par.Explanation
	}
	last := p.Round.WindowFor(stage, p.Dossier.UnitID, "").Closes
	for _, t := range o.Targets {
		if t.Leaf != "" {
			last = max(last, p.Round.WindowFor(stage, p.Dossier.UnitID, t.Leaf).Closes)
		}
	}
	if last <= now {
		return 0
	}
	return last
}

// area finds the area of a target; "" where there is nothing that could be given.
func (t Target) area(set *score.Set) string {
	if t.Leaf != "" {
		n, ok := set.Find(t.Leaf)
		if !ok || !n.Leaf() || n.Rule.Type == score.RuleSurvey {
			return ""
		}
		return AreaOf(set, t.Leaf)
	}
	for _, area := range set.Areas() {
		if area.Code == t.Area {
			return t.Area
		}
	}
	return ""
}

// inTeam adds a fault where the person may not be given work on the dossier.
func inTeam(tx *db.Tx, p Place, person par.ID, faults map[string]par.Text) error {
	people, err := team(tx, p)
	if err == nil && !slices.ContainsFunc(people, func(one account.Person) bool { return one.ID == person }) {
		faults["person"] = par.T("work.not_in_unit")
	}
	return err
}

// WorkHistory lists every assignment that a dossier has had, the latest first.
func (s *Service) WorkHistory(ctx context.Context, actor par.Actor, id par.ID) ([]Assignment, error) {
	var all []Assignment
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.AssignWork)
		p, err := PlaceOf(tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.AssignWork, p.Resource("")); err != nil {
			return err
		}
		all, err = db.List(tx, scanAssignment, selectAllOf, id)
		return err
	})
	return all, err
}
