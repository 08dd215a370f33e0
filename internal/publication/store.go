package publication

import (
	"parindex/internal/db"
	"parindex/internal/par"
)

const columns = `p.id, p.round_id, p.round_code, p.number, p.year, p.title, p.demo_note, p.hash, p.events_to, p.policy_version,
       p.replaces, p.reason, p.decided_by, p.decided_name, p.decided_at,
       COALESCE(r.published_by, ''), COALESCE(r.published_name, ''), COALESCE(r.published_at, 0)`

func scan(row db.Scanner) (Publication, error) {
	var p Publication
	err := row.Scan(&p.ID, &p.RoundID, &p.Round, &p.Number, &p.Year, &p.Title, &p.DemoNote, &p.Hash, &p.EventsTo, &p.PolicyVersion,
		&p.Replaces, &p.Reason, &p.DecidedBy, &p.DecidedName, &p.DecidedAt, &p.PublishedBy, &p.PublishedName, &p.PublishedAt)
	return p, err
}

const selectPublication = `
SELECT ` + columns + `
FROM publication AS p
LEFT JOIN publication_release AS r ON r.publication_id = p.id
WHERE p.id = $1`

// ByID finds a publication, public or not.
func ByID(tx *db.Tx, id par.ID) (Publication, error) {
	p, err := db.One(tx, scan, selectPublication, id)
	if err != nil {
		return p, err
	}
	p.Blocks, err = db.List(tx, scanBlock, selectBlocks, id)
	return p, err
}

const selectOfRound = `
SELECT ` + columns + `
FROM publication AS p
LEFT JOIN publication_release AS r ON r.publication_id = p.id
WHERE p.round_id = $1
ORDER BY p.number DESC
LIMIT 200`

// OfRound lists the decisions on a round, the latest first.
func OfRound(tx *db.Tx, roundID par.ID) ([]Publication, error) {
	return db.List(tx, scan, selectOfRound, roundID)
}

const selectReleased = `
SELECT ` + columns + `
FROM publication AS p
JOIN publication_release AS r ON r.publication_id = p.id
ORDER BY p.year DESC, r.published_at DESC, p.number DESC
LIMIT 500`

// Released lists what is public, the latest year first.
func Released(tx *db.Tx) ([]Publication, error) { return db.List(tx, scan, selectReleased) }

const selectAll = `
SELECT ` + columns + `
FROM publication AS p
LEFT JOIN publication_release AS r ON r.publication_id = p.id
ORDER BY p.year DESC, p.round_code, p.number DESC
LIMIT 1000`

// List lists every publication, public or not, the latest year first.
func List(tx *db.Tx) ([]Publication, error) { return db.List(tx, scan, selectAll) }

const selectBlocks = `
SELECT block, name, position, hash, OCTET_LENGTH(bundle)
FROM publication_block
WHERE publication_id = $1
ORDER BY position, block
LIMIT 100`

func scanBlock(row db.Scanner) (Block, error) {
	var b Block
	err := row.Scan(&b.Code, &b.Name, &b.Position, &b.Hash, &b.BundleSize)
	return b, err
}

const insertPublication = `
INSERT INTO publication (id, round_id, round_code, number, year, title, demo_note, hash, events_to, policy_version,
                         replaces, reason, decided_by, decided_name, decided_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`

const insertBlock = `
INSERT INTO publication_block (publication_id, block, position, name, bundle, result, detail, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

func insert(tx *db.Tx, p Publication, contents []content) error {
	_, err := tx.Exec(insertPublication, p.ID, p.RoundID, p.Round, p.Number, p.Year, p.Title, p.DemoNote, p.Hash, p.EventsTo,
		p.PolicyVersion, p.Replaces, p.Reason, p.DecidedBy, p.DecidedName, p.DecidedAt)
	if err != nil {
		return err
	}
	for _, c := range contents {
		if _, err := tx.Exec(insertBlock, p.ID, c.Code, c.Position, c.Name, c.Bundle, c.Result, c.Detail, c.Hash); err != nil {
			return err
		}
	}
	return nil
}

const insertRelease = `
INSERT INTO publication_release (publication_id, published_by, published_name, published_at)
VALUES ($1, $2, $3, $4)`

func release(tx *db.Tx, id par.ID, by par.Actor) error {
	_, err := tx.Exec(insertRelease, id, by.Person, by.Name, tx.Now())
	return err
}

const selectContents = `
SELECT block, name, position, bundle, result, detail, hash
FROM publication_block
WHERE publication_id = $1
ORDER BY position, block
LIMIT 100`

const selectContent = `
SELECT block, name, position, bundle, result, detail, hash
FROM publication_block
WHERE publication_id = $1 AND block = $2`

func scanContent(row db.Scanner) (content, error) {
	var c content
	err := row.Scan(&c.Code, &c.Name, &c.Position, &c.Bundle, &c.Result, &c.Detail, &c.Hash)
	return c, err
}

const selectBlockYears = `
SELECT p.id, p.year, b.result
FROM publication_release AS r
JOIN publication AS p ON p.id = r.publication_id
JOIN publication_block AS b ON b.publication_id = p.id
WHERE b.block = $1 AND p.year < $2
ORDER BY p.year DESC, r.published_at DESC, p.number DESC
LIMIT 100`

type blockYear struct {
	publication par.ID
	year        int
	result      string
}

func scanBlockYear(row db.Scanner) (blockYear, error) {
	var y blockYear
	err := row.Scan(&y.publication, &y.year, &y.result)
	return y, err
}
