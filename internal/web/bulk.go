package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"parindex/internal/appraisal"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

// bulkForm is the form that concludes on many items.
type bulkForm struct {
	Round   par.ID
	Fields  [][2]string // what it carries: the filter, and where it came from
	Reasons []ui.Option
	Total   int // of all that is filtered
}

func (f bulkForm) field(p i18n.Printer, name, label string) ui.Field {
	return ui.Field{Name: name, ID: "f-bulk-" + name, Label: p.T(label), Autocomplete: "off"}
}

func (f bulkForm) verdict(p i18n.Printer) ui.Field {
	v := f.field(p, "verdict", "appraisal.verdict")
	v.Options = []ui.Option{{Value: byAccepting, Label: p.T("appraisal.accept")}, {Value: byPoints, Label: p.T("appraisal.by_points")}}
	return v
}

func (f bulkForm) points(p i18n.Printer) ui.Field {
	v := f.field(p, "points", "fair.bulk_points")
	v.Number, v.MaxLength = true, 40
	return v
}

func (f bulkForm) reason(p i18n.Printer) ui.Field {
	v := f.field(p, "reason", "appraisal.reason")
	v.Options = f.Reasons
	return v
}

func (f bulkForm) remark(p i18n.Printer) ui.Field {
	v := f.field(p, "remark", "appraisal.remark")
	v.MaxLength = 4000
	return v
}

// bulkView is what marking many items would do.
type bulkView struct {
	ui.Page
	Round    par.ID
	Key      string
	Outcomes []appraisal.Outcome
	typed    bulkMark
	back     string
	refused  *par.Error
}

// bulkMark is what was typed for many.
type bulkMark struct {
	verdict, points, reason, remark string
	carry                           [][2]string
}

func typedBulk(r *httpx.Request) bulkMark {
	t := bulkMark{verdict: r.Text("verdict"), points: r.Text("points"), reason: r.Text("reason"), remark: r.Text("remark")}
	t.carry = filterFields(queueFilter(r))
	if r.Text("from") != "" {
		t.carry = append(t.carry, [2]string{"from", r.Text("from")})
	}
	return t
}

// mark reads what was typed, or says which field cannot be read.
func (t bulkMark) mark() (appraisal.Mark, error) {
	return markForm{verdict: t.verdict, points: t.points, reason: t.reason, remark: t.remark}.bulk()
}

// bulk makes a mark for many leaves: accepting or points, never figures.
func (f markForm) bulk() (appraisal.Mark, error) {
	m := appraisal.Mark{Reason: par.Reason(f.reason), Remark: f.remark}
	switch f.verdict {
	case byAccepting:
		m.Verdict = appraisal.Accept
	case byPoints:
		m.Verdict = appraisal.Adjust
		points, err := i18n.ReadNumber(f.points)
		if e, bad := par.AsError(err); bad {
			return m, par.InvalidFields(map[string]par.Text{"points": {Key: e.Key, Args: e.Args}})
		}
		m.Points = points
	}
	return m, nil
}

func (v bulkView) fields() [][2]string {
	t := v.typed
	return append([][2]string{{"verdict", t.verdict}, {"points", t.points}, {"reason", t.reason}, {"remark", t.remark}}, t.carry...)
}

func (v bulkView) fit() int {
	n := 0
	for _, o := range v.Outcomes {
		if o.Err == nil {
			n++
		}
	}
	return n
}

// said repeats the conclusion in words.
func (v bulkView) said() string {
	t, p := v.typed, v.P
	text := p.T("appraisal.accept")
	if t.verdict == byPoints {
		text = p.T("appraisal.typed_points", "points", t.points)
		if p.Has("reason." + t.reason) {
			text += " · " + p.Value(par.Reason(t.reason))
		}
	}
	if t.remark != "" {
		text += " · “" + t.remark + "”"
	}
	return text
}

// whyNot says why one item cannot be marked so: the field's own words where a
// field is at fault.
func whyNot(p i18n.Printer, err error) string {
	e, ok := par.AsError(err)
	if !ok {
		return ""
	}
	var lines []string
	for _, name := range []string{"verdict", "points", "value", "reason", "remark"} {
		if text, at := e.Fields[name]; at {
			lines = append(lines, p.Text(text))
		}
	}
	if len(lines) == 0 {
		return p.Err(e)
	}
	return strings.Join(lines, " ")
}

// targets reads what was chosen; "all" means everything that the filter keeps
// at this moment, not only the page that was seen.
func (h *handlers) targets(r *httpx.Request, id par.ID) ([]appraisal.Target, error) {
	if !r.Flag("all") {
		return chosen(r.Form["item"])
	}
	q, err := h.Appraisals.Queue(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	var some []appraisal.Item
	for _, item := range q.Narrow(queueFilter(r)).Items {
		if !item.Second {
			some = append(some, item)
		}
	}
	if len(some) == 0 {
		return nil, nil
	}
	rows, err := h.Appraisals.Standings(r.Context(), r.Actor, q, some)
	if err != nil {
		return nil, err
	}
	targets := make([]appraisal.Target, len(rows))
	for i, row := range rows {
		targets[i] = appraisal.Target{Dossier: row.Dossier, Leaf: row.Leaf.Code, Version: row.Version}
	}
	return targets, nil
}

// chosen reads items as bulkTarget writes them.
func chosen(items []string) ([]appraisal.Target, error) {
	var targets []appraisal.Target
	for _, text := range items {
		parts := strings.SplitN(text, ":", 3)
		if len(parts) != 3 || !par.ID(parts[0]).Valid() {
			return nil, par.E(par.NotFound, "error.not_found")
		}
		n, err := strconv.ParseInt(parts[1], 10, 64)
		if err != nil {
			return nil, par.E(par.NotFound, "error.not_found").Because(err)
		}
		t := appraisal.Target{Dossier: par.ID(parts[0]), Leaf: parts[2], Version: n}
		if !slices.Contains(targets, t) {
			targets = append(targets, t)
		}
	}
	return targets, nil
}

func (h *handlers) postBulkPreview(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	targets, err := h.targets(r, id)
	if err != nil {
		return nil, err
	}
	return h.preview(r, id, targets, nil)
}

// preview draws the page of outcomes; refused is why they could not be kept.
func (h *handlers) preview(r *httpx.Request, id par.ID, targets []appraisal.Target, refused *par.Error) (httpx.Reply, error) {
	p := printer(r)
	v := bulkView{
		Page: h.page(r, p.T("fair.preview"), pathAppraisals), Round: id, Key: r.Random(16), typed: typedBulk(r), back: listPath(r, id), refused: refused,
	}
	mark, err := v.typed.mark()
	if err == nil {
		v.Outcomes, err = h.Appraisals.PreviewBulk(r.Context(), r.Actor, id, targets, mark)
	}
	if e := refusal(err); e != nil {
		v.refused, err = e, nil
		if policyErr := ask(r, policy.ReadQueue); policyErr != nil {
			return nil, policyErr
		}
	}
	if err != nil {
		return nil, err
	}
	return httpx.Page{Status: statusOf(v.refused), Body: bulkPage(v)}, nil
}

// listPath is the list from which many were chosen.
func listPath(r *httpx.Request, id par.ID) string {
	f := queueFilter(r)
	if r.Text("from") == "criterion" {
		return acrossPath(id, f.Block, f.Leaf)
	}
	return queuePath(id, f)
}

func (h *handlers) postBulk(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	targets, err := chosen(r.Form["item"])
	if err != nil {
		return nil, err
	}
	mark, err := typedBulk(r).mark()
	if err != nil {
		return h.preview(r, id, targets, refusal(err))
	}
	done, outcomes, err := h.Appraisals.MarkBulk(r.Context(), r.Actor, id, targets, mark, r.Key())
	if e := refusal(err); e != nil && len(outcomes) > 0 {
		return h.preview(r, id, targets, e)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: withBatch(listPath(r, id), done), Done: "bulk"}, nil
}

// withBatch lets the list that was come from offer to undo what was done.
func withBatch(path string, done appraisal.Batch) string {
	mark := "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	return path + mark + "batch=" + url.QueryEscape(done.ID) + "&marked=" + strconv.Itoa(done.Count)
}

func (h *handlers) postUndoBulk(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	undone, err := h.Appraisals.UndoBulk(r.Context(), r.Actor, id, r.Text("batch"), r.Key())
	if err != nil {
		return nil, err
	}
	flash := "undone"
	if undone.Left > 0 {
		flash = "undone_partly"
	}
	return httpx.Redirect{To: listPath(r, id), Done: flash}, nil
}

func (h *handlers) postUndo(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	leaf := r.PathValue("leaf")
	if _, err := h.Appraisals.UndoMark(r.Context(), r.Actor, id, leaf, version(r), r.Key()); err != nil {
		return nil, err
	}
	return httpx.Redirect{To: leafPath(id, leaf, "appraise") + filterQuery(queueFilter(r)), Done: "undone"}, nil
}
