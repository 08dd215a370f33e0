package evidence

import (
	"fmt"

	"parindex/internal/db"
	"parindex/internal/par"
)

// FindingsOf lists what is found of some documents for one side, by document
// and the worst first. Years are those that are assessed; without any, those of
// the dossiers that cite a document count. Whoever calls it asks the policy
// table himself.
func FindingsOf(tx *db.Tx, documents []Document, side Side, years ...int) (map[par.ID][]Finding, error) {
	all := make(map[par.ID][]Finding, len(documents))
	if len(documents) == 0 {
		return all, nil
	}
	ids, hashes := make([]par.ID, len(documents)), make([]string, len(documents))
	for i, d := range documents {
		ids[i], hashes[i] = d.ID, d.File.Hash
	}
	facts, err := FactsOf(tx, hashes)
	if err != nil {
		return nil, err
	}
	heads, err := headsOf(tx, hashes)
	if err != nil {
		return nil, err
	}
	links, err := linksOf(tx, ids, side)
	if err != nil {
		return nil, err
	}
	settled, err := settledOf(tx, ids, side)
	if err != nil {
		return nil, err
	}
	for _, d := range documents {
		l := looked{Document: d, fact: facts[d.File.Hash], head: heads[d.File.Hash], years: years}
		if len(years) == 0 {
			l.years = yearsOf(links[d.ID])
		}
		l.elsewhere = elsewhere(links[d.ID], l.years)
		all[d.ID] = l.findings(side)
		for i := range all[d.ID] {
			settled.apply(&all[d.ID][i])
		}
	}
	return all, nil
}

// Elsewhere is where else a file, or one of nearly the same text, is cited.
type Elsewhere struct {
	OtherUnit     bool  // by another unit; not to be told to units, who may not know of each other's drafts
	NearOtherUnit int64 // percent of the text that is cited by another unit; as secret
	OtherYear     int   // by the same unit for this year
	NearOtherYear int   // nearly the same, by the same unit for this year
	NearPercent   int64 // of its text
}

// link is one year for which a document, or what is like it, is cited.
type link struct {
	document  par.ID
	year      int
	percent   int64
	otherUnit bool
	itself    bool
}

func scanLink(row db.Scanner) (link, error) {
	var l link
	err := row.Scan(&l.document, &l.year, &l.percent, &l.otherUnit, &l.itself)
	return l, err
}

const selectSameFile = `
SELECT DISTINCT d.id, r.year, 101, o.unit_id <> d.unit_id, o.id = d.id
FROM document AS d
JOIN document AS o ON o.file_hash = d.file_hash
JOIN evidence_use AS u ON u.document_id = o.id
JOIN dossier AS s ON s.id = u.dossier_id
JOIN round AS r ON r.id = s.round_id
WHERE d.id IN (%s) AND u.removed_at = 0%s
ORDER BY d.id, r.year DESC
LIMIT 10000`

const selectNearFile = `
SELECT DISTINCT d.id, r.year, x.percent, o.unit_id <> d.unit_id, o.id = d.id
FROM document AS d
JOIN file_twin AS x ON x.file_hash = d.file_hash
JOIN document AS o ON o.file_hash = x.other_hash
JOIN evidence_use AS u ON u.document_id = o.id
JOIN dossier AS s ON s.id = u.dossier_id
JOIN round AS r ON r.id = s.round_id
WHERE d.id IN (%s) AND u.removed_at = 0%s
ORDER BY d.id, r.year DESC
LIMIT 10000`

// sameUnit keeps what other units do away from a unit.
const sameUnit = `
  AND o.unit_id = d.unit_id`

// theSame stands for the percentage of a file that is the same byte for byte.
const theSame = 101

// linksOf lists for which years some documents, and what is like them, are cited.
func linksOf(tx *db.Tx, documents []par.ID, side Side) (map[par.ID][]link, error) {
	only := ""
	if side == ForUnit {
		only = sameUnit
	}
	all := map[par.ID][]link{}
	marks, args := db.In(nil, documents)
	for _, query := range []string{selectSameFile, selectNearFile} {
		found, err := db.List(tx, scanLink, fmt.Sprintf(query, marks, only), args...)
		if err != nil {
			return nil, err
		}
		for _, l := range found {
			all[l.document] = append(all[l.document], l)
		}
	}
	return all, nil
}

// yearsOf lists the years for which a document itself is cited, the latest first.
func yearsOf(links []link) []int {
	var years []int
	for _, l := range links {
		if l.itself && l.percent == theSame {
			years = append(years, l.year)
		}
	}
	return years
}

// elsewhere sums links up for the year that is assessed.
func elsewhere(links []link, years []int) Elsewhere {
	var e Elsewhere
	present := 0
	if len(years) > 0 {
		present = years[0]
	}
	for _, l := range links {
		switch {
		case l.otherUnit && l.percent == theSame:
			e.OtherUnit = true
		case l.otherUnit:
			e.NearOtherUnit = max(e.NearOtherUnit, l.percent)
		case l.year == present:
		case l.percent == theSame:
			e.OtherYear = max(e.OtherYear, l.year)
		case l.percent > e.NearPercent:
			e.NearPercent, e.NearOtherYear = l.percent, l.year
		}
	}
	return e
}
