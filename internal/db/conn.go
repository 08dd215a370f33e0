package db

import (
	"context"
	"database/sql"
	"errors"
)

// conn is one connection with its prepared statements. It is used by one
// goroutine at a time.
type conn struct {
	raw   *sql.Conn
	stmts map[string]*sql.Stmt
}

// maxStatements bounds the statements kept by one connection. Queries are
// constants but for IN lists, so that the bound is rarely met.
const maxStatements = 500

func openConn(ctx context.Context, pool *sql.DB) (*conn, error) {
	raw, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{raw: raw, stmts: map[string]*sql.Stmt{}}, nil
}

func (c *conn) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := c.stmts[query]; ok {
		return stmt, nil
	}
	if len(c.stmts) >= maxStatements {
		c.forget()
	}
	stmt, err := c.raw.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.stmts[query] = stmt
	return stmt, nil
}

// run executes a statement of transaction control.
func (c *conn) run(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		stmt, err := c.prepare(ctx, s)
		if err != nil {
			return err
		}
		if _, err := stmt.ExecContext(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) forget() {
	for _, stmt := range c.stmts {
		_ = stmt.Close() // the connection outlives it
	}
	clear(c.stmts)
}

func (c *conn) close() error {
	c.forget()
	return errors.Join(c.raw.Close())
}
