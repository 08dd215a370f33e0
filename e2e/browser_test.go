package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a test waits for what it expects to see.
var patience = patienceOr(15 * time.Second)

func patienceOr(usual time.Duration) time.Duration {
	if asked, err := time.ParseDuration(os.Getenv(patienceVariable)); err == nil {
		return asked
	}
	return usual
}

// browser is a running Chromium. Each person gets a tab of his own, with
// cookies of his own.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string // address of the program
}

// chromium finds the browser, or skips the test with its reason.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("skipped: no browser to test the pages with, install Debian's chromium")
	return ""
}

func openBrowser(t *testing.T, base string) *browser {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(t.TempDir()),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // the folder of its data is removed next
		end()
		endAllocator()
	})
	must(t, chromedp.Do(ctx))
	return &browser{t, ctx, base}
}

// tab is one person's view. Its methods fail the test when what they need does
// not come.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
	who  string
}

// someone opens a tab for the public.
func (b *browser) someone(t *testing.T) *tab {
	t.Helper()
	ctx, end := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	b.t.Cleanup(end)
	must(t, chromedp.Do(ctx)) // the tab lives as long as the context of the first call
	v := &tab{t, ctx, b.base, "the public"}
	b.listen(ctx)
	v.do(chromedp.EmulateViewport(1366, 768))
	return v
}

// beside opens a second page of the same person, in the same browser.
func (v *tab) beside(t *testing.T) *tab {
	t.Helper()
	ctx, end := chromedp.NewContext(v.ctx)
	t.Cleanup(end)
	must(t, chromedp.Do(ctx))
	next := &tab{t, ctx, v.base, v.who + " in a second page"}
	next.do(chromedp.EmulateViewport(1366, 768))
	return next
}

// listen fails the test for every exception of a script, and for everything
// that the content policy of a page has to refuse.
func (b *browser) listen(ctx context.Context) {
	var heard transcript
	go func() {
		for m, err := range chromedp.Console(ctx) {
			if err != nil {
				return
			}
			if m.IsException() || m.Source == "security" {
				fmt.Fprintln(&heard, m.URL, m.Text)
			}
		}
	}()
	b.t.Cleanup(func() {
		if text := heard.String(); text != "" {
			b.t.Errorf("the browser complained:\n%s", text)
		}
	})
}

// as opens a tab for a person and signs him in.
func (b *browser) as(t *testing.T, login, password string) *tab {
	t.Helper()
	v := b.someone(t)
	v.who = login
	v.open("/sign-in")
	v.fill("[name=login]", login)
	v.fill("[name=password]", password)
	v.press("main form [type=submit]")
	v.until("being signed in", `!location.pathname.startsWith("/sign-in")`)
	return v
}

func (v *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	err := chromedp.Do(ctx, steps...)
	for err != nil && strings.Contains(err.Error(), redrawn) && ctx.Err() == nil {
		err = chromedp.Do(ctx, steps...)
	}
	if err != nil {
		v.fail("%v", err)
	}
}

// redrawn is what the browser says of an element that was found and then drawn
// anew by the page before it could be touched. Nothing has been pressed or
// typed then, so that a person would just do it again.
const redrawn = "Could not find node with given id"

// eval runs a script in the page and returns what it yields.
func eval[T any](v *tab, script string) T {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		v.fail("%v in %s", err, script)
	}
	return value
}

// fail ends the test with what the person saw.
func (v *tab) fail(format string, args ...any) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	seen, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	if err != nil {
		seen = "the page cannot be read: " + err.Error()
	}
	if picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot()); err == nil {
		file := filepath.Join(os.TempDir(), "parindex-e2e-"+strings.ReplaceAll(v.t.Name(), "/", "-")+".png")
		if os.WriteFile(file, picture, 0o600) == nil {
			seen = file + "\n" + seen
		}
	}
	v.t.Fatalf("%s: %s\n%.3000s", v.who, fmt.Sprintf(format, args...), seen)
}

// open goes to an address of the program.
func (v *tab) open(path string) {
	v.t.Helper()
	v.do(chromedp.Navigate(v.base + path))
}

// until waits for a condition of the page, also across pages.
func (v *tab) until(what, condition string) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.ctx, patience)
	defer cancel()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState == "complete" && Boolean(`+condition+`)`))
		if err == nil && holds {
			return
		}
		select {
		case <-ctx.Done():
			v.fail("waited in vain for %s (%v)", what, err)
		case <-look.C:
		}
	}
}

// see waits until the page shows each of the texts.
func (v *tab) see(texts ...string) {
	v.t.Helper()
	for _, text := range texts {
		v.until(fmt.Sprintf("%q", text), fmt.Sprintf("document.body.innerText.toLowerCase().includes(%q.toLowerCase())", text))
	}
}

// at waits until the address has a beginning.
func (v *tab) at(path string) {
	v.t.Helper()
	v.until("the address "+path, fmt.Sprintf("(location.pathname + location.search).startsWith(%q)", path))
}

// press clicks what a selector finds, as soon as it is there.
func (v *tab) press(selector string) {
	v.t.Helper()
	v.until(selector, fmt.Sprintf("document.querySelector(%q)", selector))
	v.do(chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// fill types a text into the field that a selector finds, over what is there.
func (v *tab) fill(selector, text string) {
	v.t.Helper()
	v.until(selector, fmt.Sprintf("document.querySelector(%q)", selector))
	v.do(chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Focus(chromedp.CSS(selector)))
	eval[bool](v, fmt.Sprintf("document.querySelector(%q).select?.() || true", selector))
	v.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// put sets the value of a field that is not typed into: a date, a time, a list.
func (v *tab) put(selector, value string) {
	v.t.Helper()
	v.until(selector, fmt.Sprintf("document.querySelector(%q)", selector))
	got := eval[string](v, fmt.Sprintf(`(e => { e.value = %q; e.dispatchEvent(new Event("input", {bubbles: true}));
		e.dispatchEvent(new Event("change", {bubbles: true})); return e.value })(document.querySelector(%q))`, value, selector))
	if got != value {
		v.fail("%s took %q for %q", selector, got, value)
	}
}

// choose takes the choice of a list by its text.
func (v *tab) choose(selector, text string) {
	v.t.Helper()
	v.until(selector, fmt.Sprintf("document.querySelector(%q)", selector))
	value := eval[string](v, fmt.Sprintf(`([...document.querySelector(%q).options].find(o => o.text.trim().includes(%q)) || {value: "none of the choices"}).value`, selector, text))
	v.put(selector, value)
}

// attach gives a file to a file control.
func (v *tab) attach(selector, file string) {
	v.t.Helper()
	v.until(selector, fmt.Sprintf("document.querySelector(%q)", selector))
	path, err := filepath.Abs(file)
	must(v.t, err)
	v.do(chromedp.SetUploadFiles(chromedp.CSS(selector), []string{path}))
}

// text returns the text of what a selector finds.
func (v *tab) text(selector string) string {
	v.t.Helper()
	v.until(selector, fmt.Sprintf("document.querySelector(%q)", selector))
	return strings.TrimSpace(eval[string](v, fmt.Sprintf("document.querySelector(%q).innerText", selector)))
}

// leaveField goes on to the next field, as a person does who has typed enough.
var leaveField = chromedp.KeyEvent(kb.Tab)
