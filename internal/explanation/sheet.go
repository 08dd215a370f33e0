package explanation

import (
	"context"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Answer says what a unit has made of one cut.
type Answer string

// The answers. Whoever is silent keeps the first mark, as one who accepts does.
const (
	Silent    Answer = "silent"
	Accepted  Answer = "accepted"
	Explained Answer = "explained"
)

// Item is one leaf that a unit may explain.
type Item struct {
	Area    *score.Node
	Node    *score.Node
	Claim   dossier.Score
	Mark    dossier.Score // of the first appraisal
	Said    dossier.Score // the explanation
	Asked   score.LeafScore
	Weight  Weight
	Opening dossier.Opening // its Leaf is empty where points were lost
	Earlier []evidence.Citation
	Fresh   []evidence.Citation // added to explain
	Answer  Answer
	Closes  par.Time // the leaf's own deadline

	Findings []dossier.Inspection // of inspections, that stand
}

// Tally counts the answers and what is at stake.
type Tally struct {
	Items, Explained, Accepted, Silent int
	Lost                               par.Decimal // on all items
	Disputed                           par.Decimal // on the explained ones
}

// Sheet is a unit's explanation as far as its reader may see it.
type Sheet struct {
	dossier.Place
	Served Served
	Items  []Item
	Tally  Tally
	Locked map[string]error // why a leaf cannot be explained now; no entry: it can
	Cite   map[string]bool  // leaves to which documents may be attached now
	Names  map[par.ID]string
	Asked  bool // the unit's leaders were asked to sign since the result was served
	Now    par.Time
}

// Unsigned tells whether the time is over without the leader's signature:
// what was saved counts as it stands.
func (s Sheet) Unsigned() bool { return Unsigned(s.Place, s.Tally) }

// Unsigned tells it of a dossier with its tally.
func Unsigned(p dossier.Place, t Tally) bool {
	over := p.State() != par.Notified && p.State() != par.Explaining
	return over && p.Dossier.ExplainedAt == 0 && t.Explained+t.Accepted > 0
}

// Sheet loads the explanation of a dossier.
func (s *Service) Sheet(ctx context.Context, actor par.Actor, dossierID par.ID) (Sheet, error) {
	var sheet Sheet
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		sheet, err = LoadSheet(tx, actor, dossierID)
		return err
	})
	return sheet, err
}

// LoadSheet is Sheet within a transaction.
func LoadSheet(tx *db.Tx, actor par.Actor, dossierID par.ID) (Sheet, error) {
	sheet := Sheet{Locked: map[string]error{}, Cite: map[string]bool{}, Now: tx.Now()}
	var err error
	if sheet.Place, err = dossier.PlaceOf(tx, dossierID); err != nil {
		return sheet, err
	}
	if _, err := tx.Check(actor, policy.ReadServed, sheet.Resource("")); err != nil {
		return sheet, err
	}
	all, err := ListServed(tx, dossierID)
	if err != nil {
		return sheet, err
	}
	if len(all) == 0 {
		return sheet, par.E(par.NotFound, "error.not_found")
	}
	sheet.Served = all[0]
	if sheet.Asked, err = askedSince(tx, dossierID, sheet.Served.At); err != nil {
		return sheet, err
	}
	if sheet.Items, err = itemsOf(tx, sheet.Place); err != nil {
		return sheet, err
	}
	findings, err := dossier.FindingsFor(tx, actor, sheet.Place)
	if err != nil {
		return sheet, err
	}
	for i := range sheet.Items {
		sheet.Items[i].Findings = findings[sheet.Items[i].Node.Code]
	}
	sheet.Tally = tallyOf(sheet.Items)
	sheet.lock(actor)
	ids := []par.ID{sheet.Dossier.ExplainedBy}
	for _, item := range sheet.Items {
		ids = append(ids, item.Said.Actor, item.Opening.By)
	}
	sheet.Names, err = account.Names(tx, ids)
	return sheet, err
}

// lock finds out which leaves the reader may explain now.
func (s *Sheet) lock(actor par.Actor) {
	for _, item := range s.Items {
		resource := s.LeafResource(item.Node.Code)
		resource.Explained = true // that is why it is an item
		if _, err := policy.Check(actor, policy.ExplainScore, resource, s.Now); err != nil {
			s.Locked[item.Node.Code] = err
		}
		_, err := policy.Check(actor, policy.AttachEvidence, resource, s.Now)
		s.Cite[item.Node.Code] = err == nil
	}
}

// Find finds the item of a leaf.
func (s Sheet) Find(leaf string) (Item, bool) {
	for _, item := range s.Items {
		if item.Node.Code == leaf {
			return item, true
		}
	}
	return Item{}, false
}

// itemsOf lists the leaves of a dossier that its unit may explain, in the
// order of the set.
func itemsOf(tx *db.Tx, p dossier.Place) ([]Item, error) {
	scores, err := dossier.Scores(tx, p.Dossier.ID)
	if err != nil {
		return nil, err
	}
	openings, err := dossier.Openings(tx, p.Dossier.ID)
	if err != nil {
		return nil, err
	}
	cited, err := evidence.ListUses(tx, p.Dossier.ID)
	if err != nil {
		return nil, err
	}
	claims, marks := dossier.ByLeaf(scores, score.StageSelf), dossier.ByLeaf(scores, score.StageAppraisal1)
	said := dossier.ByLeaf(scores, dossier.StageExplanation)
	var items []Item
	for _, area := range p.Edition.Set.Areas() {
		for _, leaf := range leavesOf(area) {
			code := leaf.Code
			if marks[code].Reason == "" && openings[code].Leaf == "" {
				continue
			}
			item := Item{Area: area, Node: leaf, Claim: claims[code], Mark: marks[code], Said: said[code], Opening: openings[code]}
			if err := item.fill(p, cited); err != nil {
				return nil, err
			}
			items = append(items, item)
		}
	}
	return items, nil
}

func (i *Item) fill(p dossier.Place, cited []evidence.Citation) (err error) {
	code := i.Node.Code
	i.Closes = p.Round.WindowFor(par.Explanation, p.Dossier.UnitID, code).Closes
	for _, c := range cited {
		switch {
		case c.Leaf != code:
		case p.Fresh(c.Use):
			i.Fresh = append(i.Fresh, c)
		default:
			i.Earlier = append(i.Earlier, c)
		}
	}
	i.Answer = answerOf(i.Said, len(i.Fresh) > 0)
	if i.Weight, err = Weigh(p.Edition.Set, i.Node, i.Claim, i.Mark); err != nil {
		return err
	}
	i.Asked, err = evaluate(p.Edition.Set, i.Node, i.Said)
	return err
}

func answerOf(said dossier.Score, fresh bool) Answer {
	switch {
	case said.Kind == dossier.KindAccepted:
		return Accepted
	case dossier.Explains(said) || fresh:
		return Explained
	}
	return Silent
}

func tallyOf(items []Item) Tally {
	t := Tally{Items: len(items), Lost: "0", Disputed: "0"}
	for _, i := range items {
		t.Lost = t.Lost.Add(zero(i.Weight.Lost))
		switch i.Answer {
		case Accepted:
			t.Accepted++
		case Explained:
			t.Explained++
			t.Disputed = t.Disputed.Add(zero(i.Weight.Lost))
		case Silent:
			t.Silent++
		}
	}
	return t
}
