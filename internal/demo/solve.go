package demo

import (
	"fmt"
	"math/big"

	"parindex/internal/par"
	"parindex/internal/score"
)

// target is the index that a unit's invented answers must come to.
type target struct {
	unit  string
	index par.Decimal
}

// solved is what the appraisers of an invented block conclude: for each unit
// the answers of all leaves.
type solved map[string]map[string]score.Answer

// solve makes up answers of a block and then moves some fractions until the
// engine itself gives each unit exactly its index.
func solve(set *score.Set, method *score.Method, targets []target, seed int64) (solved, error) {
	answers := solved{}
	for i, t := range targets {
		answers[t.unit] = invent(set, newInventor(seed+int64(i)), number(t.index)/100)
	}
	for round := range 60 {
		result, err := score.Compute(bundleOf(set, method, targets, answers), score.Final)
		if err != nil {
			return nil, err
		}
		off := 0
		for _, t := range targets {
			u, _ := result.Unit(t.unit)
			if u.Score().Index != t.index {
				off++
				nudge(set, answers[t.unit], u, t.index, round)
			}
		}
		if off == 0 {
			return answers, nil
		}
	}
	return nil, fmt.Errorf("demo: no invented answers reach the indices of %s", set.ID)
}

// invent makes up the first draft of a unit's answers.
func invent(set *score.Set, v *inventor, quality float64) map[string]score.Answer {
	answers := map[string]score.Answer{}
	for _, leaf := range set.Leaves() {
		stage := score.StageAppraisal1
		if leaf.Rule.Type == score.RuleSurvey {
			stage = score.StageSurvey
		}
		a := score.Answer{Node: leaf.Code, Stage: stage}
		switch {
		case leaf.NA == score.NAFull && v.random.Float64() < 0.06:
			a.NA = true
		case leaf.Kind == score.Bonus:
			a.Value = v.answer(leaf, 0.15)
		case leaf.Kind == score.Penalty:
			a.Value = v.answer(leaf, 0)
		default:
			a.Value = v.answer(leaf, quality)
		}
		answers[leaf.Code] = a
	}
	return answers
}

// nudge moves the points of fractions, one leaf after the other, by what the
// unit is off its index.
func nudge(set *score.Set, answers map[string]score.Answer, u *score.UnitResult, index par.Decimal, round int) {
	total := u.Score()
	missing := new(big.Rat).Mul(index.Rat(), total.Max.Rat())
	missing.Quo(missing, big.NewRat(100, 1)).Sub(missing, total.Points.Rat())
	leaves := set.Leaves()
	for i := range leaves {
		leaf := leaves[(i+round*7)%len(leaves)]
		if missing.Sign() == 0 || !tunable(leaf) || answers[leaf.Code].NA {
			continue
		}
		before, ok := u.Leaf(leaf.Code)
		if !ok {
			continue
		}
		want := new(big.Rat).Add(before.Points.Rat(), missing)
		a := answers[leaf.Code]
		a.Value = tune(leaf, want)
		answers[leaf.Code] = a
		after, err := score.EvaluateLeaf(set, leaf.Code, a, nil)
		if err != nil {
			continue
		}
		missing.Sub(missing, new(big.Rat).Sub(after.Points.Rat(), before.Points.Rat()))
	}
	if missing.Sign() != 0 {
		shift(leaves, answers, missing.Sign() > 0, round)
	}
}

// shift makes one more of the other leaves good, or bad, where the fractions
// alone do not reach the index.
func shift(leaves []*score.Node, answers map[string]score.Answer, up bool, round int) {
	quality := 0.1
	if up {
		quality = 1
	}
	leaf := leaves[(round*13+5)%len(leaves)]
	a := answers[leaf.Code]
	if tunable(leaf) || a.NA || leaf.Rule.Type == score.RuleRelative || leaf.Kind == score.Bonus || leaf.Kind == score.Penalty {
		return
	}
	a.Value = newInventor(int64(round)).value(leaf.Rule, leaf.Max, quality)
	answers[leaf.Code] = a
}

func bundleOf(set *score.Set, method *score.Method, targets []target, answers solved) *score.Bundle {
	b := &score.Bundle{Round: score.Round{ID: "demo", Year: 2017}, Set: set, Method: method}
	for _, t := range targets {
		b.Units = append(b.Units, score.Unit{Code: t.unit, Ranked: true})
		for _, leaf := range set.Leaves() {
			if a, ok := answers[t.unit][leaf.Code]; ok {
				a.Unit = t.unit
				b.Answers = append(b.Answers, a)
			}
		}
	}
	return b
}
