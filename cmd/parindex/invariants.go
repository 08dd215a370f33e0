package main

import (
	"fmt"

	"parindex/internal/db"
	"parindex/internal/publication"
)

type invariantsCmd struct{ storage }

// invariant is one thing that must always hold. Its check returns how many
// things it looked at, or the first that breaks it.
type invariant struct {
	name  string
	text  string
	check func(tx *db.Tx) (int64, error)
}

var invariants = []invariant{
	{"I7", "every publication follows again from its bundles, byte for byte", publication.VerifyAll},
	{"I12", "the audit chain follows from its beginning", db.VerifyAudit},
}

// Run checks all invariants, says of each what was found, and fails if one does not hold.
func (c *invariantsCmd) Run(p *program) error {
	return p.within(c.flags(), func(h *house) error {
		broken := 0
		for _, one := range invariants {
			n, err := int64(0), error(nil)
			readErr := h.db.Read(p.ctx, func(tx *db.Tx) error {
				n, err = one.check(tx)
				return nil
			})
			if readErr != nil {
				return readErr
			}
			verdict := fmt.Sprintf("holds, %d checked", n)
			if err != nil {
				verdict = "BROKEN: " + err.Error()
				broken++
			}
			if err := p.say("%-4s %s: %s", one.name, one.text, verdict); err != nil {
				return err
			}
		}
		if broken > 0 {
			return fmt.Errorf("%d of %d invariants do not hold", broken, len(invariants))
		}
		return nil
	})
}
