package account

import (
	"slices"

	"parindex/internal/db"
	"parindex/internal/par"
)

// Held is a role that a person holds or has held.
type Held struct {
	par.Grant
	Person    par.ID
	GrantedAt par.Time
	EndedAt   par.Time // zero: still held
}

func scanHeld(row db.Scanner) (Held, error) {
	var h Held
	err := row.Scan(&h.ID, &h.Person, &h.Role, &h.Unit, &h.Round, &h.Block, &h.Area, &h.GrantedAt, &h.EndedAt)
	return h, err
}

const selectGrant = `
SELECT id, person_id, role, unit_id, round_id, block, area, granted_at, ended_at
FROM role_grant
WHERE id = $1`

const selectGrantsOf = `
SELECT id, person_id, role, unit_id, round_id, block, area, granted_at, ended_at
FROM role_grant
WHERE person_id IN (`

const andHeldNow = `) AND ended_at = 0
ORDER BY granted_at, id
LIMIT 5000`

// Grants returns the roles that people hold now, in the order in which they were given.
func Grants(tx *db.Tx, people ...par.ID) ([]Held, error) {
	marks, args := db.In(nil, people)
	return db.List(tx, scanHeld, selectGrantsOf+marks+andHeldNow, args...)
}

const selectGrantsIn = `
SELECT id, person_id, role, unit_id, round_id, block, area, granted_at, ended_at
FROM role_grant
WHERE round_id = $1 AND role = $2 AND ended_at = 0
ORDER BY granted_at, id
LIMIT 5000`

// GrantsIn returns who holds a role in one round.
func GrantsIn(tx *db.Tx, round par.ID, role par.Role) ([]Held, error) {
	return db.List(tx, scanHeld, selectGrantsIn, round, role)
}

const selectHolders = `
SELECT DISTINCT person_id
FROM role_grant
WHERE role = $1 AND unit_id = $2 AND ended_at = 0
ORDER BY person_id
LIMIT 5000`

// Holders lists the people who hold a role now: in a unit's name, or for an
// empty unit in nobody's.
func Holders(tx *db.Tx, role par.Role, unit par.ID) ([]par.ID, error) {
	return db.List(tx, db.Value[par.ID], selectHolders, role, unit)
}

const selectGrantsOfRole = `
SELECT id, person_id, role, unit_id, round_id, block, area, granted_at, ended_at
FROM role_grant
WHERE role = $1 AND ended_at = 0
ORDER BY granted_at, id
LIMIT 20000`

// GrantsOf returns everyone who holds a role, for whatever round.
func GrantsOf(tx *db.Tx, role par.Role) ([]Held, error) {
	return db.List(tx, scanHeld, selectGrantsOfRole, role)
}

const countEnded = `
SELECT COUNT(*)
FROM role_grant
WHERE ended_at <> 0 AND id IN (`

// StillHeld tells whether every role with which the actor came still stands
// in this transaction: between the beginning of his request and now one may
// have ended, or the time for which it was lent.
func StillHeld(tx *db.Tx, actor par.Actor) (bool, error) {
	var own, lent []par.ID
	for _, g := range actor.Grants {
		switch {
		case g.ID == "":
		case g.Lent == "":
			own = append(own, g.ID)
		case !slices.Contains(lent, g.ID):
			lent = append(lent, g.ID)
		}
	}
	if len(own) > 0 {
		marks, args := db.In(nil, own)
		ended, err := db.One(tx, db.Value[int64], countEnded+marks+")", args...)
		if err != nil || ended > 0 {
			return false, err
		}
	}
	if len(lent) == 0 {
		return true, nil
	}
	marks, args := db.In([]any{tx.Now()}, lent)
	run, err := db.One(tx, db.Value[int64], countLent+marks+")", args...)
	return run == int64(len(lent)), err
}

const countSameGrant = `
SELECT COUNT(*)
FROM role_grant
WHERE person_id = $1 AND role = $2 AND unit_id = $3 AND round_id = $4 AND block = $5 AND area = $6 AND ended_at = 0`

const insertGrantSQL = `
INSERT INTO role_grant (id, person_id, role, unit_id, round_id, block, area, granted_at, ended_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)`

func insertGrant(tx *db.Tx, person par.ID, g par.Grant) (Held, error) {
	h := Held{Grant: g, Person: person, GrantedAt: tx.Now()}
	h.ID = tx.NewID()
	_, err := tx.Exec(insertGrantSQL, h.ID, person, g.Role, g.Unit, g.Round, g.Block, g.Area, h.GrantedAt)
	return h, err
}

const endGrantSQL = `
UPDATE role_grant
SET ended_at = $2
WHERE id = $1 AND ended_at = 0`

func endGrant(tx *db.Tx, id par.ID) (int64, error) { return tx.Exec(endGrantSQL, id, tx.Now()) }

const countOtherAdmins = `
SELECT COUNT(*)
FROM role_grant g
JOIN person p ON p.id = g.person_id
WHERE g.role = 'admin' AND g.ended_at = 0 AND p.active AND g.person_id <> $1`
