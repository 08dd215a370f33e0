package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Inspection is what can be said of a database without changing it.
type Inspection struct {
	Engine string
	Exists bool  // false: nothing is there yet
	Schema int64 // of the database
	Known  int64 // of this program
}

// KnownSchema is the schema that this program brings a database to.
func KnownSchema() int64 {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		panic("db: no migrations")
	}
	var n int64
	if _, err := fmt.Sscanf(filepath.Base(names[len(names)-1]), "%d_", &n); err != nil {
		panic("db: a migration without a number: " + names[len(names)-1])
	}
	return n
}

// Inspect looks at a database without changing or locking it.
func Inspect(ctx context.Context, o Options) (Inspection, error) {
	found := Inspection{Engine: postgresDialect.name, Known: KnownSchema()}
	driver, address := postgresDialect.driver, o.URL
	if o.URL == "" {
		file := filepath.Join(o.Dir, "parindex.db")
		found.Engine, driver = sqliteDialect.name, sqliteDialect.driver
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return found, nil
		}
		address = "file:" + (&url.URL{Path: file}).EscapedPath() + "?mode=ro&_pragma=busy_timeout(5000)"
	}
	pool, err := sql.Open(driver, address)
	if err != nil {
		return found, fmt.Errorf("the database address cannot be read: %w", hideSecret(err, o.URL))
	}
	defer pool.Close()
	if err := pool.PingContext(ctx); err != nil {
		return found, fmt.Errorf("the database cannot be opened: %w", hideSecret(err, o.URL))
	}
	err = pool.QueryRowContext(ctx, selectSchema).Scan(&found.Schema)
	switch {
	case err == nil:
		found.Exists = true
	case !strings.Contains(err.Error(), "goose_db_version"):
		return found, fmt.Errorf("the database cannot be read: %w", hideSecret(err, o.URL))
	}
	if found.Schema > found.Known {
		return found, tooNew(found.Schema, found.Known)
	}
	return found, nil
}

func tooNew(at, known int64) error {
	return fmt.Errorf("the database is of schema %d, newer than this program (%d); use a newer parindex", at, known)
}
