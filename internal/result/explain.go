package result

import (
	"math/big"

	"parindex/internal/par"
	"parindex/internal/score"
)

// explain turns three views of a bundle into plain values.
func explain(m *material, b *score.Bundle, v views) Block {
	sum := v.final.Summary()
	block := Block{
		Code: m.block.Code, Name: m.block.Name, Year: m.round.Year, SetTitle: b.Set.Title,
		Method: methodOf(b), Leaves: headsOf(b.Set), Years: m.years,
		Summary: Summary{
			Count: sum.Count, Average: sum.Average, Highest: sum.Highest, Lowest: sum.Lowest,
			PreviousAverage: sum.PreviousAverage, Change: sum.Change,
		},
	}
	if len(m.years) > 0 && m.years[0].Year == m.round.Year-1 {
		block.Summary.PreviousYear = m.years[0].Year
	}
	shorts := map[string]string{}
	for _, p := range m.units {
		shorts[p.Unit.Code] = p.Unit.Short
	}
	for _, u := range v.final.Units() {
		one := explainUnit(m, b, v, u)
		one.Short = shorts[one.Code]
		block.Summary.Missing += one.Missing
		block.Units = append(block.Units, one)
	}
	block.Classes = classesOf(b, sum, block)
	block.Areas = areasOf(b, block)
	block.Without = withoutTop(block)
	return block
}

func withoutTop(b Block) int {
	if len(b.Classes) == 0 || b.Summary.Count == 0 {
		return 0
	}
	top := b.Classes[0]
	return YearsWithout(top.Name, b.Year, len(top.Units), b.Years)
}

func headsOf(set *score.Set) []Head {
	var heads []Head
	for _, area := range set.Areas() {
		for _, leaf := range leavesBelow(area) {
			kind := leaf.Kind
			if kind == "" {
				kind = score.Normal
			}
			heads = append(heads, Head{leaf.Code, leaf.Title, area.Code, kind, leaf.Max, leaf.Rule.Type})
		}
	}
	return heads
}

func leavesBelow(n *score.Node) []*score.Node {
	if n.Leaf() {
		return []*score.Node{n}
	}
	var leaves []*score.Node
	for _, child := range n.Children {
		leaves = append(leaves, leavesBelow(child)...)
	}
	return leaves
}

func classesOf(b *score.Bundle, sum score.Summary, block Block) []Class {
	names := map[string]string{}
	for _, u := range block.Units {
		names[u.Code] = u.Name
	}
	classes := make([]Class, len(b.Method.Classes))
	for i, c := range b.Method.Classes {
		classes[i] = Class{Name: c.Name, From: c.From, Units: []string{}}
		for _, counted := range sum.Classes {
			if counted.Name != c.Name {
				continue
			}
			for _, code := range counted.Units {
				classes[i].Units = append(classes[i].Units, names[code])
			}
		}
	}
	return classes
}

// areasOf lists the areas with their means over the ranked units that have an
// index there.
func areasOf(b *score.Bundle, block Block) []Area {
	var areas []Area
	for i, node := range b.Set.Areas() {
		area := Area{Code: node.Code, Title: node.Title, Max: "0"}
		for _, h := range block.Leaves {
			if h.Area == node.Code && h.Kind == score.Normal {
				area.Max = area.Max.Add(h.Max)
			}
		}
		sum, count := new(big.Rat), int64(0)
		for _, u := range block.Units {
			if a := u.Areas[i]; u.Ranked && a.Max.Sign() > 0 {
				sum.Add(sum, shareOf(a.Points, a.Max))
				count++
			}
		}
		if count > 0 {
			area.Mean = par.RoundRat(sum.Quo(sum, new(big.Rat).SetInt64(count)), b.Method.IndexDecimals)
		}
		areas = append(areas, area)
	}
	return areas
}

// shareOf is 100 × points / max, exactly.
func shareOf(points, most par.Decimal) *big.Rat {
	share := new(big.Rat).Quo(points.Rat(), most.Rat())
	return share.Mul(share, big.NewRat(100, 1))
}

func methodOf(b *score.Bundle) Method {
	title := func(code string) string {
		if n, ok := b.Set.Find(code); ok {
			return n.Title
		}
		return ""
	}
	from := b.Method
	m := Method{
		PointsDecimals: b.Set.PointsDecimals, IndexDecimals: from.IndexDecimals, RankOn: from.RankOn, Ranking: from.Ranking,
		AverageOf: from.AverageOf, NoSurvey: from.NoSurvey, CapAt100: from.CapAt100,
		BonusCap: b.Set.BonusCap, PenaltyCap: b.Set.PenaltyCap,
	}
	for _, t := range from.TieBreak {
		node := ""
		if code, ok := cutNode(t); ok {
			node = code
		}
		m.TieBreak = append(m.TieBreak, TieBreak{node, title(node)})
	}
	for _, c := range from.ClassCaps {
		m.Caps = append(m.Caps, Cap{c.Node, title(c.Node), c.IndexBelow, c.AtMost, c.Reason})
	}
	return m
}
