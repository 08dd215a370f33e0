package evidence

import (
	"context"
	"sync"
	"time"

	"parindex/internal/par"
)

// turns lets one at a time send a part of a file. Who comes later stops who
// was there: after a cut line the old connection may look alive for minutes.
type turns struct {
	mu   sync.Mutex
	held map[par.ID]*slot
}

type slot struct {
	stop func() // may be nil: it will not take long
	done chan struct{}
}

// patience is how long one waits for the line before to end.
const patience = 3 * time.Second

// hold waits for the turn of a file. The returned function gives it back.
func (t *turns) hold(ctx context.Context, id par.ID, stop func()) (release func(), err error) {
	long := time.NewTimer(patience)
	defer long.Stop()
	mine := &slot{stop: stop, done: make(chan struct{})}
	for {
		before := t.take(id, mine)
		if before == nil {
			return func() { t.give(id, mine) }, nil
		}
		if before.stop != nil {
			before.stop()
		}
		select {
		case <-before.done:
		case <-long.C:
			return nil, par.E(par.Closed, "evidence.arrival_busy")
		case <-ctx.Done():
			return nil, par.E(par.Unavailable, "error.unavailable").Because(ctx.Err())
		}
	}
}

// take makes the turn mine, or returns whose it is.
func (t *turns) take(id par.ID, mine *slot) *slot {
	t.mu.Lock()
	defer t.mu.Unlock()
	if before := t.held[id]; before != nil {
		return before
	}
	if t.held == nil {
		t.held = map[par.ID]*slot{}
	}
	t.held[id] = mine
	return nil
}

func (t *turns) give(id par.ID, mine *slot) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.held, id)
	close(mine.done)
}
