package council

import (
	"context"
	"slices"
	"strconv"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// bench is an item with everything around it.
type bench struct {
	session Session
	item    Item
	place   dossier.Place
	node    *score.Node
	scores  []dossier.Score
	found   []dossier.Inspection // about the leaf, that stand
}

func benchOf(tx *db.Tx, id par.ID) (bench, error) {
	item, err := ItemByID(tx, id)
	if err != nil {
		return bench{}, err
	}
	b := bench{item: item}
	if b.session, err = SessionByID(tx, item.SessionID); err != nil {
		return b, err
	}
	if b.place, err = dossier.PlaceOf(tx, item.DossierID); err != nil {
		return b, err
	}
	node, ok := b.place.Edition.Set.Find(item.Leaf)
	if !ok {
		return b, par.E(par.NotFound, "error.not_found")
	}
	b.node = node
	if b.scores, err = dossier.Scores(tx, item.DossierID); err != nil {
		return b, err
	}
	found, err := dossier.InspectionsOf(tx, item.DossierID)
	b.found = found[item.Leaf]
	return b, err
}

func (b bench) resource() policy.Resource { return b.session.ItemResource(b.place, b.item.Leaf) }

func (b bench) claim() dossier.Score {
	return dossier.ByLeaf(b.scores, score.StageSelf)[b.item.Leaf]
}

func (b bench) conclude(in appraisal.Mark) (Proposal, error) {
	p, err := conclude(b.place.Edition.Set, b.node, b.claim(), appraisal.Effective(b.scores, b.item.Leaf), in)
	if err != nil {
		return p, err
	}
	return p, b.within(in, p)
}

// within refuses a proposal that gives more than a finding leaves, as it is
// refused to the appraisers. It names the finding at the field to be changed.
func (b bench) within(in appraisal.Mark, p Proposal) error {
	f, exceeds, err := appraisal.Overruled(b.place.Edition.Set, b.item.Leaf, p.Score(b.item.Leaf), b.found)
	if err != nil || !exceeds {
		return err
	}
	field := "points"
	switch {
	case in.Verdict != appraisal.Adjust:
		field = "verdict"
	case in.Value != nil:
		field = "value"
	}
	return par.InvalidFields(map[string]par.Text{field: par.T("council.overruled", "source", f.Source, "date", f.FoundOn, "most", f.Most)})
}

// Conflict is what a refused change of an item shows: how it stands now.
type Conflict struct {
	Item Item
}

// at is the common way of changing an item: load, ask, compare versions, do, audit.
func (s *Service) at(ctx context.Context, actor par.Actor, action policy.Action, id par.ID, version int64, key db.Key,
	do func(*db.Tx, policy.Permit, bench) (string, error),
) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := benchOf(tx, id)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, action, b.resource(), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (string, error) {
			if b.item.Version != version {
				return "", par.E(par.Conflict, "council.item_changed").With(Conflict{b.item})
			}
			what, err := do(tx, permit, b)
			if err != nil {
				return "", err
			}
			return what, tx.Audit(permit, itemSubject(id), b.item, nil, what)
		})
		return err
	})
}

// CastVote keeps a member's word on the proposal of the version that he saw.
// He may change it until the item is decided.
func (s *Service) CastVote(ctx context.Context, actor par.Actor, id par.ID, version int64, c Choice, key db.Key) error {
	return s.at(ctx, actor, policy.CastVote, id, version, key, func(tx *db.Tx, _ policy.Permit, b bench) (string, error) {
		if !slices.Contains(Choices(), c) {
			return "", par.InvalidFields(map[string]par.Text{"vote": par.T("error.choose")})
		}
		if err := b.item.next(policy.CastVote, Pending); err != nil {
			return "", err
		}
		seats, err := b.session.table(tx)
		if err != nil {
			return "", err
		}
		if !slices.ContainsFunc(seats, func(s Seat) bool { return s.Person == actor.Person && s.Member && s.Present }) {
			return "", par.E(par.Closed, "council.not_present")
		}
		return string(c), saveVote(tx, id, actor.Person, c)
	})
}

// Table is what the chair or the clerk puts on the table.
type Table struct {
	Version    int64
	Verdict    appraisal.Mark // its Leaf and Version do not count
	Discussion string
}

// ChangeProposal puts another proposal to the council. Votes on one that gave
// the unit something else are void; what had been decided is open again.
func (s *Service) ChangeProposal(ctx context.Context, actor par.Actor, id par.ID, in Table, key db.Key) error {
	return s.at(ctx, actor, policy.RunSession, id, in.Version, key, func(tx *db.Tx, _ policy.Permit, b bench) (string, error) {
		if err := b.session.must(Planned, Open); err != nil {
			return "", err
		}
		if err := b.item.next(policy.RunSession, Pending); err != nil {
			return "", err
		}
		item := b.item
		var err error
		if item.Discussion, err = words("discussion", in.Discussion, 0); err != nil {
			return "", err
		}
		if item.Proposal, err = b.conclude(in.Verdict); err != nil {
			return "", err
		}
		item.State = Pending
		votes, err := Votes(tx, id)
		if err != nil {
			return "", err
		}
		what := "proposal"
		if len(votes) > 0 && !item.Proposal.gives(b.item.Proposal) {
			what = "proposal; votes void: " + strconv.Itoa(len(votes))
			if err := voidVotes(tx, id); err != nil {
				return "", err
			}
		}
		return what, saveItem(tx, item)
	})
}

// WithdrawItem takes an item off the agenda, with a reason.
func (s *Service) WithdrawItem(ctx context.Context, actor par.Actor, id par.ID, version int64, reason string, key db.Key) error {
	return s.at(ctx, actor, policy.RunSession, id, version, key, func(tx *db.Tx, _ policy.Permit, b bench) (string, error) {
		if err := b.session.must(Planned, Open); err != nil {
			return "", err
		}
		if err := b.item.next(policy.RunSession, Withdrawn); err != nil {
			return "", err
		}
		if b.item.Decision > 0 {
			return "", par.E(par.Closed, "council.decide_again", "leaf", b.item.Leaf)
		}
		item := b.item
		var err error
		if item.Discussion, err = words("withdrawal", reason, 1); err != nil {
			return "", err
		}
		item.State = Withdrawn
		if err := voidVotes(tx, id); err != nil {
			return "", err
		}
		return "withdrawn: " + item.Discussion, saveItem(tx, item)
	})
}

// Decision is what is recorded of an item.
type Decision struct {
	Table
	Unanimous bool // nobody voted, since nobody objected
}

// DecideItem records what the council decided of an item, and keeps its score.
// While the session is open it may be recorded again, as a new event.
func (s *Service) DecideItem(ctx context.Context, actor par.Actor, id par.ID, in Decision, key db.Key) error {
	return s.at(ctx, actor, policy.DecideItem, id, in.Version, key, func(tx *db.Tx, permit policy.Permit, b bench) (string, error) {
		return "decided", decide(tx, permit, b, in)
	})
}

func decide(tx *db.Tx, permit policy.Permit, b bench, in Decision) error {
	item := b.item
	err := item.next(policy.DecideItem, Decided)
	if err != nil {
		return err
	}
	if item.Discussion, err = words("discussion", in.Discussion, 0); err != nil {
		return err
	}
	if item.Proposal, err = b.conclude(in.Verdict); err != nil {
		return err
	}
	seats, err := b.session.table(tx)
	if err != nil {
		return err
	}
	votes, err := Votes(tx, item.ID)
	if err != nil {
		return err
	}
	t := b.session.tally(seats, func(s Seat) bool { return s.Belongs(b.place.Unit.ID) }, votes)
	if item.Manner, err = t.adopted(b.item.Proposal, item.Proposal, in.Unanimous); err != nil {
		return err
	}
	kept, err := keep(tx, permit, b, item)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		if seat.Member && seat.Present && seat.Belongs(b.place.Unit.ID) {
			if err := saveVote(tx, item.ID, seat.Person, Own); err != nil {
				return err
			}
		}
	}
	item.State, item.Decision, item.DecidedBy, item.DecidedAt = Decided, kept.Version, permit.Actor().Person, tx.Now()
	return saveItem(tx, item)
}

// keep writes the council's score over the present one.
func keep(tx *db.Tx, permit policy.Permit, b bench, item Item) (dossier.Score, error) {
	decided := item.Proposal.Score(item.Leaf)
	decided.Version = dossier.ByLeaf(b.scores, score.StageCouncil)[item.Leaf].Version
	return dossier.SaveScore(tx, permit, item.DossierID, decided)
}
