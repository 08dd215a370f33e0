package demo

import (
	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
)

// claim is what a unit says of a leaf, and what its appraiser makes of it.
type claim struct {
	leaf *score.Node
	self dossier.Score
	mark appraisal.Mark
}

// remarks are what invented appraisers write beside each reason.
var remarks = map[par.Reason]string{
	par.NoEvidence:    "Chưa có tài liệu kiểm chứng cho mục này.",
	par.NotShown:      "Tài liệu gửi kèm chưa thể hiện đủ nội dung đã khai.",
	par.OutsidePeriod: "Tài liệu ban hành ngoài kỳ đánh giá.",
	par.Late:          "Thực hiện sau thời hạn quy định.",
	par.WrongFigure:   "Số liệu khai chưa khớp với báo cáo của cơ quan tổng hợp.",
	par.NotSigned:     "Văn bản chưa ký, chưa phát hành.",
}

// claims turns the appraisers' conclusions on a unit into its own, somewhat
// rosier, claims and the marks that lead from one to the other.
func claims(set *score.Set, final map[string]score.Answer, v *inventor) []claim {
	var all []claim
	for _, leaf := range set.Leaves() {
		a, ok := final[leaf.Code]
		if !ok || leaf.Rule.Type == score.RuleSurvey {
			continue
		}
		all = append(all, claimOf(set, leaf, a, v))
	}
	return all
}

func claimOf(set *score.Set, leaf *score.Node, final score.Answer, v *inventor) claim {
	c := claim{leaf: leaf, mark: appraisal.Mark{Leaf: leaf.Code, Verdict: appraisal.Accept}}
	c.self = dossier.Score{Leaf: leaf.Code, Kind: dossier.KindValue, Value: final.Value}
	if final.NA {
		c.self.Kind, c.self.Value = dossier.KindNA, nil
		c.self.Note = "Trong năm không phát sinh nhiệm vụ thuộc mục này (căn cứ minh họa)."
		return c
	}
	if leaf.Kind != score.Normal && leaf.Kind != "" || leaf.Rule.Type == score.RuleRelative || v.random.Float64() > 0.22 {
		return c
	}
	rosier := v.answer(leaf, 1)
	if worth(set, leaf, rosier).Cmp(worth(set, leaf, final.Value)) <= 0 {
		return c
	}
	c.self.Value = rosier
	reasons := par.Reasons()[:6]
	reason := reasons[v.random.Intn(len(reasons))]
	c.mark = appraisal.Mark{
		Leaf: leaf.Code, Verdict: appraisal.Adjust, Value: final.Value, Reason: reason, Remark: remarks[reason],
	}
	return c
}

func worth(set *score.Set, leaf *score.Node, value *score.Value) par.Decimal {
	result, err := score.EvaluateLeaf(set, leaf.Code, score.Answer{Node: leaf.Code, Stage: score.StageSelf, Value: value}, nil)
	if err != nil {
		return "0"
	}
	return result.Points
}
