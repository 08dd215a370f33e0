package demo

import (
	"fmt"
	"math/big"
	"math/rand"

	"parindex/internal/par"
	"parindex/internal/score"
)

// inventor makes up answers. The same seed makes up the same answers.
type inventor struct{ random *rand.Rand }

func newInventor(seed int64) *inventor { return &inventor{rand.New(rand.NewSource(seed))} }

// answer makes up what a unit of the given quality, 0 to 1, would answer.
func (v *inventor) answer(leaf *score.Node, quality float64) *score.Value {
	return v.value(leaf.Rule, leaf.Max, min(1, max(0, quality+v.random.NormFloat64()*0.12)))
}

func (v *inventor) value(rule *score.Rule, limit par.Decimal, q float64) *score.Value {
	switch rule.Type {
	case score.RuleYesNo:
		yes := q > 0.45
		return &score.Value{Yes: &yes}
	case score.RuleChecklist:
		return &score.Value{Checked: v.checked(rule, q)}
	case score.RuleChoice:
		return &score.Value{Option: v.option(rule, limit, q)}
	case score.RuleCount:
		return &score.Value{Count: whole(q * ratioOf(limit, rule.Each))}
	case score.RuleDeduction:
		return &score.Value{Count: whole((1 - q) * ratioOf(limit, rule.Each) * 0.7)}
	case score.RuleManual:
		return &score.Value{Points: stepped(limit, rule.Step, q)}
	case score.RuleFormula:
		return &score.Value{Vars: v.vars(rule, q)}
	case score.RuleSumOf, score.RuleBestOf:
		return &score.Value{Parts: v.parts(rule, q)}
	case score.RuleSurvey:
		return &score.Value{Groups: v.groups(rule, q)}
	}
	return v.percentage(rule, q)
}

func (v *inventor) checked(rule *score.Rule, q float64) []string {
	codes := []string{}
	for _, item := range rule.Items {
		if v.random.Float64() < q+0.12 {
			codes = append(codes, item.Code)
		}
	}
	return codes
}

// option chooses the level whose points come closest to the quality.
func (v *inventor) option(rule *score.Rule, limit par.Decimal, q float64) *string {
	best, distance := 0, 2.0
	for i, o := range rule.Options {
		if d := abs(ratioOf(o.Points, limit) - q); d < distance {
			best, distance = i, d
		}
	}
	return &rule.Options[best].Code
}

// percentage makes up a fraction whose denominator looks like a year's work.
func (v *inventor) percentage(rule *score.Rule, q float64) *score.Value {
	if rule.Invert {
		q = 1 - q
	}
	of := 200 + v.random.Intn(1800)
	return &score.Value{A: integer(int64(float64(of) * (0.55 + 0.45*q))), B: integer(int64(of))}
}

func (v *inventor) vars(rule *score.Rule, q float64) []score.VarValue {
	var values []score.VarValue
	for _, one := range rule.Vars {
		top := 100.0
		if one.Max.Known() {
			top = min(300, number(one.Max))
		}
		value := top * (0.6 + 0.4*q)
		if rare, ok := rarely[one.Name]; ok {
			value = rare * (1 - q)
		}
		if one.Name == "nam_truoc" {
			value -= 4 * q
		}
		values = append(values, score.VarValue{Name: one.Name, Value: whole(max(number(one.Min), value))})
	}
	return values
}

// rarely are the figures of formulas of which a good unit has few, with how
// many the worst has.
var rarely = map[string]float64{"tre_han": 40, "qua_han": 12}

func (v *inventor) parts(rule *score.Rule, q float64) []*score.Value {
	var parts []*score.Value
	for _, part := range rule.Parts {
		parts = append(parts, v.value(part, part.Max, q))
	}
	return parts
}

func (v *inventor) groups(rule *score.Rule, q float64) []score.GroupTally {
	var groups []score.GroupTally
	for _, group := range rule.Groups {
		ballots := 40 + v.random.Intn(80)
		g := score.GroupTally{ID: group.ID, Ballots: integer(int64(ballots))}
		for range 3 {
			g.Questions = append(g.Questions, v.tally(rule, ballots, q))
		}
		groups = append(groups, g)
	}
	return groups
}

// tally spreads the ballots over the options so that the share comes near the quality.
func (v *inventor) tally(rule *score.Rule, ballots int, q float64) []score.OptionTally {
	left, counts := ballots, []score.OptionTally{}
	for i, w := range rule.Weights {
		n := int(float64(left) * min(0.95, max(0.1, q-0.08+v.random.Float64()*0.1)))
		if i == len(rule.Weights)-1 {
			n = left
		}
		counts = append(counts, score.OptionTally{Option: w.Option, Count: integer(int64(n))})
		left -= n
	}
	return counts
}

// tunable tells whether any number of points between low and high can be
// reached by choosing a fraction.
func tunable(leaf *score.Node) bool {
	r := leaf.Rule
	return r.Type == score.RuleRatio && !r.Invert && r.PercentDecimals == nil && leaf.Kind != score.Bonus && leaf.Kind != score.Penalty
}

// tune makes the fraction that gives a leaf exactly these points, rounded to
// two decimals, or the nearest the rule allows.
func tune(leaf *score.Node, points *big.Rat) *score.Value {
	limit := leaf.Max.Rat()
	low := new(big.Rat)
	if leaf.Rule.Floor.Known() {
		low.Mul(limit, new(big.Rat).Quo(leaf.Rule.Floor.Rat(), big.NewRat(100, 1)))
	}
	high := new(big.Rat).Mul(limit, big.NewRat(97, 100))
	if leaf.Rule.FullFrom.Known() {
		high.Mul(limit, new(big.Rat).Quo(new(big.Rat).Sub(leaf.Rule.FullFrom.Rat(), big.NewRat(1, 1)), big.NewRat(100, 1)))
	}
	if points.Cmp(low) < 0 {
		points = new(big.Rat).Add(low, big.NewRat(1, 100))
	}
	if points.Cmp(high) > 0 {
		points = high
	}
	const of = 2000
	share := new(big.Rat).Quo(points, limit)
	share.Mul(share, big.NewRat(of, 1))
	return &score.Value{A: par.RoundRat(share, 0), B: integer(of)}
}

func integer(n int64) par.Decimal { return par.MustDecimal(fmt.Sprint(n)) }

func whole(x float64) par.Decimal { return integer(int64(x + 0.5)) }

func number(d par.Decimal) float64 {
	x, _ := d.Rat().Float64()
	return x
}

func ratioOf(a, b par.Decimal) float64 {
	if b.Sign() == 0 {
		return 0
	}
	return number(a) / number(b)
}

func stepped(limit, step par.Decimal, q float64) par.Decimal {
	if !step.Known() {
		return par.RoundRat(new(big.Rat).Mul(limit.Rat(), big.NewRat(int64(q*100), 100)), 2)
	}
	steps := int64(q*ratioOf(limit, step) + 0.5)
	return par.RoundRat(new(big.Rat).Mul(step.Rat(), big.NewRat(steps, 1)), 4)
}

func abs(x float64) float64 { return max(x, -x) }
