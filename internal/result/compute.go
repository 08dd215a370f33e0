package result

import (
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Computed is a block's result: the bundle it follows from, the result as the
// contract writes it, and the explained form.
type Computed struct {
	Bundle *score.Bundle
	Result *score.Result
	Block  Block
}

// Compute computes and explains one block of a round from what stands in the
// database now.
func Compute(tx *db.Tx, r round.Round, block string, published Published) (Computed, error) {
	m, err := gather(tx, r, block, published)
	if err != nil {
		return Computed{}, err
	}
	bundle, err := m.bundle().Seal()
	if err != nil {
		return Computed{}, faulty(m.block.Name, err)
	}
	v, err := viewsOf(bundle)
	if err != nil {
		return Computed{}, faulty(m.block.Name, err)
	}
	return Computed{Bundle: bundle, Result: v.final, Block: explain(&m, bundle, v)}, nil
}

// ComputeAll computes every block that takes part in a round, in its order.
func ComputeAll(tx *db.Tx, r round.Round, published Published) ([]Computed, error) {
	var all []Computed
	for _, b := range r.Blocks {
		if b.Skipped != "" {
			continue
		}
		one, err := Compute(tx, r, b.Code, published)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// faulty says that a block cannot be computed, with what the engine found.
func faulty(block string, err error) error {
	return par.E(par.Conflict, "result.faults", "block", block, "fault", err.Error()).Because(err)
}

// views are the three ways of looking at one bundle.
type views struct{ self, appraised, final *score.Result }

func viewsOf(b *score.Bundle) (views, error) {
	var v views
	var err error
	if v.final, err = score.Compute(b, score.Final); err != nil {
		return v, err
	}
	if v.self, err = score.Compute(b, score.Self); err != nil {
		return v, err
	}
	v.appraised, err = beforeCouncil(b, v.final)
	return v, err
}

// beforeCouncil computes what the appraisers alone had decided.
func beforeCouncil(b *score.Bundle, final *score.Result) (*score.Result, error) {
	without := b.Edit()
	without.Answers = nil
	for _, a := range b.Answers {
		if a.Stage != score.StageCouncil {
			without.Answers = append(without.Answers, a)
		}
	}
	if len(without.Answers) == len(b.Answers) {
		return final, nil
	}
	return score.Compute(without, score.Final)
}
