package publication

import (
	"context"
	"strings"
	"unicode/utf8"

	"parindex/internal/appraisal"
	"parindex/internal/council"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/result"
	"parindex/internal/round"
)

// maxReason is the longest reason of a new decision, in characters.
const maxReason = 2000

// Decision is what the standing body decides. Version and Events are those
// that it saw: if the round or a score has changed since, it looks again.
type Decision struct {
	Round   par.ID
	Version int64
	Events  int64
	Reason  string // compulsory where there has been a decision before
}

// DecideResult freezes the result of a round as it stands and returns the id
// of the publication, which is not public yet.
func (s *Service) DecideResult(ctx context.Context, actor par.Actor, in Decision, key db.Key) (par.ID, error) {
	in.Reason = strings.TrimSpace(in.Reason)
	var id par.ID
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, in.Round)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.DecideResult, r.Resource(), key)
		if err != nil {
			return err
		}
		id, err = db.Once(tx, actor, key, func() (par.ID, error) { return decide(tx, permit, r, in) })
		return err
	})
	return id, err
}

func decide(tx *db.Tx, permit policy.Permit, r round.Round, in Decision) (par.ID, error) {
	if r.Version != in.Version {
		return "", par.E(par.Conflict, "error.conflict")
	}
	if err := mayDecide(tx, r); err != nil {
		return "", err
	}
	p, err := draft(tx, permit, r, in)
	if err != nil {
		return "", err
	}
	all, err := result.ComputeAll(tx, r, Years)
	if err != nil {
		return "", err
	}
	if err := freeze(tx, &p, all); err != nil {
		return "", err
	}
	if err := tx.Audit(permit, subject(p.ID), nil, p.Hash, p.Hash); err != nil {
		return "", err
	}
	to := par.Decided
	if r.State == par.Published {
		to = par.Published // a correction: what is public stays so until the new one is released
	}
	if err := round.Advance(tx, permit, r, to); err != nil {
		return "", err
	}
	return p.ID, dossier.Follow(tx, r, to)
}

// mayDecide refuses to decide before the last stage that the round plays. A
// round whose last stage is the first appraisal may be decided with marks
// missing, which its page tells; later stages leave nothing open.
func mayDecide(tx *db.Tx, r round.Round) error {
	switch r.State {
	case par.Decided, par.Published:
		return nil
	case r.Last():
	default:
		return par.E(par.Closed, "publication.stages_left", "stage", par.T("stage."+string(r.Last())))
	}
	if r.State == par.Appraisal1 {
		return nil
	}
	if err := appraisal.Settled(tx, r); err != nil {
		return err
	}
	return council.Settled(tx, r)
}

// draft fills in the head of a publication.
func draft(tx *db.Tx, permit policy.Permit, r round.Round, in Decision) (Publication, error) {
	p := Publication{
		ID: tx.NewID(), RoundID: r.ID, Round: r.Code, Number: 1, Year: r.Year, Title: r.Title, DemoNote: r.DemoNote,
		PolicyVersion: policy.Version(), DecidedBy: permit.Actor().Person, DecidedName: permit.Actor().Name, DecidedAt: tx.Now(),
	}
	var err error
	if p.EventsTo, err = dossier.LastEventOf(tx, r.ID); err != nil {
		return p, err
	}
	if p.EventsTo != in.Events {
		return p, par.E(par.Conflict, "publication.scores_changed")
	}
	earlier, err := OfRound(tx, r.ID)
	if err != nil || len(earlier) == 0 {
		return p, err
	}
	p.Number, p.Replaces, p.Reason = earlier[0].Number+1, earlier[0].ID, in.Reason
	return p, checkReason(in.Reason)
}

func checkReason(reason string) error {
	if n := utf8.RuneCountInString(reason); n == 0 || n > maxReason {
		return par.InvalidFields(map[string]par.Text{"reason": par.T("error.length", "min", 1, "max", maxReason)})
	}
	return nil
}

// freeze writes the publication with all that follows from it.
func freeze(tx *db.Tx, p *Publication, all []result.Computed) error {
	var contents []content
	for i, one := range all {
		detail, err := canonical(one.Block)
		if err != nil {
			return err
		}
		c := content{
			Code: one.Block.Code, Name: one.Block.Name, Position: i + 1,
			Bundle: string(one.Bundle.JSON()), Result: string(one.Result.JSON()), Detail: string(detail),
		}
		c.Hash = hashOf(c.Bundle)
		contents = append(contents, c)
	}
	manifest, err := manifestOf(*p, contents).Bytes()
	if err != nil {
		return err
	}
	p.Hash = hashOf(string(manifest))
	if err := insert(tx, *p, contents); err != nil {
		return err
	}
	return generate(tx, *p, blocksOf(all))
}

func blocksOf(all []result.Computed) []result.Block {
	blocks := make([]result.Block, len(all))
	for i, one := range all {
		blocks[i] = one.Block
	}
	return blocks
}

// ReopenAppraisal takes a round whose result was decided back to the last stage
// that it plays, so that scores can be put right. What is public stays public
// until a new decision is released.
func (s *Service) ReopenAppraisal(ctx context.Context, actor par.Actor, roundID par.ID, version int64, reason string, key db.Key) error {
	reason = strings.TrimSpace(reason)
	if err := checkReason(reason); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.DecideResult, r.Resource(), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.Stage, error) {
			if r.Version != version {
				return "", par.E(par.Conflict, "error.conflict")
			}
			to := r.Last()
			if err := round.Advance(tx, permit, r, to); err != nil {
				return "", err
			}
			if err := tx.Audit(permit, db.Subject{Kind: "round", ID: string(r.ID)}, r.State, to, reason); err != nil {
				return "", err
			}
			return to, dossier.Follow(tx, r, to)
		})
		return err
	})
}
