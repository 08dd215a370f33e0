package dossier_test

import (
	"testing"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// A request may have begun while its sender still held his role.
func TestARoleThatHasEndedMeanwhileSavesNothing(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w, err := world.Build(t.Context(), d, clock, world.Options{Units: 1, Random: testkit.Random(7)})
		if err != nil {
			t.Fatal(err)
		}
		m := w.Members[0]
		if err := w.Accounts.EndGrant(t.Context(), par.Program(), w.Key(), m.Officer.Person, m.Officer.Grants[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := w.Declare(t.Context(), w.Round.ID, m, w.YesNo()[0], 0); !par.Is(err, par.Unauthenticated) {
			t.Errorf("saved with a role that has ended: %v", err)
		}
	})
}
