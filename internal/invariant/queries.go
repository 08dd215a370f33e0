package invariant

import "parindex/internal/db"

// query is a rule that a query can tell: each row that it yields is a fault.
type query struct{ name, says, sql string }

var queries = []query{
	{"I2", "the events of a score are not numbered 1 to n", versionsWithGaps},
	{"I2", "a score is unlike its last event", scoresUnlikeTheirEvents},
	{"I2", "an event is newer than the present score", eventsBeyondTheirScore},
	{"I2", "the numbers of all events have a gap", gapsBetweenEvents},
	{"I2", "time runs backwards at event", eventsBackInTime},
	{"I3", "an event names no version of the policy", eventsWithoutPolicy},
	{"I4", "the council decided while no session was open on", decisionsOutsideSessions},
	{"I4", "a score of the council is no item's decision", scoresWithoutItem},
	{"I5", "a member voted on the own unit", votesOnOwnUnits},
	{"I8", "a publication lacks a block of its round", publicationsNotWhole},
	{"I8", "a publication was decided and released by one person", releasedByOnePerson},
	{"I8", "a decision has no line in the audit chain", decisionsWithoutLine},
	{"I8", "a release has no line in the audit chain", releasesWithoutLine},
}

func checkQueries(tx *db.Tx, r *report) error {
	for _, q := range queries {
		rows, err := db.List(tx, db.Value[string], q.sql)
		if err != nil {
			return err
		}
		for _, what := range rows {
			r.fault(q.name, "%s: %s", q.says, what)
		}
	}
	n, err := db.One(tx, db.Value[int64], countScores)
	r.checked("I2", n)
	return err
}

const countScores = `
SELECT COUNT(*)
FROM leaf_score`

const versionsWithGaps = `
SELECT dossier_id || ' ' || leaf || ' ' || stage
FROM score_event
GROUP BY dossier_id, leaf, stage
HAVING MIN(version) <> 1 OR MAX(version) <> COUNT(*)
ORDER BY dossier_id, leaf, stage
LIMIT 100`

const scoresUnlikeTheirEvents = `
SELECT s.dossier_id || ' ' || s.leaf || ' ' || s.stage
FROM leaf_score AS s
LEFT JOIN score_event AS e
  ON e.dossier_id = s.dossier_id AND e.leaf = s.leaf AND e.stage = s.stage AND e.version = s.version
WHERE e.seq IS NULL OR e.kind <> s.kind OR e.body <> s.body OR e.note <> s.note OR e.reason <> s.reason
   OR e.actor_id <> s.actor_id OR e.at <> s.at
ORDER BY s.dossier_id, s.leaf, s.stage
LIMIT 100`

const eventsBeyondTheirScore = `
SELECT e.dossier_id || ' ' || e.leaf || ' ' || e.stage
FROM score_event AS e
LEFT JOIN leaf_score AS s ON s.dossier_id = e.dossier_id AND s.leaf = e.leaf AND s.stage = e.stage
WHERE s.version IS NULL OR e.version > s.version
ORDER BY e.seq
LIMIT 100`

const gapsBetweenEvents = `
SELECT CAST(MIN(seq) AS TEXT) || ' to ' || CAST(MAX(seq) AS TEXT) || ' are ' || CAST(COUNT(*) AS TEXT)
FROM score_event
HAVING COUNT(*) > 0 AND (MIN(seq) <> 1 OR MAX(seq) <> COUNT(*))
LIMIT 1`

const eventsBackInTime = `
SELECT CAST(b.seq AS TEXT)
FROM score_event AS a
JOIN score_event AS b ON b.seq = a.seq + 1
WHERE b.at < a.at
ORDER BY b.seq
LIMIT 100`

const eventsWithoutPolicy = `
SELECT CAST(seq AS TEXT)
FROM score_event
WHERE policy_version = ''
ORDER BY seq
LIMIT 100`

const publicationsNotWhole = `
SELECT p.id
FROM publication AS p
WHERE (SELECT COUNT(*) FROM publication_block AS b WHERE b.publication_id = p.id) = 0
   OR (SELECT COUNT(*) FROM publication_block AS b WHERE b.publication_id = p.id)
      <> (SELECT COUNT(*) FROM round_block AS r WHERE r.round_id = p.round_id)
ORDER BY p.id
LIMIT 100`

const releasedByOnePerson = `
SELECT p.id
FROM publication AS p
JOIN publication_release AS r ON r.publication_id = p.id
WHERE r.published_by = p.decided_by
ORDER BY p.id
LIMIT 100`

const decisionsWithoutLine = `
SELECT p.id
FROM publication AS p
LEFT JOIN audit AS a ON a.subject_kind = 'publication' AND a.subject_id = p.id
  AND a.action = 'decide_result' AND a.actor_id = p.decided_by AND a.at = p.decided_at
WHERE a.seq IS NULL
ORDER BY p.id
LIMIT 100`

const releasesWithoutLine = `
SELECT r.publication_id
FROM publication_release AS r
LEFT JOIN audit AS a ON a.subject_kind = 'publication' AND a.subject_id = r.publication_id
  AND a.action = 'publish_result' AND a.actor_id = r.published_by AND a.at = r.published_at
WHERE a.seq IS NULL
ORDER BY r.publication_id
LIMIT 100`
