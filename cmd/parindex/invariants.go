package main

import (
	"fmt"
	"strings"

	"parindex/internal/invariant"
)

type invariantsCmd struct{ storage }

// Run checks all invariants, says of each what was found, and fails if one does not hold.
func (c *invariantsCmd) Run(p *program) error {
	return p.within(c.flags(), func(h *house) error {
		outcomes, err := invariant.Check(p.ctx, h.db, h.files)
		if err != nil {
			return err
		}
		broken := 0
		for _, o := range outcomes {
			if !o.Holds() {
				broken++
			}
			if err := p.say("%-4s %s: %s", o.Name, o.Text, verdict(o)); err != nil {
				return err
			}
		}
		if broken > 0 {
			return fmt.Errorf("%d of %d invariants do not hold", broken, len(outcomes))
		}
		return nil
	})
}

// verdict says what was found, a fault in each line.
func verdict(o invariant.Outcome) string {
	if o.Holds() {
		return fmt.Sprintf("holds, %d checked", o.Checked)
	}
	text := "BROKEN\n       " + strings.Join(o.Faults, "\n       ")
	if o.More > 0 {
		text += fmt.Sprintf("\n       and %d more", o.More)
	}
	return text
}
