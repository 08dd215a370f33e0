package invariant

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"parindex/internal/db"
	"parindex/internal/par"
)

// replay walks through the audit chain and follows every round and dossier
// through its states, with the score events beside it: the n-th line about a
// score belongs to the n-th event.
type replay struct {
	tx       *db.Tx
	report   *report
	stages   map[par.ID]par.Stage
	states   map[par.ID]par.DossierState
	calendar map[par.ID]int64 // audit line of the round's last change
	rounds   map[par.ID]standing
	more     map[par.ID][]extension // by unit
	events   []event                // read, still to be met
	last     int64                  // sequence number of the last event read
	lost     bool                   // chain and events went apart
}

// standing is what the database says now of a dossier's round.
type standing struct {
	round  par.ID
	unit   par.ID
	closes par.Time // present deadline of self-scoring
}

func checkReplay(tx *db.Tx, r *report) error {
	w := &replay{tx: tx, report: r, stages: map[par.ID]par.Stage{}, states: map[par.ID]par.DossierState{}, rounds: map[par.ID]standing{}}
	var err error
	if w.calendar, err = lastConfigured(tx); err != nil {
		return err
	}
	if w.more, err = extensions(tx); err != nil {
		return err
	}
	for last := int64(0); ; {
		lines, err := db.ListAudit(tx, last, pageSize)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			return w.finish()
		}
		for _, l := range lines {
			if err := w.follow(l); err != nil {
				return err
			}
		}
		last = lines[len(lines)-1].Seq
	}
}

func (w *replay) follow(l db.AuditLine) error {
	switch l.Subject.Kind {
	case "round":
		return w.followRound(l)
	case "dossier":
		for _, state := range par.DossierStates() {
			if l.After == hashOf(state) {
				w.states[par.ID(l.Subject.ID)] = state
			}
		}
	case "score":
		return w.followScore(l)
	}
	return nil
}

func (w *replay) followRound(l db.AuditLine) error {
	id := par.ID(l.Subject.ID)
	switch l.Action {
	case "create_round":
		w.stages[id] = par.Preparing
	case "move_stage", "decide_result", "publish_result":
		for _, stage := range par.Stages() {
			if l.After == hashOf(stage) {
				return w.enter(id, stage)
			}
		}
	}
	return nil
}

// enter takes a round to a stage. Going back to explanation gives the units
// that had signed theirs, or had no time left for it, the word again.
func (w *replay) enter(id par.ID, stage par.Stage) error {
	back := stage == par.Explanation && w.stages[id] == par.Appraisal2
	w.stages[id] = stage
	for d, state := range w.states {
		if !back || state != par.InAppraisal2 {
			continue
		}
		at, err := w.standing(d)
		if err != nil {
			return err
		}
		if at.round == id {
			w.states[d] = par.Explaining
		}
	}
	return nil
}

// followScore holds a line about a score against its event, and the event
// against where round and dossier stood.
func (w *replay) followScore(l db.AuditLine) error {
	if w.lost {
		return nil
	}
	e, ok, err := w.next()
	if err != nil {
		return err
	}
	if !ok || e.subject() != l.Subject.ID {
		w.lost = true
		w.report.fault("I12", "audit line %d tells of score %s, the events do not", l.Seq, l.Subject.ID)
		return nil
	}
	if !e.told(l) {
		w.report.fault("I12", "audit line %d tells another story than event %d", l.Seq, e.seq)
	}
	at, err := w.standing(e.dossier)
	if err != nil {
		return err
	}
	w.inPlace(e, at)
	if e.stage == stageSelf && e.action == actionDeclare && l.Seq > w.calendar[at.round] && e.deadline != at.closes && !w.extended(e, at, "self_scoring") {
		w.report.fault("I4", "event %d names another deadline than the round's calendar", e.seq)
	}
	return nil
}

// told tells whether the line says of the event what the event says of itself.
func (e event) told(l db.AuditLine) bool {
	after := hashOf(struct {
		Kind, Body, Note, Reason string
		Version                  int64
	}{e.kind, e.body, e.note, e.reason, e.version})
	return l.After == after && l.Actor == e.actor && l.At == e.at && l.Action == e.action && l.Policy == e.policy && l.Request == e.request
}

// inPlace tells of an event for which it was not the time.
func (w *replay) inPlace(e event, at standing) {
	stage, state := w.stages[at.round], w.states[e.dossier]
	var wrong bool
	switch e.stage {
	case stageSelf:
		signed := state != par.Draft && state != ""
		late := stage != par.SelfScoring && !w.extended(e, at, "self_scoring")
		wrong = e.action == actionDeclare && (late || (signed && !w.leafExtended(e, at, "self_scoring")))
		wrong = wrong || (e.action == actionFallback && signed)
	case stageExplanation:
		late := stage != par.Explanation && !w.extended(e, at, "explanation")
		wrong = late || (state == par.InAppraisal2 && !w.leafExtended(e, at, "explanation"))
	case stageSecond:
		wrong = stage != par.Appraisal1 && stage != par.Explanation && stage != par.Appraisal2
	case stageSurvey:
		wrong = stage == par.Preparing || stage == par.SelfScoring || stage == par.Decided || stage == par.Published
	default:
		wrong = string(stage) != e.stage
	}
	if wrong {
		w.report.fault("I4", "event %d: a score of stage %s was changed while its round was in %q and its dossier in %q", e.seq, e.stage, stage, state)
	}
}

// extension is more time that somebody was given.
type extension struct {
	round       par.ID
	unit        par.ID
	stage, leaf string
	from, to    par.Time
	closes      par.Time
}

// extended tells whether an extension allowed the event: given before it, not
// taken back, for its leaf or for all, and with the deadline that it names.
func (w *replay) extended(e event, at standing, stage string) bool {
	return slices.ContainsFunc(w.more[at.unit], func(x extension) bool { return x.allows(e, at, stage) })
}

// leafExtended is extended by more time for the very leaf.
func (w *replay) leafExtended(e event, at standing, stage string) bool {
	return slices.ContainsFunc(w.more[at.unit], func(x extension) bool { return x.leaf == e.leaf && x.allows(e, at, stage) })
}

func (x extension) allows(e event, at standing, stage string) bool {
	return x.round == at.round && x.stage == stage && (x.leaf == "" || x.leaf == e.leaf) &&
		x.from <= e.at && (x.to == 0 || e.at <= x.to) && e.at < x.closes && e.deadline <= max(x.closes, at.closes)
}

const selectMoreTime = `
SELECT round_id, unit_id, stage, leaf, granted_at, removed_at, closes_at
FROM extension
ORDER BY granted_at, id
LIMIT 1000000`

func scanExtension(row db.Scanner) (extension, error) {
	var x extension
	err := row.Scan(&x.round, &x.unit, &x.stage, &x.leaf, &x.from, &x.to, &x.closes)
	return x, err
}

func extensions(tx *db.Tx) (map[par.ID][]extension, error) {
	all, err := db.List(tx, scanExtension, selectMoreTime)
	found := map[par.ID][]extension{}
	for _, x := range all {
		found[x.unit] = append(found[x.unit], x)
	}
	return found, err
}

// next returns the event that follows.
func (w *replay) next() (event, bool, error) {
	if len(w.events) == 0 {
		page, err := db.List(w.tx, scanEvent, selectEvents, w.last, pageSize)
		if err != nil || len(page) == 0 {
			return event{}, false, err
		}
		w.events, w.last = page, page[len(page)-1].seq
	}
	e := w.events[0]
	w.events = w.events[1:]
	return e, true, nil
}

func (w *replay) finish() error {
	e, ok, err := w.next()
	if ok && !w.lost {
		w.report.fault("I12", "event %d and those after it have no line in the audit chain", e.seq)
	}
	return err
}

const selectStanding = `
SELECT d.round_id, d.unit_id, COALESCE(s.closes_at, 0)
FROM dossier AS d
LEFT JOIN round_stage AS s ON s.round_id = d.round_id AND s.stage = 'self_scoring'
WHERE d.id = $1`

func (w *replay) standing(id par.ID) (standing, error) {
	if s, ok := w.rounds[id]; ok {
		return s, nil
	}
	s, err := db.One(w.tx, scanStanding, selectStanding, id)
	w.rounds[id] = s
	return s, err
}

func scanStanding(row db.Scanner) (standing, error) {
	var s standing
	err := row.Scan(&s.round, &s.unit, &s.closes)
	return s, err
}

const selectConfigured = `
SELECT subject_id, MAX(seq)
FROM audit
WHERE subject_kind = 'round' AND action = 'configure_round'
GROUP BY subject_id
ORDER BY subject_id
LIMIT 100000`

func lastConfigured(tx *db.Tx) (map[par.ID]int64, error) {
	all, err := db.List(tx, scanConfigured, selectConfigured)
	found := map[par.ID]int64{}
	for _, c := range all {
		found[c.round] = c.seq
	}
	return found, err
}

// configured is the audit line of a round's last change.
type configured struct {
	round par.ID
	seq   int64
}

func scanConfigured(row db.Scanner) (configured, error) {
	var c configured
	err := row.Scan(&c.round, &c.seq)
	return c, err
}

// hashOf is how the audit chain hashes what it does not keep in clear.
func hashOf(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic("invariant: hash of what is no data: " + err.Error())
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
