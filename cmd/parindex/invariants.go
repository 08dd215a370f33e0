package main

import (
	"context"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/publication"
)

type invariantsCmd struct{ storage }

// invariant is one thing that must always hold, with the number by which the
// documents call it. Its check returns how many things it looked at, or what
// breaks it.
type invariant struct {
	name  string
	text  string
	check func(ctx context.Context, h *house) (int64, error)
}

var invariants = []invariant{
	{"I6", "every file of evidence is stored whole and unchanged", func(ctx context.Context, h *house) (int64, error) { return h.checkFiles(ctx) }},
	{"I7", "every published result follows again from its bundle", onRows(publication.VerifyAll)},
	{"I12", "the audit chain follows from its beginning", onRows(db.VerifyAudit)},
}

func onRows(check func(*db.Tx) (int64, error)) func(context.Context, *house) (int64, error) {
	return func(ctx context.Context, h *house) (int64, error) { return h.checkRows(ctx, check) }
}

// Run checks all invariants, says of each what was found, and fails if one does not hold.
func (c *invariantsCmd) Run(p *program) error {
	return p.within(c.flags(), func(h *house) error {
		broken := 0
		for _, one := range invariants {
			n, err := one.check(p.ctx, h)
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
