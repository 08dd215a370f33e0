package e2e

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"parindex/internal/testkit/world"
)

// The save arrives, its answer does not: sent again, it is done once.
func TestASaveWhoseAnswerIsLostIsDoneOnce(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	l := lineTo(t, serve(t, at).url)
	v := openBrowser(t, l.url).as(t, one.Officer.Login, world.Password)
	v.open("/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1")
	l.deaf.Store(true)
	v.fraction("3.3.1", "91", "100")
	v.says("3.3.1", "Chờ mạng")
	l.deaf.Store(false)
	v.do(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("online")); undefined`))
	v.says("3.3.1", "Đã lưu")
	v.saved("3.3.1", "2,73")
	v.nothingKept()
	if n := strings.Count(v.known(one.Dossier, "3.3.1"), "→ 91/100"); n != 1 {
		t.Errorf("the history knows 91/100 %d times", n)
	}
}

// What a closed page has left goes over the value that its person saw: another
// who has saved since is not overwritten unseen.
func TestWhatAClosedPageLeftOverwritesNothingUnseen(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one, another := colleague(t, at)
	b := openBrowser(t, serve(t, at).url)
	first, second := b.as(t, one.Officer.Login, world.Password), b.as(t, another.Login, world.Password)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1"
	page := first.beside(t)
	page.open(sheet)
	page.offline()
	page.fraction("3.3.1", "95", "100")
	page.says("3.3.1", "Chờ mạng")
	page.close()
	second.open(sheet)
	second.fraction("3.3.1", "90", "100")
	second.saved("3.3.1", "2,70")
	first.open(sheet)
	first.says("3.3.1", "Xung đột")
	first.see("95/100", "90/100")
}

// What an open page holds is its own: no other page sends it in its place.
func TestWhatAnOpenPageHoldsIsNotTakenFromIt(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	other := openBrowser(t, serve(t, at).url).as(t, one.Officer.Login, world.Password)
	page := other.beside(t)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1"
	page.open(sheet)
	page.offline()
	page.fraction("3.3.1", "91", "100")
	page.says("3.3.1", "Chờ mạng")
	other.open(sheet)
	other.fraction("3.3.2", "9", "10")
	other.saved("3.3.2", "0,90")
	other.open(sheet) // by now anything that it could take is taken
	other.fraction("3.3.2", "8", "10")
	other.saved("3.3.2", "0,80")
	if strings.Contains(other.known(one.Dossier, "3.3.1"), "91/100") {
		t.Error("another page has sent what an open page holds")
	}
	page.online()
	page.saved("3.3.1", "2,73")
	page.nothingKept()
}
