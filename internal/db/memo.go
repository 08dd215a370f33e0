package db

import (
	"sync"

	"parindex/internal/par"
)

// maxMemo is how many things are remembered before all are forgotten; a city
// with its rounds, units and criteria has a few hundred.
const maxMemo = 4096

type memoKey struct {
	kind    string
	id      par.ID
	version int64
}

// memo remembers what has been read and cannot change under its version.
type memo struct {
	mu   sync.RWMutex
	kept map[memoKey]any
}

// Memo returns what load reads of one version of a thing, and reads it once.
// The caller has found the version in the same transaction, and every change
// of the thing must change it. Only reading transactions fill the memory, for
// what they see has been committed. What is returned is shared: never change it.
func Memo[T any](tx *Tx, kind string, id par.ID, version int64, load func() (T, error)) (T, error) {
	key := memoKey{kind, id, version}
	if found, ok := tx.db.memo.find(key); ok {
		if value, fits := found.(T); fits {
			return value, nil
		}
	}
	value, err := load()
	if err == nil && !tx.write {
		tx.db.memo.keep(key, value)
	}
	return value, err
}

func (m *memo) find(key memoKey) (any, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	value, ok := m.kept[key]
	return value, ok
}

func (m *memo) keep(key memoKey, value any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil || len(m.kept) >= maxMemo {
		m.kept = map[memoKey]any{}
	}
	m.kept[key] = value
}
