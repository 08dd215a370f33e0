package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
)

// fieldsOf writes a value into the fields of its rule, as a person would type
// them. A nil value leaves them empty.
func fieldsOf(p i18n.Printer, r *score.Rule, v *score.Value) url.Values {
	fields := url.Values{}
	if v != nil {
		fill(fields, "", p, r, v)
	}
	return fields
}

func fill(fields url.Values, prefix string, p i18n.Printer, r *score.Rule, v *score.Value) {
	switch r.Type {
	case score.RuleYesNo:
		if v.Yes != nil {
			fields.Set(prefix+"yes", yesOrNo(*v.Yes))
		}
	case score.RuleChecklist:
		fields[prefix+"item"] = v.Checked
	case score.RuleChoice:
		if v.Option != nil {
			fields.Set(prefix+"option", *v.Option)
		}
	case score.RuleSteps, score.RuleRatio, score.RulePiecewise, score.RuleRelative:
		fields.Set(prefix+"a", p.InputWhole(v.A))
		fields.Set(prefix+"b", p.InputWhole(v.B))
		fields.Set(prefix+"percent", p.Input(v.Percent))
	case score.RuleCount, score.RuleDeduction:
		fields.Set(prefix+"count", p.InputWhole(v.Count))
	case score.RuleManual:
		fields.Set(prefix+"points", p.Input(v.Points))
	case score.RuleFormula:
		for _, one := range v.Vars {
			fields.Set(prefix+"v."+one.Name, inputOf(p, r, one))
		}
	case score.RuleSumOf, score.RuleBestOf:
		for i, part := range v.Parts {
			if part != nil && i < len(r.Parts) {
				fill(fields, partPrefix(prefix, i), p, r.Parts[i], part)
			}
		}
	case score.RuleSurvey:
	}
}

func inputOf(p i18n.Printer, r *score.Rule, one score.VarValue) string {
	for _, declared := range r.Vars {
		if declared.Name == one.Name && !counts(declared) {
			return p.Input(one.Value)
		}
	}
	return p.InputWhole(one.Value)
}

// counts tells whether a variable is a count rather than a percentage, so that
// 1.904 typed into it is a thousand.
func counts(v score.Var) bool { return !v.Max.Known() || v.Max.Cmp("1000") >= 0 }

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func partPrefix(prefix string, i int) string { return prefix + "p" + strconv.Itoa(i+1) + "." }

// reading collects a value from the fields of a form, with what could not be read.
type reading struct {
	fields url.Values
	faults map[string]par.Text
}

// readValue reads what was typed for a rule. Nothing typed at all is a nil
// value; a checklist is always an answer, also with nothing checked.
func readValue(r *score.Rule, fields url.Values) (*score.Value, map[string]par.Text) {
	in := reading{fields, map[string]par.Text{}}
	v, given := in.value("", r)
	if !given && r.Type != score.RuleChecklist {
		return nil, in.faults
	}
	return v, in.faults
}

func (in *reading) value(prefix string, r *score.Rule) (*score.Value, bool) {
	v := &score.Value{}
	switch r.Type {
	case score.RuleYesNo:
		text := in.text(prefix + "yes")
		if text == "" {
			return v, false
		}
		yes := text == "yes"
		v.Yes = &yes
		return v, true
	case score.RuleChecklist:
		v.Checked = append([]string{}, in.fields[prefix+"item"]...)
		return v, len(v.Checked) > 0
	case score.RuleChoice:
		code := in.text(prefix + "option")
		if code == "" {
			return v, false
		}
		v.Option = &code
		return v, true
	case score.RuleSteps, score.RuleRatio, score.RulePiecewise, score.RuleRelative:
		return v, in.percentage(prefix, v)
	case score.RuleCount, score.RuleDeduction:
		v.Count = in.whole(prefix + "count")
		return v, in.text(prefix+"count") != ""
	case score.RuleManual:
		v.Points = in.number(prefix + "points")
		return v, in.text(prefix+"points") != ""
	case score.RuleFormula:
		return v, in.vars(prefix, r, v)
	case score.RuleSumOf, score.RuleBestOf:
		return v, in.parts(prefix, r, v)
	case score.RuleSurvey:
	}
	return v, false
}

// percentage reads a of b or a percentage. Whoever types "98,25 %" into the
// box of a, or "24/26" into that of the percentage, is understood too.
func (in *reading) percentage(prefix string, v *score.Value) bool {
	a, b, percent := in.text(prefix+"a"), in.text(prefix+"b"), in.text(prefix+"percent")
	if b == "" && strings.HasSuffix(a, "%") {
		a, percent = "", a
	}
	if numerator, denominator, isFraction := strings.Cut(percent, "/"); isFraction {
		a, b, percent = numerator, denominator, ""
	}
	if a == "" && b == "" && percent == "" {
		return false
	}
	if percent != "" && a == "" && b == "" {
		v.Percent = in.read(prefix+"percent", strings.TrimSuffix(percent, "%"), i18n.ReadNumber)
		return true
	}
	v.A = in.read(prefix+"a", a, i18n.ReadWhole)
	v.B = in.read(prefix+"b", b, i18n.ReadWhole)
	return true
}

func (in *reading) vars(prefix string, r *score.Rule, v *score.Value) bool {
	given := false
	v.Vars = []score.VarValue{}
	for _, declared := range r.Vars {
		name := prefix + "v." + declared.Name
		if in.text(name) == "" {
			continue
		}
		given = true
		read := i18n.ReadNumber
		if counts(declared) {
			read = i18n.ReadWhole
		}
		if d := in.read(name, in.text(name), read); d.Known() {
			v.Vars = append(v.Vars, score.VarValue{Name: declared.Name, Value: d})
		}
	}
	return given
}

func (in *reading) parts(prefix string, r *score.Rule, v *score.Value) bool {
	any := false
	v.Parts = make([]*score.Value, len(r.Parts))
	for i, rule := range r.Parts {
		part, given := in.value(partPrefix(prefix, i), rule)
		if given {
			v.Parts[i] = part
		}
		any = any || given
	}
	if r.Type == score.RuleSumOf && any {
		in.fillChecklists(r, v)
	}
	return any
}

// fillChecklists makes an unchecked checklist within a sum an answer: nothing
// of it was reached.
func (in *reading) fillChecklists(r *score.Rule, v *score.Value) {
	for i, rule := range r.Parts {
		if v.Parts[i] == nil && rule.Type == score.RuleChecklist {
			v.Parts[i] = &score.Value{Checked: []string{}}
		}
	}
}

func (in *reading) text(name string) string { return strings.TrimSpace(in.fields.Get(name)) }

func (in *reading) whole(name string) par.Decimal {
	return in.read(name, in.text(name), i18n.ReadWhole)
}

func (in *reading) number(name string) par.Decimal {
	return in.read(name, in.text(name), i18n.ReadNumber)
}

func (in *reading) read(name, text string, read func(string) (par.Decimal, error)) par.Decimal {
	d, err := read(text)
	if e, failed := par.AsError(err); failed {
		in.faults[name] = par.Text{Key: e.Key, Args: e.Args}
	}
	return d
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
}

// picked is one option of a control.
type picked struct {
	Value, Label string
	On           bool
}

// drawing makes controls out of a rule and the fields' texts.
type drawing struct {
	w       wording
	fields  url.Values
	faults  map[string]string
	percent bool // show percentages as such rather than as fractions
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
		return d.percentage(prefix, label)
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

func (d drawing) percentage(prefix, label string) control {
	if (d.percent || d.fields.Get(prefix+"percent") != "") && d.fields.Get(prefix+"a") == "" {
		return d.number(prefix+"percent", label, "%")
	}
	return control{
		Kind: "fraction", Name: prefix, Label: label, Value: d.fields.Get(prefix + "a"), Second: d.fields.Get(prefix + "b"),
		Wrong: d.wrong(prefix + "a"), WrongToo: d.wrong(prefix + "b"),
	}
}

func (d drawing) number(name, label, unit string) control {
	return control{Kind: "number", Name: name, Label: label, Value: d.fields.Get(name), Unit: unit, Wrong: d.wrong(name)}
}

func (d drawing) vars(prefix, label string, r *score.Rule) control {
	c := control{Kind: "group", Label: label}
	for _, v := range r.Vars {
		text := v.Label
		if text == "" {
			text = v.Name
		}
		c.Parts = append(c.Parts, d.number(prefix+"v."+v.Name, text, ""))
	}
	return c
}

func (d drawing) group(prefix, label string, r *score.Rule) control {
	c := control{Kind: "group", Label: label}
	for i, part := range r.Parts {
		name := d.w.p.T("sheet.part", "part", i+1) + ": " + d.w.ruleOf(part, part.Max, false)
		c.Parts = append(c.Parts, d.control(partPrefix(prefix, i), name, part))
	}
	return c
}

func (d drawing) wrong(name string) bool { return d.faults[name] != "" }
