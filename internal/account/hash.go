package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"parindex/internal/i18n"
	"parindex/internal/par"
)

// Cost is how much work one password takes.
type Cost struct {
	Passes uint32
	Memory uint32 // KiB
}

// DefaultCost is what OWASP advises for argon2id on small machines. Tests use less.
var DefaultCost = Cost{Passes: 2, Memory: 19 << 10}

const (
	saltSize = 16
	keySize  = 32
	atATime  = 3                // passwords worked on at once: memory stays below 60 MiB
	gateTime = 10 * time.Second // how long a sign-in may wait for its turn
)

// hasher works on passwords, a few at a time.
type hasher struct {
	cost   Cost
	random io.Reader
	gate   chan struct{}
	dummy  string // compared with where there is no such person
}

func newHasher(cost Cost, random io.Reader) *hasher {
	if cost == (Cost{}) {
		cost = DefaultCost
	}
	h := &hasher{cost: cost, random: random, gate: make(chan struct{}, atATime)}
	h.dummy = h.encode(make([]byte, saltSize), make([]byte, keySize), cost)
	return h
}

// hash returns the stored form of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(h.random, salt); err != nil {
		return "", fmt.Errorf("salt of a password: %w", err)
	}
	key, err := h.derive(ctx, password, salt, h.cost)
	if err != nil {
		return "", err
	}
	return h.encode(salt, key, h.cost), nil
}

// matches tells whether the password is the stored one. Where nothing is
// stored it takes as long and says no.
func (h *hasher) matches(ctx context.Context, password, stored string) (bool, error) {
	known := stored != ""
	if !known {
		stored = h.dummy
	}
	salt, want, cost, err := decode(stored)
	if err != nil {
		return false, err
	}
	got, err := h.derive(ctx, password, salt, cost)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

func (h *hasher) derive(ctx context.Context, password string, salt []byte, cost Cost) ([]byte, error) {
	wait := time.NewTimer(gateTime)
	defer wait.Stop()
	select {
	case h.gate <- struct{}{}:
		defer func() { <-h.gate }()
	case <-wait.C:
		return nil, par.E(par.Unavailable, "account.busy")
	case <-ctx.Done():
		return nil, par.E(par.Unavailable, "error.unavailable").Because(ctx.Err())
	}
	return argon2.IDKey([]byte(i18n.NFC(password)), salt, cost.Passes, cost.Memory, 1, keySize), nil
}

func (h *hasher) encode(salt, key []byte, cost Cost) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, cost.Memory, cost.Passes, b64(salt), b64(key))
}

func decode(stored string) (salt, key []byte, cost Cost, err error) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return nil, nil, cost, fmt.Errorf("account: a stored password has an unknown form")
	}
	if _, err = fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &cost.Memory, &cost.Passes); err != nil {
		return nil, nil, cost, fmt.Errorf("account: a stored password has an unknown cost: %w", err)
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return nil, nil, cost, fmt.Errorf("account: a stored password has a broken salt: %w", err)
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return nil, nil, cost, fmt.Errorf("account: a stored password has a broken key: %w", err)
	}
	return salt, key, cost, nil
}
