package score

import "math/big"

// guardDecimals is how many decimals beyond the wanted ones a mean is bounded
// with before it is computed exactly.
const guardDecimals = 20

// mean is the rounded mean of at least one number. It is bounded from both sides
// in fixed point first, since exact sums of fractions grow with every
// denominator; only where the bounds round differently is it summed exactly.
func mean(terms []num, places int) num {
	scale := power(places + guardDecimals)
	low, part, rest := new(big.Int), new(big.Int), new(big.Int)
	for _, t := range terms {
		f := t.fraction()
		part.Mul(f.n, scale)
		part.DivMod(part, f.d, rest)
		low.Add(low, part)
	}
	count := int64(len(terms))
	high := new(big.Int).Add(low, big.NewInt(count))
	all := new(big.Int).Mul(scale, big.NewInt(count))
	below := fromBig(low, new(big.Int).Set(all)).round(places)
	if above := fromBig(high, all).round(places); below.cmp(above) == 0 {
		return below
	}
	return sum(terms).div(whole(count)).round(places)
}
