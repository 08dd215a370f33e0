package score

import (
	"fmt"
	"strconv"
	"strings"
)

// maxFaults bounds how many faults are listed.
const maxFaults = 1000

// log collects faults and knows the place that is being read.
type log struct {
	root   string // the place of the whole, such as "set"; empty for a bundle
	path   []step
	faults Faults
	more   bool // there were more than maxFaults
}

// step is one step of a place: a field, or an index where key is nil.
type step struct {
	key   []byte
	index int
}

func (l *log) in(key string)    { l.path = append(l.path, step{key: []byte(key)}) }
func (l *log) inKey(key []byte) { l.path = append(l.path, step{key: key}) }
func (l *log) at(index int)     { l.path = append(l.path, step{index: index}) }
func (l *log) out()             { l.path = l.path[:len(l.path)-1] }
func (l *log) failed() bool     { return len(l.faults) > 0 }
func (l *log) since(n int) bool { return len(l.faults) > n || l.more }
func (l *log) count() int       { return len(l.faults) }

// fault records a fault at the present place.
func (l *log) fault(rule, format string, args ...any) {
	if len(l.faults) >= maxFaults {
		l.more = true
		return
	}
	l.faults = append(l.faults, Fault{Place: l.place(), Rule: rule, Detail: fmt.Sprintf(format, args...)})
}

// faultIn records a fault at a field of the present place.
func (l *log) faultIn(field, rule, format string, args ...any) {
	l.in(field)
	l.fault(rule, format, args...)
	l.out()
}

// err returns what was collected as an error, nil where there is nothing.
func (l *log) err() error {
	if !l.failed() {
		return nil
	}
	if l.more {
		l.faults = append(l.faults, Fault{Place: "$", Rule: "2", Detail: "there are more faults, which are not listed"})
		l.more = false
	}
	return l.faults
}

// place writes the present place, such as set.nodes[0].rule.steps[1].points.
func (l *log) place() string {
	var b strings.Builder
	b.WriteString(l.root)
	for _, s := range l.path {
		switch {
		case s.key == nil:
			fmt.Fprintf(&b, "[%d]", s.index)
		case plainKey(s.key):
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.Write(s.key)
		default:
			fmt.Fprintf(&b, "[%s]", quoted(string(s.key)))
		}
	}
	if b.Len() == 0 {
		return "$"
	}
	return b.String()
}

func plainKey(key []byte) bool {
	for _, c := range key {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return len(key) > 0 && len(key) <= 40
}

// quoted writes foreign text on one line, shortened.
func quoted(s string) string {
	const most = 60
	if runes := []rune(s[:min(len(s), 4*most)]); len(runes) > most {
		return strconv.Quote(string(runes[:most]) + "…")
	}
	return strconv.Quote(s)
}

func list(words []string) string { return strings.Join(words, ", ") }
