package round

import (
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

const extensionColumns = `id, stage, unit_id, leaf, closes_at, reason, granted_by, granted_at, removed_by, removed_at, removed_for, version`

func scanExtension(row db.Scanner) (Extension, error) {
	var e Extension
	err := row.Scan(&e.ID, &e.Stage, &e.Unit, &e.Leaf, &e.Closes, &e.Reason, &e.GrantedBy, &e.GrantedAt, &e.RemovedBy, &e.RemovedAt, &e.RemovedFor, &e.Version)
	return e, err
}

const insertExtensionSQL = `
INSERT INTO extension (id, round_id, stage, unit_id, leaf, closes_at, reason, granted_by, granted_at, removed_by, removed_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 0, 1)`

func insertExtension(tx *db.Tx, roundID par.ID, e Extension) error {
	_, err := tx.Exec(insertExtensionSQL, e.ID, roundID, e.Stage, e.Unit, e.Leaf, e.Closes, e.Reason, e.GrantedBy, e.GrantedAt)
	return err
}

const selectExtensions = `
SELECT ` + extensionColumns + `
FROM extension
WHERE round_id = $1
ORDER BY granted_at, id
LIMIT 20000`

// ListExtensions lists every extension of a round, also those taken back.
func ListExtensions(tx *db.Tx, roundID par.ID) ([]Extension, error) {
	return db.List(tx, scanExtension, selectExtensions, roundID)
}

const selectExtension = `
SELECT ` + extensionColumns + `
FROM extension
WHERE round_id = $1 AND id = $2`

func extensionByID(tx *db.Tx, roundID, id par.ID) (Extension, error) {
	return db.One(tx, scanExtension, selectExtension, roundID, id)
}

const endExtensionSQL = `
UPDATE extension
SET removed_by = $1, removed_at = $2, removed_for = $3, version = version + 1
WHERE id = $4 AND version = $5 AND removed_at = 0`

func endExtension(tx *db.Tx, permit policy.Permit, e Extension, version int64, reason string) error {
	n, err := tx.Exec(endExtensionSQL, permit.Actor().Person, tx.Now(), reason, e.ID, version)
	if err == nil && n == 0 {
		return par.E(par.Conflict, "error.conflict")
	}
	return err
}
