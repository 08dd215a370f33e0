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

// Trace is the way from an answer to a leaf's points, without words. A
// publication keeps it as JSON, so that names once given stay.
type Trace struct {
	Kind   TraceKind   `json:"kind,omitzero"`
	Points par.Decimal `json:"points,omitzero"` // rounded
	Max    par.Decimal `json:"max,omitzero"`

	Yes        bool         `json:"yes,omitzero"`
	Mode       string       `json:"mode,omitzero"`        // checklist: "sum" or "all"
	Done       int          `json:"done,omitzero"`        // checklist: Done of Total are checked; best_of: the part
	Total      int          `json:"total,omitzero"`       // checklist: Done of Total are checked; best_of: the part
	Code       string       `json:"code,omitzero"`        // choice: the option with its Label; formula: Label is the expression
	Label      string       `json:"label,omitzero"`       // choice: the option with its Label; formula: Label is the expression
	A          par.Decimal  `json:"a,omitzero"`           // a percentage given as A of B; empty: given as such
	B          par.Decimal  `json:"b,omitzero"`           // a percentage given as A of B; empty: given as such
	Percent    par.Decimal  `json:"percent,omitzero"`     // for display, rounded to 2 decimals or to the rule's own
	PercentCut bool         `json:"percent_cut,omitzero"` // Percent was rounded for display: say "about", or show more
	Counted    par.Decimal  `json:"counted,omitzero"`     // ratio: the percentage that counted, after invert and clamping
	Bound      string       `json:"bound,omitzero"`       // ratio: "floor" or "full" where that decided; count, deduction, formula: "max" or "min"
	Limit      par.Decimal  `json:"limit,omitzero"`       // ratio: the floor or full_from that decided
	Step       *StepHeld    `json:"step,omitzero"`        // steps: nil where "otherwise" holds
	Best       par.Decimal  `json:"best,omitzero"`        // relative: the block's best percentage, rounded for display
	Count      par.Decimal  `json:"count,omitzero"`
	Each       par.Decimal  `json:"each,omitzero"`
	Min        par.Decimal  `json:"min,omitzero"`
	Vars       []VarValue   `json:"vars,omitzero"`
	Parts      []Trace      `json:"parts,omitzero"` // a part left null has the kind TraceMissing
	Groups     []GroupTrace `json:"groups,omitzero"`
	Next       *NextGain    `json:"next,omitzero"` // nil: nothing more to gain, or not computable
}

// StepHeld is the step that held: Over or From is set, as in the rule.
type StepHeld struct {
	Over   par.Decimal `json:"over,omitzero"`
	From   par.Decimal `json:"from,omitzero"`
	Points par.Decimal `json:"points,omitzero"`
}

// GroupTrace is one group of a survey: its share in percent, rounded to 2
// decimals, empty where the group does not count.
type GroupTrace struct {
	ID      string      `json:"id,omitzero"`
	Weight  par.Decimal `json:"weight,omitzero"`
	Ballots par.Decimal `json:"ballots,omitzero"`
	Share   par.Decimal `json:"share,omitzero"`
	Counts  bool        `json:"counts,omitzero"`
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
	GainOver    GainField = "over"  // the percentage above Target, not only to it
	GainUnder   GainField = "under" // the percentage below Target, not only to it
	GainOption  GainField = "option"
	GainItem    GainField = "item"
	GainItems   GainField = "items"
	GainYesNo   GainField = "yes_no"
)

// NextGain is the least change that gives more points, and the points then.
type NextGain struct {
	Field  GainField   `json:"field,omitzero"`
	More   par.Decimal `json:"more,omitzero"`
	Target par.Decimal `json:"target,omitzero"`
	Code   string      `json:"code,omitzero"`
	Label  string      `json:"label,omitzero"`
	Points par.Decimal `json:"points,omitzero"`
}
