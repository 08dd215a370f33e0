// Package appraisal owns what appraisers make of the units' claims: the queue
// of each appraiser, his marks with their reasons, and the survey tallies that
// the standing body enters. It must not know results. Start with AppraiseScore.
package appraisal

import (
	"context"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Verdict is what an appraiser concludes of a claim.
type Verdict string

// The verdicts. Accept takes the claim as it stands, with what it is worth.
const (
	Accept Verdict = "accept"
	Adjust Verdict = "adjust"
)

// maxRemark is the longest remark, in characters.
const maxRemark = 4000

// Mark is one conclusion to be kept.
type Mark struct {
	Leaf    string
	Verdict Verdict
	Points  par.Decimal  // Adjust: the points now given, unless Value is
	Value   *score.Value // Adjust: the right figures, of which the rule makes points
	Reason  par.Reason   // compulsory where points are lost
	Remark  string
	Version int64 // of the mark that the appraiser saw; 0: none yet
}

// Service offers the use cases of appraisers.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

// AppraiseScore keeps an appraiser's conclusion on one leaf of one unit.
func (s *Service) AppraiseScore(ctx context.Context, actor par.Actor, dossierID par.ID, in Mark, key db.Key) (dossier.Saved, error) {
	var saved dossier.Saved
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.AppraiseScore, p.Resource(p.AreaOf(in.Leaf)), key)
		if err != nil {
			return err
		}
		saved, err = db.Once(tx, actor, key, func() (dossier.Saved, error) { return mark(tx, permit, p, in) })
		return err
	})
	return saved, err
}

func mark(tx *db.Tx, permit policy.Permit, p dossier.Place, in Mark) (dossier.Saved, error) {
	node, ok := p.Edition.Set.Find(in.Leaf)
	if !ok || !node.Leaf() || node.Rule.Type == score.RuleSurvey {
		return dossier.Saved{}, par.E(par.NotFound, "error.not_found")
	}
	claim, err := dossier.ScoreOf(tx, p.Dossier.ID, in.Leaf, score.StageSelf)
	if err != nil {
		return dossier.Saved{}, err
	}
	concluded, err := Conclude(p.Edition.Set, node, claim, in)
	if err != nil {
		return dossier.Saved{}, err
	}
	kept, err := dossier.SaveScore(tx, permit, p.Dossier.ID, concluded)
	return dossier.Saved{Version: kept.Version, At: kept.At}, err
}

// Conclude turns a mark into the score of stage appraisal1, or tells which
// field is at fault. It is pure.
func Conclude(set *score.Set, node *score.Node, claim dossier.Score, in Mark) (dossier.Score, error) {
	in.Remark = strings.TrimSpace(in.Remark)
	out := dossier.Score{
		Leaf: in.Leaf, Stage: score.StageAppraisal1, Note: in.Remark, Version: in.Version,
	}
	if utf8.RuneCountInString(in.Remark) > maxRemark {
		return out, par.InvalidFields(map[string]par.Text{"remark": par.T("error.length", "min", 0, "max", maxRemark)})
	}
	switch in.Verdict {
	case Accept:
		accept(&out, claim)
		return out, nil
	case Adjust:
		return adjust(set, node, claim, in, out)
	}
	return out, par.InvalidFields(map[string]par.Text{"verdict": par.T("error.choose")})
}

// accept takes the claim over; a claim that was never made is worth nothing.
func accept(out *dossier.Score, claim dossier.Score) {
	out.Kind, out.Value, out.Points = claim.Kind, claim.Value, claim.Points
	if !claim.Given() {
		out.Kind, out.Value, out.Points = dossier.KindPoints, nil, "0"
	}
}

func adjust(set *score.Set, node *score.Node, claim dossier.Score, in Mark, out dossier.Score) (dossier.Score, error) {
	field := "points"
	out.Kind, out.Points = dossier.KindPoints, in.Points
	if in.Value != nil {
		field, out.Kind, out.Value, out.Points = "value", dossier.KindValue, in.Value, ""
	} else if !in.Points.Known() {
		return out, par.InvalidFields(map[string]par.Text{field: par.T("appraisal.no_points")})
	}
	if err := score.CheckAnswer(set, out.Answer()); err != nil {
		return out, par.InvalidFields(map[string]par.Text{field: par.T("appraisal.points_refused", "max", node.Max)}).Because(err)
	}
	lost, err := loses(set, node, claim, out)
	if err != nil {
		return out, err
	}
	return withReason(out, in, lost)
}

// withReason asks for a reason where points are lost, and for words where a
// reason alone would not explain.
func withReason(out dossier.Score, in Mark, lost bool) (dossier.Score, error) {
	faults := map[string]par.Text{}
	if lost && !known(in.Reason) {
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

// loses tells whether the conclusion gives less than the claim: fewer points,
// or more where the leaf is a penalty. What waits for the block is compared by
// its figure alone, so that any change of it needs a reason.
func loses(set *score.Set, node *score.Node, claim, concluded dossier.Score) (bool, error) {
	before, err := score.EvaluateLeaf(set, node.Code, claim.Answer(), nil)
	if err != nil {
		return false, err
	}
	after, err := score.EvaluateLeaf(set, node.Code, concluded.Answer(), nil)
	if err != nil {
		return false, err
	}
	if before.State == score.Waiting || after.State == score.Waiting {
		return true, nil
	}
	if before.State == score.NotApplicable {
		return after.Points.Cmp(node.Max) < 0, nil
	}
	difference := after.Points.Cmp(before.Points)
	if node.Kind == score.Penalty {
		difference = -difference
	}
	return difference < 0, nil
}

func known(reason par.Reason) bool {
	for _, r := range par.Reasons() {
		if r == reason {
			return true
		}
	}
	return false
}
