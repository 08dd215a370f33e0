package web

import (
	"net/url"
	"slices"
	"strings"

	"parindex/internal/appraisal"
	"parindex/internal/council"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/web/ui"
)

// byKeeping is the verdict that leaves the appraisers' mark as it is.
const byKeeping = "keep"

// caseView is an item on the table.
type caseView struct {
	ui.Page
	council.Case
	w          wording
	Key        string
	Vote       bool // the reader may vote now
	Run        bool // he may put proposals to the vote
	Decide     bool // he may record the decision
	MyChoice   council.Choice
	form       markForm
	discussion string
	figures    control
	Refused    *par.Error
	talk       *talkView     // nil: not for this reader
	conflict   *council.Item // how the item stands, where it has changed meanwhile
}

func (h *handlers) showCase(r *httpx.Request) (httpx.Reply, error) {
	if r.WantsFragment() {
		return h.showCount(r)
	}
	return h.casePage(r, nil)
}

// showCount answers with what changes while the council votes.
func (h *handlers) showCount(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.itemID(r)
	if err != nil {
		return nil, err
	}
	c, err := h.Councils.Count(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	v := caseView{Page: ui.Page{P: printer(r)}, Case: c}
	return httpx.Fragment{Body: countCard(v, r.Text("seen"))}, nil
}

// itemID finds the item that the address names, in its session and round.
func (h *handlers) itemID(r *httpx.Request) (par.ID, error) {
	session, err := h.sessionID(r)
	if err != nil {
		return "", err
	}
	id, err := r.PathID("item")
	if err != nil {
		return "", err
	}
	return id, h.Councils.Find(r.Context(), par.ID(r.PathValue("round")), session, id)
}

// casePage draws an item; typed is what was refused, if anything.
func (h *handlers) casePage(r *httpx.Request, refused *par.Error) (httpx.Reply, error) {
	id, err := h.itemID(r)
	if err != nil {
		return nil, err
	}
	c, err := h.Councils.Case(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	place, resource := c.Line.Place, c.Session.ItemResource(c.Line.Place, c.Line.Item.Leaf)
	v := caseView{
		Page: h.page(r, p.T("council.case_title", "code", c.Line.Item.Leaf, "unit", place.Unit.Name), pathRounds), Case: c,
		w: wordingOf(p, place.Edition.Set), Key: r.Random(16), Refused: refused,
		Vote: may(r, policy.CastVote, resource), Run: may(r, policy.RunSession, resource) && c.Session.State() != council.Closed,
		Decide: may(r, policy.DecideItem, resource),
	}
	v.DemoNote = c.Round.DemoNote
	for _, b := range c.Ballots {
		if b.Person == r.Actor.Person {
			v.MyChoice = b.Choice
			v.Vote = v.Vote && b.Present && c.Line.Item.State == council.Pending
		}
	}
	v.form, v.discussion = v.tabled(), c.Line.Item.Discussion
	if refused != nil && r.Form.Has("verdict") {
		v.form, v.discussion = typedMark(r, c.Line.Node), r.Text("discussion")
		v.form.refused = refused
	}
	if refused != nil && refused.Code == par.Conflict {
		v.conflict = &v.Line.Item
	}
	v.figures = drawing{w: v.w, fields: v.form.fields, faults: v.faultTexts()}.control("", p.T("appraisal.figures"), c.Line.Node.Rule)
	if err := h.talkAbout(r, place.Dossier.ID, c.Line.Item.Leaf, here(r)+"#talk", &v.talk); err != nil {
		return nil, err
	}
	return httpx.Page{Status: statusOf(refused), Body: casePage(v)}, nil
}

// tabled fills the form with the proposal on the table.
func (v caseView) tabled() markForm {
	item, scores := v.Line.Item, v.Line.Scores
	table := scores.Table.Score
	form := markForm{node: v.Line.Node, reason: string(table.Reason), remark: table.Note}
	figures := scores.Claim.Value
	switch {
	case sameGift(table, scores.Mark().Score):
		form.verdict = byKeeping
		if v.Line.Item.State == council.Pending && item.Decision == 0 {
			form.remark = "" // the appraisers' words need not be said again
		}
	case sameGift(table, scores.Claim.Score):
		form.verdict = byAccepting
	case table.Kind == dossier.KindPoints:
		form.verdict, form.points = byPoints, v.P.Input(table.Points)
	case table.Kind == dossier.KindValue:
		form.verdict, figures = byFigures, table.Value
	}
	form.fields = fieldsOf(v.P, v.Line.Node.Rule, figures)
	return form
}

// sameGift tells whether two scores give the same.
func sameGift(a, b dossier.Score) bool {
	if a.Kind != b.Kind || a.Points != b.Points || (a.Value == nil) != (b.Value == nil) {
		return false
	}
	return a.Value == nil || string(a.Value.JSON()) == string(b.Value.JSON())
}

func (v caseView) faultTexts() map[string]string {
	texts := map[string]string{}
	if v.Refused != nil {
		for name, text := range v.Refused.Fields {
			texts[name] = v.P.Text(text)
		}
	}
	return texts
}

func (v caseView) figureFault() string {
	for name, text := range v.faultTexts() {
		if !slices.Contains([]string{"verdict", "points", "reason", "remark", "discussion", "unanimous", "vote"}, name) {
			return text
		}
	}
	return ""
}

func (v caseView) verdictField() ui.Field {
	f := ui.Field{Name: "verdict", Label: v.P.T("council.proposal"), Value: v.form.verdict}
	if v.Line.Scores.Mark().Given() {
		f.Options = append(f.Options, ui.Option{Value: byKeeping, Label: v.P.T("council.keep_mark", "points", shownPoints(v.P, v.Line.Scores.Mark().Worth))})
	}
	f.Options = append(f.Options, ui.Option{Value: byAccepting, Label: v.P.T("council.accept_claim", "points", shownPoints(v.P, v.Line.Scores.Claim.Worth))},
		ui.Option{Value: byPoints, Label: v.P.T("appraisal.by_points")})
	if hasFigures(v.Line.Node) {
		f.Options = append(f.Options, ui.Option{Value: byFigures, Label: v.P.T("appraisal.by_figures")})
	}
	return f.Refused(v.P, v.Refused)
}

func (v caseView) textFields() []ui.Field {
	reason := ui.Field{Name: "reason", Label: v.P.T("appraisal.reason"), Value: v.form.reason, Options: []ui.Option{{Label: v.P.T("appraisal.choose_reason")}}}
	for _, one := range par.Reasons() {
		reason.Options = append(reason.Options, ui.Option{Value: string(one), Label: v.P.Value(one)})
	}
	return refusedFields(v.P, v.Refused, []ui.Field{
		{Name: "points", Label: v.P.T("appraisal.points"), Value: v.form.points, Number: true, MaxLength: 40, Autocomplete: "off"},
		reason,
		{Name: "remark", Label: v.P.T("council.remark"), Value: v.form.remark, Hint: v.P.T("council.remark_hint"), MaxLength: 4000, Autocomplete: "off"},
		{Name: "discussion", Label: v.P.T("council.discussion"), Value: v.discussion, Hint: v.P.T("council.discussion_hint"), Rows: 3, MaxLength: 4000},
		{Name: "unanimous", Label: v.P.T("council.unanimous"), Value: unanimous(v)},
	})
}

func unanimous(v caseView) string {
	if v.Line.Item.State == council.Decided && v.Line.Item.Manner == council.ByConsensus {
		return "yes"
	}
	return ""
}

// typed says in a few words what stands in the form.
func (v caseView) typed() string {
	switch v.form.verdict {
	case byKeeping:
		return v.P.T("council.keep_mark", "points", shownPoints(v.P, v.Line.Scores.Mark().Worth))
	case byAccepting:
		return v.P.T("council.accept_claim", "points", shownPoints(v.P, v.Line.Scores.Claim.Worth))
	case byPoints:
		return v.P.T("appraisal.typed_points", "points", v.form.points)
	case byFigures:
		value, _ := readValue(v.Line.Node.Rule, v.form.fields)
		return v.w.value(v.Line.Node.Rule, value)
	}
	return v.P.T("appraisal.nothing_typed")
}

// saying is one line of the scores side by side.
type saying struct {
	What, Points, Said, Why, Who string
	Now                          bool
}

func (v caseView) sayings() []saying {
	s := v.Line.Scores
	var lines []saying
	add := func(what string, said council.Said, now bool) {
		line := saying{What: v.P.T(what), Points: "–", Now: now}
		if said.Given() {
			line.Points, line.Said = shownPoints(v.P, said.Worth), v.w.said(v.Line.Node.Rule, said.Score)
			line.Why = said.Note
			if said.Reason != "" {
				line.Why = strings.TrimSuffix(v.P.Value(said.Reason)+": "+said.Note, ": ")
			}
			if name := v.Names[said.Actor]; name != "" {
				line.Who = name + ", " + v.P.DateTime(said.At)
			}
		}
		lines = append(lines, line)
	}
	add("council.says_self", s.Claim, false)
	add("council.says_first", s.First, false)
	if v.Round.Plays(par.Appraisal2) {
		add("council.says_again", s.Again, false)
	}
	if s.Second.Given() {
		add("council.says_second", s.Second, false)
	}
	if v.Line.Item.State == council.Decided {
		add("council.says_council", s.Council, true)
	} else {
		add("council.says_table", s.Table, true)
	}
	return lines
}

// documentAt is the address of a cited document at its page.
func documentAt(c evidence.Citation) string { return viewPath(c.Use) }

// verdict reads what the chair or the clerk typed.
func (h *handlers) verdict(r *httpx.Request) (council.Table, error) {
	t := council.Table{Version: version(r), Discussion: r.Text("discussion")}
	id, err := h.itemID(r)
	if err != nil {
		return t, err
	}
	c, err := h.Councils.Case(r.Context(), r.Actor, id)
	if err != nil {
		return t, nil // the use case says what may be known of it
	}
	if r.Text("verdict") == byKeeping {
		t.Verdict = appraisal.Mark{Verdict: council.Keep, Remark: r.Text("remark")}
		return t, nil
	}
	t.Verdict, err = typedMark(r, c.Line.Node).mark()
	return t, err
}

// afterCase goes on from an act on an item.
func (h *handlers) afterCase(r *httpx.Request, err error, to, done string) (httpx.Reply, error) {
	if refused := refusalOrClosed(err); refused != nil {
		if reply, hidden := h.casePage(r, refused); hidden == nil {
			return reply, nil
		}
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: to, Done: done}, nil
}

// here is the address of the item that a form was sent to.
func here(r *httpx.Request) string {
	return pathRounds + "/" + r.PathValue("round") + "/council/" + r.PathValue("session") + "/items/" + url.PathEscape(r.PathValue("item"))
}

func (h *handlers) postVote(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.itemID(r)
	if err != nil {
		return nil, err
	}
	err = h.Councils.CastVote(r.Context(), r.Actor, id, version(r), council.Choice(r.Text("vote")), r.Key())
	return h.afterCase(r, err, here(r), "voted")
}

func (h *handlers) postProposal(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.itemID(r)
	if err != nil {
		return nil, err
	}
	in, unread := h.verdict(r)
	err = h.Councils.ChangeProposal(r.Context(), r.Actor, id, in, r.Key())
	if unread != nil && refusal(err) != nil {
		err = unread
	}
	return h.afterCase(r, err, here(r), "proposed")
}

func (h *handlers) postItemDecision(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.itemID(r)
	if err != nil {
		return nil, err
	}
	in, unread := h.verdict(r)
	err = h.Councils.DecideItem(r.Context(), r.Actor, id, council.Decision{Table: in, Unanimous: r.Flag("unanimous")}, r.Key())
	if unread != nil && refusal(err) != nil {
		err = unread
	}
	to := here(r)
	if next := r.Text("next"); next != "" && err == nil {
		to = pathRounds + "/" + r.PathValue("round") + "/council/" + r.PathValue("session") + "/items/" + url.PathEscape(next)
	}
	return h.afterCase(r, err, to, "decided_item")
}

func (h *handlers) postWithdrawal(r *httpx.Request) (httpx.Reply, error) {
	id, err := h.itemID(r)
	if err != nil {
		return nil, err
	}
	err = h.Councils.WithdrawItem(r.Context(), r.Actor, id, version(r), r.Text("withdrawal"), r.Key())
	return h.afterCase(r, err, pathRounds+"/"+r.PathValue("round")+"/council/"+r.PathValue("session"), "saved")
}
