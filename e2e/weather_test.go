package e2e

import (
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"parindex/internal/par"
	"parindex/internal/testkit/world"
)

// close closes the tab, as a person does who has had enough of waiting.
func (v *tab) close() {
	v.t.Helper()
	must(v.t, chromedp.Cancel(v.ctx))
}

// offline cuts one tab off, whatever the others can reach; online ends it.
func (v *tab) offline() {
	eval[bool](v, `(window.reaches ??= window.fetch, window.fetch = () => Promise.reject(new TypeError("cut off")), true)`)
}

func (v *tab) online() {
	eval[bool](v, `(window.fetch = window.reaches, window.dispatchEvent(new Event("online")))`)
}

// settled waits until a tab has nothing more to send or to take over.
func (v *tab) settled() {
	v.until("all that is kept to be sent or decided", `Object.keys(localStorage).filter(k => k.startsWith("outbox:"))
		.map(k => JSON.parse(localStorage[k])).every((e, _, all) => e.state == "conflict" || all.some(o => o.leaf == e.leaf && o.state == "conflict"))`)
}

// note types an explanation of the open leaf and leaves it.
func (v *tab) note(text string) {
	v.t.Helper()
	v.fill("#note", text)
	v.do(leaveField)
}

// signInHere answers the question for the password within the page.
func (v *tab) signInHere(login string) {
	v.t.Helper()
	v.press("#session-bar a")
	v.fill("dialog [name=login]", login)
	v.fill("dialog [name=password]", world.Password)
	v.press("dialog [type=submit]")
}

// endSession ends the session behind the back of the page.
func (v *tab) endSession() {
	eval[bool](v, `fetch("/sign-out", {method: "POST", redirect: "manual"}).then(() => true)`)
}

// known reads what the server knows of a leaf: its present value and its history.
func (v *tab) known(dossier par.ID, leaf string) string {
	return eval[string](v, fmt.Sprintf(`fetch("/dossiers/%s?leaf=%s", {headers: {"X-Fragment": "leaf", "X-Panel": %q}}).then(r => r.text())`, dossier, leaf, leaf))
}

func TestWhatIsTypedOnACutLineArrivesFromAnotherTab(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	l := lineTo(t, serve(t, at).url)
	first := openBrowser(t, l.url).as(t, one.Officer.Login, world.Password)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1"
	tab := first.beside(t)
	tab.open(sheet)
	l.cut.Store(true)
	tab.fraction("3.3.1", "91", "100")
	tab.says("3.3.1", "Chờ mạng")
	tab.note("Viết trong lúc mất mạng")
	tab.fraction("3.3.2", "9", "10")
	tab.fill("[data-cell='3.3.3'] [name=a]", "5") // and the tab is closed in the middle of a cell
	tab.until("the last letters", `Object.keys(localStorage).some(k => k.endsWith("3.3.3:answer"))`)
	tab.close()
	l.cut.Store(false)
	first.open(sheet)
	first.saved("3.3.1", "2,73")
	first.saved("3.3.2", "0,90")
	first.says("3.3.3", "Bị từ chối") // half a fraction: kept, shown and to be completed
	first.fill("[data-cell='3.3.3'] [name=b]", "100")
	first.do(leaveField)
	first.says("3.3.3", "Đã lưu")
	first.nothingKept()
	for leaf, text := range map[string]string{"3.3.1": "Viết trong lúc mất mạng", "3.3.2": "9/10", "3.3.3": "5/100"} {
		if known := first.known(one.Dossier, leaf); !strings.Contains(known, text) {
			t.Errorf("the server does not know %q of %s", text, leaf)
		}
	}
}

func TestWhatIsTypedAfterTheSessionEndedIsOnlyItsOwners(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	city := fill(t, at, 2)
	one, other := city.Members[0], city.Members[1]
	v := openBrowser(t, serve(t, at).url).as(t, one.Officer.Login, world.Password)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1"
	v.open(sheet)
	v.endSession()
	v.fraction("3.3.1", "91", "100")
	v.note("Viết sau khi hết phiên")
	v.see("Phiên đã hết")

	// Another person signs in on the same machine: nothing is sent, nothing is shown.
	v.signInHere(other.Officer.Login)
	v.at("/?done=not_sent")
	v.see("thuộc về người khác")
	v.open("/dossiers/" + string(other.Dossier) + "?area=3&leaf=3.3.1")
	v.until("the sheet of the other", `document.getElementById("pt-3.3.1")`)
	if seen := eval[string](v, `document.documentElement.outerHTML`); strings.Contains(seen, "Viết sau khi hết phiên") || strings.Contains(seen, "Chờ mạng") && eval[bool](v, `!document.getElementById("pending").hidden`) {
		t.Error("another person sees what was typed")
	}
	if known := v.known(other.Dossier, "3.3.1"); strings.Contains(known, "91/100") || strings.Contains(known, "Viết sau") {
		t.Error("it was saved for another person")
	}

	// Its owner signs in again: all of it arrives.
	v.endSession()
	v.open("/sign-in")
	v.fill("main [name=login]", one.Officer.Login)
	v.fill("main [name=password]", world.Password)
	v.press("main form [type=submit]")
	v.see("chưa gửi", "2 giá trị chưa lưu")
	v.press("#keep-list a")
	v.nothingKept()
	if known := v.known(one.Dossier, "3.3.1"); !strings.Contains(known, "91/100") || !strings.Contains(known, "Viết sau khi hết phiên") {
		t.Error("what was typed did not arrive")
	}

	// Within the page: nothing has to be left.
	v.open(sheet)
	v.endSession()
	v.fraction("3.3.1", "92", "100")
	v.see("Phiên đã hết")
	v.signInHere(one.Officer.Login)
	v.saved("3.3.1", "2,76")
	v.nothingKept()
}

func TestTypingGoesOnWhileTheServerStartsAgain(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	s := serve(t, at)
	l := lineTo(t, s.url)
	v := openBrowser(t, l.url).as(t, one.Officer.Login, world.Password)
	v.open("/dossiers/" + string(one.Dossier) + "?area=3")
	s.kill()
	v.fraction("3.3.1", "91", "100")
	v.says("3.3.1", "Chờ mạng")
	v.fraction("3.3.2", "9", "10")
	l.lead(t, serve(t, at).url)
	v.fraction("3.3.3", "5", "100")
	v.saved("3.3.1", "2,73")
	v.saved("3.3.2", "0,90")
	v.says("3.3.3", "Đã lưu")
	v.nothingKept()
}

// colleague adds a second officer to a unit.
func colleague(t *testing.T, at storage) (world.Member, world.Person) {
	t.Helper()
	d := open(t, at)
	city, err := world.Build(t.Context(), d, wall{}, world.Options{Units: 1, Random: rand.Reader})
	must(t, err)
	one := city.Members[0]
	second, err := city.Enrol(t.Context(), "cb2.dv01", one.Officer.Grants...)
	must(t, err)
	must(t, d.Close())
	return one, second
}

func TestTwoPeopleOnOneLeafSeeBothValues(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one, another := colleague(t, at)
	b := openBrowser(t, serve(t, at).url)
	first, second := b.as(t, one.Officer.Login, world.Password), b.as(t, another.Login, world.Password)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1"
	for _, choice := range []struct{ pick, points, first, second string }{
		{"mine", "2,85", "90", "95"}, {"theirs", "2,40", "80", "85"},
	} {
		first.open(sheet)
		second.open(sheet)
		first.fraction("3.3.1", choice.first, "100")
		first.says("3.3.1", "Đã lưu")
		second.fraction("3.3.1", choice.second, "100")
		second.says("3.3.1", "Xung đột")
		box := second.text("#inp-3\\.3\\.1 .two")
		for _, want := range []string{choice.first + "/100", choice.second + "/100", one.Officer.Name, ":"} {
			if !strings.Contains(box, want) {
				t.Errorf("the box %q does not show %q", box, want)
			}
		}
		second.press("#inp-3\\.3\\.1 [data-choose=" + choice.pick + "]")
		second.saved("3.3.1", choice.points)
		second.nothingKept()
		if known := second.known(one.Dossier, "3.3.1"); !strings.Contains(known, choice.first+"/100") {
			t.Errorf("%s/100 is not in the history any more", choice.first)
		}
	}
}

// Two pages of one person, cut off, type three times into one cell; then they
// come back in any order. What each has typed last is stored, in the history or
// before the person's eyes.
func TestNoOrderOfComingBackLosesATypedText(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	base := openBrowser(t, serve(t, at).url).as(t, one.Officer.Login, world.Password)
	leaves := []string{"3.3.1", "3.3.2", "3.3.3", "3.4.2"}
	value := 10
	for i, order := range []string{"aba", "bab", "abb", "aab", "baa", "bba"} {
		for j, back := range []string{"ab", "ba", "A", "B", "AB"} { // capitals: that page is closed instead
			if (i+j)%3 != 0 {
				continue // each way of coming back is tried with two orders of typing
			}
			leaf := leaves[(i+j)%len(leaves)]
			t.Run(order+" "+back+" "+leaf, func(t *testing.T) {
				sheet := "/dossiers/" + string(one.Dossier) + "?area=3&leaf=" + leaf
				pages := map[rune]*tab{'a': base.beside(t), 'b': base.beside(t)}
				texts := map[rune]string{}
				for _, page := range pages {
					page.open(sheet)
					page.offline()
				}
				for _, who := range order {
					value++
					texts[who] = fmt.Sprintf("%d/500", value)
					pages[who].fraction(leaf, fmt.Sprint(value), "500")
					pages[who].says(leaf, "Chờ mạng")
				}
				comeBack(base.beside(t), pages, back, sheet, one.Dossier, leaf, texts)
			})
		}
	}
}

func comeBack(fresh *tab, pages map[rune]*tab, back, sheet string, dossier par.ID, leaf string, texts map[rune]string) {
	fresh.t.Helper()
	for _, who := range strings.ToLower(back) {
		if strings.ContainsRune(back, who) {
			pages[who].online()
			a, _, _ := strings.Cut(texts[who], "/")
			pages[who].until("its own to be sent", fmt.Sprintf(`Object.keys(localStorage).filter(k => k.startsWith("outbox:")).map(k => JSON.parse(localStorage[k]))
				.every(e => e.state == "conflict" || !(e.next?.body ?? e.body).includes("a=%s&"))`, a))
		} else {
			pages[who].close()
			delete(pages, who)
		}
	}
	for _, page := range pages {
		page.online()
	}
	fresh.open(sheet)
	fresh.settled()
	seen := fresh.known(dossier, leaf) + fresh.text("body")
	for _, page := range pages {
		seen += page.text("body")
	}
	seen += eval[string](fresh, `Object.keys(localStorage).filter(k => k.startsWith("outbox:")).map(k => JSON.parse(localStorage[k]).said.replace(" / ", "/")).join()`)
	for who, text := range texts {
		if !strings.Contains(seen, text) {
			fresh.t.Errorf("%s, typed in page %c, is neither stored nor in the history nor shown", text, who)
		}
	}
	eval[bool](fresh, `Object.keys(localStorage).filter(k => k.startsWith("outbox:")).forEach(k => localStorage.removeItem(k)) ?? true`)
}

func TestABrowserThatKeepsNothingSaysSo(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	l := lineTo(t, serve(t, at).url)
	v := openBrowser(t, l.url).as(t, one.Officer.Login, world.Password)
	for i, store := range []string{
		`Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError") }`,
		`Object.defineProperty(window, "localStorage", {get() { throw new DOMException("forbidden", "SecurityError") }})`,
	} {
		v.open("/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1")
		v.until("the sheet", `document.getElementById("pt-3.3.1")`)
		v.do(chromedp.Evaluate[chromedp.Void](store + `; undefined`))
		l.cut.Store(true)
		v.fraction("3.3.2", fmt.Sprint(8+i), "10")
		v.says("3.3.2", "Chờ mạng")
		v.see("Đừng đóng trang")
		l.cut.Store(false)
		v.do(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("online")); undefined`))
		v.says("3.3.2", "Đã lưu")
	}
}
