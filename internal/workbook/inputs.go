package workbook

import (
	"strconv"

	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
)

// inputKind says what is put into an input.
type inputKind uint8

const (
	flagInput    inputKind = iota // yes or no
	itemInput                     // one line of a checklist, yes or no
	optionInput                   // one of several
	wholeInput                    // a figure in which 1.904 is a thousand
	numberInput                   // any number
	percentInput                  // a percentage
)

// input is one thing that a rule wants to know: a row of the sheet.
type input struct {
	Key     string // name, and for an item ":" and its code
	Name    string // of the field, as on the page
	Item    string
	Label   string
	Kind    inputKind
	Options []score.Option
	Text    string      // what stands there now, of a flag, an item or an option
	Number  par.Decimal // of a figure
}

// inputs lists what a rule wants to know, with what a value says of it.
func inputs(p i18n.Printer, w Words, r *score.Rule, v *score.Value) []input {
	l := lister{p: p, words: w}
	l.rule("", "", r, v)
	return l.all
}

type lister struct {
	p     i18n.Printer
	words Words
	all   []input
}

func (l *lister) add(prefix, label string, in input) {
	if in.Key == "" {
		in.Key = in.Name
	}
	in.Key, in.Name = prefix+in.Key, prefix+in.Name
	if label != "" {
		in.Label = label + ": " + in.Label
	}
	l.all = append(l.all, in)
}

func (l *lister) rule(prefix, label string, r *score.Rule, v *score.Value) {
	given := v != nil
	if !given {
		v = &score.Value{}
	}
	switch r.Type {
	case score.RuleYesNo:
		in := input{Name: "yes", Label: l.p.T("workbook.input_yes"), Kind: flagInput}
		if v.Yes != nil {
			in.Text = l.flag(*v.Yes)
		}
		l.add(prefix, label, in)
	case score.RuleChecklist:
		l.checklist(prefix, label, r, v, given)
	case score.RuleChoice:
		in := input{Name: "option", Label: l.p.T("workbook.input_option"), Kind: optionInput, Options: r.Options}
		if v.Option != nil {
			in.Text = l.option(r.Options, *v.Option)
		}
		l.add(prefix, label, in)
	case score.RuleSteps, score.RuleRatio, score.RulePiecewise, score.RuleRelative:
		l.add(prefix, label, input{Name: "a", Label: l.p.T("workbook.input_a"), Kind: wholeInput, Number: v.A})
		l.add(prefix, label, input{Name: "b", Label: l.p.T("workbook.input_b"), Kind: wholeInput, Number: v.B})
		l.add(prefix, label, input{Name: "percent", Label: l.p.T("workbook.input_percent"), Kind: percentInput, Number: v.Percent})
	case score.RuleCount, score.RuleDeduction:
		l.add(prefix, label, input{Name: "count", Label: l.p.T("workbook.input_count"), Kind: wholeInput, Number: v.Count})
	case score.RuleManual:
		l.add(prefix, label, input{Name: "points", Label: l.p.T("workbook.input_points"), Kind: numberInput, Number: v.Points})
	case score.RuleFormula:
		l.vars(prefix, label, r, v)
	case score.RuleSumOf, score.RuleBestOf:
		for i, part := range r.Parts {
			var value *score.Value
			if i < len(v.Parts) {
				value = v.Parts[i]
			}
			l.rule(dossier.PartPrefix(prefix, i), l.p.T("workbook.input_part", "part", i+1), part, value)
		}
	case score.RuleSurvey:
	}
}

func (l *lister) checklist(prefix, label string, r *score.Rule, v *score.Value, given bool) {
	checked := map[string]bool{}
	for _, code := range v.Checked {
		checked[code] = true
	}
	for _, item := range r.Items {
		text := item.Label
		if text == "" {
			text = item.Code
		}
		if item.Points.Known() {
			text += " (" + l.words.Points(item.Points) + ")"
		}
		in := input{Key: "item:" + item.Code, Name: "item", Item: item.Code, Label: text, Kind: itemInput}
		if given {
			in.Text = l.flag(checked[item.Code])
		}
		l.add(prefix, label, in)
	}
}

func (l *lister) vars(prefix, label string, r *score.Rule, v *score.Value) {
	values := map[string]par.Decimal{}
	for _, one := range v.Vars {
		values[one.Name] = one.Value
	}
	for _, declared := range r.Vars {
		text := declared.Label
		if text == "" {
			text = declared.Name
		}
		in := input{Name: "v." + declared.Name, Label: text, Kind: numberInput, Number: values[declared.Name]}
		if dossier.IsCount(declared) {
			in.Kind = wholeInput
		}
		l.add(prefix, label, in)
	}
}

func (l *lister) flag(yes bool) string {
	if yes {
		return l.p.T("common.yes")
	}
	return l.p.T("common.no")
}

// option says one of several so that no two are alike.
func (l *lister) option(all []score.Option, code string) string {
	for i, text := range optionTexts(l.words, all) {
		if all[i].Code == code {
			return text
		}
	}
	return code
}

// optionTexts are what the drop-down of a choice offers: the words and what
// they are worth, with the code where two would read alike.
func optionTexts(w Words, all []score.Option) []string {
	texts, count := make([]string, len(all)), map[string]int{}
	for i, o := range all {
		texts[i] = o.Label
		if texts[i] == "" {
			texts[i] = o.Code
		}
		if o.Points.Known() {
			texts[i] += " (" + w.Points(o.Points) + ")"
		}
		count[fold(texts[i])]++
	}
	for i, o := range all {
		if count[fold(texts[i])] > 1 {
			texts[i] = strconv.Itoa(i+1) + ". " + texts[i] + " [" + o.Code + "]"
		}
	}
	return texts
}

// format is how the figure of an input looks in its cell.
func (in input) format() report.Format {
	switch in.Kind {
	case percentInput:
		return report.PercentNumber
	case numberInput:
		return report.FractionNumber
	case wholeInput:
		if in.Number.Known() && !in.Number.Rat().IsInt() {
			return report.FractionNumber
		}
		return report.WholeNumber
	case flagInput, itemInput, optionInput:
	}
	return report.AsIs
}
