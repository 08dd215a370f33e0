package web

import (
	"parindex/internal/i18n"
	"parindex/internal/publication"
	"parindex/internal/report"
	"parindex/internal/result"
)

// tables writes a publication as tables for spreadsheets. Each row carries the
// id and the hash of the publication.
type tables struct {
	p       i18n.Printer
	results publication.Results
}

// about is the sheet that says what the book is.
func (t tables) about() report.Table {
	r, p := t.results, t.p
	table := report.Table{Sheet: p.T("public.t_about"), Columns: []report.Column{{Title: p.T("public.t_about"), Width: 28}, {Title: "", Width: 90}}}
	row := func(label, value string) {
		table.Rows = append(table.Rows, []report.Cell{report.Text(label), report.Text(value)})
	}
	row(p.T("public.t_title"), r.Title)
	row(p.T("publication.fact_id"), string(r.ID))
	row(p.T("publication.fact_hash"), r.Hash)
	row(p.T("publication.fact_decided"), p.T("publication.by_at", "name", r.DecidedName, "time", r.DecidedAt))
	row(p.T("publication.fact_published"), p.T("publication.by_at", "name", r.PublishedName, "time", r.PublishedAt))
	if r.DemoNote != "" {
		row(p.T("result.demo_tag"), r.DemoNote)
	}
	row(p.T("public.method"), p.T("public.method_short"))
	for _, b := range r.Results {
		for _, s := range (rankingView{P: p, Block: b}).sentences() {
			row(b.Name, s)
		}
	}
	return table
}

// common are the columns that begin every row.
func (t tables) common() []report.Column {
	p := t.p
	return []report.Column{
		{Title: p.T("publication.fact_id"), Width: 30}, {Title: p.T("publication.fact_hash"), Width: 20}, {Title: p.T("common.year"), Width: 8},
		{Title: p.T("common.block"), Width: 18}, {Title: p.T("public.t_unit_code"), Width: 12}, {Title: p.T("common.unit"), Width: 40},
	}
}

func (t tables) begin(b *result.Block, u result.Unit) []report.Cell {
	return []report.Cell{
		report.Text(string(t.results.ID)), report.Text(t.results.Hash), report.Count(t.results.Year),
		report.Text(b.Name), report.Text(u.Code), report.Text(u.Name),
	}
}

// units is one row for each unit.
func (t tables) units() report.Table {
	p := t.p
	table := report.Table{Sheet: p.T("public.t_units"), Columns: append(t.common(),
		report.Column{Title: p.T("common.rank"), Width: 8}, report.Column{Title: p.T("common.index"), Kind: report.Points},
		report.Column{Title: p.T("common.class")}, report.Column{Title: p.T("public.t_change"), Kind: report.Points},
		report.Column{Title: p.T("result.self"), Kind: report.Points}, report.Column{Title: p.T("result.appraised"), Kind: report.Points},
		report.Column{Title: p.T("result.published"), Kind: report.Points}, report.Column{Title: p.T("public.t_max"), Kind: report.Points},
		report.Column{Title: p.T("public.t_note"), Width: 40})}
	for _, b := range t.results.Results {
		for _, u := range b.Units {
			rank := report.Cell{}
			if u.Rank > 0 {
				rank = report.Count(u.Rank)
			}
			table.Rows = append(table.Rows, append(t.begin(b, u), rank, report.Number(u.Index), report.Text(u.Class), report.Number(u.Change),
				report.Number(u.Self), report.Number(u.Appraised), report.Number(u.Points), report.Number(u.Max), report.Text(t.results.DemoNote)))
		}
	}
	return table
}

// areas is one row for each unit and area.
func (t tables) areas() report.Table {
	p := t.p
	table := report.Table{Sheet: p.T("public.t_areas"), Columns: append(t.common(),
		report.Column{Title: p.T("public.t_code"), Width: 8}, report.Column{Title: p.T("result.area"), Width: 50},
		report.Column{Title: p.T("result.self"), Kind: report.Points}, report.Column{Title: p.T("result.appraised"), Kind: report.Points},
		report.Column{Title: p.T("result.published"), Kind: report.Points}, report.Column{Title: p.T("public.t_max"), Kind: report.Points},
		report.Column{Title: p.T("common.index"), Kind: report.Points}, report.Column{Title: p.T("result.mean"), Kind: report.Points})}
	for _, b := range t.results.Results {
		for _, u := range b.Units {
			for i, a := range b.Areas {
				s := u.Areas[i]
				table.Rows = append(table.Rows, append(t.begin(b, u), report.Text(a.Code), report.Text(a.Title), report.Number(s.Self),
					report.Number(s.Appraised), report.Number(s.Points), report.Number(s.Max), report.Number(s.Index), report.Number(a.Mean)))
			}
		}
	}
	return table
}

// criteria is one row for each unit and leaf.
func (t tables) criteria() report.Table {
	p := t.p
	table := report.Table{Sheet: p.T("public.t_criteria"), Columns: append(t.common(),
		report.Column{Title: p.T("public.t_code"), Width: 8}, report.Column{Title: p.T("result.leaf"), Width: 60},
		report.Column{Title: p.T("public.t_max"), Kind: report.Points}, report.Column{Title: p.T("result.self"), Kind: report.Points},
		report.Column{Title: p.T("result.appraised"), Kind: report.Points}, report.Column{Title: p.T("result.published"), Kind: report.Points},
		report.Column{Title: p.T("result.lost"), Kind: report.Points}, report.Column{Title: p.T("result.why"), Width: 30},
		report.Column{Title: p.T("common.state"), Width: 12})}
	for _, b := range t.results.Results {
		for _, u := range b.Units {
			for i, h := range b.Leaves {
				table.Rows = append(table.Rows, append(t.begin(b, u), t.leaf(h, u.Leaves[i])...))
			}
		}
	}
	return table
}

func (t tables) leaf(h result.Head, l result.Leaf) []report.Cell {
	reason := report.Cell{}
	if l.Reason != "" {
		reason = report.Text(t.p.Value(l.Reason))
	}
	return []report.Cell{
		report.Text(h.Code), report.Text(h.Title), report.Number(h.Max), report.Number(l.Self), report.Number(l.Appraised),
		report.Number(l.Points), report.Number(l.Lost), reason, report.Text(string(l.State)),
	}
}
