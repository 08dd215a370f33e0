package score

// nodeFigures is an inner node of one unit.
type nodeFigures struct {
	points, max num
}

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
	return state == stateNA && p.na == NARemove || state == stateNoSurvey && m.removeNoSurvey
}

// totals adds up the leaves of one unit. The slices take the running points and
// maxima of the normal leaves, one entry more than there are leaves.
type totals struct {
	points, max    []num
	bonus, penalty num
}

func newTotals(p *plan) *totals {
	t := &totals{points: make([]num, len(p.leaves)+1), max: make([]num, len(p.leaves)+1)}
	t.points[0], t.max[0] = p.zero, p.zero
	return t
}

func (t *totals) add(p *plan, m *methodPlan, leaves []leafPoints) {
	t.bonus, t.penalty = t.points[0], t.points[0]
	points, max := t.points[0], t.max[0]
	for i := range leaves {
		leaf, out := &p.leaves[i], &leaves[i]
		switch leaf.kind {
		case Bonus:
			t.bonus = t.bonus.add(out.points)
		case Penalty:
			t.penalty = t.penalty.add(out.points)
		default:
			points = points.add(out.points)
			if !leaf.removed(out.state, m) {
				max = max.add(leaf.max)
			}
		}
		t.points[i+1], t.max[i+1] = points, max
	}
}

// node gives the figures of one inner node.
func (t *totals) node(n *innerPlan) nodeFigures {
	return nodeFigures{points: t.points[n.to].sub(t.points[n.from]), max: t.max[n.to].sub(t.max[n.from])}
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
	u := unitFigures{points: t.points[last].add(bonus).sub(penalty), max: t.max[last]}
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
			c.nodesOf(u)[i] = t.node(&p.inner[i])
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

// leavesOf and nodesOf are one unit's part of the columns.
func (r *Result) leavesOf(u int) []leafPoints {
	n := len(r.sheet.plan.leaves)
	return r.scores[u*n : (u+1)*n]
}

func (r *Result) nodesOf(u int) []nodeFigures {
	n := len(r.sheet.plan.inner)
	return r.nodes[u*n : (u+1)*n]
}

// nodeIndex is the exact index of a node or leaf of one unit; false where it has none.
func (r *Result) nodeIndex(u int, ref nodeRef) (num, bool) {
	if !ref.leaf {
		return r.nodesOf(u)[ref.at].index()
	}
	return r.sheet.plan.leaves[ref.at].index(&r.leavesOf(u)[ref.at], &r.method)
}

func (n nodeFigures) index() (num, bool) {
	if n.max.isZero() {
		return zero, false
	}
	return percentage(n.points, n.max), true
}

func (p *leafPlan) index(out *leafPoints, m *methodPlan) (num, bool) {
	if p.kind != Normal || p.removed(out.state, m) {
		return zero, false
	}
	return percentage(out.points, p.max), true
}
