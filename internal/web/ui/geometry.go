package ui

import (
	"math"
	"strconv"
	"strings"

	"parindex/internal/par"
)

// Drawing is the one place where figures become floats: pictures only.

// float returns a decimal for drawing.
func float(d par.Decimal) float64 {
	f, _ := d.Rat().Float64()
	return f
}

// px writes a coordinate.
func px(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// percent writes a share of an axis as an attribute, so that no style is needed.
func percent(share float64) string {
	return strconv.FormatFloat(100*min(max(share, 0), 1), 'f', 2, 64) + "%"
}

// axis is a scale from its foot to its top.
type axis struct{ from, to float64 }

// share says how far along the axis a value stands, from 0 to 1.
func (a axis) share(d par.Decimal) float64 {
	if a.to <= a.from {
		return 0
	}
	return min(max((float(d)-a.from)/(a.to-a.from), 0), 1)
}

type point struct{ x, y float64 }

func (p point) String() string { return px(p.x) + "," + px(p.y) }

func points(list []point) string {
	parts := make([]string, len(list))
	for i, p := range list {
		parts[i] = p.String()
	}
	return strings.Join(parts, " ")
}

// around returns the point at a distance from a centre; turn 0 is above it,
// one whole turn is 1.
func (p point) around(distance, turn float64) point {
	angle := 2 * math.Pi * turn
	return point{p.x + distance*math.Sin(angle), p.y - distance*math.Cos(angle)}
}
