package dossier

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/notice"
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
// stands: the old rows end and stay, the new ones keep day and note. It returns
// how many there were. Fields at fault: from, to, note.
func (s *Service) HandOver(ctx context.Context, actor par.Actor, unitID, from, to par.ID, note string, key db.Key) (int, error) {
	count := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := Ask(tx, actor, policy.AssignWork, policy.Resource{Unit: unitID}, key)
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
	open, err := db.List(tx, scanAssignment, selectOpenIn, unitID, from)
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

// giving is one change of the division of a dossier, and whom it must tell.
type giving struct {
	tx     *db.Tx
	permit policy.Permit
	place  Place
	note   string // with what is handed over
	given  []Assignment
	taken  []Assignment // from whom, of those given
	ended  []Assignment
}

// give puts an assignment at a target, over the one that was seen there.
func (g *giving) give(t Target, a Assignment) error {
	now, err := openAt(g.tx, g.place.Dossier.ID, t)
	if err != nil {
		return err
	}
	if now.ID != "" && now.Person == a.Person {
		if now.Due == a.Due && now.Note == a.Note {
			return nil
		}
		return g.change(now, a.Due, a.Note)
	}
	if now.ID != "" {
		if err := g.end(now); err != nil {
			return err
		}
		g.taken = append(g.taken, now)
	}
	return g.insert(a)
}

func (g *giving) replace(old Assignment, to par.ID) error {
	if err := g.end(old); err != nil {
		return err
	}
	g.taken = append(g.taken, old)
	next := old
	next.Person = to
	return g.insert(next)
}

func (g *giving) insert(a Assignment) error {
	a.ID, a.DossierID, a.Version = g.tx.NewID(), g.place.Dossier.ID, 1
	a.GivenBy, a.GivenAt = g.permit.Actor().Person, g.tx.Now()
	if _, err := g.tx.Exec(insertAssignment, a.ID, a.DossierID, a.Area, a.Leaf, a.Person, a.Due, a.Note, a.GivenBy, a.GivenAt); err != nil {
		return err
	}
	g.given = append(g.given, a)
	return g.tx.Audit(g.permit, assignmentSubject(a.ID), nil, a, a.Code()+" to "+string(a.Person))
}

func (g *giving) change(a Assignment, due par.Date, note string) error {
	n, err := g.tx.Exec(updateAssignment, a.ID, a.Version, due, note)
	if err != nil || n == 0 {
		return orChanged(err)
	}
	before := a
	a.Due, a.Note, a.Version = due, note, a.Version+1
	g.given = append(g.given, a)
	return g.tx.Audit(g.permit, assignmentSubject(a.ID), before, a, a.Code())
}

func (g *giving) end(a Assignment) error {
	n, err := g.tx.Exec(endAssignment, a.ID, a.Version, g.permit.Actor().Person, g.tx.Now())
	if err != nil || n == 0 {
		return orChanged(err)
	}
	return g.tx.Audit(g.permit, assignmentSubject(a.ID), a, nil, a.Code()+" of "+string(a.Person))
}

func orChanged(err error) error {
	if err != nil {
		return err
	}
	return par.E(par.Conflict, "work.changed")
}

func assignmentSubject(id par.ID) db.Subject { return db.Subject{Kind: "assignment", ID: string(id)} }

// openAt finds the assignment at a target, which must be the one that was seen.
func openAt(tx *db.Tx, dossierID par.ID, t Target) (Assignment, error) {
	query, code := selectOpenArea, t.Area
	if t.Leaf != "" {
		query, code = selectOpenLeaf, t.Leaf
	}
	now, err := db.One(tx, scanAssignment, query, dossierID, code)
	if err != nil && !par.Is(err, par.NotFound) {
		return now, err
	}
	if now.ID != t.ID || now.Version != t.Version {
		return now, par.E(par.Conflict, "work.changed")
	}
	return now, nil
}

// tell posts one notice to each person whom the change concerns. Nobody is
// told what he has done himself.
func (g *giving) tell() error {
	for _, one := range []struct {
		kind notice.Kind
		rows []Assignment
	}{{notice.WorkAssigned, g.given}, {notice.WorkTaken, g.taken}, {notice.WorkTaken, g.ended}} {
		for _, of := range perPerson(one.rows) {
			if err := g.tellOne(one.kind, of); err != nil {
				return err
			}
		}
	}
	return nil
}

func (g *giving) tellOne(kind notice.Kind, rows []Assignment) error {
	by := g.permit.Actor()
	if rows[0].Person == by.Person {
		return nil
	}
	note := g.note
	if note == "" && kind == notice.WorkAssigned {
		note = rows[0].Note
	}
	return notice.Post(g.tx, notice.Notice{
		Person: rows[0].Person, Kind: kind, Link: "/dossiers/" + string(g.place.Dossier.ID) + "?show=mine", Round: g.place.Round.ID,
		Subject: string(rows[0].ID), By: by.Person,
		Args: map[string]string{
			"by": by.Name, "unit": g.place.Unit.Name, "what": codesOf(rows), "due": notice.Day(earliest(rows)), "note": note,
		},
	})
}

func perPerson(rows []Assignment) [][]Assignment {
	var groups [][]Assignment
	for _, a := range rows {
		i := slices.IndexFunc(groups, func(g []Assignment) bool { return g[0].Person == a.Person })
		if i < 0 {
			groups = append(groups, nil)
			i = len(groups) - 1
		}
		groups[i] = append(groups[i], a)
	}
	return groups
}

// codesOf names what was given: the first codes, and how many more.
func codesOf(rows []Assignment) string {
	const most = 8
	var codes []string
	for _, a := range rows[:min(len(rows), most)] {
		codes = append(codes, a.Code())
	}
	text := strings.Join(codes, ", ")
	if more := len(rows) - most; more > 0 {
		text += " (+" + strconv.Itoa(more) + ")"
	}
	return text
}

func earliest(rows []Assignment) par.Date {
	due := rows[0].Due
	for _, a := range rows[1:] {
		if due == "" || a.Due != "" && a.Due < due {
			due = a.Due
		}
	}
	return due
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
