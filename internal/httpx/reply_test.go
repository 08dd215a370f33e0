package httpx

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"mime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/par"
)

func TestLargePagesAreZippedWhereTheReaderTakesIt(t *testing.T) {
	long := strings.Repeat("chỉ số cải cách hành chính ", 200)
	app := newApp(public("GET", "/long", asks(Page{Body: text(long)}, nil)), public("GET", "/short", asks(Page{Body: text("x")}, nil)))
	zipped := ask(t, app, "GET", "/long", "", "Accept-Encoding: gzip, br")
	if zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Body.Len() > len(long)/10 {
		t.Errorf("not zipped: %v, %d bytes", zipped.Header(), zipped.Body.Len())
	}
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := io.ReadAll(z); err != nil || string(back) != long {
		t.Errorf("read back %d bytes, %v", len(back), err)
	}
	if plain := ask(t, app, "GET", "/long", ""); plain.Body.String() != long {
		t.Errorf("plain: %d bytes", plain.Body.Len())
	}
	if short := ask(t, app, "GET", "/short", "", "Accept-Encoding: gzip"); short.Header().Get("Content-Encoding") != "" || short.Header().Get("Vary") != "Accept-Encoding" {
		t.Errorf("a short page: %v", short.Header())
	}
}

func TestPagesAreNotKept(t *testing.T) {
	app := newApp(public("GET", "/x", asks(Page{Body: text("x")}, nil)))
	if got := ask(t, app, "GET", "/x", "").Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control %q", got)
	}
}

// closing is a file of the test.
type closing struct {
	*strings.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

func TestFilesKeepTheirNamesAndCannotRun(t *testing.T) {
	for _, c := range []struct{ name, ascii, full string }{
		{"report.pdf", "report.pdf", ""},
		{"Báo cáo quý.pdf", "B_o c_o qu_.pdf", "Báo cáo quý.pdf"},
		{"Quyết định số 12/QĐ-UBND.pdf", "", "Quyết định số 12_QĐ-UBND.pdf"},
		{"a\"b;c.pdf", "a_b_c.pdf", ""},
		{"../../etc/passwd", ".._.._etc_passwd", ".._.._etc_passwd"},
		{"a\r\nSet-Cookie: x=y.pdf", "a__Set-Cookie: x=y.pdf", "a__Set-Cookie: x=y.pdf"},
	} {
		t.Run(c.name, func(t *testing.T) {
			content := &closing{Reader: strings.NewReader("%PDF-1.7")}
			app := newApp(public("GET", "/f", asks(File{Name: c.name, Type: "application/pdf", Tag: "abc", Private: true, Content: content}, nil)))
			w := ask(t, app, "GET", "/f", "")
			value := w.Header().Get("Content-Disposition")
			kind, params, err := mime.ParseMediaType(value)
			if err != nil || kind != "attachment" {
				t.Fatalf("%q: %v", value, err)
			}
			want := c.full
			if want == "" {
				want = c.ascii
			}
			if params["filename"] != want {
				t.Errorf("%q names %q, want %q", value, params["filename"], want)
			}
			for _, line := range value {
				if line < ' ' || line > '~' {
					t.Errorf("%q is not ASCII", value)
					break
				}
			}
			if !content.closed || w.Body.String() != "%PDF-1.7" {
				t.Errorf("closed %v, %q", content.closed, w.Body)
			}
			h := w.Header()
			got := []string{h.Get("Content-Security-Policy"), h.Get("X-Content-Type-Options"), h.Get("Cross-Origin-Resource-Policy"), h.Get("Cache-Control"), h.Get("Etag")}
			if diff := cmp.Diff([]string{"sandbox; default-src 'none'", "nosniff", "same-origin", "private, no-cache", `"abc"`}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFilesAreServedInPartsAndOnce(t *testing.T) {
	app := newApp(public("GET", "/f", func(r *Request) (Reply, error) {
		return asks(File{Name: "f", Type: "application/pdf", Tag: "abc", Content: &closing{Reader: strings.NewReader("0123456789")}}, nil)(r)
	}))
	if w := ask(t, app, "GET", "/f", "", "Range: bytes=2-4"); w.Code != 206 || w.Body.String() != "234" {
		t.Errorf("a part: %d %q", w.Code, w.Body)
	}
	if w := ask(t, app, "GET", "/f", "", `If-None-Match: "abc"`); w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("a copy that is still good: %d %q", w.Code, w.Body)
	}
}

func TestRedirectsStayHere(t *testing.T) {
	for to, want := range map[string]string{
		"/rounds":              "/rounds?done=saved",
		"/rounds?a=1#leaf":     "/rounds?a=1&done=saved#leaf",
		"//evil.example":       "/?done=saved",
		"https://evil.example": "/?done=saved",
		"javascript:alert(1)":  "/?done=saved",
		"/\\evil.example":      "/?done=saved",
		"\\\\evil.example":     "/?done=saved",
		"/\t/evil.example":     "/?done=saved",
		"/a\r\nX: y":           "/?done=saved",
		"/..//evil.example":    "/evil.example?done=saved",
		"":                     "/?done=saved",
	} {
		w := ask(t, newApp(public("POST", "/x", asks(Redirect{To: to, Done: "saved"}, nil))), "POST", "/x", "")
		if got := w.Header().Get("Location"); w.Code != 303 || got != want {
			t.Errorf("to %q: %d %q, want %q", to, w.Code, got, want)
		}
	}
}

func TestProblemsAreJSON(t *testing.T) {
	fault := par.InvalidFields(map[string]par.Text{"name": par.T("error.length", "min", 1, "max", 9)})
	w := ask(t, newApp(public("POST", "/x", asks(nil, fault))), "POST", "/x", "", "Accept: application/json")
	var got Problem
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := Problem{
		Type: "about:blank", Title: "Unprocessable Entity", Status: 422, Code: "invalid", Key: "error.fields",
		Fields: map[string]string{"name": "error.length"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if kind := w.Header().Get("Content-Type"); w.Code != 422 || kind != "application/problem+json" {
		t.Errorf("%d %s", w.Code, kind)
	}
}

func TestFragmentsAndStatuses(t *testing.T) {
	app := newApp(public("GET", "/f", asks(Fragment{Status: 409, Body: text("<p>x</p>")}, nil)), public("GET", "/n", asks(NotModified{}, nil)),
		public("GET", "/j", asks(JSON{Status: 201, Value: map[string]int{"a": 1}}, nil)))
	if w := ask(t, app, "GET", "/f", "", "X-Fragment: 1"); w.Code != 409 || w.Body.String() != "<p>x</p>" || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("fragment: %d %q %v", w.Code, w.Body, w.Header())
	}
	if w := ask(t, app, "GET", "/n", ""); w.Code != 304 || w.Body.Len() != 0 {
		t.Errorf("not modified: %d %q", w.Code, w.Body)
	}
	if w := ask(t, app, "GET", "/j", ""); w.Code != 201 || w.Body.String() != "{\"a\":1}\n" {
		t.Errorf("JSON: %d %q", w.Code, w.Body)
	}
}

func TestTheLanguageIsKept(t *testing.T) {
	app := newApp(public("GET", "/x", func(r *Request) (Reply, error) { return asks(Page{Body: text(r.Lang)}, nil)(r) }))
	for _, c := range []struct{ target, cookie, want string }{
		{"/x", "", "vi"}, {"/x", "en", "en"}, {"/x", "xx", "vi"}, {"/x?lang=en", "", "en"}, {"/x?lang=vi", "en", "vi"}, {"/x?lang=zz", "", "vi"},
	} {
		w := ask(t, app, "GET", c.target, "", "Cookie: lang="+c.cookie)
		if w.Body.String() != c.want {
			t.Errorf("%s with cookie %q speaks %s, want %s", c.target, c.cookie, w.Body, c.want)
		}
		if chosen := strings.Contains(c.target, "lang=vi") || strings.Contains(c.target, "lang=en"); chosen != (w.Header().Get("Set-Cookie") != "") {
			t.Errorf("%s: cookie %q", c.target, w.Header().Get("Set-Cookie"))
		}
	}
}

func TestKeysCoverWhatIsSaved(t *testing.T) {
	app := newApp(public("POST", "/x", func(r *Request) (Reply, error) {
		key := r.Key()
		return asks(Page{Body: text(key.Value + " " + key.Fingerprint)}, nil)(r)
	}))
	of := func(body string, headers ...string) string {
		return ask(t, app, "POST", "/x", body, headers...).Body.String()
	}
	first := of("a=1&b=2&_key=k1")
	if !strings.HasPrefix(first, "k1 ") || of("b=2&a=1&_key=k1") != first {
		t.Errorf("the order of fields changes the key: %s", first)
	}
	for _, other := range []string{"a=1&b=3&_key=k1", "a=1b=2&_key=k1", "a=1&b=2&c=&_key=k1", "a=2&b=1&_key=k1"} {
		if of(other) == first {
			t.Errorf("%s has the fingerprint of another save", other)
		}
	}
	if got := of("a=1&b=2&_key=k1", "Idempotency-Key: h1"); !strings.HasPrefix(got, "h1 ") {
		t.Errorf("the header does not go first: %s", got)
	}
}

func TestPathIDsHaveTheirForm(t *testing.T) {
	app := newApp(public("GET", "/r/{id}", func(r *Request) (Reply, error) {
		id, err := r.PathID("id")
		return asks(Page{Body: text(id)}, err)(r)
	}))
	sound := strings.Repeat("0", 26)
	for id, status := range map[string]int{sound: 200, "x": 404, sound + "0": 404, strings.ToUpper("a" + sound[1:]): 404, "..%2f": 404} {
		if w := ask(t, app, "GET", "/r/"+id, ""); w.Code != status {
			t.Errorf("%s: %d, want %d", id, w.Code, status)
		}
	}
}
