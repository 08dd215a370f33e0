package web

import (
	"net/url"
	"strconv"

	"parindex/internal/appraisal"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/unit"
	"parindex/internal/web/ui"
)

// inspectionsPath is the address of a round's findings; unit and leaf fill the form.
func inspectionsPath(roundID, unitID par.ID, leaf string) string {
	path := pathRounds + "/" + string(roundID) + "/inspections"
	if unitID != "" {
		path += "?" + url.Values{"unit": {string(unitID)}, "leaf": {leaf}}.Encode() + "#record"
	}
	return path
}

// inspectionsView is the findings of a round, and the form of a new one.
type inspectionsView struct {
	ui.Page
	appraisal.Inspections
	Key     string
	removes []*actForm // take a finding away; nil: the reader cannot
	Fields  []ui.Field
	refused *par.Error
}

func (h *handlers) showInspections(r *httpx.Request) (httpx.Reply, error) {
	return h.inspectionsPage(r, nil, refusedAct{})
}

func (h *handlers) inspectionsPage(r *httpx.Request, refused *par.Error, act refusedAct) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	found, err := h.Appraisals.Inspections(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := inspectionsView{Page: h.page(r, p.T("fair.inspections"), pathRounds), Inspections: found, Key: r.Random(16), refused: refused}
	v.DemoNote = found.Round.DemoNote
	v.Fields = v.fields(r)
	for _, f := range found.Findings {
		v.removes = append(v.removes, removeFinding(r, p, f, act))
	}
	if act.err != nil {
		return httpx.Page{Status: statusOf(act.err), Body: inspectionsPage(v)}, nil
	}
	return httpx.Page{Status: statusOf(refused), Body: inspectionsPage(v)}, nil
}

// removeFinding asks before a finding is taken away, and why.
func removeFinding(r *httpx.Request, p i18n.Printer, f appraisal.Inspected, refused refusedAct) *actForm {
	if !f.Mine {
		return nil
	}
	id := "remove-" + string(f.ID)
	reason := reasonField(p, id, refused.typedIn(r, id, "reason", ""))
	reason.Hint = p.T("fair.remove_reason")
	return refused.over(p, &actForm{
		Question: ui.Question{
			ID: id, Button: p.T("fair.remove"), Title: p.T("fair.ask_remove", "source", f.Source, "unit", f.Unit.Name), Bad: true,
			Effects: []string{p.T("fair.remove_leaf", "leaf", f.Leaf+" "+f.Node.Title, "unit", f.Unit.Name), p.T("fair.remove_kept")},
			Action:  "/inspections/" + string(f.ID) + "/remove",
		},
		Key: r.Random(16), Version: strconv.FormatInt(f.Version, 10), Hidden: [][2]string{{"round", r.PathValue("round")}}, Fields: []ui.Field{reason},
	})
}

func (v inspectionsView) fields(r *httpx.Request) []ui.Field {
	p := v.P
	fields := []ui.Field{
		{Name: "unit", Label: p.T("common.unit"), Required: true, Options: v.unitOptions()},
		{Name: "leaf", Label: p.T("appraisal.criterion"), Required: true, Options: v.leafOptions()},
		{Name: "source", Label: p.T("fair.source"), Required: true, MaxLength: 200, Hint: p.T("fair.source_hint"), Autocomplete: "off"},
		{Name: "found_on", Label: p.T("fair.found_on"), Required: true, MaxLength: 10, Hint: p.T("fair.found_on_hint"), Autocomplete: "off"},
		{Name: "most", Label: p.T("fair.most"), Number: true, MaxLength: 20, Hint: p.T("fair.most_hint"), Autocomplete: "off"},
		{Name: "body", Label: p.T("fair.finding_body"), Required: true, MaxLength: 4000, Rows: 4},
	}
	for i := range fields {
		fields[i].Value = r.Text(fields[i].Name)
		fields[i] = fields[i].Refused(p, v.refused)
	}
	return fields
}

func (v inspectionsView) unitOptions() []ui.Option {
	options := []ui.Option{{Label: v.P.T("common.choose")}}
	var units []unit.Unit
	for _, place := range v.Places {
		units = append(units, place.Unit)
	}
	i18n.SortBy(units, func(u unit.Unit) string { return u.Name })
	for _, u := range units {
		options = append(options, ui.Option{Value: string(u.ID), Label: u.Name})
	}
	return options
}

// leafOptions lists the leaves of all units that may be given findings, each once.
func (v inspectionsView) leafOptions() []ui.Option {
	options := []ui.Option{{Label: v.P.T("common.choose")}}
	offered := map[string]bool{}
	for _, place := range v.Places {
		if offered[string(place.Edition.ID)] {
			continue
		}
		offered[string(place.Edition.ID)] = true
		for _, n := range place.Edition.Set.Leaves() {
			if n.Rule.Type != score.RuleSurvey && !offered[n.Code] {
				offered[n.Code] = true
				options = append(options, ui.Option{Value: n.Code, Label: n.Code + " " + n.Title})
			}
		}
	}
	return options
}

func (h *handlers) postInspection(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	in := appraisal.Finding{Unit: par.ID(r.Text("unit")), Leaf: r.Text("leaf"), Source: r.Text("source"), FoundOn: r.Text("found_on"), Body: r.Text("body")}
	if text := r.Text("most"); text != "" {
		if in.Most, err = i18n.ReadNumber(text); err != nil {
			e, _ := par.AsError(err)
			return h.inspectionsPage(r, par.InvalidFields(map[string]par.Text{"most": {Key: e.Key, Args: e.Args}}), refusedAct{})
		}
	}
	err = h.Appraisals.RecordInspection(r.Context(), r.Actor, id, in, r.Key())
	if refused := refusal(err); refused != nil {
		return h.inspectionsPage(r, refused, refusedAct{})
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: inspectionsPath(id, "", ""), Done: "recorded"}, nil
}

func (h *handlers) postRemoveInspection(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("inspection")
	if err != nil {
		return nil, err
	}
	roundID, err := h.Appraisals.RemoveInspection(r.Context(), r.Actor, id, version(r), r.Text("reason"), r.Key())
	if refused := refusal(err); refused != nil && par.ID(r.Text("round")).Valid() {
		r.SetPathValue("round", r.Text("round"))
		return h.inspectionsPage(r, nil, refusedAct{"remove-" + string(id), refused})
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: inspectionsPath(roundID, "", ""), Done: "removed"}, nil
}
