package asset

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

func TestUnknownFilesAreNotServed(t *testing.T) {
	for _, path := range []string{"/assets/", "/assets/no.css", "/assets/manifest.json", "/assets/.gitkeep", "/assets/../asset.go", "/assets/dist"} {
		if got := get(path).Code; got != http.StatusNotFound {
			t.Errorf("%s: status %d, want 404", path, got)
		}
	}
}

func TestAddressOfWhatWasNotBuiltLeadsToNothing(t *testing.T) {
	if got := URL("no.css"); got != "/assets/no.css" {
		t.Errorf("URL = %q, want /assets/no.css", got)
	}
}

func TestBuiltFilesAreServedForEver(t *testing.T) {
	if !Ready() {
		t.Skip("skipped: the styles and scripts are not built, run make assets (it needs Node)")
	}
	for entry, kind := range map[string]string{
		"app.css": "text/css; charset=utf-8", "main.js": "text/javascript; charset=utf-8", "theme.js": "text/javascript; charset=utf-8",
		"favicon.svg": "image/svg+xml", "pdf.js": "text/javascript; charset=utf-8", "pdf.worker.js": "text/javascript; charset=utf-8",
	} {
		w := get(URL(entry))
		head := w.Header()
		if w.Code != http.StatusOK || head.Get("Content-Type") != kind {
			t.Errorf("%s: status %d, type %q", entry, w.Code, head.Get("Content-Type"))
		}
		if !strings.Contains(head.Get("Cache-Control"), "immutable") || head.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: header %v is not safe to keep", entry, head)
		}
	}
}

func TestTextsAreSentCompressed(t *testing.T) {
	if !Ready() {
		t.Skip("skipped: the styles and scripts are not built, run make assets (it needs Node)")
	}
	r := httptest.NewRequest(http.MethodGet, URL("app.css"), nil)
	r.Header.Set("Accept-Encoding", "br, gzip")
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	plain := get(URL("app.css"))
	if w.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" {
		t.Errorf("encodings %q and %q, want gzip and none", w.Header().Get("Content-Encoding"), plain.Header().Get("Content-Encoding"))
	}
	if w.Body.Len() >= plain.Body.Len() {
		t.Errorf("compressed %d bytes, plain %d", w.Body.Len(), plain.Body.Len())
	}
}
