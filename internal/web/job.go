package web

import (
	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/job"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

const pathJobs = "/jobs"

// jobRoutes are for those who watch the machine.
func (h *handlers) jobRoutes() []httpx.Route {
	return []httpx.Route{{Method: "GET", Path: pathJobs, Action: policy.ReadJobs, Handle: h.showJobs}}
}

// jobsView is the list of work behind the pages.
type jobsView struct {
	ui.Page
	Jobs    []job.Job
	Dead    int
	Storage evidence.Storage
}

func (h *handlers) showJobs(r *httpx.Request) (httpx.Reply, error) {
	jobs, err := h.Jobs.ListJobs(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	storage, err := h.Evidence.ReadStorage(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := jobsView{Page: h.page(r, p.T("jobs.title"), pathJobs), Jobs: jobs, Storage: storage}
	for _, j := range jobs {
		if j.State == job.Dead {
			v.Dead++
		}
	}
	return httpx.Page{Body: jobsPage(v)}, nil
}
