package ui

import (
	"strconv"

	"parindex/internal/i18n"
	"parindex/internal/par"
)

// hundred is the top of every index axis.
const hundred = 100

// band is the stretch of an axis that a class holds.
type band struct {
	tone        string
	name        string
	from, width float64
}

// Class is one class of a method for drawing: its name and lower limit, the
// best class first.
type Class struct {
	Name  string
	Limit par.Decimal
}

// bandsOf cuts the axis at the limits of the classes; the last class reaches
// down to the foot of the axis.
func bandsOf(classes []Class, scale axis) []band {
	var bands []band
	top := 1.0
	for i, c := range classes {
		foot := scale.share(c.Limit)
		if i == len(classes)-1 {
			foot = 0
		}
		if top > foot {
			bands = append(bands, band{Tone(i), c.Name, foot, top - foot})
		}
		top = foot
	}
	return bands
}

// Loss is one row of a waterfall: what was lost where, in points of the index.
type Loss struct {
	Label string
	Href  string // may be empty
	Lost  par.Decimal
}

// step is a loss with its place on the axis; a negative loss is a gain.
type step struct {
	Loss
	from, width float64
}

func (s step) class() string {
	if s.Lost.Sign() < 0 {
		return "gain"
	}
	return "loss"
}

// steps stacks the losses down from the top.
func steps(losses []Loss, scale axis) []step {
	level := par.Decimal("100")
	var list []step
	for _, l := range losses {
		top := scale.share(level)
		level = level.Sub(l.Lost)
		foot := scale.share(level)
		list = append(list, step{l, min(foot, top), max(foot, top) - min(foot, top)})
	}
	return list
}

// YearValue is one year of a trend; an unknown Index or Mean leaves a gap.
type YearValue struct {
	Year  int
	Index par.Decimal
	Mean  par.Decimal
}

// Trend is an index over years against the mean of the block.
type Trend struct {
	Label   string // says the figures to those who do not see the picture
	Years   []YearValue
	Classes []Class
	From    int // foot of the axis
}

const (
	trendLeft, trendRight = 70.0, 470.0
	trendTop, trendFoot   = 14.0, 246.0
)

func (t Trend) axis() axis { return axis{float64(t.From), hundred} }

func (t Trend) y(share float64) float64 { return trendFoot - share*(trendFoot-trendTop) }

func (t Trend) x(i int) float64 {
	if len(t.Years) < 2 {
		return (trendLeft + trendRight) / 2
	}
	return trendLeft + (trendRight-trendLeft)*float64(i)/float64(len(t.Years)-1)
}

// line returns the known values of a series as runs without gaps.
func (t Trend) line(value func(YearValue) par.Decimal) [][]point {
	var runs [][]point
	var run []point
	for i, year := range t.Years {
		v := value(year)
		if !v.Known() {
			runs, run = append(runs, run), nil
			continue
		}
		run = append(run, point{t.x(i), t.y(t.axis().share(v))})
	}
	return append(runs, run)
}

// marks says the height of each label of the axis.
func (t Trend) marks() []mark {
	var list []mark
	for v := t.From; v <= hundred; v += 10 {
		list = append(list, mark{strconv.Itoa(v), t.y(t.axis().share(par.Decimal(strconv.Itoa(v)))) + 4})
	}
	return list
}

type mark struct {
	text string
	y    float64
}

// RadarAxis is one area of a radar: the unit's index and the block's mean.
type RadarAxis struct {
	Label string
	Own   par.Decimal
	Mean  par.Decimal
}

// Radar compares areas. Centre is the index at the centre, such as 40.
type Radar struct {
	Label  string // says the finding to those who do not see the picture
	Axes   []RadarAxis
	Centre int
}

const radarRadius = 118.0

var radarMiddle = point{230, 172}

func (r Radar) turn(i int) float64 { return float64(i) / float64(len(r.Axes)) }

func (r Radar) share(d par.Decimal) float64 { return axis{float64(r.Centre), hundred}.share(d) }

// ring returns the corners at one share of the radius.
func (r Radar) ring(share float64) string {
	corners := make([]point, len(r.Axes))
	for i := range r.Axes {
		corners[i] = radarMiddle.around(share*radarRadius, r.turn(i))
	}
	return points(corners)
}

// shape returns the corners of one series.
func (r Radar) shape(value func(RadarAxis) par.Decimal) string {
	corners := make([]point, len(r.Axes))
	for i, a := range r.Axes {
		corners[i] = radarMiddle.around(r.share(value(a))*radarRadius, r.turn(i))
	}
	return points(corners)
}

// rings says at which figures a ring is drawn.
func (r Radar) rings() []int {
	var list []int
	for v := r.Centre + 20; v <= hundred; v += 20 {
		list = append(list, v)
	}
	return list
}

// anchor says on which side of its corner a label stands.
func (r Radar) anchor(i int) string {
	x := radarMiddle.around(1, r.turn(i)).x - radarMiddle.x
	switch {
	case x > 0.1:
		return "start"
	case x < -0.1:
		return "end"
	}
	return "middle"
}

// label says where the words of an area stand.
func (r Radar) label(i int) point {
	return radarMiddle.around(radarRadius+16, r.turn(i))
}

func (r Radar) labelY(i int) float64 {
	at := r.label(i)
	switch {
	case at.y < radarMiddle.y-radarRadius:
		return at.y - 17
	case at.y > radarMiddle.y+radarRadius:
		return at.y + 12
	}
	return at.y
}

func ownOf(a RadarAxis) par.Decimal    { return a.Own }
func meanOf(a RadarAxis) par.Decimal   { return a.Mean }
func indexOf(y YearValue) par.Decimal  { return y.Index }
func yearMean(y YearValue) par.Decimal { return y.Mean }

// yearText writes a year without groups.
func yearText(year int) string { return strconv.Itoa(year) }

// lostText says a loss with its sign.
func lostText(p i18n.Printer, d par.Decimal) string {
	return p.Signed(par.Decimal("0").Sub(d), 2)
}
