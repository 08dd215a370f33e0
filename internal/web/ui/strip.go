package ui

import "math/big"

// Strip is a list of values as dots on one line, with their median. Values that
// are nearly alike stand on top of each other.
type Strip struct {
	Label  string
	Say    string   // the finding, for those who do not see it
	Most   *big.Rat // the right end; the left is 0
	Median *big.Rat
	Suffix string
	dots   []dot
}

// dot is one value. Off ones are drawn as squares.
type dot struct {
	label string
	share float64
	off   bool
	level int // of its stack, from 0
}

// stripSteps is into how many places the line is cut; dots of one place are stacked.
const stripSteps = 60

// Add puts a value on the line.
func (s *Strip) Add(label string, value *big.Rat, off bool) {
	share := 0.0
	if s.Most != nil && s.Most.Sign() > 0 {
		share, _ = new(big.Rat).Quo(value, s.Most).Float64()
	}
	d := dot{label: label, share: min(max(share, 0), 1), off: off}
	for _, other := range s.dots {
		if int(other.share*stripSteps) == int(d.share*stripSteps) {
			d.level++
		}
	}
	s.dots = append(s.dots, d)
}

// Count is how many values there are.
func (s Strip) Count() int { return len(s.dots) }

// Off is how many of them lie apart.
func (s Strip) Off() int {
	n := 0
	for _, d := range s.dots {
		if d.off {
			n++
		}
	}
	return n
}

// The measures of the drawing, in pixels: a dot is 8 wide.
const (
	dotStep  = 9.0
	mostHigh = 5 // dots of a stack that are drawn apart; the rest overlap
)

func (s Strip) levels() int {
	most := 0
	for _, d := range s.dots {
		most = max(most, min(d.level, mostHigh))
	}
	return most
}

func (s Strip) height() string { return px(float64(s.levels())*dotStep + 18) }
func (s Strip) foot() float64  { return float64(s.levels())*dotStep + 11 }
func (s Strip) floor() string  { return px(s.foot() + 6) }

func (s Strip) y(d dot) float64 { return s.foot() - float64(min(d.level, mostHigh))*dotStep }

// x keeps dots off both ends, so that none is cut.
func (s Strip) x(share float64) string { return percent(0.01 + 0.98*share) }

func (s Strip) medianShare() float64 {
	if s.Median == nil || s.Most == nil || s.Most.Sign() == 0 {
		return 0
	}
	share, _ := new(big.Rat).Quo(s.Median, s.Most).Float64()
	return min(max(share, 0), 1)
}
