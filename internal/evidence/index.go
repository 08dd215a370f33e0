package evidence

import (
	"context"
	"strings"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// atOnce is how many documents one transaction takes into the index.
const atOnce = 100

// IndexRest takes into the index every document that it does not hold yet, as
// those that are older than the index. It returns how many there were.
func (s *Service) IndexRest(ctx context.Context) (int, error) {
	count := 0
	for {
		var ids []par.ID
		err := s.db.Housekeep(ctx, func(tx *db.Tx) (err error) {
			if ids, err = db.List(tx, db.Value[par.ID], selectUnindexed, atOnce); err != nil {
				return err
			}
			return indexAll(tx, ids)
		})
		if count += len(ids); err != nil || len(ids) < atOnce {
			return count, err
		}
	}
}

const selectUnindexed = `
SELECT d.id
FROM document AS d
WHERE NOT EXISTS (SELECT 1 FROM document_index AS i WHERE i.document_id = d.id)
ORDER BY d.created_at, d.id
LIMIT $1`

const selectWithFile = `
SELECT id
FROM document
WHERE file_hash = $1
ORDER BY created_at, id
LIMIT 10000`

// IndexText takes the text of a file into the index of each document whose
// newest file it is. Whoever stores text calls it in the same transaction.
func IndexText(tx *db.Tx, hash string) error {
	ids, err := db.List(tx, db.Value[par.ID], selectWithFile, hash)
	if err != nil {
		return err
	}
	return indexAll(tx, ids)
}

func indexAll(tx *db.Tx, ids []par.ID) error {
	for _, id := range ids {
		d, err := ByID(tx, id)
		if err != nil {
			return err
		}
		if err := index(tx, d); err != nil {
			return err
		}
	}
	return nil
}

// meta is the text that the row of a document holds, with the name of its kind.
func (d Document) meta() string {
	kind := i18n.New(kindLanguage).T("paper." + string(d.Kind))
	return strings.Join([]string{d.Number, kind, d.Issuer, d.Signer, d.Summary, d.File.Name}, " ")
}

const deleteWords = `
DELETE FROM document_search
WHERE rowid = $1`

const insertWords = `
INSERT INTO document_search (rowid, meta_exact, meta, body_exact, body)
VALUES ($1, $2, $3, $4, $5)`

// index takes what is known of a document into the index, in place of what was
// there. What is found in the text is found in the row, too.
func index(tx *db.Tx, d Document) error {
	row, err := indexRow(tx, d)
	if err != nil {
		return err
	}
	pages, err := TextOf(tx, d.File.Hash)
	if err != nil {
		return err
	}
	meta := cut(d.meta())
	body := meta
	for _, page := range pages {
		body = append(body, cut(page.Body)...)
	}
	if _, err := tx.Exec(deleteWords, row); err != nil {
		return err
	}
	meta, body = different(meta), different(body)
	write := func(words []string) string { return db.Row(append(words, scopeOf(d.UnitID))) }
	_, err = tx.Exec(insertWords, row, write(meta), write(folded(meta)), write(body), write(folded(body)))
	return err
}

func scopeOf(unit par.ID) string {
	if unit == "" {
		return ""
	}
	return scopeMark + string(unit)
}

const selectRow = `
SELECT row_id
FROM document_index
WHERE document_id = $1`

const selectTaken = `
SELECT row_id
FROM document_index
WHERE row_id >= $1
ORDER BY row_id
LIMIT 10000`

const insertRow = `
INSERT INTO document_index (document_id, row_id, unit_id)
VALUES ($1, $2, $3)`

// indexRow finds the row of a document in the index, or gives it one: the
// moment at which it was added, so that the newest has the highest, or the
// first free number after it.
func indexRow(tx *db.Tx, d Document) (int64, error) {
	rows, err := db.List(tx, db.Value[int64], selectRow, d.ID)
	if err != nil {
		return 0, err
	}
	if len(rows) > 0 {
		return rows[0], nil
	}
	row := int64(d.CreatedAt)
	taken, err := db.List(tx, db.Value[int64], selectTaken, row)
	if err != nil {
		return 0, err
	}
	for _, other := range taken {
		if other != row {
			break
		}
		row++
	}
	_, err = tx.Exec(insertRow, d.ID, row, d.UnitID)
	return row, err
}
