package web

import (
	"slices"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/web/ui"
)

// moveView is one step that the round may take: what it needs, and where
// something stands in its way, what that is and where it is put right.
type moveView struct {
	To         par.Stage
	Name       string
	Needs      string // empty for a step back, whose question says it
	Refused    string // empty: nothing stands in its way
	Question   ui.Question
	Href, Link string // of a step taken on a page of its own, or where to put right what is missing
}

// moves lists the steps of a round, the way on before the way back.
func (h *handlers) moves(r *httpx.Request, p i18n.Printer, s round.Setup) ([]moveView, error) {
	var on, back []moveView
	for _, step := range s.Steps {
		m := moveOf(p, s.Overview, step, r.Now)
		if m.Question.Bad {
			back = append(back, m)
		} else {
			on = append(on, m)
		}
	}
	if may(r, policy.DecideResult, s.Resource()) && (s.State == s.Last() || slices.Contains([]par.Stage{par.Decided, par.Published}, s.State)) {
		m, err := h.decidingMove(r, p, s.Round)
		if err != nil {
			return nil, err
		}
		on = append(on, m)
	}
	return append(on, back...), nil
}

func moveOf(p i18n.Printer, o round.Overview, step round.Step, now par.Time) moveView {
	key := string(o.State) + "_" + string(step.To)
	m := moveView{To: step.To, Name: p.T("round.move." + key), Question: moveQuestion(p, o, step.To, now)}
	if !m.Question.Bad {
		m.Needs = p.T("round.move_needs." + key)
	}
	if step.Refused != nil {
		m.Refused = p.Err(step.Refused)
		if !m.Question.Bad && o.State != par.Preparing {
			m.Href, m.Link = boardPath(o.Round), p.T("round.move_where")
		}
	}
	return m
}

// decidingMove leads to the page on which the result is decided or released.
func (h *handlers) decidingMove(r *httpx.Request, p i18n.Printer, of round.Round) (moveView, error) {
	state := string(of.State)
	m := moveView{To: par.Decided, Name: p.T("round.decide." + state), Needs: p.T("round.decide_needs." + state), Href: decisionPath(of.ID), Link: p.T("round.decide_link." + state)}
	err := h.Publications.MayDecide(r.Context(), r.Actor, of.ID)
	if err == nil {
		return m, nil
	}
	refused := retry(err)
	if refused == nil {
		return m, err
	}
	m.Refused, m.Href, m.Link = p.Err(refused), boardPath(of), p.T("round.move_where")
	if of.State == par.Council {
		m.Href, m.Link = councilPath(of.ID), p.T("round.move_council")
	}
	return m, nil
}

// moveQuestion says what moving the round will do and to whom.
func moveQuestion(p i18n.Printer, o round.Overview, to par.Stage, now par.Time) ui.Question {
	key := string(o.State) + "_" + string(to)
	effects := []string{p.T("round.move_effect."+key, "count", len(o.Participants))}
	if w := o.Window(o.State); w.Closes > now && slices.Index(par.Stages(), to) > slices.Index(par.Stages(), o.State) && o.State != par.Preparing {
		effects = append(effects, p.T("round.move_early", "deadline", w.Closes))
	}
	if w := o.Window(to); w.Closes != 0 {
		effects = append(effects, p.T("round.move_deadline", "opens", w.Opens, "closes", w.Closes))
	}
	if to == par.Appraisal1 && len(o.Gaps) > 0 && o.State == par.SelfScoring {
		effects = append(effects, p.N("round.move_gaps", len(o.Gaps)))
	}
	back := slices.Index(par.Stages(), to) < slices.Index(par.Stages(), o.State)
	return ui.Question{
		ID: "move-" + string(to), Button: p.T("round.move." + key), Title: p.T("round.move_title." + key), Effects: effects,
		Action: roundPath(o.Round, "/stage"), Bad: back,
	}
}
