package score

import "parindex/internal/par"

// input is what a value says to its rule, as exact numbers.
type input struct {
	x    num   // the percentage, the count, the typed points, the checked points, the survey's share
	pick int32 // yes_no: 1 for yes; choice: the option; checklist: how many; survey: 1 where a group counts
	more *inputs
}

// inputs is what only few rules need.
type inputs struct {
	vars  []num   // formula, by variable
	parts []input // sum_of, best_of
	given []bool  // best_of: which parts are not null
}

// input checks a value against the rule; its faults go to the log.
func (p *rulePlan) input(l *log, v *Value) input {
	if !p.fields(l, v) {
		return input{}
	}
	return p.read(l, v)
}

// fields checks that a value has the fields of the rule and no others.
func (p *rulePlan) fields(l *log, v *Value) bool {
	given := [...]struct {
		name  string
		given bool
	}{
		{"yes", v.Yes != nil}, {"checked", v.Checked != nil}, {"option", v.Option != nil},
		{"a", v.A.Known()}, {"b", v.B.Known()}, {"percent", v.Percent.Known()}, {"count", v.Count.Known()},
		{"points", v.Points.Known()}, {"vars", v.Vars != nil}, {"parts", v.Parts != nil}, {"groups", v.Groups != nil},
	}
	first, second := p.valueFields(v)
	ok := true
	for _, f := range given {
		wanted := f.name == first || f.name == second
		if wanted != f.given {
			ok = false
			if wanted {
				l.faultIn(f.name, p.clause, "is required")
			} else {
				l.faultIn(f.name, p.clause, "a %s rule takes no %s here", p.src.Type, f.name)
			}
		}
	}
	return ok
}

// valueFields names the one or two fields of a rule's value.
func (p *rulePlan) valueFields(v *Value) (first, second string) {
	switch p.kind {
	case codeYesNo:
		return "yes", ""
	case codeChecklist:
		return "checked", ""
	case codeChoice:
		return "option", ""
	case codeCount, codeDeduction:
		return "count", ""
	case codeManual:
		return "points", ""
	case codeFormula:
		return "vars", ""
	case codeSumOf, codeBestOf:
		return "parts", ""
	case codeSurvey:
		return "groups", ""
	}
	if v.Percent.Known() {
		return "percent", ""
	}
	return "a", "b"
}

// read turns a value with the right fields into numbers.
func (p *rulePlan) read(l *log, v *Value) input {
	switch p.kind {
	case codeYesNo:
		if *v.Yes {
			return input{pick: 1}
		}
		return input{}
	case codeChecklist:
		return p.readChecked(l, v.Checked)
	case codeChoice:
		at, ok := p.codes[*v.Option]
		if !ok {
			l.faultIn("option", p.clause, "there is no option %s", quoted(*v.Option))
		}
		return input{pick: int32(at)}
	case codeCount, codeDeduction:
		return input{x: wholeNumber(l, "count", p.clause, v.Count)}
	case codeManual:
		return input{x: p.readPoints(l, v.Points)}
	case codeFormula:
		return p.readVars(l, v.Vars)
	case codeSumOf, codeBestOf:
		return p.readParts(l, v.Parts)
	case codeSurvey:
		return p.readSurvey(l, v.Groups)
	}
	return input{x: p.readPercentage(l, v)}
}

// exactly reads a number at a field of the present place.
func exactly(l *log, field string, d par.Decimal) num {
	n, ok := numOf(d)
	if !ok || len(d) > maxNumberText && len(writable(d)) > maxNumberText {
		l.faultIn(field, "1", "%s is not a number within the limits", quoted(string(d)))
		return zero
	}
	return n
}

// wholeNumber reads a whole number that is not negative.
func wholeNumber(l *log, field, rule string, d par.Decimal) num {
	n := exactly(l, field, d)
	if n.sign() < 0 || !n.isWhole() {
		l.faultIn(field, rule, "must be whole and not negative")
	}
	return n
}

// readPercentage reads a of b, or a percentage as such.
func (p *rulePlan) readPercentage(l *log, v *Value) num {
	rule := p.clause
	if v.Percent.Known() {
		percent := exactly(l, "percent", v.Percent)
		if percent.sign() < 0 {
			l.faultIn("percent", rule, "must not be negative")
		}
		return percent
	}
	a, b := exactly(l, "a", v.A), exactly(l, "b", v.B)
	if a.sign() < 0 {
		l.faultIn("a", rule, "must not be negative")
	}
	if b.sign() <= 0 {
		l.faultIn("b", rule, "must be above 0: answer 0 or not applicable explicitly")
		return zero
	}
	return hundred.mul(a).div(b).reduced()
}

func (p *rulePlan) readChecked(l *log, checked []string) input {
	in := input{x: zero, pick: int32(len(checked))}
	seen := make([]bool, len(p.items))
	l.in("checked")
	for i, code := range checked {
		at, ok := p.codes[code]
		if !ok || seen[at] {
			l.at(i)
			l.fault(p.clause, "%s is not an item, or is repeated", quoted(code))
			l.out()
			continue
		}
		seen[at] = true
		in.x = in.x.add(p.items[at])
	}
	l.out()
	return in
}

func (p *rulePlan) readPoints(l *log, d par.Decimal) num {
	points := exactly(l, "points", d)
	switch {
	case points.less(p.min) || p.max.less(points):
		l.faultIn("points", p.clause, "must lie from min to the maximum")
	case p.step != nil && !points.div(*p.step).isWhole():
		l.faultIn("points", p.clause, "must be a multiple of step")
	}
	return points
}

func (p *rulePlan) readVars(l *log, vars []VarValue) input {
	rule := p.clause
	in := input{more: &inputs{vars: make([]num, len(p.vars))}}
	given := make([]bool, len(p.vars))
	before := l.count()
	l.in("vars")
	for _, v := range vars {
		at, ok := p.codes[v.Name]
		if !ok || given[at] {
			l.faultIn(v.Name, rule, "the variable is unknown or repeated")
			continue
		}
		given[at] = true
		n := exactly(l, v.Name, v.Value)
		if bound := p.vars[at]; bound.min != nil && n.less(*bound.min) || bound.max != nil && bound.max.less(n) {
			l.faultIn(v.Name, rule, "lies outside the variable's min and max")
		}
		in.more.vars[at] = n
	}
	for i, ok := range given {
		if !ok {
			l.faultIn(p.vars[i].name, rule, "the variable is missing")
		}
	}
	l.out()
	if !l.since(before) {
		if _, ok := p.points(&in); !ok {
			l.fault(rule, "the expression divides by zero")
		}
	}
	return in
}

func (p *rulePlan) readParts(l *log, parts []*Value) input {
	rule := p.clause
	l.in("parts")
	defer l.out()
	in := input{more: &inputs{parts: make([]input, len(p.parts)), given: make([]bool, len(p.parts))}}
	if len(parts) != len(p.parts) {
		l.fault(rule, "%d parts are given where the rule has %d", len(parts), len(p.parts))
		return in
	}
	some := false
	for i, v := range parts {
		l.at(i)
		if v != nil {
			in.more.parts[i] = p.parts[i].input(l, v)
			in.more.given[i], some = true, true
		} else if p.kind == codeSumOf {
			l.fault(rule, "a value is expected")
		}
		l.out()
	}
	if p.kind == codeBestOf && !some {
		l.fault(rule, "at least one part must not be null")
	}
	return in
}
