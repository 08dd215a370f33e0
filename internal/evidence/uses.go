package evidence

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
)

const useColumns = `u.id, u.dossier_id, u.leaf, u.document_id, u.page, u.section, u.passage, u.revision, u.added_at, u.added_by`

func (u *Use) places() []any {
	return []any{&u.ID, &u.DossierID, &u.Leaf, &u.DocumentID, &u.Page, &u.Section, &u.Passage, &u.Revision, &u.AddedAt, &u.AddedBy}
}

func scanUse(row db.Scanner) (Use, error) {
	var u Use
	err := row.Scan(u.places()...)
	return u, err
}

func scanCitation(row db.Scanner) (Citation, error) {
	var c Citation
	err := row.Scan(append(c.Use.places(), c.Document.places()...)...)
	return c, err
}

const selectUses = `
SELECT ` + useColumns + `, ` + documentColumns + `
FROM evidence_use AS u
JOIN document AS d ON d.id = u.document_id
JOIN stored_file AS f ON f.hash = d.file_hash
WHERE u.dossier_id = $1 AND u.removed_at = 0
ORDER BY u.leaf, u.added_at, u.id
LIMIT 10000`

// ListUses lists what a dossier cites, leaf by leaf in the order of citing.
func ListUses(tx *db.Tx, dossierID par.ID) ([]Citation, error) {
	return db.List(tx, scanCitation, selectUses, dossierID)
}

const selectAddedIn = `
SELECT ` + useColumns + `
FROM evidence_use AS u
JOIN dossier AS d ON d.id = u.dossier_id
WHERE d.round_id = $1 AND u.added_at >= $2 AND u.removed_at = 0
ORDER BY u.dossier_id, u.leaf, u.added_at
LIMIT 100000`

// AddedIn lists what was cited in a round since a moment and still is.
func AddedIn(tx *db.Tx, roundID par.ID, since par.Time) ([]Use, error) {
	return db.List(tx, scanUse, selectAddedIn, roundID, since)
}

const countUses = `
SELECT leaf, COUNT(*)
FROM evidence_use
WHERE dossier_id = $1 AND removed_at = 0
GROUP BY leaf
ORDER BY leaf
LIMIT 10000`

// CountUses counts the citations of each leaf of a dossier.
func CountUses(tx *db.Tx, dossierID par.ID) (map[string]int, error) {
	type leaf struct {
		code  string
		count int
	}
	leaves, err := db.List(tx, func(row db.Scanner) (l leaf, err error) {
		err = row.Scan(&l.code, &l.count)
		return l, err
	}, countUses, dossierID)
	counts := make(map[string]int, len(leaves))
	for _, l := range leaves {
		counts[l.code] = l.count
	}
	return counts, err
}

const selectUsesOf = `
SELECT ` + useColumns + `
FROM evidence_use AS u
WHERE u.document_id = $1 AND u.removed_at = 0
ORDER BY u.dossier_id DESC, u.leaf, u.id
LIMIT 1000`

// ListUsesOf lists where a document is cited, the latest dossier first.
func ListUsesOf(tx *db.Tx, documentID par.ID) ([]Use, error) {
	return db.List(tx, scanUse, selectUsesOf, documentID)
}

const selectUsesOfSome = `
SELECT ` + useColumns + `
FROM evidence_use AS u
WHERE u.removed_at = 0 AND u.document_id IN (%s)
ORDER BY u.dossier_id DESC, u.leaf, u.id
LIMIT 10000`

// findUses adds to each entry of a list where it is cited.
func findUses(tx *db.Tx, entries []Entry) error {
	at, ids := make(map[par.ID]*Entry, len(entries)), make([]par.ID, len(entries))
	for i := range entries {
		ids[i], at[entries[i].ID] = entries[i].ID, &entries[i]
	}
	marks, args := db.In(nil, ids)
	uses, err := db.List(tx, scanUse, fmt.Sprintf(selectUsesOfSome, marks), args...)
	for _, u := range uses {
		at[u.DocumentID].Where = append(at[u.DocumentID].Where, u)
	}
	return err
}

const selectUse = `
SELECT ` + useColumns + `
FROM evidence_use AS u
WHERE u.id = $1`

// UseByID finds a use, also one that has been taken back.
func UseByID(tx *db.Tx, id par.ID) (Use, error) { return db.One(tx, scanUse, selectUse, id) }

const insertUse = `
INSERT INTO evidence_use (id, dossier_id, leaf, document_id, page, section, passage, revision, added_at, added_by, removed_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 1)`

const selectRevision = `
SELECT revision
FROM document
WHERE id = $1`

// Attach cites a document for a leaf of a dossier. The permit must be one for
// AttachEvidence on that leaf; the caller has checked that the leaf exists. A
// document of another unit is not found. Citing the same place of the same
// document again changes nothing.
func Attach(tx *db.Tx, permit policy.Permit, u Use) (Use, error) {
	d, err := ByID(tx, u.DocumentID)
	if err != nil {
		return u, err
	}
	if d.UnitID != permit.Resource().Unit {
		return u, par.E(par.NotFound, "error.not_found")
	}
	u.Section, u.Passage = oneLine(u.Section), oneLine(u.Passage)
	if err := u.Check(d); err != nil {
		return u, err
	}
	present, err := usesOfLeaf(tx, u.DossierID, u.Leaf)
	if err != nil {
		return u, err
	}
	for _, other := range present {
		if other.DocumentID == u.DocumentID && other.Page == u.Page && other.Section == u.Section && other.Passage == u.Passage {
			other.Again = true
			return other, nil
		}
	}
	if len(present) >= mostUses {
		return u, par.E(par.TooLarge, "evidence.too_many_uses", "limit", mostUses)
	}
	if u.Revision, err = db.One(tx, db.Value[int64], selectRevision, u.DocumentID); err != nil {
		return u, err
	}
	u.ID, u.AddedAt, u.AddedBy = tx.NewID(), tx.Now(), permit.Actor().Person
	if _, err := tx.Exec(insertUse, u.ID, u.DossierID, u.Leaf, u.DocumentID, u.Page, u.Section, u.Passage, u.Revision, u.AddedAt, u.AddedBy); err != nil {
		return u, err
	}
	return u, tx.Audit(permit, u.subject(), nil, u, u.Leaf+" "+d.Title())
}

// oneLine is a text as it is compared and shown: composed, on one line.
func oneLine(text string) string { return strings.Join(strings.Fields(i18n.NFC(text)), " ") }

// Check tells which fields of a use are at fault in a document.
func (u Use) Check(d Document) error {
	faults := map[string]par.Text{}
	most, why := d.File.Pages, "evidence.beyond_pages"
	if most == 0 {
		most, why = mostPages, "evidence.bad_page"
	}
	if u.Page < 0 || u.Page > most {
		faults["page"] = par.T(why, "max", most)
	}
	if utf8.RuneCountInString(u.Section) > MaxSection {
		faults["section"] = par.T("error.length", "min", 0, "max", MaxSection)
	}
	if utf8.RuneCountInString(u.Passage) > MaxPassage {
		faults["passage"] = par.T("error.length", "min", 0, "max", MaxPassage)
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}

const selectUsesOfLeaf = `
SELECT ` + useColumns + `
FROM evidence_use AS u
WHERE u.dossier_id = $1 AND u.leaf = $2 AND u.removed_at = 0
ORDER BY u.added_at, u.id
LIMIT 1000`

func usesOfLeaf(tx *db.Tx, dossierID par.ID, leaf string) ([]Use, error) {
	return db.List(tx, scanUse, selectUsesOfLeaf, dossierID, leaf)
}

const removeUse = `
UPDATE evidence_use
SET removed_at = $1, version = version + 1
WHERE id = $2 AND removed_at = 0`

// Detach takes a use back. The permit must be one for AttachEvidence on its
// leaf, or for CancelEntry where it is the scan of a sheet.
func Detach(tx *db.Tx, permit policy.Permit, u Use) error {
	n, err := tx.Exec(removeUse, tx.Now(), u.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return par.E(par.NotFound, "error.not_found")
	}
	return tx.Audit(permit, u.subject(), u, nil, u.Leaf)
}

func (u Use) subject() db.Subject { return db.Subject{Kind: "evidence_use", ID: string(u.ID)} }
