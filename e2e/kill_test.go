package e2e

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/testkit/world"
)

const (
	savers = 16
	kills  = 10
)

// saver is an officer who saves one leaf after the other, again and again.
type saver struct {
	login   string
	dossier par.ID
	leaves  []string
	kept    map[string]entry // the last acknowledged entry of each leaf
	doubt   *entry           // sent, and never answered
	turn    int
}

// next is what the saver says next; what is in doubt is said again first,
// under its old key.
func (s *saver) next() entry {
	if s.doubt != nil {
		return *s.doubt
	}
	leaf := s.leaves[s.turn%len(s.leaves)]
	s.turn++
	last := s.kept[leaf]
	return entry{dossier: s.dossier, leaf: leaf, version: last.version, yes: !last.yes}
}

// work saves until the program is gone, and counts what was acknowledged. An
// answer that is none of success is a defect.
func (s *saver) work(c *client, acknowledged func()) error {
	for {
		e := s.next()
		version, err := c.save(e)
		var network *url.Error
		switch {
		case errors.As(err, &network), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
			s.doubt = &e
			return nil
		case err != nil:
			return err
		case version != e.version+1:
			return fmt.Errorf("%+v was acknowledged as version %d", e, version)
		}
		e.version, s.doubt = version, nil
		s.kept[e.leaf] = e
		acknowledged()
	}
}

func saversOf(w *world.World) []*saver {
	var all []*saver
	for _, m := range w.Members {
		all = append(all, &saver{login: m.Officer.Login, dossier: m.Dossier, leaves: w.YesNo(), kept: map[string]entry{}})
	}
	return all
}

// rush lets all savers work at once and calls enough when so many saves have
// been acknowledged. It returns when nobody can save any more.
func rush(t *testing.T, url string, all []*saver, many int, enough func()) int {
	t.Helper()
	var mu sync.Mutex
	count := 0
	acknowledged := func() {
		mu.Lock()
		defer mu.Unlock()
		if count++; count == many {
			go enough()
		}
	}
	clients := map[*saver]*client{}
	for _, s := range all {
		clients[s] = newClient(url)
		clients[s].signIn(t, s.login)
	}
	var wait sync.WaitGroup
	for _, s := range all {
		wait.Go(func() {
			if err := s.work(clients[s], acknowledged); err != nil {
				t.Error(err)
				enough()
			}
		})
	}
	wait.Wait()
	return count
}

// present compares what was acknowledged with what the use cases read. What is
// in doubt may be there or not, but nothing else.
func present(t *testing.T, at storage, all []*saver) {
	t.Helper()
	d := open(t, at)
	defer func() { must(t, d.Close()) }()
	for _, s := range all {
		must(t, d.Read(context.Background(), func(tx *db.Tx) error {
			scores, err := dossier.Scores(tx, s.dossier)
			found := map[string]dossier.Score{}
			for _, one := range scores {
				found[one.Leaf] = one
			}
			for leaf, kept := range s.kept {
				got := found[leaf]
				if s.doubt != nil && s.doubt.leaf == leaf && got.Version == kept.version+1 {
					kept.version, kept.yes = kept.version+1, s.doubt.yes
				}
				if got.Version != kept.version || got.Value == nil || got.Value.Yes == nil || *got.Value.Yes != kept.yes {
					t.Errorf("%s, leaf %s: acknowledged version %d (%v), found %+v", s.login, leaf, kept.version, kept.yes, got)
				}
			}
			return err
		}))
	}
}

func TestNoAcknowledgedSaveIsLostByKilling(t *testing.T) {
	t.Parallel()
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	all := saversOf(fill(t, at, savers))
	total := 0
	for i := range kills {
		s := serve(t, at)
		total += rush(t, s.url, all, 150+53*i, s.kill)
		s.kill() // and wait until it is gone
		if t.Failed() {
			t.Fatalf("the program said:\n%.3000s", s.log)
		}
		present(t, at, all)
		unharmed(t, at)
	}
	doubts := 0
	for _, s := range all {
		if s.doubt != nil {
			doubts++
		}
	}
	t.Logf("figure: %d kills, %d saves acknowledged by %d clients, none lost; %d in doubt at the end", kills, total, savers, doubts)
}

func TestStoppingFinishesWhatHasBegun(t *testing.T) {
	t.Parallel()
	for name, at := range engines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := at(t)
			all := saversOf(fill(t, at, savers))
			s := serve(t, at)
			slow := begin(t, s.url, all[0])
			count := rush(t, s.url, all[1:], 200, func() { _ = s.cmd.Process.Signal(syscall.SIGTERM) })
			slow.finish(t)
			if status := s.stop(t); status != 0 {
				t.Errorf("stopped with status %d:\n%s", status, s.log)
			}
			present(t, at, all)
			unharmed(t, at)
			t.Logf("%d saves acknowledged before the stop", count)
		})
	}
}

// begun is a save of which only the head has been sent.
type begun struct {
	saver *saver
	entry entry
	conn  net.Conn
	body  string
}

// begin sends the head of a save, so that the program is waiting for the rest.
func begin(t *testing.T, address string, s *saver) *begun {
	t.Helper()
	c := newClient(address)
	c.signIn(t, s.login)
	at, err := url.Parse(address)
	must(t, err)
	conn, err := net.Dial("tcp", at.Host)
	must(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	e := s.next()
	b := &begun{saver: s, entry: e, conn: conn, body: e.form().Encode()}
	var cookies []string
	for _, one := range c.http.Jar.Cookies(at) {
		cookies = append(cookies, one.Name+"="+one.Value)
	}
	_, err = fmt.Fprintf(conn, "POST /dossiers/%s/leaves/%s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nAccept: application/json\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		e.dossier, e.leaf, at.Host, strings.Join(cookies, "; "), len(b.body), b.body[:5])
	must(t, err)
	return b
}

// finish sends the rest and expects a whole answer.
func (b *begun) finish(t *testing.T) {
	t.Helper()
	must(t, b.conn.SetDeadline(time.Now().Add(20*time.Second)))
	_, err := io.WriteString(b.conn, b.body[5:])
	must(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(b.conn), nil)
	if err != nil {
		t.Fatalf("a request that had begun was cut off: %v", err)
	}
	defer answer.Body.Close()
	if body, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("a request that had begun: %d %s %v", answer.StatusCode, body, err)
	}
	b.entry.version++
	b.saver.kept[b.entry.leaf] = b.entry
}
