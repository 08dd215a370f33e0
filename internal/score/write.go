package score

import (
	"strconv"
	"strings"

	"parindex/internal/par"
)

// writer appends JSON. A field knows by itself whether a comma goes before it.
type writer struct {
	b []byte
}

// name begins a field of an object.
func (w *writer) name(name string) {
	w.comma()
	w.b = appendText(w.b, name)
	w.b = append(w.b, ':')
}

// comma separates a field or an element from the one before.
func (w *writer) comma() {
	if len(w.b) == 0 {
		return
	}
	if last := w.b[len(w.b)-1]; last != '{' && last != '[' && last != ':' {
		w.b = append(w.b, ',')
	}
}

func (w *writer) open(c byte) {
	w.comma()
	w.b = append(w.b, c)
}

func (w *writer) close(c byte) { w.b = append(w.b, c) }

func (w *writer) text(name, value string) {
	w.name(name)
	w.b = appendText(w.b, value)
}

// optional writes a text unless it is empty.
func (w *writer) optional(name, value string) {
	if value != "" {
		w.text(name, value)
	}
}

func (w *writer) number(name string, d par.Decimal) {
	if d.Known() {
		w.text(name, writable(d))
	}
}

func (w *writer) whole(name string, n int) {
	w.name(name)
	w.b = strconv.AppendInt(w.b, int64(n), 10)
}

func (w *writer) flag(name string, value bool) {
	w.name(name)
	w.b = strconv.AppendBool(w.b, value)
}

// object and array write a field with what is inside.
func (w *writer) object(name string, inside func()) {
	w.name(name)
	w.element(inside)
}

func (w *writer) element(inside func()) {
	w.open('{')
	inside()
	w.close('}')
}

func (w *writer) array(name string, count int, element func(i int)) {
	w.name(name)
	w.open('[')
	for i := range count {
		element(i)
	}
	w.close(']')
}

const hex = "0123456789abcdef"

// appendText appends a JSON string; only what must be escaped is.
func appendText(to []byte, s string) []byte {
	to = append(to, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		to = append(to, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			to = append(to, '\\', c)
		case '\n':
			to = append(to, '\\', 'n')
		case '\t':
			to = append(to, '\\', 't')
		default:
			to = append(to, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	to = append(to, s[from:]...)
	return append(to, '"')
}

// writable writes a decimal so that the contract's limits allow to read it: the
// plain text of a number such as 1e500 is longer than a number may be.
func writable(d par.Decimal) string {
	s := string(d)
	if len(s) <= maxNumberText {
		return s
	}
	l, ok := scanNumber(s)
	if !ok {
		return s
	}
	digits := strings.TrimLeft(l.whole+l.fraction, "0")
	trimmed := strings.TrimRight(digits, "0")
	exponent := len(digits) - len(trimmed) - len(l.fraction)
	if over := exponent - maxExponent; over > 0 {
		trimmed += strings.Repeat("0", over)
		exponent = maxExponent
	}
	if under := -maxExponent - exponent; under > 0 {
		trimmed = place(trimmed, -under)
		exponent = -maxExponent
	}
	if l.negative {
		trimmed = "-" + trimmed
	}
	return trimmed + "e" + strconv.Itoa(exponent)
}
