package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"parindex/internal/par"
)

// waiting is the folder of files that are being written.
const waiting = "tmp"

// Store is a folder of files by content, with or without a store elsewhere to
// which they go on. It is safe for use by several goroutines and by several
// processes on one machine.
type Store struct {
	root   *os.Root
	random io.Reader
	remote Remote // nil: the folder is all
}

// File is a stored file that is being read.
type File interface {
	io.ReadSeekCloser
	io.ReaderAt
}

// Stored says what was kept: the SHA-256 in 64 hex digits and the size in bytes.
type Stored struct {
	Hash string
	Size int64
}

// Open opens the folder and makes it where it does not exist. The randomness
// names files while they are written.
func Open(dir string, random io.Reader) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, failure("make folder", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failure("open folder", err)
	}
	s := &Store{root: root, random: random}
	for _, folder := range []string{waiting, incoming} {
		if err := s.makeFolder(folder); err != nil {
			_ = root.Close() // the first error is the one to tell
			return nil, err
		}
	}
	return s, nil
}

// Close gives back the folder. Files still open stay readable.
func (s *Store) Close() error { return s.root.Close() }

// Open opens a stored file for reading. A hash that is not stored is a
// not_found error.
func (s *Store) Open(ctx context.Context, hash string) (File, error) {
	if !validHash(hash) {
		return nil, par.E(par.NotFound, "error.not_found")
	}
	f, err := s.openHere(hash)
	if s.remote == nil || !par.Is(err, par.NotFound) {
		return f, err
	}
	return s.remote.Open(ctx, hash)
}

// openHere opens a file that lies in the folder.
func (s *Store) openHere(hash string) (File, error) {
	f, err := s.root.Open(place(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, par.E(par.NotFound, "error.not_found").Because(err)
	}
	if err != nil {
		return nil, failure("open file", err)
	}
	return f, nil
}

// Verify reads a stored file again and tells by an error whether it is no
// longer what its name says.
func (s *Store) Verify(ctx context.Context, stored Stored) error {
	f, err := s.Open(ctx, stored.Hash)
	if err != nil {
		return err
	}
	defer f.Close()
	return same(stored, f)
}

// same reads a file to its end and compares it with what it should be.
func same(stored Stored, f io.Reader) error {
	sum := newSum()
	size, err := io.Copy(sum, f)
	if _, told := par.AsError(err); told {
		return err
	}
	if err != nil {
		return failure("read file", err)
	}
	if sum.hex() != stored.Hash || size != stored.Size {
		return damaged(stored.Hash, fmt.Errorf("has %d bytes with hash %s, not %d", size, sum.hex(), stored.Size))
	}
	return nil
}

// Sweep removes what was left behind by writes that broke off before the given
// moment, and returns how many files it removed.
func (s *Store) Sweep(before par.Time) (int, error) {
	left, err := fs.ReadDir(s.root.FS(), waiting)
	if err != nil {
		return 0, failure("list folder", err)
	}
	removed := 0
	for _, entry := range left {
		info, err := entry.Info()
		if err != nil || info.ModTime().After(before.Std().Add(-time.Microsecond)) {
			continue // gone meanwhile, or still being written
		}
		if err := s.root.Remove(path.Join(waiting, entry.Name())); err == nil {
			removed++
		}
	}
	return removed, nil
}

// makeFolder makes a folder whose entry survives a power cut.
func (s *Store) makeFolder(name string) error {
	if err := s.root.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return failure("make folder", err)
	}
	return s.syncFolder(".")
}

// syncFolder makes the entries of a folder durable.
func (s *Store) syncFolder(name string) error {
	d, err := s.root.Open(name)
	if err != nil {
		return failure("open folder", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return failure("sync folder", err)
	}
	return nil
}

// place is where a file of this hash lies: ab/cdef….
func place(hash string) string { return path.Join(hash[:2], hash[2:]) }

func validHash(hash string) bool {
	if len(hash) != 64 {
		return false
	}
	for i := range len(hash) {
		c := hash[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
