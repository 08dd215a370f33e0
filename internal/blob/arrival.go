package blob

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	"parindex/internal/par"
)

// incoming is the folder of files that come in parts.
const incoming = "incoming"

// syncEvery is after how many bytes of a part what has come is made durable:
// so much at most is sent again after a crash.
const syncEvery = 4 << 20

// Append writes what it reads to the file that arrives under a name of small
// letters and digits, at the place where the last part ended, up to limit bytes of the
// whole. Each time that so much has come that it is worth keeping, and at the
// end, the bytes are made durable and told to came with the size of the whole.
// An error of the sender is returned after what had come before it is safe.
func (s *Store) Append(name string, at, limit int64, r io.Reader, came func(size int64) error) error {
	file, err := s.arrival(name, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return err
	}
	defer file.Close()
	// A crash may have left bytes that nobody counted.
	if err := file.Truncate(at); err != nil {
		return failure("cut file", err)
	}
	if _, err := file.Seek(at, io.SeekStart); err != nil {
		return failure("seek in file", err)
	}
	source := &arriving{r: r}
	for at < limit {
		n, err := io.Copy(file, io.LimitReader(source, min(syncEvery, limit-at)))
		if err != nil && source.err == nil {
			return failure("write file", err)
		}
		if n > 0 {
			if err := s.count(file, &at, n, came); err != nil {
				return err
			}
		}
		if source.err != nil {
			return brokenOff(source.err)
		}
		if n == 0 {
			return nil
		}
	}
	return nil
}

// count makes a part durable and tells how far the file has come.
func (s *Store) count(file *os.File, at *int64, n int64, came func(int64) error) error {
	if err := file.Sync(); err != nil {
		return failure("sync file", err)
	}
	if *at == 0 {
		if err := s.syncFolder(incoming); err != nil {
			return err
		}
	}
	*at += n
	return came(*at)
}

// Arrived opens a file that has arrived, to be read.
func (s *Store) Arrived(name string) (*os.File, error) { return s.arrival(name, os.O_RDONLY) }

func (s *Store) arrival(name string, flag int) (*os.File, error) {
	if !plainName(name) {
		return nil, par.E(par.NotFound, "error.not_found")
	}
	file, err := s.root.OpenFile(path.Join(incoming, name), flag, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, par.E(par.NotFound, "error.not_found").Because(err)
	}
	if err != nil {
		return nil, failure("open file", err)
	}
	return file, nil
}

// Forget removes what has arrived under a name; nothing there is no error.
func (s *Store) Forget(name string) error {
	if !plainName(name) {
		return fmt.Errorf("file store: %q is no name of an arriving file", name)
	}
	if err := s.root.Remove(path.Join(incoming, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return failure("remove file", err)
	}
	return nil
}

func plainName(name string) bool {
	for i := range len(name) {
		c := name[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'v') {
			return false
		}
	}
	return name != "" && len(name) <= 64
}
