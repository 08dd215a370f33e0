package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"

	"parindex/internal/par"
)

// Staged is a file that has arrived whole but is not yet stored, so that it
// can be looked at first. It ends with Keep or Discard.
type Staged struct {
	Stored
	store *Store
	name  string
	file  *os.File
}

// Put stores what it reads, up to limit bytes: Stage and Keep in one.
func (s *Store) Put(r io.Reader, limit int64) (Stored, error) {
	staged, err := s.Stage(r, limit)
	if err != nil {
		return Stored{}, err
	}
	defer staged.Discard()
	return staged.Keep()
}

// Stage writes what it reads to a waiting file, up to limit bytes. More is a
// too_large error, a sender who breaks off is invalid, a full or read-only
// disk unavailable; after an error nothing is left behind.
func (s *Store) Stage(r io.Reader, limit int64) (*Staged, error) {
	name := path.Join(waiting, s.newName())
	file, err := s.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, failure("make file", err)
	}
	staged := &Staged{store: s, name: name, file: file}
	if err := staged.fill(r, limit); err != nil {
		staged.Discard()
		return nil, err
	}
	return staged, nil
}

func (s *Store) newName() string {
	var raw [16]byte
	if _, err := io.ReadFull(s.random, raw[:]); err != nil {
		panic("blob: no randomness: " + err.Error())
	}
	return hex.EncodeToString(raw[:])
}

func (g *Staged) fill(r io.Reader, limit int64) error {
	sum := newSum()
	source := &arriving{r: r}
	size, err := io.Copy(io.MultiWriter(g.file, sum), io.LimitReader(source, limit+1))
	switch {
	case source.err != nil:
		return brokenOff(source.err)
	case err != nil:
		return failure("write file", err)
	case size > limit:
		return par.E(par.TooLarge, "blob.too_large", "limit", int(limit>>20))
	}
	g.Stored = Stored{Hash: sum.hex(), Size: size}
	return nil
}

// ReadAt reads the waiting file.
func (g *Staged) ReadAt(p []byte, off int64) (int, error) { return g.file.ReadAt(p, off) }

// Keep stores the file for good: when it returns, the bytes and their name
// survive a power cut. The same content stored before, or at the same moment
// by another, is left as it is.
func (g *Staged) Keep() (Stored, error) {
	if err := g.file.Sync(); err != nil {
		return Stored{}, failure("sync file", err)
	}
	s := g.store
	folder := g.Hash[:2]
	if err := s.makeFolder(folder); err != nil {
		return Stored{}, err
	}
	if err := g.link(); err != nil {
		return Stored{}, err
	}
	// Also where another linked it first: his sync may still be to come.
	if err := s.syncFolder(folder); err != nil {
		return Stored{}, err
	}
	return g.Stored, nil
}

// link gives the file its name, unless that content has it already. What has
// it may go on to a store elsewhere at this very moment and be gone again.
func (g *Staged) link() error {
	for {
		err := g.store.root.Link(g.name, place(g.Hash))
		if err == nil {
			return nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return failure("link file", err)
		}
		if err := g.store.sameSize(g.Stored); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
}

func (s *Store) sameSize(stored Stored) error {
	info, err := s.root.Stat(place(stored.Hash))
	if err != nil {
		return failure("look at file", err)
	}
	if info.Size() != stored.Size {
		return damaged(stored.Hash, fmt.Errorf("has %d bytes, not %d", info.Size(), stored.Size))
	}
	return nil
}

// Discard removes the waiting file; what Keep has stored stays. It may be
// called more than once.
func (g *Staged) Discard() {
	if g.file == nil {
		return
	}
	_ = g.file.Close()              // nothing in it is needed any more
	_ = g.store.root.Remove(g.name) // what cannot be removed is swept later
	g.file = nil
}

// arriving tells an error of the sender from an error of the disk.
type arriving struct {
	r   io.Reader
	err error
}

func (a *arriving) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		a.err = err
	}
	return n, err
}

type sum struct{ hash.Hash }

func newSum() sum { return sum{sha256.New()} }

func (s sum) hex() string { return hex.EncodeToString(s.Sum(nil)) }
