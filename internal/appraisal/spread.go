package appraisal

import (
	"math/big"
	"slices"
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
	ordered := slices.Clone(values)
	slices.SortFunc(ordered, (*big.Rat).Cmp)
	s.Least, s.Most, s.Median = ordered[0], ordered[len(ordered)-1], median(ordered)
	distances, sum := make([]*big.Rat, len(values)), new(big.Rat)
	for i, v := range values {
		distances[i] = distance(v, s.Median)
		sum.Add(sum, distances[i])
	}
	slices.SortFunc(distances, (*big.Rat).Cmp)
	s.MAD, s.mean = median(distances), sum.Quo(sum, big.NewRat(int64(len(values)), 1))
	return s
}

// median is the middle of ordered values, or halfway between the middle two.
func median(ordered []*big.Rat) *big.Rat {
	upper, lower := ordered[len(ordered)/2], ordered[(len(ordered)-1)/2]
	sum := new(big.Rat).Add(upper, lower)
	return sum.Quo(sum, big.NewRat(2, 1))
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
