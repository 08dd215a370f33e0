package par

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"testing"
)

func TestDecimalIsCanonical(t *testing.T) {
	for in, want := range map[string]Decimal{
		"0": "0", "-0": "0", "007": "7", "1.50": "1.5", "-0.270": "-0.27", "10": "10", "0.00": "0",
	} {
		if got, ok := ParseDecimal(in); !ok || got != want {
			t.Errorf("ParseDecimal(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"", ".", "1.", ".5", "+1", "1e3", "1,5", "--1", "1_0", "0x10"} {
		if got, ok := ParseDecimal(in); ok {
			t.Errorf("ParseDecimal(%q) = %q, want a refusal", in, got)
		}
	}
}

func TestRoundHalfAwayFromZero(t *testing.T) {
	for _, c := range []struct {
		num, den int64
		places   int
		want     Decimal
	}{
		{6925, 715, 0, "10"}, {5, 10, 0, "1"}, {-5, 10, 0, "-1"}, {25, 1000, 2, "0.03"}, {-25, 1000, 2, "-0.03"},
		{6925, 7150, 4, "0.9685"}, {1, 3, 2, "0.33"}, {2, 3, 2, "0.67"}, {1965, 1000, 2, "1.97"},
	} {
		if got := RoundRat(big.NewRat(c.num, c.den), c.places); got != c.want {
			t.Errorf("round %d/%d to %d = %s, want %s", c.num, c.den, c.places, got, c.want)
		}
	}
}

func TestDecimalSumsExactly(t *testing.T) {
	sum := Decimal("0")
	for _, d := range []Decimal{"13.2", "18.4", "7.7", "7.6", "17.6", "15.6"} {
		sum = sum.Add(d)
	}
	if sum != "80.1" {
		t.Errorf("sum = %s, want 80.1", sum)
	}
	if got := Decimal("83.78").Sub("84.05"); got != "-0.27" {
		t.Errorf("difference = %s, want -0.27", got)
	}
}

func TestIDSortsByAgeAndHasAForm(t *testing.T) {
	random := bytes.NewReader(make([]byte, 64))
	older, newer := NewID(1_700_000_000_000_000, random), NewID(1_700_000_001_000_000, random)
	if !older.Valid() || !newer.Valid() || older >= newer {
		t.Errorf("ids %q, %q: want two valid ids in order", older, newer)
	}
	for _, bad := range []ID{"", "short", "0123456789ABCDEFGHIJKLMNOP", "zzzzzzzzzzzzzzzzzzzzzzzzzz"} {
		if bad.Valid() {
			t.Errorf("%q is taken for an id", bad)
		}
	}
}

func TestErrorCarriesCodeThroughWrapping(t *testing.T) {
	cause := errors.New("disk")
	err := fmt.Errorf("submit dossier: %w", E(Closed, "dossier.deadline", "at", 5).Because(cause))
	if CodeOf(err) != Closed || !errors.Is(err, cause) {
		t.Errorf("code %q, cause kept %v; want closed and true", CodeOf(err), errors.Is(err, cause))
	}
	if CodeOf(cause) != Internal {
		t.Errorf("a foreign error has code %q, want internal", CodeOf(cause))
	}
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]Date{"2026-11-18": "2026-11-18", "18/11/2026": "2026-11-18", "6/2/2018": "2018-02-06"} {
		if got, ok := ParseDate(in); !ok || got != want {
			t.Errorf("ParseDate(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "31/02/2026", "18-11-2026", "11/18/2026"} {
		if got, ok := ParseDate(in); ok {
			t.Errorf("ParseDate(%q) = %q, want a refusal", in, got)
		}
	}
}

func TestMedianIsExact(t *testing.T) {
	for _, c := range []struct {
		values []string
		want   string // empty: none
	}{
		{nil, ""}, {[]string{"7"}, "7"}, {[]string{"3", "1", "2"}, "2"}, {[]string{"4", "1", "2", "100"}, "3"}, {[]string{"1/3", "2/3"}, "1/2"},
	} {
		var values []*big.Rat
		for _, text := range c.values {
			v, _ := new(big.Rat).SetString(text)
			values = append(values, v)
		}
		got := ""
		if m := Median(values); m != nil {
			got = m.RatString()
		}
		if got != c.want {
			t.Errorf("the median of %v is %s, want %s", c.values, got, c.want)
		}
		for i, v := range values {
			if v.RatString() != c.values[i] {
				t.Errorf("%v was changed or put in another order", c.values)
			}
		}
	}
}
