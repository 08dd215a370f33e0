package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/testkit"
)

var standing = par.Actor{Person: "tuan", Grants: []par.Grant{{Role: par.Standing}}}

const insertUnit = `
INSERT INTO unit (id, code, name, short_name, level, folded, active, created_at, version)
VALUES ($1, $2, $2, $2, 'department', $2, TRUE, $3, 1)`

func addUnit(tx *db.Tx, code string) error {
	permit, err := tx.Check(standing, policy.ManageUnit, policy.Resource{})
	if err != nil {
		return err
	}
	id := tx.NewID()
	if _, err := tx.Exec(insertUnit, id, code, tx.Now()); err != nil {
		return err
	}
	return tx.Audit(permit, db.Subject{Kind: "unit", ID: string(id)}, nil, map[string]string{"code": code}, code)
}

func countUnits(t *testing.T, d *db.DB) int64 {
	t.Helper()
	var n int64
	err := d.Read(context.Background(), func(tx *db.Tx) (err error) {
		n, err = db.One(tx, db.Value[int64], `SELECT COUNT(*) FROM unit`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestWriteKeepsAuditedChangesOnly(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ctx := context.Background()
		if err := d.Write(ctx, func(tx *db.Tx) error { return addUnit(tx, "snv") }); err != nil {
			t.Fatal(err)
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(insertUnit, tx.NewID(), "stp", tx.Now())
			return err
		})
		if !par.Is(err, par.Internal) {
			t.Errorf("a change without an audit line: %v, want internal", err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			if err := addUnit(tx, "stc"); err != nil {
				return err
			}
			return errors.New("changed my mind")
		})
		if err == nil {
			t.Error("an error of the function was lost")
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			_ = addUnit(tx, "vp")
			panic("a bug")
		})
		if !par.Is(err, par.Internal) {
			t.Errorf("a panic: %v, want internal", err)
		}
		if n := countUnits(t, d); n != 1 {
			t.Errorf("%d units kept, want 1", n)
		}
	})
}

func TestForgedPermitIsRefused(t *testing.T) {
	d := testkit.SQLite(t, testkit.NewClock())
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		return tx.Audit(policy.Permit{}, db.Subject{Kind: "unit", ID: "x"}, nil, nil, "")
	})
	if !par.Is(err, par.Internal) {
		t.Errorf("audit with a forged permit: %v, want internal", err)
	}
}

func TestConcurrentWritesFormOneChain(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				err := d.Write(context.Background(), func(tx *db.Tx) error {
					if err := addUnit(tx, fmt.Sprintf("u%d", i/2)); err != nil {
						return err
					}
					return nil
				})
				if err != nil && !par.Is(err, par.Conflict) {
					t.Errorf("write %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if n := countUnits(t, d); n != 30 {
			t.Errorf("%d units, want 30: of each code exactly one", n)
		}
		err := d.Read(context.Background(), func(tx *db.Tx) error {
			n, err := db.VerifyAudit(tx)
			if n != 30 {
				t.Errorf("audit chain has %d lines, want 30", n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestAppendOnlyTablesRefuseChanges(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ctx := context.Background()
		if err := d.Write(ctx, func(tx *db.Tx) error { return addUnit(tx, "snv") }); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{"UPDATE audit SET action = 'x'", "DELETE FROM audit"} {
			err := d.Housekeep(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(statement)
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v, want a refusal", statement, err)
			}
		}
	})
}

func TestOnceGivesTheFirstAnswerAgain(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		add := func(key, fingerprint, code string) (string, error) {
			var answer string
			err := d.Write(context.Background(), func(tx *db.Tx) (err error) {
				answer, err = db.Once(tx, standing, db.Key{Value: key, Fingerprint: fingerprint}, func() (string, error) {
					return "made " + code, addUnit(tx, code)
				})
				return err
			})
			return answer, err
		}
		first, err := add("key-00001", "a", "snv")
		again, errAgain := add("key-00001", "a", "stp")
		if err != nil || errAgain != nil || first != "made snv" || again != first {
			t.Errorf("answers %q (%v), %q (%v); want the first one twice", first, err, again, errAgain)
		}
		if _, err := add("key-00001", "b", "stc"); !par.Is(err, par.Conflict) {
			t.Errorf("another request under the same key: %v, want conflict", err)
		}
		if _, err := add("", "a", "vp"); !par.Is(err, par.Invalid) {
			t.Errorf("no key: %v, want invalid", err)
		}
		if n := countUnits(t, d); n != 1 {
			t.Errorf("%d units, want 1", n)
		}
	})
}

func TestTimeNeverRunsBackwards(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		var first, second par.Time
		_ = d.Write(context.Background(), func(tx *db.Tx) error { first = tx.Now(); return addUnit(tx, "a") })
		clock.Forward(-3600e9)
		_ = d.Write(context.Background(), func(tx *db.Tx) error { second = tx.Now(); return addUnit(tx, "b") })
		if second < first || first == 0 {
			t.Errorf("times %d, %d: the second is earlier", first, second)
		}
	})
}

func TestReadCannotChange(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		err := d.Read(context.Background(), func(tx *db.Tx) error { _, err := tx.Exec("DELETE FROM session"); return err })
		if err == nil {
			t.Error("a reading transaction changed rows")
		}
		err = d.Read(context.Background(), func(tx *db.Tx) error {
			rows, err := tx.Query("DELETE FROM session RETURNING person_id")
			if err == nil {
				defer rows.Close()
				rows.Next()
				err = rows.Err()
			}
			return err
		})
		if err == nil {
			t.Error("a reading transaction changed rows through RETURNING")
		}
	})
}

func TestCloseCommitsWhatWasAccepted(t *testing.T) {
	dir := t.TempDir()
	clock := testkit.NewClock()
	opened := func() *db.DB {
		d, err := db.Open(context.Background(), db.Options{Dir: dir, Clock: clock, Random: testkit.Random(1), Log: testkit.Quiet()})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := opened()
	var kept sync.Map
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			code := fmt.Sprint("u", i)
			if d.Write(context.Background(), func(tx *db.Tx) error { return addUnit(tx, code) }) == nil {
				kept.Store(code, true)
			}
		})
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	want := int64(0)
	kept.Range(func(any, any) bool { want++; return true })
	d = opened()
	defer d.Close()
	if n := countUnits(t, d); n != want {
		t.Errorf("%d units after the restart, %d were acknowledged", n, want)
	}
}

func TestSecondInstanceIsRefused(t *testing.T) {
	dir := t.TempDir()
	options := db.Options{Dir: dir, Clock: testkit.NewClock(), Random: testkit.Random(1), Log: testkit.Quiet()}
	first, err := db.Open(context.Background(), options)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	_, err = db.Open(context.Background(), options)
	if err == nil || !strings.Contains(err.Error(), fmt.Sprint("process ", os.Getpid())) {
		t.Errorf("second instance: %v, want a refusal that names process %d", err, os.Getpid())
	}
}

func TestSchemaGolden(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		text, err := db.Schema(engine)
		if err != nil {
			t.Fatal(err)
		}
		testkit.Golden(t, "testdata/schema."+engine+".golden.sql", text)
	}
}
