package score

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/par"
)

// blockOf is a bundle of typed points for units over four leaves: P (max 10, may
// be removed) and Q (max 10) in node N, and a bonus and a penalty leaf. A unit
// is written as its code, an optional "-" for unranked, and the points of P, Q,
// bonus, penalty; "na" removes, "_" leaves out.
func blockOf(method string, units ...string) []byte {
	var list, answers []string
	for _, line := range units {
		fields := strings.Fields(line)
		code, unranked := strings.CutSuffix(fields[0], "-")
		list = append(list, fmt.Sprintf(`{"code":"%s","ranked":%t}`, code, !unranked))
		for i, points := range fields[1:] {
			node := []string{"P", "Q", "b", "p"}[i]
			switch points {
			case "_":
			case "na":
				answers = append(answers, fmt.Sprintf(`{"unit":"%s","node":"%s","stage":"appraisal1","na":true}`, code, node))
			default:
				answers = append(answers, fmt.Sprintf(`{"unit":"%s","node":"%s","stage":"appraisal1","points":"%s"}`, code, node, points))
			}
		}
	}
	return []byte(`{"format":"parindex.bundle/1","round":{"id":"r","year":2017},"set":{"id":"s","bonus_cap":"2","penalty_cap":"1","nodes":[
{"code":"N","children":[{"code":"P","max":"10","na":"remove","rule":{"type":"manual"}},{"code":"Q","max":"10","rule":{"type":"manual"}}]},
{"code":"b","max":"5","kind":"bonus","na":"remove","rule":{"type":"manual"}},{"code":"p","max":"5","kind":"penalty","rule":{"type":"manual"}}]},
"method":{` + method + `"classes":[{"name":"A","from":"90"},{"name":"B","from":"50"},{"name":"C","from":"0"}]},
"units":[` + strings.Join(list, ",") + `],"answers":[` + strings.Join(answers, ",") + `],
"previous":{"average":"60.005","results":[{"unit":"u1","index":"70.005","rank":4},{"unit":"u2","rank":1},{"unit":"gone","rank":2}]}}`)
}

// outcome writes a result in short: unit, rank, index, class and reason, in the result's order.
func outcome(t *testing.T, bundle []byte) []string {
	t.Helper()
	r := mustCompute(t, bundle, Final)
	var lines []string
	for _, u := range r.Units() {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %d %s %s %s", u.Code(), u.Rank(), u.Index(), u.Class(), u.ClassReason())))
	}
	return lines
}

func mustCompute(t *testing.T, bundle []byte, view View) *Result {
	t.Helper()
	b, err := ReadBundle(bundle)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Compute(b, view)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestUnitsAreRankedAndClassified(t *testing.T) {
	tests := []struct {
		name, method string
		units, want  []string
	}{
		{"shared ranks leave a gap", ``, []string{"u1 5 5", "u2 9 9", "u3 5 5", "u4 1 1"}, []string{"u2 1 90 A", "u1 2 50 B", "u3 2 50 B", "u4 4 10 C"}},
		{"dense ranks leave none", `"ranking":"dense",`, []string{"u1 5 5", "u2 9 9", "u3 5 5", "u4 1 1"}, []string{"u2 1 90 A", "u1 2 50 B", "u3 2 50 B", "u4 3 10 C"}},
		{"a removed leaf leaves the maximum", ``, []string{"u1 9 9", "u2 na 9.5"}, []string{"u2 1 95 A", "u1 2 90 A"}},
		{"unranked units come last and have no rank", ``, []string{"u1- 9 9", "u2 5 5", "u3- 1 1"}, []string{"u2 1 50 B", "u1 0 90 A", "u3 0 10 C"}},
		{"rounded indices tie", ``, []string{"u1 na 3.33", "u2 3.33 3.33"}, []string{"u1 1 33.3 C", "u2 1 33.3 C"}},
		{"the rounded index ranks", `"index_decimals":0,`, []string{"u1 5 5.02", "u2 5 5"}, []string{"u1 1 50 B", "u2 1 50 B"}},
		{"the exact index ranks", `"index_decimals":0,"rank_on":"exact",`, []string{"u1 5 5", "u2 5 5.02"}, []string{"u2 1 50 B", "u1 2 50 B"}},
		{"the rounded index decides the class", `"index_decimals":0,`, []string{"u1 9 8.9"}, []string{"u1 1 90 A"}},
		{"a tie broken by a node", `"tie_break":["node:Q"],`, []string{"u1 6 4", "u2 4 6"}, []string{"u2 1 50 B", "u1 2 50 B"}},
		{"a removed node comes last", `"tie_break":["node:P"],`, []string{"u1 na 5", "u2 0 10"}, []string{"u2 1 50 B", "u1 2 50 B"}},
		{"both removed share the rank", `"tie_break":["node:P"],`, []string{"u1 na 5", "u2 na 5"}, []string{"u1 1 50 B", "u2 1 50 B"}},
		{"a bonus leaf breaks no tie", `"tie_break":["node:b"],`, []string{"u1 5 5", "u2 4 5 1"}, []string{"u1 1 50 B", "u2 1 50 B"}},
		{"a tie broken by points", `"tie_break":["points"],`, []string{"u1 na 5", "u2 5 5"}, []string{"u2 1 50 B", "u1 2 50 B"}},
		{"the second tie-break", `"tie_break":["points","node:P"],`, []string{"u1 4 6", "u2 6 4"}, []string{"u2 1 50 B", "u1 2 50 B"}},
		{"bonus up to its cap", ``, []string{"u1 5 5 1.5", "u2 5 5 5"}, []string{"u2 1 60 B", "u1 2 57.5 B"}},
		{"penalty up to its cap", ``, []string{"u1 5 5 _ 0.5", "u2 5 5 _ 5"}, []string{"u1 1 47.5 C", "u2 2 45 C"}},
		{"above 100", ``, []string{"u1 10 10 2"}, []string{"u1 1 110 A"}},
		{"not above 100 when capped", `"cap_at_100":true,`, []string{"u1 10 10 2", "u2 10 10"}, []string{"u1 1 100 A", "u2 1 100 A"}},
		{"not below 0", ``, []string{"u1 0 0 _ 5"}, []string{"u1 1 0 C"}},
		{"a cap lowers the class", `"class_caps":[{"node":"P","index_below":"50","at_most":"B","reason":"P"}],`, []string{"u1 4 10 5"}, []string{"u1 1 80 B"}},
		{"with its reason", `"class_caps":[{"node":"P","index_below":"95","at_most":"C","reason":"P"}],`, []string{"u1 9 9"}, []string{"u1 1 90 C P"}},
		{"the last cap that lowered gives the reason", `"class_caps":[{"node":"P","index_below":"95","at_most":"B","reason":"1"},{"node":"Q","index_below":"95","at_most":"C","reason":"2"},{"node":"N","index_below":"95","at_most":"B","reason":"3"}],`,
			[]string{"u1 9 9"}, []string{"u1 1 90 C 2"}},
		{"a cap at its limit lowers nothing", `"class_caps":[{"node":"P","index_below":"90","at_most":"C","reason":"P"}],`, []string{"u1 9 9"}, []string{"u1 1 90 A"}},
		{"a removed node lowers nothing", `"class_caps":[{"node":"P","index_below":"100","at_most":"C","reason":"P"}],`, []string{"u1 na 9"}, []string{"u1 1 90 A"}},
		{"a bonus leaf lowers nothing", `"class_caps":[{"node":"b","index_below":"100","at_most":"C","reason":"b"}],`, []string{"u1 9 9"}, []string{"u1 1 90 A"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, outcome(t, blockOf(test.method, test.units...))); diff != "" {
				t.Errorf("units (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSummaryOverRankedUnits(t *testing.T) {
	r := mustCompute(t, blockOf(``, "u1 5 5.01", "u2 9 9", "u3- 10 10", "u4 0 1"), Final)
	want := Summary{
		Count: 3, Average: "48.35", Highest: "90", Lowest: "5", PreviousAverage: "60.01", Change: "-11.66",
		Classes: []ClassCount{{"A", 1, []string{"u2"}}, {"B", 1, []string{"u1"}}, {"C", 1, []string{"u4"}}},
	}
	if diff := cmp.Diff(want, r.Summary()); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}

func TestSummaryWithoutRankedUnits(t *testing.T) {
	r := mustCompute(t, blockOf(``, "u1- 5 5"), Final)
	want := Summary{PreviousAverage: "60.01", Classes: []ClassCount{{"A", 0, []string{}}, {"B", 0, []string{}}, {"C", 0, []string{}}}}
	if diff := cmp.Diff(want, r.Summary()); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}

func TestAverageOfRoundedIndices(t *testing.T) {
	units := []string{"u1 0 0.01", "u2 0 0.01", "u3 0 0.03"}
	for method, want := range map[string]par.Decimal{`"index_decimals":1,`: "0.1", `"index_decimals":1,"average_of":"rounded",`: "0.1", `"index_decimals":1,"average_of":"exact",`: "0.1"} {
		if got := mustCompute(t, blockOf(method, units...), Final).Summary().Average; got != want {
			t.Errorf("%s: average %s, want %s", method, got, want)
		}
	}
	units = []string{"u1 0 0.01", "u2 0 0"} // 0.05 and 0, rounded 0.1 and 0
	for method, want := range map[string]par.Decimal{`"index_decimals":1,`: "0", `"index_decimals":1,"average_of":"rounded",`: "0.1"} {
		if got := mustCompute(t, blockOf(method, units...), Final).Summary().Average; got != want {
			t.Errorf("%s: average %s, want %s", method, got, want)
		}
	}
}

func TestChangeOnThePreviousYear(t *testing.T) {
	r := mustCompute(t, blockOf(``, "u1 7 7.1", "u2 9 9", "u3 1 1"), Final)
	var got []string
	for _, u := range r.Units() {
		change, known := u.RankChange()
		got = append(got, fmt.Sprintf("%s %q %d %t", u.Code(), u.Change(), change, known))
	}
	want := []string{`u2 "" 0 true`, `u1 "0.49" 2 true`, `u3 "" 0 false`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

// TestStagesByView answers one leaf at every stage and takes the stages away from the top.
func TestStagesByView(t *testing.T) {
	text := `{"format":"parindex.bundle/1","round":{"id":"r","year":2017},
"set":{"id":"s","nodes":[{"code":"1","max":"4","rule":{"type":"manual"}},{"code":"2","max":"4","rule":` + strings.Replace(ballots, `"min_ballots":5`, `"min_ballots":1`, 1) + `}]},
"method":{"no_survey":"zero","classes":[{"name":"A","from":"0"}]},"units":[{"code":"u"}],"answers":[`
	answers := []string{
		`{"unit":"u","node":"1","stage":"self","value":{"points":"4"}}`,
		`{"unit":"u","node":"2","stage":"survey","value":{"groups":{"x":{"ballots":1,"questions":[{"A":1}]}}}}`,
		`{"unit":"u","node":"1","stage":"appraisal1","points":"1"}`,
		`{"unit":"u","node":"1","stage":"appraisal2","points":"2"}`,
		`{"unit":"u","node":"1","stage":"council","value":{"points":"3"}}`,
		`{"unit":"u","node":"2","stage":"council","points":"1.5"}`,
	}
	want := []string{"missing: 0 no_survey: 0", "missing: 0 no_survey: 0", "missing: 0 scored:survey 4", "scored:appraisal1 1 scored:survey 4",
		"scored:appraisal2 2 scored:survey 4", "scored:council 3 scored:survey 4", "scored:council 3 scored:council 1.5"}
	self := []string{"missing: 0 no_survey: 0", "scored:self 4 no_survey: 0", "scored:self 4 scored:survey 4"}
	for n := 0; n <= len(answers); n++ {
		// The order of the answers does not matter: the last comes first.
		shuffled := append([]string(nil), answers[:n]...)
		if n > 0 {
			shuffled = append([]string{answers[n-1]}, answers[:n-1]...)
		}
		bundle := []byte(text + strings.Join(shuffled, ",") + `]}`)
		if got := states(mustCompute(t, bundle, Final)); got != want[n] {
			t.Errorf("final with %d answers: %s, want %s", n, got, want[n])
		}
		if got := states(mustCompute(t, bundle, Self)); got != self[min(n, 2)] {
			t.Errorf("self with %d answers: %s, want %s", n, got, self[min(n, 2)])
		}
	}
}

func states(r *Result) string {
	var all []string
	for _, l := range r.Units()[0].Leaves() {
		all = append(all, fmt.Sprintf("%s:%s %s", l.State, l.Stage, l.Points))
	}
	return strings.Join(all, " ")
}

func TestNotApplicableAndNoSurvey(t *testing.T) {
	text := func(na, method, answer string) []byte {
		return []byte(`{"format":"parindex.bundle/1","round":{"id":"r","year":2017},"set":{"id":"s","nodes":[
{"code":"1","max":"4","na":"` + na + `","rule":{"type":"yes_no"}},{"code":"2","max":"6","na":"` + na + `","rule":` + ballots + `}]},
"method":{` + method + `"classes":[{"name":"A","from":"0"}]},"units":[{"code":"u"}],"answers":[` + answer + `]}`)
	}
	const (
		naOne    = `{"unit":"u","node":"1","stage":"appraisal1","na":true}`
		naSurvey = `{"unit":"u","node":"2","stage":"council","na":true},{"unit":"u","node":"1","stage":"appraisal1","value":{"yes":true}}`
		few      = `{"unit":"u","node":"2","stage":"survey","value":{"groups":{"x":{"ballots":1,"questions":[{"A":1}]}}}}`
	)
	tests := []struct{ name, na, method, answer, want string }{
		{"removed", "remove", `"no_survey":"zero",`, naOne, "0/6 na: 0 no_survey: 0"},
		{"granted", "full", `"no_survey":"zero",`, naOne, "4/10 na: 4 no_survey: 0"},
		{"a survey removed by the council", "remove", ``, naSurvey, "4/4 scored: 4 na: 0"},
		{"a survey granted by the council", "full", ``, naSurvey, "10/10 scored: 4 na: 6"},
		{"no survey is removed", "remove", ``, "", "0/4 missing: 0 no_survey: 0"},
		{"no group counts", "remove", ``, few, "0/4 missing: 0 no_survey: 0"},
		{"no group counts, and that is zero", "remove", `"no_survey":"zero",`, few, "0/10 missing: 0 no_survey: 0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u := mustCompute(t, text(test.na, test.method, test.answer), Final).Units()[0]
			got := fmt.Sprintf("%s/%s", u.Points(), u.Max())
			for _, l := range u.Leaves() {
				got += fmt.Sprintf(" %s: %s", l.State, l.Points)
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestRelativeTakesTheBestOfRankedValues: unranked units and typed points set no best.
func TestRelativeTakesTheBestOfRankedValues(t *testing.T) {
	bundle := []byte(`{"format":"parindex.bundle/1","round":{"id":"r","year":2017},
"set":{"id":"s","nodes":[{"code":"1","max":"4","rule":{"type":"relative"}}]},"method":{"classes":[{"name":"A","from":"0"}]},
"units":[{"code":"a"},{"code":"b"},{"code":"c","ranked":false},{"code":"d"},{"code":"e"}],"answers":[
{"unit":"a","node":"1","stage":"appraisal1","value":{"a":"1","b":"3"}},
{"unit":"b","node":"1","stage":"appraisal1","value":{"a":"2","b":"3"}},
{"unit":"c","node":"1","stage":"appraisal1","value":{"percent":"150"}},
{"unit":"d","node":"1","stage":"appraisal1","value":{"percent":"99"}},
{"unit":"d","node":"1","stage":"council","points":"3.5"}]}`)
	got := map[string]par.Decimal{}
	for _, u := range mustCompute(t, bundle, Final).Units() {
		got[u.Code()] = u.Points()
	}
	want := map[string]par.Decimal{"a": "2", "b": "4", "c": "4", "d": "3.5", "e": "0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("points (-want +got):\n%s", diff)
	}
}

func TestHugeNumbersStayExact(t *testing.T) {
	text := strings.NewReplacer(`"max":"10","na"`, `"max":"3e400","na"`, `"max":"10","rule"`, `"max":"1","rule"`).Replace(
		string(blockOf(``, "u1 3e400 1", "u2 29999e396 0.99", "u3 29999e396 1")))
	r := mustCompute(t, []byte(text), Final)
	var got []string
	for _, u := range r.Units() {
		got = append(got, fmt.Sprintf("%s %d %s", u.Code(), u.Rank(), u.Index()))
	}
	if diff := cmp.Diff([]string{"u1 1 100", "u2 1 100", "u3 1 100"}, got); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	points := string(r.Units()[1].Points())
	if want := "29999" + strings.Repeat("0", 396) + ".99"; points != want {
		t.Errorf("points %s, want %s", points, want)
	}
	if _, err := ReadBundle(r.Bundle().JSON()); err != nil {
		t.Errorf("written and read again: %v", err)
	}
}

func TestForecastAgreesWithTheResult(t *testing.T) {
	r := mustCompute(t, blockOf(`"class_caps":[{"node":"P","index_below":"95","at_most":"C","reason":"P"}],`, "u1 9 8 1 0.5", "u2 na 7", "u3 5 _"), Final)
	b := r.Bundle()
	for _, u := range r.Units() {
		want, leaves := u.Score(), u.Leaves()
		if diff := cmp.Diff(want, Forecast(b.Set, b.Method, leaves)); diff != "" {
			t.Errorf("%s (-result +forecast):\n%s", u.Code(), diff)
		}
		if want.Index != u.Index() || want.Class != u.Class() || want.Points != u.Points() {
			t.Errorf("%s: score %+v is not the unit's", u.Code(), want)
		}
		node, ok := Tally(b.Set, "N", leaves)
		if !ok || !cmp.Equal(node, want.Nodes[0]) {
			t.Errorf("%s: tally %+v, want %+v", u.Code(), node, want.Nodes[0])
		}
	}
}

func TestNextClassIsNamedWithItsPoints(t *testing.T) {
	tests := []struct {
		unit string
		want *NextClass
	}{
		{"u1 9 9", nil},
		{"u1 9 8.99", &NextClass{Name: "A", From: "90", Points: "0.01"}}, // 89.95
		{"u1 4 4", &NextClass{Name: "B", From: "50", Points: "2"}},
	}
	for _, test := range tests {
		u := mustCompute(t, blockOf(``, test.unit), Final).Units()[0]
		if diff := cmp.Diff(test.want, u.Score().Next); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.unit, diff)
		}
	}
}

// TestBundleMadeByHandIsChecked: no bundle computes without having been read.
func TestBundleMadeByHandIsChecked(t *testing.T) {
	read := mustCompute(t, blockOf(``, "u1 5 5"), Final)
	edited := read.Bundle().Edit()
	edited.Answers[0].Points = "8"
	r, err := Compute(edited, Final)
	if err != nil || r.Units()[0].Points() != "13" {
		t.Errorf("points after the edit: %v, want 13", err)
	}
	if got := read.Units()[0].Points(); got != "10" {
		t.Errorf("the first result changed to %s", got)
	}
	edited.Answers[0].Points = "11"
	if _, err := Compute(edited, Final); err == nil {
		t.Error("points above the maximum were computed")
	}
	if _, err := Compute(&Bundle{}, Final); err == nil {
		t.Error("an empty bundle was computed")
	}
}

func TestForecastWithoutAMethodOrWithAnother(t *testing.T) {
	set, err := ReadSet([]byte(`{"id":"s","nodes":[{"code":"1","max":"2","rule":{"type":"yes_no"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	leaves := []LeafScore{{Code: "1", State: Scored, Stage: StageSelf, Points: "1"}, {Code: "gone", Points: "9"}}
	other := DefaultMethod()
	other.Classes = []Class{{"A", "40"}, {"B", "0"}}
	other.TieBreak = []string{"node:gone"}
	other.ClassCaps = []ClassCap{{Node: "gone", IndexBelow: "99", AtMost: "B"}, {Node: "1", IndexBelow: "10", AtMost: "Z"}}
	for want, method := range map[string]*Method{"": nil, "A": other} {
		if u := Forecast(set, method, leaves); u.Index != "50" || u.Class != want || u.Leaves != 1 || u.Answered != 1 {
			t.Errorf("forecast %+v, want index 50 and class %q", u, want)
		}
	}
}

func TestAnswersMadeByHandAreChecked(t *testing.T) {
	set, err := ReadSet([]byte(`{"id":"s","nodes":[{"code":"1","max":"2","rule":{"type":"count","each":"1"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		answer Answer
		good   bool
	}{
		"a count":             {Answer{Node: "1", Stage: StageSelf, Value: &Value{Count: "3"}}, true},
		"another spelling":    {Answer{Node: "1", Stage: StageSelf, Value: &Value{Count: "3e0"}}, true},
		"no number":           {Answer{Node: "1", Stage: StageSelf, Value: &Value{Count: "three"}}, false},
		"too many digits":     {Answer{Node: "1", Stage: StageSelf, Value: &Value{Count: par.Decimal(strings.Repeat("1", 501))}}, false},
		"nothing":             {Answer{Node: "1", Stage: StageSelf}, false},
		"an empty value":      {Answer{Node: "1", Stage: StageSelf, Value: &Value{}}, false},
		"value and N/A":       {Answer{Node: "1", Stage: StageSelf, Value: &Value{Count: "3"}, NA: true}, false},
		"an unknown leaf":     {Answer{Node: "2", Stage: StageSelf, Value: &Value{Count: "3"}}, false},
		"points at appraisal": {Answer{Node: "1", Stage: StageAppraisal2, Points: "1.5"}, true},
	}
	for name, test := range tests {
		if err := CheckAnswer(set, test.answer); (err == nil) != test.good {
			t.Errorf("%s: %v", name, err)
		}
	}
	leaf, err := EvaluateLeaf(set, "1", Answer{}, nil)
	if err != nil || leaf.State != Missing || leaf.Trace.Kind != TraceMissing || leaf.Points != "0" {
		t.Errorf("an empty answer is %+v, %v", leaf, err)
	}
}
