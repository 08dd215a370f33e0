package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"parindex/internal/par"
	"parindex/internal/policy"
)

// Tx is one transaction, and the only thing that can run SQL. It is not safe
// for use by several goroutines and must not outlive the function it was given to.
type Tx struct {
	ctx     context.Context
	conn    *conn
	db      *DB
	now     par.Time
	write   bool
	changed bool
	audited bool
	head    *chainHead
}

// Context returns the context of the request that the transaction serves.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Now returns the moment at which the transaction accepts what it does. It is
// read once for each transaction and never runs backwards.
func (tx *Tx) Now() par.Time { return tx.now }

// NewID makes a new id.
func (tx *Tx) NewID() par.ID { return par.NewID(tx.now, tx.db.random) }

// Check asks the policy table, at the transaction's own time.
func (tx *Tx) Check(actor par.Actor, action policy.Action, resource policy.Resource) (policy.Permit, error) {
	policy.Note(tx.ctx, action)
	return policy.Check(actor, action, resource, tx.now)
}

// Query runs a SELECT. The caller closes the rows; prefer List and One. It
// takes nothing else: what changes rows goes through Exec, which counts it.
func (tx *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	if !strings.HasPrefix(strings.TrimSpace(query), "SELECT") {
		return nil, fmt.Errorf("db: a query that is no SELECT: %s", firstLine(query))
	}
	stmt, err := tx.conn.prepare(tx.ctx, query)
	if err != nil {
		return nil, tx.db.fail(query, err)
	}
	rows, err := stmt.QueryContext(tx.ctx, args...)
	if err != nil {
		return nil, tx.db.fail(query, err)
	}
	return rows, nil
}

// Exec runs a statement that changes rows and returns how many it changed.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	if !tx.write {
		return 0, fmt.Errorf("db: change in a reading transaction: %s", firstLine(query))
	}
	tx.changed = true
	stmt, err := tx.conn.prepare(tx.ctx, query)
	if err != nil {
		return 0, tx.db.fail(query, err)
	}
	done, err := stmt.ExecContext(tx.ctx, args...)
	if err != nil {
		return 0, tx.db.fail(query, err)
	}
	n, err := done.RowsAffected()
	if err != nil {
		return 0, tx.db.fail(query, err)
	}
	return n, nil
}

// Scanner is a row to be scanned: *sql.Row and *sql.Rows.
type Scanner interface{ Scan(dest ...any) error }

// List runs a SELECT and scans every row with scan.
func List[T any](tx *Tx, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, tx.db.fail(query, err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, tx.db.fail(query, err)
	}
	return all, nil
}

// One runs a SELECT that yields at most one row; none is a not_found error.
func One[T any](tx *Tx, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	var zero T
	all, err := List(tx, scan, query, args...)
	if err != nil {
		return zero, err
	}
	if len(all) == 0 {
		return zero, par.E(par.NotFound, "error.not_found")
	}
	return all[0], nil
}

// Value scans a single column, for counts and sums.
func Value[T any](row Scanner) (T, error) {
	var v T
	err := row.Scan(&v)
	return v, err
}

// In writes the placeholders "$n,$n+1,…" of an IN list and appends its values
// to args. An empty list matches nothing.
func In[T any](args []any, values []T) (string, []any) {
	if len(values) == 0 {
		return "NULL", args
	}
	marks := make([]string, len(values))
	for i, v := range values {
		args = append(args, v)
		marks[i] = fmt.Sprintf("$%d", len(args))
	}
	return strings.Join(marks, ","), args
}

func (d *DB) fail(query string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return par.E(par.Unavailable, "error.unavailable").Because(err)
	}
	return fmt.Errorf("db: %s: %w", firstLine(query), d.dialect.classify(err))
}

func firstLine(query string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(query), "\n")
	return line
}
