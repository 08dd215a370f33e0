package account

import (
	_ "embed" // for the list of common passwords
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"parindex/internal/i18n"
	"parindex/internal/par"
)

// A password alone guards an account, so that it must be long; a second factor
// would allow eight characters.
const (
	minPassword  = 15  // characters
	maxPassword  = 200 // characters
	minDifferent = 6   // different characters
	minOwn       = 8   // characters that are neither common nor the person's own names
)

//go:embed common_passwords.txt
var commonFile string

// common holds the well-known words, the longest first.
var common = readCommon(commonFile)

func readCommon(text string) []string {
	var words []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			words = append(words, line)
		}
	}
	slices.SortFunc(words, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return words
}

// passwordFault says why a password is refused, or false. Its key names what
// to change, never the password.
func passwordFault(password string, p Person) (par.Text, bool) {
	length := utf8.RuneCountInString(password)
	switch {
	case length < minPassword:
		return par.T("account.password_short", "least", minPassword), true
	case length > maxPassword:
		return par.T("account.password_long", "limit", maxPassword), true
	case different(password) < minDifferent:
		return par.T("account.password_monotonous", "least", minDifferent), true
	case utf8.RuneCountInString(ownPart(password, p)) < minOwn:
		return par.T("account.password_common"), true
	}
	return par.Text{}, false
}

func different(password string) int {
	seen := map[rune]bool{}
	for _, r := range password {
		seen[r] = true
	}
	return len(seen)
}

// ownPart is what remains of a password without the person's names, without
// well-known words and without what is neither letter nor digit.
func ownPart(password string, p Person) string {
	rest := letters(password)
	words := append([]string{letters(p.Login), letters(p.Name)}, nameParts(p.Name)...)
	for _, word := range append(words, common...) {
		if len(word) > 1 {
			rest = strings.ReplaceAll(rest, word, "")
		}
	}
	return rest
}

func nameParts(name string) []string {
	var parts []string
	for _, part := range strings.Fields(name) {
		parts = append(parts, letters(part))
	}
	return parts
}

// letters folds a text and keeps its letters and digits.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '@' {
			return r
		}
		return -1
	}, i18n.Fold(s))
}

// alphabet has 32 signs that nobody mistakes for one another on paper.
const alphabet = "abcdefghjkmnpqrstuvwxyz123456789"

// firstPassword makes a password of 100 random bits that is typed once.
func firstPassword(random io.Reader) (string, error) {
	raw := make([]byte, 20)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", err
	}
	var b strings.Builder
	for i, c := range raw {
		if i > 0 && i%5 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(alphabet[c%32])
	}
	return b.String(), nil
}
