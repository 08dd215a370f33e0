// Package evidence owns the library of documents of each unit and the uses
// that dossiers make of them: which document proves which leaf, at which page.
//
// It must not know dossiers or scores: where a use stands comes as a value
// from main, see Placer. Start with Document and Use; add.go takes a file in,
// inspect.go says what may come in at all.
package evidence
