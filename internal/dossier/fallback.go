package dossier

import (
	"context"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/evidence"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Fallbacks lists the forms in which a unit may hand in outside the system.
func Fallbacks() []Fallback { return []Fallback{OnPaper, InSpreadsheet} }

// BeginFallback records that the standing body enters a unit's sheet on its
// behalf, in what form the unit handed it in, and the scan of that: a document
// of the unit's library. From then on the standing body may read the draft.
func (s *Service) BeginFallback(ctx context.Context, actor par.Actor, id par.ID, version int64, form Fallback, scan par.ID, key db.Key) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, permit, err := entering(tx, actor, id, key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (Fallback, error) { return form, begin(tx, permit, p, version, form, scan) })
		return err
	})
}

func begin(tx *db.Tx, permit policy.Permit, p Place, version int64, form Fallback, scan par.ID) error {
	if form != OnPaper && form != InSpreadsheet {
		return par.InvalidFields(map[string]par.Text{"form": par.T("error.choose")})
	}
	if p.Dossier.Version != version {
		return par.E(par.Conflict, "error.conflict")
	}
	if _, err := evidence.Attach(tx, permit, evidence.Use{DossierID: p.Dossier.ID, DocumentID: scan}); err != nil {
		return err
	}
	d := p.Dossier
	d.Fallback, d.Scan = form, scan
	if err := move(tx, d, d.State); err != nil {
		return err
	}
	return tx.Audit(permit, subject(d.ID), p.Dossier.Fallback, d.Fallback, "fallback "+string(form)+", scan "+string(scan))
}

// FinishFallback submits a sheet that the standing body has entered, and asks
// the unit to look it over.
func (s *Service) FinishFallback(ctx context.Context, actor par.Actor, id par.ID, version int64, key db.Key) error {
	change := func(d *Dossier, now par.Time) error {
		if d.Fallback == "" {
			return par.E(par.Closed, "dossier.fallback_first")
		}
		d.Remark, d.SubmittedAt, d.SubmittedBy = "", now, actor.Person
		return nil
	}
	tell := func(tx *db.Tx, permit policy.Permit, p Place) error {
		n := notice.Notice{Kind: notice.EnteredForYou, Args: map[string]string{"reason": notice.Word("dossier.fallback." + string(p.Dossier.Fallback))}}
		return TellUnit(tx, permit, p, n, par.Officer, par.Leader)
	}
	return s.stepAndTell(ctx, actor, id, version, policy.EnterForUnit, key, change, tell)
}

// CancelFallback gives a sheet that the standing body has begun to enter, and
// not handed in, back to its unit, with a reason that the unit is told. What
// was entered stays in the draft with its history; the scan stays in the
// unit's library. Field at fault: reason.
func (s *Service) CancelFallback(ctx context.Context, actor par.Actor, id par.ID, version int64, reason string, key db.Key) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := PlaceOf(tx, id)
		if err != nil {
			return err
		}
		permit, err := Ask(tx, actor, policy.CancelEntry, p.Resource(""), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.ID, error) { return id, cancel(tx, permit, p, version, reason) })
		return err
	})
}

func cancel(tx *db.Tx, permit policy.Permit, p Place, version int64, reason string) error {
	d := p.Dossier
	switch n := utf8.RuneCountInString(reason); {
	case d.Version != version:
		return par.E(par.Conflict, "error.conflict")
	case d.Fallback == "":
		return par.E(par.Closed, "dossier.no_fallback")
	case n == 0 || n > maxNote:
		return par.InvalidFields(map[string]par.Text{"reason": par.T("error.length", "min", 1, "max", maxNote)})
	}
	uses, err := evidence.ListUsesOf(tx, d.Scan)
	if err != nil {
		return err
	}
	for _, u := range uses {
		if u.DossierID != d.ID || u.Leaf != "" {
			continue
		}
		if err := evidence.Detach(tx, permit, u); err != nil {
			return err
		}
	}
	d.Fallback, d.Scan = "", ""
	if err := move(tx, d, d.State); err != nil {
		return err
	}
	if err := tx.Audit(permit, subject(d.ID), p.Dossier.Fallback, d.Fallback, "fallback canceled: "+reason); err != nil {
		return err
	}
	n := notice.Notice{Kind: notice.EntryCanceled, Args: map[string]string{"reason": reason, "deadline": closing(p)}}
	return TellUnit(tx, permit, p, n, par.Officer, par.Leader)
}

// entering finds a dossier for the standing body that enters it.
func entering(tx *db.Tx, actor par.Actor, id par.ID, key db.Key) (Place, policy.Permit, error) {
	p, err := PlaceOf(tx, id)
	if err != nil {
		return p, policy.Permit{}, err
	}
	permit, err := Ask(tx, actor, policy.EnterForUnit, p.Resource(""), key)
	return p, permit, err
}

// Entry is what the standing body sees before it begins to enter a sheet: what
// the dossier is, and who works for the unit, never what stands in the draft.
type Entry struct {
	Place
	Given   int // leaves that are answered
	Missing int // leaves that are not: they are worth nothing
}

// EntryOf loads a dossier for the standing body that is to enter it.
func (s *Service) EntryOf(ctx context.Context, actor par.Actor, id par.ID) (Entry, error) {
	var e Entry
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := PlaceOf(tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.EnterForUnit, p.Resource("")); err != nil {
			return err
		}
		scores, err := Scores(tx, id)
		e.Place = p
		answered := map[string]bool{}
		for _, s := range scores {
			if s.Given() {
				e.Given++
				answered[s.Leaf] = true
			}
		}
		for _, n := range p.Edition.Set.Leaves() {
			if n.Rule.Type != score.RuleSurvey && !answered[n.Code] {
				e.Missing++
			}
		}
		return err
	})
	return e, err
}
