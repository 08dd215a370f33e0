package workbook

import (
	"context"
	"strconv"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/report"
	"parindex/internal/score"
)

// The keys of the columns, which a file carries in a hidden row.
const (
	colField   = "field"
	colVersion = "version"
	colCode    = "code"
	colTitle   = "title"
	colRule    = "rule"
	colMax     = "max"
	colInput   = "input"
	colValue   = "value"
	colNA      = "na"
	colNote    = "note"
	colNow     = "now"
	colResult  = "result"

	colDossier = "dossier"
	colUnit    = "unit"
	colClaim   = "claim"
	colGround  = "ground"
	colClaimed = "claimed"
	colVerdict = "verdict"
	colPoints  = "points"
	colReason  = "reason"
)

// openColumns are those that people fill in.
var openColumns = map[Kind][]string{
	SheetKind: {colValue, colNA, colNote},
	QueueKind: {colVerdict, colPoints, colReason, colNote},
}

// SheetFile makes a unit's sheet as a workbook to be filled in, for whoever
// may read it. For one who may not change it, all of it is locked.
func (s *Service) SheetFile(ctx context.Context, actor par.Actor, dossierID par.ID, speech Speech) (File, error) {
	var file File
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		sheet, err := dossier.LoadSheet(tx, actor, dossierID)
		if err != nil {
			return err
		}
		file = sheetFile(sheet, actor, speech, nil)
		return nil
	})
	return file, err
}

// sheetFile lays out a sheet; returned is what came back of it, for a file
// that shows what was wrong.
func sheetFile(sheet dossier.Sheet, actor par.Actor, speech Speech, returned *returned) File {
	m := sheetForm{Sheet: sheet, actor: actor, p: speech.P, words: speech.Words(sheet.Edition.Set), back: returned}
	m.begin()
	for _, area := range sheet.Edition.Set.Areas() {
		if sheet.Visible(actor, area.Code) {
			m.node(area)
		}
	}
	m.strays()
	return File{Name: m.name(), Form: m.form}
}

// sheetForm lays out one sheet.
type sheetForm struct {
	dossier.Sheet
	actor  par.Actor
	p      i18n.Printer
	words  Words
	back   *returned
	form   report.Form
	column map[string]int
	list   map[string]int // number of a list by its first text and length
}

func (m *sheetForm) name() string {
	name := m.p.T("workbook.sheet_file") + "-" + m.Unit.Code + "-" + m.Round.Code
	if m.back != nil {
		name += "-" + m.p.T("workbook.returned_file")
	}
	return name + ".xlsx"
}

func (m *sheetForm) begin() {
	p := m.p
	m.form = report.Form{
		Sheet: p.T("workbook.sheet_name"), Choices: p.T("workbook.lists"), Pick: p.T("workbook.pick_from_list"), English: p.Lang() == i18n.En, Freeze: 4,
		Marks: []string{format, string(SheetKind), string(m.Dossier.ID), string(p.Lang()), m.Unit.Name + ", " + m.Round.Title},
		Lines: []string{p.T("workbook.sheet_heading", "unit", m.Unit.Name), m.Round.Title, p.T("workbook.fill_yellow")},
		Guide: sheetGuide(p),
		Columns: []report.FormColumn{
			{Key: colField, Title: titleMark, Width: 10, Hidden: true}, {Key: colVersion, Title: titleMark, Width: 8, Hidden: true},
			m.heading(colCode, 9), m.heading(colTitle, 44), m.heading(colRule, 34), m.heading(colMax, 9), m.heading(colInput, 30),
			m.heading(colValue, 22), m.heading(colNA, 12), m.heading(colNote, 46), m.heading(colNow, 12),
		},
	}
	if m.Window.Closes != 0 {
		m.form.Lines[1] += " · " + p.T("workbook.until", "deadline", m.Window.Closes)
	}
	if m.back != nil {
		m.form.Columns = append(m.form.Columns, m.heading(colResult, 60))
	}
	m.column = map[string]int{}
	for i, c := range m.form.Columns {
		m.column[c.Key] = i
	}
	m.list = map[string]int{}
	m.listOf([]string{p.T("common.yes"), p.T("common.no")})
	m.listOf([]string{p.T("common.yes")})
}

// numbers of the lists that every sheet has.
const (
	yesNoList = 1
	yesList   = 2
)

func (m *sheetForm) heading(key string, width float64) report.FormColumn {
	return report.FormColumn{Key: key, Title: m.p.T("workbook.column." + key), Width: width}
}

// listOf returns the number of a list, which it adds where it is new.
func (m *sheetForm) listOf(texts []string) int {
	key := strconv.Quote(texts[0])
	for _, text := range texts[1:] {
		key += strconv.Quote(text)
	}
	if m.list[key] == 0 {
		m.form.Lists = append(m.form.Lists, texts)
		m.list[key] = len(m.form.Lists)
	}
	return m.list[key]
}

func (m *sheetForm) row(cells map[string]report.FormCell) report.FormRow {
	row := report.FormRow{Cells: make([]report.FormCell, len(m.form.Columns))}
	for key, cell := range cells {
		if i, ok := m.column[key]; ok {
			row.Cells[i] = cell
		}
	}
	return row
}

func (m *sheetForm) node(n *score.Node) {
	if n.Leaf() {
		if n.Rule.Type != score.RuleSurvey {
			m.leaf(n)
		}
		return
	}
	if !onlySurveys(n) {
		band := m.row(map[string]report.FormCell{colCode: {Text: n.Code}, colTitle: {Text: n.Title}})
		band.Band = true
		m.form.Rows = append(m.form.Rows, band)
	}
	for _, child := range n.Children {
		m.node(child)
	}
}

func onlySurveys(n *score.Node) bool {
	if n.Leaf() {
		return n.Rule.Type == score.RuleSurvey
	}
	for _, child := range n.Children {
		if !onlySurveys(child) {
			return false
		}
	}
	return true
}

// leaf lays out a leaf: a row for each input; its words stand in the first.
func (m *sheetForm) leaf(n *score.Node) {
	said := m.Scores[n.Code]
	_, refused := policy.Check(m.actor, policy.DeclareScore, m.LeafResource(n.Code), m.Now)
	open := refused == nil
	for i, in := range inputs(m.p, m.words, n.Rule, said.Value) {
		cells := map[string]report.FormCell{
			colField: {Text: in.Key}, colVersion: {Number: par.Decimal(strconv.FormatInt(said.Version, 10))},
			colCode: {Text: n.Code, Quiet: i > 0}, colInput: {Text: in.Label}, colValue: m.value(in, open),
		}
		if i == 0 {
			cells[colTitle], cells[colRule], cells[colMax] = report.FormCell{Text: n.Title}, report.FormCell{Text: m.words.Rule(n), Quiet: true}, report.FormCell{Number: n.Max, Format: report.FractionNumber}
			cells[colNote], cells[colNow] = report.FormCell{Text: noteSeen(said.Note), Open: open}, m.worth(n)
			if n.NA != score.NAForbid && n.NA != "" {
				cells[colNA] = m.na(said, open)
			}
		}
		m.form.Rows = append(m.form.Rows, m.returnedRow(n.Code, in, cells, i == 0))
	}
}

func (m *sheetForm) value(in input, open bool) report.FormCell {
	cell := report.FormCell{Text: in.Text, Number: in.Number, Open: open, Format: in.format()}
	switch in.Kind {
	case flagInput, itemInput:
		cell.List = yesNoList
	case optionInput:
		cell.List = m.listOf(optionTexts(m.words, in.Options))
	case wholeInput, numberInput, percentInput:
	}
	return cell
}

func (m *sheetForm) na(said dossier.Score, open bool) report.FormCell {
	cell := report.FormCell{Open: open, List: yesList}
	if said.Kind == dossier.KindNA {
		cell.Text = m.p.T("common.yes")
	}
	return cell
}

// worth is what the leaf is worth now, by the rule.
func (m *sheetForm) worth(n *score.Node) report.FormCell {
	for i, leaf := range m.Edition.Set.Leaves() {
		if leaf.Code != n.Code {
			continue
		}
		switch at := m.Leaves[i]; at.State {
		case score.Scored:
			return report.FormCell{Number: at.Points, Format: report.FractionNumber, Quiet: true}
		case score.NotApplicable:
			return report.FormCell{Text: m.p.T("sheet.said_na"), Quiet: true}
		case score.Missing, score.NoSurvey, score.Waiting:
		}
	}
	return report.FormCell{}
}
