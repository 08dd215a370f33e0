package web

import (
	"net/url"

	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// homeAssigned puts first what was given to an officer within his unit, one
// line for each sheet.
func (h *handlers) homeAssigned(r *httpx.Request, v *homeView) error {
	if !r.Actor.Has(par.Officer) {
		return nil
	}
	all, err := h.Dossiers.ReadMyWork(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	var order []par.ID
	of := map[par.ID][]dossier.WorkItem{}
	for _, item := range all {
		if of[item.Dossier] == nil {
			order = append(order, item.Dossier)
		}
		of[item.Dossier] = append(of[item.Dossier], item)
	}
	for _, id := range order {
		v.Work = append(v.Work, v.assigned(of[id]))
	}
	return nil
}

// assigned is the work given to one person on one sheet, the nearest day first.
func (v *homeView) assigned(items []dossier.WorkItem) workItem {
	first, overdue := items[0], 0
	var codes []string
	for _, item := range items {
		codes = append(codes, item.Leaf)
		if item.Overdue {
			overdue++
		}
	}
	one := workItem{
		First: true, Icon: "user", Title: v.P.N("home.assigned", len(items), "unit", first.Unit), Text: v.P.T("home.assigned_text", "codes", shortCodes(v.P, codes)),
		Href: sheetPath(first.Dossier) + "?show=mine&leaf=" + url.QueryEscape(first.Leaf) + "#m-" + first.Leaf, Button: v.P.T("home.enter"),
	}
	if first.Due != "" {
		one.Deadline = i18n.DayEnd(first.Due)
	}
	if overdue > 0 {
		one.Class, one.Extra = "bad", v.P.N("home.assigned_over", overdue)
	}
	return one
}
