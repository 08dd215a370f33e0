package web

import (
	"cmp"
	"slices"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/job"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/web/ui"
)

// homeView is Việc của tôi: what waits, how long there is, one click to it.
type homeView struct {
	Page     ui.Page
	P        i18n.Printer
	Now      par.Time
	Moment   string
	Greeting string
	Due      []dueCard
	Work     []workItem
	Aside    string // said beside the list of work
	Forecast *forecastView
	News     []noticeRow // what the reader was told and has not opened
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
	Deadline                                      par.Time // zero: none
	Look                                          bool     // only to be looked at: it waits for nobody, or for others
	First                                         bool     // one's very own: before what is anybody's of the same role
}

// forecastView is what the unit's own figures give so far.
type forecastView struct {
	Of             string // the unit, where the reader works for several
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

// homeParts are what each role and each capability adds to Việc của tôi, in
// this order; each adds nothing for whom it is not. One's very own work comes
// first in the end, then what is overdue, then what is due soonest.
var homeParts = []func(*handlers, *httpx.Request, *homeView) error{
	(*handlers).homeAssigned,
	(*handlers).homeDossiers,
	(*handlers).homeExplanations,
	(*handlers).homeQueues,
	(*handlers).homeCouncil,
	(*handlers).homeRounds,
	(*handlers).homeAdmin,
	(*handlers).homeNews,
}

func (h *handlers) showHome(r *httpx.Request) (httpx.Reply, error) {
	if err := ask(r, policy.ReadHome); err != nil {
		return nil, err
	}
	p := printer(r)
	v := homeView{P: p, Now: r.Now, Moment: p.Weekday(r.Now) + ", " + p.DateTime(r.Now)}
	for _, part := range homeParts {
		if err := part(h, r, &v); err != nil {
			return nil, err
		}
	}
	v.sort()
	v.Greeting = greeting(p, r.Actor.Name, v.waiting())
	if len(v.Due)+len(v.Work)+len(v.Queues)+len(v.Rounds) == 0 {
		v.Empty = emptyHome(p, r.Actor)
	}
	v.Page = h.page(r, p.T("home.title"), "/")
	v.Page.DemoNote = v.DemoNote
	return httpx.Page{Body: homePage(v)}, nil
}

// waiting counts what waits for the reader himself.
func (v *homeView) waiting() int {
	n := 0
	for _, item := range v.Work {
		if !item.Look {
			n++
		}
	}
	return n
}

// sort puts overdue work first, then what is due soonest, then the rest; among
// equals the order in which it was added stays.
func (v *homeView) sort() {
	slices.SortStableFunc(v.Work, func(a, b workItem) int {
		return cmp.Or(cmp.Compare(v.rank(a), v.rank(b)), cmp.Compare(a.Deadline, b.Deadline))
	})
	slices.SortStableFunc(v.Due, func(a, b dueCard) int { return cmp.Compare(a.Deadline, b.Deadline) })
}

func (v *homeView) rank(item workItem) int {
	switch {
	case item.First:
		return 0
	case item.Deadline == 0 && item.Class != "":
		return 1
	case item.Deadline == 0:
		return 3
	case item.Deadline <= v.Now:
		return 1
	}
	return 2
}

// when says how long there is for a piece of work, or by how much it is late.
func (v homeView) when(item workItem) (text string, late bool) {
	switch {
	case item.Deadline == 0:
		return "", false
	case item.Deadline <= v.Now:
		return v.P.T("board.late_by", "time", v.P.Left(max(v.Now.Sub(item.Deadline), 1))), true
	}
	return v.P.T("home.left", "time", v.P.Left(item.Deadline.Sub(v.Now))), false
}

func greeting(p i18n.Printer, name string, waiting int) string {
	if waiting == 0 {
		return p.T("home.hello_idle", "name", name)
	}
	return p.N("home.hello", waiting, "name", name)
}

func emptyHome(p i18n.Printer, actor par.Actor) *emptyView {
	switch {
	case actor.Has(par.Officer) || actor.Has(par.Leader):
		return &emptyView{p.T("home.no_round"), p.T("home.no_round_text"), ui.PathPublic, p.T("ui.public_results")}
	case actor.Has(par.Appraiser) || actor.Has(par.Member):
		return &emptyView{p.T("home.no_work"), p.T("home.no_work_text"), pathRounds, p.T("round.title")}
	}
	return &emptyView{p.T("home.reader"), p.T("home.reader_text"), ui.PathPublic, p.T("ui.public_results")}
}

// untilText is dueText where the time left is said beside it.
func untilText(p i18n.Printer, one round.Round, now par.Time) string {
	closes := one.Window(one.State).Closes
	if closes == 0 {
		return p.Value(one.State)
	}
	return p.T("home.stage_closes", "stage", one.State, "deadline", sayDeadline(p, closes, now))
}

func dueText(p i18n.Printer, one round.Round, now par.Time) string {
	closes := one.Window(one.State).Closes
	if closes == 0 {
		return p.Value(one.State)
	}
	return p.T("home.stage_until", "stage", one.State, "deadline", sayDeadline(p, closes, now), "left", p.Left(closes.Sub(now)))
}

// homeNews shows the latest of what the reader was told and has not opened.
func (h *handlers) homeNews(r *httpx.Request, v *homeView) error {
	const most = 3
	in, err := h.Notices.ListNotices(r.Context(), r.Actor, "", 1)
	if err != nil {
		return err
	}
	for _, n := range in.List[:min(len(in.List), most)] {
		if n.OpenedAt == 0 {
			v.News = append(v.News, noticeRowOf(v.P, n))
		}
	}
	return nil
}

// homeAdmin leads an administrator to the accounts and to letters that failed.
func (h *handlers) homeAdmin(r *httpx.Request, v *homeView) error {
	if !r.Actor.Has(par.Admin) {
		return nil
	}
	v.Work = append(v.Work, workItem{
		Icon: "user", Title: v.P.T("home.accounts"), Text: v.P.T("home.accounts_text"), Href: "/accounts", Button: v.P.T("common.open"),
	})
	jobs, err := h.Jobs.ListJobs(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	dead := 0
	for _, j := range jobs {
		if j.State == job.Dead {
			dead++
		}
	}
	if dead > 0 {
		v.Work = append(v.Work, workItem{
			Class: "bad", Icon: "warn", Title: v.P.N("jobs.dead", dead), Text: v.P.T("jobs.lead"), Href: pathJobs, Button: v.P.T("common.open"),
		})
	}
	return nil
}
