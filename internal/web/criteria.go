package web

import (
	"strconv"
	"strings"

	"parindex/internal/criteria"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

const pathCriteria = "/criteria"

// criteriaRoutes read criteria sets and take new editions in.
func (h *handlers) criteriaRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/criteria", Action: policy.ReadCriteria, Handle: h.showEditions},
		{Method: "GET", Path: "/criteria/import", Action: policy.EditCriteria, Handle: h.showImport},
		{Method: "POST", Path: "/criteria/import", Action: policy.EditCriteria, Handle: h.postPreview},
		{Method: "POST", Path: "/criteria", Action: policy.EditCriteria, Handle: h.postEdition},
		{Method: "POST", Path: "/criteria/sample", Action: policy.EditCriteria, Handle: h.postSample},
		{Method: "GET", Path: "/criteria/{edition}", Action: policy.ReadCriteria, Handle: h.showEdition},
		{Method: "GET", Path: "/criteria/{edition}/json", Action: policy.ReadCriteria, Handle: h.showEditionJSON},
		{Method: "GET", Path: "/criteria/{edition}/xlsx", Action: policy.ReadCriteria, Handle: h.showEditionXLSX},
	}
}

// editionsView is the list of sets with their editions.
type editionsView struct {
	ui.Page
	Editions []criteria.Edition
	Samples  []string
	Key      string
	Edit     bool
}

func (h *handlers) showEditions(r *httpx.Request) (httpx.Reply, error) {
	editions, err := h.Editions.ListEditions(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	return httpx.Page{Body: editionsPage(editionsView{
		Page: h.page(r, printer(r).T("criteria.title"), pathCriteria), Editions: editions,
		Samples: criteria.Samples(), Key: r.Random(16), Edit: policy.MayEver(r.Actor, policy.EditCriteria) == nil,
	})}, nil
}

func (h *handlers) postSample(r *httpx.Request) (httpx.Reply, error) {
	e, err := h.Editions.TakeSample(r.Context(), r.Actor, r.Text("name"), r.Key())
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: editionPath(e), Done: "sample_taken"}, nil
}

func editionPath(e criteria.Edition) string { return pathCriteria + "/" + string(e.ID) }

// editionName says an edition with its number.
func editionName(p i18n.Printer, e criteria.Edition) string {
	return p.T("criteria.edition_name", "title", e.Title, "number", strconv.FormatInt(e.Number, 10))
}

// editionView is one edition, readable.
type editionView struct {
	ui.Page
	Edition criteria.Edition
	Summary criteria.Summary
	Search  ui.Field
	Areas   []areaView
	Shown   int
}

// areaView is one area with the rows that are shown of it.
type areaView struct {
	Code, Title, Max string
	Rows             []nodeRow
}

// nodeRow is one criterion: a heading, or a leaf with everything said of it.
type nodeRow struct {
	Code, Title string
	Leaf        bool
	Max         string
	Kind        string // bonus or penalty; empty for a normal leaf
	Rule        string
	Lines       []string // options, items, parts
	NA          string
	Help        string
	Evidence    string
	Agency      string
}

func (h *handlers) edition(r *httpx.Request) (criteria.Edition, error) {
	id, err := r.PathID("edition")
	if err != nil {
		return criteria.Edition{}, err
	}
	return h.Editions.Edition(r.Context(), r.Actor, id)
}

func (h *handlers) showEdition(r *httpx.Request) (httpx.Reply, error) {
	e, err := h.edition(r)
	if err != nil {
		return nil, err
	}
	agencies, err := h.agencies(r)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := editionView{
		Page: h.page(r, editionName(p, e), pathCriteria), Edition: e, Summary: criteria.Summarize(e.Set),
		Search: ui.Field{Name: "q", Label: p.T("criteria.search"), Type: "search", Value: r.Text("q"), MaxLength: 100},
	}
	reader := editionReader{w: wordingOf(p, e.Set), p: p, e: e, agencies: agencies, words: i18n.Fold(r.Text("q"))}
	for i, area := range e.Set.Areas() {
		rows := reader.rows(area, area.Leaf())
		if len(rows) == 0 {
			continue
		}
		v.Areas = append(v.Areas, areaView{Code: area.Code, Title: area.Title, Max: p.Dec(v.Summary.Areas[i].Max), Rows: rows})
		for _, row := range rows {
			if row.Leaf {
				v.Shown++
			}
		}
	}
	return httpx.Page{Body: editionPage(v)}, nil
}

// agencies says appraising agencies by their codes, which are those of units.
func (h *handlers) agencies(r *httpx.Request) (map[string]string, error) {
	units, err := h.Units.ListUnits(r.Context(), r.Actor, "")
	names := map[string]string{}
	for _, u := range units {
		names[u.Code] = u.Name
	}
	return names, err
}

// editionReader says the nodes of an edition in words.
type editionReader struct {
	w        wording
	p        i18n.Printer
	e        criteria.Edition
	agencies map[string]string
	words    string // folded; empty shows everything
}

// rows lists what is shown below a node: leaves that hold the words, and the
// headings above them.
func (d editionReader) rows(n *score.Node, self bool) []nodeRow {
	if n.Leaf() {
		row := d.leaf(n)
		if d.words != "" && !strings.Contains(i18n.Fold(row.everything()), d.words) {
			return nil
		}
		return []nodeRow{row}
	}
	var rows []nodeRow
	for _, child := range n.Children {
		rows = append(rows, d.rows(child, true)...)
	}
	if len(rows) == 0 || !self {
		return rows
	}
	return append([]nodeRow{{Code: n.Code, Title: n.Title}}, rows...)
}

func (d editionReader) leaf(n *score.Node) nodeRow {
	g := d.e.Guide(n.Code)
	row := nodeRow{
		Code: n.Code, Title: n.Title, Leaf: true, Max: d.p.Dec(n.Max), Rule: d.w.rule(n), Lines: d.lines(n.Rule),
		Help: g.Help, Evidence: g.Evidence, Agency: g.Agency,
	}
	if name, ok := d.agencies[g.Agency]; ok {
		row.Agency = name
	}
	if n.Kind != score.Normal {
		row.Kind = d.p.T("criteria.kind." + string(n.Kind))
	}
	if n.NA != score.NAForbid {
		row.NA = d.p.T("criteria.na_text." + string(n.NA))
	}
	return row
}

func (row nodeRow) everything() string {
	return strings.Join(append(row.Lines, row.Code, row.Title, row.Kind, row.Rule, row.NA, row.Help, row.Evidence, row.Agency), " ")
}

// lines says what a rule has in lists, a line each.
func (d editionReader) lines(r *score.Rule) []string {
	var lines []string
	add := func(label string, points par.Decimal) {
		if points.Known() {
			label = d.p.T("criteria.line", "label", label, "points", points)
		}
		lines = append(lines, label)
	}
	for _, o := range r.Options {
		add(o.Label, o.Points)
	}
	for _, i := range r.Items {
		add(i.Label, i.Points)
	}
	for _, v := range r.Vars {
		lines = append(lines, d.p.T("criteria.line_variable", "name", v.Name, "label", v.Label))
	}
	if r.Expr != "" {
		lines = append(lines, d.p.T("criteria.line_formula", "formula", r.Expr))
	}
	for i, part := range r.Parts {
		lines = append(lines, d.p.T("criteria.line_part", "number", i+1, "rule", d.w.ruleOf(part, part.Max, false)))
		lines = append(lines, d.lines(part)...)
	}
	for _, g := range r.Groups {
		lines = append(lines, d.p.T("criteria.line_group", "group", g.ID, "weight", g.Weight))
	}
	for _, w := range r.Weights {
		lines = append(lines, d.p.T("criteria.line_weight", "answer", w.Option, "weight", w.Weight))
	}
	return lines
}

func (h *handlers) showEditionJSON(r *httpx.Request) (httpx.Reply, error) {
	e, err := h.edition(r)
	if err != nil {
		return nil, err
	}
	data, err := e.JSON()
	if err != nil {
		return nil, err
	}
	return download(fileName(e)+".json", "application/json", data), nil
}

func (h *handlers) showEditionXLSX(r *httpx.Request) (httpx.Reply, error) {
	e, err := h.edition(r)
	if err != nil {
		return nil, err
	}
	return workbook(fileName(e)+".xlsx", e.Tables(printer(r))...)
}

func fileName(e criteria.Edition) string { return e.Code + "-" + strconv.FormatInt(e.Number, 10) }
