package testkit

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
)

// Infection makes a file one in which the scanner of tests finds Threat.
const (
	Infection = "PARINDEX-TEST-INFECTION"
	Threat    = "Parindex.Test.Threat"
)

// Clamd speaks the part of the protocol of ClamAV's daemon that parindex uses.
type Clamd struct {
	Address string

	mu     sync.Mutex
	last   []byte
	answer string // instead of the verdict
}

// NewClamd starts a scanner that ends with the test.
func NewClamd(t testing.TB) *Clamd {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &Clamd{Address: listener.Addr().String()}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			line, err := listener.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				defer line.Close()
				c.serve(line)
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		open.Wait()
	})
	return c
}

// Last returns the bytes of the file that was scanned last.
func (c *Clamd) Last() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.last
}

// Answer makes the scanner say this of every file; empty: the truth again.
func (c *Clamd) Answer(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answer = text
}

func (c *Clamd) serve(line net.Conn) {
	r := bufio.NewReader(line)
	command, err := r.ReadString(0)
	if err != nil || command != "zINSTREAM\x00" {
		return
	}
	var file bytes.Buffer
	for {
		var size uint32
		if err := binary.Read(r, binary.BigEndian, &size); err != nil {
			return
		}
		if size == 0 {
			break
		}
		if _, err := io.CopyN(&file, r, int64(size)); err != nil {
			return
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = file.Bytes()
	answer := "stream: OK"
	if bytes.Contains(c.last, []byte(Infection)) {
		answer = "stream: " + Threat + " FOUND"
	}
	if c.answer != "" {
		answer = c.answer
	}
	fmt.Fprintf(line, "%s\x00", answer)
}
