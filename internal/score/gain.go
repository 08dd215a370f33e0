package score

import "parindex/internal/par"

// gain records the least change that gives more points. In a part of sum_of or
// best_of it speaks of the part's own points.
func (x *explainer) gain(g NextGain, points num) {
	g.Points = points.round(x.decimals).decimal(x.decimals)
	x.t.Next = &g
}

// better tells whether points are more than there are now, after rounding.
func (x *explainer) better(points num) bool {
	return x.points.less(points.round(x.decimals))
}

func (x *explainer) nextYesNo(p *rulePlan, in *input) {
	other, code := p.yes, "yes"
	if in.pick == 1 {
		other, code = p.no, "no"
	}
	if x.better(other) {
		x.gain(NextGain{Field: GainYesNo, Code: code}, other)
	}
}

// nextItem offers the open item that gives the most, or in mode all the rest.
func (x *explainer) nextItem(p *rulePlan, v *Value) {
	if p.all {
		if open := len(p.items) - len(v.Checked); open > 0 {
			x.gain(NextGain{Field: GainItems, More: whole(int64(open)).decimal(0)}, p.max)
		}
		return
	}
	best := -1
	for i, item := range p.src.Items {
		if !contains(v.Checked, item.Code) && p.items[i].sign() > 0 && (best < 0 || p.items[best].less(p.items[i])) {
			best = i
		}
	}
	if best >= 0 {
		item := p.src.Items[best]
		x.gain(NextGain{Field: GainItem, Code: item.Code, Label: item.Label}, x.points.add(p.items[best]))
	}
}

// nextOption offers the least better option.
func (x *explainer) nextOption(p *rulePlan) {
	best := -1
	for i, points := range p.options {
		if x.better(points) && (best < 0 || points.less(p.options[best])) {
			best = i
		}
	}
	if best >= 0 {
		o := p.src.Options[best]
		x.gain(NextGain{Field: GainOption, Code: o.Code, Label: o.Label}, p.options[best])
	}
}

// nextCount offers one more, or as many fewer as it takes.
func (x *explainer) nextCount(p *rulePlan, in *input) {
	to := in.x.add(whole(1))
	if p.kind == codeDeduction {
		// The largest count above the minimum is below (max − min) / each.
		to = smaller(in.x.sub(whole(1)), p.max.sub(p.min).div(p.each).ceil().sub(whole(1)))
	}
	if to.sign() < 0 {
		return
	}
	points, _ := p.points(&input{x: to})
	if x.better(points) {
		x.gain(NextGain{Field: GainCount, More: to.sub(in.x).decimal(0)}, points)
	}
}

// target is a percentage that has to be reached, or passed where over is set,
// before rounding and inversion.
type target struct {
	percent num
	over    bool
	down    bool // the percentage has to fall, which a rule with invert asks for
}

// nextPercent offers the least change of a, or the percentage, that gives more.
func (x *explainer) nextPercent(p *rulePlan, percent num, v *Value) {
	goal, ok := x.goal(p, percent)
	if !ok {
		return
	}
	if !v.B.Known() {
		x.nextAsPercent(p, goal)
		return
	}
	a, _ := numOf(v.A)
	b, _ := numOf(v.B)
	more := goal.steps(a, b)
	points, _ := p.points(&input{x: hundred.mul(a.add(more)).div(b)})
	if a.add(more).sign() >= 0 && x.better(points) {
		x.gain(NextGain{Field: GainA, More: more.decimal(0)}, points)
	}
}

// nextAsPercent offers a percentage where the answer is one.
func (x *explainer) nextAsPercent(p *rulePlan, goal target) {
	g := NextGain{Field: GainPercent, Target: roundTowards(goal)}
	to, _ := numOf(g.Target)
	switch {
	case goal.over && goal.down:
		g.Field, to = GainUnder, to.sub(tiny)
	case goal.over:
		g.Field, to = GainOver, to.add(tiny)
	}
	if points, _ := p.points(&input{x: to}); to.sign() >= 0 && x.better(points) {
		x.gain(g, points)
	}
}

// tiny is a step beyond a threshold that must be passed.
var tiny = num{n: 1, d: 1_000_000_000}

// roundTowards writes a target with as many decimals as make it safe to reach.
func roundTowards(goal target) par.Decimal {
	const shown = 4
	n := goal.percent.mul(whole(powers[shown])).reduced()
	if goal.down {
		n = n.floor()
	} else {
		n = n.ceil()
	}
	return n.div(whole(powers[shown])).decimal(shown)
}

// steps is the least whole change of a that reaches the target.
func (g target) steps(a, b num) num {
	gap := g.percent.mul(b).div(hundred).sub(a)
	if g.down {
		gap = gap.neg()
	}
	more := gap.ceil()
	if g.over && gap.isWhole() {
		more = gap.add(whole(1))
	}
	if g.down {
		return more.neg()
	}
	return more
}

// goal finds the percentage from which a rule gives more than now.
func (x *explainer) goal(p *rulePlan, percent num) (target, bool) {
	if p.kind == codeSteps {
		return x.stepGoal(p, percent)
	}
	counted := p.counted(percent)
	var want num
	switch {
	case p.floor != nil && counted.less(*p.floor):
		want = *p.floor
	case !x.points.less(p.max.round(x.decimals)):
		return target{}, false
	default:
		// Half a unit below the next rounded points, or full_from before it.
		unit := whole(1).div(whole(powers[x.decimals]))
		next := x.points.add(unit.div(whole(2)))
		want = smaller(next.mul(hundred).div(p.max), hundred)
		if p.full != nil {
			want = smaller(want, *p.full)
		}
	}
	return p.uncut(p.uninvert(target{percent: want})), true
}

// stepGoal finds the nearest step above that gives more.
func (x *explainer) stepGoal(p *rulePlan, percent num) (target, bool) {
	held := len(p.steps)
	for i := range p.steps {
		if p.steps[i].holds(p.cutPercent(percent)) {
			held = i
			break
		}
	}
	for i := held - 1; i >= 0; i-- {
		if x.better(p.steps[i].points) {
			return p.uncut(target{percent: p.steps[i].at, over: p.steps[i].over}), true
		}
	}
	return target{}, false
}

// uninvert turns a target for 100 − p into one for p.
func (p *rulePlan) uninvert(g target) target {
	if p.invert {
		g.percent, g.down = hundred.sub(g.percent), true
	}
	return g
}

// uncut turns a target for the rounded percentage into one for the exact one.
func (p *rulePlan) uncut(g target) target {
	if p.cut < 0 {
		return g
	}
	scale := whole(10).power(p.cut)
	grid, half := g.percent.mul(scale), num{n: 1, d: 2}
	if g.down {
		// Rounded p <= the grid value below: p has to be less than half a unit above it.
		return target{percent: grid.floor().add(half).div(scale), over: true, down: true}
	}
	at := grid.ceil()
	if g.over {
		at = grid.floor().add(whole(1))
	}
	return target{percent: at.sub(half).div(scale)}
}

// power is a^n for a small n.
func (a num) power(n int) num {
	p := whole(1)
	for range n {
		p = p.mul(a)
	}
	return p
}
