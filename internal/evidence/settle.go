package evidence

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// settlement is one row of what has been settled.
type settlement struct {
	subject, finding, mark string
	Settlement
}

// settlements is what has been settled for one side, by document and finding.
type settlements map[[2]string]settlement

// apply notes in a finding that it has been settled, unless what it is about
// has changed since.
func (all settlements) apply(f *Finding) {
	if s, ok := all[[2]string{f.subject(), f.Name()}]; ok && s.mark == f.Mark {
		f.Settled = &s.Settlement
	}
}

func (f Finding) subject() string { return documentSubject(f.Document) }

func documentSubject(id par.ID) string { return "document " + string(id) }

func scanSettlement(row db.Scanner) (settlement, error) {
	var s settlement
	err := row.Scan(&s.subject, &s.finding, &s.mark, &s.Reason, &s.By, &s.At)
	return s, err
}

const selectSettled = `
SELECT subject, finding, mark, reason, settled_by, settled_at
FROM finding_settled
WHERE side = $1 AND subject IN (%s)
ORDER BY subject, finding
LIMIT 10000`

func settledOf(tx *db.Tx, documents []par.ID, side Side) (settlements, error) {
	subjects := make([]string, len(documents))
	for i, id := range documents {
		subjects[i] = documentSubject(id)
	}
	marks, args := db.In([]any{side}, subjects)
	rows, err := db.List(tx, scanSettlement, fmt.Sprintf(selectSettled, marks), args...)
	all := make(settlements, len(rows))
	for _, s := range rows {
		all[[2]string{s.subject, s.finding}] = s
	}
	return all, err
}

// MaxReason is how long a reason may be, in characters.
const MaxReason = 500

func oneReason(text string) (string, error) {
	text = strings.Join(strings.Fields(i18n.NFC(text)), " ")
	if n := utf8.RuneCountInString(text); n < 3 || n > MaxReason {
		return "", par.InvalidFields(map[string]par.Text{"reason": par.T("error.length", "min", 3, "max", MaxReason)})
	}
	return text, nil
}

// Place says in which leaf of which dossier a document is looked at; without a
// dossier it is looked at in its library.
type Place struct {
	Dossier par.ID
	Leaf    string
}

// SettleFinding notes, with a reason, that a finding need not be looked at any
// more: for the unit, whose officer settles it in the library, or for those
// who judge, when it is settled at a leaf. The mark is that of the finding as
// it was read; another one means that there is something new to see.
func (s *Service) SettleFinding(ctx context.Context, actor par.Actor, document par.ID, at Place, name, mark, reason string, key db.Key) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.SettleFinding)
		policy.Note(tx.Context(), policy.AnswerFinding)
		d, err := ByID(tx, document)
		if err != nil {
			return err
		}
		permit, side, years, err := s.maySettle(tx, actor, d, at)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.ID, error) {
			reason, err := oneReason(reason)
			if err != nil {
				return "", err
			}
			f, err := openFinding(tx, d, side, years, name, mark)
			if err != nil {
				return "", err
			}
			if _, err := tx.Exec(deleteSettled, f.subject(), f.Name(), side); err != nil {
				return "", err
			}
			if _, err := tx.Exec(insertSettled, f.subject(), f.Name(), f.Mark, side, reason, actor.Person, tx.Now()); err != nil {
				return "", err
			}
			return document, tx.Audit(permit, db.Subject{Kind: "finding", ID: string(document) + " " + f.Name()}, nil, f, reason)
		})
		return err
	})
}

// maySettle asks the policy table, and says for which side and which years.
func (s *Service) maySettle(tx *db.Tx, actor par.Actor, d Document, at Place) (policy.Permit, Side, []int, error) {
	if at.Dossier == "" {
		permit, err := tx.Check(actor, policy.AnswerFinding, policy.Resource{Unit: d.UnitID})
		return permit, ForUnit, nil, err
	}
	resource, err := s.place(tx, at.Dossier, at.Leaf)
	if err != nil {
		return policy.Permit{}, "", nil, err
	}
	permit, err := tx.Check(actor, policy.SettleFinding, resource)
	if err != nil {
		return permit, "", nil, err
	}
	year, err := db.One(tx, db.Value[int], selectCitingYear, d.ID, at.Dossier, at.Leaf)
	return permit, ForJudges, []int{year}, err
}

// openFinding finds a finding as it is now.
func openFinding(tx *db.Tx, d Document, side Side, years []int, name, mark string) (Finding, error) {
	found, err := FindingsOf(tx, []Document{d}, side, years...)
	if err != nil {
		return Finding{}, err
	}
	for _, f := range found[d.ID] {
		if f.Name() == name && f.Grade != Fine {
			if f.Mark != mark {
				return Finding{}, par.E(par.Conflict, "evidence.finding_changed")
			}
			return f, nil
		}
	}
	return Finding{}, par.E(par.Conflict, "evidence.finding_changed")
}

const selectCitingYear = `
SELECT r.year
FROM evidence_use AS u
JOIN dossier AS s ON s.id = u.dossier_id
JOIN round AS r ON r.id = s.round_id
WHERE u.document_id = $1 AND u.dossier_id = $2 AND u.leaf = $3 AND u.removed_at = 0
ORDER BY u.id
LIMIT 1`

const deleteSettled = `
DELETE FROM finding_settled
WHERE subject = $1 AND finding = $2 AND side = $3`

const insertSettled = `
INSERT INTO finding_settled (subject, finding, mark, side, reason, settled_by, settled_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)`
