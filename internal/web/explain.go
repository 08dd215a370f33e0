package web

import (
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
)

// wording says rules and points in one language, for one criteria set.
type wording struct {
	p        i18n.Printer
	decimals int // of points
}

func wordingOf(p i18n.Printer, set *score.Set) wording {
	return wording{p: p, decimals: set.PointsDecimals}
}

// points says points with the set's decimals: 0,50; none at all is 0.
func (w wording) points(d par.Decimal) string {
	if d == "0" {
		return "0"
	}
	return w.p.Fixed(d, w.decimals)
}

// rule says a leaf's rule in plain words: "Trên 90 %: 1,00; từ 70 %: 0,50."
func (w wording) rule(n *score.Node) string {
	text := w.ruleOf(n.Rule, n.Max, n.Kind == score.Penalty)
	switch n.Kind {
	case score.Bonus:
		return w.p.T("sheet.rule_bonus") + " " + text
	case score.Penalty:
		return w.p.T("sheet.rule_penalty") + " " + text
	}
	return text
}

func (w wording) ruleOf(r *score.Rule, max par.Decimal, penalty bool) string {
	most := w.points(max)
	switch r.Type {
	case score.RuleYesNo:
		yes, no := r.Yes, r.No
		if !yes.Known() {
			yes = max
		}
		if !no.Known() {
			no = "0"
		}
		return w.p.T("sheet.rule_yes_no", "yes", w.points(yes), "no", w.points(no))
	case score.RuleChecklist:
		if r.Mode == "all" {
			return w.p.T("sheet.rule_checklist_all", "total", len(r.Items), "max", most)
		}
		return w.p.T("sheet.rule_checklist_sum", "max", most)
	case score.RuleChoice:
		return w.p.T("sheet.rule_choice", "max", most)
	case score.RuleSteps:
		return w.steps(r)
	case score.RuleRatio:
		return w.ratio(r, most)
	case score.RulePiecewise:
		return w.piecewise(r)
	case score.RuleRelative:
		return w.p.T("sheet.rule_relative", "max", most)
	case score.RuleCount:
		if penalty {
			return w.p.T("sheet.rule_count_penalty", "each", w.points(r.Each), "max", most)
		}
		return w.p.T("sheet.rule_count", "each", w.points(r.Each), "max", most)
	case score.RuleDeduction:
		return w.p.T("sheet.rule_deduction", "each", w.points(r.Each), "max", most, "min", w.points(orZero(r.Min)))
	}
	return w.longRule(r, most)
}

func (w wording) longRule(r *score.Rule, most string) string {
	switch r.Type {
	case score.RuleManual:
		least := w.points(orZero(r.Min))
		if r.Step.Known() {
			return w.p.T("sheet.rule_manual_step", "min", least, "max", most, "step", w.points(r.Step))
		}
		return w.p.T("sheet.rule_manual", "min", least, "max", most)
	case score.RuleFormula:
		return w.formula(r, most)
	case score.RuleSumOf:
		return w.p.T("sheet.rule_sum_of", "count", len(r.Parts), "max", most)
	case score.RuleBestOf:
		return w.p.T("sheet.rule_best_of", "count", len(r.Parts), "max", most)
	case score.RuleSurvey:
		return w.p.T("sheet.rule_survey")
	}
	return ""
}

func (w wording) steps(r *score.Rule) string {
	var parts []string
	for _, s := range r.Steps {
		if s.Over.Known() {
			parts = append(parts, w.p.T("sheet.step_over", "percent", s.Over, "points", w.points(s.Points)))
		} else {
			parts = append(parts, w.p.T("sheet.step_from", "percent", s.From, "points", w.points(s.Points)))
		}
	}
	if r.Otherwise.Known() && r.Otherwise != "0" {
		parts = append(parts, w.p.T("sheet.step_otherwise", "points", w.points(r.Otherwise)))
	}
	return sentence(parts)
}

func (w wording) ratio(r *score.Rule, most string) string {
	parts := []string{w.p.T("sheet.rule_ratio", "max", most)}
	if r.Invert {
		parts = []string{w.p.T("sheet.rule_ratio_inverted", "max", most)}
	}
	switch {
	case r.Floor.Known() && r.Invert:
		parts = append(parts, w.p.T("sheet.ratio_floor_inverted", "percent", r.Floor))
	case r.Floor.Known():
		parts = append(parts, w.p.T("sheet.ratio_floor", "percent", r.Floor))
	}
	if r.FullFrom.Known() {
		parts = append(parts, w.p.T("sheet.ratio_full", "percent", r.FullFrom, "max", most))
	}
	return sentence(parts)
}

func (w wording) piecewise(r *score.Rule) string {
	parts := make([]string, len(r.At))
	for i, at := range r.At {
		parts[i] = w.p.T("sheet.corner", "percent", at.Percent, "points", w.points(at.Points))
	}
	return sentence(append(parts, w.p.T("sheet.between_corners")))
}

// sentence joins parts with semicolons, begins with a capital and ends with a stop.
func sentence(parts []string) string {
	text := strings.Join(parts, "; ")
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:] + "."
}

func orZero(d par.Decimal) par.Decimal {
	if !d.Known() {
		return "0"
	}
	return d
}

// calc says the unit's own figures and what they give:
// "118.555/120.671 = 98,25 % → 1,96".
func (w wording) calc(t score.Trace) string {
	switch t.Kind {
	case score.TraceMissing:
		return w.p.T("sheet.calc_missing")
	case score.TraceTyped:
		return w.p.T("sheet.calc_typed", "points", w.points(t.Points))
	case score.TraceNARemoved:
		return w.p.T("sheet.calc_na_remove", "max", w.points(t.Max))
	case score.TraceNAFull:
		return w.p.T("sheet.calc_na_full", "max", w.points(t.Max))
	case score.TraceNoSurvey:
		return w.p.T("sheet.calc_no_survey")
	case score.TraceWaiting:
		return w.p.T("sheet.calc_waiting", "figures", w.fraction(t))
	case score.TraceSurvey:
		return w.arrow(w.p.T("sheet.calc_survey", "percent", t.Percent), t)
	}
	return w.arrow(w.figures(t), t)
}

// arrow leads from figures to points.
func (w wording) arrow(figures string, t score.Trace) string {
	return figures + " → " + w.points(t.Points)
}

func (w wording) figures(t score.Trace) string {
	switch t.Kind {
	case score.TraceYesNo:
		if t.Yes {
			return w.p.T("common.yes")
		}
		return w.p.T("common.no")
	case score.TraceChecklist:
		return w.p.T("sheet.calc_checklist", "done", t.Done, "total", t.Total)
	case score.TraceChoice:
		return t.Label
	case score.TraceRatio:
		return w.ratioFigures(t)
	case score.TraceSteps, score.TracePiecewise:
		return w.fraction(t)
	case score.TraceRelative:
		return w.p.T("sheet.calc_relative", "figures", w.fraction(t), "best", t.Best)
	case score.TraceCount:
		return w.p.Dec(t.Count) + " × " + w.points(t.Each)
	case score.TraceDeduction:
		return w.points(t.Max) + " − " + w.p.Dec(t.Count) + " × " + w.points(t.Each)
	case score.TraceManual:
		return w.p.T("sheet.calc_manual")
	case score.TraceFormula:
		return w.formulaFigures(t)
	case score.TraceSumOf:
		return w.sum(t)
	case score.TraceBestOf:
		return w.p.T("sheet.calc_best_of", "part", t.Done)
	}
	return ""
}

func (w wording) sum(t score.Trace) string {
	parts := make([]string, len(t.Parts))
	for i, part := range t.Parts {
		parts[i] = w.points(part.Points)
	}
	return strings.Join(parts, " + ")
}

func (w wording) ratioFigures(t score.Trace) string {
	text := w.fraction(t)
	if t.Counted.Known() && t.Counted.Cmp(t.Percent) != 0 && t.Counted.Round(2) != t.Percent {
		text += w.p.T("sheet.calc_counted", "percent", t.Counted.Round(2))
	}
	switch t.Bound {
	case "floor":
		text += w.p.T("sheet.calc_below", "percent", t.Limit)
	case "full":
		text += w.p.T("sheet.calc_reached", "percent", t.Limit)
	}
	return text
}

// fraction says a percentage: "1.904/2.116 = 89,98 %", or "64,2 %" alone.
func (w wording) fraction(t score.Trace) string {
	percent := w.p.Dec(w.shown(t)) + " %"
	if !t.A.Known() {
		return percent
	}
	return w.p.Dec(t.A) + "/" + w.p.Dec(t.B) + " = " + percent
}

// shown is the percentage to be shown. One that was cut to a whole number
// might seem to stand on a limit that it only comes near: it gets more places.
func (w wording) shown(t score.Trace) par.Decimal {
	if !t.PercentCut || !t.A.Known() || strings.Contains(string(t.Percent), ".") {
		return t.Percent
	}
	return par.RoundRat(percentOf(t.A.Rat(), t.B), 5)
}

func percentOf(a *big.Rat, b par.Decimal) *big.Rat {
	a = new(big.Rat).Mul(a, big.NewRat(100, 1))
	return a.Quo(a, b.Rat())
}

// stepAhead tells whether a leaf's next gain is a step worth naming: not the
// next hundredth of a rule that rises without steps, and not a heavier penalty.
func stepAhead(leaf *score.LeafScore) bool {
	if leaf.State != score.Scored || leaf.Trace.Next == nil || leaf.Kind == score.Penalty {
		return false
	}
	switch leaf.Trace.Kind {
	case score.TraceRatio:
		return leaf.Trace.Bound == "floor"
	case score.TracePiecewise, score.TraceRelative, score.TraceFormula:
		return false
	}
	return true
}

// gap says in two words what is missing to the next step: ", thiếu 1".
func (w wording) gap(leaf *score.LeafScore) string {
	if !stepAhead(leaf) {
		return ""
	}
	next := leaf.Trace.Next
	more := next.More
	switch next.Field {
	case score.GainA, score.GainCount:
		if more.Sign() < 0 {
			return ", " + w.p.T("sheet.gap_fewer", "more", more[1:])
		}
		return ", " + w.p.T("sheet.gap_more", "more", more)
	case score.GainItems:
		return ", " + w.p.T("sheet.gap_items", "more", more)
	}
	return ""
}

// gain says what the least step to more points is and what it gives:
// "Thêm 1 (1.905) là 90,03 %, được 1,00 điểm."
func (w wording) gain(t score.Trace) string {
	next := t.Next
	if next == nil {
		return ""
	}
	points := w.points(next.Points)
	switch next.Field {
	case score.GainA:
		return w.gainA(t, points)
	case score.GainCount:
		if next.More.Sign() < 0 {
			return w.p.T("sheet.gain_count_fewer", "more", next.More[1:], "points", points)
		}
		return w.p.T("sheet.gain_count_more", "more", next.More, "points", points)
	case score.GainPercent:
		return w.p.T("sheet.gain_percent", "percent", next.Target, "points", points)
	case score.GainOver:
		return w.p.T("sheet.gain_over", "percent", next.Target, "points", points)
	case score.GainOption:
		return w.p.T("sheet.gain_option", "label", next.Label, "points", points)
	case score.GainItem:
		return w.p.T("sheet.gain_item", "label", next.Label, "points", points)
	case score.GainItems:
		return w.p.T("sheet.gain_items", "more", next.More, "points", points)
	case score.GainYesNo:
		answer := "common.no"
		if next.Code == "yes" {
			answer = "common.yes"
		}
		return w.p.T("sheet.gain_yes_no", "answer", par.T(answer), "points", points)
	}
	return ""
}

func (w wording) gainA(t score.Trace, points string) string {
	a := t.A.Add(t.Next.More)
	percent := par.RoundRat(percentOf(a.Rat(), t.B), 2)
	if t.Next.More.Sign() < 0 {
		return w.p.T("sheet.gain_a_fewer", "more", t.Next.More[1:], "then", a, "percent", percent, "points", points)
	}
	return w.p.T("sheet.gain_a_more", "more", t.Next.More, "then", a, "percent", percent, "points", points)
}
