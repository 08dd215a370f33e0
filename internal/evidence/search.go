package evidence

import (
	"cmp"
	"slices"

	"parindex/internal/db"
	"parindex/internal/par"
)

// mostFound is how many documents one search weighs. Where more are found, the
// best of them are listed and the page says so.
const mostFound = 2000

// mostListed is how many documents a library lists without a search.
const mostListed = 20_000

// Query says which documents of a library are wanted.
type Query struct {
	Text   string           // words that must all occur; the last may be the beginning of one
	Narrow map[Facet]string // the value that a facet must have; empty: any
	Page   int              // from 1
}

// Scope says whose documents are looked through: the library of a unit, or
// what is cited within a reach.
type Scope struct {
	Unit  par.ID
	Reach []Reach
}

// Reach is leaves of dossiers whose evidence a reader may read.
type Reach struct {
	Dossiers []par.ID
	Leaves   []string
}

// tier is one way of having all the words.
type tier struct {
	column string
	exact  bool // with their marks
	whole  bool // the last word, too
	text   bool // in row and text together, not in the row alone
}

// tiers lists the ways in the order of their finds: whole words before
// beginnings, the row before the text, marks before none. The last holds all.
var tiers = []tier{
	{metaExact, true, true, false},
	{metaFolded, false, true, false},
	{bodyExact, true, true, true},
	{bodyFolded, false, true, true},
	{metaFolded, false, false, false},
	{bodyFolded, false, false, true},
}

// found is a document as a search weighs it.
type found struct {
	id        par.ID
	row       int64 // of the index; the higher, the newer
	unit      par.ID
	kind      Kind
	issuedOn  par.Date
	issuer    string
	security  Security
	effective par.Date
	expires   par.Date
	used      int
	lastYear  int
	tier      int // place among the tiers; 0 without a search
}

// look finds the documents of a scope that have all the words, the best first,
// and tells whether there were more than it weighs.
func look(tx *db.Tx, scope Scope, text string, lastYear int) ([]found, bool, error) {
	if text == "" {
		all, err := listFound(tx, scope, lastYear)
		return all[:min(len(all), mostListed)], len(all) > mostListed, err
	}
	terms := Ask(text)
	if terms.None() {
		return nil, false, nil
	}
	rows, ways, more, err := bestRows(tx, scope, terms)
	if err != nil {
		return nil, false, err
	}
	all, err := foundOf(tx, rows, lastYear)
	for i := range all {
		all[i].tier = ways[all[i].row]
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.tier, b.tier), cmp.Compare(b.row, a.row))
	})
	return all, more, err
}

// bestRows finds the rows of the index that have the words, each with the best
// way in which it has them. The last way tells how many there are; the others
// are asked from the best on until it is known how each row has them, or there
// are as many as a search weighs.
func bestRows(tx *db.Tx, scope Scope, terms Terms) ([]int64, map[int64]int, bool, error) {
	last := len(tiers) - 1
	any, err := searchTier(tx, scope, tiers[last], terms)
	if err != nil || len(any) == 0 {
		return nil, nil, false, err
	}
	more := len(any) > mostFound
	rows, ways := []int64{}, map[int64]int{}
	take := func(hits []int64, way int) {
		for _, row := range hits {
			if _, known := ways[row]; !known && len(rows) < mostFound {
				rows, ways[row] = append(rows, row), way
			}
		}
	}
	for way := range last {
		if len(rows) == min(len(any), mostFound) {
			break
		}
		hits, err := searchTier(tx, scope, tiers[way], terms)
		if err != nil {
			return nil, nil, false, err
		}
		take(hits, way)
	}
	take(any, last)
	return rows, ways, more, nil
}
