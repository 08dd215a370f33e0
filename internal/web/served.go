package web

import (
	"slices"
	"strconv"

	"parindex/internal/explanation"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// servedView is a first result as it was served on a unit.
type servedView struct {
	Page    ui.Page
	P       i18n.Printer
	Notice  explanation.Notice
	Crumbs  []ui.Crumb
	Cuts    []cutRow
	Areas   []areaRow
	Found   []foundNote
	Opened  []personAt
	Window  par.Time
	Running bool
	Explain string // where the reader explains; empty: he does not
	Paper   string
	OpenFor *openingForm
	Opens   []openingRow
}

// cutRow is one leaf of the notice in words.
type cutRow struct {
	Code, Title, Area    string
	Said                 string
	Claimed, Given, Lost string
	Max, Reason, Remark  string
	Found                []string // whose findings speak of it
	Judged               []string // what was thought of its documents
}

type areaRow struct {
	Title                string
	Leaves, Cut          string
	Claimed, Given, Lost string
}

type personAt struct {
	Name string
	At   par.Time
}

type openingRow struct {
	Title, Reason, Who string
	At                 par.Time
}

// openingForm lets the standing body open a leaf on which nothing was lost.
type openingForm struct {
	Key     string
	Action  string
	Leaf    ui.Field
	Reason  ui.Field
	Refused *par.Error
}

// explanationRoutes are notice and explanation, for both sides.
func (h *handlers) explanationRoutes() []httpx.Route {
	return []httpx.Route{
		{Method: "GET", Path: "/dossiers/{dossier}/notice", Action: policy.ReadServed, Handle: h.showServed},
		{Method: "GET", Path: "/dossiers/{dossier}/notice.docx", Action: policy.ReadServed, Handle: h.servedPaper},
		{Method: "POST", Path: "/dossiers/{dossier}/openings", Action: policy.OpenLeaf, Handle: h.postOpening},
		{Method: "GET", Path: "/dossiers/{dossier}/explanation", Action: policy.ReadServed, Handle: h.showExplanation},
		{Method: "GET", Path: "/dossiers/{dossier}/explanation/review", Action: policy.ReadServed, Handle: h.showExplanationReview},
		{Method: "POST", Path: "/dossiers/{dossier}/leaves/{leaf}/explanation", Action: policy.ExplainScore, Handle: h.postExplanation},
		{Method: "POST", Path: "/dossiers/{dossier}/leaves/{leaf}/accept", Action: policy.ExplainScore, Handle: h.postAcceptCut},
		{Method: "POST", Path: "/dossiers/{dossier}/leaves/{leaf}/reconsider", Action: policy.ExplainScore, Handle: h.postReconsider},
		{Method: "POST", Path: "/dossiers/{dossier}/explanation/accept", Action: policy.ExplainScore, Handle: h.postAcceptRest},
		{Method: "POST", Path: "/dossiers/{dossier}/explanation/undo", Action: policy.ExplainScore, Handle: h.postUndoAccept},
		{Method: "POST", Path: "/dossiers/{dossier}/explanation/ask", Action: policy.ExplainScore, Handle: h.postAskLeader},
		{Method: "POST", Path: "/dossiers/{dossier}/explanation/submit", Action: policy.SubmitExplanation, Handle: h.postSubmitExplanation},
		{Method: "POST", Path: "/dossiers/{dossier}/explanation/withdraw", Action: policy.WithdrawExplanation, Handle: h.postWithdrawExplanation},
		{Method: "GET", Path: "/rounds/{round}/served", Action: policy.ReadBoard, Handle: h.showDeliveries},
	}
}

func (h *handlers) showServed(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	return h.servedPage(r, id, nil)
}

func (h *handlers) servedPage(r *httpx.Request, id par.ID, refused *par.Error) (httpx.Reply, error) {
	n, err := h.Explanations.Notice(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	return httpx.Page{Status: statusOf(refused), Body: servedPage(h.servedView(r, n, refused))}, nil
}

func (h *handlers) servedView(r *httpx.Request, n explanation.Notice, refused *par.Error) servedView {
	p := printer(r)
	base := sheetPath(n.Dossier.ID)
	v := servedView{
		P: p, Notice: n, Paper: base + "/notice.docx", Window: n.Round.WindowFor(par.Explanation, n.Dossier.UnitID, "").Closes,
		Crumbs: []ui.Crumb{{Href: "/rounds/" + string(n.Round.ID), Label: n.Round.Title}, {Label: n.Unit.Name}},
		Cuts:   cutRows(p, n), Areas: areaRows(p, n), Found: servedFindings(p, n),
	}
	v.Running = n.Stage() == par.Explanation && n.Now < v.Window
	for _, o := range n.Opened {
		v.Opened = append(v.Opened, personAt{nameOr(p, n.Names[o.Person]), o.At})
	}
	if r.Actor.Belongs(n.Dossier.UnitID) {
		v.Explain = base + "/explanation"
		v.Crumbs = []ui.Crumb{{Href: base, Label: n.Round.Title}, {Label: n.Unit.Name}}
	}
	if _, err := policy.Check(r.Actor, policy.OpenLeaf, n.Resource(""), n.Now); err == nil || refused != nil {
		v.OpenFor = openingFormOf(r, p, n, refused)
	}
	v.Page = h.page(r, p.T("served.title", "unit", n.Unit.Name), "/dossiers")
	v.Page.DemoNote, v.Page.Now = n.Round.DemoNote, n.Now
	return v
}

func nameOr(p i18n.Printer, name string) string {
	if name == "" {
		return p.T("appraisal.someone")
	}
	return name
}

func cutRows(p i18n.Printer, n explanation.Notice) []cutRow {
	w := wordingOf(p, n.Edition.Set)
	rows := make([]cutRow, len(n.Served.Body.Cuts))
	for i, c := range n.Served.Body.Cuts {
		rows[i] = cutRow{
			Code: c.Leaf, Title: c.Title, Area: c.Area, Max: w.points(c.Max), Claimed: pointsOrWait(w, c.Claimed), Given: pointsOrWait(w, c.Given),
			Lost: pointsOrWait(w, c.Lost), Reason: p.Value(c.Reason), Remark: c.Remark, Found: foundLines(p, w, n.Served.Body.Findings, c.Leaf),
		}
		for _, j := range n.Served.Body.Judged {
			if j.Leaf == c.Leaf {
				rows[i].Judged = append(rows[i].Judged, judgedText(p, j))
			}
		}
		if node, ok := n.Edition.Set.Find(c.Leaf); ok {
			rows[i].Said = w.said(node.Rule, c.Claim.Score(c.Leaf))
		}
	}
	return rows
}

// pointsOrWait says points, or that they wait for the whole block.
func pointsOrWait(w wording, d par.Decimal) string {
	switch {
	case !d.Known():
		return w.p.T("appraisal.waits_block")
	case d.Sign() < 0:
		return "−" + w.points(par.Decimal("0").Sub(d))
	}
	return w.points(d)
}

func areaRows(p i18n.Printer, n explanation.Notice) []areaRow {
	w := wordingOf(p, n.Edition.Set)
	rows := make([]areaRow, len(n.Served.Body.Areas))
	for i, a := range n.Served.Body.Areas {
		rows[i] = areaRow{
			Title: a.Code + ". " + a.Title, Leaves: strconv.Itoa(a.Leaves), Cut: strconv.Itoa(a.Cut),
			Claimed: pointsOrWait(w, a.Claimed), Given: pointsOrWait(w, a.Given), Lost: pointsOrWait(w, a.Lost),
		}
	}
	return rows
}

func openingFormOf(r *httpx.Request, p i18n.Printer, n explanation.Notice, refused *par.Error) *openingForm {
	f := &openingForm{Key: r.Random(16), Action: sheetPath(n.Dossier.ID) + "/openings", Refused: refused}
	leaf := ui.Field{Name: "leaf", Label: p.T("served.open_leaf"), Value: r.Text("leaf"), Options: []ui.Option{{Label: p.T("sheet.choose")}}}
	cut := map[string]bool{}
	for _, c := range n.Served.Body.Cuts {
		cut[c.Leaf] = true
	}
	for _, node := range n.Edition.Set.Leaves() {
		if !cut[node.Code] && node.Rule.Type != score.RuleSurvey {
			leaf.Options = append(leaf.Options, ui.Option{Value: node.Code, Label: node.Code + " " + node.Title})
		}
	}
	f.Leaf = leaf.Refused(p, refused)
	f.Reason = ui.Field{
		Name: "reason", Label: p.T("served.open_reason"), Hint: p.T("served.open_reason_hint"), Rows: 2, MaxLength: 2000, Required: true, Value: r.Form.Get("reason"),
	}.Refused(p, refused)
	return f
}

func (h *handlers) postOpening(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	err = h.Explanations.OpenLeaf(r.Context(), r.Actor, id, r.Text("leaf"), r.Form.Get("reason"), r.Key())
	if refused := refusal(err); refused != nil {
		return h.servedPage(r, id, refused)
	}
	if err != nil {
		return nil, err
	}
	return httpx.Redirect{To: sheetPath(id) + "/notice", Done: "leaf_opened"}, nil
}

// played tells whether a round has come to a stage that it plays.
func played(r round.Round, stage par.Stage) bool {
	stages := r.Stages()
	return r.Plays(stage) && slices.Index(stages, r.State) >= slices.Index(stages, stage)
}

// deliveriesView lists what was served on whom in a round.
type deliveriesView struct {
	Page   ui.Page
	P      i18n.Printer
	Crumbs []ui.Crumb
	Rows   []deliveryRow
	Served int
	Read   int
	Window par.Time
	Now    par.Time
}

type deliveryRow struct {
	Unit, Block, Href string
	SentAt, OpenedAt  par.Time
	Opener            string
	Closes            par.Time
	More              bool // the unit has an extension
	Lost              string
	Cut               int
	Tally             explanation.Tally
	State             string
	Signed            par.Time
	Signer            string
	Unsigned          bool
	None              bool // nothing was served
}

func (h *handlers) showDeliveries(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	d, err := h.Explanations.Deliveries(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	v := deliveriesView{
		P: p, Crumbs: []ui.Crumb{{Href: "/rounds/" + string(id), Label: d.Round.Title}, {Label: p.T("served.list")}},
		Window: d.Round.Window(par.Explanation).Closes, Now: d.Now,
	}
	for _, u := range d.Units {
		row := deliveryOf(p, d, u)
		v.Rows = append(v.Rows, row)
		if !row.None {
			v.Served++
		}
		if row.OpenedAt != 0 {
			v.Read++
		}
	}
	v.Page = h.page(r, p.T("served.list_title"), "/rounds")
	v.Page.DemoNote, v.Page.Now = d.Round.DemoNote, d.Now
	return httpx.Page{Body: deliveriesPage(v)}, nil
}

func deliveryOf(p i18n.Printer, d explanation.Deliveries, u explanation.Delivery) deliveryRow {
	w := wordingOf(p, u.Edition.Set)
	row := deliveryRow{
		Unit: u.Unit.Name, Block: u.Block.Name, Href: sheetPath(u.Dossier.ID) + "/notice", None: u.Served.ID == "", State: p.Value(u.State()),
		SentAt: u.Served.At, Cut: len(u.Served.Body.Cuts), Lost: w.points(u.Served.Body.Lost), Tally: u.Tally,
		Closes: d.Round.WindowFor(par.Explanation, u.Dossier.UnitID, "").Closes,
		Signed: u.Dossier.ExplainedAt, Signer: nameOr(p, d.Names[u.Dossier.ExplainedBy]), Unsigned: explanation.Unsigned(u.Place, u.Tally),
	}
	row.More = row.Closes != d.Round.Window(par.Explanation).Closes
	if len(u.Opened) > 0 {
		row.OpenedAt, row.Opener = u.Opened[0].At, nameOr(p, d.Names[u.Opened[0].Person])
	}
	return row
}
