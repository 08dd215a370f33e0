package web_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parindex/internal/web"
)

// verdict is what an answer says of a right.
type verdict string

const (
	allowed   verdict = "allowed"   // done, shown, or refused only for what was typed
	signIn    verdict = "sign in"   // sent to the page of signing in, or 401
	forbidden verdict = "forbidden" // the role never may
	missing   verdict = "not found" // does not exist, at least for this person
	closed    verdict = "closed"    // not now: stage, state or deadline
)

// verdictOf reads an answer. Anything else is a defect.
func verdictOf(w *httptest.ResponseRecorder) verdict {
	switch w.Code {
	case http.StatusSeeOther:
		if strings.HasPrefix(w.Header().Get("Location"), "/sign-in?next=") {
			return signIn
		}
		return allowed
	case http.StatusOK, http.StatusNoContent, http.StatusUnprocessableEntity, http.StatusConflict, http.StatusTooManyRequests:
		return allowed
	case http.StatusUnauthorized:
		return signIn
	case http.StatusForbidden:
		return forbidden
	case http.StatusNotFound:
		return missing
	case http.StatusLocked:
		return closed
	}
	return verdict(fmt.Sprintf("status %d", w.Code))
}

// The relations of a person to the thing that an address names. Elsewhere is
// another unit's thing in an area that nobody here was given.
const (
	own       = "own"
	other     = "other"
	elsewhere = "elsewhere"
)

// cell is one request of the walk: who asks for what, of whom, and when.
type cell struct {
	right    right
	person   person
	relation string
	scene    string
	absent   string // the name of the value that names nothing; empty: all exist
}

func (c cell) String() string {
	text := c.right.route + " as " + c.person.name
	if c.relation != "" {
		text += ", " + c.relation
	}
	if c.scene != "" {
		text += ", round " + c.scene
	}
	if c.absent != "" {
		text += ", no such " + c.absent
	}
	return text
}

var pathValue = regexp.MustCompile(`\{([a-z]+)\}`)

// names lists the values in a route's path.
func names(route string) []string {
	var found []string
	for _, m := range pathValue.FindAllStringSubmatch(route, -1) {
		found = append(found, m[1])
	}
	return found
}

// owned are the values that belong to a unit, staged those that differ from
// round to round.
var (
	owned  = []string{"dossier", "document", "use", "item", "notice", "filter", "upload"}
	staged = []string{"round", "dossier", "document", "use", "notice", "filter", "publication"}
)

func has(all []string, some []string) bool {
	return slices.ContainsFunc(all, func(s string) bool { return slices.Contains(some, s) })
}

// cells lists the requests of one route.
func (c *city) cells(r right) []cell {
	values := names(r.route)
	relations, scenes := []string{own}, []string{scenes[0]}
	if has(values, owned) || strings.Contains(r.says, "own") && has(values, []string{"unit"}) {
		relations = []string{own, other}
		if slices.Contains(values, "leaf") {
			relations = append(relations, elsewhere)
		}
	}
	if has(values, staged) {
		scenes = sceneNames()
	}
	if strings.Contains(r.route, "/council") {
		scenes = append(scenes, councilScene)
	}
	var all []cell
	for _, p := range c.persons {
		for _, scene := range scenes {
			for _, relation := range relations {
				all = append(all, cell{right: r, person: p, relation: relation, scene: scene})
			}
			for _, name := range values {
				all = append(all, cell{right: r, person: p, relation: own, scene: scene, absent: name})
			}
		}
	}
	return all
}

func TestEveryRouteToEveryRole(t *testing.T) {
	c := build(t)
	rows := map[string]right{}
	for _, r := range rights {
		rows[r.route] = r
	}
	walked, routes := 0, 0
	for _, route := range web.Routes() {
		name := route.Method + " " + route.Path
		r, ok := rows[name]
		delete(rows, name)
		if !ok {
			t.Errorf("%s is not in the table of rights", name)
			continue
		}
		routes++
		c.signIn(t)
		for _, one := range c.cells(r) {
			if c.walk(t, one) {
				walked++
			}
		}
	}
	for name := range rows {
		t.Errorf("%s is in the table of rights, but is no route", name)
	}
	if c.told == 0 {
		t.Error("nobody read any secret: there was nothing to keep")
	}
	t.Logf("figure: walked %d cells: %d routes, %d roles, %d rounds", walked, routes, len(c.persons), len(scenes))
}

// walk sends the request of a cell and compares the verdict with the table. It
// is false where the scene has no such thing.
func (c *city) walk(t *testing.T, one cell) bool {
	t.Helper()
	path, ok := c.path(one)
	if !ok {
		return false
	}
	want := one.right.wants(one)
	w := c.send(t, one, path, want)
	if got := verdictOf(w); got != want && !(one.right.mayBeClosed(one) && got == closed) {
		t.Errorf("%s: %s, want %s (%s)\n%.300s", one, got, want, path, text(w))
	}
	c.keepsSecrets(t, one, w)
	if want == allowed {
		c.looksAround(t, one, path)
		c.keepsToItsPerson(t, one, path)
	}
	if want == missing && one.absent == "" {
		c.looksAbsent(t, one, w)
	}
	return true
}

// keepsToItsPerson sends the form of a page that was drawn for somebody else:
// it is refused before anything of it is looked at.
func (c *city) keepsToItsPerson(t *testing.T, one cell, path string) {
	t.Helper()
	if method, _, _ := strings.Cut(one.right.route, " "); method == "GET" || method == "OPTIONS" || one.right.route == "POST /sign-in" {
		return
	}
	one.right.form += "&_key=" + string(c.target.Person) + "~drawn-for-another"
	if one.right.head != "" {
		one.right.head += "|X-Person: " + string(c.target.Person)
	}
	w := c.sendTo(t, one, path, allowed, false)
	if w.Code != http.StatusUnauthorized {
		t.Errorf("%s: a form drawn for somebody else: %d\n%.300s", one, w.Code, text(w))
	}
}

// looksAround asks for the parts and views of a page that is allowed: they may
// refuse, but neither fail nor tell more than the page.
func (c *city) looksAround(t *testing.T, one cell, path string) {
	t.Helper()
	if !strings.HasPrefix(one.right.route, "GET ") {
		return
	}
	for _, query := range one.right.views {
		for _, part := range []bool{false, true} {
			query := strings.ReplaceAll(query, "{elsewhere}", c.leaves[elsewhere])
			w := c.sendTo(t, one, path+"?"+query, allowed, part)
			if w.Code >= http.StatusInternalServerError {
				t.Errorf("%s?%s: %d", one, query, w.Code)
			}
			c.keepsSecrets(t, one, w)
		}
	}
}

// looksAbsent compares the answer about another's thing with the answer about
// a thing that does not exist: they must be alike to the byte.
func (c *city) looksAbsent(t *testing.T, one cell, seen *httptest.ResponseRecorder) {
	t.Helper()
	ghost := one
	for _, name := range slices.Backward(names(one.right.route)) {
		if slices.Contains(owned, name) || name == "unit" || name == "publication" {
			ghost.absent = name
			break
		}
	}
	path, ok := c.path(ghost)
	if !ok || ghost.absent == "" {
		return
	}
	a, b := c.mask(seen), c.mask(c.send(t, ghost, path, missing))
	if a != b {
		t.Errorf("%s: another's and nothing differ\n%s\n%s", one, a, b)
	}
}

var idForm = regexp.MustCompile(`[0-9a-v]{26}`)

// mask writes the answer with every id taken out; the clock stands still and
// requests have no number.
func (c *city) mask(w *httptest.ResponseRecorder) string {
	head := fmt.Sprint(w.Code, w.Result().Header)
	return idForm.ReplaceAllString(head+"\n"+w.Body.String(), "ID")
}

func text(w *httptest.ResponseRecorder) string {
	if location := w.Header().Get("Location"); location != "" {
		return location
	}
	body := w.Body.String()
	if i := strings.Index(body, "<main"); i >= 0 {
		body = body[i:]
	}
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " ")), " ")
}

// send asks as the pages would. Only what should be allowed goes without its
// idempotency key: it is refused for want of the key alone, and the city stays
// as it is.
func (c *city) send(t *testing.T, one cell, path string, want verdict) *httptest.ResponseRecorder {
	t.Helper()
	return c.sendTo(t, one, path, want, false)
}

// sendTo is send, as a person or as the page's own script that wants a part.
func (c *city) sendTo(t *testing.T, one cell, path string, want verdict, part bool) *httptest.ResponseRecorder {
	t.Helper()
	method, _, _ := strings.Cut(one.right.route, " ")
	body, kind := one.right.body(t, c.expand(t, one))
	r := httptest.NewRequest(method, path, body)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if part {
		r.Header.Set("X-Fragment", "1")
	}
	for _, line := range strings.Split(one.right.head, "|") {
		if name, value, found := strings.Cut(line, ": "); found {
			r.Header.Set("Tus-Resumable", "1.0.0")
			r.Header.Set(name, value)
		}
	}
	if want != allowed {
		c.sent++
		r.Header.Set("Idempotency-Key", fmt.Sprintf("walk-%08d", c.sent))
	}
	if one.person.token != "" {
		r.AddCookie(&http.Cookie{Name: "parindex", Value: one.person.token})
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return w
}

// body writes the form of a row, or its upload.
func (r right) body(t *testing.T, text string) (io.Reader, string) {
	t.Helper()
	form, err := url.ParseQuery(text)
	if err != nil {
		t.Fatal(err)
	}
	if r.file == "" {
		return strings.NewReader(form.Encode()), "application/x-www-form-urlencoded"
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, values := range form {
		if err := m.WriteField(name, values[0]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("file", r.file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(part, "%PDF-1.4\n"); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return &b, m.FormDataContentType()
}
