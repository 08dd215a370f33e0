package blob

import (
	"context"
	"io"

	"parindex/internal/par"
)

// Side is where a file may lie.
type Side int

// The two sides: the folder, and the store elsewhere.
const (
	Folder Side = iota
	Elsewhere
)

// On tells whether a file lies on a side, without reading it.
func (s *Store) On(ctx context.Context, side Side, hash string) (bool, error) {
	f, err := s.openOn(ctx, side, hash)
	if par.Is(err, par.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, f.Close()
}

// CopyOver makes sure that a file lies on a side with its hash and length,
// taking it from the other side where it does not, and leaves the other side
// as it is. It tells whether it had to be copied.
func (s *Store) CopyOver(ctx context.Context, to Side, stored Stored) (bool, error) {
	there, err := s.openOn(ctx, to, stored.Hash)
	if err == nil {
		defer there.Close()
		return false, same(stored, there)
	}
	if !par.Is(err, par.NotFound) {
		return false, err
	}
	f, err := s.openOn(ctx, 1-to, stored.Hash)
	if err != nil {
		return false, err
	}
	defer f.Close()
	if to == Elsewhere {
		return true, Copy(ctx, s.remote, stored, f)
	}
	return true, s.fetch(stored, f)
}

// fetch keeps a file in the folder if it is what it should be.
func (s *Store) fetch(stored Stored, f io.Reader) error {
	staged, err := s.Stage(f, stored.Size)
	if err != nil {
		return err
	}
	defer staged.Discard()
	if err := same(stored, io.NewSectionReader(staged, 0, staged.Size)); err != nil {
		return err
	}
	_, err = staged.Keep()
	return err
}

func (s *Store) openOn(ctx context.Context, side Side, hash string) (File, error) {
	if !validHash(hash) {
		return nil, par.E(par.NotFound, "error.not_found")
	}
	if side == Folder {
		return s.openHere(hash)
	}
	return s.remote.Open(ctx, hash)
}
