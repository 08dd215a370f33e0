package score

import (
	"parindex/internal/par"
)

// reader pulls typed values out of a text that scan has accepted. Each method
// consumes exactly one value; where it is of another type, that is a fault and
// the value is passed over.
type reader struct {
	*log
	data []byte
	pos  int

	nodes, rules int // how many the set has so far
}

func (r *reader) peek() byte {
	r.pos = skipSpace(r.data, r.pos)
	return r.data[r.pos]
}

// take returns the text of the next string, still quoted.
func (r *reader) take() []byte {
	start := r.pos
	for r.pos++; r.data[r.pos] != '"'; r.pos++ {
		if r.data[r.pos] == '\\' {
			r.pos++
		}
	}
	r.pos++
	return r.data[start:r.pos]
}

// skip passes over one value.
func (r *reader) skip() {
	depth := 0
	for {
		switch r.peek() {
		case '"':
			r.take()
		case '{', '[':
			depth++
			r.pos++
		case '}', ']':
			depth--
			r.pos++
		case ',', ':':
			r.pos++
			continue
		default:
			for r.pos < len(r.data) && wordByte(r.data[r.pos]) {
				r.pos++
			}
		}
		if depth == 0 {
			return
		}
	}
}

func wordByte(c byte) bool { return numberByte(c) || c >= 'a' && c <= 'z' }

// object reads an object. The function consumes the field's value and tells
// whether it knows the field; the required ones must all be present.
func (r *reader) object(rule string, field func(key []byte) bool, required ...string) bool {
	if r.peek() != '{' {
		r.fault(rule, "an object is expected")
		r.skip()
		return false
	}
	r.pos++
	var present [8]bool // by position in required
	for r.peek() != '}' {
		if r.data[r.pos] == ',' {
			r.pos++
			r.peek()
		}
		key := unquote(r.take())
		r.peek() // the colon
		r.pos++
		r.peek()
		for i, name := range required {
			if string(key) == name {
				present[i] = true
			}
		}
		r.field(rule, key, field)
	}
	r.pos++
	for i, name := range required {
		if !present[i] {
			r.faultIn(name, rule, "is required")
		}
	}
	return true
}

func (r *reader) field(rule string, key []byte, field func(key []byte) bool) {
	r.inKey(key)
	before := r.pos
	if !field(key) {
		r.pos = before
		r.fault(rule, "the field is unknown here")
		r.skip()
	}
	r.out()
}

// array reads an array; the function consumes one element.
func (r *reader) array(rule string, element func(index int)) bool {
	if r.peek() != '[' {
		r.fault(rule, "an array is expected")
		r.skip()
		return false
	}
	r.pos++
	for i := 0; r.peek() != ']'; i++ {
		if r.data[r.pos] == ',' {
			r.pos++
			r.peek()
		}
		r.at(i)
		element(i)
		r.out()
	}
	r.pos++
	return true
}

// known says that a field was known, whatever came of reading it.
func known(bool) bool { return true }

// text reads a string.
func (r *reader) text(rule string, into *string) bool {
	if r.peek() != '"' {
		r.fault(rule, "a text is expected")
		r.skip()
		return true
	}
	*into = string(unquote(r.take()))
	return true
}

// name reads a string that must say something, such as a code.
func (r *reader) name(rule string, into *string) bool {
	before := r.count()
	r.text(rule, into)
	if *into == "" && !r.since(before) {
		r.fault(rule, "must not be empty")
	}
	return true
}

// choice reads a string that must be one of a few.
func (r *reader) choice(rule string, into *string, of ...string) bool {
	before := r.count()
	r.text(rule, into)
	if r.since(before) {
		return true
	}
	for _, word := range of {
		if *into == word {
			return true
		}
	}
	r.fault(rule, "%s is not one of %s", quoted(*into), list(of))
	return true
}

// flag reads true or false.
func (r *reader) flag(rule string, into *bool) bool {
	switch r.peek() {
	case 't':
		*into = true
	case 'f':
		*into = false
	default:
		r.fault(rule, "true or false is expected")
	}
	r.skip()
	return true
}

// number reads a number, which may stand in a string, into its canonical text.
func (r *reader) number(rule string, into *par.Decimal) bool {
	text, ok := r.numberText()
	if !ok {
		r.fault(rule, "a number is expected")
		r.skip()
		return true
	}
	value, reason := readNumber(text)
	if reason != "" {
		r.fault("1", "%s %s", quoted(text), reason)
		return true
	}
	*into = value
	return true
}

func (r *reader) numberText() (string, bool) {
	switch c := r.peek(); {
	case c == '"':
		return string(unquote(r.take())), true
	case numberByte(c):
		start := r.pos
		for r.pos < len(r.data) && numberByte(r.data[r.pos]) {
			r.pos++
		}
		return string(r.data[start:r.pos]), true
	}
	return "", false
}

// whole reads a whole number within limits.
func (r *reader) whole(rule string, into *int, least, most int64) bool {
	var text par.Decimal
	before := r.count()
	r.number(rule, &text)
	if r.since(before) {
		return true
	}
	n, _ := numOf(text)
	if !n.isWhole() || n.less(whole(least)) || whole(most).less(n) {
		r.fault(rule, "a whole number from %d to %d is expected", least, most)
		return true
	}
	*into = int(n.floor().n)
	return true
}

// null passes over a null, and tells whether there was one.
func (r *reader) null() bool {
	if r.peek() != 'n' {
		return false
	}
	r.skip()
	return true
}
