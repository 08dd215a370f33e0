package web

import (
	"slices"

	"parindex/internal/httpx"
	"parindex/internal/policy"
)

// routes is the front door: every address, the action that it asks for, and
// who answers. Each capability lists its rows in one function.
func (h *handlers) routes() []httpx.Route {
	return slices.Concat(
		h.machineRoutes(),
		h.evidenceRoutes(),
		h.uploadRoutes(),
		h.bundleRoutes(),
		h.resultRoutes(),
		h.publicationRoutes(),
		h.publicRoutes(),
		h.signInRoutes(),
		h.accountRoutes(),
		h.noticeRoutes(),
		h.filterRoutes(),
		h.reminderRoutes(),
		h.jobRoutes(),
		h.quarantineRoutes(),
		h.dossierRoutes(),
		h.workRoutes(),
		h.workbookRoutes(),
		h.threadRoutes(),
		h.unitRoutes(),
		h.criteriaRoutes(),
		h.roundRoutes(),
		h.explanationRoutes(),
		h.unitCaseRoutes(),
		h.fallbackRoutes(),
		h.writtenRoutes(),
		h.appraisalRoutes(),
		h.fairRoutes(),
		h.surveyRoutes(),
		h.councilRoutes(),
	)
}

// machineRoutes are read by programs: supervisors and browsers fetching files.
func (h *handlers) machineRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/healthz", Action: policy.ReadPublic, Handle: h.showHealth},
		{Method: "GET", Path: "/readyz", Action: policy.ReadPublic, Handle: h.showReadiness},
		{Method: "GET", Path: "/assets/{file}", Action: policy.ReadPublic, Handle: h.showAsset},
	}
}
