package e2e

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"parindex/internal/testkit/world"
)

// wire is a line that breaks: each time that so many bytes have crossed as its
// next mark says, it cuts every connection and says so.
type wire struct {
	url     string
	mu      sync.Mutex
	to      string
	open    map[net.Conn]bool
	crossed int64
	marks   []int64
	broke   chan int // how many marks are left
}

// wireTo leads to a server and breaks at the marks.
func wireTo(t *testing.T, address string, marks ...int64) *wire {
	t.Helper()
	ear, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = ear.Close() })
	w := &wire{url: "http://" + ear.Addr().String(), open: map[net.Conn]bool{}, marks: marks, broke: make(chan int, len(marks))}
	w.lead(t, address)
	go func() {
		for {
			conn, err := ear.Accept()
			if err != nil {
				return
			}
			go w.carry(conn)
		}
	}()
	return w
}

// lead lets the line end at an address.
func (w *wire) lead(t *testing.T, address string) {
	t.Helper()
	to, err := url.Parse(address)
	must(t, err)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.to = to.Host
}

// carry passes a connection on, both ways, until one side ends or it is cut.
func (w *wire) carry(front net.Conn) {
	defer front.Close()
	w.mu.Lock()
	to := w.to
	w.mu.Unlock()
	back, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer back.Close()
	w.mu.Lock()
	w.open[front], w.open[back] = true, true
	w.mu.Unlock()
	go func() {
		_, _ = io.Copy(front, back) // it ends with either side
		_ = front.Close()
	}()
	_, _ = io.Copy(back, counting{front, w})
}

// counting counts what comes from the browser and cuts the line where it should.
type counting struct {
	net.Conn
	wire *wire
}

func (c counting) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	w := c.wire
	w.mu.Lock()
	defer w.mu.Unlock()
	w.crossed += int64(n)
	if len(w.marks) > 0 && w.crossed >= w.marks[0] {
		w.marks = w.marks[1:]
		for conn := range w.open {
			_ = conn.Close()
		}
		clear(w.open)
		w.broke <- len(w.marks)
		return 0, net.ErrClosed
	}
	return n, err
}

func (w *wire) sent() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.crossed
}

// largePDF makes a PDF of exactly so many bytes that no line can shorten.
func largePDF(size int) []byte {
	var b bytes.Buffer
	var at []int
	object := func(text string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), text)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>")
	const frame = 400 // more than what surrounds the noise
	noise := make([]byte, size-frame-b.Len())
	_, _ = rand.NewChaCha8([32]byte{1}).Read(noise) // it never fails
	object(fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(noise), noise))
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, one := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", one)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF", len(at)+1, table)
	return append(b.Bytes(), bytes.Repeat([]byte("\n"), size-b.Len())...)
}

// A file of 50 MB is cut off five times, and once the server dies: it arrives
// without starting again, and its bytes are equal.
func TestALargeFileSurvivesCutLinesAndARestart(t *testing.T) {
	const mb, largest, lost = 1 << 20, 50 << 20, 5 << 20
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	s := serve(t, at)
	w := wireTo(t, s.url, 7*mb, 15*mb, 23*mb, 31*mb, 42*mb, 52*mb)
	v := openBrowser(t, w.url).as(t, one.Officer.Login, world.Password)
	content, path := largePDF(largest), filepath.Join(t.TempDir(), "báo cáo năm.pdf")
	must(t, os.WriteFile(path, content, 0o600))
	v.open("/units/" + string(one.Unit.ID) + "/documents")
	v.choose("form.upload [name=kind]", "Báo cáo")
	v.fill("form.upload [name=summary]", "Báo cáo năm, bản quét")
	v.attach("form.upload [type=file]", path)
	v.press("form.upload [type=submit]")
	for range 3 {
		<-w.broke
	}
	<-w.broke // in the middle of the fourth cut the server dies, too
	s.kill()
	s = serve(t, at)
	w.lead(t, s.url)
	for range 2 {
		<-w.broke
	}
	v.at("/documents/")
	v.see("báo cáo năm.pdf")
	if sent := w.sent(); sent > largest+6*lost {
		t.Errorf("%d bytes crossed the line for a file of %d", sent, largest)
	} else {
		t.Logf("figure: %.1f MB crossed the line for a file of 50 MB that was cut 5 times and once met a restart", float64(sent)/mb)
	}
	c := newClient(s.url)
	c.signIn(t, one.Officer.Login)
	where, _, _ := strings.Cut(eval[string](v, `location.pathname`), "?")
	answer, err := c.http.Get(s.url + where + "/file")
	must(t, err)
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	must(t, err)
	if answer.StatusCode != http.StatusOK || !bytes.Equal(got, content) {
		t.Errorf("status %d, %d bytes that differ from what was sent", answer.StatusCode, len(got))
	}
}
