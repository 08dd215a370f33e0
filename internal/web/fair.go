package web

import (
	"net/url"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/web/ui"
)

// fairRoutes are what makes appraising even: one leaf across units, precedents,
// many marks at once, work shared out, second opinions and findings.
func (h *handlers) fairRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/rounds/{round}/criteria/{leaf}", Action: policy.CompareUnits, Handle: h.showAcross},
		{Method: "GET", Path: "/rounds/{round}/precedents", Action: policy.SearchPrecedents, Handle: h.showPrecedents},
		{Method: "POST", Path: "/rounds/{round}/marks/preview", Action: policy.ReadQueue, Handle: h.postBulkPreview},
		{Method: "POST", Path: "/rounds/{round}/marks", Action: policy.AppraiseScore, Handle: h.postBulk},
		{Method: "POST", Path: "/rounds/{round}/marks/undo", Action: policy.AppraiseScore, Handle: h.postUndoBulk},
		{Method: "POST", Path: "/dossiers/{dossier}/leaves/{leaf}/mark/undo", Action: policy.AppraiseScore, Handle: h.postUndo},
		{Method: "GET", Path: "/rounds/{round}/second-opinions", Action: policy.ReadLeniency, Handle: h.showSeconds},
		{Method: "POST", Path: "/rounds/{round}/second-opinions", Action: policy.AskSecondOpinion, Handle: h.postSeconds},
		{Method: "POST", Path: "/dossiers/{dossier}/leaves/{leaf}/second/withdraw", Action: policy.AskSecondOpinion, Handle: h.postWithdrawSecond},
		{Method: "GET", Path: "/dossiers/{dossier}/leaves/{leaf}/second", Action: policy.GiveSecondOpinion, Handle: h.showSecond},
		{Method: "POST", Path: "/dossiers/{dossier}/leaves/{leaf}/second", Action: policy.GiveSecondOpinion, Handle: h.postSecond},
		{Method: "GET", Path: "/rounds/{round}/allotment", Action: policy.ReadLeniency, Handle: h.showAllotment},
		{Method: "POST", Path: "/rounds/{round}/allotment", Action: policy.AllotWork, Handle: h.postAllotment},
		{Method: "POST", Path: "/rounds/{round}/allotment/hand-over", Action: policy.AllotWork, Handle: h.postHandOver},
		{Method: "GET", Path: "/rounds/{round}/leniency", Action: policy.ReadLeniency, Handle: h.showLeniency},
		{Method: "GET", Path: "/rounds/{round}/inspections", Action: policy.ListInspections, Handle: h.showInspections},
		{Method: "POST", Path: "/rounds/{round}/inspections", Action: policy.RecordInspection, Handle: h.postInspection},
		{Method: "POST", Path: "/inspections/{inspection}/remove", Action: policy.RemoveInspection, Handle: h.postRemoveInspection},
	}
}

// roundCrumbs lead back to the round.
func roundCrumbs(p i18n.Printer, r round.Round) []ui.Crumb {
	return []ui.Crumb{{Href: pathRounds, Label: p.T("round.title")}, {Href: roundPath(r, ""), Label: r.Title}}
}

// acrossPath is the address of one leaf across the units of a block.
func acrossPath(roundID par.ID, block, leaf string) string {
	path := pathRounds + "/" + string(roundID) + "/criteria/" + url.PathEscape(leaf)
	if block != "" {
		path += "?block=" + url.QueryEscape(block)
	}
	return path
}

// fairLink leads to one of the pages by which the standing body keeps
// appraising even.
type fairLink struct{ Href, Label, Text string }

// fairLinks are those of a round, for whom they are.
func fairLinks(r *httpx.Request, p i18n.Printer, one round.Round) []fairLink {
	if one.State == par.Preparing || !may(r, policy.ReadLeniency, one.Resource()) {
		return nil
	}
	return []fairLink{
		{allotmentPath(one.ID), p.T("fair.allotment"), p.T("fair.allotment_link")},
		{secondsPath(one.ID), p.T("fair.seconds"), p.T("fair.seconds_link")},
		{leniencyPath(one.ID), p.T("fair.leniency"), p.T("fair.leniency_link")},
		{inspectionsPath(one.ID, "", ""), p.T("fair.inspections"), p.T("fair.inspections_link")},
	}
}
