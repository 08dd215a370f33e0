package evidence

import (
	"parindex/internal/blob"
	"parindex/internal/db"
	"parindex/internal/par"
)

const documentColumns = `d.id, d.unit_id, d.number, d.kind, d.issued_on, d.issuer, d.signer, d.summary,
       d.file_name, d.file_hash, f.size, f.media_type, f.pages, d.begun_at, d.created_at, d.created_by, d.version,
       d.security, d.effective_on, d.expires_on, d.revision`

func (d *Document) places() []any {
	return []any{
		&d.ID, &d.UnitID, &d.Number, &d.Kind, &d.IssuedOn, &d.Issuer, &d.Signer, &d.Summary,
		&d.File.Name, &d.File.Hash, &d.File.Size, &d.File.Media, &d.File.Pages, &d.BegunAt, &d.CreatedAt, &d.CreatedBy, &d.Version,
		&d.Security, &d.EffectiveOn, &d.ExpiresOn, &d.Revision,
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
INSERT INTO document (id, unit_id, number, kind, issued_on, issuer, signer, summary, folded, file_hash, file_name, begun_at, created_at, created_by, version, security, effective_on, expires_on, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`

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
		d.File.Hash, d.File.Name, d.BegunAt, d.CreatedAt, d.CreatedBy, d.Version, d.Security, d.EffectiveOn, d.ExpiresOn, d.Revision)
	if err != nil {
		return err
	}
	return index(tx, d)
}

const updateDocument = `
UPDATE document
SET number = $1, kind = $2, issued_on = $3, issuer = $4, signer = $5, summary = $6, folded = $7, security = $8, effective_on = $9, expires_on = $10, version = version + 1
WHERE id = $11 AND version = $12`

func update(tx *db.Tx, d Document) error {
	n, err := tx.Exec(updateDocument, d.Number, d.Kind, d.IssuedOn, d.Issuer, d.Signer, d.Summary, d.folded(), d.Security, d.EffectiveOn, d.ExpiresOn, d.ID, d.Version)
	if err != nil {
		return err
	}
	if n == 1 {
		return index(tx, d)
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
	Uses     int
	Where    []Use    // the latest dossier first
	LastYear bool     // it was used in the year before the one that is assessed
	InText   bool     // the words of the search stand in its text, not all in its row
	Passage  *Passage // where; nil: not said
}

func scanEntry(row db.Scanner) (Entry, error) {
	var e Entry
	err := row.Scan(append(e.places(), &e.Uses)...)
	return e, err
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
