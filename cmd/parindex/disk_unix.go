//go:build unix

package main

import (
	"fmt"
	"syscall"
)

// leastFree is the room below which the program says that it is not ready.
const leastFree = 64 << 20

// checkDisk tells whether the directory can be written to and has room.
func checkDisk(dir string) error {
	const writable = 2
	if err := syscall.Access(dir, writable); err != nil {
		return fmt.Errorf("the data directory %s cannot be written to: %w", dir, err)
	}
	free, err := freeBytes(dir)
	if err != nil {
		return fmt.Errorf("the data directory %s cannot be looked at: %w", dir, err)
	}
	if free < leastFree {
		return fmt.Errorf("the disk of the data directory %s is nearly full: %d MB left", dir, free>>20)
	}
	return nil
}

func freeBytes(dir string) (uint64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return s.Bavail * uint64(s.Bsize), nil
}
