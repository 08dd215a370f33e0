package i18n

import (
	"math/big"
	"strconv"
	"strings"

	"parindex/internal/par"
)

const (
	unknown = "–"
	minus   = "−"
)

// Dec says a decimal with all its digits: 1.234,5 in Vietnamese, 1,234.5 in
// English, "–" where it is not known.
func (p Printer) Dec(d par.Decimal) string {
	if !d.Known() {
		return unknown
	}
	whole, fraction, _ := strings.Cut(string(d), ".")
	return p.join(whole, fraction)
}

// Fixed says a decimal rounded half away from zero to a fixed number of places: 83,78.
func (p Printer) Fixed(d par.Decimal, places int) string {
	if !d.Known() {
		return unknown
	}
	whole, fraction, _ := strings.Cut(string(d), ".")
	if len(fraction) > places {
		whole, fraction, _ = strings.Cut(string(d.Round(places)), ".")
	}
	return p.join(whole, fraction+strings.Repeat("0", places-len(fraction)))
}

// Signed says a difference with its sign: −0,27, +1,57 and 0,00.
func (p Printer) Signed(d par.Decimal, places int) string {
	if d.Known() && d.Round(places).Sign() > 0 {
		return "+" + p.Fixed(d, places)
	}
	return p.Fixed(d, places)
}

// Int says a whole number in groups of three.
func (p Printer) Int(n int64) string { return p.join(strconv.FormatInt(n, 10), "") }

// Input says a decimal as the value of a field: without groups, and so that
// ReadNumber reads the same number again.
func (p Printer) Input(d par.Decimal) string {
	whole, fraction, dotted := strings.Cut(string(d), ".")
	if !dotted {
		return whole
	}
	if p.Lang() == En && looksGrouped(strings.TrimPrefix(whole, "-"), fraction) {
		fraction += "0"
	}
	return whole + p.point() + fraction
}

// InputWhole says a count as the value of a field: 118.555 in Vietnamese,
// 118555 in English, so that ReadWhole reads the same number again.
func (p Printer) InputWhole(d par.Decimal) string {
	whole, fraction, dotted := strings.Cut(string(d), ".")
	if dotted {
		if looksGrouped(strings.TrimPrefix(whole, "-"), fraction) {
			fraction += "0"
		}
		return whole + p.point() + fraction
	}
	body, negative := strings.CutPrefix(whole, "-")
	if p.Lang() == En {
		return whole
	}
	if negative {
		return "-" + group(body, ".")
	}
	return group(body, ".")
}

// Size says a number of bytes: 412 KB, 1,2 MB.
func (p Printer) Size(bytes int64) string {
	const kilo, mega = 1 << 10, 1 << 20
	if bytes < mega {
		return p.Int((bytes+kilo-1)/kilo) + " KB"
	}
	return p.Dec(par.RoundRat(big.NewRat(bytes, mega), 1)) + " MB"
}

func (p Printer) join(whole, fraction string) string {
	body, negative := strings.CutPrefix(whole, "-")
	text := group(body, p.comma())
	if fraction != "" {
		text += p.point() + fraction
	}
	if negative {
		text = minus + text
	}
	return text
}

// group puts a separator between groups of three digits.
func group(digits, separator string) string {
	if len(digits) <= 3 {
		return digits
	}
	first := len(digits) % 3
	var b strings.Builder
	b.WriteString(digits[:first])
	for i := first; i < len(digits); i += 3 {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(digits[i : i+3])
	}
	return b.String()
}

func (p Printer) point() string {
	if p.Lang() == En {
		return "."
	}
	return ","
}

func (p Printer) comma() string {
	if p.Lang() == En {
		return ","
	}
	return "."
}
