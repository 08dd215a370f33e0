package web

import (
	"net/url"

	"parindex/internal/appraisal"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// precedentsPath is the address of the search, with a leaf where there is one.
func precedentsPath(roundID par.ID, block, leaf string) string {
	path := pathRounds + "/" + string(roundID) + "/precedents"
	if leaf != "" {
		path += "?criterion=" + url.QueryEscape(withBlock(block, leaf))
	}
	return path
}

// precedentsView is a search with what it found.
type precedentsView struct {
	ui.Page
	appraisal.Precedents
	Fields []ui.Field
}

func (h *handlers) showPrecedents(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	in := appraisal.Search{Reason: par.Reason(r.Text("reason")), Words: r.Text("q")}
	in.Block, in.Leaf = within(r.Text("criterion"))
	found, err := h.Appraisals.Precedents(r.Context(), r.Actor, id, in)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := precedentsView{Page: h.page(r, p.T("fair.precedents"), pathAppraisals), Precedents: found}
	v.DemoNote = found.Round.DemoNote
	v.Fields = []ui.Field{v.leafField(), v.reasonField(), {Name: "q", Label: p.T("fair.words"), Value: in.Words, MaxLength: 100, Type: "search", Autocomplete: "off"}}
	return httpx.Page{Body: precedentsPage(v)}, nil
}

func (v precedentsView) leafField() ui.Field {
	f := ui.Field{Name: "criterion", Label: v.P.T("appraisal.criterion"), Value: withBlock(v.Precedents.Search.Block, v.Precedents.Search.Leaf), Options: []ui.Option{{Label: v.P.T("appraisal.all_criteria")}}}
	for _, b := range v.Blocks {
		for _, n := range b.Edition.Set.Leaves() {
			if n.Rule.Type == score.RuleSurvey {
				continue
			}
			if n.Code == v.Precedents.Search.Leaf && v.Precedents.Search.Block == "" {
				f.Value = withBlock(b.Code, n.Code)
			}
			label := n.Code + " " + n.Title
			if len(v.Blocks) > 1 {
				label = b.Name + ": " + label
			}
			f.Options = append(f.Options, ui.Option{Value: withBlock(b.Code, n.Code), Label: label})
		}
	}
	return f
}

func (v precedentsView) reasonField() ui.Field {
	f := ui.Field{Name: "reason", Label: v.P.T("appraisal.reason"), Value: string(v.Precedents.Search.Reason), Options: []ui.Option{{Label: v.P.T("fair.any_reason")}}}
	for _, reason := range par.Reasons() {
		f.Options = append(f.Options, ui.Option{Value: string(reason), Label: v.P.Value(reason)})
	}
	return f
}

// stageOf says at which stage a case was decided.
func (v precedentsView) stageOf(c appraisal.Case) string { return v.P.T(stageNames[c.Mark.Stage]) }

// words is how the case's own criteria are worded.
func (v precedentsView) words(c appraisal.Case) wording {
	return wordingOf(v.P, c.Place.Edition.Set)
}
