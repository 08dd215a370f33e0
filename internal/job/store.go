package job

import (
	"parindex/internal/db"
	"parindex/internal/par"
)

const columns = `id, kind, payload, state, run_at, attempts, lease_until, last_error, created_at, done_at`

func scan(row db.Scanner) (Job, error) {
	var j Job
	err := row.Scan(&j.ID, &j.Kind, &j.Payload, &j.State, &j.RunAt, &j.Attempts, &j.Lease, &j.LastError, &j.CreatedAt, &j.DoneAt)
	return j, err
}

const insertJob = `
INSERT INTO job (id, kind, payload, state, run_at, attempts, lease_until, progress, last_error, created_at, done_at)
VALUES ($1, $2, $3, 'ready', $4, 0, 0, 0, '', $5, 0)`

func insert(tx *db.Tx, kind Kind, payload string, at par.Time) error {
	_, err := tx.Exec(insertJob, tx.NewID(), kind, payload, at, tx.Now())
	return err
}

const selectJobs = `
SELECT ` + columns + `
FROM job
ORDER BY CASE state WHEN 'dead' THEN 0 ELSE 1 END, run_at DESC, id
LIMIT 200`

func list(tx *db.Tx) ([]Job, error) { return db.List(tx, scan, selectJobs) }

const selectDue = `
SELECT ` + columns + `
FROM job
WHERE (state = 'ready' AND run_at <= $1) OR (state = 'running' AND lease_until <= $1)
ORDER BY run_at, id
LIMIT 1`

const claimJob = `
UPDATE job
SET state = 'running', attempts = attempts + 1, lease_until = $1
WHERE id = $2 AND state = $3 AND lease_until = $4`

// claim takes the next job that is due; ok is false where there is none.
func claim(tx *db.Tx, until par.Time) (Job, bool, error) {
	due, err := db.List(tx, scan, selectDue, tx.Now())
	if err != nil || len(due) == 0 {
		return Job{}, false, err
	}
	j := due[0]
	n, err := tx.Exec(claimJob, until, j.ID, j.State, j.Lease)
	if err != nil || n == 0 {
		return Job{}, false, err
	}
	j.State, j.Lease = Running, until
	j.Attempts++
	return j, true, nil
}

const settleJob = `
UPDATE job
SET state = $1, run_at = $2, last_error = $3, done_at = $4, lease_until = 0
WHERE id = $5 AND state = 'running' AND lease_until = $6`

// settle records how a job ended, unless its lease has passed to another.
func settle(tx *db.Tx, j Job, state State, at par.Time, failure string, doneAt par.Time) error {
	_, err := tx.Exec(settleJob, state, at, failure, doneAt, j.ID, j.Lease)
	return err
}

const postponeJob = `
UPDATE job
SET state = 'ready', run_at = $1, last_error = $2, attempts = 0, lease_until = 0
WHERE id = $3 AND state = 'running' AND lease_until = $4`

// postpone lets a job wait for something outside, as if it had not been tried.
func postpone(tx *db.Tx, j Job, at par.Time, why string) error {
	_, err := tx.Exec(postponeJob, at, why, j.ID, j.Lease)
	return err
}

const hastenJob = `
UPDATE job
SET run_at = $1
WHERE kind = $2 AND state = 'ready' AND run_at > $1`

const countReady = `
SELECT COUNT(*)
FROM job
WHERE kind = $1 AND state = 'ready'`

// hasten brings a job that is in the queue forward; it tells whether there is one.
func hasten(tx *db.Tx, kind Kind) (bool, error) {
	if _, err := tx.Exec(hastenJob, tx.Now(), kind); err != nil {
		return false, err
	}
	n, err := db.One(tx, db.Value[int64], countReady, kind)
	return n > 0, err
}

const countOpen = `
SELECT COUNT(*)
FROM job
WHERE kind = $1 AND state IN ('ready', 'running')`

func open(tx *db.Tx, kind Kind) (int64, error) {
	return db.One(tx, db.Value[int64], countOpen, kind)
}

const countWaiting = `
SELECT COUNT(*)
FROM job
WHERE kind = $1 AND payload = $2 AND state IN ('ready', 'running')`

// Waiting tells whether a job with this payload is still to be done.
func Waiting(tx *db.Tx, kind Kind, payload string) (bool, error) {
	n, err := db.One(tx, db.Value[int64], countWaiting, kind, payload)
	return n > 0, err
}

const deleteOld = `
DELETE FROM job
WHERE state = 'done' AND done_at < $1`

func forget(tx *db.Tx, before par.Time) error {
	_, err := tx.Exec(deleteOld, before)
	return err
}
