package httpx

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"syscall"
	"time"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// App is what the adapter needs from the rest of the program.
type App struct {
	Routes []Route
	Clock  par.Clock
	Log    *slog.Logger
	Secure bool               // cookies and links are for HTTPS only
	Random func(n int) string // n random bytes as text

	// SignedIn finds who holds a sign-in token; an unknown or expired one is
	// the public, not an error.
	SignedIn func(ctx context.Context, token string) (par.Actor, Login, error)
	// ErrorPage draws a refusal. The reference is set for internal errors.
	ErrorPage func(r *Request, err *par.Error, status int, reference string) Component
	// ErrorText says a refusal in a sentence, for routes with a PartBody.
	ErrorText func(r *Request, err *par.Error) string
	// SignInAgain draws the page of signing in that takes along what the request
	// has sent; nil means that there is none.
	SignInAgain func(r *Request) Component
	// SignInPath is where someone who must sign in first is sent.
	SignInPath string
	// FirstPasswordPath is the only page for who must change a first password.
	FirstPasswordPath string

	routes http.Handler
}

// Handler builds the server from the table. A row without an action, without a
// handler or against another row is refused.
func (a *App) Handler() (http.Handler, error) {
	mux := http.NewServeMux()
	a.routes = mux
	for _, route := range a.Routes {
		if err := route.fault(); err != nil {
			return nil, err
		}
		if err := register(mux, route.Method+" "+route.Path, a.adapt(route)); err != nil {
			return nil, err
		}
	}
	mux.Handle("/", a.adapt(Route{Method: http.MethodGet, Path: "/", Action: policy.ReadPublic, Handle: notFound}))
	return a.guard(mux), nil
}

func register(mux *http.ServeMux, pattern string, h http.Handler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("route " + pattern + " cannot be registered")
		}
	}()
	mux.Handle(pattern, h)
	return nil
}

func notFound(r *Request) (Reply, error) {
	policy.Note(r.Context(), policy.ReadPublic)
	return nil, par.E(par.NotFound, "error.not_found")
}

// guard is what stands before every route: limits, headers and the origin of
// the request.
func (a *App) guard(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(a.adapt(Route{Action: policy.ReadPublic, Handle: crossOrigin}))
	gate := make(chan struct{}, MaxConcurrent)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers(w.Header(), a.Secure)
		if len(r.URL.RawQuery) > MaxQuery {
			http.Error(w, "query too long", http.StatusRequestURITooLong)
			return
		}
		wait := time.NewTimer(QueueTime)
		defer wait.Stop()
		select {
		case gate <- struct{}{}:
			defer func() { <-gate }()
		case <-wait.C:
			w.Header().Set("Retry-After", "5")
			http.Error(w, "busy, try again", http.StatusServiceUnavailable)
			return
		}
		origin.Handler(next).ServeHTTP(w, r)
	})
}

func crossOrigin(r *Request) (Reply, error) {
	policy.Note(r.Context(), policy.ReadPublic)
	return nil, par.E(par.Forbidden, "error.cross_origin")
}

func headers(h http.Header, secure bool) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "+
		"connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	if secure {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// CookieName is the name of the sign-in cookie. The __Host- form binds it to
// this host over HTTPS.
func (a *App) CookieName() string {
	if a.Secure {
		return "__Host-parindex"
	}
	return "parindex"
}

// SignInCookie makes the cookie that holds a sign-in token; an empty token ends it.
func (a *App) SignInCookie(token string) *http.Cookie {
	c := &http.Cookie{Name: a.CookieName(), Value: token, Path: "/", HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

func ignoreGone(err error) error {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func requestContext(r *http.Request, id string) (context.Context, *policy.Ledger) {
	return policy.WithLedger(db.WithRequestID(r.Context(), id))
}
