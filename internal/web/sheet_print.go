package web

import (
	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// printedSheet is the whole sheet as it is put on paper: every area that the
// reader may see, with words in the place of controls.
type printedSheet struct {
	ui.Page
	Crumb ui.Crumb
	Facts []fact
	Marks []sheetNotice
	Areas []printedArea
}

type printedArea struct {
	Title, Sum string
	Groups     []printedGroup
}

type printedGroup struct {
	Code, Title, Sum string
	Rows             []printedRow
}

// printedRow is a leaf: what the unit says of it, and on what ground.
type printedRow struct {
	leafRow
	Said, Note string
}

func (h *handlers) showPrintedSheet(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("dossier")
	if err != nil {
		return nil, err
	}
	m, err := h.sheetMaker(r, id, sheetQuery{}, overlay{})
	if err != nil {
		return nil, err
	}
	page := h.page(r, m.p.T("sheet.printed")+", "+m.Unit.Name, "/dossiers")
	page.DemoNote, page.Now = m.Round.DemoNote, m.Now
	v := printedSheet{
		Page: page, Crumb: ui.Crumb{Href: sheetPath(id), Label: m.Round.Title}, Facts: m.printedFacts(), Marks: m.marks(),
	}
	for _, area := range m.Edition.Set.Areas() {
		if !m.visible[area.Code] {
			continue
		}
		one := printedArea{Title: area.Code + ". " + area.Title, Sum: m.sum(area)}
		for _, g := range m.walk(nil, area, area) {
			one.Groups = append(one.Groups, m.printedGroup(g))
		}
		v.Areas = append(v.Areas, one)
	}
	return httpx.Page{Body: printedSheetPage(v)}, nil
}

// printedFacts head the paper: whose sheet it is, how it stands and when it
// was printed. The totals are for those who may see every area.
func (m *sheetMaker) printedFacts() []fact {
	p := m.p
	facts := []fact{
		{p.T("common.unit"), m.Unit.Name}, {p.T("common.round"), m.Round.Title}, {p.T("common.block"), m.Block.Name},
		{p.T("common.state"), p.T("state." + string(m.State()))},
	}
	if m.whole {
		d := m.dock()
		facts = append(facts, fact{p.T("common.points"), d.Points + "/" + d.Max}, fact{p.T("common.index"), d.Index}, fact{p.T("common.class"), d.Class})
	}
	return told(append(facts, fact{p.T("sheet.printed_at"), p.DateTime(m.Now)}))
}

func (m *sheetMaker) printedGroup(g leafGroup) printedGroup {
	group := printedGroup{Code: g.Code, Title: g.Title, Sum: g.Sum}
	for _, row := range g.Rows {
		n, said := m.leaves[m.byCode[row.Code]], m.Scores[row.Code]
		one := printedRow{leafRow: row, Said: m.w.said(n.Rule, said), Note: said.Note}
		switch {
		case n.Rule.Type == score.RuleSurvey:
			one.Said = m.p.T("sheet.survey")
		case said.Kind == dossier.KindNone || said.Kind == "":
			one.Said = "–"
		}
		group.Rows = append(group.Rows, one)
	}
	return group
}
