package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"parindex/internal/clamd"
	"parindex/internal/config"
	"parindex/internal/evidence"
	"parindex/internal/extract"
)

// How long one file may take. A job's lease is longer than all of them together.
const (
	readTime     = 2 * time.Minute
	picturesTime = 5 * time.Minute
	scanTime     = time.Minute
)

// reading says what documents are read with: this program again, as a process
// of its own.
func (p *program) reading(c config.Config) (evidence.Reading, error) {
	if err := extract.CheckRoots(c.SignatureRoots); err != nil {
		return evidence.Reading{}, usageError{err}
	}
	itself, err := os.Executable()
	if err != nil {
		return evidence.Reading{}, fmt.Errorf("find this program to read documents with it: %w", err)
	}
	r := evidence.Reading{
		Engine: extract.Engine(p.ctx),
		Reader: extract.Reader{
			Program: itself, Args: []string{"worker"}, Cache: filepath.Join(c.Data, "compiled"), Roots: c.SignatureRoots,
			Time: readTime, OCRTime: picturesTime,
		},
	}
	if c.Clamd != "" {
		r.Scanner = &clamd.Scanner{Address: c.Clamd, Time: scanTime}
	}
	return r, nil
}
