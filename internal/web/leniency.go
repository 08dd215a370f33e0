package web

import (
	"math/big"

	"parindex/internal/appraisal"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/web/ui"
)

func leniencyPath(roundID par.ID) string { return pathRounds + "/" + string(roundID) + "/leniency" }

// leniencyView is how strict the appraisers of a round are, beside each other.
type leniencyView struct {
	ui.Page
	appraisal.Leniency
}

func (h *handlers) showLeniency(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	found, err := h.Appraisals.ReadLeniency(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	v := leniencyView{Page: h.page(r, printer(r).T("fair.leniency"), pathRounds), Leniency: found}
	v.DemoNote = found.Round.DemoNote
	if exporting(r) {
		return export(r, "leniency-"+found.Round.Code, v.table(), v.pairs())
	}
	return httpx.Page{Body: leniencyPage(v)}, nil
}

// lines are the appraisers, and all of them together at the end.
func (v leniencyView) lines() []appraisal.Lenience {
	all := v.All
	all.Judge.Name = v.P.T("fair.everybody")
	return append(append([]appraisal.Lenience(nil), v.Each...), all)
}

func (v leniencyView) number(r *big.Rat) string {
	if r == nil {
		return "–"
	}
	return v.P.Fixed(par.RoundRat(r, 2), 2)
}

func (v leniencyView) same(c appraisal.Contrast) string {
	if c.File {
		return v.P.T("fair.same_file")
	}
	return v.P.T("fair.same_figures")
}

func (v leniencyView) side(w appraisal.Weighed) string {
	return w.Unit.Name + ": " + v.number(w.Given) + " (" + v.Names[w.Judge] + ")"
}

func (v leniencyView) table() report.Table {
	p := v.P
	t := report.Table{Sheet: p.T("fair.leniency"), Columns: []report.Column{
		{Title: p.T("fair.appraiser"), Width: 32}, {Title: p.T("fair.items_marked"), Kind: report.Counts}, {Title: p.T("fair.kept_share"), Kind: report.Points},
		{Title: p.T("fair.mean_points"), Kind: report.Points}, {Title: p.T("fair.median_points"), Kind: report.Points},
		{Title: p.T("fair.mean_share"), Kind: report.Points}, {Title: p.T("fair.median_share"), Kind: report.Points},
	}}
	for _, l := range v.lines() {
		t.Rows = append(t.Rows, []report.Cell{
			report.Text(l.Judge.Name), report.Count(l.Items), ratCell(l.Kept), ratCell(l.MeanPoints), ratCell(l.MedianPoints), ratCell(l.MeanShare), ratCell(l.MedianShare),
		})
	}
	return t
}

func (v leniencyView) pairs() report.Table {
	p := v.P
	t := report.Table{Sheet: p.T("fair.contrasts"), Columns: []report.Column{
		{Title: p.T("appraisal.criterion"), Width: 40}, {Title: p.T("fair.same_what"), Width: 20}, {Title: p.T("fair.better"), Width: 40}, {Title: p.T("fair.worse"), Width: 40},
	}}
	for _, c := range v.Contrasts {
		t.Rows = append(t.Rows, []report.Cell{
			report.Text(c.Better.Node.Code + " " + c.Better.Node.Title), report.Text(v.same(c)), report.Text(v.side(c.Better)), report.Text(v.side(c.Worse)),
		})
	}
	return t
}
