package web

import (
	"net/url"
	"strconv"
	"strings"

	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// itemView is one claim before its appraiser, ready to be drawn.
type itemView struct {
	ui.Page
	appraisal.View
	w            wording
	form         markForm
	filter       appraisal.Filter
	part         appraisal.Queue // what the appraiser works on
	at           int             // the item's place in it
	open         string          // document in the viewer
	key          string
	figures      control
	demo         string
	saved        string
	was          string // address of the item that was just concluded on
	from         string // where saving leads back to
	undoKey      string
	undoable     bool             // the reader gave the mark himself and may take it back
	conflict     *dossier.Score   // what was concluded meanwhile
	own          bool             // by the reader himself, in another tab or on another device
	talk         *talkView        // nil: not for this reader now
	alike        []appraisal.Case // the first few precedents of the leaf
	more         bool             // there are more of them
	viewer       viewerView       // of the document beside the claim
	proof        *proofView       // what is thought of it; nil: nothing is cited
	proofRefused *par.Error       // why what was typed about it was not kept
}

// fewAlike is how many precedents stand beside a claim.
const fewAlike = 4

// itemWithTalk is itemView with what is said about the leaf and how it was
// decided for others.
func (h *handlers) itemWithTalk(r *httpx.Request, item appraisal.View, form markForm) (itemView, error) {
	v, err := h.itemView(r, item, form)
	if err != nil {
		return v, err
	}
	id, leaf := item.Dossier.ID, item.Node.Code
	if v.alike, v.more, err = h.Appraisals.Alike(r.Context(), r.Actor, item, fewAlike); err != nil {
		return v, err
	}
	if err := h.nameSaved(r, &v); err != nil {
		return v, err
	}
	err = h.talkAbout(r, id, leaf, leafPath(id, leaf, "appraise")+filterQuery(v.filter)+"#talk", &v.talk)
	return v, err
}

func (h *handlers) itemView(r *httpx.Request, item appraisal.View, form markForm) (itemView, error) {
	p := printer(r)
	v := itemView{
		Page: h.page(r, p.T("appraisal.item_title", "code", item.Node.Code, "unit", item.Unit.Name), pathAppraisals),
		View: item, w: wordingOf(p, item.Edition.Set), form: form, filter: queueFilter(r), open: r.Text("doc"), from: r.Text("from"), key: r.Random(16),
	}
	v.Bare, v.Scripts, v.Keys = true, []string{"appraise.js", "viewer.js"}, itemKeys(v)
	v.demo, v.saved, v.Page.DemoNote, v.Flash = item.Round.DemoNote, v.Flash.Text, "", ui.Flash{} // said in the bar of the queue: the page has no room to lose
	v.part, v.at = partOf(item, v.filter)
	v.undoKey, v.undoable = r.Random(16), item.Mark.Given() && item.Mark.Actor == r.Actor.Person
	v.figures = drawing{w: v.w, fields: form.fields, faults: faultTexts(v)}.control("", v.P.T("appraisal.figures"), item.Node.Rule)
	if form.refused != nil && form.refused.Code == par.Conflict {
		v.conflict, v.own = &v.Mark, v.Mark.Actor == r.Actor.Person
		v.form.version = v.Mark.Version
	}
	return v, h.openDocument(r, &v)
}

func itemKeys(v itemView) []ui.Key {
	t := v.P.T
	var keys []ui.Key
	if v.Again {
		keys = append(keys, ui.Key{Keys: []string{"g"}, Does: t("appraisal.keep")})
	}
	keys = append(keys, ui.Key{Keys: []string{"a"}, Does: t("appraisal.accept")}, ui.Key{Keys: []string{"s"}, Does: t("appraisal.by_points")})
	if hasFigures(v.Node) {
		keys = append(keys, ui.Key{Keys: []string{"d"}, Does: t("appraisal.by_figures")})
	}
	if len(v.Citations) > 0 {
		keys = append(keys, ui.Key{Keys: []string{"[", "]"}, Does: t("viewer.key_evidence")}, ui.Key{Keys: []string{"1", "2", "3"}, Does: t("viewer.key_judge")})
	}
	keys = append(keys, viewerKeys(v.P)...)
	return append(keys,
		ui.Key{Keys: []string{"Enter"}, Does: t("appraisal.key_save")},
		ui.Key{Keys: []string{"j", "k"}, Does: t("appraisal.key_move")},
		ui.Key{Keys: []string{"u"}, Does: t("appraisal.key_queue")},
	)
}

// faultTexts says what is wrong with each field, by its name.
func faultTexts(v itemView) map[string]string {
	texts := map[string]string{}
	if v.form.refused != nil {
		for name, text := range v.form.refused.Fields {
			texts[name] = v.P.Text(text)
		}
	}
	return texts
}

// figureFault says what is wrong with the figures, if anything.
func (v itemView) figureFault() string {
	texts := faultTexts(v)
	for name, text := range texts {
		if name != "verdict" && name != "points" && name != "reason" && name != "remark" {
			return text
		}
	}
	return ""
}

func (v itemView) verdictField() ui.Field {
	f := ui.Field{Name: "verdict", Label: v.P.T("appraisal.verdict"), Value: v.form.verdict}
	accept := v.P.T("appraisal.accept")
	if v.Again {
		f.Options = append(f.Options, ui.Option{Value: byKeepingFirst, Label: v.P.T("appraisal.keep"), Key: "g"})
		accept = v.P.T("appraisal.accept_explanation")
	}
	f.Options = append(f.Options, ui.Option{Value: byAccepting, Label: accept, Key: "a"}, ui.Option{Value: byPoints, Label: v.P.T("appraisal.by_points"), Key: "s"})
	if hasFigures(v.Node) {
		f.Options = append(f.Options, ui.Option{Value: byFigures, Label: v.P.T("appraisal.by_figures"), Key: "d"})
	}
	return f.Refused(v.P, v.form.refused)
}

func (v itemView) pointsField() ui.Field {
	f := ui.Field{Name: "points", Label: v.P.T("appraisal.points"), Value: v.form.points, Number: true, MaxLength: 40, Autocomplete: "off"}
	return f.Refused(v.P, v.form.refused)
}

func (v itemView) reasonField() ui.Field {
	f := ui.Field{Name: "reason", Label: v.P.T("appraisal.reason"), Value: v.form.reason, Options: reasons(v.P, v.Findings)}
	return f.Refused(v.P, v.form.refused)
}

func (v itemView) remarkField() ui.Field {
	f := ui.Field{Name: "remark", Label: v.P.T("appraisal.remark"), Value: v.form.remark, MaxLength: 4000, Autocomplete: "off"}
	return f.Refused(v.P, v.form.refused)
}

func (v itemView) fields() []ui.Field {
	return []ui.Field{v.verdictField(), v.pointsField(), v.reasonField(), v.remarkField()}
}

// hidden are the fields that keep the appraiser within his part of the queue.
func (v itemView) hidden() [][2]string {
	fields := [][2]string{{"_key", v.key}, {"version", strconv.FormatInt(v.form.version, 10)}}
	if v.from != "" {
		fields = append(fields, [2]string{"from", v.from})
	}
	return append(fields, filterFields(v.filter)...)
}

// previous and next are the addresses of the neighbours in the queue; empty at its ends.
func (v itemView) previous() string { return v.neighbour(-1) }
func (v itemView) next() string     { return v.neighbour(1) }

func (v itemView) neighbour(step int) string {
	for i := v.at + step; i >= 0 && i < len(v.part.Items); i += step {
		if v.filter.Show == "" || len(appraisal.Queue{Items: v.part.Items[i : i+1]}.Narrow(v.filter).Items) == 1 {
			return itemPath(v.part.Items[i], v.filter)
		}
	}
	return ""
}

// then says where saving leads.
func (v itemView) then() string {
	rest := appraisal.Queue{Items: append([]appraisal.Item{}, v.part.Items...)}
	rest.Items[v.at].Done = true
	next := rest.NextOpen(v.at)
	switch {
	case next < 0:
		return v.P.T("appraisal.save_last")
	case rest.Items[next].Leaf.Code == v.Node.Code:
		return v.P.T("appraisal.save_unit", "unit", shortName(rest.Items[next]))
	}
	return v.P.T("appraisal.save_leaf", "code", rest.Items[next].Leaf.Code, "unit", shortName(rest.Items[next]))
}

// reopened tells whether a finding has opened a marked item again.
func (v itemView) reopened() bool { return v.Queue.Items[v.At].Reopened && !v.Stale }

func shortName(i appraisal.Item) string {
	if i.Unit.Short != "" {
		return i.Unit.Short
	}
	return i.Unit.Name
}

// place says which unit of how many the item is for its leaf.
func (v itemView) place() string {
	units := v.Queue.Narrow(appraisal.Filter{Block: v.Dossier.Block, Leaf: v.Node.Code})
	return v.P.T("appraisal.place", "code", v.Node.Code, "unit", units.Find(v.Dossier.ID, v.Node.Code)+1, "units", len(units.Items))
}

// parent is the criterion to which the leaf belongs.
func (v itemView) parent() string {
	found := v.Area
	var walk func(n *score.Node)
	walk = func(n *score.Node) {
		for _, child := range n.Children {
			if child == v.Node {
				found = n
			}
			walk(child)
		}
	}
	walk(v.Area)
	return found.Code + " " + found.Title
}

// precedents says how the same was judged for other units of the block.
func (v itemView) precedents() []string {
	var lines []string
	for _, one := range v.Precedents {
		key := "appraisal.precedent_range"
		switch {
		case one.Reason == "" && one.Waiting, one.Reason == "" && one.Least != one.Most:
			key = "appraisal.precedent_accepted"
		case one.Reason == "":
			key = "appraisal.precedent_accepted_all"
		case one.Waiting:
			key = "appraisal.precedent_waiting"
		case one.Units == 1:
			key = "appraisal.precedent_one"
		case one.Least == one.Most:
			key = "appraisal.precedent_all"
		}
		lines = append(lines, v.P.T(key, "count", one.Units, "reason", one.Reason, "least", v.w.points(one.Least), "most", v.w.points(one.Most)))
	}
	return lines
}

// leafChange is one line of the history of a leaf.
type leafChange struct {
	At             par.Time
	Who, Stage     string
	From, To       string
	Reason, Remark string
}

// stageNames says which stage a change belongs to.
var stageNames = map[score.Stage]string{
	score.StageSelf: "appraisal.stage_self", score.StageAppraisal1: "appraisal.stage_1", score.StageAppraisal2: "appraisal.stage_2",
	score.StageCouncil: "appraisal.stage_council", score.StageSurvey: "appraisal.stage_survey",
	dossier.StageExplanation: "appraisal.stage_explanation", dossier.StageSecond: "fair.second",
}

// history lists who said what when, the latest first.
func (v itemView) history() []leafChange {
	lines := make([]leafChange, len(v.History))
	for i, e := range v.History {
		line := leafChange{At: e.At, Who: v.Names[e.Actor], Stage: v.P.T(stageNames[e.Stage]), To: v.w.said(v.Node.Rule, e.Score), Remark: e.Note}
		if line.Who == "" {
			line.Who = v.P.T("appraisal.someone")
		}
		if e.Reason != "" {
			line.Reason = v.P.Value(e.Reason)
		}
		for _, older := range v.History[i+1:] {
			if older.Stage == e.Stage {
				line.From = v.w.said(v.Node.Rule, older.Score)
				break
			}
		}
		lines[i] = line
	}
	return lines
}

// checks lists what was found of the documents.
func (v itemView) checks() checksView {
	c := checksView{P: v.P, May: v.CanSettle, Leaf: strings.TrimSuffix(leafPath(v.Dossier.ID, v.Node.Code, ""), "/")}
	listed := map[par.ID]bool{}
	for i, one := range v.Citations {
		if !listed[one.DocumentID] {
			c.add(one.Document.Title(), v.key+"."+strconv.Itoa(i), v.Checks[one.DocumentID])
		}
		listed[one.DocumentID] = true
	}
	return c
}

// unproved tells whether points are claimed and nothing is cited for them.
func (v itemView) unproved() bool {
	return len(v.Citations) == 0 && v.Claimed.State == score.Scored && v.Claimed.Points.Sign() > 0 && v.Node.Kind != score.Penalty
}

// withDocument is the address of this page with one of its documents opened.
func (v itemView) withDocument(id par.ID) string {
	what := "appraise"
	if v.Queue.Items[v.At].Second {
		what = "second"
	}
	path, mark := leafPath(v.Dossier.ID, v.Node.Code, what)+filterQuery(v.filter), "?"
	if strings.Contains(path, "?") {
		mark = "&"
	}
	return path + mark + "doc=" + url.QueryEscape(string(id)) + "#document"
}

// where says at which place of a document a citation points, and its day.
func (v itemView) where(c evidence.Citation) string {
	var parts []string
	if c.Page > 0 {
		parts = append(parts, v.P.T("appraisal.page", "page", c.Page))
	}
	if c.Section != "" {
		parts = append(parts, c.Section)
	}
	if c.Document.IssuedOn != "" {
		parts = append(parts, v.P.Date(c.Document.IssuedOn))
	}
	if len(parts) == 0 {
		return ""
	}
	return ", " + strings.Join(parts, " · ")
}

// fresh tells whether a document was added to explain the cut.
func (v itemView) fresh(c evidence.Citation) bool { return v.Again && v.Fresh(c.Use) }

// asks says what the unit's corrected figures come to; empty where it has none.
func (v itemView) asks() string {
	if v.Dispute.Said.Kind != dossier.KindValue {
		return ""
	}
	return v.P.T("explain.asks", "said", v.w.said(v.Node.Rule, v.Dispute.Said), "points", shownPoints(v.P, v.Asked))
}

// unsigned tells whether nobody has signed what the unit explains.
func (v itemView) unsigned() bool {
	return v.Dispute.Said.Version > 0 && v.Dossier.ExplainedAt == 0 && v.State() != par.Explaining
}

// opened is the document in the viewer: the one asked for, or the first that was
// added to explain, or the first.
func (v itemView) opened() *evidence.Citation {
	fresh := -1
	for i, c := range v.Citations {
		if string(c.ID) == v.open {
			return &v.Citations[i]
		}
		if fresh < 0 && v.fresh(c) {
			fresh = i
		}
	}
	if fresh >= 0 {
		return &v.Citations[fresh]
	}
	if len(v.Citations) > 0 {
		return &v.Citations[0]
	}
	return nil
}
