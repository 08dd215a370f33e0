package council

import (
	"context"
	"slices"
	"strings"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/unit"
)

// Seat is one person at the table.
type Seat struct {
	Person  par.ID
	Name    string
	Title   string
	Member  bool // votes; whoever only chairs or keeps the minutes does not
	Grant   par.ID
	Units   []par.ID // those in whose name he holds any role, and on which he never decides
	Serves  []string // the names of those units
	Locked  bool     // his account is closed: he can neither lead nor vote
	Present bool
	Note    string
}

// Said is who the seat's person is: name, office, agency.
func (s Seat) Said() string {
	parts := []string{s.Name}
	if s.Title != "" {
		parts = append(parts, s.Title)
	}
	return strings.Join(append(parts, s.Serves...), ", ")
}

// Belongs tells whether the seat's person never decides on a unit.
func (s Seat) Belongs(unitID par.ID) bool { return slices.Contains(s.Units, unitID) }

// GiveSeat makes a person a member of the council for one round. The unit is
// the one whose matters he never decides; it may be empty for someone who
// belongs to none.
func (s *Service) GiveSeat(ctx context.Context, actor par.Actor, roundID, person, unitID par.ID, key db.Key) error {
	return s.manage(ctx, actor, roundID, key, func(tx *db.Tx, permit policy.Permit, r round.Round) error {
		faults := map[string]par.Text{}
		if p, err := account.ByID(tx, person); err != nil || !p.Active {
			faults["person"] = par.T("error.choose")
		}
		if _, err := unit.ByID(tx, unitID); err != nil && unitID != "" {
			faults["unit"] = par.T("error.choose")
		}
		if seats, err := members(tx, r.ID); err != nil {
			return err
		} else if slices.ContainsFunc(seats, func(s Seat) bool { return s.Person == person }) {
			faults["person"] = par.T("council.seated")
		}
		if len(faults) > 0 {
			return par.InvalidFields(faults)
		}
		held, err := account.AddGrant(tx, person, par.Grant{Role: par.Member, Unit: unitID, Round: r.ID})
		if e, ok := par.AsError(err); ok && e.Fields["role"].Key != "" {
			return par.InvalidFields(map[string]par.Text{"person": e.Fields["role"]}).Because(err)
		}
		if err != nil {
			return err
		}
		return tx.Audit(permit, db.Subject{Kind: "role", ID: string(held.ID)}, nil, held, "member for "+string(person))
	})
}

// TakeSeat ends a person's membership in one round. What he did remains known.
func (s *Service) TakeSeat(ctx context.Context, actor par.Actor, roundID, grant par.ID, key db.Key) error {
	return s.manage(ctx, actor, roundID, key, func(tx *db.Tx, permit policy.Permit, r round.Round) error {
		held, err := account.GrantsIn(tx, r.ID, par.Member)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(held, func(h account.Held) bool { return h.ID == grant })
		if i < 0 {
			return par.E(par.NotFound, "error.not_found")
		}
		if err := account.DropGrant(tx, held[i]); err != nil {
			return err
		}
		return tx.Audit(permit, db.Subject{Kind: "role", ID: string(grant)}, held[i], nil, "member of "+string(held[i].Person))
	})
}

// manage is the common way of preparing the council of a round.
func (s *Service) manage(ctx context.Context, actor par.Actor, roundID par.ID, key db.Key, do func(*db.Tx, policy.Permit, round.Round) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.ManageCouncil, r.Resource(), key)
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (bool, error) { return true, do(tx, permit, r) })
		return err
	})
}

// candidates lists who may be given a seat: everybody whose account is open
// and who does not administer the accounts of the others.
func candidates(tx *db.Tx) ([]account.Person, error) {
	people, err := account.Active(tx)
	if err != nil {
		return nil, err
	}
	admins, err := account.GrantsOf(tx, par.Admin)
	return slices.DeleteFunc(people, func(p account.Person) bool {
		return slices.ContainsFunc(admins, func(h account.Held) bool { return h.Person == p.ID })
	}), err
}

// members lists who sits on the council of a round now, by name.
func members(tx *db.Tx, roundID par.ID) ([]Seat, error) {
	held, err := account.GrantsIn(tx, roundID, par.Member)
	if err != nil {
		return nil, err
	}
	always, err := account.GrantsIn(tx, "", par.Member)
	if err != nil {
		return nil, err
	}
	var people []par.ID
	grants := map[par.ID]par.ID{}
	for _, h := range append(held, always...) {
		if _, seen := grants[h.Person]; !seen {
			people, grants[h.Person] = append(people, h.Person), h.ID
		}
	}
	seats, err := seatsOf(tx, people)
	for i := range seats {
		seats[i].Member, seats[i].Grant = true, grants[seats[i].Person]
	}
	return seats, err
}

// seatsOf says of people who they are and whom they serve, by name.
func seatsOf(tx *db.Tx, people []par.ID) ([]Seat, error) {
	seats := make([]Seat, 0, len(people))
	for _, id := range people {
		p, err := account.ByID(tx, id)
		if err != nil {
			return nil, err
		}
		seats = append(seats, Seat{Person: id, Name: p.Name, Title: p.Title, Locked: !p.Active})
	}
	held, err := account.Grants(tx, people...)
	if err != nil {
		return nil, err
	}
	for i := range seats {
		for _, h := range held {
			if h.Person == seats[i].Person && h.Unit != "" && !slices.Contains(seats[i].Units, h.Unit) {
				seats[i].Units = append(seats[i].Units, h.Unit)
			}
		}
		for _, id := range seats[i].Units {
			u, err := unit.ByID(tx, id)
			if err != nil {
				return nil, err
			}
			seats[i].Serves = append(seats[i].Serves, u.Name)
		}
	}
	i18n.SortBy(seats, func(s Seat) string { return s.Name })
	return seats, nil
}

// table lists who sits, or sat, in a session with the roll. Once it is closed
// the roll alone says who belonged to it.
func (s Session) table(tx *db.Tx) ([]Seat, error) {
	called, err := roll(tx, s.ID)
	if err != nil {
		return nil, err
	}
	var seats []Seat
	if s.State() == Closed {
		people := make([]par.ID, len(called))
		for i, p := range called {
			people[i] = p.Person
		}
		seats, err = seatsOf(tx, people)
		for i := range seats {
			seats[i].Member, seats[i].Locked = true, false // as it was then
		}
	} else {
		seats, err = members(tx, s.RoundID)
	}
	for i := range seats {
		for _, p := range called {
			if p.Person == seats[i].Person {
				seats[i].Present, seats[i].Note = p.Present, p.Note
			}
		}
	}
	return seats, err
}
