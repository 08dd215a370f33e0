// Command parindex serves the public-administration-reform index of a city and
// keeps its house: one program, one file for each command. It wires the
// packages together by hand and must hold no rule of its own. Start with
// wire.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"parindex/internal/i18n"
	"parindex/internal/par"
)

// The exit statuses.
const (
	exitFailure = 1 // the machine or the data forbids it
	exitUsage   = 2 // what was asked is wrong: an argument, a setting, an input
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	if err != nil {
		if !errors.As(err, new(exit)) {
			fmt.Fprintln(os.Stderr, "parindex:", oneLine(err))
		}
		stop()
		os.Exit(exitStatus(err)) //nolint:gocritic // stop has run
	}
}

// run is the whole program as a value: it ends when the command is done or the
// context is.
func run(ctx context.Context, args, environ []string, stdin io.Reader, stdout, stderr io.Writer) error {
	p := &program{ctx: ctx, environ: environ, stdin: stdin, stdout: stdout, stderr: stderr}
	helped := false
	var commands cli
	parser, err := kong.New(&commands, kong.Name("parindex"), kong.Description(about), kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return fmt.Errorf("the commands are wrong: %w", err)
	}
	command, err := parser.Parse(args)
	if helped {
		return nil
	}
	if err != nil {
		return usageError{fmt.Errorf("%w; see parindex --help", err)}
	}
	return command.Run(p)
}

// program is what a command may use of the world.
type program struct {
	ctx     context.Context
	environ []string
	stdin   io.Reader
	stdout  io.Writer
	stderr  io.Writer
}

// usageError is an error of the one who asked.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// exit is a status of a command that has said itself what went wrong.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

func exitStatus(err error) int {
	var status exit
	if errors.As(err, &status) {
		return int(status)
	}
	var usage usageError
	if errors.As(err, &usage) || par.Is(err, par.Invalid) || par.Is(err, par.NotFound) {
		return exitUsage
	}
	return exitFailure
}

// oneLine says an error on the command line: in words where the catalogue has them.
func oneLine(err error) string {
	e, ok := par.AsError(err)
	if !ok || e.Code == par.Internal {
		return strings.Join(strings.Fields(err.Error()), " ")
	}
	p := i18n.New(i18n.En)
	text := p.Err(e)
	for _, name := range e.FieldNames() {
		text += " " + name + ": " + p.Text(e.Fields[name])
	}
	return text
}
