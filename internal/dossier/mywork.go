package dossier

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// WorkItem is one leaf that waits for the person to whom it was given.
type WorkItem struct {
	Dossier par.ID
	Round   par.ID
	Title   string // of the round
	Unit    string // name of the unit
	Leaf    string
	Name    string   // title of the leaf
	Due     par.Date // the last day within the unit; may be empty
	Overdue bool
	Begun   bool // a note or a document is there already
	Note    string
	Link    string
}

// MyWork lists what waits for a person in all dossiers of his units, the
// nearest day first. Work that he can no longer do, for he has lost the role
// or the sheet is closed, is left out. The caller asks for the person himself,
// or as the program.
func MyWork(tx *db.Tx, person par.ID) ([]WorkItem, error) {
	open, err := db.List(tx, scanAssignment, selectOpenFor, person)
	if err != nil {
		return nil, err
	}
	var items []WorkItem
	for _, of := range perDossier(open) {
		p, err := PlaceOf(tx, of[0].DossierID)
		if err != nil {
			return nil, err
		}
		held, err := officerIn(tx, p, person)
		if err != nil {
			return nil, err
		}
		if !held {
			continue
		}
		found, err := workIn(tx, p, person)
		if err != nil {
			return nil, err
		}
		items = append(items, found...)
	}
	sortByDue(items)
	return items, nil
}

func officerIn(tx *db.Tx, p Place, person par.ID) (bool, error) {
	held, err := account.HeldIn(tx, p.Dossier.UnitID)
	for _, h := range held {
		if h.Person == person && h.Role == par.Officer && (h.Round == "" || h.Round == p.Round.ID) {
			return true, err
		}
	}
	return false, err
}

func workIn(tx *db.Tx, p Place, person par.ID) ([]WorkItem, error) {
	sheet, err := loadSheet(tx, p)
	if err != nil {
		return nil, err
	}
	w, err := workOf(tx, sheet)
	if err != nil {
		return nil, err
	}
	var items []WorkItem
	for i, n := range p.Edition.Set.Leaves() {
		a, given := w.Holder(n.Code)
		if !given || a.Person != person || !w.waits(n, &w.Leaves[i]) || a.Leaf == "" && !duty(n) {
			continue
		}
		items = append(items, WorkItem{
			Dossier: p.Dossier.ID, Round: p.Round.ID, Title: p.Round.Title, Unit: p.Unit.Name, Leaf: n.Code, Name: n.Title,
			Due: a.Due, Overdue: a.overdue(w.Now), Begun: w.Scores[n.Code].Note != "" || len(w.Cited[n.Code]) > 0, Note: a.Note,
			Link: "/dossiers/" + string(p.Dossier.ID) + "?leaf=" + url.QueryEscape(n.Code) + "#m-" + n.Code,
		})
	}
	return items, nil
}

// sortByDue puts the nearest day first and what has none last.
func sortByDue(items []WorkItem) {
	slices.SortStableFunc(items, func(a, b WorkItem) int {
		if (a.Due == "") != (b.Due == "") {
			return cmp.Compare(b.Due, a.Due)
		}
		return cmp.Compare(a.Due, b.Due)
	})
}

// Busy lists everybody who has work given to him; MyWork says which.
func Busy(tx *db.Tx) ([]par.ID, error) {
	return db.List(tx, db.Value[par.ID], selectBusy)
}

// ReadMyWork lists what waits for the actor himself, as MyWork does.
func (s *Service) ReadMyWork(ctx context.Context, actor par.Actor) (items []WorkItem, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ListDossiers, policy.Resource{}); err != nil {
			return err
		}
		items, err = MyWork(tx, actor.Person)
		return err
	})
	return items, err
}
