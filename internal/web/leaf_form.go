package web

import (
	"net/url"
	"slices"
	"strings"

	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
)

// fieldsOf writes a value into the fields of its rule.
func fieldsOf(p i18n.Printer, r *score.Rule, v *score.Value) url.Values {
	return dossier.FieldsOf(p, r, v)
}

// readValue reads what was typed for a rule.
func readValue(r *score.Rule, fields url.Values) (*score.Value, map[string]par.Text) {
	return dossier.ReadFields(r, fields)
}

// control is one input of a leaf's value, ready to be drawn.
type control struct {
	Kind     string // yes_no, checks, choice, fraction, percent, number, group, survey
	Name     string // of its field; with a fraction the prefix of a and b
	Label    string
	Value    string
	Second   string // of a fraction: the denominator
	Unit     string // said after a number
	Options  []picked
	Parts    []control
	Wrong    bool // the value, or a of a fraction, is at fault
	WrongToo bool // b of a fraction is at fault
	Whole    bool // a fraction that cannot be above 100 %
	Alone    bool // the first box holds a percentage: the second stays empty
}

// picked is one option of a control.
type picked struct {
	Value, Label string
	On           bool
}

// drawing makes controls out of a rule and the fields' texts.
type drawing struct {
	w      wording
	fields url.Values
	faults map[string]string
}

func (d drawing) control(prefix, label string, r *score.Rule) control {
	switch r.Type {
	case score.RuleYesNo:
		return d.yesNo(prefix, label)
	case score.RuleChecklist:
		return d.checks(prefix, label, r)
	case score.RuleChoice:
		return d.choice(prefix, label, r)
	case score.RuleSteps, score.RuleRatio, score.RulePiecewise, score.RuleRelative:
		return d.percentage(prefix, label, r)
	case score.RuleCount, score.RuleDeduction:
		return d.number(prefix+"count", label, d.w.p.T("sheet.unit_cases"))
	case score.RuleManual:
		return d.number(prefix+"points", label, d.w.p.T("sheet.unit_points"))
	case score.RuleFormula:
		return d.vars(prefix, label, r)
	case score.RuleSumOf, score.RuleBestOf:
		return d.group(prefix, label, r)
	case score.RuleSurvey:
	}
	return control{Kind: "survey", Label: label}
}

func (d drawing) yesNo(prefix, label string) control {
	name := prefix + "yes"
	given := d.fields.Get(name)
	return control{Kind: "yes_no", Name: name, Label: label, Wrong: d.wrong(name), Options: []picked{
		{"yes", d.w.p.T("common.yes"), given == "yes"}, {"no", d.w.p.T("common.no"), given == "no"},
	}}
}

func (d drawing) checks(prefix, label string, r *score.Rule) control {
	c := control{Kind: "checks", Name: prefix + "item", Label: label, Options: make([]picked, len(r.Items))}
	for i, item := range r.Items {
		c.Options[i] = picked{item.Code, d.withPoints(item.Label, item.Points), slices.Contains(d.fields[c.Name], item.Code)}
	}
	return c
}

func (d drawing) choice(prefix, label string, r *score.Rule) control {
	c := control{Kind: "choice", Name: prefix + "option", Label: label, Wrong: d.wrong(prefix + "option")}
	c.Options = append(make([]picked, 0, len(r.Options)+1), picked{"", d.w.p.T("sheet.choose"), false})
	for _, o := range r.Options {
		c.Options = append(c.Options, picked{o.Code, d.withPoints(o.Label, o.Points), d.fields.Get(c.Name) == o.Code})
	}
	return c
}

func (d drawing) withPoints(label string, points par.Decimal) string {
	if !points.Known() {
		return label
	}
	return label + " (" + d.w.points(points) + ")"
}

// percentage draws two figures. A percentage given as such stands in the first
// box with its sign, as it may be typed there, so that the way back to two
// figures is to type them.
func (d drawing) percentage(prefix, label string, r *score.Rule) control {
	c := control{
		Kind: "fraction", Name: prefix, Label: label, Value: d.fields.Get(prefix + "a"), Second: d.fields.Get(prefix + "b"),
		Wrong: d.wrong(prefix+"a") || d.wrong(prefix+"percent"), WrongToo: d.wrong(prefix + "b"), Whole: !dossier.PassesWhole(r),
	}
	if percent := d.fields.Get(prefix + "percent"); percent != "" && c.Value == "" && c.Second == "" {
		c.Value = strings.TrimSuffix(strings.TrimSpace(percent), "%") + "%"
	}
	c.Alone = c.Second == "" && strings.HasSuffix(strings.TrimSpace(c.Value), "%")
	return c
}

func (d drawing) number(name, label, unit string) control {
	return control{Kind: "number", Name: name, Label: label, Value: d.fields.Get(name), Unit: unit, Wrong: d.wrong(name)}
}

func (d drawing) vars(prefix, label string, r *score.Rule) control {
	c := control{Kind: "group", Label: label}
	letters := lettersOf(r)
	for i, v := range r.Vars {
		text := d.w.p.T("sheet.formula_figure", "letter", letters[i], "name", labelOf(v))
		c.Parts = append(c.Parts, d.number(prefix+"v."+v.Name, text, ""))
	}
	return c
}

func (d drawing) group(prefix, label string, r *score.Rule) control {
	c := control{Kind: "group", Label: label}
	for i, part := range r.Parts {
		name := d.w.p.T("sheet.part", "part", i+1) + ": " + d.w.ruleOf(part, part.Max, false)
		c.Parts = append(c.Parts, d.control(dossier.PartPrefix(prefix, i), name, part))
	}
	return c
}

func (d drawing) wrong(name string) bool { return d.faults[name] != "" }
