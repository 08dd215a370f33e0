package score

import "parindex/internal/par"

// plan is a set made ready for computing: its leaves and inner nodes in set
// order, every parameter as an exact number.
type plan struct {
	decimals             int
	zero                 num // with the decimals of points
	leaves               []leafPlan
	inner                []innerPlan
	byCode               map[string]nodeRef
	bonusCap             num
	penaltyCap           num
	hasBonus, hasPenalty bool // whether the caps are given
	small                bool // every sum fits in 64 bits
}

// leafPlan is one leaf. Least is the lower bound of typed points.
type leafPlan struct {
	node  *Node
	max   num
	least num
	rule  *rulePlan

	side      side
	naRemoves bool // N/A takes the leaf out of the maximum
}

// side numbers the kinds of leaves.
type side uint8

const (
	sideNormal side = iota
	sideBonus
	sidePenalty
)

var sides = map[Kind]side{Normal: sideNormal, Bonus: sideBonus, Penalty: sidePenalty}

// innerPlan is one inner node; its leaves are leaves[from:to] of the plan.
type innerPlan struct {
	node     *Node
	from, to int
}

// nodeRef says where a code stands in the plan.
type nodeRef struct {
	leaf bool
	at   int
}

// survey tells whether the leaf is scored by a survey.
func (p *leafPlan) survey() bool { return p.rule.kind == codeSurvey }

// newPlan prepares a set whose shape has been checked; nil where it has faults.
func newPlan(l *log, s *Set) *plan {
	p := &plan{decimals: s.PointsDecimals, zero: zero.round(s.PointsDecimals), byCode: map[string]nodeRef{}}
	before := l.count()
	p.bonusCap, p.hasBonus = p.cap(l, "bonus_cap", s.BonusCap)
	p.penaltyCap, p.hasPenalty = p.cap(l, "penalty_cap", s.PenaltyCap)
	l.in("nodes")
	p.addNodes(l, s.Nodes)
	l.out()
	p.small = p.fitsSmall()
	if l.since(before) {
		return nil
	}
	return p
}

func (p *plan) addNodes(l *log, nodes []*Node) {
	for i, n := range nodes {
		l.at(i)
		if _, taken := p.byCode[n.Code]; taken {
			l.faultIn("code", "2", "the code %s is already taken", quoted(n.Code))
		}
		if n.Leaf() {
			p.byCode[n.Code] = nodeRef{leaf: true, at: len(p.leaves)}
			p.addLeaf(l, n)
		} else {
			p.addInner(l, n)
		}
		l.out()
	}
}

func (p *plan) addInner(l *log, n *Node) {
	at := len(p.inner)
	p.byCode[n.Code] = nodeRef{at: at}
	p.inner = append(p.inner, innerPlan{node: n, from: len(p.leaves)})
	l.in("children")
	p.addNodes(l, n.Children)
	l.out()
	p.inner[at].to = len(p.leaves)
}

func (p *plan) addLeaf(l *log, n *Node) {
	leaf := leafPlan{node: n, side: sides[n.Kind], naRemoves: n.NA == NARemove}
	b := &ruleBuilder{log: l, decimals: p.decimals}
	leaf.max = b.max(n.Max)
	l.in("rule")
	leaf.rule = b.build(n.Rule, leaf.max, false)
	l.out()
	leaf.least = smaller(zero, leaf.rule.least)
	p.leaves = append(p.leaves, leaf)
}

// cap reads a cap on bonus or penalty points.
func (p *plan) cap(l *log, field string, d par.Decimal) (num, bool) {
	if !d.Known() {
		return zero, false
	}
	n, _ := numOf(d)
	if places(d) > p.decimals {
		l.faultIn(field, "2", "has more decimals than points_decimals")
	}
	if n.sign() < 0 {
		l.faultIn(field, "4", "must not be negative")
	}
	return n.round(p.decimals), true
}
