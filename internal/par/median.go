package par

import (
	"math/big"
	"slices"
)

// Median is the middle of the values, or halfway between the middle two; nil of
// none. It is exact, and changes no value.
func Median(values []*big.Rat) *big.Rat {
	if len(values) == 0 {
		return nil
	}
	ordered := slices.SortedFunc(slices.Values(values), (*big.Rat).Cmp)
	upper, lower := ordered[len(ordered)/2], ordered[(len(ordered)-1)/2]
	sum := new(big.Rat).Add(upper, lower)
	return sum.Quo(sum, big.NewRat(2, 1))
}
