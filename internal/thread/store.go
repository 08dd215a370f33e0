package thread

import (
	"slices"

	"parindex/internal/db"
	"parindex/internal/par"
)

const remarkColumns = `id, dossier_id, leaf, thread_id, audience, body, author_id, written_at, resolved_by, resolved_at, version`

func scanRemark(row db.Scanner) (Remark, error) {
	var r Remark
	err := row.Scan(&r.ID, &r.DossierID, &r.Leaf, &r.ThreadID, &r.Audience, &r.Body, &r.Author, &r.WrittenAt, &r.ResolvedBy, &r.ResolvedAt, &r.Version)
	return r, err
}

// selectOnLeaf lists first remarks before replies, each the oldest first.
const selectOnLeaf = `
SELECT ` + remarkColumns + `
FROM remark
WHERE dossier_id = $1 AND leaf = $2
ORDER BY CASE WHEN thread_id = '' THEN 0 ELSE 1 END, written_at, id
LIMIT 5000`

const selectHead = `
SELECT ` + remarkColumns + `
FROM remark
WHERE id = $1 AND dossier_id = $2 AND leaf = $3 AND thread_id = ''`

const selectOpen = `
SELECT leaf, audience, COUNT(*)
FROM remark
WHERE dossier_id = $1 AND thread_id = '' AND resolved_at = 0
GROUP BY leaf, audience
ORDER BY leaf, audience
LIMIT 10000`

type tally struct {
	leaf     string
	audience par.Audience
	count    int
}

func scanTally(row db.Scanner) (tally, error) {
	var t tally
	err := row.Scan(&t.leaf, &t.audience, &t.count)
	return t, err
}

const selectTalked = `
SELECT DISTINCT dossier_id
FROM remark
WHERE thread_id = '' AND resolved_at = 0 AND dossier_id IN (`

const inOrder = `)
ORDER BY dossier_id
LIMIT 10000`

const insertRemark = `
INSERT INTO remark (id, dossier_id, leaf, thread_id, audience, body, author_id, written_at, resolved_by, resolved_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', 0, $9)`

const insertMention = `
INSERT INTO remark_mention (remark_id, person_id)
VALUES ($1, $2)`

func insert(tx *db.Tx, r Remark, named []par.ID) error {
	if _, err := tx.Exec(insertRemark, r.ID, r.DossierID, r.Leaf, r.ThreadID, r.Audience, r.Body, r.Author, r.WrittenAt, r.Version); err != nil {
		return err
	}
	for i, person := range named {
		if slices.Contains(named[:i], person) {
			continue
		}
		if _, err := tx.Exec(insertMention, r.ID, person); err != nil {
			return err
		}
	}
	return nil
}

const reopenBySaying = `
UPDATE remark
SET resolved_by = '', resolved_at = 0, version = version + 1
WHERE id = $1`

const updateSettled = `
UPDATE remark
SET resolved_by = $2, resolved_at = $3, version = version + 1
WHERE id = $1`

type mention struct{ remark, thread, person par.ID }

func scanMention(row db.Scanner) (mention, error) {
	var m mention
	err := row.Scan(&m.remark, &m.thread, &m.person)
	return m, err
}

const selectMentions = `
SELECT m.remark_id, r.thread_id, m.person_id
FROM remark_mention AS m
JOIN remark AS r ON r.id = m.remark_id
WHERE m.remark_id IN (`

// mentionsOf lists whom remarks name.
func mentionsOf(tx *db.Tx, remarks []par.ID) ([]mention, error) {
	marks, args := db.In(nil, remarks)
	return db.List(tx, scanMention, selectMentions+marks+")\nORDER BY m.remark_id, m.person_id\nLIMIT 20000", args...)
}

const selectInThread = `
SELECT author_id
FROM remark
WHERE id = $1 OR thread_id = $1
UNION
SELECT m.person_id
FROM remark_mention AS m
JOIN remark AS r ON r.id = m.remark_id
WHERE r.id = $1 OR r.thread_id = $1
ORDER BY 1
LIMIT 5000`

// inThread lists who has written in a thread or was named there.
func inThread(tx *db.Tx, thread par.ID) ([]par.ID, error) {
	if thread == "" {
		return nil, nil
	}
	return db.List(tx, db.Value[par.ID], selectInThread, thread)
}
