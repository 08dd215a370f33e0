package httpx

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"parindex/internal/par"
	"parindex/internal/policy"
)

// adapt makes a handler of net/http from a row of the table.
func (a *App) adapt(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, raw *http.Request) {
		started := a.Clock.Now()
		id := a.Random(8)
		ctx, ledger := requestContext(raw, id)
		r := &Request{
			Request: raw.WithContext(ctx), Lang: language(raw), Now: started, ID: id, Random: a.Random, response: w, routes: a.routes,
		}
		w.Header().Set("X-Request-Id", id)
		a.rememberLanguage(r)
		reply, err := a.answer(route, r, ledger)
		status := a.send(w, r, route, reply, err)
		a.logLine(route, r, status, a.Clock.Now().Sub(started), err)
	})
}

// answer runs what stands before the handler, then the handler.
func (a *App) answer(route Route, r *Request, ledger *policy.Ledger) (reply Reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if err := a.signIn(r); err != nil {
		return nil, err
	}
	r.bind()
	if err := policy.MayEver(r.Actor, route.Action); err != nil {
		return nil, err
	}
	if r.Login.MustChange && a.mustChangeFirst(route) {
		return Redirect{To: a.FirstPasswordPath}, nil
	}
	if err := readBody(route, r); err != nil {
		return nil, err
	}
	if route.Action != policy.SignIn && r.another() {
		return nil, anotherPerson()
	}
	reply, err = route.Handle(r)
	if err == nil && !ledger.Asked(route.Action) {
		return nil, fmt.Errorf("the handler of %s %s never asked for %s", route.Method, route.Path, route.Action)
	}
	return reply, err
}

func (a *App) mustChangeFirst(route Route) bool {
	switch route.Action {
	case policy.ChangePassword, policy.SignOut, policy.ReadPublic, policy.SetLanguage, policy.SignIn:
		return false
	}
	return true
}

func (a *App) signIn(r *Request) error {
	cookie, err := r.Cookie(a.CookieName())
	if err != nil || cookie.Value == "" || a.SignedIn == nil {
		return nil // the public
	}
	actor, login, err := a.SignedIn(r.Context(), cookie.Value)
	if err != nil {
		return err
	}
	r.Actor, r.Login = actor, login
	return nil
}

func readBody(route Route, r *Request) error {
	if route.Body != FormBody {
		r.ExtendDeadlines()
		r.Form = r.URL.Query()
		return nil
	}
	r.Body = http.MaxBytesReader(r.response, r.Body, MaxBody)
	err := r.ParseForm()
	if err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		err = r.ParseMultipartForm(MaxBody)
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return par.E(par.TooLarge, "error.too_large", "limit", MaxBody>>20).Because(err)
	}
	if err != nil {
		return par.E(par.Invalid, "error.malformed").Because(err)
	}
	return checkForm(r.Form)
}

// checkForm counts every value of every field and refuses what is no text.
func checkForm(form url.Values) error {
	count := 0
	for name, values := range form {
		count += len(values)
		for _, value := range append(values, name) {
			if !validText(value) {
				return par.E(par.Invalid, "error.malformed")
			}
		}
	}
	if count > MaxFields {
		return par.E(par.TooLarge, "error.too_many_fields", "limit", MaxFields)
	}
	return nil
}

// send writes the reply, or the error as a page or a problem document.
func (a *App) send(w http.ResponseWriter, r *Request, route Route, reply Reply, err error) int {
	watched := &watcher{ResponseWriter: w}
	if err == nil {
		if err = reply.send(watched, r); err == nil || watched.status != 0 {
			return watched.status
		}
	}
	failure, ok := par.AsError(err)
	if !ok {
		failure = par.E(par.Internal, "error.internal").Because(err)
	}
	if failure.Code == par.Unauthenticated && route.Method == http.MethodGet && !r.WantsJSON() && !r.WantsFragment() {
		_ = Redirect{To: a.SignInPath + "?next=" + url.QueryEscape(r.URL.RequestURI())}.send(watched, r)
		return watched.status
	}
	if failure.Code == par.Unauthenticated && a.mayGoOn(route, r) {
		if page := (Page{Status: http.StatusUnauthorized, Body: a.SignInAgain(r)}); page.send(watched, r) == nil {
			return watched.status
		}
	}
	refusal := a.refusal(r, failure)
	if route.Body == PartBody {
		refusal = a.plainRefusal(r, failure, err)
	}
	if sendErr := refusal.send(watched, r); sendErr != nil {
		a.Log.Error("refusal could not be drawn", "request", r.ID, "err", sendErr)
		http.Error(watched, "internal error, reference "+r.ID, http.StatusInternalServerError)
	}
	return watched.status
}

// mayGoOn tells whether a form was sent whose session has ended: then signing
// in takes what was typed along. Its body has not been read yet.
func (a *App) mayGoOn(route Route, r *Request) bool {
	asked := r.Method == http.MethodPost && route.Body == FormBody && !r.WantsJSON() && !r.WantsFragment()
	return asked && a.SignInAgain != nil && r.Actor.Anonymous() && readBody(route, r) == nil
}

func (a *App) refusal(r *Request, failure *par.Error) Reply {
	status := statuses[failure.Code]
	reference := ""
	if failure.Code == par.Internal {
		reference = r.ID
	}
	if r.WantsJSON() {
		r.response.Header().Set("Content-Type", "application/problem+json")
		return JSON{Status: status, Value: problemOf(failure, status, reference)}
	}
	return Page{Status: status, Body: a.ErrorPage(r, failure, status, reference)}
}

// plainRefusal refuses in words alone, with the status of the protocol that
// the route speaks where it has one of its own.
func (a *App) plainRefusal(r *Request, failure *par.Error, err error) Reply {
	reply := Plain{Status: statuses[failure.Code], Text: a.ErrorText(r, failure)}
	if own := (Refusal{}); errors.As(err, &own) {
		reply.Header = own.Header
		if own.Status != 0 {
			reply.Status = own.Status
		}
	}
	return reply
}

// Problem is an error for a program, in the form of RFC 9457.
type Problem struct {
	Type      string            `json:"type"`
	Title     string            `json:"title"`
	Status    int               `json:"status"`
	Code      string            `json:"code"`
	Key       string            `json:"key"`
	Fields    map[string]string `json:"fields,omitempty"`
	Reference string            `json:"reference,omitempty"`
}

func problemOf(e *par.Error, status int, reference string) Problem {
	p := Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: string(e.Code), Key: e.Key, Reference: reference}
	for name, text := range e.Fields {
		if p.Fields == nil {
			p.Fields = map[string]string{}
		}
		p.Fields[name] = text.Key
	}
	return p
}
