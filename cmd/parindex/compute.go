package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"parindex/internal/score"
)

// maxBundle bounds the file that compute reads.
const maxBundle = 256 << 20

// The exit statuses of compute: the result is whole, or the input is bad.
const (
	exitWhole = 0
	exitBad   = 2
)

type computeCmd struct {
	File string `arg:"" help:"File of the bundle; - reads standard input."`
	View string `help:"final or self." default:"final" placeholder:"VIEW"`
}

// Run prints the result, or a line for each fault.
func (c *computeCmd) Run(p *program) error {
	if status := runCompute(c.File, c.View, p.stdin, p.stdout, p.stderr); status != exitWhole {
		return exit(status)
	}
	return nil
}

// runCompute reads the bundle at path, or from stdin where path is "-", and
// prints its result for one view. Bad input gives one line per fault on stderr,
// nothing on stdout and status 2.
func runCompute(path, view string, stdin io.Reader, stdout, stderr io.Writer) int {
	if err := compute(path, view, stdin, stdout); err != nil {
		_, _ = fmt.Fprintln(stderr, err) // nobody is left to be told
		return exitBad
	}
	return exitWhole
}

func compute(path, view string, stdin io.Reader, stdout io.Writer) error {
	if view != string(score.Final) && view != string(score.Self) {
		return fmt.Errorf("--view is final or self, not %q", view)
	}
	data, err := readInput(path, stdin)
	if err != nil {
		return err
	}
	bundle, err := score.ReadBundle(data)
	if err != nil {
		return err
	}
	result, err := score.Compute(bundle, score.View(view))
	if err != nil {
		return err
	}
	if _, err := result.WriteTo(stdout); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	_, err = fmt.Fprintln(stdout)
	return err
}

// readInput reads a whole file within the limit.
func readInput(path string, stdin io.Reader) ([]byte, error) {
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer file.Close() // nothing was written
		stdin = file
	}
	data, err := io.ReadAll(io.LimitReader(stdin, maxBundle+1))
	if err != nil {
		return nil, fmt.Errorf("read the bundle: %w", err)
	}
	if len(data) > maxBundle {
		return nil, errors.New("the bundle is larger than 256 MiB")
	}
	return data, nil
}
