package web

import (
	"strconv"

	"github.com/a-h/templ"

	"parindex/internal/publication"
	"parindex/internal/result"
)

// templComponent shortens what draws a page.
type templComponent = templ.Component

func (v *publicView) fill() {
	blocks := make([]result.Block, 0, len(v.Results.Results))
	for _, b := range v.Results.Results {
		v.Blocks = append(v.Blocks, rankingView{P: v.Page.P, Block: b, Demo: v.Results.DemoNote != "", base: publicPath(v.Results.ID) + "/" + b.Code + "/"})
		blocks = append(blocks, *b)
	}
	v.Facts = publication.FactsOf(v.Results.Year, v.Results.Title, v.Results.DemoNote, blocks)
}

// headFigure is one number of the head of the page.
type headFigure struct {
	label, value, note string
	star               bool
}

// figures are the findings that stand in the head of the page, of each block:
// how many reached the best class that anyone did, the mean, the streak.
func (v publicView) figures() []headFigure {
	var figures []headFigure
	p := v.Page.P
	for _, b := range v.Blocks {
		if i := best(b.Block); i >= 0 {
			class := b.Block.Classes[i]
			figures = append(figures, headFigure{
				label: p.T("public.figure_class", "block", b.Block.Name, "class", publication.ClassName(p, class.Name)),
				value: p.Int(int64(len(class.Units))), note: p.T("public.figure_of", "count", b.Block.Summary.Count), star: i == 0,
			})
		}
		if sum := b.Block.Summary; sum.Change.Known() {
			figures = append(figures, headFigure{
				label: p.T("public.figure_mean", "block", b.Block.Name), value: b.index(sum.Average),
				note: p.T("public.figure_change", "change", b.signed(sum.Change), "year", sum.PreviousYear),
			})
		}
		if b.Block.Without > 1 {
			figures = append(figures, headFigure{
				label: p.T("public.figure_without", "block", b.Block.Name, "class", publication.ClassName(p, b.Block.Classes[0].Name)),
				value: strconv.Itoa(b.Block.Without), note: p.T("public.figure_years"),
			})
		}
	}
	return figures[:min(len(figures), 6)]
}

// best is the place of the best class that anyone reached, or -1.
func best(b *result.Block) int {
	for i, c := range b.Classes {
		if len(c.Units) > 0 {
			return i
		}
	}
	return -1
}

// lead says when it was published and which year of evaluation it is.
func (v publicView) lead() string {
	if v.Facts.Number == 0 {
		return v.Page.P.T("public.lead_day", "day", v.Page.P.Day(v.Results.PublishedAt))
	}
	return v.Page.P.T("public.lead", "day", v.Page.P.Day(v.Results.PublishedAt), "number", publication.Ordinal(v.Page.P, v.Facts.Number))
}

// offer is one file to be fetched.
type offer struct{ href, label, note string }

func (v publicView) downloads() []offer {
	p, at := v.Page.P, publicPath(v.Results.ID)+"/"
	list := []offer{
		{at + "result.xlsx", p.T("public.file_book"), "XLSX"},
		{at + "units.csv", p.T("public.file_units"), "CSV"},
		{at + "criteria.csv", p.T("public.file_criteria"), "CSV"},
		{at + "result.json", p.T("public.file_result"), "JSON"},
	}
	for _, b := range v.Results.Blocks {
		list = append(list, offer{at + b.Code + ".bundle.json", p.T("public.file_bundle", "block", b.Name), "JSON, " + p.Size(b.BundleSize)})
	}
	return append(list, offer{at + "manifest.json", p.T("public.file_manifest"), "JSON"})
}
