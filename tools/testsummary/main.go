// Command testsummary reads the output of `go test -json`, shows a line for
// each package and everything that a failed test said, and ends with one line
// that counts. It fails if a test has failed or nothing ran.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// event is one line of `go test -json`.
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Elapsed    float64
	Output     string
}

// run is what became of one test.
type run struct {
	action string
	output []string
}

// summary collects the events.
type summary struct {
	tests    map[string]map[string]*run // by package and name
	broken   []string                   // packages that failed without a failed test
	buildLog map[string][]string
}

func main() {
	s := &summary{tests: map[string]map[string]*run{}, buildLog: map[string][]string{}}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Println(lines.Text()) // not from a test: a message of go itself
			continue
		}
		s.take(e)
	}
	if err := lines.Err(); err != nil {
		fmt.Println("the output of go test broke off:", err)
		os.Exit(1)
	}
	if !s.finish() {
		os.Exit(1)
	}
}

func (s *summary) take(e event) {
	switch {
	case e.Action == "build-output":
		s.buildLog[e.ImportPath] = append(s.buildLog[e.ImportPath], e.Output)
	case e.Action == "build-fail":
		fmt.Print(strings.Join(s.buildLog[e.ImportPath], ""))
	case e.Action == "output":
		one := s.of(e.Package, e.Test)
		one.output = append(one.output, e.Output)
	case e.Test == "" && (e.Action == "pass" || e.Action == "fail"):
		s.endPackage(e)
	case e.Action == "pass" || e.Action == "fail" || e.Action == "skip":
		s.of(e.Package, e.Test).action = e.Action
	}
}

func (s *summary) of(pkg, test string) *run {
	if s.tests[pkg] == nil {
		s.tests[pkg] = map[string]*run{}
	}
	if s.tests[pkg][test] == nil {
		s.tests[pkg][test] = &run{}
	}
	return s.tests[pkg][test]
}

// endPackage prints a line for a package, and all that its failed tests said.
func (s *summary) endPackage(e event) {
	fmt.Printf("%-5s %s (%.1fs)\n", e.Action, e.Package, e.Elapsed)
	if e.Action == "pass" {
		return
	}
	failed := false
	for name, one := range s.tests[e.Package] {
		if one.action == "fail" || (name != "" && one.action == "") {
			one.action, failed = "fail", true
			fmt.Print(strings.Join(one.output, ""))
		}
	}
	if !failed {
		s.broken = append(s.broken, e.Package)
		fmt.Print(strings.Join(s.of(e.Package, "").output, ""))
	}
}

// finish prints the counts and tells whether all is well. A test that has
// parts is counted by its parts.
func (s *summary) finish() bool {
	counts := map[string]int{}
	reasons := map[string]int{}
	for _, tests := range s.tests {
		parents := parentsOf(tests)
		for name, one := range tests {
			if name == "" || parents[name] {
				continue
			}
			counts[one.action]++
			showFigures(one.output)
			if one.action == "skip" {
				reasons[reason(one.output)]++
			}
		}
	}
	for _, text := range sorted(reasons) {
		fmt.Printf("skipped %d: %s\n", reasons[text], text)
	}
	failed := counts["fail"] + len(s.broken)
	fmt.Printf("%d passed, %d failed, %d skipped\n", counts["pass"], failed, counts["skip"])
	return failed == 0 && counts["pass"] > 0
}

// showFigures prints what a test has measured and says of itself.
func showFigures(output []string) {
	for _, line := range output {
		if _, text, found := strings.Cut(line, "figure: "); found {
			fmt.Print(text)
		}
	}
}

// parentsOf returns the names of tests that have parts.
func parentsOf(tests map[string]*run) map[string]bool {
	parents := map[string]bool{}
	for name := range tests {
		for i := range name {
			if name[i] == '/' {
				parents[name[:i]] = true
			}
		}
	}
	return parents
}

// reason finds what a test said when it was skipped.
func reason(output []string) string {
	for _, line := range slices.Backward(output) {
		_, text, found := strings.Cut(line, ".go:")
		if _, said, ok := strings.Cut(text, ": "); found && ok {
			return strings.TrimSpace(said)
		}
	}
	return "no reason given"
}

func sorted(counts map[string]int) []string {
	texts := make([]string, 0, len(counts))
	for text := range counts {
		texts = append(texts, text)
	}
	slices.Sort(texts)
	return texts
}
