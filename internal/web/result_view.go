package web

import (
	"strings"

	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/result"
	"parindex/internal/web/ui"
)

// rankingView is one block's ranking and heat map.
type rankingView struct {
	P     i18n.Printer
	Block *result.Block
	Demo  bool
	base  string // address of the units' pages, before their codes
}

func (v rankingView) href(unit string) string { return v.base + unit }

func (v rankingView) id() string { return "block-" + v.Block.Code }

// index says an index with the method's decimals.
func (v rankingView) index(d par.Decimal) string { return v.P.Fixed(d, v.Block.Method.IndexDecimals) }

func (v rankingView) signed(d par.Decimal) string { return v.P.Signed(d, v.Block.Method.IndexDecimals) }

// heading states the finding: how many units reached which class, and where
// the mean went.
func (v rankingView) heading() string {
	sum := v.Block.Summary
	key := "result.heading"
	switch {
	case !sum.Average.Known():
		return v.Block.Name
	case !sum.Change.Known():
		key = "result.heading_mean"
	case sum.Change.Sign() < 0:
		key = "result.heading_down"
	case sum.Change.Sign() > 0:
		key = "result.heading_up"
	}
	return v.P.T(key, "block", v.Block.Name, "count", sum.Count, "classes", v.classCounts(),
		"mean", v.index(sum.Average), "change", v.index(size(sum.Change)))
}

// classCounts says "4 Rất tốt, 5 Tốt, 11 Khá".
func (v rankingView) classCounts() string {
	var parts []string
	for _, c := range v.Block.Classes {
		if len(c.Units) > 0 {
			parts = append(parts, v.P.Int(int64(len(c.Units)))+" "+publication.ClassName(v.P, c.Name))
		}
	}
	return strings.Join(parts, ", ")
}

func size(d par.Decimal) par.Decimal {
	if d.Sign() < 0 {
		return par.Decimal("0").Sub(d)
	}
	return d
}

// classes are the block's classes for drawing.
func (v rankingView) classes() []ui.Class { return classesOf(v.P, v.Block) }

func classesOf(p i18n.Printer, b *result.Block) []ui.Class {
	classes := make([]ui.Class, len(b.Classes))
	for i, c := range b.Classes {
		classes[i] = ui.Class{Name: publication.ClassName(p, c.Name), Limit: c.From}
	}
	return classes
}

// limits are the lower limits of the classes but the last, for the heat map.
func (v rankingView) limits() []par.Decimal {
	var limits []par.Decimal
	for _, c := range v.Block.Classes {
		if c.From.Sign() > 0 {
			limits = append(limits, c.From)
		}
	}
	return limits
}

// shade is one field of the legend of the heat map.
type shade struct{ class, text string }

func (v rankingView) shades() []shade {
	limits := v.limits()
	var shades []shade
	for i, from := range limits {
		if i == 0 {
			shades = append(shades, shade{ui.HeatClass(from, limits), v.P.T("result.from", "from", from)})
			continue
		}
		shades = append(shades, shade{ui.HeatClass(from, limits), v.P.T("result.from_to", "from", from, "to", limits[i-1])})
	}
	if n := len(limits); n > 0 {
		shades = append(shades, shade{"h1", v.P.T("result.below", "to", limits[n-1])})
	}
	return shades
}

// compared tells whether anything is known of the year before.
func (v rankingView) compared() bool {
	for _, u := range v.Block.Units {
		if u.Change.Known() {
			return true
		}
	}
	return false
}

// columns are the areas in which units have an index.
func (v rankingView) columns() []int {
	var columns []int
	for i, a := range v.Block.Areas {
		if a.Mean.Known() {
			columns = append(columns, i)
		}
	}
	return columns
}

// areaNames says which number is which area: "1 Chỉ đạo, điều hành; 2 …".
func (v rankingView) areaNames() string {
	var parts []string
	for _, i := range v.columns() {
		parts = append(parts, v.Block.Areas[i].Code+" "+v.Block.Areas[i].Title)
	}
	return strings.Join(parts, "; ")
}

// heads are the column heads of the ranking.
func (v rankingView) heads() []ui.Head {
	heads := []ui.Head{
		{Label: v.P.T("common.rank"), Class: "num"}, {Label: v.P.T("common.unit")}, {Label: v.P.T("common.index"), Class: "num"},
		{Label: v.P.T("result.axis", "limits", v.axisLimits())}, {Label: v.P.T("common.class")},
	}
	if v.compared() {
		heads = append(heads, ui.Head{Label: v.P.T("result.against", "year", v.Block.Summary.PreviousYear), Class: "num"})
	}
	return heads
}

func (v rankingView) axisLimits() string {
	limits := v.limits()
	parts := make([]string, len(limits))
	for i, l := range limits {
		parts[len(limits)-1-i] = v.P.Dec(l)
	}
	return strings.Join(parts, ", ")
}

// facts are the remarks below a ranking.
func (v rankingView) facts() []string {
	var facts []string
	if v.Block.Without > 1 {
		facts = append(facts, v.P.T("result.without", "count", v.Block.Without, "class", publication.ClassName(v.P, v.Block.Classes[0].Name)))
	}
	if n := v.Block.Summary.Missing; n > 0 {
		facts = append(facts, v.P.N("result.missing", n))
	}
	return facts
}

// rankText is a unit's rank, or a dash where it has none.
func (v rankingView) rankText(u result.Unit) string {
	if u.Rank == 0 {
		return "–"
	}
	return v.P.Int(int64(u.Rank))
}

// shortTitle makes a title fit above a narrow column.
func shortTitle(title string, most int) string {
	for _, opening := range []string{"Công tác ", "Cải cách "} {
		if rest, ok := strings.CutPrefix(title, opening); ok {
			first := []rune(rest)
			title = strings.ToUpper(string(first[:1])) + string(first[1:])
		}
	}
	title, _, _ = strings.Cut(title, ",")
	if len([]rune(title)) <= most {
		return title
	}
	short := ""
	for _, word := range strings.Fields(title) {
		if len([]rune(short+" "+word)) > most {
			break
		}
		short = strings.TrimSpace(short + " " + word)
	}
	return short + "…"
}
