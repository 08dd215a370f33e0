package web

import (
	"strconv"

	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/explanation"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// explanationView is what a unit may explain, leaf by leaf.
type explanationView struct {
	Page      ui.Page
	P         i18n.Printer
	ID        par.ID
	Person    par.ID
	Title     string
	Crumbs    []ui.Crumb
	Items     []explainItem
	Status    explainStatus
	Base      string // address of the dossier
	Key       string
	Writable  bool // the reader may explain now
	Rest      int  // leaves of which nothing is said yet
	Question  ui.Question
	Undo      *undoView
	AskLeader bool
	Locked    string // why nothing can be written now; empty where something can
}

// explainStatus is the bar of a unit's explanation.
type explainStatus struct {
	Explained, Accepted, Silent, Items int
	Lost, Disputed                     string
	Deadline, Now                      par.Time
	Extended                           string // that the unit was given more time
	Running                            bool
}

// undoView offers to take back what one act has accepted.
type undoView struct {
	At    par.Time
	Count int
}

// explainItem is one leaf with what was cut and what is said of it.
type explainItem struct {
	Code, Title, Area string
	Class             string
	State             explanation.Answer
	Saving            ui.Saving
	Said              string // what the unit had claimed
	Claimed, Given    string
	Lost, Max         string
	Reason, Remark    string
	Found             []foundNote // of inspections, about the leaf
	Opening           string      // why the standing body opened it
	Rule              string
	Asked             string // what the corrected figures come to
	Vain              string // that they bring no more than was given
	Note              string
	Form              leafForm
	Two               leafForm // of two texts, where somebody else has saved another
	NoteErrors        []fieldError
	Earlier, Fresh    []docChip
	Judged            []judgedLine // what the first appraisal thought of the earlier documents
	AddDoc            string
	Accepted          string // when and by whom the cut was accepted
	Accept            string // address that accepts; empty: may not
	Reconsider        string
	Closes            par.Time // its own deadline, where it differs; 0 elsewhere
	Writable          bool
}

// judgedLine is what was thought of one document.
type judgedLine struct{ Icon, Text, Href string }

// explainPartsView is what of the page changes when one leaf does.
type explainPartsView struct {
	P       i18n.Printer
	Item    *explainItem
	Version string
	Whole   bool // the unit's whole side of the leaf: nothing was just saved from it
	Status  explainStatus
	Rest    int
}

// explainMaker makes views out of a loaded explanation.
type explainMaker struct {
	explanation.Sheet
	p     i18n.Printer
	w     wording
	actor par.Actor
	over  overlay
	key   string
}

func (h *handlers) explanationView(r *httpx.Request, m *explainMaker) explanationView {
	v := explanationView{
		P: m.p, ID: m.Dossier.ID, Person: r.Actor.Person, Title: m.p.T("explain.title", "unit", m.Unit.Name), Base: sheetPath(m.Dossier.ID),
		Crumbs: []ui.Crumb{{Href: sheetPath(m.Dossier.ID) + "/notice", Label: m.p.T("served.short")}, {Label: m.Unit.Name}},
		Status: m.status(), Key: m.key, Rest: m.Tally.Silent, Writable: m.writable(),
	}
	for _, item := range m.Items {
		v.Items = append(v.Items, m.item(item))
	}
	v.Undo, v.AskLeader = m.undo(), v.Writable && m.Tally.Silent < m.Tally.Items
	if v.Writable {
		v.Question = m.acceptRest()
	} else {
		v.Locked = m.locked()
	}
	v.Page = h.page(r, v.Title, "/dossiers")
	v.Page.DemoNote, v.Page.Now, v.Page.Scripts = m.Round.DemoNote, m.Now, []string{"sheet.js"}
	return v
}

func (m *explainMaker) writable() bool { return len(m.Locked) < len(m.Items) }

func (m *explainMaker) status() explainStatus {
	w := m.Window()
	s := explainStatus{
		Explained: m.Tally.Explained, Accepted: m.Tally.Accepted, Silent: m.Tally.Silent, Items: m.Tally.Items,
		Lost: m.w.points(m.Tally.Lost), Disputed: m.w.points(m.Tally.Disputed), Now: m.Now,
		Deadline: m.Round.WindowFor(par.Explanation, m.Dossier.UnitID, "").Closes,
	}
	s.Running = m.Stage() == par.Explanation && m.Now < w.Closes
	if c := clockOf(m.p, m.Place, m.Now); c != nil {
		s.Extended = c.Extended
	}
	return s
}

// locked says why nothing can be explained here now.
func (m *explainMaker) locked() string {
	switch {
	case m.Unsigned():
		return m.p.T("explain.locked_unsigned")
	case m.Dossier.ExplainedAt != 0:
		return m.p.T("explain.locked_signed", "name", nameOr(m.p, m.Names[m.Dossier.ExplainedBy]), "at", m.Dossier.ExplainedAt)
	}
	for _, err := range m.Locked {
		if e, ok := par.AsError(err); ok && e.Code == par.Closed {
			return m.p.Err(e)
		}
	}
	return m.p.T("explain.locked_reader")
}

func (m *explainMaker) acceptRest() ui.Question {
	return ui.Question{
		ID: "accept", Button: m.p.T("explain.accept_rest"), Title: m.p.T("explain.accept_question"), Small: true,
		Action: explanationPath(m.Dossier.ID) + "/accept", Submit: m.p.T("explain.accept_submit"),
		Effects: []string{m.p.T("explain.accept_effect"), m.p.T("explain.accept_undo")},
	}
}

// undo finds the latest act that accepted several leaves at once.
func (m *explainMaker) undo() *undoView {
	if !m.writable() {
		return nil
	}
	at := map[par.Time]int{}
	var last undoView
	for _, item := range m.Items {
		if item.Answer == explanation.Accepted {
			at[item.Said.At]++
			if item.Said.At >= last.At {
				last = undoView{item.Said.At, at[item.Said.At]}
			}
		}
	}
	if last.Count < 2 {
		return nil
	}
	return &last
}

func (m *explainMaker) item(i explanation.Item) explainItem {
	code := i.Node.Code
	path := leafPath(m.Dossier.ID, code, "")
	v := explainItem{
		Code: code, Title: i.Node.Title, Area: i.Area.Code + ". " + i.Area.Title, State: i.Answer, Said: m.w.said(i.Node.Rule, i.Claim),
		Claimed: pointsOrWait(m.w, i.Weight.Claimed), Given: pointsOrWait(m.w, i.Weight.Given), Lost: pointsOrWait(m.w, i.Weight.Lost), Max: m.w.points(i.Node.Max),
		Remark: i.Mark.Note, Opening: i.Opening.Reason, Rule: m.w.rule(i.Node), Note: i.Said.Note,
		Earlier: m.chips(i.Earlier), Fresh: m.chips(i.Fresh), Writable: m.Locked[code] == nil, Found: foundNotes(m.p, m.w, i.Findings),
	}
	for _, c := range i.Earlier {
		if j, ok := m.Served.Body.Verdict(c.ID); ok {
			v.Judged = append(v.Judged, judgedLine{proofTones[j.Proof][1], judgedText(m.p, j), viewPath(c.Use)})
		}
	}
	if i.Mark.Reason != "" {
		v.Reason = m.p.Value(i.Mark.Reason)
	}
	if m.Cite[code] {
		v.AddDoc = deskPath(m.Dossier.ID, code)
	}
	if i.Closes != m.Round.WindowFor(par.Explanation, m.Dossier.UnitID, "").Closes {
		v.Closes = i.Closes
	}
	if i.Said.Kind == dossier.KindValue {
		v.Asked = m.p.T("explain.asks", "said", m.w.said(i.Node.Rule, i.Said), "points", m.asked(i))
	}
	if i.GainsNothing() {
		v.Vain = m.p.T("explain.gains_nothing", "asked", m.asked(i), "points", v.Given)
	}
	if i.Answer == explanation.Accepted {
		v.Accepted = m.p.T("explain.accepted_at", "name", nameOr(m.p, m.Names[i.Said.Actor]), "at", i.Said.At)
	}
	if v.Writable {
		v.Accept, v.Reconsider = path+"accept", path+"reconsider"
	}
	v.Form, v.NoteErrors = m.form(i)
	v.Two = m.twoTexts(i, v.Form)
	m.refused(&v, i)
	v.Class = "card cut " + string(v.State)
	return v
}

func (m *explainMaker) asked(i explanation.Item) string {
	if i.Asked.State == score.Waiting {
		return m.p.T("appraisal.waits_block")
	}
	return m.w.points(i.Asked.Points)
}

func (m *explainMaker) chips(cited []evidence.Citation) []docChip {
	chips := make([]docChip, len(cited))
	for i, c := range cited {
		chips[i] = docChip{Href: viewPath(c.Use), Number: c.Document.Title(), Name: documentTitle(m.p, c.Document), Place: whereText(m.p, c.Use)}
		if c.Page > 0 {
			chips[i].Page = m.p.T("sheet.page", "page", c.Page)
		}
	}
	return chips
}

// form is the input of corrected figures.
func (m *explainMaker) form(i explanation.Item) (leafForm, []fieldError) {
	n := i.Node
	version := strconv.FormatInt(i.Said.Version, 10)
	f := leafForm{Code: n.Code, Key: m.key + "." + n.Code + "." + version, Version: version, Back: explanationPath(m.Dossier.ID) + "#m-" + n.Code}
	if m.Locked[n.Code] == nil {
		f.Action = leafPath(m.Dossier.ID, n.Code, "explanation")
	}
	d := drawing{w: m.w, fields: fieldsOf(m.p, n.Rule, i.Said.Value)}
	if m.over.leaf != n.Code {
		f.Control = d.control("", n.Code, n.Rule)
		return f, nil
	}
	if m.over.conflict != nil && m.overText() {
		f.Control = d.control("", n.Code, n.Rule)
		return f, nil
	}
	if m.over.conflict != nil {
		f.Conflict = m.conflict(i)
		return f, nil
	}
	var note []fieldError
	d.faults = map[string]string{}
	for name, text := range m.over.err.Fields {
		d.faults[name] = m.p.Text(text)
		if name == "note" {
			note = append(note, fieldError{"note-" + errorID(n.Code), m.p.Text(text)})
		} else {
			f.Errors = append(f.Errors, fieldError{errorID(n.Code), m.p.Text(text)})
		}
	}
	if len(m.over.err.Fields) == 0 {
		note = []fieldError{{"note-" + errorID(n.Code), m.p.Err(m.over.err)}}
	}
	if !m.overText() {
		d.fields = m.over.typed
	}
	f.Control = d.control("", n.Code, n.Rule)
	return f, note
}

// overText tells whether words were sent, not figures.
func (m *explainMaker) overText() bool { return m.over.typed.Get("part") == "note" }

// twoTexts is the choice between two texts of one leaf, beside the form of its figures.
func (m *explainMaker) twoTexts(i explanation.Item, f leafForm) leafForm {
	if m.over.leaf == i.Node.Code && m.over.conflict != nil && m.overText() {
		f.Conflict = m.conflict(i)
	}
	return f
}

// refused puts what was typed over what is stored.
func (m *explainMaker) refused(v *explainItem, i explanation.Item) {
	if m.over.leaf != i.Node.Code {
		return
	}
	v.Saving = ui.Rejected
	if m.over.conflict != nil {
		v.Saving = ui.Conflicted
	}
	if m.overText() {
		v.Note = m.over.typed.Get("note")
	}
}

// conflict lays both answers side by side.
func (m *explainMaker) conflict(i explanation.Item) *conflictView {
	mine := dossier.Score{Leaf: i.Node.Code, Kind: dossier.KindNone}
	if value, _ := readValue(i.Node.Rule, m.over.typed); value != nil {
		mine.Kind, mine.Value = dossier.KindValue, value
	}
	c := &conflictView{
		Mine: m.w.said(i.Node.Rule, mine), Theirs: m.answer(i), Who: nameOr(m.p, m.Names[i.Said.Actor]), When: sayMoment(m.p, i.Said.At, m.Now),
		Href: explanationPath(m.Dossier.ID) + "#m-" + i.Node.Code, Version: strconv.FormatInt(i.Said.Version, 10), MineWhen: sayMoment(m.p, m.Now, m.Now),
	}
	if m.overText() {
		c.Mine = m.over.typed.Get("note")
		if i.Answer != explanation.Accepted {
			c.Theirs = i.Said.Note
		}
	}
	for _, name := range sortedKeys(m.over.typed) {
		if name == "version" || name == "_key" {
			continue
		}
		for _, value := range m.over.typed[name] {
			c.Fields = append(c.Fields, hiddenField{name, value})
		}
	}
	return c
}

// firstError is what the script says of a refusal.
func firstError(i *explainItem) string {
	for _, e := range append(append([]fieldError{}, i.Form.Errors...), i.NoteErrors...) {
		return e.Text
	}
	return ""
}

func (m *explainMaker) answer(i explanation.Item) string {
	if i.Answer == explanation.Accepted {
		return m.p.T("explain.state_accepted")
	}
	return m.w.said(i.Node.Rule, i.Said)
}

func (m *explainMaker) parts(leaf string) explainPartsView {
	v := explainPartsView{P: m.p, Status: m.status(), Rest: m.Tally.Silent}
	if i, ok := m.Find(leaf); ok {
		item := m.item(i)
		v.Item, v.Version = &item, strconv.FormatInt(i.Said.Version, 10)
	}
	return v
}
