package dossier

import (
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Opening is a leaf that the standing body opens for explanation though
// nothing was lost on it.
type Opening struct {
	Leaf   string
	Reason string
	By     par.ID
	At     par.Time
}

const insertOpening = `
INSERT INTO leaf_opening (dossier_id, leaf, reason, opened_by, opened_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (dossier_id, leaf) DO NOTHING`

// OpenLeaf keeps an opening with its audit line. A leaf that is open already
// stays so with its first reason.
func OpenLeaf(tx *db.Tx, permit policy.Permit, dossierID par.ID, leaf, reason string) (Opening, error) {
	o := Opening{leaf, reason, permit.Actor().Person, tx.Now()}
	n, err := tx.Exec(insertOpening, dossierID, o.Leaf, o.Reason, o.By, o.At)
	if err == nil && n == 0 {
		return o, par.E(par.Closed, "dossier.leaf_open")
	}
	if err != nil {
		return o, err
	}
	return o, tx.Audit(permit, db.Subject{Kind: "opening", ID: string(dossierID) + " " + leaf}, nil, o, reason)
}

const selectOpenings = `
SELECT leaf, reason, opened_by, opened_at
FROM leaf_opening
WHERE dossier_id = $1
ORDER BY leaf`

func scanOpening(row db.Scanner) (Opening, error) {
	var o Opening
	err := row.Scan(&o.Leaf, &o.Reason, &o.By, &o.At)
	return o, err
}

// Openings finds the leaves of a dossier that were opened for explanation.
func Openings(tx *db.Tx, dossierID par.ID) (map[string]Opening, error) {
	all, err := db.List(tx, scanOpening, selectOpenings, dossierID)
	found := make(map[string]Opening, len(all))
	for _, o := range all {
		found[o.Leaf] = o
	}
	return found, err
}

// Opened names a leaf of a dossier that was opened.
type Opened struct {
	DossierID par.ID
	Leaf      string
}

// OpeningsIn lists the leaves that were opened in a round.
func OpeningsIn(tx *db.Tx, roundID par.ID) ([]Opened, error) {
	return db.List(tx, func(row db.Scanner) (o Opened, err error) {
		err = row.Scan(&o.DossierID, &o.Leaf)
		return o, err
	}, selectOpeningsIn, roundID)
}

const countOpening = `
SELECT COUNT(*)
FROM leaf_opening
WHERE dossier_id = $1 AND leaf = $2`

func opened(tx *db.Tx, dossierID par.ID, leaf string) (bool, error) {
	n, err := db.One(tx, db.Value[int64], countOpening, dossierID, leaf)
	return n > 0, err
}
