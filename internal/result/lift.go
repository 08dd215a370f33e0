package result

import (
	"math/big"
	"slices"

	"parindex/internal/par"
	"parindex/internal/score"
)

// mostLifts is how many ways up are told.
const mostLifts = 6

// nextOf tells what separates a unit from the class above its own. Of a unit
// that a class cap holds down it is the class of its index that lies above.
func nextOf(b *score.Bundle, u Unit) *Next {
	at := slices.IndexFunc(b.Method.Classes, func(c score.Class) bool { return c.Name == u.Class })
	if at <= 0 || u.Max.Sign() == 0 {
		return nil
	}
	class := b.Method.Classes[at-1]
	next := &Next{Class: class.Name, From: class.From, Points: missing(class.From, u, b)}
	next.Lifts = liftsOf(b, u, next.Points)
	return next
}

// missing tells how many points more give the index of a class, rounded up to
// the decimals of points. What a rounded index already reaches needs none.
func missing(from par.Decimal, u Unit, b *score.Bundle) par.Decimal {
	if u.Index.Cmp(from) >= 0 {
		return "0"
	}
	half := big.NewRat(5, 1)
	for range b.Method.IndexDecimals + 1 {
		half.Quo(half, big.NewRat(10, 1))
	}
	need := new(big.Rat).Sub(from.Rat(), half) // the least exact index that is rounded up to the limit
	need.Mul(need, u.Max.Rat()).Quo(need, big.NewRat(100, 1))
	need.Sub(need, u.Points.Rat())
	return roundUp(need, b.Set.PointsDecimals)
}

func roundUp(r *big.Rat, places int) par.Decimal {
	d := par.RoundRat(r, places)
	if d.Rat().Cmp(r) >= 0 {
		return d
	}
	unit := big.NewRat(1, 1)
	for range places {
		unit.Quo(unit, big.NewRat(10, 1))
	}
	return par.RoundRat(unit.Add(unit, d.Rat()), places)
}

// liftsOf lists what would have given more points: first what is enough alone,
// the smallest first, then the largest of the rest.
func liftsOf(b *score.Bundle, u Unit, need par.Decimal) []Lift {
	var lifts []Lift
	for i, head := range headsOf(b.Set) {
		if l, ok := liftOf(head, u.Leaves[i]); ok {
			l.Alone = l.Gain.Cmp(need) >= 0
			lifts = append(lifts, l)
		}
	}
	slices.SortStableFunc(lifts, func(a, b Lift) int {
		switch {
		case a.Alone != b.Alone && a.Alone:
			return -1
		case a.Alone != b.Alone:
			return 1
		case a.Alone:
			return a.Gain.Cmp(b.Gain)
		}
		return b.Gain.Cmp(a.Gain)
	})
	return lifts[:min(len(lifts), mostLifts)]
}

// liftOf tells the next step of a leaf that lost points: the least change the
// rule knows of, or all that was lost where an appraiser typed the points.
func liftOf(head Head, leaf Leaf) (Lift, bool) {
	if head.Kind != score.Normal || leaf.Lost.Sign() <= 0 {
		return Lift{}, false
	}
	l := Lift{Leaf: head.Code, Gain: leaf.Lost, Reason: leaf.Reason}
	if step := leaf.Trace.Next; step != nil && step.Points.Cmp(leaf.Points) > 0 {
		l.Gain, l.Step = step.Points.Sub(leaf.Points), step
	}
	return l, true
}
