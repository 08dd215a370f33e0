package db

import (
	"fmt"
	"strings"
)

// Prefix marks the end of a word that stands for every word that begins so.
const Prefix = "*"

// Match writes the condition that every one of the words stands in a column of
// an index of words, and the value that takes the place of mark in it. A word
// may end in Prefix. Words hold no blank, quote or backslash.
func (tx *Tx) Match(index, column, mark string, words []string) (condition, value string) {
	d := tx.db.dialect
	return fmt.Sprintf(d.match, index, column, mark), d.words(column, words)
}

// Row writes words as a column of a row of an index takes them in.
func Row(words []string) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString("'" + w + "' ")
	}
	return b.String()
}

func wordsSQLite(column string, words []string) string {
	terms := make([]string, len(words))
	for i, w := range words {
		word, prefix := strings.CutSuffix(w, Prefix)
		if terms[i] = `"` + word + `"`; prefix {
			terms[i] += " *"
		}
	}
	return column + " : (" + strings.Join(terms, " AND ") + ")"
}

func wordsPostgres(_ string, words []string) string {
	terms := make([]string, len(words))
	for i, w := range words {
		word, prefix := strings.CutSuffix(w, Prefix)
		if terms[i] = "'" + word + "'"; prefix {
			terms[i] += ":*"
		}
	}
	return strings.Join(terms, " & ")
}
