package appraisal

import (
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/explanation"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Procedure is what a round asks of all that lies to its right: what becomes
// of the dossiers when it enters a stage, and what keeps it from leaving one.
func Procedure() round.Dossiers {
	return round.Dossiers{Follow: follow, Scored: dossier.Scored, Settled: Settled, Extended: dossier.Extended, Tell: dossier.Tell}
}

func follow(tx *db.Tx, permit policy.Permit, r round.Round, to par.Stage) error {
	if err := dossier.Follow(tx, r, to); err != nil {
		return err
	}
	if to == par.Explanation {
		return explanation.Serve(tx, permit, r)
	}
	return dossier.TellStage(tx, permit, r, to)
}

// Settled refuses to leave a stage of appraisal in which something is open:
// a claim without a mark, or a unit whose time still runs.
func Settled(tx *db.Tx, r round.Round) error {
	all, err := dossier.Playing(tx, r)
	if err != nil {
		return err
	}
	for _, p := range all {
		if left := p.TimeLeft(); left != 0 {
			return par.E(par.Closed, "round.unit_has_time", "unit", p.Unit.Name, "deadline", left)
		}
		if state := p.State(); state == par.Draft || state == par.AwaitingLeader {
			continue // never submitted: nothing to judge
		}
		open, err := unmarked(tx, p)
		if err != nil {
			return err
		}
		if open > 0 {
			return par.E(par.Closed, "round.not_all_marked", "unit", p.Unit.Name, "count", open)
		}
	}
	return nil
}

// unmarked counts the leaves of a dossier that wait for a mark in the present
// stage: all that a person judges in the first appraisal, also where the claim
// has changed since, what was explained or opened in the second.
func unmarked(tx *db.Tx, p dossier.Place) (int, error) {
	scores, err := dossier.Scores(tx, p.Dossier.ID)
	if err != nil {
		return 0, err
	}
	first, second := dossier.ByLeaf(scores, score.StageAppraisal1), dossier.ByLeaf(scores, score.StageAppraisal2)
	claims := dossier.ByLeaf(scores, score.StageSelf)
	disputes, err := disputesOf(tx, p, scores)
	if err != nil {
		return 0, err
	}
	findings, err := dossier.InspectionsOf(tx, p.Dossier.ID)
	if err != nil {
		return 0, err
	}
	open := 0
	for _, leaf := range p.Edition.Set.Leaves() {
		code, mark := leaf.Code, first[leaf.Code]
		if p.Round.State == par.Appraisal2 && second[code].Given() {
			mark = second[code]
		}
		_, forbidden, err := Overruled(p.Edition.Set, code, mark, findings[code])
		if err != nil {
			return open, err
		}
		switch {
		case leaf.Rule.Type == score.RuleSurvey:
		case forbidden:
			open++
		case p.Round.State == par.Appraisal1 && !settled(claims[code], first[code]):
			open++
		case p.Round.State == par.Appraisal2 && disputes[code].Stands() && !disputes[code].Answered(second[code]):
			open++
		}
	}
	return open, nil
}
