package dossier

import (
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Second is a leaf of which the standing body has asked the opinion of a second
// appraiser. The opinion itself is the score of StageSecond.
type Second struct {
	DossierID par.ID
	Leaf      string
	Person    par.ID
	AskedBy   par.ID
	AskedAt   par.Time
	EndedAt   par.Time // when the question was taken back; zero: it stands
	Version   int64
	Given     bool // the opinion has been saved
}

// Asked tells whether a question stands.
func (s Second) Asked() bool { return s.Version > 0 && s.EndedAt == 0 }

// BlindFor tells whether the person must not see what others made of the leaf:
// he was asked for an opinion of his own and has not given it.
func (s Second) BlindFor(person par.ID) bool { return s.Asked() && !s.Given && s.Person == person }

const secondColumns = `o.dossier_id, o.leaf, o.person_id, o.asked_by, o.asked_at, o.ended_at, o.version,
       CASE WHEN s.version IS NULL THEN 0 ELSE 1 END`

func scanSecond(row db.Scanner) (Second, error) {
	var s Second
	var given int
	err := row.Scan(&s.DossierID, &s.Leaf, &s.Person, &s.AskedBy, &s.AskedAt, &s.EndedAt, &s.Version, &given)
	s.Given = given == 1
	return s, err
}

const fromSecond = `
FROM second_opinion AS o
LEFT JOIN leaf_score AS s ON s.dossier_id = o.dossier_id AND s.leaf = o.leaf AND s.stage = 'second' AND s.kind <> 'none'
`

const selectSecond = `
SELECT ` + secondColumns + fromSecond + `WHERE o.dossier_id = $1 AND o.leaf = $2`

// SecondOf finds the question about a leaf; one that was never asked has version 0.
func SecondOf(tx *db.Tx, dossierID par.ID, leaf string) (Second, error) {
	s, err := db.One(tx, scanSecond, selectSecond, dossierID, leaf)
	if par.Is(err, par.NotFound) {
		return Second{DossierID: dossierID, Leaf: leaf}, nil
	}
	return s, err
}

const selectSecondsOf = `
SELECT ` + secondColumns + fromSecond + `WHERE o.dossier_id = $1 AND o.ended_at = 0
ORDER BY o.leaf
LIMIT 10000`

// SecondsOf lists the questions that stand about a dossier, by leaf.
func SecondsOf(tx *db.Tx, dossierID par.ID) (map[string]Second, error) {
	all, err := db.List(tx, scanSecond, selectSecondsOf, dossierID)
	byLeaf := make(map[string]Second, len(all))
	for _, s := range all {
		byLeaf[s.Leaf] = s
	}
	return byLeaf, err
}

const selectSecondsIn = `
SELECT ` + secondColumns + fromSecond + `JOIN dossier AS d ON d.id = o.dossier_id
WHERE d.round_id = $1 AND o.ended_at = 0
ORDER BY o.asked_at, o.dossier_id, o.leaf
LIMIT 100000`

// SecondsIn lists the questions that stand in a round, in the order of asking.
func SecondsIn(tx *db.Tx, roundID par.ID) ([]Second, error) {
	return db.List(tx, scanSecond, selectSecondsIn, roundID)
}

const upsertSecond = `
INSERT INTO second_opinion (dossier_id, leaf, person_id, asked_by, asked_at, ended_at, version)
VALUES ($1, $2, $3, $4, $5, $6, 1)
ON CONFLICT (dossier_id, leaf) DO UPDATE
SET person_id = excluded.person_id, asked_by = excluded.asked_by, asked_at = excluded.asked_at,
    ended_at = excluded.ended_at, version = second_opinion.version + 1
WHERE second_opinion.version = $7`

// SaveSecond keeps a question over the one of its version, with its audit line.
func SaveSecond(tx *db.Tx, permit policy.Permit, s Second) error {
	n, err := tx.Exec(upsertSecond, s.DossierID, s.Leaf, s.Person, s.AskedBy, s.AskedAt, s.EndedAt, s.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return par.E(par.Conflict, "error.conflict")
	}
	what := db.Subject{Kind: "second_opinion", ID: string(s.DossierID) + " " + s.Leaf}
	return tx.Audit(permit, what, s.Version, s, string(s.Person))
}
