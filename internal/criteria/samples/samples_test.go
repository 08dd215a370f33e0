package samples_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/criteria/samples"
	"parindex/internal/score"
)

// frame holds the maxima of the eight areas of the ministry's frame, and 0 for
// the ninth area, which has bonus and penalty leaves alone.
var frame = []string{"10", "10", "14.5", "11", "16", "7", "16", "15.5", "0"}

// appraisers holds the agency that appraises each of the nine areas.
var appraisers = []string{"snv", "stp", "vp", "snv", "snv", "stc", "skhcn", "snv", "snv"}

type envelope struct {
	Format string
	Code   string
	Level  string
	Title  string
	Sample bool
	Note   string
	Set    json.RawMessage
	Guides map[string]guide
}

type guide struct{ Help, Evidence, Agency string }

func TestNames(t *testing.T) {
	if diff := cmp.Diff([]string{"huyen", "so", "xa"}, samples.Names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if _, err := samples.Read("tinh"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("reading an unknown sample: %v, want fs.ErrNotExist", err)
	}
}

func TestSamples(t *testing.T) {
	for name, level := range map[string]string{"so": "department", "huyen": "district", "xa": "commune"} {
		t.Run(name, func(t *testing.T) {
			env, set := read(t, name)
			if env.Format != "parindex.set/1" || env.Level != level || env.Code != "mau-"+name {
				t.Errorf("envelope says %q, %q, %q", env.Format, env.Level, env.Code)
			}
			if !env.Sample || env.Note == "" || env.Title == "" {
				t.Error("the envelope does not say in words that this is a sample")
			}
			checkAreas(t, set)
			checkRuleTypes(t, set)
			checkGuides(t, env, set)
		})
	}
}

func read(t *testing.T, name string) (envelope, *score.Set) {
	t.Helper()
	data, err := samples.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	var env envelope
	if err := json.Unmarshal(data, &env); err != nil {
		t.Fatal(err)
	}
	set, err := score.ReadSet(env.Set)
	if err != nil {
		t.Fatal(err)
	}
	return env, set
}

// leaves lists the leaves below the nodes, in set order.
func leaves(nodes []*score.Node) []*score.Node {
	var found []*score.Node
	for _, node := range nodes {
		if node.Leaf() {
			found = append(found, node)
			continue
		}
		found = append(found, leaves(node.Children)...)
	}
	return found
}

func checkAreas(t *testing.T, set *score.Set) {
	t.Helper()
	if n := len(leaves(set.Nodes)); n < 60 || n > 100 {
		t.Errorf("%d leaves, want 60 to 100", n)
	}
	var got []string
	for _, area := range set.Nodes {
		sum := new(big.Rat)
		for _, leaf := range leaves(area.Children) {
			if leaf.Kind == score.Normal || leaf.Kind == "" {
				points, ok := new(big.Rat).SetString(string(leaf.Max))
				if !ok {
					t.Fatalf("%s: maximum %q is no number", leaf.Code, leaf.Max)
				}
				sum.Add(sum, points)
			}
		}
		got = append(got, plain(sum))
	}
	if diff := cmp.Diff(frame, got); diff != "" {
		t.Errorf("maxima of the areas (-want +got):\n%s", diff)
	}
}

// plain writes a multiple of a half the way the frame does.
func plain(sum *big.Rat) string {
	if sum.IsInt() {
		return sum.RatString()
	}
	return sum.FloatString(1)
}

func checkRuleTypes(t *testing.T, set *score.Set) {
	t.Helper()
	used := map[score.RuleType]bool{}
	na := map[score.NA]bool{}
	kinds := map[score.Kind]bool{}
	for _, leaf := range leaves(set.Nodes) {
		used[leaf.Rule.Type] = true
		na[leaf.NA] = true
		kinds[leaf.Kind] = true
	}
	for _, rule := range score.RuleTypes() {
		if !used[rule] {
			t.Errorf("no leaf uses the rule %s", rule)
		}
	}
	if !na[score.NARemove] || !na[score.NAFull] {
		t.Error("a sample must show both ways of not applicable")
	}
	if !kinds[score.Bonus] || !kinds[score.Penalty] {
		t.Error("a sample must have bonus and penalty leaves")
	}
}

func checkGuides(t *testing.T, env envelope, set *score.Set) {
	t.Helper()
	want := map[string]string{}
	for i, area := range set.Nodes {
		for _, leaf := range leaves(area.Children) {
			want[leaf.Code] = appraisers[i]
		}
	}
	got := map[string]string{}
	for code, guide := range env.Guides {
		got[code] = guide.Agency
		if guide.Help == "" || guide.Evidence == "" {
			t.Errorf("the guide of %s is not complete", code)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("leaves and the agencies that appraise them (-want +got):\n%s", diff)
	}
}
