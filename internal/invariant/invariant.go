// Package invariant checks what must always hold of the stored data, whatever
// the program did before: it trusts no capability and reads their tables by
// itself, which nothing else outside a capability may do. It changes nothing.
//
// Start with Check. Rules that a query can tell are rows of queries.go;
// events.go judges each score event, replay.go holds the events against the
// audit chain.
package invariant

import (
	"context"
	"fmt"
	"slices"

	"parindex/internal/blob"
	"parindex/internal/db"
	"parindex/internal/evidence"
	"parindex/internal/publication"
)

// maxFaults is how many faults of one invariant are told in words.
const maxFaults = 20

// Outcome is what was found about one invariant.
type Outcome struct {
	Name    string // I2
	Text    string // what must hold
	Checked int64  // how many things were looked at
	Faults  []string
	More    int // faults beyond those told
}

// Holds tells whether nothing was found against it.
func (o Outcome) Holds() bool { return len(o.Faults) == 0 }

// texts names the invariants in their order. I1 needs the outside world: what
// was acknowledged; the test that kills the program checks it.
var texts = []struct{ name, text string }{
	{"I2", "each present score is the last of its events, and no event is missing"},
	{"I3", "whoever changed a score held the role for it at that moment"},
	{"I4", "nothing changed after its deadline, out of its stage, after the leader had signed, or outside a session of the council"},
	{"I5", "nobody judged a unit in whose name he acts, nor voted on it"},
	{"I6", "every stored file is there, and it and every served notice is what it was"},
	{"I7", "every publication follows again from what it froze"},
	{"I8", "every publication is whole and was released by another person than the one who decided"},
	{"I12", "the audit chain follows from its beginning, and every score event has its line"},
}

// Check checks every invariant, all but the files on one state of the
// database. The error says that checking itself failed.
func Check(ctx context.Context, d *db.DB, files *blob.Store) ([]Outcome, error) {
	var r report
	err := d.Read(ctx, func(tx *db.Tx) error {
		r = newReport()
		for _, check := range []func(*db.Tx, *report) error{checkQueries, checkEvents, checkReplay, checkServed, checkChain, checkPublications} {
			if err := check(tx, &r); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r.outcomes, checkFiles(ctx, d, files, &r)
}

// report gathers the outcomes.
type report struct{ outcomes []Outcome }

func newReport() report {
	var r report
	for _, t := range texts {
		r.outcomes = append(r.outcomes, Outcome{Name: t.name, Text: t.text})
	}
	return r
}

func (r *report) of(name string) *Outcome {
	i := slices.IndexFunc(r.outcomes, func(o Outcome) bool { return o.Name == name })
	return &r.outcomes[i]
}

func (r *report) checked(name string, n int64) { r.of(name).Checked += n }

func (r *report) fault(name, format string, args ...any) {
	o := r.of(name)
	if len(o.Faults) == maxFaults {
		o.More++
		return
	}
	o.Faults = append(o.Faults, fmt.Sprintf(format, args...))
}

func checkChain(tx *db.Tx, r *report) error {
	n, err := db.VerifyAudit(tx)
	r.checked("I12", n)
	if err != nil {
		r.fault("I12", "%v", err)
	}
	return nil
}

func checkPublications(tx *db.Tx, r *report) error {
	all, err := publication.List(tx)
	if err != nil {
		return err
	}
	for _, p := range all {
		if err := publication.Verify(tx, p.ID); err != nil {
			r.fault("I7", "%v", err)
		}
	}
	r.checked("I7", int64(len(all)))
	r.checked("I8", int64(len(all)))
	return nil
}

func checkFiles(ctx context.Context, d *db.DB, files *blob.Store, r *report) error {
	n, err := evidence.VerifyFiles(ctx, d, files, func(hash string, err error) { r.fault("I6", "file %s: %v", hash, err) })
	r.checked("I6", int64(n))
	return err
}
