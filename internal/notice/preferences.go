package notice

import (
	"context"
	"slices"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Preference is whether a kind goes to a person by mail.
type Preference struct {
	Kind Kind
	Mode Mode
	May  bool // the person may switch its mail off
	Mail bool
}

// Preferences are what a person wants by mail.
type Preferences struct {
	Email string // where letters go; empty: nowhere
	List  []Preference
}

// ReadPreferences returns what the actor wants by mail.
func (s *Service) ReadPreferences(ctx context.Context, actor par.Actor) (p Preferences, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = own(tx, actor, policy.ReadNotices); err != nil {
			return err
		}
		p, err = preferences(tx, actor.Person)
		return err
	})
	return p, err
}

func preferences(tx *db.Tx, id par.ID) (Preferences, error) {
	person, err := account.ByID(tx, id)
	if err != nil {
		return Preferences{}, err
	}
	off, err := db.List(tx, db.Value[Kind], selectOff, id)
	p := Preferences{Email: person.Email}
	for _, k := range kinds {
		p.List = append(p.List, Preference{k.kind, k.mode, k.may, !k.may || !slices.Contains(off, k.kind)})
	}
	return p, err
}

// SavePreferences keeps which kinds the actor wants by mail; what binds him
// comes whether it is among them or not. Letters of the other kinds that still
// wait are not sent.
func (s *Service) SavePreferences(ctx context.Context, actor par.Actor, key db.Key, mail []Kind) (p Preferences, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := own(tx, actor, policy.SetPreference)
		if err != nil {
			return err
		}
		p, err = db.Once(tx, actor, key, func() (Preferences, error) { return savePreferences(tx, permit, mail) })
		return err
	})
	return p, err
}

func savePreferences(tx *db.Tx, permit policy.Permit, mail []Kind) (Preferences, error) {
	person := permit.Actor().Person
	before, err := preferences(tx, person)
	if err != nil {
		return before, err
	}
	for _, k := range kinds {
		if !k.may {
			continue
		}
		wanted := slices.Contains(mail, k.kind)
		if _, err := tx.Exec(setPreference, person, k.kind, wanted); err != nil {
			return before, err
		}
		if wanted {
			continue
		}
		if _, err := tx.Exec(dropLetters, person, k.kind); err != nil {
			return before, err
		}
	}
	after, err := preferences(tx, person)
	if err != nil {
		return after, err
	}
	return after, tx.Audit(permit, db.Subject{Kind: "person", ID: string(person)}, before.List, after.List, "notices by mail")
}
