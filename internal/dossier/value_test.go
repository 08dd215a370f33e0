package dossier

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/par"
	"parindex/internal/score"
)

func TestEveryFigureAtFaultIsNamed(t *testing.T) {
	ratio := &score.Rule{Type: score.RuleRatio}
	formula := &score.Rule{Type: score.RuleFormula, Vars: []score.Var{{Name: "x", Max: "10"}, {Name: "y"}}}
	parts := []*score.Rule{{Type: score.RuleYesNo, Max: "1"}, {Type: score.RuleCount, Each: "1", Max: "2"}}
	for _, c := range []struct {
		name string
		rule *score.Rule
		in   score.Value
		want map[string]string
	}{
		{"a fraction", ratio, score.Value{A: "3", B: "4"}, nil},
		{"a percentage", ratio, score.Value{Percent: "98.25"}, nil},
		{"above 100 is legal", ratio, score.Value{A: "5", B: "4"}, nil},
		{"no denominator", ratio, score.Value{A: "3"}, map[string]string{"b": "dossier.denominator_missing"}},
		{"no numerator", ratio, score.Value{B: "3"}, map[string]string{"a": "dossier.numerator_missing"}},
		{"of nothing", ratio, score.Value{A: "3", B: "0"}, map[string]string{"b": "dossier.denominator_zero"}},
		{"below nothing", ratio, score.Value{A: "-1", B: "-2"}, map[string]string{"a": "error.range", "b": "dossier.denominator_zero"}},
		{"too large", ratio, score.Value{A: "1000000000000", B: "2"}, map[string]string{"a": "error.range"}},
		{"negative percentage", ratio, score.Value{Percent: "-1"}, map[string]string{"percent": "error.range"}},
		{"half a case", &score.Rule{Type: score.RuleCount}, score.Value{Count: "1.5"}, map[string]string{"count": "dossier.count_whole"}},
		{"no case given", &score.Rule{Type: score.RuleDeduction}, score.Value{}, map[string]string{"count": "dossier.number_missing"}},
		{"above the maximum", &score.Rule{Type: score.RuleManual}, score.Value{Points: "2.5"}, map[string]string{"points": "error.range"}},
		{"off the step", &score.Rule{Type: score.RuleManual, Step: "0.25"}, score.Value{Points: "0.3"}, map[string]string{"points": "dossier.step"}},
		{"on the step", &score.Rule{Type: score.RuleManual, Step: "0.25"}, score.Value{Points: "0.75"}, nil},
		{"no answer", &score.Rule{Type: score.RuleYesNo}, score.Value{}, map[string]string{"yes": "error.choose"}},
		{"unknown option", &score.Rule{Type: score.RuleChoice, Options: []score.Option{{Code: "a"}}}, score.Value{Option: text("b")}, map[string]string{"option": "error.choose"}},
		{"variables", formula, score.Value{Vars: []score.VarValue{{Name: "x", Value: "11"}}}, map[string]string{"v.x": "error.range", "v.y": "dossier.number_missing"}},
		{"a part of a sum is missing", &score.Rule{Type: score.RuleSumOf, Parts: parts}, score.Value{Parts: []*score.Value{nil, {Count: "1.5"}}}, map[string]string{"p1.yes": "error.choose", "p2.count": "dossier.count_whole"}},
		{"one part of the best is enough", &score.Rule{Type: score.RuleBestOf, Parts: parts}, score.Value{Parts: []*score.Value{nil, {Count: "1"}}}, nil},
		{"no part of the best", &score.Rule{Type: score.RuleBestOf, Parts: parts}, score.Value{Parts: []*score.Value{nil, nil}}, map[string]string{"p1": "dossier.part_missing"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := map[string]string{}
			for field, fault := range ValueFaults(c.rule, par.Decimal("2"), &c.in) {
				got[field] = fault.Key
			}
			if c.want == nil {
				c.want = map[string]string{}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func text(s string) *string { return &s }
