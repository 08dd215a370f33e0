package blob

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"

	"parindex/internal/par"
)

// Remote is a store elsewhere, by content like this one. What it says that it
// has taken is read back before it is believed.
type Remote interface {
	// Put stores size bytes under their hash; what is there already stays.
	Put(ctx context.Context, stored Stored, r io.ReadSeeker) error
	// Open opens a file; one that is not there is a not_found error.
	Open(ctx context.Context, hash string) (File, error)
	// List calls do for each file, in any order.
	List(ctx context.Context, do func(Stored) error) error
	// Answers tells whether it can be asked for anything now.
	Answers(ctx context.Context) error
}

// SendOnTo lets files go on to a store elsewhere. They are kept here first and
// stay readable here until Send has seen them there.
func (s *Store) SendOnTo(r Remote) { s.remote = r }

// Remote tells whether files go on to a store elsewhere.
func (s *Store) Remote() bool { return s.remote != nil }

// Answers tells whether the store elsewhere can be asked for anything now. The
// folder alone always answers.
func (s *Store) Answers(ctx context.Context) error {
	if s.remote == nil {
		return nil
	}
	if err := s.remote.Answers(ctx); err != nil {
		return par.E(par.Unavailable, "blob.store_away").Because(err)
	}
	return nil
}

// Waiting lists the files that lie in the folder: where they go on to a store
// elsewhere, those that it has not taken yet.
func (s *Store) Waiting() ([]Stored, error) {
	var all []Stored
	err := s.walk(func(stored Stored, _ par.Time) { all = append(all, stored) })
	return all, err
}

// Backlog is what lies in the folder and has still to go on.
type Backlog struct {
	Files int
	Bytes int64
	Since par.Time // since when the oldest waits
}

// Backlog counts what Waiting lists. Where nothing goes on, nothing waits.
func (s *Store) Backlog() (Backlog, error) {
	var b Backlog
	if s.remote == nil {
		return b, nil
	}
	err := s.walk(func(stored Stored, at par.Time) {
		b.Files++
		b.Bytes += stored.Size
		if b.Since == 0 || at < b.Since {
			b.Since = at
		}
	})
	return b, err
}

// walk calls do for each file in the folder, with when it was written.
func (s *Store) walk(do func(Stored, par.Time)) error {
	err := fs.WalkDir(s.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		hash := path.Dir(name) + path.Base(name)
		if !validHash(hash) || name != place(hash) {
			return nil
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // sent meanwhile
		}
		if err == nil {
			do(Stored{Hash: hash, Size: info.Size()}, par.At(info.ModTime()))
		}
		return err
	})
	if err != nil {
		return failure("list folder", err)
	}
	return nil
}

// Send hands a file on to the store elsewhere, reads it back there, and then
// gives up the one in the folder.
func (s *Store) Send(ctx context.Context, stored Stored) error {
	f, err := s.openHere(stored.Hash)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := Copy(ctx, s.remote, stored, f); err != nil {
		return err
	}
	if err := s.root.Remove(place(stored.Hash)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return failure("remove file", err)
	}
	return nil
}

// Copy puts a file into a store and reads it back from there.
func Copy(ctx context.Context, to Remote, stored Stored, f io.ReadSeeker) error {
	if err := same(stored, f); err != nil {
		return err // what is damaged here is not passed on
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return failure("read file", err)
	}
	if err := to.Put(ctx, stored, f); err != nil {
		return err
	}
	return VerifyIn(ctx, to, stored)
}

// VerifyIn reads a file of a store elsewhere to its end.
func VerifyIn(ctx context.Context, in Remote, stored Stored) error {
	f, err := in.Open(ctx, stored.Hash)
	if err != nil {
		return err
	}
	defer f.Close()
	return same(stored, f)
}

// elsewhere says what an error of a store elsewhere means to the one who waits.
func elsewhere(err error) error {
	if _, ok := par.AsError(err); ok || err == nil {
		return err
	}
	return par.E(par.Unavailable, "blob.store_away").Because(err)
}
