package web

import (
	"parindex/internal/council"
	"parindex/internal/httpx"
	"parindex/internal/par"
)

// homeCouncil shows the sessions to which the actor is called.
func (h *handlers) homeCouncil(r *httpx.Request, v *homeView) error {
	if !r.Actor.Has(par.Member) && !r.Actor.Has(par.Standing) {
		return nil
	}
	mine, err := h.Councils.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, s := range mine {
		item := workItem{
			Icon: "cal", Title: v.P.T("council.called", "number", s.Number, "round", s.Round), Text: v.P.T("council.called_text", "at", s.HeldAt, "place", s.Place),
			Href: sessionPath(s.Session), Button: v.P.T("common.open"),
		}
		if s.State() == council.Open {
			item.Class, item.Icon = "ask", "clock"
			item.Title = v.P.T("council.sits", "number", s.Number, "round", s.Round)
			item.Text = v.P.N("council.sits_text", s.Pending, "decided", s.Decided)
		}
		v.Work = append(v.Work, item)
	}
	return h.homeVotes(r, v)
}

// homeVotes puts first the votes that the actor has not cast, and tells who
// manages the council what lies before no session.
func (h *handlers) homeVotes(r *httpx.Request, v *homeView) error {
	all, err := h.Councils.ReadWaiting(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, w := range all {
		for _, m := range w.Votes {
			v.Work = append(v.Work, workItem{
				First: true, Class: "ask", Icon: "pen", Title: v.P.N("home.votes", m.Missing, "number", m.Session.Number), Text: w.Round.Title,
				Href: casePath(m.Session, m.First), Button: v.P.T("home.vote"),
			})
		}
		if w.Open > 0 {
			v.Work = append(v.Work, workItem{
				Icon: "flag", Title: v.P.N("home.disputes", w.Open), Text: w.Round.Title, Href: councilPath(w.Round.ID), Button: v.P.T("common.open"),
			})
		}
	}
	return nil
}
