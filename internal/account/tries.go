package account

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

const (
	freeTries  = 5                // wrong passwords before the first wait
	firstWait  = time.Minute      // then each wait is twice the last
	longest    = 15 * time.Minute // and never longer than this
	maxUnknown = 10_000           // unknown logins remembered
)

// waitAfter says how long to wait after so many wrong passwords in a row.
func waitAfter(failures int64) time.Duration {
	if failures < freeTries {
		return 0
	}
	wait := firstWait
	for range min(failures-freeTries, 10) {
		wait = min(wait*2, longest)
	}
	return wait
}

// beginTry counts a try before the password is looked at, so that many tries
// at once are no way around the wait. A right password sets the count back.
func (s *Service) beginTry(ctx context.Context, login string) (credentials, error) {
	var try credentials
	err := s.db.Housekeep(ctx, func(tx *db.Tx) error {
		if _, err := tx.Check(par.Actor{}, policy.SignIn, policy.Resource{}); err != nil {
			return err
		}
		found, err := db.List(tx, scanCredentials, selectCredentials, login)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			try, err = s.unknown.try(login, tx.Now())
			return err
		}
		if try, err = found[0].next(tx.Now()); err != nil {
			return err
		}
		return updateFailures(tx, try.person, try.failures, try.retryAt)
	})
	return try, err
}

// next is the state after one more try, or the refusal of a try too early.
func (c credentials) next(now par.Time) (credentials, error) {
	if now < c.retryAt {
		return c, par.E(par.TooMany, "account.wait", "minutes", minutesUp(c.retryAt.Sub(now)))
	}
	c.failures++
	c.retryAt = 0
	if wait := waitAfter(c.failures); wait > 0 {
		c.retryAt = now.Add(wait)
	}
	return c, nil
}

// wrongPassword says how many tries are left, or how long to wait now.
func wrongPassword(failures int64) *par.Error {
	if wait := waitAfter(failures); wait > 0 {
		return par.E(par.TooMany, "account.wrong_wait", "minutes", minutesUp(wait))
	}
	return par.E(par.Invalid, "account.wrong_password", "left", int(freeTries-failures))
}

func minutesUp(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }

// strangers counts tries with logins that nobody has, so that the answer does
// not tell which logins exist. It is kept in memory and bounded.
type strangers struct {
	mu    sync.Mutex
	tries map[[32]byte]credentials
}

func newStrangers() *strangers { return &strangers{tries: map[[32]byte]credentials{}} }

func (s *strangers) try(login string, now par.Time) (credentials, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := sha256.Sum256([]byte(login))
	next, err := s.tries[key].next(now)
	if err != nil {
		return next, err
	}
	if len(s.tries) >= maxUnknown {
		clear(s.tries)
	}
	s.tries[key] = next
	return next, nil
}
