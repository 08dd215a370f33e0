package score

import (
	"math/big"
	"strings"

	"parindex/internal/par"
)

// The contract's limits on one number as it is written.
const (
	maxNumberText = 500
	maxExponent   = 500
)

// maxPlainText bounds the plain text of a number within those limits.
const maxPlainText = 3 * maxNumberText

// literal is a number taken apart: its value is ±digits × 10^exponent, where
// digits are those of whole and fraction together.
type literal struct {
	negative        bool
	whole, fraction string
	exponent        int
}

// scanNumber takes apart a number in the grammar of JSON.
func scanNumber(s string) (literal, bool) {
	var l literal
	rest, negative := strings.CutPrefix(s, "-")
	l.negative = negative
	l.whole, rest = leadingDigits(rest)
	if l.whole == "" || len(l.whole) > 1 && l.whole[0] == '0' {
		return l, false
	}
	if strings.HasPrefix(rest, ".") {
		if l.fraction, rest = leadingDigits(rest[1:]); l.fraction == "" {
			return l, false
		}
	}
	if rest == "" {
		return l, true
	}
	if rest[0] != 'e' && rest[0] != 'E' {
		return l, false
	}
	var ok bool
	l.exponent, ok = scanExponent(rest[1:])
	return l, ok
}

// scanExponent reads an exponent; one beyond the limit comes out just beyond it.
func scanExponent(s string) (int, bool) {
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	digits, rest := leadingDigits(s)
	if digits == "" || rest != "" {
		return 0, false
	}
	value := 0
	for i := range len(digits) {
		value = min(value*10+int(digits[i]-'0'), maxExponent+1)
	}
	if negative {
		value = -value
	}
	return value, true
}

func leadingDigits(s string) (digits, rest string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return s[:i], s[i:]
}

// plain writes the number canonically: no exponent, no needless zeros.
func (l literal) plain() par.Decimal {
	digits := strings.TrimLeft(l.whole+l.fraction, "0")
	if digits == "" {
		return "0"
	}
	shift := l.exponent - len(l.fraction)
	trimmed := strings.TrimRight(digits, "0")
	shift += len(digits) - len(trimmed)
	text := place(trimmed, shift)
	if l.negative {
		text = "-" + text
	}
	return par.Decimal(text)
}

// place writes digits × 10^shift; digits neither begin nor end with a zero.
func place(digits string, shift int) string {
	switch point := len(digits) + shift; {
	case shift >= 0:
		return digits + strings.Repeat("0", shift)
	case point > 0:
		return digits[:point] + "." + digits[point:]
	default:
		return "0." + strings.Repeat("0", -point) + digits
	}
}

// readNumber reads a number of the contract into its canonical text. The
// reason says what is wrong where it is not one.
func readNumber(s string) (text par.Decimal, reason string) {
	if canonical(s) {
		return par.Decimal(s), ""
	}
	l, ok := scanNumber(s)
	switch {
	case !ok:
		return "", "is not a number in the grammar of JSON"
	case len(s) > maxNumberText:
		return "", "is a number of more than 500 characters"
	case l.exponent > maxExponent || l.exponent < -maxExponent:
		return "", "has an exponent beyond ±500"
	}
	return l.plain(), ""
}

// canonical tells quickly whether a short number is already in canonical text.
func canonical(s string) bool {
	if s == "" || len(s) > 18 || s[0] == '0' && len(s) > 1 && s[1] != '.' {
		return false
	}
	point := -1
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
		case c == '.' && point < 0 && i > 0:
			point = i
		default:
			return false
		}
	}
	return point < 0 || s[len(s)-1] != '0' && s[len(s)-1] != '.'
}

// numOf reads a decimal exactly; false where it is not a number.
func numOf(d par.Decimal) (num, bool) {
	s := string(d)
	if canonical(s) {
		return small(s), true
	}
	if len(s) > maxPlainText {
		return num{}, false
	}
	l, ok := scanNumber(s)
	if !ok || l.exponent > maxExponent || l.exponent < -maxExponent {
		return num{}, false
	}
	digits := strings.TrimLeft(l.whole+l.fraction, "0")
	trimmed := strings.TrimRight(digits, "0")
	shift := l.exponent - len(l.fraction) + len(digits) - len(trimmed)
	n, d10 := new(big.Int), big.NewInt(1)
	if trimmed != "" {
		n.SetString(trimmed, 10)
		if shift >= 0 {
			n.Mul(n, power(shift))
		} else {
			d10 = power(-shift)
		}
	}
	if l.negative {
		n.Neg(n)
	}
	if fits(n) && fits(d10) {
		return num{n: n.Int64(), d: d10.Int64()}, true
	}
	return num{big: &fraction{n: n, d: d10}}, true
}

// small reads a canonical text of at most 18 characters.
func small(s string) num {
	n, d := int64(0), int64(1)
	fraction := false
	for i := range len(s) {
		if s[i] == '.' {
			fraction = true
			continue
		}
		n = n*10 + int64(s[i]-'0')
		if fraction {
			d *= 10
		}
	}
	return num{n: n, d: d}
}

// places counts the decimals of a canonical text.
func places(d par.Decimal) int {
	_, fraction, _ := strings.Cut(string(d), ".")
	return len(fraction)
}

// decimal writes a rounded to the given number of decimals, canonically.
func (a num) decimal(places int) par.Decimal {
	return par.Decimal(a.append(nil, places))
}

// append appends the text of a, rounded to the given number of decimals.
func (a num) append(to []byte, places int) []byte {
	r := a.round(places)
	if r.big != nil {
		return append(to, bigText(r.big.n, places)...)
	}
	n := r.n
	if n < 0 {
		to = append(to, '-')
		n = -n
	}
	for places > 0 && n%10 == 0 {
		n /= 10
		places--
	}
	var digits [24]byte
	i := len(digits)
	for count := 0; n > 0 || count <= places; count++ {
		if count == places && places > 0 {
			i--
			digits[i] = '.'
		}
		i--
		digits[i] = byte('0' + n%10)
		n /= 10
	}
	return append(to, digits[i:]...)
}

// bigText writes n / 10^places canonically.
func bigText(n *big.Int, places int) string {
	digits := new(big.Int).Abs(n).String()
	if digits == "0" {
		return digits
	}
	trimmed := strings.TrimRight(digits, "0")
	text := place(trimmed, len(digits)-len(trimmed)-places)
	if n.Sign() < 0 {
		text = "-" + text
	}
	return text
}
