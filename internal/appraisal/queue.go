package appraisal

import (
	"context"
	"slices"

	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// Item is one leaf of one unit in an appraiser's queue.
type Item struct {
	Dossier  par.ID
	Unit     unit.Unit
	Block    string
	Area     *score.Node
	Leaf     *score.Node
	Done     bool
	Cut      bool   // the mark lost points
	Reopened bool   // it was marked, and is open again: the claim has changed, or a finding overrules the mark
	Second   bool   // it is asked as a second opinion, and the first stays hidden until it is given
	Rest     bool   // in the second appraisal: nothing was explained, so that the first mark stands
	Holder   par.ID // to whom it is allotted; empty: anybody of the area
}

// Queue is what one appraiser has to do in one round.
type Queue struct {
	Round round.Round
	Again bool   // it is the queue of the second appraisal
	Items []Item // leaf by leaf, and for each leaf unit by unit
	Rest  []Item // what needs no work in the second appraisal
	Done  int
	Cut   int
}

// Find returns the place of an item in the queue, or -1.
func (q Queue) Find(dossierID par.ID, leaf string) int {
	return slices.IndexFunc(q.Items, func(i Item) bool { return i.Dossier == dossierID && i.Leaf.Code == leaf })
}

// NextOpen returns the place of the first open item after the given one,
// wrapping around once; -1 where nothing is left.
func (q Queue) NextOpen(after int) int {
	for step := 1; step <= len(q.Items); step++ {
		i := (after + step) % len(q.Items)
		if !q.Items[i].Done {
			return i
		}
	}
	return -1
}

// Filter narrows a queue. Empty fields do not.
type Filter struct {
	Block string // blocks have their own criteria: Area and Leaf are codes within one
	Area  string
	Leaf  string
	Unit  par.ID
	Show  Show
}

// Show chooses items by what has become of them.
type Show string

// The choices beside all.
const (
	ShowOpen Show = "open"
	ShowDone Show = "done"
	ShowCut  Show = "cut"
	ShowRest Show = "rest" // in the second appraisal: what needs no work

	ShowSecond Show = "second" // asked as a second opinion
)

// Narrow returns the part of the queue that a filter keeps, in the same order.
func (q Queue) Narrow(f Filter) Queue {
	part, all := Queue{Round: q.Round, Again: q.Again}, q.Items
	if f.Show == ShowRest {
		all = q.Rest
	}
	for _, item := range all {
		if f.keeps(item) {
			part.add(item)
		}
	}
	return part
}

func (f Filter) keeps(i Item) bool {
	here := (f.Block == "" || f.Block == i.Block) && (f.Area == "" || f.Area == i.Area.Code) && (f.Leaf == "" || f.Leaf == i.Leaf.Code) && (f.Unit == "" || f.Unit == i.Unit.ID)
	switch f.Show {
	case ShowOpen:
		return here && !i.Done
	case ShowDone:
		return here && i.Done
	case ShowCut:
		return here && i.Cut
	case ShowSecond:
		return here && i.Second
	}
	return here
}

func (q *Queue) put(item Item) {
	if item.Rest {
		q.Rest = append(q.Rest, item)
		return
	}
	q.add(item)
}

func (q *Queue) add(item Item) {
	q.Items = append(q.Items, item)
	if item.Done {
		q.Done++
	}
	if item.Cut {
		q.Cut++
	}
}

// Queue loads an appraiser's queue: every leaf of his areas, for every unit
// that has submitted and is not his own, so that one leaf is judged for all
// units before the next.
func (s *Service) Queue(ctx context.Context, actor par.Actor, roundID par.ID) (Queue, error) {
	var q Queue
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		q, err = LoadQueue(tx, actor, roundID)
		return err
	})
	return q, err
}

// LoadQueue is Queue within a transaction.
func LoadQueue(tx *db.Tx, actor par.Actor, roundID par.ID) (Queue, error) {
	r, err := round.ByID(tx, roundID)
	if err != nil {
		return Queue{}, err
	}
	if _, err := tx.Check(actor, policy.ReadQueue, r.Resource()); err != nil {
		return Queue{}, err
	}
	q := Queue{Round: r, Again: again(r)}
	units, err := submitted(tx, roundID)
	if err != nil {
		return q, err
	}
	units = slices.DeleteFunc(units, func(e entrant) bool { return e.waits(r, tx.Now()) })
	a, err := agendaOf(tx, actor, r)
	if err != nil {
		return q, err
	}
	for _, block := range r.Blocks {
		edition, err := criteria.ByID(tx, block.EditionID)
		if err != nil {
			return q, err
		}
		for _, area := range edition.Set.Areas() {
			q.addArea(area, reach(actor, r, block.Code, area.Code, units, tx.Now()), a)
			q.addAsked(area, block.Code, units, a)
		}
	}
	return q, nil
}

// addArea adds the leaves of an area, one after the other for all units: what
// is allotted to the actor before what is anybody's. What is another's, or is
// asked of the actor as a second opinion, is not there.
func (q *Queue) addArea(area *score.Node, units []entrant, a agenda) {
	for _, mine := range []bool{true, false} {
		for _, leaf := range leavesOf(area) {
			if leaf.Rule.Type == score.RuleSurvey {
				continue
			}
			for _, e := range units {
				holder := a.allotted[place{e.dossier, area.Code}].Person
				if mine == (holder == a.person) && (holder == a.person || holder == "") && !a.asked(e.dossier, leaf.Code) {
					q.put(a.item(e, area, leaf))
				}
			}
		}
	}
}

// addAsked adds what is asked of the actor as a second opinion, whatever areas he has.
func (q *Queue) addAsked(area *score.Node, block string, units []entrant, a agenda) {
	for _, leaf := range leavesOf(area) {
		for _, e := range units {
			if e.block == block && a.asked(e.dossier, leaf.Code) {
				q.add(Item{
					Dossier: e.dossier, Unit: e.unit, Block: e.block, Area: area, Leaf: leaf,
					Second: true, Done: a.seconds[markKey{e.dossier, leaf.Code}].Given,
				})
			}
		}
	}
}

func leavesOf(n *score.Node) []*score.Node {
	if n.Leaf() {
		return []*score.Node{n}
	}
	var leaves []*score.Node
	for _, child := range n.Children {
		leaves = append(leaves, leavesOf(child)...)
	}
	return leaves
}

// openFirst puts rounds that are being appraised before the others.
func openFirst(a, b Queue) int {
	return boolOrder(appraising(b.Round)) - boolOrder(appraising(a.Round))
}

func appraising(r round.Round) bool { return r.State == par.Appraisal1 || r.State == par.Appraisal2 }

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

// MyRounds loads the actor's queue in every round in which he has areas to
// appraise: those being appraised first, then the latest round first. One in
// preparation is left out.
func (s *Service) MyRounds(ctx context.Context, actor par.Actor) ([]Queue, error) {
	var mine []Queue
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		mine = nil
		if _, err := tx.Check(actor, policy.ReadQueue, policy.Resource{}); err != nil {
			return err
		}
		all, err := round.List(tx)
		if err != nil {
			return err
		}
		for _, r := range all {
			if !assigned(actor, r.ID) || r.State == par.Preparing {
				continue
			}
			q, err := LoadQueue(tx, actor, r.ID)
			if err != nil {
				return err
			}
			mine = append(mine, q)
		}
		slices.SortStableFunc(mine, openFirst)
		return nil
	})
	return mine, err
}

func assigned(actor par.Actor, roundID par.ID) bool {
	return slices.ContainsFunc(actor.Grants, func(g par.Grant) bool { return g.Role == par.Appraiser && g.Round == roundID })
}

// Standing is one row of a queue with what was claimed and given.
type Standing struct {
	Item
	Claimed score.LeafScore
	Marked  score.LeafScore
	Mark    dossier.Score
	Version int64 // of the mark of the present stage, which one would mark over
}

// Standings tells of some items of a queue what was claimed and given.
func (s *Service) Standings(ctx context.Context, actor par.Actor, q Queue, items []Item) ([]Standing, error) {
	rows := make([]Standing, len(items))
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := tx.Check(actor, policy.ReadQueue, q.Round.Resource()); err != nil {
			return err
		}
		scores, err := scoresOf(tx, items)
		if err != nil {
			return err
		}
		for i, item := range items {
			if rows[i], err = standing(tx, q.Round, item, scores); err != nil {
				return err
			}
		}
		return nil
	})
	return rows, err
}

type scoreKey struct {
	markKey
	stage score.Stage
}

func scoresOf(tx *db.Tx, items []Item) (map[scoreKey]dossier.Score, error) {
	dossiers, leaves := map[par.ID]bool{}, map[string]bool{}
	for _, item := range items {
		dossiers[item.Dossier], leaves[item.Leaf.Code] = true, true
	}
	kept, err := dossier.ScoresOf(tx, sorted(dossiers), sorted(leaves))
	scores := make(map[scoreKey]dossier.Score, len(kept))
	for _, k := range kept {
		scores[scoreKey{markKey{k.DossierID, k.Leaf}, k.Stage}] = k.Score
	}
	return scores, err
}

func sorted[T ~string](set map[T]bool) []T {
	list := make([]T, 0, len(set))
	for one := range set {
		list = append(list, one)
	}
	slices.Sort(list)
	return list
}

func standing(tx *db.Tx, r round.Round, item Item, scores map[scoreKey]dossier.Score) (Standing, error) {
	row := Standing{Item: item}
	block, _ := r.Block(item.Block)
	edition, err := criteria.ByID(tx, block.EditionID)
	if err != nil {
		return row, err
	}
	key, code := markKey{item.Dossier, item.Leaf.Code}, item.Leaf.Code
	claim := scores[scoreKey{key, score.StageSelf}]
	row.Mark = scores[scoreKey{key, score.StageAppraisal1}]
	if second := scores[scoreKey{key, score.StageAppraisal2}]; second.Given() {
		row.Mark = second
	}
	row.Version = scores[scoreKey{key, score.StageAppraisal1}].Version
	if r.State == par.Appraisal2 {
		row.Version = scores[scoreKey{key, score.StageAppraisal2}].Version
	}
	if item.Second {
		row.Mark = scores[scoreKey{key, dossier.StageSecond}] // his own; the first is not his to see
	}
	if row.Claimed, err = score.EvaluateLeaf(edition.Set, code, answerOf(claim, code), nil); err != nil {
		return row, err
	}
	row.Marked, err = score.EvaluateLeaf(edition.Set, code, answerOf(row.Mark, code), nil)
	return row, err
}
