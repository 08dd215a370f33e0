package db

import (
	"context"

	"parindex/internal/par"
)

// Read runs fn in a transaction that sees one state of the database and can
// change nothing.
func (d *DB) Read(ctx context.Context, fn func(*Tx) error) error {
	c, err := d.borrow(ctx)
	if err != nil {
		return err
	}
	if err := c.run(ctx, d.dialect.beginRead); err != nil {
		d.giveBack(c, true)
		return d.fail(d.dialect.beginRead, err)
	}
	sound := false
	defer func() { d.giveBack(c, !sound) }()
	tx := &Tx{ctx: ctx, conn: c, db: d, now: d.clock.Now()}
	result := fn(tx)
	sound = c.run(context.WithoutCancel(ctx), "ROLLBACK") == nil
	return result
}

func (d *DB) borrow(ctx context.Context) (*conn, error) {
	select {
	case c := <-d.readers:
		return c, nil
	case <-ctx.Done():
		return nil, par.E(par.Unavailable, "error.unavailable").Because(ctx.Err())
	}
}

// giveBack returns a connection to the readers; a damaged one is replaced.
func (d *DB) giveBack(c *conn, damaged bool) {
	if damaged {
		_ = c.close()
		fresh, err := openConn(context.Background(), d.pool)
		if err == nil {
			c = fresh
		}
	}
	d.readers <- c
}
