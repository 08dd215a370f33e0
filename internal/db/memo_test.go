package db_test

import (
	"context"
	"testing"

	"parindex/internal/db"
	"parindex/internal/testkit"
)

func TestMemoReadsEachVersionOnceAndNothingUncommitted(t *testing.T) {
	d := testkit.SQLite(t, testkit.NewClock())
	read := 0
	ask := func(tx *db.Tx, version int64) int {
		value, err := db.Memo(tx, "thing", "a", version, func() (int, error) {
			read++
			return int(version) * 10, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	in := func(run func(context.Context, func(*db.Tx) error) error, version int64) int {
		got := 0
		if err := run(context.Background(), func(tx *db.Tx) error { got = ask(tx, version); return nil }); err != nil {
			t.Fatal(err)
		}
		return got
	}
	for _, c := range []struct {
		name    string
		run     func(context.Context, func(*db.Tx) error) error
		version int64
		reads   int
	}{
		{"a writer reads for itself", d.Write, 1, 1},
		{"and keeps nothing", d.Read, 1, 2},
		{"a reader's is kept", d.Read, 1, 2},
		{"also for writers", d.Write, 1, 2},
		{"another version is read anew", d.Read, 2, 3},
		{"and takes the place of the older", d.Read, 1, 4},
	} {
		if got := in(c.run, c.version); got != int(c.version)*10 || read != c.reads {
			t.Errorf("%s: %d after %d reads, want %d after %d", c.name, got, read, c.version*10, c.reads)
		}
	}
}
