package web

import (
	"strconv"

	"parindex/internal/explanation"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

// explanationReview is what a leader signs for.
type explanationReview struct {
	Page     ui.Page
	P        i18n.Printer
	Title    string
	Crumbs   []ui.Crumb
	Status   explainStatus
	Groups   []explainGroup
	Base     string
	Version  string
	Key      string
	Submit   *ui.Question
	Withdraw *ui.Question
	Refused  *par.Error
	State    string
	Unsigned bool
}

// explainGroup is the leaves with the same answer.
type explainGroup struct {
	ID, Title, Hint, Icon string
	Items                 []explainItem
}

func (h *handlers) showExplanationReview(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	m, err := h.explainMaker(r, id, overlay{})
	if err != nil {
		return nil, err
	}
	return httpx.Page{Body: explanationReviewPage(h.explanationReview(r, m, nil))}, nil
}

func (h *handlers) explanationReview(r *httpx.Request, m *explainMaker, refused *par.Error) explanationReview {
	v := explanationReview{
		P: m.p, Title: m.p.T("explain.review_title", "unit", m.Unit.Name), Status: m.status(), Base: sheetPath(m.Dossier.ID),
		Crumbs:  []ui.Crumb{{Href: sheetPath(m.Dossier.ID) + "/notice", Label: m.p.T("served.short")}, {Href: explanationPath(m.Dossier.ID), Label: m.p.T("explain.short")}, {Label: m.p.T("explain.review")}},
		Version: strconv.FormatInt(m.Dossier.Version, 10), Key: m.key, Refused: refused, Unsigned: m.Unsigned(),
	}
	v.Groups = []explainGroup{
		m.group(explanation.Explained, "chat", "explain.group_explained", "explain.group_explained_hint"),
		m.group(explanation.Accepted, "check", "explain.group_accepted", "explain.group_accepted_hint"),
		m.group(explanation.Silent, "warn", "explain.group_silent", "explain.group_silent_hint"),
	}
	m.acts(r, &v)
	v.Page = h.page(r, v.Title, "/dossiers")
	v.Page.DemoNote, v.Page.Now = m.Round.DemoNote, m.Now
	return v
}

func (m *explainMaker) group(answer explanation.Answer, icon, title, hint string) explainGroup {
	g := explainGroup{ID: string(answer), Title: m.p.T(title), Hint: m.p.T(hint), Icon: icon}
	for _, i := range m.Items {
		if i.Answer == answer {
			g.Items = append(g.Items, m.item(i))
		}
	}
	return g
}

func (m *explainMaker) acts(r *httpx.Request, v *explanationReview) {
	may := func(action policy.Action) bool {
		_, err := policy.Check(m.actor, action, m.Resource(""), m.Now)
		return err == nil
	}
	switch {
	case may(policy.SubmitExplanation):
		v.Submit = &ui.Question{
			ID: "submit", Button: m.p.T("explain.submit"), Title: m.p.T("explain.submit_question"), Action: explanationPath(m.Dossier.ID) + "/submit",
			Effects: []string{
				m.p.T("explain.submit_effect", "unit", m.Unit.Name, "explained", m.Tally.Explained, "points", m.w.points(m.Tally.Disputed)),
				m.p.T("explain.submit_kept", "accepted", m.Tally.Accepted, "silent", m.Tally.Silent),
				m.p.T("review.submit_signed", "name", r.Actor.Name),
			},
		}
	case may(policy.WithdrawExplanation):
		v.Withdraw = &ui.Question{
			ID: "withdraw", Button: m.p.T("explain.withdraw"), Title: m.p.T("explain.withdraw_question"), Action: explanationPath(m.Dossier.ID) + "/withdraw",
			Effects: []string{m.p.T("explain.withdraw_effect", "deadline", m.Window().Closes)}, Bad: true, Small: true,
		}
		fallthrough
	default:
		v.State = m.reviewState()
	}
}

func (m *explainMaker) reviewState() string {
	switch {
	case m.Dossier.ExplainedAt != 0, m.Unsigned(), !m.status().Running:
		return m.locked()
	}
	return m.p.T("explain.leader_signs")
}
