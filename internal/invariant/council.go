package invariant

import (
	"crypto/sha256"
	"encoding/hex"

	"parindex/internal/db"
	"parindex/internal/par"
)

// votesOnOwnUnits finds votes of people who held a role in the unit's name at
// that moment. What the program itself wrote for them, that they took no part,
// is no vote.
const votesOnOwnUnits = `
SELECT v.person_id || ' on item ' || v.item_id
FROM council_vote AS v
JOIN council_item AS i ON i.id = v.item_id
JOIN dossier AS d ON d.id = i.dossier_id
WHERE v.vote <> 'own' AND (
  EXISTS (
    SELECT 1
    FROM role_grant AS g
    WHERE g.person_id = v.person_id AND g.unit_id = d.unit_id AND g.granted_at <= v.at AND (g.ended_at = 0 OR v.at <= g.ended_at))
  OR EXISTS (
    SELECT 1
    FROM delegation AS l
    JOIN role_grant AS g ON g.person_id = l.from_person AND g.role = l.role AND g.unit_id = l.unit_id
    WHERE l.to_person = v.person_id AND l.unit_id = d.unit_id
      AND l.given_at <= v.at AND l.starts_at <= v.at AND v.at < l.ends_at AND (l.ended_at = 0 OR v.at < l.ended_at)
      AND g.granted_at <= v.at AND (g.ended_at = 0 OR v.at < g.ended_at)))
ORDER BY v.item_id, v.person_id
LIMIT 100`

// scoresWithoutItem finds scores of the council that are no item's decision.
const scoresWithoutItem = `
SELECT s.dossier_id || ' ' || s.leaf
FROM leaf_score AS s
WHERE s.stage = 'council' AND NOT EXISTS (
  SELECT 1
  FROM council_item AS i
  WHERE i.dossier_id = s.dossier_id AND i.leaf = s.leaf AND i.decision = s.version AND i.state <> 'withdrawn')
ORDER BY s.dossier_id, s.leaf
LIMIT 100`

// decisionsOutsideSessions finds decisions of the council while no session with
// the leaf on its agenda was open.
const decisionsOutsideSessions = `
SELECT e.dossier_id || ' ' || e.leaf
FROM score_event AS e
WHERE e.stage = 'council' AND NOT EXISTS (
  SELECT 1
  FROM council_item AS i
  JOIN council_session AS s ON s.id = i.session_id
  WHERE i.dossier_id = e.dossier_id AND i.leaf = e.leaf
    AND s.opened_at <> 0 AND s.opened_at <= e.at AND (s.closed_at = 0 OR e.at <= s.closed_at))
ORDER BY e.seq
LIMIT 100`

const countVotes = `
SELECT COUNT(*)
FROM council_vote`

// noticed is a result as it was served, with the hash that names it.
type noticed struct {
	id         par.ID
	body, hash string
}

const selectServed = `
SELECT id, body, hash
FROM served
ORDER BY id
LIMIT 1000000`

func scanNoticed(row db.Scanner) (noticed, error) {
	var n noticed
	err := row.Scan(&n.id, &n.body, &n.hash)
	return n, err
}

// checkServed holds each served notice against its hash, and counts the votes
// that the queries have looked at.
func checkServed(tx *db.Tx, r *report) error {
	all, err := db.List(tx, scanNoticed, selectServed)
	if err != nil {
		return err
	}
	for _, n := range all {
		sum := sha256.Sum256([]byte(n.body))
		if hex.EncodeToString(sum[:]) != n.hash {
			r.fault("I6", "notice %s is not what was served", n.id)
		}
	}
	r.checked("I6", int64(len(all)))
	votes, err := db.One(tx, db.Value[int64], countVotes)
	r.checked("I5", votes)
	return err
}
