package unit

import (
	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

const columns = `id, code, name, short_name, level, active, version`

const insertUnit = `
INSERT INTO unit (id, code, name, short_name, level, folded, active, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)`

func insert(tx *db.Tx, u Unit) error {
	_, err := tx.Exec(insertUnit, u.ID, u.Code, u.Name, u.Short, u.Level, i18n.Fold(u.Name), u.Active, tx.Now())
	if par.Is(err, par.Conflict) {
		return par.InvalidFields(map[string]par.Text{"code": par.T("unit.code_taken")}).Because(err)
	}
	return err
}

const updateUnit = `
UPDATE unit
SET code = $1, name = $2, short_name = $3, level = $4, folded = $5, active = $6, version = version + 1
WHERE id = $7 AND version = $8`

func update(tx *db.Tx, u, old Unit) (int64, error) {
	n, err := tx.Exec(updateUnit, u.Code, u.Name, u.Short, u.Level, i18n.Fold(u.Name), u.Active, u.ID, u.Version)
	switch {
	case par.Is(err, par.Conflict):
		return 0, par.InvalidFields(map[string]par.Text{"code": par.T("unit.code_taken")}).Because(err)
	case err != nil:
		return 0, err
	case n == 0:
		return 0, par.E(par.Conflict, "error.conflict").With(old)
	}
	return u.Version + 1, nil
}

// Scan reads a unit from a row of the columns id, code, name, short_name,
// level, active, version.
func Scan(row db.Scanner) (Unit, error) {
	var u Unit
	err := row.Scan(&u.ID, &u.Code, &u.Name, &u.Short, &u.Level, &u.Active, &u.Version)
	return u, err
}

const selectUnit = `
SELECT ` + columns + `
FROM unit
WHERE id = $1`

// ByID finds a unit.
func ByID(tx *db.Tx, id par.ID) (Unit, error) { return db.One(tx, Scan, selectUnit, id) }

const selectUnitByCode = `
SELECT ` + columns + `
FROM unit
WHERE code = $1`

// ByCode finds a unit by its code.
func ByCode(tx *db.Tx, code string) (Unit, error) { return db.One(tx, Scan, selectUnitByCode, code) }

const selectUnits = `
SELECT ` + columns + `
FROM unit
ORDER BY level, name, id
LIMIT 20000`

// List lists all units by level and name.
func List(tx *db.Tx) ([]Unit, error) { return db.List(tx, Scan, selectUnits) }
