package web

import (
	"slices"

	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/round"
)

// homeRounds shows those who run rounds, or decide on them, where each stands
// and what it waits for.
func (h *handlers) homeRounds(r *httpx.Request, v *homeView) error {
	if !r.Actor.Has(par.Standing) && !r.Actor.Has(par.Publisher) {
		return nil
	}
	rounds, err := h.Rounds.ListRounds(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, one := range rounds {
		v.Rounds = append(v.Rounds, roundLine{Title: one.Title, When: dueText(v.P, one, r.Now), Href: roundPath(one, "")})
		items, err := h.roundWork(r, v.P, one)
		if err != nil {
			return err
		}
		v.Work = append(v.Work, items...)
	}
	return nil
}

// roundWork is what a round waits for from those who run it or publish it.
func (h *handlers) roundWork(r *httpx.Request, p i18n.Printer, one round.Round) ([]workItem, error) {
	switch {
	case one.State == par.Decided || one.State == par.Published:
		item, err := h.releaseWork(r, p, one)
		if err != nil || item.Title == "" {
			return nil, err
		}
		return []workItem{item}, nil
	case !r.Actor.Has(par.Standing):
		return nil, nil
	case one.State == par.Preparing:
		return []workItem{{
			Icon: "cal", Title: p.T("home.prepare", "round", one.Title), Text: dueText(p, one, r.Now), Href: roundPath(one, ""), Button: p.T("common.open"),
		}}, nil
	case slices.Contains(round.Timed(), one.State):
		return h.stageWork(r, p, one)
	}
	return nil, nil
}

// stageWork says how far a stage has come, who holds it up, and when it should
// be ended.
func (h *handlers) stageWork(r *httpx.Request, p i18n.Printer, one round.Round) ([]workItem, error) {
	board, err := h.Dossiers.Board(r.Context(), r.Actor, one.ID, one.State)
	if err != nil {
		return nil, err
	}
	t := tallyOf(board)
	items := []workItem{t.watch(p, one, board, r.Now)}
	if t.late > 0 {
		items = append(items, workItem{
			Class: "bad", Icon: "clock", Title: p.N("home.units_late", t.late, "stage", one.State), Text: one.Title,
			Href: remindPath(one), Button: p.T("reminder.send_title"),
		})
	}
	if t.explained > 0 && one.State == par.Explanation {
		items = append(items, workItem{
			Look: true, Icon: "chat", Title: p.N("home.explanations_in", t.explained), Text: one.Title, Href: roundPath(one, "/served"), Button: p.T("home.look"),
		})
	}
	if one.State == par.Appraisal1 || one.State == par.Appraisal2 {
		behind, err := h.appraisersBehind(r, p, one)
		if err != nil {
			return nil, err
		}
		items = append(items, behind...)
	}
	return items, nil
}

// appraisersBehind is an item where appraisers have work left and the time is
// over.
func (h *handlers) appraisersBehind(r *httpx.Request, p i18n.Printer, one round.Round) ([]workItem, error) {
	loads, err := h.Reminders.ReadWorkloads(r.Context(), r.Actor, one.ID)
	if err != nil {
		return nil, err
	}
	late, open := 0, 0
	for _, o := range loads {
		if o.Open > 0 && o.Late(r.Now) > 0 {
			late, open = late+1, open+o.Open
		}
	}
	if late == 0 {
		return nil, nil
	}
	return []workItem{{
		Class: "bad", Icon: "user", Title: p.N("home.appraisers_late", late), Text: p.T("home.items_left", "open", open, "round", one.Title),
		Href: remindPath(one), Button: p.T("reminder.send_title"),
	}}, nil
}

// stageTally counts the units of a stage.
type stageTally struct{ done, all, late, explained int }

func tallyOf(b dossier.Board) stageTally {
	var t stageTally
	for _, block := range b.Blocks {
		for _, u := range block.Units {
			if u.Out {
				continue
			}
			t.all++
			if !b.Owes(u) {
				t.done++
			}
			if b.Late(u) > 0 {
				t.late++
			}
			if u.Dossier.ExplainedAt != 0 {
				t.explained++
			}
		}
	}
	return t
}

// watch leads to the board, and after the deadline to the page on which the
// stage is ended.
func (t stageTally) watch(p i18n.Printer, one round.Round, b dossier.Board, now par.Time) workItem {
	item := workItem{
		Look: true, Icon: "cal", Title: p.T("home.watch", "stage", one.State, "round", one.Title), Href: boardPath(one), Button: p.T("home.open_board"),
		Text: untilText(p, one, now) + " · " + p.T("home.done_of", "done", t.done, "total", t.all), Deadline: one.Window(one.State).Closes,
	}
	if one.State == par.Council {
		item.Href, item.Button, item.Text = roundPath(one, ""), p.T("common.open"), untilText(p, one, now)
	}
	over := item.Deadline != 0 && now >= item.Deadline
	if over || b.Stage == one.State && t.all > 0 && t.done == t.all {
		item.Look, item.Class, item.Href, item.Button = false, "ask", roundPath(one, ""), p.T("common.open")
		item.Title = p.T("home.all_done", "stage", one.State, "round", one.Title)
		if over {
			item.Title = p.T("home.close_stage", "stage", one.State, "round", one.Title)
		}
	}
	return item
}
