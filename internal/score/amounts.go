package score

// amounts is a column of points, all with the set's decimals. Where every sum
// of the set is sure to fit, it is plain integers, counted in the smallest unit;
// else it is exact numbers of any size.
type amounts struct {
	small []int64
	wide  []num
	unit  int64 // how many of the smallest unit make 1; small only
}

// newAmounts makes a column of n zeros.
func (p *plan) newAmounts(n int) amounts {
	if p.small {
		return amounts{small: make([]int64, n), unit: powers[p.decimals]}
	}
	a := amounts{wide: make([]num, n)}
	for i := range a.wide {
		a.wide[i] = p.zero
	}
	return a
}

// at returns one amount.
func (a *amounts) at(i int) num {
	if a.wide != nil {
		return a.wide[i]
	}
	return num{n: a.small[i], d: a.unit}
}

// set stores a number that has been rounded to the set's decimals.
func (a *amounts) set(i int, n num) {
	if a.wide != nil {
		a.wide[i] = n
	} else {
		a.small[i] = n.n
	}
}

// part is the column from one position up to another.
func (a *amounts) part(from, to int) amounts {
	if a.wide != nil {
		return amounts{wide: a.wide[from:to]}
	}
	return amounts{small: a.small[from:to], unit: a.unit}
}

// Within these bounds no sum of a unit's leaves leaves 64 bits.
const (
	smallPoints = 1 << 40
	smallLeaves = 1 << 20
)

// fitsSmall tells whether sums of the plan's points always fit in 64 bits.
func (p *plan) fitsSmall() bool {
	if len(p.leaves) > smallLeaves || !smallAmount(p.bonusCap) || !smallAmount(p.penaltyCap) {
		return false
	}
	for i := range p.leaves {
		if !smallAmount(p.leaves[i].max) || !smallAmount(p.leaves[i].least) {
			return false
		}
	}
	return true
}

func smallAmount(n num) bool {
	return n.big == nil && n.n < smallPoints && n.n > -smallPoints
}
