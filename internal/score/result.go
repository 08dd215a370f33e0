package score

import (
	"math/big"

	"parindex/internal/par"
)

// View says which answers count.
type View string

// The views: what the appraisers and the council decided, or what the units
// said of themselves (a forecast, never published).
const (
	Final View = "final"
	Self  View = "self"
)

// State says how a leaf came by its points.
type State string

// The states of a leaf. Waiting comes from EvaluateLeaf only: a relative rule
// whose best in the block is not known yet.
const (
	Scored        State = "scored"
	NotApplicable State = "na"
	Missing       State = "missing"
	NoSurvey      State = "no_survey"
	Waiting       State = "waiting"
)

// LeafScore is one leaf of one unit: its points with the way to them.
type LeafScore struct {
	Code   string
	Kind   Kind
	State  State
	Stage  Stage       // empty: no answer was effective
	Points par.Decimal // rounded; "0" where nothing was scored
	Max    par.Decimal // the leaf's own, whatever the state
	Trace  Trace
}

// NodeScore is an inner node of one unit. Max is less what was removed; Index is
// empty where Max is 0.
type NodeScore struct {
	Code   string
	Points par.Decimal
	Max    par.Decimal
	Index  par.Decimal

	Leaves   int // all leaves below the node, bonus and penalty ones too
	Answered int // of them: scored, not applicable, or with a survey
	Missing  int // of them: no answer yet
}

// UnitScore is a unit's running total on a live sheet.
type UnitScore struct {
	Points      par.Decimal
	Max         par.Decimal
	Index       par.Decimal // empty where Max is 0
	Class       string      // empty where Max is 0
	ClassReason string
	Nodes       []NodeScore // inner nodes in set order
	Leaves      int
	Answered    int
	Missing     int
	Next        *NextClass // nil: the best class is reached or Max is 0
}

// NextClass is the class above a unit's present one.
type NextClass struct {
	Name   string
	From   par.Decimal
	Points par.Decimal // how many points more reach it, the maximum unchanged
}

// Summary is the block's summary over its ranked units; unknown figures are empty.
type Summary struct {
	Count           int
	Average         par.Decimal
	Highest         par.Decimal
	Lowest          par.Decimal
	Classes         []ClassCount
	PreviousAverage par.Decimal
	Change          par.Decimal
}

// ClassCount lists the ranked units of one class by code, in rank order.
type ClassCount struct {
	Name  string
	Count int
	Units []string
}

// Result is the outcome of one view of a bundle.
type Result struct {
	bundle *Bundle
	sheet  *sheet
	view   View
	method methodPlan

	scores   scores            // by unit × leaves + leaf
	nodes    nodes             // by unit × inner nodes + node
	units    []unitFigures     // by unit
	previous []previousFigures // by unit
	bests    []num             // by leaf, for relative rules
	order    []int             // units in rank order, unranked ones last
	ranked   int               // how many of them are ranked
}

// UnitResult is one unit's result.
type UnitResult struct {
	of *Result
	at int
}

// Bundle is what the result was computed from, sealed.
func (r *Result) Bundle() *Bundle { return r.bundle }

// Round is the id of the round.
func (r *Result) Round() string { return r.bundle.Round.ID }

// View is the view that was computed.
func (r *Result) View() View { return r.view }

// Units lists the units in rank order, unranked ones last.
func (r *Result) Units() []*UnitResult {
	units := make([]*UnitResult, len(r.order))
	for i, u := range r.order {
		units[i] = &UnitResult{r, u}
	}
	return units
}

// Unit returns one unit's result by its code.
func (r *Result) Unit(code string) (*UnitResult, bool) {
	for i := range r.bundle.Units {
		if r.bundle.Units[i].Code == code {
			return &UnitResult{r, i}, true
		}
	}
	return nil, false
}

// Summary returns the summary over the ranked units.
func (r *Result) Summary() Summary {
	s := Summary{Count: r.ranked, Classes: make([]ClassCount, len(r.method.classes))}
	for i, c := range r.method.classes {
		s.Classes[i] = ClassCount{Name: c.name, Units: []string{}}
	}
	for _, u := range r.order[:r.ranked] {
		c := &s.Classes[r.units[u].class]
		c.Units = append(c.Units, r.bundle.Units[u].Code)
		c.Count++
	}
	known := r.bundle.Previous != nil && r.bundle.Previous.Average.Known()
	if known {
		s.PreviousAverage = r.index(r.rounded(r.bundle.Previous.Average))
	}
	if r.ranked == 0 {
		return s
	}
	average := r.average()
	s.Average = r.index(average)
	s.Highest, s.Lowest = r.extremes()
	if known {
		s.Change = r.index(average.sub(r.rounded(r.bundle.Previous.Average)))
	}
	return s
}

func (r *Result) extremes() (highest, lowest par.Decimal) {
	most, least := r.units[r.order[0]].index, r.units[r.order[0]].index
	for _, u := range r.order[:r.ranked] {
		most, least = larger(most, r.units[u].index), smaller(least, r.units[u].index)
	}
	return r.index(most), r.index(least)
}

// index and points write a figure with the decimals of its step.
func (r *Result) index(n num) par.Decimal  { return n.decimal(r.method.decimals) }
func (r *Result) points(n num) par.Decimal { return n.decimal(r.sheet.plan.decimals) }

func (u *UnitResult) unit() *Unit           { return &u.of.bundle.Units[u.at] }
func (u *UnitResult) figures() *unitFigures { return &u.of.units[u.at] }

// Code is the unit's code.
func (u *UnitResult) Code() string { return u.unit().Code }

// Name is the unit's name.
func (u *UnitResult) Name() string { return u.unit().Name }

// Ranked tells whether the unit takes part in the ranking.
func (u *UnitResult) Ranked() bool { return u.unit().Ranked }

// Rank is the unit's rank, 0 where it has none.
func (u *UnitResult) Rank() int { return u.figures().rank }

// Index is the rounded index.
func (u *UnitResult) Index() par.Decimal { return u.of.index(u.figures().index) }

// IndexExact is the index before rounding.
func (u *UnitResult) IndexExact() *big.Rat { return u.figures().exact.rat() }

// Points are the unit's points, with bonus and penalty.
func (u *UnitResult) Points() par.Decimal { return u.of.points(u.figures().points) }

// Max is the unit's maximum, less what was removed.
func (u *UnitResult) Max() par.Decimal { return u.of.points(u.figures().max) }

// Class is the unit's class, after the class caps.
func (u *UnitResult) Class() string { return u.of.method.classes[u.figures().class].name }

// ClassReason says why a cap lowered the class, empty where none did.
func (u *UnitResult) ClassReason() string { return u.figures().reason }

// Change is the change of the index on the previous year, empty where unknown.
func (u *UnitResult) Change() par.Decimal {
	if p := u.of.previous[u.at]; p.hasIndex {
		return u.of.index(p.change)
	}
	return ""
}

// RankChange is previous rank less rank; false where unknown.
func (u *UnitResult) RankChange() (int, bool) {
	p := u.of.previous[u.at]
	return p.rankChange, p.hasRank
}

// Score gives the unit's figures with its inner nodes, as a live sheet has them.
func (u *UnitResult) Score() UnitScore {
	return unitScore(u.of.sheet.plan, &u.of.method, u.of.leavesOf(u.at))
}

// Leaves lists the unit's leaves in set order, each with its trace.
func (u *UnitResult) Leaves() []LeafScore {
	leaves := make([]LeafScore, len(u.of.sheet.plan.leaves))
	for i := range leaves {
		leaves[i] = u.leaf(i)
	}
	return leaves
}

// Leaf returns one leaf with its trace.
func (u *UnitResult) Leaf(code string) (LeafScore, bool) {
	ref, ok := u.of.sheet.plan.byCode[code]
	if !ok || !ref.leaf {
		return LeafScore{}, false
	}
	return u.leaf(ref.at), true
}

func (u *UnitResult) leaf(at int) LeafScore {
	r := u.of
	var answer *Answer
	var c *cell
	if i := r.effective()[at*len(r.units)+u.at]; i >= 0 {
		answer, c = &r.bundle.Answers[i], &r.sheet.cells[i]
	}
	return r.sheet.plan.leaves[at].explain(c, answer, r.scores.at(u.at*len(r.sheet.plan.leaves)+at), &r.bests[at], r.sheet.plan.decimals)
}

// effective is the sheet's column of the answers that count.
func (r *Result) effective() []int32 {
	if r.view == Self {
		return r.sheet.self
	}
	return r.sheet.final
}
