package web

import (
	"strconv"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/publication"
	"parindex/internal/web/ui"
)

func (h *handlers) publicationRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/rounds/{round}/decision", Action: policy.DecideResult, Handle: h.showDecision},
		{Method: "POST", Path: "/rounds/{round}/decision", Action: policy.DecideResult, Handle: h.postDecision},
		{Method: "POST", Path: "/rounds/{round}/reopening", Action: policy.DecideResult, Handle: h.postReopening},
		{Method: "GET", Path: "/publications/{publication}", Action: policy.ReadPublication, Handle: h.showPublication},
		{Method: "POST", Path: "/publications/{publication}/announcement", Action: policy.EditAnnouncement, Handle: h.postAnnouncement},
		{Method: "POST", Path: "/publications/{publication}/release", Action: policy.PublishResult, Handle: h.postRelease},
	}
}

func decisionPath(round par.ID) string { return "/rounds/" + string(round) + "/decision" }
func publicationPath(id par.ID) string { return "/publications/" + string(id) }
func publicPath(id par.ID) string      { return ui.PathPublic + "/" + string(id) }
func resultPath(round par.ID) string   { return "/rounds/" + string(round) + "/result" }

// decisionView asks once before a result is decided.
type decisionView struct {
	Page     ui.Page
	Standing publication.Standing
	Blocks   []rankingView
	Reason   string
	Err      *par.Error
	Key      string

	Reopening bool // reason and fault belong to the question of reopening
}

// showDecision shows what would be decided and asks for it.
func (h *handlers) showDecision(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	return h.decisionPage(r, id, nil, false)
}

func (h *handlers) decisionPage(r *httpx.Request, id par.ID, refused *par.Error, reopening bool) (httpx.Reply, error) {
	s, err := h.Publications.Standing(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := decisionView{
		Page: h.page(r, p.T("publication.decide_title"), "/rounds"), Standing: s, Reason: r.Text("reason"), Err: refused, Key: r.Random(16),
		Reopening: reopening,
	}
	v.Page.DemoNote = s.Round.DemoNote
	for i := range s.Blocks {
		v.Blocks = append(v.Blocks, rankingView{P: p, Block: &s.Blocks[i], Demo: s.Round.DemoNote != "", base: resultPath(id) + "/"})
	}
	return httpx.Page{Status: statusOf(refused), Body: decidePage(v)}, nil
}

// postDecision decides.
func (h *handlers) postDecision(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	in := publication.Decision{Round: id, Version: number(r, "version"), Events: number(r, "events"), Reason: r.Text("reason")}
	made, err := h.Publications.DecideResult(r.Context(), r.Actor, in, r.Key())
	if refused := refusal(err); refused != nil {
		return h.decisionPage(r, id, refused, false)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: publicationPath(made), Done: "decided"}, nil
}

// postReopening takes a decided round back to appraisal.
func (h *handlers) postReopening(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	err = h.Publications.ReopenAppraisal(r.Context(), r.Actor, id, number(r, "version"), r.Text("reason"), r.Key())
	if refused := refusal(err); refused != nil {
		return h.decisionPage(r, id, refused, true)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: resultPath(id), Done: "reopened"}, nil
}

// number reads a whole number that a form carries along; 0 where it is none.
func number(r *httpx.Request, name string) int64 {
	n, err := strconv.ParseInt(r.Text(name), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// publicationView is a publication as the staff sees it.
type publicationView struct {
	Page   ui.Page
	Staff  publication.Staff
	Blocks []rankingView
	Typed  *publication.Announcement // what was typed and refused
	Err    *par.Error
	Key    string
}

// showPublication shows a publication to those who prepare and release it.
func (h *handlers) showPublication(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("publication")
	if err != nil {
		return nil, err
	}
	return h.publicationPage(r, id, nil, nil)
}

func (h *handlers) publicationPage(r *httpx.Request, id par.ID, typed *publication.Announcement, refused *par.Error) (httpx.Reply, error) {
	s, err := h.Publications.Publication(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := publicationView{
		Page: h.page(r, p.T("publication.title", "number", s.Number), "/rounds"), Staff: s, Typed: typed, Err: refused, Key: r.Random(16),
	}
	v.Page.DemoNote = s.DemoNote
	for _, b := range s.Results.Results {
		v.Blocks = append(v.Blocks, rankingView{P: p, Block: b, Demo: s.DemoNote != "", base: resultPath(s.RoundID) + "/"})
	}
	return httpx.Page{Status: statusOf(refused), Body: publicationPage(v)}, nil
}

// postAnnouncement keeps an edited announcement.
func (h *handlers) postAnnouncement(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("publication")
	if err != nil {
		return nil, err
	}
	in := publication.Announcement{Language: i18n.Lang(r.Text("language")), Body: r.Text("body"), Version: number(r, "version")}
	if r.Flag("again") {
		in.Body = ""
	}
	err = h.Publications.EditAnnouncement(r.Context(), r.Actor, id, in, r.Key())
	if refused := refusal(err); refused != nil {
		return h.publicationPage(r, id, &in, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: publicationPath(id) + "#announcement-" + string(in.Language), Done: "saved"}, nil
}

// postRelease makes a publication public.
func (h *handlers) postRelease(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("publication")
	if err != nil {
		return nil, err
	}
	if err := h.Publications.PublishResult(r.Context(), r.Actor, id, r.Key()); err != nil {
		return nil, err
	}
	return httpx.Redirect{To: publicationPath(id), Done: "published"}, nil
}
