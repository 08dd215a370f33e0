package criteria

import (
	"encoding/json"
	"fmt"
	"sync"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/score"
)

const insertEdition = `
INSERT INTO edition (id, code, number, title, level, sample, note, content, guides, hash, frozen_at, created_at, created_by, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, 1)`

func insert(tx *db.Tx, e Edition, by par.ID, guides string) error {
	_, err := tx.Exec(insertEdition, e.ID, e.Code, e.Number, e.Title, e.Level, e.Sample, e.Note,
		string(e.Set.JSON()), guides, e.Hash, tx.Now(), by)
	return err
}

const selectNextNumber = `
SELECT COALESCE(MAX(number), 0) + 1
FROM edition
WHERE code = $1`

func nextNumber(tx *db.Tx, code string) (int64, error) {
	return db.One(tx, db.Value[int64], selectNextNumber, code)
}

const freezeEdition = `
UPDATE edition
SET frozen_at = $1, version = version + 1
WHERE id = $2 AND frozen_at = 0`

// Freeze keeps an edition as it is from now on. Freezing twice changes nothing.
func Freeze(tx *db.Tx, id par.ID) error {
	_, err := tx.Exec(freezeEdition, tx.Now(), id)
	return err
}

const head = `id, code, number, title, level, sample, note, hash, frozen_at, version`

func scanHead(row db.Scanner) (Edition, error) {
	var e Edition
	err := row.Scan(&e.ID, &e.Code, &e.Number, &e.Title, &e.Level, &e.Sample, &e.Note, &e.Hash, &e.FrozenAt, &e.Version)
	return e, err
}

const selectEditions = `
SELECT ` + head + `
FROM edition
ORDER BY code, number DESC
LIMIT 1000`

// List lists every edition without its content.
func List(tx *db.Tx) ([]Edition, error) { return db.List(tx, scanHead, selectEditions) }

const selectEdition = `
SELECT ` + head + `
FROM edition
WHERE id = $1`

const selectContent = `
SELECT content, guides
FROM edition
WHERE id = $1`

const selectNewest = `
SELECT ` + head + `
FROM edition
WHERE code = $1
ORDER BY number DESC
LIMIT 1`

// Newest finds the newest edition of a set with its content.
func Newest(tx *db.Tx, code string) (Edition, error) {
	e, err := db.One(tx, scanHead, selectNewest, code)
	if err != nil {
		return e, err
	}
	return ByID(tx, e.ID)
}

type content struct{ set, guides string }

func scanContent(row db.Scanner) (content, error) {
	var c content
	err := row.Scan(&c.set, &c.guides)
	return c, err
}

// parsed is the content of an edition, ready for use. The content of an
// edition never changes under one hash, so that it can be kept.
type parsed struct {
	set    *score.Set
	guides map[string]Guide
}

// cache keeps parsed contents by hash; a city has a few dozen.
var cache sync.Map

// ByID finds an edition with its content.
func ByID(tx *db.Tx, id par.ID) (Edition, error) {
	e, err := db.One(tx, scanHead, selectEdition, id)
	if err != nil {
		return e, err
	}
	kept, ok := cache.Load(e.Hash)
	if !ok {
		if kept, err = load(tx, id); err != nil {
			return e, err
		}
		cache.Store(e.Hash, kept)
	}
	p, _ := kept.(*parsed)
	e.Set, e.Guides = p.set, p.guides
	return e, nil
}

func load(tx *db.Tx, id par.ID) (*parsed, error) {
	c, err := db.One(tx, scanContent, selectContent, id)
	if err != nil {
		return nil, err
	}
	p := &parsed{}
	if p.set, err = score.ReadSet([]byte(c.set)); err != nil {
		return nil, fmt.Errorf("read edition %s: %w", id, err)
	}
	if err := json.Unmarshal([]byte(c.guides), &p.guides); err != nil {
		return nil, fmt.Errorf("read edition %s: %w", id, err)
	}
	return p, nil
}
