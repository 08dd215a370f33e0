package web

import (
	"strconv"

	"parindex/internal/i18n"
	"parindex/internal/score"
)

// partsView is what of a sheet changes when one leaf does.
type partsView struct {
	P         i18n.Printer
	Row       *leafRow // nil: no such leaf
	Version   string
	Sums      []sumView
	Rail      railItem
	Dock      dockView
	Panel     *panelView
	Done      string
	Total     string
	OnlyPanel bool
}

type sumView struct{ Code, Sum string }

// parts draws one leaf again with everything that depends on it. Panel is the
// leaf that stands in the panel, if any.
func (m *sheetMaker) parts(leaf, panel string) partsView {
	v := partsView{P: m.p, Dock: m.dock()}
	m.query.Leaf = panel
	at, ok := m.byCode[leaf]
	if !ok {
		return v
	}
	row := m.row(m.leaves[at])
	v.Row, v.Version = &row, strconv.FormatInt(m.Scores[leaf].Version, 10)
	for _, item := range m.rail() {
		if item.Code == m.areaOf(leaf) {
			v.Rail, v.Done, v.Total = item, strconv.Itoa(item.Done), strconv.Itoa(item.Total)
		}
	}
	for _, area := range m.Edition.Set.Areas() {
		if area.Code == v.Rail.Code {
			v.Sums = m.sumsAbove(nil, area, leaf)
		}
	}
	if panel != "" {
		v.Panel = m.panel(nil)
	}
	return v
}

// sumsAbove lists the sums of the nodes above a leaf.
func (m *sheetMaker) sumsAbove(sums []sumView, n *score.Node, leaf string) []sumView {
	if n.Leaf() {
		return sums
	}
	sums = append(sums, sumView{n.Code, m.sum(n)})
	for _, child := range n.Children {
		if parentOf([]*score.Node{child}, leaf) != nil {
			return m.sumsAbove(sums, child, leaf)
		}
	}
	return sums
}
