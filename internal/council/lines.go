package council

import (
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Line is one item of an agenda with the scores beside it. Of a unit to which
// the reader belongs it tells no more than its name while the session lasts.
type Line struct {
	Item   Item
	Place  dossier.Place
	Node   *score.Node
	Scores Scores
	Own    bool
}

// Scores are what is said of one leaf, each with what it is worth.
type Scores struct {
	Claim       Said
	First       Said
	Explanation dossier.Score
	Again       Said
	Second      Said
	Council     Said
	Table       Said // the proposal
}

// Said is a score with what it is worth.
type Said struct {
	dossier.Score
	Worth score.LeafScore
}

// Mark is the appraisers' last word.
func (s Scores) Mark() Said {
	if s.Again.Given() {
		return s.Again
	}
	return s.First
}

func scoresOf(set *score.Set, item Item, kept []dossier.Score) (Scores, error) {
	var all Scores
	for _, k := range kept {
		if k.Leaf == item.Leaf && k.Stage == dossier.StageExplanation {
			all.Explanation = k
		}
	}
	for _, one := range []struct {
		into  *Said
		stage score.Stage
	}{
		{&all.Claim, score.StageSelf}, {&all.First, score.StageAppraisal1}, {&all.Again, score.StageAppraisal2},
		{&all.Second, dossier.StageSecond}, {&all.Council, score.StageCouncil},
	} {
		one.into.Score = dossier.ByLeaf(kept, one.stage)[item.Leaf]
	}
	all.Table.Score = item.Proposal.Score(item.Leaf)
	for _, said := range []*Said{&all.Claim, &all.First, &all.Again, &all.Second, &all.Council, &all.Table} {
		var err error
		if said.Worth, err = Worth(set, item.Leaf, said.Score); err != nil {
			return all, err
		}
	}
	return all, nil
}

// Worth tells what a score of any stage brings.
func Worth(set *score.Set, leaf string, s dossier.Score) (score.LeafScore, error) {
	answer := s.Answer()
	answer.Node = leaf
	if !dossier.Counts(answer.Stage) {
		answer.Stage = score.StageAppraisal1 // worth the same, whoever says it
	}
	return score.EvaluateLeaf(set, leaf, answer, nil)
}

func lines(tx *db.Tx, actor par.Actor, s Session) ([]Line, error) {
	items, err := Items(tx, s.ID)
	if err != nil {
		return nil, err
	}
	all := make([]Line, 0, len(items))
	kept := map[par.ID][]dossier.Score{}
	for _, item := range items {
		line := Line{Item: item}
		if line.Place, err = dossier.PlaceOf(tx, item.DossierID); err != nil {
			return nil, err
		}
		line.Node, _ = line.Place.Edition.Set.Find(item.Leaf)
		if line.Node == nil {
			return nil, par.E(par.NotFound, "error.not_found")
		}
		_, refused := policy.Check(actor, policy.ReadCouncil, s.ItemResource(line.Place, item.Leaf), tx.Now())
		if line.Own = refused != nil; line.Own && s.State() != Closed {
			line.Item.Proposal, line.Item.Argument, line.Item.Discussion = Proposal{}, "", ""
			all = append(all, line)
			continue
		}
		if _, ok := kept[item.DossierID]; !ok {
			if kept[item.DossierID], err = dossier.Scores(tx, item.DossierID); err != nil {
				return nil, err
			}
		}
		if line.Scores, err = scoresOf(line.Place.Edition.Set, item, kept[item.DossierID]); err != nil {
			return nil, err
		}
		all = append(all, line)
	}
	return all, nil
}
