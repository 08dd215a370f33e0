package evidence

import (
	"context"

	"parindex/internal/blob"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Harm is what a check found out about a stored file.
type Harm string

// The harms to a stored file.
const (
	Missing Harm = "missing"
	Damaged Harm = "damaged"
)

// Alarm is a stored file that is not as it should be.
type Alarm struct {
	blob.Stored
	Harm    Harm
	Checked par.Time
	Unit    string // name of a unit in whose library it is
	Units   int    // how many have it
}

// Storage is how it stands with the files of all units.
type Storage struct {
	Elsewhere bool         // files go on to a store elsewhere
	Waiting   blob.Backlog // what that has not taken yet
	Files     int          // all files, and their bytes
	Bytes     int64
	Oldest    par.Time // when the file was checked that waits longest for its next check
	Alarms    []Alarm
}

// ReadStorage tells those who watch the machine how it stands with the files.
// It names no document: what is in a library stays in its unit.
func (s *Service) ReadStorage(ctx context.Context, actor par.Actor) (Storage, error) {
	v := Storage{Elsewhere: s.files.Remote()}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ReadJobs, policy.Resource{}); err != nil {
			return err
		}
		if err = tallyFiles(tx, &v); err != nil {
			return err
		}
		v.Alarms, err = listAlarms(tx)
		return err
	})
	if err != nil {
		return v, err
	}
	v.Waiting, err = s.files.Backlog()
	return v, err
}

// CountAlarms counts the files that are not as they should be.
func (s *Service) CountAlarms(ctx context.Context) (n int, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err = db.One(tx, db.Value[int], countAlarms)
		return err
	})
	return n, err
}

const countAlarms = `
SELECT COUNT(*)
FROM file_place
WHERE alarm <> ''`

const selectTally = `
SELECT COUNT(*), CAST(COALESCE(SUM(f.size), 0) AS BIGINT), COALESCE(MIN(COALESCE(p.checked_at, f.created_at)), 0)
FROM stored_file AS f
LEFT JOIN file_place AS p ON p.file_hash = f.hash`

func tallyFiles(tx *db.Tx, v *Storage) error {
	tally, err := db.One(tx, func(row db.Scanner) (t Storage, err error) {
		err = row.Scan(&t.Files, &t.Bytes, &t.Oldest)
		return t, err
	}, selectTally)
	v.Files, v.Bytes, v.Oldest = tally.Files, tally.Bytes, tally.Oldest
	return err
}

const selectAlarms = `
SELECT p.file_hash, f.size, p.alarm, p.checked_at, COALESCE(MIN(u.name), ''), COUNT(DISTINCT u.id)
FROM file_place AS p
JOIN stored_file AS f ON f.hash = p.file_hash
LEFT JOIN document AS d ON d.file_hash = p.file_hash
LEFT JOIN unit AS u ON u.id = d.unit_id
WHERE p.alarm <> ''
GROUP BY p.file_hash, f.size, p.alarm, p.checked_at
ORDER BY p.checked_at DESC, p.file_hash
LIMIT 100`

func listAlarms(tx *db.Tx) ([]Alarm, error) {
	return db.List(tx, func(row db.Scanner) (a Alarm, err error) {
		err = row.Scan(&a.Hash, &a.Size, &a.Harm, &a.Checked, &a.Unit, &a.Units)
		return a, err
	}, selectAlarms)
}

// due is a file whose turn to be checked has come.
type due struct {
	blob.Stored
	alarm Harm
}

func scanDue(row db.Scanner) (d due, err error) {
	err = row.Scan(&d.Hash, &d.Size, &d.alarm)
	return d, err
}

// What came in was checked when it came. A file with an alarm is looked at
// sooner: someone may have put it back.
const selectDue = `
SELECT f.hash, f.size, COALESCE(p.alarm, '')
FROM stored_file AS f
LEFT JOIN file_place AS p ON p.file_hash = f.hash
WHERE COALESCE(p.checked_at, f.created_at) <= $1 OR (p.alarm <> '' AND p.checked_at <= $2)
ORDER BY CASE WHEN p.alarm <> '' THEN 0 ELSE 1 END, COALESCE(p.checked_at, f.created_at), f.hash
LIMIT 100`

func listDue(tx *db.Tx) ([]due, error) {
	return db.List(tx, scanDue, selectDue, tx.Now().Add(-checkAgain), tx.Now().Add(-lookAgain))
}

// A file that no row names, such as one whose upload broke off, has no place.
const upsertChecked = `
INSERT INTO file_place (file_hash, sent_at, checked_at, alarm)
SELECT hash, 0, CAST($2 AS BIGINT), CAST($3 AS TEXT)
FROM stored_file
WHERE hash = $1
ON CONFLICT (file_hash) DO UPDATE SET checked_at = excluded.checked_at, alarm = excluded.alarm`

func markChecked(tx *db.Tx, hash string, alarm Harm) error {
	_, err := tx.Exec(upsertChecked, hash, tx.Now(), alarm)
	return err
}

const upsertSent = `
INSERT INTO file_place (file_hash, sent_at, checked_at, alarm)
SELECT hash, CAST($2 AS BIGINT), CAST($2 AS BIGINT), ''
FROM stored_file
WHERE hash = $1
ON CONFLICT (file_hash) DO UPDATE SET sent_at = excluded.sent_at, checked_at = excluded.checked_at, alarm = excluded.alarm`

func markSent(tx *db.Tx, hash string) error {
	_, err := tx.Exec(upsertSent, hash, tx.Now())
	return err
}

const selectAlarm = `
SELECT alarm
FROM file_place
WHERE file_hash = $1`

// alarmOf returns what is said of a file now; empty: nothing.
func alarmOf(tx *db.Tx, hash string) (Harm, error) {
	found, err := db.List(tx, db.Value[Harm], selectAlarm, hash)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}
