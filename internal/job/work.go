package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"parindex/internal/db"
)

const (
	lease  = 10 * time.Minute
	keep   = 30 * 24 * time.Hour // how long done jobs can be seen
	pause  = 30 * time.Second    // between looks at an empty queue
	wait   = time.Minute         // before the second try; doubled before each further one
	longer = 5                   // doublings at the most
)

// Run works until the context ends. Several processes may run at once: each
// job is claimed by one of them.
func (q *Queue) Run(ctx context.Context, log *slog.Logger) {
	for ctx.Err() == nil {
		worked, err := q.Work(ctx)
		if err != nil && ctx.Err() == nil {
			log.Error("job", "err", err)
		}
		if worked && err == nil {
			continue
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Work schedules what comes back by itself and does at most one job. It tells
// whether there was one.
func (q *Queue) Work(ctx context.Context) (bool, error) {
	if err := q.db.Housekeep(ctx, q.schedule); err != nil {
		return false, fmt.Errorf("schedule jobs: %w", err)
	}
	var j Job
	var found bool
	err := q.db.Housekeep(ctx, func(tx *db.Tx) (err error) {
		j, found, err = claim(tx, tx.Now().Add(lease))
		return err
	})
	if err != nil || !found {
		return false, err
	}
	return true, q.finish(ctx, j, q.attempt(ctx, j))
}

// schedule makes sure that each kind that comes back is in the queue once.
func (q *Queue) schedule(tx *db.Tx) error {
	for _, k := range kinds {
		if k.every == 0 || q.do[k.kind] == nil {
			continue
		}
		if err := comeBack(tx, k); err != nil {
			return err
		}
	}
	return forget(tx, tx.Now().Add(-keep))
}

func (q *Queue) attempt(ctx context.Context, j Job) (err error) {
	do, ok := q.do[j.Kind]
	if !ok {
		return fmt.Errorf("this program does no jobs of kind %s", j.Kind)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return do(ctx, j.Payload)
}

// finish records the outcome of an attempt; what failed is tried again later,
// until its kind's tries are used up.
func (q *Queue) finish(ctx context.Context, j Job, failure error) error {
	k, known := rowOf(j.Kind)
	return q.db.Housekeep(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		if failure == nil {
			if err := settle(tx, j, Done, j.RunAt, "", tx.Now()); err != nil || k.every == 0 {
				return err
			}
			return comeBack(tx, k)
		}
		if errors.As(failure, new(awaited)) {
			return postpone(tx, j, tx.Now().Add(max(k.every, wait)), failure.Error())
		}
		if !known || j.Attempts >= k.tries {
			return settle(tx, j, Dead, j.RunAt, failure.Error(), tx.Now())
		}
		return settle(tx, j, Ready, tx.Now().Add(backOff(j)), failure.Error(), 0)
	})
}

// comeBack enqueues the next of a kind that comes back, unless somebody has
// asked for it meanwhile.
func comeBack(tx *db.Tx, k row) error {
	n, err := open(tx, k.kind)
	if err != nil || n > 0 {
		return err
	}
	return insert(tx, k.kind, "", tx.Now().Add(k.every))
}

// backOff doubles with each attempt and differs from job to job, so that jobs
// that failed together do not come back together.
func backOff(j Job) time.Duration {
	d := wait << min(j.Attempts-1, longer)
	spread := uint32(0)
	for i := range len(j.ID) {
		spread = spread*31 + uint32(j.ID[i])
	}
	return d + d*time.Duration(spread%1000)/4000
}
