package web

import (
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/web/ui"
)

// errorPage draws a refusal: what happened, which rule, what to do now.
func (h *handlers) errorPage(r *httpx.Request, e *par.Error, _ int, reference string) httpx.Component {
	return ui.Refusal(h.page(r, printer(r).T("error.title."+string(e.Code)), ""), e, reference)
}
