package criteria

import (
	"errors"
	"slices"
	"strings"

	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
)

// ReadTables reads an edition from the sheets of a workbook. The error carries
// Faults, each named by sheet, row and column.
func ReadTables(sheets []report.Sheet) (Edition, error) {
	w := newImporter(sheets)
	e := Edition{Set: &score.Set{}, Guides: map[string]Guide{}}
	w.edition(&e)
	w.nodes(&e)
	w.partRows()
	w.listRows()
	if len(w.faults) > 0 {
		return e, w.faults.err()
	}
	sealed, err := e.Set.Seal()
	if err != nil {
		return e, w.engineFaults(e.Set, err)
	}
	e.Set = sealed
	return e, nil
}

// rulePlace names a rule by its leaf and, in a composed rule, its part.
type rulePlace struct{ leaf, part string }

// importer reads the sheets into a set and remembers where each thing stood.
type importer struct {
	sheets map[string]*grid
	faults Faults

	byCode map[string]*score.Node
	rules  map[rulePlace]*score.Rule
	origin map[any]line // of nodes, rules and elements of their lists
}

// element is one element of a list of a rule.
type element struct {
	rule  *score.Rule
	list  string
	index int
}

func (w *importer) edition(e *Edition) {
	values := map[string]line{}
	for _, l := range w.lines(sheetEdition) {
		field := bracketed(l.text("field"))
		if _, twice := values[field]; twice {
			l.fault("field", par.T("criteria.fault_repeated"))
		}
		if !slices.Contains(editionFields, field) {
			l.fault("field", par.T("criteria.fault_unknown_field"))
			continue
		}
		values[field] = l
		w.origin[field] = l
	}
	text := func(field string) string {
		if l, ok := values[field]; ok {
			return l.raw("value")
		}
		return ""
	}
	e.Code, e.Title, e.Note, e.Set.ID, e.Set.Title = strings.TrimSpace(text("code")), text("title"), text("note"), text("set_id"), text("set_title")
	e.Set.PointsDecimals = 2
	for field, l := range values {
		switch field {
		case "level":
			e.Level = l.word("value", levelWords)
		case "sample":
			e.Sample = l.word("value", flagWords) == "true"
		case "points_decimals":
			if n := l.whole("value"); n != nil {
				e.Set.PointsDecimals = *n
			}
		case "bonus_cap":
			e.Set.BonusCap = l.number("value")
		case "penalty_cap":
			e.Set.PenaltyCap = l.number("value")
		}
	}
}

func (w *importer) nodes(e *Edition) {
	for _, l := range w.lines(sheetNodes) {
		n := &score.Node{Code: l.text("code"), Title: l.raw("title")}
		switch {
		case n.Code == "":
			l.fault("code", par.T("criteria.fault_required"))
			continue
		case w.byCode[n.Code] != nil:
			l.fault("code", par.T("criteria.fault_taken", "a", n.Code))
			continue
		}
		w.byCode[n.Code], w.origin[n] = n, l
		w.leaf(l, n, e.Guides)
		parent := l.text("parent")
		switch above := w.byCode[parent]; {
		case parent == "":
			e.Set.Nodes = append(e.Set.Nodes, n)
		case above == nil || above == n:
			l.fault("parent", par.T("criteria.fault_parent", "parent", parent))
		case above.Leaf():
			l.fault("parent", par.T("criteria.fault_parent_leaf", "parent", parent))
		default:
			above.Children = append(above.Children, n)
		}
	}
}

// leafOnly are the columns that stay empty where a row has no rule.
var leafOnly = []string{"max", "na", "kind", "help", "evidence", "agency"}

func (w *importer) leaf(l line, n *score.Node, guides map[string]Guide) {
	if l.text("rule") == "" {
		for _, c := range slices.Concat(leafOnly, keys(ruleColumns)) {
			if l.text(c) != "" {
				l.fault(c, par.T("criteria.fault_without_rule"))
			}
		}
		return
	}
	n.Max = l.number("max")
	n.NA, n.Kind = score.NA(l.word("na", naWords)), score.Kind(l.word("kind", kindWords))
	n.Rule = w.rule(l, rulePlace{leaf: n.Code})
	if g := (Guide{l.raw("help"), l.raw("evidence"), l.raw("agency")}); g != (Guide{}) {
		guides[n.Code] = g
	}
}

// rule reads the columns of a rule; those of other types must be empty.
func (w *importer) rule(l line, place rulePlace) *score.Rule {
	r := &score.Rule{Type: score.RuleType(l.word("rule", typeWords))}
	w.rules[place], w.origin[r] = r, l
	if r.Type == "" {
		return r
	}
	for _, c := range keys(ruleColumns)[1:] {
		if l.text(c) != "" && !slices.Contains(columnsOf[r.Type], c) {
			l.fault(c, par.T("criteria.fault_not_of_type", "type", par.T("criteria.type."+string(r.Type))))
		}
	}
	r.Mode, r.Expr = l.word("mode", modeWords), l.raw("expr")
	r.Invert = l.word("invert", flagWords) == "true"
	r.PercentDecimals, r.MinBallots = l.whole("percent_decimals"), l.whole("min_ballots")
	for c, into := range map[string]*par.Decimal{
		"yes": &r.Yes, "no": &r.No, "otherwise": &r.Otherwise, "floor": &r.Floor, "full_from": &r.FullFrom, "each": &r.Each, "min": &r.Min, "step": &r.Step,
	} {
		*into = l.number(c)
	}
	return r
}

func (w *importer) partRows() {
	for _, l := range w.lines(sheetParts) {
		owner := w.owner(l, sheetParts, rulePlace{leaf: l.text("leaf")})
		if owner == nil {
			continue
		}
		number := l.whole("part")
		if number == nil || *number != len(owner.Parts)+1 {
			l.fault("part", par.T("criteria.fault_part_number", "next", len(owner.Parts)+1))
			continue
		}
		if l.text("rule") == "" {
			l.fault("rule", par.T("criteria.fault_required"))
			continue
		}
		part := w.rule(l, rulePlace{l.text("leaf"), l.text("part")})
		part.Max = l.number("max")
		owner.Parts = append(owner.Parts, part)
	}
}

// owner finds the rule to which a row of a list belongs.
func (w *importer) owner(l line, list string, place rulePlace) *score.Rule {
	r := w.rules[place]
	switch {
	case r == nil && place.part != "":
		l.fault("part", par.T("criteria.fault_no_part", "leaf", place.leaf, "part", place.part))
	case r == nil:
		l.fault("leaf", par.T("criteria.fault_no_leaf", "leaf", place.leaf))
	case r.Type != "" && !slices.Contains(columnsOf[r.Type], list):
		l.fault("leaf", par.T("criteria.fault_not_of_type", "type", par.T("criteria.type."+string(r.Type))))
		return nil
	}
	return r
}

// listRows reads the lists that are not parts, each row behind those before it.
func (w *importer) listRows() {
	for _, list := range []string{sheetItems, sheetOptions, sheetSteps, sheetAt, sheetVars, sheetWeights, sheetGroups} {
		for _, l := range w.lines(list) {
			r := w.owner(l, list, rulePlace{l.text("leaf"), l.text("part")})
			if r != nil {
				w.origin[element{r, list, w.add(r, list, l)}] = l
			}
		}
	}
}

// add appends a row to its list and returns its position there.
func (w *importer) add(r *score.Rule, list string, l line) int {
	switch list {
	case sheetItems:
		r.Items = append(r.Items, score.Item{Code: l.text("code"), Label: l.raw("label"), Points: l.number("points")})
		return len(r.Items) - 1
	case sheetOptions:
		r.Options = append(r.Options, score.Option{Code: l.text("code"), Label: l.raw("label"), Points: l.number("points")})
		return len(r.Options) - 1
	case sheetSteps:
		r.Steps = append(r.Steps, score.Step{Over: l.number("over"), From: l.number("from"), Points: l.number("points")})
		return len(r.Steps) - 1
	case sheetAt:
		r.At = append(r.At, score.Point{Percent: l.number("percent"), Points: l.number("points")})
		return len(r.At) - 1
	case sheetVars:
		r.Vars = append(r.Vars, score.Var{Name: l.text("name"), Label: l.raw("label"), Min: l.number("min"), Max: l.number("max")})
		return len(r.Vars) - 1
	case sheetWeights:
		r.Weights = append(r.Weights, score.Weight{Option: l.text("option"), Weight: l.number("weight")})
		return len(r.Weights) - 1
	}
	r.Groups = append(r.Groups, score.Group{ID: l.text("group"), Weight: l.number("weight")})
	return len(r.Groups) - 1
}

// engineFaults says what the scoring contract finds at fault, where it stands
// in the workbook.
func (w *importer) engineFaults(set *score.Set, err error) error {
	var found score.Faults
	if !errors.As(err, &found) {
		return err
	}
	for _, f := range found {
		l, column := w.locate(set, placeIn(f.Place))
		l.fault(column, Sentence(f))
	}
	return w.faults.err()
}

// locate finds the row and the column of a place of the set.
func (w *importer) locate(set *score.Set, place string) (line, string) {
	path := steps(place)
	var node *score.Node
	children := set.Nodes
	for len(path) >= 2 && (path[0].field == "nodes" || path[0].field == "children") && path[1].field == "" && path[1].index < len(children) {
		node = children[path[1].index]
		children, path = node.Children, path[2:]
	}
	switch {
	case node == nil && len(path) > 0:
		return w.ofEdition(path[0].field)
	case node == nil:
		return w.whole(sheetNodes), ""
	case len(path) > 0 && path[0].field == "rule" && node.Rule != nil:
		return w.inRule(node.Rule, path[1:])
	case len(path) > 0:
		return w.origin[node], path[0].field
	}
	return w.origin[node], ""
}

// ofEdition finds the row of one of the set's own fields.
func (w *importer) ofEdition(field string) (line, string) {
	if l, ok := w.origin[map[string]string{"id": "set_id", "title": "set_title"}[field]]; ok {
		return l, "value"
	}
	if l, ok := w.origin[field]; ok {
		return l, "value"
	}
	if field == "nodes" {
		return w.whole(sheetNodes), ""
	}
	return w.whole(sheetEdition), ""
}

func (w *importer) inRule(r *score.Rule, path []step) (line, string) {
	here := w.origin[r]
	if len(path) == 0 {
		return here, "rule"
	}
	list := path[0].field
	if len(path) == 1 {
		if list == "type" {
			list = "rule"
		}
		return here, list
	}
	if list == sheetParts && path[1].index < len(r.Parts) {
		return w.inRule(r.Parts[path[1].index], path[2:])
	}
	index := path[1].index
	if list == sheetWeights {
		index = weightIndex(r, path[1].field)
	}
	l, ok := w.origin[element{r, list, index}]
	switch {
	case !ok:
		return here, "rule"
	case list == sheetWeights:
		return l, "weight"
	case len(path) > 2 && list == sheetGroups && path[2].field == "id":
		return l, "group"
	case len(path) > 2:
		return l, path[2].field
	}
	return l, ""
}

func weightIndex(r *score.Rule, option string) int {
	for i, w := range r.Weights {
		if w.Option == option {
			return i
		}
	}
	return -1
}

func keys(columns []column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.key
	}
	return names
}

// bracketed returns what stands in the last brackets of a title, or the title.
func bracketed(title string) string {
	title = strings.TrimSpace(title)
	open := strings.LastIndexByte(title, '[')
	if open < 0 || !strings.HasSuffix(title, "]") {
		return title
	}
	return title[open+1 : len(title)-1]
}
