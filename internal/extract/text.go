package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"parindex/internal/i18n"
)

// clean makes the text of a page fit to be kept, shown and searched: composed
// letters, lines without ends of blanks, no control characters.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.Map(func(c rune) rune {
		switch {
		case c == '\n', c == '\t':
			return c
		case c == '\r':
			return '\n'
		case unicode.IsControl(c), c == 0xfffe, c == 0xffff, c == 0xad:
			return -1
		case unicode.IsSpace(c):
			return ' '
		}
		return c
	}, text)
	return strings.TrimSpace(i18n.NFC(text))
}

// cut shortens text to so many bytes without halving a letter.
func cut(text string, most int, was *bool) string {
	if len(text) <= most {
		return text
	}
	*was = true
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}
