package web

import (
	"slices"
	"strconv"

	"parindex/internal/appraisal"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/report"
	"parindex/internal/web/ui"
)

// writtenRoutes are the signed written results of agencies.
func (h *handlers) writtenRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/rounds/{round}/written-results", Action: policy.ReadBoard, Handle: h.showWritten},
		{Method: "GET", Path: "/rounds/{round}/written-result.docx", Action: policy.ReadQueue, Handle: h.ownWritten},
		{Method: "GET", Path: "/rounds/{round}/agencies/{unit}/written-result.docx", Action: policy.ReadWritten, Handle: h.writtenPaper},
	}
}

func writtenPath(roundID, agency par.ID) string {
	return "/rounds/" + string(roundID) + "/agencies/" + string(agency) + "/written-result.docx"
}

// writtenView lists which agencies have finished.
type writtenView struct {
	Page   ui.Page
	P      i18n.Printer
	Crumbs []ui.Crumb
	Rows   []writtenLine
	Done   int
}

type writtenLine struct {
	Agency, Judges, Areas, Href string
	Leaves, Cut, Open           int
}

func (h *handlers) showWritten(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	of, all, err := h.Appraisals.WrittenResults(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := writtenView{P: p, Crumbs: []ui.Crumb{{Href: "/rounds/" + string(id), Label: of.Title}, {Label: p.T("written.title")}}}
	for _, w := range all {
		line := writtenLine{Agency: w.Agency.Name, Href: writtenPath(id, w.Agency.ID), Leaves: w.Leaves, Cut: w.Cut, Open: w.Open, Areas: areasIn(w)}
		for i, name := range w.Judges {
			if i > 0 {
				line.Judges += ", "
			}
			line.Judges += nameOr(p, name)
		}
		if w.Open == 0 {
			v.Done++
		}
		v.Rows = append(v.Rows, line)
	}
	v.Page = h.page(r, p.T("written.title"), "/rounds")
	v.Page.DemoNote = of.DemoNote
	return httpx.Page{Body: writtenPage(v)}, nil
}

// areasIn names the areas of a result, each once.
func areasIn(w appraisal.Written) string {
	text, seen := "", map[string]bool{}
	for _, a := range w.Areas {
		if seen[a.Area.Code] {
			continue
		}
		seen[a.Area.Code] = true
		if text != "" {
			text += "; "
		}
		text += a.Area.Code + ". " + a.Area.Title
	}
	return text
}

// ownWritten leads an appraiser to the result of the agency for which he appraises.
func (h *handlers) ownWritten(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	policy.Note(r.Context(), policy.ReadQueue)
	agency := appraisal.Agency(r.Actor, id)
	if agency == "" {
		return nil, par.E(par.NotFound, "error.not_found")
	}
	return httpx.Redirect{To: writtenPath(id, agency)}, nil
}

func (h *handlers) writtenPaper(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	agency, err := r.PathID("unit")
	if err != nil {
		return nil, err
	}
	w, err := h.Appraisals.Written(r.Context(), r.Actor, id, agency)
	if err != nil {
		return nil, err
	}
	return document("ket-qua-tham-dinh-"+w.Round.Code+"-"+w.Agency.Code+".docx", papersOf(h.Place, h.Owner).written(w))
}

// written is the result of an agency, ready to be numbered and signed.
func (w papers) written(result appraisal.Written) report.Paper {
	t := w.p.T
	about := t("paper.written_about", "round", result.Round.Title)
	name := t("paper.written_name")
	if result.Open > 0 {
		name = t("paper.written_draft")
	}
	parts := []report.Part{
		w.head(result.Agency.Name, t("paper.written_symbol"), name, result.Now, about),
		report.Prose{Words: t("paper.written_ground", "round", result.Round.Title), Italic: true},
		report.Prose{Words: t("paper.written_opening", "agency", result.Agency.Name, "owner", w.nameOfOwner())},
		report.Heading{Level: 1, Words: t("paper.written_1")},
		report.Prose{Words: t("paper.written_totals", "leaves", result.Leaves, "cut", result.Cut, "areas", areasIn(result))},
	}
	if result.Open > 0 {
		parts = append(parts, report.Prose{Lead: t("paper.written_unfinished"), Words: t("paper.written_left", "open", result.Open)})
	}
	parts = append(parts, w.writtenSums(result), report.Heading{Level: 1, Words: t("paper.written_2")}, report.Prose{Words: t("paper.written_see")},
		report.Prose{Words: t("paper.written_end", "agency", result.Agency.Name)}, w.closing(t("paper.head_of_agency"), w.nameOfOwner()), report.Turn{Wide: true},
		report.Prose{Lead: t("paper.written_appendix"), Look: report.Centre}, report.Prose{Words: about, Look: report.Centre, Italic: true})
	for _, a := range result.Areas {
		parts = append(parts, report.Heading{Level: 1, Words: areaTitle(result, a)}, w.writtenGrid(result, a))
	}
	return report.Paper{Title: about, Parts: slices.Insert(parts, 1, invented(result.Round.DemoNote)...)}
}

func areaTitle(result appraisal.Written, a appraisal.WrittenArea) string {
	title := a.Area.Code + ". " + a.Area.Title
	if len(result.Round.Blocks) > 1 {
		title = a.Block.Name + ": " + title
	}
	return title
}

// writtenSums is one line for each area and unit.
func (w papers) writtenSums(result appraisal.Written) report.Grid {
	p := w.p
	g := report.Grid{Columns: []report.GridColumn{
		{Title: p.T("served.col_unit"), Width: 46}, {Title: p.T("paper.col_leaves"), Width: 12, Align: report.Middle}, {Title: p.T("served.col_claimed"), Width: 14, Align: report.Right},
		{Title: p.T("served.col_given"), Width: 14, Align: report.Right}, {Title: p.T("served.col_lost"), Width: 14, Align: report.Right},
	}}
	for _, a := range result.Areas {
		points := wordingOf(p, a.Set)
		g.Rows = append(g.Rows, report.GridRow{Wide: true, Cells: []string{areaTitle(result, a)}})
		for _, u := range a.Units {
			g.Rows = append(g.Rows, report.GridRow{Cells: []string{
				u.Unit.Name, strconv.Itoa(len(u.Rows)), pointsOrWait(points, u.Total.Claimed), pointsOrWait(points, u.Total.Given), pointsOrWait(points, u.Total.Lost),
			}})
		}
	}
	return g
}

// writtenGrid is every leaf of every unit of one area.
func (w papers) writtenGrid(result appraisal.Written, a appraisal.WrittenArea) report.Grid {
	p, points := w.p, wordingOf(w.p, a.Set)
	g := report.Grid{Columns: []report.GridColumn{
		{Title: p.T("paper.col_code"), Width: 7, Align: report.Middle}, {Title: p.T("served.col_leaf"), Width: 31}, {Title: p.T("paper.col_max"), Width: 7, Align: report.Right},
		{Title: p.T("served.col_claimed"), Width: 8, Align: report.Right}, {Title: p.T("paper.col_first"), Width: 8, Align: report.Right},
	}}
	if result.Again {
		g.Columns = append(g.Columns, report.GridColumn{Title: p.T("paper.col_second"), Width: 8, Align: report.Right})
	}
	g.Columns = append(g.Columns, report.GridColumn{Title: p.T("served.col_lost"), Width: 7, Align: report.Right}, report.GridColumn{Title: p.T("served.col_why"), Width: 26})
	for _, u := range a.Units {
		g.Rows = append(g.Rows, report.GridRow{Wide: true, Cells: []string{u.Unit.Name}})
		for _, row := range u.Rows {
			g.Rows = append(g.Rows, report.GridRow{Cells: w.writtenRow(points, result.Again, row)})
		}
		total := []string{"", p.T("paper.total"), "", pointsOrWait(points, u.Total.Claimed), ""}
		if result.Again {
			total = append(total, "")
		}
		total[len(total)-1] = pointsOrWait(points, u.Total.Given)
		g.Rows = append(g.Rows, report.GridRow{Strong: true, Cells: append(total, pointsOrWait(points, u.Total.Lost), "")})
	}
	return g
}

func (w papers) writtenRow(points wording, again bool, row appraisal.WrittenRow) []string {
	claimed := pointsOrWait(points, row.Weight.Claimed)
	if claim := row.Claim; !claim.Given() {
		claimed = w.p.T("appraisal.not_claimed")
	} else if claim.Kind == "na" {
		claimed = w.p.T("appraisal.na")
	}
	first, second, lost, why := "–", "", "", w.p.T("paper.not_marked")
	if row.First.Given() {
		first, why = pointsOrWait(points, row.Firsts), ""
	}
	if row.Second.Given() {
		second = pointsOrWait(points, row.Weight.Given)
	}
	if last := row.Last(); last.Given() {
		if lost = pointsOrWait(points, row.Weight.Lost); last.Reason != "" {
			why = w.p.Value(last.Reason)
		}
		if last.Note != "" {
			if why != "" {
				why += ". "
			}
			why += last.Note
		}
	}
	if row.Open && row.First.Given() {
		why = w.p.T("paper.explained_open")
	}
	cells := []string{row.Leaf.Code, row.Leaf.Title, points.points(row.Leaf.Max), claimed, first}
	if again {
		cells = append(cells, second)
	}
	return append(cells, lost, why)
}
