package httpx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/testkit"
)

// text is a component that writes itself.
type text string

func (t text) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(t))
	return err
}

// asks makes a handler that asks for the public action and answers.
func asks(reply Reply, err error) Handler {
	return func(r *Request) (Reply, error) {
		policy.Note(r.Context(), policy.ReadPublic)
		return reply, err
	}
}

func public(method, path string, h Handler) Route {
	return Route{Method: method, Path: path, Action: policy.ReadPublic, Handle: h}
}

// newApp makes an application of these routes in which the token "lan" is
// Lan's, "new" is of someone who must change the first password, and "broken"
// cannot be looked up.
func newApp(routes ...Route) *App {
	return &App{
		Routes: routes, Clock: testkit.NewClock(), Log: testkit.Quiet(), Random: func(int) string { return "ref123" },
		SignInPath: "/sign-in", FirstPasswordPath: "/password",
		SignedIn: func(_ context.Context, token string) (par.Actor, Login, error) {
			switch token {
			case "lan":
				return par.Actor{Person: "lan", Grants: []par.Grant{{Role: par.Standing}}}, Login{Token: token}, nil
			case "new":
				return par.Actor{Person: "new"}, Login{Token: token, MustChange: true}, nil
			case "broken":
				return par.Actor{}, Login{}, errors.New("disk gone")
			}
			return par.Actor{}, Login{}, nil
		},
		ErrorPage: func(_ *Request, e *par.Error, status int, reference string) Component {
			return text(fmt.Sprintf("refused %s %d %s", e.Key, status, reference))
		},
	}
}

// ask sends one request; each header is "Name: value".
func ask(t *testing.T, app *App, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := app.Handler()
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestEveryCodeHasItsStatus(t *testing.T) {
	want := map[par.Code]int{
		par.Invalid: 422, par.Unauthenticated: 401, par.Forbidden: 403, par.NotFound: 404, par.Conflict: 409,
		par.Closed: 423, par.TooLarge: 413, par.TooMany: 429, par.Unavailable: 503, par.Internal: 500,
	}
	for _, code := range par.Codes() {
		w := ask(t, newApp(public("POST", "/x", asks(nil, par.E(code, "k")))), "POST", "/x", "")
		if w.Code != want[code] {
			t.Errorf("%s answers %d, want %d", code, w.Code, want[code])
		}
	}
	if len(want) != len(par.Codes()) {
		t.Errorf("%d codes, %d expected", len(par.Codes()), len(want))
	}
}

func TestFailuresTellAReferenceAndNothingElse(t *testing.T) {
	for name, h := range map[string]Handler{
		"panic":                     func(*Request) (Reply, error) { panic("secret detail") },
		"unknown error":             asks(nil, errors.New("secret detail")),
		"internal":                  asks(nil, par.E(par.Internal, "error.internal").Because(errors.New("secret detail"))),
		"page that cannot be drawn": asks(Page{Body: broken{}}, nil),
		"value that is no data":     asks(JSON{Value: func() {}}, nil),
	} {
		for _, accept := range []string{"text/html", "application/json"} {
			var log strings.Builder
			app := newApp(public("GET", "/x", h))
			app.Log = slog.New(slog.NewTextHandler(&log, nil))
			w := ask(t, app, "GET", "/x", "", "Accept: "+accept)
			body := w.Body.String()
			if w.Code != 500 || !strings.Contains(body, "ref123") || strings.Contains(body, "secret") {
				t.Errorf("%s as %s: %d %s", name, accept, w.Code, body)
			}
			if name != "page that cannot be drawn" && name != "value that is no data" && !strings.Contains(log.String(), "secret detail") {
				t.Errorf("%s as %s: the cause is not in the log: %s", name, accept, log.String())
			}
		}
	}
}

type broken struct{}

func (broken) Render(context.Context, io.Writer) error { return errors.New("secret detail") }

func TestWhoNeverAsksIsNotAnswered(t *testing.T) {
	forgets := func(*Request) (Reply, error) { return Page{Body: text("what nobody permitted")}, nil }
	asksAnother := func(r *Request) (Reply, error) {
		policy.Note(r.Context(), policy.SignIn)
		return Page{Body: text("what nobody permitted")}, nil
	}
	for name, h := range map[string]Handler{"never": forgets, "for something else": asksAnother} {
		w := ask(t, newApp(public("GET", "/x", h)), "GET", "/x", "")
		if w.Code != 500 || strings.Contains(w.Body.String(), "permitted") {
			t.Errorf("asked %s: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestRowsThatCannotBeRegistered(t *testing.T) {
	fine := public("GET", "/a", asks(nil, nil))
	for name, rows := range map[string][]Route{
		"no action":        {{Method: "GET", Path: "/a", Handle: fine.Handle}},
		"no handler":       {{Method: "GET", Path: "/a", Action: policy.ReadPublic}},
		"another method":   {public("PUT", "/a", fine.Handle)},
		"no method":        {public("", "/a", fine.Handle)},
		"no path":          {public("GET", "", fine.Handle)},
		"twice":            {fine, fine},
		"a broken pattern": {public("GET", "/{", fine.Handle)},
	} {
		if _, err := newApp(rows...).Handler(); err == nil {
			t.Errorf("a row with %s was registered", name)
		}
	}
	if _, err := newApp(fine).Handler(); err != nil {
		t.Errorf("a sound row was refused: %v", err)
	}
}

func TestSignIn(t *testing.T) {
	home := Route{Method: "GET", Path: "/home", Action: policy.ReadHome, Handle: func(r *Request) (Reply, error) {
		policy.Note(r.Context(), policy.ReadHome)
		return Page{Body: text("hello " + string(r.Actor.Person))}, nil
	}}
	post := home
	post.Method = "POST"
	admin := Route{Method: "GET", Path: "/admin", Action: policy.ReadAccounts, Handle: home.Handle}
	app := newApp(home, post, admin)
	for _, c := range []struct {
		name, method, path, cookie, header string
		status                             int
		body, location                     string
	}{
		{name: "a known token", method: "GET", path: "/home", cookie: "lan", status: 200, body: "hello lan"},
		{name: "no cookie", method: "GET", path: "/home?a=b", status: 303, location: "/sign-in?next=%2Fhome%3Fa%3Db"},
		{name: "an unknown token", method: "GET", path: "/home", cookie: "x", status: 303, location: "/sign-in?next=%2Fhome"},
		{name: "a save without a sign-in", method: "POST", path: "/home", status: 401, body: "refused error.unauthenticated 401 "},
		{name: "a part of a page", method: "GET", path: "/home", header: "HX-Request: true", status: 401, body: "refused error.unauthenticated 401 "},
		{name: "a program", method: "GET", path: "/home", header: "Accept: application/json", status: 401},
		{name: "a role that never may", method: "GET", path: "/admin", cookie: "lan", status: 403, body: "refused error.forbidden 403 "},
		{name: "a first password", method: "GET", path: "/home", cookie: "new", status: 303, location: "/password"},
		{name: "sessions cannot be read", method: "GET", path: "/home", cookie: "broken", status: 500, body: "refused error.internal 500 ref123"},
	} {
		t.Run(c.name, func(t *testing.T) {
			headers := []string{"X-Nothing: 1"}
			if c.cookie != "" {
				headers = append(headers, "Cookie: parindex="+c.cookie)
			}
			if c.header != "" {
				headers = append(headers, c.header)
			}
			w := ask(t, app, c.method, c.path, "", headers...)
			if w.Code != c.status || (c.body != "" && w.Body.String() != c.body) || w.Header().Get("Location") != c.location {
				t.Errorf("%d %q %q", w.Code, w.Header().Get("Location"), w.Body)
			}
		})
	}
}

func TestEveryAnswerHasTheHeaders(t *testing.T) {
	app := newApp(public("GET", "/x", asks(Page{Body: text("x")}, nil)), public("GET", "/bad", asks(nil, errors.New("x"))))
	app.Secure = true
	for _, path := range []string{"/x", "/bad", "/missing", "/x?" + strings.Repeat("q", MaxQuery+1)} {
		h := ask(t, app, "GET", path, "").Header()
		csp := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%.20s: the policy lacks %s: %s", path, part, csp)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%.20s: %s", path, csp)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
		} {
			if h.Get(name) != want {
				t.Errorf("%.20s: %s is %q, want %q", path, name, h.Get(name), want)
			}
		}
	}
}

func TestOtherOriginsCannotSave(t *testing.T) {
	saved := 0
	app := newApp(public("POST", "/x", func(r *Request) (Reply, error) {
		saved++
		policy.Note(r.Context(), policy.ReadPublic)
		return Redirect{To: "/"}, nil
	}), public("GET", "/x", asks(Page{Body: text("x")}, nil)))
	for _, header := range []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: https://evil.example", "Origin: null"} {
		if w := ask(t, app, "POST", "/x", "", header); w.Code != 403 || !strings.Contains(w.Body.String(), "error.cross_origin") {
			t.Errorf("%s: %d %s", header, w.Code, w.Body)
		}
	}
	if saved != 0 {
		t.Errorf("%d saves from elsewhere", saved)
	}
	for _, header := range []string{"Sec-Fetch-Site: same-origin", "Origin: http://example.com", "X-Nothing: 1"} {
		if w := ask(t, app, "POST", "/x", "", header); w.Code != 303 {
			t.Errorf("%s: %d %s", header, w.Code, w.Body)
		}
	}
	if w := ask(t, app, "GET", "/x", "", "Sec-Fetch-Site: cross-site"); w.Code != 200 {
		t.Errorf("a link from elsewhere: %d", w.Code)
	}
}

func TestCookiesAreForThisHostAlone(t *testing.T) {
	secure, plain := newApp(), newApp()
	secure.Secure = true
	got := []string{secure.SignInCookie("t").String(), plain.SignInCookie("t").String(), secure.SignInCookie("").String()}
	want := []string{
		"__Host-parindex=t; Path=/; HttpOnly; Secure; SameSite=Lax", "parindex=t; Path=/; HttpOnly; SameSite=Lax",
		"__Host-parindex=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
