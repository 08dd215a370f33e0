package testkit

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"
)

// S3Variable names the variable that holds the program of an S3-compatible
// server. `make test` builds one and sets it.
const S3Variable = "PARINDEX_TEST_S3"

// S3Server is a server of the S3 protocol that a test stops and starts.
type S3Server struct {
	Address string // http://127.0.0.1:…
	Key     string
	Secret  string
	t       testing.TB
	dir     string // of the files
	about   string // of what is known of them
	listen  string
	process *exec.Cmd
}

var buckets atomic.Int64

// S3 starts a server with no bucket, that ends with the test, and skips the
// test with its reason where no program is given.
func S3(t testing.TB) *S3Server {
	t.Helper()
	if os.Getenv(S3Variable) == "" {
		t.Skipf("skipped: %s is not set, no S3-compatible server to test on; make test builds one", S3Variable)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listen := listener.Addr().String()
	_ = listener.Close() // only its number was wanted
	s := &S3Server{Address: "http://" + listen, Key: "parindex", Secret: "a secret of the tests", t: t, dir: t.TempDir(), about: t.TempDir(), listen: listen}
	s.Start()
	t.Cleanup(s.Stop)
	return s
}

// Bucket is the address of a bucket that is still to be made.
func (s *S3Server) Bucket() string {
	return fmt.Sprintf("%s/evidence%d/files", s.Address, buckets.Add(1))
}

// Start starts the server and waits until it answers.
func (s *S3Server) Start() {
	s.t.Helper()
	if s.process != nil {
		return
	}
	s.process = exec.Command(os.Getenv(S3Variable), "--port", s.listen, "--access", s.Key, "--secret", s.Secret, "--quiet",
		"posix", "--sidecar", s.about, s.dir)
	s.process.Stderr = os.Stderr
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		line, err := net.DialTimeout("tcp", s.listen, time.Second)
		if err == nil {
			_ = line.Close() // it answers
			return
		}
	}
	s.t.Fatal("the S3-compatible server does not answer")
}

// Stop ends the server at once; what it has stored stays.
func (s *S3Server) Stop() {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Kill() // it may have ended
	_ = s.process.Wait()
	s.process = nil
}
