package web

import (
	"strconv"

	"parindex/internal/par"
	"parindex/internal/score"
)

// railItem is one area in the rail.
type railItem struct {
	Code, Title, Href string
	Current           bool
	Points            string // 12,75/14; empty where others give them
	Note              string // said where there is nothing to enter
	Entered           string // 14/14
	Label             string // of the bar
	Done, Total       int
}

// filterItem is one filter with the number of leaves that it shows.
type filterItem struct {
	Label, Href string
	Count       int
	Current     bool
}

func (m *sheetMaker) rail() []railItem {
	var items []railItem
	for _, area := range m.Edition.Set.Areas() {
		if !m.visible[area.Code] {
			continue
		}
		progress := m.Progress(area.Code)
		item := railItem{
			Code: area.Code, Title: area.Title, Href: m.href(sheetQuery{Area: area.Code}), Current: area.Code == m.query.Area && !m.filtered(),
			Points: m.sum(area), Done: progress.Done, Total: progress.Total,
			Entered: strconv.Itoa(progress.Done) + "/" + strconv.Itoa(progress.Total),
			Label:   m.p.T("sheet.entered_of", "done", progress.Done, "total", progress.Total),
		}
		if progress.Total == 0 {
			item.Note = m.p.T(noteOf(area))
		}
		items = append(items, item)
	}
	return items
}

// noteOf says why nothing must be entered in an area.
func noteOf(area *score.Node) string {
	if onlySurveys(area) {
		return "sheet.survey_area"
	}
	return "sheet.extra_area"
}

func onlySurveys(n *score.Node) bool {
	if n.Leaf() {
		return n.Rule.Type == score.RuleSurvey
	}
	for _, child := range n.Children {
		if !onlySurveys(child) {
			return false
		}
	}
	return true
}

// sum says the points of a node: 3,25/4,00, or +0,50 of bonus and penalty leaves.
func (m *sheetMaker) sum(n *score.Node) string {
	if n.Leaf() {
		return m.w.points(m.Leaves[m.byCode[n.Code]].Points) + "/" + m.w.points(n.Max)
	}
	tally := m.nodes[n.Code]
	if tally.Max != "0" || tally.Points != "0" {
		return m.w.points(tally.Points) + "/" + m.w.points(tally.Max)
	}
	extra := m.extra(n)
	if extra == "0" {
		return "0"
	}
	return m.w.signedPoints(extra)
}

func (m *sheetMaker) extra(n *score.Node) par.Decimal {
	total := par.Decimal("0")
	if n.Leaf() {
		points := m.Leaves[m.byCode[n.Code]].Points
		switch n.Kind {
		case score.Bonus:
			return points
		case score.Penalty:
			return total.Sub(points)
		}
		return total
	}
	for _, child := range n.Children {
		total = total.Add(m.extra(child))
	}
	return total
}

// filters are the ways to show some leaves of all areas.
var filters = []struct{ show, key string }{
	{"mine", "work.filter_mine"}, {"missing", "sheet.filter_missing"}, {"nodoc", "sheet.filter_nodoc"}, {"gain", "sheet.filter_gain"},
	{"notes", "sheet.filter_notes"}, {"na", "sheet.filter_na"},
}

func (m *sheetMaker) passes(show string, n *score.Node) bool {
	leaf, said := &m.Leaves[m.byCode[n.Code]], m.Scores[n.Code]
	extra := n.Kind == score.Bonus || n.Kind == score.Penalty
	switch show {
	case "mine":
		return m.Holders[n.Code].Person == m.actor.Person && m.actor.Person != ""
	case "missing":
		return leaf.State == score.Missing && !extra && n.Rule.Type != score.RuleSurvey
	case "nodoc":
		return m.wantsDocument(n, leaf)
	case "gain":
		return stepAhead(leaf)
	case "notes":
		return said.Note != ""
	case "na":
		return leaf.State == score.NotApplicable
	}
	return false
}

// wantsDocument tells whether points are claimed that no document shows.
func (m *sheetMaker) wantsDocument(n *score.Node, leaf *score.LeafScore) bool {
	return leaf.State == score.Scored && n.Kind != score.Penalty && n.Rule.Type != score.RuleSurvey &&
		leaf.Points.Sign() > 0 && len(m.Cited[n.Code]) == 0
}

func (m *sheetMaker) filterItems() []filterItem {
	items := make([]filterItem, 0, len(filters)+1)
	for _, f := range filters {
		count := 0
		for i, n := range m.leaves {
			if m.visible[m.areas[i]] && m.passes(f.show, n) {
				count++
			}
		}
		if count == 0 && m.query.Show != f.show {
			continue // a filter that shows nothing helps nobody
		}
		item := filterItem{m.p.T(f.key), m.href(sheetQuery{Show: f.show}), count, m.query.Show == f.show}
		if f.show == "mine" && item.Current {
			item.Href = m.path() + "?show=all"
		}
		items = append(items, item)
	}
	return items
}

// ownFirst shows first what was given to the reader, where the address asks
// for nothing and he has been given anything.
func (m *sheetMaker) ownFirst() {
	for _, n := range m.leaves {
		if m.passes("mine", n) {
			m.query = sheetQuery{Show: "mine"}
			return
		}
	}
}
