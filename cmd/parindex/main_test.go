package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"parindex/internal/testkit"
)

// TestMain lets the program of these tests be the reading process too, which
// the server starts by its own name.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "worker" {
		err := run(context.Background(), os.Args[1:], nil, os.Stdin, os.Stdout, os.Stderr)
		if err != nil {
			os.Exit(exitStatus(err))
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// do runs a command to its end and returns what it printed.
func do(t *testing.T, stdin string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(context.Background(), args, nil, strings.NewReader(stdin), &out, io.Discard)
	return out.String(), err
}

// mustDo runs a command that has to succeed.
func mustDo(t *testing.T, args ...string) string {
	t.Helper()
	out, err := do(t, "", args...)
	if err != nil {
		t.Fatalf("parindex %s: %v", strings.Join(args, " "), err)
	}
	return out
}

// served is a running server.
type served struct {
	url  string
	stop func() error
}

// start runs `serve` on a free port and waits until it listens.
func start(t *testing.T, args ...string) served {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), nil, nil, write, io.Discard)
		_ = write.CloseWithError(io.EOF) // wakes the reader where it never listened
		ended <- err
	}()
	text := make([]byte, 0, 256)
	for !strings.Contains(string(text), "listens on ") || !strings.HasSuffix(string(text), "\n") {
		part := make([]byte, 256)
		n, err := read.Read(part)
		text = append(text, part[:n]...)
		if err != nil {
			t.Fatalf("serve ended before it listened: %s %v", text, <-ended)
		}
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	_, address, _ := strings.Cut(strings.TrimSpace(string(text)), "listens on ")
	var once sync.Once
	var result error
	s := served{url: address, stop: func() error {
		once.Do(func() { cancel(); result = <-ended })
		return result
	}}
	t.Cleanup(func() { _ = s.stop() })
	return s
}

func status(t *testing.T, url string) int {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

func TestServeAnswersUntilStopped(t *testing.T) {
	dir := t.TempDir()
	s := start(t, "--data", dir)
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/no-such-page": 404} {
		if got := status(t, s.url+path); got != want {
			t.Errorf("%s answers %d, want %d", path, got, want)
		}
	}
	if err := s.stop(); err != nil {
		t.Errorf("stopping: %v", err)
	}
	if out := mustDo(t, "invariants", "--data", dir); !strings.Contains(out, "holds") {
		t.Errorf("invariants after a stop:\n%s", out)
	}
}

func TestSecondInstanceNamesTheFirst(t *testing.T) {
	dir := t.TempDir()
	start(t, "--data", dir)
	_, err := do(t, "", "serve", "--data", dir, "--listen", "127.0.0.1:0")
	if err == nil || !strings.Contains(oneLine(err), "in use by process") || exitStatus(err) != exitFailure {
		t.Errorf("a second instance: %v", err)
	}
}

func TestUsedPortHarmsNothing(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dir := filepath.Join(t.TempDir(), "data")
	_, err = do(t, "", "serve", "--data", dir, "--listen", listener.Addr().String())
	if err == nil || !strings.Contains(err.Error(), "is in use by another program") {
		t.Errorf("a used port: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the data directory was touched: %v", err)
	}
}

func TestWrongUseEndsWithStatusTwo(t *testing.T) {
	dir := t.TempDir()
	for name, args := range map[string][]string{
		"no command":      {},
		"unknown command": {"dance"},
		"unknown flag":    {"serve", "--dance"},
		"wrong setting":   {"serve", "--data", dir, "--listen", "here"},
		"wrong address":   {"migrate", "--database", "mysql://host/name"},
		"no such account": {"user", "reset-password", "nobody", "--data", dir},
		"wrong login":     {"user", "add", "Có Dấu", "--name", "Lan", "--data", dir},
		"no bundle":       {"compute", "/nowhere.json"},
		"unknown unit":    {"user", "add", "lan", "--name", "Lan", "--role", "officer", "--unit", "nowhere", "--data", dir},
	} {
		_, err := do(t, "", args...)
		if err == nil || exitStatus(err) != exitUsage || strings.Contains(oneLine(err), "\n") {
			t.Errorf("%s: status %d, %v", name, exitStatus(err), err)
		}
	}
}

func TestEveryCommandHasHelp(t *testing.T) {
	for _, command := range []string{"", "serve", "demo", "compute", "migrate", "check", "user", "user add", "blob", "blob copy", "blob verify", "invariants", "routes", "policy", "workflow", "errors", "jobs", "version"} {
		out, err := do(t, "", append(strings.Fields(command), "--help")...)
		if err != nil || !strings.Contains(out, "Usage: parindex") {
			t.Errorf("%s --help: %v\n%s", command, err, out)
		}
	}
}

func TestUnusableDirectories(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := do(t, "", "serve", "--data", file, "--listen", "127.0.0.1:0")
	if err == nil || !strings.Contains(err.Error(), "data directory") {
		t.Errorf("a file as data directory: %v", err)
	}
}

func TestAccountsOnTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	out := mustDo(t, "user", "add", "bao", "--name", "Lê Văn Bảo", "--role", "admin", "--data", dir)
	if !strings.Contains(out, "first password: ") {
		t.Errorf("no first password:\n%s", out)
	}
	if _, err := do(t, "con trâu đi trước cái cày\n", "user", "add", "lan", "--name", "Trần Thị Lan", "--password-stdin", "--data", dir); err != nil {
		t.Error(err)
	}
	mustDo(t, "user", "grant", "lan", "viewer", "--data", dir)
	mustDo(t, "user", "revoke", "lan", "viewer", "--data", dir)
	mustDo(t, "user", "grant", "lan", "standing", "--data", dir)
	want := "bao\tLê Văn Bảo\tactive\tadmin\nlan\tTrần Thị Lan\tactive\tstanding\n"
	if got := mustDo(t, "user", "list", "--data", dir); got != want {
		t.Errorf("listed:\n%s want:\n%s", got, want)
	}
	mustDo(t, "user", "deactivate", "lan", "--data", dir)
	if got := mustDo(t, "user", "list", "tran", "--data", dir); got != "lan\tTrần Thị Lan\tclosed\tstanding\n" {
		t.Errorf("after closing: %s", got)
	}
}

func TestCheckChangesNothingAndTellsNoSecret(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	out := mustDo(t, "check", "--data", dir)
	if !strings.Contains(out, "is empty") {
		t.Error(out)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Error("check made the data directory")
	}
	mustDo(t, "migrate", "--data", dir)
	if out := mustDo(t, "check", "--data", dir); !strings.Contains(out, "the sqlite database answers") {
		t.Error(out)
	}
	out, err := do(t, "", "check", "--data", dir, "--database", "postgres://u:geheim@127.0.0.1:1/d")
	if err == nil || strings.Contains(out+err.Error(), "geheim") {
		t.Errorf("%s %v", out, err)
	}
}

// TestRequestsThatHaveBegunAreFinished stops the server while a request is on
// its way: its body comes only after the stop.
func TestRequestsThatHaveBegunAreFinished(t *testing.T) {
	s := start(t, "--data", t.TempDir())
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	head := "POST /no-such-page HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	goOn := make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))
	if _, err := io.ReadFull(conn, goOn); err != nil || !strings.Contains(string(goOn), "100") {
		t.Fatalf("the handler does not read the body: %q, %v", goOn, err)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- s.stop() }()
	for { // until the server takes in nothing new
		probe, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			break
		}
		probe.Close()
	}
	select {
	case err := <-stopped:
		t.Fatalf("the server did not wait for the request: %v", err)
	default:
	}
	if _, err := io.WriteString(conn, "a=1"); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 4") {
		t.Errorf("the request got %q, %v", answer, err)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestDocsAreWhatTheProgramPrints(t *testing.T) {
	for command, file := range map[string]string{
		"policy": "POLICY.md", "routes": "ROUTES.md", "errors": "ERRORS.md", "jobs": "JOBS.md", "notices": "NOTICES.md", "workflow": "WORKFLOW.md",
	} {
		t.Run(command, func(t *testing.T) {
			testkit.Golden(t, filepath.Join("..", "..", "docs", file), mustDo(t, command))
		})
	}
}
