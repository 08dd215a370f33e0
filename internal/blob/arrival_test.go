package blob

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/par"
)

func TestAFileComesInParts(t *testing.T) {
	s := open(t, t.TempDir())
	content := bytes.Repeat([]byte("0123456789"), 1<<20) // more than one sync
	var at int64
	var told []int64
	came := func(size int64) error { at = size; told = append(told, size); return nil }
	cut := io.MultiReader(bytes.NewReader(content[:5<<20]), iotest.ErrReader(io.ErrUnexpectedEOF))
	if err := s.Append("a1", 0, int64(len(content)), cut, came); !par.Is(err, par.Invalid) {
		t.Errorf("a line that is cut: %v", err)
	}
	if diff := cmp.Diff([]int64{4 << 20, 5 << 20}, told); diff != "" {
		t.Errorf("what was told to be safe: %s", diff)
	}
	if err := s.Append("a1", at, int64(len(content)), bytes.NewReader(content[at:]), came); err != nil {
		t.Fatal(err)
	}
	f, err := s.Arrived("a1")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := io.ReadAll(f)
	if err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes of %d arrived, %v", len(got), len(content), err)
	}
}

func TestUncountedBytesOfACrashAreSentAgain(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if err := os.WriteFile(filepath.Join(dir, incoming, "a1"), []byte("hexxx"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Append("a1", 2, 5, strings.NewReader("llo"), func(int64) error { return nil }); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, incoming, "a1"))
	if err != nil || string(got) != "hello" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestNoMoreArrivesThanWasSaid(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if err := s.Append("a1", 0, 5, strings.NewReader("hello, world"), func(int64) error { return nil }); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, incoming, "a1"))
	if err != nil || string(got) != "hello" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestWhatCannotBeCountedEndsTheTransfer(t *testing.T) {
	refused := errors.New("the row is gone")
	err := open(t, t.TempDir()).Append("a1", 0, 5, strings.NewReader("hello"), func(int64) error { return refused })
	if !errors.Is(err, refused) {
		t.Errorf("got %v", err)
	}
}

func TestNamesOfArrivingFilesStayInTheirFolder(t *testing.T) {
	s := open(t, t.TempDir())
	for _, name := range []string{"", "../tmp/x", "A", "a/b", strings.Repeat("a", 65)} {
		if _, err := s.Arrived(name); !par.Is(err, par.NotFound) {
			t.Errorf("%q: %v", name, err)
		}
		if err := s.Forget(name); err == nil {
			t.Errorf("%q was forgotten", name)
		}
	}
	if err := s.Forget("a1"); err != nil {
		t.Errorf("a file that is not there: %v", err)
	}
}
