package dossier

import (
	"slices"
	"strconv"
	"strings"

	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
)

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
