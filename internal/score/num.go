package score

import (
	"math"
	"math/big"
	"math/bits"
)

// num is an exact rational number: n/d in 64 bits where it fits, else a big
// fraction. d is positive; the fraction need not be in lowest terms. The zero
// num is not a number: make one with whole or ratio.
type num struct {
	n, d int64
	big  *fraction
}

// fraction is n/d with d > 0. It is not reduced at every step, because the
// greatest common divisor of huge numbers costs more than carrying them.
type fraction struct {
	n, d *big.Int
}

// reduceBits is the size up to which a big fraction is reduced, in the hope
// that it becomes a small one again.
const reduceBits = 1024

var (
	zero    = whole(0)
	hundred = whole(100)
)

func whole(n int64) num { return num{n: n, d: 1} }

// isZero tells whether a is 0.
func (a num) isZero() bool { return a.sign() == 0 }

// sign returns -1, 0 or +1.
func (a num) sign() int {
	switch {
	case a.big != nil:
		return a.big.n.Sign()
	case a.n < 0:
		return -1
	case a.n > 0:
		return 1
	}
	return 0
}

// fraction returns a as a big fraction that must not be written to.
func (a num) fraction() *fraction {
	if a.big != nil {
		return a.big
	}
	return &fraction{n: big.NewInt(a.n), d: big.NewInt(a.d)}
}

// rat returns a as a big.Rat of its own.
func (a num) rat() *big.Rat {
	f := a.fraction()
	return new(big.Rat).SetFrac(f.n, f.d)
}

// fromBig makes a num from a numerator and a denominator other than 0, which it
// may keep and change.
func fromBig(n, d *big.Int) num {
	if d.Sign() < 0 {
		n.Neg(n)
		d.Neg(d)
	}
	if n.Sign() == 0 {
		return zero
	}
	if !fits(n) || !fits(d) {
		if n.BitLen()+d.BitLen() > reduceBits {
			return num{big: &fraction{n: n, d: d}}
		}
		g := new(big.Int).GCD(nil, nil, new(big.Int).Abs(n), d)
		n.Quo(n, g)
		d.Quo(d, g)
		if !fits(n) || !fits(d) {
			return num{big: &fraction{n: n, d: d}}
		}
	}
	return num{n: n.Int64(), d: d.Int64()}
}

func fits(x *big.Int) bool { return x.BitLen() <= 63 }

func (a num) neg() num {
	if a.big != nil {
		return num{big: &fraction{n: new(big.Int).Neg(a.big.n), d: a.big.d}}
	}
	return num{n: -a.n, d: a.d}
}

func (a num) add(b num) num {
	if a.big == nil && b.big == nil {
		if a.d == b.d {
			if s, ok := addInt(a.n, b.n); ok {
				return num{n: s, d: a.d}
			}
		} else if n, d, ok := crossAdd(a, b); ok {
			return num{n: n, d: d}
		}
	}
	return addBig(a.fraction(), b.fraction())
}

func (a num) sub(b num) num { return a.add(b.neg()) }

func (a num) mul(b num) num {
	if a.big == nil && b.big == nil {
		n, ok := mulInt(a.n, b.n)
		d, fit := mulInt(a.d, b.d)
		if ok && fit {
			return num{n: n, d: d}
		}
	}
	x, y := a.fraction(), b.fraction()
	return fromBig(new(big.Int).Mul(x.n, y.n), new(big.Int).Mul(x.d, y.d))
}

// div returns a / b; b is not 0.
func (a num) div(b num) num {
	if a.big == nil && b.big == nil && a.d == b.d {
		if b.n < 0 {
			return num{n: -a.n, d: -b.n}
		}
		return num{n: a.n, d: b.n}
	}
	if b.big == nil {
		if b.n < 0 {
			return a.mul(num{n: -b.d, d: -b.n})
		}
		return a.mul(num{n: b.d, d: b.n})
	}
	x := a.fraction()
	return fromBig(new(big.Int).Mul(x.n, b.big.d), new(big.Int).Mul(x.d, b.big.n))
}

// reduced returns a in lowest terms, unless it is huge.
func (a num) reduced() num {
	if a.big != nil {
		return a
	}
	x, y := a.n, a.d
	if x < 0 {
		x = -x
	}
	for y != 0 {
		x, y = y, x%y
	}
	return num{n: a.n / x, d: a.d / x}
}

// cmp returns -1, 0 or +1.
func (a num) cmp(b num) int {
	if a.big != nil || b.big != nil {
		x, y := a.fraction(), b.fraction()
		return new(big.Int).Mul(x.n, y.d).Cmp(new(big.Int).Mul(y.n, x.d))
	}
	if a.d == b.d {
		return cmpInt(a.n, b.n)
	}
	if (a.n < 0) != (b.n < 0) {
		return cmpInt(a.n, b.n)
	}
	hi1, lo1 := bits.Mul64(magnitude(a.n), uint64(b.d))
	hi2, lo2 := bits.Mul64(magnitude(b.n), uint64(a.d))
	c := cmpWide(hi1, lo1, hi2, lo2)
	if a.n < 0 {
		return -c
	}
	return c
}

func (a num) less(b num) bool { return a.cmp(b) < 0 }

// smaller and larger return one of the two.
func smaller(a, b num) num {
	if b.less(a) {
		return b
	}
	return a
}

func larger(a, b num) num {
	if a.less(b) {
		return b
	}
	return a
}

// isWhole tells whether a has no fraction.
func (a num) isWhole() bool {
	if a.big != nil {
		return new(big.Int).Rem(a.big.n, a.big.d).Sign() == 0
	}
	return a.n%a.d == 0
}

// floor returns the largest whole number that is not above a.
func (a num) floor() num {
	f := a.fraction()
	return fromBig(new(big.Int).Div(f.n, f.d), big.NewInt(1))
}

func (a num) ceil() num { return a.neg().floor().neg() }

func (a num) abs() num {
	if a.sign() < 0 {
		return a.neg()
	}
	return a
}

// round rounds half away from zero to the given number of decimals. Its
// denominator is 10^places, so that sums of rounded numbers stay cheap.
func (a num) round(places int) num {
	if a.big == nil && places < len(powers) {
		if n, ok := roundSmall(a.n, a.d, powers[places]); ok {
			return num{n: n, d: powers[places]}
		}
	}
	f, scale := a.fraction(), power(places)
	n := new(big.Int).Abs(f.n)
	n.Mul(n, scale).Lsh(n, 1).Add(n, f.d)
	n.Quo(n, new(big.Int).Lsh(f.d, 1))
	if f.n.Sign() < 0 {
		n.Neg(n)
	}
	if fits(n) && fits(scale) {
		return num{n: n.Int64(), d: scale.Int64()}
	}
	return num{big: &fraction{n: n, d: scale}}
}

// roundSmall returns n/d rounded to the nearest 1/scale, counted in 1/scale.
func roundSmall(n, d, scale int64) (int64, bool) {
	if d == scale {
		return n, true
	}
	if d > math.MaxInt64/2 || scale > math.MaxInt64/2 {
		return 0, false
	}
	hi, lo := bits.Mul64(magnitude(n), 2*uint64(scale))
	lo, carry := bits.Add64(lo, uint64(d), 0)
	hi += carry
	if hi >= 2*uint64(d) {
		return 0, false
	}
	q, _ := bits.Div64(hi, lo, 2*uint64(d))
	if q > math.MaxInt64 {
		return 0, false
	}
	if n < 0 {
		return -int64(q), true
	}
	return int64(q), true
}

// sum adds many numbers in halves, so that big denominators meet late.
func sum(terms []num) num {
	switch len(terms) {
	case 0:
		return zero
	case 1:
		return terms[0]
	}
	half := len(terms) / 2
	return sum(terms[:half]).add(sum(terms[half:]))
}

// powers are the powers of ten that fit in 64 bits.
var powers = [...]int64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

func power(places int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
}

func addBig(x, y *fraction) num {
	if x.d.Cmp(y.d) == 0 {
		return fromBig(new(big.Int).Add(x.n, y.n), new(big.Int).Set(x.d))
	}
	n := new(big.Int).Mul(x.n, y.d)
	n.Add(n, new(big.Int).Mul(y.n, x.d))
	return fromBig(n, new(big.Int).Mul(x.d, y.d))
}

func crossAdd(a, b num) (n, d int64, ok bool) {
	x, ok1 := mulInt(a.n, b.d)
	y, ok2 := mulInt(b.n, a.d)
	d, ok3 := mulInt(a.d, b.d)
	n, ok4 := addInt(x, y)
	return n, d, ok1 && ok2 && ok3 && ok4
}

// addInt and mulInt tell whether the result fits; the least int64 never does.
func addInt(a, b int64) (int64, bool) {
	s := a + b
	return s, (s > a) == (b > 0) && s != math.MinInt64
}

func mulInt(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	return a * b, hi == 0 && lo <= math.MaxInt64
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return uint64(-a)
	}
	return uint64(a)
}

func cmpInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func cmpWide(hi1, lo1, hi2, lo2 uint64) int {
	switch {
	case hi1 != hi2 && hi1 < hi2, hi1 == hi2 && lo1 < lo2:
		return -1
	case hi1 == hi2 && lo1 == lo2:
		return 0
	}
	return 1
}
