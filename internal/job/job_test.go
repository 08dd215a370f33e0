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
		enqueue(t, d, VerifyAudit)
		tries := 0
		q := New(d, clock, work{VerifyAudit: func(context.Context, string) error { tries++; return errors.New("disk") }})
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

func TestWhatWaitsForSomethingOutsideNeverFails(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		away, runs := true, 0
		q := New(d, clock, work{SendFiles: func(context.Context, string) error {
			runs++
			if away {
				return Await(errors.New("the store is away"))
			}
			return nil
		}})
		work := func(times int) {
			for range times {
				if _, err := q.Work(context.Background()); err != nil {
					t.Fatal(err)
				}
				clock.Forward(2 * time.Minute)
			}
		}
		work(21) // the first only schedules it
		if got := states(t, d); runs != 20 || got[Dead] != 0 || got[Done] != 0 || got[Ready] != 1 {
			t.Errorf("%d runs, %v; want 20 and the one job still waiting", runs, got)
		}
		away = false
		work(1)
		if got := states(t, d); got[Done] != 1 || got[Ready] != 1 {
			t.Errorf("%v; want it done and back in the queue once", got)
		}
	})
}

func TestAskingOftenForWhatComesBackLeavesItThereOnce(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		soon := func() {
			t.Helper()
			if err := d.Housekeep(context.Background(), func(tx *db.Tx) error { return Soon(tx, SendFiles) }); err != nil {
				t.Fatal(err)
			}
		}
		soon()
		soon()
		runs := 0
		q := New(d, clock, work{SendFiles: func(context.Context, string) error {
			if runs++; runs == 1 {
				soon() // while it is at work
			}
			return nil
		}})
		for range 4 {
			if _, err := q.Work(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		if got := states(t, d); runs != 2 || got[Ready] != 1 || got[Running] != 0 {
			t.Errorf("%d runs, %v; want two runs and one job in the queue", runs, got)
		}
		soon()
		if worked, err := q.Work(context.Background()); !worked || err != nil || runs != 3 {
			t.Errorf("asked for, it did not come at once: %v, %v, %d runs", worked, err, runs)
		}
		if err := d.Housekeep(context.Background(), func(tx *db.Tx) error { return Soon(tx, "dance") }); err == nil {
			t.Error("a kind that nobody knows was asked for")
		}
	})
}

func TestUnknownKindIsRefused(t *testing.T) {
	d := testkit.SQLite(t, testkit.NewClock())
	if err := d.Housekeep(context.Background(), func(tx *db.Tx) error { return Enqueue(tx, "dance", "") }); err == nil {
		t.Error("a job of an unknown kind was taken")
	}
}
