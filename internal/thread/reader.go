package thread

import (
	"slices"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// resource describes a thread to the policy table: its leaf, for whom it is,
// and who owes an opinion of his own about the leaf and must not hear others.
func resource(p dossier.Place, leaf string, audience par.Audience, second dossier.Second) policy.Resource {
	r := p.LeafResource(leaf)
	r.Audience = audience
	if second.Asked() && !second.Given {
		r.Asked = second.Person
	}
	return r
}

// place is a leaf of a dossier with what decides who may read about it.
type place struct {
	dossier.Place
	leaf   string
	second dossier.Second
}

func placeOf(tx *db.Tx, id par.ID, leaf string) (place, error) {
	p, err := dossier.PlaceOf(tx, id)
	if err != nil {
		return place{}, err
	}
	second, err := dossier.SecondOf(tx, id, leaf)
	return place{p, leaf, second}, err
}

func (p place) resource(audience par.Audience) policy.Resource {
	return resource(p.Place, p.leaf, audience, p.second)
}

func (p place) may(actor par.Actor, action policy.Action, audience par.Audience) bool {
	_, refused := policy.Check(actor, action, p.resource(audience), p.At)
	return refused == nil
}

// readers lists everybody who may read a thread of the leaf for the audience,
// by what each holds at this moment.
func (p place) readers(tx *db.Tx, audience par.Audience, among []par.Actor) ([]Person, error) {
	var people []Person
	for _, one := range among {
		if !p.may(one, policy.ReadThread, audience) {
			continue
		}
		who, err := account.ByID(tx, one.Person)
		if err != nil {
			return nil, err
		}
		if who.Active {
			people = append(people, Person{who.ID, who.Name})
		}
	}
	i18n.SortBy(people, func(one Person) string { return one.Name })
	return people, nil
}

// around lists everybody who could read threads of the dossier, with all roles
// that count for it: his own, and those of the unit that are lent to him.
func (p place) around(tx *db.Tx) ([]par.Actor, error) {
	inUnit, err := account.HeldIn(tx, p.Unit.ID)
	if err != nil {
		return nil, err
	}
	held, err := account.GrantsIn(tx, p.Round.ID, par.Appraiser)
	if err != nil {
		return nil, err
	}
	for _, role := range []par.Role{par.Standing, par.Member} {
		more, err := account.GrantsOf(tx, role)
		if err != nil {
			return nil, err
		}
		held = append(held, more...)
	}
	var ids []par.ID
	for _, h := range append(held, inUnit...) {
		if !slices.Contains(ids, h.Person) {
			ids = append(ids, h.Person)
		}
	}
	return actorsOf(tx, ids, inUnit)
}

func actorsOf(tx *db.Tx, ids []par.ID, inUnit []account.Held) ([]par.Actor, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	own, err := account.Grants(tx, ids...)
	if err != nil {
		return nil, err
	}
	actors := make([]par.Actor, len(ids))
	for i, id := range ids {
		actors[i].Person = id
		for _, h := range own {
			if h.Person == id {
				actors[i].Grants = append(actors[i].Grants, h.Grant)
			}
		}
		for _, h := range inUnit {
			if h.Person == id && h.Lent != "" {
				actors[i].Grants = append(actors[i].Grants, h.Grant)
			}
		}
	}
	return actors, nil
}

func without(people []Person, id par.ID) []Person {
	return slices.DeleteFunc(slices.Clone(people), func(one Person) bool { return one.ID == id })
}

func has(people []Person, id par.ID) bool {
	return slices.ContainsFunc(people, func(one Person) bool { return one.ID == id })
}
