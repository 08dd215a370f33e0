// Package demo fills an empty database with a city that looks real: the round
// of 2017, whose classes and means are the published ones while the answers
// behind them are invented, and rounds of 2026 that are still going on.
//
// Everything is entered through the use cases that people use. It must not
// write SQL. Start with Fill.
package demo

import (
	"context"
	"fmt"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/council"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/explanation"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/round"
	"parindex/internal/thread"
	"parindex/internal/unit"
)

// Services are the use cases that the demonstration plays.
type Services struct {
	DB           *db.DB
	Accounts     *account.Service
	Units        *unit.Service
	Editions     *criteria.Service
	Rounds       *round.Service
	Dossiers     *dossier.Service
	Evidence     *evidence.Service
	Appraisals   *appraisal.Service
	Explanations *explanation.Service
	Councils     *council.Service
	Publications *publication.Service
	Threads      *thread.Service
	Notices      *notice.Service
}

// Filled tells whether the database already holds a round or a unit.
func Filled(ctx context.Context, d *db.DB) (bool, error) {
	filled := false
	err := d.Read(ctx, func(tx *db.Tx) error {
		units, err := unit.List(tx)
		filled = len(units) > 0
		return err
	})
	return filled, err
}

// Fill fills an empty database. It sets the clock to the days that it plays and
// leaves it at the real time.
func Fill(ctx context.Context, services Services, clock *Clock) error {
	defer clock.Play(0)
	s := &stage{Services: services, clock: clock, people: map[string]par.Actor{}, units: map[string]unit.Unit{}, editions: map[string]criteria.Edition{}, papers: map[string]par.ID{}}
	for _, act := range []struct {
		name string
		play func(context.Context) error
	}{
		{"people and units", s.begin}, {"the round of 2017", s.year2017}, {"the rounds of 2026", s.year2026}, {"the players' leave", s.leave},
	} {
		if err := act.play(ctx); err != nil {
			return fmt.Errorf("demo: %s: %w", act.name, err)
		}
	}
	return nil
}
