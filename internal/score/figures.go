package score

// nodeFigures is an inner node of one unit.
type nodeFigures struct {
	points, max num
}

// nodes are the inner nodes of one unit after another.
type nodes struct {
	points, max amounts
}

func (p *plan) newNodes(units int) nodes {
	n := units * len(p.inner)
	return nodes{p.newAmounts(n), p.newAmounts(n)}
}

func (n *nodes) at(i int) nodeFigures { return nodeFigures{n.points.at(i), n.max.at(i)} }

// unitFigures is one unit: its totals, and what ranking makes of them.
type unitFigures struct {
	points, max  num
	exact, index num // before and after rounding
	class        int
	reason       string
	rank         int // 0: none
}

// removed tells whether a leaf is out of its unit's maximum.
func (p *leafPlan) removed(state stateCode, m *methodPlan) bool {
	switch state {
	case stateNA:
		return p.naRemoves
	case stateNoSurvey:
		return m.removeNoSurvey
	}
	return false
}

// totals adds up the leaves of one unit. The columns take the running points
// and maxima of the normal leaves, one entry more than there are leaves.
type totals struct {
	points, max    amounts
	bonus, penalty num
}

func newTotals(p *plan) *totals {
	return &totals{points: p.newAmounts(len(p.leaves) + 1), max: p.newAmounts(len(p.leaves) + 1)}
}

func (t *totals) add(p *plan, m *methodPlan, leaves scores) {
	t.bonus, t.penalty = p.zero, p.zero
	if p.small {
		t.addSmall(p, m, leaves)
		return
	}
	points, max := p.zero, p.zero
	for i := range p.leaves {
		leaf, out := &p.leaves[i], leaves.points.at(i)
		switch leaf.side {
		case sideBonus:
			t.bonus = t.bonus.add(out)
		case sidePenalty:
			t.penalty = t.penalty.add(out)
		default:
			points = points.add(out)
			if !leaf.removed(leaves.marks[i].state, m) {
				max = max.add(leaf.max)
			}
		}
		t.points.set(i+1, points)
		t.max.set(i+1, max)
	}
}

// addSmall is add where every sum fits in 64 bits.
func (t *totals) addSmall(p *plan, m *methodPlan, leaves scores) {
	points, max := int64(0), int64(0)
	toPoints, toMax := t.points.small[1:], t.max.small[1:]
	for i, out := range leaves.points.small {
		leaf := &p.leaves[i]
		switch state := leaves.marks[i].state; {
		case leaf.side == sideBonus:
			t.bonus.n += out
		case leaf.side == sidePenalty:
			t.penalty.n += out
		case state == stateScored || !leaf.removed(state, m):
			points += out
			max += leaf.max.n
		}
		toPoints[i], toMax[i] = points, max
	}
}

// node gives the figures of one inner node.
func (t *totals) node(n *innerPlan) nodeFigures {
	if t.points.wide == nil {
		unit := t.points.unit
		return nodeFigures{
			points: num{n: t.points.small[n.to] - t.points.small[n.from], d: unit},
			max:    num{n: t.max.small[n.to] - t.max.small[n.from], d: unit},
		}
	}
	return nodeFigures{points: t.points.at(n.to).sub(t.points.at(n.from)), max: t.max.at(n.to).sub(t.max.at(n.from))}
}

// unit gives the unit's points and maximum, and its index where the maximum is above 0.
func (t *totals) unit(p *plan, m *methodPlan) (unitFigures, bool) {
	last := len(p.leaves)
	bonus, penalty := t.bonus, t.penalty
	if p.hasBonus {
		bonus = smaller(bonus, p.bonusCap)
	}
	if p.hasPenalty {
		penalty = smaller(penalty, p.penaltyCap)
	}
	u := unitFigures{points: t.points.at(last).add(bonus).sub(penalty), max: t.max.at(last)}
	if u.max.isZero() {
		return u, false
	}
	u.exact = larger(percentage(u.points, u.max), zero)
	if m.capped {
		u.exact = smaller(u.exact, hundred)
	}
	u.index = u.exact.round(m.decimals)
	return u, true
}

// percentage is 100 × points / max; max is not 0.
func percentage(points, max num) num { return hundred.mul(points.div(max)) }

// sumUnits gives every unit its figures; a unit whose maximum is 0 is a fault.
func (c *computation) sumUnits(l *log) {
	p := c.sheet.plan
	t := newTotals(p)
	for u := range c.units {
		t.add(p, &c.method, c.leavesOf(u))
		for i := range p.inner {
			node := t.node(&p.inner[i])
			c.nodes.points.set(u*len(p.inner)+i, node.points)
			c.nodes.max.set(u*len(p.inner)+i, node.max)
		}
		figures, ok := t.unit(p, &c.method)
		if !ok {
			l.in("units")
			l.at(u)
			l.fault("4", "the unit's maximum is 0")
			l.out()
			l.out()
			continue
		}
		figures.class, figures.reason = c.method.class(figures.index, func(ref nodeRef) (num, bool) { return c.nodeIndex(u, ref) })
		c.units[u] = figures
	}
}

// leavesOf is one unit's part of the scores.
func (r *Result) leavesOf(u int) scores {
	n := len(r.sheet.plan.leaves)
	return r.scores.part(u*n, (u+1)*n)
}

// nodeIndex is the exact index of a node or leaf of one unit; false where it has none.
func (r *Result) nodeIndex(u int, ref nodeRef) (num, bool) {
	if !ref.leaf {
		return r.nodes.at(u*len(r.sheet.plan.inner) + ref.at).index()
	}
	p := r.sheet.plan
	return p.leaves[ref.at].index(r.scores.at(u*len(p.leaves)+ref.at), &r.method)
}

func (n nodeFigures) index() (num, bool) {
	if n.max.isZero() {
		return zero, false
	}
	return percentage(n.points, n.max), true
}

func (p *leafPlan) index(out leafPoints, m *methodPlan) (num, bool) {
	if p.side != sideNormal || p.removed(out.mark.state, m) {
		return zero, false
	}
	return percentage(out.points, p.max), true
}
