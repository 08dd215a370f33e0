package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const examples = "../../internal/score/testdata/examples/"

// TestComputePrintsTheWorkedExamples computes each example from a file and from
// standard input.
func TestComputePrintsTheWorkedExamples(t *testing.T) {
	files, err := filepath.Glob(examples + "*.result.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples (%v)", err)
	}
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bundle := strings.Replace(file, ".result", "", 1)
		input, err := os.ReadFile(bundle)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{bundle, "-"} {
			var out, complaints bytes.Buffer
			if exit := runCompute(path, "final", bytes.NewReader(input), &out, &complaints); exit != 0 || complaints.Len() > 0 {
				t.Errorf("%s: exit %d, %s", path, exit, complaints.String())
			}
			if diff := cmp.Diff(jsonValue(t, want), jsonValue(t, out.Bytes())); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		}
	}
}

func jsonValue(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

// TestComputeNamesEveryFault: status 2, nothing on standard output, and one line
// for each fault, which names its place and its paragraph.
func TestComputeNamesEveryFault(t *testing.T) {
	tests := []struct {
		name, path, view, input string
		want                    []string
	}{
		{"two faults", "-", "final", `{"format":"parindex.bundle/1","round":{"id":"r","year":2017},"set":{"id":"s","nodes":[{"code":"1","max":"0","rule":{"type":"yes_no"}}]},
"method":{"classes":[{"name":"A","from":"0"}]},"units":[]}`, []string{"set.nodes[0].max: ", "(scoring contract §3)", "units: ", "(scoring contract §2)"}},
		{"a unit without a maximum", "-", "self", `{"format":"parindex.bundle/1","round":{"id":"r","year":2017},"set":{"id":"s","nodes":[{"code":"1","max":"1","na":"remove","rule":{"type":"yes_no"}}]},
"method":{"classes":[{"name":"A","from":"0"}]},"units":[{"code":"u"}],"answers":[{"unit":"u","node":"1","stage":"self","na":true}]}`, []string{"units[0]: ", "(scoring contract §4)"}},
		{"no JSON", "-", "final", `hello`, []string{"$: is not JSON"}},
		{"an unknown view", "-", "both", `{}`, []string{"final or self"}},
		{"no file", "testdata/nowhere.json", "final", ``, []string{"nowhere.json"}},
		{"a directory", ".", "final", ``, []string{"directory"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out, complaints bytes.Buffer
			exit := runCompute(test.path, test.view, strings.NewReader(test.input), &out, &complaints)
			if exit != 2 || out.Len() > 0 {
				t.Errorf("exit %d, output %q", exit, out.String())
			}
			for _, want := range test.want {
				if !strings.Contains(complaints.String(), want) {
					t.Errorf("complaints %q lack %q", complaints.String(), want)
				}
			}
			if lines := strings.Count(complaints.String(), "\n"); lines != (len(test.want)+1)/2 {
				t.Errorf("%d lines: %s", lines, complaints.String())
			}
		})
	}
}
