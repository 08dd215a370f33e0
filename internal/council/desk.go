package council

import (
	"context"
	"slices"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// Overview is the council of one round.
type Overview struct {
	Round    round.Round
	Members  []Seat
	Sessions []Summary
	Waiting  int // disputes that never lay before the council
	People   []account.Person
	Leaders  []Seat      // who may chair or keep the minutes
	Units    []unit.Unit // of the round
}

// Summary is a session with how much of its agenda is done.
type Summary struct {
	Session
	Items, Pending, Decided int
}

// Overview loads the council of a round for a reader.
func (s *Service) Overview(ctx context.Context, actor par.Actor, roundID par.ID) (Overview, error) {
	var o Overview
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if o.Round, err = round.ByID(tx, roundID); err != nil {
			return err
		}
		if _, err = tx.Check(actor, policy.ReadCouncil, o.Round.Resource()); err != nil {
			return err
		}
		return o.load(tx)
	})
	return o, err
}

func (o *Overview) load(tx *db.Tx) (err error) {
	if o.Members, err = members(tx, o.Round.ID); err != nil {
		return err
	}
	if o.Leaders, err = leaders(tx, o.Round.ID); err != nil {
		return err
	}
	if o.People, err = account.Active(tx); err != nil {
		return err
	}
	if o.Units, err = unit.List(tx); err != nil {
		return err
	}
	sessions, err := Sessions(tx, o.Round.ID)
	if err != nil {
		return err
	}
	items, err := RoundItems(tx, o.Round.ID)
	if err != nil {
		return err
	}
	for _, one := range sessions {
		o.Sessions = append(o.Sessions, summaryOf(one, items))
	}
	if o.Round.State != par.Appraisal2 && o.Round.State != par.Council {
		return nil
	}
	disputes, err := Disputes(tx, o.Round)
	o.Waiting = len(open(disputes, items))
	return err
}

// Called is a session that has not ended, with the title of its round.
type Called struct {
	Summary
	Round string
}

// Mine lists the sessions that have not ended of the rounds in which the actor
// sits on the council, or runs it.
func (s *Service) Mine(ctx context.Context, actor par.Actor) ([]Called, error) {
	var mine []Called
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		rounds, err := round.List(tx)
		if err != nil {
			return err
		}
		mine = nil
		for _, r := range rounds {
			_, refused := tx.Check(actor, policy.ReadCouncil, r.Resource())
			if refused != nil || r.State != par.Appraisal2 && r.State != par.Council {
				continue
			}
			sessions, err := Sessions(tx, r.ID)
			if err != nil {
				return err
			}
			items, err := RoundItems(tx, r.ID)
			if err != nil {
				return err
			}
			for _, one := range sessions {
				if one.State() != Closed {
					mine = append(mine, Called{summaryOf(one, items), r.Title})
				}
			}
		}
		return nil
	})
	return mine, err
}

func summaryOf(s Session, items []Item) Summary {
	sum := Summary{Session: s}
	for _, i := range items {
		if i.SessionID != s.ID {
			continue
		}
		sum.Items++
		switch i.State {
		case Pending:
			sum.Pending++
		case Decided:
			sum.Decided++
		case Withdrawn:
		}
	}
	return sum
}

// Sitting is a session with its table and agenda.
type Sitting struct {
	Round   round.Round
	Session Session
	Chair   Seat
	Clerk   Seat
	Seats   []Seat
	Tally   Tally // of the roll alone
	Lines   []Line
	Waiting int             // disputes that never lay before the council
	Later   []Session       // planned ones that could take what is pending
	Leaders []Seat          // who may chair or keep the minutes
	Units   []dossier.Place // those that can be brought before it
}

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

// Sitting loads a session for a reader.
func (s *Service) Sitting(ctx context.Context, actor par.Actor, id par.ID) (Sitting, error) {
	var v Sitting
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = loadSitting(tx, actor, id)
		return err
	})
	return v, err
}

func loadSitting(tx *db.Tx, actor par.Actor, id par.ID) (Sitting, error) {
	now, err := SessionByID(tx, id)
	if err != nil {
		return Sitting{}, err
	}
	v := Sitting{Session: now}
	if v.Round, err = round.ByID(tx, now.RoundID); err != nil {
		return Sitting{}, err
	}
	if _, err = tx.Check(actor, policy.ReadCouncil, now.Resource(v.Round)); err != nil {
		return Sitting{}, err
	}
	if v.Seats, err = now.table(tx); err != nil {
		return v, err
	}
	v.Tally = now.tally(v.Seats, func(Seat) bool { return false }, nil)
	led, err := seatsOf(tx, []par.ID{now.Chair, now.Clerk})
	if err != nil {
		return v, err
	}
	for _, seat := range led {
		if seat.Person == now.Chair {
			v.Chair = seat
		} else {
			v.Clerk = seat
		}
	}
	if v.Lines, err = lines(tx, actor, now); err != nil {
		return v, err
	}
	return v, v.choices(tx)
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

func (v *Sitting) choices(tx *db.Tx) error {
	if v.Session.State() == Closed {
		return nil
	}
	items, err := RoundItems(tx, v.Round.ID)
	if err != nil {
		return err
	}
	if v.Round.State == par.Appraisal2 || v.Round.State == par.Council {
		disputes, err := Disputes(tx, v.Round)
		if err != nil {
			return err
		}
		v.Waiting = len(open(disputes, items))
	}
	others, err := Sessions(tx, v.Round.ID)
	if err != nil {
		return err
	}
	for _, one := range others {
		if one.ID != v.Session.ID && one.State() == Planned {
			v.Later = append(v.Later, one)
		}
	}
	if v.Leaders, err = leaders(tx, v.Round.ID); err != nil {
		return err
	}
	places, err := dossier.Playing(tx, v.Round)
	o, orderErr := orderOf(tx, v.Round)
	if orderErr != nil {
		return orderErr
	}
	slices.SortStableFunc(places, func(a, b dossier.Place) int { return o.compare(a.Dossier.ID, "", b.Dossier.ID, "") })
	v.Units = places
	return err
}

// Find tells whether a session belongs to a round and, where one is named, an
// item to the session. It says nothing of either, so that nobody need be asked.
func (s *Service) Find(ctx context.Context, roundID, session, item par.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		now, err := SessionByID(tx, session)
		if err != nil {
			return err
		}
		if now.RoundID != roundID {
			return par.E(par.NotFound, "error.not_found")
		}
		if item == "" {
			return nil
		}
		there, err := ItemByID(tx, item)
		if err == nil && there.SessionID != session {
			return par.E(par.NotFound, "error.not_found")
		}
		return err
	})
}

// Ballot is one member before one item.
type Ballot struct {
	Seat
	Choice Choice // empty: not yet, or absent
}

// Case is an item on the table with all that speaks for and against it.
type Case struct {
	Round     round.Round
	Session   Session
	Line      Line
	Area      *score.Node
	Ballots   []Ballot
	Tally     Tally
	Others    []Line // the same leaf of other units of the block, before any session
	Names     map[par.ID]string
	Citations []evidence.Citation  // what the unit cites; none for those who may not read it
	Findings  []dossier.Inspection // of inspections, that stand
	Previous  par.ID               // neighbours on the agenda; empty at its ends
	Next      par.ID
	At, Count int
}

// Case loads an item for a reader. A member of the unit has no part in it.
func (s *Service) Case(ctx context.Context, actor par.Actor, id par.ID) (Case, error) {
	var c Case
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = loadCase(tx, actor, id)
		return err
	})
	return c, err
}

// Count loads of an item what changes while the council votes on it.
func (s *Service) Count(ctx context.Context, actor par.Actor, id par.ID) (Case, error) {
	var c Case
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		b, err := benchOf(tx, id)
		if err != nil {
			return err
		}
		if _, err = tx.Check(actor, policy.ReadCouncil, b.resource()); err != nil {
			return err
		}
		c = Case{Round: b.place.Round, Session: b.session, Line: Line{Item: b.item, Place: b.place, Node: b.node}}
		return c.loadBallots(tx)
	})
	return c, err
}

func loadCase(tx *db.Tx, actor par.Actor, id par.ID) (Case, error) {
	b, err := benchOf(tx, id)
	if err != nil {
		return Case{}, err
	}
	if _, err = tx.Check(actor, policy.ReadCouncil, b.resource()); err != nil {
		return Case{}, err
	}
	c := Case{Round: b.place.Round, Session: b.session, Line: Line{Item: b.item, Place: b.place, Node: b.node}}
	c.Area, _ = b.place.Edition.Set.Find(b.place.AreaOf(b.item.Leaf))
	if c.Line.Scores, err = scoresOf(b.place.Edition.Set, b.item, b.scores); err != nil {
		return c, err
	}
	if err = c.loadBallots(tx); err != nil {
		return c, err
	}
	if err = c.loadOthers(tx, actor); err != nil {
		return c, err
	}
	findings, err := dossier.InspectionsOf(tx, b.item.DossierID)
	if err != nil {
		return c, err
	}
	c.Findings = findings[b.item.Leaf]
	if err = c.cite(tx, actor, b.resource()); err != nil {
		return c, err
	}
	people := []par.ID{b.item.ProposedBy, b.item.DecidedBy}
	for _, s := range b.scores {
		if s.Leaf == b.item.Leaf {
			people = append(people, s.Actor)
		}
	}
	c.Names, err = account.Names(tx, people)
	return c, err
}

func (c *Case) cite(tx *db.Tx, actor par.Actor, resource policy.Resource) error {
	if _, refused := policy.Check(actor, policy.ReadEvidence, resource, tx.Now()); refused != nil {
		return nil
	}
	cited, err := evidence.ListUses(tx, c.Line.Item.DossierID)
	c.Citations = slices.DeleteFunc(cited, func(u evidence.Citation) bool { return u.Leaf != c.Line.Item.Leaf })
	return err
}

func (c *Case) loadBallots(tx *db.Tx) error {
	seats, err := c.Session.table(tx)
	if err != nil {
		return err
	}
	votes, err := Votes(tx, c.Line.Item.ID)
	if err != nil {
		return err
	}
	own := func(s Seat) bool { return s.Belongs(c.Line.Place.Unit.ID) }
	c.Tally = c.Session.tally(seats, own, votes)
	for _, seat := range seats {
		ballot := Ballot{Seat: seat}
		if own(seat) {
			ballot.Choice = Own
		}
		for _, v := range votes {
			if v.Person == seat.Person {
				ballot.Choice = v.Choice
			}
		}
		c.Ballots = append(c.Ballots, ballot)
	}
	return nil
}

// loadOthers finds how the same leaf stands for other units, and the item's
// neighbours on its agenda.
func (c *Case) loadOthers(tx *db.Tx, actor par.Actor) error {
	sessions, err := Sessions(tx, c.Round.ID)
	if err != nil {
		return err
	}
	for _, one := range sessions {
		all, err := lines(tx, actor, one)
		if err != nil {
			return err
		}
		for i, line := range all {
			if line.Item.ID == c.Line.Item.ID {
				c.place(all, i)
				continue
			}
			if line.Item.Leaf == c.Line.Item.Leaf && line.Place.Dossier.Block == c.Line.Place.Dossier.Block && !line.Own {
				c.Others = append(c.Others, line)
			}
		}
	}
	return nil
}

func (c *Case) place(all []Line, at int) {
	c.At, c.Count = at+1, len(all)
	for i := at - 1; i >= 0 && c.Previous == ""; i-- {
		if !all[i].Own {
			c.Previous = all[i].Item.ID
		}
	}
	for i := at + 1; i < len(all) && c.Next == ""; i++ {
		if !all[i].Own {
			c.Next = all[i].Item.ID
		}
	}
}
