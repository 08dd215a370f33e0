package score

// points evaluates a rule, before rounding; false where a formula divides by
// zero. Relative rules and surveys have their own ways.
func (p *rulePlan) points(in *input) (num, bool) {
	switch p.kind {
	case codeYesNo:
		if in.pick == 1 {
			return p.yes, true
		}
		return p.no, true
	case codeChecklist:
		return p.checkedPoints(in), true
	case codeChoice:
		return p.options[in.pick], true
	case codeSteps:
		return p.stepPoints(in.x), true
	case codeRatio:
		return p.ratioPoints(in.x), true
	case codePiecewise:
		return p.linePoints(in.x), true
	case codeCount:
		return smaller(p.each.mul(in.x), p.max), true
	case codeDeduction:
		return larger(p.max.sub(p.each.mul(in.x)), p.min), true
	case codeManual:
		return in.x, true
	case codeSurvey:
		return p.max.mul(in.x), true
	}
	return p.longPoints(in)
}

// longPoints evaluates the rules that evaluate others.
func (p *rulePlan) longPoints(in *input) (num, bool) {
	var points num
	var ok bool
	switch p.kind {
	case codeFormula:
		e := evaluation{vars: in.more.vars, max: p.max}
		points = e.number(p.expr)
		return larger(smaller(points, p.max), p.min), !e.divided
	case codeBestOf:
		points, _, ok = p.bestPart(in)
	default:
		points, ok = p.sumOfParts(in)
	}
	return larger(smaller(points, p.max), zero), ok
}

func (p *rulePlan) checkedPoints(in *input) num {
	if !p.all {
		return in.x
	}
	if int(in.pick) == len(p.items) {
		return p.max
	}
	return zero
}

// cutPercent rounds a percentage where the rule asks for it.
func (p *rulePlan) cutPercent(percent num) num {
	if p.cut >= 0 {
		return percent.round(p.cut)
	}
	return percent
}

func (p *rulePlan) stepPoints(percent num) num {
	if s := p.heldStep(percent); s != nil {
		return s.points
	}
	return p.otherwise
}

// heldStep returns the first step from the top that holds, nil for otherwise.
func (p *rulePlan) heldStep(percent num) *stepPlan {
	percent = p.cutPercent(percent)
	for i := range p.steps {
		if p.steps[i].holds(percent) {
			return &p.steps[i]
		}
	}
	return nil
}

// counted is the percentage that a ratio counts: rounded, inverted, clamped.
func (p *rulePlan) counted(percent num) num {
	percent = p.cutPercent(percent)
	if p.invert {
		percent = hundred.sub(percent)
	}
	if percent.sign() < 0 {
		return zero
	}
	return smaller(percent, hundred)
}

func (p *rulePlan) ratioPoints(percent num) num {
	counted := p.counted(percent)
	switch {
	case p.floor != nil && counted.less(*p.floor):
		return zero
	case p.full != nil && !counted.less(*p.full):
		return p.max
	}
	return p.perPercent.mul(counted)
}

// linePoints goes straight from corner to corner.
func (p *rulePlan) linePoints(percent num) num {
	last := len(p.at) - 1
	if !p.at[0].percent.less(percent) {
		return p.at[0].points
	}
	for i := 1; i <= last; i++ {
		if percent.less(p.at[i].percent) {
			from := &p.at[i-1]
			return from.points.add(percent.sub(from.percent).mul(from.slope))
		}
	}
	return p.at[last].points
}

// relativePoints compares a percentage with the best of the block.
func (p *rulePlan) relativePoints(own, best num) num {
	if best.sign() <= 0 {
		return zero
	}
	return smaller(p.max.mul(own).div(best), p.max)
}

// sumOfParts and bestPart evaluate the parts without the clamp; bestPart says
// also which part it was.
func (p *rulePlan) sumOfParts(in *input) (num, bool) {
	var few [8]num // most rules have few parts, which then need no memory of their own
	terms, good := few[:0], true
	for i, part := range p.parts {
		points, ok := part.points(&in.more.parts[i])
		terms = append(terms, points)
		good = good && ok
	}
	return sum(terms), good
}

func (p *rulePlan) bestPart(in *input) (best num, at int, ok bool) {
	at, ok = -1, true
	for i, part := range p.parts {
		if !in.more.given[i] {
			continue
		}
		points, fine := part.points(&in.more.parts[i])
		ok = ok && fine
		if at < 0 || best.less(points) {
			best, at = points, i
		}
	}
	return best, at, ok
}
