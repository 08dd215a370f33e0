package extract

import (
	"runtime/debug"
	"syscall"
)

// What the process may use.
const (
	mostMemory = 2 << 30   // bytes of addresses; what is really held is far less
	mostHeap   = 512 << 20 // bytes at which memory is given back eagerly
	mostCPU    = 60        // seconds
	mostOCRCPU = 600       // seconds where pictures are read
	mostFiles  = 32        // open at once
)

// limitSelf takes from the process what it does not need: from here on it
// writes no file, and ends when it uses more than its share.
func limitSelf(ocr bool) error {
	debug.SetMemoryLimit(mostHeap)
	cpu := uint64(mostCPU)
	if ocr {
		cpu = mostOCRCPU
	}
	for _, l := range []struct {
		resource int
		most     uint64
	}{{syscall.RLIMIT_AS, mostMemory}, {syscall.RLIMIT_CPU, cpu}, {syscall.RLIMIT_FSIZE, 0}, {syscall.RLIMIT_CORE, 0}, {syscall.RLIMIT_NOFILE, mostFiles}} {
		if err := syscall.Setrlimit(l.resource, &syscall.Rlimit{Cur: l.most, Max: l.most}); err != nil {
			return err
		}
	}
	return nil
}

// held is how many bytes the process has held at most.
func held() int64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return usage.Maxrss << 10
}
