package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the PostgreSQL driver

	"parindex/internal/par"
)

// Options says which database to open and with what clock and randomness.
type Options struct {
	Dir    string    // folder of the SQLite file; used when URL is empty
	URL    string    // postgres://… ; empty means SQLite in Dir
	Clock  par.Clock // the program's clock
	Random io.Reader
	Log    *slog.Logger

	// EngineClock lets PostgreSQL's own clock judge deadlines, for several
	// instances share it. SQLite has one writer and uses Clock.
	EngineClock bool
	// Readers is the number of reading connections; 0 means 4.
	Readers int
}

// DB is one open database.
type DB struct {
	dialect *dialect
	clock   par.Clock
	random  io.Reader
	log     *slog.Logger
	pool    *sql.DB // PostgreSQL: all connections; SQLite: readers
	writes  *sql.DB
	readers chan *conn
	queue   chan *change
	stopped chan struct{}
	lock    *os.File
	askTime bool
	memo    memo

	mu     sync.RWMutex // guards closed against a send on queue
	closed bool
	broken error // set once by the writer when a commit failed in the device
}

// Open opens the database, refuses what is not safe to run on, brings the
// schema up to date and starts the writer.
func Open(ctx context.Context, o Options) (*DB, error) {
	d, err := connect(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := d.start(ctx, o); err != nil {
		return nil, errors.Join(err, d.release())
	}
	return d, nil
}

func connect(ctx context.Context, o Options) (*DB, error) {
	d := &DB{
		dialect: &sqliteDialect, clock: o.Clock, random: o.Random, log: o.Log,
		queue: make(chan *change, maxQueue), stopped: make(chan struct{}),
	}
	readers := o.Readers
	if readers == 0 {
		readers = 4
	}
	d.readers = make(chan *conn, readers)
	if o.URL != "" {
		return d, d.connectPostgres(o, readers)
	}
	return d, d.connectSQLite(ctx, o.Dir, readers)
}

func (d *DB) connectPostgres(o Options, readers int) error {
	d.dialect = &postgresDialect
	d.askTime = o.EngineClock
	pool, err := sql.Open(d.dialect.driver, o.URL)
	if err != nil {
		return fmt.Errorf("the database address cannot be read: %w", hideSecret(err, o.URL))
	}
	pool.SetMaxOpenConns(readers + 2)
	pool.SetMaxIdleConns(readers + 2)
	d.pool, d.writes = pool, pool
	return nil
}

func (d *DB) connectSQLite(ctx context.Context, dir string, readers int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the data directory cannot be made: %w", err)
	}
	lock, err := lockDir(dir)
	if err != nil {
		return err
	}
	d.lock = lock
	file := filepath.Join(dir, "parindex.db")
	if d.writes, err = openSQLite(file, "_txlock=immediate", 1); err != nil {
		return errors.Join(err, d.release())
	}
	if err := checkDurability(ctx, d.writes); err != nil {
		return errors.Join(err, d.release())
	}
	if d.pool, err = openSQLite(file, "_pragma=query_only(1)", readers); err != nil {
		return errors.Join(err, d.release())
	}
	return nil
}

func openSQLite(file, extra string, conns int) (*sql.DB, error) {
	pragmas := []string{
		extra, "_pragma=busy_timeout(5000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)",
		"_pragma=foreign_keys(1)", "_pragma=cache_size(-16000)", "_pragma=trusted_schema(0)",
	}
	address := url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: strings.Join(pragmas, "&")}
	pool, err := sql.Open(sqliteDialect.driver, address.String())
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	return pool, nil
}

// checkDurability fails closed: a save is acknowledged only if it would
// survive a power cut, so that WAL and synchronous FULL are not negotiable.
func checkDurability(ctx context.Context, pool *sql.DB) error {
	var mode string
	var synchronous int
	if err := pool.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return fmt.Errorf("the database file cannot be opened: %w", err)
	}
	if err := pool.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return fmt.Errorf("the database file cannot be opened: %w", err)
	}
	if mode != "wal" || synchronous != 2 {
		return fmt.Errorf("the database would not survive a power cut: journal mode %q, synchronous %d; this file system may not be fit for SQLite", mode, synchronous)
	}
	return nil
}

func (d *DB) start(ctx context.Context, o Options) error {
	if err := d.migrate(ctx); err != nil {
		return err
	}
	writer, err := openConn(ctx, d.writes)
	if err != nil {
		return fmt.Errorf("open the writing connection: %w", hideSecret(err, o.URL))
	}
	for range cap(d.readers) {
		reader, err := openConn(ctx, d.pool)
		if err != nil {
			return fmt.Errorf("open a reading connection: %w", hideSecret(err, o.URL))
		}
		d.readers <- reader
	}
	go d.runWriter(writer)
	return nil
}

// Close waits until every accepted change is committed, then closes.
func (d *DB) Close() error {
	d.mu.Lock()
	already := d.closed
	d.closed = true
	if !already {
		close(d.queue)
	}
	d.mu.Unlock()
	if already {
		return nil
	}
	<-d.stopped
	d.awaitReaders()
	return d.release()
}

// awaitReaders waits until every reading transaction has ended.
func (d *DB) awaitReaders() {
	idle := make([]*conn, 0, cap(d.readers))
	for range cap(d.readers) {
		idle = append(idle, <-d.readers)
	}
	for _, c := range idle {
		d.readers <- c
	}
}

func (d *DB) release() error {
	var errs []error
	for range cap(d.readers) {
		select {
		case c := <-d.readers:
			errs = append(errs, c.close())
		default:
		}
	}
	for _, pool := range []*sql.DB{d.pool, d.writes} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	if d.lock != nil {
		errs = append(errs, d.lock.Close())
	}
	return errors.Join(errs...)
}

// Ping tells whether the database answers and can still be written to.
func (d *DB) Ping(ctx context.Context) error {
	d.mu.RLock()
	broken := d.broken
	d.mu.RUnlock()
	if broken != nil {
		return broken
	}
	return d.Read(ctx, func(tx *Tx) error {
		_, err := One(tx, Value[int64], "SELECT 1")
		return err
	})
}

// Engine names the engine: "sqlite" or "postgres".
func (d *DB) Engine() string { return d.dialect.name }

// hideSecret keeps the password of a database address out of messages.
func hideSecret(err error, address string) error {
	u, parseErr := url.Parse(address)
	if err == nil || parseErr != nil || u.User == nil {
		return err
	}
	secret, _ := u.User.Password()
	if secret == "" {
		return err
	}
	return errors.New(strings.ReplaceAll(err.Error(), secret, "…"))
}
