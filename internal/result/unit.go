package result

import (
	"strings"

	"parindex/internal/par"
	"parindex/internal/score"
)

// cutNode returns the code in "node:CODE".
func cutNode(tie string) (string, bool) { return strings.CutPrefix(tie, "node:") }

// explainUnit puts one unit's three views side by side.
func explainUnit(m *material, b *score.Bundle, v views, u *score.UnitResult) Unit {
	total := u.Score()
	unit := Unit{
		Code: u.Code(), Name: u.Name(), Ranked: u.Ranked(), Rank: u.Rank(),
		Index: total.Index, Points: total.Points, Max: total.Max, Class: total.Class, ClassReason: total.ClassReason,
		Change: u.Change(), Missing: total.Missing, Fallback: string(m.behalf[u.Code()]),
	}
	if change, known := u.RankChange(); known {
		unit.RankChange = &change
	}
	self, _ := v.self.Unit(u.Code())
	appraised, _ := v.appraised.Unit(u.Code())
	unit.Self, unit.SelfIndex = self.Score().Points, self.Score().Index
	unit.Appraised = appraised.Score().Points
	claims, marks := self.Leaves(), appraised.Leaves()
	for i, leaf := range u.Leaves() {
		s := m.effective(u.Code(), leaf.Code, leaf.Stage)
		session := 0
		if leaf.Stage == score.StageCouncil {
			session = m.sessions[u.Code()][leaf.Code]
		}
		unit.Leaves = append(unit.Leaves, Leaf{
			State: leaf.State, Stage: leaf.Stage, SelfState: claims[i].State,
			Self: claims[i].Points, Appraised: marks[i].Points, Points: leaf.Points,
			Lost: lost(leaf, b.Method.NoSurvey), Reason: s.Reason, Remark: s.Note, Session: session, Trace: leaf.Trace,
		})
	}
	unit.Areas = areaScores(b, unit)
	unit.Next = nextOf(b, unit)
	return unit
}

// lost tells what a leaf cost the unit.
func lost(leaf score.LeafScore, noSurvey string) par.Decimal {
	switch {
	case leaf.Kind == score.Penalty:
		return leaf.Points
	case leaf.Kind == score.Bonus, leaf.State == score.NotApplicable:
		return "0"
	case leaf.State == score.NoSurvey && noSurvey != "zero":
		return "0"
	}
	return leaf.Max.Sub(leaf.Points)
}

// counts tells whether a leaf's maximum stays in the unit's maximum.
func (l Leaf) counts(head Head, noSurvey string) bool {
	switch {
	case head.Kind != score.Normal:
		return false
	case l.State == score.NotApplicable:
		return l.Trace.Kind == score.TraceNAFull
	case l.State == score.NoSurvey:
		return noSurvey == "zero"
	}
	return true
}

// areaScores sums the leaves of each area.
func areaScores(b *score.Bundle, u Unit) []AreaScore {
	heads := headsOf(b.Set)
	scores := make([]AreaScore, 0, len(b.Set.Areas()))
	for _, area := range b.Set.Areas() {
		one := AreaScore{Self: "0", Appraised: "0", Points: "0", Max: "0", Lost: "0", Bonus: "0", Penalty: "0"}
		for i, head := range heads {
			if head.Area == area.Code {
				one.add(head, u.Leaves[i], b.Method.NoSurvey)
			}
		}
		if one.Max.Sign() > 0 {
			one.Index = par.RoundRat(shareOf(one.Points, one.Max), b.Method.IndexDecimals)
		}
		scores = append(scores, one)
	}
	return scores
}

func (a *AreaScore) add(head Head, leaf Leaf, noSurvey string) {
	switch head.Kind {
	case score.Bonus:
		a.Bonus = a.Bonus.Add(leaf.Points)
		return
	case score.Penalty:
		a.Penalty = a.Penalty.Add(leaf.Points)
		return
	}
	a.Self, a.Appraised, a.Points = a.Self.Add(leaf.Self), a.Appraised.Add(leaf.Appraised), a.Points.Add(leaf.Points)
	a.Lost = a.Lost.Add(leaf.Lost)
	if leaf.counts(head, noSurvey) {
		a.Max = a.Max.Add(head.Max)
	}
}
