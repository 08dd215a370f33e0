package e2e

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"

	"parindex/internal/testkit/world"
)

// line is the way from the browser to the program, which a test can cut and
// lead to another place.
type line struct {
	url  string
	cut  atomic.Bool
	deaf atomic.Bool // what is sent arrives, its answer does not
	to   atomic.Pointer[url.URL]
}

// proxy passes on to where the line ends.
func (l *line) proxy() *httputil.ReverseProxy {
	return &httputil.ReverseProxy{ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(l.to.Load())
		r.Out.Host = r.In.Host // the program asks whether its own pages are speaking
	}}
}

func lineTo(t *testing.T, address string) *line {
	t.Helper()
	l := &line{}
	l.lead(t, address)
	through := l.proxy()
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if l.cut.Load() {
			panic(http.ErrAbortHandler) // the connection breaks without an answer
		}
		if l.deaf.Load() {
			through.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	l.url = front.URL
	return l
}

// lead lets the line end at an address.
func (l *line) lead(t *testing.T, address string) {
	t.Helper()
	to, err := url.Parse(address)
	must(t, err)
	l.to.Store(to)
}

// fraction types a of b into a leaf and leaves the cell.
func (v *tab) fraction(leaf, a, b string) {
	v.t.Helper()
	v.fill(fmt.Sprintf("[data-cell='%s'] [name=a]", leaf), a)
	v.fill(fmt.Sprintf("[data-cell='%s'] [name=b]", leaf), b)
	v.do(leaveField)
}

// says waits until the cell of a leaf shows a state.
func (v *tab) says(leaf, state string) {
	v.t.Helper()
	v.until(leaf+" "+state, fmt.Sprintf("document.getElementById('pt-%s').innerText.includes(%q)", leaf, state))
}

// nothingKept waits until the browser holds nothing that is not saved.
func (v *tab) nothingKept() {
	v.t.Helper()
	v.until("an empty outbox", `Object.keys(localStorage).every(k => !k.startsWith("outbox:"))`)
}

func TestNothingTypedIntoTheSheetIsLost(t *testing.T) {
	t.Parallel()
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	city := fill(t, at, 1)
	one := city.Members[0]
	l := lineTo(t, serve(t, at).url)
	v := openBrowser(t, l.url).as(t, one.Officer.Login, world.Password)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3"
	v.open(sheet)
	v.fraction("3.3.1", "118.555", "120.671")
	v.says("3.3.1", "Đã lưu")
	v.see("118.555/120.671 = 98,25 % → 2,95")

	// A lost line: what is typed waits, also through a reload, and is sent when the line is back.
	l.cut.Store(true)
	v.fraction("3.3.2", "9", "10")
	v.says("3.3.2", "Chờ mạng")
	l.cut.Store(false)
	v.open(sheet)
	v.says("3.3.2", "Đã lưu")
	v.saved("3.3.2", "0,90")
	v.nothingKept()

	// A refused figure stays, with its reason, until it is mended.
	v.fraction("3.3.3", "5", "0")
	v.says("3.3.3", "Bị từ chối")
	v.open(sheet)
	v.says("3.3.3", "Bị từ chối")
	v.see("Mẫu số phải lớn hơn 0")
	v.fraction("3.3.3", "5", "100")
	v.says("3.3.3", "Đã lưu")

	// An ended session: nothing is lost, and it goes on after signing in again.
	eval[bool](v, `fetch("/sign-out", {method: "POST", redirect: "manual"}).then(() => true)`)
	v.fraction("3.4.2", "99", "100")
	v.see("Phiên đã hết")
	v.says("3.4.2", "Chờ mạng")
	eval[bool](v, fmt.Sprintf(`fetch("/sign-in", {method: "POST", redirect: "manual", body: new URLSearchParams({login: %q, password: %q})})
		.then(() => dispatchEvent(new Event("focus")))`, one.Officer.Login, world.Password))
	v.says("3.4.2", "Đã lưu")
	v.until("no word of the session", `!document.getElementById("session-bar")`)
	v.nothingKept()
}

func TestTwoPagesOfOnePersonDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	first := openBrowser(t, serve(t, at).url).as(t, one.Officer.Login, world.Password)
	second := first.beside(t)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1"
	first.open(sheet)
	second.open(sheet)
	kept := func(leaf string) string {
		return fmt.Sprintf(`Object.keys(localStorage).some(k => k.endsWith(%q))`, leaf+":answer")
	}

	// Both type into one cell; the second is saved first.
	first.fill("[data-cell='3.3.1'] [name=a]", "90")
	first.fill("[data-cell='3.3.1'] [name=b]", "100")
	first.until("the first typing", kept("3.3.1"))
	second.fraction("3.3.1", "95", "100")
	second.says("3.3.1", "Đã lưu")
	first.do(leaveField)
	first.says("3.3.1", "Xung đột")
	first.see("90/100", "95/100")
	first.press("#inp-3\\.3\\.1 [data-choose=mine]")
	first.says("3.3.1", "Đã lưu")
	first.saved("3.3.1", "2,70")
	first.until("the normal input", `document.querySelector("[data-cell='3.3.1'] [name=a]")?.value == "90" && !document.querySelector("[data-choice]")`)

	// One's own value and then one's own explanation are no conflict, nor are those of a page that sees them.
	first.fraction("3.3.1", "91", "100")
	first.saved("3.3.1", "2,73")
	first.fill("#note", "Lời của trang thứ nhất")
	first.do(leaveField)
	first.until("a saved note", `document.querySelector("[data-note-state]").innerText.includes("Đã lưu")`)
	first.fraction("3.3.1", "92", "100")
	first.saved("3.3.1", "2,76")
	first.nothingKept()

	// Explanations: both see both.
	second.open(sheet)
	first.fill("#note", "Lời mới của trang thứ nhất")
	second.fill("#note", "Lời mới của trang thứ hai")
	second.do(leaveField)
	second.until("a saved note", `document.querySelector("[data-note-state]").innerText.includes("Đã lưu")`)
	first.do(leaveField)
	first.see("Lời mới của trang thứ nhất", "Lời mới của trang thứ hai", "Xung đột")
	first.press("#inp-3\\.3\\.1 [data-choose=theirs]")
	first.until("their note and the normal input", `document.querySelector("#note").value == "Lời mới của trang thứ hai" && document.querySelector("[data-cell='3.3.1'] [name=a]").value == "92"`)
	first.nothingKept()
}

func TestTwoWhoTypeAtOnceSeeBothValues(t *testing.T) {
	t.Parallel()
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	b := openBrowser(t, serve(t, at).url)
	first, second := b.as(t, one.Officer.Login, world.Password), b.as(t, one.Officer.Login, world.Password)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3"
	first.open(sheet)
	second.open(sheet)
	first.fraction("3.3.1", "90", "100")
	first.says("3.3.1", "Đã lưu")
	second.fraction("3.3.1", "95", "100")
	second.says("3.3.1", "Xung đột")
	second.see("90/100", "95/100", one.Officer.Name)
	second.open(sheet)
	second.says("3.3.1", "Xung đột")
	second.press("#inp-3\\.3\\.1 [data-choose=mine]")
	second.says("3.3.1", "Đã lưu")
	second.saved("3.3.1", "2,85")
	first.open(sheet)
	first.saved("3.3.1", "2,85")
	second.nothingKept()
}
