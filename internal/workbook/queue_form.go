package workbook

import (
	"context"
	"strconv"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/report"
	"parindex/internal/score"
)

// markField is the field of every row of a queue: it takes one conclusion.
const markField = "mark"

// QueueFile makes a queue, or the part that a filter keeps, as a workbook.
func (s *Service) QueueFile(ctx context.Context, actor par.Actor, roundID par.ID, filter appraisal.Filter, speech Speech) (File, error) {
	var file File
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		queue, err := appraisal.LoadQueue(tx, actor, roundID)
		if err != nil {
			return err
		}
		file, err = queueFile(tx, actor, queue.Narrow(filter), speech, nil)
		return err
	})
	return file, err
}

func queueFile(tx *db.Tx, actor par.Actor, q appraisal.Queue, speech Speech, back *returned) (File, error) {
	desk, err := newDesk(tx, q)
	if err != nil {
		return File{}, err
	}
	p := speech.P
	m := queueForm{sheetForm: sheetForm{p: p, back: back, list: map[string]int{}}, desk: desk, speech: speech}
	m.begin(q, actor)
	for _, item := range q.Items {
		if !item.Second {
			m.item(item)
		}
	}
	m.stray(QueueKind)
	name := p.T("workbook.queue_file") + "-" + q.Round.Code
	if back != nil {
		name += "-" + p.T("workbook.returned_file")
	}
	return File{Name: name + ".xlsx", Form: m.form}, nil
}

// desk holds what the items of a queue are about: places and scores.
type desk struct {
	places map[par.ID]dossier.Place
	scores map[deskKey]dossier.Score
}

type deskKey struct {
	dossier par.ID
	leaf    string
	stage   score.Stage
}

func newDesk(tx *db.Tx, q appraisal.Queue) (desk, error) {
	d := desk{map[par.ID]dossier.Place{}, map[deskKey]dossier.Score{}}
	var ids []par.ID
	var leaves []string
	seen := map[string]bool{}
	for _, item := range q.Items {
		if _, known := d.places[item.Dossier]; !known {
			place, err := dossier.PlaceOf(tx, item.Dossier)
			if err != nil {
				return d, err
			}
			d.places[item.Dossier] = place
			ids = append(ids, item.Dossier)
		}
		if !seen[item.Leaf.Code] {
			seen[item.Leaf.Code] = true
			leaves = append(leaves, item.Leaf.Code)
		}
	}
	kept, err := dossier.ScoresOf(tx, ids, leaves)
	for _, k := range kept {
		d.scores[deskKey{k.DossierID, k.Leaf, k.Stage}] = k.Score
	}
	return d, err
}

// claim is what is judged of an item: in the second appraisal the explanation
// where it gives other figures, else what the unit claimed.
func (d desk) claim(item appraisal.Item) dossier.Score {
	if d.stage(item) == score.StageAppraisal2 {
		if said := d.scores[deskKey{item.Dossier, item.Leaf.Code, dossier.StageExplanation}]; said.Given() {
			return said
		}
	}
	return d.scores[deskKey{item.Dossier, item.Leaf.Code, score.StageSelf}]
}

func (d desk) stage(item appraisal.Item) score.Stage {
	return appraisal.MarkStage(d.places[item.Dossier])
}

func (d desk) mark(item appraisal.Item) dossier.Score {
	return d.scores[deskKey{item.Dossier, item.Leaf.Code, d.stage(item)}]
}

func (d desk) set(item appraisal.Item) *score.Set { return d.places[item.Dossier].Edition.Set }

// queueForm lays out a queue.
type queueForm struct {
	sheetForm
	desk   desk
	speech Speech
	area   string // of the last row
	yes    int    // number of the list of verdicts
	why    int    // and of the reasons
}

func (m *queueForm) begin(q appraisal.Queue, actor par.Actor) {
	p := m.p
	m.form = report.Form{
		Sheet: p.T("workbook.queue_name"), Choices: p.T("workbook.lists"), Pick: p.T("workbook.pick_from_list"), English: p.Lang() == i18n.En, Freeze: 6,
		Marks: []string{format, string(QueueKind), string(q.Round.ID), string(p.Lang()), q.Round.Title},
		Lines: []string{p.T("workbook.queue_heading", "who", actor.Name), q.Round.Title, p.T("workbook.fill_yellow")},
		Guide: queueGuide(p),
		Columns: []report.FormColumn{
			{Key: colField, Title: titleMark, Width: 8, Hidden: true}, {Key: colVersion, Title: titleMark, Width: 8, Hidden: true}, {Key: colDossier, Title: titleMark, Width: 8, Hidden: true},
			m.heading(colUnit, 24), m.heading(colCode, 9), m.heading(colTitle, 34), m.heading(colClaim, 28), m.heading(colGround, 34),
			m.heading(colClaimed, 10), m.heading(colMax, 9), m.heading(colVerdict, 14), m.heading(colPoints, 11), m.heading(colReason, 24),
			{Key: colNote, Title: p.T("workbook.column.remark"), Width: 36},
		},
	}
	if closes := q.Round.Window(q.Round.State).Closes; closes != 0 {
		m.form.Lines[1] += " · " + p.T("workbook.queue_until", "deadline", closes)
	}
	if m.back != nil {
		m.form.Columns = append(m.form.Columns, m.heading(colResult, 60))
	}
	m.column = map[string]int{}
	for i, c := range m.form.Columns {
		m.column[c.Key] = i
	}
	var yes, why []string
	for _, v := range verdicts {
		if v == appraisal.Keep && !q.Again {
			continue
		}
		yes = append(yes, verdictText(p, v))
	}
	for _, r := range par.Reasons() {
		why = append(why, reasonText(p, r))
	}
	m.yes, m.why = m.listOf(yes), m.listOf(why)
}

func (m *queueForm) item(item appraisal.Item) {
	if band := item.Block + item.Area.Code; band != m.area {
		m.area = band
		row := m.row(map[string]report.FormCell{colUnit: {Text: item.Area.Code + ". " + item.Area.Title}})
		row.Band = true
		m.form.Rows = append(m.form.Rows, row)
	}
	set := m.desk.set(item)
	w := m.speech.Words(set)
	claim, mark := m.desk.claim(item), m.desk.mark(item)
	at := concludedOf(set, item.Leaf, claim, mark)
	cells := map[string]report.FormCell{
		colField: {Text: markField}, colVersion: {Number: par.Decimal(strconv.FormatInt(mark.Version, 10))}, colDossier: {Text: string(item.Dossier)},
		colUnit: {Text: item.Unit.Name}, colCode: {Text: item.Leaf.Code}, colTitle: {Text: item.Leaf.Title}, colClaim: {Text: m.figures(w, set, item.Leaf, claim)},
		colGround: {Text: noteSeen(claim.Note), Quiet: true}, colClaimed: {Number: worthOf(set, item.Leaf, claim), Format: report.FractionNumber},
		colMax:     {Number: item.Leaf.Max, Format: report.FractionNumber},
		colVerdict: {Open: true, List: m.yes}, colPoints: {Open: true, Format: report.FractionNumber, Number: at.points},
		colReason: {Open: true, List: m.why}, colNote: {Open: true, Text: at.remark},
	}
	if at.verdict != "" {
		cells[colVerdict] = report.FormCell{Open: true, List: m.yes, Text: verdictText(m.p, at.verdict)}
	}
	if at.reason != "" {
		cells[colReason] = report.FormCell{Open: true, List: m.why, Text: reasonText(m.p, at.reason)}
	}
	if m.back != nil {
		if l, here := m.back.lines[rowKey(string(item.Dossier), item.Leaf.Code, markField)]; here {
			m.back.over(QueueKind, cells, l)
		} else {
			return // the file was of a part of the queue
		}
	}
	row := m.row(cells)
	row.First = true
	m.form.Rows = append(m.form.Rows, row)
}

// figures says what was claimed, and how its points came about.
func (m *queueForm) figures(w Words, set *score.Set, n *score.Node, claim dossier.Score) string {
	if claim.Kind == dossier.KindValue {
		if at, err := evaluated(set, n, claim); err == nil {
			return w.Calc(at.Trace)
		}
	}
	return w.Said(n.Rule, claim)
}
