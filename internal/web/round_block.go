package web

import (
	"fmt"
	"slices"
	"strconv"

	"parindex/internal/criteria"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// The form of a method offers a few rows more than are used.
const (
	spareClasses = 2
	spareCaps    = 2
	maxRows      = 50
)

// blockView is the form of one block with its method.
type blockView struct {
	ui.Page
	Round   round.Round
	New     bool
	Version int64
	Key     string
	Err     *par.Error
	Fields  []ui.Field
	Classes []rowFields
	Caps    []rowFields
	Ranking []ui.Field
	Ties    []ui.Field
	Cap100  ui.Field
	Nodes   []ui.Option // for the lists of suggestions
}

// rowFields is one row of a table of fields. Placed are the same fields under
// the names by which faults know them.
type rowFields struct {
	Fields, Placed []ui.Field
}

// all lists every field, for the summary of errors.
func (v blockView) all() []ui.Field {
	fields := append(v.Fields[:len(v.Fields):len(v.Fields)], v.Ranking...)
	fields = append(fields, v.Ties...)
	for _, row := range append(v.Classes[:len(v.Classes):len(v.Classes)], v.Caps...) {
		fields = append(fields, row.Placed...)
	}
	return fields
}

// usualMethod is offered for a new block: the classes that most provinces use.
// It is a suggestion, nobody's rule.
func usualMethod(p i18n.Printer) *score.Method {
	m := score.DefaultMethod()
	for i, from := range []par.Decimal{"90", "80", "70", "60", "0"} {
		m.Classes = append(m.Classes, score.Class{Name: p.T("round.class_word." + strconv.Itoa(i+1)), From: from})
	}
	return m
}

func (h *handlers) showNewBlock(r *httpx.Request) (httpx.Reply, error) {
	return h.blockPage(r, func(s round.Setup) (round.Block, error) {
		b := round.Block{Method: usualMethod(printer(r))}
		if len(s.Editions) == 1 {
			b.EditionID = s.Editions[0].ID
		}
		return b, nil
	}, true, nil)
}

func (h *handlers) showBlock(r *httpx.Request) (httpx.Reply, error) {
	return h.blockPage(r, func(s round.Setup) (round.Block, error) { return blockOf(r, s.Round) }, false, nil)
}

// blockOf finds the block that the address names.
func blockOf(r *httpx.Request, of round.Round) (round.Block, error) {
	b, ok := of.Block(r.PathValue("block"))
	if !ok {
		return b, par.E(par.NotFound, "error.not_found")
	}
	return b, nil
}

func (h *handlers) blockPage(r *httpx.Request, choose func(round.Setup) (round.Block, error), fresh bool, refused *par.Error) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	s, err := h.Rounds.Setup(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	b, err := choose(s)
	if err != nil {
		return nil, err
	}
	nodes := suggestions(s)
	if len(nodes) == 0 {
		if nodes, err = h.nodesOf(r, s); err != nil {
			return nil, err
		}
	}
	p := printer(r)
	title := p.T("round.new_block")
	if !fresh {
		title = b.Name
	}
	v := blockView{
		Page: h.page(r, title, pathRounds), Round: s.Round, New: fresh, Version: s.Version, Key: r.Random(16), Err: refused,
		Fields: blockFields(p, s, b, fresh), Classes: classRows(p, b.Method, refused), Caps: capRows(p, b.Method, refused),
		Ranking: rankingFields(p, b.Method), Ties: tieFields(p, b.Method, nodes), Nodes: nodes,
		Cap100: ui.Field{Name: "cap_at_100", Label: p.T("round.cap_at_100"), Value: tick(b.Method.CapAt100)},
	}
	v.DemoNote = s.DemoNote
	for _, fields := range [][]ui.Field{v.Fields, v.Ranking, v.Ties} {
		for i := range fields {
			fields[i] = fields[i].Refused(p, refused)
		}
	}
	return httpx.Page{Status: statusOf(refused), Body: blockPage(v)}, nil
}

func tick(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

func blockFields(p i18n.Printer, s round.Setup, b round.Block, fresh bool) []ui.Field {
	edition := ui.Field{
		Name: "edition", Label: p.T("round.edition"), Value: string(b.EditionID), Required: true, Hint: p.T("round.edition_hint"),
		Options: []ui.Option{{Label: p.T("common.choose")}},
	}
	for _, e := range s.Editions {
		edition.Options = append(edition.Options, editionOption(p, e))
	}
	return []ui.Field{
		{Name: "name", Label: p.T("round.block_name"), Value: b.Name, MaxLength: 200, Required: true},
		{Name: "code", Label: p.T("round.block_code"), Value: b.Code, MaxLength: 32, Required: true, ReadOnly: !fresh, Hint: p.T("round.block_code_hint")},
		edition,
	}
}

// row makes the fields of one row; each is refused by its place in the method.
func row(p i18n.Printer, list string, i int, refused *par.Error, fields ...ui.Field) rowFields {
	placed := make([]ui.Field, len(fields))
	for j, f := range fields {
		name := f.Name
		f.ID = fmt.Sprintf("f-%s-%d-%s", list, i, name)
		f.Name = fmt.Sprintf("%s[%d].%s", list, i, name)
		f = f.Refused(p, refused)
		placed[j] = f
		f.Name = list + "_" + name
		fields[j] = f
	}
	return rowFields{fields, placed}
}

func classRows(p i18n.Printer, m *score.Method, refused *par.Error) []rowFields {
	var rows []rowFields
	for i := range min(max(len(m.Classes)+spareClasses, 6), maxRows) {
		c := score.Class{}
		if i < len(m.Classes) {
			c = m.Classes[i]
		}
		label := p.T("round.class_number", "number", i+1)
		rows = append(rows, row(p, "classes", i, refused,
			ui.Field{Name: "name", Label: label + ", " + p.T("round.class_name"), Value: c.Name, MaxLength: 60},
			ui.Field{Name: "from", Label: label + ", " + p.T("round.class_limit"), Value: numberField(p, c.From), MaxLength: 20, Number: true},
		))
	}
	return rows
}

func capRows(p i18n.Printer, m *score.Method, refused *par.Error) []rowFields {
	var rows []rowFields
	for i := range min(len(m.ClassCaps)+spareCaps, maxRows) {
		c := score.ClassCap{}
		if i < len(m.ClassCaps) {
			c = m.ClassCaps[i]
		}
		label := p.T("round.cap_number", "number", i+1)
		rows = append(rows, row(p, "class_caps", i, refused,
			ui.Field{Name: "node", Label: label + ", " + p.T("round.cap_node"), Value: c.Node, MaxLength: 60},
			ui.Field{Name: "index_below", Label: label + ", " + p.T("round.cap_below"), Value: numberField(p, c.IndexBelow), MaxLength: 20, Number: true},
			ui.Field{Name: "at_most", Label: label + ", " + p.T("round.cap_class"), Value: c.AtMost, MaxLength: 60},
			ui.Field{Name: "reason", Label: label + ", " + p.T("round.cap_reason"), Value: c.Reason, MaxLength: 300},
		))
	}
	return rows
}

// numberField writes a number as the value of a field. One that was refused
// stands there as it was typed.
func numberField(p i18n.Printer, d par.Decimal) string {
	if _, ok := par.ParseDecimal(string(d)); !ok {
		return string(d)
	}
	return p.Input(d)
}

func rankingFields(p i18n.Printer, m *score.Method) []ui.Field {
	choice := func(name, label, value string, values ...string) ui.Field {
		f := ui.Field{Name: name, Label: p.T(label), Value: value}
		for _, one := range values {
			f.Options = append(f.Options, ui.Option{Value: one, Label: p.T("round." + name + "." + one)})
		}
		return f
	}
	return []ui.Field{
		{Name: "index_decimals", Label: p.T("round.index_decimals"), Value: strconv.Itoa(m.IndexDecimals), MaxLength: 2, Number: true},
		choice("ranking", "round.ranking_label", m.Ranking, "competition", "dense"),
		choice("rank_on", "round.rank_on_label", m.RankOn, "rounded", "exact"),
		choice("average_of", "round.average_of_label", m.AverageOf, "exact", "rounded"),
		choice("no_survey", "round.no_survey_label", m.NoSurvey, "remove", "zero"),
	}
}

// tieFields offer what decides between equal units, first, second and so on.
func tieFields(p i18n.Printer, m *score.Method, nodes []ui.Option) []ui.Field {
	choices := []ui.Option{{Label: p.T("round.tie_none")}, {Value: "points", Label: p.T("round.tie_points")}}
	for _, n := range nodes {
		choices = append(choices, ui.Option{Value: "node:" + n.Value, Label: n.Value + " " + clipped(n.Label)})
	}
	var fields []ui.Field
	for i := range max(2, len(m.TieBreak)) {
		f := ui.Field{
			Name: fmt.Sprintf("tie_break[%d]", i), ID: fmt.Sprintf("f-tie-%d", i), Label: p.T("round.tie", "number", i+1), Options: choices,
		}
		if i < len(m.TieBreak) {
			f.Value = m.TieBreak[i]
		}
		if !slices.ContainsFunc(choices, func(o ui.Option) bool { return o.Value == f.Value }) {
			f.Options = append(slices.Clone(choices), ui.Option{Value: f.Value, Label: f.Value}) // of a set that no block uses
		}
		fields = append(fields, f)
	}
	fields[len(fields)-1].Hint = p.T("round.tie_hint")
	return fields
}

// nodesOf lists the nodes of the sets that could be chosen, where no block of
// the round uses one yet.
func (h *handlers) nodesOf(r *httpx.Request, s round.Setup) ([]ui.Option, error) {
	var sets []*score.Set
	for _, e := range s.Editions {
		whole, err := h.Editions.Edition(r.Context(), r.Actor, e.ID)
		if err != nil {
			return nil, err
		}
		sets = append(sets, whole.Set)
	}
	return nodesIn(sets), nil
}

// suggestions lists the nodes of the sets that blocks of the round use.
func suggestions(s round.Setup) []ui.Option {
	sets := make([]*score.Set, len(s.Sets))
	for i, set := range s.Sets {
		sets[i] = set.Edition.Set
	}
	return nodesIn(sets)
}

// nodesIn lists the areas of sets and what lies below them, each code once.
func nodesIn(sets []*score.Set) []ui.Option {
	var all []ui.Option
	seen := map[string]bool{}
	for _, set := range sets {
		for _, area := range set.Areas() {
			if !seen[area.Code] {
				seen[area.Code] = true
				all = append(all, ui.Option{Value: area.Code, Label: area.Title})
			}
			if !area.Leaf() {
				for _, child := range area.Children {
					if !seen[child.Code] {
						seen[child.Code] = true
						all = append(all, ui.Option{Value: child.Code, Label: child.Title})
					}
				}
			}
		}
	}
	return all
}

// typedBlock reads the form of a block. Rows in which nothing is typed are
// left out; a number that is none stands as it was typed, to be refused.
func typedBlock(r *httpx.Request) round.Block {
	m := score.DefaultMethod()
	m.Ranking, m.RankOn, m.AverageOf, m.NoSurvey = r.Text("ranking"), r.Text("rank_on"), r.Text("average_of"), r.Text("no_survey")
	m.CapAt100 = r.Flag("cap_at_100")
	m.IndexDecimals = -1
	if n, err := strconv.Atoi(r.Text("index_decimals")); err == nil {
		m.IndexDecimals = n
	}
	names, froms := r.Form["classes_name"], r.Form["classes_from"]
	for i := range min(len(names), len(froms), maxRows) {
		if names[i] != "" || froms[i] != "" {
			m.Classes = append(m.Classes, score.Class{Name: names[i], From: typedNumber(froms[i])})
		}
	}
	nodes, below, most, why := r.Form["class_caps_node"], r.Form["class_caps_index_below"], r.Form["class_caps_at_most"], r.Form["class_caps_reason"]
	for i := range min(len(nodes), len(below), len(most), len(why), maxRows) {
		if nodes[i]+below[i]+most[i]+why[i] != "" {
			m.ClassCaps = append(m.ClassCaps, score.ClassCap{Node: nodes[i], IndexBelow: typedNumber(below[i]), AtMost: most[i], Reason: why[i]})
		}
	}
	for i := range maxRows {
		if tie := r.Text(fmt.Sprintf("tie_break[%d]", i)); tie != "" {
			m.TieBreak = append(m.TieBreak, tie)
		}
	}
	return round.Block{Code: r.Text("code"), Name: r.Text("name"), EditionID: par.ID(r.Text("edition")), Method: m}
}

func typedNumber(text string) par.Decimal {
	d, err := i18n.ReadNumber(text)
	if err != nil {
		return par.Decimal(text)
	}
	return d
}

func (h *handlers) postBlock(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	b := typedBlock(r)
	err = h.Rounds.SaveBlock(r.Context(), r.Actor, id, version(r), b, r.Key())
	if refused := refusal(err); refused != nil {
		return h.blockPage(r, func(round.Setup) (round.Block, error) { return b, nil }, r.Flag("new"), refused)
	}
	if err != nil {
		return h.refusedAtSetup(r, err)
	}
	return httpx.Redirect{To: pathRounds + "/" + string(id) + "/setup#blocks", Done: "saved"}, nil
}

func (h *handlers) postRemoveBlock(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	if err := h.Rounds.RemoveBlock(r.Context(), r.Actor, id, version(r), r.PathValue("block"), r.Key()); err != nil {
		return h.refusedAtSetup(r, err)
	}
	return httpx.Redirect{To: pathRounds + "/" + string(id) + "/setup#blocks", Done: "saved"}, nil
}

// areasOf lists the areas of a round's sets, each code once.
func areasOf(sets []round.BlockSet) []*score.Node {
	var areas []*score.Node
	seen := map[string]bool{}
	for _, set := range sets {
		for _, area := range set.Edition.Set.Areas() {
			if !seen[area.Code] && criteria.LeavesBelow(area) != nil {
				seen[area.Code] = true
				areas = append(areas, area)
			}
		}
	}
	return areas
}
