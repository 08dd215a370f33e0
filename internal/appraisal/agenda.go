package appraisal

import (
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// agenda is what a queue has to know of a round beside its units and leaves.
type agenda struct {
	person   par.ID
	marks    map[markKey]markRow
	allotted map[place]Allotment
	seconds  map[markKey]dossier.Second
	exceeded map[markKey]bool // a finding leaves less than the mark gave
	disputed disputed
}

func agendaOf(tx *db.Tx, actor par.Actor, r round.Round) (agenda, error) {
	a := agenda{person: actor.Person, seconds: map[markKey]dossier.Second{}}
	var err error
	if a.marks, err = marksOf(tx, r.ID, score.StageAppraisal1); err != nil {
		return a, err
	}
	if a.disputed, err = disputedIn(tx, r); err != nil {
		return a, err
	}
	if a.allotted, err = allotmentsIn(tx, r.ID); err != nil {
		return a, err
	}
	asked, err := dossier.SecondsIn(tx, r.ID)
	if err != nil {
		return a, err
	}
	for _, s := range asked {
		a.seconds[markKey{s.DossierID, s.Leaf}] = s
	}
	a.exceeded, err = exceededIn(tx, r.ID)
	return a, err
}

// asked tells whether the second opinion of an item is asked of the person.
func (a agenda) asked(dossierID par.ID, leaf string) bool {
	s, ok := a.seconds[markKey{dossierID, leaf}]
	return ok && s.Person == a.person
}

func (a agenda) item(e entrant, area, leaf *score.Node) Item {
	key := markKey{e.dossier, leaf.Code}
	m, marked := a.marks[key]
	again := marked && (m.stale || a.exceeded[key])
	item := Item{
		Dossier: e.dossier, Unit: e.unit, Block: e.block, Area: area, Leaf: leaf, Holder: a.allotted[place{e.dossier, area.Code}].Person,
		Done: marked && !again, Cut: m.reason != "", Reopened: again,
	}
	return a.disputed.put(item, key, a.exceeded[key])
}

// exceededIn finds the marks of a round that give more than a finding leaves.
// Findings are few, so that each is looked at by itself.
func exceededIn(tx *db.Tx, roundID par.ID) (map[markKey]bool, error) {
	found := map[markKey]bool{}
	findings, err := dossier.InspectionsIn(tx, roundID)
	if err != nil {
		return nil, err
	}
	for _, f := range findings {
		if f.RemovedAt != 0 || !f.Most.Known() {
			continue
		}
		p, err := dossier.PlaceOf(tx, f.DossierID)
		if err != nil {
			return nil, err
		}
		mark, err := standingMark(tx, f.DossierID, f.Leaf)
		if err != nil {
			return nil, err
		}
		exceeds, err := Exceeds(p.Edition.Set, f.Leaf, mark, f)
		if err != nil {
			return nil, err
		}
		if exceeds {
			found[markKey{f.DossierID, f.Leaf}] = true
		}
	}
	return found, nil
}

// standingMark finds what the appraisers conclude of a leaf at present: the
// mark of the second appraisal or, where there is none, of the first.
func standingMark(tx *db.Tx, dossierID par.ID, leaf string) (dossier.Score, error) {
	again, err := dossier.ScoreOf(tx, dossierID, leaf, score.StageAppraisal2)
	if err != nil || again.Given() {
		return again, err
	}
	return dossier.ScoreOf(tx, dossierID, leaf, score.StageAppraisal1)
}
