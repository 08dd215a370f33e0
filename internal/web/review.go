package web

import (
	"strconv"

	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// reviewView is what a leader signs for, on one page.
type reviewView struct {
	Page     ui.Page
	P        i18n.Printer
	Title    string
	Lead     string
	Crumbs   []ui.Crumb
	Dock     dockView
	Areas    []reviewArea
	Findings []findingView
	Shown    int // how many of them are faults, shown at once; warnings unfold
	More     int // findings beyond those listed
	Faults   int
	Warnings int    // and hints
	Risk     string // what is likely to be cut, in points and class; empty: nothing
	NA       []naView
	Entered  string
	Cited    int
	Notes    int
	Sheet    string
	Work     string // address of the division of work; may be empty
	Version  string
	Key      string
	Action   string
	Send     *ui.Question
	Submit   *ui.Question
	Withdraw *ui.Question
	Return   bool
	Remark   ui.Field
	Refused  *par.Error
	State    string // why nothing can be done here now
}

type reviewArea struct {
	Title, Href, Points, Max, Entered string
	Unfinished                        bool
}

// findingView is one finding, a click from its place.
type findingView struct {
	Class, Icon, Title, Text, Href string
}

// naView is a leaf that the unit says does not apply to it.
type naView struct {
	Title, Href, Ground, Max string
	Bare                     bool // without any ground
}

// maxFindings is how many findings a leader is shown at once.
const maxFindings = 200

func (h *handlers) showReview(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	m, err := h.sheetMaker(r, id, sheetQuery{}, overlay{})
	if err != nil {
		return nil, err
	}
	if !m.whole {
		return httpx.Redirect{To: m.path()}, nil // who sees some areas only has no totals to see
	}
	v, err := h.reviewView(r, m, nil)
	if err != nil {
		return nil, err
	}
	return httpx.Page{Body: reviewPage(v)}, nil
}

func (h *handlers) postSend(r *httpx.Request) (httpx.Reply, error) {
	return h.move(r, "sent", func(id par.ID, version int64) error {
		return h.Dossiers.SendToLeader(r.Context(), r.Actor, id, version, r.Key())
	})
}

func (h *handlers) postReturn(r *httpx.Request) (httpx.Reply, error) {
	return h.move(r, "returned", func(id par.ID, version int64) error {
		return h.Dossiers.ReturnDossier(r.Context(), r.Actor, id, version, r.Form.Get("remark"), r.Key())
	})
}

func (h *handlers) postSubmit(r *httpx.Request) (httpx.Reply, error) {
	return h.move(r, "submitted", func(id par.ID, version int64) error {
		return h.Dossiers.SubmitDossier(r.Context(), r.Actor, id, version, r.Key())
	})
}

func (h *handlers) postWithdraw(r *httpx.Request) (httpx.Reply, error) {
	return h.move(r, "withdrawn", func(id par.ID, version int64) error {
		return h.Dossiers.WithdrawDossier(r.Context(), r.Actor, id, version, r.Key())
	})
}

func (h *handlers) move(r *httpx.Request, done string, act func(par.ID, int64) error) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	version, err := strconv.ParseInt(r.Text("version"), 10, 64)
	if err != nil {
		version = 0 // never a dossier's version: a conflict
	}
	if err := act(id, version); err != nil {
		return h.refusedMove(r, id, err)
	}
	return httpx.Redirect{To: sheetPath(id) + "/review", Done: done}, nil
}

func (h *handlers) reviewView(r *httpx.Request, m *sheetMaker, refused *par.Error) (reviewView, error) {
	progress := m.Progress("")
	v := reviewView{
		P: m.p, Title: m.p.T("review.title", "unit", m.Unit.Name), Lead: m.Round.Title, Dock: m.dock(), Areas: m.reviewAreas(),
		Crumbs: []ui.Crumb{{Href: "/dossiers", Label: m.Round.Title}, {Href: m.path(), Label: m.Unit.Name}, {Label: m.p.T("sheet.review")}},
		NA:     m.notApplicable(), Entered: m.p.T("sheet.entered_of", "done", progress.Done, "total", progress.Total),
		Sheet: m.path(), Work: m.workPath(), Version: strconv.FormatInt(m.Dossier.Version, 10), Key: m.key + ".review", Action: m.path(), Refused: refused,
	}
	yardstick, err := h.Dossiers.Yardstick(r.Context(), r.Actor, m.Dossier.ID)
	if err != nil {
		return v, err
	}
	if !m.Dossier.SubmittedAt.IsZero() && m.Dossier.State != par.Draft && m.Dossier.State != par.AwaitingLeader {
		v.Title = m.p.T("review.title_signed", "unit", m.Unit.Name)
	}
	yardstick.OpenThreads = m.talks
	m.addFindings(&v, yardstick)
	for _, n := range m.leaves {
		v.Cited += len(m.Cited[n.Code])
		if m.Scores[n.Code].Note != "" {
			v.Notes++
		}
	}
	m.addActs(r, &v, progress)
	v.Page = h.page(r, v.Title, "/dossiers")
	v.Page.DemoNote, v.Page.Now, v.Page.Clock = m.Round.DemoNote, m.Now, clockOf(m.p, m.Place, m.Now)
	return v, nil
}

func (m *sheetMaker) reviewAreas() []reviewArea {
	var areas []reviewArea
	for _, area := range m.Edition.Set.Areas() {
		if !m.visible[area.Code] {
			continue
		}
		progress := m.Progress(area.Code)
		row := reviewArea{
			Title: area.Code + ". " + area.Title, Href: m.href(sheetQuery{Area: area.Code}), Points: m.sum(area),
			Entered: strconv.Itoa(progress.Done) + "/" + strconv.Itoa(progress.Total), Unfinished: progress.Done < progress.Total,
		}
		if progress.Total == 0 {
			row.Entered = m.p.T(noteOf(area))
		}
		areas = append(areas, row)
	}
	return areas
}

// findingTexts says what each finding means.
var findingTexts = map[dossier.FindingKind]string{
	dossier.LeafMissing:     "review.finding_missing",
	dossier.FullNoEvidence:  "review.finding_full_no_evidence",
	dossier.ScoreNoEvidence: "review.finding_no_evidence",
	dossier.NANoGround:      "review.finding_na_no_ground",
	dossier.AboveHundred:    "review.finding_above_hundred",
	dossier.Contradiction:   "review.finding_contradiction",
	dossier.OutsidePeriod:   "review.finding_outside_period",
	dossier.FarFromBefore:   "review.finding_far_from_before",
	dossier.FarFromMedian:   "review.finding_far_from_median",
	dossier.PageNotCited:    "review.finding_page_not_cited",
	dossier.ThreadOpen:      "review.finding_thread_open",
}

func (m *sheetMaker) addFindings(v *reviewView, y dossier.Yardstick) {
	found := dossier.Findings(m.Sheet, y)
	for _, f := range found {
		if f.Grade == dossier.Fault {
			v.Faults++
		} else {
			v.Warnings++
		}
		if len(v.Findings) == maxFindings {
			v.More++
			continue
		}
		if f.Grade == dossier.Fault {
			v.Shown++
		}
		v.Findings = append(v.Findings, m.finding(f))
	}
	if risk := dossier.RiskOf(m.Sheet, found); risk.Points.Sign() > 0 {
		v.Risk = m.p.N("review.risk", risk.Leaves, "points", m.w.points(risk.Points), "index", m.p.Fixed(risk.After.Index, m.Block.Method.IndexDecimals), "class", risk.After.Class)
	}
}

// finding says one finding in words, a click from its place.
func (m *sheetMaker) finding(f dossier.Finding) findingView {
	one := findingView{Icon: "info", Title: f.Leaf + " " + f.Title, Href: m.leafAlone(f.Leaf)}
	switch f.Grade {
	case dossier.Fault:
		one.Class, one.Icon = "bad", "warn"
	case dossier.Warning:
		one.Icon = "warn"
	case dossier.Hint:
	}
	args := []any{"points", m.w.points(f.Points)}
	for name, value := range f.Args {
		args = append(args, name, value)
	}
	one.Text = m.p.T("review.grade."+string(f.Grade)) + ": " + m.p.T(findingTexts[f.Kind], args...)
	return one
}

func (m *sheetMaker) notApplicable() []naView {
	var list []naView
	for i, n := range m.leaves {
		if m.Leaves[i].State != score.NotApplicable {
			continue
		}
		note := m.Scores[n.Code].Note
		list = append(list, naView{
			Title: n.Code + " " + n.Title, Href: m.leafAlone(n.Code), Ground: note, Max: m.naEffect(n), Bare: note == "" && len(m.Cited[n.Code]) == 0,
		})
	}
	return list
}

// addActs offers what the reader may do with the dossier now.
func (m *sheetMaker) addActs(r *httpx.Request, v *reviewView, progress dossier.Progress) {
	missing := progress.Total - progress.Done
	switch {
	case m.may(policy.SendToLeader):
		v.Send = &ui.Question{
			ID: "send", Button: m.p.T("sheet.send_to_leader"), Title: m.p.T("review.send_question"), Action: m.path() + "/send",
			Effects: m.effects([]string{m.p.T("review.send_effect", "unit", m.Unit.Name)}, missing), Submit: m.p.T("sheet.send_to_leader"),
		}
	case m.may(policy.SubmitDossier):
		v.Submit = &ui.Question{
			ID: "submit", Button: m.p.T("review.submit"), Title: m.p.T("review.submit_question"), Action: m.path() + "/submit", Submit: m.p.T("review.submit"),
			Effects: m.effects([]string{
				m.p.T("review.submit_effect", "unit", m.Unit.Name, "round", m.Round.Title), m.p.T("review.submit_signed", "name", r.Actor.Name),
			}, missing),
		}
		v.Submit.Effects = append(v.Submit.Effects, m.faultEffects(*v)...)
		v.Return = true
		v.Remark = ui.Field{
			Name: "remark", Label: m.p.T("review.remark"), Hint: m.p.T("review.remark_hint"), Rows: 3, MaxLength: 4000, Required: true,
			Value: r.Form.Get("remark"),
		}.Refused(m.p, v.Refused)
	case m.may(policy.WithdrawDossier):
		v.State = m.stateText()
		v.Withdraw = &ui.Question{
			ID: "withdraw", Button: m.p.T("review.withdraw"), Title: m.p.T("review.withdraw_question"), Action: m.path() + "/withdraw", Bad: true,
			Effects: []string{
				m.p.T("review.withdraw_effect", "unit", m.Unit.Name), m.p.T("review.withdraw_again", "deadline", m.Window.Closes), m.p.T("review.withdraw_told"),
			},
		}
	default:
		v.State = m.stateText()
	}
}

// faultEffects repeats before the signature what the page says is wrong.
func (m *sheetMaker) faultEffects(v reviewView) []string {
	var said []string
	if v.Faults > 0 {
		said = append(said, m.p.T("review.faults_effect", "faults", m.p.N("review.faults", v.Faults)))
	}
	if v.Risk != "" {
		said = append(said, v.Risk)
	}
	return said
}

func (m *sheetMaker) effects(first []string, missing int) []string {
	d := m.dock()
	all := append(first, m.p.T("review.figures_effect", "points", d.Points, "max", d.Max, "index", d.Index, "class", d.Class))
	if missing > 0 {
		all = append(all, m.p.N("review.missing_effect", missing))
	}
	return all
}

func (m *sheetMaker) stateText() string {
	if n := m.notice(); n != nil {
		return n.Title + " " + n.Text
	}
	return m.p.T("review.officer_sends")
}
