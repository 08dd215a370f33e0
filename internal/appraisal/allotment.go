package appraisal

import (
	"parindex/internal/db"
	"parindex/internal/par"
)

// Allotment says which of several appraisers of an area judges one unit.
// Without one it is anybody of the area.
type Allotment struct {
	DossierID par.ID
	Area      string
	Person    par.ID
	GivenBy   par.ID
	GivenAt   par.Time
	Version   int64
}

const allotmentColumns = `t.dossier_id, t.area, t.person_id, t.given_by, t.given_at, t.version`

func scanAllotment(row db.Scanner) (Allotment, error) {
	var a Allotment
	err := row.Scan(&a.DossierID, &a.Area, &a.Person, &a.GivenBy, &a.GivenAt, &a.Version)
	return a, err
}

const selectAllotments = `
SELECT ` + allotmentColumns + `
FROM allotment AS t
JOIN dossier AS d ON d.id = t.dossier_id
WHERE d.round_id = $1
ORDER BY t.dossier_id, t.area
LIMIT 100000`

// place is one area of one dossier: what is allotted as a whole.
type place struct {
	dossier par.ID
	area    string
}

// allotmentsIn finds what is allotted in a round.
func allotmentsIn(tx *db.Tx, roundID par.ID) (map[place]Allotment, error) {
	all, err := db.List(tx, scanAllotment, selectAllotments, roundID)
	found := make(map[place]Allotment, len(all))
	for _, a := range all {
		found[place{a.DossierID, a.Area}] = a
	}
	return found, err
}

const selectAllotment = `
SELECT ` + allotmentColumns + `
FROM allotment AS t
WHERE t.dossier_id = $1 AND t.area = $2`

// allotmentOf finds to whom an area of a dossier is allotted; version 0: it never was.
func allotmentOf(tx *db.Tx, dossierID par.ID, area string) (Allotment, error) {
	a, err := db.One(tx, scanAllotment, selectAllotment, dossierID, area)
	if par.Is(err, par.NotFound) {
		return Allotment{DossierID: dossierID, Area: area}, nil
	}
	return a, err
}

const upsertAllotment = `
INSERT INTO allotment (dossier_id, area, person_id, given_by, given_at, version)
VALUES ($1, $2, $3, $4, $5, 1)
ON CONFLICT (dossier_id, area) DO UPDATE
SET person_id = excluded.person_id, given_by = excluded.given_by, given_at = excluded.given_at, version = allotment.version + 1
WHERE allotment.version = $6`

// keep keeps an allotment over the one of its version. An empty person makes
// the unit anybody's again.
func (a Allotment) keep(tx *db.Tx) error {
	n, err := tx.Exec(upsertAllotment, a.DossierID, a.Area, a.Person, a.GivenBy, a.GivenAt, a.Version)
	if err == nil && n == 0 {
		return par.E(par.Conflict, "error.conflict")
	}
	return err
}
