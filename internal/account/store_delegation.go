package account

import (
	"parindex/internal/db"
	"parindex/internal/par"
)

const delegationColumns = `d.id, d.unit_id, d.role, d.from_person, d.to_person, d.starts_at, d.ends_at, d.reason, d.given_by, d.given_at,
       d.ended_at, d.version`

func scanDelegation(row db.Scanner) (Delegation, error) {
	var d Delegation
	err := row.Scan(&d.ID, &d.Unit, &d.Role, &d.From, &d.To, &d.Starts, &d.Ends, &d.Reason, &d.GivenBy, &d.GivenAt, &d.EndedAt, &d.Version)
	return d, err
}

const selectDelegation = `
SELECT ` + delegationColumns + `
FROM delegation AS d
WHERE d.id = $1`

const selectDelegationsOf = `
SELECT ` + delegationColumns + `
FROM delegation AS d
WHERE d.unit_id = $1
ORDER BY d.ended_at, d.ends_at DESC, d.id DESC
LIMIT 500`

// Delegations lists the roles of a unit that have been lent, those not ended
// first, the latest first.
func Delegations(tx *db.Tx, unit par.ID) ([]Delegation, error) {
	return db.List(tx, scanDelegation, selectDelegationsOf, unit)
}

const countOverlapping = `
SELECT COUNT(*)
FROM delegation
WHERE unit_id = $1 AND role = $2 AND from_person = $3 AND to_person = $4 AND ended_at = 0 AND starts_at < $6 AND ends_at > $5`

const insertDelegationSQL = `
INSERT INTO delegation (id, unit_id, role, from_person, to_person, starts_at, ends_at, reason, given_by, given_at, ended_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 1)`

func insertDelegation(tx *db.Tx, d Delegation) (Delegation, error) {
	d.ID, d.GivenAt, d.Version = tx.NewID(), tx.Now(), 1
	_, err := tx.Exec(insertDelegationSQL, d.ID, d.Unit, d.Role, d.From, d.To, d.Starts, d.Ends, d.Reason, d.GivenBy, d.GivenAt)
	return d, err
}

const endDelegationSQL = `
UPDATE delegation
SET ended_at = $2, version = version + 1
WHERE id = $1 AND ended_at = 0 AND ends_at > $2`

// whileLent joins a delegation to the roles that its lender holds himself; it
// counts at the moment $1.
const whileLent = `
FROM delegation AS d
JOIN role_grant AS g ON g.person_id = d.from_person AND g.role = d.role AND g.unit_id = d.unit_id AND g.ended_at = 0
WHERE d.ended_at = 0 AND d.starts_at <= $1 AND d.ends_at > $1`

const selectLentTo = `
SELECT d.id, d.role, d.unit_id, g.round_id, d.from_person` + whileLent + ` AND d.to_person = $2
ORDER BY d.given_at, d.id
LIMIT 500`

func scanLent(row db.Scanner) (par.Grant, error) {
	var g par.Grant
	err := row.Scan(&g.ID, &g.Role, &g.Unit, &g.Round, &g.Lent)
	return g, err
}

// Lent returns the roles that are lent to a person at this moment. Their ids
// are those of the delegations.
func Lent(tx *db.Tx, person par.ID) ([]par.Grant, error) {
	return db.List(tx, scanLent, selectLentTo, tx.Now(), person)
}

const countLent = `
SELECT COUNT(DISTINCT d.id)` + whileLent + ` AND d.id IN (`

const selectLentIn = `
SELECT d.to_person, d.id, d.role, d.unit_id, g.round_id, d.from_person` + whileLent + ` AND d.unit_id = $2
ORDER BY d.given_at, d.id
LIMIT 500`

const selectHeldIn = `
SELECT id, person_id, role, unit_id, round_id, block, area, granted_at, ended_at
FROM role_grant
WHERE unit_id = $1 AND ended_at = 0
ORDER BY granted_at, id
LIMIT 5000`

// HeldIn returns who acts in the name of a unit at this moment, with roles of
// his own or lent to him.
func HeldIn(tx *db.Tx, unit par.ID) ([]Held, error) {
	own, err := db.List(tx, scanHeld, selectHeldIn, unit)
	if err != nil {
		return nil, err
	}
	lent, err := db.List(tx, func(row db.Scanner) (h Held, err error) {
		err = row.Scan(&h.Person, &h.ID, &h.Role, &h.Unit, &h.Round, &h.Lent)
		return h, err
	}, selectLentIn, tx.Now(), unit)
	return append(own, lent...), err
}

const countComing = `
SELECT COUNT(*)
FROM delegation
WHERE to_person = $1 AND ended_at = 0 AND ends_at > $2`

// actsForOthers tells whether a role is lent to the person, now or later.
func actsForOthers(tx *db.Tx, person par.ID) (bool, error) {
	n, err := db.One(tx, db.Value[int64], countComing, person, tx.Now())
	return n > 0, err
}
