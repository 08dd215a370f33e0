package web

import (
	"net/url"
	"strings"

	"parindex/internal/appraisal"
	"parindex/internal/httpx"
	"parindex/internal/par"
)

// withSaved lets the page that follows name the item that was just concluded on.
func withSaved(path string, item appraisal.View) string {
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	return path + mark + "was=" + url.QueryEscape(string(item.Dossier.ID)+":"+item.Node.Code)
}

// nameSaved says of which item what was saved before this one was shown.
func (h *handlers) nameSaved(r *httpx.Request, v *itemView) error {
	id, leaf, _ := strings.Cut(r.Text("was"), ":")
	at := v.Queue.Find(par.ID(id), leaf)
	if at < 0 || v.Queue.Items[at].Second {
		return nil
	}
	item := v.Queue.Items[at]
	rows, err := h.Appraisals.Standings(r.Context(), r.Actor, v.Queue, []appraisal.Item{item})
	if err != nil || len(rows) == 0 || !rows[0].Mark.Given() {
		return err
	}
	v.was = itemPath(item, v.filter)
	v.saved = v.P.T("appraisal.saved_item", "unit", shortName(item), "code", leaf, "points", shownPoints(v.P, rows[0].Marked))
	return nil
}
