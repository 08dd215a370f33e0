package dossier

import "parindex/internal/db"

const assignmentColumns = `a.id, a.dossier_id, a.area, a.leaf, a.person_id, a.due_on, a.note, a.given_by, a.given_at, a.ended_by, a.ended_at, a.version`

func scanAssignment(row db.Scanner) (Assignment, error) {
	var a Assignment
	err := row.Scan(&a.ID, &a.DossierID, &a.Area, &a.Leaf, &a.Person, &a.Due, &a.Note, &a.GivenBy, &a.GivenAt, &a.EndedBy, &a.EndedAt, &a.Version)
	return a, err
}

const selectOpenOf = `
SELECT ` + assignmentColumns + `
FROM assignment AS a
WHERE a.dossier_id = $1 AND a.ended_at = 0
ORDER BY a.area, a.leaf, a.id
LIMIT 10000`

const selectAllOf = `
SELECT ` + assignmentColumns + `
FROM assignment AS a
WHERE a.dossier_id = $1
ORDER BY a.given_at DESC, a.id DESC
LIMIT 10000`

const selectOpenLeaf = `
SELECT ` + assignmentColumns + `
FROM assignment AS a
WHERE a.dossier_id = $1 AND a.leaf = $2 AND a.ended_at = 0
ORDER BY a.id
LIMIT 1`

const selectOpenArea = `
SELECT ` + assignmentColumns + `
FROM assignment AS a
WHERE a.dossier_id = $1 AND a.area = $2 AND a.leaf = '' AND a.ended_at = 0
ORDER BY a.id
LIMIT 1`

const selectOpenIn = `
SELECT ` + assignmentColumns + `
FROM assignment AS a
JOIN dossier AS d ON d.id = a.dossier_id
WHERE d.unit_id = $1 AND a.person_id = $2 AND a.ended_at = 0 AND ($3 = '' OR d.round_id = $3)
ORDER BY a.dossier_id, a.area, a.leaf, a.id
LIMIT 10000`

const selectOpenFor = `
SELECT ` + assignmentColumns + `
FROM assignment AS a
WHERE a.person_id = $1 AND a.ended_at = 0
ORDER BY a.dossier_id, a.area, a.leaf, a.id
LIMIT 10000`

const selectBusy = `
SELECT DISTINCT a.person_id
FROM assignment AS a
WHERE a.ended_at = 0
ORDER BY a.person_id
LIMIT 10000`

const insertAssignment = `
INSERT INTO assignment (id, dossier_id, area, leaf, person_id, due_on, note, given_by, given_at, ended_by, ended_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 0, 1)`

const updateAssignment = `
UPDATE assignment
SET due_on = $3, note = $4, version = version + 1
WHERE id = $1 AND version = $2 AND ended_at = 0`

const endAssignment = `
UPDATE assignment
SET ended_by = $3, ended_at = $4, version = version + 1
WHERE id = $1 AND version = $2 AND ended_at = 0`
