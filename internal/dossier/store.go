package dossier

import (
	"fmt"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

const columns = `id, round_id, block, unit_id, state, remark, submitted_at, submitted_by,
       explained_at, explained_by, fallback, fallback_document, updated_at, version`

func scan(row db.Scanner) (Dossier, error) {
	var d Dossier
	err := row.Scan(d.columns()...)
	return d, err
}

func (d *Dossier) columns() []any {
	return []any{
		&d.ID, &d.RoundID, &d.Block, &d.UnitID, &d.State, &d.Remark, &d.SubmittedAt, &d.SubmittedBy,
		&d.ExplainedAt, &d.ExplainedBy, &d.Fallback, &d.Scan, &d.UpdatedAt, &d.Version,
	}
}

const selectDossier = `
SELECT ` + columns + `
FROM dossier
WHERE id = $1`

// ByID finds a dossier.
func ByID(tx *db.Tx, id par.ID) (Dossier, error) { return db.One(tx, scan, selectDossier, id) }

// selectVersions finds a dossier together with the versions of all that lies
// around it, in one step.
const selectVersions = `
SELECT d.id, d.round_id, d.block, d.unit_id, d.state, d.remark, d.submitted_at, d.submitted_by,
       d.explained_at, d.explained_by, d.fallback, d.fallback_document, d.updated_at, d.version,
       r.version, u.version, e.id, e.version, p.dropped
FROM dossier AS d
JOIN participant AS p ON p.round_id = d.round_id AND p.unit_id = d.unit_id
JOIN round AS r ON r.id = d.round_id
JOIN unit AS u ON u.id = d.unit_id
JOIN round_block AS b ON b.round_id = d.round_id AND b.code = d.block
JOIN edition AS e ON e.id = b.edition_id
WHERE d.id = $1`

// versions are those of a dossier's surroundings.
type versions struct {
	dossier              Dossier
	round, unit, edition int64
	editionID            par.ID
	dropped              string
}

func scanVersions(row db.Scanner) (versions, error) {
	var v versions
	err := row.Scan(append(v.dossier.columns(), &v.round, &v.unit, &v.editionID, &v.edition, &v.dropped)...)
	return v, err
}

const selectDossierOf = `
SELECT ` + columns + `
FROM dossier
WHERE round_id = $1 AND unit_id = $2`

// Of finds the dossier of a unit in a round.
func Of(tx *db.Tx, roundID, unitID par.ID) (Dossier, error) {
	return db.One(tx, scan, selectDossierOf, roundID, unitID)
}

const selectDossiers = `
SELECT ` + columns + `
FROM dossier
WHERE round_id = $1
ORDER BY block, unit_id
LIMIT 10000`

// List lists the dossiers of a round.
func List(tx *db.Tx, roundID par.ID) ([]Dossier, error) {
	return db.List(tx, scan, selectDossiers, roundID)
}

const selectDossiersOfUnit = `
SELECT ` + columns + `
FROM dossier
WHERE unit_id = $1
ORDER BY id DESC
LIMIT 200`

// OfUnit lists the dossiers of a unit, the latest first.
func OfUnit(tx *db.Tx, unitID par.ID) ([]Dossier, error) {
	return db.List(tx, scan, selectDossiersOfUnit, unitID)
}

const insertDossier = `
INSERT INTO dossier (id, round_id, block, unit_id, state, remark, submitted_at, submitted_by, updated_at, version)
VALUES ($1, $2, $3, $4, $5, '', 0, '', $6, 1)
ON CONFLICT (round_id, unit_id) DO NOTHING`

// Open gives a unit its dossier in a round, unless it has one.
func Open(tx *db.Tx, roundID par.ID, block string, unitID par.ID) error {
	_, err := tx.Exec(insertDossier, tx.NewID(), roundID, block, unitID, par.Draft, tx.Now())
	return err
}

const moveDossier = `
UPDATE dossier
SET state = $1, remark = $2, submitted_at = $3, submitted_by = $4, explained_at = $5, explained_by = $6,
    fallback = $7, fallback_document = $8, updated_at = $9, version = version + 1
WHERE id = $10 AND state = $11 AND version = $12`

// move keeps a dossier with its new state over the one of its version.
func move(tx *db.Tx, d Dossier, to par.DossierState) error {
	n, err := tx.Exec(moveDossier, to, d.Remark, d.SubmittedAt, d.SubmittedBy, d.ExplainedAt, d.ExplainedBy,
		d.Fallback, d.Scan, tx.Now(), d.ID, d.State, d.Version)
	if err == nil && n == 0 {
		return par.E(par.Conflict, "error.conflict")
	}
	return err
}

const scoreColumns = `leaf, stage, kind, body, note, reason, actor_id, at, version`

func scanScore(row db.Scanner) (Score, error) {
	var s Score
	var body string
	if err := row.Scan(&s.Leaf, &s.Stage, &s.Kind, &body, &s.Note, &s.Reason, &s.Actor, &s.At, &s.Version); err != nil {
		return s, err
	}
	return s, s.read(body)
}

// body writes what the score holds as text, and read reads it back.
func (s Score) body() string {
	switch s.Kind {
	case KindValue:
		return string(s.Value.JSON())
	case KindPoints:
		return string(s.Points)
	}
	return ""
}

func (s *Score) read(body string) (err error) {
	switch s.Kind {
	case KindValue:
		s.Value, err = score.ReadValue([]byte(body))
	case KindPoints:
		s.Points = par.Decimal(body)
	}
	if err != nil {
		return fmt.Errorf("read score of leaf %s: %w", s.Leaf, err)
	}
	return nil
}

const selectScores = `
SELECT ` + scoreColumns + `
FROM leaf_score
WHERE dossier_id = $1
ORDER BY leaf, stage`

// Scores lists the present scores of a dossier, of every stage.
func Scores(tx *db.Tx, dossierID par.ID) ([]Score, error) {
	return db.List(tx, scanScore, selectScores, dossierID)
}

// selectStamp sums the versions of a dossier's scores: each change of any score
// adds one, so that the sum names the state of them all.
const selectStamp = `
SELECT COALESCE(SUM(version), 0)
FROM leaf_score
WHERE dossier_id = $1`

const selectScoresSince = `
SELECT ` + scoreColumns + `
FROM leaf_score
WHERE dossier_id = $1 AND at >= $2
ORDER BY leaf, stage`

// scoresSince lists the present scores that were given at a moment or later.
func scoresSince(tx *db.Tx, dossierID par.ID, at par.Time) ([]Score, error) {
	return db.List(tx, scanScore, selectScoresSince, dossierID, at)
}

const selectScore = `
SELECT ` + scoreColumns + `
FROM leaf_score
WHERE dossier_id = $1 AND leaf = $2 AND stage = $3`

// ScoreOf finds the present score of a leaf at a stage; one that was never
// given has version 0.
func ScoreOf(tx *db.Tx, dossierID par.ID, leaf string, stage score.Stage) (Score, error) {
	s, err := db.One(tx, scanScore, selectScore, dossierID, leaf, stage)
	if par.Is(err, par.NotFound) {
		return Score{Leaf: leaf, Stage: stage}, nil
	}
	return s, err
}

const upsertScore = `
INSERT INTO leaf_score (dossier_id, leaf, stage, kind, body, note, reason, actor_id, at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
ON CONFLICT (dossier_id, leaf, stage) DO UPDATE
SET kind = excluded.kind, body = excluded.body, note = excluded.note, reason = excluded.reason,
    actor_id = excluded.actor_id, at = excluded.at, version = leaf_score.version + 1
WHERE leaf_score.version = $10`

const insertEvent = `
INSERT INTO score_event (seq, dossier_id, leaf, stage, version, kind, body, note, reason, actor_id, at, deadline, action, policy_version, request_id)
SELECT COALESCE(MAX(seq), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
FROM score_event`

// Conflict is what a refused save shows: what is there now, and since when by whom.
type Conflict struct {
	Theirs Score
}

// SaveScore keeps a score over the one of version s.Version, together with its
// event and audit line. Version 0 means that there was none.
func SaveScore(tx *db.Tx, permit policy.Permit, dossierID par.ID, s Score) (Score, error) {
	old, err := ScoreOf(tx, dossierID, s.Leaf, s.Stage)
	if err != nil {
		return s, err
	}
	return saveOver(tx, permit, dossierID, old, s)
}

// saveOver is SaveScore over a score that has been read in the same transaction.
func saveOver(tx *db.Tx, permit policy.Permit, dossierID par.ID, old, s Score) (Score, error) {
	if old.Version != s.Version {
		return s, par.E(par.Conflict, "dossier.conflict").With(Conflict{old})
	}
	body := s.body()
	s.Actor, s.At = permit.Actor().Person, tx.Now()
	n, err := tx.Exec(upsertScore, dossierID, s.Leaf, s.Stage, s.Kind, body, s.Note, s.Reason, s.Actor, s.At, s.Version)
	if err != nil {
		return s, err
	}
	if n == 0 {
		return s, par.E(par.Conflict, "dossier.conflict").With(Conflict{old})
	}
	s.Version++
	_, err = tx.Exec(insertEvent, dossierID, s.Leaf, s.Stage, s.Version, s.Kind, body, s.Note, s.Reason, s.Actor, s.At,
		permit.Resource().Deadline, permit.Action(), policy.Version(), tx.RequestID())
	if err != nil {
		return s, err
	}
	subject := db.Subject{Kind: "score", ID: string(dossierID) + " " + s.Leaf + " " + string(s.Stage)}
	return s, tx.Audit(permit, subject, eventOf(old), eventOf(s), "")
}

// kept is the part of a score that its audit line hashes.
type kept struct {
	Kind    Kind
	Body    string
	Note    string
	Reason  par.Reason
	Version int64
}

func eventOf(s Score) any {
	if s.Version == 0 {
		return nil
	}
	return kept{s.Kind, s.body(), s.Note, s.Reason, s.Version}
}

// Event is one change of a score, as it stays for ever.
type Event struct {
	Seq int64
	Score
	Action policy.Action
}

const selectEvents = `
SELECT seq, ` + scoreColumns + `, action
FROM score_event
WHERE dossier_id = $1 AND leaf = $2
ORDER BY seq DESC
LIMIT 200`

func scanEvent(row db.Scanner) (Event, error) {
	var e Event
	var body string
	err := row.Scan(&e.Seq, &e.Leaf, &e.Stage, &e.Kind, &body, &e.Note, &e.Reason, &e.Actor, &e.At, &e.Version, &e.Action)
	if err != nil {
		return e, err
	}
	return e, e.read(body)
}

// Events lists the changes of a leaf's scores, the latest first.
func Events(tx *db.Tx, dossierID par.ID, leaf string) ([]Event, error) {
	return db.List(tx, scanEvent, selectEvents, dossierID, leaf)
}

const selectAnyScore = `
SELECT COUNT(*)
FROM leaf_score AS s
JOIN dossier AS d ON d.id = s.dossier_id
WHERE d.round_id = $1 AND s.stage = $2`

// AnyScore tells whether any unit of a round has a score of the stage.
func AnyScore(tx *db.Tx, roundID par.ID, stage score.Stage) (bool, error) {
	n, err := db.One(tx, db.Value[int64], selectAnyScore, roundID, stage)
	return n > 0, err
}

const selectLastEvent = `
SELECT COALESCE(MAX(seq), 0)
FROM score_event`

// LastEvent returns the sequence number of the latest event of all.
func LastEvent(tx *db.Tx) (int64, error) { return db.One(tx, db.Value[int64], selectLastEvent) }

const selectLastEventOf = `
SELECT COALESCE(MAX(e.seq), 0)
FROM score_event AS e
JOIN dossier AS d ON d.id = e.dossier_id
WHERE d.round_id = $1`

// LastEventOf returns the sequence number of the latest event of a round.
func LastEventOf(tx *db.Tx, roundID par.ID) (int64, error) {
	return db.One(tx, db.Value[int64], selectLastEventOf, roundID)
}
