package web

import (
	"strings"

	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
)

// said says in a few words what a score holds: "1.904/2.116", "Có", "trống".
func (w wording) said(rule *score.Rule, s dossier.Score) string {
	switch s.Kind {
	case dossier.KindNA:
		return w.p.T("sheet.said_na")
	case dossier.KindPoints:
		return w.p.T("sheet.said_points", "points", w.points(s.Points))
	case dossier.KindAccepted:
		return w.p.T("explain.state_accepted")
	case dossier.KindValue:
		return w.value(rule, s.Value)
	}
	return w.p.T("sheet.said_nothing")
}

// judged says what a score is worth, and behind it the figures of which the rule
// makes that; where there are no figures, it says the same as said.
func (w wording) judged(set *score.Set, n *score.Node, s dossier.Score) string {
	if s.Kind != dossier.KindValue {
		return w.said(n.Rule, s)
	}
	answer := s.Answer()
	answer.Node, answer.Stage = n.Code, score.StageSelf // worth the same, whoever says it
	at, err := score.EvaluateLeaf(set, n.Code, answer, nil)
	switch {
	case err == nil && at.State == score.Scored:
		return w.p.T("appraisal.judged", "points", w.points(at.Points), "said", w.said(n.Rule, s))
	case err == nil && at.State == score.Waiting:
		return w.p.T("appraisal.judged_waiting", "said", w.said(n.Rule, s))
	}
	return w.said(n.Rule, s)
}

func (w wording) value(rule *score.Rule, v *score.Value) string {
	if v == nil {
		return w.p.T("sheet.said_nothing")
	}
	switch rule.Type {
	case score.RuleYesNo:
		if v.Yes != nil && *v.Yes {
			return w.p.T("common.yes")
		}
		return w.p.T("common.no")
	case score.RuleChecklist:
		return w.checked(rule, v)
	case score.RuleChoice:
		return optionLabel(rule, v)
	case score.RuleSteps, score.RuleRatio, score.RulePiecewise, score.RuleRelative:
		if v.Percent.Known() {
			return w.p.Dec(v.Percent) + " %"
		}
		return w.p.Dec(v.A) + "/" + w.p.Dec(v.B)
	case score.RuleCount, score.RuleDeduction:
		return w.p.Dec(v.Count)
	case score.RuleManual:
		return w.points(v.Points)
	case score.RuleFormula:
		return w.list(len(v.Vars), func(i int) string { return w.p.Dec(v.Vars[i].Value) })
	case score.RuleSumOf, score.RuleBestOf:
		return w.list(min(len(v.Parts), len(rule.Parts)), func(i int) string { return w.value(rule.Parts[i], v.Parts[i]) })
	case score.RuleSurvey:
	}
	return w.p.T("sheet.rule_survey")
}

func (w wording) list(n int, say func(int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = say(i)
	}
	return strings.Join(parts, "; ")
}

// checked names what is checked; a checklist with nothing checked says so.
func (w wording) checked(rule *score.Rule, v *score.Value) string {
	labels := map[string]string{}
	for _, item := range rule.Items {
		labels[item.Code] = item.Label
	}
	if len(v.Checked) == 0 {
		return w.p.T("sheet.calc_checklist", "done", 0, "total", len(rule.Items))
	}
	return w.list(len(v.Checked), func(i int) string { return labels[v.Checked[i]] })
}

func optionLabel(rule *score.Rule, v *score.Value) string {
	if v.Option == nil {
		return ""
	}
	for _, o := range rule.Options {
		if o.Code == *v.Option {
			return o.Label
		}
	}
	return *v.Option
}

// signedPoints says points of bonus and penalty leaves with their sign.
func (w wording) signedPoints(d par.Decimal) string { return w.p.Signed(d, w.decimals) }
