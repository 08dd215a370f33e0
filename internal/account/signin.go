package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// How long a sign-in lasts: without use, and in all.
const (
	idleTime    = 8 * time.Hour
	sessionTime = 24 * time.Hour
	touchTime   = time.Minute // how often use is noted
)

// Entry is a fresh sign-in. The token goes into the cookie and is kept nowhere else.
type Entry struct {
	Token  string
	Person Person
}

// SignIn compares a password and begins a session; the session of oldToken, if
// any, ends. A wrong password, an unknown login and a closed account get the
// same answer after the same time: invalid with the key account.wrong_password
// or, when the tries are used up, too_many with the minutes to wait.
func (s *Service) SignIn(ctx context.Context, login, password, oldToken string) (Entry, error) {
	login = cleanLogin(login)
	try, err := s.beginTry(ctx, login)
	if err != nil {
		return Entry{}, err
	}
	right, err := s.hasher.matches(ctx, password, try.passwordHash)
	if err != nil {
		return Entry{}, fmt.Errorf("sign in: %w", err)
	}
	if !right || !try.active {
		s.log.Info("sign-in refused", "person", string(try.person), "failures", try.failures)
		return Entry{}, wrongPassword(try.failures)
	}
	entry, err := s.beginSession(ctx, try, oldToken)
	if err != nil {
		return Entry{}, fmt.Errorf("sign in: %w", err)
	}
	s.log.Info("signed in", "person", string(try.person))
	return entry, nil
}

// beginSession stores the session, unless the account changed meanwhile.
func (s *Service) beginSession(ctx context.Context, try credentials, oldToken string) (Entry, error) {
	token, err := s.newToken()
	if err != nil {
		return Entry{}, err
	}
	entry := Entry{Token: token}
	err = s.db.Housekeep(ctx, func(tx *db.Tx) error {
		p, err := ByID(tx, try.person)
		if err != nil {
			return err
		}
		now, err := db.One(tx, scanCredentials, selectCredentials, p.Login)
		if err != nil {
			return err
		}
		if !now.active || now.passwordHash != try.passwordHash {
			return wrongPassword(try.failures)
		}
		entry.Person = p
		return renewSession(tx, p.ID, token, oldToken)
	})
	return entry, err
}

func renewSession(tx *db.Tx, person par.ID, token, oldToken string) error {
	if err := updateFailures(tx, person, 0, 0); err != nil {
		return err
	}
	if err := deleteSession(tx, hashToken(oldToken)); err != nil {
		return err
	}
	if err := deleteOldSessions(tx); err != nil {
		return err
	}
	return insertSession(tx, hashToken(token), person)
}

// SignOut ends the session of the token.
func (s *Service) SignOut(ctx context.Context, actor par.Actor, token string) error {
	return s.db.Housekeep(ctx, func(tx *db.Tx) error {
		if _, err := tx.Check(actor, policy.SignOut, policy.Resource{}); err != nil {
			return err
		}
		return deleteSession(tx, hashToken(token))
	})
}

// EndExpiredSessions removes the sessions that nobody can use any more.
func (s *Service) EndExpiredSessions(ctx context.Context) error {
	return s.db.Housekeep(ctx, deleteOldSessions)
}

// Session is what a request needs to know of its sign-in besides the actor.
type Session struct {
	MustChange bool // the first password is still to be changed
}

// SignedIn finds who holds a token, with his roles of this moment and those
// that are lent to him now. An unknown,
// ended or expired token is nobody's: the zero actor and no error.
func (s *Service) SignedIn(ctx context.Context, token string) (par.Actor, Session, error) {
	var rows []signedInRow
	var lent []par.Grant
	hash, now := hashToken(token), par.Time(0)
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		now = tx.Now()
		rows, err = db.List(tx, scanSignedIn, selectSignedIn, hash, now, now.Add(-idleTime))
		if err != nil || len(rows) == 0 {
			return err
		}
		lent, err = Lent(tx, rows[0].person)
		return err
	})
	if err != nil || len(rows) == 0 {
		return par.Actor{}, Session{}, err
	}
	if now.Sub(rows[0].seenAt) >= touchTime {
		s.touch(ctx, hash)
	}
	actor := actorOf(rows)
	actor.Grants = append(actor.Grants, lent...)
	return actor, Session{MustChange: rows[0].mustChange}, nil
}

func actorOf(rows []signedInRow) par.Actor {
	actor := par.Actor{Person: rows[0].person, Name: rows[0].name}
	for _, r := range rows {
		if r.grant != nil {
			actor.Grants = append(actor.Grants, *r.grant)
		}
	}
	return actor
}

// touch notes that the session was used. That it could not be noted stops nobody.
func (s *Service) touch(ctx context.Context, hash string) {
	err := s.db.Housekeep(ctx, func(tx *db.Tx) error { return touchSession(tx, hash) })
	if err != nil {
		s.log.Warn("the use of a session could not be noted", "err", err)
	}
}

func (s *Service) newToken() (string, error) {
	raw := make([]byte, 32)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return "", fmt.Errorf("token of a session: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
