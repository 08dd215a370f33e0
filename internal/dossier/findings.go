package dossier

import (
	"parindex/internal/par"
	"parindex/internal/score"
)

// Grade says how serious a finding is.
type Grade string

// The grades, the worst first. None of them forbids a submission.
const (
	Fault   Grade = "fault"
	Warning Grade = "warning"
	Hint    Grade = "hint"
)

// FindingKind says what was found.
type FindingKind string

// The kinds of findings before submission.
const (
	LeafMissing     FindingKind = "missing"
	FullNoEvidence  FindingKind = "full_without_evidence"
	ScoreNoEvidence FindingKind = "score_without_evidence"
	NANoGround      FindingKind = "na_without_ground"
	AboveHundred    FindingKind = "above_hundred"
)

// Finding is something that the leader should see before he signs.
type Finding struct {
	Grade  Grade
	Kind   FindingKind
	Leaf   string
	Title  string
	Points par.Decimal // at stake
}

// Findings lists what is wrong with a sheet, faults first, in set order.
// documents is the number of documents attached to each leaf.
func Findings(s Sheet, documents map[string]int) []Finding {
	var faults, warnings, hints []Finding
	for i, leaf := range s.Edition.Set.Leaves() {
		f, ok := find(leaf, s.Leaves[i], s.Scores[leaf.Code], documents[leaf.Code])
		if !ok {
			continue
		}
		switch f.Grade {
		case Fault:
			faults = append(faults, f)
		case Warning:
			warnings = append(warnings, f)
		case Hint:
			hints = append(hints, f)
		}
	}
	return append(append(faults, warnings...), hints...)
}

func find(leaf *score.Node, result score.LeafScore, s Score, documents int) (Finding, bool) {
	f := Finding{Leaf: leaf.Code, Title: leaf.Title}
	switch {
	case leaf.Rule.Type == score.RuleSurvey:
		return f, false
	case result.State == score.Missing && leaf.Kind == score.Bonus, result.State == score.Missing && leaf.Kind == score.Penalty:
		return f, false
	case result.State == score.Missing:
		f.Grade, f.Kind, f.Points = Fault, LeafMissing, leaf.Max
		return f, true
	case result.State == score.NotApplicable && s.Note == "" && documents == 0:
		f.Grade, f.Kind, f.Points = Fault, NANoGround, leaf.Max
		return f, true
	case result.State == score.Scored && leaf.Kind != score.Penalty && documents == 0 && result.Points.Cmp(leaf.Max) == 0:
		f.Grade, f.Kind, f.Points = Fault, FullNoEvidence, result.Points
		return f, true
	case result.Trace.Percent.Known() && result.Trace.Percent.Cmp("100") > 0:
		f.Grade, f.Kind, f.Points = Warning, AboveHundred, result.Points
		return f, true
	case result.State == score.Scored && leaf.Kind != score.Penalty && documents == 0 && result.Points.Sign() > 0:
		f.Grade, f.Kind, f.Points = Warning, ScoreNoEvidence, result.Points
		return f, true
	}
	return f, false
}
