package dossier

import (
	"context"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// SendToLeader hands the sheet over to the unit's leader.
func (s *Service) SendToLeader(ctx context.Context, actor par.Actor, id par.ID, version int64, key db.Key) error {
	change := func(d *Dossier, _ par.Time) error {
		d.Remark = ""
		return nil
	}
	return s.stepAndTell(ctx, actor, id, version, policy.SendToLeader, key, change, tellBy(notice.AwaitsLeader, par.Leader))
}

// ReturnDossier gives the sheet back to the officers, with the leader's remark.
func (s *Service) ReturnDossier(ctx context.Context, actor par.Actor, id par.ID, version int64, remark string, key db.Key) error {
	return s.stepAndTell(ctx, actor, id, version, policy.ReturnDossier, key, remarked(remark, "remark"), tellBy(notice.Returned, par.Officer))
}

// SubmitDossier is the leader's signature: from now on nothing of the unit's changes.
func (s *Service) SubmitDossier(ctx context.Context, actor par.Actor, id par.ID, version int64, key db.Key) error {
	change := func(d *Dossier, now par.Time) error {
		d.Remark, d.SubmittedAt, d.SubmittedBy = "", now, actor.Person
		return nil
	}
	return s.stepAndTell(ctx, actor, id, version, policy.SubmitDossier, key, change, tellNobody)
}

// Step moves one dossier as the permit's action says, from the version that its
// actor saw. change makes what else the action changes of it.
func Step(tx *db.Tx, permit policy.Permit, p Place, version int64, change func(*Dossier, par.Time) error) (par.DossierState, error) {
	if p.Dossier.Version != version {
		return "", par.E(par.Conflict, "error.conflict")
	}
	to, ok := Next(p.Dossier.State, permit.Action())
	if !ok {
		return "", par.E(par.Closed, "policy.dossier_state", "state", par.T("state."+string(p.Dossier.State)))
	}
	d := p.Dossier
	if err := change(&d, tx.Now()); err != nil {
		return "", err
	}
	if err := move(tx, d, to); err != nil {
		return "", err
	}
	return to, tx.Audit(permit, subject(d.ID), p.Dossier.State, to, d.Remark)
}

// Ask asks the policy table, for someone whose roles still stand. What this
// person has already done under the same key is not refused for having been
// done: he gets the first answer again.
func Ask(tx *db.Tx, actor par.Actor, action policy.Action, resource policy.Resource, key db.Key) (policy.Permit, error) {
	held, err := account.StillHeld(tx, actor)
	if err != nil {
		return policy.Permit{}, err
	}
	if !held {
		return policy.Permit{}, par.E(par.Unauthenticated, "error.unauthenticated")
	}
	permit, err := tx.Check(actor, action, resource)
	if par.Is(err, par.Closed) && db.Answered(tx, actor, key) {
		return policy.Permit{}, nil
	}
	return permit, err
}

func subject(id par.ID) db.Subject { return db.Subject{Kind: "dossier", ID: string(id)} }

// along says what becomes of the dossiers when a round enters a stage from the
// one before or after it.
func along(from, to par.Stage) map[par.DossierState]par.DossierState {
	switch {
	case to == par.SelfScoring:
		return map[par.DossierState]par.DossierState{par.InAppraisal: par.Submitted}
	case to == par.Appraisal1 && from == par.Explanation:
		return map[par.DossierState]par.DossierState{par.Notified: par.InAppraisal}
	case to == par.Appraisal1 && from == par.Council:
		return map[par.DossierState]par.DossierState{par.BeforeCouncil: par.InAppraisal}
	case to == par.Explanation && from == par.Appraisal2:
		return map[par.DossierState]par.DossierState{par.InAppraisal2: par.Explaining}
	case to == par.Appraisal2 && from == par.Council:
		return map[par.DossierState]par.DossierState{par.BeforeCouncil: par.InAppraisal2}
	}
	return onward[to]
}

// onward says the same of going on, and of a decision that is taken back.
var onward = map[par.Stage]map[par.DossierState]par.DossierState{
	par.Appraisal1:  {par.Submitted: par.InAppraisal, par.Adopted: par.InAppraisal, par.PublishedState: par.InAppraisal},
	par.Explanation: {par.Submitted: par.Notified, par.InAppraisal: par.Notified},
	par.Appraisal2: {
		par.Notified: par.InAppraisal2, par.Explaining: par.InAppraisal2, par.Adopted: par.InAppraisal2, par.PublishedState: par.InAppraisal2,
	},
	par.Council: {
		par.Submitted: par.BeforeCouncil, par.InAppraisal: par.BeforeCouncil, par.Notified: par.BeforeCouncil, par.Explaining: par.BeforeCouncil,
		par.InAppraisal2: par.BeforeCouncil, par.Adopted: par.BeforeCouncil, par.PublishedState: par.BeforeCouncil,
	},
	par.Decided:   {par.Submitted: par.Adopted, par.InAppraisal: par.Adopted, par.InAppraisal2: par.Adopted, par.BeforeCouncil: par.Adopted},
	par.Published: {par.Adopted: par.PublishedState},
}

// Follow brings the dossiers of a round, which stood in r.State, along when the
// round enters a stage. A unit that has more time to explain keeps its time.
func Follow(tx *db.Tx, r round.Round, to par.Stage) error {
	if to == par.SelfScoring {
		if err := openAll(tx, r); err != nil {
			return err
		}
	}
	moves := along(r.State, to)
	if len(moves) == 0 {
		return nil
	}
	all, err := List(tx, r.ID)
	if err != nil {
		return err
	}
	for _, d := range all {
		next, ok := moves[d.State]
		more, extended := r.Extended(par.Explanation, d.UnitID)
		if !ok || (to == par.Appraisal2 && extended && tx.Now() < more.Closes && d.State != par.Adopted && d.State != par.PublishedState) {
			continue
		}
		if err := move(tx, d, next); err != nil {
			return err
		}
	}
	return nil
}

func openAll(tx *db.Tx, r round.Round) error {
	units, err := round.Playing(tx, r)
	if err != nil {
		return err
	}
	for _, p := range units {
		if err := Open(tx, r.ID, p.Block, p.Unit.ID); err != nil {
			return err
		}
	}
	return nil
}

// Scored tells whether any unit of the round has a score given in the stage.
func Scored(tx *db.Tx, roundID par.ID, stage par.Stage) (bool, error) {
	if stage == par.SelfScoring {
		return AnyScore(tx, roundID, score.StageSelf)
	}
	return AnyScore(tx, roundID, score.Stage(stage))
}
