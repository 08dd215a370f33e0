package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"testing/fstest"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema returns the migrations of an engine as one text, for review.
func Schema(engine string) (string, error) {
	d := &sqliteDialect
	if engine == postgresDialect.name {
		d = &postgresDialect
	}
	files, err := d.migrations()
	if err != nil {
		return "", err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return "", err
	}
	text := ""
	for _, name := range names {
		text += string(files[name].Data)
	}
	return text, nil
}

func (d *dialect) migrations() (fstest.MapFS, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	for _, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[name[len("migrations/"):]] = &fstest.MapFile{Data: []byte(d.migration(string(text)))}
	}
	return files, nil
}

func (d *DB) provider() (*goose.Provider, error) {
	files, err := d.dialect.migrations()
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if d.dialect == &postgresDialect {
		dialect = goose.DialectPostgres
	}
	return goose.NewProvider(dialect, d.writes, files)
}

// migrate brings the schema forward; it refuses a database that is newer than
// the program.
func (d *DB) migrate(ctx context.Context) error {
	p, err := d.provider()
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	at, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("the database cannot be opened: %w", err)
	}
	if known := KnownSchema(); at > known {
		return tooNew(at, known)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("upgrade the database from schema %d: %w", at, err)
	}
	return nil
}

const selectSchema = `
SELECT MAX(version_id)
FROM goose_db_version`

// CheckSchema tells whether the open database still has the schema of this
// program: another instance may have moved it forward.
func (d *DB) CheckSchema(ctx context.Context) error {
	return d.Read(ctx, func(tx *Tx) error {
		at, err := One(tx, Value[int64], selectSchema)
		if err != nil {
			return err
		}
		if known := KnownSchema(); at != known {
			return fmt.Errorf("the database is of schema %d, this program of %d", at, known)
		}
		return nil
	})
}
