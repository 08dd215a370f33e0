package explanation

import (
	"cmp"
	"context"
	"slices"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// Opened says who of the unit has opened a served result, and when first.
type Opened struct {
	Served par.ID
	Person par.ID
	At     par.Time
}

func scanOpened(row db.Scanner) (Opened, error) {
	var o Opened
	err := row.Scan(&o.Served, &o.Person, &o.At)
	return o, err
}

const selectOpened = `
SELECT served_id, person_id, opened_at
FROM served_opening
WHERE served_id = $1
ORDER BY opened_at, person_id
LIMIT 1000`

const selectOpenedIn = `
SELECT o.served_id, o.person_id, o.opened_at
FROM served_opening AS o
JOIN served AS s ON s.id = o.served_id
JOIN dossier AS d ON d.id = s.dossier_id
WHERE d.round_id = $1
ORDER BY o.opened_at, o.person_id
LIMIT 100000`

const insertOpened = `
INSERT INTO served_opening (served_id, person_id, opened_at)
VALUES ($1, $2, $3)`

// Notice is a served result as someone reads it.
type Notice struct {
	dossier.Place
	Served Served
	Before []Served // earlier ones, which this replaces
	Opened []Opened // in the order of opening
	Names  map[par.ID]string
	Now    par.Time

	Findings map[string][]dossier.Inspection // that stand now and that the reader may see, by leaf
}

// Notice loads the latest result that was served in a dossier. That one of the
// unit's people opens it for the first time is kept.
func (s *Service) Notice(ctx context.Context, actor par.Actor, dossierID par.ID) (Notice, error) {
	n, err := s.notice(ctx, actor, dossierID)
	if err != nil || !actor.Belongs(n.Dossier.UnitID) || opener(n.Opened, actor.Person) {
		return n, err
	}
	if err := s.noteOpening(ctx, actor, n); err != nil {
		return n, err
	}
	return s.notice(ctx, actor, dossierID)
}

func opener(all []Opened, person par.ID) bool {
	for _, o := range all {
		if o.Person == person {
			return true
		}
	}
	return false
}

func (s *Service) noteOpening(ctx context.Context, actor par.Actor, n Notice) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(actor, policy.ReadServed, n.Resource(""))
		if err != nil {
			return err
		}
		already, err := db.List(tx, scanOpened, selectOpened, n.Served.ID)
		if err != nil || opener(already, actor.Person) {
			return err
		}
		if _, err := tx.Exec(insertOpened, n.Served.ID, actor.Person, tx.Now()); err != nil {
			return err
		}
		return tx.Audit(permit, db.Subject{Kind: "served", ID: string(n.Served.ID)}, nil, "opened", n.Unit.Code)
	})
}

func (s *Service) notice(ctx context.Context, actor par.Actor, dossierID par.ID) (Notice, error) {
	var n Notice
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		n = Notice{Now: tx.Now()}
		if n.Place, err = dossier.PlaceOf(tx, dossierID); err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadServed, n.Resource("")); err != nil {
			return err
		}
		all, err := ListServed(tx, dossierID)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return par.E(par.NotFound, "error.not_found")
		}
		n.Served, n.Before = all[0], all[1:]
		if n.Findings, err = dossier.FindingsFor(tx, actor, n.Place); err != nil {
			return err
		}
		if n.Opened, err = db.List(tx, scanOpened, selectOpened, n.Served.ID); err != nil {
			return err
		}
		ids := []par.ID{n.Served.By, n.Dossier.ExplainedBy}
		for _, o := range n.Opened {
			ids = append(ids, o.Person)
		}
		n.Names, err = account.Names(tx, ids)
		return err
	})
	return n, err
}

// ForLetter loads a served result for the letter that tells of it. Whom the
// letter goes to was decided when it was served.
func (s *Service) ForLetter(ctx context.Context, id par.ID) (Notice, error) {
	var n Notice
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		n = Notice{Now: tx.Now()}
		if n.Served, err = ServedByID(tx, id); err != nil {
			return err
		}
		n.Place, err = dossier.PlaceOf(tx, n.Served.DossierID)
		return err
	})
	return n, err
}

// Delivery is one unit in the list of what was served in a round.
type Delivery struct {
	dossier.Place
	Served Served // its ID is empty where nothing was served
	Opened []Opened
	Tally  Tally
}

// Deliveries tells the standing body what was served on whom, who has opened
// it, and how far the explanations are.
type Deliveries struct {
	Round round.Round
	Units []Delivery
	Names map[par.ID]string
	Now   par.Time
}

// Deliveries loads the list of a round.
func (s *Service) Deliveries(ctx context.Context, actor par.Actor, roundID par.ID) (Deliveries, error) {
	var v Deliveries
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v = Deliveries{Now: tx.Now()}
		if v.Round, err = round.ByID(tx, roundID); err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadBoard, v.Round.Resource()); err != nil {
			return err
		}
		return v.load(tx)
	})
	return v, err
}

func (v *Deliveries) load(tx *db.Tx) error {
	places, err := dossier.Playing(tx, v.Round)
	if err != nil {
		return err
	}
	latest, err := latestIn(tx, v.Round)
	if err != nil {
		return err
	}
	slices.SortStableFunc(places, func(a, b dossier.Place) int {
		return cmp.Or(cmp.Compare(a.Block.Position, b.Block.Position), cmp.Compare(a.Unit.Code, b.Unit.Code))
	})
	opened, err := db.List(tx, scanOpened, selectOpenedIn, v.Round.ID)
	if err != nil {
		return err
	}
	var ids []par.ID
	of := map[par.ID][]Opened{}
	for _, o := range opened {
		of[o.Served] = append(of[o.Served], o)
		ids = append(ids, o.Person)
	}
	for _, p := range places {
		d := Delivery{Place: p, Served: latest[p.Dossier.ID]}
		if d.Served.ID != "" {
			d.Opened = of[d.Served.ID]
			items, err := itemsOf(tx, p)
			if err != nil {
				return err
			}
			d.Tally = tallyOf(items)
		}
		ids = append(ids, p.Dossier.ExplainedBy)
		v.Units = append(v.Units, d)
	}
	v.Names, err = account.Names(tx, ids)
	return err
}
