package appraisal

import (
	"math/big"
	"slices"

	"parindex/internal/par"
)

// fewest is how many values there must be before one of them can lie apart.
const fewest = 5

// Side says on which side of the others a value lies apart.
type Side string

// The sides. Within is neither.
const (
	Within Side = ""
	Above  Side = "above"
	Below  Side = "below"
)

// Spread is what a list of values looks like from afar: its middle, and how far
// from the middle the values usually lie. All is exact.
type Spread struct {
	Count  int
	Least  *big.Rat // nil: there are no values
	Median *big.Rat
	Most   *big.Rat
	MAD    *big.Rat // the median of the distances from the median
	mean   *big.Rat // the mean of these distances
}

// SpreadOf measures values. It keeps none of them and changes none.
func SpreadOf(values []*big.Rat) Spread {
	s := Spread{Count: len(values)}
	if s.Count == 0 {
		return s
	}
	s.Least, s.Most, s.Median = slices.MinFunc(values, (*big.Rat).Cmp), slices.MaxFunc(values, (*big.Rat).Cmp), par.Median(values)
	distances, sum := make([]*big.Rat, len(values)), new(big.Rat)
	for i, v := range values {
		distances[i] = distance(v, s.Median)
		sum.Add(sum, distances[i])
	}
	s.MAD, s.mean = par.Median(distances), sum.Quo(sum, big.NewRat(int64(len(values)), 1))
	return s
}

func distance(a, b *big.Rat) *big.Rat {
	d := new(big.Rat).Sub(a, b)
	return d.Abs(d)
}

// The modified z-score is 0.6745 × distance ÷ MAD. Where more than half of the
// values are alike, MAD is 0 and the mean distance takes its place, with
// 1 ÷ 1.253314 instead of 0.6745. A value lies apart beyond 3.5.
var (
	limit      = big.NewRat(35, 10)
	ofMAD      = big.NewRat(6745, 10000)
	ofDistance = big.NewRat(1000000, 1253314)
)

// SideOf tells whether a value lies apart from the others.
func (s Spread) SideOf(v *big.Rat) Side {
	if v == nil || s.Count < fewest {
		return Within
	}
	usual, factor := s.MAD, ofMAD
	if usual.Sign() == 0 {
		usual, factor = s.mean, ofDistance
	}
	far := distance(v, s.Median)
	if far.Mul(far, factor).Cmp(new(big.Rat).Mul(limit, usual)) <= 0 {
		return Within
	}
	if v.Cmp(s.Median) > 0 {
		return Above
	}
	return Below
}
