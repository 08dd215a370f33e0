package dossier

import (
	"context"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// maxNote is the longest explanation of one leaf, in characters.
const maxNote = 4000

// Saved is what a save leaves behind.
type Saved struct {
	Version int64
	At      par.Time
}

// DeclareScore keeps what an officer says of one leaf. s.Version is the version
// he saw; a newer one is a conflict that carries what is there now.
func (s *Service) DeclareScore(ctx context.Context, actor par.Actor, dossierID par.ID, in Score, key db.Key) (Saved, error) {
	var saved Saved
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		permit, err := Ask(tx, actor, policy.DeclareScore, p.Resource(p.AreaOf(in.Leaf)), key)
		if err != nil {
			return err
		}
		saved, err = db.Once(tx, actor, key, func() (Saved, error) { return declare(tx, permit, p, in) })
		return err
	})
	return saved, err
}

func declare(tx *db.Tx, permit policy.Permit, p Place, in Score) (Saved, error) {
	in.Stage, in.Reason = score.StageSelf, ""
	in.Note = strings.TrimSpace(in.Note)
	if err := check(p.Edition.Set, in); err != nil {
		return Saved{}, err
	}
	kept, err := SaveScore(tx, permit, p.Dossier.ID, in)
	return Saved{kept.Version, kept.At}, err
}

// check tells whether a unit may say this of the leaf.
func check(set *score.Set, in Score) error {
	node, ok := set.Find(in.Leaf)
	if !ok || !node.Leaf() {
		return par.E(par.NotFound, "error.not_found")
	}
	if node.Rule.Type == score.RuleSurvey {
		return par.E(par.Closed, "dossier.survey_leaf")
	}
	if utf8.RuneCountInString(in.Note) > maxNote {
		return par.InvalidFields(map[string]par.Text{"note": par.T("error.length", "min", 0, "max", maxNote)})
	}
	switch in.Kind {
	case KindNone:
		return nil
	case KindNA:
		if node.NA == score.NAForbid || node.NA == "" {
			return par.InvalidFields(map[string]par.Text{"na": par.T("dossier.na_forbidden")})
		}
		if in.Note == "" {
			return par.InvalidFields(map[string]par.Text{"note": par.T("dossier.na_needs_ground")})
		}
		return nil
	case KindPoints:
		return par.InvalidFields(map[string]par.Text{"value": par.T("dossier.points_not_typed")})
	}
	if err := score.CheckAnswer(set, in.Answer()); err != nil {
		return par.InvalidFields(map[string]par.Text{"value": par.T("dossier.value_refused", "fault", err.Error())}).Because(err)
	}
	return nil
}
