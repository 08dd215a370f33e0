package appraisal

import (
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// entrant is a unit whose dossier may be in someone's queue.
type entrant struct {
	dossier par.ID
	block   string
	state   par.DossierState
	unit    unit.Unit
}

// reach keeps the units of a block whose area the actor may appraise. It asks
// the policy table, so that list and page follow one rule.
func reach(actor par.Actor, r round.Round, block, area string, units []entrant, now par.Time) []entrant {
	narrowed := onlyAppraiser(actor)
	var reached []entrant
	for _, e := range units {
		resource := r.Resource()
		resource.Unit, resource.Block, resource.Area, resource.Dossier = e.unit.ID, e.block, area, e.state
		if e.block != block {
			continue
		}
		if _, refused := policy.Check(narrowed, policy.ReadDossier, resource, now); refused == nil {
			reached = append(reached, e)
		}
	}
	return reached
}

// onlyAppraiser leaves out the other roles' rights, but not the units that the
// person belongs to: a queue holds what one has to appraise, not all one may see.
func onlyAppraiser(actor par.Actor) par.Actor {
	narrowed := par.Actor{Person: actor.Person, Name: actor.Name}
	for _, g := range actor.Grants {
		if g.Role != par.Appraiser {
			g.Role = par.Viewer
		}
		narrowed.Grants = append(narrowed.Grants, g)
	}
	return narrowed
}

const selectSubmitted = `
SELECT d.id, d.block, d.state, u.id, u.code, u.name, u.short_name, u.level, u.active, u.version
FROM dossier AS d
JOIN unit AS u ON u.id = d.unit_id
JOIN participant AS p ON p.round_id = d.round_id AND p.unit_id = d.unit_id
JOIN round_block AS b ON b.round_id = d.round_id AND b.code = d.block
WHERE d.round_id = $1 AND d.submitted_at > 0 AND p.dropped = '' AND b.skipped = ''
ORDER BY p.block, p.position, u.code
LIMIT 10000`

func scanEntrant(row db.Scanner) (entrant, error) {
	var e entrant
	u := &e.unit
	err := row.Scan(&e.dossier, &e.block, &e.state, &u.ID, &u.Code, &u.Name, &u.Short, &u.Level, &u.Active, &u.Version)
	return e, err
}

func submitted(tx *db.Tx, roundID par.ID) ([]entrant, error) {
	return db.List(tx, scanEntrant, selectSubmitted, roundID)
}

type markKey struct {
	dossier par.ID
	leaf    string
}

type markRow struct {
	markKey
	reason par.Reason
	stale  bool
	at     par.Time
}

// selectMarks tells of every mark whether it lost points, and whether the claim
// has changed since.
const selectMarks = `
SELECT s.dossier_id, s.leaf, s.reason, s.at, CASE WHEN c.at > s.at THEN 1 ELSE 0 END
FROM leaf_score AS s
JOIN dossier AS d ON d.id = s.dossier_id
LEFT JOIN leaf_score AS c ON c.dossier_id = s.dossier_id AND c.leaf = s.leaf AND c.stage = 'self'
WHERE d.round_id = $1 AND s.stage = $2 AND s.kind <> 'none'
ORDER BY s.dossier_id, s.leaf
LIMIT 1000000`

func scanMark(row db.Scanner) (markRow, error) {
	var m markRow
	var stale int
	err := row.Scan(&m.dossier, &m.leaf, &m.reason, &m.at, &stale)
	m.stale = stale == 1
	return m, err
}

func marksOf(tx *db.Tx, roundID par.ID, stage score.Stage) (map[markKey]markRow, error) {
	rows, err := db.List(tx, scanMark, selectMarks, roundID, stage)
	marks := make(map[markKey]markRow, len(rows))
	for _, m := range rows {
		marks[m.markKey] = m
	}
	return marks, err
}
