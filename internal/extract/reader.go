package extract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Reader starts a process for each file that is to be read.
type Reader struct {
	Program string   // the program to start
	Args    []string // what makes it call Main
	Cache   string   // folder of compiled code
	Roots   string   // file of certificates that are trusted; may be empty
	Time    time.Duration
	OCRTime time.Duration
}

// mostReport is how many bytes of a report are believed.
const mostReport = 64 << 20

// Read reads a file from its beginning. What is at fault with the file stands
// in the report; an error is the machine's.
func (r Reader) Read(ctx context.Context, task Task, file *os.File) (Report, error) {
	task.Cache, task.Roots = r.Cache, r.Roots
	most := r.Time
	if len(task.OCR) > 0 {
		most = r.OCRTime
	}
	asked, err := json.Marshal(task)
	if err != nil {
		return Report{}, fmt.Errorf("say what to read: %w", err)
	}
	within, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	command := exec.CommandContext(within, r.Program, append(r.Args, string(asked))...) //nolint:gosec // the program itself, asked in JSON
	var out, complaint bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = file, &bounded{to: &out, left: mostReport}, &bounded{to: &complaint, left: 4 << 10}
	command.Env = []string{"PATH=" + os.Getenv("PATH")}
	separate(command)
	command.WaitDelay = time.Second
	err = command.Run()
	if ctx.Err() != nil {
		return Report{}, fmt.Errorf("reading was broken off: %w", ctx.Err())
	}
	return reportOf(within, err, out.Bytes(), complaint.String())
}

// reportOf tells what the end of the process means.
func reportOf(within context.Context, err error, out []byte, complaint string) (Report, error) {
	var ended *exec.ExitError
	switch {
	case within.Err() != nil:
		return Report{Fault: TooSlow}, nil
	case errors.As(err, &ended) && ended.ExitCode() == failed:
		return Report{}, fmt.Errorf("the reading process: %s", strings.TrimSpace(complaint))
	case errors.As(err, &ended):
		return Report{Fault: TooBig}, nil
	case err != nil:
		return Report{}, fmt.Errorf("start the reading process: %w", err)
	}
	var r Report
	if err := json.Unmarshal(out, &r); err != nil {
		return Report{Fault: TooBig}, nil //nolint:nilerr // cut off: more than is believed
	}
	return r, nil
}

// failed is the status with which the process ends when the machine, and not
// the file, is at fault.
const failed = 3

// Child is the process: it does what its argument says and returns the status
// to end with.
func Child(ctx context.Context, asked string, file *os.File, out, complaint io.Writer) int {
	var task Task
	err := json.Unmarshal([]byte(asked), &task)
	if err == nil {
		err = Main(ctx, task, file, out)
	}
	if err != nil {
		_, _ = fmt.Fprintln(complaint, err) // who started the process may be gone
		return failed
	}
	return 0
}

// bounded keeps the beginning of what is written to it.
type bounded struct {
	to   *bytes.Buffer
	left int
}

func (b *bounded) Write(p []byte) (int, error) {
	n := min(len(p), b.left)
	b.to.Write(p[:n])
	b.left -= n
	return len(p), nil
}
