package httpx

import (
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"parindex/internal/par"
)

// watcher remembers the status that was sent.
type watcher struct {
	http.ResponseWriter
	status int
}

func (w *watcher) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watcher) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

func (w *watcher) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// logLine writes the one line of a request. It names the route, not the
// address, so that no typed text and no secret reaches the log.
func (a *App) logLine(route Route, r *Request, status int, took time.Duration, err error) {
	level := slog.LevelInfo
	fields := []any{
		"request", r.ID, "method", r.Method, "route", route.Path, "status", status, "ms", took.Milliseconds(), "person", string(r.Actor.Person),
	}
	if err != nil {
		fields = append(fields, "code", string(par.CodeOf(err)))
	}
	if par.Is(err, par.Internal) || par.Is(err, par.Unavailable) {
		level = slog.LevelError
		fields = append(fields, "err", err.Error())
	}
	a.Log.Log(r.Context(), level, "request", fields...)
}

// language chooses the language: the query's, then the cookie's, then Vietnamese.
func language(r *http.Request) string {
	if lang := r.URL.Query().Get("lang"); lang == "vi" || lang == "en" {
		return lang
	}
	if c, err := r.Cookie("lang"); err == nil && c.Value == "en" {
		return "en"
	}
	return "vi"
}

// rememberLanguage keeps a language that was chosen by a link, so that the next
// page speaks it too.
func (a *App) rememberLanguage(r *Request) {
	if chosen := r.URL.Query().Get("lang"); chosen == r.Lang {
		r.SetCookie(a.LanguageCookie(chosen))
	}
}

// LanguageCookie makes the cookie that holds the reader's language.
func (a *App) LanguageCookie(lang string) *http.Cookie {
	return &http.Cookie{
		Name: "lang", Value: lang, Path: "/", MaxAge: 365 * 24 * 60 * 60, HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode,
	}
}

func validText(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}
