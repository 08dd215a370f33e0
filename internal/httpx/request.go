package httpx

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"time"

	"parindex/internal/db"
	"parindex/internal/par"
)

// Request is an HTTP request together with who sends it, when and in what language.
type Request struct {
	*http.Request
	Actor    par.Actor
	Login    Login
	Lang     string // "vi" or "en"
	Now      par.Time
	ID       string
	Random   func(n int) string // n random bytes as text, for keys of forms
	response http.ResponseWriter
	routes   http.Handler // every route, for what is sent once more
}

// Login is the sign-in behind a request; zero for the public.
type Login struct {
	Token      string // as the cookie holds it
	MustChange bool   // the first password is still to be changed
}

// Text returns a field of the form, without the blanks around it.
func (r *Request) Text(name string) string { return strings.TrimSpace(r.Form.Get(name)) }

// Flag tells whether a box of the form was ticked.
func (r *Request) Flag(name string) bool { return r.Form.Get(name) != "" }

// PathID returns a path value as an id. What has not the form of an id is an
// id that does not exist.
func (r *Request) PathID(name string) (par.ID, error) {
	id := par.ID(r.PathValue(name))
	if !id.Valid() {
		return "", par.E(par.NotFound, "error.not_found")
	}
	return id, nil
}

// Key returns the idempotency key of a save: the header Idempotency-Key or the
// hidden field _key, and a hash of what is saved.
func (r *Request) Key() db.Key {
	value := r.Header.Get("Idempotency-Key")
	if value == "" {
		value = r.Form.Get("_key")
	}
	return db.Key{Value: value, Fingerprint: r.fingerprint()}
}

func (r *Request) fingerprint() string {
	names := make([]string, 0, len(r.Form))
	for name := range r.Form {
		if name != "_key" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	h := sha256.New()
	h.Write([]byte(r.Method + "\x00" + r.URL.Path))
	for _, name := range names {
		for _, value := range r.Form[name] {
			h.Write([]byte("\x00" + name + "\x01" + value))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// WantsJSON tells whether the client asked for JSON rather than a page.
func (r *Request) WantsJSON() bool {
	accept, _, _ := strings.Cut(r.Header.Get("Accept"), ",")
	kind, _, _ := mime.ParseMediaType(accept)
	return kind == "application/json" || kind == "application/problem+json"
}

// WantsFragment tells whether the page's own script asked for a part of a page.
func (r *Request) WantsFragment() bool {
	return r.Header.Get("HX-Request") != "" || r.Header.Get("X-Fragment") != ""
}

// Keeps tells whether the reader keeps the page of this entity tag already.
func (r *Request) Keeps(tag string) bool {
	return strings.Contains(r.Header.Get("If-None-Match"), strconv.Quote(tag))
}

// SetCookie adds a cookie to the answer.
func (r *Request) SetCookie(c *http.Cookie) { http.SetCookie(r.response, c) }

// bind binds the keys of the forms that this request draws to a person.
func (r *Request) bind() {
	if random, person := r.Random, r.Actor.Person; person != "" {
		r.Random = func(n int) string { return string(person) + keyMark + random(n) }
	}
}

// keyMark stands in the key of a form between the person for whom it was drawn
// and its random part.
const keyMark = "~"

// DrawnFor returns for whom the form was drawn that the key belongs to; empty
// where the key does not say.
func DrawnFor(key string) par.ID {
	person, _, found := strings.Cut(key, keyMark)
	if !found {
		return ""
	}
	return par.ID(person)
}

// another tells whether what is sent was typed by somebody else than who has
// signed in now: as the page's script says, or the key of its form.
func (r *Request) another() bool {
	said, drawn := par.ID(r.Header.Get("X-Person")), DrawnFor(r.Form.Get("_key"))
	return said != "" && said != r.Actor.Person || drawn != "" && drawn != r.Actor.Person
}

func anotherPerson() error { return par.E(par.Unauthenticated, "error.another_person") }

// ExtendDeadlines lets an upload or a download take its time.
func (r *Request) ExtendDeadlines() {
	control := http.NewResponseController(r.response)
	_ = control.SetReadDeadline(r.Now.Add(UploadTime).Std())  // a connection without deadlines keeps none
	_ = control.SetWriteDeadline(r.Now.Add(UploadTime).Std()) // likewise
}

// BreakOff makes whoever reads the body of the request hear that it has ended,
// though its sender has not: another has come in his place.
func (r *Request) BreakOff() {
	_ = http.NewResponseController(r.response).SetReadDeadline(time.Unix(1, 0)) // long past; a connection without deadlines runs on
}

// Local tells whether a path is one of ours to be redirected to.
func Local(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") && !strings.ContainsAny(path, "\\\r\n\t")
}
