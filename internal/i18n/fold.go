package i18n

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// NFC returns the text in the one form in which all text is stored.
func NFC(s string) string { return norm.NFC.String(s) }

// Fold returns the text as it is searched: lower case, without marks, đ as d.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case lower(r) == 'đ':
			b.WriteByte('d')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Sort puts words into Vietnamese order: Ăn before Ấp, Du before Đà.
func Sort(words []string) {
	SortBy(words, func(s string) string { return s })
}

// SortBy puts items into the Vietnamese order of their names; items of one
// name keep their order.
func SortBy[T any](items []T, name func(T) string) {
	collator := collate.New(language.Vietnamese)
	var buffer collate.Buffer
	type keyed struct {
		key  string
		item T
	}
	sorted := make([]keyed, len(items))
	for i, item := range items {
		sorted[i] = keyed{string(collator.KeyFromString(&buffer, name(item))), item}
		buffer.Reset()
	}
	slices.SortStableFunc(sorted, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
	for i := range sorted {
		items[i] = sorted[i].item
	}
}

// Compare compares two words in Vietnamese order: -1, 0 or +1. To sort, use
// Sort or SortBy, which prepare each word once.
func Compare(a, b string) int {
	return collate.New(language.Vietnamese).CompareString(a, b)
}
