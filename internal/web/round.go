package web

import (
	"slices"
	"strings"

	"parindex/internal/criteria"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/web/ui"
)

const pathRounds = "/rounds"

// roundRoutes set rounds up and lead them through their stages.
func (h *handlers) roundRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/rounds", Action: policy.ReadRounds, Handle: h.showRounds},
		{Method: "GET", Path: "/rounds/new", Action: policy.CreateRound, Handle: h.showNewRound},
		{Method: "POST", Path: "/rounds", Action: policy.CreateRound, Handle: h.postNewRound},
		{Method: "GET", Path: "/rounds/{round}", Action: policy.ReadRound, Handle: h.showRound},
		{Method: "GET", Path: "/rounds/{round}/setup", Action: policy.ConfigureRound, Handle: h.showSetup},
		{Method: "POST", Path: "/rounds/{round}/setup", Action: policy.ConfigureRound, Handle: h.postSetup},
		{Method: "POST", Path: "/rounds/{round}/stage", Action: policy.MoveStage, Handle: h.postStage},
		{Method: "GET", Path: "/rounds/{round}/new-block", Action: policy.ConfigureRound, Handle: h.showNewBlock},
		{Method: "POST", Path: "/rounds/{round}/blocks", Action: policy.ConfigureRound, Handle: h.postBlock},
		{Method: "GET", Path: "/rounds/{round}/blocks/{block}", Action: policy.ConfigureRound, Handle: h.showBlock},
		{Method: "POST", Path: "/rounds/{round}/blocks/{block}/remove", Action: policy.ConfigureRound, Handle: h.postRemoveBlock},
		{Method: "GET", Path: "/rounds/{round}/blocks/{block}/units", Action: policy.ConfigureRound, Handle: h.showParticipants},
		{Method: "POST", Path: "/rounds/{round}/blocks/{block}/units", Action: policy.ConfigureRound, Handle: h.postParticipants},
		{Method: "GET", Path: "/rounds/{round}/appraisers", Action: policy.ConfigureRound, Handle: h.showAppraisers},
		{Method: "POST", Path: "/rounds/{round}/appraisers", Action: policy.ConfigureRound, Handle: h.postAppraiser},
		{Method: "POST", Path: "/rounds/{round}/appraisers/{grant}/release", Action: policy.ConfigureRound, Handle: h.postReleaseAppraiser},
		{Method: "GET", Path: "/rounds/{round}/board", Action: policy.ReadBoard, Handle: h.showBoard},
	}
}

func roundPath(r round.Round, rest string) string { return pathRounds + "/" + string(r.ID) + rest }

// roundsView is the list of rounds.
type roundsView struct {
	ui.Page
	Rounds []round.Round
	Create bool
	Board  bool
}

func (h *handlers) showRounds(r *httpx.Request) (httpx.Reply, error) {
	rounds, err := h.Rounds.ListRounds(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	if exporting(r) {
		return exportRounds(r, rounds)
	}
	return httpx.Page{Body: roundsPage(roundsView{
		Page: h.page(r, printer(r).T("round.title"), pathRounds), Rounds: rounds,
		Create: policy.MayEver(r.Actor, policy.CreateRound) == nil, Board: policy.MayEver(r.Actor, policy.ReadBoard) == nil,
	})}, nil
}

// deadlineOf says the deadline of the stage in which a round stands.
func deadlineOf(p i18n.Printer, r round.Round) string {
	if w := r.Window(r.State); w.Closes != 0 {
		return p.DateTime(w.Closes)
	}
	return "–"
}

// roundView is a round as everybody may see it.
type roundView struct {
	ui.Page
	round.Overview
	Steps     []ui.Step
	Next      string // what happens now, and by whom
	Units     map[string][]round.Participant
	Configure bool
	Board     bool
	Results   bool
	Surveys   bool
	Council   bool
	Fair      []fairLink
}

func (h *handlers) showRound(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	o, err := h.Rounds.Overview(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := roundView{
		Page: h.page(r, o.Title, pathRounds), Overview: o, Steps: stepsOf(p, o.Round, r.Now), Next: p.T("round.next." + string(o.State)),
		Units: map[string][]round.Participant{}, Configure: may(r, policy.ConfigureRound, o.Resource()), Board: may(r, policy.ReadBoard, o.Resource()),
		Results: may(r, policy.ReadResult, o.Resource()), Surveys: may(r, policy.ReadSurveys, o.Resource()) && o.State != par.Preparing,
	}
	v.Council = o.Plays(par.Council) && o.State != par.Preparing && may(r, policy.ReadCouncil, o.Resource())
	v.DemoNote, v.Fair = o.DemoNote, fairLinks(r, p, o.Round)
	for _, one := range o.Participants {
		v.Units[one.Block] = append(v.Units[one.Block], one)
	}
	return httpx.Page{Body: roundPage(v)}, nil
}

// may tells whether to show a way to an action; the use case asks again.
func may(r *httpx.Request, action policy.Action, resource policy.Resource) bool {
	_, err := policy.Check(r.Actor, action, resource, r.Now)
	return err == nil
}

// stepsOf draws the way of a round with the days of each stage.
func stepsOf(p i18n.Printer, r round.Round, now par.Time) []ui.Step {
	stages := slices.DeleteFunc(r.Stages(), func(s par.Stage) bool { return s == par.ClosedRound })
	at := slices.Index(stages, r.State)
	if at < 0 {
		at = len(stages) // closed: all is done
	}
	steps := make([]ui.Step, len(stages))
	for i, stage := range stages {
		steps[i] = ui.Step{Label: p.Value(stage), When: daysOf(p, r.Window(stage), i == at, now)}
		switch {
		case i < at:
			steps[i].State = "done"
		case i == at:
			steps[i].State = "now"
		}
	}
	return steps
}

// daysOf says when a stage is open; of the present one only its end matters.
func daysOf(p i18n.Printer, w round.Window, present bool, now par.Time) string {
	switch {
	case w.Closes == 0:
		return ""
	case present && p.Day(w.Closes) == p.Day(now):
		return p.T("round.until_today", "clock", p.Clock(w.Closes))
	case present:
		return p.T("round.until", "moment", w.Closes)
	}
	return p.Day(w.Opens) + " – " + p.Day(w.Closes)
}

// methodWords says a method in a line or two.
func methodWords(p i18n.Printer, b round.Block) string {
	m := b.Method
	words := make([]string, 0, len(m.Classes)+4)
	for i, c := range m.Classes {
		if i == len(m.Classes)-1 {
			words = append(words, p.T("round.class_rest", "class", c.Name))
		} else {
			words = append(words, p.T("round.class_from", "class", c.Name, "from", c.From))
		}
	}
	words = append(words, p.T("round.ranking."+m.Ranking))
	for _, c := range m.ClassCaps {
		words = append(words, p.T("round.cap", "node", c.Node, "below", c.IndexBelow, "class", c.AtMost))
	}
	return strings.Join(words, "; ")
}

// gapWords says what nobody can appraise.
func gapWords(p i18n.Printer, g round.Gap) string {
	if g.Units == nil {
		return p.T("round.gap_all", "area", g.Area.Code, "title", g.Area.Title, "block", g.Block.Name)
	}
	names := ""
	for i, u := range g.Units {
		if i > 0 {
			names += ", "
		}
		names += u.Name
	}
	return p.T("round.gap_own", "area", g.Area.Code, "title", g.Area.Title, "units", names)
}

// editionOption names an edition in a list of choices.
func editionOption(p i18n.Printer, e criteria.Edition) ui.Option {
	label := editionName(p, e)
	if e.Sample {
		label += " (" + p.T("criteria.sample") + ")"
	}
	return ui.Option{Value: string(e.ID), Label: label}
}
