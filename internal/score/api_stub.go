package score

import (
	"math/big"

	"parindex/internal/par"
)

type (
	plan  struct{}
	sheet struct{}
)

// ReadBundle reads and checks a bundle. The error is Faults.
func ReadBundle(data []byte) (*Bundle, error) { panic("score: not written yet") }

// ReadSet reads and checks a set: the bundle's "set" object alone. The error is Faults.
func ReadSet(data []byte) (*Set, error) { panic("score: not written yet") }

// ReadMethod reads and checks a method against the set that it will rank. The error is Faults.
func ReadMethod(data []byte, set *Set) (*Method, error) { panic("score: not written yet") }

// ReadValue reads the value of an answer; whether it fits its rule is for CheckAnswer. The error is Faults.
func ReadValue(data []byte) (*Value, error) { panic("score: not written yet") }

// CheckAnswer checks one answer against the set; a.Unit is not looked at. The error is Faults.
func CheckAnswer(set *Set, a Answer) error { panic("score: not written yet") }

// JSON writes the bundle as parindex.bundle/1; ReadBundle reads it back.
func (b *Bundle) JSON() []byte { panic("score: not written yet") }

// JSON writes the set as it stands in a bundle.
func (s *Set) JSON() []byte { panic("score: not written yet") }

// JSON writes the method as it stands in a bundle.
func (m *Method) JSON() []byte { panic("score: not written yet") }

// JSON writes the value as it stands in an answer.
func (v *Value) JSON() []byte { panic("score: not written yet") }

// Seal checks a bundle made by hand and returns a sealed copy. The error is Faults.
func (b *Bundle) Seal() (*Bundle, error) { return ReadBundle(b.JSON()) }

// Edit returns an unsealed copy whose units and answers may be changed.
func (b *Bundle) Edit() *Bundle {
	c := *b
	c.sealed = nil
	c.Units = append([]Unit(nil), b.Units...)
	c.Answers = append([]Answer(nil), b.Answers...)
	return &c
}

// Seal checks a set made by hand and returns a sealed copy. The error is Faults.
func (s *Set) Seal() (*Set, error) { return ReadSet(s.JSON()) }

// Leaves lists the leaves in set order.
func (s *Set) Leaves() []*Node { panic("score: not written yet") }

// Areas lists the top nodes in set order; an area may itself be a leaf.
func (s *Set) Areas() []*Node { return s.Nodes }

// Find returns the node with the code.
func (s *Set) Find(code string) (*Node, bool) { panic("score: not written yet") }

// Compute computes the result of one view. The error is Faults.
func Compute(b *Bundle, view View) (*Result, error) { panic("score: not written yet") }

// EvaluateLeaf scores one leaf alone. Best is the value of the best unit of the
// block, which relative rules need; with nil such a leaf is Waiting. The error is Faults.
func EvaluateLeaf(set *Set, code string, a Answer, best *Value) (LeafScore, error) {
	panic("score: not written yet")
}

// Forecast sums the leaves of one unit as a live sheet knows them; a leaf that is
// not among them is missing.
func Forecast(set *Set, method *Method, leaves []LeafScore) UnitScore {
	panic("score: not written yet")
}

// Tally sums the leaves below one node as a live sheet knows them.
func Tally(set *Set, code string, leaves []LeafScore) (NodeScore, bool) {
	panic("score: not written yet")
}

// Result is the outcome of one view of a bundle.
type Result struct{}

// Round is the id of the round.
func (r *Result) Round() string { panic("score: not written yet") }

// View is the view that was computed.
func (r *Result) View() View { panic("score: not written yet") }

// JSON writes the result as parindex.result/1, byte for byte the same for the same bundle.
func (r *Result) JSON() []byte { panic("score: not written yet") }

// Units lists the units in rank order, unranked ones last.
func (r *Result) Units() []*UnitResult { panic("score: not written yet") }

// Unit returns one unit's result by its code.
func (r *Result) Unit(code string) (*UnitResult, bool) { panic("score: not written yet") }

// Summary returns the summary over the ranked units.
func (r *Result) Summary() Summary { panic("score: not written yet") }

// UnitResult is one unit's result.
type UnitResult struct{}

// Code is the unit's code.
func (u *UnitResult) Code() string { panic("score: not written yet") }

// Name is the unit's name.
func (u *UnitResult) Name() string { panic("score: not written yet") }

// Ranked tells whether the unit takes part in the ranking.
func (u *UnitResult) Ranked() bool { panic("score: not written yet") }

// Rank is the unit's rank, 0 where it has none.
func (u *UnitResult) Rank() int { panic("score: not written yet") }

// IndexExact is the index before rounding.
func (u *UnitResult) IndexExact() *big.Rat { panic("score: not written yet") }

// Score gives the unit's figures, with its inner nodes.
func (u *UnitResult) Score() UnitScore { panic("score: not written yet") }

// Change is the change of the index on the previous year, empty where unknown.
func (u *UnitResult) Change() par.Decimal { panic("score: not written yet") }

// RankChange is previous rank less rank; false where unknown.
func (u *UnitResult) RankChange() (int, bool) { panic("score: not written yet") }

// Leaves lists the unit's leaves in set order, each with its trace.
func (u *UnitResult) Leaves() []LeafScore { panic("score: not written yet") }

// Leaf returns one leaf with its trace.
func (u *UnitResult) Leaf(code string) (LeafScore, bool) { panic("score: not written yet") }
