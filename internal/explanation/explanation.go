// Package explanation owns the argument about a first result: what was served
// on a unit, when its people first opened it, and what the unit answers, leaf
// by leaf. An answer is a score of the stage dossier.StageExplanation, so that
// it has versions, events and conflicts like every other score.
//
// It must not know how appraisers judge again. Start with Serve in serve.go
// and ExplainScore in explain.go.
package explanation

import (
	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
)

// Service offers the use cases of notice and explanation.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

// maxReason is the longest reason of an opening, in characters.
const maxReason = 2000

// post tells several people the same.
func post(tx *db.Tx, to []par.ID, n notice.Notice) error {
	for _, id := range to {
		n.Person = id
		if err := notice.Post(tx, n); err != nil {
			return err
		}
	}
	return nil
}
