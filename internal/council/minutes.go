package council

import (
	"context"
	"slices"
	"strconv"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
)

// Minutes are what a session leaves behind, as paper.go puts it into words.
type Minutes struct {
	Sitting
	Entries []Entry
	Names   map[par.ID]string
}

// Entry is one item with what was decided of it in this very session, whatever
// a later one may have decided since.
type Entry struct {
	Line
	Decided Said // zero where it was withdrawn, or is still pending
	Votes   []Vote
}

// Count counts the votes of one choice.
func (e Entry) Count(c Choice) int {
	n := 0
	for _, v := range e.Votes {
		if v.Choice == c {
			n++
		}
	}
	return n
}

// Minutes loads the minutes of a session. What concerns the reader's own unit
// is in them once the session is closed, as in those that are signed.
func (s *Service) Minutes(ctx context.Context, actor par.Actor, id par.ID) (Minutes, error) {
	var m Minutes
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		m, err = loadMinutes(tx, actor, id)
		return err
	})
	return m, err
}

func loadMinutes(tx *db.Tx, actor par.Actor, id par.ID) (Minutes, error) {
	v, err := loadSitting(tx, actor, id)
	if err != nil {
		return Minutes{}, err
	}
	m := Minutes{Sitting: v}
	var people []par.ID
	for _, line := range v.Lines {
		entry := Entry{Line: line}
		people = append(people, line.Item.ProposedBy)
		if line.Own && v.Session.State() != Closed {
			m.Entries = append(m.Entries, entry)
			continue
		}
		if entry.Votes, err = Votes(tx, line.Item.ID); err != nil {
			return m, err
		}
		for _, vote := range entry.Votes {
			people = append(people, vote.Person)
		}
		if line.Item.State == Decided {
			if entry.Decided, err = decisionOf(tx, line); err != nil {
				return m, err
			}
		}
		m.Entries = append(m.Entries, entry)
	}
	m.Names, err = account.Names(tx, people)
	return m, err
}

// decisionOf finds the event that an item's decision is.
func decisionOf(tx *db.Tx, line Line) (Said, error) {
	events, err := dossier.Events(tx, line.Item.DossierID, line.Item.Leaf)
	if err != nil {
		return Said{}, err
	}
	i := slices.IndexFunc(events, func(e dossier.Event) bool {
		return e.Stage == score.StageCouncil && e.Version == line.Item.Decision
	})
	if i < 0 {
		return Said{}, par.E(par.NotFound, "error.not_found")
	}
	worth, err := Worth(line.Place.Edition.Set, line.Item.Leaf, events[i].Score)
	return Said{events[i].Score, worth}, err
}

// Refs says in which session each decided leaf of a round was decided last: by
// dossier and leaf.
func Refs(tx *db.Tx, roundID par.ID) (map[par.ID]map[string]Session, error) {
	sessions, err := Sessions(tx, roundID)
	if err != nil {
		return nil, err
	}
	of := map[par.ID]Session{}
	for _, s := range sessions {
		of[s.ID] = s
	}
	items, err := RoundItems(tx, roundID)
	refs := map[par.ID]map[string]Session{}
	for _, i := range items {
		if i.State != Decided {
			continue
		}
		if refs[i.DossierID] == nil {
			refs[i.DossierID] = map[string]Session{}
		}
		refs[i.DossierID][i.Leaf] = of[i.SessionID]
	}
	return refs, err
}

// FileName names a file about the session: bien-ban-2026-phien-1.docx.
func (m Minutes) FileName(what, ending string) string {
	return what + "-" + m.Round.Code + "-phien-" + strconv.Itoa(m.Session.Number) + "." + ending
}
