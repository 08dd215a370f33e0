// Command load measures the program from outside: it fills a database, starts
// the real server, and lets 1, 8 and 32 clients save scores and read sheets.
//
// Every save is durable and goes through sign-in, policy, version, deadline,
// idempotency key, event and audit line. The command prints a Markdown table
// for docs/PERFORMANCE.md. Start with run.
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/testkit/world"
)

type wall struct{}

func (wall) Now() par.Time { return par.At(time.Now()) }

func main() {
	program := flag.String("program", "bin/parindex", "the program to measure")
	database := flag.String("database", "", "a PostgreSQL address; empty means SQLite in a fresh folder")
	seconds := flag.Int("seconds", 5, "how long each measurement lasts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Stdout, *program, *database, time.Duration(*seconds)*time.Second); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, program, database string, length time.Duration) error {
	dir, err := os.MkdirTemp("", "parindex-load-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	w, err := fill(ctx, dir, database)
	if err != nil {
		return err
	}
	s, err := start(ctx, program, dir, database)
	if err != nil {
		return err
	}
	defer s.stop()
	fmt.Fprintf(out, "%s, %d cores, engine %s\n\n", runtime.Version(), runtime.NumCPU(), w.engine)
	fmt.Fprintf(out, "- binary: %.1f MB\n- time to first page: %d ms\n- idle memory: %.1f MB\n\n", s.size(), s.firstPage.Milliseconds(), s.memory("VmRSS"))
	if err := measure(ctx, out, s.address, w, length); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n- peak memory under this load: %.1f MB\n", s.memory("VmHWM"))
	return nil
}

// filled is what the clients need to know of the database.
type filled struct {
	*world.World
	engine string
}

func fill(ctx context.Context, dir, database string) (filled, error) {
	d, err := db.Open(ctx, db.Options{
		Dir: dir, URL: database, Clock: wall{}, Random: rand.Reader, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		return filled{}, err
	}
	w, err := world.Build(ctx, d, wall{}, world.Options{Units: 32, Random: rand.Reader})
	if err != nil {
		return filled{}, errors.Join(err, d.Close())
	}
	return filled{w, d.Engine()}, d.Close()
}

// server is the program under measurement.
type server struct {
	cmd       *exec.Cmd
	address   string
	firstPage time.Duration
}

func start(ctx context.Context, program, dir, database string) (*server, error) {
	args := []string{"serve", "--listen", "127.0.0.1:0", "--data", dir}
	if database != "" {
		args = append(args, "--database", database)
	}
	s := &server{cmd: exec.CommandContext(ctx, program, args...)}
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.cmd.Stderr = io.Discard
	begun := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	if s.address, err = readAddress(stdout); err != nil {
		return nil, errors.Join(err, s.cmd.Process.Kill())
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }() // until the program ends
	if err := get(ctx, plainClient(), s.address+"/sign-in"); err != nil {
		return nil, err
	}
	s.firstPage = time.Since(begun)
	return s, nil
}

// readAddress waits for the line in which the program says where it listens.
func readAddress(from io.Reader) (string, error) {
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		if i := strings.Index(lines.Text(), "http://"); i >= 0 {
			return strings.TrimRight(strings.Fields(lines.Text()[i:])[0], "/.,\""), nil
		}
	}
	return "", errors.New("the program ended without saying where it listens")
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended already
	_ = s.cmd.Wait()
}

// size is the size of the program's file in megabytes.
func (s *server) size() float64 {
	info, err := os.Stat(s.cmd.Path)
	if err != nil {
		return 0
	}
	return float64(info.Size()) / 1e6
}

// memory reads a figure of the process, in megabytes.
func (s *server) memory(name string) float64 {
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "status"))
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(data), "\n") {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			kilobytes, _ := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return kilobytes / 1000
		}
	}
	return 0
}
