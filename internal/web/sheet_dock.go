package web

import (
	"time"

	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// dockView is the bar at the foot that never leaves.
type dockView struct {
	Points, Max, Index string
	Class              string
	Position           int
	Scale              []ui.Class
	ScaleFrom          int
	IndexExact         par.Decimal
	Next               string // what the next class needs
	GainHref, Gains    string
	Deadline, Now      par.Time
	Soon               bool   // less than a day is left
	Due                string // 17:00 hôm nay
	Extended           string // that the unit was given more time
	Left               string // mục chưa xong
	Href, Button       string // the next act; empty: nothing to be done here
	Partial            bool   // the reader sees some areas only, and no totals
}

func (m *sheetMaker) dock() dockView {
	f := m.Forecast
	places := m.Block.Method.IndexDecimals
	d := dockView{
		Points: m.w.points(f.Points), Max: m.w.points(f.Max), Index: m.p.Fixed(f.Index, places), IndexExact: f.Index,
		Class: f.Class, Position: positionOf(m.Block.Method, f.Class), Scale: scaleOf(m.Block.Method), ScaleFrom: scaleFrom(m.Block.Method),
		Now: m.Now,
	}
	if !m.whole {
		return dockView{Partial: true, Left: m.p.Value(m.Dossier.State)}
	}
	if f.Next != nil {
		d.Next = m.p.T("sheet.to_next_class", "points", m.w.points(f.Next.Points), "class", f.Next.Name)
	}
	m.dockGains(&d)
	m.dockEnd(&d)
	return d
}

func (m *sheetMaker) dockGains(d *dockView) {
	n := 0
	for _, leaf := range m.leaves {
		if m.passes("gain", leaf) {
			n++
		}
	}
	if n > 0 {
		d.Gains, d.GainHref = m.p.N("sheet.gains", n), m.href(sheetQuery{Show: "gain"})
	}
}

// dockEnd says how long is left, what is unfinished, and what comes next.
func (m *sheetMaker) dockEnd(d *dockView) {
	progress := m.Progress("")
	if m.Dossier.State == par.Draft || m.Dossier.State == par.AwaitingLeader {
		if c := clockOf(m.p, m.Place, m.Now); c != nil && m.Stage() == par.SelfScoring {
			d.Deadline, d.Due, d.Extended = c.Deadline, c.Due, c.Extended
			d.Soon = c.Deadline.Sub(m.Now) < 24*time.Hour
		}
		d.Left = m.p.N("sheet.unfinished", progress.Total-progress.Done)
	} else {
		d.Left = m.p.Value(m.Dossier.State)
	}
	d.Href = m.path() + "/review"
	switch {
	case m.Entering:
		d.Button, d.Href = m.p.T("fallback.finish"), m.path()+"/fallback"
	case m.may(policy.SendToLeader):
		d.Button = m.p.T("sheet.send_to_leader")
	case m.may(policy.SubmitDossier):
		d.Button = m.p.T("sheet.review_and_submit")
	default:
		d.Button = m.p.T("sheet.review")
	}
}

func (m *sheetMaker) may(action policy.Action) bool {
	_, err := policy.Check(m.actor, action, m.Resource(""), m.Now)
	return err == nil
}

// positionOf finds a class in its method, the best being 0; none is -1.
func positionOf(method *score.Method, class string) int {
	for i, c := range method.Classes {
		if c.Name == class {
			return i
		}
	}
	return -1
}

func scaleOf(method *score.Method) []ui.Class {
	classes := make([]ui.Class, len(method.Classes))
	for i, c := range method.Classes {
		classes[i] = ui.Class{Name: c.Name, Limit: c.From}
	}
	return classes
}

// scaleFrom is where the scale begins: a class's width below the lowest limit
// that is not 0, so that the classes people fight for fill it.
func scaleFrom(method *score.Method) int {
	for i := len(method.Classes) - 1; i >= 0; i-- {
		if from := method.Classes[i].From; from.Sign() > 0 {
			whole, _ := from.Rat().Float64()
			return max(int(whole)-10, 0)
		}
	}
	return 0
}

// scriptStates are the states of a cell that the sheet's script shows by itself.
var scriptStates = []ui.Saving{ui.Saved, ui.Typing, ui.Busy, ui.Waiting, ui.Rejected, ui.Locked, ui.Conflicted}
