package evidence

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/i18n"
)

const (
	longestWord  = 60      // letters; what is longer is no word
	mostAsked    = 12      // words of a search that count
	mostIndexed  = 700_000 // bytes of the different words of one document; an engine takes no more than 1 MB
	leastPrefix  = 2       // letters from which the last word stands for all that begin so
	scopeMark    = "§"     // begins the word that says whose a document is; no cut word holds it
	searchIndex  = "document_search"
	metaExact    = "meta_exact"
	metaFolded   = "meta"
	bodyExact    = "body_exact"
	bodyFolded   = "body"
	kindLanguage = i18n.Vi
)

// cut returns the words of a text in their exact form, one after the other. A
// word is an unbroken run of letters and digits.
func cut(text string) []string {
	exact := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, i18n.Exact(text))
	words := strings.FieldsFunc(exact, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	return slices.DeleteFunc(words, func(w string) bool { return utf8.RuneCountInString(w) > longestWord })
}

// different sorts words and leaves each once.
func different(words []string) []string {
	words = slices.Clone(words)
	slices.Sort(words)
	words = slices.Compact(words)
	size := 0
	for i, w := range words {
		if size += len(w) + len("'' "); size > mostIndexed {
			return words[:i]
		}
	}
	return words
}

// folded returns the different words as they are without marks.
func folded(words []string) []string {
	plain := make([]string, len(words))
	for i, w := range words {
		plain[i] = i18n.Fold(w)
	}
	return different(plain)
}

// Terms are the words that are searched for. The last may be the beginning of one.
type Terms struct{ exact, folded []string }

// Ask cuts what was typed into the words that are searched for.
func Ask(text string) Terms {
	words := cut(text)
	words = words[:min(len(words), mostAsked)]
	t := Terms{exact: words}
	for _, w := range words {
		t.folded = append(t.folded, i18n.Fold(w))
	}
	return t
}

// None tells whether there is nothing to search for.
func (t Terms) None() bool { return len(t.exact) == 0 }

// asked writes the words of a search for the index, within a scope, as a tier
// wants them.
func (t Terms) asked(scope string, way tier) []string {
	words := t.folded
	if way.exact {
		words = t.exact
	}
	var all []string
	if scope != "" {
		all = append(all, scope)
	}
	all = append(all, words...)
	if last := words[len(words)-1]; !way.whole && utf8.RuneCountInString(last) >= leastPrefix {
		all[len(all)-1] += db.Prefix
	}
	return all
}
