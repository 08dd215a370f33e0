package reminder

import (
	"context"
	"slices"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// Debts is what is still owed in a round, units first.
type Debts struct {
	Round round.Round
	Now   par.Time
	List  []Owed
}

// ReadDebts lists what is still owed in a round, for those who may remind.
func (s *Service) ReadDebts(ctx context.Context, actor par.Actor, roundID par.ID) (d Debts, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		if _, err = tx.Check(actor, policy.SendReminder, r.Resource()); err != nil {
			return err
		}
		d = Debts{Round: r, Now: tx.Now()}
		d.List, err = owedIn(tx, r)
		return err
	})
	return d, err
}

// owedIn lists what is still owed in a round.
func owedIn(tx *db.Tx, r round.Round) ([]Owed, error) {
	if !slices.Contains(round.Timed(), r.State) {
		return nil, nil
	}
	units, err := unitsOwe(tx, r)
	if err != nil {
		return nil, err
	}
	appraisers, err := appraisersOwe(tx, r)
	if err != nil {
		return nil, err
	}
	all := append(units, appraisers...)
	return all, name(tx, all)
}

func unitsOwe(tx *db.Tx, r round.Round) ([]Owed, error) {
	places, err := dossier.Playing(tx, r)
	if err != nil {
		return nil, err
	}
	var all []Owed
	for _, p := range places {
		roles, err := whoOwes(tx, p)
		if err != nil {
			return nil, err
		}
		if len(roles) == 0 {
			continue
		}
		o := Owed{Stage: p.Stage(), Deadline: p.Window().Closes, Unit: p.Unit, Block: p.Block.Code, Dossier: p.Dossier.ID, State: p.State()}
		if o.To, err = peopleOf(tx, r, p.Unit.ID, roles); err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

// whoOwes says whose turn it is in a unit; nobody's: it owes nothing.
func whoOwes(tx *db.Tx, p dossier.Place) ([]par.Role, error) {
	both := []par.Role{par.Officer, par.Leader}
	switch stage, state := p.Stage(), p.State(); {
	case stage == par.SelfScoring && state == par.Draft:
		return both, nil
	case stage == par.SelfScoring && state == par.AwaitingLeader:
		return []par.Role{par.Leader}, nil
	case stage == par.Explanation && (state == par.Notified || state == par.Explaining):
		lost, err := lostPoints(tx, p)
		if err != nil || !lost {
			return nil, err
		}
		return both, nil
	}
	return nil, nil
}

// lostPoints tells whether there is anything to explain.
func lostPoints(tx *db.Tx, p dossier.Place) (bool, error) {
	scores, err := dossier.Scores(tx, p.Dossier.ID)
	return slices.ContainsFunc(scores, func(s dossier.Score) bool {
		return s.Stage == score.StageAppraisal1 && s.Given() && s.Reason != ""
	}), err
}

// peopleOf lists who acts for a unit in these roles, each once, without those
// whose account is closed.
func peopleOf(tx *db.Tx, r round.Round, unit par.ID, roles []par.Role) ([]Reader, error) {
	held, err := account.HeldIn(tx, unit)
	if err != nil {
		return nil, err
	}
	var people []par.ID
	for _, h := range held {
		fits := slices.Contains(roles, h.Role) && (h.Round == "" || h.Round == r.ID)
		if fits && !slices.Contains(people, h.Person) {
			people = append(people, h.Person)
		}
	}
	people, err = account.Open(tx, people)
	to := make([]Reader, len(people))
	for i, id := range people {
		to[i].ID = id
	}
	return to, err
}

// appraisersOwe asks each appraiser's own queue, so that what he is reminded of
// is what he finds there.
func appraisersOwe(tx *db.Tx, r round.Round) ([]Owed, error) {
	if r.State != par.Appraisal1 && r.State != par.Appraisal2 {
		return nil, nil
	}
	loads, err := workloads(tx, r)
	if err != nil {
		return nil, err
	}
	people := make([]par.ID, len(loads))
	for i, o := range loads {
		people[i] = o.Appraiser.ID
	}
	open, err := account.Open(tx, people)
	var all []Owed
	for _, o := range loads {
		if o.Open > 0 && slices.Contains(open, o.Appraiser.ID) {
			all = append(all, o)
		}
	}
	return all, err
}

// ReadWorkloads lists what each appraiser of a round has to do in its present
// stage, done or not, for those who watch the round.
func (s *Service) ReadWorkloads(ctx context.Context, actor par.Actor, roundID par.ID) (all []Owed, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadBoard, r.Resource()); err != nil {
			return err
		}
		if r.State != par.Appraisal1 && r.State != par.Appraisal2 {
			return nil
		}
		if all, err = workloads(tx, r); err != nil {
			return err
		}
		return name(tx, all)
	})
	return all, err
}

func workloads(tx *db.Tx, r round.Round) ([]Owed, error) {
	given, err := account.GrantsIn(tx, r.ID, par.Appraiser)
	if err != nil {
		return nil, err
	}
	var people []par.ID
	for _, g := range given {
		if !slices.Contains(people, g.Person) {
			people = append(people, g.Person)
		}
	}
	held, err := account.Grants(tx, people...)
	if err != nil {
		return nil, err
	}
	var all []Owed
	for _, id := range people {
		q, err := appraisal.LoadQueue(tx, actorOf(id, held), r.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, Owed{
			Stage: r.State, Deadline: r.Window(r.State).Closes, To: []Reader{{ID: id}}, Appraiser: Reader{ID: id},
			Open: len(q.Items) - q.Done, Total: len(q.Items),
		})
	}
	return all, nil
}

// actorOf is a person as he would come himself.
func actorOf(id par.ID, held []account.Held) par.Actor {
	a := par.Actor{Person: id}
	for _, h := range held {
		if h.Person == id {
			a.Grants = append(a.Grants, h.Grant)
		}
	}
	return a
}

// name fills in the names of those who are told.
func name(tx *db.Tx, all []Owed) error {
	var ids []par.ID
	for _, o := range all {
		for _, reader := range o.To {
			ids = append(ids, reader.ID)
		}
	}
	names, err := account.Names(tx, ids)
	for i := range all {
		for j := range all[i].To {
			all[i].To[j].Name = names[all[i].To[j].ID]
		}
		all[i].Appraiser.Name = names[all[i].Appraiser.ID]
	}
	return err
}
