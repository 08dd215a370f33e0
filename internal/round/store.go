package round

import (
	"fmt"
	"slices"
	"sync"

	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/score"
)

const columns = `id, code, year, title, state, demo_note, late_upload, version`

func scan(row db.Scanner) (Round, error) {
	var r Round
	err := row.Scan(&r.ID, &r.Code, &r.Year, &r.Title, &r.State, &r.DemoNote, &r.LateUpload, &r.Version)
	return r, err
}

const insertRound = `
INSERT INTO round (id, code, year, title, state, demo_note, late_upload, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)`

func insert(tx *db.Tx, r Round) error {
	_, err := tx.Exec(insertRound, r.ID, r.Code, r.Year, r.Title, r.State, r.DemoNote, r.LateUpload, tx.Now())
	if par.Is(err, par.Conflict) {
		return par.InvalidFields(map[string]par.Text{"code": par.T("round.code_taken")}).Because(err)
	}
	return err
}

const touchRound = `
UPDATE round
SET title = $1, year = $2, demo_note = $3, late_upload = $4, version = version + 1
WHERE id = $5 AND version = $6`

// touch saves the round's own fields and makes any older copy of it stale.
func touch(tx *db.Tx, r Round) error {
	n, err := tx.Exec(touchRound, r.Title, r.Year, r.DemoNote, r.LateUpload, r.ID, r.Version)
	if err == nil && n == 0 {
		return par.E(par.Conflict, "error.conflict")
	}
	return err
}

const moveRound = `
UPDATE round
SET state = $1, version = version + 1
WHERE id = $2 AND state = $3 AND version = $4`

func move(tx *db.Tx, r Round, to par.Stage) error {
	n, err := tx.Exec(moveRound, to, r.ID, r.State, r.Version)
	if err == nil && n == 0 {
		return par.E(par.Conflict, "error.conflict")
	}
	return err
}

const selectRound = `
SELECT ` + columns + `
FROM round
WHERE id = $1`

// ByID finds a round with its calendar and blocks.
func ByID(tx *db.Tx, id par.ID) (Round, error) {
	r, err := db.One(tx, scan, selectRound, id)
	if err != nil {
		return r, err
	}
	return complete(tx, r)
}

const selectRoundByCode = `
SELECT ` + columns + `
FROM round
WHERE code = $1`

// ByCode finds a round by its code.
func ByCode(tx *db.Tx, code string) (Round, error) {
	r, err := db.One(tx, scan, selectRoundByCode, code)
	if err != nil {
		return r, err
	}
	return complete(tx, r)
}

const selectRounds = `
SELECT ` + columns + `
FROM round
ORDER BY year DESC, code
LIMIT 500`

// List lists all rounds with their calendars and blocks, the latest year first.
func List(tx *db.Tx) ([]Round, error) {
	rounds, err := db.List(tx, scan, selectRounds)
	if err != nil {
		return nil, err
	}
	for i := range rounds {
		if rounds[i], err = complete(tx, rounds[i]); err != nil {
			return nil, err
		}
	}
	return rounds, nil
}

// parts are what a round has beside its own row. They change only together
// with its version.
type parts struct {
	calendar   []Window
	blocks     []Block
	extensions []Extension
}

func complete(tx *db.Tx, r Round) (Round, error) {
	p, err := db.Memo(tx, "round", r.ID, r.Version, func() (parts, error) { return readParts(tx, r.ID) })
	r.Calendar, r.Blocks, r.Extensions = slices.Clone(p.calendar), slices.Clone(p.blocks), slices.Clone(p.extensions)
	return r, err
}

func readParts(tx *db.Tx, id par.ID) (parts, error) {
	var p parts
	var err error
	if p.calendar, err = db.List(tx, scanWindow, selectStages, id); err != nil {
		return p, err
	}
	all, err := ListExtensions(tx, id)
	if err != nil {
		return p, err
	}
	p.extensions = slices.DeleteFunc(all, func(e Extension) bool { return e.RemovedAt != 0 })
	stored, err := db.List(tx, scanBlock, selectBlocks, id)
	if err != nil {
		return p, err
	}
	for _, b := range stored {
		if b.Method, err = methodOf(tx, b); err != nil {
			return p, err
		}
		p.blocks = append(p.blocks, b.Block)
	}
	return p, nil
}

const selectStages = `
SELECT stage, opens_at, closes_at
FROM round_stage
WHERE round_id = $1
ORDER BY opens_at, stage`

func scanWindow(row db.Scanner) (Window, error) {
	var w Window
	err := row.Scan(&w.Stage, &w.Opens, &w.Closes)
	return w, err
}

const upsertStage = `
INSERT INTO round_stage (round_id, stage, opens_at, closes_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (round_id, stage) DO UPDATE
SET opens_at = excluded.opens_at, closes_at = excluded.closes_at`

func saveWindow(tx *db.Tx, id par.ID, w Window) error {
	_, err := tx.Exec(upsertStage, id, w.Stage, w.Opens, w.Closes)
	return err
}

const selectBlocks = `
SELECT code, name, position, edition_id, method, skipped
FROM round_block
WHERE round_id = $1
ORDER BY position, code`

type storedBlock struct {
	Block
	method string
}

func scanBlock(row db.Scanner) (storedBlock, error) {
	var b storedBlock
	err := row.Scan(&b.Code, &b.Name, &b.Position, &b.EditionID, &b.method, &b.Skipped)
	return b, err
}

// methods keeps parsed methods by edition and text; both are values that never
// change under their key.
var methods sync.Map

func methodOf(tx *db.Tx, b storedBlock) (*score.Method, error) {
	key := string(b.EditionID) + b.method
	if kept, ok := methods.Load(key); ok {
		m, _ := kept.(*score.Method)
		return m, nil
	}
	edition, err := criteria.ByID(tx, b.EditionID)
	if err != nil {
		return nil, err
	}
	m, err := score.ReadMethod([]byte(b.method), edition.Set)
	if err != nil {
		return nil, fmt.Errorf("read method of block %s: %w", b.Code, err)
	}
	methods.Store(key, m)
	return m, nil
}

const upsertBlock = `
INSERT INTO round_block (round_id, code, name, position, edition_id, method, skipped)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (round_id, code) DO UPDATE
SET name = excluded.name, position = excluded.position, edition_id = excluded.edition_id,
    method = excluded.method, skipped = excluded.skipped`

func saveBlock(tx *db.Tx, id par.ID, b Block) error {
	_, err := tx.Exec(upsertBlock, id, b.Code, b.Name, b.Position, b.EditionID, string(b.Method.JSON()), b.Skipped)
	return err
}

const deleteBlock = `
DELETE FROM round_block
WHERE round_id = $1 AND code = $2`

func removeBlock(tx *db.Tx, id par.ID, code string) error {
	_, err := tx.Exec(deleteBlock, id, code)
	return err
}

const participantColumns = `u.id, u.code, u.name, u.short_name, u.level, u.active, u.version, p.block, p.ranked, p.position, p.dropped`

const selectParticipant = `
SELECT ` + participantColumns + `
FROM participant AS p
JOIN unit AS u ON u.id = p.unit_id
WHERE p.round_id = $1 AND p.unit_id = $2`

const selectParticipants = `
SELECT ` + participantColumns + `
FROM participant AS p
JOIN unit AS u ON u.id = p.unit_id
JOIN round_block AS b ON b.round_id = p.round_id AND b.code = p.block
WHERE p.round_id = $1
ORDER BY b.position, p.position, u.code
LIMIT 10000`

func scanParticipant(row db.Scanner) (Participant, error) {
	var p Participant
	u := &p.Unit
	err := row.Scan(&u.ID, &u.Code, &u.Name, &u.Short, &u.Level, &u.Active, &u.Version, &p.Block, &p.Ranked, &p.Position, &p.Dropped)
	return p, err
}

// Participants lists the units of a round by block and position, also those
// that were dropped and those of blocks that are left out.
func Participants(tx *db.Tx, roundID par.ID) ([]Participant, error) {
	return db.List(tx, scanParticipant, selectParticipants, roundID)
}

// Playing lists the units that take part: those that were not dropped, of
// blocks that are not left out.
func Playing(tx *db.Tx, r Round) ([]Participant, error) {
	all, err := Participants(tx, r.ID)
	return slices.DeleteFunc(all, func(p Participant) bool {
		b, _ := r.Block(p.Block)
		return p.Dropped != "" || b.Skipped != ""
	}), err
}

const upsertParticipant = `
INSERT INTO participant (round_id, unit_id, block, ranked, position, dropped)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (round_id, unit_id) DO UPDATE
SET block = excluded.block, ranked = excluded.ranked, position = excluded.position, dropped = excluded.dropped`

func saveParticipant(tx *db.Tx, id par.ID, p Participant) error {
	_, err := tx.Exec(upsertParticipant, id, p.Unit.ID, p.Block, p.Ranked, p.Position, p.Dropped)
	return err
}

const deleteParticipant = `
DELETE FROM participant
WHERE round_id = $1 AND unit_id = $2`

func removeParticipant(tx *db.Tx, id, unitID par.ID) error {
	_, err := tx.Exec(deleteParticipant, id, unitID)
	return err
}
