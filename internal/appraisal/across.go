package appraisal

import (
	"context"
	"math/big"

	"parindex/internal/account"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Across is one leaf for all units of a block, as far as the reader may see it.
type Across struct {
	Round   round.Round
	Block   round.Block
	Edition criteria.Edition
	Area    *score.Node
	Leaf    *score.Node
	Rows    []Row
	Names   map[par.ID]string // of those who marked, or to whom units are allotted
	Claimed Spread            // of the points claimed
	Given   Spread            // of the points given
	Percent Spread            // of the percentages claimed, where the rule has them
	Leaves  []*score.Node     // of the reader's areas in the block, in order
	Now     par.Time
}

// Row is one unit at the leaf.
type Row struct {
	Item
	Claim     dossier.Score
	Explained dossier.Score // what the unit explained, if anything
	First     dossier.Score // the marks of both appraisals
	Again     dossier.Score
	Other     dossier.Score // the second opinion, where the reader may see it
	Claimed   score.LeafScore
	Firsted   score.LeafScore
	Agained   score.LeafScore
	Othered   score.LeafScore
	Percent   *big.Rat // claimed; nil: the rule has none, or nothing was claimed
	Documents []evidence.Citation
	Findings  []dossier.Inspection
	Off       Side  // where the claim lies among the others
	GivenOff  Side  // where what was given lies
	Stale     bool  // the claim has changed since the mark
	Exceeded  bool  // a finding leaves less than the mark
	Blind     bool  // the reader owes a second opinion and sees the claim alone
	Open      error // why the reader cannot mark it now; nil: he can
	Version   int64 // of the mark of the present stage
}

// Mark is what the appraisers conclude at present.
func (row Row) Mark() (dossier.Score, score.LeafScore) {
	if row.Again.Given() {
		return row.Again, row.Agained
	}
	return row.First, row.Firsted
}

// Across loads one leaf across the units of a block. An empty block is the
// first that has the leaf. An appraiser finds his areas only and never his own
// unit; the standing body finds every unit that has submitted.
func (s *Service) Across(ctx context.Context, actor par.Actor, roundID par.ID, block, leaf string) (Across, error) {
	var v Across
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = LoadAcross(tx, actor, roundID, block, leaf)
		return err
	})
	return v, err
}

// LoadAcross is Across within a transaction.
func LoadAcross(tx *db.Tx, actor par.Actor, roundID par.ID, block, leaf string) (Across, error) {
	r, err := round.ByID(tx, roundID)
	if err != nil {
		return Across{}, err
	}
	v := Across{Round: r, Now: tx.Now()}
	if err := v.find(tx, actor, block, leaf); err != nil {
		return v, err
	}
	units, err := submitted(tx, roundID)
	if err != nil {
		return v, err
	}
	a, err := agendaOf(tx, actor, r)
	if err != nil {
		return v, err
	}
	for _, e := range units {
		if e.block != v.Block.Code {
			continue
		}
		row, seen, err := v.row(tx, actor, e, a)
		if err != nil {
			return v, err
		}
		if seen {
			v.Rows = append(v.Rows, row)
		}
	}
	v.measure()
	v.Names, err = account.Names(tx, v.people())
	return v, err
}

// find looks for the leaf in the block, and asks whether the reader may compare there.
func (v *Across) find(tx *db.Tx, actor par.Actor, block, leaf string) error {
	sets, err := setsOf(tx, v.Round)
	if err != nil {
		return err
	}
	resource := v.Round.Resource()
	for _, set := range sets {
		node, err := leafToAppraise(set.Edition.Set, leaf)
		if err != nil || block != "" && set.Code != block {
			continue
		}
		resource.Block, resource.Area = set.Code, dossier.AreaOf(set.Edition.Set, leaf)
		if _, refused := policy.Check(actor, policy.CompareUnits, resource, tx.Now()); refused != nil && block == "" {
			continue
		}
		v.Block, v.Edition, v.Leaf = set.Block, set.Edition, node
		v.Area, _ = set.Edition.Set.Find(resource.Area)
		break
	}
	if _, err := tx.Check(actor, policy.CompareUnits, resource); err != nil {
		return err
	}
	if v.Leaf == nil {
		return par.E(par.NotFound, "error.not_found")
	}
	for _, area := range v.Edition.Set.Areas() {
		resource.Area = area.Code
		if _, refused := policy.Check(actor, policy.CompareUnits, resource, tx.Now()); refused != nil {
			continue
		}
		for _, n := range leavesOf(area) {
			if n.Rule.Type != score.RuleSurvey {
				v.Leaves = append(v.Leaves, n)
			}
		}
	}
	return nil
}

// row loads one unit, unless the reader may not see it.
func (v *Across) row(tx *db.Tx, actor par.Actor, e entrant, a agenda) (Row, bool, error) {
	p, err := dossier.PlaceOf(tx, e.dossier)
	if err != nil {
		return Row{}, false, err
	}
	resource := p.LeafResource(v.Leaf.Code)
	resource.Holder = a.allotted[place{e.dossier, v.Area.Code}].Person
	if s := a.seconds[markKey{e.dossier, v.Leaf.Code}]; s.Asked() {
		resource.Asked = s.Person
	}
	if _, refused := policy.Check(comparer(actor), policy.ReadDossier, resource, tx.Now()); refused != nil {
		return Row{}, false, nil
	}
	row := Row{Item: a.item(e, v.Area, v.Leaf)}
	row.Second = a.asked(e.dossier, v.Leaf.Code)
	_, row.Open = policy.Check(actor, policy.AppraiseScore, resource, tx.Now())
	if err := row.load(tx, actor, p, a); err != nil {
		return row, false, err
	}
	return row, true, row.evaluate(p.Edition.Set)
}

// comparer leaves out the rights that a person has as an officer or a leader:
// nobody compares as a unit.
func comparer(actor par.Actor) par.Actor {
	narrowed := par.Actor{Person: actor.Person, Name: actor.Name}
	for _, g := range actor.Grants {
		if g.Role == par.Officer || g.Role == par.Leader {
			g.Role = par.Viewer
		}
		narrowed.Grants = append(narrowed.Grants, g)
	}
	return narrowed
}

func (row *Row) load(tx *db.Tx, actor par.Actor, p dossier.Place, a agenda) error {
	id, leaf := row.Dossier, row.Leaf.Code
	second := a.seconds[markKey{id, leaf}]
	row.Blind = second.BlindFor(actor.Person)
	kept, err := dossier.ScoresOf(tx, []par.ID{id}, []string{leaf})
	if err != nil {
		return err
	}
	for _, k := range kept {
		switch {
		case k.Stage == score.StageSelf:
			row.Claim = k.Score
		case k.Stage == dossier.StageExplanation:
			row.Explained = k.Score
		case row.Blind:
		case k.Stage == score.StageAppraisal1:
			row.First = k.Score
		case k.Stage == score.StageAppraisal2:
			row.Again = k.Score
		case k.Stage == dossier.StageSecond && second.Asked():
			row.Other = k.Score
		}
		if k.Stage == markStage(p) {
			row.Version = k.Version
		}
	}
	if mark, _ := row.Mark(); !mark.Given() {
		row.Other = dossier.Score{}
	}
	if row.Blind {
		row.Done, row.Cut, row.Reopened, row.Version = false, false, false, 0
	}
	row.Stale = row.First.Given() && !settled(row.Claim, row.First)
	row.Exceeded = a.exceeded[markKey{id, leaf}] && !row.Blind
	findings, err := dossier.InspectionsOf(tx, id)
	if err != nil {
		return err
	}
	row.Findings = findings[leaf]
	cited, err := evidence.ListUses(tx, id)
	for _, c := range cited {
		if c.Leaf == leaf {
			row.Documents = append(row.Documents, c)
		}
	}
	return err
}

func (row *Row) evaluate(set *score.Set) error {
	for _, one := range []struct {
		said dossier.Score
		into *score.LeafScore
	}{{row.Claim, &row.Claimed}, {row.First, &row.Firsted}, {row.Again, &row.Agained}, {row.Other, &row.Othered}} {
		s, err := score.EvaluateLeaf(set, row.Leaf.Code, answerOf(one.said, row.Leaf.Code), nil)
		if err != nil {
			return err
		}
		*one.into = s
	}
	if v := row.Claim.Value; row.Claim.Kind == dossier.KindValue && (v.Percent.Known() || v.A.Known() && v.B.Known()) {
		row.Percent = percentOf(v)
	}
	return nil
}

// measure finds the middle of what was claimed and given, and who lies apart.
// Points that are not there yet, or are not for this unit, are not counted.
func (v *Across) measure() {
	var claimed, given, percent []*big.Rat
	for _, row := range v.Rows {
		claimed = counted(claimed, row.Claim, row.Claimed)
		mark, marked := row.Mark()
		given = counted(given, mark, marked)
		if row.Percent != nil {
			percent = append(percent, row.Percent)
		}
	}
	v.Claimed, v.Given, v.Percent = SpreadOf(claimed), SpreadOf(given), SpreadOf(percent)
	for i := range v.Rows {
		row := &v.Rows[i]
		row.Off = v.Percent.SideOf(row.Percent)
		if one := counted(nil, row.Claim, row.Claimed); row.Percent == nil && one != nil {
			row.Off = v.Claimed.SideOf(one[0])
		}
		mark, marked := row.Mark()
		if one := counted(nil, mark, marked); one != nil {
			row.GivenOff = v.Given.SideOf(one[0])
		}
	}
}

func counted(list []*big.Rat, said dossier.Score, s score.LeafScore) []*big.Rat {
	if !said.Given() || s.State != score.Scored {
		return list
	}
	return append(list, s.Points.Rat())
}

func (v *Across) people() []par.ID {
	people := map[par.ID]bool{}
	for _, row := range v.Rows {
		for _, id := range []par.ID{row.First.Actor, row.Again.Actor, row.Other.Actor, row.Holder} {
			if id != "" {
				people[id] = true
			}
		}
	}
	return sorted(people)
}
