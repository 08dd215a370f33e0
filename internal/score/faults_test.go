package score

import (
	"errors"
	"strings"
	"testing"
)

// good is a bundle without faults, which the tests below break in one place.
const good = `{"format":"parindex.bundle/1","round":{"id":"r","year":2017,"title":"t"},
"set":{"id":"s","points_decimals":2,"bonus_cap":"5","nodes":[
  {"code":"A","children":[{"code":"A.1","max":"2","na":"remove","rule":{"type":"yes_no"}},
                          {"code":"A.2","max":"3","rule":{"type":"ratio","floor":"70"}}]},
  {"code":"B","max":"1","kind":"bonus","rule":{"type":"manual","step":"0.25"}},
  {"code":"C","max":"5","rule":{"type":"survey","weights":{"A":"100","B":"0"},"groups":[{"id":"g","weight":"1"}]}},
  {"code":"D","max":"2","rule":{"type":"formula","vars":[{"name":"x","min":"0","max":"9"}],"expr":"2 / x"}}]},
"method":{"tie_break":["node:A","points"],"classes":[{"name":"Tốt","from":"80"},{"name":"Yếu","from":"0"}],
  "class_caps":[{"node":"A","index_below":"50","at_most":"Yếu","reason":"w"}]},
"units":[{"code":"u","name":"U"},{"code":"v","ranked":false}],
"answers":[{"unit":"u","node":"A.1","stage":"self","value":{"yes":true}},
  {"unit":"u","node":"A.2","stage":"appraisal1","value":{"a":"3","b":"4"}},
  {"unit":"u","node":"B","stage":"appraisal1","value":{"points":"0.5"}},
  {"unit":"u","node":"C","stage":"survey","value":{"groups":{"g":{"ballots":3,"questions":[{"A":2,"B":1,"E":7}]}}}},
  {"unit":"u","node":"D","stage":"self","value":{"vars":{"x":"2"}}},
  {"unit":"v","node":"A.1","stage":"council","points":"1","reason":"w"}],
"previous":{"year":2016,"average":"84.05","results":[{"unit":"u","index":"84.1","class":"Tốt","rank":3}]}}`

func TestGoodBundleHasNoFault(t *testing.T) {
	b, err := ReadBundle([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Compute(b, Final); err != nil {
		t.Fatal(err)
	}
}

// TestFaultsNameTheirPlace breaks the good bundle by replacing one text by
// another, and expects the first fault at a place and from a paragraph.
func TestFaultsNameTheirPlace(t *testing.T) {
	tests := []struct{ name, old, new, place, rule string }{
		// §1: numbers
		{"plus sign", `"max":"2"`, `"max":"+2"`, "set.nodes[0].children[0].max", "1"},
		{"fraction", `"max":"2"`, `"max":"1/2"`, "set.nodes[0].children[0].max", "1"},
		{"hexadecimal", `"max":"2"`, `"max":"0x2"`, "set.nodes[0].children[0].max", "1"},
		{"underscore", `"max":"2"`, `"max":"1_0"`, "set.nodes[0].children[0].max", "1"},
		{"leading zero", `"max":"2"`, `"max":"02"`, "set.nodes[0].children[0].max", "1"},
		{"a space", `"max":"2"`, `"max":" 2"`, "set.nodes[0].children[0].max", "1"},
		{"no digits", `"max":"2"`, `"max":""`, "set.nodes[0].children[0].max", "1"},
		{"501 characters", `"a":"3"`, `"a":"` + strings.Repeat("1", 501) + `"`, "answers[1].value.a", "1"},
		{"exponent too large", `"a":"3"`, `"a":"1e501"`, "answers[1].value.a", "1"},
		{"exponent too small", `"a":"3"`, `"a":1e-501`, "answers[1].value.a", "1"},
		{"zero with a huge exponent", `"a":"3"`, `"a":"0e9999999999999999999"`, "answers[1].value.a", "1"},
		{"points_decimals 5", `"points_decimals":2`, `"points_decimals":5`, "set.points_decimals", "1"},
		{"points_decimals 1.5", `"points_decimals":2`, `"points_decimals":1.5`, "set.points_decimals", "1"},
		// §2: form
		{"another format", `bundle/1`, `bundle/2`, "format", "2"},
		{"no round id", `"id":"r",`, ``, "round.id", "2"},
		{"no year", `"year":2017,`, ``, "round.year", "2"},
		{"year as text", `"year":2017`, `"year":"MMXVII"`, "round.year", "1"},
		{"no set id", `"id":"s",`, ``, "set.id", "2"},
		{"no units", `"units":[{"code":"u","name":"U"},{"code":"v","ranked":false}]`, `"units":[]`, "units", "2"},
		{"a unit twice", `{"code":"v"`, `{"code":"u"`, "units[1].code", "2"},
		{"a unit without a code", `{"code":"v",`, `{`, "units[1].code", "2"},
		{"a code twice", `"code":"A.2"`, `"code":"A"`, "set.nodes[0].children[1].code", "2"},
		{"an unknown field", `"title":"t"`, `"titel":"t"`, "round.titel", "2"},
		{"a repeated field", `"title":"t"`, `"title":"t","title":"t"`, "round.title", "2"},
		{"a repeated field, escaped", `"title":"t"`, `"title":"t","\u0074itle":"t"`, "round.title", "2"},
		{"an unknown unit", `{"unit":"v"`, `{"unit":"w"`, "answers[5].unit", "2"},
		{"an unknown leaf", `"node":"B"`, `"node":"X"`, "answers[2].node", "2"},
		{"an answer to an inner node", `"node":"B"`, `"node":"A"`, "answers[2].node", "2"},
		{"answered twice", `{"unit":"u","node":"D"`, `{"unit":"u","node":"A.1"`, "answers[4].value.yes", "3 yes_no"},
		{"a leaf without a rule", `,"rule":{"type":"yes_no"}`, ``, "set.nodes[0].children[0]", "2"},
		{"a leaf without a max", `"max":"2","na"`, `"na"`, "set.nodes[0].children[0].max", "2"},
		{"an inner node with a max", `"code":"A",`, `"code":"A","max":"5",`, "set.nodes[0].max", "2"},
		{"an inner node with a rule", `"code":"A",`, `"code":"A","rule":{"type":"yes_no"},`, "set.nodes[0].rule", "2"},
		{"max too fine", `"max":"2"`, `"max":"2.005"`, "set.nodes[0].children[0].max", "2"},
		{"a cap too fine", `"bonus_cap":"5"`, `"bonus_cap":"5.001"`, "set.bonus_cap", "2"},
		{"a parameter too fine", `"step":"0.25"`, `"step":"0.125"`, "set.nodes[1].rule.step", "2"},
		{"classes rise", `"from":"80"`, `"from":"-1"`, "method.classes[1].from", "2"},
		{"classes equal", `"from":"80"`, `"from":"0.0"`, "method.classes[1].from", "2"},
		{"classes do not end at 0", `"name":"Yếu","from":"0"`, `"name":"Yếu","from":"1"`, "method.classes", "2"},
		{"no classes", `{"name":"Tốt","from":"80"},{"name":"Yếu","from":"0"}`, ``, "method.classes", "2"},
		{"a text where an object belongs", `"value":{"yes":true}`, `"value":"yes"`, "answers[0].value", "3"},
		{"null where a text belongs", `"title":"t"`, `"title":null`, "round.title", "2"},
		{"a unit of the previous year twice", `"rank":3}`, `"rank":3},{"unit":"u"}`, "previous.results[1].unit", "2"},
		// §3: leaves and answers
		{"max is 0", `"max":"2"`, `"max":"0"`, "set.nodes[0].children[0].max", "3"},
		{"max below 0", `"max":"2"`, `"max":"-2"`, "set.nodes[0].children[0].max", "3"},
		{"an unknown kind", `"kind":"bonus"`, `"kind":"extra"`, "set.nodes[1].kind", "3"},
		{"full on a bonus leaf", `"kind":"bonus"`, `"kind":"bonus","na":"full"`, "set.nodes[1].na", "3"},
		{"an unknown policy", `"na":"remove"`, `"na":"drop"`, "set.nodes[0].children[0].na", "3"},
		{"an unknown rule", `"type":"yes_no"`, `"type":"maybe"`, "set.nodes[0].children[0].rule.type", "3"},
		{"a field of another rule", `"type":"yes_no"`, `"type":"yes_no","floor":"1"`, "set.nodes[0].children[0].rule.floor", "3 yes_no"},
		{"value and points", `"points":"1","reason"`, `"points":"1","value":{"yes":true},"reason"`, "answers[5]", "3"},
		{"neither value nor points", `"points":"1","reason"`, `"reason"`, "answers[5]", "3"},
		{"na false", `"points":"1","reason"`, `"na":false,"reason"`, "answers[5].na", "3"},
		{"na where it is forbidden", `"value":{"a":"3","b":"4"}`, `"na":true`, "answers[1].na", "3"},
		{"typed above max", `"points":"1","reason"`, `"points":"2.01","reason"`, "answers[5].points", "3"},
		{"typed below the minimum", `"points":"1","reason"`, `"points":"-0.01","reason"`, "answers[5].points", "3"},
		{"typed at self", `"stage":"council","points"`, `"stage":"self","points"`, "answers[5].points", "3"},
		{"an unknown stage", `"stage":"council"`, `"stage":"jury"`, "answers[5].stage", "3"},
		{"a value of another rule", `{"yes":true}`, `{"percent":"1"}`, "answers[0].value.yes", "3 yes_no"},
		{"a is negative", `"a":"3"`, `"a":"-3"`, "answers[1].value.a", "3 ratio"},
		{"b is 0", `"b":"4"`, `"b":"0"`, "answers[1].value.b", "3 ratio"},
		{"a without b", `,"b":"4"`, ``, "answers[1].value.b", "3 ratio"},
		{"percent and a", `"b":"4"`, `"percent":"4"`, "answers[1].value.a", "3 ratio"},
		{"a negative percentage", `{"a":"3","b":"4"}`, `{"percent":"-1"}`, "answers[1].value.percent", "3 ratio"},
		{"not a multiple of step", `{"points":"0.5"}`, `{"points":"0.3"}`, "answers[2].value.points", "3 manual"},
		{"manual above max", `{"points":"0.5"}`, `{"points":"1.25"}`, "answers[2].value.points", "3 manual"},
		// surveys
		{"a survey leaf at self", `"node":"C","stage":"survey"`, `"node":"C","stage":"self"`, "answers[3].stage", "3 survey"},
		{"the stage survey elsewhere", `"stage":"self","value":{"yes"`, `"stage":"survey","value":{"yes"`, "answers[0].stage", "3 survey"},
		{"a survey by the council", `"stage":"survey"`, `"stage":"council"`, "answers[3].value", "3 survey"},
		{"an unknown group", `{"g":{"ballots"`, `{"h":{"ballots"`, "answers[3].value.groups.h", "3 survey"},
		{"half a ballot", `"ballots":3`, `"ballots":2.5`, "answers[3].value.groups.g.ballots", "3 survey"},
		{"a negative count", `"A":2,`, `"A":-2,`, "answers[3].value.groups.g.questions[0].A", "3 survey"},
		{"half a count of another option", `"E":7`, `"E":7.5`, "answers[3].value.groups.g.questions[0].E", "3 survey"},
		{"weights below 100", `"A":"100"`, `"A":"90"`, "set.nodes[2].rule.weights", "3 survey"},
		{"weights above 100", `"A":"100"`, `"A":"110"`, "set.nodes[2].rule.weights", "3 survey"},
		// formulas
		{"division by zero, even at self", `"x":"2"`, `"x":"0"`, "answers[4].value", "3 formula"},
		{"a variable is missing", `{"x":"2"}`, `{}`, "answers[4].value.vars.x", "3 formula"},
		{"a variable is unknown", `{"x":"2"}`, `{"x":"2","y":"2"}`, "answers[4].value.vars.y", "3 formula"},
		{"a variable is too large", `{"x":"2"}`, `{"x":"9.1"}`, "answers[4].value.vars.x", "3 formula"},
		{"an unknown name", `2 / x`, `2 / y`, "set.nodes[3].rule.expr", "3 formula"},
		// §5
		{"a tie-break of no kind", `"node:A"`, `"index"`, "method.tie_break[0]", "5"},
		{"a tie-break on an unknown node", `"node:A"`, `"node:X"`, "method.tie_break[0]", "5"},
		{"a cap on an unknown node", `{"node":"A","index_below"`, `{"node":"X","index_below"`, "method.class_caps[0].node", "5"},
		{"a cap to an unknown class", `"at_most":"Yếu"`, `"at_most":"Kém"`, "method.class_caps[0].at_most", "5"},
		{"a class twice", `"name":"Yếu"`, `"name":"Tốt"`, "method.classes[1].name", "5"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(good, test.old) {
				t.Fatalf("the good bundle has no %s", test.old)
			}
			faults := faultsOf(t, strings.Replace(good, test.old, test.new, 1))
			if faults[0].Place != test.place || faults[0].Rule != test.rule {
				t.Errorf("first fault: %s, want one at %s of §%s", faults[0], test.place, test.rule)
			}
		})
	}
}

// TestBrokenTextIsAFault holds the reader against text that is no JSON object.
func TestBrokenTextIsAFault(t *testing.T) {
	tests := map[string]string{
		"nothing":              "",
		"cut off":              good[:len(good)-1],
		"two objects":          good + "{}",
		"a byte after":         good + "x",
		"an array":             "[" + good + "]",
		"not UTF-8":            strings.Replace(good, "Tốt", "T\xe1\xba", 1),
		"overlong UTF-8":       strings.Replace(good, "Tốt", "T\xc0\xaft", 1),
		"half a pair":          strings.Replace(good, "Tốt", `T\ud83dt`, 1),
		"the other half":       strings.Replace(good, "Tốt", `T\ude00t`, 1),
		"a byte order mark":    "\ufeff" + good,
		"a control character":  strings.Replace(good, `"t"`, "\"t\n\"", 1),
		"single quotes":        strings.Replace(good, `"r"`, `'r'`, 1),
		"a comment":            good + "//",
		"a trailing comma":     strings.Replace(good, `"rank":3}`, `"rank":3,}`, 1),
		"NaN":                  strings.Replace(good, `2017`, `NaN`, 1),
		"nested 65 deep":       strings.Replace(good, `"t"`, strings.Repeat("[", 63)+strings.Repeat("]", 63), 1),
		"nested without end":   strings.Repeat("[", 100_000),
		"objects without end":  strings.Repeat(`{"a":`, 100_000),
		"a leading zero":       strings.Replace(good, "2017", "02017", 1),
		"true spelt otherwise": strings.Replace(good, "true", "True", 1),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			for _, f := range faultsOf(t, text) {
				if strings.ContainsAny(f.String(), "\n\r") {
					t.Errorf("a fault of more than one line: %q", f)
				}
			}
		})
	}
}

func TestDepth64IsNotTooDeep(t *testing.T) {
	l := &log{}
	if text := strings.Repeat("[", 64) + strings.Repeat("]", 64); !scan(l, []byte(text), 1) {
		t.Error(l.err())
	}
}

func TestUnitWithoutMaximumIsAFault(t *testing.T) {
	text := strings.Replace(string(bundleOf(`{"type":"yes_no"}`, `{"yes":true}`)), `"value":{"yes":true}`, `"na":true`, 1)
	b, err := ReadBundle([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Compute(b, Final)
	var faults Faults
	if !errors.As(err, &faults) || faults[0].Place != "units[0]" || faults[0].Rule != "4" {
		t.Errorf("got %v, want a fault at units[0]", err)
	}
	if _, err := Compute(b, Self); err != nil {
		t.Errorf("the other view has no fault, but %v", err)
	}
}

func TestManyFaultsAreListedUpToALimit(t *testing.T) {
	faults := faultsOf(t, `{"format":"parindex.bundle/1","units":[`+strings.Repeat(`{},`, 5000)+`{}]}`)
	if len(faults) != maxFaults+1 {
		t.Errorf("%d faults, want %d and a last word", len(faults), maxFaults)
	}
}

// faultsOf reads a bundle that must have faults.
func faultsOf(t *testing.T, text string) Faults {
	t.Helper()
	b, err := ReadBundle([]byte(text))
	var faults Faults
	if !errors.As(err, &faults) || len(faults) == 0 || b != nil {
		t.Fatalf("got %v and %v, want faults and nothing else", b, err)
	}
	return faults
}
