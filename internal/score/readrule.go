package score

import "parindex/internal/par"

// ruleFields says which fields each rule has; those with an exclamation mark
// are required. "max" belongs to parts only.
var ruleFields = map[RuleType][]string{
	RuleYesNo:     {"yes", "no"},
	RuleChecklist: {"items!", "mode!"},
	RuleChoice:    {"options!"},
	RuleSteps:     {"steps!", "otherwise", "percent_decimals"},
	RuleRatio:     {"floor", "full_from", "invert", "percent_decimals"},
	RulePiecewise: {"at!"},
	RuleRelative:  {},
	RuleCount:     {"each!"},
	RuleDeduction: {"each!", "min"},
	RuleManual:    {"min", "step"},
	RuleFormula:   {"vars", "expr!", "min"},
	RuleSumOf:     {"parts!"},
	RuleBestOf:    {"parts!"},
	RuleSurvey:    {"weights!", "groups!", "min_ballots"},
}

// rule reads a rule; one that is a part carries its own max.
func (r *reader) rule(part bool) *Rule {
	rule := &Rule{}
	if r.rules++; r.rules > maxNodes {
		r.tooMany("rules", maxNodes)
		return rule
	}
	var given []string
	before := r.count()
	ok := r.object("3", func(key []byte) bool {
		if string(key) == "type" {
			var name string
			r.text("3", &name)
			rule.Type = RuleType(name)
			return true
		}
		given = append(given, string(key))
		return r.ruleField(rule, string(key))
	}, "type")
	if !ok || rule.Type == "" && r.since(before) {
		return rule
	}
	fields, known := ruleFields[rule.Type]
	if !known {
		r.faultIn("type", "3", "%s is not a rule", quoted(string(rule.Type)))
		return rule
	}
	r.checkFields(rule.Type, fields, given, part)
	return rule
}

// checkFields holds the fields that were given against those of the type.
func (r *reader) checkFields(rule RuleType, fields, given []string, part bool) {
	for _, field := range given {
		known := contains(fields, field) || contains(fields, field+"!") || part && field == "max"
		if !known && anyRuleField(field) {
			r.faultIn(field, clause(rule), "a %s rule has no field %s here", rule, field)
		}
	}
	for _, field := range fields {
		if name, required := cutRequired(field); required && !contains(given, name) {
			r.faultIn(name, clause(rule), "is required")
		}
	}
	if part && !contains(given, "max") {
		r.faultIn("max", clause(rule), "is required of a part")
	}
}

func cutRequired(field string) (string, bool) {
	if last := len(field) - 1; field[last] == '!' {
		return field[:last], true
	}
	return field, false
}

// anyRuleField tells whether some rule has the field; others were faulted when read.
func anyRuleField(field string) bool {
	if field == "max" {
		return true
	}
	for _, t := range RuleTypes() {
		if contains(ruleFields[t], field) || contains(ruleFields[t], field+"!") {
			return true
		}
	}
	return false
}

// clause names the paragraph of the contract that a rule type stands in.
func clause(rule RuleType) string { return "3 " + string(rule) }

// maxBallots bounds min_ballots far beyond use.
const maxBallots = 1_000_000_000_000_000

func (r *reader) ruleField(rule *Rule, key string) bool {
	switch key {
	case "max":
		return r.number("3", &rule.Max)
	case "yes":
		return r.number("3 yes_no", &rule.Yes)
	case "no":
		return r.number("3 yes_no", &rule.No)
	case "mode":
		return r.choice("3 checklist", &rule.Mode, "sum", "all")
	case "items":
		return r.entries("3 checklist", func() { rule.Items = append(rule.Items, Item(r.option("3 checklist", false))) })
	case "options":
		return r.entries("3 choice", func() { rule.Options = append(rule.Options, r.option("3 choice", true)) })
	case "steps":
		return r.entries("3 steps", func() { rule.Steps = append(rule.Steps, r.step()) })
	case "otherwise":
		return r.number("3 steps", &rule.Otherwise)
	case "percent_decimals":
		rule.PercentDecimals = new(int)
		return r.whole("1", rule.PercentDecimals, 0, maxDecimals)
	case "floor":
		return r.number("3 ratio", &rule.Floor)
	case "full_from":
		return r.number("3 ratio", &rule.FullFrom)
	case "invert":
		return r.flag("3 ratio", &rule.Invert)
	case "at":
		return r.entries("3 piecewise", func() { rule.At = append(rule.At, r.corner()) })
	case "each":
		return r.number("3", &rule.Each)
	case "min":
		return r.number("3", &rule.Min)
	case "step":
		return r.number("3 manual", &rule.Step)
	}
	return r.longRuleField(rule, key)
}

// longRuleField reads the fields of the rules that have an inner life.
func (r *reader) longRuleField(rule *Rule, key string) bool {
	switch key {
	case "vars":
		return r.entries("3 formula", func() { rule.Vars = append(rule.Vars, r.variable()) })
	case "expr":
		return r.text("3 formula", &rule.Expr)
	case "parts":
		return r.entries("3 sum_of", func() { rule.Parts = append(rule.Parts, r.rule(true)) })
	case "weights":
		return known(r.object("3 survey", func(key []byte) bool {
			if len(rule.Weights) >= maxListed {
				r.tooMany("weights", maxListed)
				return true
			}
			w := Weight{Option: string(key)}
			r.number("3 survey", &w.Weight)
			rule.Weights = append(rule.Weights, w)
			return true
		}))
	case "groups":
		return r.entries("3 survey", func() { rule.Groups = append(rule.Groups, r.group()) })
	case "min_ballots":
		rule.MinBallots = new(int)
		return r.whole("3 survey", rule.MinBallots, 0, maxBallots)
	}
	return false
}

// option reads an item or an option; an option needs points.
func (r *reader) option(rule string, points bool) Option {
	var o Option
	required := []string{"code", "points"}
	if !points {
		required = required[:1]
	}
	r.object(rule, func(key []byte) bool {
		switch string(key) {
		case "code":
			return r.name(rule, &o.Code)
		case "label":
			return r.text(rule, &o.Label)
		case "points":
			return r.number(rule, &o.Points)
		}
		return false
	}, required...)
	return o
}

func (r *reader) step() Step {
	var s Step
	before := r.count()
	r.object("3 steps", func(key []byte) bool {
		switch string(key) {
		case "over":
			return r.number("3 steps", &s.Over)
		case "from":
			return r.number("3 steps", &s.From)
		case "points":
			return r.number("3 steps", &s.Points)
		}
		return false
	}, "points")
	if s.Over.Known() == s.From.Known() && !r.since(before) {
		r.fault("3 steps", "a step has either over or from")
	}
	return s
}

func (r *reader) corner() Point {
	var p Point
	r.pair("3 piecewise", "percent", &p.Percent, "points", &p.Points)
	return p
}

// pair reads an object of exactly two numbers.
func (r *reader) pair(rule, first string, a *par.Decimal, second string, b *par.Decimal) {
	r.object(rule, func(key []byte) bool {
		switch string(key) {
		case first:
			return r.number(rule, a)
		case second:
			return r.number(rule, b)
		}
		return false
	}, first, second)
}

func (r *reader) variable() Var {
	var v Var
	r.object("3 formula", func(key []byte) bool {
		switch string(key) {
		case "name":
			return r.name("3 formula", &v.Name)
		case "label":
			return r.text("3 formula", &v.Label)
		case "min":
			return r.number("3 formula", &v.Min)
		case "max":
			return r.number("3 formula", &v.Max)
		}
		return false
	}, "name")
	return v
}

func (r *reader) group() Group {
	var g Group
	r.object("3 survey", func(key []byte) bool {
		switch string(key) {
		case "id":
			return r.name("3 survey", &g.ID)
		case "weight":
			return r.number("3 survey", &g.Weight)
		}
		return false
	}, "id", "weight")
	return g
}
