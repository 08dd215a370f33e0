package score

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/par"
)

// oneLeaf is a bundle of one unit and one leaf of at most 2 points.
const oneLeaf = `{"format":"parindex.bundle/1","round":{"id":"r","year":2017},
"set":{"id":"s","nodes":[{"code":"1","max":"2","na":"remove","rule":RULE}]},
"method":{"classes":[{"name":"Đạt","from":"50"},{"name":"Yếu","from":"0"}]},
"units":[{"code":"u"}],
"answers":[{"unit":"u","node":"1","stage":"STAGE","value":VALUE}]}`

func bundleOf(rule, value string) []byte {
	stage := "appraisal1"
	if strings.Contains(rule, `"survey"`) {
		stage = "survey"
	}
	return []byte(strings.NewReplacer("RULE", rule, "VALUE", value, "STAGE", stage).Replace(oneLeaf))
}

const (
	steps    = `{"type":"steps","steps":[{"over":"90","points":"2"},{"from":"70","points":"1"}],"otherwise":"-0.5"}`
	sumRule  = `{"type":"checklist","mode":"sum","items":[{"code":"a","points":"1.5"},{"code":"b","points":"0.5"},{"code":"c","points":"-1"}]}`
	allRule  = `{"type":"checklist","mode":"all","items":[{"code":"a"},{"code":"b"}]}`
	line     = `{"type":"piecewise","at":[{"percent":"70","points":"0"},{"percent":"100","points":"2"}]}`
	ballots  = `{"type":"survey","weights":{"A":"100","B":"60","C":"20","D":"0"},"groups":[{"id":"x","weight":"3"},{"id":"y","weight":"1"}],"min_ballots":5}`
	twoParts = `"parts":[{"type":"yes_no","max":"1.5"},{"type":"deduction","max":"2","each":"1","min":"-3"}]`
)

func formula(expr string) string {
	return `{"type":"formula","vars":[{"name":"a"},{"name":"b"}],"min":"-1","expr":"` + expr + `"}`
}

func TestRulesGivePoints(t *testing.T) {
	tests := []struct{ name, rule, value, want string }{
		{"yes", `{"type":"yes_no"}`, `{"yes":true}`, "2"},
		{"no", `{"type":"yes_no","no":"-0.25"}`, `{"yes":false}`, "-0.25"},
		{"no is the better answer", `{"type":"yes_no","yes":"0","no":"2"}`, `{"yes":false}`, "2"},
		{"some items", sumRule, `{"checked":["a","c"]}`, "0.5"},
		{"no items", sumRule, `{"checked":[]}`, "0"},
		{"all items", allRule, `{"checked":["b","a"]}`, "2"},
		{"not all items", allRule, `{"checked":["b"]}`, "0"},
		{"a choice", `{"type":"choice","options":[{"code":"late","points":"0.5"},{"code":"on","points":"2"}]}`, `{"option":"late"}`, "0.5"},
		{"over 90 is more than 90", steps, `{"percent":"90"}`, "1"},
		{"90.01 is over 90", steps, `{"percent":"90.01"}`, "2"},
		{"from 70 is 70", steps, `{"a":"7","b":"10"}`, "1"},
		{"below all steps", steps, `{"percent":"69.999999999999999999999999999"}`, "-0.5"},
		{"a step on a rounded percentage", strings.Replace(steps, `"otherwise"`, `"percent_decimals":0,"otherwise"`, 1), `{"percent":"69.5"}`, "1"},
		{"a ratio is exact", `{"type":"ratio"}`, `{"a":"118555","b":"120671"}`, "1.96"},
		{"a ratio of a rounded percentage", `{"type":"ratio","percent_decimals":2}`, `{"a":"118555","b":"120671"}`, "1.97"},
		{"below the floor", `{"type":"ratio","floor":"70"}`, `{"percent":"69.99"}`, "0"},
		{"at the floor", `{"type":"ratio","floor":"70"}`, `{"percent":"70"}`, "1.4"},
		{"full from 95", `{"type":"ratio","full_from":"95"}`, `{"percent":"95"}`, "2"},
		{"the floor goes before full", `{"type":"ratio","floor":"90","full_from":"80"}`, `{"percent":"85"}`, "0"},
		{"inverted", `{"type":"ratio","invert":true}`, `{"percent":"10"}`, "1.8"},
		{"rounded before it is inverted", `{"type":"ratio","invert":true,"percent_decimals":0}`, `{"percent":"0.5"}`, "1.98"},
		{"inverted above 100", `{"type":"ratio","invert":true}`, `{"percent":"130"}`, "0"},
		{"clamped to 100", `{"type":"ratio"}`, `{"a":"3","b":"2"}`, "2"},
		{"before the first corner", line, `{"percent":"10"}`, "0"},
		{"between corners", line, `{"percent":"85"}`, "1"},
		{"after the last corner", line, `{"percent":"150"}`, "2"},
		{"the best of one", `{"type":"relative"}`, `{"percent":"12"}`, "2"},
		{"a best of 0", `{"type":"relative"}`, `{"percent":"0"}`, "0"},
		{"three counted", `{"type":"count","each":"0.25"}`, `{"count":"3"}`, "0.75"},
		{"counted up to max", `{"type":"count","each":"0.25"}`, `{"count":1e500}`, "2"},
		{"two deducted", `{"type":"deduction","each":"0.25"}`, `{"count":"2.0"}`, "1.5"},
		{"deducted down to min", `{"type":"deduction","each":"0.25","min":"-1"}`, `{"count":"99"}`, "-1"},
		{"typed and rounded up", `{"type":"manual"}`, `{"points":"1.005"}`, "1.01"},
		{"typed below zero, away from it", `{"type":"manual","min":"-2"}`, `{"points":"-1.005"}`, "-1.01"},
		{"a formula", formula("max_points * a / b"), `{"vars":{"a":"3","b":"4"}}`, "1.5"},
		{"clamped to max", formula("a * b"), `{"vars":{"a":"1e500","b":"1e500"}}`, "2"},
		{"clamped to min", formula("-a"), `{"vars":{"a":"7","b":"0"}}`, "-1"},
		{"minus binds before times", formula("-a * -b"), `{"vars":{"a":"1","b":"1.5"}}`, "1.5"},
		{"times binds before plus", formula("a + b * 2 - 1"), `{"vars":{"a":"1","b":"0.5"}}`, "1"},
		{"not binds after comparisons", formula("if(not a > b and a == a or a < b, 1, 2)"), `{"vars":{"a":"1","b":"2"}}`, "1"},
		{"if evaluates only what it needs", formula("if(b == 0, 1, a / b)"), `{"vars":{"a":"1","b":"0"}}`, "1"},
		{"and stops early", formula("if(b != 0 and a / b > 1, 1, 0.5)"), `{"vars":{"a":"1","b":"0"}}`, "0.5"},
		{"or stops early", formula("if(b == 0 or a / b > 1, 1, 0.5)"), `{"vars":{"a":"1","b":"0"}}`, "1"},
		{"floor of a negative", formula("2 + floor(a)"), `{"vars":{"a":"-0.5","b":"0"}}`, "1"},
		{"ceil of a negative", formula("2 + ceil(a)"), `{"vars":{"a":"-0.5","b":"0"}}`, "2"},
		{"round in a formula", formula("round(a, 1) + round(-b, 0) + 1"), `{"vars":{"a":"0.25","b":"0.5"}}`, "0.3"},
		{"min, max and abs", formula("max(min(a, b, 9), abs(-1.25))"), `{"vars":{"a":"1","b":"3"}}`, "1.25"},
		{"literals with exponents", formula("25e-1 - 1E0"), `{"vars":{"a":"1","b":"3"}}`, "1.5"},
		{"thirds are exact", formula("a / 3 + a / 3 + a / 3"), `{"vars":{"a":"1","b":"3"}}`, "1"},
		{"a sum of parts", `{"type":"sum_of",` + twoParts + `}`, `{"parts":[{"yes":true},{"count":"2"}]}`, "1.5"},
		{"a sum above max", `{"type":"sum_of",` + twoParts + `}`, `{"parts":[{"yes":true},{"count":"0"}]}`, "2"},
		{"a sum below 0", `{"type":"sum_of",` + twoParts + `}`, `{"parts":[{"yes":true},{"count":"5"}]}`, "0"},
		{"the best part", `{"type":"best_of",` + twoParts + `}`, `{"parts":[{"yes":true},{"count":"1"}]}`, "1.5"},
		{"the only part, below 0", `{"type":"best_of",` + twoParts + `}`, `{"parts":[null,{"count":"5"}]}`, "0"},
		{"a survey", ballots, `{"groups":{"x":{"ballots":20,"questions":[{"A":10,"B":6,"C":3,"D":1}]}}}`, "1.42"},
		{"groups by weight", ballots, `{"groups":{"x":{"ballots":5,"questions":[{"A":1}]},"y":{"ballots":5,"questions":[{"D":1}]}}}`, "1.5"},
		{"too few ballots do not count", ballots, `{"groups":{"x":{"ballots":4,"questions":[{"D":4}]},"y":{"ballots":5,"questions":[{"A":1}]}}}`, "2"},
		{"unanswered questions do not count", ballots, `{"groups":{"x":{"ballots":5,"questions":[{"A":1},{},{"E":9},{"A":0}]}}}`, "2"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b, err := ReadBundle(bundleOf(test.rule, test.value))
			if err != nil {
				t.Fatal(err)
			}
			r, err := Compute(b, Final)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Units()[0].Points(); string(got) != test.want {
				t.Errorf("points = %s, want %s", got, test.want)
			}
			best := b.Answers[0].Value
			leaf, err := EvaluateLeaf(b.Set, "1", b.Answers[0], best)
			if err != nil || string(leaf.Points) != test.want {
				t.Errorf("alone the leaf has %s points (%v), want %s", leaf.Points, err, test.want)
			}
			whole, _ := r.Units()[0].Leaf("1")
			if diff := cmp.Diff(whole, leaf); diff != "" {
				t.Errorf("alone the leaf is explained otherwise:\n%s", diff)
			}
		})
	}
}

// TestRulesAtFault holds each rule's own checks: the first fault and its paragraph.
func TestRulesAtFault(t *testing.T) {
	const rule = "set.nodes[0].rule"
	tests := []struct{ name, rule, place, paragraph string }{
		{"yes below max", `{"type":"yes_no","yes":"1"}`, rule, "3 yes_no"},
		{"no above max", `{"type":"yes_no","no":"3"}`, rule, "3 yes_no"},
		{"items below max", `{"type":"checklist","mode":"sum","items":[{"code":"a","points":"1"}]}`, rule, "3 checklist"},
		{"items above max", `{"type":"checklist","mode":"sum","items":[{"code":"a","points":"2"},{"code":"b","points":"1"}]}`, rule, "3 checklist"},
		{"an item twice", `{"type":"checklist","mode":"all","items":[{"code":"a"},{"code":"a"}]}`, rule + ".items[1].code", "3 checklist"},
		{"points where all are needed", `{"type":"checklist","mode":"all","items":[{"code":"a","points":"2"}]}`, rule + ".items[0].points", "3 checklist"},
		{"no points where they are summed", `{"type":"checklist","mode":"sum","items":[{"code":"a"}]}`, rule + ".items[0].points", "3 checklist"},
		{"no mode", `{"type":"checklist","items":[{"code":"a"}]}`, rule + ".mode", "3 checklist"},
		{"an unknown mode", `{"type":"checklist","mode":"any","items":[{"code":"a"}]}`, rule + ".mode", "3 checklist"},
		{"options below max", `{"type":"choice","options":[{"code":"a","points":"1"}]}`, rule, "3 choice"},
		{"options above max", `{"type":"choice","options":[{"code":"a","points":"2"},{"code":"b","points":"2.5"}]}`, rule, "3 choice"},
		{"no options", `{"type":"choice","options":[]}`, rule, "3 choice"},
		{"an option twice", `{"type":"choice","options":[{"code":"a","points":"2"},{"code":"a","points":"1"}]}`, rule + ".options[1].code", "3 choice"},
		{"steps rise", `{"type":"steps","steps":[{"from":"70","points":"1"},{"from":"90","points":"2"}]}`, rule + ".steps[1]", "3 steps"},
		{"from stands before over", `{"type":"steps","steps":[{"from":"90","points":"2"},{"over":"90","points":"1"}]}`, rule + ".steps[1]", "3 steps"},
		{"the same step twice", `{"type":"steps","steps":[{"over":"90","points":"2"},{"over":"90.0","points":"1"}]}`, rule + ".steps[1]", "3 steps"},
		{"over and from", `{"type":"steps","steps":[{"over":"90","from":"90","points":"2"}]}`, rule + ".steps[0]", "3 steps"},
		{"neither over nor from", `{"type":"steps","steps":[{"points":"2"}]}`, rule + ".steps[0]", "3 steps"},
		{"steps below max", `{"type":"steps","steps":[{"over":"90","points":"1"}]}`, rule, "3 steps"},
		{"otherwise above max", `{"type":"steps","steps":[{"over":"90","points":"2"}],"otherwise":"3"}`, rule, "3 steps"},
		{"a floor above 100", `{"type":"ratio","floor":"100.1"}`, rule + ".floor", "3 ratio"},
		{"percent_decimals elsewhere", `{"type":"relative","percent_decimals":2}`, rule + ".percent_decimals", "3 relative"},
		{"percents fall", `{"type":"piecewise","at":[{"percent":"70","points":"2"},{"percent":"60","points":"0"}]}`, rule + ".at[1]", "3 piecewise"},
		{"percents equal", `{"type":"piecewise","at":[{"percent":"70","points":"2"},{"percent":"7e1","points":"0"}]}`, rule + ".at[1]", "3 piecewise"},
		{"corners below max", `{"type":"piecewise","at":[{"percent":"70","points":"1"}]}`, rule, "3 piecewise"},
		{"no corners", `{"type":"piecewise","at":[]}`, rule, "3 piecewise"},
		{"each is 0", `{"type":"count","each":"0"}`, rule + ".each", "3 count"},
		{"each is missing", `{"type":"deduction"}`, rule + ".each", "3 deduction"},
		{"min above max", `{"type":"deduction","each":"1","min":"3"}`, rule + ".min", "3 deduction"},
		{"step is 0", `{"type":"manual","step":"0"}`, rule + ".step", "3 manual"},
		{"max is no multiple of step", `{"type":"manual","step":"0.3"}`, rule + ".step", "3 manual"},
		{"manual min above max", `{"type":"manual","min":"2.5"}`, rule + ".min", "3 manual"},
		{"no parts", `{"type":"sum_of","parts":[]}`, rule, "3 sum_of"},
		{"parts below max", `{"type":"sum_of","parts":[{"type":"yes_no","max":"1"}]}`, rule, "3 sum_of"},
		{"the best part below max", `{"type":"best_of","parts":[{"type":"yes_no","max":"1"},{"type":"yes_no","max":"1"}]}`, rule, "3 best_of"},
		{"a part without a max", `{"type":"sum_of","parts":[{"type":"yes_no"}]}`, rule + ".parts[0].max", "3 yes_no"},
		{"a part that may not be one", `{"type":"sum_of","parts":[{"type":"relative","max":"2"}]}`, rule + ".parts[0]", "3"},
		{"parts in parts", `{"type":"sum_of","parts":[{"type":"best_of","max":"2","parts":[{"type":"yes_no","max":"2"}]}]}`, rule + ".parts[0]", "3"},
		{"a max at a leaf's rule", `{"type":"yes_no","max":"2"}`, rule + ".max", "3 yes_no"},
		{"a part too fine", `{"type":"sum_of","parts":[{"type":"yes_no","max":"2.001"}]}`, rule + ".parts[0].max", "2"},
		{"no groups", `{"type":"survey","weights":{"A":"100"},"groups":[]}`, rule, "3 survey"},
		{"a group twice", `{"type":"survey","weights":{"A":"100"},"groups":[{"id":"g","weight":"1"},{"id":"g","weight":"1"}]}`, rule + ".groups[1].id", "3 survey"},
		{"a group without weight", `{"type":"survey","weights":{"A":"100"},"groups":[{"id":"g","weight":"0"}]}`, rule + ".groups[0].weight", "3 survey"},
		{"a negative weight", `{"type":"survey","weights":{"A":"100","B":"-1"},"groups":[{"id":"g","weight":"1"}]}`, rule + ".weights.B", "3 survey"},
		{"an expression that is a comparison", formula("a < b"), rule + ".expr", "3 formula"},
		{"a comparison in a sum", formula("1 + (a < b)"), rule + ".expr", "3 formula"},
		{"a number as condition", formula("if(a, 1, 2)"), rule + ".expr", "3 formula"},
		{"a number after not", formula("if(not a, 1, 2)"), rule + ".expr", "3 formula"},
		{"a comparison of comparisons", formula("if((a < b) == (b < a), 1, 2)"), rule + ".expr", "3 formula"},
		{"a comparison as a branch", formula("if(a < b, a < b, 2)"), rule + ".expr", "3 formula"},
		{"a chain", formula("if(a < b < 3, 1, 2)"), rule + ".expr", "3 formula"},
		{"round without decimals", formula("round(a)"), rule + ".expr", "3 formula"},
		{"round to a variable", formula("round(a, b)"), rule + ".expr", "3 formula"},
		{"round to 21", formula("round(a, 21)"), rule + ".expr", "3 formula"},
		{"round to -1", formula("round(a, -1)"), rule + ".expr", "3 formula"},
		{"round to a half", formula("round(a, 0.5)"), rule + ".expr", "3 formula"},
		{"min of nothing", formula("min()"), rule + ".expr", "3 formula"},
		{"two arguments for abs", formula("abs(a, b)"), rule + ".expr", "3 formula"},
		{"a plus sign", formula("+a"), rule + ".expr", "3 formula"},
		{"an open parenthesis", formula("(a"), rule + ".expr", "3 formula"},
		{"a closed parenthesis", formula("a)"), rule + ".expr", "3 formula"},
		{"nothing", formula(" "), rule + ".expr", "3 formula"},
		{"a power", formula("a ** b"), rule + ".expr", "3 formula"},
		{"one equals sign", formula("if(a = b, 1, 2)"), rule + ".expr", "3 formula"},
		{"a leading zero", formula("007"), rule + ".expr", "3 formula"},
		{"a bare point", formula(".5"), rule + ".expr", "3 formula"},
		{"501 characters", formula("1" + strings.Repeat(" ", 500)), rule + ".expr", "3 formula"},
		{"101 nodes", formula("1" + strings.Repeat("+1", 50)), rule + ".expr", "3 formula"},
		{"a reserved name", `{"type":"formula","vars":[{"name":"max"}],"expr":"1"}`, rule + ".vars[0].name", "3 formula"},
		{"a name that is none", `{"type":"formula","vars":[{"name":"1a"}],"expr":"1"}`, rule + ".vars[0].name", "3 formula"},
		{"a variable twice", `{"type":"formula","vars":[{"name":"a"},{"name":"a"}],"expr":"1"}`, rule + ".vars[1].name", "3 formula"},
		{"a variable without room", `{"type":"formula","vars":[{"name":"a","min":"2","max":"1"}],"expr":"1"}`, rule + ".vars[0].min", "3 formula"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			faults := faultsOf(t, strings.Replace(string(bundleOf(test.rule, "null")), `{"unit":"u","node":"1","stage":"appraisal1","value":null}`, "", 1))
			if faults[0].Place != test.place || faults[0].Rule != test.paragraph {
				t.Errorf("first fault: %s, want one at %s of §%s", faults[0], test.place, test.paragraph)
			}
		})
	}
}

func TestFormulaLimitsAreInclusive(t *testing.T) {
	for _, expr := range []string{
		"1" + strings.Repeat("+1", 49),  // 99 nodes
		"-1" + strings.Repeat("+1", 49), // 100 nodes
		"1" + strings.Repeat(" ", 499),  // 500 characters
		strings.Repeat("(", 249) + "1" + strings.Repeat(")", 249),
		"ẩ" + strings.Repeat(" ", 499), // 500 characters, more bytes
	} {
		if _, err := parseFormula(expr, map[string]int{"ẩ": 0}); err != nil {
			t.Errorf("%q: %v", expr, err)
		}
	}
}

// TestTracesShowTheWay holds what a trace says, and what it offers next.
func TestTracesShowTheWay(t *testing.T) {
	tests := []struct {
		name, rule, value string
		want              Trace
	}{
		{"a ratio", `{"type":"ratio"}`, `{"a":"118555","b":"120671"}`, Trace{Kind: TraceRatio, A: "118555", B: "120671", Percent: "98.25", PercentCut: true,
			Points: "1.96", Next: &NextGain{Field: GainA, More: "5", Points: "1.97"}}},
		{"below the floor", `{"type":"ratio","floor":"70"}`, `{"a":"1","b":"3"}`, Trace{Kind: TraceRatio, A: "1", B: "3", Percent: "33.33", PercentCut: true,
			Bound: "floor", Limit: "70", Points: "0", Next: &NextGain{Field: GainA, More: "2", Points: "2"}}},
		{"fewer is better", `{"type":"ratio","invert":true}`, `{"a":"1","b":"4"}`, Trace{Kind: TraceRatio, A: "1", B: "4", Percent: "25", Counted: "75",
			Points: "1.5", Next: &NextGain{Field: GainA, More: "-1", Points: "2"}}},
		{"a percentage", `{"type":"ratio","full_from":"95"}`, `{"percent":"94.9"}`, Trace{Kind: TraceRatio, Percent: "94.9",
			Points: "1.9", Next: &NextGain{Field: GainPercent, Target: "95", Points: "2"}}},
		{"full", `{"type":"ratio","full_from":"95"}`, `{"percent":"96"}`, Trace{Kind: TraceRatio, Percent: "96", Bound: "full", Limit: "95", Points: "2"}},
		{"a step", steps, `{"a":"9","b":"10"}`, Trace{Kind: TraceSteps, A: "9", B: "10", Percent: "90", Points: "1",
			Step: &StepHeld{From: "70", Points: "1"}, Next: &NextGain{Field: GainA, More: "1", Points: "2"}}},
		{"a step above a percentage", steps, `{"percent":"80"}`, Trace{Kind: TraceSteps, Percent: "80", Points: "1",
			Step: &StepHeld{From: "70", Points: "1"}, Next: &NextGain{Field: GainOver, Target: "90", Points: "2"}}},
		{"no step", steps, `{"a":"6","b":"10"}`, Trace{Kind: TraceSteps, A: "6", B: "10", Percent: "60", Points: "-0.5",
			Next: &NextGain{Field: GainA, More: "1", Points: "1"}}},
		{"one more", `{"type":"count","each":"0.5"}`, `{"count":"2"}`, Trace{Kind: TraceCount, Count: "2", Each: "0.5", Points: "1",
			Next: &NextGain{Field: GainCount, More: "1", Points: "1.5"}}},
		{"enough", `{"type":"count","each":"0.5"}`, `{"count":"9"}`, Trace{Kind: TraceCount, Count: "9", Each: "0.5", Bound: "max", Points: "2"}},
		{"one fewer", `{"type":"deduction","each":"0.5"}`, `{"count":"3"}`, Trace{Kind: TraceDeduction, Count: "3", Each: "0.5", Min: "0", Points: "0.5",
			Next: &NextGain{Field: GainCount, More: "-1", Points: "1"}}},
		{"many fewer", `{"type":"deduction","each":"0.5"}`, `{"count":"9"}`, Trace{Kind: TraceDeduction, Count: "9", Each: "0.5", Min: "0", Bound: "min", Points: "0",
			Next: &NextGain{Field: GainCount, More: "-6", Points: "0.5"}}},
		{"a better option", `{"type":"choice","options":[{"code":"on","label":"Đúng hạn","points":"2"},{"code":"late","label":"Trễ","points":"1"},{"code":"no","points":"0"}]}`, `{"option":"no"}`,
			Trace{Kind: TraceChoice, Code: "no", Points: "0", Next: &NextGain{Field: GainOption, Code: "late", Label: "Trễ", Points: "1"}}},
		{"an open item", sumRule, `{"checked":["b"]}`, Trace{Kind: TraceChecklist, Mode: "sum", Done: 1, Total: 3, Points: "0.5",
			Next: &NextGain{Field: GainItem, Code: "a", Points: "2"}}},
		{"open items", allRule, `{"checked":[]}`, Trace{Kind: TraceChecklist, Mode: "all", Total: 2, Points: "0", Next: &NextGain{Field: GainItems, More: "2", Points: "2"}}},
		{"no", `{"type":"yes_no"}`, `{"yes":false}`, Trace{Kind: TraceYesNo, Points: "0", Next: &NextGain{Field: GainYesNo, Code: "yes", Points: "2"}}},
		{"the best part", `{"type":"best_of",` + twoParts + `}`, `{"parts":[{"yes":true},null]}`, Trace{Kind: TraceBestOf, Done: 1, Total: 2, Points: "1.5",
			Parts: []Trace{{Kind: TraceYesNo, Yes: true, Points: "1.5", Max: "1.5"}, {Kind: TraceMissing, Max: "2"}}}},
		{"a formula above max", formula("a"), `{"vars":{"a":"9","b":"0"}}`, Trace{Kind: TraceFormula, Label: "a", Min: "-1", Bound: "max", Points: "2",
			Vars: []VarValue{{"a", "9"}, {"b", "0"}}}},
		{"a survey", ballots, `{"groups":{"x":{"ballots":20,"questions":[{"A":10,"B":6,"C":3,"D":1}]},"y":{"ballots":2,"questions":[{"A":2}]}}}`,
			Trace{Kind: TraceSurvey, Percent: "71", Points: "1.42", Groups: []GroupTrace{{ID: "x", Weight: "3", Ballots: "20", Share: "71", Counts: true}, {ID: "y", Weight: "1", Ballots: "2"}}}},
		{"a percentage rounded by its rule", `{"type":"ratio","percent_decimals":2}`, `{"a":"118555","b":"120671"}`, Trace{Kind: TraceRatio, A: "118555", B: "120671",
			Percent: "98.25", Counted: "98.25", Points: "1.97", Next: &NextGain{Field: GainA, More: "602", Points: "1.98"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b, err := ReadBundle(bundleOf(test.rule, test.value))
			if err != nil {
				t.Fatal(err)
			}
			leaf, err := EvaluateLeaf(b.Set, "1", b.Answers[0], nil)
			if err != nil {
				t.Fatal(err)
			}
			test.want.Max = "2"
			if diff := cmp.Diff(test.want, leaf.Trace); diff != "" {
				t.Errorf("trace (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNextGainIsTheLeast tries every smaller change and finds that it gives nothing.
func TestNextGainIsTheLeast(t *testing.T) {
	rules := []string{steps, strings.Replace(steps, `"otherwise"`, `"percent_decimals":1,"otherwise"`, 1), `{"type":"ratio"}`, `{"type":"ratio","floor":"33.3"}`,
		`{"type":"ratio","invert":true,"floor":"20"}`, `{"type":"ratio","percent_decimals":0,"full_from":"88"}`, `{"type":"ratio","percent_decimals":1,"invert":true}`}
	for _, rule := range rules {
		b, err := ReadBundle(bundleOf(rule, `{"a":"0","b":"1"}`))
		if err != nil {
			t.Fatal(err)
		}
		for a := int64(0); a <= 150; a += 3 {
			leaf := evaluateShare(t, b.Set, a)
			if leaf.Trace.Next == nil {
				continue
			}
			more, _ := numOf(leaf.Trace.Next.More)
			if got := evaluateShare(t, b.Set, a+more.n).Points; got != leaf.Trace.Next.Points {
				t.Errorf("%s: %d%+d of 130 gives %s, not %s", rule, a, more.n, got, leaf.Trace.Next.Points)
			}
			for less := more.n - int64(more.sign()); less != 0; less -= int64(more.sign()) {
				if got := evaluateShare(t, b.Set, a+less).Points; got.Cmp(leaf.Points) > 0 {
					t.Errorf("%s: already %d%+d of 130 gives %s", rule, a, less, got)
				}
			}
		}
	}
}

func evaluateShare(t *testing.T, set *Set, a int64) LeafScore {
	t.Helper()
	leaf, err := EvaluateLeaf(set, "1", Answer{Stage: StageSelf, Value: &Value{A: whole(a).decimal(0), B: par.Decimal("130")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return leaf
}
