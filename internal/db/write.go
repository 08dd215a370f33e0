package db

import (
	"context"
	"fmt"
	"runtime/debug"

	"parindex/internal/par"
)

const (
	maxQueue = 1024 // changes that may wait for the writer
	maxBatch = 128  // changes that share one commit
)

// change is one function waiting for the writer.
type change struct {
	ctx       context.Context
	fn        func(*Tx) error
	unaudited bool // housekeeping: may change rows without an audit line
	result    error
	done      chan struct{}
}

// Write runs fn in a transaction that is durable before Write returns nil.
//
// fn may run more than once and must have no effect but on the transaction. A
// change without an audit line is refused and rolled back. Of an error whose
// key is error.unknown_outcome nobody knows whether the change was kept: ask
// again with the same idempotency key.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	return d.enqueue(&change{ctx: ctx, fn: fn, done: make(chan struct{})})
}

// Housekeep runs fn like Write but asks for no audit line. It is for what is
// no part of the record: sessions, leases of jobs, attempts at signing in.
func (d *DB) Housekeep(ctx context.Context, fn func(*Tx) error) error {
	return d.enqueue(&change{ctx: ctx, fn: fn, unaudited: true, done: make(chan struct{})})
}

func (d *DB) enqueue(c *change) error {
	d.mu.RLock()
	if d.closed || d.broken != nil {
		d.mu.RUnlock()
		return par.E(par.Unavailable, "error.stopping").Because(d.broken)
	}
	select {
	case d.queue <- c:
		d.mu.RUnlock()
	case <-c.ctx.Done():
		d.mu.RUnlock()
		return par.E(par.Unavailable, "error.unavailable").Because(c.ctx.Err())
	}
	<-c.done
	return c.result
}

// runWriter is the only writer of this process. Each change runs in a
// savepoint of its own; one commit makes the whole batch durable, and only
// then does anyone hear that his change was kept.
func (d *DB) runWriter(c *conn) {
	defer close(d.stopped)
	defer func() { _ = c.close() }()
	w := &writer{db: d, conn: c}
	for first := range d.queue {
		batch := d.gather(first)
		w.commitBatch(batch)
		for _, one := range batch {
			close(one.done)
		}
	}
}

func (d *DB) gather(first *change) []*change {
	batch := []*change{first}
	for len(batch) < maxBatch {
		select {
		case next, ok := <-d.queue:
			if !ok {
				return batch
			}
			batch = append(batch, next)
		default:
			return batch
		}
	}
	return batch
}

// writer holds what the writing goroutine remembers between batches.
type writer struct {
	db   *DB
	conn *conn
	head *chainHead // end of the audit chain; nil: to be read again
	last par.Time   // no transaction is accepted before this moment
}

const maxRetries = 10

func (w *writer) commitBatch(batch []*change) {
	for attempt := 0; ; attempt++ {
		err := w.try(batch)
		if err == nil {
			return
		}
		w.head = nil
		if w.db.dialect.retry(err) && attempt < maxRetries {
			continue
		}
		w.fail(batch, err)
		return
	}
}

// fail answers every change that had seemed to succeed: its outcome is unknown.
func (w *writer) fail(batch []*change, err error) {
	w.db.log.Error("commit failed", "err", err, "changes", len(batch))
	unknown := par.E(par.Unavailable, "error.unknown_outcome").Because(err)
	for _, c := range batch {
		if c.result == nil {
			c.result = unknown
		}
	}
	if w.db.dialect.fatalCommit(err) {
		w.db.mu.Lock()
		w.db.broken = fmt.Errorf("the storage failed while committing: %w", err)
		w.db.mu.Unlock()
	}
	w.reconnect()
}

// reconnect replaces a connection that no longer answers; it keeps a sound one.
func (w *writer) reconnect() {
	ctx := context.Background()
	if w.conn.run(ctx, "SELECT 1") == nil {
		return
	}
	_ = w.conn.close()
	if fresh, err := openConn(ctx, w.db.writes); err == nil {
		w.conn = fresh
	}
}

func (w *writer) try(batch []*change) error {
	ctx := context.Background()
	if err := w.conn.run(ctx, w.db.dialect.beginWrite...); err != nil {
		_ = w.conn.run(ctx, "ROLLBACK")
		return err
	}
	if err := w.runAll(batch); err != nil {
		_ = w.conn.run(ctx, "ROLLBACK")
		return err
	}
	if err := w.conn.run(ctx, "COMMIT"); err != nil {
		_ = w.conn.run(ctx, "ROLLBACK")
		return err
	}
	return nil
}

func (w *writer) runAll(batch []*change) error {
	if w.head == nil || w.db.dialect == &postgresDialect {
		head, err := w.readHead()
		if err != nil {
			return err
		}
		w.head = head
		w.last = max(w.last, head.at)
	}
	for _, c := range batch {
		if err := w.runOne(c); err != nil {
			return err
		}
	}
	return nil
}

// runOne runs one change in its savepoint. Its own error is the change's
// result; the error returned here concerns the whole batch.
func (w *writer) runOne(c *change) error {
	c.result = nil
	if err := c.ctx.Err(); err != nil {
		c.result = par.E(par.Unavailable, "error.unavailable").Because(err)
		return nil
	}
	ctx := context.Background()
	if err := w.conn.run(ctx, "SAVEPOINT one"); err != nil {
		return err
	}
	now, err := w.now(ctx)
	if err != nil {
		return err
	}
	head := *w.head
	tx := &Tx{ctx: context.WithoutCancel(c.ctx), conn: w.conn, db: w.db, now: now, write: true, head: &head}
	c.result = tx.run(c)
	if c.result != nil {
		if w.db.dialect.retry(c.result) {
			return c.result
		}
		return w.conn.run(ctx, "ROLLBACK TO SAVEPOINT one", "RELEASE SAVEPOINT one")
	}
	*w.head, w.last = head, now
	return w.conn.run(ctx, "RELEASE SAVEPOINT one")
}

func (w *writer) now(ctx context.Context) (par.Time, error) {
	now := par.Time(0)
	if w.db.askTime {
		if err := w.conn.raw.QueryRowContext(ctx, w.db.dialect.clock).Scan(&now); err != nil {
			return 0, err
		}
	} else {
		now = w.db.clock.Now()
	}
	return max(now, w.last), nil
}

func (tx *Tx) run(c *change) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a transaction: %v\n%s", p, debug.Stack())
		}
	}()
	if err := c.fn(tx); err != nil {
		return err
	}
	if tx.changed && !tx.audited && !c.unaudited {
		return par.E(par.Internal, "error.internal").Because(errNoAudit)
	}
	return nil
}
