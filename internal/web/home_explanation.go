package web

import (
	"parindex/internal/explanation"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// homeExplanations shows the results that wait for an answer of the actor's
// own units: to officers what is still to be said, to leaders what is to be
// signed.
func (h *handlers) homeExplanations(r *httpx.Request, v *homeView) error {
	if !r.Actor.Has(par.Officer) && !r.Actor.Has(par.Leader) {
		return nil
	}
	mine, err := h.Dossiers.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, place := range mine {
		if place.Stage() != par.Explanation {
			continue
		}
		sheet, err := h.Explanations.Sheet(r.Context(), r.Actor, place.Dossier.ID)
		if par.Is(err, par.NotFound) {
			continue // nothing was served on this unit
		}
		if err != nil {
			return err
		}
		v.addExplanation(r, sheet)
	}
	return nil
}

func (v *homeView) addExplanation(r *httpx.Request, s explanation.Sheet) {
	p, t, closes := v.P, s.Tally, s.Window().Closes
	answered := t.Explained + t.Accepted
	if t.Items == 0 || v.Now >= closes && closes != 0 {
		return
	}
	v.DemoNote = s.Round.DemoNote
	resource := s.Resource("")
	if _, refused := policy.Check(r.Actor, policy.SubmitExplanation, resource, v.Now); refused == nil {
		item := workItem{
			Icon: "chat", Title: p.T("home.explanation_begun", "unit", s.Unit.Name), Deadline: closes,
			Text: p.T("home.explained_of", "done", answered, "total", t.Items, "points", t.Lost),
			Href: explanationPath(s.Dossier.ID) + "/review", Button: p.T("home.open_review"),
		}
		if s.Asked {
			item.Class, item.Icon, item.Title = "ask", "pen", p.T("home.sign_explanation", "unit", s.Unit.Name)
		}
		v.Work = append(v.Work, item)
	}
	resource.Explained = true // it has items to explain
	if _, refused := policy.Check(r.Actor, policy.ExplainScore, resource, v.Now); refused == nil && t.Silent > 0 {
		v.Work = append(v.Work, workItem{
			Class: "bad", Icon: "chat", Title: p.N("home.explain", t.Silent, "unit", s.Unit.Name), Deadline: closes,
			Text: p.T("home.explained_of", "done", answered, "total", t.Items, "points", t.Lost),
			Href: explanationPath(s.Dossier.ID), Button: p.T("home.explain_button"),
		})
	}
	if closes != 0 {
		v.Due = append(v.Due, dueCard{
			Title: p.T("home.explanation_of", "round", s.Round.Title, "unit", s.Unit.Name), Done: answered, Total: t.Items,
			Label: p.T("home.answered_of", "done", answered, "total", t.Items), Text: p.T("home.explanation_text"),
			Deadline: closes, Now: v.Now, Due: sayDeadline(p, closes, v.Now), Href: explanationPath(s.Dossier.ID), Button: p.T("home.open_explanation"),
		})
	}
}
