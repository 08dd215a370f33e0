package web

import (
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/round"
)

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
