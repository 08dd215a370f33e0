package par

import (
	"math/big"
	"strings"
)

// Decimal is an exact decimal number in its canonical text: no exponent, no
// leading zeros, no trailing zeros after the point, "-" before a negative one
// and never "-0". The empty Decimal means "not known".
type Decimal string

// maxDigits bounds what ParseDecimal reads.
const maxDigits = 500

// ParseDecimal reads a plain decimal such as "14.5" or "-0.27" and makes it canonical.
func ParseDecimal(s string) (Decimal, bool) {
	body, negative := strings.CutPrefix(s, "-")
	whole, fraction, dotted := strings.Cut(body, ".")
	if len(s) > maxDigits || whole == "" || (dotted && fraction == "") || !digits(whole) || !digits(fraction) {
		return "", false
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	fraction = strings.TrimRight(fraction, "0")
	text := whole
	if fraction != "" {
		text += "." + fraction
	}
	if negative && text != "0" {
		text = "-" + text
	}
	return Decimal(text), true
}

// MustDecimal is ParseDecimal for constants; it panics on what is not a decimal.
func MustDecimal(s string) Decimal {
	d, ok := ParseDecimal(s)
	if !ok {
		panic("par: not a decimal: " + s)
	}
	return d
}

// Known tells whether the number is known at all.
func (d Decimal) Known() bool { return d != "" }

// Rat returns the number exactly; an unknown one counts as zero.
func (d Decimal) Rat() *big.Rat {
	r := new(big.Rat)
	if d != "" {
		r.SetString(string(d))
	}
	return r
}

// Cmp compares two numbers: -1, 0 or +1.
func (d Decimal) Cmp(e Decimal) int { return d.Rat().Cmp(e.Rat()) }

// Sign returns -1, 0 or +1; an unknown number counts as zero.
func (d Decimal) Sign() int {
	switch {
	case strings.Trim(string(d), "-0.") == "":
		return 0
	case d[0] == '-':
		return -1
	}
	return 1
}

// Add returns d + e exactly.
func (d Decimal) Add(e Decimal) Decimal { return exact(new(big.Rat).Add(d.Rat(), e.Rat())) }

// Sub returns d - e exactly.
func (d Decimal) Sub(e Decimal) Decimal { return exact(new(big.Rat).Sub(d.Rat(), e.Rat())) }

// Round returns d rounded half away from zero to the given number of decimals.
func (d Decimal) Round(places int) Decimal { return RoundRat(d.Rat(), places) }

// RoundRat rounds an exact ratio half away from zero. It is the one rounding of
// the scoring contract.
func RoundRat(r *big.Rat, places int) Decimal {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	n := new(big.Int).Mul(r.Num(), scale)
	n.Mul(n.Abs(n), big.NewInt(2)).Add(n, r.Denom())
	n.Quo(n, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	if r.Sign() < 0 {
		n.Neg(n)
	}
	return exact(new(big.Rat).SetFrac(n, scale))
}

// exact writes a ratio whose denominator divides a power of ten.
func exact(r *big.Rat) Decimal {
	places, _ := r.FloatPrec()
	d, ok := ParseDecimal(r.FloatString(places))
	if !ok {
		panic("par: a decimal grew beyond its limit")
	}
	return d
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
