package blob

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"parindex/internal/par"
)

// failure says what an error of the disk means to the one who waits.
func failure(doing string, err error) error {
	err = fmt.Errorf("file store: %s: %w", doing, err)
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return par.E(par.Unavailable, "blob.disk_full").Because(err)
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return par.E(par.Unavailable, "blob.read_only").Because(err)
	}
	return par.E(par.Unavailable, "blob.failed").Because(err)
}

// damaged says that a stored file is not what its name says.
func damaged(hash string, err error) error {
	return par.E(par.Internal, "blob.damaged").Because(fmt.Errorf("stored file %s %w", hash, err))
}

// brokenOff passes on a refusal of the reader and otherwise says that the
// sender broke off.
func brokenOff(err error) error {
	if _, ok := par.AsError(err); ok {
		return err
	}
	return par.E(par.Invalid, "blob.broken_off").Because(err)
}
