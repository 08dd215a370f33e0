package appraisal

import (
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// MarkStage is the stage in which a mark on a dossier counts now.
func MarkStage(p dossier.Place) score.Stage { return markStage(p) }

// TryMark says what a mark would keep now, or why it would be refused. It
// writes nothing.
func TryMark(tx *db.Tx, actor par.Actor, p dossier.Place, in Mark) (dossier.Score, error) {
	resource, err := leafResource(tx, p, in.Leaf)
	if err != nil {
		return dossier.Score{}, err
	}
	if _, err := tx.Check(actor, policy.AppraiseScore, resource); err != nil {
		return dossier.Score{}, err
	}
	return judge(tx, p, in)
}

// MakeMark is AppraiseScore for one who makes several marks in one
// transaction; the key answers for all of them.
func MakeMark(tx *db.Tx, actor par.Actor, p dossier.Place, in Mark, key db.Key) (dossier.Saved, error) {
	resource, err := leafResource(tx, p, in.Leaf)
	if err != nil {
		return dossier.Saved{}, err
	}
	permit, err := dossier.Ask(tx, actor, policy.AppraiseScore, resource, key)
	if err != nil {
		return dossier.Saved{}, err
	}
	return mark(tx, permit, p, in)
}

// MayMark tells whether the actor may mark a leaf of a dossier now.
func MayMark(tx *db.Tx, actor par.Actor, dossierID par.ID, leaf string) (policy.Permit, error) {
	p, err := dossier.PlaceOf(tx, dossierID)
	if err != nil {
		return policy.Permit{}, err
	}
	resource, err := leafResource(tx, p, leaf)
	if err != nil {
		return policy.Permit{}, err
	}
	return tx.Check(actor, policy.AppraiseScore, resource)
}
