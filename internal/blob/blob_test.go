package blob

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/par"
	"parindex/internal/testkit"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir, testkit.Random(1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// files lists what lies in the folder, by path.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			found = append(found, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

const helloHash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

func TestPutStoresByContent(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	got, err := s.Put(strings.NewReader("hello"), 5)
	if err != nil {
		t.Fatal(err)
	}
	want := Stored{Hash: helloHash, Size: 5}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{helloHash[:2] + "/" + helloHash[2:]}, files(t, dir)); diff != "" {
		t.Error(diff)
	}
	f, err := s.Open(t.Context(), got.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	body, err := io.ReadAll(f)
	if err != nil || string(body) != "hello" {
		t.Errorf("read %q, %v", body, err)
	}
	if err := s.Verify(t.Context(), got); err != nil {
		t.Error(err)
	}
}

func TestPutRefusesAndLeavesNothing(t *testing.T) {
	refusal := par.E(par.Closed, "error.closed")
	cases := []struct {
		name string
		from io.Reader
		code par.Code
		key  string
	}{
		{"one byte too many", strings.NewReader("hello!"), par.TooLarge, "blob.too_large"},
		{"far too many", bytes.NewReader(make([]byte, 1<<20)), par.TooLarge, "blob.too_large"},
		{"sender breaks off", io.MultiReader(strings.NewReader("he"), iotest.ErrReader(io.ErrUnexpectedEOF)), par.Invalid, "blob.broken_off"},
		{"reader refuses", iotest.ErrReader(refusal), par.Closed, "error.closed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			_, err := open(t, dir).Put(c.from, 5)
			e, ok := par.AsError(err)
			if !ok || e.Code != c.code || e.Key != c.key {
				t.Errorf("got %v, want %s %s", err, c.code, c.key)
			}
			if left := files(t, dir); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestSameContentAtTheSameMomentIsStoredOnce(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	content := bytes.Repeat([]byte("parindex"), 10_000)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			stored, err := s.Put(bytes.NewReader(content), 1<<20)
			if err == nil {
				err = s.Verify(t.Context(), stored)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := files(t, dir); len(got) != 1 {
		t.Errorf("files: %v", got)
	}
}

func TestStoredFileIsNeverOverwritten(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	stored, err := s.Put(strings.NewReader("hello"), 5)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, place(stored.Hash))
	before, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(strings.NewReader("hello"), 5); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, after) {
		t.Error("the second put replaced the file of the first")
	}
}

func TestDamageIsFound(t *testing.T) {
	for _, c := range []struct{ name, content string }{{"changed", "hellO"}, {"cut", "hell"}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			stored, err := s.Put(strings.NewReader("hello"), 5)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, place(stored.Hash)), []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := s.Verify(t.Context(), stored); !par.Is(err, par.Internal) {
				t.Errorf("verify said %v", err)
			}
		})
	}
}

func TestUnknownAndMalformedHashesAreNotFound(t *testing.T) {
	s := open(t, t.TempDir())
	for _, hash := range []string{"", helloHash, "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("/", 64), waiting} {
		if _, err := s.Open(t.Context(), hash); !par.Is(err, par.NotFound) {
			t.Errorf("%q: %v", hash, err)
		}
	}
}

func TestStagedFileIsLookedAtBeforeItIsStored(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	staged, err := s.Stage(strings.NewReader("hello"), 5)
	if err != nil {
		t.Fatal(err)
	}
	part := make([]byte, 3)
	if _, err := staged.ReadAt(part, 2); err != nil || string(part) != "llo" {
		t.Errorf("read %q, %v", part, err)
	}
	if _, err := s.Open(t.Context(), staged.Hash); !par.Is(err, par.NotFound) {
		t.Errorf("a waiting file can be opened: %v", err)
	}
	staged.Discard()
	staged.Discard()
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestSweepRemovesWhatACrashLeft(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	old, young := filepath.Join(dir, waiting, "old"), filepath.Join(dir, waiting, "young")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, at := range map[string]par.Time{old: testkit.Noon.Add(-25 * time.Hour), young: testkit.Noon} {
		if err := os.Chtimes(name, at.Std(), at.Std()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Put(strings.NewReader("hello"), 5); err != nil {
		t.Fatal(err)
	}
	removed, err := s.Sweep(testkit.Noon.Add(-24 * time.Hour))
	if err != nil || removed != 1 {
		t.Errorf("removed %d, %v", removed, err)
	}
	want := []string{helloHash[:2] + "/" + helloHash[2:], "tmp/young"}
	if diff := cmp.Diff(want, files(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestFailuresOfTheDiskAreTold(t *testing.T) {
	for errno, key := range map[syscall.Errno]string{
		syscall.ENOSPC: "blob.disk_full", syscall.EDQUOT: "blob.disk_full", syscall.EROFS: "blob.read_only",
		syscall.EACCES: "blob.read_only", syscall.EIO: "blob.failed",
	} {
		e, _ := par.AsError(failure("write", &fs.PathError{Op: "write", Path: "x", Err: errno}))
		if e.Code != par.Unavailable || e.Key != key || !errors.Is(e, errno) {
			t.Errorf("%v: %v", errno, e)
		}
	}
}

// mount mounts a small file system in memory, which only root may do.
func mount(t *testing.T, flags uintptr, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", flags, "size="+size); err != nil {
		t.Skipf("skipped: a small disk cannot be mounted, run the tests as root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

func TestFullDiskLeavesNothing(t *testing.T) {
	dir := mount(t, 0, "64k")
	_, err := open(t, dir).Put(bytes.NewReader(make([]byte, 1<<20)), 2<<20)
	if e, ok := par.AsError(err); !ok || e.Key != "blob.disk_full" {
		t.Errorf("got %v", err)
	}
	if left := files(t, dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestReadOnlyDiskIsToldAtTheStart(t *testing.T) {
	dir := mount(t, syscall.MS_RDONLY, "64k")
	_, err := Open(filepath.Join(dir, "files"), testkit.Random(1))
	if e, ok := par.AsError(err); !ok || e.Key != "blob.read_only" {
		t.Errorf("got %v", err)
	}
}
