package web

import (
	"slices"

	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/publication"
	"parindex/internal/result"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

func (h *handlers) resultRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/rounds/{round}/result", Action: policy.ReadResult, Handle: h.showResult},
		{Method: "GET", Path: "/rounds/{round}/result/{unit}", Action: policy.ReadUnitResult, Handle: h.showUnitResult},
	}
}

// provisionalView is the page of a round's result as it stands now.
type provisionalView struct {
	Page      ui.Page
	Round     round.Round
	Blocks    []rankingView
	Missing   int
	Decisions []publication.Publication
	MayDecide bool
	Nothing   bool // nothing has been judged: there is nothing to rank
}

// showResult shows the ranking of a round as it stands now.
func (h *handlers) showResult(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	o, err := h.Results.Provisional(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := provisionalView{Page: h.page(r, p.T("result.title"), "/rounds"), Round: o.Round}
	v.Page.DemoNote = o.Round.DemoNote
	for i := range o.Blocks {
		v.Missing += o.Blocks[i].Summary.Missing
		v.Blocks = append(v.Blocks, rankingView{P: p, Block: &o.Blocks[i], Demo: o.Round.DemoNote != "", base: "/rounds/" + string(id) + "/result/"})
	}
	v.Nothing = len(o.Blocks) > 0 && !slices.ContainsFunc(o.Blocks, judged)
	if v.Decisions, err = h.decisions(r, id); err != nil {
		return nil, err
	}
	_, refused := policy.Check(r.Actor, policy.DecideResult, o.Round.Resource(), r.Now)
	v.MayDecide = refused == nil
	return httpx.Page{Body: provisionalPage(v)}, nil
}

// settled tells whether the round has a decision in force.
func (v provisionalView) settled() bool {
	return v.Round.State == par.Decided || v.Round.State == par.Published || v.Round.State == par.ClosedRound
}

func (v provisionalView) lead() string {
	if v.settled() {
		return "result.lead_decided"
	}
	return "result.lead"
}

func (v provisionalView) decide() string {
	if v.settled() {
		return "result.to_new_decision"
	}
	return "result.to_decision"
}

// judged tells whether any leaf of a block has points that were given to it.
func judged(b result.Block) bool {
	for _, u := range b.Units {
		for i := range u.Leaves {
			if s := u.Leaves[i].State; s == score.Scored || s == score.NotApplicable {
				return true
			}
		}
	}
	return false
}

// decisions lists the decisions on a round for those who may read them.
func (h *handlers) decisions(r *httpx.Request, id par.ID) ([]publication.Publication, error) {
	if policy.MayEver(r.Actor, policy.ReadPublication) != nil {
		return nil, nil
	}
	return h.Publications.Decisions(r.Context(), r.Actor, id)
}

// showUnitResult shows one unit's result: the public one, or what stands now.
func (h *handlers) showUnitResult(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	u, err := h.Publications.UnitResult(r.Context(), r.Actor, id, r.PathValue("unit"))
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := unitResultView{
		P: p, Block: u.Block, Unit: u.Unit, Remarks: true, Provisional: u.Publication == nil,
		Page: h.page(r, u.Unit.Name, "/rounds"), Demo: u.Round.DemoNote != "",
	}
	v.Page.DemoNote = u.Round.DemoNote
	v.Crumbs = []ui.Crumb{{Href: "", Label: u.Round.Title}, {Href: "", Label: u.Block.Name}}
	if policy.MayEver(r.Actor, policy.ReadResult) == nil {
		v.Crumbs[0].Href = "/rounds/" + string(id) + "/result"
	}
	if u.Publication != nil {
		v.Public = publicPath(u.Publication.ID) + "/" + u.Block.Code + "/" + u.Unit.Code
		v.Hash, v.ID = u.Publication.Hash, u.Publication.ID
	}
	return httpx.Page{Body: unitResultPage(v)}, nil
}
