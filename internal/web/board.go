package web

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"parindex/internal/dossier"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/reminder"
	"parindex/internal/round"
	"parindex/internal/web/ui"
)

// boardView is the progress of a round in one of its stages.
type boardView struct {
	ui.Page
	Board      dossier.Board
	Steps      []ui.Step
	Stages     []boardStage
	Filter     []ui.Field
	Filtered   bool
	Saved      savedView
	Blocks     []boardBlock
	Counts     []boardCount
	Late       []lateUnit
	Appraisers []boardAppraiser
	Remind     string // where reminders are sent; empty: not by this reader
	Record     string
	Fair       []fairLink // what keeps appraising even, for whom it is
	Compares   bool       // the reader may see one criterion across units
}

// boardStage is one stage that can be looked at.
type boardStage struct {
	Label, Href string
	Current     bool
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
	Name     string
	Href     string // what the standing body may do about the unit
	Out      bool
	Fallback string // how the standing body entered the sheet for it
	Cells    []boardCell
	Done     int
	Total    int
	State    tagged
	Due      string // its own deadline, or by how much it is over
	Late     bool
	Extended bool
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

// lateUnit is a unit that is late or behind, with what is known of it.
type lateUnit struct {
	Name, Text string
	By         time.Duration
}

// boardAppraiser is how far an appraiser has come.
type boardAppraiser struct {
	Name, Text  string
	Done, Total int
	Late        bool
}

func (h *handlers) showBoard(r *httpx.Request) (httpx.Reply, error) {
	id, err := r.PathID("round")
	if err != nil {
		return nil, err
	}
	b, err := h.Dossiers.Board(r.Context(), r.Actor, id, par.Stage(r.Text("stage")))
	if err != nil {
		return nil, err
	}
	filter := boardFilterOf(r)
	m := boardMaker{p: printer(r), board: filter.narrow(b)}
	if exporting(r) {
		return export(r, "board-"+b.Round.Code, m.tables()...)
	}
	loads, err := h.Reminders.ReadWorkloads(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	saved, err := h.saved(r, "board")
	if err != nil {
		return nil, err
	}
	v := h.boardView(r, m, filter, b, loads, saved)
	v.Fair = fairLinks(r, m.p, b.Round)
	v.Compares = b.Round.State != par.Preparing && may(r, policy.CompareUnits, b.Round.Resource())
	return httpx.Page{Body: boardPage(v)}, nil
}

func (h *handlers) boardView(r *httpx.Request, m boardMaker, f boardFilter, all dossier.Board, loads []reminder.Owed, saved savedView) boardView {
	b := m.board
	v := boardView{
		Board: b, Steps: stepsOf(m.p, b.Round, r.Now), Stages: m.stages(f), Filter: f.fields(m.p, all), Filtered: f.narrows(), Saved: saved,
	}
	for _, block := range b.Blocks {
		v.Blocks = append(v.Blocks, m.block(block))
	}
	slices.SortStableFunc(m.late, func(x, y lateUnit) int { return cmp.Compare(y.By, x.By) })
	v.Counts, v.Late = m.counts(), m.late
	if b.Stage == b.Round.State {
		v.Appraisers = m.appraisers(loads)
	}
	if policy.MayEver(r.Actor, policy.SendReminder) == nil {
		v.Remind, v.Record = remindPath(b.Round), remindersPath(b.Round)
	}
	v.Page = h.page(r, m.finding(), pathRounds)
	v.DemoNote = b.Round.DemoNote
	return v
}

// boardMaker makes the rows of a board and counts what it meets.
type boardMaker struct {
	p         i18n.Printer
	board     dossier.Board
	late      []lateUnit
	submitted int
	waiting   int
	entering  int
	units     int
	begun     int
	complete  int
	nothing   int
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
	row := boardRow{Name: u.Unit.Name, Href: unitCasePath(m.board.Round, u.Unit.ID), Fallback: fallbackWord(m.p, u.Dossier), Out: u.Out, Done: u.Done(), Total: u.Total(), Extended: u.Extended, State: stateTag(m.p, u)}
	for _, area := range b.Areas {
		row.Cells = append(row.Cells, cellOf(m.p, u.Given[area.Code], u.Wanted[area.Code]))
	}
	m.countUnit(u)
	row.Due = dayText(m.p, u.Closes, m.board.Now)
	switch late := m.board.Late(u); {
	case late > 0:
		row.Late, row.Due = true, m.p.T("board.late_by", "time", m.p.Left(late))
		m.late = append(m.late, lateUnit{u.Unit.Name, row.Due + ". " + m.lastText(u), late})
	case m.board.Behind(u):
		row.State = tagged{Kind: "ask", Icon: "clock", Text: m.p.T("board.slow")}
		m.late = append(m.late, lateUnit{u.Unit.Name, m.p.T("board.slow") + ". " + m.lastText(u), 0})
	}
	return row
}

// stateTag says where a unit's dossier stands.
func stateTag(p i18n.Printer, u dossier.UnitProgress) tagged {
	switch {
	case u.Out:
		return tagged{Icon: "minus", Text: p.T("board.out")}
	case u.State == "":
		return tagged{Text: p.T("board.not_open")}
	case u.State == par.Draft, u.State == par.Explaining:
		return tagged{Icon: "pen", Text: p.Value(u.State)}
	case u.State == par.AwaitingLeader, u.State == par.Notified:
		return tagged{Icon: "user", Text: p.Value(u.State)}
	}
	return tagged{Kind: "act", Icon: "lock", Text: p.Value(u.State)}
}

func (m *boardMaker) countUnit(u dossier.UnitProgress) {
	if u.Out {
		return
	}
	m.units++
	done, total := u.Done(), u.Total()
	switch {
	case total == 0:
		m.nothing++
	case done >= total:
		m.complete++
	case done > 0:
		m.begun++
	}
	switch u.State {
	case "":
	case par.Draft:
		m.entering++
	case par.AwaitingLeader:
		m.waiting++
	default:
		m.submitted++
	}
}

func (m *boardMaker) lastText(u dossier.UnitProgress) string {
	if u.Last == 0 {
		return m.p.T("board.late_never", "total", u.Total())
	}
	return m.p.T("board.late_since", "done", u.Done(), "total", u.Total(), "last", u.Last)
}

// cellOf says one cell: full, nothing, or the percentage.
func cellOf(p i18n.Printer, done, total int) boardCell {
	c := boardCell{Class: ui.FillClass(done, total), Full: total > 0 && done >= total, None: total > 0 && done == 0}
	switch {
	case total == 0:
		c.Class, c.Text = "plain", "–"
	case c.Full:
		c.Text = p.T("board.full")
	case c.None:
		c.Text = "0"
	default:
		c.Text = strconv.Itoa(max(1, done*100/total))
	}
	return c
}

// dayText says a time of today by the clock alone, another one by its day.
func dayText(p i18n.Printer, t, now par.Time) string {
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
	done, total := 0, 0
	for _, b := range m.board.Blocks {
		for _, u := range b.Units {
			done, total = done+u.Done(), total+u.Total()
		}
	}
	switch {
	case m.board.Round.State == par.Preparing:
		return m.p.T("board.finding_preparing")
	case m.board.Stage == par.SelfScoring:
		return m.p.T("board.finding", "submitted", m.submitted, "units", m.units, "late", len(m.late))
	case m.board.Stage == par.Explanation:
		return m.p.T("board.finding_explanation", "done", done, "total", total, "late", len(m.late))
	case m.board.Stage == par.Appraisal2:
		return m.p.T("board.finding_appraisal2", "done", done, "total", total)
	}
	return m.p.T("board.finding_appraisal", "done", done, "total", total)
}

func (m *boardMaker) counts() []boardCount {
	late := boardCount{m.p.T("board.behind"), len(m.late), len(m.late) > 0}
	switch {
	case m.board.Round.State == par.Preparing:
		return nil
	case m.board.Stage == par.SelfScoring:
		return []boardCount{
			{m.p.T("board.submitted"), m.submitted, false}, {m.p.T("board.waiting"), m.waiting, false},
			{m.p.T("board.entering"), m.entering, false}, late,
		}
	case m.board.Stage == par.Explanation:
		return []boardCount{
			{m.p.T("board.explained"), m.complete, false}, {m.p.T("board.explaining"), m.begun, false},
			{m.p.T("board.nothing_cut"), m.nothing, false}, late,
		}
	}
	return []boardCount{
		{m.p.T("board.complete"), m.complete, false}, {m.p.T("board.begun"), m.begun, false},
		{m.p.T("board.not_begun"), m.units - m.complete - m.begun - m.nothing, false}, late,
	}
}

// appraisers lists those with most left first.
func (m *boardMaker) appraisers(loads []reminder.Owed) []boardAppraiser {
	var all []boardAppraiser
	for _, o := range loads {
		if o.Total == 0 {
			continue
		}
		one := boardAppraiser{Name: o.Appraiser.Name, Done: o.Total - o.Open, Total: o.Total, Text: m.p.T("board.appraised_of", "done", o.Total-o.Open, "total", o.Total)}
		if late := o.Late(m.board.Now); late > 0 && o.Open > 0 {
			one.Late, one.Text = true, one.Text+" · "+m.p.T("board.late_by", "time", m.p.Left(late))
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(x, y boardAppraiser) int { return cmp.Compare(y.Total-y.Done, x.Total-x.Done) })
	return all
}

// stages are the stages that can be looked at, with the filter kept.
func (m *boardMaker) stages(f boardFilter) []boardStage {
	var all []boardStage
	for _, s := range dossier.Watched(m.board.Round) {
		f.Stage = s
		all = append(all, boardStage{Label: m.p.Value(s), Href: boardPath(m.board.Round) + f.query(), Current: s == m.board.Stage})
	}
	return all
}

// doneWord says what is counted in a stage.
func doneWord(p i18n.Printer, stage par.Stage) string {
	switch stage {
	case par.SelfScoring:
		return p.T("board.entered")
	case par.Explanation:
		return p.T("board.answered")
	}
	return p.T("board.appraised")
}

// legend says what a shade of the board means.
func legend(p i18n.Printer, stage par.Stage) string {
	key := "board.legend_" + string(stage)
	return p.T(key)
}

func boardPath(r round.Round) string { return roundPath(r, "/board") }
