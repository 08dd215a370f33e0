package e2e

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// wall is the clock of the machine, which the program under test reads too.
type wall struct{}

func (wall) Now() par.Time { return par.At(time.Now()) }

// open opens the data in the test itself; the program must not run meanwhile.
func open(t *testing.T, at storage) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), db.Options{
		Dir: at.dir, URL: at.url, Clock: wall{}, Random: rand.Reader, Log: testkit.Quiet(), EngineClock: at.url != "",
	})
	must(t, err)
	return d
}

// fill puts a city in the middle of self-scoring into an empty database.
func fill(t *testing.T, at storage, units int) *world.World {
	t.Helper()
	d := open(t, at)
	w, err := world.Build(t.Context(), d, wall{}, world.Options{Units: units, Random: rand.Reader})
	must(t, err)
	must(t, d.Close())
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// client is a program that speaks for one person.
type client struct {
	http *http.Client
	base string
}

func newClient(base string) *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // no options, no error
	}
	return &client{base: base, http: &http.Client{
		Jar: jar, Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 1},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// post sends a form as a program does, and returns the status and the body of
// the answer. The error says that there was no answer.
func (c *client) post(path string, form url.Values) (int, []byte, error) {
	r, err := http.NewRequest(http.MethodPost, c.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	answer, err := c.http.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, body, err
}

func (c *client) signIn(t *testing.T, login string) {
	t.Helper()
	status, body, err := c.post("/sign-in", url.Values{"login": {login}, "password": {world.Password}})
	must(t, err)
	if status != http.StatusSeeOther {
		t.Fatalf("sign in as %s: %d %.300s", login, status, body)
	}
}

// entry is one save of one leaf: the version it replaces and what it says.
type entry struct {
	dossier par.ID
	leaf    string
	version int64
	yes     bool
}

// form is the entry as the sheet sends it. Its key makes it repeatable.
func (e entry) form() url.Values {
	answer := "no"
	if e.yes {
		answer = "yes"
	}
	key := fmt.Sprintf("%s-%s-%d", e.dossier, e.leaf, e.version)
	return url.Values{"version": {fmt.Sprint(e.version)}, "yes": {answer}, "_key": {key}}
}

// save sends an entry and returns the version that the answer acknowledges;
// the error says that nobody knows whether it was kept.
func (c *client) save(e entry) (int64, error) {
	status, body, err := c.post("/dossiers/"+string(e.dossier)+"/leaves/"+e.leaf, e.form())
	if err != nil {
		return 0, err
	}
	if status != http.StatusOK {
		return 0, fmt.Errorf("save %+v: status %d: %.300s", e, status, body)
	}
	var saved struct{ Version int64 }
	return saved.Version, json.Unmarshal(body, &saved)
}
