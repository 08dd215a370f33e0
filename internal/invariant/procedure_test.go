package invariant_test

import (
	"math/rand"
	"os"
	"slices"
	"strconv"
	"testing"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/invariant"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

// TestRandomRounds plays rounds in which random people try random things on a
// fake clock: thousands of acts. After each the database is what the model
// says, and the invariants hold. Of four rounds two begin with self-scoring,
// one with the explanation and one before the council.
// PARINDEX_WALKS asks for more rounds than a usual run plays. A failure names
// the seed; the same seed plays the same round.
func TestRandomRounds(t *testing.T) {
	walks := 24
	if n, err := strconv.Atoi(os.Getenv("PARINDEX_WALKS")); err == nil {
		walks = n
	}
	done := playAtRandom(t, walks, testkit.SQLite)
	for _, act := range []string{
		"declare", "hand over", "submit", "extend", "take back time", "appraise in appraisal1", "explain", "sign the explanation", "appraise in appraisal2",
		"move to appraisal1", "move to explanation", "move to appraisal2", "move to council",
		"find a dispute", "propose", "call the roll", "vote", "change the proposal", "withdraw the item", "decide", "close the session", "carry over",
		"begin a thread", "answer", "settle", "begin to enter", "enter", "hand in for the unit",
	} {
		if done[act] == 0 {
			t.Errorf("nobody ever came to: %s", act)
		}
	}
	t.Logf("carried out: %v", done)
}

// TestRandomRoundsOnPostgres plays a few of them on the other engine.
func TestRandomRoundsOnPostgres(t *testing.T) { playAtRandom(t, 4, testkit.Postgres) }

func playAtRandom(t *testing.T, walks int, open func(testing.TB, *testkit.Clock) *db.DB) map[string]int {
	t.Helper()
	done := map[string]int{}
	for seed := range walks {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			clock := testkit.NewClock()
			m := newMachine(t, open(t, clock), clock)
			d := &dice{t, rand.New(rand.NewSource(int64(seed)))}
			switch seed % 4 {
			case 1:
				m.hurry(d, par.Explanation)
			case 3:
				m.hurry(d, par.Council)
				m.convene(d)
			}
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

// The program cannot be made to take an explanation after its signature, so
// that the signature is taken away behind its back.
func TestAnExplanationAfterItsSignatureIsSeen(t *testing.T) {
	clock := testkit.NewClock()
	m := newMachine(t, testkit.SQLite(t, clock), clock)
	d := &dice{t, rand.New(rand.NewSource(1))}
	m.hurry(d, par.Explanation)
	i := slices.IndexFunc(m.units, func(u *entity) bool { return u.cut("1.1") })
	u := m.units[i]
	note := "đã có văn bản bổ sung"
	explain := func(version int64) {
		_, err := m.says.ExplainScore(t.Context(), u.Officer.Actor, u.Dossier, dossier.Change{Leaf: "1.1", Version: version, Note: &note}, m.w.Key())
		must(t, err)
	}
	explain(0)
	must(t, m.says.SubmitExplanation(t.Context(), u.Leader.Actor, u.Dossier, m.dossierVersion(d, u), m.w.Key()))
	p := &played{World: m.w, files: m.files}
	p.sql(t, `UPDATE dossier SET state = 'explaining' WHERE id = $1`, u.Dossier)
	explain(1)
	outcomes, err := invariant.Check(t.Context(), m.w.DB, m.files)
	must(t, err)
	for _, o := range outcomes {
		if o.Holds() == (o.Name == "I4") {
			t.Errorf("%s: %v", o.Name, o.Faults)
		}
	}
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
