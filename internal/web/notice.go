package web

import (
	"slices"
	"strconv"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/policy"
	"parindex/internal/report"
	"parindex/internal/web/ui"
)

const pathPreferences = ui.PathNotices + "/preferences"

// noticeRoutes are for everybody's own notices.
func (h *handlers) noticeRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: ui.PathNotices, Action: policy.ReadNotices, Handle: h.showNotices},
		{Method: "GET", Path: "/notices/{notice}", Action: policy.ReadNotices, Handle: h.followNotice},
		{Method: "GET", Path: pathPreferences, Action: policy.ReadNotices, Handle: h.showPreferences},
		{Method: "POST", Path: pathPreferences, Action: policy.SetPreference, Handle: h.postPreferences},
	}
}

// noticesView is one page of the reader's notices.
type noticesView struct {
	ui.Page
	Inbox  notice.Inbox
	Rows   []noticeRow
	Kinds  ui.Field
	Saved  savedView
	Paging ui.Paging
}

// noticeRow is one notice in the reader's words.
type noticeRow struct {
	Said   notice.Text
	New    bool
	Href   string
	Sent   string
	Opened string
	Mail   tagged
}

func (h *handlers) showNotices(r *httpx.Request) (httpx.Reply, error) {
	kind := notice.Kind(r.Text("kind"))
	if exporting(r) {
		return h.exportNotices(r, kind)
	}
	page, _ := strconv.Atoi(r.Text("page")) // what is no number is the first page
	in, err := h.Notices.ListNotices(r.Context(), r.Actor, kind, min(page, 10_000))
	if err != nil {
		return nil, err
	}
	if err := h.Notices.OpenNotices(r.Context(), r.Actor, in.List); err != nil {
		return nil, err
	}
	p := printer(r)
	v := noticesView{
		Page: h.page(r, p.T("notices.title"), ui.PathNotices), Inbox: in, Kinds: kindField(p, kind),
		Paging: ui.Paging{
			Path: ui.PathNotices + "?kind=" + queryText(string(kind)), Page: in.Page,
			Pages: int((in.Total + notice.PageSize - 1) / notice.PageSize),
		},
	}
	for _, n := range in.List {
		v.Rows = append(v.Rows, noticeRowOf(p, n))
	}
	if v.Saved, err = h.saved(r, "notices"); err != nil {
		return nil, err
	}
	return httpx.Page{Body: noticesPage(v)}, nil
}

func kindField(p i18n.Printer, chosen notice.Kind) ui.Field {
	f := ui.Field{Name: "kind", Label: p.T("notices.kind"), Value: string(chosen), Options: []ui.Option{{Label: p.T("notices.all_kinds")}}}
	for _, kind := range notice.Kinds() {
		f.Options = append(f.Options, ui.Option{Value: string(kind), Label: kindName(p, kind)})
	}
	return f
}

func kindName(p i18n.Printer, kind notice.Kind) string {
	return p.T("notice." + string(kind) + "_what")
}

func noticeRowOf(p i18n.Printer, n notice.Notice) noticeRow {
	row := noticeRow{
		Said: notice.Say(p, n), New: n.OpenedAt == 0, Href: ui.PathNotices + "/" + string(n.ID),
		Sent: p.DateTime(n.SentAt), Opened: p.T("notices.not_opened"), Mail: mailTag(p, n),
	}
	if n.OpenedAt != 0 {
		row.Opened = p.DateTime(n.OpenedAt)
	}
	return row
}

// mailTag says where the letter of a notice stands.
func mailTag(p i18n.Printer, n notice.Notice) tagged {
	tag := tagged{Text: p.T("notices.mail." + string(n.Mail))}
	switch {
	case n.Mail == notice.Sent:
		tag.Kind, tag.Icon = "act", "check"
	case n.Mail == notice.Failed:
		tag.Kind, tag.Icon = "bad", "reject"
	case n.Mail == notice.Waiting && n.MailError != "":
		tag.Kind, tag.Icon, tag.Text = "ask", "clock", p.T("notices.mail.retry")
	case n.Mail == notice.Waiting:
		tag.Icon = "clock"
	default:
		tag.Icon = "minus"
	}
	return tag
}

func (h *handlers) exportNotices(r *httpx.Request, kind notice.Kind) (httpx.Reply, error) {
	all, err := h.Notices.AllNotices(r.Context(), r.Actor, kind)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	t := report.Table{Sheet: p.T("notices.title"), Columns: []report.Column{
		{Title: p.T("notices.kind"), Width: 28}, {Title: p.T("notices.notice"), Width: 50}, {Title: p.T("notices.text"), Width: 70},
		{Title: p.T("notices.sent"), Width: 18}, {Title: p.T("notices.opened"), Width: 18}, {Title: p.T("notices.by_mail"), Width: 18},
	}}
	for _, n := range all {
		row := noticeRowOf(p, n)
		t.Rows = append(t.Rows, []report.Cell{
			report.Text(kindName(p, n.Kind)), report.Text(row.Said.Title), report.Text(row.Said.Body),
			report.Text(row.Sent), report.Text(row.Opened), report.Text(row.Mail.Text),
		})
	}
	return export(r, "notices", t)
}

// followNotice keeps that a notice was opened and leads to what it is about.
func (h *handlers) followNotice(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("notice")
	if err != nil {
		return nil, err
	}
	n, err := h.Notices.OpenNotice(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: n.Link}, nil
}

// preferencesView is what the reader wants by mail.
type preferencesView struct {
	ui.Page
	Preferences notice.Preferences
	Key         string
}

func (h *handlers) showPreferences(r *httpx.Request) (httpx.Reply, error) {
	now, err := h.Notices.ReadPreferences(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := preferencesView{Page: h.page(r, p.T("notices.preferences"), ui.PathNotices), Preferences: now, Key: r.Random(16)}
	return httpx.Page{Body: preferencesPage(v)}, nil
}

func (h *handlers) postPreferences(r *httpx.Request) (httpx.Reply, error) {
	var mail []notice.Kind
	for _, kind := range notice.Kinds() {
		if slices.Contains(r.Form["mail"], string(kind)) {
			mail = append(mail, kind)
		}
	}
	if _, err := h.Notices.SavePreferences(r.Context(), r.Actor, r.Key(), mail); err != nil {
		return nil, err
	}
	return httpx.Redirect{To: pathPreferences, Done: "preferences_saved"}, nil
}
