package web

import (
	"slices"
	"strings"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// homeDossiers shows the sheets of the actor's own units: what he can do on
// those that are open, and where the latest stands where none is.
func (h *handlers) homeDossiers(r *httpx.Request, v *homeView) error {
	if !r.Actor.Has(par.Officer) && !r.Actor.Has(par.Leader) {
		return nil
	}
	mine, err := h.Dossiers.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	open := 0
	for _, place := range mine {
		if place.Stage() == par.SelfScoring {
			open++
		}
	}
	for _, place := range mine {
		if place.Stage() != par.SelfScoring {
			continue
		}
		m, err := h.sheetMaker(r, place.Dossier.ID, sheetQuery{}, overlay{})
		if err != nil {
			return err
		}
		m.addHome(v, open > 1)
	}
	if v.Forecast == nil && len(mine) > 0 {
		m, err := h.sheetMaker(r, mine[0].Dossier.ID, sheetQuery{}, overlay{})
		if err != nil {
			return err
		}
		v.Forecast, v.DemoNote = m.forecast(), m.Round.DemoNote
		if mine[0].Stage() != par.Explanation { // which has work of its own
			v.Work = append(v.Work, m.latest())
		}
	}
	return nil
}

// addHome adds one open sheet. Where several are open, each piece of work says
// of which unit and round it is.
func (m *sheetMaker) addHome(v *homeView, several bool) {
	d := m.dock()
	if d.Deadline != 0 && m.Now < d.Deadline && m.Dossier.State != par.Submitted {
		v.Due = append(v.Due, m.due(d))
	}
	v.Aside = m.p.T("home.by_stake")
	if v.Forecast == nil {
		v.Forecast, v.DemoNote = m.forecast(), m.Round.DemoNote
	}
	items := []workItem{m.latest()}
	switch {
	case m.may(policy.DeclareScore):
		items = m.officerWork(d)
	case m.may(policy.SubmitDossier):
		items = m.leaderWork(d)
	}
	for _, item := range items {
		if several {
			item.Text = m.p.T("home.of_sheet", "unit", m.Unit.Name, "round", m.Round.Title, "text", item.Text)
		}
		v.Work = append(v.Work, item)
	}
}

// leaderWork is the sheet that waits for its leader's signature.
func (m *sheetMaker) leaderWork(d dockView) []workItem {
	return []workItem{{
		Class: "ask", Icon: "pen", Title: m.p.T("home.sign", "unit", m.Unit.Name), Href: m.path() + "/review", Button: m.p.T("home.open_review"),
		Text: m.p.T("home.sign_text", "points", d.Points, "max", d.Max, "index", d.Index, "class", d.Class), Deadline: d.Deadline,
	}}
}

func (m *sheetMaker) due(d dockView) dueCard {
	progress := m.Progress("")
	card := dueCard{
		Title: m.p.T("home.sheet_of", "round", m.Round.Title, "unit", m.Unit.Name), Done: progress.Done, Total: progress.Total,
		Label: m.p.T("sheet.entered_of", "done", progress.Done, "total", progress.Total), Deadline: d.Deadline, Now: d.Now, Due: d.Due,
		Href: m.path(), Button: m.p.T("home.open_sheet"),
	}
	card.Text = m.p.T("home.due_text", "clock", d.Due)
	if m.Dossier.State == par.AwaitingLeader {
		card.Href, card.Button, card.Text = m.path()+"/review", m.p.T("home.open_review"), m.p.T("home.due_leader", "clock", d.Due)
	}
	return card
}

// officerWork lists what an officer can do now, the most at stake first.
func (m *sheetMaker) officerWork(d dockView) []workItem {
	var items []workItem
	if m.Dossier.Remark != "" {
		items = append(items, workItem{
			Class: "bad", Icon: "chat", Title: m.p.T("home.returned", "unit", m.Unit.Name), Text: "“" + m.Dossier.Remark + "”",
			Href: m.path(), Button: m.p.T("home.see_remark"),
		})
	}
	items = append(items, m.missingWork()...)
	items = append(items, m.filterWork("nodoc", "doc", "home.nodoc", "home.nodoc_text", m.p.T("home.attach"))...)
	items = append(items, m.filterWork("gain", "up", "home.gain", "home.gain_text", m.p.T("home.see_gains"))...)
	if m.may(policy.SendToLeader) && len(items) == 0 {
		items = append(items, workItem{
			Icon: "go", Title: m.p.T("home.ready"), Text: m.p.T("home.ready_text", "index", d.Index, "class", d.Class), Href: m.path() + "/review",
			Button: m.p.T("sheet.send_to_leader"),
		})
	}
	return items
}

// missingWork is one item for all that is not entered.
func (m *sheetMaker) missingWork() []workItem {
	var codes []string
	areas, stake := map[string]bool{}, par.Decimal("0")
	for _, n := range m.leaves {
		if m.passes("missing", n) {
			codes, stake = append(codes, n.Code), stake.Add(n.Max)
			areas[m.areaOf(n.Code)] = true
		}
	}
	if len(codes) == 0 {
		return nil
	}
	return []workItem{{
		Icon: "pen", Title: m.p.N("home.missing", len(codes), "areas", len(areas)), Text: m.p.T("home.missing_text", "codes", shortCodes(m.p, codes)),
		Extra: m.p.T("home.at_stake", "points", m.w.points(stake)), Href: m.href(sheetQuery{Show: "missing"}), Button: m.p.T("home.enter"),
	}}
}

// shortCodes names the first few codes and counts the others.
func shortCodes(p i18n.Printer, codes []string) string {
	const shown = 12
	text := strings.Join(codes[:min(len(codes), shown)], ", ")
	if more := len(codes) - shown; more > 0 {
		return p.N("home.and_more", more, "codes", text)
	}
	return text
}

func (m *sheetMaker) filterWork(show, icon, title, text, button string) []workItem {
	n, stake := 0, par.Decimal("0")
	for i, leaf := range m.leaves {
		if m.passes(show, leaf) {
			n++
			stake = stake.Add(m.stakeOf(show, i))
		}
	}
	if n == 0 {
		return nil
	}
	return []workItem{{
		Icon: icon, Title: m.p.N(title, n), Text: m.p.T(text), Extra: m.p.T("home.at_stake", "points", m.w.points(stake)),
		Href: m.href(sheetQuery{Show: show}), Button: button,
	}}
}

// stakeOf is what a leaf may lose without evidence, or win by its next step.
func (m *sheetMaker) stakeOf(show string, at int) par.Decimal {
	leaf := &m.Leaves[at]
	if show == "gain" && leaf.Trace.Next != nil {
		return leaf.Trace.Next.Points.Sub(leaf.Points)
	}
	return leaf.Points
}

// latest says where a sheet stands for which there is nothing to do.
func (m *sheetMaker) latest() workItem {
	text := m.p.Value(m.Dossier.State)
	if n := m.notice(); n != nil {
		text = n.Title + " " + n.Text
	}
	return workItem{
		Look: true, Icon: "lock", Title: m.p.T("home.sheet_of", "round", m.Round.Title, "unit", m.Unit.Name), Text: text, Href: m.path(), Button: m.p.T("home.look"),
	}
}

func (m *sheetMaker) forecast() *forecastView {
	v := &forecastView{Dock: m.dock(), Areas: m.reviewAreas()}
	if units := append(m.actor.Units(par.Officer), m.actor.Units(par.Leader)...); slices.ContainsFunc(units, func(id par.ID) bool { return id != m.Unit.ID }) {
		v.Of = m.Unit.Name
	}
	if at := m.nearest(); at >= 0 {
		v.NearHref, v.Near = m.leafAlone(m.leaves[at].Code), m.leaves[at].Code
		v.Step = m.w.gain(m.Leaves[at].Trace)
	}
	return v
}

// nearest finds the leaf whose next step gives the most points; -1 for none.
func (m *sheetMaker) nearest() int {
	best := -1
	for i, n := range m.leaves {
		if m.passes("gain", n) && (best < 0 || m.stakeOf("gain", i).Cmp(m.stakeOf("gain", best)) > 0) {
			best = i
		}
	}
	return best
}
