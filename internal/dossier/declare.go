package dossier

import (
	"context"
	"strings"
	"unicode/utf8"

	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// maxNote is the longest explanation of one leaf, in characters.
const maxNote = 4000

// Saved is what a save leaves behind.
type Saved struct {
	Version int64    `json:"version"`
	At      par.Time `json:"at"`
}

// Change is what an officer changes of one leaf: the answer, the explanation,
// or both. What is nil stays as it is.
type Change struct {
	Leaf    string
	Version int64 // the version that he saw; 0: there was none
	Answer  Reading
	Note    *string
	Applies bool // the leaf applies after all: it says again what it said before
}

// Reading reads what was typed for a leaf, whose rule says what to look for. Of
// the score it gives Kind and Value count. Fields that cannot be read are
// faults. It may run more than once.
type Reading func(*score.Node) (Score, map[string]par.Text)

// DeclareScore keeps answer and explanation of one leaf as an officer says
// them. in.Version is the version he saw; a newer one is a conflict that
// carries what is there now.
func (s *Service) DeclareScore(ctx context.Context, actor par.Actor, dossierID par.ID, in Score, key db.Key) (Saved, error) {
	read := func(*score.Node) (Score, map[string]par.Text) { return in, nil }
	return s.ChangeScore(ctx, actor, dossierID, Change{Leaf: in.Leaf, Version: in.Version, Answer: read, Note: &in.Note}, key)
}

// ChangeScore is DeclareScore for a part of what is said of a leaf.
func (s *Service) ChangeScore(ctx context.Context, actor par.Actor, dossierID par.ID, in Change, key db.Key) (Saved, error) {
	var saved Saved
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		permit, err := Ask(tx, actor, policy.DeclareScore, p.LeafResource(in.Leaf), key)
		if err != nil {
			return err
		}
		saved, err = db.Once(tx, actor, key, func() (Saved, error) { return change(tx, permit, p, in) })
		return err
	})
	return saved, err
}

// EnterForUnit keeps what a unit has said on paper or in a spreadsheet, for as
// many leaves as are given, in one transaction: all of it or nothing. The
// standing body must have begun to enter the unit's sheet.
func (s *Service) EnterForUnit(ctx context.Context, actor par.Actor, dossierID par.ID, in []Change, key db.Key) ([]Saved, error) {
	var saved []Saved
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, permit, err := entering(tx, actor, dossierID, key)
		if err != nil {
			return err
		}
		saved, err = db.Once(tx, actor, key, func() ([]Saved, error) { return enterAll(tx, permit, p, in) })
		return err
	})
	return saved, err
}

func enterAll(tx *db.Tx, permit policy.Permit, p Place, in []Change) ([]Saved, error) {
	if p.Dossier.Fallback == "" {
		return nil, par.E(par.Closed, "dossier.fallback_first")
	}
	all := make([]Saved, 0, len(in))
	for _, one := range in {
		saved, err := change(tx, permit, p, one)
		if err != nil {
			return nil, err
		}
		all = append(all, saved)
	}
	return all, nil
}

func change(tx *db.Tx, permit policy.Permit, p Place, in Change) (Saved, error) {
	node, ok := p.Edition.Set.Find(in.Leaf)
	if !ok || !node.Leaf() {
		return Saved{}, par.E(par.NotFound, "error.not_found")
	}
	old, err := ScoreOf(tx, p.Dossier.ID, in.Leaf, score.StageSelf)
	if err != nil {
		return Saved{}, err
	}
	if in.Applies {
		if in.Answer, err = lastValue(tx, p.Dossier.ID, in.Leaf); err != nil {
			return Saved{}, err
		}
	}
	said, err := in.over(old, node)
	if err != nil {
		return Saved{}, err
	}
	if err := check(p.Edition.Set, node, said); err != nil {
		return Saved{}, err
	}
	kept, err := saveOver(tx, permit, p.Dossier.ID, old, said)
	return Saved{kept.Version, kept.At}, err
}

// lastValue reads what a unit last declared for a leaf, from its history;
// nothing where it never did.
func lastValue(tx *db.Tx, dossierID par.ID, leaf string) (Reading, error) {
	said := Score{Kind: KindNone}
	events, err := Events(tx, dossierID, leaf)
	for _, e := range events {
		if e.Stage == score.StageSelf && e.Kind == KindValue {
			said = e.Score
			break
		}
	}
	return func(*score.Node) (Score, map[string]par.Text) { return said, nil }, err
}

// over says what the leaf's score becomes when the change is made to old.
func (c Change) over(old Score, node *score.Node) (Score, error) {
	said := old
	said.Leaf, said.Stage, said.Reason, said.Version = c.Leaf, score.StageSelf, "", c.Version
	if said.Kind == "" {
		said.Kind = KindNone
	}
	if c.Note != nil {
		said.Note = strings.TrimSpace(*c.Note)
	}
	if c.Answer == nil {
		return said, nil
	}
	answer, faults := c.Answer(node)
	if len(faults) > 0 {
		return said, par.InvalidFields(faults)
	}
	said.Kind, said.Value, said.Points = answer.Kind, answer.Value, answer.Points
	return said, nil
}

// check tells whether a unit may say this of the leaf.
func check(set *score.Set, node *score.Node, in Score) error {
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
		return checkNA(node, in)
	case KindPoints:
		return par.InvalidFields(map[string]par.Text{"value": par.T("dossier.points_not_typed")})
	}
	return CheckValue(set, node, in)
}

func checkNA(node *score.Node, in Score) error {
	if node.NA == score.NAForbid || node.NA == "" {
		return par.InvalidFields(map[string]par.Text{"na": par.T("dossier.na_forbidden")})
	}
	if in.Note == "" {
		return par.InvalidFields(map[string]par.Text{"note": par.T("dossier.na_needs_ground")})
	}
	return nil
}

// adviseNA names the way out of a denominator of 0 where the leaf has one.
func adviseNA(node *score.Node, faults map[string]par.Text) map[string]par.Text {
	if node.NA == score.NAForbid || node.NA == "" {
		return faults
	}
	for name, fault := range faults {
		if fault.Key == "dossier.denominator_zero" {
			faults[name] = par.T("dossier.denominator_zero_na")
		}
	}
	return faults
}

// CheckValue tells which figures of a score are at fault, by the names of their fields.
func CheckValue(set *score.Set, node *score.Node, in Score) error {
	if in.Value == nil {
		return par.InvalidFields(map[string]par.Text{"value": par.T("dossier.number_missing")})
	}
	if faults := ValueFaults(node.Rule, node.Max, in.Value); len(faults) > 0 {
		return par.InvalidFields(adviseNA(node, faults))
	}
	if err := score.CheckAnswer(set, score.Answer{Node: node.Code, Stage: score.StageSelf, Value: in.Value}); err != nil {
		return par.InvalidFields(map[string]par.Text{"value": par.T("dossier.value_refused", "fault", criteria.SentenceOf(err))}).Because(err)
	}
	return nil
}
