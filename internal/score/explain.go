package score

import "parindex/internal/par"

// displayDecimals is how many decimals a percentage is shown with where the
// rule does not name them.
const displayDecimals = 2

// EvaluateLeaf scores one leaf alone; a.Unit is not looked at. Best is the value
// of the best unit of the block, which relative rules need; with nil such a
// leaf is Waiting. An answer with neither value, points nor N/A is Missing. The
// error is Faults, with places relative to the answer.
func EvaluateLeaf(set *Set, code string, a Answer, best *Value) (LeafScore, error) {
	sealed, err := set.seal()
	if err != nil {
		return LeafScore{}, err
	}
	leaf, l, err := sealed.leafFor(code)
	if err != nil {
		return LeafScore{}, err
	}
	p := sealed.plan
	if a.Value == nil && !a.Points.Known() && !a.NA {
		return leaf.explain(nil, nil, leaf.unanswered(p.zero), nil, p.decimals), nil
	}
	c := checkAnswer(l, leaf, &a)
	bound := leaf.bestOf(l, best)
	if err := l.err(); err != nil {
		return LeafScore{}, err
	}
	out := leafPoints{mark: mark{stage: c.stage}}
	if c.form == formValue && leaf.rule.kind == codeRelative && bound == nil {
		out.points, out.mark.state = p.zero, stateWaiting
	} else {
		out.points, out.mark.state = leaf.points(&c, orZero(bound), p.decimals)
	}
	return leaf.explain(&c, &a, out, bound, p.decimals), nil
}

// bestOf reads the best of the block; nil where there is none or the rule needs none.
func (p *leafPlan) bestOf(l *log, best *Value) *num {
	if best == nil || p.rule.kind != codeRelative {
		return nil
	}
	l.in("best")
	defer l.out()
	in := p.rule.input(l, best)
	return &in.x
}

func orZero(n *num) num {
	if n == nil {
		return zero
	}
	return *n
}

// explain puts a leaf's score into the form that is shown. The cell and the
// answer are nil where no answer counts.
func (p *leafPlan) explain(c *cell, a *Answer, out leafPoints, best *num, decimals int) LeafScore {
	points := out.points.decimal(decimals)
	s := LeafScore{
		Code:   p.node.Code,
		Kind:   p.node.Kind,
		State:  stateNames[out.mark.state],
		Stage:  stageNames[out.mark.stage],
		Points: points,
		Max:    p.node.Max,
	}
	t := &s.Trace
	t.Points, t.Max = points, p.node.Max
	if c != nil && c.form == formValue && out.mark.state == stateScored {
		x := explainer{t: t, decimals: decimals, points: out.points}
		x.rule(p.rule, &c.in, a.Value)
		if p.rule.kind == codeRelative {
			t.Best = orZero(best).decimal(displayDecimals)
		}
		return s
	}
	t.Kind = p.plainKind(c, out.mark.state)
	if c != nil && out.mark.state == stateWaiting {
		x := explainer{t: t}
		x.percent(p.rule, c.in.x, a.Value)
	}
	if c != nil && p.survey() && c.form == formValue {
		t.Groups = p.rule.explainGroups(a.Value)
	}
	return s
}

// plainKind is the kind of a trace that no rule has computed.
func (p *leafPlan) plainKind(c *cell, state stateCode) TraceKind {
	switch {
	case state == stateWaiting:
		return TraceWaiting
	case state == stateNoSurvey:
		return TraceNoSurvey
	case state == stateMissing:
		return TraceMissing
	case c.form == formNA && p.node.NA == NAFull:
		return TraceNAFull
	case c.form == formNA:
		return TraceNARemoved
	}
	return TraceTyped
}

// explainer fills one trace.
type explainer struct {
	t        *Trace
	decimals int
	points   num // rounded
}

// rule explains a value of a rule.
func (x *explainer) rule(p *rulePlan, in *input, v *Value) {
	t := x.t
	t.Kind = TraceKind(p.src.Type)
	switch p.kind {
	case codeYesNo:
		t.Yes = in.pick == 1
		x.nextYesNo(p, in)
	case codeChecklist:
		t.Mode, t.Done, t.Total = p.src.Mode, len(v.Checked), len(p.items)
		x.nextItem(p, v)
	case codeChoice:
		o := p.src.Options[in.pick]
		t.Code, t.Label = o.Code, o.Label
		x.nextOption(p)
	case codeSteps:
		x.percent(p, in.x, v)
		x.step(p, in)
		x.nextPercent(p, in.x, v)
	case codeRatio:
		x.percent(p, in.x, v)
		x.bound(p, in)
		x.nextPercent(p, in.x, v)
	case codePiecewise, codeRelative:
		x.percent(p, in.x, v)
	case codeCount, codeDeduction:
		x.count(p, in, v)
	case codeManual:
		t.Min, t.Each = p.min.decimal(x.decimals), p.src.Step
	case codeFormula:
		t.Vars, t.Label, t.Min = v.Vars, p.src.Expr, p.min.decimal(x.decimals)
		x.clamped(p, in)
	case codeSumOf, codeBestOf:
		x.parts(p, in, v)
	case codeSurvey:
		t.Groups = p.explainGroups(v)
		t.Percent = hundred.mul(in.x).decimal(displayDecimals)
	}
}

// percent shows the percentage that was given, rounded as the rule says or for display.
func (x *explainer) percent(p *rulePlan, percent num, v *Value) {
	t, shown := x.t, displayDecimals
	if p.cut >= 0 {
		shown = p.cut
	}
	t.A, t.B = v.A, v.B
	rounded := percent.round(shown)
	t.Percent = rounded.decimal(shown)
	t.PercentCut = p.cut < 0 && rounded.cmp(percent) != 0
}

func (x *explainer) step(p *rulePlan, in *input) {
	held := p.heldStep(in.x)
	for i := range p.steps {
		if held == &p.steps[i] {
			s := p.src.Steps[i]
			x.t.Step = &StepHeld{Over: s.Over, From: s.From, Points: s.Points}
		}
	}
}

// bound says which end of a ratio decided.
func (x *explainer) bound(p *rulePlan, in *input) {
	counted := p.counted(in.x)
	if p.invert || counted.cmp(in.x) != 0 {
		x.t.Counted = counted.decimal(max(p.cut, displayDecimals))
	}
	switch {
	case p.floor != nil && counted.less(*p.floor):
		x.t.Bound, x.t.Limit = "floor", p.src.Floor
	case p.full != nil && !counted.less(*p.full):
		x.t.Bound, x.t.Limit = "full", p.src.FullFrom
	}
}

func (x *explainer) count(p *rulePlan, in *input, v *Value) {
	t := x.t
	t.Count, t.Each = v.Count, p.src.Each
	if p.kind == codeDeduction {
		t.Min = p.min.decimal(x.decimals)
	}
	switch all := p.each.mul(in.x); {
	case p.kind == codeCount && p.max.less(all):
		t.Bound = "max"
	case p.kind == codeDeduction && p.max.sub(all).less(p.min):
		t.Bound = "min"
	}
	x.nextCount(p, in)
}

// clamped says whether a formula came out beyond its bounds.
func (x *explainer) clamped(p *rulePlan, in *input) {
	e := evaluation{vars: in.more.vars, max: p.max}
	switch raw := e.number(p.expr); {
	case p.max.less(raw):
		x.t.Bound = "max"
	case raw.less(p.min):
		x.t.Bound = "min"
	}
}

func (x *explainer) parts(p *rulePlan, in *input, v *Value) {
	x.t.Parts = make([]Trace, len(p.parts))
	for i, part := range p.parts {
		t := &x.t.Parts[i]
		t.Max = part.src.Max
		if v.Parts[i] == nil {
			t.Kind = TraceMissing
			continue
		}
		points, _ := part.points(&in.more.parts[i])
		one := explainer{t: t, decimals: x.decimals, points: points.round(x.decimals)}
		t.Points = one.points.decimal(x.decimals)
		one.rule(part, &in.more.parts[i], v.Parts[i])
	}
	if p.kind == codeBestOf {
		_, at, _ := p.bestPart(in)
		x.t.Done, x.t.Total = at+1, len(p.parts)
	}
}

// explainGroups shows the groups of a survey in the rule's order.
func (p *rulePlan) explainGroups(v *Value) []GroupTrace {
	groups := make([]GroupTrace, len(p.groups))
	for i, g := range p.src.Groups {
		groups[i] = GroupTrace{ID: g.ID, Weight: g.Weight, Ballots: par.Decimal("0")}
	}
	for _, g := range v.Groups {
		t := &groups[p.groupCodes[g.ID]]
		t.Ballots = g.Ballots
		if share, counts := p.readGroup(&log{}, g); counts {
			t.Counts, t.Share = true, hundred.mul(share).decimal(displayDecimals)
		}
	}
	return groups
}
