package account

import (
	"context"
	"strings"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// PageSize is how many people one page of the list shows.
const PageSize = 50

// Filter narrows the list of people.
type Filter struct {
	Text string // words of the name or login, with or without marks
	Page int    // from 1
}

// Listed is a person with the roles that he holds now.
type Listed struct {
	Person
	Roles []Held
}

// People is one page of the list.
type People struct {
	List  []Listed
	Total int64 // of all pages
	Page  int
}

// ListPeople lists accounts by name.
func (s *Service) ListPeople(ctx context.Context, actor par.Actor, f Filter) (People, error) {
	people := People{Page: max(f.Page, 1)}
	pattern := like(strings.Join(strings.Fields(i18n.Fold(f.Text)), "\x00"))
	pattern = strings.ReplaceAll(pattern, "\x00", "%")
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ReadAccounts, policy.Resource{}); err != nil {
			return err
		}
		if people.Total, err = db.One(tx, db.Value[int64], countPeople, pattern); err != nil {
			return err
		}
		found, err := db.List(tx, scanPerson, selectPeople, pattern, PageSize, (people.Page-1)*PageSize)
		if err != nil {
			return err
		}
		people.List, err = withRoles(tx, found)
		return err
	})
	return people, err
}

// ReadPerson returns one account with its roles, for an administrator.
func (s *Service) ReadPerson(ctx context.Context, actor par.Actor, id par.ID) (Listed, error) {
	return s.read(ctx, actor, policy.ReadAccounts, id)
}

// ReadOwn returns the actor's own account with his roles.
func (s *Service) ReadOwn(ctx context.Context, actor par.Actor) (Listed, error) {
	return s.read(ctx, actor, policy.ReadHome, actor.Person)
}

func (s *Service) read(ctx context.Context, actor par.Actor, action policy.Action, id par.ID) (one Listed, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := tx.Check(actor, action, policy.Resource{Person: id}); err != nil {
			return err
		}
		p, err := ByID(tx, id)
		if err != nil {
			return err
		}
		listed, err := withRoles(tx, []Person{p})
		if err == nil {
			one = listed[0]
		}
		return err
	})
	return one, err
}

func withRoles(tx *db.Tx, people []Person) ([]Listed, error) {
	ids := make([]par.ID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	grants, err := Grants(tx, ids...)
	if err != nil {
		return nil, err
	}
	roles := map[par.ID][]Held{}
	for _, g := range grants {
		roles[g.Person] = append(roles[g.Person], g)
	}
	listed := make([]Listed, len(people))
	for i, p := range people {
		listed[i] = Listed{Person: p, Roles: roles[p.ID]}
	}
	return listed, nil
}
