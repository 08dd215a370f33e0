package main

import "parindex/internal/db"

type migrateCmd struct{ storage }

// Run opens the data, which brings the schema forward, and closes it.
func (c *migrateCmd) Run(p *program) error {
	return p.within(c.flags(), func(h *house) error {
		if err := h.db.CheckSchema(p.ctx); err != nil {
			return err
		}
		return p.say("the %s database is at schema %d", h.db.Engine(), db.KnownSchema())
	})
}
