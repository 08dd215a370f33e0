package db

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	sqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"parindex/internal/par"
)

// dialect holds the few places in which the engines differ.
type dialect struct {
	name        string
	driver      string
	beginWrite  []string // opens the one write transaction of a batch
	beginRead   string
	clock       string // asks the engine for the time in microseconds; empty: the program's clock
	types       *strings.Replacer
	appendOnly  string // makes a table refuse UPDATE and DELETE; %[1]s is the table
	search      string // makes an index of words; %[1]s is its name
	match       string // holds where the index %[1]s has the words %[3]s in its column %[2]s
	words       func(column string, words []string) string
	classify    func(error) error
	retry       func(error) bool
	fatalCommit func(error) bool
}

var sqliteDialect = dialect{
	name: "sqlite", driver: "sqlite",
	beginWrite: []string{"BEGIN IMMEDIATE"},
	beginRead:  "BEGIN",
	types:      strings.NewReplacer("BIGINT", "INTEGER", "BOOLEAN", "INTEGER", "BYTEA", "BLOB"),
	appendOnly: `-- +goose StatementBegin
CREATE TRIGGER %[1]s_no_update BEFORE UPDATE ON %[1]s BEGIN SELECT RAISE(ABORT, '%[1]s is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER %[1]s_no_delete BEFORE DELETE ON %[1]s BEGIN SELECT RAISE(ABORT, '%[1]s is append-only'); END;
-- +goose StatementEnd`,
	search: `CREATE VIRTUAL TABLE %[1]s USING fts5 (
  meta_exact, meta, body_exact, body,
  content = '', contentless_delete = 1, detail = 'column', prefix = '2 3', tokenize = "ascii"
);`,
	match:    "%[1]s MATCH %[3]s",
	words:    wordsSQLite,
	classify: classifySQLite,
	retry:    func(error) bool { return false },
	fatalCommit: func(err error) bool {
		var e *sqlite.Error
		return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_IOERR
	},
}

// LOCK TABLE comes before the first snapshot of the transaction, so that
// writers of several instances queue up instead of failing against each other.
var postgresDialect = dialect{
	name: "postgres", driver: "pgx",
	beginWrite: []string{"BEGIN ISOLATION LEVEL SERIALIZABLE", "LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"},
	beginRead:  "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
	clock:      "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)",
	types:      strings.NewReplacer(") STRICT;", ");"),
	appendOnly: `-- +goose StatementBegin
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$body$ BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $body$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER %[1]s_append_only BEFORE UPDATE OR DELETE ON %[1]s FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- +goose StatementEnd`,
	search: `CREATE TABLE %[1]s (
  rowid      BIGINT PRIMARY KEY,
  meta_exact tsvector NOT NULL,
  meta       tsvector NOT NULL,
  body_exact tsvector NOT NULL,
  body       tsvector NOT NULL
) WITH (toast_tuple_target = 128);
CREATE INDEX %[1]s_meta_exact ON %[1]s USING GIN (meta_exact);
CREATE INDEX %[1]s_meta ON %[1]s USING GIN (meta);
CREATE INDEX %[1]s_body_exact ON %[1]s USING GIN (body_exact);
CREATE INDEX %[1]s_body ON %[1]s USING GIN (body);`,
	match:    "%[1]s.%[2]s @@ CAST(%[3]s AS tsquery)",
	words:    wordsPostgres,
	classify: classifyPostgres,
	retry: func(err error) bool {
		var e *pgconn.PgError
		return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01")
	},
	fatalCommit: func(error) bool { return false },
}

var (
	appendOnlyMark = regexp.MustCompile(`(?m)^-- \+append_only (\w+)$`)
	searchMark     = regexp.MustCompile(`(?m)^-- \+search (\w+)$`)
)

// migration turns the common text of a migration into the engine's own.
func (d *dialect) migration(text string) string {
	return written(searchMark, d.search, written(appendOnlyMark, d.appendOnly, d.types.Replace(text)))
}

// written writes SQL for each mark, whose word is the name in it.
func written(mark *regexp.Regexp, sql, text string) string {
	return mark.ReplaceAllStringFunc(text, func(line string) string {
		return fmt.Sprintf(sql, mark.FindStringSubmatch(line)[1])
	})
}

func classifySQLite(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return par.E(par.Conflict, "error.taken", "constraint", e.Error()).Because(err)
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return par.E(par.Conflict, "error.in_use", "constraint", e.Error()).Because(err)
	case sqlite3.SQLITE_FULL:
		return par.E(par.Unavailable, "error.disk_full").Because(err)
	}
	return err
}

func classifyPostgres(err error) error {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case "23505":
		return par.E(par.Conflict, "error.taken", "constraint", e.ConstraintName).Because(err)
	case "23503":
		return par.E(par.Conflict, "error.in_use", "constraint", e.ConstraintName).Because(err)
	case "53100":
		return par.E(par.Unavailable, "error.disk_full").Because(err)
	}
	return err
}
