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
	createdAt par.Time
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
	best, more := map[par.ID]found{}, false
	for tier := len(tiers) - 1; tier >= 0; tier-- {
		hits, err := searchTier(tx, scope, tier, terms, lastYear)
		if err != nil {
			return nil, false, err
		}
		more = more || len(hits) > mostFound
		for _, hit := range hits[:min(len(hits), mostFound)] {
			best[hit.id] = hit
		}
		if len(best) == 0 {
			break
		}
	}
	all := make([]found, 0, len(best))
	for _, hit := range best {
		all = append(all, hit)
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.tier, b.tier), cmp.Compare(b.createdAt, a.createdAt), cmp.Compare(a.id, b.id))
	})
	return all[:min(len(all), mostFound)], more, nil
}
