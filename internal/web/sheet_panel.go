package web

import (
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
)

// panelView is everything about one leaf, beside the grid.
type panelView struct {
	Code, Title, Above string
	Close              string // address of the sheet without the panel
	Open               bool   // the address names the leaf: shown over the page where it is narrow
	Calc, Points, Max  string
	Gain, Effect       string
	Rule, Help         string
	Options            []string // the levels of a choice, the items of a checklist
	Evidence, Agency   string
	Docs               []docChip
	Zip                string // address of all of them in one file
	AddDoc             string
	Form               leafForm
	Note               string
	MayNA, IsNA        bool
	NAEffect           string
	Given              bool
	Formula            string
	Remark             string // of an appraiser, once it may be read
	History            []changeView
	Errors             []fieldError
	Talk               *talkView // nil: nothing that this reader may see here
}

// changeView is one line of a leaf's history.
type changeView struct{ When, Who, From, To, Note string }

func (m *sheetMaker) panel(groups []leafGroup) *panelView {
	code := m.query.Leaf
	if code == "" && len(groups) > 0 {
		code = groups[0].Rows[0].Code
	}
	at, ok := m.byCode[code]
	if !ok || !m.visible[m.areaOf(code)] {
		return nil
	}
	n, leaf, said := m.leaves[at], m.Leaves[at], m.Scores[code]
	guide := m.Edition.Guide(code)
	v := &panelView{
		Code: code, Title: n.Title, Above: m.above(n), Close: m.closeHref(), Open: m.query.Leaf != "",
		Calc: m.w.calc(leaf.Trace), Max: m.w.points(n.Max), Rule: m.w.rule(n), Help: guide.Help, Evidence: guide.Evidence,
		Docs: m.docs(code), Zip: dossierBundlePath(m.Dossier.ID, code), AddDoc: m.addDoc(n), Form: m.form(n, said), Note: said.Note, Given: said.Given(),
		MayNA: n.NA == score.NARemove || n.NA == score.NAFull, IsNA: said.Kind == dossier.KindNA, Options: m.options(n.Rule),
	}
	if leaf.State == score.Scored {
		v.Points = m.points(n, &leaf)
	}
	v.NAEffect = m.naEffect(n)
	if leaf.Kind != score.Penalty {
		v.Gain, v.Effect = m.w.gain(leaf.Trace), m.effect(at)
	}
	v.History = m.history(n)
	if code == m.query.Leaf {
		v.Talk = m.talk
	}
	m.refusedNote(v)
	return v
}

// refusedNote puts a refused explanation over the stored one.
func (m *sheetMaker) refusedNote(v *panelView) {
	if m.over.leaf != v.Code || m.over.typed == nil || !m.over.typed.Has("note") {
		return
	}
	v.Note, v.Errors = m.over.typed.Get("note"), v.Form.Errors
}

func (m *sheetMaker) closeHref() string {
	q := m.query
	code := q.Leaf
	q.Leaf = ""
	return m.href(q) + "#m-" + code
}

// above names the criterion that a leaf belongs to.
func (m *sheetMaker) above(n *score.Node) string {
	parent := parentOf(m.Edition.Set.Areas(), n.Code)
	if parent == nil {
		return m.p.T("sheet.item", "code", n.Code)
	}
	return parent.Code + " " + parent.Title + " · " + m.p.T("sheet.item", "code", n.Code)
}

func parentOf(nodes []*score.Node, code string) *score.Node {
	for _, n := range nodes {
		for _, child := range n.Children {
			if child.Code == code {
				return n
			}
		}
		if found := parentOf(n.Children, code); found != nil {
			return found
		}
	}
	return nil
}

func (m *sheetMaker) options(r *score.Rule) []string {
	var lines []string
	for _, o := range r.Options {
		lines = append(lines, o.Label+": "+m.w.points(o.Points))
	}
	for _, item := range r.Items {
		line := item.Label
		if item.Points.Known() {
			line += ": " + m.w.points(item.Points)
		}
		lines = append(lines, line)
	}
	for i, part := range r.Parts {
		lines = append(lines, m.p.T("sheet.part", "part", i+1)+": "+m.w.ruleOf(part, part.Max, false))
	}
	return lines
}

func (m *sheetMaker) naEffect(n *score.Node) string {
	if n.NA == score.NAFull {
		return m.p.T("sheet.na_full", "max", m.w.points(n.Max))
	}
	return m.p.T("sheet.na_remove", "max", m.w.points(n.Max))
}

// effect says what the next gain of a leaf would do to the index:
// "Chỉ số từ 79,43 lên 80,06, loại Tốt."
func (m *sheetMaker) effect(at int) string {
	next := m.Leaves[at].Trace.Next
	if next == nil || m.Leaves[at].State != score.Scored || m.leaves[at].Kind == score.Penalty {
		return ""
	}
	leaves := append([]score.LeafScore(nil), m.Leaves...)
	leaves[at].Points = next.Points
	then := score.Forecast(m.Edition.Set, m.Block.Method, leaves)
	if !then.Index.Known() || then.Index == m.Forecast.Index {
		return ""
	}
	places := m.Block.Method.IndexDecimals
	return m.p.T("sheet.effect", "from", m.p.Fixed(m.Forecast.Index, places), "to", m.p.Fixed(then.Index, places), "class", then.Class)
}

func (m *sheetMaker) history(n *score.Node) []changeView {
	if m.query.Leaf != n.Code {
		return nil
	}
	var lines []changeView
	for i, e := range m.Events {
		before := dossier.Score{}
		for _, older := range m.Events[i+1:] {
			if older.Stage == e.Stage {
				before = older.Score
				break
			}
		}
		line := changeView{When: m.moment(e.At), Who: m.Names[e.Actor], From: m.w.said(n.Rule, before), To: m.w.said(n.Rule, e.Score)}
		if line.From == line.To && before.Note != e.Note {
			line.From, line.To, line.Note = "", "", m.p.T("sheet.note_changed")
		}
		lines = append(lines, line)
	}
	return lines
}

// sayMoment says a time of today by the clock alone, an earlier one with its day.
func sayMoment(p i18n.Printer, t, now par.Time) string {
	switch {
	case t.IsZero():
		return p.DateTime(t)
	case p.Day(t) == p.Day(now):
		return p.Clock(t)
	case p.Day(t)[6:] == p.Day(now)[6:]:
		return p.Day(t)[:5] + " " + p.Clock(t)
	}
	return p.DateTime(t)
}
