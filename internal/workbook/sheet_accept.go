package workbook

import (
	"context"
	"strconv"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Choice is what was decided on a preview.
type Choice struct {
	Stamp string          // of the preview that was seen
	Skip  map[int]bool    // rows to be left out
	Pick  map[int]Version // of rows in conflict
}

// Version says whose version of a row in conflict shall stand.
type Version string

// The two versions.
const (
	Mine   Version = "mine"
	Theirs Version = "theirs"
)

// Accepted is what an acceptance has done.
type Accepted struct {
	Saved int `json:"saved"` // leaves or items written
}

// takes tells whether a row shall be written. A conflict of which nobody has
// decided is a fault of the field "pick." and its row.
func (c Choice) takes(number int, outcome Outcome, faults map[string]par.Text) bool {
	switch {
	case c.Skip[number]:
		return false
	case outcome == Changed:
		return true
	case outcome != Conflict:
		return false
	}
	switch c.Pick[number] {
	case Mine:
		return true
	case Theirs:
		return false
	}
	faults["pick."+strconv.Itoa(number)] = par.T("workbook.pick_one", "row", number)
	return false
}

// AcceptSheet writes the chosen rows of a draft, all or none, each by the rule
// of what is typed. Where anything has changed since the preview that was
// seen, nothing is written and the refusal is a conflict.
func (s *Service) AcceptSheet(ctx context.Context, actor par.Actor, dossierID, draftID par.ID, c Choice, speech Speech, key db.Key) (Accepted, error) {
	var done Accepted
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.DeclareScore)
		draft, err := draftOf(tx, actor, SheetKind, dossierID, draftID)
		if err != nil {
			return err
		}
		place, permit, err := mayFill(tx, actor, dossierID, key)
		if err != nil {
			return err
		}
		done, err = db.Once(tx, actor, key, func() (Accepted, error) {
			return acceptSheet(tx, permit, place, draft, c, speech, key)
		})
		return err
	})
	return done, err
}

func acceptSheet(tx *db.Tx, permit policy.Permit, place dossier.Place, draft Draft, c Choice, speech Speech, key db.Key) (Accepted, error) {
	if draft.SettledAt != 0 {
		return Accepted{}, par.E(par.Conflict, "workbook.settled")
	}
	preview, err := previewSheet(tx, permit.Actor(), place, draft, speech)
	if err != nil {
		return Accepted{}, err
	}
	if preview.Stamp != c.Stamp {
		return Accepted{}, par.E(par.Conflict, "workbook.moved_on")
	}
	done, faults := Accepted{}, map[string]par.Text{}
	var chosen []dossier.Change
	for _, row := range preview.Rows {
		if c.takes(row.Number, row.Outcome, faults) {
			chosen = append(chosen, row.change)
		}
	}
	if len(faults) > 0 {
		return done, par.InvalidFields(faults)
	}
	for _, change := range chosen {
		if _, err := dossier.MakeChange(tx, permit.Actor(), place, change, key); err != nil {
			return done, err
		}
		done.Saved++
	}
	if err := settle(tx, draft.ID); err != nil {
		return done, err
	}
	subject := db.Subject{Kind: "workbook", ID: string(draft.ID)}
	return done, tx.Audit(permit, subject, draft.body, done, draft.FileName)
}
