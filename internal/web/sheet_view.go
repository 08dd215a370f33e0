package web

import (
	"net/url"
	"slices"
	"strings"

	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// sheetQuery is what the address of a sheet asks for.
type sheetQuery struct {
	Area  string
	Leaf  string // shown in the panel
	Show  string // one of the filters
	Words string // searched in codes and titles
}

// sheetView is the sheet of one dossier, ready to be drawn.
type sheetView struct {
	Page    ui.Page
	P       i18n.Printer
	ID      par.ID
	Person  par.ID
	Saves   string        // begins the addresses to which answers go
	Marks   []sheetNotice // what must be known of the sheet, such as who entered it
	Crumbs  []ui.Crumb
	Title   string
	Rail    []railItem
	Filters []filterItem
	Query   sheetQuery
	Work    string // address of the division of work; empty: none of the reader's business
	Groups  []leafGroup
	Panel   *panelView
	Dock    dockView
	Notice  *sheetNotice
	Version int64 // of the dossier
	Locked  bool
	Whole   bool // the reader may see every area
}

// sheetNotice says why a sheet is as it is: returned, sent, closed.
type sheetNotice struct {
	Kind, Icon, Title, Text string
	Href, Link              string
}

// leafGroup is the leaves of one criterion.
type leafGroup struct {
	Code, Title string
	Sum         string // 3,25/4,00
	Rows        []leafRow
}

// leafRow is one leaf in the grid.
type leafRow struct {
	Code, Title, Href string
	Class             string // sel, na, bad or ask
	Rule, Calc, Gap   string
	Over              bool // a percentage above 100, which the rule knows nothing of
	Form              leafForm
	Points, Max       string
	State             ui.Saving // empty: nothing has been said
	Docs              []docChip
	AddDoc            string // address at which a document is added; empty: may not
	NoDoc             bool   // points without evidence
	Talks             int    // open threads
	Given             *tagged
}

// docChip is a document cited for a leaf. Number and page stand in the row,
// where there is little room; name and place in the panel.
type docChip struct{ Href, Number, Page, Name, Place string }

// leafForm is the input of one leaf.
type leafForm struct {
	Code     string
	Action   string // address that it is posted to; empty: may not be changed
	Key      string // idempotency key of the page without scripts
	Version  string
	Back     string // where the page without scripts returns to
	Control  control
	Says     string // instead of a control: not applicable, survey
	Errors   []fieldError
	Conflict *conflictView
}

// fieldError is what is wrong with one field of a leaf.
type fieldError struct{ ID, Text string }

// faults says all that is wrong, each fault once.
func (f leafForm) faults() string {
	var said []string
	for _, e := range f.Errors {
		if !slices.Contains(said, e.Text) {
			said = append(said, e.Text)
		}
	}
	return strings.Join(said, " ")
}

// conflictView is two values of which one must be chosen.
type conflictView struct {
	Mine, Theirs   string
	Who, When      string
	Fields         []hiddenField // of mine, to be sent again
	Href           string        // shows theirs
	Version        string
	MineWhen, Note string
}

type hiddenField struct{ Name, Value string }

// overlay is what a refused save puts over one leaf of the sheet.
type overlay struct {
	leaf     string
	typed    url.Values
	err      *par.Error
	conflict *dossier.Conflict
}

// sheetMaker makes views out of a loaded sheet.
type sheetMaker struct {
	dossier.Detail
	w       wording
	p       i18n.Printer
	actor   par.Actor
	query   sheetQuery
	over    overlay
	key     string // begins the keys of this page's forms
	leaves  []*score.Node
	byCode  map[string]int // place of a leaf in leaves and in Leaves
	nodes   map[string]score.NodeScore
	areas   []string        // the area of each leaf
	visible map[string]bool // areas that the reader may see
	whole   bool            // he may see them all, and so the totals
	mayCite bool            // the reader may attach documents now
	ownTime map[string]bool // leaves that have an extension of their own
	talks   map[string]int  // open threads by leaf
	talk    *talkView       // what is said about the leaf in the panel; nil: not for this reader
}

func newSheetMaker(p i18n.Printer, d dossier.Detail, actor par.Actor, q sheetQuery, key string) *sheetMaker {
	m := &sheetMaker{
		Detail: d, w: wordingOf(p, d.Edition.Set), p: p, actor: actor, query: q, key: key,
		leaves: d.Edition.Set.Leaves(), byCode: map[string]int{}, nodes: map[string]score.NodeScore{}, visible: map[string]bool{},
	}
	for i, n := range m.leaves {
		m.byCode[n.Code] = i
	}
	for _, n := range d.Forecast.Nodes {
		m.nodes[n.Code] = n
	}
	m.whole = true
	for _, area := range d.Edition.Set.Areas() {
		m.visible[area.Code] = d.Visible(actor, area.Code)
		m.whole = m.whole && m.visible[area.Code]
		m.areas = append(m.areas, slices.Repeat([]string{area.Code}, leavesBelow(area))...)
	}
	m.mayCite = m.may(policy.AttachEvidence)
	m.ownTime = map[string]bool{}
	for _, e := range d.Round.Extensions {
		if e.Unit == d.Unit.ID && e.Leaf != "" {
			m.ownTime[e.Leaf] = true
		}
	}
	m.settle()
	return m
}

func leavesBelow(n *score.Node) int {
	if n.Leaf() {
		return 1
	}
	count := 0
	for _, child := range n.Children {
		count += leavesBelow(child)
	}
	return count
}

// areaOf returns the area of a leaf; "" for an unknown one.
func (m *sheetMaker) areaOf(leaf string) string {
	if i, ok := m.byCode[leaf]; ok {
		return m.areas[i]
	}
	return ""
}

// settle chooses the area and the leaf that are shown where the address names
// none: the leaf's area, else the first that may be seen.
func (m *sheetMaker) settle() {
	if _, ok := m.byCode[m.query.Leaf]; !ok {
		m.query.Leaf = ""
	}
	if m.query.Leaf != "" && m.query.Area == "" && !m.filtered() {
		m.query.Area = m.areaOf(m.query.Leaf)
	}
	if m.visible[m.query.Area] || m.filtered() {
		return
	}
	for _, area := range m.Edition.Set.Areas() {
		if m.visible[area.Code] {
			m.query.Area = area.Code
			return
		}
	}
}

func (m *sheetMaker) filtered() bool { return m.query.Show != "" || m.query.Words != "" }

// path is the address of the sheet without anything asked.
func (m *sheetMaker) path() string { return sheetPath(m.Dossier.ID) }

// saves begins the addresses to which this reader's answers go.
func (m *sheetMaker) saves() string {
	if m.Entering {
		return m.path() + "/fallback"
	}
	return m.path()
}

// mayChange tells whether the reader may change a leaf now.
func (m *sheetMaker) mayChange(leaf string) bool {
	return m.Editable || m.ownTime[leaf] && m.MayChange(m.actor, leaf)
}

func sheetPath(id par.ID) string { return "/dossiers/" + string(id) }

// href is the address of the sheet with what q asks.
func (m *sheetMaker) href(q sheetQuery) string {
	var b strings.Builder
	b.WriteString(m.path())
	mark := byte('?')
	for _, one := range [...]struct{ name, value string }{
		{"area", q.Area}, {"show", q.Show}, {"q", q.Words}, {"leaf", q.Leaf},
	} {
		if one.value != "" {
			b.WriteByte(mark)
			b.WriteString(one.name)
			b.WriteByte('=')
			b.WriteString(url.QueryEscape(one.value))
			mark = '&'
		}
	}
	return b.String()
}

// leafHref opens a leaf beside the rows that are shown now.
func (m *sheetMaker) leafHref(code string) string {
	q := m.query
	q.Leaf = code
	return m.href(q) + "#m-" + code
}

// leafAlone opens a leaf in its own area.
func (m *sheetMaker) leafAlone(code string) string {
	return m.href(sheetQuery{Area: m.areaOf(code), Leaf: code}) + "#m-" + code
}

// groups lists the leaves that the address asks for, by criterion.
func (m *sheetMaker) groups() []leafGroup {
	var groups []leafGroup
	for _, area := range m.Edition.Set.Areas() {
		if m.visible[area.Code] && (m.query.Area == area.Code || m.query.Area == "" && m.filtered()) {
			groups = m.walk(groups, area, area)
		}
	}
	return groups
}

func (m *sheetMaker) walk(groups []leafGroup, parent, n *score.Node) []leafGroup {
	if !n.Leaf() {
		for _, child := range n.Children {
			groups = m.walk(groups, n, child)
		}
		return groups
	}
	if !m.shows(n) {
		return groups
	}
	if len(groups) == 0 || groups[len(groups)-1].Code != parent.Code {
		groups = append(groups, leafGroup{Code: parent.Code, Title: parent.Title, Sum: m.sum(parent)})
	}
	last := &groups[len(groups)-1]
	last.Rows = append(last.Rows, m.row(n))
	return groups
}

// shows tells whether a leaf passes the filter and holds the words searched.
func (m *sheetMaker) shows(n *score.Node) bool {
	if m.query.Words != "" && !strings.Contains(i18n.Fold(n.Code+" "+n.Title), i18n.Fold(m.query.Words)) {
		return false
	}
	return m.query.Show == "" || m.passes(m.query.Show, n)
}
