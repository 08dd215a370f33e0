package score

import (
	"strings"
	"testing"
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

func TestRulesGivePoints(t *testing.T) {
	tests := []struct{ name, rule, value, want string }{
		{"over 90 is more than 90", `{"type":"steps","steps":[{"over":"90","points":"2"},{"from":"70","points":"1"}]}`, `{"percent":"90"}`, "1"},
		{"90.01 is over 90", `{"type":"steps","steps":[{"over":"90","points":"2"},{"from":"70","points":"1"}]}`, `{"percent":"90.01"}`, "2"},
		{"a ratio is exact", `{"type":"ratio"}`, `{"a":"118555","b":"120671"}`, "1.96"},
		{"a ratio of a rounded percentage", `{"type":"ratio","percent_decimals":2}`, `{"a":"118555","b":"120671"}`, "1.97"},
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
		})
	}
}
