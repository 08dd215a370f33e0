package council

import (
	"parindex/internal/db"
	"parindex/internal/par"
)

const sessionColumns = `id, round_id, number, held_at, place, chair_id, clerk_id, quorum, majority,
       invited_at, opened_at, closed_at, note, version`

func scanSession(row db.Scanner) (Session, error) {
	var s Session
	err := row.Scan(&s.ID, &s.RoundID, &s.Number, &s.HeldAt, &s.Place, &s.Chair, &s.Clerk, &s.Quorum, &s.Majority,
		&s.InvitedAt, &s.OpenedAt, &s.ClosedAt, &s.Note, &s.Version)
	return s, err
}

const selectSession = `
SELECT ` + sessionColumns + `
FROM council_session
WHERE id = $1`

// SessionByID finds a session.
func SessionByID(tx *db.Tx, id par.ID) (Session, error) {
	return db.One(tx, scanSession, selectSession, id)
}

const selectSessions = `
SELECT ` + sessionColumns + `
FROM council_session
WHERE round_id = $1
ORDER BY number
LIMIT 1000`

// Sessions lists the sessions of a round in their order.
func Sessions(tx *db.Tx, roundID par.ID) ([]Session, error) {
	return db.List(tx, scanSession, selectSessions, roundID)
}

const insertSession = `
INSERT INTO council_session (id, round_id, number, held_at, place, chair_id, clerk_id, quorum, majority,
                             invited_at, opened_at, closed_at, note, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, '', 1)`

func addSession(tx *db.Tx, s Session) error {
	_, err := tx.Exec(insertSession, s.ID, s.RoundID, s.Number, s.HeldAt, s.Place, s.Chair, s.Clerk, s.Quorum, s.Majority)
	return err
}

const updateSession = `
UPDATE council_session
SET held_at = $1, place = $2, chair_id = $3, clerk_id = $4, quorum = $5, majority = $6,
    invited_at = $7, opened_at = $8, closed_at = $9, note = $10, version = version + 1
WHERE id = $11 AND version = $12`

// saveSession keeps a session over the one of its version.
func saveSession(tx *db.Tx, s Session) error {
	n, err := tx.Exec(updateSession, s.HeldAt, s.Place, s.Chair, s.Clerk, s.Quorum, s.Majority,
		s.InvitedAt, s.OpenedAt, s.ClosedAt, s.Note, s.ID, s.Version)
	if err == nil && n == 0 {
		return par.E(par.Conflict, "error.conflict")
	}
	return err
}

const selectRoll = `
SELECT person_id, present, note
FROM council_attendance
WHERE session_id = $1
ORDER BY person_id
LIMIT 1000`

func scanPresence(row db.Scanner) (Presence, error) {
	var p Presence
	err := row.Scan(&p.Person, &p.Present, &p.Note)
	return p, err
}

func roll(tx *db.Tx, session par.ID) ([]Presence, error) {
	return db.List(tx, scanPresence, selectRoll, session)
}

const upsertPresence = `
INSERT INTO council_attendance (session_id, person_id, present, note)
VALUES ($1, $2, $3, $4)
ON CONFLICT (session_id, person_id) DO UPDATE
SET present = excluded.present, note = excluded.note`

func savePresence(tx *db.Tx, session par.ID, p Presence) error {
	_, err := tx.Exec(upsertPresence, session, p.Person, p.Present, p.Note)
	return err
}

const selectVotes = `
SELECT person_id, vote, at, version
FROM council_vote
WHERE item_id = $1
ORDER BY person_id
LIMIT 1000`

func scanVote(row db.Scanner) (Vote, error) {
	var v Vote
	err := row.Scan(&v.Person, &v.Choice, &v.At, &v.Version)
	return v, err
}

// Votes lists the votes on the proposal of an item.
func Votes(tx *db.Tx, item par.ID) ([]Vote, error) { return db.List(tx, scanVote, selectVotes, item) }

const upsertVote = `
INSERT INTO council_vote (item_id, person_id, vote, at, version)
VALUES ($1, $2, $3, $4, 1)
ON CONFLICT (item_id, person_id) DO UPDATE
SET vote = excluded.vote, at = excluded.at, version = council_vote.version + 1`

func saveVote(tx *db.Tx, item, person par.ID, c Choice) error {
	_, err := tx.Exec(upsertVote, item, person, c, tx.Now())
	return err
}

const deleteVotes = `
DELETE FROM council_vote
WHERE item_id = $1`

func voidVotes(tx *db.Tx, item par.ID) error {
	_, err := tx.Exec(deleteVotes, item)
	return err
}

const countVotesBy = `
SELECT COUNT(*)
FROM council_vote AS v
JOIN council_item AS i ON i.id = v.item_id
WHERE i.session_id = $1 AND v.person_id = $2 AND v.vote <> 'own'`

// hasVoted tells whether a person has voted on anything in a session.
func hasVoted(tx *db.Tx, session, person par.ID) (bool, error) {
	n, err := db.One(tx, db.Value[int64], countVotesBy, session, person)
	return n > 0, err
}
