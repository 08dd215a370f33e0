package web

import (
	"strings"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/evidence"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/round"
)

// maxPages bounds how many pages of a list go into one file.
const maxPages = 400

// exportAccounts writes every account that the search finds.
func (h *handlers) exportAccounts(r *httpx.Request, places places) (httpx.Reply, error) {
	p := printer(r)
	t := report.Table{Sheet: p.T("accounts.title"), Columns: []report.Column{
		{Title: p.T("account.name"), Width: 30}, {Title: p.T("signin.login"), Width: 20}, {Title: p.T("account.title"), Width: 40},
		{Title: p.T("account.email"), Width: 30}, {Title: p.T("account.roles"), Width: 60}, {Title: p.T("common.state"), Width: 20},
	}}
	for page := 1; page <= maxPages; page++ {
		people, err := h.Accounts.ListPeople(r.Context(), r.Actor, account.Filter{Text: r.Text("q"), Page: page})
		if err != nil {
			return nil, err
		}
		for _, one := range people.List {
			t.Rows = append(t.Rows, accountCells(p, places, one))
		}
		if int64(page*account.PageSize) >= people.Total {
			break
		}
	}
	return export(r, "accounts", t)
}

func accountCells(p i18n.Printer, places places, one account.Listed) []report.Cell {
	var roles []string
	for _, line := range places.lines(p, one.Roles) {
		roles = append(roles, strings.TrimSpace(line.Role+" "+line.For))
	}
	state := p.T("account.state_active")
	switch {
	case !one.Active:
		state = p.T("account.state_closed")
	case one.MustChange:
		state = p.T("account.state_first")
	}
	return []report.Cell{
		report.Text(one.Name), report.Text(one.Login), report.Text(one.Title), report.Text(one.Email), report.Text(strings.Join(roles, "; ")), report.Text(state),
	}
}

// exportUnits writes the units that the search finds.
func exportUnits(r *httpx.Request, levels []unitLevel) (httpx.Reply, error) {
	p := printer(r)
	t := report.Table{Sheet: p.T("unit.title"), Columns: []report.Column{
		{Title: p.T("unit.code"), Width: 14}, {Title: p.T("unit.name"), Width: 46}, {Title: p.T("unit.short"), Width: 20},
		{Title: p.T("unit.level"), Width: 20}, {Title: p.T("unit.active"), Width: 12},
	}}
	for _, level := range levels {
		for _, u := range level.Units {
			active := p.T("common.no")
			if u.Active {
				active = p.T("common.yes")
			}
			t.Rows = append(t.Rows, []report.Cell{report.Text(u.Code), report.Text(u.Name), report.Text(u.Short), report.Text(level.Name), report.Text(active)})
		}
	}
	return export(r, "units", t)
}

// exportRounds writes the list of rounds with the windows of their stages.
func exportRounds(r *httpx.Request, rounds []round.Round) (httpx.Reply, error) {
	p := printer(r)
	t := report.Table{Sheet: p.T("round.title"), Columns: []report.Column{
		{Title: p.T("common.round"), Width: 50}, {Title: p.T("common.year"), Width: 8}, {Title: p.T("round.stage"), Width: 22},
		{Title: p.T("round.stage_deadline"), Width: 18}, {Title: p.T("round.blocks"), Width: 50},
	}}
	for _, stage := range round.Timed() {
		t.Columns = append(t.Columns, report.Column{Title: p.Value(stage), Width: 36})
	}
	for _, one := range rounds {
		cells := []report.Cell{
			report.Text(one.Title), report.Text(whole(one.Year)), report.Text(p.Value(one.State)), report.Text(deadlineOf(p, one)), report.Text(blockNames(one)),
		}
		for _, stage := range round.Timed() {
			cells = append(cells, report.Text(windowText(p, one.Window(stage))))
		}
		t.Rows = append(t.Rows, cells)
	}
	return export(r, "rounds", t)
}

func windowText(p i18n.Printer, w round.Window) string {
	if w.Opens == 0 && w.Closes == 0 {
		return ""
	}
	return p.DateTime(w.Opens) + " – " + p.DateTime(w.Closes)
}

// exportLibrary writes every document of a unit that the search finds.
func (h *handlers) exportLibrary(r *httpx.Request, id par.ID) (httpx.Reply, error) {
	p := printer(r)
	t := report.Table{Sheet: p.T("evidence.library"), Columns: []report.Column{
		{Title: p.T("evidence.document"), Width: 44}, {Title: p.T("evidence.kind"), Width: 18}, {Title: p.T("evidence.issued_on"), Width: 14},
		{Title: p.T("evidence.summary"), Width: 60}, {Title: p.T("evidence.file"), Width: 28}, {Title: p.T("evidence.uses"), Width: 10, Kind: report.Counts},
	}}
	for page, pages := 1, 1; page <= min(pages, maxPages); page++ {
		library, err := h.Evidence.ListDocuments(r.Context(), r.Actor, id, libraryQuery(r, page))
		if err != nil {
			return nil, err
		}
		pages = library.Pages
		for _, e := range library.Entries {
			t.Rows = append(t.Rows, libraryCells(rowOf(p, e), e))
		}
	}
	return export(r, "documents", t)
}

func libraryCells(row documentRow, e evidence.Entry) []report.Cell {
	return []report.Cell{report.Text(row.Title), report.Text(row.Kind), report.Text(row.Issued), report.Text(row.Summary), report.Text(row.File), report.Count(e.Uses)}
}

// exportQueue writes the part of an appraiser's queue that is shown, all pages of it.
func (h *handlers) exportQueue(r *httpx.Request, v *queueView) (httpx.Reply, error) {
	rows, err := h.Appraisals.Standings(r.Context(), r.Actor, v.Whole, v.Part.Items)
	if err != nil {
		return nil, err
	}
	p := v.P
	t := report.Table{Sheet: p.T("appraisal.queue"), Columns: []report.Column{
		{Title: p.T("common.unit"), Width: 40}, {Title: p.T("appraisal.area"), Width: 10}, {Title: p.T("appraisal.criterion"), Width: 60},
		{Title: p.T("criteria.col.max"), Width: 10, Kind: report.Points}, {Title: p.T("appraisal.claimed"), Width: 14}, {Title: p.T("appraisal.marked"), Width: 14},
		{Title: p.T("appraisal.reason"), Width: 26}, {Title: p.T("common.remark"), Width: 60},
	}}
	for _, s := range rows {
		t.Rows = append(t.Rows, queueCells(p, s))
	}
	return export(r, "queue-"+v.Whole.Round.Code, t)
}

func queueCells(p i18n.Printer, s appraisal.Standing) []report.Cell {
	given, reason := "", ""
	if s.Done {
		given = shownPoints(p, s.Marked)
	}
	if s.Mark.Reason != "" {
		reason = p.Value(s.Mark.Reason)
	}
	return []report.Cell{
		report.Text(s.Unit.Name), report.Text(s.Area.Code), report.Text(s.Leaf.Code + " " + s.Leaf.Title), report.Number(s.Leaf.Max),
		report.Text(shownPoints(p, s.Claimed)), report.Text(given), report.Text(reason), report.Text(s.Mark.Note),
	}
}
