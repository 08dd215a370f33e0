package score

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// blockUnits is how many units are ranked together in the benchmarks.
const blockUnits = 40

// national is a national year: blocks of 40 units, each with 100 leaves of mixed rules.
func national(units int) []*Bundle {
	var blocks []*Bundle
	for i := range units / blockUnits {
		b, err := ReadBundle(nationalBlock(i))
		if err != nil {
			panic(err)
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// mixedLeaves says how many of the 100 leaves have which rule, and a maker of
// plausible values.
var mixedLeaves = []struct {
	count int
	max   string
	rule  string
	value func(d *dice) string
}{
	{15, "1", `{"type":"yes_no"}`, func(d *dice) string { return fmt.Sprintf(`{"yes":%t}`, d.roll(10) > 0) }},
	{15, "1.5", `{"type":"choice","options":[{"code":"a","points":"1.5"},{"code":"b","points":"0.75"},{"code":"c","points":"0"}]}`,
		func(d *dice) string { return fmt.Sprintf(`{"option":"%c"}`, 'a'+d.roll(3)) }},
	{8, "1", `{"type":"checklist","mode":"sum","items":[{"code":"a","points":"0.5"},{"code":"b","points":"0.25"},{"code":"c","points":"0.25"}]}`,
		func(d *dice) string {
			return []string{`{"checked":["a","b"]}`, `{"checked":[]}`, `{"checked":["c"]}`}[d.roll(3)]
		}},
	{12, "2", `{"type":"steps","steps":[{"over":"90","points":"2"},{"from":"70","points":"1"}]}`, (*dice).share},
	{20, "1.25", `{"type":"ratio","floor":"50"}`, (*dice).share},
	{4, "1", `{"type":"piecewise","at":[{"percent":"60","points":"0"},{"percent":"80","points":"0.5"},{"percent":"100","points":"1"}]}`, (*dice).share},
	{3, "1", `{"type":"relative"}`, (*dice).share},
	{4, "1", `{"type":"count","each":"0.25"}`, (*dice).count},
	{6, "1", `{"type":"deduction","each":"0.25"}`, (*dice).count},
	{4, "1", `{"type":"manual","step":"0.05"}`, func(d *dice) string { return fmt.Sprintf(`{"points":"0.%d5"}`, d.roll(10)) }},
	{3, "1", `{"type":"formula","vars":[{"name":"a"},{"name":"b"}],"expr":"if(b == 0, 0, max_points * min(a / b, 1))"}`,
		func(d *dice) string { return fmt.Sprintf(`{"vars":{"a":"%d","b":"%d"}}`, d.roll(500), d.roll(600)) }},
	{2, "2", `{"type":"sum_of","parts":[{"type":"ratio","max":"1"},{"type":"count","max":"1","each":"0.5"}]}`,
		func(d *dice) string { return fmt.Sprintf(`{"parts":[%s,%s]}`, d.share(), d.count()) }},
	{1, "1", `{"type":"best_of","parts":[{"type":"ratio","max":"1"},{"type":"yes_no","max":"0.5"}]}`,
		func(d *dice) string { return fmt.Sprintf(`{"parts":[%s,{"yes":true}]}`, d.share()) }},
	{3, "5", `{"type":"survey","weights":{"A":"100","B":"60","C":"20","D":"0"},"groups":[{"id":"x","weight":"2"},{"id":"y","weight":"1"}]}`,
		(*dice).ballots},
}

// dice is a small source of repeatable numbers.
type dice struct{ state uint64 }

func (d *dice) roll(n int) int {
	d.state = d.state*6364136223846793005 + 1442695040888963407
	return int(d.state >> 33 % uint64(n))
}

func (d *dice) share() string {
	b := 20 + d.roll(120_000)
	return fmt.Sprintf(`{"a":"%d","b":"%d"}`, b-d.roll(b/3), b)
}

func (d *dice) count() string { return fmt.Sprintf(`{"count":"%d"}`, d.roll(6)) }

func (d *dice) ballots() string {
	question := func() string {
		return fmt.Sprintf(`{"A":%d,"B":%d,"C":%d,"D":%d}`, 10+d.roll(20), 5+d.roll(9), d.roll(5), d.roll(3))
	}
	group := func() string {
		return fmt.Sprintf(`{"ballots":45,"questions":[%s,%s,%s]}`, question(), question(), question())
	}
	return fmt.Sprintf(`{"groups":{"x":%s,"y":%s}}`, group(), group())
}

// nationalBlock writes one block as a bundle.
func nationalBlock(block int) []byte {
	var nodes, answers, units strings.Builder
	d := &dice{state: uint64(block)}
	for area, mix := range mixedLeaves {
		fmt.Fprintf(&nodes, `%s{"code":"%d","children":[`, comma(area), area+1)
		for i := range mix.count {
			fmt.Fprintf(&nodes, `%s{"code":"%d.%d","max":"%s","na":"remove","rule":%s}`, comma(i), area+1, i+1, mix.max, mix.rule)
			for u := range blockUnits {
				nationalAnswer(&answers, d, u, fmt.Sprintf("%d.%d", area+1, i+1), mix.rule, mix.value)
			}
		}
		nodes.WriteString(`]}`)
	}
	for u := range blockUnits {
		fmt.Fprintf(&units, `%s{"code":"u%d","name":"Đơn vị %d"}`, comma(u), u, u)
	}
	return []byte(fmt.Sprintf(`{"format":"parindex.bundle/1","round":{"id":"2026-%d","year":2026},
"set":{"id":"s","nodes":[%s]},
"method":{"tie_break":["node:5","points"],"cap_at_100":true,"classes":[{"name":"Rất tốt","from":"90"},{"name":"Tốt","from":"80"},
{"name":"Khá","from":"70"},{"name":"Yếu","from":"0"}],"class_caps":[{"node":"5","index_below":"50","at_most":"Khá","reason":"x"}]},
"units":[%s],"answers":[%s]}`, block, nodes.String(), units.String(), strings.TrimPrefix(answers.String(), ",")))
}

// nationalAnswer writes an appraised value; a few leaves are N/A or decided by the council.
func nationalAnswer(to *strings.Builder, d *dice, unit int, code, rule string, value func(*dice) string) {
	stage := "appraisal1"
	if strings.Contains(rule, `"survey"`) {
		stage = "survey"
	}
	fmt.Fprintf(to, `,{"unit":"u%d","node":"%s","stage":"%s","value":%s}`, unit, code, stage, value(d))
	switch d.roll(40) {
	case 0:
		fmt.Fprintf(to, `,{"unit":"u%d","node":"%s","stage":"council","na":true}`, unit, code)
	case 1:
		fmt.Fprintf(to, `,{"unit":"u%d","node":"%s","stage":"council","points":"0.5"}`, unit, code)
	}
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// BenchmarkNational computes all blocks of a national year that have been read:
// every rule, relative bests, sums, indices, ranks, classes, comparison. The
// answers in the form in which they are explained are let go before, since
// nobody holds a thousand blocks in memory, and the collector would measure that.
func BenchmarkNational(b *testing.B) {
	for _, units := range []int{400, 4_000, 40_000} {
		b.Run(fmt.Sprintf("units=%d", units), func(b *testing.B) {
			blocks := national(units)
			for _, block := range blocks {
				block.Answers = nil
			}
			b.ReportAllocs()
			before := processorTime()
			for b.Loop() {
				for _, block := range blocks {
					if _, err := Compute(block, Final); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(processorTime()-before)/float64(b.N)/1e6, "cpu-ms/op")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*units*100), "ns/leaf")
		})
	}
}

// processorTime is what the process has used of the processor, in nanoseconds:
// on a shared machine it is steadier than the clock.
func processorTime() int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}

// BenchmarkRead reads, checks and prepares the bundles of a national year.
func BenchmarkRead(b *testing.B) {
	var texts [][]byte
	size := 0
	for i := range 4_000 / blockUnits {
		texts = append(texts, nationalBlock(i))
		size += len(texts[i])
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			if _, err := ReadBundle(text); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkResultJSON writes the results of a national year.
func BenchmarkResultJSON(b *testing.B) {
	var results []*Result
	for _, block := range national(4_000) {
		r, err := Compute(block, Final)
		if err != nil {
			b.Fatal(err)
		}
		results = append(results, r)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range results {
			r.JSON()
		}
	}
}

// BenchmarkEvaluateLeaf scores single leaves with their traces, rule by rule.
func BenchmarkEvaluateLeaf(b *testing.B) {
	bundle := national(blockUnits)[0]
	for _, mix := range mixedLeaves {
		answer := firstAnswer(bundle, mix.rule)
		name := strings.Split(mix.rule, `"`)[3]
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := EvaluateLeaf(bundle.Set, answer.Node, answer, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSheet scores the 100 leaves of one unit and sums them: one live sheet.
func BenchmarkSheet(b *testing.B) {
	bundle := national(blockUnits)[0]
	var answers []Answer
	for _, a := range bundle.Answers {
		if a.Unit == "u0" && a.Value != nil {
			answers = append(answers, a)
		}
	}
	leaves := make([]LeafScore, len(answers))
	b.ReportAllocs()
	for b.Loop() {
		for i, a := range answers {
			leaves[i], _ = EvaluateLeaf(bundle.Set, a.Node, a, nil)
		}
		Forecast(bundle.Set, bundle.Method, leaves)
	}
}

// firstAnswer finds an answer with a value to a leaf with the rule.
func firstAnswer(b *Bundle, rule string) Answer {
	kind := RuleType(strings.Split(rule, `"`)[3])
	for _, a := range b.Answers {
		if n, _ := b.Set.Find(a.Node); n.Rule.Type == kind && a.Value != nil {
			return a
		}
	}
	panic("no answer to a " + string(kind) + " rule")
}
