package web

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/publication"
	"parindex/internal/web/asset"
	"parindex/internal/web/ui"
)

func (h *handlers) publicRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: ui.PathPublic, Action: policy.ReadPublic, Handle: h.showYears},
		{Method: "GET", Path: ui.PathPublic + "/{publication}", Action: policy.ReadPublic, Handle: h.showPublic},
		{Method: "GET", Path: ui.PathPublic + "/{publication}/phuong-phap", Action: policy.ReadPublic, Handle: h.showMethod},
		{Method: "GET", Path: ui.PathPublic + "/{publication}/{download}", Action: policy.ReadPublic, Handle: h.showPublicFile},
		{Method: "GET", Path: ui.PathPublic + "/{publication}/{block}/{code}", Action: policy.ReadPublic, Handle: h.showPublicUnit},
	}
}

// publicPage is the frame of a page for everyone. Id may be empty.
func (h *handlers) publicPage(r *httpx.Request, title string, id par.ID) ui.Page {
	page := h.page(r, title, ui.PathPublic)
	page.Bare = true
	if !page.Public {
		return page
	}
	p := page.P
	page.Nav = []ui.NavItem{{Href: ui.PathPublic, Label: p.T("public.nav_years")}}
	if id != "" {
		at := publicPath(id)
		page.Nav = append(page.Nav, ui.NavItem{Href: at, Label: p.T("public.nav_results")},
			ui.NavItem{Href: at + "/phuong-phap", Label: p.T("public.nav_method")}, ui.NavItem{Href: at + "#download", Label: p.T("public.nav_data")})
	}
	page.Current = r.URL.Path
	return page
}

// tag names a public page as it looks now. Nothing of it changes but by a new
// publication, another language or another build; who has signed in gets none.
func (h *handlers) tag(r *httpx.Request, parts ...string) string {
	if !r.Actor.Anonymous() || r.URL.Query().Get("done") != "" {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(append(parts, r.Lang, r.URL.Path, h.epoch, asset.URL("app.css"), asset.URL("main.js")), "\n")))
	return hex.EncodeToString(sum[:12])
}

// yearsView lists what is public.
type yearsView struct {
	Page  ui.Page
	Years []publicYear
}

// publicYear is one year with its publications, the ones in force first.
type publicYear struct {
	Year         int
	Publications []publicItem
}

type publicItem struct {
	publication.Publication
	Old bool // a newer one of the same round is public
}

// showYears lists what is public, the latest year first.
func (h *handlers) showYears(r *httpx.Request) (httpx.Reply, error) {
	all, err := h.Publications.ListPublic(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	v := yearsView{Page: h.publicPage(r, printer(r).T("public.years_title"), "")}
	seen := map[par.ID]bool{}
	for _, p := range all {
		if n := len(v.Years); n == 0 || v.Years[n-1].Year != p.Year {
			v.Years = append(v.Years, publicYear{Year: p.Year})
		}
		last := &v.Years[len(v.Years)-1]
		last.Publications = append(last.Publications, publicItem{p, seen[p.RoundID]})
		seen[p.RoundID] = true
	}
	return httpx.Page{Body: yearsPage(v)}, nil
}

// publicView is the page of one publication.
type publicView struct {
	Page    ui.Page
	Results publication.Results
	Blocks  []rankingView
	Facts   publication.Facts
}

func (h *handlers) showPublic(r *httpx.Request) (httpx.Reply, error) {
	return h.public(r, publicTitle, publicResults)
}

func (h *handlers) showMethod(r *httpx.Request) (httpx.Reply, error) {
	return h.public(r, func(v publicView) string { return v.Page.P.T("public.method_title", "title", publicTitle(v)) }, methodPage)
}

func publicTitle(v publicView) string { return titled(v.Page.P, v.Results.Publication) }

// titled is the title of a publication; that of a trial says so.
func titled(p i18n.Printer, of publication.Publication) string {
	if of.DemoNote == "" {
		return of.Title
	}
	return p.T("public.trial", "title", of.Title)
}

// public draws a page on a whole publication, unless the reader keeps it already.
func (h *handlers) public(r *httpx.Request, title func(publicView) string, draw func(publicView) templComponent) (httpx.Reply, error) {
	id, err := r.PathID("publication")
	if err != nil {
		return nil, err
	}
	head, err := h.Publications.PublicHead(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	tag := h.tag(r, head.Hash, string(head.NewerID))
	if tag != "" && r.Keeps(tag) {
		return httpx.NotModified{Tag: tag}, nil
	}
	results, err := h.Publications.PublicResults(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	v := publicView{Page: h.publicPage(r, "", id), Results: results}
	v.fill()
	v.Page.Title = title(v)
	return httpx.Page{Body: draw(v), Tag: tag}, nil
}

func (h *handlers) showPublicUnit(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("publication")
	if err != nil {
		return nil, err
	}
	head, err := h.Publications.PublicHead(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	tag := h.tag(r, head.Hash, string(head.NewerID))
	if tag != "" && r.Keeps(tag) {
		return httpx.NotModified{Tag: tag}, nil
	}
	u, err := h.Publications.PublicUnit(r.Context(), r.Actor, id, r.PathValue("block"), r.PathValue("code"))
	if err != nil {
		return nil, err
	}
	v := publicUnitView{Newer: head.NewerID, unitResultView: unitResultView{
		P: printer(r), Block: u.Block, Unit: u.Unit, Demo: head.DemoNote != "", ID: id, Hash: head.Hash,
		Page: h.publicPage(r, u.Unit.Name+", "+titled(printer(r), head.Publication), id),
		Crumbs: []ui.Crumb{
			{Href: ui.PathPublic, Label: printer(r).T("public.nav_years")}, {Href: publicPath(id), Label: titled(printer(r), head.Publication)}, {Label: u.Block.Name},
		},
	}}
	v.DemoNote = head.DemoNote
	return httpx.Page{Body: publicUnitPage(v), Tag: tag}, nil
}

// publicUnitView is a unit's page for everyone.
type publicUnitView struct {
	unitResultView
	DemoNote string
	Newer    par.ID
}

// announcement is the released text in the reader's language.
func (v publicView) announcement() publication.Announcement {
	for _, a := range v.Results.Texts {
		if a.Language == v.Page.P.Lang() {
			return a
		}
	}
	return publication.Announcement{Language: i18n.Vi}
}
