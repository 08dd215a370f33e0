package explanation

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

// maxNote is the longest text of one explanation, in characters.
const maxNote = 4000

// ExplainScore keeps what a unit says of one cut: words, corrected figures, or
// both; what is nil in the change stays as it is. Whoever explains no longer
// accepts. A version that another has replaced is a conflict that carries it.
func (s *Service) ExplainScore(ctx context.Context, actor par.Actor, dossierID par.ID, in dossier.Change, key db.Key) (dossier.Saved, error) {
	return s.save(ctx, actor, dossierID, in.Leaf, key, func(_ *db.Tx, node *score.Node, p dossier.Place, old dossier.Score) (dossier.Score, error) {
		return over(in, node, p, old)
	})
}

// AcceptCut keeps that a unit accepts one cut. What it had said before stays in
// the history.
func (s *Service) AcceptCut(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, version int64, key db.Key) (dossier.Saved, error) {
	return s.save(ctx, actor, dossierID, leaf, key, func(*db.Tx, *score.Node, dossier.Place, dossier.Score) (dossier.Score, error) {
		return accepted(leaf, version), nil
	})
}

// Reconsider takes an acceptance back: the leaf says again what it said before.
func (s *Service) Reconsider(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, version int64, key db.Key) (dossier.Saved, error) {
	return s.save(ctx, actor, dossierID, leaf, key, func(tx *db.Tx, _ *score.Node, _ dossier.Place, old dossier.Score) (dossier.Score, error) {
		return before(tx, dossierID, old, version)
	})
}

func accepted(leaf string, version int64) dossier.Score {
	return dossier.Score{Leaf: leaf, Stage: dossier.StageExplanation, Kind: dossier.KindAccepted, Version: version}
}

// before finds what a leaf said before it was accepted.
func before(tx *db.Tx, dossierID par.ID, old dossier.Score, version int64) (dossier.Score, error) {
	said := dossier.Score{Leaf: old.Leaf, Stage: dossier.StageExplanation, Kind: dossier.KindNone, Version: version}
	if old.Kind != dossier.KindAccepted {
		return old, par.E(par.Conflict, "dossier.conflict").With(dossier.Conflict{Theirs: old})
	}
	events, err := dossier.Events(tx, dossierID, old.Leaf)
	if err != nil {
		return said, err
	}
	for _, e := range events {
		if e.Stage == dossier.StageExplanation && e.Version < old.Version && e.Kind != dossier.KindAccepted {
			said.Kind, said.Value, said.Note = e.Kind, e.Value, e.Note
			break
		}
	}
	return said, nil
}

// save asks, finds what stands there, and keeps what make makes of it.
func (s *Service) save(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, key db.Key,
	make func(*db.Tx, *score.Node, dossier.Place, dossier.Score) (dossier.Score, error)) (dossier.Saved, error) {
	var saved dossier.Saved
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		permit, err := askLeaf(tx, actor, p, leaf, key)
		if err != nil {
			return err
		}
		saved, err = db.Once(tx, actor, key, func() (dossier.Saved, error) {
			node, _ := p.Edition.Set.Find(leaf)
			old, err := dossier.ScoreOf(tx, dossierID, leaf, dossier.StageExplanation)
			if err != nil {
				return dossier.Saved{}, err
			}
			said, err := make(tx, node, p, old)
			if err != nil {
				return dossier.Saved{}, err
			}
			return keep(tx, permit, p, said)
		})
		return err
	})
	return saved, err
}

// askLeaf asks whether the actor may explain a leaf now.
func askLeaf(tx *db.Tx, actor par.Actor, p dossier.Place, leaf string, key db.Key) (policy.Permit, error) {
	policy.Note(tx.Context(), policy.ExplainScore)
	node, ok := p.Edition.Set.Find(leaf)
	if !ok || !node.Leaf() || node.Rule.Type == score.RuleSurvey {
		return policy.Permit{}, par.E(par.NotFound, "error.not_found")
	}
	resource, err := p.Explaining(tx, leaf)
	if err != nil {
		return policy.Permit{}, err
	}
	return dossier.Ask(tx, actor, policy.ExplainScore, resource, key)
}

// keep saves an explanation. The first one of all means that the unit has begun.
func keep(tx *db.Tx, permit policy.Permit, p dossier.Place, said dossier.Score) (dossier.Saved, error) {
	kept, err := dossier.SaveScore(tx, permit, p.Dossier.ID, said)
	if err != nil || p.Dossier.State != par.Notified {
		return dossier.Saved{Version: kept.Version, At: kept.At}, err
	}
	nothing := func(*dossier.Dossier, par.Time) error { return nil }
	_, err = dossier.Step(tx, permit, p, p.Dossier.Version, nothing)
	return dossier.Saved{Version: kept.Version, At: kept.At}, err
}

// over says what an explanation becomes when a change is made to it.
func over(in dossier.Change, node *score.Node, p dossier.Place, old dossier.Score) (dossier.Score, error) {
	said := old
	said.Leaf, said.Stage, said.Reason, said.Version = in.Leaf, dossier.StageExplanation, "", in.Version
	if said.Kind == "" || said.Kind == dossier.KindAccepted {
		said.Kind, said.Value = dossier.KindNone, nil
	}
	if in.Note != nil {
		said.Note = strings.TrimSpace(*in.Note)
	}
	if utf8.RuneCountInString(said.Note) > maxNote {
		return said, par.InvalidFields(map[string]par.Text{"note": par.T("error.length", "min", 0, "max", maxNote)})
	}
	if in.Answer == nil {
		return said, nil
	}
	answer, faults := in.Answer(node)
	if len(faults) > 0 {
		return said, par.InvalidFields(faults)
	}
	switch answer.Kind {
	case dossier.KindNone, dossier.KindValue:
	default: // points are the appraiser's to give, and "not applicable" is said in words
		return said, par.InvalidFields(map[string]par.Text{"value": par.T("dossier.points_not_typed")})
	}
	said.Kind, said.Value = answer.Kind, answer.Value
	if said.Kind == dossier.KindValue {
		return said, dossier.CheckValue(p.Edition.Set, node, said)
	}
	return said, nil
}
