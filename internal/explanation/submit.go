package explanation

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// SubmitExplanation is the leader's signature under the explanation; leaves of
// which nothing is said keep their first mark.
func (s *Service) SubmitExplanation(ctx context.Context, actor par.Actor, dossierID par.ID, version int64, key db.Key) error {
	return s.move(ctx, actor, dossierID, version, policy.SubmitExplanation, key, func(d *dossier.Dossier, now par.Time) error {
		d.ExplainedAt, d.ExplainedBy = now, actor.Person
		return nil
	}, tellJudges)
}

// WithdrawExplanation takes the signature back before the deadline.
func (s *Service) WithdrawExplanation(ctx context.Context, actor par.Actor, dossierID par.ID, version int64, key db.Key) error {
	return s.move(ctx, actor, dossierID, version, policy.WithdrawExplanation, key, func(d *dossier.Dossier, _ par.Time) error {
		d.ExplainedAt, d.ExplainedBy = 0, ""
		return nil
	}, func(*db.Tx, policy.Permit, dossier.Place) error { return nil })
}

func (s *Service) move(ctx context.Context, actor par.Actor, dossierID par.ID, version int64, action policy.Action, key db.Key,
	change func(*dossier.Dossier, par.Time) error, tell func(*db.Tx, policy.Permit, dossier.Place) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, action, p.Resource(""), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.DossierState, error) {
			to, err := dossier.Step(tx, permit, p, version, change)
			if err != nil {
				return to, err
			}
			return to, tell(tx, permit, p)
		})
		return err
	})
}

// tellJudges tells the standing body and the appraisers of the block that an
// explanation has come.
func tellJudges(tx *db.Tx, permit policy.Permit, p dossier.Place) error {
	items, err := itemsOf(tx, p)
	if err != nil {
		return err
	}
	to, err := account.Holders(tx, par.Standing, "")
	if err != nil {
		return err
	}
	grants, err := account.GrantsIn(tx, p.Round.ID, par.Appraiser)
	if err != nil {
		return err
	}
	for _, g := range grants {
		concerned := (g.Block == "" || g.Block == p.Dossier.Block) && slices.ContainsFunc(items, func(i Item) bool {
			return i.Answer == Explained && (g.Area == "" || g.Area == i.Area.Code)
		})
		if concerned && !slices.Contains(to, g.Person) {
			to = append(to, g.Person)
		}
	}
	return post(tx, to, notice.Notice{
		Kind: notice.ExplanationSubmitted, Link: "/rounds/" + string(p.Round.ID), Round: p.Round.ID, Subject: string(p.Dossier.ID), By: permit.Actor().Person,
		Args: map[string]string{"unit": p.Unit.Name, "count": notice.Count(tallyOf(items).Explained), "at": notice.Moment(tx.Now())},
	})
}

// AskLeader tells the unit's leaders that the explanation is ready for them.
// It changes nothing else, so that one may go on explaining meanwhile.
func (s *Service) AskLeader(ctx context.Context, actor par.Actor, dossierID par.ID, key db.Key) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		resource := p.Resource("")
		resource.Explained = true
		permit, err := dossier.Ask(tx, actor, policy.ExplainScore, resource, key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (int, error) {
			to, err := dossier.StaffOf(tx, p.Round.ID, p.Dossier.UnitID, par.Leader)
			if err != nil {
				return 0, err
			}
			err = post(tx, to, notice.Notice{
				Kind: notice.ExplanationAwaits, Link: "/dossiers/" + string(p.Dossier.ID) + "/explanation", Round: p.Round.ID,
				Subject: string(p.Dossier.ID), By: actor.Person,
				Args: map[string]string{"unit": p.Unit.Name, "by": actor.Name, "deadline": notice.Moment(p.Window().Closes)},
			})
			if err != nil {
				return 0, err
			}
			return len(to), tx.Audit(permit, db.Subject{Kind: "dossier", ID: string(p.Dossier.ID)}, nil, nil, "explanation awaits the leader")
		})
		return err
	})
}

// askedSince tells whether leaders were asked to sign after a moment.
func askedSince(tx *db.Tx, dossierID par.ID, at par.Time) (bool, error) {
	told, err := notice.About(tx, notice.ExplanationAwaits, string(dossierID))
	return len(told) > 0 && told[0].SentAt >= at, err
}

// OpenLeaf lets a unit explain a leaf on which it lost nothing, and tells its
// people why.
func (s *Service) OpenLeaf(ctx context.Context, actor par.Actor, dossierID par.ID, leaf, reason string, key db.Key) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.OpenLeaf, p.LeafResource(leaf), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (dossier.Opening, error) { return open(tx, permit, p, leaf, reason) })
		return err
	})
}

func open(tx *db.Tx, permit policy.Permit, p dossier.Place, leaf, reason string) (dossier.Opening, error) {
	faults := map[string]par.Text{}
	node, ok := p.Edition.Set.Find(leaf)
	if !ok || !node.Leaf() || node.Rule.Type == score.RuleSurvey {
		faults["leaf"] = par.T("error.choose")
	}
	if n := utf8.RuneCountInString(reason); n == 0 || n > maxReason {
		faults["reason"] = par.T("error.length", "min", 1, "max", maxReason)
	}
	if len(faults) > 0 {
		return dossier.Opening{}, par.InvalidFields(faults)
	}
	resource, err := p.Explaining(tx, leaf)
	if err != nil {
		return dossier.Opening{}, err
	}
	if resource.Explained {
		return dossier.Opening{}, par.E(par.Closed, "dossier.leaf_open")
	}
	o, err := dossier.OpenLeaf(tx, permit, p.Dossier.ID, leaf, reason)
	if err != nil {
		return o, err
	}
	to, err := dossier.StaffOf(tx, p.Round.ID, p.Dossier.UnitID, par.Leader, par.Officer)
	if err != nil {
		return o, err
	}
	return o, post(tx, to, notice.Notice{
		Kind: notice.LeafOpened, Link: "/dossiers/" + string(p.Dossier.ID) + "/explanation", Round: p.Round.ID,
		Subject: string(p.Dossier.ID) + " " + leaf, By: o.By,
		Args: map[string]string{
			"unit": p.Unit.Name, "leaf": leaf, "reason": reason,
			"deadline": notice.Moment(p.Round.WindowFor(par.Explanation, p.Dossier.UnitID, leaf).Closes),
		},
	})
}
