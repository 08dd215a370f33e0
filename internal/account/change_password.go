package account

import (
	"context"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// NewPassword is what a person types to change his own password.
type NewPassword struct {
	Current string
	Next    string
	Again   string
}

// ChangePassword changes the actor's own password, ends all his sessions and
// begins a new one. It takes no key for repeating: after a success the old
// password is no longer right. Fields at fault: current, password, again.
func (s *Service) ChangePassword(ctx context.Context, actor par.Actor, typed NewPassword) (Entry, error) {
	p, err := s.ownAccount(ctx, actor)
	if err != nil {
		return Entry{}, err
	}
	if faults := typed.faults(p); len(faults) > 0 {
		return Entry{}, par.InvalidFields(faults)
	}
	if err := s.confirm(ctx, p, typed.Current); err != nil {
		return Entry{}, err
	}
	hash, err := s.hasher.hash(ctx, typed.Next)
	if err != nil {
		return Entry{}, fmt.Errorf("change password: %w", err)
	}
	token, err := s.newToken()
	if err != nil {
		return Entry{}, err
	}
	entry := Entry{Token: token}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(actor, policy.ChangePassword, policy.Resource{Person: p.ID})
		if err != nil {
			return err
		}
		if entry.Person, err = replacePassword(tx, permit, p, hash, false); err != nil {
			return err
		}
		return insertSession(tx, hashToken(token), p.ID)
	})
	return entry, err
}

func (s *Service) ownAccount(ctx context.Context, actor par.Actor) (Person, error) {
	var p Person
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ChangePassword, policy.Resource{Person: actor.Person}); err != nil {
			return err
		}
		p, err = ByID(tx, actor.Person)
		return err
	})
	return p, err
}

func (t NewPassword) faults(p Person) map[string]par.Text {
	faults := map[string]par.Text{}
	if t.Current == "" {
		faults["current"] = par.T("account.current_missing")
	}
	if fault, bad := passwordFault(t.Next, p); bad {
		faults["password"] = fault
	} else if t.Next == t.Current {
		faults["password"] = par.T("account.password_same")
	}
	if t.Again != t.Next {
		faults["again"] = par.T("account.password_again")
	}
	return faults
}

// confirm compares the present password and counts the try like a sign-in.
func (s *Service) confirm(ctx context.Context, p Person, password string) error {
	try, err := s.beginTry(ctx, p.Login)
	if err != nil {
		return err
	}
	right, err := s.hasher.matches(ctx, password, try.passwordHash)
	if err != nil {
		return err
	}
	if !right {
		wrong := wrongPassword(try.failures)
		wrong.Fields = map[string]par.Text{"current": {Key: wrong.Key, Args: wrong.Args}}
		return wrong
	}
	return nil
}

// replacePassword stores a password, ends every session and writes the line.
func replacePassword(tx *db.Tx, permit policy.Permit, p Person, hash string, mustChange bool) (Person, error) {
	after, err := updatePassword(tx, p.ID, p.Version, hash, mustChange)
	if err != nil {
		return Person{}, err
	}
	if err := EndSessions(tx, p.ID); err != nil {
		return Person{}, err
	}
	return after, tx.Audit(permit, subject(p.ID), p, after, "password of "+p.Login)
}

func subject(person par.ID) db.Subject { return db.Subject{Kind: "person", ID: string(person)} }
