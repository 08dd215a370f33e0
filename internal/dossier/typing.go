package dossier

import (
	"net/url"
	"strconv"
	"strings"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
)

// FieldsOf writes a value into the fields of its rule, as a person would type
// them. A nil value leaves them empty.
func FieldsOf(p i18n.Printer, r *score.Rule, v *score.Value) url.Values {
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
				fill(fields, PartPrefix(prefix, i), p, r.Parts[i], part)
			}
		}
	case score.RuleSurvey:
	}
}

func inputOf(p i18n.Printer, r *score.Rule, one score.VarValue) string {
	for _, declared := range r.Vars {
		if declared.Name == one.Name && !IsCount(declared) {
			return p.Input(one.Value)
		}
	}
	return p.InputWhole(one.Value)
}

// IsCount tells whether a variable is a count rather than a percentage, so that
// 1.904 typed into it is a thousand.
func IsCount(v score.Var) bool { return !v.Max.Known() || v.Max.Cmp("1000") >= 0 }

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// PartPrefix begins the names of the fields of the i-th part of a rule.
func PartPrefix(prefix string, i int) string { return prefix + "p" + strconv.Itoa(i+1) + "." }

// reading collects a value from the fields of a form, with what could not be read.
type reading struct {
	fields url.Values
	faults map[string]par.Text
}

// ReadFields reads what was typed for a rule. Nothing typed at all is a nil
// value; a checklist is always an answer, also with nothing checked.
func ReadFields(r *score.Rule, fields url.Values) (*score.Value, map[string]par.Text) {
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
		return v, in.checklist(prefix, v)
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

// checklist reads what is ticked. An empty tick says that the list was looked
// at, so that nothing ticked is an answer also within a composed rule.
func (in *reading) checklist(prefix string, v *score.Value) bool {
	v.Checked = []string{}
	ticked := in.fields[prefix+"item"]
	for _, code := range ticked {
		if code != "" {
			v.Checked = append(v.Checked, code)
		}
	}
	return len(ticked) > 0
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
		if IsCount(declared) {
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
		part, given := in.value(PartPrefix(prefix, i), rule)
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
