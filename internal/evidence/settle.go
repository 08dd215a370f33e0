package evidence

import (
	"fmt"

	"parindex/internal/db"
	"parindex/internal/par"
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
