package workbook

import (
	"math/big"
	"strings"
	"unicode"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
)

// vietnamese writes numbers as they are read from the fields of a page.
func vietnamese() i18n.Printer { return i18n.New(i18n.Vi) }

func fold(s string) string { return strings.TrimSpace(i18n.Fold(s)) }

// cellFault says why a cell cannot be taken as it is, whatever it is for.
func cellFault(t typed) (par.Text, bool) {
	switch {
	case t.Kind == report.ErrorCell:
		return par.T("workbook.error_cell", "text", clipped(t.Text, 20)), true
	case t.Formula == report.OutsideFormula:
		return par.T("workbook.formula_outside"), true
	case t.Formula != report.NoFormula && t.Text == "":
		return par.T("workbook.formula_empty"), true
	case t.Kind == report.DateCell:
		return par.T("workbook.date_cell"), true
	}
	return par.Text{}, false
}

// flagWords are what people write for yes and no.
var flagWords = map[string]bool{
	"co": true, "yes": true, "x": true, "true": true, "1": true, "dat": true, "y": true,
	"khong": false, "no": false, "false": false, "0": false, "n": false,
}

// flag reads yes or no.
func flag(t typed) (yes bool, fault par.Text, ok bool) {
	yes, known := flagWords[fold(t.Text)]
	if !known {
		return false, par.T("workbook.no_flag", "text", clipped(t.Text, 40)), false
	}
	return yes, par.Text{}, true
}

// option finds the code of what was chosen: by what the list offers, by the
// words alone where only one says them, or by the code.
func option(w Words, all []score.Option, t typed) (string, par.Text, bool) {
	text := fold(t.Text)
	for i, offered := range optionTexts(w, all) {
		if fold(offered) == text {
			return all[i].Code, par.Text{}, true
		}
	}
	found := ""
	for _, o := range all {
		if fold(o.Code) == text {
			return o.Code, par.Text{}, true
		}
		if o.Label != "" && fold(o.Label) == text {
			if found != "" {
				return "", par.T("workbook.no_option", "text", clipped(t.Text, 60)), false
			}
			found = o.Code
		}
	}
	if found == "" {
		return "", par.T("workbook.no_option", "text", clipped(t.Text, 60)), false
	}
	return found, par.Text{}, true
}

// figure writes the number of a cell as it would be typed into its field, so
// that the field's own reader judges it. A text stays as it is.
func figure(kind inputKind, name string, t typed) (string, par.Text, bool) {
	switch t.Kind {
	case report.FlagCell:
		return "", par.T("number.malformed", "text", t.Text), false
	case report.PercentCell:
		return percentFigure(kind, name, t)
	case report.NumberCell:
		d, ok := par.ParseDecimal(t.Text)
		if !ok {
			return "", par.T("number.malformed", "text", clipped(t.Text, 40)), false
		}
		if kind == wholeInput {
			return vietnamese().InputWhole(d), par.Text{}, true
		}
		return vietnamese().Input(d), par.Text{}, true
	case report.TextCell, report.DateCell, report.ErrorCell:
	}
	return strings.TrimSpace(t.Text), par.Text{}, true
}

// percentFigure reads a cell that shows a percentage and holds its hundredth part.
func percentFigure(kind inputKind, name string, t typed) (string, par.Text, bool) {
	d, ok := par.ParseDecimal(t.Text)
	if !ok {
		return "", par.T("number.malformed", "text", clipped(t.Text, 40)), false
	}
	if kind != percentInput && !isNumerator(name) {
		return "", par.T("workbook.percent_cell"), false
	}
	percent := vietnamese().Input(hundredfold(d))
	if kind != percentInput {
		percent += " %"
	}
	return percent, par.Text{}, true
}

// isNumerator tells whether a field is that of a, in which a page takes a percentage too.
func isNumerator(name string) bool { return name == "a" || strings.HasSuffix(name, ".a") }

// mostPlaces is how many decimals of a percentage a spreadsheet can keep.
const mostPlaces = 15

func hundredfold(d par.Decimal) par.Decimal {
	r := d.Rat()
	return par.RoundRat(r.Mul(r, big.NewRat(100, 1)), mostPlaces)
}

// noteFault refuses an explanation with marks that turn the direction of
// writing, or that nobody sees: they make a text read otherwise than it is kept.
func noteFault(t typed) (par.Text, bool) {
	hidden := strings.ContainsFunc(plainNote(t.Text), func(c rune) bool {
		return c != '\n' && c != '\t' && (unicode.IsControl(c) || turns(c))
	})
	return par.T("workbook.hidden_marks"), hidden
}

// plainNote is a text as notes are compared.
func plainNote(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(i18n.NFC(strings.ReplaceAll(s, "\r", "\n")))
}

// turns tells whether a mark changes the direction of writing.
func turns(c rune) bool {
	return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069 || c == 0x200E || c == 0x200F || c == 0x061C
}
