package web

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"parindex/internal/account"
	"parindex/internal/httpx"
	"parindex/internal/testkit"
)

// serve builds the server over a fresh database.
func serve(t *testing.T) http.Handler {
	t.Helper()
	clock := testkit.NewClock()
	d := testkit.SQLite(t, clock)
	s := Services{
		DB: d, Clock: clock, Log: testkit.Quiet(), Accounts: account.New(d, account.Options{Random: testkit.Random(3), Log: testkit.Quiet()}),
		Random: func(int) string { return "reference" }, Disk: func() error { return nil },
	}
	h, err := New(s).Handler()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestProbesAnswer(t *testing.T) {
	h := serve(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusOK {
			t.Errorf("%s answers %d: %s", path, w.Code, w.Body)
		}
	}
}

func TestEveryRouteCanBeRegistered(t *testing.T) {
	app := httpx.App{Routes: Routes()}
	if _, err := app.Handler(); err != nil {
		t.Error(err)
	}
}
