package evidence

import (
	"encoding/json"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/job"
	"parindex/internal/par"
)

const factColumns = `file_hash, state, virus, facts, tries, read_at, version`

func scanFact(row db.Scanner) (FileFact, error) {
	var f FileFact
	var facts string
	if err := row.Scan(&f.Hash, &f.State, &f.Virus, &facts, &f.Tries, &f.ReadAt, &f.Version); err != nil {
		return f, err
	}
	if err := json.Unmarshal([]byte(facts), &f.Facts); err != nil {
		return f, fmt.Errorf("facts of file %s: %w", f.Hash, err)
	}
	return f, nil
}

const insertFact = `
INSERT INTO file_fact (file_hash, state, virus, facts, tries, read_at, version)
VALUES ($1, 'waiting', 'unscanned', '{}', 0, 0, 1)
ON CONFLICT (file_hash) DO NOTHING`

// AskReading has a stored file read behind the pages, unless that was asked
// before.
func AskReading(tx *db.Tx, hash string) error {
	n, err := tx.Exec(insertFact, hash)
	if err != nil || n == 0 {
		return err
	}
	return job.Enqueue(tx, job.ReadFile, hash)
}

const selectFact = `
SELECT ` + factColumns + `
FROM file_fact
WHERE file_hash = $1`

// FactOf finds what is known of a file; of one that nobody has looked at yet
// nothing is.
func FactOf(tx *db.Tx, hash string) (FileFact, error) {
	found, err := db.List(tx, scanFact, selectFact, hash)
	if err != nil || len(found) == 0 {
		return FileFact{Hash: hash, State: Unread, Virus: Unscanned}, err
	}
	return found[0], nil
}

const selectFacts = `
SELECT ` + factColumns + `
FROM file_fact
WHERE file_hash IN (%s)
ORDER BY file_hash
LIMIT 10000`

// FactsOf finds what is known of some files, by hash.
func FactsOf(tx *db.Tx, hashes []string) (map[string]FileFact, error) {
	all := make(map[string]FileFact, len(hashes))
	if len(hashes) == 0 {
		return all, nil
	}
	marks, args := db.In(nil, hashes)
	found, err := db.List(tx, scanFact, fmt.Sprintf(selectFacts, marks), args...)
	for _, f := range found {
		all[f.Hash] = f
	}
	return all, err
}

const updateFactSQL = `
UPDATE file_fact
SET state = $1, virus = $2, facts = $3, tries = $4, read_at = $5, version = version + 1
WHERE file_hash = $6 AND version = $7`

// updateFact writes what was found; somebody else's change is a conflict.
func updateFact(tx *db.Tx, f *FileFact) error {
	facts, err := json.Marshal(f.Facts)
	if err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	n, err := tx.Exec(updateFactSQL, f.State, f.Virus, string(facts), f.Tries, f.ReadAt, f.Hash, f.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return par.E(par.Conflict, "error.conflict")
	}
	f.Version++
	return nil
}

const deleteText = `
DELETE FROM file_text
WHERE file_hash = $1 AND page = $2`

const insertText = `
INSERT INTO file_text (file_hash, page, source, body)
VALUES ($1, $2, $3, $4)`

// putText keeps the text of a page in the place of what was read before. A
// page without words has no row.
func putText(tx *db.Tx, t PageText) error {
	if _, err := tx.Exec(deleteText, t.Hash, t.Page); err != nil || t.Body == "" {
		return err
	}
	_, err := tx.Exec(insertText, t.Hash, t.Page, t.Source, t.Body)
	return err
}

func scanText(row db.Scanner) (PageText, error) {
	var t PageText
	err := row.Scan(&t.Hash, &t.Page, &t.Source, &t.Body)
	return t, err
}

const selectText = `
SELECT file_hash, page, source, body
FROM file_text
WHERE file_hash = $1
ORDER BY page
LIMIT 10000`

// TextOf lists the text of a file page by page. Pages without words are left out.
func TextOf(tx *db.Tx, hash string) ([]PageText, error) {
	return db.List(tx, scanText, selectText, hash)
}

const selectHeads = `
SELECT file_hash, page, source, body
FROM file_text
WHERE page <= 5 AND file_hash IN (%s)
ORDER BY file_hash, page
LIMIT 10000`

// headsOf finds the text of the first pages of some files, by hash.
func headsOf(tx *db.Tx, hashes []string) (map[string]string, error) {
	heads := make(map[string]string, len(hashes))
	if len(hashes) == 0 {
		return heads, nil
	}
	marks, args := db.In(nil, hashes)
	pages, err := db.List(tx, scanText, fmt.Sprintf(selectHeads, marks), args...)
	for _, p := range pages {
		heads[p.Hash] += p.Body + "\n"
	}
	return heads, err
}

const selectUnread = `
SELECT f.hash
FROM stored_file AS f
LEFT JOIN file_fact AS k ON k.file_hash = f.hash
WHERE k.file_hash IS NULL
ORDER BY f.hash
LIMIT 500`

const selectUnscanned = `
SELECT file_hash
FROM file_fact
WHERE virus = 'unscanned' AND state <> 'waiting'
ORDER BY file_hash
LIMIT 500`

const selectPictures = `
SELECT file_hash
FROM file_fact
WHERE state = 'read' AND facts LIKE '%"ocr":"missing"%'
ORDER BY file_hash
LIMIT 500`
