package world

import (
	"context"
	"fmt"
	"strconv"

	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
)

// Fill has a member's officer answer every leaf of his sheet that a unit
// answers, each time with the same figures.
func (w *World) Fill(ctx context.Context, m Member) error {
	for i, n := range w.Edition.Set.Leaves() {
		if n.Rule.Type == score.RuleSurvey {
			continue
		}
		in := dossier.Score{Leaf: n.Code, Kind: dossier.KindValue, Value: valueFor(n.Rule, i)}
		if _, err := w.Dossiers.DeclareScore(ctx, m.Officer.Actor, m.Dossier, in, w.Key()); err != nil {
			return fmt.Errorf("declare %s: %w", n.Code, err)
		}
	}
	return nil
}

// valueFor makes an ordinary value for a rule; i varies the figures.
func valueFor(r *score.Rule, i int) *score.Value {
	v := &score.Value{}
	switch r.Type {
	case score.RuleYesNo:
		yes := i%4 != 0
		v.Yes = &yes
	case score.RuleChecklist:
		v.Checked = []string{}
		for j, item := range r.Items {
			if (i+j)%3 != 0 {
				v.Checked = append(v.Checked, item.Code)
			}
		}
	case score.RuleChoice:
		v.Option = &r.Options[i%len(r.Options)].Code
	case score.RuleSteps, score.RuleRatio, score.RulePiecewise, score.RuleRelative:
		v.A, v.B = whole(900+i), whole(1000+i)
	case score.RuleCount, score.RuleDeduction:
		v.Count = whole(i % 3)
	case score.RuleManual:
		v.Points = "0.5"
	case score.RuleFormula:
		for j, one := range r.Vars {
			v.Vars = append(v.Vars, score.VarValue{Name: one.Name, Value: whole(10 + i%5 + j)})
		}
	case score.RuleSumOf, score.RuleBestOf:
		for _, part := range r.Parts {
			v.Parts = append(v.Parts, valueFor(part, i))
		}
	case score.RuleSurvey:
	}
	return v
}

func whole(n int) par.Decimal { return par.Decimal(strconv.Itoa(n)) }
