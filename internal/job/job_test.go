package job

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parindex/internal/db"
	"parindex/internal/testkit"
)

func enqueue(t *testing.T, d *db.DB, kind Kind) {
	t.Helper()
	if err := d.Housekeep(context.Background(), func(tx *db.Tx) error { return Enqueue(tx, kind, "") }); err != nil {
		t.Fatal(err)
	}
}

func states(t *testing.T, d *db.DB) map[State]int {
	t.Helper()
	counts := map[State]int{}
	err := d.Read(context.Background(), func(tx *db.Tx) error {
		jobs, err := list(tx)
		for _, j := range jobs {
			counts[j.State]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

type work map[Kind]func(context.Context, string) error

func TestEachJobIsDoneOnce(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		for range 20 {
			enqueue(t, d, SweepFiles)
		}
		var done atomic.Int64
		q := New(d, clock, work{SweepFiles: func(context.Context, string) error { done.Add(1); return nil }})
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for {
					worked, err := q.Work(context.Background())
					if err != nil {
						t.Error(err)
					}
					if !worked {
						return
					}
				}
			})
		}
		wait.Wait()
		if n := done.Load(); n != 20 || states(t, d)[Done] != 20 {
			t.Errorf("done %d times, %v; want 20 jobs done once each", n, states(t, d))
		}
	})
}

func TestFailuresAreTriedAgainThenKept(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		enqueue(t, d, CheckFiles)
		tries := 0
		q := New(d, clock, work{CheckFiles: func(context.Context, string) error { tries++; return errors.New("disk") }})
		for range 10 {
			if _, err := q.Work(context.Background()); err != nil {
				t.Fatal(err)
			}
			clock.Forward(time.Hour)
		}
		if tries != 3 || states(t, d)[Dead] != 1 {
			t.Errorf("%d tries, %v; want 3 tries and a dead job", tries, states(t, d))
		}
	})
}

func TestAnAbandonedJobIsTakenUpAgain(t *testing.T) {
	d, clock := testkit.SQLite(t, testkit.NewClock()), testkit.NewClock()
	enqueue(t, d, SweepFiles)
	err := d.Housekeep(context.Background(), func(tx *db.Tx) error {
		_, _, err := claim(tx, tx.Now().Add(-time.Second))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	done := false
	q := New(d, clock, work{SweepFiles: func(context.Context, string) error { done = true; return nil }})
	if _, err := q.Work(context.Background()); err != nil || !done {
		t.Errorf("error %v, done %v; want the job of the worker that vanished done", err, done)
	}
}

func TestPeriodicJobsComeBack(t *testing.T) {
	clock := testkit.NewClock()
	d := testkit.SQLite(t, clock)
	runs := 0
	q := New(d, clock, work{EndSessions: func(context.Context, string) error { runs++; return nil }})
	for range 5 {
		if _, err := q.Work(context.Background()); err != nil {
			t.Fatal(err)
		}
		clock.Forward(61 * time.Minute)
	}
	if runs != 4 {
		t.Errorf("ran %d times in five hours, want 4: the first time an hour after the start", runs)
	}
}

func TestUnknownKindIsRefused(t *testing.T) {
	d := testkit.SQLite(t, testkit.NewClock())
	if err := d.Housekeep(context.Background(), func(tx *db.Tx) error { return Enqueue(tx, "dance", "") }); err == nil {
		t.Error("a job of an unknown kind was taken")
	}
}
