package web

import (
	"slices"
	"strconv"

	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

func (m *sheetMaker) row(n *score.Node) leafRow {
	leaf, said := &m.Leaves[m.byCode[n.Code]], m.Scores[n.Code]
	row := leafRow{
		Code: n.Code, Title: n.Title, Href: m.leafHref(n.Code), Rule: m.w.rule(n), Max: m.w.points(n.Max),
		Points: "–", State: m.state(n, leaf, said), Docs: m.docs(n.Code), NoDoc: m.wantsDocument(n, leaf),
		Form: m.form(n, said), AddDoc: m.addDoc(n), Talks: m.talks[n.Code], Given: m.given(n),
	}
	if leaf.State != score.Missing && leaf.State != score.NoSurvey {
		row.Calc = m.w.calc(leaf.Trace)
	}
	if leaf.State == score.Scored {
		row.Points, row.Gap = m.points(n, leaf), m.w.gap(leaf)
	}
	row.Over = dossier.AboveWhole(n, *leaf)
	row.Class = m.rowClass(n, leaf)
	return row
}

// given says to whom a leaf was given, and until when; nil: to nobody.
func (m *sheetMaker) given(n *score.Node) *tagged {
	a, ok := m.Holders[n.Code]
	if !ok {
		return nil
	}
	badge := &tagged{Icon: "user", Text: m.HolderNames[a.Person]}
	if a.Person == m.actor.Person {
		badge.Kind, badge.Text = "act", m.p.T("work.mine")
	}
	if a.Due == "" {
		return badge
	}
	badge.Text = m.p.T("work.badge", "name", badge.Text, "due", a.Due)
	if m.passes("missing", n) && i18n.DayEnd(a.Due) <= m.Now {
		badge.Kind = "bad"
	}
	return badge
}

func (m *sheetMaker) points(n *score.Node, leaf *score.LeafScore) string {
	if n.Kind == score.Penalty && leaf.Points != "0" {
		return "−" + m.w.points(leaf.Points)
	}
	return m.w.points(leaf.Points)
}

func (m *sheetMaker) rowClass(n *score.Node, leaf *score.LeafScore) string {
	refused := m.over.leaf == n.Code
	switch {
	case refused && m.over.conflict != nil:
		return "ask"
	case refused && m.over.err != nil:
		return "bad"
	case n.Code == m.query.Leaf:
		return "sel"
	case leaf.State == score.NotApplicable:
		return "na"
	}
	return ""
}

// state says where the value of a cell stands as the page is drawn.
func (m *sheetMaker) state(n *score.Node, leaf *score.LeafScore, said dossier.Score) ui.Saving {
	refused := m.over.leaf == n.Code
	switch {
	case refused && m.over.conflict != nil:
		return ui.Conflicted
	case refused && m.over.err != nil:
		return ui.Rejected
	case n.Rule.Type == score.RuleSurvey:
		return ""
	case leaf.State == score.Waiting:
		return ui.WaitsBlock
	case !m.mayChange(n.Code):
		return ui.Locked
	case said.Given():
		return ui.Saved
	}
	return ""
}

func (m *sheetMaker) form(n *score.Node, said dossier.Score) leafForm {
	f := leafForm{
		Code: n.Code, Key: m.key + "." + n.Code + "." + strconv.FormatInt(said.Version, 10), Version: strconv.FormatInt(said.Version, 10),
		Back: m.leafHref(n.Code),
	}
	if m.mayChange(n.Code) && n.Rule.Type != score.RuleSurvey {
		f.Action = m.saves() + "/leaves/" + n.Code
	}
	switch {
	case n.Rule.Type == score.RuleSurvey:
		f.Says = m.p.T("sheet.survey")
		return f
	case m.over.leaf == n.Code && m.over.conflict != nil:
		f.Conflict = m.conflict(n)
	case said.Kind == dossier.KindNA:
		f.Says = m.p.T("sheet.na")
		return f
	}
	f.Control, f.Errors = m.control(n, said)
	return f
}

// control draws the input of a leaf: what is stored or, over it, what was
// typed and refused.
func (m *sheetMaker) control(n *score.Node, said dossier.Score) (control, []fieldError) {
	d := drawing{w: m.w}
	var errors []fieldError
	if m.over.leaf == n.Code && m.over.typed != nil {
		d.fields = m.over.typed
		d.faults, errors = m.faults(n)
	} else {
		d.fields = fieldsOf(m.p, n.Rule, said.Value)
	}
	return d.control("", n.Code, n.Rule), errors
}

// faults says what is wrong with the fields of a refused leaf, by their names,
// and once each in the order of their names.
func (m *sheetMaker) faults(n *score.Node) (map[string]string, []fieldError) {
	if m.over.err == nil || m.over.conflict != nil {
		return nil, nil
	}
	names := make([]string, 0, len(m.over.err.Fields))
	for name := range m.over.err.Fields {
		names = append(names, name)
	}
	slices.Sort(names)
	said := map[string]string{}
	var errors []fieldError
	for _, name := range names {
		text := m.p.Text(m.over.err.Fields[name])
		said[name] = text
		errors = append(errors, fieldError{errorID(n.Code), text})
	}
	if len(names) == 0 {
		errors = []fieldError{{errorID(n.Code), m.p.Err(m.over.err)}}
	}
	return said, errors
}

func errorID(code string) string { return "loi-" + code }

// conflict lays both values side by side: what was typed now, and what another
// has saved since.
func (m *sheetMaker) conflict(n *score.Node) *conflictView {
	theirs := m.Scores[n.Code]
	mine := dossier.Score{Leaf: n.Code, Kind: dossier.KindNone}
	switch value, _ := readValue(n.Rule, m.over.typed); {
	case m.over.typed.Get("na") != "":
		mine.Kind = dossier.KindNA
	case value != nil && m.over.typed.Get("part") != "clear" && m.over.typed.Get("part") != "applies":
		mine.Kind, mine.Value = dossier.KindValue, value
	}
	c := &conflictView{
		Mine: m.w.said(n.Rule, mine), Theirs: m.w.said(n.Rule, theirs), Who: m.Names[theirs.Actor], When: m.moment(theirs.At),
		Href: m.leafHref(n.Code), Version: strconv.FormatInt(theirs.Version, 10), MineWhen: m.moment(m.Now),
	}
	if m.over.typed.Get("part") == "note" {
		c.Mine, c.Theirs = m.over.typed.Get("note"), theirs.Note
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

func sortedKeys(values map[string][]string) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// moment says a time of today by the clock alone, an earlier one with its day.
func (m *sheetMaker) moment(t par.Time) string { return sayMoment(m.p, t, m.Now) }

// docs lists the documents cited for a leaf, each opened at its page.
func (m *sheetMaker) docs(leaf string) []docChip {
	citations := m.Cited[leaf]
	if len(citations) == 0 {
		return nil
	}
	chips := make([]docChip, len(citations))
	for i, c := range citations {
		chips[i] = docChip{
			Href: viewPath(c.Use), Number: c.Document.Title(), Name: documentTitle(m.p, c.Document), Place: whereText(m.p, c.Use),
		}
		if c.Page > 0 {
			chips[i].Page = m.p.T("sheet.page", "page", c.Page)
		}
	}
	return chips
}

// addDoc is where a document is cited for a leaf; empty where that may not be done.
func (m *sheetMaker) addDoc(n *score.Node) string {
	if !(m.mayCite || m.ownTime[n.Code] && m.MayCite(m.actor, n.Code)) || n.Rule.Type == score.RuleSurvey {
		return ""
	}
	return deskPath(m.Dossier.ID, n.Code)
}
