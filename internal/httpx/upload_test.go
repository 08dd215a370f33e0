package httpx

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"parindex/internal/par"
	"parindex/internal/policy"
)

// upload is a form with a field and then a file.
func upload(t *testing.T, value, name, content string) (body []byte, kind string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("number", value); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

func TestUploadGivesFieldsThenTheFile(t *testing.T) {
	whole, kind := upload(t, "214/QĐ", "a.pdf", strings.Repeat("x", 5000))
	noFile, noFileKind := upload(t, "214/QĐ", "", "")
	long, longKind := upload(t, strings.Repeat("x", MaxBody), "a.pdf", "x")
	bad, badKind := upload(t, "\xff", "a.pdf", "x")
	huge, hugeKind := upload(t, "1", "a.pdf", strings.Repeat("x", MaxBody+30_000))
	cases := []struct {
		name, kind string
		body       []byte
		want       string
	}{
		{"whole", kind, whole, "214/QĐ a.pdf 5000"},
		{"no file chosen", noFileKind, noFile, "214/QĐ  0"},
		{"endless field", longKind, long, string(par.TooLarge)},
		{"field that is no text", badKind, bad, string(par.Invalid)},
		{"too large", hugeKind, huge, string(par.TooLarge)},
		{"cut off in the file", kind, whole[:3000], string(par.Invalid)},
		{"cut off in a field", kind, whole[:130], string(par.Invalid)},
		{"no upload at all", "text/plain", []byte("x"), string(par.Invalid)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			app := newApp(Route{Method: "POST", Path: "/x", Action: policy.ReadPublic, Body: UploadBody, Handle: func(r *Request) (Reply, error) {
				policy.Note(r.Context(), policy.ReadPublic)
				file, err := r.Upload("file", 10_000)
				var content []byte
				if err == nil && file.Content != nil {
					content, err = io.ReadAll(file.Content)
				}
				got = r.Text("number") + " " + file.Name + " " + strconv.Itoa(len(content))
				if err != nil {
					got = string(par.CodeOf(err))
				}
				r.Drain()
				return Page{Body: text("done")}, nil
			}})
			h, err := app.Handler()
			if err != nil {
				t.Fatal(err)
			}
			request := httptest.NewRequest(http.MethodPost, "/x", bytes.NewReader(c.body))
			request.Header.Set("Content-Type", c.kind)
			h.ServeHTTP(httptest.NewRecorder(), request)
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
