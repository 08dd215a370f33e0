package score

import "parindex/internal/par"

// ruleBuilder turns rules into plans and checks on the way what the contract
// asks of them: decimals, order, and that a rule can reach its maximum and
// cannot exceed it.
type ruleBuilder struct {
	*log
	decimals int
	rule     string // the paragraph that is being checked
}

// max checks the maximum of a leaf or a part.
func (b *ruleBuilder) max(d par.Decimal) num {
	b.rule = "3"
	b.in("max")
	defer b.out()
	n := b.points(d)
	if n.sign() <= 0 {
		b.fault("3", "must be above 0")
	}
	return n
}

// points reads a parameter in points, which has no more decimals than the set's points.
func (b *ruleBuilder) points(d par.Decimal) num {
	n, _ := numOf(d)
	if places(d) > b.decimals {
		b.fault("2", "has more decimals than points_decimals")
		return n
	}
	return n.round(b.decimals)
}

// pointsIn reads a parameter in points that may be absent.
func (b *ruleBuilder) pointsIn(field string, d par.Decimal, absent num) num {
	if !d.Known() {
		return absent
	}
	b.in(field)
	defer b.out()
	return b.points(d)
}

// optional reads a number that may be absent.
func optional(d par.Decimal) *num {
	if !d.Known() {
		return nil
	}
	n, _ := numOf(d)
	return &n
}

// build makes the plan of a rule whose shape has been checked.
func (b *ruleBuilder) build(r *Rule, max num, part bool) *rulePlan {
	p := &rulePlan{kind: codeOf(r.Type), clause: clause(r.Type), src: r, max: max, least: zero, cut: -1}
	b.rule = clause(r.Type)
	if r.PercentDecimals != nil {
		p.cut = *r.PercentDecimals
	}
	switch r.Type {
	case RuleYesNo:
		p.yes = b.pointsIn("yes", r.Yes, max)
		p.no = b.pointsIn("no", r.No, zero)
		b.reach(p, p.yes, p.no)
	case RuleChecklist:
		b.checklist(p)
	case RuleChoice:
		b.choices(p)
	case RuleSteps:
		b.stairs(p)
	case RuleRatio:
		b.ratio(p)
	case RulePiecewise:
		b.corners(p)
	case RuleCount, RuleDeduction:
		b.each(p)
	case RuleManual:
		b.manual(p)
	case RuleFormula:
		b.formula(p)
	case RuleSumOf, RuleBestOf:
		b.parts(p)
	case RuleSurvey:
		b.survey(p)
	}
	if part && !partRule(r.Type) {
		b.fault("3", "a part may not be a %s rule", r.Type)
	}
	return p
}

func partRule(t RuleType) bool {
	return t != RuleSurvey && t != RuleRelative && t != RuleSumOf && t != RuleBestOf
}

// reach checks that the largest of what a rule can give is its maximum, and
// notes the least.
func (b *ruleBuilder) reach(p *rulePlan, all ...num) {
	if len(all) == 0 {
		b.fault(b.rule, "the rule gives no points at all")
		return
	}
	most, least := all[0], all[0]
	for _, n := range all[1:] {
		most, least = larger(most, n), smaller(least, n)
	}
	p.least = least
	b.most(p, most)
}

func (b *ruleBuilder) most(p *rulePlan, most num) {
	switch most.cmp(p.max) {
	case -1:
		b.fault(b.rule, "the rule cannot reach the maximum")
	case 1:
		b.fault(b.rule, "the rule can exceed the maximum")
	}
}

func (b *ruleBuilder) checklist(p *rulePlan) {
	p.all = p.src.Mode == "all"
	p.codes = map[string]int{}
	p.items = make([]num, len(p.src.Items))
	most, least := zero, zero
	b.in("items")
	for i, item := range p.src.Items {
		b.at(i)
		b.unique(p.codes, "code", item.Code, i)
		p.items[i] = b.itemPoints(p, item.Points)
		most = most.add(larger(p.items[i], zero))
		least = least.add(smaller(p.items[i], zero))
		b.out()
	}
	b.out()
	if !p.all {
		p.least = least
		b.most(p, most)
	}
}

func (b *ruleBuilder) itemPoints(p *rulePlan, d par.Decimal) num {
	switch {
	case p.all && d.Known():
		b.faultIn("points", b.rule, "an item carries no points where all are needed")
	case !p.all && !d.Known():
		b.faultIn("points", b.rule, "is required")
	case !p.all:
		return b.pointsIn("points", d, zero)
	}
	return zero
}

// unique notes a code, which must be new.
func (b *ruleBuilder) unique(codes map[string]int, field, code string, i int) {
	if _, taken := codes[code]; taken {
		b.faultIn(field, b.rule, "%s is already taken", quoted(code))
	}
	codes[code] = i
}

func (b *ruleBuilder) choices(p *rulePlan) {
	p.codes = map[string]int{}
	p.options = make([]num, len(p.src.Options))
	b.in("options")
	for i, o := range p.src.Options {
		b.at(i)
		b.unique(p.codes, "code", o.Code, i)
		p.options[i] = b.pointsIn("points", o.Points, zero)
		b.out()
	}
	b.out()
	b.reach(p, p.options...)
}

func (b *ruleBuilder) stairs(p *rulePlan) {
	p.otherwise = b.pointsIn("otherwise", p.src.Otherwise, zero)
	all := []num{p.otherwise}
	b.in("steps")
	for i, s := range p.src.Steps {
		b.at(i)
		step := stepPlan{over: s.Over.Known()}
		step.at, _ = numOf(s.From + s.Over) // one of them is empty
		step.points = b.pointsIn("points", s.Points, zero)
		if i > 0 && !falls(p.steps[i-1], step) {
			b.fault(b.rule, "the thresholds do not fall")
		}
		p.steps = append(p.steps, step)
		all = append(all, step.points)
		b.out()
	}
	b.out()
	b.reach(p, all...)
}

// falls tells whether one step may stand above the other.
func falls(upper, lower stepPlan) bool {
	c := upper.at.cmp(lower.at)
	return c > 0 || c == 0 && upper.over && !lower.over
}

func (b *ruleBuilder) ratio(p *rulePlan) {
	p.floor, p.full, p.invert = optional(p.src.Floor), optional(p.src.FullFrom), p.src.Invert
	p.perPercent = p.max.div(hundred).reduced()
	if p.floor != nil && hundred.less(*p.floor) {
		b.faultIn("floor", b.rule, "the rule cannot reach the maximum, since a percentage counts up to 100")
	}
}

func (b *ruleBuilder) corners(p *rulePlan) {
	var all []num
	b.in("at")
	for i, c := range p.src.At {
		b.at(i)
		percent, _ := numOf(c.Percent)
		if i > 0 && !p.at[i-1].percent.less(percent) {
			b.fault(b.rule, "the percents do not rise")
		}
		p.at = append(p.at, cornerPlan{percent: percent, points: b.pointsIn("points", c.Points, zero)})
		all = append(all, p.at[i].points)
		b.out()
	}
	b.out()
	p.slopes()
	b.reach(p, all...)
}

// slopes prepares the lines between the corners.
func (p *rulePlan) slopes() {
	for i := 1; i < len(p.at); i++ {
		from, to := &p.at[i-1], &p.at[i]
		if run := to.percent.sub(from.percent); !run.isZero() {
			from.slope = to.points.sub(from.points).div(run).reduced()
		}
	}
}

func (b *ruleBuilder) each(p *rulePlan) {
	p.each = b.pointsIn("each", p.src.Each, zero)
	if p.each.sign() <= 0 {
		b.faultIn("each", b.rule, "must be above 0")
	}
	b.least(p)
}

// least reads min, which may not be above the maximum.
func (b *ruleBuilder) least(p *rulePlan) {
	p.min = b.pointsIn("min", p.src.Min, zero)
	p.least = p.min
	if p.max.less(p.min) {
		b.faultIn("min", b.rule, "is above the maximum")
	}
}

func (b *ruleBuilder) manual(p *rulePlan) {
	b.least(p)
	if !p.src.Step.Known() {
		return
	}
	step := b.pointsIn("step", p.src.Step, zero)
	p.step = &step
	switch {
	case step.sign() <= 0:
		b.faultIn("step", b.rule, "must be above 0")
	case !p.max.div(step).isWhole():
		b.faultIn("step", b.rule, "the rule cannot reach the maximum, which is not a multiple of step")
	}
}

func (b *ruleBuilder) parts(p *rulePlan) {
	own := b.rule
	sum, best := zero, zero
	b.in("parts")
	for i, part := range p.src.Parts {
		b.at(i)
		max := b.max(part.Max)
		p.parts = append(p.parts, b.build(part, max, true))
		sum, best = sum.add(max), larger(best, max)
		b.out()
	}
	b.out()
	if p.kind == codeBestOf {
		sum = best
	}
	if b.rule = own; sum.less(p.max) {
		b.fault(own, "the rule cannot reach the maximum")
	}
}

func (b *ruleBuilder) survey(p *rulePlan) {
	most := zero
	p.codes, p.groupCodes = map[string]int{}, map[string]int{}
	b.in("weights")
	weights := aligned(len(p.src.Weights), func(i int) par.Decimal { return p.src.Weights[i].Weight })
	for i, w := range p.src.Weights {
		n := weights[i]
		if n.sign() < 0 {
			b.faultIn(w.Option, b.rule, "must not be negative")
		}
		p.codes[w.Option] = i
		p.weights = append(p.weights, n)
		most = larger(most, n)
	}
	b.out()
	if c := most.cmp(hundred); c != 0 {
		b.faultIn("weights", b.rule, "the largest weight is not 100, so that the rule cannot reach the maximum or can exceed it")
	}
	b.in("groups")
	groups := aligned(len(p.src.Groups), func(i int) par.Decimal { return p.src.Groups[i].Weight })
	for i, g := range p.src.Groups {
		b.at(i)
		n := groups[i]
		b.unique(p.groupCodes, "id", g.ID, i)
		if n.sign() <= 0 {
			b.faultIn("weight", b.rule, "must be above 0")
		}
		p.groups = append(p.groups, n)
		b.out()
	}
	b.out()
	if len(p.groups) == 0 {
		b.fault(b.rule, "the rule cannot reach the maximum without groups")
	}
	p.minBallots = whole(1)
	if p.src.MinBallots != nil {
		p.minBallots = whole(int64(*p.src.MinBallots))
	}
}

// aligned reads decimals into numbers of one denominator, so that their sums
// stay short.
func aligned(count int, of func(int) par.Decimal) []num {
	most := 0
	for i := range count {
		most = max(most, places(of(i)))
	}
	all := make([]num, count)
	for i := range all {
		n, _ := numOf(of(i))
		all[i] = n.round(most)
	}
	return all
}
