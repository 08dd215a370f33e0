package account

import (
	"parindex/internal/db"
	"parindex/internal/par"
)

const insertSessionSQL = `
INSERT INTO session (token_hash, person_id, created_at, seen_at, expires_at)
VALUES ($1, $2, $3, $3, $4)`

func insertSession(tx *db.Tx, tokenHash string, person par.ID) error {
	_, err := tx.Exec(insertSessionSQL, tokenHash, person, tx.Now(), tx.Now().Add(sessionTime))
	return err
}

const touchSessionSQL = `
UPDATE session
SET seen_at = $2
WHERE token_hash = $1 AND seen_at < $2`

func touchSession(tx *db.Tx, tokenHash string) error {
	_, err := tx.Exec(touchSessionSQL, tokenHash, tx.Now())
	return err
}

const deleteSessionSQL = `
DELETE FROM session
WHERE token_hash = $1`

func deleteSession(tx *db.Tx, tokenHash string) error {
	_, err := tx.Exec(deleteSessionSQL, tokenHash)
	return err
}

const deleteSessionsOfSQL = `
DELETE FROM session
WHERE person_id = $1`

// EndSessions signs a person out everywhere.
func EndSessions(tx *db.Tx, person par.ID) error {
	_, err := tx.Exec(deleteSessionsOfSQL, person)
	return err
}

const deleteOldSessionsSQL = `
DELETE FROM session
WHERE expires_at <= $1 OR seen_at <= $2`

func deleteOldSessions(tx *db.Tx) error {
	_, err := tx.Exec(deleteOldSessionsSQL, tx.Now(), tx.Now().Add(-idleTime))
	return err
}

// selectSignedIn yields a row for each grant of the session's person, and one
// row without a grant for a person who holds none.
const selectSignedIn = `
SELECT p.id, p.name, p.must_change, s.seen_at, g.id, g.role, g.unit_id, g.round_id, g.block, g.area
FROM session s
JOIN person p ON p.id = s.person_id
LEFT JOIN role_grant g ON g.person_id = p.id AND g.ended_at = 0
WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.seen_at > $3 AND p.active
ORDER BY g.granted_at, g.id
LIMIT 500`

type signedInRow struct {
	person     par.ID
	name       string
	mustChange bool
	seenAt     par.Time
	grant      *par.Grant // nil: the person holds no role
}

func scanSignedIn(row db.Scanner) (signedInRow, error) {
	var r signedInRow
	var id, role, unit, round, block, area *string
	err := row.Scan(&r.person, &r.name, &r.mustChange, &r.seenAt, &id, &role, &unit, &round, &block, &area)
	if err == nil && id != nil {
		r.grant = &par.Grant{
			ID: par.ID(*id), Role: par.Role(*role), Unit: par.ID(*unit), Round: par.ID(*round), Block: *block, Area: *area,
		}
	}
	return r, err
}

// credentials are what signing in compares.
type credentials struct {
	person       par.ID
	passwordHash string
	active       bool
	failures     int64
	retryAt      par.Time
}

func scanCredentials(row db.Scanner) (credentials, error) {
	var c credentials
	err := row.Scan(&c.person, &c.passwordHash, &c.active, &c.failures, &c.retryAt)
	return c, err
}

const selectCredentials = `
SELECT id, password_hash, active, failures, retry_at
FROM person
WHERE login = $1`

const updateFailuresSQL = `
UPDATE person
SET failures = $2, retry_at = $3
WHERE id = $1`

func updateFailures(tx *db.Tx, person par.ID, failures int64, retryAt par.Time) error {
	_, err := tx.Exec(updateFailuresSQL, person, failures, retryAt)
	return err
}
