package score

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parindex/internal/par"
)

// anyNum draws numbers of every size, many of them about to overflow.
func anyNum() *rapid.Generator[num] {
	return rapid.Custom(func(t *rapid.T) num {
		part := rapid.OneOf(rapid.Int64Range(-100, 100), rapid.Int64Range(-math.MaxInt64, math.MaxInt64),
			rapid.Int64Range(math.MaxInt64-3, math.MaxInt64), rapid.Int64Range(-1<<33, 1<<33))
		n, d := part.Draw(t, "n"), part.Draw(t, "d")
		if d == 0 {
			d = 1
		}
		if d < 0 {
			n, d = -n, -d
		}
		a := num{n: n, d: d}
		if rapid.IntRange(0, 4).Draw(t, "big") == 0 {
			huge := new(big.Int).Exp(big.NewInt(7), big.NewInt(rapid.Int64Range(0, 400).Draw(t, "power")), nil)
			a = fromBig(new(big.Int).Mul(big.NewInt(n), huge), big.NewInt(d))
		}
		return a
	})
}

func TestNumbersAgreeWithBigRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyNum().Draw(t, "a"), anyNum().Draw(t, "b")
		x, y := a.rat(), b.rat()
		same := func(name string, got num, want *big.Rat) {
			if got.rat().Cmp(want) != 0 || got.fraction().d.Sign() <= 0 {
				t.Fatalf("%s of %s and %s: %s, want %s", name, x, y, got.rat(), want)
			}
		}
		same("sum", a.add(b), new(big.Rat).Add(x, y))
		same("difference", a.sub(b), new(big.Rat).Sub(x, y))
		same("product", a.mul(b), new(big.Rat).Mul(x, y))
		same("negation", a.neg(), new(big.Rat).Neg(x))
		same("reduction", a.reduced(), x)
		same("sum of many", sum([]num{a, b, a, b, b}), new(big.Rat).Add(new(big.Rat).Mul(x, big.NewRat(2, 1)), new(big.Rat).Mul(y, big.NewRat(3, 1))))
		if !b.isZero() {
			same("quotient", a.div(b), new(big.Rat).Quo(x, y))
		}
		if a.cmp(b) != x.Cmp(y) || a.isWhole() != x.IsInt() || a.sign() != x.Sign() {
			t.Fatalf("%s and %s compare otherwise", x, y)
		}
		floor := new(big.Int).Div(x.Num(), x.Denom())
		same("floor", a.floor(), new(big.Rat).SetInt(floor))
		places := rapid.IntRange(0, 20).Draw(t, "places")
		if got, want := a.decimal(places), par.RoundRat(x, places); got != want {
			t.Fatalf("%s with %d decimals: %s, want %s", x, places, got, want)
		}
	})
}

func TestMeanIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := rapid.SliceOfN(anyNum(), 1, 8).Draw(t, "terms")
		places := rapid.IntRange(0, 6).Draw(t, "places")
		all := new(big.Rat)
		for _, term := range terms {
			all.Add(all, term.rat())
		}
		want := par.RoundRat(all.Quo(all, big.NewRat(int64(len(terms)), 1)), places)
		if got := mean(terms, places).decimal(places); got != want {
			t.Fatalf("mean %s, want %s", got, want)
		}
	})
}

// TestMeanAtATie: bounds alone cannot tell where a third and two thirds meet.
func TestMeanAtATie(t *testing.T) {
	third := num{n: 1, d: 3}
	if got := mean([]num{third, third.add(third), whole(2), zero}, 0).decimal(0); got != "1" {
		t.Errorf("mean of 1/3, 2/3, 2 and 0 is %s, want 1 (0.75)", got)
	}
	if got := mean([]num{third, third.add(third)}, 0).decimal(0); got != "1" {
		t.Errorf("mean of 1/3 and 2/3 is %s, want 1 (0.5, away from zero)", got)
	}
}

func TestNumbersAreReadByTheirDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?`).Draw(t, "text")
		got, reason := readNumber(text)
		want, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("no rational: %s", text)
		}
		if reason != "" {
			if l, _ := scanNumber(text); l.exponent <= maxExponent && l.exponent >= -maxExponent {
				t.Fatalf("%s %s", text, reason)
			}
			return
		}
		n, ok := numOf(got)
		if !ok || n.rat().Cmp(want) != 0 || got.Rat().Cmp(want) != 0 {
			t.Fatalf("%s was read as %s", text, got)
		}
		if canonical, ok := par.ParseDecimal(string(got)); ok && canonical != got {
			t.Fatalf("%s is not canonical, but %s is", got, canonical)
		}
		again, reason := readNumber(writable(got))
		if again != got {
			t.Fatalf("%s written as %s is %s (%s)", got, writable(got), again, reason)
		}
	})
}

// someBlock draws a block of typed points with ties, removed leaves and unranked units.
func someBlock() *rapid.Generator[[]string] {
	points := rapid.SampledFrom([]string{"0", "1", "3.33", "5", "5.01", "9.99", "10"})
	return rapid.Custom(func(t *rapid.T) []string {
		lines := make([]string, rapid.IntRange(1, 7).Draw(t, "units"))
		for i := range lines {
			p := rapid.OneOf(points, rapid.SampledFrom([]string{"na", "_"})).Draw(t, "P")
			mark := rapid.SampledFrom([]string{"", "", "-"}).Draw(t, "mark")
			bonus := rapid.SampledFrom([]string{"_", "1", "5"}).Draw(t, "bonus")
			penalty := rapid.SampledFrom([]string{"_", "0.5", "5"}).Draw(t, "penalty")
			lines[i] = fmt.Sprintf("u%d%s %s %s %s %s", i, mark, p, points.Draw(t, "Q"), bonus, penalty)
		}
		return lines
	})
}

func TestResultsDoNotDependOnTheOrderOfAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b, err := ReadBundle(blockOf(`"tie_break":["node:P"],`, someBlock().Draw(t, "block")...))
		if err != nil {
			t.Fatal(err)
		}
		shuffled := b.Edit()
		shuffled.Answers = rapid.Permutation(b.Answers).Draw(t, "order")
		x, err1 := Compute(b, Final)
		y, err2 := Compute(shuffled, Final)
		if err1 != nil || err2 != nil || !bytes.Equal(x.JSON(), y.JSON()) {
			t.Fatalf("results differ (%v, %v):\n%s\n%s", err1, err2, x.JSON(), y.JSON())
		}
	})
}

func TestRanksFollowTheContract(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dense := rapid.Bool().Draw(t, "dense")
		method := ""
		if dense {
			method = `"ranking":"dense",`
		}
		b, err := ReadBundle(blockOf(method, someBlock().Draw(t, "block")...))
		if err != nil {
			t.Fatal(err)
		}
		r, err := Compute(b, Final)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range r.Units() {
			better := map[par.Decimal]bool{}
			count := 0
			for _, other := range r.Units() {
				if other.Ranked() && other.Index().Cmp(u.Index()) > 0 {
					better[other.Index()] = true
					count++
				}
			}
			want := count + 1
			if dense {
				want = len(better) + 1
			}
			if !u.Ranked() {
				want = 0
			}
			if u.Rank() != want {
				t.Fatalf("%s has rank %d, want %d", u.Code(), u.Rank(), want)
			}
		}
	})
}

func TestAUnitWithMorePointsIsNotRankedLower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := someBlock().Draw(t, "block")
		lines[0] = "u0 5 5"
		before := mustCompute2(t, lines)
		lines[0] = "u0 5 " + rapid.SampledFrom([]string{"5", "5.01", "9.99", "10"}).Draw(t, "more")
		after := mustCompute2(t, lines)
		if after.Rank() > before.Rank() || after.Index().Cmp(before.Index()) < 0 {
			t.Fatalf("rank %d index %s, before %d %s", after.Rank(), after.Index(), before.Rank(), before.Index())
		}
	})
}

func mustCompute2(t *rapid.T, lines []string) *UnitResult {
	b, err := ReadBundle(blockOf(``, lines...))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Compute(b, Final)
	if err != nil {
		t.Fatal(err)
	}
	u, _ := r.Unit("u0")
	return u
}

// TestWhatIsWrittenIsReadBack holds the canonical writer against the reader.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	texts := [][]byte{[]byte(good), nationalBlock(3)}
	for _, text := range texts {
		b, err := ReadBundle(text)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadBundle(b.JSON())
		if err != nil || !bytes.Equal(b.JSON(), again.JSON()) {
			t.Errorf("written and read again: %v\n%s", err, b.JSON())
		}
		set, err := ReadSet(b.Set.JSON())
		if err != nil || !bytes.Equal(set.JSON(), b.Set.JSON()) {
			t.Errorf("set: %v", err)
		}
		method, err := ReadMethod(b.Method.JSON(), b.Set)
		if err != nil || !bytes.Equal(method.JSON(), b.Method.JSON()) {
			t.Errorf("method: %v", err)
		}
		for _, a := range b.Answers {
			if a.Value == nil {
				continue
			}
			value, err := ReadValue(a.Value.JSON())
			if err != nil || !slices.Equal(value.JSON(), a.Value.JSON()) {
				t.Errorf("value %s: %v", a.Value.JSON(), err)
			}
			if err := CheckAnswer(b.Set, a); err != nil {
				t.Errorf("answer %+v: %v", a, err)
			}
		}
	}
}
