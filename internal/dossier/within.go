package dossier

import (
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// TryChange says what a change would make of the score that stands at a leaf,
// or why it would be refused. It writes nothing.
func TryChange(p Place, old Score, in Change) (Score, error) {
	node, ok := p.Edition.Set.Find(in.Leaf)
	if !ok || !node.Leaf() {
		return Score{}, par.E(par.NotFound, "error.not_found")
	}
	said, err := in.over(old, node)
	if err != nil {
		return said, err
	}
	return said, check(p.Edition.Set, node, said)
}

// MakeChange is ChangeScore for one who makes several changes in one
// transaction; the key answers for all of them.
func MakeChange(tx *db.Tx, actor par.Actor, p Place, in Change, key db.Key) (Saved, error) {
	permit, err := Ask(tx, actor, policy.DeclareScore, p.LeafResource(in.Leaf), key)
	if err != nil {
		return Saved{}, err
	}
	return change(tx, permit, p, in)
}

const selectScoreAt = `
SELECT ` + scoreColumns + `
FROM score_event
WHERE dossier_id = $1 AND leaf = $2 AND stage = $3 AND version = $4
ORDER BY seq DESC
LIMIT 1`

// ScoreAt finds a score as it stood in one version; version 0 is the score
// that was never given.
func ScoreAt(tx *db.Tx, dossierID par.ID, leaf string, stage score.Stage, version int64) (Score, error) {
	if version == 0 {
		return Score{Leaf: leaf, Stage: stage}, nil
	}
	return db.One(tx, scanScore, selectScoreAt, dossierID, leaf, stage, version)
}
