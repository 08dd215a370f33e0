package evidence

import (
	"fmt"
	"strings"

	"parindex/internal/blob"
	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

const documentColumns = `d.id, d.unit_id, d.number, d.kind, d.issued_on, d.issuer, d.signer, d.summary,
       d.file_name, d.file_hash, f.size, f.media_type, f.pages, d.begun_at, d.created_at, d.created_by, d.version`

func (d *Document) places() []any {
	return []any{
		&d.ID, &d.UnitID, &d.Number, &d.Kind, &d.IssuedOn, &d.Issuer, &d.Signer, &d.Summary,
		&d.File.Name, &d.File.Hash, &d.File.Size, &d.File.Media, &d.File.Pages, &d.BegunAt, &d.CreatedAt, &d.CreatedBy, &d.Version,
	}
}

func scanDocument(row db.Scanner) (Document, error) {
	var d Document
	err := row.Scan(d.places()...)
	return d, err
}

const selectDocument = `
SELECT ` + documentColumns + `
FROM document AS d
JOIN stored_file AS f ON f.hash = d.file_hash
WHERE d.id = $1`

// ByID finds a document. Whoever calls it asks the policy table himself.
func ByID(tx *db.Tx, id par.ID) (Document, error) {
	return db.One(tx, scanDocument, selectDocument, id)
}

const insertFile = `
INSERT INTO stored_file (hash, size, media_type, pages, created_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (hash) DO NOTHING`

const insertDocument = `
INSERT INTO document (id, unit_id, number, kind, issued_on, issuer, signer, summary, folded, file_hash, file_name, begun_at, created_at, created_by, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`

// storeFile notes a file that lies safe, and has it read behind the pages.
func storeFile(tx *db.Tx, f File) error {
	if _, err := tx.Exec(insertFile, f.Hash, f.Size, f.Media, f.Pages, tx.Now()); err != nil {
		return err
	}
	return AskReading(tx, f.Hash)
}

func insert(tx *db.Tx, d Document) error {
	if err := storeFile(tx, d.File); err != nil {
		return err
	}
	_, err := tx.Exec(insertDocument, d.ID, d.UnitID, d.Number, d.Kind, d.IssuedOn, d.Issuer, d.Signer, d.Summary, d.folded(),
		d.File.Hash, d.File.Name, d.BegunAt, d.CreatedAt, d.CreatedBy, d.Version)
	return err
}

const updateDocument = `
UPDATE document
SET number = $1, kind = $2, issued_on = $3, issuer = $4, signer = $5, summary = $6, folded = $7, version = version + 1
WHERE id = $8 AND version = $9`

func update(tx *db.Tx, d Document) error {
	n, err := tx.Exec(updateDocument, d.Number, d.Kind, d.IssuedOn, d.Issuer, d.Signer, d.Summary, d.folded(), d.ID, d.Version)
	if err != nil || n == 1 {
		return err
	}
	now, err := ByID(tx, d.ID)
	if err != nil {
		return err
	}
	return par.E(par.Conflict, "error.conflict").With(now)
}

const selectStored = `
SELECT CAST(COALESCE(SUM(kept.size), 0) AS BIGINT)
FROM (
  SELECT DISTINCT f.hash, f.size
  FROM document AS d
  JOIN stored_file AS f ON f.hash = d.file_hash
  WHERE d.unit_id = $1 AND f.hash <> $2
) AS kept`

// storedBy returns how many bytes a unit stores in different files, one file left out.
func storedBy(tx *db.Tx, unit par.ID, but string) (int64, error) {
	return db.One(tx, db.Value[int64], selectStored, unit, but)
}

// Entry is a document in a list, with the number of its uses.
type Entry struct {
	Document
	Uses  int
	Where []Use // the latest dossier first
}

func scanEntry(row db.Scanner) (Entry, error) {
	var e Entry
	err := row.Scan(append(e.places(), &e.Uses)...)
	return e, err
}

const selectEntries = `
SELECT ` + documentColumns + `,
       (SELECT COUNT(*) FROM evidence_use AS u WHERE u.document_id = d.id AND u.removed_at = 0)
FROM document AS d
JOIN stored_file AS f ON f.hash = d.file_hash
WHERE d.unit_id = $1%s
ORDER BY d.created_at DESC, d.id
LIMIT $2 OFFSET $3`

const countEntries = `
SELECT COUNT(*)
FROM document AS d
WHERE d.unit_id = $1%s`

// listEntries lists the documents of a unit in which every word of a text
// occurs, and counts them all.
func listEntries(tx *db.Tx, unit par.ID, text string, limit, offset int) ([]Entry, int, error) {
	where, args := containing(text, []any{unit})
	total, err := db.One(tx, db.Value[int], fmt.Sprintf(countEntries, where), args...)
	if err != nil {
		return nil, 0, err
	}
	where, args = containing(text, []any{unit, limit, offset})
	entries, err := db.List(tx, scanEntry, fmt.Sprintf(selectEntries, where), args...)
	return entries, total, err
}

// mostWords is how many words of a search count.
const mostWords = 6

var escapeLike = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// containing writes the conditions that the words of a text make. Their number
// is small, so that the prepared statements stay few.
func containing(text string, args []any) (string, []any) {
	words := strings.Fields(i18n.Fold(text))
	var where strings.Builder
	for _, word := range words[:min(len(words), mostWords)] {
		args = append(args, "%"+escapeLike.Replace(word)+"%")
		fmt.Fprintf(&where, "\n  AND d.folded LIKE $%d ESCAPE '\\'", len(args))
	}
	return where.String(), args
}

const selectFiles = `
SELECT hash, size
FROM stored_file
WHERE hash > $1
ORDER BY hash
LIMIT 500`

func scanStored(row db.Scanner) (blob.Stored, error) {
	var s blob.Stored
	err := row.Scan(&s.Hash, &s.Size)
	return s, err
}
