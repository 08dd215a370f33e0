package httpx

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Component is something that draws itself: a templ component.
type Component interface {
	Render(ctx context.Context, w io.Writer) error
}

// Reply is what a handler answers: Page, Fragment, Redirect, Again, JSON, Plain, File, Stream, Static or NotModified.
type Reply interface {
	send(w http.ResponseWriter, r *Request) error
}

// Page is a whole page.
type Page struct {
	Status int // 0 means 200
	Body   Component
	Tag    string // entity tag of a page that the reader may keep and ask about; empty: not to be kept
}

// Fragment is a part of a page, asked for by the page's own script.
type Fragment struct {
	Status int // 0 means 200
	Body   Component
}

// Redirect sends the reader on after a change. Done names a text flash.<Done>
// that the next page shows.
type Redirect struct {
	To   string
	Done string
}

// Again sends a form once more that came when nobody was signed in, now with
// the cookie of the person who has signed in, and answers with what comes of it.
type Again struct {
	Path   string
	Form   url.Values
	Cookie *http.Cookie
}

// JSON is a value for a program.
type JSON struct {
	Status int // 0 means 200
	Value  any
}

// File is a download, or a picture or document that the page's viewer reads.
// Nothing served this way can run with the reader's rights.
type File struct {
	Name    string
	Type    string
	Size    int64
	Tag     string // entity tag without quotes; empty: none
	Content io.ReadSeekCloser
	Private bool // not to be kept by shared caches
}

// Static hands the request on to the files that are part of the program.
type Static struct{ Files http.Handler }

// NotModified says that the reader's copy of the page with this tag is still good.
type NotModified struct{ Tag string }

func (p Page) send(w http.ResponseWriter, r *Request) error {
	if p.Tag != "" {
		keepable(w.Header(), p.Tag)
	}
	return sendHTML(w, r, p.Status, p.Body)
}

// keepable lets a reader keep a page and ask each time whether it is still good.
func keepable(h http.Header, tag string) {
	h.Set("ETag", weakTag(tag))
	h.Set("Cache-Control", "no-cache")
	h.Add("Vary", "Cookie")
}

func weakTag(tag string) string { return "W/" + strconv.Quote(tag) }

func (f Fragment) send(w http.ResponseWriter, r *Request) error {
	return sendHTML(w, r, f.Status, f.Body)
}

func sendHTML(w http.ResponseWriter, r *Request, status int, body Component) error {
	var buffer bytes.Buffer
	buffer.Grow(64 << 10)
	if err := body.Render(r.Context(), &buffer); err != nil {
		return fmt.Errorf("draw page: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return sendBytes(w, r, status, buffer.Bytes())
}

func (j JSON) send(w http.ResponseWriter, r *Request) error {
	body, err := json.Marshal(j.Value)
	if err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	return sendBytes(w, r, j.Status, append(body, '\n'))
}

func sendBytes(w http.ResponseWriter, r *Request, status int, body []byte) error {
	if status == 0 {
		status = http.StatusOK
	}
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-store")
	}
	body = compress(w, r, body)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, err := w.Write(body)
	return ignoreGone(err)
}

func (d Redirect) send(w http.ResponseWriter, r *Request) error {
	to := d.To
	if !Local(to) {
		to = "/"
	}
	if d.Done != "" {
		to = withQuery(to, "done", d.Done)
	}
	w.Header().Set("Cache-Control", "no-store")
	if r.Header.Get("X-Keep") != "" { // the page's script has to know that it was done
		w.Header().Set("X-Location", to)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

func (a Again) send(w http.ResponseWriter, r *Request) error {
	again, err := http.NewRequestWithContext(r.Context(), http.MethodPost, a.Path, strings.NewReader(a.Form.Encode()))
	if err != nil {
		return fmt.Errorf("send a form again: %w", err)
	}
	again.RequestURI, again.Host, again.RemoteAddr = a.Path, r.Host, r.RemoteAddr
	for _, name := range []string{"Accept", "Accept-Encoding", "Accept-Language", "User-Agent"} {
		again.Header.Set(name, r.Header.Get(name))
	}
	again.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for _, cookie := range r.Cookies() {
		if cookie.Name != a.Cookie.Name {
			again.AddCookie(cookie)
		}
	}
	again.AddCookie(a.Cookie)
	r.routes.ServeHTTP(w, again)
	return nil
}

func withQuery(to, name, value string) string {
	path, fragment, _ := strings.Cut(to, "#")
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	path += mark + name + "=" + value
	if fragment != "" {
		path += "#" + fragment
	}
	return path
}

func (f File) send(w http.ResponseWriter, r *Request) error {
	defer f.Content.Close()
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Content-Disposition", disposition(f.Name))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "public, max-age=300")
	if f.Private {
		h.Set("Cache-Control", "private, no-cache")
	}
	if f.Tag != "" {
		h.Set("ETag", strconv.Quote(f.Tag))
	}
	http.ServeContent(w, r.Request, "", time.Time{}, f.Content)
	return nil
}

// disposition names a download in ASCII and, beside it, as it is really called.
func disposition(name string) string {
	ascii := strings.Map(func(c rune) rune {
		if c < 0x20 || c > 0x7e || strings.ContainsRune(`"\/;%`, c) {
			return '_'
		}
		return c
	}, name)
	full := strings.Map(func(c rune) rune {
		if c < 0x20 || c == '/' || c == '\\' || c == 0x7f {
			return '_'
		}
		return c
	}, name)
	value := mime.FormatMediaType("attachment", map[string]string{"filename": full})
	_, extended, found := strings.Cut(value, "; filename*=")
	if !found {
		return mime.FormatMediaType("attachment", map[string]string{"filename": ascii})
	}
	return `attachment; filename="` + ascii + `"; filename*=` + extended
}

func (s Static) send(w http.ResponseWriter, r *Request) error { //nolint:unparam // a reply may fail, this one cannot
	s.Files.ServeHTTP(w, r.Request)
	return nil
}

func (n NotModified) send(w http.ResponseWriter, _ *Request) error {
	keepable(w.Header(), n.Tag)
	w.WriteHeader(http.StatusNotModified)
	return nil
}
