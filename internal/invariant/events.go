package invariant

import (
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
)

// event is one row of the score events.
type event struct {
	seq      int64
	dossier  par.ID
	leaf     string
	stage    string
	version  int64
	kind     string
	body     string
	note     string
	reason   string
	actor    par.ID
	at       par.Time
	deadline par.Time
	action   string
	policy   string
	request  string
}

// subject is how the audit chain calls the score.
func (e event) subject() string { return string(e.dossier) + " " + e.leaf + " " + e.stage }

const pageSize = 5000

const selectEvents = `
SELECT seq, dossier_id, leaf, stage, version, kind, body, note, reason, actor_id, at, deadline, action, policy_version, request_id
FROM score_event
WHERE seq > $1
ORDER BY seq
LIMIT $2`

func scanEvent(row db.Scanner) (event, error) {
	var e event
	err := row.Scan(&e.seq, &e.dossier, &e.leaf, &e.stage, &e.version, &e.kind, &e.body, &e.note, &e.reason, &e.actor, &e.at,
		&e.deadline, &e.action, &e.policy, &e.request)
	return e, err
}

// held is a role that someone held from a moment until another.
type held struct {
	person      par.ID
	role        par.Role
	unit        par.ID
	round       par.ID
	block, area string
	from, to    par.Time // to zero: still held
}

func (h held) at(t par.Time) bool { return h.from <= t && (h.to == 0 || t <= h.to) }

const selectRoles = `
SELECT person_id, role, unit_id, round_id, block, area, granted_at, ended_at
FROM role_grant
ORDER BY granted_at, id
LIMIT 1000000`

// A delegated role is held in the name of one unit, from its first day to its
// last, unless it is ended before.
const selectDelegated = `
SELECT to_person, role, unit_id, '', '', '', CASE WHEN starts_at > given_at THEN starts_at ELSE given_at END,
       CASE WHEN ended_at <> 0 AND ended_at < ends_at THEN ended_at ELSE ends_at END
FROM delegation
ORDER BY given_at, id
LIMIT 1000000`

func scanRole(row db.Scanner) (held, error) {
	var h held
	err := row.Scan(&h.person, &h.role, &h.unit, &h.round, &h.block, &h.area, &h.from, &h.to)
	return h, err
}

// judge knows all that judging an event needs.
type judge struct {
	tx     *db.Tx
	roles  map[par.ID][]held
	places map[par.ID]dossier.Place
}

func newJudge(tx *db.Tx) (*judge, error) {
	all, err := db.List(tx, scanRole, selectRoles)
	if err != nil {
		return nil, err
	}
	delegated, err := db.List(tx, scanRole, selectDelegated)
	all = append(all, delegated...)
	j := &judge{tx: tx, roles: map[par.ID][]held{}, places: map[par.ID]dossier.Place{}}
	for _, h := range all {
		j.roles[h.person] = append(j.roles[h.person], h)
	}
	return j, err
}

func (j *judge) place(id par.ID) (dossier.Place, error) {
	if p, ok := j.places[id]; ok {
		return p, nil
	}
	p, err := dossier.PlaceOf(j.tx, id)
	j.places[id] = p
	return p, err
}

// checkEvents judges every event by itself: who may have made it, and whether
// it came in time.
func checkEvents(tx *db.Tx, r *report) error {
	j, err := newJudge(tx)
	if err != nil {
		return err
	}
	return eachEvent(tx, func(e event) error {
		p, err := j.place(e.dossier)
		if err != nil {
			return err
		}
		for _, name := range []string{"I3", "I4", "I5"} {
			r.checked(name, 1)
		}
		if !j.entitled(e, p) {
			r.fault("I3", "event %d: %s had no role for %s on leaf %s of unit %s", e.seq, e.actor, e.action, e.leaf, p.Unit.Code)
		}
		if !e.untimed() && e.deadline != 0 && e.at >= e.deadline {
			r.fault("I4", "event %d: leaf %s of unit %s was changed after the deadline", e.seq, e.leaf, p.Unit.Code)
		}
		if !e.ofUnit() && j.belongs(e, p) {
			r.fault("I5", "event %d: %s judged the own unit %s", e.seq, e.actor, p.Unit.Code)
		}
		return nil
	})
}

// The words of the record, written here once more on purpose.
const (
	stageSelf        = "self"
	stageFirst       = "appraisal1"
	stageExplanation = "explanation"
	stageAgain       = "appraisal2"
	stageSecond      = "second"
	stageCouncil     = "council"
	stageSurvey      = "survey"
	actionDeclare    = "declare_score"
	actionFallback   = "enter_for_unit"
	actionExplain    = "explain_score"
	actionAppraise   = "appraise_score"
	actionSecond     = "give_second_opinion"
	actionSurvey     = "enter_survey"
	actionDecide     = "decide_item"
)

// ofUnit tells whether the event is the unit's own word.
func (e event) ofUnit() bool {
	return (e.stage == stageSelf && e.action == actionDeclare) || e.stage == stageExplanation
}

// untimed tells whether no deadline binds the act: the standing body enters
// surveys, and what came on paper, when it has them.
func (e event) untimed() bool {
	return e.action == actionSurvey || e.action == actionFallback || e.action == actionSecond
}

func (j *judge) entitled(e event, p dossier.Place) bool {
	for _, h := range j.roles[e.actor] {
		if h.at(e.at) && h.allows(e, p) {
			return true
		}
	}
	return false
}

func (h held) allows(e event, p dossier.Place) bool {
	switch e.action {
	case actionDeclare:
		return e.stage == stageSelf && h.role == par.Officer && h.unit == p.Unit.ID && (h.round == "" || h.round == p.Round.ID)
	case actionExplain:
		return e.stage == stageExplanation && h.role == par.Officer && h.unit == p.Unit.ID && (h.round == "" || h.round == p.Round.ID)
	case actionFallback:
		return e.stage == stageSelf && h.role == par.Standing
	case actionAppraise:
		return (e.stage == stageFirst || e.stage == stageAgain) && h.judges(e, p)
	case actionSecond:
		return e.stage == stageSecond && h.role == par.Appraiser && h.round == p.Round.ID
	case actionSurvey:
		return e.stage == stageSurvey && h.role == par.Standing
	case actionDecide:
		return e.stage == stageCouncil && (h.role == par.Standing || (h.role == par.Member && (h.round == "" || h.round == p.Round.ID)))
	}
	return false
}

// judges tells whether the role is an appraiser's for the leaf.
func (h held) judges(e event, p dossier.Place) bool {
	return h.role == par.Appraiser && h.round == p.Round.ID && (h.block == "" || h.block == p.Block.Code) && (h.area == "" || h.area == p.AreaOf(e.leaf))
}

func (j *judge) belongs(e event, p dossier.Place) bool {
	for _, h := range j.roles[e.actor] {
		if h.at(e.at) && h.unit == p.Unit.ID {
			return true
		}
	}
	return false
}

func eachEvent(tx *db.Tx, fn func(event) error) error {
	for last := int64(0); ; {
		page, err := db.List(tx, scanEvent, selectEvents, last, pageSize)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, e := range page {
			if err := fn(e); err != nil {
				return err
			}
		}
		last = page[len(page)-1].seq
	}
}
