package i18n

import (
	"regexp"
	"strings"

	"parindex/internal/par"
)

// longest is how many characters a typed number may have.
const longest = 40

var (
	plainNumber  = regexp.MustCompile(`^\d+([.,]\d+)?$`)
	dotGroups    = regexp.MustCompile(`^[1-9]\d{0,2}(\.\d{3})+(,\d+)?$`)
	commaGroups  = regexp.MustCompile(`^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$`)
	spaceGroups  = regexp.MustCompile(`^[1-9]\d{0,2}([ \x{a0}\x{202f}]\d{3})+([.,]\d+)?$`)
	oneSeparator = regexp.MustCompile(`^\d+[.,]\d+$`)
)

// ReadNumber reads a number as people type it: 0,25 and 0.25 are the same, and
// 1.234,5 and 1,234.5 too. It refuses 1.234 with a question, for it may be a
// thousand or one and a quarter. Blank text is the unknown number. Errors are
// *par.Error with the keys number.ambiguous, number.malformed, number.long.
func ReadNumber(s string) (par.Decimal, error) {
	return read(s, func(whole, separator, fraction string) (string, bool) {
		ambiguous := separator == "." && looksGrouped(whole, fraction)
		return whole + "." + fraction, !ambiguous
	})
}

// ReadWhole reads a count as people type it: 118.555 is a hundred and eighteen
// thousand, 1.904,5 a decimal. It refuses 118,555 with a question. Blank text
// is the unknown number. Errors as of ReadNumber.
func ReadWhole(s string) (par.Decimal, error) {
	return read(s, func(whole, separator, fraction string) (string, bool) {
		if !looksGrouped(whole, fraction) {
			return whole + "." + fraction, true
		}
		return whole + fraction, separator == "."
	})
}

// read removes signs and unmistakable groups, and asks single for the meaning
// of digits around one separator; single returns false where it cannot tell.
func read(s string, single func(whole, separator, fraction string) (string, bool)) (par.Decimal, error) {
	text := strings.TrimSpace(s)
	if text == "" {
		return "", nil
	}
	if len(text) > longest {
		return "", par.E(par.Invalid, "number.long", "limit", longest)
	}
	body, sign := unsigned(text)
	if oneSeparator.MatchString(body) {
		at := strings.IndexAny(body, ".,")
		whole, separator, fraction := body[:at], body[at:at+1], body[at+1:]
		number, sure := single(whole, separator, fraction)
		if !sure {
			return "", ambiguity(text, sign, separator, whole, fraction)
		}
		body = number
	}
	d, ok := par.ParseDecimal(sign + ungrouped(body))
	if !ok {
		return "", par.E(par.Invalid, "number.malformed", "text", text)
	}
	return d, nil
}

func unsigned(text string) (body, sign string) {
	for _, dash := range []string{"-", minus} {
		if body, ok := strings.CutPrefix(text, dash); ok {
			return strings.TrimSpace(body), "-"
		}
	}
	return text, ""
}

// ungrouped writes a number with one point and no groups; what is no number is
// returned as it is, for the parser to refuse.
func ungrouped(s string) string {
	switch {
	case plainNumber.MatchString(s):
		return strings.Replace(s, ",", ".", 1)
	case dotGroups.MatchString(s):
		return strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	case commaGroups.MatchString(s):
		return strings.ReplaceAll(s, ",", "")
	case spaceGroups.MatchString(s):
		return strings.Replace(strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(s), ",", ".", 1)
	}
	return s
}

// ambiguity asks which number was meant and says how to type each.
func ambiguity(text, sign, separator, whole, fraction string) error {
	decimal := sign + whole + "," + fraction
	if separator == "," {
		decimal += "0"
	}
	return par.E(par.Invalid, "number.ambiguous", "text", text, "whole", sign+whole+fraction, "decimal", decimal)
}

// looksGrouped tells whether digits around a separator may be a thousand.
func looksGrouped(whole, fraction string) bool {
	return len(fraction) == 3 && len(whole) <= 3 && whole != "" && whole[0] != '0'
}
