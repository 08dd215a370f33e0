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
		scores: s.plan.newScores(len(b.Units)),
		units:  make([]unitFigures, len(b.Units)),
		nodes:  s.plan.newNodes(len(b.Units)),
		bests:  make([]num, len(s.plan.leaves)),
	}}
}

// leafPoints is one leaf of one unit: its rounded points and how it came by them.
type leafPoints struct {
	points num
	mark   mark
}

// mark is how a leaf came by its points.
type mark struct {
	state stateCode
	stage stageCode
}

// scores are the leaves of one unit after another.
type scores struct {
	points amounts
	marks  []mark
}

func (p *plan) newScores(units int) scores {
	n := units * len(p.leaves)
	return scores{points: p.newAmounts(n), marks: make([]mark, n)}
}

func (s *scores) at(i int) leafPoints { return leafPoints{s.points.at(i), s.marks[i]} }

func (s *scores) set(i int, out leafPoints) {
	s.points.set(i, out.points)
	s.marks[i] = out.mark
}

func (s *scores) part(from, to int) scores {
	return scores{s.points.part(from, to), s.marks[from:to]}
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
	if leaf.rule.kind == codeRelative {
		c.bests[at] = c.best(effective)
	}
	if table := leaf.table(); c.sheet.plan.small && table != nil {
		c.lookUp(leaf, at, effective, table)
		return
	}
	for u, answer := range effective {
		out := leaf.unanswered(c.sheet.plan.zero)
		if answer >= 0 {
			cell := &c.sheet.cells[answer]
			out.mark.stage = cell.stage
			out.points, out.mark.state = leaf.points(cell, c.bests[at], c.sheet.plan.decimals)
		}
		c.scores.set(u*leaves+at, out)
	}
}

// table lists what a rule gives that only picks, nil for any other; all of it
// has the set's decimals.
func (p *leafPlan) table() []num {
	switch p.rule.kind {
	case codeYesNo:
		return []num{p.rule.no, p.rule.yes}
	case codeChoice:
		return p.rule.options
	}
	return nil
}

// lookUp scores a column of a rule that only picks.
func (c *computation) lookUp(leaf *leafPlan, at int, effective []int32, table []num) {
	points, marks := c.scores.points.small, c.scores.marks
	for _, answer := range effective {
		if answer < 0 {
			marks[at].state = stateMissing
		} else if cell := &c.sheet.cells[answer]; cell.form == formValue {
			points[at] = table[cell.in.pick].n
			marks[at].stage = cell.stage
		} else {
			n, state := leaf.points(cell, zero, c.sheet.plan.decimals)
			points[at] = n.n
			marks[at] = mark{state, cell.stage}
		}
		at += len(c.sheet.plan.leaves)
	}
}

// unanswered is a leaf without an effective answer.
func (p *leafPlan) unanswered(zero num) leafPoints {
	if p.survey() {
		return leafPoints{points: zero, mark: mark{state: stateNoSurvey}}
	}
	return leafPoints{points: zero, mark: mark{state: stateMissing}}
}

// points scores a cell, rounded; best is for relative rules.
func (p *leafPlan) points(cell *cell, best num, decimals int) (num, stateCode) {
	switch {
	case cell.form == formTyped:
		return cell.in.x.round(decimals), stateScored
	case cell.form == formNA && p.node.NA == NAFull:
		return p.max, stateNA
	case cell.form == formNA:
		return zero.round(decimals), stateNA
	case p.rule.kind == codeRelative:
		return p.rule.relativePoints(cell.in.x, best).round(decimals), stateScored
	case p.rule.kind == codeSurvey && cell.in.pick == 0:
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
