package dossier

import (
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// leafStep is what a stage wants and has of one leaf.
type leafStep struct {
	leaf   string
	wanted bool
	given  bool
	at     par.Time
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
	rows, err := db.List(tx, scanScored, selectScored, r.ID, from, to)
	if err != nil {
		return nil, err
	}
	type place struct {
		dossier par.ID
		leaf    string
	}
	found := map[place]leafStep{}
	if stage == par.Explanation {
		opened, err := db.List(tx, func(row db.Scanner) (p place, err error) {
			err = row.Scan(&p.dossier, &p.leaf)
			return p, err
		}, selectOpeningsIn, r.ID)
		if err != nil {
			return nil, err
		}
		for _, o := range opened {
			found[o] = leafStep{leaf: o.leaf, wanted: true}
		}
	}
	for _, s := range rows {
		at := place{s.dossier, s.Leaf}
		one := found[at]
		one.leaf = s.Leaf
		if s.Stage == from {
			one.wanted = one.wanted || wants(stage, s.Score)
		}
		if s.Stage == to && gives(stage, s.Score) {
			one.given, one.at = true, s.At
		}
		found[at] = one
	}
	steps := map[par.ID][]leafStep{}
	for at, one := range found {
		steps[at.dossier] = append(steps[at.dossier], one)
	}
	return steps, nil
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
