package db

import (
	"sync"

	"parindex/internal/par"
)

// maxMemo is how many things of one kind are remembered.
const maxMemo = 256

type memoKey struct {
	kind string
	id   par.ID
}

type memoEntry struct {
	version int64
	value   any
}

// memo remembers what has been read and cannot change under its version: of
// each thing the version that was read last.
type memo struct {
	mu    sync.RWMutex
	kept  map[memoKey]memoEntry
	count map[string]int
}

// Memo returns what load reads of one version of a thing, and reads it once.
// The caller has found the version in the same transaction, and every change
// of the thing must change it. Only reading transactions fill the memory, for
// what they see has been committed. What is returned is shared: never change it.
func Memo[T any](tx *Tx, kind string, id par.ID, version int64, load func() (T, error)) (T, error) {
	key := memoKey{kind, id}
	if found, ok := tx.db.memo.find(key, version); ok {
		if value, fits := found.(T); fits {
			return value, nil
		}
	}
	value, err := load()
	if err == nil && !tx.write {
		tx.db.memo.keep(key, version, value)
	}
	return value, err
}

// Recall returns what is remembered of a thing, whatever its version, so that
// the new can be made out of the old. It may be older or newer than what the
// transaction sees; the caller must find out.
func Recall[T any](tx *Tx, kind string, id par.ID) (T, bool) {
	tx.db.memo.mu.RLock()
	defer tx.db.memo.mu.RUnlock()
	value, ok := tx.db.memo.kept[memoKey{kind, id}].value.(T)
	return value, ok
}

func (m *memo) find(key memoKey, version int64) (any, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	entry, ok := m.kept[key]
	return entry.value, ok && entry.version == version
}

func (m *memo) keep(key memoKey, version int64, value any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept, m.count = map[memoKey]memoEntry{}, map[string]int{}
	}
	if _, known := m.kept[key]; !known {
		m.makeRoom(key.kind)
		m.count[key.kind]++
	}
	m.kept[key] = memoEntry{version, value}
}

// makeRoom forgets one thing of a kind of which too many are kept; which one
// does not matter, for it can be read again.
func (m *memo) makeRoom(kind string) {
	if m.count[kind] < maxMemo {
		return
	}
	for key := range m.kept {
		if key.kind == kind {
			delete(m.kept, key)
			m.count[kind]--
			return
		}
	}
}
