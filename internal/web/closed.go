package web

import (
	"net/http"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/web/ui"
)

// closedView is the page of what came too late: nothing is lost, what now.
type closedView struct {
	Page          ui.Page
	P             i18n.Printer
	Title, Lead   string
	ID, Person    par.ID
	Kept          string
	Index, Class  string
	Position      int
	Points        string
	Leader        string
	Late          []lateValue // typed into a form without scripts
	Owner, Sheet  string
	Rule          string
	RequestNumber string
}

// lateValue is something typed after the deadline.
type lateValue struct{ Leaf, Value string }

// showClosed explains that the time for changes is over. The sheet's script
// adds what was typed too late and is kept in the browser.
func (h *handlers) showClosed(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	m, err := h.sheetMaker(r, id, sheetQuery{}, overlay{})
	if err != nil {
		return nil, err
	}
	if !m.whole {
		return httpx.Redirect{To: m.path()}, nil // who sees some areas only has no totals to see
	}
	if m.Editable {
		return httpx.Redirect{To: m.path()}, nil
	}
	return httpx.Page{Body: closedPage(h.closedView(r, m, nil))}, nil
}

// refusedClosed answers a save or an act that came too late.
func (h *handlers) refusedClosed(r *httpx.Request, id par.ID, leaf string, e *par.Error) (httpx.Reply, error) {
	m, err := h.sheetMaker(r, id, sheetQuery{Leaf: leaf}, overlay{})
	if par.Is(err, par.NotFound) {
		return nil, e // a draft that is not this reader's to see
	}
	if err != nil {
		return nil, err
	}
	view := h.closedView(r, m, e)
	if at, ok := m.byCode[leaf]; ok {
		n := m.leaves[at]
		answer, _ := answerOf(r.Form)(n)
		view.Late = append(view.Late, lateValue{leaf + " " + n.Title, m.w.said(n.Rule, answer)})
		if note := r.Text("note"); note != "" {
			view.Late = append(view.Late, lateValue{leaf + " " + m.p.T("sheet.note"), note})
		}
	}
	return httpx.Page{Status: http.StatusLocked, Body: closedPage(view)}, nil
}

func (h *handlers) closedView(r *httpx.Request, m *sheetMaker, e *par.Error) closedView {
	progress := m.Progress("")
	v := closedView{
		P: m.p, ID: m.Dossier.ID, Person: r.Actor.Person, Owner: h.Owner, Sheet: m.path(), RequestNumber: r.ID,
		Title: m.p.T("closed.title", "round", m.Round.Title), Lead: m.closedLead(e),
		Kept:   m.p.T("closed.kept_count", "done", progress.Done, "total", progress.Total),
		Points: m.w.points(m.Forecast.Points) + "/" + m.w.points(m.Forecast.Max), Index: m.dock().Index,
		Class: m.Forecast.Class, Position: positionOf(m.Block.Method, m.Forecast.Class), Leader: m.p.T("closed.not_signed"),
		Rule: m.p.T("closed.rule", "round", m.Round.Title),
	}
	if !m.Dossier.SubmittedAt.IsZero() {
		v.Leader = m.p.T("closed.signed", "at", m.Dossier.SubmittedAt)
	}
	v.Page = h.page(r, v.Title, "/dossiers")
	v.Page.Bare, v.Page.DemoNote, v.Page.Scripts, v.Page.Now = true, m.Round.DemoNote, []string{"sheet.js"}, m.Now
	return v
}

// closedLead says what closed the sheet and when the server was asked.
func (m *sheetMaker) closedLead(e *par.Error) string {
	late := m.Stage() == par.SelfScoring && m.Window.Closes != 0 && m.Now >= m.Window.Closes
	switch {
	case late && e != nil:
		return m.p.T("closed.lead_refused", "deadline", m.Window.Closes, "unit", m.Unit.Name, "at", clockToSecond(m.p, m.Now))
	case late:
		return m.p.T("closed.lead", "deadline", m.Window.Closes, "unit", m.Unit.Name)
	case e != nil:
		return m.p.Err(e)
	}
	return m.p.T("closed.lead_state", "unit", m.Unit.Name, "state", m.Dossier.State)
}

func clockToSecond(p i18n.Printer, t par.Time) string {
	return t.Std().In(i18n.Zone()).Format("15:04:05") + " " + p.Day(t)
}

// refusedMove answers a refused act on a whole dossier: too late, or somebody
// was quicker, or the remark is missing.
func (h *handlers) refusedMove(r *httpx.Request, id par.ID, err error) (httpx.Reply, error) {
	if e, closed := isClosed(err); closed {
		return h.refusedClosed(r, id, "", e)
	}
	e := refusal(err)
	if e == nil {
		return nil, err
	}
	sheet, loadErr := h.sheetMaker(r, id, sheetQuery{}, overlay{})
	if loadErr != nil {
		return nil, loadErr
	}
	v, err := h.reviewView(r, sheet, e)
	if err != nil {
		return nil, err
	}
	return httpx.Page{Status: httpx.Status(e), Body: reviewPage(v)}, nil
}
