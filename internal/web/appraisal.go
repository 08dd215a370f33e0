package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parindex/internal/appraisal"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
)

const pathAppraisals = "/appraisals"

// appraisalRoutes are for appraisers.
func (h *handlers) appraisalRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/appraisals", Action: policy.ReadQueue, Handle: h.showAppraisals},
		{Method: "GET", Path: "/rounds/{round}/queue", Action: policy.ReadQueue, Handle: h.showQueue},
		{Method: "GET", Path: "/dossiers/{dossier}/leaves/{leaf}/appraise", Action: policy.ReadQueue, Handle: h.showItem},
		{Method: "POST", Path: "/dossiers/{dossier}/leaves/{leaf}/mark", Action: policy.AppraiseScore, Handle: h.postMark},
	}
}

func (h *handlers) showAppraisals(r *httpx.Request) (httpx.Reply, error) {
	mine, err := h.Appraisals.MyRounds(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	return httpx.Page{Body: appraisalsPage(appraisalsView{Page: h.page(r, p.T("appraisal.title"), pathAppraisals), Queues: mine})}, nil
}

func (h *handlers) showQueue(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	whole, err := h.Appraisals.Queue(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	v := newQueueView(h.page(r, printer(r).T("appraisal.queue"), pathAppraisals), whole, queueFilter(r))
	if exporting(r) {
		return h.exportQueue(r, v)
	}
	if v.Saved, err = h.saved(r, "queue"); err != nil {
		return nil, err
	}
	v.Written = appraisal.Agency(r.Actor, id) != ""
	v.Batch, v.Marked, v.undoKey = r.Text("batch"), r.Text("marked"), r.Random(16)
	v.Scripts = append(v.Scripts, "across.js")
	page, _ := strconv.Atoi(r.Text("page")) // what is no number is the first page
	items := v.turnTo(page)
	if v.Rows, err = h.Appraisals.Standings(r.Context(), r.Actor, whole, items); err != nil {
		return nil, err
	}
	if v.Talks, err = h.Threads.OpenCounts(r.Context(), r.Actor, dossiersOf(items)...); err != nil {
		return nil, err
	}
	v.compare()
	return httpx.Page{Body: queuePage(v)}, nil
}

// dossiersOf lists the dossiers of some items, each once.
func dossiersOf(items []appraisal.Item) []par.ID {
	var ids []par.ID
	for _, item := range items {
		if !slices.Contains(ids, item.Dossier) {
			ids = append(ids, item.Dossier)
		}
	}
	return ids
}

func (h *handlers) showItem(r *httpx.Request) (httpx.Reply, error) {
	item, err := h.item(r)
	if err != nil {
		return nil, err
	}
	v, err := h.itemWithTalk(r, item, formOf(printer(r), item))
	if err != nil {
		return nil, err
	}
	return httpx.Page{Body: itemPage(v)}, nil
}

func (h *handlers) item(r *httpx.Request) (appraisal.View, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return appraisal.View{}, err
	}
	return h.Appraisals.Item(r.Context(), r.Actor, id, r.PathValue("leaf"))
}

// postMark keeps a conclusion and goes on to the next open item. What cannot
// be kept is shown again as it was typed.
func (h *handlers) postMark(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	item, err := h.item(r)
	if err != nil { // perhaps it is only too early: that is for the use case to say
		_, err = h.Appraisals.AppraiseScore(r.Context(), r.Actor, id, appraisal.Mark{Leaf: r.PathValue("leaf")}, r.Key())
		return nil, err
	}
	typed := typedMark(r, item.Node)
	mark, err := typed.mark()
	if err == nil || item.Open != nil {
		_, err = h.Appraisals.AppraiseScore(r.Context(), r.Actor, id, mark, r.Key())
	}
	if err == nil && r.Text("from") == "criterion" {
		to := acrossPath(item.Round.ID, item.Dossier.Block, item.Node.Code)
		return httpx.Redirect{To: to + "#u-" + url.PathEscape(item.Unit.Code), Done: "marked"}, nil
	}
	if err == nil {
		return httpx.Redirect{To: withSaved(afterMark(item, queueFilter(r)), item), Done: "marked"}, nil
	}
	refused := refusal(err)
	if par.Is(err, par.Closed) {
		refused, _ = par.AsError(err) // too late: what was typed stays to be copied
	}
	if refused == nil {
		return nil, err
	}
	if item, err = h.item(r); err != nil { // a conflict: another mark is there now
		return nil, err
	}
	typed.refused = refused
	v, err := h.itemWithTalk(r, item, typed)
	if err != nil {
		return nil, err
	}
	return httpx.Page{Status: httpx.Status(refused), Body: itemPage(v)}, nil
}

// afterMark is where an appraiser goes from an item: to the next open one of
// the part of the queue that he works on, or back to the queue.
func afterMark(item appraisal.View, f appraisal.Filter) string {
	part, at := partOf(item, f)
	part.Items[at].Done = true
	if next := part.NextOpen(at); next >= 0 {
		return itemPath(part.Items[next], f)
	}
	return queuePath(item.Round.ID, f)
}

// partOf narrows the queue to what the appraiser works on. The item itself
// belongs to it, whatever the filter says.
func partOf(item appraisal.View, f appraisal.Filter) (appraisal.Queue, int) {
	f.Show = ""
	part := item.Queue.Narrow(f)
	if at := part.Find(item.Dossier.ID, item.Node.Code); at >= 0 {
		return part, at
	}
	return item.Queue.Narrow(appraisal.Filter{}), item.At
}

func queueFilter(r *httpx.Request) appraisal.Filter {
	f := appraisal.Filter{Unit: par.ID(r.Text("unit"))}
	f.Block, f.Area = within(r.Text("area"))
	if block, leaf := within(r.Text("criterion")); leaf != "" {
		if f.Block != "" && block != f.Block {
			f.Area = "" // the criterion is the narrower wish
		}
		f.Block, f.Leaf = block, leaf
	}
	switch show := appraisal.Show(r.Text("show")); show {
	case appraisal.ShowOpen, appraisal.ShowDone, appraisal.ShowCut, appraisal.ShowRest, appraisal.ShowSecond:
		f.Show = show
	}
	return f
}

// within cuts "block:code"; a code alone is one of any block.
func within(text string) (block, code string) {
	block, code, found := strings.Cut(text, ":")
	if !found {
		return "", text
	}
	return block, code
}

// withBlock is the reverse of within; no code is no text.
func withBlock(block, code string) string {
	if block == "" || code == "" {
		return code
	}
	return block + ":" + code
}

// filterFields names what a filter asks for, as addresses and forms carry it.
func filterFields(f appraisal.Filter) [][2]string {
	var fields [][2]string
	for _, one := range [][2]string{
		{"area", withBlock(f.Block, f.Area)}, {"criterion", withBlock(f.Block, f.Leaf)}, {"unit", string(f.Unit)}, {"show", string(f.Show)},
	} {
		if one[1] != "" {
			fields = append(fields, one)
		}
	}
	return fields
}

// filterQuery writes a filter as the query of an address, with its question mark.
func filterQuery(f appraisal.Filter) string {
	query := url.Values{}
	for _, one := range filterFields(f) {
		query.Set(one[0], one[1])
	}
	if len(query) == 0 {
		return ""
	}
	return "?" + query.Encode()
}

func queuePath(roundID par.ID, f appraisal.Filter) string {
	return "/rounds/" + string(roundID) + "/queue" + filterQuery(f)
}

func itemPath(item appraisal.Item, f appraisal.Filter) string {
	if item.Second {
		return leafPath(item.Dossier, item.Leaf.Code, "second")
	}
	return leafPath(item.Dossier, item.Leaf.Code, "appraise") + filterQuery(f)
}

func leafPath(dossierID par.ID, leaf, what string) string {
	return "/dossiers/" + string(dossierID) + "/leaves/" + url.PathEscape(leaf) + "/" + what
}
