package testkit_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryAnswerToAComplaintNamesATest holds docs/COMPLAINTS.md against the
// tests that there are: each line names at least one, and each that is named exists.
func TestEveryAnswerToAComplaintNamesATest(t *testing.T) {
	root := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(root, "docs", "COMPLAINTS.md"))
	if err != nil {
		t.Fatal(err)
	}
	list := exec.Command("git", "grep", "-hoE", `^func Test[A-Za-z0-9]+`, "--", "*_test.go")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Skipf("skipped: git cannot list the tests, install git and run them in a checkout: %v", err)
	}
	there := map[string]bool{}
	for _, line := range strings.Split(string(out), "\n") {
		there[strings.TrimPrefix(line, "func ")] = true
	}
	named := regexp.MustCompile(`\bTest[A-Z][A-Za-z0-9]+`)
	rows := 0
	for _, line := range strings.Split(string(page), "\n") {
		if !regexp.MustCompile(`^\| \d`).MatchString(line) {
			continue
		}
		rows++
		tests := named.FindAllString(line, -1)
		if len(tests) == 0 {
			t.Errorf("no test shows it: %.80s", line)
		}
		for _, name := range tests {
			if !there[name] {
				t.Errorf("%s is no test: %.80s", name, line)
			}
		}
	}
	if rows < 27 {
		t.Errorf("only %d complaints are answered", rows)
	}
}
