package score

// Forecast sums the leaves of one unit as a live sheet knows them; a leaf that
// is not among them is missing. Without a method there is no class. A set with
// faults gives an empty score.
func Forecast(set *Set, method *Method, leaves []LeafScore) UnitScore {
	sealed, err := set.seal()
	if err != nil {
		return UnitScore{}
	}
	if method == nil {
		method = DefaultMethod()
	}
	m := newMethodPlan(method, sealed.plan)
	return unitScore(sealed.plan, &m, sealed.plan.live(leaves))
}

// Tally sums the leaves below one inner node as a live sheet knows them; false
// where the set has no such node. A survey that is not there counts as removed.
func Tally(set *Set, code string, leaves []LeafScore) (NodeScore, bool) {
	sealed, err := set.seal()
	if err != nil {
		return NodeScore{}, false
	}
	p := sealed.plan
	ref, ok := p.byCode[code]
	if !ok || ref.leaf {
		return NodeScore{}, false
	}
	m := newMethodPlan(DefaultMethod(), p)
	scores := p.live(leaves)
	t := newTotals(p)
	t.add(p, &m, scores)
	return p.nodeScore(ref.at, t, &m, scores), true
}

// live puts live leaves into set order.
func (p *plan) live(leaves []LeafScore) scores {
	live := p.newScores(1)
	for i := range p.leaves {
		live.set(i, p.leaves[i].unanswered(p.zero))
	}
	for i := range leaves {
		one := &leaves[i]
		at := i
		if at >= len(p.leaves) || p.leaves[at].node.Code != one.Code {
			ref, ok := p.byCode[one.Code]
			if !ok || !ref.leaf {
				continue
			}
			at = ref.at
		}
		live.set(at, p.fromLive(one))
	}
	return live
}

// fromLive takes a leaf's points; points that are no number count as 0.
func (p *plan) fromLive(s *LeafScore) leafPoints {
	out := leafPoints{points: p.zero, mark: mark{stage: stageOf(s.Stage)}}
	if n, ok := numOf(s.Points); ok {
		out.points = n.round(p.decimals)
	}
	for code, name := range stateNames {
		if name == s.State {
			out.mark.state = stateCode(code)
		}
	}
	return out
}

// unitScore sums one unit.
func unitScore(p *plan, m *methodPlan, leaves scores) UnitScore {
	t := newTotals(p)
	t.add(p, m, leaves)
	figures, whole := t.unit(p, m)
	u := UnitScore{
		Points: figures.points.decimal(p.decimals),
		Max:    figures.max.decimal(p.decimals),
		Nodes:  make([]NodeScore, len(p.inner)),
	}
	for i := range p.inner {
		u.Nodes[i] = p.nodeScore(i, t, m, leaves)
	}
	u.Leaves, u.Answered, u.Missing = count(leaves.marks)
	if !whole {
		return u
	}
	class, reason := m.class(figures.index, func(ref nodeRef) (num, bool) {
		if ref.leaf {
			return p.leaves[ref.at].index(leaves.at(ref.at), m)
		}
		return t.node(&p.inner[ref.at]).index()
	})
	u.Index = figures.index.decimal(m.decimals)
	if class < len(m.classes) {
		u.Class, u.ClassReason = m.classes[class].name, reason
		u.Next = m.next(p, class, &figures)
	}
	return u
}

// nodeScore gives one inner node's figures and progress.
func (p *plan) nodeScore(at int, t *totals, m *methodPlan, leaves scores) NodeScore {
	n := &p.inner[at]
	f := t.node(n)
	s := NodeScore{Code: n.node.Code, Points: f.points.decimal(p.decimals), Max: f.max.decimal(p.decimals)}
	if exact, ok := f.index(); ok {
		s.Index = exact.decimal(m.decimals)
	}
	s.Leaves, s.Answered, s.Missing = count(leaves.marks[n.from:n.to])
	return s
}

// count counts the leaves, those that have an answer, and those that have none.
func count(leaves []mark) (all, answered, missing int) {
	for i := range leaves {
		switch leaves[i].state {
		case stateMissing:
			missing++
		case stateScored, stateNA:
			answered++
		case stateNoSurvey:
			if leaves[i].stage != stageNone {
				answered++
			}
		}
	}
	return len(leaves), answered, missing
}

// next says what separates a unit from the class above the one it has; class
// caps are left aside, since points alone do not lift them.
func (m *methodPlan) next(p *plan, class int, u *unitFigures) *NextClass {
	above := class - 1
	for above >= 0 && !u.index.less(m.classes[above].from) {
		above--
	}
	if above < 0 {
		return nil
	}
	c := m.classes[above]
	// The index rounds to `from` when it is at most half a unit below it.
	unit := whole(1).div(whole(10).power(m.decimals))
	grid := c.from.div(unit).ceil().mul(unit)
	need := grid.sub(unit.div(whole(2))).mul(u.max).div(hundred).sub(u.points)
	scale := whole(powers[p.decimals])
	return &NextClass{Name: c.name, From: c.from.decimal(maxDecimals), Points: need.mul(scale).ceil().div(scale).decimal(p.decimals)}
}
