package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"parindex/internal/dossier"
	"parindex/internal/testkit/world"
)

// stands waits until a refused fraction stands in its box with its reason, and
// is counted once.
func (v *tab) stands(leaf, a, b, reason string) {
	v.t.Helper()
	v.holds(fmt.Sprintf("[data-cell='%s'] [name=a]", leaf), a)
	v.holds(fmt.Sprintf("[data-cell='%s'] [name=b]", leaf), b)
	v.says(leaf, "Bị từ chối")
	v.until("the reason beneath "+leaf, fmt.Sprintf("document.getElementById('rule-%s').innerText.includes(%q)", leaf, reason))
	v.until("one refusal to be counted", `document.getElementById("pending").innerText.trim() == "1 bị từ chối"`)
}

func TestARefusedValueStandsUntilItIsMendedOrDiscarded(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	first := openBrowser(t, serve(t, at).url).as(t, one.Officer.Login, world.Password)
	second := first.beside(t)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1"
	const reason = "Mẫu số phải lớn hơn 0"
	first.open(sheet)
	second.open(sheet)
	first.fraction("3.3.2", "9", "10")
	first.says("3.3.2", "Đã lưu")
	first.fraction("3.3.2", "95", "0")
	for range 2 { // the value outlives any number of pages, and of their reloads
		first.stands("3.3.2", "95", "0", reason)
		second.open(sheet)
		second.stands("3.3.2", "95", "0", reason)
		first.open(sheet)
	}
	third := first.beside(t)
	third.open(sheet)
	third.stands("3.3.2", "95", "0", reason)

	// Mended in one page, it is mended in all.
	third.fraction("3.3.2", "8", "10")
	third.saved("3.3.2", "0,80")
	third.nothingKept()
	for _, v := range []*tab{first, second} {
		v.holds("[data-cell='3.3.2'] [name=a]", "8")
		v.says("3.3.2", "Đã lưu")
		v.until("nothing to be counted", `document.getElementById("pending").hidden`)
	}

	// Discarded, it gives way to what is stored.
	first.fraction("3.3.2", "7", "0")
	second.stands("3.3.2", "7", "0", reason)
	second.press("[data-discard='3.3.2']")
	for _, v := range []*tab{first, second} {
		v.holds("[data-cell='3.3.2'] [name=a]", "8")
		v.says("3.3.2", "Đã lưu")
	}
	second.nothingKept()
}

func TestHalfAFractionIsNotSaidToBeSaved(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one := fill(t, at, 1).Members[0]
	v := openBrowser(t, serve(t, at).url).as(t, one.Officer.Login, world.Password)
	v.open("/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1")
	v.fraction("3.3.1", "90", "100")
	v.says("3.3.1", "Đã lưu")
	v.fill("[data-cell='3.3.1'] [name=a]", "91")
	v.says("3.3.1", "Chưa lưu")
	v.do(leaveField) // to the denominator
	v.until("the denominator", `document.activeElement.name == "b"`)
	if said := v.text("#pt-3\\.3\\.1"); !strings.Contains(said, "Chưa lưu") || strings.Contains(said, "Đã lưu") {
		t.Errorf("with half a fraction typed the row says %q", said)
	}
	v.fill("[data-cell='3.3.1'] [name=a]", "90") // as it is stored
	v.says("3.3.1", "Đã lưu")
	v.fraction("3.3.1", "92", "100")
	v.saved("3.3.1", "2,76")
	v.says("3.3.1", "Đã lưu")

	// A percentage stays in its box, beside the other: figures may follow it.
	v.fill("[data-cell='3.3.1'] [name=a]", "98,25%")
	v.fill("[data-cell='3.3.1'] [name=b]", " ")
	v.do(leaveField)
	v.saved("3.3.1", "2,95")
	v.holds("[data-cell='3.3.1'] [name=a]", "98,25%")
	v.fraction("3.3.1", "90", "100")
	v.saved("3.3.1", "2,70")

	// Above 100 % is said at the row, before and after it is saved.
	over := func(want bool) string {
		return fmt.Sprintf(`(document.querySelector("#rule-3\\.3\\.1 [data-over]")?.innerText.includes("Trên 100 %%") ?? false) == %t`, want)
	}
	v.fill("[data-cell='3.3.1'] [name=a]", "120")
	v.until("the warning while it is typed", over(true))
	v.do(leaveField, leaveField)
	v.says("3.3.1", "Đã lưu")
	v.until("the warning at what is saved", over(true))
	v.open("/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1")
	v.until("the warning on a new page", over(true))
	v.fraction("3.3.1", "1.200", "12.000")
	v.says("3.3.1", "Đã lưu")
	v.until("no warning", over(false))
}

func TestOnesOwnTextIsAtHandAfterAConflict(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one, another := colleague(t, at)
	b := openBrowser(t, serve(t, at).url)
	first, second := b.as(t, one.Officer.Login, world.Password), b.as(t, another.Login, world.Password)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1"
	first.open(sheet)
	second.open(sheet)
	first.fraction("3.3.1", "90", "100")
	first.says("3.3.1", "Đã lưu")
	second.fraction("3.3.1", "95", "100")
	second.says("3.3.1", "Xung đột")
	second.press("#inp-3\\.3\\.1 [data-choose=theirs]")
	second.saved("3.3.1", "2,70")
	second.see("Bạn đã gõ: 95 / 100")
	second.press("#m-3\\.3\\.1 .aside .link") // used again
	second.saved("3.3.1", "2,85")
	second.until("nothing aside", `!document.querySelector(".aside")`)
	second.nothingKept()
	first.open(sheet)
	first.saved("3.3.1", "2,85")

	// The same with an explanation; it is dismissed.
	second.open(sheet)
	first.note("Lời của người thứ nhất")
	first.until("a saved note", `document.querySelector("[data-note-state]").innerText.includes("Đã lưu")`)
	second.note("Lời dài của người thứ hai")
	second.press("#inp-3\\.3\\.1 [data-choose=theirs]")
	second.see("Bạn đã gõ: Lời dài của người thứ hai")
	second.holds("#note", "Lời của người thứ nhất")
	second.press(".aside .link:last-child")
	second.until("nothing aside", `!document.querySelector(".aside")`)
	second.nothingKept()
}

func TestWhatCameTooLateIsListedToBeCopied(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	city := fill(t, at, 1)
	one := city.Members[0]
	s := serve(t, at)
	l := lineTo(t, s.url)
	v := openBrowser(t, l.url).as(t, one.Officer.Login, world.Password)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1"
	v.open(sheet)
	s.kill()
	v.fraction("3.3.1", "91", "100")
	v.says("3.3.1", "Chờ mạng")
	d := open(t, at)
	city.DB, city.Dossiers = d, dossier.New(d)
	must(t, city.Sign(t.Context(), city.Round.ID, one)) // meanwhile the leader has handed it over
	must(t, d.Close())
	l.lead(t, serve(t, at).url)
	v.do(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("online")); undefined`))
	v.see("1 giá trị gõ sau khi phiếu khóa", "3.3.1 = 91 / 100")
	v.says("3.3.1", "Đã khóa")
	other := v.beside(t)
	for _, page := range []*tab{other, v} {
		page.open(sheet)
		page.see("1 giá trị gõ sau khi phiếu khóa", "3.3.1 = 91 / 100", "Chép tất cả")
	}
	v.press("#late-bar li .link")
	v.nothingKept()
	for _, page := range []*tab{other, v} {
		page.until("no list", `!document.getElementById("late-bar")`)
	}
}
