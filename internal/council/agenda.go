package council

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"parindex/internal/appraisal"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Dispute is a leaf of a unit on which appraisers and unit, or two appraisers,
// still differ.
type Dispute struct {
	Place  dossier.Place
	Node   *score.Node
	Ground Ground
	Mark   dossier.Score // the appraisers' last word
}

// Disputes finds what is disputed in a round, leaf by leaf and for each leaf
// unit by unit, whether or not it lies before the council already.
func Disputes(tx *db.Tx, r round.Round) ([]Dispute, error) {
	places, err := dossier.Playing(tx, r)
	if err != nil {
		return nil, err
	}
	differing, err := differing(tx, r)
	if err != nil {
		return nil, err
	}
	var found []Dispute
	for _, p := range places {
		if p.Dossier.SubmittedAt == 0 {
			continue
		}
		scores, err := dossier.Scores(tx, p.Dossier.ID)
		if err != nil {
			return nil, err
		}
		own, err := disputesOf(p, scores, differing[p.Dossier.ID])
		if err != nil {
			return nil, err
		}
		found = append(found, own...)
	}
	o, err := orderOf(tx, r)
	slices.SortStableFunc(found, func(a, b Dispute) int {
		return o.compare(a.Place.Dossier.ID, a.Node.Code, b.Place.Dossier.ID, b.Node.Code)
	})
	return found, err
}

// differing finds the leaves on which two appraisers differ, by dossier.
func differing(tx *db.Tx, r round.Round) (map[par.ID]map[string]bool, error) {
	pairs, err := appraisal.Differing(tx, r)
	found := map[par.ID]map[string]bool{}
	for _, p := range pairs {
		if found[p.DossierID] == nil {
			found[p.DossierID] = map[string]bool{}
		}
		found[p.DossierID][p.Leaf] = true
	}
	return found, err
}

// disputesOf finds the disputes of one dossier. It is pure.
func disputesOf(p dossier.Place, scores []dossier.Score, differing map[string]bool) ([]Dispute, error) {
	claims, explained := dossier.ByLeaf(scores, score.StageSelf), dossier.ByLeaf(scores, dossier.StageExplanation)
	var found []Dispute
	for _, leaf := range p.Edition.Set.Leaves() {
		mark := appraisal.Effective(scores, leaf.Code)
		if leaf.Rule.Type == score.RuleSurvey || !mark.Given() {
			continue
		}
		cut, err := appraisal.Cuts(p.Edition.Set, leaf, claims[leaf.Code], mark)
		if err != nil {
			return nil, err
		}
		switch {
		case cut && dossier.Explains(explained[leaf.Code]):
			found = append(found, Dispute{p, leaf, Explained, mark})
		case differing[leaf.Code]:
			found = append(found, Dispute{p, leaf, Differing, mark})
		}
	}
	return found, nil
}

// order is the order of an agenda: by block and leaf, and for one leaf by
// unit, so that the same is decided alike for all.
type order struct {
	block map[par.ID]int // by dossier
	unit  map[par.ID]int
	leaf  map[par.ID]map[string]int
}

func orderOf(tx *db.Tx, r round.Round) (order, error) {
	o := order{map[par.ID]int{}, map[par.ID]int{}, map[par.ID]map[string]int{}}
	leaves := map[string]map[string]int{}
	blocks := map[string]int{}
	for i, b := range r.Blocks {
		e, err := criteria.ByID(tx, b.EditionID)
		if err != nil {
			return o, err
		}
		blocks[b.Code], leaves[b.Code] = i, map[string]int{}
		for j, leaf := range e.Set.Leaves() {
			leaves[b.Code][leaf.Code] = j
		}
	}
	units, err := round.Participants(tx, r.ID)
	if err != nil {
		return o, err
	}
	all, err := dossier.List(tx, r.ID)
	if err != nil {
		return o, err
	}
	for _, d := range all {
		o.block[d.ID], o.leaf[d.ID] = blocks[d.Block], leaves[d.Block]
		o.unit[d.ID] = slices.IndexFunc(units, func(p round.Participant) bool { return p.Unit.ID == d.UnitID })
	}
	return o, nil
}

func (o order) compare(a par.ID, leafA string, b par.ID, leafB string) int {
	return cmp.Or(cmp.Compare(o.block[a], o.block[b]), cmp.Compare(o.leaf[a][leafA], o.leaf[b][leafB]), cmp.Compare(o.unit[a], o.unit[b]))
}

// renumber puts the agenda of a session in order.
func renumber(tx *db.Tx, s Session) error {
	r, err := round.ByID(tx, s.RoundID)
	if err != nil {
		return err
	}
	o, err := orderOf(tx, r)
	if err != nil {
		return err
	}
	items, err := Items(tx, s.ID)
	if err != nil {
		return err
	}
	slices.SortStableFunc(items, func(a, b Item) int { return o.compare(a.DossierID, a.Leaf, b.DossierID, b.Leaf) })
	for i, item := range items {
		if err := setPosition(tx, item.ID, i+1); err != nil {
			return err
		}
	}
	return nil
}

// open are the disputes that never lay before the council of the round.
func open(disputes []Dispute, items []Item) []Dispute {
	return slices.DeleteFunc(slices.Clone(disputes), func(d Dispute) bool {
		return slices.ContainsFunc(items, func(i Item) bool { return i.DossierID == d.Place.Dossier.ID && i.Leaf == d.Node.Code })
	})
}

// FillAgenda puts every dispute that never lay before the council on the
// agenda of a session and returns how many.
func (s *Service) FillAgenda(ctx context.Context, actor par.Actor, id par.ID, version int64, key db.Key) error {
	return s.sit(ctx, actor, policy.ManageCouncil, id, version, key, func(tx *db.Tx, _ policy.Permit, r round.Round, now Session) (string, error) {
		if err := now.must(Planned, Open); err != nil {
			return "", err
		}
		if r.State != par.Appraisal2 && r.State != par.Council {
			return "", par.E(par.Closed, "council.not_yet", "stage", par.T("stage."+string(r.State)))
		}
		disputes, err := Disputes(tx, r)
		if err != nil {
			return "", err
		}
		items, err := RoundItems(tx, r.ID)
		if err != nil {
			return "", err
		}
		fresh := open(disputes, items)
		for _, d := range fresh {
			err := addItem(tx, Item{
				ID: tx.NewID(), SessionID: id, DossierID: d.Place.Dossier.ID, Leaf: d.Node.Code, Ground: d.Ground, Position: math.MaxInt32,
				Proposal: proposalOf(d.Mark), ProposedBy: par.Program().Person, State: Pending,
			})
			if err != nil {
				return "", err
			}
		}
		if err := renumber(tx, now); err != nil {
			return "", err
		}
		return fmt.Sprintf("agenda: %d found", len(fresh)), saveSession(tx, now)
	})
}

// Motion is what somebody brings before the council.
type Motion struct {
	Dossier  par.ID
	Leaf     string
	Ground   Ground // Appeal or Added
	Argument string
}

// ProposeItem brings a leaf before a session that has not ended. It returns the item.
func (s *Service) ProposeItem(ctx context.Context, actor par.Actor, id par.ID, in Motion, key db.Key) (par.ID, error) {
	var item par.ID
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := SessionByID(tx, id)
		if err != nil {
			return err
		}
		p, err := dossier.PlaceOf(tx, in.Dossier)
		if err != nil {
			return err
		}
		if p.Round.ID != now.RoundID {
			return par.E(par.NotFound, "error.not_found")
		}
		permit, err := dossier.Ask(tx, actor, policy.ProposeItem, now.ItemResource(p, in.Leaf), key)
		if err != nil {
			return err
		}
		item, err = db.Once(tx, actor, key, func() (par.ID, error) { return propose(tx, permit, now, p, in) })
		return err
	})
	return item, err
}

func propose(tx *db.Tx, permit policy.Permit, s Session, p dossier.Place, in Motion) (par.ID, error) {
	if err := s.must(Planned, Open); err != nil {
		return "", err
	}
	node, ok := p.Edition.Set.Find(in.Leaf)
	if !ok || !node.Leaf() || node.Rule.Type == score.RuleSurvey {
		return "", par.InvalidFields(map[string]par.Text{"leaf": par.T("council.no_such_leaf", "leaf", in.Leaf)})
	}
	if in.Ground != Appeal && in.Ground != Added {
		return "", par.InvalidFields(map[string]par.Text{"ground": par.T("error.choose")})
	}
	argument, err := words("argument", in.Argument, 1)
	if err != nil {
		return "", err
	}
	old, err := before(tx, s, in)
	if err != nil {
		return "", err
	}
	scores, err := dossier.Scores(tx, p.Dossier.ID)
	if err != nil {
		return "", err
	}
	table := proposalOf(appraisal.Effective(scores, in.Leaf))
	if table.Kind == "" {
		table = Proposal{Kind: dossier.KindPoints, Points: "0"}
	}
	item := Item{
		ID: tx.NewID(), SessionID: s.ID, DossierID: in.Dossier, Leaf: in.Leaf, Ground: in.Ground, Position: math.MaxInt32,
		Proposal: table, Argument: argument, ProposedBy: permit.Actor().Person, State: Pending,
	}
	if old.ID != "" {
		item.ID, item.Version = old.ID, old.Version
		err = saveItem(tx, item)
	} else {
		err = addItem(tx, item)
	}
	if err != nil {
		return "", err
	}
	if err := renumber(tx, s); err != nil {
		return "", err
	}
	return item.ID, tx.Audit(permit, itemSubject(item.ID), nil, item, string(item.Ground)+" "+in.Leaf)
}

// before looks whether the leaf lies before the council already, on this agenda
// or another. One that was withdrawn from this very session is returned, to be
// put back.
func before(tx *db.Tx, s Session, in Motion) (Item, error) {
	items, err := RoundItems(tx, s.RoundID)
	if err != nil {
		return Item{}, err
	}
	var withdrawn Item
	for _, i := range items {
		switch {
		case i.DossierID != in.Dossier || i.Leaf != in.Leaf:
		case i.State == Pending, i.SessionID == s.ID && i.State == Decided:
			return Item{}, par.InvalidFields(map[string]par.Text{"leaf": par.T("council.on_agenda", "leaf", in.Leaf)})
		case i.SessionID == s.ID:
			withdrawn = i
		}
	}
	return withdrawn, nil
}
