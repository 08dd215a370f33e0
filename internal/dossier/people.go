package dossier

import (
	"slices"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
)

// StaffOf lists who works for a unit in a round under one of the roles, his own
// or lent to him at this moment, each person once: holders first, in the order
// in which they came to it.
func StaffOf(tx *db.Tx, roundID, unitID par.ID, roles ...par.Role) ([]par.ID, error) {
	held, err := account.HeldIn(tx, unitID)
	var people []par.ID
	for _, h := range held {
		if slices.Contains(roles, h.Role) && (h.Round == "" || h.Round == roundID) && !slices.Contains(people, h.Person) {
			people = append(people, h.Person)
		}
	}
	return people, err
}

// judges lists who appraises in a round, or sits in its council.
func judges(tx *db.Tx, roundID par.ID, role par.Role) ([]par.ID, error) {
	held, err := account.GrantsOf(tx, role)
	var people []par.ID
	for _, h := range held {
		if (h.Round == "" || h.Round == roundID) && !slices.Contains(people, h.Person) {
			people = append(people, h.Person)
		}
	}
	return people, err
}

// TellUnit posts a notice to the people of a dossier's unit who hold one of
// the roles, except to the one who caused it. It adds the unit and the round
// to the notice's words.
func TellUnit(tx *db.Tx, permit policy.Permit, p Place, n notice.Notice, roles ...par.Role) error {
	people, err := StaffOf(tx, p.Round.ID, p.Unit.ID, roles...)
	if err != nil {
		return err
	}
	n.Round, n.Args["unit"], n.Args["round"] = p.Round.ID, p.Unit.Name, p.Round.Title
	if n.Link == "" {
		n.Link = "/dossiers/" + string(p.Dossier.ID)
	}
	if n.Subject == "" {
		n.Subject = string(p.Dossier.ID)
	}
	return post(tx, permit, n, people)
}

func post(tx *db.Tx, permit policy.Permit, n notice.Notice, people []par.ID) error {
	n.By = permit.Actor().Person
	for _, person := range people {
		if person == n.By {
			continue
		}
		n.Person = person
		if err := notice.Post(tx, n); err != nil {
			return err
		}
	}
	return nil
}

// roundLink is the page of a round.
func roundLink(r round.Round) string { return "/rounds/" + string(r.ID) }
