package dossier

import (
	"strconv"

	"parindex/internal/par"
	"parindex/internal/score"
)

// maxCount is the largest figure that a unit may declare; no agency counts further.
const maxCount = par.Decimal("999999999999")

// ValueFaults tells which figure of a value is at fault, by the name of its
// field on the sheet: "a", "b", "percent", "count", "points", "option", "yes",
// "v." and a variable's name, and for parts of a rule "p1." before any of them.
// The engine has the last word; this says the ordinary faults in plain words.
func ValueFaults(rule *score.Rule, max par.Decimal, v *score.Value) map[string]par.Text {
	faults := map[string]par.Text{}
	findFaults(faults, "", rule, max, v)
	return faults
}

func findFaults(faults map[string]par.Text, prefix string, rule *score.Rule, max par.Decimal, v *score.Value) {
	switch rule.Type {
	case score.RuleYesNo:
		if v.Yes == nil {
			faults[prefix+"yes"] = par.T("error.choose")
		}
	case score.RuleChoice:
		if v.Option == nil || !hasOption(rule, *v.Option) {
			faults[prefix+"option"] = par.T("error.choose")
		}
	case score.RuleSteps, score.RuleRatio, score.RulePiecewise, score.RuleRelative:
		percentFaults(faults, prefix, v)
	case score.RuleCount, score.RuleDeduction:
		countFault(faults, prefix+"count", v.Count)
	case score.RuleManual:
		manualFault(faults, prefix+"points", rule, max, v.Points)
	case score.RuleFormula:
		varFaults(faults, prefix, rule, v)
	case score.RuleSumOf, score.RuleBestOf:
		partFaults(faults, prefix, rule, v)
	case score.RuleChecklist, score.RuleSurvey:
	}
}

func hasOption(rule *score.Rule, code string) bool {
	for _, o := range rule.Options {
		if o.Code == code {
			return true
		}
	}
	return false
}

func percentFaults(faults map[string]par.Text, prefix string, v *score.Value) {
	if v.Percent.Known() {
		rangeFault(faults, prefix+"percent", v.Percent, "0", maxCount)
		return
	}
	switch {
	case !v.A.Known():
		faults[prefix+"a"] = par.T("dossier.numerator_missing")
	default:
		rangeFault(faults, prefix+"a", v.A, "0", maxCount)
	}
	switch {
	case !v.B.Known():
		faults[prefix+"b"] = par.T("dossier.denominator_missing")
	case v.B.Sign() <= 0:
		faults[prefix+"b"] = par.T("dossier.denominator_zero")
	default:
		rangeFault(faults, prefix+"b", v.B, "0", maxCount)
	}
}

func countFault(faults map[string]par.Text, name string, n par.Decimal) {
	switch {
	case !n.Known():
		faults[name] = par.T("dossier.number_missing")
	case !n.Rat().IsInt() || n.Sign() < 0:
		faults[name] = par.T("dossier.count_whole")
	default:
		rangeFault(faults, name, n, "0", maxCount)
	}
}

func manualFault(faults map[string]par.Text, name string, rule *score.Rule, max, points par.Decimal) {
	least := rule.Min
	if !least.Known() {
		least = "0"
	}
	switch {
	case !points.Known():
		faults[name] = par.T("dossier.number_missing")
	case points.Cmp(least) < 0 || points.Cmp(max) > 0:
		faults[name] = par.T("error.range", "min", least, "max", max)
	case rule.Step.Known() && !multiple(points, rule.Step):
		faults[name] = par.T("dossier.step", "step", rule.Step)
	}
}

func multiple(d, step par.Decimal) bool {
	r := d.Rat()
	return step.Sign() == 0 || r.Quo(r, step.Rat()).IsInt()
}

func varFaults(faults map[string]par.Text, prefix string, rule *score.Rule, v *score.Value) {
	values := map[string]par.Decimal{}
	for _, one := range v.Vars {
		values[one.Name] = one.Value
	}
	for _, declared := range rule.Vars {
		name := prefix + "v." + declared.Name
		value := values[declared.Name]
		if !value.Known() {
			faults[name] = par.T("dossier.number_missing")
			continue
		}
		least, most := declared.Min, declared.Max
		if !least.Known() {
			least = "-" + maxCount
		}
		if !most.Known() {
			most = maxCount
		}
		rangeFault(faults, name, value, least, most)
	}
}

func partFaults(faults map[string]par.Text, prefix string, rule *score.Rule, v *score.Value) {
	given := 0
	for i, part := range rule.Parts {
		inner := prefix + "p" + strconv.Itoa(i+1) + "."
		if i < len(v.Parts) && v.Parts[i] != nil {
			given++
			findFaults(faults, inner, part, part.Max, v.Parts[i])
		} else if rule.Type == score.RuleSumOf {
			findFaults(faults, inner, part, part.Max, &score.Value{})
		}
	}
	if given == 0 && rule.Type == score.RuleBestOf {
		faults[prefix+"p1"] = par.T("dossier.part_missing")
	}
}

func rangeFault(faults map[string]par.Text, name string, d, least, most par.Decimal) {
	if d.Cmp(least) < 0 || d.Cmp(most) > 0 {
		faults[name] = par.T("error.range", "min", least, "max", most)
	}
}
