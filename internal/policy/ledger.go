package policy

import (
	"context"
	"sync"
)

// Ledger notes which actions were asked about while a request was served, so
// that the adapter can refuse the answer of a handler that never asked.
type Ledger struct {
	mu    sync.Mutex
	asked map[Action]bool
}

type ledgerKey struct{}

// WithLedger puts a new ledger into the context.
func WithLedger(ctx context.Context) (context.Context, *Ledger) {
	l := &Ledger{asked: map[Action]bool{}}
	return context.WithValue(ctx, ledgerKey{}, l), l
}

// Note records in the context's ledger, if it has one, that the action was asked about.
func Note(ctx context.Context, action Action) {
	if l, ok := ctx.Value(ledgerKey{}).(*Ledger); ok {
		l.mu.Lock()
		l.asked[action] = true
		l.mu.Unlock()
	}
}

// Asked tells whether the action was asked about.
func (l *Ledger) Asked(action Action) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asked[action]
}
