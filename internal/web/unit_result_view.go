package web

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/result"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// unitResultView is the page of one unit's result, provisional or published.
type unitResultView struct {
	Page        ui.Page
	P           i18n.Printer
	Block       *result.Block
	Unit        result.Unit
	Crumbs      []ui.Crumb
	Provisional bool
	Demo        bool
	Remarks     bool   // the appraisers' remarks are shown
	Public      string // address of the public page; empty: this is it, or there is none
	ID          par.ID // of the publication
	Hash        string
}

func (v unitResultView) block() rankingView { return rankingView{P: v.P, Block: v.Block, Demo: v.Demo} }

func (v unitResultView) index(d par.Decimal) string { return v.block().index(d) }

// points says points with the set's decimals.
func (v unitResultView) points(d par.Decimal) string {
	if !d.Known() {
		return "–"
	}
	return v.P.Fixed(d, v.Block.Method.PointsDecimals)
}

func (v unitResultView) words() wording {
	return wording{p: v.P, decimals: v.Block.Method.PointsDecimals}
}

func (v unitResultView) className() string { return publication.ClassName(v.P, v.Unit.Class) }

// finals names the last of the three scores.
func (v unitResultView) finals() string {
	if v.Provisional {
		return v.P.T("result.now")
	}
	return v.P.T("result.published")
}

// previous is what is known of the unit in the year before.
func (v unitResultView) previous() (result.UnitYear, int) {
	if v.Block.Summary.PreviousYear == 0 {
		return result.UnitYear{}, 0
	}
	before, _ := v.Block.Years[0].OfUnit(v.Unit.Code)
	return before, v.Block.Years[0].Year
}

// againstMean is the unit's index less the block's mean.
func (v unitResultView) againstMean() par.Decimal {
	if !v.Block.Summary.Average.Known() {
		return ""
	}
	return v.Unit.Index.Sub(v.Block.Summary.Average)
}

// areaLoss is one area with what was lost there, in points.
type areaLoss struct {
	at   int
	lost par.Decimal
}

// losses lists the areas by what was lost in them, the largest first.
func (v unitResultView) losses() []areaLoss {
	var losses []areaLoss
	for i, a := range v.Unit.Areas {
		if a.Max.Sign() > 0 && a.Lost.Sign() > 0 {
			losses = append(losses, areaLoss{i, a.Lost})
		}
	}
	slices.SortStableFunc(losses, func(a, b areaLoss) int { return b.lost.Cmp(a.lost) })
	return losses
}

// waterfall turns the losses into points of the index, so that they lead
// exactly from 100 to it; bonus and penalty points come last.
func (v unitResultView) waterfall() []ui.Loss {
	var rows []ui.Loss
	level, lost := par.Decimal("100"), par.Decimal("0")
	decimals := v.Block.Method.IndexDecimals
	for _, l := range v.losses() {
		lost = lost.Add(l.lost)
		share := new(big.Rat).Quo(lost.Rat(), v.Unit.Max.Rat())
		next := par.Decimal("100").Sub(par.RoundRat(share.Mul(share, big.NewRat(100, 1)), decimals))
		area := v.Block.Areas[l.at]
		rows = append(rows, ui.Loss{Label: area.Code + ". " + area.Title, Href: "#" + areaID(area.Code), Lost: level.Sub(next)})
		level = next
	}
	if rest := level.Sub(v.Unit.Index); rest.Sign() != 0 {
		rows = append(rows, ui.Loss{Label: v.P.T("result.bonus_and_penalty"), Lost: rest})
	}
	return rows
}

// foot is where a cut axis begins: the ten below everything drawn.
func foot(least par.Decimal) int {
	tens, _ := strconv.Atoi(string(par.RoundRat(new(big.Rat).Quo(least.Rat(), big.NewRat(10, 1)), 0)))
	for tens*10 > 0 && par.Decimal(strconv.Itoa(tens*10)).Cmp(least.Sub("2")) > 0 {
		tens--
	}
	return max(min(tens*10, 90), 0)
}

// lossFinding says where most was lost.
func (v unitResultView) lossFinding() string {
	losses := v.losses()
	if len(losses) == 0 {
		return v.P.T("result.nothing_lost")
	}
	sum := par.Decimal("0")
	for _, l := range losses {
		sum = sum.Add(l.lost)
	}
	share := new(big.Rat).Quo(losses[0].lost.Rat(), sum.Rat())
	percent := par.RoundRat(share.Mul(share, big.NewRat(100, 1)), 0)
	return v.P.T("result.most_lost", "percent", percent, "area", v.Block.Areas[losses[0].at].Title)
}

// liftLead says how far the next class is and whether one step is enough.
func (v unitResultView) liftLead() string {
	next := v.Unit.Next
	switch {
	case next.Points.Sign() == 0:
		return v.P.T("result.held_down", "reason", v.Unit.ClassReason)
	case len(next.Lifts) > 0 && next.Lifts[len(next.Lifts)-1].Alone:
		return v.P.T("result.each_alone", "points", v.points(next.Points))
	case len(next.Lifts) > 0 && next.Lifts[0].Alone:
		return v.P.T("result.some_alone", "points", v.points(next.Points))
	}
	return v.P.T("result.together", "points", v.points(next.Points))
}

// head and leaf find what is said of a leaf by its code.
func (v unitResultView) at(code string) int {
	return slices.IndexFunc(v.Block.Leaves, func(h result.Head) bool { return h.Code == code })
}

// liftText says what one way up is.
func (v unitResultView) liftText(l result.Lift) string {
	leaf := v.Unit.Leaves[v.at(l.Leaf)]
	if l.Step != nil {
		return v.words().calc(leaf.Trace) + ". " + v.words().gain(leaf.Trace)
	}
	if l.Reason != "" {
		return v.P.T("result.lost_because", "points", v.points(leaf.Lost), "reason", l.Reason)
	}
	return v.words().calc(leaf.Trace)
}

// radarAreas are the areas in which unit and block both have an index.
func (v unitResultView) radarAreas() []int {
	var areas []int
	for i, a := range v.Block.Areas {
		if a.Mean.Known() && v.Unit.Areas[i].Index.Known() {
			areas = append(areas, i)
		}
	}
	return areas
}

func (v unitResultView) radar() ui.Radar {
	r := ui.Radar{Label: v.radarFinding(), Centre: 40}
	for _, i := range v.radarAreas() {
		a := v.Block.Areas[i]
		r.Axes = append(r.Axes, ui.RadarAxis{Label: a.Code + " " + shortTitle(a.Title, 14), Own: v.Unit.Areas[i].Index, Mean: a.Mean})
	}
	return r
}

// radarFinding says where the unit is furthest above and below its block.
func (v unitResultView) radarFinding() string {
	areas := v.radarAreas()
	gap := func(i int) par.Decimal { return v.Unit.Areas[i].Index.Sub(v.Block.Areas[i].Mean) }
	best := slices.MaxFunc(areas, func(a, b int) int { return gap(a).Cmp(gap(b)) })
	worst := slices.MinFunc(areas, func(a, b int) int { return gap(a).Cmp(gap(b)) })
	up, down := v.Block.Areas[best].Title, v.Block.Areas[worst].Title
	switch {
	case gap(worst).Sign() >= 0:
		return v.P.T("result.above_all", "best", up)
	case gap(best).Sign() <= 0:
		return v.P.T("result.below_all", "worst", down)
	}
	return v.P.T("result.above_and_below", "best", up, "worst", down)
}

// trend is the unit's index over the years that are known.
func (v unitResultView) trend() ui.Trend {
	t := ui.Trend{Classes: v.block().classes(), Years: []ui.YearValue{{Year: v.Block.Year, Index: v.Unit.Index, Mean: v.Block.Summary.Average}}}
	for _, y := range v.Block.Years {
		one, _ := y.OfUnit(v.Unit.Code)
		t.Years = append(t.Years, ui.YearValue{Year: y.Year, Index: one.Index, Mean: y.Average})
	}
	slices.SortFunc(t.Years, func(a, b ui.YearValue) int { return cmp.Compare(a.Year, b.Year) })
	least := v.Unit.Index
	for _, y := range t.Years {
		for _, d := range []par.Decimal{y.Index, y.Mean} {
			if d.Known() && d.Cmp(least) < 0 {
				least = d
			}
		}
	}
	t.From = foot(least)
	t.Label = v.trendFinding()
	return t
}

// earlier counts the years in which the unit's index is known.
func (v unitResultView) earlier() (known int) {
	for _, y := range v.Block.Years {
		if one, ok := y.OfUnit(v.Unit.Code); ok && one.Index.Known() {
			known++
		}
	}
	return known
}

func (v unitResultView) trendFinding() string {
	if !v.Unit.Change.Known() {
		return v.P.T("result.trend")
	}
	_, year := v.previous()
	key := "result.trend_same"
	switch v.Unit.Change.Sign() {
	case 1:
		key = "result.trend_up"
	case -1:
		key = "result.trend_down"
	}
	return v.P.T(key, "change", v.index(size(v.Unit.Change)), "year", year)
}

func areaID(code string) string { return "area-" + code }

// leavesOf lists the places of an area's leaves.
func (v unitResultView) leavesOf(area string) []int {
	var places []int
	for i, h := range v.Block.Leaves {
		if h.Area == area {
			places = append(places, i)
		}
	}
	return places
}

// areaGap is an area's index less the block's mean.
func (v unitResultView) areaGap(i int) par.Decimal {
	own, mean := v.Unit.Areas[i].Index, v.Block.Areas[i].Mean
	if !own.Known() || !mean.Known() {
		return ""
	}
	return own.Sub(mean)
}

// selfText says what the unit gave itself.
func (v unitResultView) selfText(l result.Leaf) string {
	switch l.SelfState {
	case score.NotApplicable:
		return v.P.T("result.na")
	case score.Missing:
		return "–"
	}
	return v.points(l.Self)
}

// finalText says what a leaf got of its maximum.
func (v unitResultView) finalText(l result.Leaf) string {
	if l.State == score.NotApplicable && l.Points.Sign() == 0 {
		return v.P.T("result.na")
	}
	return v.points(l.Points)
}

// why says why points were lost.
func (v unitResultView) why(h result.Head, l result.Leaf) string {
	switch {
	case l.Reason != "":
		return v.P.Value(l.Reason)
	case l.State == score.Missing && h.Kind == score.Normal && h.Rule != score.RuleSurvey:
		return v.P.T("result.not_appraised")
	}
	return ""
}

// classText says another class in the reader's language.
func classText(v unitResultView, class string) string { return publication.ClassName(v.P, class) }

func yearText(year int) string { return strconv.Itoa(year) }

// classCounts says what is known of a year by class alone.
func classCounts(v unitResultView, y result.Year) string {
	if one, ok := y.OfUnit(v.Unit.Code); ok && one.Class != "" {
		return classText(v, one.Class)
	}
	counts, none := &result.Block{}, []string{}
	for _, c := range y.Classes {
		counts.Classes = append(counts.Classes, result.Class{Name: c.Name, Units: make([]string, c.Count)})
		if c.Count == 0 {
			none = append(none, classText(v, c.Name))
		}
	}
	if text := (rankingView{P: v.P, Block: counts}).classCounts(); text != "" {
		return text
	}
	if len(none) > 0 {
		return v.P.T("result.year_none", "classes", strings.Join(none, ", "))
	}
	return v.P.T("result.year_unknown")
}

// yearsKnown tells whether anything is known of an earlier year.
func (v unitResultView) yearsKnown() bool {
	return slices.ContainsFunc(v.Block.Years, func(y result.Year) bool {
		return y.Average.Known() || len(y.Classes) > 0 || len(y.Results) > 0
	})
}

// areaText says what an area gave: "5,26/10, mất 4,74".
func (v unitResultView) areaText(code string) string {
	i := slices.IndexFunc(v.Block.Areas, func(a result.Area) bool { return a.Code == code })
	a := v.Unit.Areas[i]
	if a.Max.Sign() == 0 {
		return v.P.Signed(a.Bonus.Sub(a.Penalty), v.Block.Method.PointsDecimals)
	}
	return v.P.T("result.area_text", "points", v.points(a.Points), "max", a.Max, "lost", v.points(a.Lost))
}

// reasonLoss is what was lost for one reason.
type reasonLoss struct {
	reason par.Reason
	count  int
	lost   par.Decimal
}

// reasons sums what was lost by reason, the heaviest first.
func (v unitResultView) reasons() []reasonLoss {
	var losses []reasonLoss
	for _, reason := range par.Reasons() {
		one := reasonLoss{reason: reason, lost: "0"}
		for _, l := range v.Unit.Leaves {
			if l.Reason == reason && l.Lost.Sign() > 0 {
				one.count++
				one.lost = one.lost.Add(l.Lost)
			}
		}
		if one.count > 0 {
			losses = append(losses, one)
		}
	}
	slices.SortStableFunc(losses, func(a, b reasonLoss) int { return b.lost.Cmp(a.lost) })
	return losses
}

// rankNote says how many places the unit has gone up or down.
func (v unitResultView) rankNote() string {
	change := v.Unit.RankChange
	switch {
	case change == nil || *change == 0:
		return ""
	case *change > 0:
		return v.P.N("result.rank_up", *change)
	}
	return v.P.N("result.rank_down", -*change)
}
