package dossier

import (
	"maps"
	"slices"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/score"
)

// figures are what the scores of a sheet say, with what they come to. They are
// shared between readers and never changed.
type figures struct {
	round         int64 // version of the round, whose method they follow
	sum           int64 // of the versions of all scores: it names their state
	last          par.Time
	scores, marks map[string]Score
	versions      map[scoreKey]int64
	leaves        []score.LeafScore
	forecast      score.UnitScore
}

// scoreKey names one score of a dossier.
type scoreKey struct {
	leaf  string
	stage score.Stage
}

// figuresOf computes the figures of a dossier once for each state of its
// scores. Where an older state is at hand, only what has changed is computed.
func figuresOf(tx *db.Tx, p Place) (*figures, error) {
	sum, err := db.One(tx, db.Value[int64], selectStamp, p.Dossier.ID)
	if err != nil {
		return nil, err
	}
	return db.Memo(tx, "sheet", p.Dossier.ID, sum<<20|p.Round.Version, func() (*figures, error) {
		if old, ok := db.Recall[*figures](tx, "sheet", p.Dossier.ID); ok && old.round == p.Round.Version && old.sum < sum {
			f, err := old.follow(tx, p)
			if err != nil || f.sum == sum {
				return f, err
			}
		}
		return compute(tx, p)
	})
}

func compute(tx *db.Tx, p Place) (*figures, error) {
	all, err := Scores(tx, p.Dossier.ID)
	if err != nil {
		return nil, err
	}
	f := &figures{
		round: p.Round.Version, scores: map[string]Score{}, marks: map[string]Score{}, versions: map[scoreKey]int64{},
		leaves: make([]score.LeafScore, len(p.Edition.Set.Leaves())),
	}
	f.take(all)
	return f, f.evaluate(p, func(string) bool { return true })
}

// follow takes in what has been said since. Should anything have been missed,
// the sum of the versions tells.
func (f *figures) follow(tx *db.Tx, p Place) (*figures, error) {
	news, err := scoresSince(tx, p.Dossier.ID, f.last)
	if err != nil {
		return nil, err
	}
	next := *f
	next.scores, next.marks, next.versions = maps.Clone(f.scores), maps.Clone(f.marks), maps.Clone(f.versions)
	next.leaves = slices.Clone(f.leaves)
	next.take(news)
	return &next, next.evaluate(p, func(leaf string) bool {
		return slices.ContainsFunc(news, func(s Score) bool { return s.Leaf == leaf })
	})
}

func (f *figures) take(scores []Score) {
	for _, s := range scores {
		key := scoreKey{s.Leaf, s.Stage}
		f.sum += s.Version - f.versions[key]
		f.versions[key] = s.Version
		f.last = max(f.last, s.At)
		switch s.Stage {
		case score.StageSelf:
			f.scores[s.Leaf] = s
		case score.StageAppraisal1:
			f.marks[s.Leaf] = s
		}
	}
}

// evaluate computes leaves as the unit itself sees them, and sums all: a forecast.
func (f *figures) evaluate(p Place, changed func(leaf string) bool) error {
	set := p.Edition.Set
	for i, leaf := range set.Leaves() {
		if !changed(leaf.Code) {
			continue
		}
		answer := f.scores[leaf.Code].Answer()
		answer.Node, answer.Stage = leaf.Code, score.StageSelf
		if leaf.Rule.Type == score.RuleSurvey {
			answer.Stage = score.StageSurvey
		}
		one, err := score.EvaluateLeaf(set, leaf.Code, answer, nil)
		if err != nil {
			return err
		}
		f.leaves[i] = one
	}
	f.forecast = score.Forecast(set, p.Block.Method, f.leaves)
	return nil
}
