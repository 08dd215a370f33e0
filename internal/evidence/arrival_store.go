package evidence

import (
	"parindex/internal/db"
	"parindex/internal/par"
)

const arrivalColumns = `id, person, unit_id, name, length, received, state, document, begun_at, expires_at, version`

func scanArrival(row db.Scanner) (Arrival, error) {
	var a Arrival
	err := row.Scan(&a.ID, &a.Person, &a.UnitID, &a.Name, &a.Length, &a.Received, &a.State, &a.Document, &a.Begun, &a.Expires, &a.Version)
	return a, err
}

const insertArrivalSQL = `
INSERT INTO upload (id, person, unit_id, name, length, received, state, document, begun_at, expires_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

func insertArrival(tx *db.Tx, a Arrival) error {
	_, err := tx.Exec(insertArrivalSQL, a.ID, a.Person, a.UnitID, a.Name, a.Length, a.Received, a.State, a.Document, a.Begun, a.Expires, a.Version)
	return err
}

const selectArrival = `
SELECT ` + arrivalColumns + `
FROM upload
WHERE id = $1`

func arrivalByID(tx *db.Tx, id par.ID) (Arrival, error) {
	return db.One(tx, scanArrival, selectArrival, id)
}

const updateArrivalSQL = `
UPDATE upload
SET received = $1, state = $2, document = $3, expires_at = $4, version = version + 1
WHERE id = $5 AND version = $6`

// updateArrival writes what has changed; somebody else's change is a conflict.
func updateArrival(tx *db.Tx, a *Arrival) error {
	n, err := tx.Exec(updateArrivalSQL, a.Received, a.State, a.Document, a.Expires, a.ID, a.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return par.E(par.Conflict, "error.conflict")
	}
	a.Version++
	return nil
}

const deleteArrivalSQL = `
DELETE FROM upload
WHERE id = $1`

func deleteArrival(tx *db.Tx, id par.ID) error {
	_, err := tx.Exec(deleteArrivalSQL, id)
	return err
}

const selectArriving = `
SELECT CAST(COALESCE(SUM(length), 0) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN person = $2 THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM upload
WHERE unit_id = $1 AND state IN ('arriving', 'arrived')`

// arrivingFor returns how many bytes are on their way or wait for a unit, and
// how many files of them are the person's.
func arrivingFor(tx *db.Tx, unit, person par.ID) (size int64, files int, err error) {
	type sums struct {
		size  int64
		files int
	}
	s, err := db.One(tx, func(row db.Scanner) (s sums, err error) {
		err = row.Scan(&s.size, &s.files)
		return s, err
	}, selectArriving, unit, person)
	return s.size, s.files, err
}

const selectArrivals = `
SELECT ` + arrivalColumns + `
FROM upload
WHERE unit_id = $1 AND person = $2 AND state IN ('arriving', 'arrived')
ORDER BY begun_at, id
LIMIT 1000`

func listArrivals(tx *db.Tx, unit, person par.ID) ([]Arrival, error) {
	return db.List(tx, scanArrival, selectArrivals, unit, person)
}

const selectExpired = `
SELECT ` + arrivalColumns + `
FROM upload
WHERE expires_at < $1
ORDER BY expires_at, id
LIMIT 500`

func expiredArrivals(tx *db.Tx, now par.Time) ([]Arrival, error) {
	return db.List(tx, scanArrival, selectExpired, now)
}
