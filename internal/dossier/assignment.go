package dossier

import (
	"parindex/internal/account"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Assignment is work given to a person of the unit: one leaf or, where Leaf is
// empty, every leaf of an area that is not given for itself. It forbids the
// others of the unit nothing.
type Assignment struct {
	ID        par.ID
	DossierID par.ID
	Area      string
	Leaf      string
	Person    par.ID
	Due       par.Date // the last day within the unit; may be empty
	Note      string
	GivenBy   par.ID
	GivenAt   par.Time
	EndedBy   par.ID
	EndedAt   par.Time // zero: still given
	Version   int64
}

// Code is what is given: the code of the leaf or of the area.
func (a Assignment) Code() string {
	if a.Leaf != "" {
		return a.Leaf
	}
	return a.Area
}

// Work is how the work on a sheet is divided.
type Work struct {
	Sheet
	Given  []Assignment          // open, areas before their leaves
	Team   []account.Person      // who may be given work: the officers of the unit at this moment, by name
	Names  map[par.ID]string     // of everybody who has work
	Said   map[string]Score      // explanations, by leaf
	leaves map[string]Assignment // by leaf
}

// Holder finds whose work a leaf is.
func (w Work) Holder(leaf string) (Assignment, bool) {
	a, ok := w.leaves[leaf]
	return a, ok
}

// Share is how far somebody, or an area, has come with what is given.
type Share struct {
	Done, Total int
	Overdue     int      // of the rest, those whose day is over
	Next        par.Date // the nearest day of the rest; may be empty
	Last        par.Time // of the last save in any of them; zero: nothing has been begun
}

// Share adds up the leaves that belong.
func (w Work) Share(belongs func(leaf *score.Node, a Assignment, given bool) bool) Share {
	var s Share
	for i, n := range w.Edition.Set.Leaves() {
		a, given := w.Holder(n.Code)
		if !w.owed(n) || !belongs(n, a, given) {
			continue
		}
		s.Total++
		if at := w.Scores[n.Code].At; at > s.Last {
			s.Last = at
		}
		switch {
		case !w.waits(n, &w.Leaves[i]):
			s.Done++
		case a.overdue(w.Now):
			s.Overdue++
		}
		if w.waits(n, &w.Leaves[i]) && a.Due != "" && (s.Next == "" || a.Due < s.Next) {
			s.Next = a.Due
		}
	}
	return s
}

// duty tells whether every unit must answer the leaf.
func duty(n *score.Node) bool {
	return n.Rule.Type != score.RuleSurvey && n.Kind != score.Bonus && n.Kind != score.Penalty
}

// owed tells whether somebody must see to the leaf: everybody must answer it,
// or it was given by itself and not with its area.
func (w Work) owed(n *score.Node) bool { return duty(n) || w.leaves[n.Code].Leaf != "" }

// waits tells whether a leaf still waits for its holder: while the unit scores
// itself, one without an answer; while it explains, a cut without a word on it.
func (w Work) waits(n *score.Node, leaf *score.LeafScore) bool {
	switch w.State() {
	case par.Draft:
		return leaf.State == score.Missing && n.Rule.Type != score.RuleSurvey
	case par.Notified, par.Explaining:
		said := w.Said[n.Code]
		return w.Marks[n.Code].Reason != "" && !said.Given() && said.Note == ""
	}
	return false
}

func (a Assignment) overdue(now par.Time) bool { return a.Due != "" && now >= i18n.DayEnd(a.Due) }

// Overdue tells whether the day of the leaf's holder is over and it still waits.
func (w Work) Overdue(leaf string) bool {
	n, ok := w.Edition.Set.Find(leaf)
	if !ok || !n.Leaf() {
		return false
	}
	return w.leaves[leaf].overdue(w.Now) && w.Waits(leaf)
}

// Waits tells whether a leaf that is owed still waits to be done.
func (w Work) Waits(leaf string) bool {
	for i, n := range w.Edition.Set.Leaves() {
		if n.Code == leaf {
			return w.owed(n) && w.waits(n, &w.Leaves[i])
		}
	}
	return false
}

// workOf loads how a sheet is divided. The caller has asked the table.
func workOf(tx *db.Tx, sheet Sheet) (Work, error) {
	w := Work{Sheet: sheet, Names: map[par.ID]string{}}
	var err error
	if w.Given, err = db.List(tx, scanAssignment, selectOpenOf, sheet.Dossier.ID); err != nil {
		return w, err
	}
	w.leaves = byLeaf(sheet.Edition.Set, w.Given)
	if w.Team, err = team(tx, sheet.Place); err != nil {
		return w, err
	}
	people := make([]par.ID, len(w.Given))
	for i, a := range w.Given {
		people[i] = a.Person
	}
	if w.Names, err = account.Names(tx, people); err != nil {
		return w, err
	}
	if state := sheet.State(); state == par.Notified || state == par.Explaining {
		all, err := Scores(tx, sheet.Dossier.ID)
		w.Said = ByLeaf(all, StageExplanation)
		return w, err
	}
	return w, nil
}

// byLeaf says whose work each leaf is: its own assignment goes before that of
// its area. What a survey answers is nobody's work.
func byLeaf(set *score.Set, given []Assignment) map[string]Assignment {
	leaves := map[string]Assignment{}
	for _, area := range set.Areas() {
		for _, a := range given {
			if a.Leaf == "" && a.Area == area.Code {
				for _, n := range criteria.LeavesBelow(area) {
					if n.Rule.Type != score.RuleSurvey {
						leaves[n.Code] = a
					}
				}
			}
		}
	}
	for _, a := range given {
		if a.Leaf != "" {
			leaves[a.Leaf] = a
		}
	}
	return leaves
}

// team lists who may be given work on a dossier.
func team(tx *db.Tx, p Place) ([]account.Person, error) {
	held, err := account.HeldIn(tx, p.Dossier.UnitID)
	if err != nil {
		return nil, err
	}
	var people []account.Person
	seen := map[par.ID]bool{}
	for _, h := range held {
		if h.Role != par.Officer || seen[h.Person] || h.Round != "" && h.Round != p.Round.ID {
			continue
		}
		seen[h.Person] = true
		one, err := account.ByID(tx, h.Person)
		if err != nil {
			return nil, err
		}
		if one.Active {
			people = append(people, one)
		}
	}
	i18n.SortBy(people, func(p account.Person) string { return p.Name })
	return people, nil
}

// divide says whose work each leaf of the sheet is, to readers of the unit.
func (s *Sheet) divide(tx *db.Tx, actor par.Actor) error {
	if _, err := policy.Check(actor, policy.AssignWork, s.Resource(""), s.Now); err != nil {
		return nil
	}
	given, err := db.List(tx, scanAssignment, selectOpenOf, s.Dossier.ID)
	if err != nil || len(given) == 0 {
		return err
	}
	s.Holders = byLeaf(s.Edition.Set, given)
	people := make([]par.ID, len(given))
	for i, a := range given {
		people[i] = a.Person
	}
	s.HolderNames, err = account.Names(tx, people)
	return err
}
