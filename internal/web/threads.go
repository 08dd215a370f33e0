package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/thread"
	"parindex/internal/web/ui"
)

// threadRoutes are what people say to each other about a leaf.
func (h *handlers) threadRoutes() []httpx.Route {
	const at = "/dossiers/{dossier}/leaves/{leaf}/threads"
	return []httpx.Route{
		{Method: "GET", Path: at, Action: policy.ReadThread, Handle: h.showThreads},
		{Method: "POST", Path: at, Action: policy.WriteRemark, Handle: h.postThread},
		{Method: "POST", Path: at + "/{thread}", Action: policy.WriteRemark, Handle: h.postReply},
		{Method: "POST", Path: at + "/{thread}/settle", Action: policy.WriteRemark, Handle: h.postSettled},
	}
}

func threadsPath(dossierID par.ID, leaf string) string { return leafPath(dossierID, leaf, "threads") }

// typedRemark is what was typed into one of the forms of a leaf's threads.
type typedRemark struct {
	thread   par.ID // empty: it begins one
	audience par.Audience
	body     string
	people   []par.ID
	refused  *par.Error
}

func typedRemarkOf(r *httpx.Request) typedRemark {
	t := typedRemark{thread: par.ID(r.PathValue("thread")), audience: par.Audience(r.Text("audience")), body: r.Form.Get("body")}
	for _, id := range r.Form["person"] {
		t.people = append(t.people, par.ID(id))
	}
	return t
}

func (t typedRemark) words() thread.Words { return thread.Words{Body: t.body, People: t.people} }

// talkView is the threads of a leaf wherever they are drawn: in the panel of
// the sheet, beside a claim, or on their own page.
type talkView struct {
	thread.View
	P     i18n.Printer
	Path  string
	Back  string // where the page without scripts returns to
	Key   string // begins the keys of the forms
	Typed typedRemark
	Said  par.ID // thread in which the reader has just said something
	Now   par.Time
}

// talkPage is the threads of a leaf on their own page.
type talkPage struct {
	ui.Page
	Talk talkView
	Item string // address to appraise the leaf; empty: not this reader's
	Open string // address of the leaf on the sheet; empty: not this reader's
}

// talkAbout loads the threads of a leaf into a part of another page, which
// stays empty where the reader has no share in them.
func (h *handlers) talkAbout(r *httpx.Request, id par.ID, leaf, back string, into **talkView) error {
	v, err := h.Threads.ReadThreads(r.Context(), r.Actor, id, leaf)
	if e, ok := par.AsError(err); ok && slices.Contains([]par.Code{par.NotFound, par.Forbidden, par.Closed}, e.Code) {
		return nil
	}
	if err == nil {
		*into = h.talkView(r, v, back)
	}
	return err
}

func (h *handlers) talkView(r *httpx.Request, v thread.View, back string) *talkView {
	return &talkView{View: v, P: printer(r), Path: threadsPath(v.Dossier.ID, v.Leaf.Code), Back: back, Key: r.Random(8), Now: v.At, Said: par.ID(r.Text("in"))}
}

func (h *handlers) showThreads(r *httpx.Request) (httpx.Reply, error) {
	return h.threadsPage(r, typedRemark{})
}

func (h *handlers) threadsPage(r *httpx.Request, typed typedRemark) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	v, err := h.Threads.ReadThreads(r.Context(), r.Actor, id, r.PathValue("leaf"))
	if err != nil {
		return nil, err
	}
	p := printer(r)
	page := talkPage{Page: h.page(r, p.T("thread.page_title", "code", v.Leaf.Code, "unit", v.Unit.Name), ""), Talk: *h.talkView(r, v, r.Form.Get("back"))}
	page.DemoNote, page.Talk.Typed = v.Round.DemoNote, typed
	if v.Item {
		page.Item = leafPath(id, v.Leaf.Code, "appraise")
	}
	if v.Sheet {
		page.Open = sheetPath(id) + "?leaf=" + url.QueryEscape(v.Leaf.Code) + "#m-" + v.Leaf.Code
	}
	reply := httpx.Page{Body: threadsPage(page)}
	if typed.refused != nil {
		reply.Status = httpx.Status(typed.refused)
	}
	return reply, nil
}

func (h *handlers) postThread(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	typed := typedRemarkOf(r)
	begun, err := h.Threads.BeginThread(r.Context(), r.Actor, id, r.PathValue("leaf"), typed.audience, typed.words(), r.Key())
	return h.said(r, typed, begun, "said", err)
}

func (h *handlers) postReply(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	in, err := r.PathID("thread")
	if err != nil {
		return nil, err
	}
	typed := typedRemarkOf(r)
	_, err = h.Threads.Reply(r.Context(), r.Actor, id, r.PathValue("leaf"), in, typed.words(), r.Key())
	return h.said(r, typed, in, "said", err)
}

func (h *handlers) postSettled(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	in, err := r.PathID("thread")
	if err != nil {
		return nil, err
	}
	settled := r.Flag("settled")
	err = h.Threads.SettleThread(r.Context(), r.Actor, id, r.PathValue("leaf"), in, settled, version(r), r.Key())
	return h.said(r, typedRemark{}, in, "saved", err)
}

// said goes back to where the form stood. What was refused is shown again, as
// it was typed, on the page of the leaf's threads.
func (h *handlers) said(r *httpx.Request, typed typedRemark, in par.ID, done string, err error) (httpx.Reply, error) {
	if err == nil {
		to := r.Text("back")
		if !httpx.Local(to) {
			to = threadsPath(par.ID(r.PathValue("dossier")), r.PathValue("leaf")) + "#t-" + string(in)
		}
		if done == "said" {
			to = atRemark(to, in)
		}
		return httpx.Redirect{To: to, Done: done}, nil
	}
	if typed.refused = refusalOrClosed(err); typed.refused == nil {
		return nil, err
	}
	reply, loadErr := h.threadsPage(r, typed)
	if loadErr != nil {
		return nil, err
	}
	return reply, nil
}

// atRemark leads to what was just said in a thread, on the page of an address.
func atRemark(address string, in par.ID) string {
	to, err := url.Parse(address)
	if err != nil {
		return address
	}
	query := to.Query()
	query.Set("in", string(in))
	to.RawQuery, to.Fragment = query.Encode(), "said"
	return to.String()
}

// audienceWords names an audience, and says who is in it.
var audienceWords = map[par.Audience][2]string{
	par.ForUnit:       {"thread.for_unit", "thread.for_unit_who"},
	par.ForAppraisers: {"thread.for_appraisers", "thread.for_appraisers_who"},
	par.ForBoth:       {"thread.for_both", "thread.for_both_who"},
}

func (v talkView) audience(a par.Audience) string { return v.P.T(audienceWords[a][0]) }

func (v talkView) who(a par.Audience) string { return v.P.T(audienceWords[a][1]) }

// chosen tells whether the refused form of a new thread had chosen the
// audience. None is chosen beforehand: who reads along is everyone's own choice.
func (v talkView) chosen(a par.Audience) bool { return v.Typed.thread == "" && v.Typed.audience == a }

// sayForm is one form in which something is said.
type sayForm struct {
	Thread par.ID
	Action string
	Key    string
	Label  string
	Body   string
	Fault  string
	Open   bool            // shown unfolded, for it was refused
	People []thread.Person // who may be named whatever the audience
	Others []thread.Person // only in a thread for both
}

// begin is the form of a new thread.
func (v talkView) begin() sayForm {
	a := sayForm{Action: v.Path, Key: v.Key + ".new", Label: v.P.T("thread.send"), People: v.People[v.May[0]]}
	if len(v.May) > 1 {
		for _, p := range v.People[par.ForBoth] {
			if !slices.Contains(a.People, p) {
				a.Others = append(a.Others, p)
			}
		}
	}
	return v.typedInto(a)
}

// reply is the form of a reply.
func (v talkView) reply(t thread.Thread) sayForm {
	a := sayForm{
		Thread: t.ID, Action: v.Path + "/" + string(t.ID), Key: v.Key + "." + strconv.FormatInt(t.Version, 10) + string(t.ID),
		Label: v.P.T("thread.reply"), People: v.People[t.Audience],
	}
	if !t.Open() {
		a.Label = v.P.T("thread.reply_reopens")
	}
	return v.typedInto(a)
}

func (v talkView) typedInto(a sayForm) sayForm {
	if v.Typed.refused == nil || v.Typed.thread != a.Thread {
		return a
	}
	a.Body, a.Open = v.Typed.body, true
	if text, ok := v.Typed.refused.Fields["body"]; ok {
		a.Fault = v.P.Text(text)
	}
	return a
}

func (a sayForm) id() string {
	if a.Thread == "" {
		return "talk-new"
	}
	return "talk-" + string(a.Thread)
}

// named tells whether the refused form had chosen the person.
func (v talkView) named(a sayForm, p thread.Person) bool {
	return v.Typed.refused != nil && v.Typed.thread == a.Thread && slices.Contains(v.Typed.people, p.ID)
}

func (v talkView) name(id par.ID) string {
	if name := v.Names[id]; name != "" {
		return name
	}
	return v.P.T("thread.someone")
}

func (v talkView) byline(r thread.Remark) string {
	return v.P.T("thread.who", "name", v.name(r.Author), "at", sayMoment(v.P, r.WrittenAt, v.Now))
}

func (v talkView) mentions(t thread.Thread, r thread.Remark) string {
	var names []string
	for _, id := range t.Named[r.ID] {
		names = append(names, v.name(id))
	}
	if len(names) == 0 {
		return ""
	}
	return v.P.T("thread.named", "names", strings.Join(names, ", "))
}

// count says how many threads are open.
func (v talkView) count() string {
	switch {
	case v.Open() > 0:
		return v.P.N("thread.open_count", v.Open())
	case len(v.Threads) > 0:
		return v.P.T("thread.all_settled")
	}
	return ""
}
