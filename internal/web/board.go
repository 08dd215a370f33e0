package web

import (
	"strconv"

	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/web/ui"
)

// boardView is the progress of a round.
type boardView struct {
	ui.Page
	Board  dossier.Board
	Steps  []ui.Step
	Blocks []boardBlock
	Counts []boardCount
	Late   []lateUnit
	Marks  bool // the marks of appraisers are counted, no longer the units' own scores
}

// boardBlock is the heat map of one block.
type boardBlock struct {
	Code, Name string
	Areas      []dossier.AreaLoad
	Rows       []boardRow
	Done       int
	Total      int
}

// boardRow is one unit.
type boardRow struct {
	Name  string
	Cells []boardCell
	Done  int
	Total int
	State tagged
	Last  string
}

// tagged is a state by word and shape.
type tagged struct{ Kind, Icon, Text string }

// boardCell is one area of one unit: a shade with a word.
type boardCell struct {
	Class string
	Full  bool
	None  bool
	Text  string
}

// boardCount is how many units stand somewhere.
type boardCount struct {
	Label string
	Count int
	Late  bool
}

// lateUnit is a unit that is behind, with what is known of it.
type lateUnit struct{ Name, Text string }

func (h *handlers) board(r *httpx.Request) (dossier.Board, error) {
	id, err := r.PathID("round")
	if err != nil {
		return dossier.Board{}, err
	}
	return h.Dossiers.Board(r.Context(), r.Actor, id)
}

func (h *handlers) showBoard(r *httpx.Request) (httpx.Reply, error) {
	b, err := h.board(r)
	if err != nil {
		return nil, err
	}
	p := printer(r)
	maker := boardMaker{p: p, board: b, r: r}
	v := boardView{Board: b, Steps: stepsOf(p, b.Round, r.Now), Marks: b.Stage != score.StageSelf}
	for _, block := range b.Blocks {
		v.Blocks = append(v.Blocks, maker.block(block))
	}
	v.Counts, v.Late = maker.counts(), maker.late
	v.Page = h.page(r, maker.finding(), pathRounds)
	v.DemoNote = b.Round.DemoNote
	return httpx.Page{Body: boardPage(v)}, nil
}

// boardMaker makes the rows of a board and counts what it meets.
type boardMaker struct {
	p         i18n.Printer
	board     dossier.Board
	r         *httpx.Request
	late      []lateUnit
	submitted int
	waiting   int
	entering  int
	units     int
	begun     int
	complete  int
}

func (m *boardMaker) block(b dossier.BlockProgress) boardBlock {
	one := boardBlock{Code: b.Block.Code, Name: b.Block.Name, Areas: b.Areas}
	for _, u := range b.Units {
		row := m.row(b, u)
		one.Rows = append(one.Rows, row)
		one.Done, one.Total = one.Done+row.Done, one.Total+row.Total
	}
	return one
}

func (m *boardMaker) row(b dossier.BlockProgress, u dossier.UnitProgress) boardRow {
	row := boardRow{Name: u.Unit.Name, Done: u.Done(), Total: b.Leaves(), Last: sayLast(m.p, u.Last, m.board.Now)}
	for _, area := range b.Areas {
		row.Cells = append(row.Cells, cellOf(m.p, u.Given[area.Code], area.Leaves))
	}
	late := m.board.Late(u, row.Total)
	m.units++
	switch {
	case row.Done >= row.Total:
		m.complete++
	case row.Done > 0:
		m.begun++
	}
	switch {
	case late:
		m.late = append(m.late, lateUnit{u.Unit.Name, m.lateText(u, row)})
		row.State = tagged{Kind: "bad", Icon: "clock", Text: m.p.T("board.late")}
	case u.Dossier.ID == "":
		row.State = tagged{Text: m.p.T("board.not_open")}
	case u.Dossier.State == par.Draft:
		m.entering++
		row.State = tagged{Icon: "pen", Text: m.p.Value(u.Dossier.State)}
	case u.Dossier.State == par.AwaitingLeader:
		m.waiting++
		row.State = tagged{Icon: "user", Text: m.p.Value(u.Dossier.State)}
	default:
		m.submitted++
		row.State = tagged{Kind: "act", Icon: "lock", Text: m.p.Value(u.Dossier.State)}
	}
	return row
}

func (m *boardMaker) lateText(u dossier.UnitProgress, row boardRow) string {
	if u.Last == 0 {
		return m.p.T("board.late_never", "total", row.Total)
	}
	return m.p.T("board.late_since", "done", row.Done, "total", row.Total, "last", u.Last)
}

// cellOf says one cell: full, nothing, or the percentage.
func cellOf(p i18n.Printer, done, total int) boardCell {
	c := boardCell{Class: ui.FillClass(done, total), Full: total > 0 && done >= total, None: total > 0 && done == 0}
	switch {
	case total == 0:
		c.Text = "–"
	case c.Full:
		c.Text = p.T("board.full")
	case c.None:
		c.Text = "0"
	default:
		c.Text = strconv.Itoa(max(1, done*100/total))
	}
	return c
}

// sayLast says a time of today by the clock alone, an earlier one by its day.
func sayLast(p i18n.Printer, t, now par.Time) string {
	switch {
	case t.IsZero():
		return "–"
	case p.Day(t) == p.Day(now):
		return p.Clock(t)
	}
	return p.Day(t)[:5]
}

// finding is the heading: what the board shows, in a sentence.
func (m *boardMaker) finding() string {
	switch {
	case m.board.Round.State == par.Preparing:
		return m.p.T("board.finding_preparing")
	case m.board.Stage != score.StageSelf:
		done, total := 0, 0
		for _, b := range m.board.Blocks {
			for _, u := range b.Units {
				done, total = done+u.Done(), total+b.Leaves()
			}
		}
		return m.p.T("board.finding_appraisal", "done", done, "total", total)
	}
	return m.p.T("board.finding", "submitted", m.submitted, "units", m.units, "late", len(m.late))
}

func (m *boardMaker) counts() []boardCount {
	if m.board.Round.State == par.Preparing {
		return nil
	}
	if m.board.Stage != score.StageSelf {
		return []boardCount{
			{m.p.T("board.complete"), m.complete, false}, {m.p.T("board.begun"), m.begun, false},
			{m.p.T("board.not_begun"), m.units - m.complete - m.begun, false},
		}
	}
	return []boardCount{
		{m.p.T("board.submitted"), m.submitted, false}, {m.p.T("board.waiting"), m.waiting, false},
		{m.p.T("board.entering"), m.entering, false}, {m.p.T("board.behind"), len(m.late), len(m.late) > 0},
	}
}

// doneWord says what is counted: leaves entered by units, or appraised.
func doneWord(p i18n.Printer, stage score.Stage) string {
	if stage == score.StageSelf {
		return p.T("board.entered")
	}
	return p.T("board.appraised")
}

// boardTables writes the board as sheets, one for each block.
func boardTables(p i18n.Printer, b dossier.Board) []report.Table {
	var tables []report.Table
	for _, block := range b.Blocks {
		t := report.Table{Sheet: block.Block.Name, Columns: []report.Column{{Title: p.T("common.unit"), Width: 40}, {Title: p.T("unit.code"), Width: 14}}}
		for _, area := range block.Areas {
			t.Columns = append(t.Columns, report.Column{Title: p.T("board.area_of", "area", area.Code, "total", area.Leaves), Width: 12, Kind: report.Counts})
		}
		t.Columns = append(t.Columns, report.Column{Title: doneWord(p, b.Stage), Kind: report.Counts}, report.Column{Title: p.T("board.of"), Kind: report.Counts},
			report.Column{Title: p.T("common.state"), Width: 18}, report.Column{Title: p.T("board.late"), Width: 8}, report.Column{Title: p.T("board.last"), Width: 20})
		for _, u := range block.Units {
			t.Rows = append(t.Rows, boardCells(p, b, block, u))
		}
		tables = append(tables, t)
	}
	return tables
}

func boardCells(p i18n.Printer, b dossier.Board, block dossier.BlockProgress, u dossier.UnitProgress) []report.Cell {
	cells := []report.Cell{report.Text(u.Unit.Name), report.Text(u.Unit.Code)}
	for _, area := range block.Areas {
		cells = append(cells, report.Count(u.Given[area.Code]))
	}
	state, late, last := p.T("board.not_open"), "", ""
	if u.Dossier.ID != "" {
		state = p.Value(u.Dossier.State)
	}
	if b.Late(u, block.Leaves()) {
		late = p.T("common.yes")
	}
	if u.Last != 0 {
		last = p.DateTime(u.Last)
	}
	return append(cells, report.Count(u.Done()), report.Count(block.Leaves()), report.Text(state), report.Text(late), report.Text(last))
}

func (h *handlers) showBoardXLSX(r *httpx.Request) (httpx.Reply, error) {
	b, err := h.board(r)
	if err != nil {
		return nil, err
	}
	tables := boardTables(printer(r), b)
	if len(tables) == 0 {
		tables = []report.Table{{Sheet: b.Round.Code}}
	}
	return workbook("board-"+b.Round.Code+".xlsx", tables...)
}

func boardPath(r round.Round) string { return roundPath(r, "/board") }
