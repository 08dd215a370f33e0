package appraisal

import (
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/criteria"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
)

// Conclude turns a mark into the score of stage appraisal1, or tells which
// field is at fault: "verdict", "points", "reason", "remark", and the names of
// dossier.ValueFaults for figures. It is pure.
func Conclude(set *score.Set, node *score.Node, claim dossier.Score, in Mark) (dossier.Score, error) {
	in.Remark = strings.TrimSpace(in.Remark)
	out := dossier.Score{
		Leaf: in.Leaf, Stage: score.StageAppraisal1, Note: in.Remark, Version: in.Version,
	}
	if utf8.RuneCountInString(in.Remark) > maxRemark {
		return out, fault("remark", par.T("error.length", "min", 0, "max", maxRemark))
	}
	switch in.Verdict {
	case Accept:
		accept(&out, claim)
		return out, nil
	case Adjust:
		return adjust(set, node, claim, in, out)
	}
	return out, fault("verdict", par.T("appraisal.choose_verdict"))
}

func fault(field string, text par.Text) error {
	return par.InvalidFields(map[string]par.Text{field: text})
}

// accept takes the claim over; a claim that was never made is worth nothing.
func accept(out *dossier.Score, claim dossier.Score) {
	out.Kind, out.Value, out.Points = claim.Kind, claim.Value, claim.Points
	if !claim.Given() {
		out.Kind, out.Value, out.Points = dossier.KindPoints, nil, "0"
	}
}

func adjust(set *score.Set, node *score.Node, claim dossier.Score, in Mark, out dossier.Score) (dossier.Score, error) {
	var err error
	if in.Value != nil {
		out.Kind, out.Value = dossier.KindValue, in.Value
		err = checkFigures(set, node, out)
	} else {
		out.Kind, out.Points = dossier.KindPoints, in.Points
		err = checkPoints(set, node, out)
	}
	if err != nil {
		return out, err
	}
	lost, err := loses(set, node, claim, out)
	if err != nil {
		return out, err
	}
	return withReason(out, in, lost)
}

func checkFigures(set *score.Set, node *score.Node, out dossier.Score) error {
	if faults := dossier.ValueFaults(node.Rule, node.Max, out.Value); len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	if err := score.CheckAnswer(set, out.Answer()); err != nil {
		e := par.InvalidFields(map[string]par.Text{"value": par.T("dossier.value_refused", "fault", criteria.SentenceOf(err))})
		return e.Because(err)
	}
	return nil
}

func checkPoints(set *score.Set, node *score.Node, out dossier.Score) error {
	if !out.Points.Known() {
		return fault("points", par.T("appraisal.no_points"))
	}
	if places := set.PointsDecimals; out.Points.Round(places) != out.Points {
		return fault("points", par.T("appraisal.points_decimals", "places", places))
	}
	if err := score.CheckAnswer(set, out.Answer()); err != nil {
		e := par.InvalidFields(map[string]par.Text{"points": par.T("appraisal.points_refused", "max", node.Max)})
		return e.Because(err)
	}
	return nil
}

// withReason asks for a reason where points are lost, and for words where a
// reason alone would not explain.
func withReason(out dossier.Score, in Mark, lost bool) (dossier.Score, error) {
	faults := map[string]par.Text{}
	if lost && !slices.Contains(par.Reasons(), in.Reason) {
		faults["reason"] = par.T("appraisal.reason_needed")
	}
	if (!lost || in.Reason == par.OtherReason) && in.Remark == "" {
		faults["remark"] = par.T("appraisal.remark_needed")
	}
	if len(faults) > 0 {
		return out, par.InvalidFields(faults)
	}
	if lost {
		out.Reason = in.Reason
	}
	return out, nil
}

// loses tells whether the conclusion is worse for the unit than its claim.
func loses(set *score.Set, node *score.Node, claim, concluded dossier.Score) (bool, error) {
	before, err := score.EvaluateLeaf(set, node.Code, answerOf(claim, node.Code), nil)
	if err != nil {
		return false, err
	}
	after, err := score.EvaluateLeaf(set, node.Code, concluded.Answer(), nil)
	if err != nil {
		return false, err
	}
	if before.State == score.Waiting || after.State == score.Waiting {
		return losesFigure(node, claim, concluded), nil
	}
	difference := after.Points.Cmp(worth(node, before))
	if node.Kind == score.Penalty {
		difference = -difference
	}
	return difference < 0, nil
}

// worth is what a claim would have brought: one of "not applicable" takes the
// leaf out, so that anything below the maximum is less than that.
func worth(node *score.Node, claimed score.LeafScore) par.Decimal {
	normal := node.Kind != score.Bonus && node.Kind != score.Penalty
	if claimed.State == score.NotApplicable && normal {
		return node.Max
	}
	return claimed.Points
}

// losesFigure compares scores of a leaf whose points wait for the block: by
// their own figures where both have one; typed points lose unless they are all.
func losesFigure(node *score.Node, claim, concluded dossier.Score) bool {
	switch {
	case concluded.Kind == dossier.KindPoints:
		return concluded.Points.Cmp(node.Max) < 0
	case claim.Kind == dossier.KindNA:
		return true
	case claim.Kind != dossier.KindValue:
		return false
	}
	return percentOf(concluded.Value).Cmp(percentOf(claim.Value)) < 0
}

// percentOf returns a percentage exactly.
func percentOf(v *score.Value) *big.Rat {
	if v.Percent.Known() || v.B.Sign() == 0 {
		return v.Percent.Rat()
	}
	share := new(big.Rat).Quo(v.A.Rat(), v.B.Rat())
	return share.Mul(share, big.NewRat(100, 1))
}

// answerOf makes an answer also of a score that was never given, and of one of
// a stage that the engine does not know: it is evaluated as if it counted.
func answerOf(s dossier.Score, leaf string) score.Answer {
	answer := s.Answer()
	answer.Node = leaf
	if answer.Stage != "" && !dossier.Counts(answer.Stage) {
		answer.Stage = score.StageAppraisal1
	}
	return answer
}
