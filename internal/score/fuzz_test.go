package score

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzReadBundle feeds the reader anything. What it accepts must compute in both
// views or say why not, and must be the same when it is written and read again.
func FuzzReadBundle(f *testing.F) {
	f.Add([]byte(good))
	f.Add(blockOf(`"tie_break":["points"],`, "u1 5 5", "u2 na 1 1 1"))
	files, _ := filepath.Glob("testdata/examples/*[a-z].json")
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil && !strings.Contains(file, ".result.") {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := ReadBundle(data)
		if err != nil {
			if len(err.Error()) == 0 || b != nil {
				t.Fatal("a fault without words, or beside a bundle")
			}
			return
		}
		again, err := ReadBundle(b.JSON())
		if err != nil {
			t.Fatalf("written and read again: %v\n%s", err, b.JSON())
		}
		for _, view := range []View{Final, Self} {
			r, err := Compute(b, view)
			s, errAgain := Compute(again, view)
			if (err == nil) != (errAgain == nil) {
				t.Fatalf("%v, and then %v", err, errAgain)
			}
			if err == nil && !bytes.Equal(r.JSON(), s.JSON()) {
				t.Fatalf("two results:\n%s\n%s", r.JSON(), s.JSON())
			}
			if err == nil {
				explainAll(t, r)
			}
		}
	})
}

// explainAll asks for every trace and holds its points against the result's.
func explainAll(t *testing.T, r *Result) {
	t.Helper()
	for _, u := range r.Units() {
		if score := u.Score(); score.Points != u.Points() || score.Index != u.Index() {
			t.Fatalf("the sheet has %s %s, the result %s %s", score.Points, score.Index, u.Points(), u.Index())
		}
		for _, l := range u.Leaves() {
			if l.Trace.Kind == "" || l.Trace.Points != l.Points {
				t.Fatalf("leaf %+v is not explained", l)
			}
		}
	}
}

// FuzzFormula feeds the formula language anything. What it accepts keeps its
// limits and evaluates to a number, or divides by zero.
func FuzzFormula(f *testing.F) {
	for _, seed := range []string{"max_points * min(a / b, 1)", "if(not a > b and a == a or a < b, 1, 2)", "round(a, 2) - -b", "((1))",
		"floor(a)/ceil(b)", "abs(-1e3)", "a<b", "if(b==0,0,a/b)", "1+", "max()", "ẩ + 1", "2x", "1_0"} {
		f.Add(seed, int64(3), int64(0))
	}
	f.Fuzz(func(t *testing.T, text string, a, b int64) {
		e, err := parseFormula(text, map[string]int{"a": 0, "b": 1})
		if err != nil {
			return
		}
		if n := countNodes(e); n > maxFormulaNodes || e.condition() {
			t.Fatalf("%d nodes", n)
		}
		if a < -1<<62 || b < -1<<62 {
			return
		}
		v := evaluation{vars: []num{whole(a), {n: b, d: 7}}, max: whole(2)}
		if got := v.number(e); got.fraction().d.Sign() <= 0 {
			t.Fatalf("%q is %+v", text, got)
		}
	})
}

func countNodes(e *expr) int {
	n := 1
	for _, arg := range e.args {
		n += countNodes(arg)
	}
	return n
}
