package score

import (
	"slices"

	"parindex/internal/par"
)

// rank orders the units, ranks them, and sums up the block.
func (c *computation) rank() {
	var unranked []int
	for u, unit := range c.bundle.Units {
		if unit.Ranked {
			c.order = append(c.order, u)
		} else {
			unranked = append(unranked, u)
		}
	}
	c.ranked = len(c.order)
	slices.SortStableFunc(c.order, c.compareUnits)
	for i, u := range c.order {
		c.units[u].rank = c.rankAt(i)
	}
	c.order = append(c.order, unranked...)
}

// rankAt gives the rank of the unit at a position whose predecessors have theirs.
func (c *computation) rankAt(i int) int {
	if i == 0 {
		return 1
	}
	before := c.order[i-1]
	rank := c.units[before].rank
	switch {
	case c.compareUnits(before, c.order[i]) == 0:
		return rank
	case c.method.dense:
		return rank + 1
	}
	return i + 1
}

// compareUnits orders two units: the better one first, 0 where they share a rank.
func (c *computation) compareUnits(a, b int) int {
	x, y := &c.units[a], &c.units[b]
	order := y.index.cmp(x.index)
	if c.method.exact {
		order = y.exact.cmp(x.exact)
	}
	for i := 0; order == 0 && i < len(c.method.ties); i++ {
		if tie := c.method.ties[i]; tie.points {
			order = y.points.cmp(x.points)
		} else {
			order = c.compareNodes(a, b, tie.node)
		}
	}
	return order
}

// compareNodes orders two units by a node's exact index, those without one last.
func (c *computation) compareNodes(a, b int, ref nodeRef) int {
	x, okX := c.nodeIndex(a, ref)
	y, okY := c.nodeIndex(b, ref)
	switch {
	case okX && okY:
		return y.cmp(x)
	case okX:
		return -1
	case okY:
		return 1
	}
	return 0
}

// compare fills in what is known of the previous year.
func (c *computation) compare() {
	c.previous = make([]previousFigures, len(c.units))
	p := c.bundle.Previous
	if p == nil {
		return
	}
	byUnit := make(map[string]*PreviousResult, len(p.Results))
	for i := range p.Results {
		byUnit[p.Results[i].Unit] = &p.Results[i]
	}
	for u := range c.units {
		if old := byUnit[c.bundle.Units[u].Code]; old != nil {
			c.previous[u] = c.comparison(&c.units[u], old)
		}
	}
}

// previousFigures is a unit's change on the previous year.
type previousFigures struct {
	change     num
	rankChange int
	hasIndex   bool
	hasRank    bool
}

func (c *computation) comparison(now *unitFigures, old *PreviousResult) previousFigures {
	var p previousFigures
	if old.Index.Known() {
		p.hasIndex = true
		p.change = now.index.sub(c.rounded(old.Index))
	}
	if old.Rank > 0 && now.rank > 0 {
		p.hasRank = true
		p.rankChange = old.Rank - now.rank
	}
	return p
}

// rounded reads a figure of the previous year.
func (r *Result) rounded(d par.Decimal) num {
	n, _ := numOf(d)
	return n.round(r.method.decimals)
}

// average is the mean over the ranked units, rounded.
func (r *Result) average() num {
	terms := make([]num, r.ranked)
	for i, u := range r.order[:r.ranked] {
		if terms[i] = r.units[u].index; r.method.averageExact {
			terms[i] = r.units[u].exact
		}
	}
	return mean(terms, r.method.decimals)
}
