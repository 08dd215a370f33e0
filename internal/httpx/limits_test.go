package httpx

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"parindex/internal/policy"
)

func echo() *App {
	return newApp(
		public("POST", "/x", func(r *Request) (Reply, error) {
			policy.Note(r.Context(), policy.ReadPublic)
			return Page{Body: text("got " + r.Text("a"))}, nil
		}),
		public("GET", "/x", asks(Page{Body: text("x")}, nil)),
		Route{Method: "POST", Path: "/upload", Action: policy.ReadPublic, Body: UploadBody, Handle: func(r *Request) (Reply, error) {
			policy.Note(r.Context(), policy.ReadPublic)
			n, err := io.Copy(io.Discard, r.Body)
			return Page{Body: text(fmt.Sprint(n))}, err
		}},
	)
}

func TestFormsHaveLimits(t *testing.T) {
	many := strings.Builder{}
	for i := range MaxFields + 1 {
		fmt.Fprintf(&many, "f%d=1&", i)
	}
	for _, c := range []struct {
		name, target, body string
		status             int
		says               string
	}{
		{"an ordinary form", "/x", "a= b ", 200, "got b"},
		{"a body over the limit", "/x", "a=" + strings.Repeat("x", MaxBody), 413, "error.too_large"},
		{"too many fields", "/x", many.String(), 413, "error.too_many_fields"},
		{"one field too often", "/x", strings.Repeat("a=1&", MaxFields+1), 413, "error.too_many_fields"},
		{"a query over the limit", "/x?" + strings.Repeat("q", MaxQuery+1), "", 414, "query too long"},
		{"text that is none", "/x", "a=%ff", 422, "error.malformed"},
		{"a name that is none", "/x", "%ff=a", 422, "error.malformed"},
		{"a zero byte", "/x", "a=b%00", 422, "error.malformed"},
		{"a broken escape", "/x", "a=%zz", 422, "error.malformed"},
		{"a semicolon", "/x", "a=1;b=2", 422, "error.malformed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := ask(t, echo(), "POST", c.target, c.body)
			if w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("%d %.200s", w.Code, w.Body)
			}
		})
	}
}

func TestMultipartForms(t *testing.T) {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	if err := m.WriteField("a", "Cần Thơ"); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if w := ask(t, echo(), "POST", "/x", body.String(), "Content-Type: "+m.FormDataContentType()); w.Body.String() != "got Cần Thơ" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	cut, _, _ := strings.Cut(body.String(), " Thơ")
	if w := ask(t, echo(), "POST", "/x", cut, "Content-Type: "+m.FormDataContentType()); w.Code != 422 {
		t.Errorf("a form that was cut off: %d %s", w.Code, w.Body)
	}
}

func TestUploadsAreLeftToTheHandler(t *testing.T) {
	w := ask(t, echo(), "POST", "/upload", strings.Repeat("x", MaxBody+1), "Content-Type: application/octet-stream")
	if w.Body.String() != fmt.Sprint(MaxBody+1) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	for _, c := range []struct{ method, path string }{{"GET", "/missing"}, {"POST", "/missing"}, {"PUT", "/x"}, {"DELETE", "/x"}, {"TRACE", "/x"}} {
		w := ask(t, echo(), c.method, c.path, "")
		if w.Code != http.StatusNotFound && w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s %s: %d", c.method, c.path, w.Code)
		}
	}
}
