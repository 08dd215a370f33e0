package web

import (
	"strings"

	"parindex/internal/publication"
)

// methodChoices are the sentences of what a method may choose.
var methodChoices = map[string]string{
	"no_survey remove": "public.m_no_survey_remove", "no_survey zero": "public.m_no_survey_zero",
	"rank_on rounded": "public.m_rank_rounded", "rank_on exact": "public.m_rank_exact",
	"ranking competition": "public.m_competition", "ranking dense": "public.m_dense",
	"average_of exact": "public.m_average_exact", "average_of rounded": "public.m_average_rounded",
}

// sentences tells the block's method in words, one sentence for each choice.
func (v rankingView) sentences() []string {
	m, p := v.Block.Method, v.P
	list := []string{
		p.T("public.m_points", "decimals", m.PointsDecimals),
		p.T("public.m_index", "decimals", m.IndexDecimals),
		p.T(methodChoices["no_survey "+m.NoSurvey]),
	}
	if m.BonusCap.Known() {
		list = append(list, p.T("public.m_bonus", "cap", m.BonusCap))
	}
	if m.PenaltyCap.Known() {
		list = append(list, p.T("public.m_penalty", "cap", m.PenaltyCap))
	}
	if m.CapAt100 {
		list = append(list, p.T("public.m_cap"))
	}
	list = append(list, p.T("public.m_classes", "classes", v.classLimits()))
	for _, c := range m.Caps {
		list = append(list, p.T("public.m_class_cap", "node", c.Node+" "+c.Title, "below", c.Below,
			"class", publication.ClassName(p, c.AtMost), "reason", c.Reason))
	}
	list = append(list, p.T(methodChoices["rank_on "+m.RankOn]))
	if len(m.TieBreak) > 0 {
		list = append(list, p.T("public.m_ties", "nodes", v.tieBreaks()))
	}
	return append(list, p.T(methodChoices["ranking "+m.Ranking]), p.T(methodChoices["average_of "+m.AverageOf]))
}

// classLimits says "Rất tốt từ 90; Tốt từ 80; Yếu dưới 60".
func (v rankingView) classLimits() string {
	var parts []string
	for i, c := range v.Block.Classes {
		name := publication.ClassName(v.P, c.Name)
		if c.From.Sign() == 0 && i > 0 {
			parts = append(parts, name+" "+v.P.T("result.below", "to", v.Block.Classes[i-1].From))
			continue
		}
		parts = append(parts, name+" "+v.P.T("result.from", "from", c.From))
	}
	return strings.Join(parts, "; ")
}

func (v rankingView) tieBreaks() string {
	var parts []string
	for _, t := range v.Block.Method.TieBreak {
		if t.Node == "" {
			parts = append(parts, v.P.T("public.m_tie_points"))
			continue
		}
		parts = append(parts, t.Node+" "+t.Title)
	}
	return strings.Join(parts, "; ")
}
