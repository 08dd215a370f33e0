// Package score is the pure scoring engine of docs/SCORING.md: one block of one
// round goes in as a bundle, indices, ranks, classes and traces come out.
//
// It owns the reading and checking of bundles, every rule, and all arithmetic on
// points. It imports the standard library and par only, and must not know of
// clocks, SQL, logs, languages or floats; nothing in it depends on the order of
// a map. The same bundle gives the same bytes for ever.
//
// Start with bundle.go (the words of a bundle), then read.go (text to bundle),
// rule.go (an answer to points) and compute.go (points to a result).
package score
