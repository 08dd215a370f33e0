package testkit

import (
	"math/rand"
	"sync"
	"time"

	"parindex/internal/par"
)

// Noon is the moment at which tests begin: 12:00 in Cần Thơ on 18 November 2026.
var Noon = par.At(time.Date(2026, 11, 18, 5, 0, 0, 0, time.UTC))

// Clock is a clock that stands still until a test moves it.
type Clock struct {
	mu  sync.Mutex
	now par.Time
}

// NewClock makes a clock that stands at Noon.
func NewClock() *Clock { return &Clock{now: Noon} }

// Now returns the moment at which the clock stands.
func (c *Clock) Now() par.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the clock to a moment.
func (c *Clock) Set(t par.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Forward moves the clock forward.
func (c *Clock) Forward(d time.Duration) { c.Set(c.Now().Add(d)) }

// Random returns a repeatable source of randomness, safe for several goroutines.
func Random(seed int64) *Source { return &Source{source: rand.New(rand.NewSource(seed))} }

// Source is a repeatable io.Reader of random bytes.
type Source struct {
	mu     sync.Mutex
	source *rand.Rand
}

func (s *Source) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.source.Read(p)
}
