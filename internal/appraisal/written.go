package appraisal

import (
	"cmp"
	"context"
	"slices"

	"parindex/internal/account"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/explanation"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// Written is what one agency has concluded in a round, of all units and leaves
// that its people judge, so that nobody types a result twice.
type Written struct {
	Round  round.Round
	Agency unit.Unit
	Again  bool // the second appraisal has begun
	Areas  []WrittenArea
	Judges []string // the people who judge in its name
	Leaves int
	Cut    int
	Open   int // leaves that still wait for a mark
	Now    par.Time
}

// WrittenArea is one area of one block, with its units in the round's order.
type WrittenArea struct {
	Block round.Block
	Area  *score.Node
	Set   *score.Set
	Units []WrittenUnit
}

// WrittenUnit is what was concluded of one unit in one area.
type WrittenUnit struct {
	Unit  unit.Unit
	Rows  []WrittenRow
	Total explanation.Weight // sums of what is known
}

// WrittenRow is one leaf. Last is the mark that stands at present.
type WrittenRow struct {
	Leaf   *score.Node
	Claim  dossier.Score
	First  dossier.Score
	Second dossier.Score
	Firsts par.Decimal // points of the first mark; empty: none, or they wait for the block
	Weight explanation.Weight
	Open   bool
}

// Last is the mark that stands at present.
func (r WrittenRow) Last() dossier.Score {
	if r.Second.Given() {
		return r.Second
	}
	return r.First
}

// Written loads the result of one agency, for its appraisers and the standing body.
func (s *Service) Written(ctx context.Context, actor par.Actor, roundID, agency par.ID) (Written, error) {
	var w Written
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		resource := r.Resource()
		resource.Unit = agency
		if _, err := tx.Check(actor, policy.ReadWritten, resource); err != nil {
			return err
		}
		d, err := deskOf(tx, r)
		if err != nil {
			return err
		}
		if len(d.agencies[agency]) == 0 {
			return par.E(par.NotFound, "error.not_found")
		}
		w, err = d.written(tx, agency)
		return err
	})
	return w, err
}

// WrittenResults loads the results of all agencies, for the standing body.
func (s *Service) WrittenResults(ctx context.Context, actor par.Actor, roundID par.ID) (round.Round, []Written, error) {
	var all []Written
	var r round.Round
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		all = nil
		if r, err = round.ByID(tx, roundID); err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadBoard, r.Resource()); err != nil {
			return err
		}
		d, err := deskOf(tx, r)
		if err != nil {
			return err
		}
		for agency := range d.agencies {
			w, err := d.written(tx, agency)
			if err != nil {
				return err
			}
			all = append(all, w)
		}
		slices.SortFunc(all, func(a, b Written) int { return cmp.Compare(a.Agency.Code, b.Agency.Code) })
		return nil
	})
	return r, all, err
}

// Agency finds in whose name someone appraises in a round; empty: in nobody's.
func Agency(actor par.Actor, roundID par.ID) par.ID {
	for _, g := range actor.Grants {
		if g.Role == par.Appraiser && g.Round == roundID && g.Unit != "" {
			return g.Unit
		}
	}
	return ""
}

// desk is everything that the results of all agencies are made of.
type desk struct {
	round    round.Round
	units    []entrant
	agencies map[par.ID][]account.Held // who judges in whose name
	of       map[par.ID]par.ID         // the agency of a person
	allotted map[place]Allotment
	scores   map[par.ID]judged
}

// judged is one dossier with all that was said of it.
type judged struct {
	claims, first, second map[string]dossier.Score
	disputes              map[string]Dispute
}

func deskOf(tx *db.Tx, r round.Round) (*desk, error) {
	d := &desk{round: r, agencies: map[par.ID][]account.Held{}, of: map[par.ID]par.ID{}, scores: map[par.ID]judged{}}
	var err error
	if d.units, err = submitted(tx, r.ID); err != nil {
		return d, err
	}
	if d.allotted, err = allotmentsIn(tx, r.ID); err != nil {
		return d, err
	}
	grants, err := account.GrantsIn(tx, r.ID, par.Appraiser)
	for _, g := range grants {
		if g.Unit != "" {
			d.agencies[g.Unit] = append(d.agencies[g.Unit], g)
			d.of[g.Person] = g.Unit
		}
	}
	return d, err
}

func (d *desk) written(tx *db.Tx, agency par.ID) (Written, error) {
	w := Written{Round: d.round, Again: again(d.round), Now: tx.Now()}
	var err error
	if w.Agency, err = unit.ByID(tx, agency); err != nil {
		return w, err
	}
	if w.Judges, err = d.judges(tx, agency); err != nil {
		return w, err
	}
	for _, block := range d.round.Blocks {
		edition, err := criteria.ByID(tx, block.EditionID)
		if err != nil {
			return w, err
		}
		for _, area := range edition.Set.Areas() {
			one := WrittenArea{Block: block, Area: area, Set: edition.Set}
			for _, e := range d.units {
				if !d.has(agency, e, block.Code, area.Code) {
					continue
				}
				u, err := d.unit(tx, e, edition.Set, area)
				if err != nil {
					return w, err
				}
				if len(u.Rows) > 0 {
					one.Units = append(one.Units, u)
				}
			}
			w.add(one)
		}
	}
	return w, nil
}

func (w *Written) add(a WrittenArea) {
	if len(a.Units) == 0 {
		return
	}
	w.Areas = append(w.Areas, a)
	for _, u := range a.Units {
		for _, row := range u.Rows {
			w.Leaves++
			if row.Open {
				w.Open++
			}
			if row.Last().Reason != "" {
				w.Cut++
			}
		}
	}
}

func (d *desk) judges(tx *db.Tx, agency par.ID) ([]string, error) {
	var ids []par.ID
	for _, g := range d.agencies[agency] {
		if !slices.Contains(ids, g.Person) {
			ids = append(ids, g.Person)
		}
	}
	names, err := account.Names(tx, ids)
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = names[id]
	}
	return list, err
}

// has tells whether an agency judges an area of a unit: its people have the
// area, the unit is not itself, and the unit is not allotted to another agency.
func (d *desk) has(agency par.ID, e entrant, block, area string) bool {
	if e.block != block || e.unit.ID == agency {
		return false
	}
	if holder := d.allotted[place{e.dossier, area}].Person; holder != "" && d.of[holder] != agency {
		return false
	}
	return slices.ContainsFunc(d.agencies[agency], func(g account.Held) bool {
		return (g.Block == "" || g.Block == block) && (g.Area == "" || g.Area == area)
	})
}

func (d *desk) unit(tx *db.Tx, e entrant, set *score.Set, area *score.Node) (WrittenUnit, error) {
	u := WrittenUnit{Unit: e.unit, Total: explanation.Weight{Claimed: "0", Given: "0", Lost: "0"}}
	j, err := d.judged(tx, e)
	if err != nil {
		return u, err
	}
	for _, leaf := range leavesOf(area) {
		if leaf.Rule.Type == score.RuleSurvey {
			continue
		}
		row := WrittenRow{Leaf: leaf, Claim: j.claims[leaf.Code], First: j.first[leaf.Code], Second: j.second[leaf.Code]}
		if row.Weight, err = explanation.Weigh(set, leaf, row.Claim, row.Last()); err != nil {
			return u, err
		}
		first, err := explanation.Weigh(set, leaf, row.Claim, row.First)
		if err != nil {
			return u, err
		}
		if row.First.Given() {
			row.Firsts = first.Given
		}
		row.Open = !settled(row.Claim, row.First)
		if dispute := j.disputes[leaf.Code]; again(d.round) && dispute.Stands() {
			row.Open = !dispute.Answered(row.Second)
		}
		u.add(row)
	}
	return u, nil
}

func (u *WrittenUnit) add(row WrittenRow) {
	u.Rows = append(u.Rows, row)
	sum := func(total *par.Decimal, d par.Decimal) {
		if d.Known() {
			*total = total.Add(d)
		}
	}
	sum(&u.Total.Claimed, row.Weight.Claimed)
	if row.Last().Given() {
		sum(&u.Total.Given, row.Weight.Given)
		sum(&u.Total.Lost, row.Weight.Lost)
	}
}

// judged reads a dossier once, however many agencies judge it.
func (d *desk) judged(tx *db.Tx, e entrant) (judged, error) {
	if j, ok := d.scores[e.dossier]; ok {
		return j, nil
	}
	scores, err := dossier.Scores(tx, e.dossier)
	if err != nil {
		return judged{}, err
	}
	j := judged{
		claims: dossier.ByLeaf(scores, score.StageSelf), first: dossier.ByLeaf(scores, score.StageAppraisal1),
		second: dossier.ByLeaf(scores, score.StageAppraisal2),
	}
	if again(d.round) {
		p, err := dossier.PlaceOf(tx, e.dossier)
		if err != nil {
			return j, err
		}
		if j.disputes, err = disputesOf(tx, p, scores); err != nil {
			return j, err
		}
	}
	d.scores[e.dossier] = j
	return j, nil
}
