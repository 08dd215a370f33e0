package db

import (
	"encoding/json"
	"fmt"

	"parindex/internal/par"
)

// Key makes a save repeatable: the same key with the same fingerprint of the
// request gets the first answer again instead of a second effect.
type Key struct {
	Value       string // chosen by the sender, 8 to 100 characters
	Fingerprint string // hash of what was sent
}

const selectAnswer = `
SELECT fingerprint, answer
FROM idempotency
WHERE person_id = $1 AND key = $2`

const insertAnswer = `
INSERT INTO idempotency (person_id, key, fingerprint, answer, at)
VALUES ($1, $2, $3, $4, $5)`

type answer struct{ fingerprint, body string }

func scanAnswer(row Scanner) (answer, error) {
	var a answer
	err := row.Scan(&a.fingerprint, &a.body)
	return a, err
}

// Once runs fn unless this person has used the key before; then it returns
// what fn returned at that time. Only a success is remembered.
func Once[T any](tx *Tx, actor par.Actor, key Key, fn func() (T, error)) (T, error) {
	var result T
	if len(key.Value) < 8 || len(key.Value) > 100 {
		return result, par.E(par.Invalid, "error.key_missing")
	}
	found, err := List(tx, scanAnswer, selectAnswer, actor.Person, key.Value)
	if err != nil {
		return result, err
	}
	if len(found) > 0 {
		if found[0].fingerprint != key.Fingerprint {
			return result, par.E(par.Conflict, "error.key_reused")
		}
		return result, json.Unmarshal([]byte(found[0].body), &result)
	}
	if result, err = fn(); err != nil {
		return result, err
	}
	body, err := json.Marshal(result)
	if err != nil {
		return result, fmt.Errorf("remember an answer: %w", err)
	}
	changed := tx.changed // by fn: to remember that it changed nothing asks for no audit line
	_, err = tx.Exec(insertAnswer, actor.Person, key.Value, key.Fingerprint, string(body), tx.now)
	tx.changed = changed
	return result, err
}

// Answered tells whether this person has already had an answer under the key.
func Answered(tx *Tx, actor par.Actor, key Key) bool {
	found, err := List(tx, scanAnswer, selectAnswer, actor.Person, key.Value)
	return err == nil && len(found) > 0 && found[0].fingerprint == key.Fingerprint
}
