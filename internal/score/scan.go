package score

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// maxDepth is how deep objects and arrays may stand in one another.
const maxDepth = 64

// scanner walks once over a text and finds what no reader may accept: broken
// JSON, repeated fields, text that is not UTF-8, nesting too deep.
type scanner struct {
	*log
	data []byte
	pos  int
	keys [][]byte // the fields of the objects that are open
}

// scan checks one JSON object that is the whole of data; it starts at the given
// depth. It tells whether the grammar holds; faults go to the log in any case.
func scan(l *log, data []byte, depth int) bool {
	s := &scanner{log: l, data: data}
	s.space()
	if !s.value(depth) {
		return false
	}
	s.space()
	if s.pos < len(data) {
		return s.broken("there is something after the object")
	}
	return true
}

// broken records a fault of grammar, after which nothing can be read.
func (s *scanner) broken(what string) bool {
	s.fault("2", "%s (at byte %d)", what, s.pos)
	return false
}

func (s *scanner) space() { s.pos = skipSpace(s.data, s.pos) }

func skipSpace(data []byte, pos int) int {
	for pos < len(data) && (data[pos] == ' ' || data[pos] == '\n' || data[pos] == '\t' || data[pos] == '\r') {
		pos++
	}
	return pos
}

func (s *scanner) peek() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

func (s *scanner) value(depth int) bool {
	if depth > maxDepth {
		return s.broken("objects and arrays are nested deeper than 64")
	}
	switch c := s.peek(); {
	case s.pos >= len(s.data):
		return s.broken("the text ends too early")
	case c == '{':
		return s.object(depth)
	case c == '[':
		return s.array(depth)
	case c == '"':
		return s.text()
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	}
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(s.data[s.pos:], []byte(word)) {
			s.pos += len(word)
			return true
		}
	}
	return s.broken("is not JSON")
}

func (s *scanner) object(depth int) bool {
	first := len(s.keys)
	s.pos++
	for more := !s.closes('}'); more; {
		if s.space(); s.peek() != '"' {
			return s.broken("a field's name is expected")
		}
		start := s.pos
		if !s.text() {
			return false
		}
		key := unquote(s.data[start:s.pos])
		s.keys = append(s.keys, key)
		s.inKey(key)
		if s.space(); s.peek() != ':' {
			return s.broken("a colon is expected")
		}
		s.pos++
		if s.space(); !s.value(depth + 1) {
			return false
		}
		s.out()
		var ok bool
		if more, ok = s.next('}'); !ok {
			return false
		}
	}
	s.repeated(s.keys[first:])
	s.keys = s.keys[:first]
	return true
}

// repeated records a fault for each field that stands twice in one object. Few
// fields are compared one by one, many are sorted first.
func (s *scanner) repeated(keys [][]byte) {
	const few = 16
	if len(keys) > few {
		slices.SortFunc(keys, bytes.Compare)
		for i := 1; i < len(keys); i++ {
			s.same(keys[i-1], keys[i])
		}
		return
	}
	for i := range keys {
		for j := range i {
			s.same(keys[j], keys[i])
		}
	}
}

func (s *scanner) same(a, b []byte) {
	if bytes.Equal(a, b) {
		s.inKey(b)
		s.fault("2", "the field is repeated")
		s.out()
	}
}

func (s *scanner) array(depth int) bool {
	s.pos++
	more := !s.closes(']')
	for i := 0; more; i++ {
		s.at(i)
		if s.space(); !s.value(depth + 1) {
			return false
		}
		s.out()
		var ok bool
		if more, ok = s.next(']'); !ok {
			return false
		}
	}
	return true
}

// closes tells whether an object or array that was just opened is empty.
func (s *scanner) closes(end byte) bool {
	if s.space(); s.peek() != end {
		return false
	}
	s.pos++
	return true
}

// next moves past a comma or the end, and tells whether there is more.
func (s *scanner) next(end byte) (more, ok bool) {
	s.space()
	switch s.peek() {
	case ',':
		s.pos++
		return true, true
	case end:
		s.pos++
		return false, true
	}
	return false, s.broken("a comma or the end of the object or array is expected")
}

func (s *scanner) number() bool {
	start := s.pos
	for s.pos < len(s.data) && numberByte(s.data[s.pos]) {
		s.pos++
	}
	if _, ok := scanNumber(string(s.data[start:s.pos])); !ok {
		return s.broken("is not a number in the grammar of JSON")
	}
	return true
}

func numberByte(c byte) bool {
	return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}

func (s *scanner) text() bool {
	s.pos++
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; {
		case c == '"':
			s.pos++
			return true
		case c == '\\':
			if !s.escape() {
				return false
			}
		case c < 0x20:
			return s.broken("a control character stands in a text")
		case c < utf8.RuneSelf:
			s.pos++
		default:
			r, size := utf8.DecodeRune(s.data[s.pos:])
			if r == utf8.RuneError && size == 1 {
				return s.broken("the text is not UTF-8")
			}
			s.pos += size
		}
	}
	return s.broken("a text does not end")
}

func (s *scanner) escape() bool {
	rest := s.data[s.pos+1:]
	if len(rest) > 0 && bytes.IndexByte([]byte(`"\/bfnrt`), rest[0]) >= 0 {
		s.pos += 2
		return true
	}
	unit, ok := escapedUnit(s.data[s.pos:])
	if !ok {
		return s.broken("an escape is broken")
	}
	if unit < 0xD800 || unit > 0xDFFF {
		s.pos += 6
		return true
	}
	low, ok := escapedUnit(s.data[s.pos+6:])
	if unit > 0xDBFF || !ok || low < 0xDC00 || low > 0xDFFF {
		return s.broken("an escape is half of a pair, which is not UTF-8")
	}
	s.pos += 12
	return true
}

// escapedUnit reads \uXXXX at the beginning of data.
func escapedUnit(data []byte) (rune, bool) {
	if len(data) < 6 || data[0] != '\\' || data[1] != 'u' {
		return 0, false
	}
	var unit rune
	for _, c := range data[2:6] {
		switch {
		case c >= '0' && c <= '9':
			unit = unit<<4 | rune(c-'0')
		case c >= 'a' && c <= 'f':
			unit = unit<<4 | rune(c-'a'+10)
		case c >= 'A' && c <= 'F':
			unit = unit<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return unit, true
}

// unquote returns what a checked JSON text says; without escapes it is a part
// of the text itself.
func unquote(quoted []byte) []byte {
	body := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(body, '\\') < 0 {
		return body
	}
	plain := make([]byte, 0, len(body))
	for i := 0; i < len(body); {
		if body[i] != '\\' {
			plain = append(plain, body[i])
			i++
			continue
		}
		if at := bytes.IndexByte([]byte(`"\/bfnrt`), body[i+1]); at >= 0 {
			plain = append(plain, "\"\\/\b\f\n\r\t"[at])
			i += 2
			continue
		}
		unit, _ := escapedUnit(body[i:])
		i += 6
		if unit >= 0xD800 && unit <= 0xDFFF {
			low, _ := escapedUnit(body[i:])
			unit = (unit-0xD800)<<10 + (low - 0xDC00) + 0x10000
			i += 6
		}
		plain = utf8.AppendRune(plain, unit)
	}
	return plain
}
