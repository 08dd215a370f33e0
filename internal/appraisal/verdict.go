package appraisal

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// JudgeEvidence keeps whether a document proves the leaf for which it is cited, by the
// conditions of a mark. Of the one who was asked for a second opinion it keeps
// it apart, as it does his opinion.
func (s *Service) JudgeEvidence(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, useID par.ID, in evidence.Verdict, key db.Key) (evidence.Verdict, error) {
	var given evidence.Verdict
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.JudgeEvidence)
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		resource, err := leafResource(tx, p, leaf)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.JudgeEvidence, resource, key)
		if err != nil {
			return err
		}
		in.Stage = markStage(p)
		if resource.Asked == actor.Person {
			in.Stage = dossier.StageSecond
		}
		given, err = db.Once(tx, actor, key, func() (evidence.Verdict, error) {
			if _, err := leafToAppraise(p.Edition.Set, leaf); err != nil {
				return in, err
			}
			u, err := citedUse(tx, dossierID, leaf, useID)
			if err != nil {
				return in, err
			}
			return evidence.Judge(tx, permit, u, in)
		})
		return err
	})
	return given, err
}

// citedUse finds a use of a leaf; one that was taken back, or stands elsewhere,
// does not exist.
func citedUse(tx *db.Tx, dossierID par.ID, leaf string, useID par.ID) (evidence.Use, error) {
	cited, err := evidence.ListUses(tx, dossierID)
	if err != nil {
		return evidence.Use{}, err
	}
	for _, c := range cited {
		if c.ID == useID && c.Leaf == leaf {
			return c.Use, nil
		}
	}
	return evidence.Use{}, par.E(par.NotFound, "error.not_found")
}

// Judged is what the actor thought of a citation; version 0: nothing yet.
func (v View) Judged(use par.ID) evidence.Verdict {
	if given, ok := v.Verdicts[use][v.JudgeAt]; ok {
		return given
	}
	return evidence.Verdict{UseID: use, Stage: v.JudgeAt}
}

// loadVerdicts reads what was thought of the citations. It leaves out what the
// actor must not see: the others' while he is blind, those of the second
// opinion until both have been given.
func (v *View) loadVerdicts(actor par.Actor) func(*db.Tx) error {
	return func(tx *db.Tx) (err error) {
		asked := v.Second.Asked() && v.Second.Person == actor.Person
		switch {
		case asked:
			v.JudgeAt = dossier.StageSecond
		case v.Again:
			v.JudgeAt = score.StageAppraisal2
		default:
			v.JudgeAt = score.StageAppraisal1
		}
		v.Verdicts, err = evidence.ListVerdicts(tx, v.Dossier.ID)
		for _, given := range v.Verdicts {
			if v.Blind {
				delete(given, score.StageAppraisal1)
				delete(given, score.StageAppraisal2)
			}
			if !asked && !v.Other.Given() {
				delete(given, dossier.StageSecond)
			}
		}
		return err
	}
}
