package blob

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/par"
	"parindex/internal/testkit"
)

// bucket is a fresh bucket on a server of its own.
func bucket(t *testing.T) (*S3, *testkit.S3Server) {
	t.Helper()
	server := testkit.S3(t)
	s, err := OpenS3(server.Bucket(), "us-east-1", server.Key, server.Secret)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Make(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, server
}

func keep(t *testing.T, s *Store, content []byte) Stored {
	t.Helper()
	stored, err := s.Put(bytes.NewReader(content), 100<<20)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func readAll(t *testing.T, s *Store, hash string) []byte {
	t.Helper()
	f, err := s.Open(t.Context(), hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	body, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestAFileGoesOnToTheBucketAndIsReadFromThere(t *testing.T) {
	remote, _ := bucket(t)
	s := open(t, t.TempDir())
	s.SendOnTo(remote)
	content := bytes.Repeat([]byte("parindex "), 3<<20) // 27 MB: more than one piece of a client that cuts
	stored := keep(t, s, content)
	for range 2 { // the second time it is there already
		if err := s.Send(t.Context(), stored); err != nil {
			t.Fatal(err)
		}
		if left, err := s.Waiting(); err != nil || len(left) > 0 {
			t.Errorf("left in the folder: %v, %v", left, err)
		}
		if !bytes.Equal(readAll(t, s, stored.Hash), content) {
			t.Error("the bytes are others")
		}
		if err := s.Verify(t.Context(), stored); err != nil {
			t.Error(err)
		}
		keep(t, s, content)
	}
	f, err := s.remote.Open(t.Context(), stored.Hash)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	part := make([]byte, 8)
	if _, err := f.ReadAt(part, 9_000_000); err != nil || string(part) != "parindex" {
		t.Errorf("a part from within: %q, %v", part, err)
	}
}

func TestWhileTheBucketIsAwayFilesWaitAndThenGoOn(t *testing.T) {
	remote, server := bucket(t)
	s := open(t, t.TempDir())
	s.SendOnTo(remote)
	sent := keep(t, s, []byte("before"))
	if err := s.Send(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	server.Stop()
	waiting := keep(t, s, []byte("meanwhile"))
	if err := s.Send(t.Context(), waiting); !par.Is(err, par.Unavailable) {
		t.Errorf("sent to nobody: %v", err)
	}
	if got := readAll(t, s, waiting.Hash); string(got) != "meanwhile" {
		t.Errorf("%q", got)
	}
	if _, err := s.Open(t.Context(), sent.Hash); !par.Is(err, par.Unavailable) {
		t.Errorf("a file that is away: %v", err)
	}
	if diff := cmp.Diff([]Stored{waiting}, must(s.Waiting())); diff != "" {
		t.Error(diff)
	}
	if backlog := must(s.Backlog()); backlog.Files != 1 || backlog.Bytes != 9 || backlog.Since == 0 {
		t.Errorf("what waits: %+v", backlog)
	}
	if err := s.Answers(t.Context()); !par.Is(err, par.Unavailable) {
		t.Errorf("a store that is away answers: %v", err)
	}
	server.Start()
	if err := s.Answers(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Send(t.Context(), waiting); err != nil {
		t.Error(err)
	}
	for hash, want := range map[string]string{sent.Hash: "before", waiting.Hash: "meanwhile"} {
		if got := readAll(t, s, hash); string(got) != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func must[V any](v V, err error) V {
	if err != nil {
		panic(err)
	}
	return v
}

func TestManySendTheSameFileAtOnce(t *testing.T) {
	remote, _ := bucket(t)
	content := bytes.Repeat([]byte("x"), 1<<20)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			s := open(t, t.TempDir())
			s.SendOnTo(remote)
			stored, err := s.Put(bytes.NewReader(content), 2<<20)
			if err == nil {
				err = s.Send(t.Context(), stored)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	count := 0
	if err := remote.List(t.Context(), func(Stored) error { count++; return nil }); err != nil || count != 1 {
		t.Errorf("%d files, %v", count, err)
	}
}

// liar is a store that keeps something else than it was given.
type liar struct{ Remote }

func (l liar) Put(ctx context.Context, stored Stored, r io.ReadSeeker) error {
	return l.Remote.Put(ctx, stored, strings.NewReader(strings.Repeat("y", int(stored.Size))))
}

func TestAStoreThatKeepsSomethingElseIsFoundOut(t *testing.T) {
	remote, _ := bucket(t)
	s := open(t, t.TempDir())
	s.SendOnTo(liar{remote})
	stored := keep(t, s, []byte("hello"))
	if err := s.Send(t.Context(), stored); !par.Is(err, par.Internal) {
		t.Errorf("got %v", err)
	}
	if left := must(s.Waiting()); !slices.Contains(left, stored) {
		t.Error("the only good copy is gone")
	}
}

func TestFilesAreCopiedBothWaysAndStayWhereTheyWere(t *testing.T) {
	remote, _ := bucket(t)
	dir := t.TempDir()
	here := open(t, dir)
	here.SendOnTo(remote)
	stored := keep(t, here, []byte("hello"))
	for _, copied := range []bool{true, false} { // the second time it is there
		if got, err := here.CopyOver(t.Context(), Elsewhere, stored); got != copied || err != nil {
			t.Errorf("to the store: copied %v, %v", got, err)
		}
	}
	if diff := cmp.Diff([]Stored{stored}, must(here.Waiting())); diff != "" {
		t.Errorf("the folder has changed: %s", diff)
	}
	fresh := open(t, t.TempDir())
	fresh.SendOnTo(remote)
	for _, copied := range []bool{true, false} {
		if got, err := fresh.CopyOver(t.Context(), Folder, stored); got != copied || err != nil {
			t.Errorf("to the folder: copied %v, %v", got, err)
		}
	}
	for _, side := range []Side{Folder, Elsewhere} {
		if there, err := fresh.On(t.Context(), side, stored.Hash); !there || err != nil {
			t.Errorf("not on side %d: %v", side, err)
		}
	}
	if _, err := fresh.CopyOver(t.Context(), Folder, Stored{Hash: strings.Repeat("0", 64), Size: 1}); !par.Is(err, par.NotFound) {
		t.Errorf("a file that lies nowhere: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, place(stored.Hash)), []byte("hellO"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := here.CopyOver(t.Context(), Folder, stored); !par.Is(err, par.Internal) {
		t.Errorf("a damaged file was taken for whole: %v", err)
	}
}

func TestAddressesOfBuckets(t *testing.T) {
	for _, address := range []string{"", "s3.example/evidence", "ftp://s3.example/evidence", "https://s3.example", "https://s3.example/"} {
		if _, err := OpenS3(address, "", "k", "s"); err == nil {
			t.Errorf("%q was taken", address)
		}
	}
}
