package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// edit replaces a text that stands once in a file.
type edit struct{ file, from, to string }

// sabotage switches one guarantee off and names the test that must turn red.
type sabotage struct {
	name  string
	edits []edit
	pkg   string
	test  string
}

var sabotages = []sabotage{
	{
		"a save over a version that nobody saw",
		[]edit{
			{"internal/dossier/store.go", "if old.Version != s.Version {", "if false {"},
			{"internal/dossier/store.go", "WHERE leaf_score.version = $10", "WHERE leaf_score.version >= 0 OR $10 = 0"},
		},
		"./internal/dossier", "TestStaleVersionsConflict",
	},
	{
		"a save after the deadline",
		[]edit{{"internal/policy/condition.go", "return now >= r.Opens && (r.Deadline == 0 || now < r.Deadline)", "return true"}},
		"./internal/dossier", "TestTheDeadline",
	},
	{
		"a save over a version that nobody saw, at random",
		[]edit{
			{"internal/dossier/store.go", "if old.Version != s.Version {", "if false {"},
			{"internal/dossier/store.go", "WHERE leaf_score.version = $10", "WHERE leaf_score.version >= 0 OR $10 = 0"},
		},
		"./internal/invariant", "TestRandomRounds$/^[0-9]$",
	},
	{
		"a save after the deadline, at random",
		[]edit{{"internal/policy/condition.go", "return now >= r.Opens && (r.Deadline == 0 || now < r.Deadline)", "return true"}},
		"./internal/invariant", "TestRandomRounds$/^[0-9]$",
	},
	{
		"a vote of somebody absent, at random",
		[]edit{{"internal/council/decide.go", "s.Person == actor.Person && s.Member && s.Present", "s.Person == actor.Person && s.Member"}},
		"./internal/invariant", "TestRandomRounds$/^(3|7)$",
	},
	{
		"a thread settled by who has not read its end, at random",
		[]edit{{"internal/thread/say.go", "if head.Version != version {", "if false {"}},
		"./internal/invariant", "TestRandomRounds$/^[0-9]$",
	},
	{
		"a judgement of one's own unit, at random",
		[]edit{{"internal/policy/condition.go", "bool { return !a.Belongs(r.Unit) }", "bool { return true }"}},
		"./internal/invariant", "TestRandomRounds$/^[0-9]$",
	},
	{
		"a save by the officer of another unit",
		[]edit{{"internal/policy/condition.go", `return g.Unit != "" && g.Unit == r.Unit && (g.Round == "" || g.Round == r.Round)`, "return true"}},
		"./internal/web", "TestEveryRouteToEveryRole",
	},
	{
		"what was typed is sent for another who signs in",
		[]edit{{"internal/web/signin.go", "case sent.person() != entry.Person.ID:", "case false:"}},
		"./internal/web", "TestTypedTextGoesToNobodyElseWhoSignsIn",
	},
	{
		"what was typed is not taken along when the session has ended",
		[]edit{{"internal/httpx/adapt.go", "return asked && a.SignInAgain != nil &&", "return false && asked && a.SignInAgain != nil &&"}},
		"./internal/web", "TestASessionThatEndedTakesTheTypedTextAlong",
	},
	{
		"a form that was drawn for another person",
		[]edit{{"internal/httpx/request.go", `|| drawn != "" && drawn != r.Actor.Person`, `&& drawn != ""`}},
		"./internal/web", "TestWhatIsTypedBelongsToWhoTypedIt",
	},
	{
		"a judgement of one's own unit",
		[]edit{{"internal/policy/condition.go", "bool { return !a.Belongs(r.Unit) }", "bool { return true }"}},
		"./internal/appraisal", "TestWhoMayAppraise",
	},
	{
		"a draft read from outside its unit",
		[]edit{{"internal/policy/condition.go", `return r.Dossier != par.Draft && r.Dossier != par.AwaitingLeader && r.Dossier != ""`, "return true"}},
		"./internal/policy", "TestCheck",
	},
	{
		"a change without its audit line",
		[]edit{
			{"internal/db/write.go", "if tx.changed && !tx.audited && !c.unaudited {", "if false {"},
			{"internal/dossier/store.go", `return s, tx.Audit(permit, subject, eventOf(old), eventOf(s), "")`, "_ = subject; return s, nil"},
		},
		"./internal/invariant", "TestASoundCityHasNoFault/sqlite",
	},
	{
		"a score without its event",
		[]edit{{"internal/dossier/store.go", "_, err = tx.Exec(insertEvent,", "_, err = len(insertEvent), error(nil); _ = []any{"}, {"internal/dossier/store.go", "permit.Resource().Deadline, permit.Action(), policy.Version(), tx.RequestID())", "permit.Resource().Deadline, permit.Action(), policy.Version(), tx.RequestID()}"}},
		"./internal/invariant", "TestASoundCityHasNoFault/sqlite",
	},
	{
		"a save that is repeated by a retry",
		[]edit{{"internal/db/once.go", "if len(found) > 0 {", "if false {"}},
		"./internal/db", "TestOnce",
	},
	{
		"a save from a page of another origin",
		[]edit{{"internal/httpx/app.go", "origin.Handler(next).ServeHTTP(w, r)", "next.ServeHTTP(w, r)"}},
		"./internal/httpx", "TestOtherOriginsCannotSave",
	},
	{
		"a page that asked for no right",
		[]edit{{"internal/httpx/adapt.go", "if err == nil && !ledger.Asked(route.Action) {", "if false {"}},
		"./internal/httpx", "TestWhoNeverAsks",
	},
}

// early acknowledges what is recorded before it is stored.
var early = sabotage{edits: []edit{
	{"internal/db/write.go", "			close(one.done)\n", "			if one.unaudited {\n				close(one.done)\n			}\n"},
	{"internal/db/write.go", `	if err := w.conn.run(ctx, "COMMIT"); err != nil {`, `	for _, one := range batch {
		if !one.unaudited {
			close(one.done)
		}
	}
	if err := w.conn.run(ctx, "COMMIT"); err != nil {`},
}}

// TestSabotageByAcknowledgingEarlyIsSeen kills a program that acknowledges too
// early: the test that kills it must find what is lost.
func TestSabotageByAcknowledgingEarlyIsSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: sabotage takes a minute, run without -short")
	}
	c := exec.Command(os.Args[0], "-test.run", "TestNoAcknowledgedSaveIsLost")
	c.Env = append(os.Environ(), overlayVariable+"="+early.overlay(t))
	out, err := c.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "acknowledged version") {
		t.Errorf("the test stays green: %v\n%s", err, out)
	}
}

// TestSabotageIsSeen proves that the tests can fail: with a guarantee switched
// off in a copy of the source, the test that stands for it turns red.
func TestSabotageIsSeen(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: sabotage takes a minute, run without -short")
	}
	for _, s := range sabotages {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			c := exec.Command("go", "test", "-count=1", "-vet=off", "-failfast", "-run", s.test, s.pkg)
			c.Dir = ".."
			c.Env = append(os.Environ(), "GOFLAGS=-overlay="+s.overlay(t))
			out, err := c.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL") {
				t.Errorf("%s stays green: %v\n%s", s.test, err, out)
			}
		})
	}
}

// overlay writes the sabotaged copies and the file that puts them in place of
// the sources.
func (s sabotage) overlay(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	changed := map[string]string{}
	for _, e := range s.edits {
		source, err := filepath.Abs(filepath.Join("..", e.file))
		must(t, err)
		text, ok := changed[source]
		if !ok {
			raw, err := os.ReadFile(source)
			must(t, err)
			text = string(raw)
		}
		if strings.Count(text, e.from) != 1 {
			t.Fatalf("%s does not stand once in %s any more", e.from, e.file)
		}
		changed[source] = strings.Replace(text, e.from, e.to, 1)
	}
	replace := map[string]string{}
	for source, text := range changed {
		replace[source] = filepath.Join(dir, filepath.Base(source))
		must(t, os.WriteFile(replace[source], []byte(text), 0o600))
	}
	raw, err := json.Marshal(map[string]any{"Replace": replace})
	must(t, err)
	file := filepath.Join(dir, "overlay.json")
	must(t, os.WriteFile(file, raw, 0o600))
	return file
}
