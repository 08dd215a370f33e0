package score

import "parindex/internal/par"

// Stage says who gave an answer.
type Stage string

// The stages. Of appraisal1, appraisal2 and council the last present is final.
const (
	StageSelf       Stage = "self"
	StageAppraisal1 Stage = "appraisal1"
	StageAppraisal2 Stage = "appraisal2"
	StageCouncil    Stage = "council"
	StageSurvey     Stage = "survey"
)

// Answer is what one stage says of one unit and one leaf. Exactly one of Value,
// Points and NA is given; an answer with none of them is a missing one, which
// EvaluateLeaf takes and a bundle does not.
type Answer struct {
	Unit   string
	Node   string
	Stage  Stage
	Value  *Value      // the rule computes the points
	Points par.Decimal // typed points; empty: none
	NA     bool
	Reason string
}

// Value is what a rule needs to know. Only the fields of the leaf's rule are set;
// nil and empty fields are absent. ReadValue reads it and JSON writes it.
type Value struct {
	Yes     *bool        // yes_no
	Checked []string     // checklist; nil: absent, empty: nothing is checked
	Option  *string      // choice
	A, B    par.Decimal  // a percentage as a of b
	Percent par.Decimal  // a percentage as such
	Count   par.Decimal  // count, deduction
	Points  par.Decimal  // manual
	Vars    []VarValue   // formula; nil: absent
	Parts   []*Value     // sum_of, best_of (where nil says null); nil: absent
	Groups  []GroupTally // survey; nil: absent
}

// VarValue is the value of one variable of a formula.
type VarValue struct {
	Name  string
	Value par.Decimal
}

// GroupTally is what one group of respondents answered.
type GroupTally struct {
	ID        string
	Ballots   par.Decimal
	Questions [][]OptionTally
}

// OptionTally is how often one option of a question was chosen.
type OptionTally struct {
	Option string
	Count  par.Decimal
}
