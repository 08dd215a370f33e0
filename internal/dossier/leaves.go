package dossier

import (
	"parindex/internal/db"
	"parindex/internal/par"
)

// Kept is a score with the dossier that it stands in.
type Kept struct {
	DossierID par.ID
	Score
}

func scanKept(row db.Scanner) (Kept, error) {
	var k Kept
	var body string
	err := row.Scan(&k.DossierID, &k.Leaf, &k.Stage, &k.Kind, &body, &k.Note, &k.Reason, &k.Actor, &k.At, &k.Version)
	if err != nil {
		return k, err
	}
	return k, k.read(body)
}

const selectScoresOf = `
SELECT dossier_id, ` + scoreColumns + `
FROM leaf_score
WHERE dossier_id IN (`

// ScoresOf lists the present scores of some leaves in some dossiers, of every stage.
func ScoresOf(tx *db.Tx, dossiers []par.ID, leaves []string) ([]Kept, error) {
	inDossiers, args := db.In(nil, dossiers)
	inLeaves, args := db.In(args, leaves)
	query := selectScoresOf + inDossiers + ")\n  AND leaf IN (" + inLeaves + ")\nORDER BY dossier_id, leaf, stage\nLIMIT 100000"
	return db.List(tx, scanKept, query, args...)
}
