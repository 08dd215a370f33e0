package score

import "parindex/internal/par"

func (w *writer) rule(r *Rule) {
	w.text("type", string(r.Type))
	w.number("max", r.Max)
	w.number("yes", r.Yes)
	w.number("no", r.No)
	w.optional("mode", r.Mode)
	if r.Items != nil || r.Type == RuleChecklist {
		w.array("items", len(r.Items), func(i int) { w.option(Option(r.Items[i])) })
	}
	if r.Options != nil {
		w.array("options", len(r.Options), func(i int) { w.option(r.Options[i]) })
	}
	if r.Steps != nil || r.Type == RuleSteps {
		w.array("steps", len(r.Steps), func(i int) { w.step(r.Steps[i]) })
	}
	w.number("otherwise", r.Otherwise)
	if r.PercentDecimals != nil {
		w.whole("percent_decimals", *r.PercentDecimals)
	}
	w.number("floor", r.Floor)
	w.number("full_from", r.FullFrom)
	if r.Invert {
		w.flag("invert", true)
	}
	if r.At != nil {
		w.array("at", len(r.At), func(i int) { w.pair("percent", r.At[i].Percent, "points", r.At[i].Points) })
	}
	w.number("each", r.Each)
	w.number("min", r.Min)
	w.number("step", r.Step)
	w.longRule(r)
}

// longRule writes the fields of the rules that have an inner life.
func (w *writer) longRule(r *Rule) {
	if r.Vars != nil {
		w.array("vars", len(r.Vars), func(i int) { w.variable(&r.Vars[i]) })
	}
	if r.Type == RuleFormula {
		w.text("expr", r.Expr)
	}
	if r.Parts != nil {
		w.array("parts", len(r.Parts), func(i int) { w.element(func() { w.rule(r.Parts[i]) }) })
	}
	if r.Weights != nil {
		w.object("weights", func() {
			for _, one := range r.Weights {
				w.number(one.Option, one.Weight)
			}
		})
	}
	if r.Groups != nil {
		w.array("groups", len(r.Groups), func(i int) {
			w.element(func() {
				w.text("id", r.Groups[i].ID)
				w.number("weight", r.Groups[i].Weight)
			})
		})
	}
	if r.MinBallots != nil {
		w.whole("min_ballots", *r.MinBallots)
	}
}

func (w *writer) option(o Option) {
	w.element(func() {
		w.text("code", o.Code)
		w.optional("label", o.Label)
		w.number("points", o.Points)
	})
}

func (w *writer) step(s Step) {
	w.element(func() {
		w.number("over", s.Over)
		w.number("from", s.From)
		w.number("points", s.Points)
	})
}

func (w *writer) pair(first string, a par.Decimal, second string, b par.Decimal) {
	w.element(func() {
		w.number(first, a)
		w.number(second, b)
	})
}

func (w *writer) variable(v *Var) {
	w.element(func() {
		w.text("name", v.Name)
		w.optional("label", v.Label)
		w.number("min", v.Min)
		w.number("max", v.Max)
	})
}

func (w *writer) answer(a *Answer) {
	w.element(func() {
		w.text("unit", a.Unit)
		w.text("node", a.Node)
		w.text("stage", string(a.Stage))
		if a.Value != nil {
			w.object("value", func() { w.value(a.Value) })
		}
		w.number("points", a.Points)
		if a.NA {
			w.flag("na", true)
		}
		w.optional("reason", a.Reason)
	})
}

func (w *writer) value(v *Value) {
	if v.Yes != nil {
		w.flag("yes", *v.Yes)
	}
	if v.Checked != nil {
		w.array("checked", len(v.Checked), func(i int) {
			w.comma()
			w.b = appendText(w.b, v.Checked[i])
		})
	}
	if v.Option != nil {
		w.text("option", *v.Option)
	}
	w.number("a", v.A)
	w.number("b", v.B)
	w.number("percent", v.Percent)
	w.number("count", v.Count)
	w.number("points", v.Points)
	w.longValue(v)
}

func (w *writer) longValue(v *Value) {
	if v.Vars != nil {
		w.object("vars", func() {
			for _, one := range v.Vars {
				w.number(one.Name, one.Value)
			}
		})
	}
	if v.Parts != nil {
		w.array("parts", len(v.Parts), func(i int) {
			if v.Parts[i] == nil {
				w.comma()
				w.b = append(w.b, "null"...)
				return
			}
			w.element(func() { w.value(v.Parts[i]) })
		})
	}
	if v.Groups != nil {
		w.object("groups", func() {
			for _, g := range v.Groups {
				w.object(g.ID, func() { w.tally(&g) })
			}
		})
	}
}

func (w *writer) tally(g *GroupTally) {
	w.number("ballots", g.Ballots)
	w.array("questions", len(g.Questions), func(i int) {
		w.element(func() {
			for _, o := range g.Questions[i] {
				w.number(o.Option, o.Count)
			}
		})
	})
}
