package appraisal

import (
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Keep is a verdict of the second appraisal: the first mark stands, and the
// remark says why the explanation has not changed it.
const Keep Verdict = "keep"

// Dispute is what a second appraisal of one leaf has before it.
type Dispute struct {
	First   dossier.Score   // the mark of the first appraisal
	Said    dossier.Score   // what the unit explains
	Opening dossier.Opening // why the standing body has opened the leaf; its Leaf is empty where it has not
	Fresh   par.Time        // when the last document was added to explain; zero: none was
}

// Stands tells whether the leaf has to be judged again. What the unit accepts,
// or says nothing of, keeps its first mark without work.
func (d Dispute) Stands() bool {
	return d.Said.Kind != dossier.KindAccepted && (dossier.Explains(d.Said) || d.Fresh != 0 || d.Opening.Leaf != "")
}

// Answered tells whether a mark answers everything that was explained.
func (d Dispute) Answered(mark dossier.Score) bool {
	return settled(d.Said, mark) && mark.At >= d.Fresh
}

// asked is what the unit now wants to be worth: its corrected figures, or its claim.
func (d Dispute) asked(claim dossier.Score) dossier.Score {
	if d.Said.Kind == dossier.KindValue {
		return d.Said
	}
	return claim
}

// again tells whether a round is looked at as its second appraisal has it.
func again(r round.Round) bool {
	stages := r.Stages()
	return r.Plays(par.Appraisal2) && slices.Index(stages, r.State) >= slices.Index(stages, par.Appraisal2)
}

// disputesOf finds what the second appraisal has before it in one dossier.
func disputesOf(tx *db.Tx, p dossier.Place, scores []dossier.Score) (map[string]Dispute, error) {
	openings, err := dossier.Openings(tx, p.Dossier.ID)
	if err != nil {
		return nil, err
	}
	uses, err := evidence.ListUses(tx, p.Dossier.ID)
	if err != nil {
		return nil, err
	}
	fresh := map[string]par.Time{}
	for _, u := range uses {
		if p.Fresh(u.Use) {
			fresh[u.Leaf] = max(fresh[u.Leaf], u.AddedAt)
		}
	}
	first, said := dossier.ByLeaf(scores, score.StageAppraisal1), dossier.ByLeaf(scores, dossier.StageExplanation)
	found := map[string]Dispute{}
	for _, leaf := range p.Edition.Set.Leaves() {
		code := leaf.Code
		found[code] = Dispute{First: first[code], Said: said[code], Opening: openings[code], Fresh: fresh[code]}
	}
	return found, nil
}

func disputeOf(tx *db.Tx, p dossier.Place, leaf string) (Dispute, error) {
	scores, err := dossier.Scores(tx, p.Dossier.ID)
	if err != nil {
		return Dispute{}, err
	}
	all, err := disputesOf(tx, p, scores)
	return all[leaf], err
}

// mayMarkAgain refuses a second mark of what was not explained: the unit could
// no longer answer it. A finding may always lower a mark.
func mayMarkAgain(p dossier.Place, d Dispute, leaf string, findings []dossier.Inspection) error {
	if d.Stands() {
		return nil
	}
	_, forbidden, err := Overruled(p.Edition.Set, leaf, d.First, findings)
	if err != nil || forbidden {
		return err
	}
	return par.E(par.Closed, "appraisal.nothing_explained")
}

// ConcludeAgain turns a mark into the score of stage appraisal2, or tells which
// field is at fault, as Conclude does for the first. It is pure.
func ConcludeAgain(set *score.Set, node *score.Node, claim dossier.Score, d Dispute, in Mark) (dossier.Score, error) {
	if in.Verdict == Keep {
		return keep(d.First, in)
	}
	out, err := Conclude(set, node, d.asked(claim), in)
	out.Stage = score.StageAppraisal2
	return out, err
}

func keep(first dossier.Score, in Mark) (dossier.Score, error) {
	out := first
	out.Leaf, out.Stage, out.Version, out.Note = in.Leaf, score.StageAppraisal2, in.Version, strings.TrimSpace(in.Remark)
	switch n := utf8.RuneCountInString(out.Note); {
	case n == 0:
		return out, fault("remark", par.T("appraisal.keep_needs_remark"))
	case n > maxRemark:
		return out, fault("remark", par.T("error.length", "min", 0, "max", maxRemark))
	}
	return out, nil
}

// disputed are the leaves of a round that wait for a second mark, or have it.
type disputed struct {
	on     bool // the round is looked at as its second appraisal has it
	stands map[markKey]bool
	marks  map[markKey]markRow
	since  map[markKey]par.Time // when what was explained last changed
}

type saidRow struct {
	markKey
	kind dossier.Kind
	note string
	at   par.Time
}

const selectSaid = `
SELECT s.dossier_id, s.leaf, s.kind, s.note, s.at
FROM leaf_score AS s
JOIN dossier AS d ON d.id = s.dossier_id
WHERE d.round_id = $1 AND s.stage = 'explanation'
ORDER BY s.dossier_id, s.leaf
LIMIT 1000000`

func scanSaid(row db.Scanner) (saidRow, error) {
	var s saidRow
	err := row.Scan(&s.dossier, &s.leaf, &s.kind, &s.note, &s.at)
	return s, err
}

// disputedIn finds the disputes of a whole round at once.
func disputedIn(tx *db.Tx, r round.Round) (disputed, error) {
	d := disputed{on: again(r), stands: map[markKey]bool{}, since: map[markKey]par.Time{}}
	if !d.on {
		return d, nil
	}
	said, err := db.List(tx, scanSaid, selectSaid, r.ID)
	if err != nil {
		return d, err
	}
	opened, err := dossier.OpeningsIn(tx, r.ID)
	if err != nil {
		return d, err
	}
	fresh, err := evidence.AddedIn(tx, r.ID, r.Window(par.Explanation).Opens)
	if err != nil {
		return d, err
	}
	for _, o := range opened {
		d.stands[markKey{o.DossierID, o.Leaf}] = true
	}
	for _, u := range fresh {
		key := markKey{u.DossierID, u.Leaf}
		d.stands[key], d.since[key] = true, max(d.since[key], u.AddedAt)
	}
	for _, s := range said {
		d.since[s.markKey] = max(d.since[s.markKey], s.at)
		switch {
		case s.kind == dossier.KindAccepted:
			d.stands[s.markKey] = false
		case s.kind != dossier.KindNone || s.note != "":
			d.stands[s.markKey] = true
		}
	}
	d.marks, err = marksOf(tx, r.ID, score.StageAppraisal2)
	return d, err
}

// put says what the second appraisal makes of an item of the queue.
func (d disputed) put(item Item, key markKey, exceeded bool) Item {
	if !d.on {
		return item
	}
	mark, marked := d.marks[key]
	item.Rest = !d.stands[key] && !exceeded
	if item.Rest {
		item.Done, item.Reopened = true, false
		return item
	}
	item.Reopened = marked && (exceeded || mark.at < d.since[key])
	item.Done, item.Cut = marked && !item.Reopened, marked && mark.reason != ""
	return item
}

// lockAgain says why an item cannot be judged again, where nothing forbids it
// by right but there is nothing to judge.
func (v *View) lockAgain() error {
	if v.Open != nil || markStage(v.Place) != score.StageAppraisal2 {
		return nil
	}
	err := mayMarkAgain(v.Place, v.Dispute, v.Node.Code, v.Findings)
	if e, ok := par.AsError(err); ok && e.Code == par.Closed {
		v.Open = err
		return nil
	}
	return err
}

// loadDispute reads what the second appraisal has before it. The mark of a
// blind opinion stays hidden with it.
func (v *View) loadDispute(tx *db.Tx) (err error) {
	if v.Again = again(v.Round) && !v.Blind; !v.Again {
		return nil
	}
	leaf := v.Node.Code
	if v.Dispute, err = disputeOf(tx, v.Place, leaf); err != nil {
		return err
	}
	if v.Firstly, err = score.EvaluateLeaf(v.Edition.Set, leaf, answerOf(v.Dispute.First, leaf), nil); err != nil {
		return err
	}
	v.Asked, err = score.EvaluateLeaf(v.Edition.Set, leaf, answerOf(v.Dispute.Said, leaf), nil)
	return err
}

// waits tells whether a unit still explains while its round is in the second appraisal.
func (e entrant) waits(r round.Round, now par.Time) bool {
	d := dossier.Dossier{UnitID: e.unit.ID, State: e.state}
	return r.State == par.Appraisal2 && dossier.StageNow(r, d, now) == par.Explanation
}
