package round

import (
	"context"
	"encoding/json"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// PastYear is what is known of a block's year before the system: often the
// mean and the number of units in each class, and nothing of single units.
type PastYear struct {
	Block   string
	Year    int
	Average par.Decimal // empty: not known
	Classes []PastClass // the best class first
	Results []PastResult
	Note    string // where it is from
}

// PastClass is how many units a class had.
type PastClass struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

// PastResult is what is known of one unit's past year; empty fields are not known.
type PastResult struct {
	Unit  string      `json:"unit"`
	Index par.Decimal `json:"index,omitempty"`
	Class string      `json:"class,omitempty"`
	Rank  int         `json:"rank,omitempty"`
}

const upsertPast = `
INSERT INTO past_year (block, year, average, classes, results, note)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (block, year) DO UPDATE
SET average = excluded.average, classes = excluded.classes, results = excluded.results, note = excluded.note`

// ImportPastYear takes in what is known of a year before the system.
func (s *Service) ImportPastYear(ctx context.Context, actor par.Actor, p PastYear, key db.Key) error {
	classes, err := json.Marshal(p.Classes)
	if err != nil {
		return err
	}
	results, err := json.Marshal(p.Results)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(actor, policy.CreateRound, policy.Resource{})
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (int, error) {
			if _, err := tx.Exec(upsertPast, p.Block, p.Year, p.Average, string(classes), string(results), p.Note); err != nil {
				return 0, err
			}
			return p.Year, tx.Audit(permit, db.Subject{Kind: "past_year", ID: fmt.Sprintf("%s %d", p.Block, p.Year)}, nil, p, p.Note)
		})
		return err
	})
}

const selectPast = `
SELECT block, year, average, classes, results, note
FROM past_year
WHERE block = $1 AND year < $2
ORDER BY year DESC
LIMIT 100`

func scanPast(row db.Scanner) (PastYear, error) {
	var p PastYear
	var classes, results string
	if err := row.Scan(&p.Block, &p.Year, &p.Average, &classes, &results, &p.Note); err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(classes), &p.Classes); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(results), &p.Results)
}

// PastYears lists what is known of a block's years before the given one, the latest first.
func PastYears(tx *db.Tx, block string, before int) ([]PastYear, error) {
	return db.List(tx, scanPast, selectPast, block, before)
}
