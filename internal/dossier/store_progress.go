package dossier

import (
	"parindex/internal/db"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// leafStep is what a stage wants and has of one leaf.
type leafStep struct {
	leaf     string
	wanted   bool
	given    bool
	at       par.Time // when it was given
	since    par.Time // when what it answers last changed, in the second appraisal
	accepted bool     // the unit takes the cut as it is, whatever it had said before
}

// leafPlace is a leaf of a dossier.
type leafPlace struct {
	dossier par.ID
	leaf    string
}

// leafSteps are the steps of a round in one of its stages.
type leafSteps struct {
	stage    par.Stage
	from, to score.Stage
	found    map[leafPlace]leafStep
}

// scored is a score as far as progress asks about it.
type scored struct {
	dossier par.ID
	Score
}

const selectScored = `
SELECT s.dossier_id, s.leaf, s.stage, s.kind, s.reason, s.note, s.at, s.version
FROM leaf_score AS s
JOIN dossier AS d ON d.id = s.dossier_id
WHERE d.round_id = $1 AND s.stage IN ($2, $3)
ORDER BY s.dossier_id, s.leaf
LIMIT 2000000`

func scanScored(row db.Scanner) (scored, error) {
	var s scored
	err := row.Scan(&s.dossier, &s.Leaf, &s.Stage, &s.Kind, &s.Reason, &s.Note, &s.At, &s.Version)
	return s, err
}

const selectOpeningsIn = `
SELECT o.dossier_id, o.leaf
FROM leaf_opening AS o
JOIN dossier AS d ON d.id = o.dossier_id
WHERE d.round_id = $1
ORDER BY o.dossier_id, o.leaf
LIMIT 100000`

// basis is the stage whose scores say what a stage wants.
func basis(stage par.Stage) (score.Stage, score.Stage) {
	switch stage {
	case par.Appraisal1:
		return score.StageAppraisal1, score.StageAppraisal1
	case par.Explanation:
		return score.StageAppraisal1, StageExplanation
	case par.Appraisal2:
		return StageExplanation, score.StageAppraisal2
	}
	return score.StageSelf, score.StageSelf
}

// stepsIn reads what a stage wants and has, by dossier.
func stepsIn(tx *db.Tx, r round.Round, stage par.Stage) (map[par.ID][]leafStep, error) {
	from, to := basis(stage)
	all := leafSteps{stage, from, to, map[leafPlace]leafStep{}}
	rows, err := db.List(tx, scanScored, selectScored, r.ID, from, to)
	if err != nil {
		return nil, err
	}
	if err := all.dispute(tx, r); err != nil {
		return nil, err
	}
	for _, s := range rows {
		all.put(s)
	}
	exceeded, err := exceededIn(tx, r, stage)
	if err != nil {
		return nil, err
	}
	steps := map[par.ID][]leafStep{}
	for at := range exceeded {
		if _, known := all.found[at]; !known {
			all.found[at] = leafStep{leaf: at.leaf}
		}
	}
	for at, one := range all.found {
		if stage == par.Appraisal2 {
			one.wanted, one.given = one.wanted && !one.accepted, one.given && one.at >= one.since
		}
		if exceeded[at] {
			one.wanted, one.given = true, false
		}
		steps[at.dossier] = append(steps[at.dossier], one)
	}
	return steps, nil
}

// exceededIn finds the leaves whose mark gives more than a finding leaves: in
// the stage of the mark, and after it, they are open again.
func exceededIn(tx *db.Tx, r round.Round, stage par.Stage) (map[leafPlace]bool, error) {
	open := map[leafPlace]bool{}
	if stage != par.Appraisal1 && stage != par.Appraisal2 {
		return open, nil
	}
	all, err := InspectionsIn(tx, r.ID)
	if err != nil {
		return nil, err
	}
	for _, i := range all {
		if i.RemovedAt != 0 || !i.Most.Known() {
			continue
		}
		p, err := PlaceOf(tx, i.DossierID)
		if err != nil {
			return nil, err
		}
		mark, err := markOf(tx, i.DossierID, i.Leaf, stage)
		if err != nil {
			return nil, err
		}
		if !mark.Given() {
			continue
		}
		exceeds, err := i.ExceededBy(p.Edition.Set, mark.Answer())
		if err != nil {
			return nil, err
		}
		if exceeds {
			open[leafPlace{i.DossierID, i.Leaf}] = true
		}
	}
	return open, nil
}

// markOf is the mark that counts in a stage of appraisal: in the second one
// the first mark, where there is no other.
func markOf(tx *db.Tx, dossierID par.ID, leaf string, stage par.Stage) (Score, error) {
	if stage == par.Appraisal2 {
		if again, err := ScoreOf(tx, dossierID, leaf, score.StageAppraisal2); err != nil || again.Given() {
			return again, err
		}
	}
	return ScoreOf(tx, dossierID, leaf, score.StageAppraisal1)
}

// dispute takes in what is explained without a word or a figure: leaves that
// the standing body has opened, and documents that were added.
func (all leafSteps) dispute(tx *db.Tx, r round.Round) error {
	opens := r.Window(par.Explanation).Opens
	if opens == 0 || all.stage != par.Explanation && all.stage != par.Appraisal2 {
		return nil
	}
	opened, err := db.List(tx, func(row db.Scanner) (p leafPlace, err error) {
		err = row.Scan(&p.dossier, &p.leaf)
		return p, err
	}, selectOpeningsIn, r.ID)
	if err != nil {
		return err
	}
	for _, at := range opened {
		all.found[at] = leafStep{leaf: at.leaf, wanted: true}
	}
	added, err := evidence.AddedIn(tx, r.ID, opens)
	if err != nil {
		return err
	}
	for _, u := range added {
		at := leafPlace{u.DossierID, u.Leaf}
		one := all.found[at]
		one.leaf = u.Leaf
		if all.stage == par.Explanation {
			one.given, one.at = true, max(one.at, u.AddedAt)
		} else {
			one.wanted, one.since = true, max(one.since, u.AddedAt)
		}
		all.found[at] = one
	}
	return nil
}

// put takes in a score.
func (all leafSteps) put(s scored) {
	at := leafPlace{s.dossier, s.Leaf}
	one := all.found[at]
	one.leaf = s.Leaf
	if s.Stage == all.from {
		one.wanted = one.wanted || wants(all.stage, s.Score)
		one.accepted = s.Kind == KindAccepted
		if all.stage == par.Appraisal2 {
			one.since = max(one.since, s.At)
		}
	}
	if s.Stage == all.to && gives(all.stage, s.Score) {
		one.given, one.at = true, max(one.at, s.At)
	}
	all.found[at] = one
}

// wants tells whether a score of the stage before asks for one in this stage.
func wants(stage par.Stage, s Score) bool {
	switch stage {
	case par.Explanation:
		return s.Given() && s.Reason != ""
	case par.Appraisal2:
		return Explains(s)
	}
	return true
}

// gives tells whether a score does what its stage asks; accepting a cut is an
// answer like an explanation.
func gives(stage par.Stage, s Score) bool {
	if stage == par.Explanation {
		return s.Kind == KindAccepted || Explains(s)
	}
	return s.Given()
}
