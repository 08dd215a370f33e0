package demo

import (
	"sync"

	"parindex/internal/par"
)

// Clock is the real clock, which can be set to a day of the past while the
// demonstration is filled, so that its years lie where they belong.
type Clock struct {
	mu   sync.Mutex
	real par.Clock
	at   par.Time // zero: the real time
}

// NewClock makes a clock that shows the real time.
func NewClock(real par.Clock) *Clock { return &Clock{real: real} }

// Now returns the day that is played, or the real time.
func (c *Clock) Now() par.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at != 0 {
		return c.at
	}
	return c.real.Now()
}

// Play sets the clock to a moment; zero returns to the real time.
func (c *Clock) Play(at par.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}
