package dossier

import (
	"context"
	"strings"
	"unicode/utf8"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// WithdrawDossier takes what the leader has submitted back into the unit's
// hands, before the deadline.
func (s *Service) WithdrawDossier(ctx context.Context, actor par.Actor, id par.ID, version int64, key db.Key) error {
	change := func(d *Dossier, _ par.Time) error {
		d.SubmittedAt, d.SubmittedBy = 0, ""
		return nil
	}
	return s.stepAndTell(ctx, actor, id, version, policy.WithdrawDossier, key, change, tellBy(notice.Withdrawn, par.Officer))
}

// SendBack gives a submitted dossier back to its unit before the deadline, with
// the standing body's remark.
func (s *Service) SendBack(ctx context.Context, actor par.Actor, id par.ID, version int64, remark string, key db.Key) error {
	return s.stepAndTell(ctx, actor, id, version, policy.SendBack, key, remarked(remark, "remark"), tellBy(notice.SentBack, par.Officer, par.Leader))
}

// ReopenDossier gives a unit its dossier again with a deadline of its own: an
// extension of self-scoring, kept in the same transaction. Marks that exist
// stay; those older than a new claim are stale.
func (s *Service) ReopenDossier(ctx context.Context, actor par.Actor, id par.ID, version int64, reason string, closes par.Time, key db.Key) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := PlaceOf(tx, id)
		if err != nil {
			return err
		}
		permit, err := Ask(tx, actor, policy.ReopenDossier, p.Resource(""), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.DossierState, error) { return reopen(tx, permit, p, version, reason, closes) })
		return err
	})
}

func reopen(tx *db.Tx, permit policy.Permit, p Place, version int64, reason string, closes par.Time) (par.DossierState, error) {
	part, err := round.ParticipantOf(tx, p.Round.ID, p.Unit.ID)
	if err != nil {
		return "", err
	}
	e := round.Extension{Stage: par.SelfScoring, Unit: p.Unit.ID, Closes: closes, Reason: strings.TrimSpace(reason)}
	if _, err := round.Extend(tx, permit, p.Round, part, e); err != nil {
		return "", err
	}
	to, err := Step(tx, permit, p, version, func(d *Dossier, now par.Time) error {
		d.SubmittedAt, d.SubmittedBy = 0, ""
		return remarked(reason, "reason")(d, now)
	})
	if err != nil {
		return "", err
	}
	n := notice.Notice{Kind: notice.Reopened, Args: map[string]string{"reason": e.Reason, "deadline": notice.Moment(closes)}}
	return to, TellUnit(tx, permit, p, n, par.Officer, par.Leader)
}

// Stale tells whether a mark judged an earlier claim than the present one.
func Stale(claim, mark Score) bool { return mark.Given() && claim.Version > 0 && claim.At > mark.At }

// remarked keeps a compulsory remark with the dossier; field names it in a fault.
func remarked(remark, field string) func(*Dossier, par.Time) error {
	return func(d *Dossier, _ par.Time) error {
		d.Remark = strings.TrimSpace(remark)
		if n := utf8.RuneCountInString(d.Remark); n == 0 || n > maxNote {
			return par.InvalidFields(map[string]par.Text{field: par.T("error.length", "min", 1, "max", maxNote)})
		}
		return nil
	}
}

// telling says to people what has just become of a dossier.
type telling func(tx *db.Tx, permit policy.Permit, p Place) error

// tellBy tells people of the unit who did it, why and until when they have time.
func tellBy(kind notice.Kind, roles ...par.Role) telling {
	return func(tx *db.Tx, permit policy.Permit, p Place) error {
		names, err := account.Names(tx, []par.ID{permit.Actor().Person})
		if err != nil {
			return err
		}
		n := notice.Notice{Kind: kind, Args: map[string]string{"by": names[permit.Actor().Person], "reason": p.Dossier.Remark, "deadline": closing(p)}}
		return TellUnit(tx, permit, p, n, roles...)
	}
}

// closing is until when the unit has time, as a notice says it.
func closing(p Place) string {
	if w := p.Window(); w.Closes != 0 {
		return notice.Moment(w.Closes)
	}
	return notice.Word("notice.no_deadline")
}

// tellNobody is for what is seen in the next place of its way by itself.
func tellNobody(*db.Tx, policy.Permit, Place) error { return nil }

// stepAndTell moves one dossier and tells people of it; the place that they are
// told of is the one after the move.
func (s *Service) stepAndTell(ctx context.Context, actor par.Actor, id par.ID, version int64, action policy.Action, key db.Key, change func(*Dossier, par.Time) error, tell telling) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := PlaceOf(tx, id)
		if err != nil {
			return err
		}
		permit, err := Ask(tx, actor, action, p.Resource(""), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.DossierState, error) {
			to, err := Step(tx, permit, p, version, change)
			if err != nil {
				return "", err
			}
			if p, err = PlaceOf(tx, id); err != nil {
				return "", err
			}
			return to, tell(tx, permit, p)
		})
		return err
	})
}

// Extended gives a unit whose time to explain was over its explanation back,
// and refuses more time for a dossier that has been handed in: that is reopened.
func Extended(tx *db.Tx, permit policy.Permit, r round.Round, e round.Extension) error {
	d, err := Of(tx, r.ID, e.Unit)
	if par.Is(err, par.NotFound) || e.Leaf != "" {
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case e.Stage == par.SelfScoring && (d.State == par.Submitted || d.State == par.InAppraisal):
		return par.E(par.Closed, "dossier.reopen_instead")
	case e.Stage != par.Explanation || d.State != par.InAppraisal2 || r.State != par.Appraisal2:
		return nil
	}
	p, err := PlaceOf(tx, d.ID)
	if err != nil {
		return err
	}
	_, err = Step(tx, permit, p, d.Version, func(d *Dossier, _ par.Time) error {
		d.ExplainedAt, d.ExplainedBy = 0, ""
		return nil
	})
	return err
}
