package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"parindex/e2e/pages"
	"parindex/internal/demo"
)

// sizes are the screens of a desk and of a phone.
var sizes = []struct{ width, height int64 }{{1366, 768}, {390, 844}}

// axe reads the accessibility checker, or skips the test with its reason.
func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(filepath.Join("..", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Skip("skipped: axe-core is not there, install it with make assets (it needs Node)")
	}
	return string(script)
}

// settle waits until nothing moves any more.
const settle = `Promise.all(document.getAnimations().filter(a => a.effect?.getComputedTiming().endTime !== Infinity)
	.map(a => a.finished.catch(() => null))).then(() => true)`

// inspect lists the faults of the page by the rules of WCAG 2.2 A and AA and
// by good practice.
const inspect = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"]})
	.then(r => JSON.stringify(r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + " " + n.failureSummary.replace(/\s+/g, " ")))))`

// broad lists what reaches beyond the screen.
const broad = `JSON.stringify(document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
	[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility())
	.slice(0, 3).map(e => e.tagName.toLowerCase() + "." + e.className))`

// sound checks the page at both sizes.
func (v *tab) sound(t *testing.T, checker string) {
	t.Helper()
	for _, size := range sizes {
		v.do(chromedp.EmulateViewport(size.width, size.height))
		tall := min(eval[int64](v, "document.documentElement.scrollHeight"), 20_000)
		v.do(chromedp.EmulateViewport(size.width, max(size.height, tall))) // so that nothing lies below what floats
		eval[bool](v, settle)
		if !eval[bool](v, `typeof axe == "object"`) {
			v.do(chromedp.Evaluate[chromedp.Void](checker))
		}
		for _, script := range []string{inspect, broad} {
			var faults []string
			must(t, json.Unmarshal([]byte(eval[string](v, script)), &faults))
			if len(faults) > 0 {
				t.Errorf("at %d px:\n%s", size.width, strings.Join(faults, "\n"))
			}
		}
	}
}

func TestEveryKindOfPageIsAccessible(t *testing.T) {
	t.Parallel()
	checker := axe(t)
	chromium(t)
	s := start(t, "demo", storage{dir: filepath.Join(t.TempDir(), "data")})
	b := openBrowser(t, s.url)
	kinds := map[string][]pages.Page{}
	for _, kind := range pages.Kinds() {
		kinds[kind.Login] = append(kinds[kind.Login], kind)
	}
	people := map[string]*tab{"": b.someone(t)}
	for login := range kinds {
		if people[login] == nil {
			people[login] = b.as(t, login, demo.Password)
		}
	}
	for login, seen := range kinds {
		t.Run("as "+people[login].who, func(t *testing.T) {
			t.Parallel()
			for _, kind := range seen {
				t.Run(kind.Name, func(t *testing.T) { people[login].visit(t, kind, checker) })
			}
		})
	}
}

// visit goes to a kind of page and checks it.
func (v *tab) visit(t *testing.T, kind pages.Page, checker string) {
	t.Helper()
	here := *v
	here.t = t
	here.do(chromedp.EmulateViewport(1366, 768))
	here.open(kind.Start)
	for _, hop := range kind.Hops {
		here.follow(hop)
	}
	here.sound(t, checker)
}

// follow goes where a link leads.
func (v *tab) follow(selector string) {
	v.t.Helper()
	href := eval[string](v, fmt.Sprintf(`document.querySelector(%q)?.href || ""`, selector))
	if href == "" {
		v.fail("no link %s", selector)
	}
	v.do(chromedp.Navigate(href))
}
