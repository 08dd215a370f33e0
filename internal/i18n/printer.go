package i18n

import (
	"fmt"
	"strings"

	"parindex/internal/par"
)

// Printer says texts, numbers and times in one language. It is a small value;
// pass it along. The zero Printer speaks Vietnamese.
type Printer struct{ lang Lang }

// New returns the printer of a language; an unknown language gives Vietnamese.
func New(lang Lang) Printer {
	known, _ := ParseLang(string(lang))
	return Printer{lang: known}
}

// Lang returns the language that is spoken.
func (p Printer) Lang() Lang {
	if p.lang == "" {
		return Vi
	}
	return p.lang
}

// Has tells whether the catalogue holds the key, alone or with plural forms.
func (p Printer) Has(key string) bool {
	messages := catalog[p.Lang()]
	_, plain := messages[key]
	_, counted := messages[key+".other"]
	return plain || counted
}

// T says the text of a key, filled with alternating names and values. Values
// of package par and whole numbers take the form of the language, see Value.
// A key that is not in the catalogue is said as ⟦key⟧.
func (p Printer) T(key string, pairs ...any) string {
	m, ok := catalog[p.Lang()][key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(m) == 1 {
		return m[0]
	}
	return p.fill(m, func(name string) (any, bool) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return nil, false
	})
}

// N says the form of a text that fits n things: key.one for one thing where
// the language has such a form, else key.other. {count} is n.
func (p Printer) N(key string, n int, pairs ...any) string {
	return p.T(p.form(key, n), append([]any{"count", n}, pairs...)...)
}

// Text says a text that was left to be said. Where its key has plural forms,
// the argument "count" chooses one.
func (p Printer) Text(t par.Text) string {
	key := t.Key
	if n, ok := t.Args["count"].(int); ok {
		if _, plain := catalog[p.Lang()][key]; !plain {
			key = p.form(key, n)
		}
	}
	m, ok := catalog[p.Lang()][key]
	if !ok {
		return "⟦" + t.Key + "⟧"
	}
	return p.fill(m, func(name string) (any, bool) {
		v, ok := t.Args[name]
		return v, ok
	})
}

// Err says what a refusal means. One without a text of its own is said by its code.
func (p Printer) Err(e *par.Error) string {
	if p.Has(e.Key) {
		return p.Text(par.Text{Key: e.Key, Args: e.Args})
	}
	return p.T("error." + string(e.Code))
}

// Value says one value: decimals, whole numbers, days and moments in the form
// of the language, roles, stages, states and reasons by their names.
func (p Printer) Value(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case par.Text:
		return p.Text(v)
	case par.Decimal:
		return p.Dec(v)
	case int:
		return p.Int(int64(v))
	case int64:
		return p.Int(v)
	case par.Date:
		return p.Date(v)
	case par.Time:
		return p.DateTime(v)
	case par.Role:
		return p.T("role." + string(v))
	case par.Stage:
		return p.T("stage." + string(v))
	case par.DossierState:
		return p.T("state." + string(v))
	case par.Reason:
		return p.T("reason." + string(v))
	}
	return fmt.Sprint(v)
}

func (p Printer) form(key string, n int) string {
	if n == 1 {
		if _, ok := catalog[p.Lang()][key+".one"]; ok {
			return key + ".one"
		}
	}
	return key + ".other"
}

// fill puts values into a message; a placeholder without a value stays as it is.
func (p Printer) fill(m message, value func(name string) (any, bool)) string {
	var b strings.Builder
	for i, part := range m {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		v, ok := value(part)
		switch year, isInt := v.(int); {
		case !ok:
			b.WriteString("{" + part + "}")
		case isInt && strings.HasSuffix(part, "year"):
			fmt.Fprint(&b, year) // a year has no thousands
		default:
			b.WriteString(p.Value(v))
		}
	}
	return b.String()
}
