package criteria

import (
	"strconv"
	"strings"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
)

// Tables writes the edition as the sheets of a workbook, without loss: what
// ReadTables reads from them is equal.
func (e Edition) Tables(p i18n.Printer) []report.Table {
	w := &exporter{p: p, rows: map[string][][]report.Cell{}}
	w.edition(e)
	for _, node := range e.Set.Nodes {
		w.node(node, "", e.Guides)
	}
	tables := make([]report.Table, len(layout))
	for i, s := range layout {
		tables[i] = report.Table{Sheet: sheetTitle(p, s.key), Rows: w.rows[s.key]}
		for _, c := range s.columns {
			tables[i].Columns = append(tables[i].Columns, report.Column{Title: columnTitle(p, c.key), Width: c.width})
		}
	}
	return tables
}

// exporter gathers the rows of each sheet.
type exporter struct {
	p    i18n.Printer
	rows map[string][][]report.Cell
}

// row adds a row to a sheet: its values by column.
func (w *exporter) row(key string, values map[string]report.Cell) {
	for _, s := range layout {
		if s.key != key {
			continue
		}
		cells := make([]report.Cell, len(s.columns))
		for i, c := range s.columns {
			cells[i] = values[c.key]
		}
		w.rows[key] = append(w.rows[key], cells)
	}
}

func (w *exporter) edition(e Edition) {
	values := map[string]report.Cell{
		"code": text(e.Code), "level": text(levelWords.say(w.p, e.Level)), "title": text(e.Title), "sample": w.flag(e.Sample),
		"note": text(e.Note), "set_id": text(e.Set.ID), "set_title": text(e.Set.Title), "points_decimals": report.Count(e.Set.PointsDecimals),
		"bonus_cap": number(e.Set.BonusCap), "penalty_cap": number(e.Set.PenaltyCap),
	}
	for _, field := range editionFields {
		w.row(sheetEdition, map[string]report.Cell{"field": text(w.p.T("criteria.field."+field) + " [" + field + "]"), "value": values[field]})
	}
}

func (w *exporter) node(n *score.Node, parent string, guides map[string]Guide) {
	values := map[string]report.Cell{"code": text(n.Code), "parent": text(parent), "title": text(n.Title)}
	if n.Leaf() {
		values["kind"] = text(kindWords.say(w.p, string(n.Kind)))
		values["na"] = text(naWords.say(w.p, string(n.NA)))
		values["max"] = number(n.Max)
		w.parameters(values, n.Rule)
		if g, ok := guides[n.Code]; ok {
			values["help"], values["evidence"], values["agency"] = text(g.Help), text(g.Evidence), text(g.Agency)
		}
	}
	w.row(sheetNodes, values)
	if n.Leaf() {
		w.lists(n.Code, "", n.Rule)
	}
	for _, child := range n.Children {
		w.node(child, n.Code, guides)
	}
}

// parameters fills the columns of a rule.
func (w *exporter) parameters(values map[string]report.Cell, r *score.Rule) {
	values["rule"] = text(typeWords.say(w.p, string(r.Type)))
	values["mode"] = text(modeWords.say(w.p, r.Mode))
	values["expr"] = text(r.Expr)
	for key, d := range map[string]par.Decimal{
		"yes": r.Yes, "no": r.No, "otherwise": r.Otherwise, "floor": r.Floor, "full_from": r.FullFrom, "each": r.Each, "min": r.Min, "step": r.Step,
	} {
		values[key] = number(d)
	}
	if r.Invert {
		values["invert"] = w.flag(true)
	}
	if r.PercentDecimals != nil {
		values["percent_decimals"] = report.Count(*r.PercentDecimals)
	}
	if r.MinBallots != nil {
		values["min_ballots"] = report.Count(*r.MinBallots)
	}
}

// lists writes what a rule has in lists; part is its number in a composed rule.
func (w *exporter) lists(leaf, part string, r *score.Rule) {
	of := func(key string, values map[string]report.Cell) {
		values["leaf"], values["part"] = text(leaf), text(part)
		w.row(key, values)
	}
	for _, i := range r.Items {
		of(sheetItems, map[string]report.Cell{"code": text(i.Code), "label": text(i.Label), "points": number(i.Points)})
	}
	for _, o := range r.Options {
		of(sheetOptions, map[string]report.Cell{"code": text(o.Code), "label": text(o.Label), "points": number(o.Points)})
	}
	for _, s := range r.Steps {
		of(sheetSteps, map[string]report.Cell{"over": number(s.Over), "from": number(s.From), "points": number(s.Points)})
	}
	for _, a := range r.At {
		of(sheetAt, map[string]report.Cell{"percent": number(a.Percent), "points": number(a.Points)})
	}
	for _, v := range r.Vars {
		of(sheetVars, map[string]report.Cell{"name": text(v.Name), "label": text(v.Label), "min": number(v.Min), "max": number(v.Max)})
	}
	for _, wt := range r.Weights {
		of(sheetWeights, map[string]report.Cell{"option": text(wt.Option), "weight": number(wt.Weight)})
	}
	for _, g := range r.Groups {
		of(sheetGroups, map[string]report.Cell{"group": text(g.ID), "weight": number(g.Weight)})
	}
	for i, p := range r.Parts {
		values := map[string]report.Cell{"max": number(p.Max)}
		w.parameters(values, p)
		name := strconv.Itoa(i + 1)
		values["leaf"], values["part"] = text(leaf), text(name)
		w.row(sheetParts, values)
		w.lists(leaf, name, p)
	}
}

func (w *exporter) flag(on bool) report.Cell { return text(flagWords.say(w.p, strconv.FormatBool(on))) }

func text(s string) report.Cell { return report.Text(s) }

// exactDigits is how many digits of a number a spreadsheet keeps.
const exactDigits = 15

// number writes a number that can be reckoned with where a spreadsheet keeps
// all its digits, and else as text.
func number(d par.Decimal) report.Cell {
	if digits := strings.Trim(string(d), "-0."); len(strings.ReplaceAll(digits, ".", "")) > exactDigits || len(d) > exactDigits+2 {
		return report.Text(string(d))
	}
	return report.Number(d)
}
