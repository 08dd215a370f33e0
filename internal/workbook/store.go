package workbook

import (
	"encoding/json"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

const insertDraft = `
INSERT INTO workbook_draft (id, person_id, kind, subject_id, file_name, body, created_at, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`

const deleteOldDrafts = `
DELETE FROM workbook_draft
WHERE person_id = $1 AND id <> $2 AND id NOT IN (
  SELECT id
  FROM workbook_draft
  WHERE person_id = $1
  ORDER BY created_at DESC, id DESC
  LIMIT 20)`

// keep stores a draft for the one who has the permit, and drops his oldest.
func keep(tx *db.Tx, permit policy.Permit, d Draft) (par.ID, error) {
	text, err := json.Marshal(d.body)
	if err != nil {
		return "", fmt.Errorf("keep workbook: %w", err)
	}
	d.ID = tx.NewID()
	person := permit.Actor().Person
	if _, err := tx.Exec(insertDraft, d.ID, person, d.Kind, d.Subject, d.FileName, string(text), tx.Now()); err != nil {
		return "", err
	}
	if _, err := tx.Exec(deleteOldDrafts, person, d.ID); err != nil {
		return "", err
	}
	return d.ID, tx.Audit(permit, db.Subject{Kind: "workbook", ID: string(d.ID)}, nil, d.body, d.FileName)
}

const draftColumns = `id, person_id, kind, subject_id, file_name, body, created_at, settled_at`

func scanDraft(row db.Scanner) (Draft, error) {
	var d Draft
	var text string
	if err := row.Scan(&d.ID, &d.Person, &d.Kind, &d.Subject, &d.FileName, &text, &d.CreatedAt, &d.SettledAt); err != nil {
		return d, err
	}
	if err := json.Unmarshal([]byte(text), &d.body); err != nil {
		return d, fmt.Errorf("read workbook %s: %w", d.ID, err)
	}
	return d, nil
}

const selectDraft = `
SELECT ` + draftColumns + `
FROM workbook_draft
WHERE id = $1 AND person_id = $2 AND kind = $3 AND subject_id = $4`

// draftOf finds a draft among the actor's own of the thing; another's does not exist.
func draftOf(tx *db.Tx, actor par.Actor, kind Kind, subject, id par.ID) (Draft, error) {
	return db.One(tx, scanDraft, selectDraft, id, actor.Person, kind, subject)
}

const settleDraft = `
UPDATE workbook_draft
SET settled_at = $1
WHERE id = $2 AND settled_at = 0`

// settle notes that a draft was accepted.
func settle(tx *db.Tx, id par.ID) error {
	n, err := tx.Exec(settleDraft, tx.Now(), id)
	if err == nil && n == 0 {
		return par.E(par.Conflict, "workbook.settled")
	}
	return err
}
