package score

// Compute computes the result of one view. The error is Faults: those of a
// bundle made by hand, and units whose maximum is 0.
func Compute(b *Bundle, view View) (*Result, error) {
	l := &log{}
	if view != Final && view != Self {
		l.faultIn("view", "4", "%s is neither final nor self", quoted(string(view)))
		return nil, l.err()
	}
	b, err := b.seal()
	if err != nil {
		return nil, err
	}
	c := newComputation(b, view)
	for i := range c.sheet.plan.leaves {
		c.column(i)
	}
	c.sumUnits(l)
	if err := l.err(); err != nil {
		return nil, err
	}
	c.rank()
	c.compare()
	return c.Result, nil
}

// computation is a result in the making.
type computation struct {
	*Result
}

func newComputation(b *Bundle, view View) *computation {
	s := b.sealed
	return &computation{&Result{
		bundle: b,
		sheet:  s,
		view:   view,
		method: newMethodPlan(b.Method, s.plan),
		scores: make([]leafPoints, len(s.plan.leaves)*len(b.Units)),
		units:  make([]unitFigures, len(b.Units)),
		nodes:  make([]nodeFigures, len(s.plan.inner)*len(b.Units)),
		bests:  make([]num, len(s.plan.leaves)),
	}}
}

// leafPoints is one leaf of one unit: its rounded points, in units of the
// set's decimals.
type leafPoints struct {
	points num
	state  stateCode
	stage  stageCode
}

// stateCode numbers the states of a leaf in a result.
type stateCode uint8

const (
	stateScored stateCode = iota
	stateNA
	stateMissing
	stateNoSurvey
	stateWaiting
)

var stateNames = [...]State{Scored, NotApplicable, Missing, NoSurvey, Waiting}

// column scores one leaf for all units.
func (c *computation) column(at int) {
	leaf := &c.sheet.plan.leaves[at]
	units, leaves := len(c.bundle.Units), len(c.sheet.plan.leaves)
	effective := c.effective()[at*units : (at+1)*units]
	if leaf.rule.kind == RuleRelative {
		c.bests[at] = c.best(effective)
	}
	for u, answer := range effective {
		out := &c.scores[u*leaves+at]
		if answer < 0 {
			*out = leaf.unanswered(c.sheet.plan.zero)
			continue
		}
		*out = c.score(leaf, at, &c.sheet.cells[answer])
	}
}

// unanswered is a leaf without an effective answer.
func (p *leafPlan) unanswered(zero num) leafPoints {
	if p.survey() {
		return leafPoints{points: zero, state: stateNoSurvey}
	}
	return leafPoints{points: zero, state: stateMissing}
}

// score scores one cell of a leaf.
func (c *computation) score(leaf *leafPlan, at int, cell *cell) leafPoints {
	out := leafPoints{stage: cell.stage}
	out.points, out.state = leaf.points(cell, c.bests[at], c.sheet.plan.decimals)
	return out
}

// points scores a cell, rounded; best is for relative rules.
func (p *leafPlan) points(cell *cell, best num, decimals int) (num, stateCode) {
	switch cell.form {
	case formTyped:
		return cell.in.x.round(decimals), stateScored
	case formNA:
		if p.na == NAFull {
			return p.max, stateNA
		}
		return zero.round(decimals), stateNA
	}
	if p.rule.kind == RuleRelative {
		return p.rule.relativePoints(cell.in.x, best).round(decimals), stateScored
	}
	if p.survey() && cell.in.pick == 0 {
		return zero.round(decimals), stateNoSurvey
	}
	points, _ := p.rule.points(&cell.in) // a division by zero is a fault of reading
	return points.round(decimals), stateScored
}

// best is the largest percentage among the ranked units that answered a value.
func (c *computation) best(effective []int32) num {
	best := zero
	for u, answer := range effective {
		if answer < 0 || !c.bundle.Units[u].Ranked {
			continue
		}
		if cell := &c.sheet.cells[answer]; cell.form == formValue {
			best = larger(best, cell.in.x)
		}
	}
	return best
}
