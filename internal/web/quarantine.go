package web

import (
	"strconv"

	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

const pathQuarantine = "/quarantine"

// quarantineRoutes are for those who decide on files in which the scanner has
// found something.
func (h *handlers) quarantineRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: pathQuarantine, Action: policy.ReadQuarantine, Handle: h.showQuarantine},
		{Method: "POST", Path: pathQuarantine + "/{hash}", Action: policy.DecideQuarantine, Handle: h.postQuarantine},
	}
}

// quarantineView lists the files in quarantine.
type quarantineView struct {
	ui.Page
	Held []evidence.Held
	key  string
}

func (v quarantineView) keyOf(i int, what string) string { return v.key + "." + what + strconv.Itoa(i) }

func (h *handlers) showQuarantine(r *httpx.Request) (httpx.Reply, error) {
	held, err := h.Evidence.ListQuarantine(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	v := quarantineView{Page: h.page(r, printer(r).T("quarantine.title"), pathQuarantine), Held: held, key: r.Random(16)}
	return httpx.Page{Body: quarantinePage(v)}, nil
}

// postQuarantine releases a file, or removes it for good.
func (h *handlers) postQuarantine(r *httpx.Request) (httpx.Reply, error) {
	version, err := strconv.ParseInt(r.Text("version"), 10, 64)
	if err != nil {
		version = 0 // no version is an old one: a conflict
	}
	err = h.Evidence.DecideQuarantine(r.Context(), r.Actor, r.PathValue("hash"), r.Text("decide") == "release", version, r.Text("reason"), r.Key())
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: pathQuarantine, Done: "saved"}, nil
}
