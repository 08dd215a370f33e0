package appraisal_test

import (
	"math/big"
	"strings"
	"testing"

	"parindex/internal/appraisal"
)

func rats(t *testing.T, text string) []*big.Rat {
	t.Helper()
	var values []*big.Rat
	for _, one := range strings.Fields(text) {
		v, ok := new(big.Rat).SetString(one)
		if !ok {
			t.Fatalf("%q is no number", one)
		}
		values = append(values, v)
	}
	return values
}

func TestSpreadOf(t *testing.T) {
	for _, c := range []struct {
		name, values      string
		median, mad       string
		apart             string // by value, "" for within
		least, most, each string
	}{
		{"one value", "2", "2", "0", "within", "2", "2", "2"},
		{"the middle of an even number", "1 2 3 10", "5/2", "1", "within", "1", "10", "10"},
		{"four values tell of nobody", "1 1 1 9", "1", "0", "within", "1", "9", "9"},
		{"one far above", "2.0 2.1 2.2 1.9 2.0 5.0", "41/20", "1/10", "above", "19/10", "5", "5"},
		{"one far below", "95 96 97 94 95 20", "95", "1", "below", "20", "97", "20"},
		{"at 3.5 exactly is within", "0 1349 2698 -1349 8349", "1349", "1349", "within", "-1349", "8349", "8349"},
		{"just beyond 3.5", "0 1349 2698 -1349 8349.01", "1349", "1349", "above", "-1349", "834901/100", "8349.01"},
		{"nearly all alike", "1 1 1 1 1 1 0", "1", "0", "below", "0", "1", "0"},
		{"all but one of five alike", "1 1 1 1 0", "1", "0", "below", "0", "1", "0"},
		{"two of six apart from the rest are no outliers", "1 1 1 1 0 0", "1", "0", "within", "0", "1", "0"},
		{"all alike", "3 3 3 3 3", "3", "0", "within", "3", "3", "3"},
		{"thirds stay exact", "1/3 1/3 2/3 2/3 1/3", "1/3", "0", "within", "1/3", "2/3", "2/3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			values := rats(t, c.values)
			s := appraisal.SpreadOf(values)
			for _, one := range []struct{ what, want string }{
				{s.Median.RatString(), c.median}, {s.MAD.RatString(), c.mad}, {s.Least.RatString(), c.least}, {s.Most.RatString(), c.most},
			} {
				if one.what != one.want {
					t.Errorf("got %s, want %s", one.what, one.want)
				}
			}
			want := appraisal.Side(strings.Replace(c.apart, "within", "", 1))
			if got := s.SideOf(rats(t, c.each)[0]); got != want {
				t.Errorf("%s lies %q, want %q", c.each, got, want)
			}
			if got := s.SideOf(s.Median); got != appraisal.Within {
				t.Errorf("the median lies %q", got)
			}
		})
	}
	if s := appraisal.SpreadOf(nil); s.Count != 0 || s.Median != nil || s.SideOf(big.NewRat(1, 1)) != appraisal.Within {
		t.Errorf("nothing measured: %+v", s)
	}
}
