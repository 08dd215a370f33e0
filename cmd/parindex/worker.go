package main

import (
	"errors"
	"os"

	"parindex/internal/extract"
)

// workerCmd is the process that reads the files of strangers; the server
// starts it, nobody else.
type workerCmd struct {
	Task string `arg:"" help:"What to read, as JSON."`
}

// Run reads the file at the standard input and writes what it found.
func (c *workerCmd) Run(p *program) error {
	file, ok := p.stdin.(*os.File)
	if !ok {
		return usageError{errors.New("worker reads a file at its standard input")}
	}
	if status := extract.Child(p.ctx, c.Task, file, p.stdout, p.stderr); status != 0 {
		return exit(status)
	}
	return nil
}
