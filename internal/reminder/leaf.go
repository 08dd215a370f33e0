package reminder

import (
	"slices"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// leavesOwe lists the leaves for which units were given time of their own that
// still runs and that they have not used. Nobody is told after its end: what
// was handed in counts, and nothing can be done any more.
func leavesOwe(tx *db.Tx, r round.Round) ([]Owed, error) {
	if !slices.Contains(round.Timed(), r.State) || !slices.ContainsFunc(r.Extensions, func(e round.Extension) bool { return e.Leaf != "" }) {
		return nil, nil
	}
	places, err := dossier.Playing(tx, r)
	if err != nil {
		return nil, err
	}
	var all []Owed
	for _, p := range places {
		for _, e := range r.Extensions {
			owes, err := leafOwed(tx, p, e)
			if err != nil {
				return nil, err
			}
			if !owes {
				continue
			}
			o := Owed{Stage: e.Stage, Deadline: e.Closes, Unit: p.Unit, Block: p.Block.Code, Dossier: p.Dossier.ID, State: p.State(), Leaf: e.Leaf}
			if o.To, err = peopleOf(tx, r, p.Unit.ID, []par.Role{par.Officer, par.Leader}); err != nil {
				return nil, err
			}
			all = append(all, o)
		}
	}
	return all, nil
}

// leafOwed tells whether it is this extension until which the unit may still
// work on the leaf, and whether it has not done so since it was given.
func leafOwed(tx *db.Tx, p dossier.Place, e round.Extension) (bool, error) {
	latest, _ := p.Round.LeafExtended(e.Stage, p.Dossier.UnitID, e.Leaf)
	if e.Leaf == "" || latest.ID != e.ID {
		return false, nil
	}
	open, err := p.Explaining(tx, e.Leaf)
	if err != nil {
		return false, err
	}
	alone := open.Late == e.Stage || open.Late == "" && open.Stage == e.Stage && e.Closes > p.Window().Closes
	if !alone || open.Deadline != e.Closes || e.Stage == par.Explanation && !open.Explained {
		return false, nil
	}
	said, err := dossier.ScoreOf(tx, p.Dossier.ID, e.Leaf, stageOf(e.Stage))
	return said.At < e.GrantedAt, err
}

// stageOf is where what a unit says in a stage is kept.
func stageOf(stage par.Stage) score.Stage {
	if stage == par.Explanation {
		return dossier.StageExplanation
	}
	return score.StageSelf
}
