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

// input checks a value against the rule. It tells whether the value holds; its
// faults go to the log.
func (p *rulePlan) input(l *log, v *Value) (input, bool) {
	before := l.count()
	var in input
	if p.fields(l, v) {
		in = p.read(l, v)
	}
	return in, !l.since(before)
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
				l.faultIn(f.name, clause(p.kind), "is required")
			} else {
				l.faultIn(f.name, clause(p.kind), "a %s rule takes no %s here", p.kind, f.name)
			}
		}
	}
	return ok
}

// valueFields names the one or two fields of a rule's value.
func (p *rulePlan) valueFields(v *Value) (first, second string) {
	switch p.kind {
	case RuleYesNo:
		return "yes", ""
	case RuleChecklist:
		return "checked", ""
	case RuleChoice:
		return "option", ""
	case RuleCount, RuleDeduction:
		return "count", ""
	case RuleManual:
		return "points", ""
	case RuleFormula:
		return "vars", ""
	case RuleSumOf, RuleBestOf:
		return "parts", ""
	case RuleSurvey:
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
	case RuleYesNo:
		if *v.Yes {
			return input{pick: 1}
		}
		return input{}
	case RuleChecklist:
		return p.readChecked(l, v.Checked)
	case RuleChoice:
		at, ok := p.codes[*v.Option]
		if !ok {
			l.faultIn("option", clause(p.kind), "there is no option %s", quoted(*v.Option))
		}
		return input{pick: int32(at)}
	case RuleCount, RuleDeduction:
		return input{x: wholeNumber(l, "count", clause(p.kind), v.Count)}
	case RuleManual:
		return input{x: p.readPoints(l, v.Points)}
	case RuleFormula:
		return p.readVars(l, v.Vars)
	case RuleSumOf, RuleBestOf:
		return p.readParts(l, v.Parts)
	case RuleSurvey:
		return p.readSurvey(l, v.Groups)
	}
	return input{x: p.readPercentage(l, v)}
}

// exactly reads a number at a field of the present place.
func exactly(l *log, field string, d par.Decimal) num {
	n, ok := numOf(d)
	if !ok {
		l.faultIn(field, "1", "%s is not a number", quoted(string(d)))
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
	rule := clause(p.kind)
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
			l.fault(clause(p.kind), "%s is not an item, or is repeated", quoted(code))
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
		l.faultIn("points", clause(p.kind), "must lie from min to the maximum")
	case p.step != nil && !points.div(*p.step).isWhole():
		l.faultIn("points", clause(p.kind), "must be a multiple of step")
	}
	return points
}

func (p *rulePlan) readVars(l *log, vars []VarValue) input {
	rule := clause(p.kind)
	in := input{more: &inputs{vars: make([]num, len(p.vars))}}
	given := make([]bool, len(p.vars))
	before := l.count()
	l.in("vars")
	for _, v := range vars {
		at := p.variable(v.Name)
		if at < 0 || given[at] {
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

func (p *rulePlan) variable(name string) int {
	for i := range p.vars {
		if p.vars[i].name == name {
			return i
		}
	}
	return -1
}

func (p *rulePlan) readParts(l *log, parts []*Value) input {
	rule := clause(p.kind)
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
			in.more.parts[i], in.more.given[i] = first(p.parts[i].input(l, v)), true
			some = true
		} else if p.kind == RuleSumOf {
			l.fault(rule, "a value is expected")
		}
		l.out()
	}
	if p.kind == RuleBestOf && !some {
		l.fault(rule, "at least one part must not be null")
	}
	return in
}

func first(in input, _ bool) input { return in }
