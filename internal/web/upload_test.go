package web

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"parindex/internal/par"
)

// tus sends a request of the protocol; pairs are headers.
func (b *browser) tus(method, path string, body io.Reader, pairs ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Tus-Resumable", "1.0.0")
	if method == http.MethodPatch {
		r.Header.Set("Content-Type", "application/offset+octet-stream")
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	return b.do(r)
}

// begin begins to send a file and returns its address.
func (b *browser) begin(uploads, name string, length int) string {
	b.t.Helper()
	answer := b.tus("POST", uploads, nil, "Upload-Length", fmt.Sprint(length), "Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte(name)))
	path := answer.Header().Get("Location")
	if answer.Code != http.StatusCreated || answer.Header().Get("Upload-Expires") == "" || answer.Header().Get("Tus-Resumable") != "1.0.0" {
		b.t.Fatalf("status %d, %v: %s", answer.Code, answer.Header(), answer.Body)
	}
	return path
}

// head asks how far a file has come.
func (b *browser) head(path string) string {
	return b.tus("HEAD", path, nil).Header().Get("Upload-Offset")
}

func uploadsOf(library string) string { return strings.Replace(library, "/documents", "/uploads", 1) }

func TestTheProtocolOfUploads(t *testing.T) {
	b, library := officeOf(newSite(t))
	uploads := uploadsOf(library)
	offered := b.tus("OPTIONS", uploads, nil).Header()
	for name, want := range map[string]string{
		"Tus-Version": "1.0.0", "Tus-Resumable": "1.0.0", "Tus-Max-Size": "1048576",
		"Tus-Extension": "creation,expiration,checksum,termination", "Tus-Checksum-Algorithm": "sha1,sha256",
	} {
		if got := offered.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	content := somePDF(t, 2)
	path, half := b.begin(uploads, "Quyết định.pdf", len(content)), len(content)/2
	answer := b.tus("PATCH", path, bytes.NewReader(content[:half]), "Upload-Offset", "0")
	if answer.Code != 204 || answer.Header().Get("Upload-Offset") != fmt.Sprint(half) || answer.Header().Get("Upload-Expires") == "" {
		t.Errorf("first part: %d %v", answer.Code, answer.Header())
	}
	answer = b.tus("HEAD", path, nil)
	for name, want := range map[string]string{
		"Upload-Offset": fmt.Sprint(half), "Upload-Length": fmt.Sprint(len(content)), "Cache-Control": "no-store", "Tus-Resumable": "1.0.0",
		"Upload-Metadata": "filename " + base64.StdEncoding.EncodeToString([]byte("Quyết định.pdf")),
	} {
		if got := answer.Header().Get(name); got != want {
			t.Errorf("HEAD says %s: %q, want %q", name, got, want)
		}
	}
	overridden := b.tus("POST", path, bytes.NewReader(content[half:]), "Upload-Offset", fmt.Sprint(half), "X-HTTP-Method-Override", "PATCH", "Content-Type", tusPart)
	if overridden.Code != 204 || overridden.Header().Get("Upload-Offset") != fmt.Sprint(len(content)) {
		t.Errorf("last part: %d %s", overridden.Code, overridden.Body)
	}
	id := strings.TrimPrefix(path, "/uploads/")
	taken := b.post(library, "_key", "key-of-the-form", "kind", "decision", "summary", "Ban hành kế hoạch", "upload", id)
	document, done, _ := strings.Cut(taken.Header().Get("Location"), "?")
	if done != "done=document_added" {
		t.Fatalf("the arrived file became no document: %d %s", taken.Code, taken.Body)
	}
	if got := b.get(document + "/file"); !bytes.Equal(got.Body.Bytes(), content) {
		t.Error("the document has other bytes")
	}
	expect(t, b.tus("HEAD", path, nil), 410)
	expect(t, b.tus("DELETE", path, nil), 410)
}

func TestWhatTheProtocolRefuses(t *testing.T) {
	b, library := officeOf(newSite(t))
	b.person("hoa", "Lê Thị Hoa", par.Grant{Role: par.Officer, Unit: par.ID(strings.Split(library, "/")[2])})
	colleague, stranger := b.signIn("hoa"), b.browser()
	uploads := uploadsOf(library)
	path := b.begin(uploads, "qd.pdf", 10)
	sum := func(name string, content []byte) string {
		return name + " " + base64.StdEncoding.EncodeToString(content)
	}
	wrong1, wrong256 := sha1.Sum([]byte("other")), sha256.Sum256([]byte("other"))
	metadata := "filename " + base64.StdEncoding.EncodeToString([]byte("qd.pdf"))
	for _, c := range []struct {
		name   string
		from   *browser
		method string
		path   string
		body   string
		head   []string
		status int
	}{
		{"another version", b, "HEAD", path, "", []string{"Tus-Resumable", "0.2.2"}, 412},
		{"no length", b, "POST", uploads, "", []string{"Upload-Metadata", metadata}, 400},
		{"no name", b, "POST", uploads, "", []string{"Upload-Length", "5"}, 400},
		{"a name that is no base64", b, "POST", uploads, "", []string{"Upload-Length", "5", "Upload-Metadata", "filename %%"}, 400},
		{"too large", b, "POST", uploads, "", []string{"Upload-Length", "1048577", "Upload-Metadata", metadata}, 413},
		{"empty", b, "POST", uploads, "", []string{"Upload-Length", "0", "Upload-Metadata", metadata}, 422},
		{"a form", b, "PATCH", path, "hello", []string{"Upload-Offset", "0", "Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"no offset", b, "PATCH", path, "hello", nil, 400},
		{"beyond the end", b, "PATCH", path, "hello", []string{"Upload-Offset", "5"}, 409},
		{"more than the file", b, "PATCH", path, "hello world!", []string{"Upload-Offset", "0"}, 413},
		{"changed, by SHA-1", b, "PATCH", path, "hello", []string{"Upload-Offset", "0", "Upload-Checksum", sum("sha1", wrong1[:])}, 460},
		{"changed, by SHA-256", b, "PATCH", path, "hello", []string{"Upload-Offset", "0", "Upload-Checksum", sum("sha256", wrong256[:])}, 460},
		{"an unknown sum", b, "PATCH", path, "hello", []string{"Upload-Offset", "0", "Upload-Checksum", "md5 AAAA"}, 400},
		{"a colleague's", colleague, "HEAD", path, "", nil, 404},
		{"a colleague's part", colleague, "PATCH", path, "hello", []string{"Upload-Offset", "0"}, 404},
		{"a colleague who gives up", colleague, "DELETE", path, "", nil, 404},
		{"the public's", stranger, "PATCH", path, "hello", []string{"Upload-Offset", "0"}, 401},
		{"from another site", b, "PATCH", path, "hello", []string{"Upload-Offset", "0", "Sec-Fetch-Site", "cross-site"}, 403},
		{"of somebody else's page", b, "PATCH", path, "hello", []string{"Upload-Offset", "0", "X-Person", "somebody"}, 401},
		{"another method", b, "POST", path, "", []string{"X-HTTP-Method-Override", "GET"}, 400},
	} {
		answer := c.from.tus(c.method, c.path, strings.NewReader(c.body), c.head...)
		if answer.Code != c.status || c.method != "HEAD" && c.status != 403 && strings.Contains(answer.Body.String(), "<") {
			t.Errorf("%s: %d, want %d: %s", c.name, answer.Code, c.status, answer.Body)
		}
	}
	if at := b.head(path); at != "0" {
		t.Errorf("%s bytes were kept of what was refused", at)
	}
	right := sha1.Sum([]byte("hello"))
	expect(t, b.tus("PATCH", path, strings.NewReader("hello"), "Upload-Offset", "0", "Upload-Checksum", sum("sha1", right[:])), 204)
	expect(t, b.tus("DELETE", path, nil), 204)
	expect(t, b.tus("HEAD", path, nil), 404)
}

func TestOfManyWhoSendTheSamePartEachByteCountsOnce(t *testing.T) {
	b, library := officeOf(newSite(t))
	content := somePDF(t, 1)
	path := b.begin(uploadsOf(library), "qd.pdf", len(content))
	var wait sync.WaitGroup
	codes := make([]int, 8)
	for i := range codes {
		mine := &browser{b.site, map[string]string{"parindex": b.cookies["parindex"]}}
		wait.Go(func() {
			codes[i] = mine.tus("PATCH", path, bytes.NewReader(content), "Upload-Offset", "0").Code
		})
	}
	wait.Wait()
	won := 0
	for _, code := range codes {
		if code == 204 {
			won++
		} else if code != 409 && code != 423 {
			t.Errorf("status %d", code)
		}
	}
	if won != 1 || b.head(path) != fmt.Sprint(len(content)) {
		t.Errorf("%d were taken, offset %s", won, b.head(path))
	}
}

// quiet is a line on which nothing comes until it is closed.
type quiet struct{ heard, over chan struct{} }

func (q quiet) Read([]byte) (int, error) {
	close(q.heard)
	<-q.over
	return 0, io.ErrUnexpectedEOF
}

func TestALineThatCannotBeStoppedIsWaitedFor(t *testing.T) {
	b, library := officeOf(newSite(t))
	path := b.begin(uploadsOf(library), "qd.pdf", 10)
	line, ended := quiet{make(chan struct{}), make(chan struct{})}, make(chan struct{})
	first := &browser{b.site, map[string]string{"parindex": b.cookies["parindex"]}}
	go func() {
		defer close(ended)
		first.tus("PATCH", path, line, "Upload-Offset", "0")
	}()
	<-line.heard
	expect(t, b.tus("HEAD", path, nil), 423)
	close(line.over)
	<-ended
	expect(t, b.tus("HEAD", path, nil), 200)
}

func TestWhoComesBackBreaksTheOldLine(t *testing.T) {
	w := newSite(t)
	w.clock.Forward(100 * 365 * 24 * time.Hour) // a real line ends by the real clock, which must not have come so far
	b, library := officeOf(w)
	path := b.begin(uploadsOf(library), "qd.pdf", 10)
	server := httptest.NewServer(b.handler)
	defer server.Close()
	ask := func(method string, body io.Reader) (*http.Response, error) {
		r, err := http.NewRequest(method, server.URL+path, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Tus-Resumable", "1.0.0")
		r.Header.Set("Upload-Offset", "0")
		r.Header.Set("Content-Type", tusPart)
		r.AddCookie(&http.Cookie{Name: "parindex", Value: b.cookies["parindex"]})
		return http.DefaultClient.Do(r)
	}
	body, line := io.Pipe()
	ended := make(chan error)
	go func() {
		answer, err := ask("PATCH", body)
		if err == nil {
			err = answer.Body.Close()
		}
		ended <- err
	}()
	if _, err := io.WriteString(line, "hello"); err != nil {
		t.Fatal(err)
	}
	for {
		answer, err := ask("HEAD", nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != 200 {
			t.Fatalf("the old line was not broken: %d", answer.StatusCode)
		}
		if answer.Header.Get("Upload-Offset") == "5" {
			break
		}
		if answer, err = ask("PATCH", strings.NewReader("hello")); err != nil { // the old line may not have come this far
			t.Fatal(err)
		}
		_ = answer.Body.Close()
	}
	_ = line.Close()
	<-ended
}
