package web

import (
	"strings"

	"parindex/internal/score"
)

// lettersOf names the figures of a formula: a, b, c and so on; a formula of more figures
// than letters keeps the names of its own.
func lettersOf(r *score.Rule) []string {
	letters := make([]string, len(r.Vars))
	for i, v := range r.Vars {
		letters[i] = v.Name
		if len(r.Vars) <= 26 {
			letters[i] = string(rune('a' + i))
		}
	}
	return letters
}

// formula says how a formula goes, and what its letters stand for:
// "Điểm = 1,50 × a / (a + b); a: đúng hạn; b: trễ hạn; nhiều nhất 1,50."
func (w wording) formula(r *score.Rule, most string) string {
	names := make([]string, len(r.Vars))
	for i, v := range r.Vars {
		names[i] = v.Name
	}
	letters := lettersOf(r)
	term, err := score.ReadFormula(r.Expr, names)
	if err != nil {
		return w.p.T("sheet.rule_formula", "count", len(r.Vars), "max", most)
	}
	parts := []string{w.p.T("sheet.formula", "formula", speller{w, letters, most}.say(term))}
	for i, v := range r.Vars {
		parts = append(parts, w.p.T("sheet.formula_figure", "letter", letters[i], "name", labelOf(v)))
	}
	parts = append(parts, w.p.T("sheet.formula_most", "max", most))
	if r.Min.Known() && r.Min != "0" {
		parts = append(parts, w.p.T("sheet.formula_least", "min", w.points(r.Min)))
	}
	return sentence(parts)
}

func labelOf(v score.Var) string {
	if v.Label == "" {
		return v.Name
	}
	return v.Label
}

// formulaFigures says a formula with the unit's own figures in the place of
// its letters, and the bound where that decided.
func (w wording) formulaFigures(t score.Trace) string {
	names, figures := make([]string, len(t.Vars)), make([]string, len(t.Vars))
	for i, v := range t.Vars {
		names[i], figures[i] = v.Name, w.p.Dec(v.Value)
		if v.Value.Sign() < 0 {
			figures[i] = "(" + figures[i] + ")"
		}
	}
	term, err := score.ReadFormula(t.Label, names)
	if err != nil {
		return w.p.T("sheet.calc_formula")
	}
	text := speller{w, figures, w.points(t.Max)}.say(term)
	switch t.Bound {
	case "max":
		text += w.p.T("sheet.calc_most", "max", w.points(t.Max))
	case "min":
		text += w.p.T("sheet.calc_least", "min", w.points(orZero(t.Min)))
	}
	return text
}

// speller says the terms of a formula, with a text for each variable and for
// the most points.
type speller struct {
	w    wording
	vars []string
	most string
}

// signs are what stands between two terms, with how tightly it binds.
var signs = map[string]struct {
	sign  string
	binds int
}{
	"or": {"", 1}, "and": {"", 2},
	"<": {"<", 4}, "<=": {"≤", 4}, ">": {">", 4}, ">=": {"≥", 4}, "==": {"=", 4}, "!=": {"≠", 4},
	"+": {"+", 5}, "-": {"−", 5}, "*": {"×", 6}, "/": {"/", 6},
}

// binding says how tightly a term holds together: loosely, it needs brackets
// inside another.
func binding(t score.Term) int {
	switch {
	case t.Op == "if":
		return 0
	case t.Op == "not":
		return 3
	case t.Op == "-" && len(t.Args) == 1:
		return 7
	case len(t.Args) == 2 && signs[t.Op].binds > 0:
		return signs[t.Op].binds
	}
	return 8
}

func (f speller) say(t score.Term) string {
	p := f.w.p
	switch t.Op {
	case "number":
		return p.Dec(t.Number)
	case "var":
		return f.vars[t.Var]
	case "max_points":
		return f.most
	case "if":
		return p.T("sheet.formula.if", "condition", f.say(t.Args[0]), "then", f.say(t.Args[1]), "otherwise", f.inside(t.Args[2], 1))
	case "not":
		return p.T("sheet.formula.not", "condition", f.inside(t.Args[0], 5))
	case "-":
		if len(t.Args) == 1 {
			return "−" + f.inside(t.Args[0], 7)
		}
	}
	if sign, between := signs[t.Op]; between {
		return f.between(t, sign.sign, sign.binds)
	}
	parts := make([]string, len(t.Args))
	for i, arg := range t.Args {
		parts[i] = f.say(arg)
	}
	return p.T("sheet.formula."+t.Op, "terms", strings.Join(parts, "; "))
}

// between says two terms with a sign; what stands on the right of a minus or
// of a stroke must bind tighter than these.
func (f speller) between(t score.Term, sign string, binds int) string {
	if sign == "" {
		sign = f.w.p.T("sheet.formula." + t.Op)
	}
	right := binds
	if t.Op == "-" || t.Op == "/" {
		right++
	}
	return f.inside(t.Args[0], binds) + " " + sign + " " + f.inside(t.Args[1], right)
}

// inside puts a term into brackets where it binds looser than its place.
func (f speller) inside(t score.Term, binds int) string {
	if binding(t) < binds {
		return "(" + f.say(t) + ")"
	}
	return f.say(t)
}
