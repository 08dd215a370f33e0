package dossier

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"parindex/internal/evidence"
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

var grades = []Grade{Fault, Warning, Hint}

// FindingKind says what was found.
type FindingKind string

// The kinds of findings before submission.
const (
	LeafMissing     FindingKind = "missing"
	NANoGround      FindingKind = "na_without_ground"
	FullNoEvidence  FindingKind = "full_without_evidence"
	Contradiction   FindingKind = "contradiction"
	ScoreNoEvidence FindingKind = "score_without_evidence"
	OutsidePeriod   FindingKind = "outside_period"
	AboveHundred    FindingKind = "above_hundred"
	FarFromBefore   FindingKind = "far_from_before"
	FarFromMedian   FindingKind = "far_from_median"
	PageNotCited    FindingKind = "page_not_cited"
	ThreadOpen      FindingKind = "thread_open"
)

// Finding is something that the leader should see before he signs.
type Finding struct {
	Grade  Grade
	Kind   FindingKind
	Leaf   string
	Title  string
	Points par.Decimal // at stake
	Args   par.Args    // what else its text says
}

// Findings lists what is wrong with a sheet: faults first, then warnings, then
// hints, each in set order. A leaf may have several.
func Findings(s Sheet, y Yardstick) []Finding {
	clashes := contradictions(s)
	var all []Finding
	for i, leaf := range s.Edition.Set.Leaves() {
		if leaf.Rule.Type == score.RuleSurvey {
			continue
		}
		c := checked{s: s, leaf: leaf, result: s.Leaves[i], cited: s.Cited[leaf.Code]}
		c.answer()
		c.evidence(clashes[leaf.Code])
		c.figures(y)
		if n := y.OpenThreads[leaf.Code]; n > 0 {
			c.add(Hint, ThreadOpen, "0", par.Args{"count": n})
		}
		all = append(all, c.found...)
	}
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Compare(slices.Index(grades, a.Grade), slices.Index(grades, b.Grade))
	})
	return all
}

// checked is one leaf on its way through the checks.
type checked struct {
	s      Sheet
	leaf   *score.Node
	result score.LeafScore
	cited  []evidence.Citation
	found  []Finding
}

func (c *checked) add(g Grade, kind FindingKind, points par.Decimal, args par.Args) {
	c.found = append(c.found, Finding{g, kind, c.leaf.Code, c.leaf.Title, points, args})
}

// answer looks at what is said of the leaf by itself.
func (c *checked) answer() {
	switch {
	case c.result.State == score.Missing && c.leaf.Kind != score.Bonus && c.leaf.Kind != score.Penalty:
		c.add(Fault, LeafMissing, c.leaf.Max, nil)
	case c.result.State == score.NotApplicable && c.s.Scores[c.leaf.Code].Note == "" && len(c.cited) == 0:
		c.add(Fault, NANoGround, c.leaf.Max, nil)
	case AboveWhole(c.leaf, c.result):
		c.add(Warning, AboveHundred, c.result.Points, nil)
	}
}

// AboveWhole tells whether a leaf holds more than 100 % where its rule knows
// nothing above that: most often two figures that were mixed up.
func AboveWhole(leaf *score.Node, result score.LeafScore) bool {
	percent := result.Trace.Percent
	return percent.Known() && percent.Cmp("100") > 0 && !PassesWhole(leaf.Rule)
}

// PassesWhole tells whether a rule itself speaks of more than 100 %.
func PassesWhole(r *score.Rule) bool {
	for _, s := range r.Steps {
		if s.From.Known() && s.From.Cmp("100") > 0 || s.Over.Known() && s.Over.Cmp("100") >= 0 {
			return true
		}
	}
	for _, at := range r.At {
		if at.Percent.Cmp("100") > 0 {
			return true
		}
	}
	return r.FullFrom.Known() && r.FullFrom.Cmp("100") > 0
}

// claims tells whether the leaf claims points that somebody may ask to see proved.
func (c *checked) claims() bool {
	return c.result.State == score.Scored && c.leaf.Kind != score.Penalty && c.result.Points.Sign() > 0
}

// evidence looks at what the leaf cites.
func (c *checked) evidence(clash string) {
	switch {
	case clash != "":
		c.add(Warning, Contradiction, c.result.Points, par.Args{"other": clash})
	case len(c.cited) > 0:
	case c.claims() && c.result.Points.Cmp(c.leaf.Max) == 0:
		c.add(Fault, FullNoEvidence, c.result.Points, nil)
	case c.claims():
		c.add(Warning, ScoreNoEvidence, c.result.Points, nil)
	}
	if dated, outside := c.outside(); c.claims() && outside != "" {
		grade := Warning
		if dated {
			grade = Hint // another document is of the year
		}
		c.add(grade, OutsidePeriod, c.result.Points, par.Args{"document": outside, "year": c.s.Round.Year})
	}
	for _, one := range c.cited {
		if one.Page == 0 && one.Section == "" && one.Document.File.Pages > longDocument {
			c.add(Hint, PageNotCited, c.result.Points, par.Args{"document": one.Document.Title(), "pages": one.Document.File.Pages})
			break
		}
	}
}

// longDocument is how many pages a document may have whose page is not cited.
const longDocument = 5

// outside names a cited document that was issued outside the assessed year, and
// tells whether another one was issued in it.
func (c *checked) outside() (dated bool, document string) {
	for _, one := range c.cited {
		switch {
		case one.Document.IssuedOn == "":
		case strings.HasPrefix(string(one.Document.IssuedOn), strconv.Itoa(c.s.Round.Year)+"-"):
			dated = true
		case document == "":
			document = one.Document.Title()
		}
	}
	return dated, document
}

// contradictions finds leaves of one area that cite the same place for opposite
// claims: one claims points for what the other says never arose. Each names the other.
func contradictions(s Sheet) map[string]string {
	type spot struct {
		document par.ID
		page     int
		section  string
	}
	claims, denies := map[spot]string{}, map[spot]string{}
	found := map[string]string{}
	for i, leaf := range s.Edition.Set.Leaves() {
		for _, use := range s.Cited[leaf.Code] {
			at := spot{use.DocumentID, use.Page, use.Section}
			mine, others := claims, denies
			switch {
			case use.Page == 0 && use.Section == "":
				continue
			case s.Leaves[i].State == score.NotApplicable:
				mine, others = denies, claims
			case s.Leaves[i].State != score.Scored || s.Leaves[i].Points.Sign() <= 0:
				continue
			}
			mine[at] = leaf.Code
			if other := others[at]; other != "" && areaOfCode(other) == areaOfCode(leaf.Code) {
				found[leaf.Code], found[other] = other, leaf.Code
			}
		}
	}
	return found
}

// areaOfCode is the part of a code before its first dot: leaves of different
// areas rightly cite one yearly report.
func areaOfCode(code string) string {
	area, _, _ := strings.Cut(code, ".")
	return area
}

// Risk is what the findings may cost: the points that are claimed where a fault
// or a warning stands, each leaf once, and what the sheet would come to without them.
type Risk struct {
	Points par.Decimal
	Leaves int
	After  score.UnitScore
}

// RiskOf sums what appraisers are likely to cut.
func RiskOf(s Sheet, found []Finding) Risk {
	at := map[string]bool{}
	for _, f := range found {
		if f.Grade != Hint && f.Kind != LeafMissing {
			at[f.Leaf] = true
		}
	}
	risk := Risk{Points: "0"}
	left := slices.Clone(s.Leaves)
	for i := range left {
		if !at[left[i].Code] || left[i].Kind == score.Penalty {
			continue
		}
		risk.Leaves++
		risk.Points = risk.Points.Add(left[i].Points)
		left[i].State, left[i].Points = score.Scored, "0"
	}
	risk.After = score.Forecast(s.Edition.Set, s.Block.Method, left)
	return risk
}
