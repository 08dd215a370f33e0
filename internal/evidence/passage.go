package evidence

import (
	"slices"
	"strings"
	"unicode"

	"parindex/internal/db"
	"parindex/internal/i18n"
)

// Passage is where in the text of a document the words of a search stand.
type Passage struct {
	Page   int
	Pieces []Piece
}

// Piece is a stretch of a passage; the words that were searched for are marked.
type Piece struct {
	Text   string
	Marked bool
}

const (
	passageBefore = 8       // words before the first that is marked
	passageWords  = 36      // words of a passage
	mostRead      = 400_000 // bytes of text that are read for the passages of one page of a list
)

const selectPages = `
SELECT page, body
FROM file_text
WHERE file_hash = $1 AND page > $2
ORDER BY page
LIMIT 8`

type pageText struct {
	page int
	body string
}

func scanPage(row db.Scanner) (pageText, error) {
	var p pageText
	err := row.Scan(&p.page, &p.body)
	return p, err
}

// findPassages adds to each entry that was found by its text where the words
// stand, as long as there is not too much to be read.
func findPassages(tx *db.Tx, entries []Entry, terms Terms) error {
	left := mostRead
	for i := range entries {
		if !entries[i].InText {
			continue
		}
		passage, read, err := passageOf(tx, entries[i].File.Hash, terms, left)
		if err != nil {
			return err
		}
		entries[i].Passage = passage
		left -= read
	}
	return nil
}

// passageOf finds the first page with the most of the words.
func passageOf(tx *db.Tx, hash string, terms Terms, most int) (best *Passage, read int, err error) {
	score, after := 0, 0
	for read < most && score < len(terms.folded) {
		pages, err := db.List(tx, scanPage, selectPages, hash, after)
		if err != nil || len(pages) == 0 {
			return best, read, err
		}
		for _, p := range pages {
			read, after = read+len(p.body), p.page
			if parts, has := terms.within(p.body); has > score {
				best, score = &Passage{p.page, parts}, has
			}
		}
	}
	return best, read, nil
}

// spot is a word of a text, by its first byte and the one after its last, and
// which of the terms it is; -1: none.
type spot struct{ from, to, term int }

// within cuts out of a text where most of the terms stand close together, and
// tells how many of them the text has.
func (t Terms) within(text string) ([]Piece, int) {
	text = i18n.NFC(text)
	spots := t.spots(text)
	seen := map[int]bool{}
	start, most := -1, 0
	for i, s := range spots {
		if s.term < 0 {
			continue
		}
		seen[s.term] = true
		close := map[int]bool{}
		for _, near := range spots[i:min(len(spots), i+passageWords-passageBefore)] {
			if near.term >= 0 {
				close[near.term] = true
			}
		}
		if len(close) > most {
			start, most = i, len(close)
		}
	}
	if start < 0 {
		return nil, 0
	}
	first := max(0, start-passageBefore)
	return cutOut(text, spots[first:min(len(spots), first+passageWords)], first > 0, first+passageWords < len(spots)), len(seen)
}

// spots finds the words of a text.
func (t Terms) spots(text string) []spot {
	var all []spot
	from := -1
	end := func(to int) {
		if from >= 0 {
			all = append(all, spot{from, to, t.which(text[from:to])})
		}
		from = -1
	}
	for i, r := range text {
		letter := unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mn, r)
		if letter && from < 0 {
			from = i
		}
		if !letter {
			end(i)
		}
	}
	end(len(text))
	return all
}

// which tells which of the terms a word is, marks aside.
func (t Terms) which(word string) int {
	word = i18n.Fold(word)
	last := len(t.folded) - 1
	if i := slices.Index(t.folded, word); i >= 0 {
		return i
	}
	if len(t.folded[last]) >= leastPrefix && strings.HasPrefix(word, t.folded[last]) {
		return last
	}
	return -1
}

// cutOut writes the text from the first to the last of some words.
func cutOut(text string, words []spot, more, goesOn bool) []Piece {
	var parts []Piece
	say := func(piece string, marked bool) {
		if last := len(parts) - 1; last >= 0 && parts[last].Marked == marked {
			parts[last].Text += piece
			return
		}
		parts = append(parts, Piece{piece, marked})
	}
	if more {
		say("… ", false)
	}
	at := words[0].from
	for _, w := range words {
		say(spaced(text[at:w.from]), false)
		say(text[w.from:w.to], w.term >= 0)
		at = w.to
	}
	if goesOn {
		say(" …", false)
	}
	return slices.DeleteFunc(parts, func(p Piece) bool { return p.Text == "" })
}

// spaced makes each run of blanks and line ends one blank.
func spaced(text string) string {
	fields := strings.Join(strings.Fields(text), " ")
	if fields == "" && text != "" {
		return " "
	}
	if strings.TrimLeftFunc(text, unicode.IsSpace) != text {
		fields = " " + fields
	}
	if strings.TrimRightFunc(text, unicode.IsSpace) != text {
		fields += " "
	}
	return fields
}
