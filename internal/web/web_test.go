package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/blob"
	"parindex/internal/council"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/explanation"
	"parindex/internal/httpx"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/reminder"
	"parindex/internal/round"
	"parindex/internal/testkit"
	"parindex/internal/thread"
	"parindex/internal/unit"
	books "parindex/internal/workbook"
)

const password = "con trâu đi trước cái cày"

// site is the whole face over a fresh database.
type site struct {
	t        *testing.T
	services Services
	handler  http.Handler
	clock    *testkit.Clock
	keys     int
}

func newSite(t *testing.T) *site {
	t.Helper()
	clock := testkit.NewClock()
	d := testkit.SQLite(t, clock)
	w := &site{t: t, clock: clock, services: Services{
		DB: d, Clock: clock, Log: testkit.Quiet(), Disk: func() error { return nil }, Place: "thành phố Cần Thơ",
		Accounts: account.New(d, account.Options{
			Random: testkit.Random(3), Log: testkit.Quiet(), Cost: account.Cost{Passes: 1, Memory: 64},
		}),
		Units: unit.New(d), Notices: notice.New(d), Explanations: explanation.New(d), Councils: council.New(d), Reminders: reminder.New(d), Publications: publication.New(d), Editions: criteria.New(d), Dossiers: dossier.New(d), Threads: thread.New(d), Appraisals: appraisal.New(d), Workbooks: books.New(d),
		Rounds: round.New(d, appraisal.Procedure()),
	}}
	var drawn atomic.Int64 // requests may come at once
	w.services.Random = func(int) string { return "random-text-" + strings.Repeat("x", int(drawn.Add(1))) }
	files, err := blob.Open(t.TempDir(), testkit.Random(4))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	w.services.Evidence = evidence.New(d, files, evidence.Limits{File: 1 << 20, Unit: 1 << 30}, dossier.LeafResource)
	if w.handler, err = New(w.services).Handler(); err != nil {
		t.Fatal(err)
	}
	return w
}

// person makes an account with the roles.
func (w *site) person(login, name string, roles ...par.Grant) account.Person {
	w.t.Helper()
	draft := account.Draft{Login: login, Name: name, Language: "vi"}
	p, err := w.services.Accounts.Enrol(w.t.Context(), par.Program(), w.key(), draft, password)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, g := range roles {
		if _, err := w.services.Accounts.Grant(w.t.Context(), par.Program(), w.key(), p.ID, g); err != nil {
			w.t.Fatal(err)
		}
	}
	return p
}

func (w *site) key() db.Key {
	w.keys++
	return db.Key{Value: "test-key-" + strings.Repeat("k", w.keys)}
}

// browser keeps cookies between requests, as a reader's does.
type browser struct {
	*site
	cookies map[string]string
}

func (w *site) browser() *browser { return &browser{site: w, cookies: map[string]string{}} }

// signIn opens a browser in which the person has signed in.
func (w *site) signIn(login string) *browser {
	w.t.Helper()
	b := w.browser()
	answer := b.post("/sign-in", "login", login, "password", password)
	if answer.Code != http.StatusSeeOther {
		w.t.Fatalf("%s could not sign in: %d %s", login, answer.Code, answer.Body)
	}
	return b
}

func (b *browser) get(path string) *httptest.ResponseRecorder {
	return b.do(httptest.NewRequest(http.MethodGet, path, nil))
}

// post sends a form of alternating names and values.
func (b *browser) post(path string, pairs ...string) *httptest.ResponseRecorder {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *browser) do(r *http.Request) *httptest.ResponseRecorder {
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.cookies[c.Name] = c.Value
	}
	return w
}

// expect checks the status and that the body holds each text.
func expect(t *testing.T, answer *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	if answer.Code != status {
		t.Errorf("status %d, want %d: %s", answer.Code, status, answer.Body)
	}
	for _, text := range texts {
		if !strings.Contains(answer.Body.String(), text) {
			t.Errorf("the page does not say %q", text)
		}
	}
}

func expectTo(t *testing.T, answer *httptest.ResponseRecorder, to string) {
	t.Helper()
	if got := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || got != to {
		t.Errorf("status %d to %q, want 303 to %q", answer.Code, got, to)
	}
}

// field finds the value of the first field of a name.
func field(t *testing.T, answer *httptest.ResponseRecorder, name string) string {
	t.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(answer.Body.String())
	if found == nil {
		t.Fatalf("no field %s in the page", name)
	}
	return found[1]
}

func TestProbesAnswer(t *testing.T) {
	b := newSite(t).browser()
	expect(t, b.get("/healthz"), 200, `"ok"`)
	expect(t, b.get("/readyz"), 200, `"ready"`)
}

func TestEveryRouteCanBeRegistered(t *testing.T) {
	app := httpx.App{Routes: Routes()}
	if _, err := app.Handler(); err != nil {
		t.Error(err)
	}
}
