package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"parindex/internal/db"
)

// PostgresVariable names the variable that holds the address of a PostgreSQL
// server on which tests may create databases. `make test` starts one and sets it.
const PostgresVariable = "PARINDEX_TEST_POSTGRES"

// OnBothEngines runs the test on SQLite and, where a server is given, on
// PostgreSQL, each with a database of its own.
func OnBothEngines(t *testing.T, test func(t *testing.T, d *db.DB, clock *Clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		clock := NewClock()
		test(t, SQLite(t, clock), clock)
	})
	t.Run("postgres", func(t *testing.T) {
		clock := NewClock()
		test(t, Postgres(t, clock), clock)
	})
}

// SQLite opens a fresh migrated SQLite database that ends with the test.
func SQLite(t testing.TB, clock *Clock) *db.DB {
	t.Helper()
	dir := t.TempDir()
	copyFile(t, migratedFile(t), filepath.Join(dir, "parindex.db"))
	return open(t, db.Options{Dir: dir, Clock: clock, Random: Random(1)})
}

// Postgres opens a fresh migrated PostgreSQL database, and skips the test with
// its reason where no server is given.
func Postgres(t testing.TB, clock *Clock) *db.DB {
	t.Helper()
	return open(t, db.Options{URL: PostgresURL(t), Clock: clock, Random: Random(1)})
}

// PostgresURL creates a fresh migrated PostgreSQL database and returns its address.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresVariable)
	if server == "" {
		t.Skipf("skipped: no PostgreSQL to test on, install Debian's postgresql and run make test, or set %s", PostgresVariable)
	}
	template := postgresTemplate(t, server)
	name := fmt.Sprintf("parindex_test_%d_%d", os.Getpid(), serial.Add(1))
	admin(t, server, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template))
	t.Cleanup(func() { admin(t, server, fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)) })
	return databaseURL(t, server, name)
}

var (
	serial       atomic.Int64
	fileOnce     sync.Once
	file         string
	templateOnce sync.Once
	templateName string
)

// migratedFile makes the file that every SQLite test copies, once for a run.
func migratedFile(t testing.TB) string {
	fileOnce.Do(func() {
		dir, err := os.MkdirTemp("", "parindex-test-")
		if err != nil {
			t.Fatal(err)
		}
		closeNow(t, openNow(t, db.Options{Dir: dir, Clock: NewClock(), Random: Random(1), Log: Quiet()}))
		file = filepath.Join(dir, "parindex.db")
	})
	return file
}

func postgresTemplate(t testing.TB, server string) string {
	templateOnce.Do(func() {
		name := fmt.Sprintf("parindex_template_%d", os.Getpid())
		admin(t, server, "CREATE DATABASE "+name)
		closeNow(t, openNow(t, db.Options{URL: databaseURL(t, server, name), Clock: NewClock(), Random: Random(1), Log: Quiet()}))
		templateName = name
	})
	return templateName
}

func databaseURL(t testing.TB, server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	return u.String()
}

func admin(t testing.TB, server, statement string) {
	t.Helper()
	pool, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := pool.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func open(t testing.TB, o db.Options) *db.DB {
	t.Helper()
	o.Log = Quiet()
	d := openNow(t, o)
	t.Cleanup(func() { closeNow(t, d) })
	return d
}

func openNow(t testing.TB, o db.Options) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), o)
	if err != nil {
		t.Fatalf("open database: %v", err)
	}
	return d
}

func closeNow(t testing.TB, d *db.DB) {
	if err := d.Close(); err != nil {
		t.Errorf("close database: %v", err)
	}
}

// Quiet is a log that nobody reads.
func Quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Lines splits a text for comparisons line by line.
func Lines(text string) []string { return strings.Split(strings.TrimRight(text, "\n"), "\n") }
