package dossier

import (
	"context"
	"math/big"

	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Yardstick is what a sheet's figures are held against: what the same unit and
// its block had in the last published round. No draft of others is in it.
type Yardstick struct {
	Year        int                    // 0: there is none
	Before      map[string]par.Decimal // the unit's own percentage then, by leaf
	Median      map[string]par.Decimal // the block's, by leaf
	OpenThreads map[string]int         // of the sheet itself, by leaf
}

// farAway is by how many percentage points a figure may differ before it is found.
const farAway par.Decimal = "25"

// figures holds the leaf's percentage against the yardstick.
func (c *checked) figures(y Yardstick) {
	now := c.result.Trace.Percent
	if !now.Known() || c.result.State != score.Scored {
		return
	}
	if before, ok := y.Before[c.leaf.Code]; ok && far(now, before) {
		c.add(Warning, FarFromBefore, c.result.Points, par.Args{"now": now, "before": before, "year": y.Year})
	}
	if median, ok := y.Median[c.leaf.Code]; ok && far(now, median) {
		c.add(Hint, FarFromMedian, c.result.Points, par.Args{"now": now, "median": median, "year": y.Year})
	}
}

func far(a, b par.Decimal) bool {
	d := a.Sub(b)
	if d.Sign() < 0 {
		d = b.Sub(a)
	}
	return d.Cmp(farAway) > 0
}

// Yardstick loads what a dossier's figures are held against, for whoever may
// read the dossier.
func (s *Service) Yardstick(ctx context.Context, actor par.Actor, id par.ID) (Yardstick, error) {
	var y Yardstick
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := PlaceOf(tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadDossier, p.Resource("")); err != nil {
			return err
		}
		y, err = yardstickOf(tx, p)
		return err
	})
	return y, err
}

// yardstickOf finds the last published round in which the unit's block took part.
func yardstickOf(tx *db.Tx, p Place) (Yardstick, error) {
	rounds, err := round.List(tx)
	if err != nil {
		return Yardstick{}, err
	}
	for _, r := range rounds { // the latest year first
		_, has := r.Block(p.Block.Code)
		if r.Year < p.Round.Year && has && r.State == par.Published {
			return db.Memo(tx, "yardstick "+string(p.Unit.ID)+p.Block.Code, r.ID, r.Version, func() (Yardstick, error) { return measure(tx, r, p) })
		}
	}
	return Yardstick{}, nil
}

// measure gathers the percentages of a published round's block.
func measure(tx *db.Tx, r round.Round, p Place) (Yardstick, error) {
	y := Yardstick{Year: r.Year, Before: map[string]par.Decimal{}, Median: map[string]par.Decimal{}}
	block, _ := r.Block(p.Block.Code)
	then, err := criteria.ByID(tx, block.EditionID)
	if err != nil {
		return y, err
	}
	all, err := List(tx, r.ID)
	if err != nil {
		return y, err
	}
	figures := map[string][]*big.Rat{}
	for _, d := range all {
		if d.Block != p.Block.Code {
			continue
		}
		percents, err := percentsOf(tx, then.Set, p.Edition.Set, d.ID)
		if err != nil {
			return y, err
		}
		for leaf, percent := range percents {
			figures[leaf] = append(figures[leaf], percent.Rat())
			if d.UnitID == p.Unit.ID {
				y.Before[leaf] = percent
			}
		}
	}
	for leaf, list := range figures {
		if len(list) >= 3 {
			y.Median[leaf] = par.RoundRat(par.Median(list), 2)
		}
	}
	return y, nil
}

// percentsOf finds what counted in a dossier then, for the leaves that are the
// same now: of the same code, title and rule.
func percentsOf(tx *db.Tx, then, now *score.Set, dossierID par.ID) (map[string]par.Decimal, error) {
	scores, err := Scores(tx, dossierID)
	if err != nil {
		return nil, err
	}
	percents := map[string]par.Decimal{}
	for _, stage := range []score.Stage{score.StageSelf, score.StageAppraisal1, score.StageAppraisal2, score.StageCouncil} {
		for leaf, s := range ByLeaf(scores, stage) {
			was, ok := then.Find(leaf)
			is, still := now.Find(leaf)
			if !ok || !still || was.Title != is.Title || s.Kind != KindValue {
				continue
			}
			result, err := score.EvaluateLeaf(then, leaf, s.Answer(), nil)
			if err != nil {
				return nil, err
			}
			if result.Trace.Percent.Known() {
				percents[leaf] = result.Trace.Percent
			}
		}
	}
	return percents, nil
}
