package appraisal

import (
	"context"
	"slices"

	"parindex/internal/account"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// Pair is one leaf of which two appraisers have an opinion, side by side.
type Pair struct {
	dossier.Second
	Unit    unit.Unit
	Block   string
	Area    *score.Node
	Node    *score.Node
	First   dossier.Score // the mark: of the second appraisal or, without one, of the first
	Other   dossier.Score // the second opinion
	Firsted score.LeafScore
	Othered score.LeafScore
	Differs bool // both are given and do not come to the same
}

// Differing lists the leaves of a round on which the mark and the second
// opinion do not come to the same points, in the order of asking. The caller
// has asked the policy table.
func Differing(tx *db.Tx, r round.Round) ([]Pair, error) {
	all, err := pairsIn(tx, r)
	var some []Pair
	for _, p := range all {
		if p.Differs {
			some = append(some, p)
		}
	}
	return some, err
}

func pairsIn(tx *db.Tx, r round.Round) ([]Pair, error) {
	asked, err := dossier.SecondsIn(tx, r.ID)
	if err != nil {
		return nil, err
	}
	pairs := make([]Pair, 0, len(asked))
	for _, s := range asked {
		one, err := pairOf(tx, s)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, one)
	}
	return pairs, nil
}

func pairOf(tx *db.Tx, s dossier.Second) (Pair, error) {
	p, err := dossier.PlaceOf(tx, s.DossierID)
	if err != nil {
		return Pair{}, err
	}
	one := Pair{Second: s, Unit: p.Unit, Block: p.Block.Code}
	set := p.Edition.Set
	one.Node, _ = set.Find(s.Leaf)
	one.Area, _ = set.Find(p.AreaOf(s.Leaf))
	if one.First, err = standingMark(tx, s.DossierID, s.Leaf); err != nil {
		return one, err
	}
	if one.Other, err = dossier.ScoreOf(tx, s.DossierID, s.Leaf, dossier.StageSecond); err != nil {
		return one, err
	}
	if one.Firsted, err = score.EvaluateLeaf(set, s.Leaf, answerOf(one.First, s.Leaf), nil); err != nil {
		return one, err
	}
	if one.Othered, err = score.EvaluateLeaf(set, s.Leaf, answerOf(one.Other, s.Leaf), nil); err != nil {
		return one, err
	}
	one.Differs = one.First.Given() && one.Other.Given() && !alike(one)
	return one, nil
}

// alike tells whether two opinions come to the same. Where points wait for the
// block, they do when the figures are the same.
func alike(p Pair) bool {
	if p.Firsted.State != p.Othered.State {
		return false
	}
	if p.Firsted.State == score.Waiting {
		return percentOf(p.First.Value).Cmp(percentOf(p.Other.Value)) == 0
	}
	return p.Firsted.Points.Cmp(p.Othered.Points) == 0
}

// Seconds is the second opinions of a round, as the standing body sees them.
type Seconds struct {
	Round      round.Round
	Pairs      []Pair // what differs first, then in the order of asking
	Differing  int
	Waiting    int // asked and not given
	Appraisers []Judge
	Blocks     []round.BlockSet
	Names      map[par.ID]string
	CanAsk     error // why nothing can be asked now; nil: it can
}

// Judge is an appraiser of a round.
type Judge struct {
	Person par.ID
	Name   string
	Locked bool // his account is closed
	Former bool // he appraises nothing of the round any more
}

// Able tells whether the person can be given work.
func (j Judge) Able() bool { return !j.Locked && !j.Former }

// SecondOpinions lists the second opinions of a round for the standing body.
func (s *Service) SecondOpinions(ctx context.Context, actor par.Actor, roundID par.ID) (Seconds, error) {
	var v Seconds
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = loadSeconds(tx, actor, roundID)
		return err
	})
	return v, err
}

func loadSeconds(tx *db.Tx, actor par.Actor, roundID par.ID) (Seconds, error) {
	r, err := round.ByID(tx, roundID)
	if err != nil {
		return Seconds{}, err
	}
	if _, err := tx.Check(actor, policy.ReadLeniency, r.Resource()); err != nil {
		return Seconds{}, err
	}
	v := Seconds{Round: r}
	_, v.CanAsk = policy.Check(actor, policy.AskSecondOpinion, r.Resource(), tx.Now())
	pairs, err := pairsIn(tx, r)
	if err != nil {
		return v, err
	}
	people := map[par.ID]bool{}
	var rest []Pair
	for _, p := range pairs {
		people[p.Person], people[p.First.Actor], people[p.AskedBy] = true, true, true
		switch {
		case p.Differs:
			v.Pairs, v.Differing = append(v.Pairs, p), v.Differing+1
			continue
		case !p.Given:
			v.Waiting++
		}
		rest = append(rest, p)
	}
	v.Pairs = append(v.Pairs, rest...)
	if v.Names, err = account.Names(tx, sorted(people)); err != nil {
		return v, err
	}
	if v.Appraisers, err = judgesOf(tx, r); err != nil {
		return v, err
	}
	v.Blocks, err = setsOf(tx, r)
	return v, err
}

// setsOf lists the blocks of a round with their editions.
func setsOf(tx *db.Tx, r round.Round) ([]round.BlockSet, error) {
	var sets []round.BlockSet
	for _, b := range r.Blocks {
		edition, err := criteria.ByID(tx, b.EditionID)
		if err != nil {
			return nil, err
		}
		sets = append(sets, round.BlockSet{Block: b, Edition: edition})
	}
	return sets, nil
}

// judgesOf lists the appraisers of a round, each once.
func judgesOf(tx *db.Tx, r round.Round) ([]Judge, error) {
	held, err := account.GrantsIn(tx, r.ID, par.Appraiser)
	if err != nil {
		return nil, err
	}
	people := map[par.ID]bool{}
	for _, h := range held {
		people[h.Person] = true
	}
	names, err := account.Names(tx, sorted(people))
	if err != nil {
		return nil, err
	}
	open, err := account.Open(tx, sorted(people))
	var judges []Judge
	for _, h := range held {
		if people[h.Person] {
			judges = append(judges, Judge{Person: h.Person, Name: names[h.Person], Locked: !slices.Contains(open, h.Person)})
			people[h.Person] = false
		}
	}
	return judges, err
}
