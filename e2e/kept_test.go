package e2e

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"parindex/internal/par"
	"parindex/internal/testkit/world"
)

// remark is a text that nobody wants to write twice.
const remark = "Ba mươi phút viết nhận xét này"

// hearing is a round in appraisal with one claim, and two people who may judge it.
func hearing(t *testing.T, at storage) (item string, first, second world.Person) {
	t.Helper()
	d := open(t, at)
	city, err := world.Build(t.Context(), d, wall{}, world.Options{Units: 2, Random: rand.Reader})
	must(t, err)
	for _, m := range city.Members {
		must(t, city.Declare(t.Context(), city.Round.ID, m, "3.4.1", 0))
		must(t, city.Sign(t.Context(), city.Round.ID, m))
	}
	must(t, city.Appraise(t.Context(), city.Round.ID, wall{}.Now()))
	right := par.Grant{Role: par.Appraiser, Round: city.Round.ID, Block: "so", Area: "3"}
	first, err = city.Enrol(t.Context(), "td.mot", right)
	must(t, err)
	second, err = city.Enrol(t.Context(), "td.hai", right)
	must(t, err)
	must(t, d.Close())
	return "/dossiers/" + string(city.Members[0].Dossier) + "/leaves/3.4.1/", first, second
}

// judge chooses to accept the claim and types a remark.
func (v *tab) judge(text string) {
	v.t.Helper()
	v.press("[name=verdict][value=accept]")
	v.fill("[name=remark]", text)
}

func (v *tab) sendMark() {
	v.t.Helper()
	v.press("[data-decide] [type=submit]")
}

// keeps waits until the browser keeps a text of a form; forgets, until it keeps none.
func (v *tab) keeps(text string) {
	v.t.Helper()
	v.until("the kept text", fmt.Sprintf(`Object.keys(localStorage).some(k => k.startsWith("keep:") && localStorage[k].includes(%q))`, text))
}

func (v *tab) forgets() {
	v.t.Helper()
	v.until("nothing kept", `Object.keys(localStorage).every(k => !k.startsWith("keep:"))`)
}

// arrived waits until the page of the item, read anew, shows the text.
func (v *tab) arrived(item, text string) {
	v.t.Helper()
	v.forgets()
	if page := eval[string](v, fmt.Sprintf(`fetch("%sappraise").then(r => r.text())`, item)); !strings.Contains(page, text) {
		v.fail("%q has not arrived", text)
	}
}

func TestARemarkOfAClosedTabIsThereAgain(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	item, first, _ := hearing(t, at)
	l := lineTo(t, serve(t, at).url)
	base := openBrowser(t, l.url).as(t, first.Login, world.Password)
	v := base.beside(t)
	v.open(item + "appraise")
	l.cut.Store(true)
	v.judge(remark)
	v.sendMark()
	v.see("Chờ mạng")
	v.keeps(remark)
	v.close()
	l.cut.Store(false)
	base.open("/")
	base.see("còn nội dung bạn nhập mà chưa gửi")
	base.open(item + "appraise")
	base.see("đã điền lại vào đây")
	if typed := eval[string](base, `document.querySelector("[name=remark]").value`); typed != remark {
		t.Fatalf("the new tab shows %q", typed)
	}
	base.sendMark()
	base.arrived(item, remark)
}

func TestARemarkOutlivesTheSessionAndIsOnlyItsOwners(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	item, first, second := hearing(t, at)
	v := openBrowser(t, serve(t, at).url).as(t, first.Login, world.Password)
	v.open(item + "appraise")
	v.judge(remark)
	v.endSession()
	v.sendMark()
	v.fill("dialog.again [name=login]", second.Login)
	v.fill("dialog.again [name=password]", world.Password)
	v.press("dialog.again [type=submit]")
	v.at("/?done=not_sent")

	// The other may judge the item as well: he finds what he has left there himself, and only that.
	page := v.beside(t)
	page.open(item + "appraise")
	page.judge("Lời của người thứ hai")
	page.keeps("Lời của người thứ hai")
	page.close()
	v.open(item + "appraise")
	v.see("đã điền lại vào đây")
	if seen := eval[string](v, `document.querySelector("[name=remark]").value + document.body.innerText`); strings.Contains(seen, remark) || !strings.Contains(seen, "Lời của người thứ hai") {
		t.Errorf("the other person is shown %q", seen)
	}
	v.press("[data-told] button")

	// Its owner finds it, and sends it in spite of another end of the session.
	v.endSession()
	v.open("/sign-in")
	v.fill("main [name=login]", first.Login)
	v.fill("main [name=password]", world.Password)
	v.press("main form [type=submit]")
	v.press("#keep-list a")
	v.see("đã điền lại vào đây")
	v.endSession()
	v.sendMark()
	v.fill("dialog.again [name=login]", first.Login)
	v.fill("dialog.again [name=password]", world.Password)
	v.press("dialog.again [type=submit]")
	v.arrived(item, remark)
}

func TestARefusedRemarkStaysAndSigningOutAsks(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	item, first, _ := hearing(t, at)
	v := openBrowser(t, serve(t, at).url).as(t, first.Login, world.Password)
	v.open(item + "appraise")
	v.press("[name=verdict][value=points]") // and no points
	v.fill("[name=remark]", remark)
	v.sendMark()
	v.until("a refusal", `document.querySelector("[data-error-summary]")`)
	if typed := eval[string](v, `document.querySelector("[name=remark]").value`); typed != remark {
		t.Errorf("after the refusal the field shows %q", typed)
	}
	v.keeps(remark)
	eval[bool](v, `document.querySelector("form[action='/sign-out']").requestSubmit() ?? true`)
	v.see("Còn nội dung chưa gửi")
	v.press("dialog [data-close]")
	v.keeps(remark)
	eval[bool](v, `document.querySelector("form[action='/sign-out']").requestSubmit() ?? true`)
	v.press("dialog [data-clear]")
	v.at("/sign-in")
	v.forgets()
}

// withoutLocks takes the locks away, as a browser does that reads over plain HTTP.
const withoutLocks = `Object.defineProperty(Navigator.prototype, "locks", {value: undefined})`

func TestWithoutLocksAClosedTabIsMissedByItsSilence(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	item, first, _ := hearing(t, at)
	base := openBrowser(t, serve(t, at).url).as(t, first.Login, world.Password)
	v := base.beside(t)
	for _, one := range []*tab{base, v} {
		one.do(chromedp.Func(func(ctx context.Context, to *chromedp.Target) error {
			_, err := cdp.Call(ctx, to, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: withoutLocks})
			return err
		}))
	}
	v.open(item + "appraise")
	v.judge(remark)
	v.keeps(remark)
	base.open(item + "appraise")
	base.until("the item", `document.querySelector("[name=remark]")`)
	if typed := eval[string](base, `document.querySelector("[name=remark]").value`); typed != "" {
		t.Errorf("the text of a page that is still open is taken: %q", typed)
	}
	v.close()
	eval[bool](base, `Object.keys(localStorage).filter(k => k.startsWith("open:")).forEach(k => localStorage[k] = String(Date.now() - 120_000)) ?? true`)
	eval[bool](base, `dispatchEvent(new Event("focus"))`)
	base.see("đã điền lại vào đây")
	base.sendMark()
	base.arrived(item, remark)
}

func TestTheWordsOfAReminderOutliveALostLineAndItsChoiceDoesNot(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	city := fill(t, at, 2)
	l := lineTo(t, serve(t, at).url)
	v := openBrowser(t, l.url).as(t, city.Standing.Login, world.Password)
	form := "/rounds/" + string(city.Round.ID) + "/reminders/new"
	const words = "Lời nhắc viết tay, dài và cẩn thận"
	page := v.beside(t)
	page.open(form + "?choose=all")
	page.fill("[name=note]", words)
	l.cut.Store(true)
	page.press("form[data-keep] [type=submit]")
	page.see("Chờ mạng")
	page.close()
	l.cut.Store(false)
	v.open(form + "?choose=none")
	v.see("đã điền lại vào đây")
	v.holds("[name=note]", words)
	if n := eval[int](v, `document.querySelectorAll("[name=unit]:checked").length`); n != 0 {
		t.Errorf("of units that the address leaves out, %d are chosen", n)
	}
	v.press("[name=unit]")
	v.press("form[data-keep] [type=submit]")
	v.forgets()
	v.open("/rounds/" + string(city.Round.ID) + "/reminders")
	v.see(words)
}

// An act of the panel that is refused loads the sheet anew, which goes on saving.
func TestASheetGoesOnAfterARefusedActOfItsPanel(t *testing.T) {
	at := storage{dir: filepath.Join(t.TempDir(), "data")}
	one, another := colleague(t, at)
	b := openBrowser(t, serve(t, at).url)
	first, second := b.as(t, one.Officer.Login, world.Password), b.as(t, another.Login, world.Password)
	sheet := "/dossiers/" + string(one.Dossier) + "?area=3&leaf=3.3.1"
	first.open(sheet)
	first.fraction("3.3.1", "90", "100")
	first.saved("3.3.1", "2,70")
	first.open(sheet)
	second.open(sheet)
	second.fraction("3.3.1", "95", "100")
	second.saved("3.3.1", "2,85")
	first.press("form[data-keep=clear] [type=submit]") // over a value that it has not seen
	first.says("3.3.1", "Xung đột")
	first.see("95/100")
	first.press("#inp-3\\.3\\.1 [data-choose=theirs]")
	first.saved("3.3.1", "2,85")
	first.fraction("3.3.2", "9", "10")
	first.saved("3.3.2", "0,90")
	first.says("3.3.2", "Đã lưu")
	first.nothingKept()
}
