package web

import (
	"net/url"

	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// fairRoutes are what makes appraising even: one leaf across units, precedents,
// many marks at once, work shared out, second opinions and findings.
func (h *handlers) fairRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/rounds/{round}/criteria/{leaf}", Action: policy.CompareUnits, Handle: h.showAcross},
		{Method: "GET", Path: "/rounds/{round}/criteria/{leaf}/xlsx", Action: policy.CompareUnits, Handle: h.showAcrossXLSX},
		{Method: "POST", Path: "/rounds/{round}/marks/preview", Action: policy.ReadQueue, Handle: h.postPreview},
		{Method: "POST", Path: "/rounds/{round}/marks", Action: policy.AppraiseScore, Handle: h.postBulk},
		{Method: "POST", Path: "/rounds/{round}/marks/undo", Action: policy.AppraiseScore, Handle: h.postUndoBulk},
		{Method: "POST", Path: "/dossiers/{dossier}/leaves/{leaf}/mark/undo", Action: policy.AppraiseScore, Handle: h.postUndo},
	}
}

// acrossPath is the address of one leaf across the units of a block.
func acrossPath(roundID par.ID, block, leaf string) string {
	path := pathRounds + "/" + string(roundID) + "/criteria/" + url.PathEscape(leaf)
	if block != "" {
		path += "?block=" + url.QueryEscape(block)
	}
	return path
}
