package web

import (
	"net/url"
	"slices"

	"parindex/internal/account"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// filterPages are the kinds of pages whose filters can be kept.
var filterPages = []string{"board", "queue", "evidence", "notices", "accounts", "reminders"}

// filterRoutes keep one's own filters.
func (h *handlers) filterRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "POST", Path: "/filters", Action: policy.SaveFilter, Handle: h.postFilter},
		{Method: "POST", Path: "/filters/{filter}/delete", Action: policy.SaveFilter, Handle: h.postDeleteFilter},
	}
}

// savedView is the filters that the reader keeps of a kind of page.
type savedView struct {
	P     i18n.Printer
	Page  string
	Back  string // the page as it is narrowed now
	Query string
	Key   string
	List  []savedFilter
}

type savedFilter struct {
	ID         par.ID
	Name, Href string
	Current    bool
}

// saved lists the filters that the reader keeps of this kind of page.
func (h *handlers) saved(r *httpx.Request, page string) (savedView, error) {
	list, err := h.Accounts.ListFilters(r.Context(), r.Actor, page)
	if err != nil {
		return savedView{}, err
	}
	query := r.URL.Query()
	for _, name := range []string{"page", "format", "done"} {
		query.Del(name)
	}
	for name, values := range query {
		if len(values) == 0 || values[0] == "" {
			query.Del(name)
		}
	}
	v := savedView{P: printer(r), Page: page, Back: r.URL.Path, Query: query.Encode(), Key: r.Random(16)}
	if v.Query != "" {
		v.Back += "?" + v.Query
	}
	for _, f := range list {
		v.List = append(v.List, savedFilter{f.ID, f.Name, r.URL.Path + "?" + f.Query, f.Query == v.Query})
	}
	return v, nil
}

func (h *handlers) postFilter(r *httpx.Request) (httpx.Reply, error) {
	page := r.Text("page")
	if !slices.Contains(filterPages, page) {
		return nil, par.InvalidFields(map[string]par.Text{"page": par.T("error.choose")})
	}
	f := account.SavedFilter{Page: page, Name: r.Text("name"), Query: r.Text("query")}
	if _, err := h.Accounts.SaveFilter(r.Context(), r.Actor, f, r.Key()); err != nil {
		return nil, err
	}
	return httpx.Redirect{To: backTo(r), Done: "filter_saved"}, nil
}

func (h *handlers) postDeleteFilter(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("filter")
	if err != nil {
		return nil, err
	}
	if err := h.Accounts.DeleteFilter(r.Context(), r.Actor, id, r.Key()); err != nil {
		return nil, err
	}
	return httpx.Redirect{To: backTo(r), Done: "filter_deleted"}, nil
}

// backTo is the page from which a form was sent; only one of ours.
func backTo(r *httpx.Request) string {
	to := r.Text("back")
	if u, err := url.Parse(to); err != nil || u.Host != "" || !httpx.Local(to) {
		return "/"
	}
	return to
}
