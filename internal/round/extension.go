package round

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/account"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// maxReason is the longest reason of an extension or a change, in characters.
const maxReason = 2000

// Extension is a later deadline of one stage for one unit, or for one leaf of it.
type Extension struct {
	ID         par.ID
	Stage      par.Stage
	Unit       par.ID
	Leaf       string // empty: the whole dossier
	Closes     par.Time
	Reason     string
	GrantedBy  par.ID
	GrantedAt  par.Time
	RemovedBy  par.ID
	RemovedAt  par.Time // zero: in force
	RemovedFor string   // the reason of taking it back
	Version    int64
}

// Extendable lists the stages in which a unit works, and which may be extended for it.
func Extendable() []par.Stage { return []par.Stage{par.SelfScoring, par.Explanation} }

// Extended finds the latest extension in force of a stage for a unit's whole dossier.
func (r Round) Extended(stage par.Stage, unit par.ID) (Extension, bool) {
	return r.extended(stage, unit, "")
}

// LeafExtended finds the latest extension in force of a stage for one leaf of a unit.
func (r Round) LeafExtended(stage par.Stage, unit par.ID, leaf string) (Extension, bool) {
	if leaf == "" {
		return Extension{}, false
	}
	return r.extended(stage, unit, leaf)
}

func (r Round) extended(stage par.Stage, unit par.ID, leaf string) (Extension, bool) {
	var found Extension
	for _, e := range r.Extensions {
		if e.Stage == stage && e.Unit == unit && e.Leaf == leaf && e.Closes > found.Closes {
			found = e
		}
	}
	return found, found.ID != ""
}

// WindowFor returns the times of a stage for one unit, with its extension; a
// leaf that has an extension of its own closes with the later of the two.
func (r Round) WindowFor(stage par.Stage, unit par.ID, leaf string) Window {
	w := r.Window(stage)
	if w.Closes == 0 {
		return w
	}
	if e, ok := r.Extended(stage, unit); ok {
		w.Closes = max(w.Closes, e.Closes)
	}
	if e, ok := r.LeafExtended(stage, unit, leaf); ok {
		w.Closes = max(w.Closes, e.Closes)
	}
	return w
}

// check tells which fields of an extension are at fault.
func (e Extension) check(r Round, set *score.Set, now par.Time) error {
	faults := map[string]par.Text{}
	w := r.WindowFor(e.Stage, e.Unit, e.Leaf)
	switch {
	case !slices.Contains(Extendable(), e.Stage), !r.Plays(e.Stage):
		faults["stage"] = par.T("error.choose")
	case before(appraisalAfter(e.Stage), r.State):
		faults["stage"] = par.T("round.stage_passed")
	case e.Closes <= now:
		faults["closes"] = par.T("round.extension_past")
	case w.Closes == 0 || e.Closes <= w.Closes:
		faults["closes"] = par.T("round.extension_not_later", "deadline", w.Closes)
	}
	if n := utf8.RuneCountInString(e.Reason); n == 0 || n > maxReason {
		faults["reason"] = par.T("error.length", "min", 1, "max", maxReason)
	}
	if node, ok := set.Find(e.Leaf); e.Leaf != "" && (!ok || !node.Leaf()) {
		faults["leaf"] = par.T("error.choose")
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}

// appraisalAfter is the stage that judges what units did in one of their own;
// until its end they may be given more time.
func appraisalAfter(stage par.Stage) par.Stage {
	if stage == par.Explanation {
		return par.Appraisal2
	}
	return par.Appraisal1
}

// ExtendDeadline gives one unit, or one leaf of it, more time in a stage.
func (s *Service) ExtendDeadline(ctx context.Context, actor par.Actor, id par.ID, e Extension, key db.Key) (Extension, error) {
	e.Reason = strings.TrimSpace(e.Reason)
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, p, err := participantOf(tx, id, e.Unit)
		if err != nil {
			return err
		}
		permit, err := ask(tx, actor, policy.ExtendDeadline, p.resource(r))
		if err != nil {
			return err
		}
		e, err = db.Once(tx, actor, key, func() (Extension, error) { return s.extend(tx, permit, r, p, e) })
		return err
	})
	return e, err
}

func (s *Service) extend(tx *db.Tx, permit policy.Permit, r Round, p Participant, e Extension) (Extension, error) {
	e, err := Extend(tx, permit, r, p, e)
	if err != nil {
		return e, err
	}
	if err := s.dossiers.Extended(tx, permit, r, e); err != nil {
		return e, err
	}
	return e, s.dossiers.Tell(tx, permit, r, e.news(NewsExtension, e.Closes))
}

// news says of an extension what its unit must know.
func (e Extension) news(kind string, closes par.Time) News {
	return News{Kind: kind, Units: []par.ID{e.Unit}, Stage: e.Stage, Leaf: e.Leaf, Closes: closes, Reason: e.Reason, Subject: string(e.ID)}
}

// Extend keeps an extension within the caller's transaction and writes its
// audit line. The caller tells the unit.
func Extend(tx *db.Tx, permit policy.Permit, r Round, p Participant, e Extension) (Extension, error) {
	block, _ := r.Block(p.Block)
	edition, err := criteria.ByID(tx, block.EditionID)
	if err != nil {
		return e, err
	}
	if err := e.check(r, edition.Set, tx.Now()); err != nil {
		return e, err
	}
	e.ID, e.GrantedBy, e.GrantedAt, e.Version = tx.NewID(), permit.Actor().Person, tx.Now(), 1
	if err := insertExtension(tx, r.ID, e); err != nil {
		return e, err
	}
	if err := touch(tx, r); err != nil {
		return e, err
	}
	return e, tx.Audit(permit, db.Subject{Kind: "extension", ID: string(e.ID)}, nil, e, string(e.Stage)+" "+p.Unit.Code+" "+e.Leaf+": "+e.Reason)
}

// RemoveExtension takes an extension back, with a reason that its unit is told;
// the deadline is again what it was without it, and what was saved meanwhile stays.
func (s *Service) RemoveExtension(ctx context.Context, actor par.Actor, id, extension par.ID, version int64, reason string, key db.Key) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		e, err := extensionByID(tx, id, extension)
		if err != nil {
			return err
		}
		r, p, err := participantOf(tx, id, e.Unit)
		if err != nil {
			return err
		}
		permit, err := ask(tx, actor, policy.ExtendDeadline, p.resource(r))
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.ID, error) {
			if err := checkReason(reason); err != nil {
				return "", err
			}
			if err := endExtension(tx, permit, e, version, reason); err != nil {
				return "", err
			}
			return e.ID, both(touch(tx, r), func() error { return s.removed(tx, permit, e, reason) })
		})
		return err
	})
}

// removed writes the audit line of an extension that was taken back, and tells
// the unit what its deadline is without it.
func (s *Service) removed(tx *db.Tx, permit policy.Permit, e Extension, reason string) error {
	if err := tx.Audit(permit, db.Subject{Kind: "extension", ID: string(e.ID)}, e, nil, "removed: "+reason); err != nil {
		return err
	}
	r, err := ByID(tx, permit.Resource().Round)
	if err != nil {
		return err
	}
	news := e.news(NewsExtensionRemoved, r.WindowFor(e.Stage, e.Unit, e.Leaf).Closes)
	news.Reason = reason
	return s.dossiers.Tell(tx, permit, r, news)
}

// ask asks the policy table for someone whose roles still stand.
func ask(tx *db.Tx, actor par.Actor, action policy.Action, resource policy.Resource) (policy.Permit, error) {
	held, err := account.StillHeld(tx, actor)
	if err != nil {
		return policy.Permit{}, err
	}
	if !held {
		return policy.Permit{}, par.E(par.Unauthenticated, "error.unauthenticated")
	}
	return tx.Check(actor, action, resource)
}

// participantOf finds a round with one of its units.
func participantOf(tx *db.Tx, id, unitID par.ID) (Round, Participant, error) {
	r, err := ByID(tx, id)
	if err != nil {
		return r, Participant{}, err
	}
	p, err := db.One(tx, scanParticipant, selectParticipant, id, unitID)
	return r, p, err
}

// ParticipantOf finds one unit's part in a round.
func ParticipantOf(tx *db.Tx, id, unitID par.ID) (Participant, error) {
	return db.One(tx, scanParticipant, selectParticipant, id, unitID)
}

func (p Participant) resource(r Round) policy.Resource {
	resource := r.Resource()
	block, _ := r.Block(p.Block)
	resource.Unit, resource.Block, resource.Out = p.Unit.ID, p.Block, block.Skipped != "" || p.Dropped != ""
	return resource
}
