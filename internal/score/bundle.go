package score

import "parindex/internal/par"

// Format names of the two documents of the contract.
const (
	BundleFormat = "parindex.bundle/1"
	ResultFormat = "parindex.result/1"
)

// Bundle is one block of one round: everything that its ranking depends on.
//
// A bundle that ReadBundle returned is sealed: checked, and prepared for Compute.
// It must not be changed; to try something else, change a copy made by Edit. A
// bundle put together by hand is checked when it is computed, or by Seal.
type Bundle struct {
	Round    Round
	Set      *Set
	Method   *Method
	Units    []Unit
	Answers  []Answer
	Previous *Previous // nil: nothing is known of an earlier year

	sealed *sheet
}

// Round says which round a bundle belongs to.
type Round struct {
	ID    string
	Year  int
	Title string
}

// Unit is one agency of the block. An unranked unit gets an index and a class,
// but no rank, and stays out of averages and of the bests of relative rules.
type Unit struct {
	Code   string
	Name   string
	Ranked bool
}

// Previous is what is known of the block's previous year.
type Previous struct {
	Year    *int        // nil: not said
	Average par.Decimal // empty: not known
	Results []PreviousResult
}

// PreviousResult is one unit's result of the previous year; empty and zero
// fields are not known.
type PreviousResult struct {
	Unit  string
	Index par.Decimal
	Class string
	Rank  int
}

// Method says how indices become ranks and classes.
type Method struct {
	IndexDecimals int
	RankOn        string   // "rounded" or "exact"
	Ranking       string   // "competition" or "dense"
	TieBreak      []string // "points" or "node:CODE", the first decides first
	AverageOf     string   // "exact" or "rounded"
	NoSurvey      string   // "remove" or "zero"
	CapAt100      bool
	Classes       []Class // the best first, the last from 0
	ClassCaps     []ClassCap
}

// Class is one class and the index from which it is reached.
type Class struct {
	Name string
	From par.Decimal
}

// ClassCap lowers a unit's class where one node's index is too low.
type ClassCap struct {
	Node       string
	IndexBelow par.Decimal
	AtMost     string
	Reason     string
}

// DefaultMethod returns a method with the contract's defaults and no classes.
func DefaultMethod() *Method {
	return &Method{IndexDecimals: 2, RankOn: "rounded", Ranking: "competition", AverageOf: "exact", NoSurvey: "remove"}
}
