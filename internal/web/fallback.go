package web

import (
	"slices"
	"strconv"

	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

// fallbackRoutes enter a unit's sheet on its behalf.
func (h *handlers) fallbackRoutes() []httpx.Route {
	const path = "/dossiers/{dossier}/fallback"
	return []httpx.Route{
		{Method: "GET", Path: path, Action: policy.EnterForUnit, Handle: h.showFallback},
		{Method: "POST", Path: path, Action: policy.EnterForUnit, Body: httpx.UploadBody, Handle: h.postFallback},
		{Method: "POST", Path: path + "/leaves/{leaf}", Action: policy.EnterForUnit, Handle: h.postEntered},
		{Method: "POST", Path: path + "/submit", Action: policy.EnterForUnit, Handle: h.postFallbackSubmit},
		{Method: "POST", Path: path + "/cancel", Action: policy.CancelEntry, Handle: h.postFallbackCancel},
	}
}

// fallbackView records in what form a unit handed in, then leads to its sheet.
type fallbackView struct {
	ui.Page
	Entry  dossier.Entry
	Round  string // its address
	Case   string
	Upload *uploadForm
	Scan   string // address of the scan that has been attached
	Form   string // in what form the unit handed in
	Submit *ui.Question
	Cancel *actForm
	Key    string
}

func (h *handlers) showFallback(r *httpx.Request) (httpx.Reply, error) {
	return h.fallbackPage(r, evidence.Input{}, nil, refusedAct{})
}

func (h *handlers) fallbackPage(r *httpx.Request, typed evidence.Input, refused *par.Error, act refusedAct) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	e, err := h.Dossiers.EntryOf(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	if refused == nil {
		typed = evidence.Input{Kind: evidence.ReportKind, Summary: p.T("fallback.usual_summary", "unit", e.Unit.Name, "round", e.Round.Title)}
	}
	v := fallbackView{
		Page: h.page(r, p.T("fallback.title_of", "unit", e.Unit.Name), pathRounds), Entry: e, Round: roundPath(e.Round, ""),
		Case: unitCasePath(e.Round, e.Unit.ID), Key: r.Random(16),
	}
	v.DemoNote, v.Scripts, v.Clock = e.Round.DemoNote, []string{"upload.js"}, clockOf(p, e.Place, r.Now)
	action := sheetPath(id) + "/fallback?version=" + strconv.FormatInt(e.Dossier.Version, 10)
	v.Upload = h.uploadForm(r, e.Unit.ID, action, typed, refused)
	v.Upload.Fields = append([]ui.Field{fallbackField(p, r.Text("form")).Refused(p, refused)}, v.Upload.Fields...)
	if e.Dossier.Fallback != "" {
		v.Scan, v.Form = documentPath(e.Dossier.Scan)+"/view", p.T("case.fallback."+string(e.Dossier.Fallback))
		v.Submit = &ui.Question{
			ID: "finish", Button: p.T("fallback.finish"), Title: p.T("fallback.ask_finish", "unit", e.Unit.Name), Action: sheetPath(id) + "/fallback/submit",
			Effects: []string{p.T("fallback.finish_effect", "unit", e.Unit.Name, "given", e.Given), p.T("fallback.finish_marked"), p.T("fallback.finish_told", "unit", e.Unit.Name)},
		}
		if e.Missing > 0 {
			v.Submit.Effects = slices.Insert(v.Submit.Effects, 1, p.N("fallback.missing", e.Missing))
		}
		v.Cancel = cancelForm(r, p, e, act)
	}
	status := statusOf(refused)
	if act.err != nil {
		status = statusOf(act.err)
	}
	return httpx.Page{Status: status, Body: fallbackPage(v)}, nil
}

// cancelForm gives the sheet back to its unit, with a reason.
func cancelForm(r *httpx.Request, p i18n.Printer, e dossier.Entry, refused refusedAct) *actForm {
	f := actForm{Key: r.Random(16), Version: strconv.FormatInt(e.Dossier.Version, 10), Fields: []ui.Field{reasonField(p, "cancel", refused.typedIn(r, "cancel", "reason", ""))}}
	f.Question = ui.Question{
		ID: "cancel", Button: p.T("fallback.cancel"), Title: p.T("fallback.ask_cancel", "unit", e.Unit.Name), Action: sheetPath(e.Dossier.ID) + "/fallback/cancel", Bad: true,
		Effects: []string{p.T("fallback.cancel_effect", "unit", e.Unit.Name), p.T("fallback.cancel_kept"), p.T("fallback.cancel_told", "unit", e.Unit.Name)},
	}
	return refused.over(p, &f)
}

func fallbackField(p i18n.Printer, value string) ui.Field {
	f := ui.Field{Name: "form", Label: p.T("fallback.form"), Value: value, Required: true}
	for _, one := range dossier.Fallbacks() {
		f.Options = append(f.Options, ui.Option{Value: string(one), Label: p.T("case.fallback." + string(one))})
	}
	return f
}

// postFallback takes the scan into the unit's library, then records the form.
func (h *handlers) postFallback(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	if _, err := h.Dossiers.EntryOf(r.Context(), r.Actor, id); err != nil {
		return nil, err
	}
	file, err := h.receive(r)
	if err == nil {
		var scan par.ID
		if scan, err = h.Evidence.AddOnBehalf(r.Context(), r.Actor, id, typedDocument(r), file, r.Key()); err == nil {
			key := r.Key()
			key.Value += "-form"
			err = h.Dossiers.BeginFallback(r.Context(), r.Actor, id, version(r), dossier.Fallback(r.Text("form")), scan, key)
		} else {
			r.Drain()
			err = lostArrival(err, file)
		}
	}
	if refused := refusal(err); refused != nil {
		return h.fallbackPage(r, typedDocument(r), refused, refusedAct{})
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: sheetPath(id), Done: "fallback_begun"}, nil
}

func (h *handlers) postFallbackSubmit(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	err = h.Dossiers.FinishFallback(r.Context(), r.Actor, id, version(r), r.Key())
	if refused := refusal(err); refused != nil {
		return h.fallbackPage(r, evidence.Input{}, refused, refusedAct{})
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: sheetPath(id), Done: "fallback_submitted"}, nil
}

// postFallbackCancel leads back to the unit's page: the sheet can no longer be
// read by who has given it back.
func (h *handlers) postFallbackCancel(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	err = h.Dossiers.CancelFallback(r.Context(), r.Actor, id, version(r), r.Text("reason"), r.Key())
	if refused := retry(err); refused != nil {
		return h.fallbackPage(r, evidence.Input{}, nil, refusedAct{"cancel", refused})
	}
	if err != nil {
		return nil, err
	}
	e, err := h.Dossiers.EntryOf(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: unitCasePath(e.Round, e.Unit.ID), Done: "fallback_canceled"}, nil
}

// fallbackWord says how a dossier came in, where the unit did not enter it
// itself; empty otherwise.
func fallbackWord(p i18n.Printer, d dossier.Dossier) string {
	if d.Fallback == "" {
		return ""
	}
	return p.T("case.entered_for", "form", p.T("case.fallback."+string(d.Fallback)))
}
