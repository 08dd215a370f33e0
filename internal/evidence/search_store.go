package evidence

import (
	"fmt"
	"slices"
	"strings"

	"parindex/internal/db"
	"parindex/internal/par"
)

const foundColumns = `d.id, d.unit_id, d.kind, d.issued_on, d.issuer, d.security, d.effective_on, d.expires_on,
       CASE WHEN EXISTS (SELECT 1 FROM evidence_use AS u WHERE u.document_id = d.id AND u.removed_at = 0) THEN 1 ELSE 0 END,
       CASE WHEN EXISTS (
         SELECT 1
         FROM evidence_use AS u
         JOIN dossier AS o ON o.id = u.dossier_id
         JOIN round AS r ON r.id = o.round_id
         WHERE u.document_id = d.id AND u.removed_at = 0 AND r.year = $1
       ) THEN 1 ELSE 0 END,
       COALESCE(i.row_id, 0)`

func scanFound(row db.Scanner) (found, error) {
	var f found
	err := row.Scan(&f.id, &f.unit, &f.kind, &f.issuedOn, &f.issuer, &f.security, &f.effective, &f.expires, &f.used, &f.lastYear, &f.row)
	return f, err
}

const selectScope = `
SELECT ` + foundColumns + `
FROM document AS d
LEFT JOIN document_index AS i ON i.document_id = d.id
WHERE %s
ORDER BY d.created_at DESC, d.id
LIMIT $2`

// listFound lists all documents of a scope, the newest first.
func listFound(tx *db.Tx, scope Scope, lastYear int) ([]found, error) {
	where, args := scope.where("d.id", "d.unit_id", []any{lastYear, mostListed + 1})
	return db.List(tx, scanFound, fmt.Sprintf(selectScope, where), args...)
}

const selectHits = `
SELECT i.row_id
FROM document_search
JOIN document_index AS i ON i.row_id = document_search.rowid
WHERE %s
  AND %s
ORDER BY document_search.rowid DESC
LIMIT $1`

// searchTier lists the rows of a scope that have the words in the way of a
// tier, the newest first.
func searchTier(tx *db.Tx, scope Scope, way tier, terms Terms) ([]int64, error) {
	match, words := tx.Match(searchIndex, way.column, "$2", terms.asked(scopeOf(scope.Unit), way))
	where, args := scope.where("i.document_id", "i.unit_id", []any{mostFound + 1, words})
	return db.List(tx, db.Value[int64], fmt.Sprintf(selectHits, match, where), args...)
}

const selectFound = `
SELECT ` + foundColumns + `
FROM document_index AS i
JOIN document AS d ON d.id = i.document_id
WHERE i.row_id IN (%s)
ORDER BY i.row_id DESC
LIMIT 1000`

// together is how many rows one statement loads. Each asks for as many, so that
// the prepared statements stay few.
const together = 250

// foundOf loads what a search weighs of some rows of the index.
func foundOf(tx *db.Tx, rows []int64, lastYear int) ([]found, error) {
	all := make([]found, 0, len(rows))
	for part := range slices.Chunk(rows, together) {
		part = slices.Clone(part)
		for len(part) < together {
			part = append(part, part[0])
		}
		marks, args := db.In([]any{lastYear}, part)
		some, err := db.List(tx, scanFound, fmt.Sprintf(selectFound, marks), args...)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// where writes the condition that a document lies in the scope, by the columns
// of its id and its unit. No reach reaches nothing.
func (s Scope) where(id, unit string, args []any) (string, []any) {
	if s.Unit != "" {
		args = append(args, s.Unit)
		return fmt.Sprintf("%s = $%d", unit, len(args)), args
	}
	if len(s.Reach) == 0 {
		return id + " IS NULL", args
	}
	parts := make([]string, len(s.Reach))
	for i, r := range s.Reach {
		var dossiers, leaves string
		dossiers, args = db.In(args, r.Dossiers)
		leaves, args = db.In(args, r.Leaves)
		parts[i] = "(u.dossier_id IN (" + dossiers + ") AND u.leaf IN (" + leaves + "))"
	}
	return "EXISTS (SELECT 1 FROM evidence_use AS u WHERE u.document_id = " + id + " AND u.removed_at = 0 AND (" + strings.Join(parts, " OR ") + "))", args
}

const selectLastYear = `
SELECT CAST(COALESCE(MAX(r.year), 0) AS BIGINT)
FROM dossier AS o
JOIN round AS r ON r.id = o.round_id
WHERE o.unit_id = $1`

// yearBefore returns the year before the latest one in which a unit is
// assessed; 0 where it never was.
func yearBefore(tx *db.Tx, unit par.ID) (int, error) {
	year, err := db.One(tx, db.Value[int], selectLastYear, unit)
	if err != nil || year == 0 {
		return 0, err
	}
	return year - 1, nil
}

const selectSome = `
SELECT ` + documentColumns + `,
       (SELECT COUNT(*) FROM evidence_use AS u WHERE u.document_id = d.id AND u.removed_at = 0)
FROM document AS d
JOIN stored_file AS f ON f.hash = d.file_hash
WHERE d.id IN (%s)
ORDER BY d.id
LIMIT 1000`

// entriesOf loads documents in the order in which they were found.
func entriesOf(tx *db.Tx, hits []found) ([]Entry, error) {
	ids, at := make([]par.ID, len(hits)), make(map[par.ID]int, len(hits))
	for i, hit := range hits {
		ids[i], at[hit.id] = hit.id, i
	}
	if len(ids) == 0 {
		return nil, nil
	}
	marks, args := db.In(nil, ids)
	rows, err := db.List(tx, scanEntry, fmt.Sprintf(selectSome, marks), args...)
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(hits))
	for _, e := range rows {
		i := at[e.ID]
		e.InText, e.LastYear = tiers[hits[i].tier].text, hits[i].lastYear == 1
		entries[i] = e
	}
	return entries, nil
}
