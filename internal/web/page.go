package web

import (
	"slices"
	"strings"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

// nav is the bar of every page. An entry is shown to those for whom the policy
// table knows the action of the page it leads to.
var nav = []struct{ path, key string }{
	{"/", "nav.home"},
	{"/dossiers", "nav.sheet"},
	{"/evidence", "nav.evidence"},
	{"/appraisals", "nav.appraisal"},
	{"/rounds", "nav.rounds"},
	{"/criteria", "nav.criteria"},
	{"/units", "nav.units"},
	{ui.PathPublic, "nav.results"},
	{"/accounts", "nav.accounts"},
	{"/jobs", "nav.jobs"},
	{pathQuarantine, "nav.quarantine"},
}

// page is the frame of a page. Current is the address of the entry of the bar
// that the page belongs to; it may be empty.
func (h *handlers) page(r *httpx.Request, title, current string) ui.Page {
	p := printer(r)
	return ui.Page{
		P: p, Title: title, Place: h.Place, Owner: h.Owner, Path: r.URL.RequestURI(), Now: r.Now,
		Person: r.Actor.Name, ID: string(r.Actor.Person), Unit: roles(p, r.Actor), People: peoplePath(r.Actor), Nav: h.navFor(p, r.Actor), Current: current,
		Flash: flash(p, r), Public: r.Actor.Anonymous(), Unread: h.unread(r),
	}
}

// unread counts what the bell shows. A page is worth more than its bell: where
// the count cannot be read, none is shown.
func (h *handlers) unread(r *httpx.Request) int {
	if r.Actor.Anonymous() || r.WantsFragment() {
		return 0
	}
	n, err := h.Notices.CountUnread(r.Context(), r.Actor)
	if err != nil {
		return 0
	}
	return int(n)
}

// printer says texts in the reader's language.
func printer(r *httpx.Request) i18n.Printer { return i18n.New(i18n.Lang(r.Lang)) }

func (h *handlers) navFor(p i18n.Printer, actor par.Actor) []ui.NavItem {
	if actor.Anonymous() {
		return nil
	}
	var items []ui.NavItem
	for _, n := range nav {
		if action, ok := h.actionOf(n.path); ok && policy.MayEver(actor, action) == nil {
			items = append(items, ui.NavItem{Href: n.path, Label: p.T(n.key)})
		}
	}
	return items
}

// actionOf returns the action that the table of routes names for a page.
func (h *handlers) actionOf(path string) (policy.Action, bool) {
	if path == "/" {
		path = "/{$}"
	}
	i := slices.IndexFunc(h.app.Routes, func(r httpx.Route) bool { return r.Method == "GET" && r.Path == path })
	if i < 0 {
		return "", false
	}
	return h.app.Routes[i].Action, true
}

// roles names the actor's roles, each once.
func roles(p i18n.Printer, actor par.Actor) string {
	var names []string
	for _, g := range actor.Grants {
		if name := p.Value(g.Role); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// flash tells what the request before this one has done.
func flash(p i18n.Printer, r *httpx.Request) ui.Flash {
	key := "flash." + r.URL.Query().Get("done")
	if !p.Has(key) {
		return ui.Flash{}
	}
	kind := ""
	if key == "flash.evidence_kept" || key == "flash.evidence_late" {
		kind = "bad" // done in part only
	}
	return ui.Flash{Kind: kind, Text: p.T(key)}
}

// refusal returns the error that a form shows again with what was typed; nil
// means that the error is none of the form's.
func refusal(err error) *par.Error {
	e, ok := par.AsError(err)
	if !ok || (e.Code != par.Invalid && e.Code != par.Conflict && e.Code != par.TooMany) {
		return nil
	}
	return e
}
