package account

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// UnitPeople is who works for a unit: with which roles, and what of them is lent.
type UnitPeople struct {
	Held        []Held // at this moment, own roles first, then lent ones
	Delegations []Delegation
	People      map[par.ID]Person // everybody named in them
	Others      []Person          // to whom a role may be lent, by name
	Now         par.Time
}

// Roles lists what a person holds for the unit himself.
func (u UnitPeople) Roles(person par.ID) []par.Role {
	var roles []par.Role
	for _, h := range u.Held {
		if h.Person == person && h.Lent == "" {
			roles = append(roles, h.Role)
		}
	}
	return roles
}

// ReadUnitPeople shows the people of a unit to those who divide its work.
func (s *Service) ReadUnitPeople(ctx context.Context, actor par.Actor, unit par.ID) (u UnitPeople, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := tx.Check(actor, policy.AssignWork, policy.Resource{Unit: unit, Round: actor.RoundIn(unit)}); err != nil {
			return err
		}
		u, err = unitPeople(tx, unit)
		return err
	})
	return u, err
}

func unitPeople(tx *db.Tx, unit par.ID) (UnitPeople, error) {
	u := UnitPeople{Now: tx.Now(), People: map[par.ID]Person{}}
	var err error
	if u.Held, err = HeldIn(tx, unit); err != nil {
		return u, err
	}
	if u.Delegations, err = Delegations(tx, unit); err != nil {
		return u, err
	}
	for _, h := range u.Held {
		u.People[h.Person] = Person{}
	}
	for _, d := range u.Delegations {
		u.People[d.From], u.People[d.To], u.People[d.GivenBy] = Person{}, Person{}, Person{}
	}
	for id := range u.People {
		if u.People[id], err = ByID(tx, id); err != nil {
			return u, err
		}
	}
	u.Others, err = db.List(tx, scanPerson, selectBorrowers)
	return u, err
}

// selectBorrowers finds everybody whose account is open and who does not
// manage accounts.
const selectBorrowers = `
SELECT p.id, p.login, p.name, p.title, p.email, p.language, p.must_change, p.active, p.created_at, p.version
FROM person AS p
WHERE p.active AND NOT EXISTS (SELECT 1 FROM role_grant AS g WHERE g.person_id = p.id AND g.role = 'admin' AND g.ended_at = 0)
ORDER BY p.folded, p.id
LIMIT 5000`
