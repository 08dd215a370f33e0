package i18n

import (
	"strings"
	"unicode"
)

// Vowels with the tones huyền, sắc, hỏi, ngã, nặng.
const (
	tonedO, tonedU             = "òóỏõọ", "ùúủũụ"
	tonedA, tonedE, tonedY     = "àáảãạ", "èéẻẽẹ", "ỳýỷỹỵ"
	plainO, plainU             = 'o', 'u'
	strayDLower, strayDAfrican = 'ð', 'ɖ' // letters that look like đ and are typed for it
)

// Exact returns the text as its exact spelling is searched: in one form of
// letters, lower case, with the tone of oa, oe and uy on the second vowel, so
// that hòa and hoà, thúy and thuý are one word.
func Exact(s string) string {
	runes := []rune(NFC(s))
	for i, r := range runes {
		runes[i] = lower(r)
	}
	for i := 0; i+1 < len(runes); i++ {
		if first, second, ok := toneMoved(runes[i], runes[i+1]); ok {
			runes[i], runes[i+1] = first, second
		}
	}
	return string(runes)
}

func lower(r rune) rune {
	if r = unicode.ToLower(r); r == strayDLower || r == strayDAfrican {
		return 'đ'
	}
	return r
}

// toneMoved moves the tone of a pair of vowels to the second of them.
func toneMoved(first, second rune) (rune, rune, bool) {
	switch {
	case second == 'a' && strings.ContainsRune(tonedO, first):
		return plainO, toneOf(first, tonedO, tonedA), true
	case second == 'e' && strings.ContainsRune(tonedO, first):
		return plainO, toneOf(first, tonedO, tonedE), true
	case second == 'y' && strings.ContainsRune(tonedU, first):
		return plainU, toneOf(first, tonedU, tonedY), true
	}
	return first, second, false
}

// toneOf returns the letter of the second row that bears the tone of a letter
// of the first.
func toneOf(letter rune, from, to string) rune {
	at := 0
	for _, r := range from {
		if r == letter {
			break
		}
		at++
	}
	return []rune(to)[at]
}
