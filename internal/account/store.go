package account

import (
	"slices"
	"strings"

	"parindex/internal/db"
	"parindex/internal/par"
)

func scanPerson(row db.Scanner) (Person, error) {
	var p Person
	err := row.Scan(&p.ID, &p.Login, &p.Name, &p.Title, &p.Email, &p.Language, &p.MustChange, &p.Active, &p.CreatedAt, &p.Version)
	return p, err
}

const selectPerson = `
SELECT id, login, name, title, email, language, must_change, active, created_at, version
FROM person
WHERE id = $1`

// ByID returns a person, or not_found.
func ByID(tx *db.Tx, id par.ID) (Person, error) {
	return db.One(tx, scanPerson, selectPerson, id)
}

const selectPersonByLogin = `
SELECT id, login, name, title, email, language, must_change, active, created_at, version
FROM person
WHERE login = $1`

// ByLogin returns the person with the login, or not_found.
func ByLogin(tx *db.Tx, login string) (Person, error) {
	return db.One(tx, scanPerson, selectPersonByLogin, cleanLogin(login))
}

const selectNames = `
SELECT id, name
FROM person
WHERE id IN (`

type named struct {
	id   par.ID
	name string
}

func scanNamed(row db.Scanner) (named, error) {
	var n named
	err := row.Scan(&n.id, &n.name)
	return n, err
}

// Names returns the names of people by id. An id that is no person's is left out.
func Names(tx *db.Tx, ids []par.ID) (map[par.ID]string, error) {
	marks, args := db.In(nil, ids)
	rows, err := db.List(tx, scanNamed, selectNames+marks+")", args...)
	names := make(map[par.ID]string, len(rows))
	for _, n := range rows {
		names[n.id] = n.name
	}
	return names, err
}

const selectOpen = `
SELECT id, name
FROM person
WHERE active AND id IN (`

// Open keeps of some people those whose account is open, in their order.
func Open(tx *db.Tx, ids []par.ID) ([]par.ID, error) {
	marks, args := db.In(nil, ids)
	rows, err := db.List(tx, scanNamed, selectOpen+marks+")", args...)
	return slices.DeleteFunc(slices.Clone(ids), func(id par.ID) bool {
		return !slices.ContainsFunc(rows, func(n named) bool { return n.id == id })
	}), err
}

const selectActive = `
SELECT id, login, name, title, email, language, must_change, active, created_at, version
FROM person
WHERE active
ORDER BY folded, id
LIMIT 5000`

// Active lists everybody whose account is open, by name.
func Active(tx *db.Tx) ([]Person, error) { return db.List(tx, scanPerson, selectActive) }

const insertPersonSQL = `
INSERT INTO person (id, login, name, title, folded, email, language, password_hash, must_change, active,
                    failures, retry_at, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, TRUE, 0, 0, $10, 1)`

func insertPerson(tx *db.Tx, d Draft, passwordHash string, mustChange bool) (Person, error) {
	p := Person{
		ID: tx.NewID(), Login: d.Login, Name: d.Name, Title: d.Title, Email: d.Email, Language: d.Language,
		MustChange: mustChange, Active: true, CreatedAt: tx.Now(), Version: 1,
	}
	_, err := tx.Exec(insertPersonSQL, p.ID, p.Login, p.Name, p.Title, folded(d), p.Email, p.Language, passwordHash, mustChange, p.CreatedAt)
	return p, err
}

const updatePersonSQL = `
UPDATE person
SET name = $3, title = $4, folded = $5, email = $6, language = $7, version = version + 1
WHERE id = $1 AND version = $2`

func updatePerson(tx *db.Tx, id par.ID, version int64, d Draft) (Person, error) {
	n, err := tx.Exec(updatePersonSQL, id, version, d.Name, d.Title, folded(d), d.Email, d.Language)
	return changed(tx, id, n, err)
}

const updateActiveSQL = `
UPDATE person
SET active = $3, version = version + 1
WHERE id = $1 AND version = $2`

func updateActive(tx *db.Tx, id par.ID, version int64, active bool) (Person, error) {
	n, err := tx.Exec(updateActiveSQL, id, version, active)
	return changed(tx, id, n, err)
}

const updatePasswordSQL = `
UPDATE person
SET password_hash = $3, must_change = $4, failures = 0, retry_at = 0, version = version + 1
WHERE id = $1 AND version = $2`

func updatePassword(tx *db.Tx, id par.ID, version int64, passwordHash string, mustChange bool) (Person, error) {
	n, err := tx.Exec(updatePasswordSQL, id, version, passwordHash, mustChange)
	return changed(tx, id, n, err)
}

// changed returns the person as stored now. Where the update found no row of
// its version, that is a conflict which carries what is stored.
func changed(tx *db.Tx, id par.ID, rows int64, err error) (Person, error) {
	if err != nil {
		return Person{}, err
	}
	now, err := ByID(tx, id)
	if err == nil && rows == 0 {
		return Person{}, par.E(par.Conflict, "error.conflict").With(now)
	}
	return now, err
}

const countPeople = `
SELECT COUNT(*)
FROM person
WHERE folded LIKE $1 ESCAPE '\'`

const selectPeople = `
SELECT id, login, name, title, email, language, must_change, active, created_at, version
FROM person
WHERE folded LIKE $1 ESCAPE '\'
ORDER BY folded, id
LIMIT $2 OFFSET $3`

// like makes the pattern that finds a folded text anywhere in a column.
func like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}
