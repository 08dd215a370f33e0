package score

// methodPlan is a method made ready for a set.
type methodPlan struct {
	decimals       int
	exact          bool // rank on the exact index
	dense          bool
	averageExact   bool
	removeNoSurvey bool
	capped         bool
	ties           []tiePlan
	classes        []classPlan
	caps           []capPlan
}

// tiePlan is one tie-break: unit points, or a node's exact index.
type tiePlan struct {
	points bool
	node   nodeRef
}

type classPlan struct {
	name string
	from num
}

// capPlan is one class cap; atMost is a position among the classes.
type capPlan struct {
	node   nodeRef
	below  num
	atMost int
	reason string
}

// newMethodPlan prepares a method. Of one that was not checked against the
// plan's set, what names unknown nodes is left out.
func newMethodPlan(m *Method, p *plan) methodPlan {
	plan := methodPlan{
		decimals:       m.IndexDecimals,
		exact:          m.RankOn == "exact",
		dense:          m.Ranking == "dense",
		averageExact:   m.AverageOf == "exact",
		removeNoSurvey: m.NoSurvey == "remove",
		capped:         m.CapAt100,
	}
	for _, tie := range m.TieBreak {
		code, node := tieNode(tie)
		ref, known := p.byCode[code]
		if known || !node {
			plan.ties = append(plan.ties, tiePlan{points: !node, node: ref})
		}
	}
	for _, c := range m.Classes {
		from, _ := numOf(c.From)
		plan.classes = append(plan.classes, classPlan{c.Name, from})
	}
	for _, c := range m.ClassCaps {
		below, _ := numOf(c.IndexBelow)
		if ref, known := p.byCode[c.Node]; known {
			plan.caps = append(plan.caps, capPlan{ref, below, classNamed(m.Classes, c.AtMost), c.Reason})
		}
	}
	return plan
}

// class finds the class of a rounded index and applies the caps in order; the
// reason is that of the last cap that lowered it.
func (m *methodPlan) class(index num, nodeIndex func(nodeRef) (num, bool)) (class int, reason string) {
	for class < len(m.classes)-1 && index.less(m.classes[class].from) {
		class++
	}
	for _, c := range m.caps {
		exact, ok := nodeIndex(c.node)
		if ok && c.atMost > class && exact.round(m.decimals).less(c.below) {
			class, reason = c.atMost, c.reason
		}
	}
	return class, reason
}
