package appraisal

import (
	"context"
	"slices"
	"strings"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// mostFound is how many precedents a search shows.
const mostFound = 200

// Search looks for how leaves were decided. At least one of Leaf, Reason and
// Words says what for.
type Search struct {
	Block  string // of the round from which one looks; with Leaf
	Leaf   string
	Reason par.Reason
	Words  string // every one of them in the remark; marks and capitals do not count
	But    par.ID // a dossier to leave out; empty: none
}

// Empty tells whether nothing is looked for.
func (s Search) Empty() bool {
	return s.Leaf == "" && s.Reason == "" && strings.TrimSpace(s.Words) == ""
}

// Case is how one leaf of one unit was decided, at the last stage that did.
type Case struct {
	Place   dossier.Place
	Node    *score.Node
	Claim   dossier.Score
	Claimed score.LeafScore
	Mark    dossier.Score
	Marked  score.LeafScore
	Earlier bool // of an earlier round
	Other   bool // by another edition of the criteria than the one looked from
}

// Precedents is what a search found.
type Precedents struct {
	Round  round.Round
	Blocks []round.BlockSet
	Search Search
	Cases  []Case // of the round itself first, then the latest rounds first
	More   bool   // there are more than are listed
}

// Precedents searches how leaves were decided for other units and in earlier
// years, as far as the reader may see: in the round what he may read there, of
// earlier rounds what was published.
func (s *Service) Precedents(ctx context.Context, actor par.Actor, roundID par.ID, in Search) (Precedents, error) {
	var v Precedents
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.SearchPrecedents, r.Resource()); err != nil {
			return err
		}
		v = Precedents{Round: r, Search: in}
		if v.Blocks, err = setsOf(tx, r); err != nil {
			return err
		}
		v.Cases, v.More, err = FindPrecedents(tx, actor, r, in, mostFound)
		return err
	})
	return v, err
}

// FindPrecedents is Precedents within a transaction, at most so many; it tells
// whether there are more.
func FindPrecedents(tx *db.Tx, actor par.Actor, r round.Round, in Search, most int) ([]Case, bool, error) {
	if in.Empty() {
		return nil, false, nil
	}
	rows, err := db.List(tx, scanDecided, selectDecided, r.ID, in.Leaf, in.Reason, in.But)
	if err != nil {
		return nil, false, err
	}
	origin, err := originOf(tx, r, in)
	if err != nil {
		return nil, false, err
	}
	words := strings.Fields(i18n.Fold(in.Words))
	var cases []Case
	for _, row := range rows {
		if !matches(row.note, words) {
			continue
		}
		c, seen, err := origin.caseOf(tx, actor, row)
		if err != nil {
			return nil, false, err
		}
		if seen && len(cases) == most {
			return cases, true, nil
		}
		if seen {
			cases = append(cases, c)
		}
	}
	return cases, false, nil
}

// Alike finds the first few decisions of the leaf that an appraiser has before
// him, about other units and of earlier years, and tells whether there are
// more. Whoever owes a blind second opinion on it is shown none.
func (s *Service) Alike(ctx context.Context, actor par.Actor, v View, most int) ([]Case, bool, error) {
	if v.Blind {
		return nil, false, nil
	}
	var cases []Case
	var more bool
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := tx.Check(actor, policy.SearchPrecedents, v.Round.Resource()); err != nil {
			return err
		}
		var err error
		cases, more, err = FindPrecedents(tx, actor, v.Round, Search{Block: v.Dossier.Block, Leaf: v.Node.Code, But: v.Dossier.ID}, most)
		return err
	})
	return cases, more, err
}

func matches(note string, words []string) bool {
	text := i18n.Fold(note)
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// origin is from where one looks: the round, and of a leaf its criteria.
type origin struct {
	round   par.ID
	edition par.ID
	code    string // of the set; empty: any
}

func originOf(tx *db.Tx, r round.Round, in Search) (origin, error) {
	o := origin{round: r.ID}
	sets, err := setsOf(tx, r)
	for _, set := range sets {
		if _, ok := set.Edition.Set.Find(in.Leaf); ok && in.Leaf != "" && (in.Block == "" || in.Block == set.Code) {
			o.edition, o.code = set.Edition.ID, set.Edition.Code
			break
		}
	}
	return o, err
}

// caseOf loads a decision, unless the reader may not see it or it is one of
// another set of criteria.
func (o origin) caseOf(tx *db.Tx, actor par.Actor, row decided) (Case, bool, error) {
	p, err := dossier.PlaceOf(tx, row.dossier)
	if err != nil {
		return Case{}, false, err
	}
	c := Case{Place: p, Earlier: p.Round.ID != o.round, Other: o.edition != "" && p.Edition.ID != o.edition}
	node, known := p.Edition.Set.Find(row.leaf)
	if !known || o.code != "" && p.Edition.Code != o.code {
		return c, false, nil
	}
	c.Node = node
	if seen, err := seesPrecedent(tx, actor, p, row.leaf); err != nil || !seen {
		return c, false, err
	}
	if c.Mark, err = dossier.ScoreOf(tx, row.dossier, row.leaf, row.stage); err != nil {
		return c, false, err
	}
	if c.Claim, err = dossier.ScoreOf(tx, row.dossier, row.leaf, score.StageSelf); err != nil {
		return c, false, err
	}
	if c.Claimed, err = score.EvaluateLeaf(p.Edition.Set, row.leaf, answerOf(c.Claim, row.leaf), nil); err != nil {
		return c, false, err
	}
	c.Marked, err = score.EvaluateLeaf(p.Edition.Set, row.leaf, answerOf(c.Mark, row.leaf), nil)
	return c, true, err
}

// seesPrecedent asks the policy table about one decision. Whoever owes a second
// opinion on it does not see it.
func seesPrecedent(tx *db.Tx, actor par.Actor, p dossier.Place, leaf string) (bool, error) {
	resource := p.Resource(p.AreaOf(leaf))
	resource.Released = p.Round.State == par.Published || p.Round.State == par.ClosedRound
	if _, refused := policy.Check(actor, policy.ReadPrecedent, resource, tx.Now()); refused != nil {
		return false, nil
	}
	second, err := dossier.SecondOf(tx, p.Dossier.ID, leaf)
	return !second.BlindFor(actor.Person), err
}

// decided is where a leaf was decided, and why.
type decided struct {
	scoreKey
	note string
}

func scanDecided(row db.Scanner) (decided, error) {
	var d decided
	err := row.Scan(&d.dossier, &d.leaf, &d.stage, &d.note)
	return d, err
}

// selectDecided finds of each leaf the last stage that decided it: of the round
// from which one looks first, then of the latest years.
const selectDecided = `
SELECT s.dossier_id, s.leaf, s.stage, s.note
FROM dossier AS d
JOIN round AS r ON r.id = d.round_id
JOIN leaf_score AS s ON s.dossier_id = d.id
WHERE s.stage IN ('appraisal1', 'appraisal2', 'council') AND s.kind <> 'none'
  AND ($2 = '' OR s.leaf = $2) AND ($3 = '' OR s.reason = $3) AND s.dossier_id <> $4
  AND NOT EXISTS (
    SELECT 1 FROM leaf_score AS later
    WHERE later.dossier_id = s.dossier_id AND later.leaf = s.leaf AND later.kind <> 'none'
      AND (later.stage = 'council' AND s.stage <> 'council' OR later.stage = 'appraisal2' AND s.stage = 'appraisal1'))
ORDER BY CASE WHEN d.round_id = $1 THEN 0 ELSE 1 END, r.year DESC, s.dossier_id DESC, s.leaf
LIMIT 5000`
