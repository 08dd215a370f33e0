package score

import "parindex/internal/par"

// Set is a criteria set. One that ReadSet or ReadBundle returned is sealed and
// must not be changed; one made by hand is checked and sealed by Seal.
type Set struct {
	ID             string
	Title          string
	PointsDecimals int
	BonusCap       par.Decimal // empty: no limit
	PenaltyCap     par.Decimal // empty: no limit
	Nodes          []*Node

	plan *plan
}

// Node is an area, a criterion or a sub-criterion. A node with a rule is a leaf;
// any other has children, and no maximum of its own.
type Node struct {
	Code     string
	Title    string
	Children []*Node

	// The rest belongs to leaves.
	Max  par.Decimal
	NA   NA   // empty counts as NAForbid
	Kind Kind // empty counts as Normal
	Rule *Rule
}

// Leaf tells whether the node carries a rule.
func (n *Node) Leaf() bool { return n.Rule != nil }

// NA is a leaf's policy on "not applicable".
type NA string

// The policies: no answer may say it; the leaf leaves the unit's points and
// maximum; the leaf grants its maximum.
const (
	NAForbid NA = "forbid"
	NARemove NA = "remove"
	NAFull   NA = "full"
)

// Kind says on which side of the sum a leaf stands.
type Kind string

// The kinds of leaves.
const (
	Normal  Kind = "normal"
	Bonus   Kind = "bonus"
	Penalty Kind = "penalty"
)

// RuleType names a rule of the contract's table.
type RuleType string

// The rule types.
const (
	RuleYesNo     RuleType = "yes_no"
	RuleChecklist RuleType = "checklist"
	RuleChoice    RuleType = "choice"
	RuleSteps     RuleType = "steps"
	RuleRatio     RuleType = "ratio"
	RulePiecewise RuleType = "piecewise"
	RuleRelative  RuleType = "relative"
	RuleCount     RuleType = "count"
	RuleDeduction RuleType = "deduction"
	RuleManual    RuleType = "manual"
	RuleFormula   RuleType = "formula"
	RuleSumOf     RuleType = "sum_of"
	RuleBestOf    RuleType = "best_of"
	RuleSurvey    RuleType = "survey"
)

// RuleTypes lists every rule type in the order of the contract's table.
func RuleTypes() []RuleType {
	return []RuleType{RuleYesNo, RuleChecklist, RuleChoice, RuleSteps, RuleRatio, RulePiecewise, RuleRelative,
		RuleCount, RuleDeduction, RuleManual, RuleFormula, RuleSumOf, RuleBestOf, RuleSurvey}
}

// Rule turns an answer into points. Only the fields of its type are set; an
// empty number is one that the set does not give, so that its default holds.
type Rule struct {
	Type RuleType
	Max  par.Decimal // of a part of sum_of or best_of; empty at a leaf

	Yes, No         par.Decimal // yes_no
	Mode            string      // checklist: "sum" or "all"
	Items           []Item      // checklist
	Options         []Option    // choice
	Steps           []Step      // steps
	Otherwise       par.Decimal // steps
	PercentDecimals *int        // steps, ratio; nil: the percentage is not rounded
	Floor, FullFrom par.Decimal // ratio, in percent
	Invert          bool        // ratio
	At              []Point     // piecewise
	Each            par.Decimal // count, deduction
	Min             par.Decimal // deduction, manual, formula
	Step            par.Decimal // manual
	Vars            []Var       // formula
	Expr            string      // formula
	Parts           []*Rule     // sum_of, best_of
	Weights         []Weight    // survey
	Groups          []Group     // survey
	MinBallots      *int        // survey; nil: 1
}

// Item is one line of a checklist; Points is empty in mode "all".
type Item struct {
	Code, Label string
	Points      par.Decimal
}

// Option is one level of a choice.
type Option struct {
	Code, Label string
	Points      par.Decimal
}

// Step gives points above (Over) or from (From) a percentage; one of the two is set.
type Step struct {
	Over, From, Points par.Decimal
}

// Point is one corner of a piecewise rule.
type Point struct {
	Percent, Points par.Decimal
}

// Var is a variable of a formula; an empty bound does not bind.
type Var struct {
	Name, Label string
	Min, Max    par.Decimal
}

// Weight is what one option of a survey question counts, in percent.
type Weight struct {
	Option string
	Weight par.Decimal
}

// Group is one group of survey respondents.
type Group struct {
	ID     string
	Weight par.Decimal
}
