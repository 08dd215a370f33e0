package web

import (
	"cmp"
	"math/big"
	"net/url"
	"slices"
	"strconv"

	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/report"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// acrossView is one leaf for all units of a block, ready to be drawn.
type acrossView struct {
	ui.Page
	appraisal.Across
	w      wording
	sort   string
	keys   []string // of the form of each row
	bulk   string   // key of the form that undoes
	batch  string   // what was just marked at once, to be undone
	marked string   // how many
	Asks   bool     // the reader may ask for second opinions
	Finds  bool     // the reader may record findings
	Marks  bool     // the reader may mark at least one row now
	Judges bool     // the reader appraises: the queue is his way back
}

func (h *handlers) showAcross(r *httpx.Request) (httpx.Reply, error) {
	v, err := h.across(r)
	if err != nil {
		return nil, err
	}
	if exporting(r) {
		return export(r, v.Round.Code+"-"+v.Leaf.Code, v.table())
	}
	return httpx.Page{Body: acrossPage(v)}, nil
}

func (h *handlers) across(r *httpx.Request) (acrossView, error) {
	id, err := r.PathID("round")
	if err != nil {
		return acrossView{}, err
	}
	a, err := h.Appraisals.Across(r.Context(), r.Actor, id, r.Text("block"), r.PathValue("leaf"))
	if err != nil {
		return acrossView{}, err
	}
	p := printer(r)
	v := acrossView{Page: h.page(r, p.T("fair.across_title", "code", a.Leaf.Code), pathAppraisals), Across: a, w: wordingOf(p, a.Edition.Set), sort: r.Text("sort")}
	v.DemoNote, v.Scripts = a.Round.DemoNote, []string{"across.js"}
	v.Asks = may(r, policy.AskSecondOpinion, a.Round.Resource())
	v.Finds = policy.MayEver(r.Actor, policy.ListInspections) == nil
	v.Judges = policy.MayEver(r.Actor, policy.ReadQueue) == nil
	v.bulk, v.batch, v.marked = r.Random(16), r.Text("batch"), r.Text("marked")
	v.order()
	for _, row := range v.Rows {
		v.keys = append(v.keys, r.Random(16))
		v.Marks = v.Marks || row.Open == nil
	}
	if v.Marks {
		v.Page.Keys = []ui.Key{
			{Keys: []string{"j", "k"}, Does: p.T("fair.key_rows")}, {Keys: []string{"a"}, Does: p.T("fair.key_accept")},
			{Keys: []string{"s"}, Does: p.T("fair.key_points")}, {Keys: []string{"x"}, Does: p.T("fair.key_choose")},
		}
	}
	if !v.Judges {
		v.Current = pathRounds
	}
	return v, nil
}

// The orders of the table beside the order of units.
const (
	byClaim   = "claim"
	byPercent = "percent"
	byGiven   = "given"
	byOff     = "off"
	byState   = "state"
)

// order sorts the rows as the reader wishes; rows that are alike keep the
// order of units.
func (v *acrossView) order() {
	compare := map[string]func(a, b appraisal.Row) int{
		byClaim:   func(a, b appraisal.Row) int { return b.Claimed.Points.Cmp(a.Claimed.Points) },
		byPercent: func(a, b appraisal.Row) int { return percentOrder(b.Percent, a.Percent) },
		byGiven: func(a, b appraisal.Row) int {
			_, one := a.Mark()
			_, other := b.Mark()
			return other.Points.Cmp(one.Points)
		},
		byOff:   func(a, b appraisal.Row) int { return cmp.Compare(offOrder(b), offOrder(a)) },
		byState: func(a, b appraisal.Row) int { return cmp.Compare(doneOrder(a), doneOrder(b)) },
	}[v.sort]
	if compare == nil {
		v.sort = ""
		return
	}
	slices.SortStableFunc(v.Rows, compare)
}

func percentOrder(a, b *big.Rat) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return a.Cmp(b)
}

func offOrder(r appraisal.Row) int {
	n := 0
	if r.Off != appraisal.Within {
		n += 2
	}
	if r.GivenOff != appraisal.Within {
		n++
	}
	return n
}

func doneOrder(r appraisal.Row) int {
	if r.Done {
		return 1
	}
	return 0
}

// path is the address of this page in an order.
func (v acrossView) path(sort string) string {
	path := acrossPath(v.Round.ID, v.Block.Code, v.Leaf.Code)
	if sort != "" {
		path += "&sort=" + url.QueryEscape(sort)
	}
	return path
}

// neighbour is the leaf before or after this one; nil at the ends.
func (v acrossView) neighbour(step int) *score.Node {
	at := slices.IndexFunc(v.Leaves, func(n *score.Node) bool { return n.Code == v.Leaf.Code }) + step
	if at < 0 || at >= len(v.Leaves) {
		return nil
	}
	return v.Leaves[at]
}

// rat says an exact value with two decimals.
func rat(p i18n.Printer, r *big.Rat) string {
	if r == nil {
		return "–"
	}
	const places = 2
	return p.Fixed(par.RoundRat(r, places), places)
}

// spreads are the figures above the table.
func (v acrossView) spreads() [][3]string {
	var lines [][3]string
	for _, one := range []struct {
		key    string
		s      appraisal.Spread
		suffix string
	}{{"fair.spread_percent", v.Percent, " %"}, {"fair.spread_claimed", v.Claimed, ""}, {"fair.spread_given", v.Given, ""}} {
		if one.s.Count > 0 {
			lines = append(lines, [3]string{v.P.T(one.key), rat(v.P, one.s.Median) + one.suffix, v.P.T("fair.mad", "mad", rat(v.P, one.s.MAD)+one.suffix, "count", one.s.Count)})
		}
	}
	return lines
}

// strips are the pictures: what was claimed and what was given.
func (v acrossView) strips() []ui.Strip {
	var strips []ui.Strip
	claimed := ui.Strip{Label: v.P.T("fair.strip_claimed"), Most: v.Leaf.Max.Rat(), Median: v.Claimed.Median}
	given := ui.Strip{Label: v.P.T("fair.strip_given"), Most: v.Leaf.Max.Rat(), Median: v.Given.Median}
	if v.Percent.Count > 0 {
		claimed = ui.Strip{Label: v.P.T("fair.strip_percent"), Most: big.NewRat(100, 1), Median: v.Percent.Median, Suffix: " %"}
		if v.Percent.Most.Cmp(claimed.Most) > 0 {
			claimed.Most = v.Percent.Most
		}
	}
	for _, row := range v.Rows {
		switch {
		case row.Percent != nil:
			claimed.Add(row.Unit.Name, row.Percent, row.Off != appraisal.Within)
		case v.Percent.Count == 0 && row.Claim.Given() && row.Claimed.State == score.Scored:
			claimed.Add(row.Unit.Name, row.Claimed.Points.Rat(), row.Off != appraisal.Within)
		}
		if mark, s := row.Mark(); mark.Given() && s.State == score.Scored {
			given.Add(row.Unit.Name, s.Points.Rat(), row.GivenOff != appraisal.Within)
		}
	}
	for _, s := range []ui.Strip{claimed, given} {
		if s.Count() > 1 {
			s.Say = v.P.T("fair.strip", "what", s.Label, "median", rat(v.P, s.Median)+s.Suffix, "count", s.Count(), "off", s.Off())
			strips = append(strips, s)
		}
	}
	return strips
}

// offText says that a row lies apart, in words.
func offText(p i18n.Printer, side appraisal.Side) (icon, text string) {
	switch side {
	case appraisal.Above:
		return "up", p.T("fair.above")
	case appraisal.Below:
		return "down", p.T("fair.below")
	}
	return "", ""
}

// given says what a mark gives, or that there is none.
func (v acrossView) given(mark dossier.Score, s score.LeafScore) string {
	switch {
	case !mark.Given():
		return "–"
	case s.State == score.Missing:
		return v.w.points("0")
	}
	return shownPoints(v.P, s)
}

// short cuts a remark for the table; the whole is one click away.
func short(text string) string {
	runes := []rune(text)
	if len(runes) <= 90 {
		return text
	}
	return string(runes[:89]) + "…"
}

// reasons are the choices of a cut, the finding first where there is one.
func reasons(p i18n.Printer, findings []dossier.Inspection) []ui.Option {
	all := par.Reasons()
	if len(findings) > 0 {
		at := slices.Index(all, par.InspectionSays)
		all = append([]par.Reason{par.InspectionSays}, slices.Delete(all, at, at+1)...)
	}
	options := []ui.Option{{Label: p.T("appraisal.choose_reason")}}
	for _, reason := range all {
		options = append(options, ui.Option{Value: string(reason), Label: p.Value(reason)})
	}
	return options
}

func (v acrossView) rowField(i int, name, label string) ui.Field {
	return ui.Field{Name: name, ID: "f-" + name + "-" + strconv.Itoa(i), Label: v.P.T(label), Autocomplete: "off"}
}

func (v acrossView) pointsOf(i int) ui.Field {
	f := v.rowField(i, "points", "appraisal.points")
	f.Number, f.MaxLength = true, 40
	return f
}

func (v acrossView) reasonOf(i int) ui.Field {
	f := v.rowField(i, "reason", "appraisal.reason")
	f.Options = reasons(v.P, v.Rows[i].Findings)
	return f
}

func (v acrossView) remarkOf(i int) ui.Field {
	f := v.rowField(i, "remark", "appraisal.remark")
	f.MaxLength = 4000
	return f
}

// item is a row as an item of a queue, with the filter that leads back here.
func (v acrossView) item(row appraisal.Row) string {
	return itemPath(row.Item, appraisal.Filter{Block: v.Block.Code, Leaf: v.Leaf.Code})
}

func acrossCrumbs(v acrossView) []ui.Crumb {
	crumbs := roundCrumbs(v.P, v.Round)
	if v.Judges {
		f := appraisal.Filter{Block: v.Block.Code, Area: v.Area.Code}
		crumbs = []ui.Crumb{{Href: queuePath(v.Round.ID, f), Label: v.P.T("appraisal.my_queue")}}
	}
	return append(crumbs, ui.Crumb{Label: v.Area.Code + ". " + v.Area.Title})
}

// sortWord says to readers of screens which way a column is sorted.
func sortWord(sort string) string {
	if sort == "" || sort == byState {
		return "ascending"
	}
	return "descending"
}

// bulkTarget names an item in a form of many.
func bulkTarget(id par.ID, leaf string, version int64) string {
	return string(id) + ":" + strconv.FormatInt(version, 10) + ":" + leaf
}

// table is the page as a file, in the order of the page.
func (v acrossView) table() report.Table {
	p := v.P
	t := report.Table{Sheet: v.Leaf.Code, Columns: []report.Column{
		{Title: p.T("common.unit"), Width: 40}, {Title: p.T("unit.code")}, {Title: p.T("fair.claim"), Width: 30}, {Title: p.T("fair.percent"), Kind: report.Points},
		{Title: p.T("fair.documents"), Kind: report.Counts}, {Title: p.T("appraisal.claimed"), Kind: report.Points},
		{Title: p.T("fair.mark_1"), Kind: report.Points}, {Title: p.T("fair.mark_2"), Kind: report.Points},
		{Title: p.T("appraisal.reason"), Width: 28}, {Title: p.T("appraisal.remark"), Width: 50}, {Title: p.T("fair.apart"), Width: 18},
	}}
	for _, row := range v.Rows {
		mark, _ := row.Mark()
		_, off := offText(p, row.Off)
		cells := []report.Cell{
			report.Text(row.Unit.Name), report.Text(row.Unit.Code), report.Text(v.w.said(v.Leaf.Rule, row.Claim)), ratCell(row.Percent),
			report.Count(len(row.Documents)), pointsCell(p, row.Claim, row.Claimed), pointsCell(p, row.First, row.Firsted), pointsCell(p, row.Again, row.Agained),
			{}, report.Text(mark.Note), report.Text(off),
		}
		if mark.Reason != "" {
			cells[8] = report.Text(p.Value(mark.Reason))
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

func ratCell(r *big.Rat) report.Cell {
	if r == nil {
		return report.Cell{}
	}
	return report.Number(par.RoundRat(r, 2))
}

// pointsCell is the points of a score, or the word that stands for them.
func pointsCell(p i18n.Printer, said dossier.Score, s score.LeafScore) report.Cell {
	if !said.Given() {
		return report.Cell{}
	}
	if s.State == score.Scored {
		return report.Number(s.Points)
	}
	return report.Text(shownPoints(p, s))
}
