package dossier

import (
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Inspection is what an inspection or an audit found about one leaf of a unit.
type Inspection struct {
	ID         par.ID
	DossierID  par.ID
	Leaf       string
	Source     string      // whose finding it is, with number and symbol
	FoundOn    par.Date    // the day of the finding
	Body       string      // what was found
	Most       par.Decimal // no more points than these; empty: it only informs
	RecordedBy par.ID
	RecordedAt par.Time
	RemovedBy  par.ID
	RemovedAt  par.Time // zero: it stands
	RemovedFor string   // the reason of taking it away
	Version    int64
}

// ExceededBy tells whether an answer gives more than the finding leaves.
func (i Inspection) ExceededBy(set *score.Set, a score.Answer) (bool, error) {
	if !i.Most.Known() {
		return false, nil
	}
	s, err := score.EvaluateLeaf(set, a.Node, a, nil)
	if err != nil {
		return false, err
	}
	switch s.State {
	case score.NotApplicable, score.Waiting:
		return true, nil
	case score.Scored, score.Missing, score.NoSurvey:
	}
	return s.Points.Cmp(i.Most) > 0, nil
}

const inspectionColumns = `i.id, i.dossier_id, i.leaf, i.source, i.found_on, i.body, i.most, i.recorded_by, i.recorded_at, i.removed_by, i.removed_at, i.removed_for, i.version`

func scanInspection(row db.Scanner) (Inspection, error) {
	var i Inspection
	err := row.Scan(&i.ID, &i.DossierID, &i.Leaf, &i.Source, &i.FoundOn, &i.Body, &i.Most, &i.RecordedBy, &i.RecordedAt, &i.RemovedBy, &i.RemovedAt, &i.RemovedFor, &i.Version)
	return i, err
}

const selectInspection = `
SELECT ` + inspectionColumns + `
FROM inspection AS i
WHERE i.id = $1`

// InspectionByID finds a finding, also one that was taken away.
func InspectionByID(tx *db.Tx, id par.ID) (Inspection, error) {
	return db.One(tx, scanInspection, selectInspection, id)
}

const selectInspectionsOf = `
SELECT ` + inspectionColumns + `
FROM inspection AS i
WHERE i.dossier_id = $1 AND i.removed_at = 0
ORDER BY i.leaf, i.recorded_at, i.id
LIMIT 10000`

// InspectionsOf lists the findings that stand about a dossier, by leaf.
func InspectionsOf(tx *db.Tx, dossierID par.ID) (map[string][]Inspection, error) {
	all, err := db.List(tx, scanInspection, selectInspectionsOf, dossierID)
	byLeaf := map[string][]Inspection{}
	for _, i := range all {
		byLeaf[i.Leaf] = append(byLeaf[i.Leaf], i)
	}
	return byLeaf, err
}

// FindingsFor lists those findings that stand about a dossier which the actor
// may see, by leaf: the unit itself only after result 1 was served on it.
func FindingsFor(tx *db.Tx, actor par.Actor, p Place) (map[string][]Inspection, error) {
	all, err := InspectionsOf(tx, p.Dossier.ID)
	for leaf := range all {
		if _, refused := policy.Check(actor, policy.ReadInspection, p.Resource(p.AreaOf(leaf)), tx.Now()); refused != nil {
			delete(all, leaf)
		}
	}
	return all, err
}

const selectInspectionsIn = `
SELECT ` + inspectionColumns + `
FROM inspection AS i
JOIN dossier AS d ON d.id = i.dossier_id
WHERE d.round_id = $1
ORDER BY i.recorded_at DESC, i.id DESC
LIMIT 10000`

// InspectionsIn lists the findings of a round, the latest first, those that
// were taken away too.
func InspectionsIn(tx *db.Tx, roundID par.ID) ([]Inspection, error) {
	return db.List(tx, scanInspection, selectInspectionsIn, roundID)
}

const insertInspection = `
INSERT INTO inspection (id, dossier_id, leaf, source, found_on, body, most, recorded_by, recorded_at, removed_by, removed_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 0, 1)`

// AddInspection keeps a finding with its audit line.
func AddInspection(tx *db.Tx, permit policy.Permit, i Inspection) error {
	_, err := tx.Exec(insertInspection, i.ID, i.DossierID, i.Leaf, i.Source, i.FoundOn, i.Body, i.Most, i.RecordedBy, i.RecordedAt)
	if err != nil {
		return err
	}
	return tx.Audit(permit, i.subject(), nil, i, i.Leaf+" "+i.Source)
}

const endInspection = `
UPDATE inspection
SET removed_by = $1, removed_at = $2, removed_for = $3, version = version + 1
WHERE id = $4 AND version = $5 AND removed_at = 0`

// RemoveInspection takes a finding away; it stays with who did it and when.
func RemoveInspection(tx *db.Tx, permit policy.Permit, i Inspection, version int64, reason string) error {
	n, err := tx.Exec(endInspection, permit.Actor().Person, tx.Now(), reason, i.ID, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return par.E(par.Conflict, "error.conflict")
	}
	return tx.Audit(permit, i.subject(), i, nil, i.Leaf+" "+i.Source+"; removed: "+reason)
}

func (i Inspection) subject() db.Subject { return db.Subject{Kind: "inspection", ID: string(i.ID)} }
