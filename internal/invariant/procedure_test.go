package invariant_test

import (
	"math/rand"
	"os"
	"strconv"
	"testing"

	"parindex/internal/db"
	"parindex/internal/testkit"
)

// TestRandomRounds plays rounds in which random people try random things on a
// fake clock: thousands of acts. After each the database is what the model
// says, and the invariants hold. PARINDEX_WALKS asks for more rounds than a
// usual run plays. A failure names the seed; the same seed plays the same round.
func TestRandomRounds(t *testing.T) {
	walks := 40
	if n, err := strconv.Atoi(os.Getenv("PARINDEX_WALKS")); err == nil {
		walks = n
	}
	done := playAtRandom(t, walks, testkit.SQLite)
	for _, act := range []string{
		"declare", "hand over", "submit", "extend", "take back time", "appraise in appraisal1", "explain", "sign the explanation", "appraise in appraisal2",
		"move to appraisal1", "move to explanation", "move to appraisal2", "move to council",
	} {
		if done[act] == 0 {
			t.Errorf("nobody ever came to: %s", act)
		}
	}
	t.Logf("carried out: %v", done)
}

// TestRandomRoundsOnPostgres plays a few of them on the other engine.
func TestRandomRoundsOnPostgres(t *testing.T) { playAtRandom(t, 2, testkit.Postgres) }

func playAtRandom(t *testing.T, walks int, open func(testing.TB, *testkit.Clock) *db.DB) map[string]int {
	t.Helper()
	done := map[string]int{}
	for seed := range walks {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			clock := testkit.NewClock()
			m := newMachine(t, open(t, clock), clock)
			d := &dice{t, rand.New(rand.NewSource(int64(seed)))}
			for range 200 {
				m.step(d)
				m.check(d)
			}
			for act, n := range m.done {
				done[act] += n
			}
		})
	}
	return done
}

// dice decide what happens next.
type dice struct {
	*testing.T
	source *rand.Rand
}

// between draws a number from least to most.
func (d *dice) between(least, most int) int { return least + d.source.Intn(most-least+1) }

// one draws one of several.
func one[T any](d *dice, all []T) T { return all[d.source.Intn(len(all))] }

// step lets somebody try one of the acts.
func (m *machine) step(d *dice) {
	var choice []act
	for _, a := range m.acts() {
		for range a.weight {
			choice = append(choice, a)
		}
	}
	one(d, choice).do(d)
}
