package appraisal

import (
	"context"

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
	Dossier par.ID
	Unit    unit.Unit
	Block   string
	Area    string
	Leaf    *score.Node
	Done    bool
	Cut     bool // the mark lost points
}

// Queue is what one appraiser has to do in one round.
type Queue struct {
	Round round.Round
	Items []Item // leaf by leaf, and for each leaf unit by unit
	Done  int
}

// Next returns the place of the first open item after the given one, wrapping
// around once; -1 where nothing is left.
func (q Queue) Next(after int) int {
	for step := 1; step <= len(q.Items); step++ {
		i := (after + step) % len(q.Items)
		if !q.Items[i].Done {
			return i
		}
	}
	return -1
}

// Find returns the place of an item in the queue, or -1.
func (q Queue) Find(dossierID par.ID, leaf string) int {
	for i, item := range q.Items {
		if item.Dossier == dossierID && item.Leaf.Code == leaf {
			return i
		}
	}
	return -1
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
	q := Queue{Round: r}
	units, err := submitted(tx, roundID)
	if err != nil {
		return q, err
	}
	marks, err := marksOf(tx, roundID)
	if err != nil {
		return q, err
	}
	for _, block := range r.Blocks {
		edition, err := criteria.ByID(tx, block.EditionID)
		if err != nil {
			return q, err
		}
		q.addBlock(actor, block.Code, edition.Set, units, marks, tx.Now())
	}
	return q, nil
}

func (q *Queue) addBlock(actor par.Actor, block string, set *score.Set, units []entrant, marks map[markKey]par.Reason, now par.Time) {
	for _, area := range set.Areas() {
		for _, leaf := range leavesOf(area) {
			if leaf.Rule.Type == score.RuleSurvey {
				continue
			}
			for _, e := range units {
				if e.block == block && e.visible(actor, q.Round, area.Code, now) {
					q.add(e, area.Code, leaf, marks)
				}
			}
		}
	}
}

func (q *Queue) add(e entrant, area string, leaf *score.Node, marks map[markKey]par.Reason) {
	reason, done := marks[markKey{e.dossier, leaf.Code}]
	q.Items = append(q.Items, Item{
		Dossier: e.dossier, Unit: e.unit, Block: e.block, Area: area, Leaf: leaf, Done: done, Cut: reason != "",
	})
	if done {
		q.Done++
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

// entrant is a unit whose dossier may be in someone's queue.
type entrant struct {
	dossier par.ID
	block   string
	state   par.DossierState
	unit    unit.Unit
}

// visible asks the policy table, so that list and page follow one rule.
func (e entrant) visible(actor par.Actor, r round.Round, area string, now par.Time) bool {
	resource := r.Resource()
	resource.Unit, resource.Block, resource.Area, resource.Dossier = e.unit.ID, e.block, area, e.state
	if !actor.Has(par.Appraiser) {
		return false
	}
	_, err := policy.Check(onlyAppraiser(actor), policy.ReadDossier, resource, now)
	return err == nil
}

// onlyAppraiser leaves out the other roles' rights, but not the units that the
// person belongs to: a queue holds what one has to appraise, not all one may see.
func onlyAppraiser(actor par.Actor) par.Actor {
	narrowed := par.Actor{Person: actor.Person, Name: actor.Name}
	for _, g := range actor.Grants {
		if g.Role != par.Appraiser {
			g.Role = par.Viewer
		}
		narrowed.Grants = append(narrowed.Grants, g)
	}
	return narrowed
}

const selectSubmitted = `
SELECT d.id, d.block, d.state, u.id, u.code, u.name, u.short_name, u.level, u.active, u.version
FROM dossier AS d
JOIN unit AS u ON u.id = d.unit_id
JOIN participant AS p ON p.round_id = d.round_id AND p.unit_id = d.unit_id
WHERE d.round_id = $1 AND d.submitted_at > 0
ORDER BY p.block, p.position, u.code
LIMIT 10000`

func scanEntrant(row db.Scanner) (entrant, error) {
	var e entrant
	u := &e.unit
	err := row.Scan(&e.dossier, &e.block, &e.state, &u.ID, &u.Code, &u.Name, &u.Short, &u.Level, &u.Active, &u.Version)
	return e, err
}

func submitted(tx *db.Tx, roundID par.ID) ([]entrant, error) {
	return db.List(tx, scanEntrant, selectSubmitted, roundID)
}

type markKey struct {
	dossier par.ID
	leaf    string
}

type markRow struct {
	markKey
	reason par.Reason
}

const selectMarks = `
SELECT s.dossier_id, s.leaf, s.reason
FROM leaf_score AS s
JOIN dossier AS d ON d.id = s.dossier_id
WHERE d.round_id = $1 AND s.stage = 'appraisal1' AND s.kind <> 'none'`

func scanMark(row db.Scanner) (markRow, error) {
	var m markRow
	err := row.Scan(&m.dossier, &m.leaf, &m.reason)
	return m, err
}

func marksOf(tx *db.Tx, roundID par.ID) (map[markKey]par.Reason, error) {
	rows, err := db.List(tx, scanMark, selectMarks, roundID)
	marks := make(map[markKey]par.Reason, len(rows))
	for _, m := range rows {
		marks[m.markKey] = m.reason
	}
	return marks, err
}

// ListRounds lists the rounds in which the actor has something to appraise.
func (s *Service) ListRounds(ctx context.Context, actor par.Actor) ([]round.Round, error) {
	var mine []round.Round
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := tx.Check(actor, policy.ReadQueue, policy.Resource{}); err != nil {
			return err
		}
		all, err := round.List(tx)
		for _, r := range all {
			if assigned(actor, r.ID) && r.State != par.Preparing {
				mine = append(mine, r)
			}
		}
		return err
	})
	return mine, err
}

func assigned(actor par.Actor, roundID par.ID) bool {
	for _, g := range actor.Grants {
		if g.Role == par.Appraiser && g.Round == roundID {
			return true
		}
	}
	return false
}

// View is one item as its appraiser sees it: the claim with what it is worth,
// and the present mark.
type View struct {
	dossier.Place
	Area    string
	Node    *score.Node
	Claim   dossier.Score
	Claimed score.LeafScore
	Mark    dossier.Score
	Marked  score.LeafScore
	Open    error // why it cannot be marked now; nil: it can
}

// Item loads one leaf of one unit for its appraiser.
func (s *Service) Item(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string) (View, error) {
	var v View
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = LoadItem(tx, actor, dossierID, leaf)
		return err
	})
	return v, err
}

// LoadItem is Item within a transaction.
func LoadItem(tx *db.Tx, actor par.Actor, dossierID par.ID, leaf string) (View, error) {
	p, err := dossier.PlaceOf(tx, dossierID)
	if err != nil {
		return View{}, err
	}
	v := View{Place: p, Area: p.AreaOf(leaf)}
	if _, err := tx.Check(onlyAppraiser(actor), policy.ReadDossier, p.Resource(v.Area)); err != nil {
		return View{}, err
	}
	node, ok := p.Edition.Set.Find(leaf)
	if !ok || !node.Leaf() || node.Rule.Type == score.RuleSurvey {
		return View{}, par.E(par.NotFound, "error.not_found")
	}
	v.Node = node
	if v.Claim, err = dossier.ScoreOf(tx, dossierID, leaf, score.StageSelf); err != nil {
		return v, err
	}
	if v.Mark, err = dossier.ScoreOf(tx, dossierID, leaf, score.StageAppraisal1); err != nil {
		return v, err
	}
	if v.Claimed, err = score.EvaluateLeaf(p.Edition.Set, leaf, v.Claim.Answer(), nil); err != nil {
		return v, err
	}
	if v.Marked, err = score.EvaluateLeaf(p.Edition.Set, leaf, v.Mark.Answer(), nil); err != nil {
		return v, err
	}
	_, v.Open = policy.Check(actor, policy.AppraiseScore, p.Resource(v.Area), tx.Now())
	return v, nil
}
