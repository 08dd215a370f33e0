package web

import (
	"strings"

	"parindex/internal/appraisal"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

// surveyRoutes are for the standing body.
func (h *handlers) surveyRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/rounds/{round}/surveys", Action: policy.ReadSurveys, Handle: h.showSurveys},
		{Method: "GET", Path: "/dossiers/{dossier}/leaves/{leaf}/survey", Action: policy.ReadSurveys, Handle: h.showSurvey},
		{Method: "POST", Path: "/dossiers/{dossier}/leaves/{leaf}/survey", Action: policy.EnterSurvey, Handle: h.postSurvey},
	}
}

// surveysView lists the tallies that a round needs.
type surveysView struct {
	ui.Page
	appraisal.Surveys
	Groups []surveyGroup
}

// surveyGroup is the units of one block with one survey leaf.
type surveyGroup struct {
	Block string
	Rows  []appraisal.SurveyRow
}

func (g surveyGroup) entered() int {
	n := 0
	for _, row := range g.Rows {
		if row.Tally.Given() {
			n++
		}
	}
	return n
}

func (h *handlers) showSurveys(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	all, err := h.Appraisals.Surveys(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	v := surveysView{Page: h.page(r, printer(r).T("survey.title"), "/rounds"), Surveys: all}
	v.DemoNote = all.Round.DemoNote
	for _, row := range all.Rows {
		block, _ := all.Round.Block(row.Participant.Block)
		last := len(v.Groups) - 1
		if last < 0 || v.Groups[last].Rows[0].Leaf != row.Leaf {
			v.Groups = append(v.Groups, surveyGroup{Block: block.Name})
			last++
		}
		v.Groups[last].Rows = append(v.Groups[last].Rows, row)
	}
	return httpx.Page{Body: surveysPage(v)}, nil
}

func (h *handlers) survey(r *httpx.Request) (appraisal.SurveyView, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return appraisal.SurveyView{}, err
	}
	return h.Appraisals.Survey(r.Context(), r.Actor, id, r.PathValue("leaf"))
}

func (h *handlers) showSurvey(r *httpx.Request) (httpx.Reply, error) {
	v, err := h.survey(r)
	if err != nil {
		return nil, err
	}
	return httpx.Page{Body: surveyPage(h.surveyView(r, v, tallyFormOf(printer(r), v)))}, nil
}

// postSurvey keeps a tally, or does what another button of the form asks:
// another row, one row less, a trial.
func (h *handlers) postSurvey(r *httpx.Request) (httpx.Reply, error) {
	v, err := h.survey(r)
	if err != nil {
		return nil, err
	}
	if par.Is(v.Open, par.NotFound) {
		return nil, v.Open // one's own unit
	}
	form := typedTally(r, v.Node.Rule)
	tally, err := form.tally(v.Node.Code)
	if v.Open != nil {
		return h.drawSurvey(r, v, form, v.Open)
	}
	switch act, what, _ := strings.Cut(r.Text("act"), " "); act {
	case "more", "less":
		form.resize(act, what)
		return h.drawSurvey(r, v, form, nil)
	case "try":
		if err == nil {
			v.Result, err = h.Appraisals.TrySurvey(r.Context(), r.Actor, v.Dossier.ID, tally)
			form.tried = err == nil
		}
		return h.drawSurvey(r, v, form, err)
	}
	if err == nil {
		_, err = h.Appraisals.EnterSurvey(r.Context(), r.Actor, v.Dossier.ID, tally, r.Key())
	}
	if err == nil {
		return httpx.Redirect{To: surveysPath(v.Round.ID), Done: "saved"}, nil
	}
	if par.Is(err, par.Conflict) {
		if v, err = h.survey(r); err != nil {
			return nil, err
		}
		form.theirs, form.version = true, v.Tally.Version
		return h.drawSurvey(r, v, form, par.E(par.Conflict, "survey.conflict", "who", v.Names[v.Tally.Actor], "at", v.Tally.At))
	}
	return h.drawSurvey(r, v, form, err)
}

// drawSurvey shows the form with what was typed, and with what is wrong with it.
func (h *handlers) drawSurvey(r *httpx.Request, v appraisal.SurveyView, form tallyForm, err error) (httpx.Reply, error) {
	status := 0
	if err != nil {
		form.refused = refusal(err)
		if par.Is(err, par.Closed) {
			form.refused, _ = par.AsError(err)
		}
		if form.refused == nil {
			return nil, err
		}
		status = httpx.Status(err)
	}
	view := h.surveyView(r, v, form)
	if r.WantsFragment() {
		return httpx.Fragment{Status: status, Body: surveyForm(view)}, nil
	}
	return httpx.Page{Status: status, Body: surveyPage(view)}, nil
}

func surveysPath(roundID par.ID) string { return "/rounds/" + string(roundID) + "/surveys" }
