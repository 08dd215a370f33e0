package web

import (
	"cmp"
	"slices"
	"strings"

	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/web/ui"
)

// homeView is Việc của tôi: what waits, how long there is, one click to it.
type homeView struct {
	Page     ui.Page
	P        i18n.Printer
	Moment   string
	Greeting string
	Due      []dueCard
	Work     []workItem
	Aside    string // said beside the list of work
	Forecast *forecastView
	Rounds   []roundLine
	Queues   []queueLine
	Empty    *emptyView
	DemoNote string // where figures of an invented round are shown
}

// dueCard is the next deadline of one sheet.
type dueCard struct {
	Title, Text, Label, Href, Button, Due string
	Done, Total                           int
	Deadline, Now                         par.Time
}

// workItem is one thing that waits.
type workItem struct {
	Class, Icon, Title, Text, Extra, Href, Button string
}

// forecastView is what the unit's own figures give so far.
type forecastView struct {
	Dock           dockView
	Near           string // the class that is near, and the nearest step
	NearHref, Step string
	Areas          []reviewArea
}

type roundLine struct{ Title, When, Href string }

type queueLine struct {
	Title, Text, Href, Label string
	Done, Total              int
}

type emptyView struct{ Title, Text, Href, Link string }

func (h *handlers) showHome(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.ReadHome); err != nil {
		return nil, err
	}
	p := printer(r)
	v := homeView{P: p, Moment: p.Weekday(r.Now) + ", " + p.DateTime(r.Now)}
	for _, part := range []func(*httpx.Request, *homeView) error{h.homeDossiers, h.homeQueues, h.homeRounds, h.homeAdmin} {
		if err := part(r, &v); err != nil {
			return nil, err
		}
	}
	v.Greeting = greeting(p, r.Actor.Name, len(v.Work))
	if len(v.Due)+len(v.Work)+len(v.Queues)+len(v.Rounds) == 0 {
		v.Empty = emptyHome(p, r.Actor)
	}
	v.Page = h.page(r, p.T("home.title"), "/")
	v.Page.DemoNote = v.DemoNote
	return httpx.Page{Body: homePage(v)}, nil
}

func greeting(p i18n.Printer, name string, waiting int) string {
	if waiting == 0 {
		return p.T("home.hello_idle", "name", name)
	}
	return p.N("home.hello", waiting, "name", name)
}

func emptyHome(p i18n.Printer, actor par.Actor) *emptyView {
	if actor.Has(par.Officer) || actor.Has(par.Leader) {
		return &emptyView{p.T("home.no_round"), p.T("home.no_round_text"), ui.PathPublic, p.T("ui.public_results")}
	}
	return &emptyView{p.T("home.reader"), p.T("home.reader_text"), ui.PathPublic, p.T("ui.public_results")}
}

// homeDossiers shows the sheets of the actor's own units.
func (h *handlers) homeDossiers(r *httpx.Request, v *homeView) error {
	if !r.Actor.Has(par.Officer) && !r.Actor.Has(par.Leader) {
		return nil
	}
	mine, err := h.Dossiers.Mine(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, place := range mine {
		if place.Round.State != par.SelfScoring {
			continue
		}
		m, err := h.sheetMaker(r, place.Dossier.ID, sheetQuery{}, overlay{})
		if err != nil {
			return err
		}
		m.addHome(v)
	}
	if v.Forecast == nil && len(mine) > 0 {
		m, err := h.sheetMaker(r, mine[0].Dossier.ID, sheetQuery{}, overlay{})
		if err != nil {
			return err
		}
		v.Forecast, v.DemoNote = m.forecast(), m.Round.DemoNote
		v.Work = append(v.Work, m.latest())
	}
	return nil
}

func (m *sheetMaker) addHome(v *homeView) {
	d := m.dock()
	if d.Deadline != 0 && m.Now < d.Deadline && m.Dossier.State != par.Submitted {
		v.Due = append(v.Due, m.due(d))
	}
	v.Aside = m.p.T("home.by_stake")
	switch {
	case m.may(policy.DeclareScore):
		v.Work = append(v.Work, m.officerWork(d)...)
	case m.may(policy.SubmitDossier):
		v.Work = append(v.Work, workItem{
			Class: "ask", Icon: "pen", Title: m.p.T("home.sign", "unit", m.Unit.Name), Href: m.path() + "/review", Button: m.p.T("home.open_review"),
			Text: m.p.T("home.sign_text", "points", d.Points, "max", d.Max, "index", d.Index, "class", d.Class),
		})
	default:
		v.Work = append(v.Work, m.latest())
	}
	if v.Forecast == nil {
		v.Forecast, v.DemoNote = m.forecast(), m.Round.DemoNote
	}
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
		Icon: "pen", Title: m.p.N("home.missing", len(codes), "areas", len(areas)), Text: m.p.T("home.missing_text", "codes", m.shortList(codes)),
		Extra: m.p.T("home.at_stake", "points", m.w.points(stake)), Href: m.href(sheetQuery{Show: "missing"}), Button: m.p.T("home.enter"),
	}}
}

// shortList names the first few codes and counts the others.
func (m *sheetMaker) shortList(codes []string) string {
	const shown = 12
	text := strings.Join(codes[:min(len(codes), shown)], ", ")
	if more := len(codes) - shown; more > 0 {
		return m.p.N("home.and_more", more, "codes", text)
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
		Icon: "lock", Title: m.p.T("home.sheet_of", "round", m.Round.Title, "unit", m.Unit.Name), Text: text, Href: m.path(), Button: m.p.T("home.look"),
	}
}

func (m *sheetMaker) forecast() *forecastView {
	v := &forecastView{Dock: m.dock(), Areas: m.reviewAreas()}
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

// homeQueues shows an appraiser how far he has come in each round.
func (h *handlers) homeQueues(r *httpx.Request, v *homeView) error {
	if !r.Actor.Has(par.Appraiser) {
		return nil
	}
	queues, err := h.Appraisals.MyRounds(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, queue := range queues {
		if queue.Round.State != par.Appraisal1 {
			continue
		}
		v.Queues = append(v.Queues, queueOf(v.P, queue))
		if left := len(queue.Items) - queue.Done; left > 0 {
			v.Work = append(v.Work, workItem{
				Icon: "pen", Title: v.P.N("home.appraise", left, "round", queue.Round.Title), Text: dueText(v.P, queue.Round, r.Now),
				Href: queuePath(queue.Round.ID, appraisal.Filter{}), Button: v.P.T("home.open_queue"),
			})
		}
	}
	return nil
}

func queueOf(p i18n.Printer, q appraisal.Queue) queueLine {
	return queueLine{
		Title: q.Round.Title, Text: p.T("home.appraised_of", "done", q.Done, "total", len(q.Items)), Done: q.Done, Total: len(q.Items),
		Label: p.T("home.appraised_of", "done", q.Done, "total", len(q.Items)), Href: queuePath(q.Round.ID, appraisal.Filter{}),
	}
}

// homeRounds shows those who run rounds, or decide on them, where each stands.
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
		item, err := h.roundWork(r, v.P, one)
		if err != nil {
			return err
		}
		if item.Title != "" {
			v.Work = append(v.Work, item)
		}
	}
	return nil
}

// roundWork is what a round waits for from those who run it or publish it;
// without a title it waits for nothing.
func (h *handlers) roundWork(r *httpx.Request, p i18n.Printer, one round.Round) (workItem, error) {
	switch {
	case one.State == par.Decided || one.State == par.Published:
		return h.releaseWork(r, p, one)
	case !r.Actor.Has(par.Standing):
		return workItem{}, nil
	case one.State == par.Preparing:
		return workItem{Icon: "cal", Title: p.T("home.prepare", "round", one.Title), Text: dueText(p, one, r.Now), Href: roundPath(one, ""), Button: p.T("common.open")}, nil
	case one.State == par.SelfScoring || one.State == par.Appraisal1:
		return h.boardWork(r, p, one)
	}
	return workItem{}, nil
}

// releaseWork leads to the decisions that are not yet public.
func (h *handlers) releaseWork(r *httpx.Request, p i18n.Printer, one round.Round) (workItem, error) {
	decisions, err := h.Publications.Decisions(r.Context(), r.Actor, one.ID)
	if err != nil || len(decisions) == 0 || decisions[0].Released() {
		return workItem{}, err
	}
	return workItem{
		Icon: "go", Title: p.T("home.publish", "round", one.Title), Text: p.T("home.publish_text"), Href: publicationPath(decisions[0].ID),
		Button: p.T("common.open"),
	}, nil
}

// boardWork says how far the units of a round have come, and when its time is over.
func (h *handlers) boardWork(r *httpx.Request, p i18n.Printer, one round.Round) (workItem, error) {
	board, err := h.Dossiers.Board(r.Context(), r.Actor, one.ID, "")
	if err != nil {
		return workItem{}, err
	}
	sent, all := 0, 0
	for _, block := range board.Blocks {
		all += len(block.Units)
		for _, u := range block.Units {
			if u.Dossier.State != par.Draft && u.Dossier.State != par.AwaitingLeader {
				sent++
			}
		}
	}
	item := workItem{
		Icon: "cal", Title: p.T("home.watch_self_scoring", "round", one.Title), Href: boardPath(one),
		Text: dueText(p, one, r.Now) + " · " + p.T("home.submitted_of", "done", sent, "total", all), Button: p.T("home.open_board"),
	}
	closes := one.Window(one.State).Closes
	switch {
	case one.State == par.Appraisal1:
		item.Title = p.T("home.watch_appraisal", "round", one.Title)
	case closes != 0 && r.Now >= closes:
		item.Class, item.Title, item.Href = "ask", p.T("home.close_self_scoring", "round", one.Title), roundPath(one, "")
	}
	return item, nil
}

func dueText(p i18n.Printer, one round.Round, now par.Time) string {
	closes := one.Window(one.State).Closes
	if closes == 0 {
		return p.Value(one.State)
	}
	return p.T("home.stage_until", "stage", one.State, "deadline", sayDeadline(p, closes, now), "left", p.Left(closes.Sub(now)))
}

// homeAdmin leads an administrator to the accounts.
func (h *handlers) homeAdmin(r *httpx.Request, v *homeView) error {
	if r.Actor.Has(par.Admin) {
		v.Work = append(v.Work, workItem{
			Icon: "user", Title: v.P.T("home.accounts"), Text: v.P.T("home.accounts_text"), Href: "/accounts", Button: v.P.T("common.open"),
		})
	}
	return nil
}

// dossiersView lists the sheets of one's own units.
type dossiersView struct {
	Page ui.Page
	P    i18n.Printer
	Rows []dossierRow
}

type dossierRow struct{ Round, Unit, Block, State, When, Href, Review string }

func (h *handlers) showDossiers(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.ListDossiers); err != nil {
		return nil, err
	}
	mine, err := h.Dossiers.Mine(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := dossiersView{Page: h.page(r, p.T("dossiers.title"), "/dossiers"), P: p}
	slices.SortStableFunc(mine, func(a, b dossier.Place) int { return cmp.Compare(b.Round.Year, a.Round.Year) })
	for _, m := range mine {
		v.Rows = append(v.Rows, dossierRow{
			Round: m.Round.Title, Unit: m.Unit.Name, Block: m.Block.Name, State: p.Value(m.Dossier.State), When: dueText(p, m.Round, r.Now),
			Href: sheetPath(m.Dossier.ID), Review: sheetPath(m.Dossier.ID) + "/review",
		})
	}
	return httpx.Page{Body: dossiersPage(v)}, nil
}
