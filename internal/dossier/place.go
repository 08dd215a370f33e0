package dossier

import (
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Stage is where the dossier's own procedure stands. It lags behind its round's
// while an extension gives the unit more time.
func (p Place) Stage() par.Stage { return StageNow(p.Round, p.Dossier, p.At) }

// State is where the dossier stands at the moment of the place: one whose time
// to explain is over is in appraisal, though nothing has moved it yet.
func (p Place) State() par.DossierState { return StateNow(p.Round, p.Dossier, p.At) }

// StageNow is Stage of a dossier without its surroundings.
func StageNow(r round.Round, d Dossier, now par.Time) par.Stage {
	if stage, ok := lagging(r, d, now); ok {
		return stage
	}
	return r.State
}

// StateNow is State of a dossier without its surroundings.
func StateNow(r round.Round, d Dossier, now par.Time) par.DossierState {
	explains := d.State == par.Notified || d.State == par.Explaining
	if _, more := lagging(r, d, now); explains && r.State == par.Appraisal2 && !more {
		return par.InAppraisal2
	}
	return d.State
}

// lagging finds the stage in which a unit still works though its round has
// gone on. An extension of self-scoring keeps its draft there for good: what
// was not submitted in that time stays a draft.
func lagging(r round.Round, d Dossier, now par.Time) (par.Stage, bool) {
	switch {
	case r.State == par.Appraisal1 && (d.State == par.Draft || d.State == par.AwaitingLeader):
		_, ok := r.Extended(par.SelfScoring, d.UnitID)
		return par.SelfScoring, ok
	case r.State == par.Appraisal2 && (d.State == par.Notified || d.State == par.Explaining):
		e, ok := r.Extended(par.Explanation, d.UnitID)
		return par.Explanation, ok && now < e.Closes
	}
	return "", false
}

// Window is the time in which the dossier's stage takes in changes of its unit.
func (p Place) Window() round.Window {
	return p.Round.WindowFor(p.Stage(), p.Dossier.UnitID, "")
}

// Resource describes the dossier, or one area of it, to the policy table.
func (p Place) Resource(area string) policy.Resource {
	r := p.Round.Resource()
	w := p.Window()
	r.Stage, r.Opens, r.Deadline = p.Stage(), w.Opens, w.Closes
	r.Unit, r.Block, r.Area, r.Dossier = p.Dossier.UnitID, p.Dossier.Block, area, p.State()
	r.OnBehalf = p.Dossier.Fallback != ""
	r.Out = p.Block.Skipped != "" || p.Dropped != ""
	if p.Round.LateUpload > 0 && r.Deadline != 0 {
		r.Grace = r.Deadline.Add(p.Round.Grace())
	}
	return r
}

// LeafResource describes one leaf of the dossier to the policy table: beside
// its area, the time that it has for itself.
func (p Place) LeafResource(leaf string) policy.Resource {
	r := p.Resource(p.AreaOf(leaf))
	for _, stage := range round.Extendable() {
		e, ok := p.Round.LeafExtended(stage, p.Dossier.UnitID, leaf)
		switch {
		case !ok || p.At >= e.Closes:
		case r.Stage == stage && worksIn(stage, r.Dossier):
			r.Deadline = max(r.Deadline, e.Closes)
		case reopens(stage, r.Dossier):
			r.Late, r.Opens, r.Deadline = stage, e.GrantedAt, e.Closes
		}
	}
	return r
}

// worksIn tells whether a unit whose dossier stands in the state works on all
// of it in the stage; later only a leaf of its own may be open.
func worksIn(stage par.Stage, state par.DossierState) bool {
	if stage == par.SelfScoring {
		return state == par.Draft || state == par.AwaitingLeader
	}
	return state == par.Notified || state == par.Explaining
}

// reopens tells whether more time for one leaf opens it in a dossier that has
// been handed in and stands in the state.
func reopens(stage par.Stage, state par.DossierState) bool {
	if stage == par.SelfScoring {
		return state == par.Submitted || state == par.InAppraisal
	}
	return state == par.InAppraisal2
}

// TimeLeft finds until when the unit may still change something though its
// round has gone on; zero: nothing.
func (p Place) TimeLeft() par.Time {
	left := par.Time(0)
	for _, e := range p.Round.Extensions {
		whole := e.Leaf == "" && p.Stage() == e.Stage && e.Stage != p.Round.State
		if e.Unit == p.Dossier.UnitID && p.At < e.Closes && (whole || (e.Leaf != "" && reopens(e.Stage, p.State()))) {
			left = max(left, e.Closes)
		}
	}
	return left
}

// ByLeaf finds the scores of one stage among all of a dossier.
func ByLeaf(scores []Score, stage score.Stage) map[string]Score {
	found := map[string]Score{}
	for _, s := range scores {
		if s.Stage == stage {
			found[s.Leaf] = s
		}
	}
	return found
}

// Explains tells whether an explanation asks for another look: it says or shows
// something, and does not accept the cut.
func Explains(s Score) bool {
	return s.Version > 0 && s.Kind != KindAccepted && (s.Kind != KindNone || s.Note != "")
}

// Playing lists the dossiers of a round that take part, with their surroundings.
func Playing(tx *db.Tx, r round.Round) ([]Place, error) {
	all, err := List(tx, r.ID)
	if err != nil {
		return nil, err
	}
	var places []Place
	for _, d := range all {
		p, err := PlaceOf(tx, d.ID)
		if err != nil {
			return nil, err
		}
		if p.Block.Skipped == "" && p.Dropped == "" {
			places = append(places, p)
		}
	}
	return places, nil
}
