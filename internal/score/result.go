package score

import "parindex/internal/par"

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
