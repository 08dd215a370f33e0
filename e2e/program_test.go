package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary is the program under test, built once for all tests.
var binary string

// overlayVariable names an overlay for building the program: a sabotaged copy.
const overlayVariable = "PARINDEX_E2E_OVERLAY"

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "parindex-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if binary = os.Getenv(programVariable); binary != "" {
		return m.Run()
	}
	binary = filepath.Join(dir, "parindex")
	build := exec.Command("go", "build", "-overlay="+os.Getenv(overlayVariable), "-o", binary, "parindex/cmd/parindex")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the program: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// done is what became of a command.
type done struct {
	status         int
	stdout, stderr string
}

// command prepares the program without any setting of the tester's own.
func command(args ...string) *exec.Cmd {
	c := exec.Command(binary, args...)
	c.Env = []string{"HOME=" + os.TempDir(), "PATH=" + os.Getenv("PATH")}
	return c
}

// run runs a command to its end; one that hangs is killed after a minute.
func run(t *testing.T, c *exec.Cmd) done {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	hangs := time.AfterFunc(time.Minute, func() { _ = c.Process.Kill() })
	defer hangs.Stop()
	err := c.Wait()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return done{c.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// mustRun runs a command that has to succeed and returns what it printed.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	d := run(t, command(args...))
	if d.status != 0 {
		t.Fatalf("parindex %s: status %d\n%s%s", strings.Join(args, " "), d.status, d.stdout, d.stderr)
	}
	return d.stdout
}

// storage names where the program keeps its data: a folder, and where the
// database is not SQLite in it, the address of that.
type storage struct{ dir, url string }

func (s storage) flags() []string {
	flags := []string{"--data", s.dir}
	if s.url != "" {
		flags = append(flags, "--database", s.url)
	}
	return flags
}

// server is the running program.
type server struct {
	url  string
	cmd  *exec.Cmd
	log  *transcript
	gone chan struct{} // closed when the process has ended
}

// serve starts the server on the data.
func serve(t *testing.T, at storage) *server {
	t.Helper()
	return start(t, "serve", at)
}

// start starts a serving command on a free port and waits until it listens. It
// ends with the test.
func start(t *testing.T, name string, at storage) *server {
	t.Helper()
	s := &server{cmd: command(append([]string{name, "--listen", "127.0.0.1:0"}, at.flags()...)...), log: &transcript{}, gone: make(chan struct{})}
	s.cmd.Stderr = s.log
	stdout, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := make(chan string, 1)
	go func() {
		said <- listening(stdout)
		_, _ = io.Copy(io.Discard, stdout)
		_ = s.cmd.Wait()
		close(s.gone)
	}()
	t.Cleanup(s.kill)
	if s.url = <-said; s.url == "" {
		<-s.gone
		t.Fatalf("the program ended before it listened:\n%s", s.log)
	}
	if dir := os.Getenv(scriptsVariable); dir != "" {
		s.url = servingScripts(t, s.url, dir)
	}
	return s
}

// listening reads the address from the line in which the program says it.
func listening(from io.Reader) string {
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		if _, address, found := strings.Cut(lines.Text(), "listens on "); found {
			return strings.TrimSpace(address)
		}
	}
	return ""
}

// kill ends the process as a power failure of its own would: at once.
func (s *server) kill() {
	_ = s.cmd.Process.Kill() // it may have ended
	<-s.gone
}

// stop asks the program to end and returns its exit status.
func (s *server) stop(t *testing.T) int {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.gone:
	case <-time.After(30 * time.Second):
		t.Fatalf("the program does not stop:\n%s", s.log)
	}
	return s.cmd.ProcessState.ExitCode()
}

// transcript keeps what a process says while others read it.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *transcript) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *transcript) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// get fetches a page and returns its status and body.
func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}
