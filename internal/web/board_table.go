package web

import (
	"slices"

	"parindex/internal/dossier"
	"parindex/internal/report"
)

// tables writes the board as sheets: all units together, then each block with
// its areas.
func (m *boardMaker) tables() []report.Table {
	all := report.Table{Sheet: m.p.T("board.title"), Columns: []report.Column{{Title: m.p.T("board.block"), Width: 26}}}
	all.Columns = append(all.Columns, m.unitColumns()...)
	var areas []string
	for _, block := range m.board.Blocks {
		for _, area := range block.Areas {
			if !slices.Contains(areas, area.Code) {
				areas = append(areas, area.Code)
			}
		}
	}
	for _, area := range areas {
		all.Columns = append(all.Columns, report.Column{Title: m.p.T("board.area", "area", area), Width: 12, Kind: report.Counts})
	}
	var blocks []report.Table
	for _, block := range m.board.Blocks {
		for _, u := range block.Units {
			row := append([]report.Cell{report.Text(block.Block.Name)}, m.unitCells(u)...)
			for _, area := range areas {
				row = append(row, report.Count(u.Given[area]))
			}
			all.Rows = append(all.Rows, row)
		}
		blocks = append(blocks, m.blockTable(block))
	}
	return append([]report.Table{all}, blocks...)
}

func (m *boardMaker) blockTable(block dossier.BlockProgress) report.Table {
	t := report.Table{Sheet: block.Block.Name, Columns: m.unitColumns()}
	for _, area := range block.Areas {
		t.Columns = append(t.Columns, report.Column{Title: m.p.T("board.area_of", "area", area.Code, "total", area.Leaves), Width: 12, Kind: report.Counts})
	}
	for _, u := range block.Units {
		row := m.unitCells(u)
		for _, area := range block.Areas {
			row = append(row, report.Count(u.Given[area.Code]))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (m *boardMaker) unitColumns() []report.Column {
	return []report.Column{
		{Title: m.p.T("common.unit"), Width: 40}, {Title: m.p.T("unit.code"), Width: 14}, {Title: m.p.T("common.state"), Width: 20},
		{Title: doneWord(m.p, m.board.Stage), Width: 12, Kind: report.Counts}, {Title: m.p.T("board.of"), Width: 12, Kind: report.Counts},
		{Title: m.p.T("board.due"), Width: 18}, {Title: m.p.T("board.extended"), Width: 10}, {Title: m.p.T("board.late"), Width: 20},
		{Title: m.p.T("board.last"), Width: 18},
	}
}

func (m *boardMaker) unitCells(u dossier.UnitProgress) []report.Cell {
	state, due, extended, late, last := stateTag(m.p, u).Text, "", "", "", ""
	if u.Closes != 0 {
		due = m.p.DateTime(u.Closes)
	}
	if u.Extended {
		extended = m.p.T("common.yes")
	}
	if by := m.board.Late(u); by > 0 {
		late = m.p.Left(by)
	} else if m.board.Behind(u) {
		late = m.p.T("board.slow")
	}
	if u.Last != 0 {
		last = m.p.DateTime(u.Last)
	}
	return []report.Cell{
		report.Text(u.Unit.Name), report.Text(u.Unit.Code), report.Text(state), report.Count(u.Done()), report.Count(u.Total()),
		report.Text(due), report.Text(extended), report.Text(late), report.Text(last),
	}
}
