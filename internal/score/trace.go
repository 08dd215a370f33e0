package score

import "parindex/internal/par"

// TraceKind says which sentence explains a leaf's points. Words are made
// elsewhere, from the catalogue; here are only the figures that fill them.
type TraceKind string

// Every kind of trace. Those named like a rule explain a value of that rule.
const (
	TraceMissing   TraceKind = "missing"   // no answer: 0 of Max
	TraceTyped     TraceKind = "typed"     // points typed by an appraiser or the council
	TraceNARemoved TraceKind = "na_remove" // not applicable: out of points and maximum
	TraceNAFull    TraceKind = "na_full"   // not applicable: the maximum is granted
	TraceNoSurvey  TraceKind = "no_survey" // no group counts
	TraceWaiting   TraceKind = "waiting"   // relative: waits for the block; Percent is known

	TraceYesNo     TraceKind = "yes_no"    // Yes
	TraceChecklist TraceKind = "checklist" // Done of Total, Mode
	TraceChoice    TraceKind = "choice"    // Code, Label
	TraceSteps     TraceKind = "steps"     // A, B, Percent, Step
	TraceRatio     TraceKind = "ratio"     // A, B, Percent, Counted, Bound
	TracePiecewise TraceKind = "piecewise" // A, B, Percent
	TraceRelative  TraceKind = "relative"  // A, B, Percent, Best
	TraceCount     TraceKind = "count"     // Count, Each
	TraceDeduction TraceKind = "deduction" // Count, Each, Min
	TraceManual    TraceKind = "manual"    // Min, and Each where the points go by steps
	TraceFormula   TraceKind = "formula"   // Vars, Label (the expression), Min
	TraceSumOf     TraceKind = "sum_of"    // Parts
	TraceBestOf    TraceKind = "best_of"   // Parts, Done (the 1-based part that counted)
	TraceSurvey    TraceKind = "survey"    // Groups, Percent (the share)
)

// TraceKinds lists every kind, so that a catalogue can be held against it.
func TraceKinds() []TraceKind {
	return []TraceKind{TraceMissing, TraceTyped, TraceNARemoved, TraceNAFull, TraceNoSurvey, TraceWaiting,
		TraceYesNo, TraceChecklist, TraceChoice, TraceSteps, TraceRatio, TracePiecewise, TraceRelative, TraceCount,
		TraceDeduction, TraceManual, TraceFormula, TraceSumOf, TraceBestOf, TraceSurvey}
}

// Trace is the way from an answer to a leaf's points, without words.
type Trace struct {
	Kind   TraceKind
	Points par.Decimal // rounded
	Max    par.Decimal

	Yes         bool
	Mode        string      // checklist: "sum" or "all"
	Done, Total int         // checklist: how many are checked; best_of: the part
	Code, Label string      // choice: the option; formula: Label is the expression
	A, B        par.Decimal // a percentage given as a of b; empty: given as such
	Percent     par.Decimal // for display, rounded to 2 decimals or to the rule's own
	PercentCut  bool        // Percent was rounded for display: say "about", or show more
	Counted     par.Decimal // ratio: the percentage that counted, after invert and clamping
	Bound       string      // ratio: "floor" or "full" where that decided; count, deduction, formula: "max" or "min"
	Limit       par.Decimal // ratio: the floor or full_from that decided
	Step        *StepHeld   // steps: nil where "otherwise" holds
	Best        par.Decimal // relative: the block's best percentage, rounded for display
	Count       par.Decimal
	Each        par.Decimal
	Min         par.Decimal
	Vars        []VarValue
	Parts       []Trace // a part left null has the kind TraceMissing
	Groups      []GroupTrace
	Next        *NextGain // nil: nothing more to gain, or not computable
}

// StepHeld is the step that held: Over or From is set, as in the rule.
type StepHeld struct {
	Over, From, Points par.Decimal
}

// GroupTrace is one group of a survey: its share in percent, rounded to 2
// decimals, empty where the group does not count.
type GroupTrace struct {
	ID      string
	Weight  par.Decimal
	Ballots par.Decimal
	Share   par.Decimal
	Counts  bool
}

// GainField says what has to change for the next points.
type GainField string

// What can change: a of a percentage or a count by More (negative: fewer), the
// percentage to Target, another option or item by Code and Label, the remaining
// items of a checklist (More of them), or the answer yes or no (Code).
const (
	GainA       GainField = "a"
	GainCount   GainField = "count"
	GainPercent GainField = "percent"
	GainOver    GainField = "over" // the percentage above Target, not only to it
	GainOption  GainField = "option"
	GainItem    GainField = "item"
	GainItems   GainField = "items"
	GainYesNo   GainField = "yes_no"
)

// NextGain is the least change that gives more points, and the points then.
type NextGain struct {
	Field       GainField
	More        par.Decimal
	Target      par.Decimal
	Code, Label string
	Points      par.Decimal
}
