package appraisal

import (
	"cmp"
	"math/big"
	"slices"

	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// Weighed is one claim with what an appraiser made of it.
type Weighed struct {
	Judge    par.ID
	Dossier  par.ID
	Unit     unit.Unit
	Block    string
	Node     *score.Node
	Claimed  *big.Rat // points; nil where they wait for the block
	Given    *big.Rat
	Most     *big.Rat
	Accepted bool     // the mark says what the unit said
	Files    []string // digests of the documents cited
	Figures  string   // what the unit declared; empty: no figures
}

// Lenience is how far the marks of one appraiser, or of all, lie below what the
// units claimed. The figures are nil where there is nothing to reckon.
type Lenience struct {
	Judge        Judge
	Items        int
	Accepted     int
	MeanPoints   *big.Rat // self minus appraised, in points
	MedianPoints *big.Rat
	MeanShare    *big.Rat // the same as a share of the maximum, in percent
	MedianShare  *big.Rat
	Kept         *big.Rat // the share accepted, in percent
}

var hundred = big.NewRat(100, 1)

// LenienceOf reckons marks. All is exact; nothing is adjusted by it.
func LenienceOf(marks []Weighed) Lenience {
	l := Lenience{Items: len(marks)}
	var points, shares []*big.Rat
	for _, m := range marks {
		if m.Accepted {
			l.Accepted++
		}
		if m.Claimed == nil || m.Given == nil {
			continue
		}
		lost := new(big.Rat).Sub(m.Claimed, m.Given)
		points = append(points, lost)
		if m.Most != nil && m.Most.Sign() > 0 {
			share := new(big.Rat).Quo(lost, m.Most)
			shares = append(shares, share.Mul(share, hundred))
		}
	}
	l.MeanPoints, l.MedianPoints = mean(points), SpreadOf(points).Median
	l.MeanShare, l.MedianShare = mean(shares), SpreadOf(shares).Median
	if l.Items > 0 {
		l.Kept = big.NewRat(int64(l.Accepted)*100, int64(l.Items))
	}
	return l
}

// mean is the sum of values over their number; nil of none.
func mean(values []*big.Rat) *big.Rat {
	if len(values) == 0 {
		return nil
	}
	sum := new(big.Rat)
	for _, v := range values {
		sum.Add(sum, v)
	}
	return sum.Quo(sum, big.NewRat(int64(len(values)), 1))
}

// Contrast is two units of which one leaf was judged differently, though they
// showed the same.
type Contrast struct {
	Better, Worse Weighed
	File          bool // they cited the same file; else they declared the same figures
}

// Contrasts finds on each leaf what was judged differently: the same file, once
// accepted and once not; the same figures, for which different points were
// given. Of many with the same it shows the best and the worst off.
func Contrasts(marks []Weighed) []Contrast {
	var found []Contrast
	groups := map[[3]string][]Weighed{}
	var order [][3]string
	put := func(key [3]string, m Weighed) {
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], m)
	}
	for _, m := range marks {
		for _, file := range m.Files {
			put([3]string{m.Block, m.Node.Code, "file " + file}, m)
		}
		if m.Figures != "" {
			put([3]string{m.Block, m.Node.Code, "said " + m.Figures}, m)
		}
	}
	for _, key := range order {
		file := key[2][:5] == "file "
		if c, ok := contrast(groups[key], file); ok {
			found = append(found, c)
		}
	}
	return found
}

func contrast(marks []Weighed, file bool) (Contrast, bool) {
	known := slices.DeleteFunc(slices.Clone(marks), func(m Weighed) bool { return m.Claimed == nil || m.Given == nil })
	if len(known) < 2 {
		return Contrast{}, false
	}
	worth := func(a, b Weighed) int {
		if !file {
			return b.Given.Cmp(a.Given)
		}
		return cmp.Or(boolOrder(b.Accepted)-boolOrder(a.Accepted), b.Given.Cmp(a.Given))
	}
	slices.SortStableFunc(known, worth)
	c := Contrast{known[0], known[len(known)-1], file}
	if file {
		return c, c.Better.Dossier != c.Worse.Dossier && c.Better.Accepted && !c.Worse.Accepted
	}
	return c, c.Better.Given.Cmp(c.Worse.Given) != 0
}
