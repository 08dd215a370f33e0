package web

import (
	"context"
	"slices"
	"strconv"

	"parindex/internal/explanation"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/mail"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/report"
)

func (h *handlers) servedPaper(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	n, err := h.Explanations.Notice(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	return document(servedName(n), papersOf(h.Place, h.Owner).served(n))
}

func servedName(n explanation.Notice) string {
	return "thong-bao-lan-1-" + n.Round.Code + "-" + n.Unit.Code + "-" + strconv.Itoa(n.Served.Number) + ".docx"
}

// ServedFiles makes the paper that goes with the letter about a served result.
func ServedFiles(s *explanation.Service, place, owner string) notice.Files {
	return func(ctx context.Context, told notice.Notice, _ i18n.Lang) ([]mail.File, error) {
		n, err := s.ForLetter(ctx, par.ID(told.Subject))
		if err != nil {
			return nil, err
		}
		data, err := docxOf(papersOf(place, owner).served(n))
		return []mail.File{{Name: servedName(n), Content: data}}, err
	}
}

// served is the notice of a first result, ready to be numbered and signed.
func (w papers) served(n explanation.Notice) report.Paper {
	b, t := n.Served.Body, w.p.T
	title := t("paper.served_about", "round", b.Round)
	points := wordingOf(w.p, n.Edition.Set)
	parts := []report.Part{
		w.head(w.owner, t("paper.served_symbol"), t("paper.served_name"), n.Served.At, title, t("paper.served_unit", "unit", b.Unit)),
		report.Prose{Words: t("paper.served_ground", "round", b.Round), Italic: true},
		report.Prose{Words: t("paper.served_opening", "owner", w.nameOfOwner(), "unit", b.Unit)},
		report.Heading{Level: 1, Words: t("paper.served_1")},
		report.Prose{Words: t("paper.served_totals", "claimed", points.points(b.Claimed), "given", points.points(b.Given), "lost", points.points(b.Lost), "cut", len(b.Cuts), "kept", b.Kept)},
		areaGrid(w.p, n),
		report.Heading{Level: 1, Words: t("paper.served_2")},
	}
	if len(b.Cuts) == 0 {
		parts = append(parts, report.Prose{Words: t("paper.served_nothing")})
	} else {
		parts = append(parts, cutGrid(w.p, n))
	}
	if len(b.Findings) > 0 {
		parts = append(parts, report.Prose{Words: t("paper.served_findings")}, foundList(w.p, n))
	}
	parts = append(parts,
		report.Heading{Level: 1, Words: t("paper.served_3")},
		report.List{Numbered: true, Points: []string{
			t("paper.served_deadline", "opens", b.Opens, "closes", b.Closes), t("paper.served_only_cut"), t("paper.served_accept"), t("paper.served_silent"),
		}},
		report.Prose{Words: t("paper.served_survey")},
		report.Prose{Words: t("paper.served_end", "unit", b.Unit), Look: report.Body},
		w.closing(t("paper.head_of_agency"), b.Unit),
		report.Prose{Words: t("paper.served_print", "number", n.Served.Number, "at", n.Served.At, "hash", n.Served.Hash), Look: report.Plain, Italic: true},
	)
	return report.Paper{Title: title, Parts: slices.Insert(parts, 1, invented(n.Round.DemoNote)...)}
}

func (w papers) nameOfOwner() string {
	if w.owner == "" {
		return w.p.T("paper.standing_body")
	}
	return w.owner
}

func areaGrid(p i18n.Printer, n explanation.Notice) report.Grid {
	g := report.Grid{Columns: []report.GridColumn{
		{Title: p.T("served.col_area"), Width: 46}, {Title: p.T("served.col_claimed"), Width: 13, Align: report.Right},
		{Title: p.T("served.col_given"), Width: 13, Align: report.Right}, {Title: p.T("served.col_lost"), Width: 12, Align: report.Right},
		{Title: p.T("served.col_cut"), Width: 16, Align: report.Middle},
	}}
	for _, a := range areaRows(p, n) {
		g.Rows = append(g.Rows, report.GridRow{Cells: []string{a.Title, a.Claimed, a.Given, a.Lost, a.Cut + "/" + a.Leaves}})
	}
	b, w := n.Served.Body, wordingOf(p, n.Edition.Set)
	g.Rows = append(g.Rows, report.GridRow{Strong: true, Cells: []string{
		p.T("paper.total"), w.points(b.Claimed), w.points(b.Given), w.points(b.Lost), strconv.Itoa(len(b.Cuts)) + "/" + strconv.Itoa(len(b.Cuts)+b.Kept),
	}})
	return g
}

func cutGrid(p i18n.Printer, n explanation.Notice) report.Grid {
	g := report.Grid{Columns: []report.GridColumn{
		{Title: p.T("paper.col_code"), Width: 8, Align: report.Middle}, {Title: p.T("served.col_leaf"), Width: 31}, {Title: p.T("served.col_claimed"), Width: 14, Align: report.Right},
		{Title: p.T("served.col_given"), Width: 12, Align: report.Right}, {Title: p.T("served.col_lost"), Width: 10, Align: report.Right}, {Title: p.T("served.col_why"), Width: 25},
	}}
	area := ""
	titles := map[string]string{}
	for _, a := range n.Served.Body.Areas {
		titles[a.Code] = a.Code + ". " + a.Title
	}
	for _, c := range cutRows(p, n) {
		if c.Area != area {
			area = c.Area
			g.Rows = append(g.Rows, report.GridRow{Wide: true, Cells: []string{titles[area]}})
		}
		why := c.Reason
		if c.Remark != "" {
			why += ". " + c.Remark
		}
		for _, line := range append(c.Judged, c.Found...) {
			why += "\n" + line
		}
		g.Rows = append(g.Rows, report.GridRow{Cells: []string{
			c.Code, c.Title + "\n" + p.T("served.said", "said", c.Said), c.Claimed + "/" + c.Max, c.Given, c.Lost, why,
		}})
	}
	return g
}

// foundList is what inspections had found when the result was served.
func foundList(p i18n.Printer, n explanation.Notice) report.List {
	w := wordingOf(p, n.Edition.Set)
	var list report.List
	for _, f := range n.Served.Body.Findings {
		list.Points = append(list.Points, f.Leaf+" "+f.Title+". "+foundLine(p, w, f.Source, f.FoundOn, f.Most)+": "+f.Body)
	}
	return list
}
