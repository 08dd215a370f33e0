package account

import (
	"context"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// CreatePerson makes an account with a first password, which is returned once
// and must be changed at the first sign-in. A repeated call with the same key
// returns the person without the password. Fields at fault are named as in Draft.
func (s *Service) CreatePerson(ctx context.Context, actor par.Actor, key db.Key, draft Draft) (Person, string, error) {
	first, err := firstPassword(s.random)
	if err != nil {
		return Person{}, "", fmt.Errorf("create account: %w", err)
	}
	p, fresh, err := s.create(ctx, actor, key, draft.clean(), first, true)
	if err != nil || !fresh {
		return p, "", err
	}
	return p, first, nil
}

// Enrol makes an account whose password its owner knows already: on the
// command line and in the demonstration.
func (s *Service) Enrol(ctx context.Context, actor par.Actor, key db.Key, draft Draft, password string) (Person, error) {
	draft = draft.clean()
	if fault, bad := passwordFault(password, Person{Login: draft.Login, Name: draft.Name}); bad {
		return Person{}, par.InvalidFields(map[string]par.Text{"password": fault})
	}
	p, _, err := s.create(ctx, actor, key, draft, password, false)
	return p, err
}

func (s *Service) create(ctx context.Context, actor par.Actor, key db.Key, draft Draft, password string, mustChange bool) (p Person, fresh bool, err error) {
	if err := s.mayManage(ctx, actor); err != nil {
		return p, false, err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return p, false, fmt.Errorf("create account: %w", err)
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(actor, policy.ManageAccount, policy.Resource{})
		if err != nil {
			return err
		}
		fresh = false
		p, err = db.Once(tx, actor, key, func() (Person, error) {
			fresh = true
			return addPerson(tx, permit, draft, hash, mustChange)
		})
		return err
	})
	return p, fresh, err
}

// mayManage asks before a password is hashed: that work is not for strangers.
func (s *Service) mayManage(ctx context.Context, actor par.Actor) error {
	return s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := tx.Check(actor, policy.ManageAccount, policy.Resource{})
		return err
	})
}

func addPerson(tx *db.Tx, permit policy.Permit, draft Draft, hash string, mustChange bool) (Person, error) {
	faults := draft.faults()
	_, err := ByLogin(tx, draft.Login)
	if err == nil {
		faults["login"] = par.T("account.login_taken")
	} else if !par.Is(err, par.NotFound) {
		return Person{}, err
	}
	if len(faults) > 0 {
		return Person{}, par.InvalidFields(faults)
	}
	p, err := insertPerson(tx, draft, hash, mustChange)
	if err != nil {
		return Person{}, err
	}
	return p, tx.Audit(permit, subject(p.ID), nil, p, "account "+p.Login)
}

// EditPerson changes what is known of a person. The login stays.
func (s *Service) EditPerson(ctx context.Context, actor par.Actor, key db.Key, id par.ID, version int64, draft Draft) (Person, error) {
	return s.change(ctx, actor, key, id, func(tx *db.Tx, permit policy.Permit, before Person) (Person, error) {
		draft := draft.clean()
		draft.Login = before.Login
		if faults := draft.faults(); len(faults) > 0 {
			return Person{}, par.InvalidFields(faults)
		}
		after, err := updatePerson(tx, id, version, draft)
		if err != nil {
			return Person{}, err
		}
		return after, tx.Audit(permit, subject(id), before, after, "account "+before.Login)
	})
}

// Deactivate closes an account and ends its sessions. Nothing of what the
// person did is lost.
func (s *Service) Deactivate(ctx context.Context, actor par.Actor, key db.Key, id par.ID, version int64) (Person, error) {
	return s.setActive(ctx, actor, key, id, version, false)
}

// Reactivate opens a closed account again.
func (s *Service) Reactivate(ctx context.Context, actor par.Actor, key db.Key, id par.ID, version int64) (Person, error) {
	return s.setActive(ctx, actor, key, id, version, true)
}

func (s *Service) setActive(ctx context.Context, actor par.Actor, key db.Key, id par.ID, version int64, active bool) (Person, error) {
	return s.change(ctx, actor, key, id, func(tx *db.Tx, permit policy.Permit, before Person) (Person, error) {
		if err := notOneself(actor, id); err != nil {
			return Person{}, err
		}
		if err := leavesAdmin(tx, id, !active); err != nil {
			return Person{}, err
		}
		after, err := updateActive(tx, id, version, active)
		if err != nil {
			return Person{}, err
		}
		if err := EndSessions(tx, id); err != nil {
			return Person{}, err
		}
		return after, tx.Audit(permit, subject(id), before, after, "account "+before.Login)
	})
}

// ResetPassword replaces a forgotten password by a first password, which is
// returned once. A repeated call with the same key returns none.
func (s *Service) ResetPassword(ctx context.Context, actor par.Actor, key db.Key, id par.ID, version int64) (Person, string, error) {
	if err := s.mayManage(ctx, actor); err != nil {
		return Person{}, "", err
	}
	password, err := firstPassword(s.random)
	if err != nil {
		return Person{}, "", fmt.Errorf("reset password: %w", err)
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return Person{}, "", fmt.Errorf("reset password: %w", err)
	}
	fresh := false
	p, err := s.change(ctx, actor, key, id, func(tx *db.Tx, permit policy.Permit, before Person) (Person, error) {
		fresh = true
		if err := notOneself(actor, id); err != nil {
			return Person{}, err
		}
		before.Version = version
		return replacePassword(tx, permit, before, hash, true)
	})
	if err != nil || !fresh {
		return p, "", err
	}
	return p, password, nil
}

// change runs one audited change of a person, once for each key.
func (s *Service) change(ctx context.Context, actor par.Actor, key db.Key, id par.ID,
	fn func(tx *db.Tx, permit policy.Permit, before Person) (Person, error),
) (after Person, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		before, found := ByID(tx, id)
		permit, err := tx.Check(actor, policy.ManageAccount, policy.Resource{Person: id})
		if err != nil {
			return err
		}
		if found != nil {
			return found
		}
		after, err = db.Once(tx, actor, key, func() (Person, error) { return fn(tx, permit, before) })
		return err
	})
	return after, err
}

// notOneself keeps an administrator from changing his own standing.
func notOneself(actor par.Actor, person par.ID) error {
	if actor.Person == person {
		return par.E(par.Forbidden, "account.oneself")
	}
	return nil
}
