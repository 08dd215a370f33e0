package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What a test of the tests hands to itself: the program that is built already,
// a folder with scripts to be served in place of its own, and how long to wait
// for what will not come.
const (
	programVariable  = "PARINDEX_E2E_PROGRAM"
	scriptsVariable  = "PARINDEX_E2E_SCRIPTS"
	patienceVariable = "PARINDEX_E2E_PATIENCE"
)

// scriptFaults switch off what the scripts promise. Each names the browser test
// that must turn red; pkg is not used.
var scriptFaults = []sabotage{
	{
		name:  "typed values are sent without being stored first",
		edits: []edit{{"sheet/outbox.js", "    this.durable = store.set(name, JSON.stringify(mine))\n    if (this.durable) this.memory.delete(name)\n    else this.memory.set(name, mine)", "    this.memory.set(name, mine)"}},
		test:  "TestWhatIsTypedOnACutLineArrivesFromAnotherTab",
	},
	{
		name:  "a value is sent again under another key",
		edits: []edit{{"sheet/sender.js", "    entry.tried = true\n", "    entry.tried = true\n    entry.key = newKey()\n"}},
		test:  "TestASaveWhoseAnswerIsLostIsDoneOnce",
	},
	{
		name:  "values are dropped when the session has ended",
		edits: []edit{{"sheet/sender.js", "    this.signedOut(true)\n", "    this.outbox.drop(entry.leaf, entry.part)\n    this.signedOut(true)\n"}},
		test:  "TestWhatIsTypedAfterTheSessionEndedIsOnlyItsOwners",
	},
	{
		name:  "the version that a value was typed over is forgotten",
		edits: []edit{{"sheet/sender.js", "body.set('version', entry.version)", "body.set('version', document.querySelector(`form[data-cell=\"${entry.leaf}\"] [name=version]`)?.value ?? entry.version)"}},
		test:  "TestWhatAClosedPageLeftOverwritesNothingUnseen",
	},
	{
		name:  "pages are not locked against each other",
		edits: []edit{{"kept/pages.js", "return pages.filter((one) => !held.some((lock) => lock.name === name(one)))", "return held && pages"}},
		test:  "TestWhatAnOpenPageHoldsIsNotTakenFromIt",
	},
	{
		name:  "a refused value is shown by its own page only",
		edits: []edit{{"sheet.js", "for (const entry of outbox.refused('rejected')) {", "for (const entry of outbox.mine().filter((one) => one.state === 'rejected')) {"}},
		test:  "TestARefusedValueStandsUntilItIsMendedOrDiscarded",
	},
	{
		name:  "one's own text is dropped with a conflict",
		edits: []edit{{"sheet.js", "if (keeping) asides.set(", "if (!keeping) asides.set("}},
		test:  "TestOnesOwnTextIsAtHandAfterAConflict",
	},
	{
		name:  "the text of a form is not stored",
		edits: []edit{{"kept/drafts.js", "if (store.set(name, JSON.stringify(mine))) return memory.delete(name), true", "if (memory.set(name, mine)) return true"}},
		test:  "TestARemarkOfAClosedTabIsThereAgain",
	},
	{
		name: "the text of a form is given to whoever signs in",
		edits: []edit{
			{"kept/drafts.js", "`keep:${person}:${tab}:${id}`", "`keep:any:${tab}:${id}`"},
			{"kept/drafts.js", "const stored = entries(`keep:${person}:`)", "const stored = entries('keep:any:')"},
		},
		test: "TestARemarkOutlivesTheSessionAndIsOnlyItsOwners",
	},
	{
		name:  "signing out leaves the text of the page behind",
		edits: []edit{{"kept/drafts.js", "  document.documentElement.dataset.cleared = ''\n", ""}},
		test:  "TestARefusedRemarkStaysAndSigningOutAsks",
	},
}

// TestSabotageOfScriptsIsSeen proves that the browser's tests can fail: with a
// fault in the scripts, the test that stands for the promise turns red; with the
// same scripts built the same way and without a fault, it stays green.
func TestSabotageOfScriptsIsSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: sabotage takes a minute")
	}
	chromium(t)
	sound := sabotage{name: "none", test: "TestASaveWhoseAnswerIsLostIsDoneOnce"}
	for _, s := range append([]sabotage{sound}, scriptFaults...) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			out, err := s.runInBrowser(t)
			switch red := strings.Contains(out, "--- FAIL: "+s.test); {
			case len(s.edits) == 0 && err != nil:
				t.Errorf("%s fails without a fault: %v\n%s", s.test, err, out)
			case len(s.edits) > 0 && (err == nil || !red):
				t.Errorf("%s stays green: %v\n%s", s.test, err, out)
			}
		})
	}
}

// runInBrowser runs the fault's test in this test program again, with the
// scripts of the fault before the program that is built already.
func (s sabotage) runInBrowser(t *testing.T) (string, error) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.count=1", "-test.timeout=2m", "-test.run=^"+s.test+"$")
	c.Env = append(os.Environ(), programVariable+"="+binary, scriptsVariable+"="+s.scripts(t))
	if len(s.edits) > 0 {
		c.Env = append(c.Env, patienceVariable+"=5s") // what is broken does not come however long one waits
	}
	out, err := c.CombinedOutput()
	return string(out), err
}

// scripts builds the scripts of the pages with the fault in them.
func (s sabotage) scripts(t *testing.T) string {
	t.Helper()
	dir, out := t.TempDir(), t.TempDir()
	must(t, os.CopyFS(dir, os.DirFS("../internal/web/assets/js")))
	for _, e := range s.edits {
		file := filepath.Join(dir, e.file)
		raw, err := os.ReadFile(file)
		must(t, err)
		if strings.Count(string(raw), e.from) != 1 {
			t.Fatalf("%s does not stand once in %s any more", e.from, e.file)
		}
		must(t, os.WriteFile(file, []byte(strings.Replace(string(raw), e.from, e.to, 1)), 0o600))
	}
	modules, err := filepath.Abs("../node_modules")
	must(t, err)
	build := exec.Command(filepath.Join(modules, ".bin", "esbuild"), "main.js", "sheet.js", "--bundle", "--format=esm", "--charset=utf8", "--log-level=warning", "--outdir="+out)
	build.Dir, build.Env = dir, append(os.Environ(), "NODE_PATH="+modules)
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the scripts: %v\n%s", err, said)
	}
	return out
}

// servingScripts leads to the program at an address, and serves the scripts of a
// folder in place of its own.
func servingScripts(t *testing.T, address, dir string) string {
	t.Helper()
	l := &line{}
	l.lead(t, address)
	through := l.proxy()
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"main", "sheet"} {
			if strings.HasPrefix(r.URL.Path, "/assets/"+name+"-") {
				w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
				http.ServeFile(w, r, filepath.Join(dir, name+".js"))
				return
			}
		}
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	return front.URL
}
