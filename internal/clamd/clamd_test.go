package clamd

import (
	"bytes"
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"parindex/internal/testkit"
)

func TestWhatTheScannerSays(t *testing.T) {
	daemon := testkit.NewClamd(t)
	long := bytes.Repeat([]byte("trang "), 100_000)
	cases := []struct {
		name, want string
		file       []byte
	}{
		{"clean", "", []byte("%PDF-1.7")},
		{"nothing", "", nil},
		{"long", "", long},
		{"of the size of a piece", "", long[:chunk]},
		{"infected", testkit.Threat, append(bytes.Clone(long), testkit.Infection...)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Scanner{daemon.Address, time.Minute}.Scan(t.Context(), bytes.NewReader(c.file))
			if err != nil || got != c.want {
				t.Fatalf("threat %q, error %v, want %q", got, err, c.want)
			}
			if !bytes.Equal(daemon.Last(), c.file) {
				t.Errorf("the scanner got %d bytes of %d", len(daemon.Last()), len(c.file))
			}
		})
	}
}

func TestNothingIsKnownWhereTheScannerFails(t *testing.T) {
	daemon := testkit.NewClamd(t)
	daemon.Answer("INSTREAM size limit exceeded. ERROR")
	silent, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for name, address := range map[string]string{"refuses": daemon.Address, "is away": "/nowhere", "is silent": silent.Addr().String()} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			if threat, err := (Scanner{address, time.Minute}).Scan(ctx, strings.NewReader("x")); err == nil {
				t.Errorf("no error, threat %q", threat)
			}
		})
	}
}

func TestAFileThatBreaksOffIsNotClean(t *testing.T) {
	daemon := testkit.NewClamd(t)
	broken := iotest.ErrReader(errors.New("disk"))
	if threat, err := (Scanner{daemon.Address, time.Second}).Scan(t.Context(), broken); err == nil {
		t.Errorf("no error, threat %q", threat)
	}
}
