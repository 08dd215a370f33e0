package workbook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// Outcome is what would become of a row.
type Outcome string

// The outcomes. A conflict is a row whose leaf another has changed since the
// file was made, so that somebody must choose.
const (
	Unchanged Outcome = "unchanged"
	Changed   Outcome = "changed"
	Conflict  Outcome = "conflict"
	Refused   Outcome = "refused"
)

// SheetRow is what one leaf's rows in a file would do.
type SheetRow struct {
	Number        int // the first of its rows in the file
	Node          *score.Node
	Outcome       Outcome
	Now           dossier.Score // what stands there
	After         dossier.Score // what would
	AnswerChanges bool
	NoteChanges   bool
	By            string // of a conflict: who has changed it
	At            par.Time
	Faults        []Fault
	Remarks       []Fault

	said   *said
	change dossier.Change
}

// Counts are how many rows have which outcome; stray rows are refused ones.
type Counts map[Outcome]int

// SheetPreview is what a draft would do to a dossier now.
type SheetPreview struct {
	Draft  Draft
	Place  dossier.Place
	Rows   []SheetRow
	Stray  []Fault // rows that belong to no leaf
	Counts Counts
	Stamp  string // names this very preview
	Now    par.Time
}

// PreviewSheet shows what a draft of the actor's own would do. Nothing is written.
func (s *Service) PreviewSheet(ctx context.Context, actor par.Actor, dossierID, draftID par.ID, speech Speech) (SheetPreview, error) {
	var p SheetPreview
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		place, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadDossier, place.Resource("")); err != nil {
			return err
		}
		draft, err := draftOf(tx, actor, SheetKind, dossierID, draftID)
		if err != nil {
			return err
		}
		p, err = previewSheet(tx, actor, place, draft, speech)
		return err
	})
	return p, err
}

func previewSheet(tx *db.Tx, actor par.Actor, place dossier.Place, draft Draft, speech Speech) (SheetPreview, error) {
	p := SheetPreview{Draft: draft, Place: place, Counts: Counts{}, Now: tx.Now()}
	scores, err := selfScores(tx, place.Dossier.ID)
	if err != nil {
		return p, err
	}
	read := readSheet(speech.Words(place.Edition.Set), place.Edition.Set, draft.body.Lines)
	p.Stray = read.stray
	for _, one := range read.leaves {
		row, err := weighSheet(tx, actor, place, one, scores[one.node.Code])
		if err != nil {
			return p, err
		}
		p.Rows = append(p.Rows, row)
		p.Counts[row.Outcome]++
	}
	p.Counts[Refused] += len(p.Stray)
	p.stamp()
	return p, p.name(tx)
}

func selfScores(tx *db.Tx, id par.ID) (map[string]dossier.Score, error) {
	all, err := dossier.Scores(tx, id)
	scores := map[string]dossier.Score{}
	for _, s := range all {
		if s.Stage == score.StageSelf {
			scores[s.Leaf] = s
		}
	}
	return scores, err
}

// weighSheet compares what a file says of a leaf with what stood there when
// the file was made, and with what stands there now.
func weighSheet(tx *db.Tx, actor par.Actor, place dossier.Place, s *said, now dossier.Score) (SheetRow, error) {
	row := SheetRow{Number: s.row, Node: s.node, Now: now, After: now, Outcome: Unchanged, Remarks: s.remarks, said: s}
	base := now
	if s.version != now.Version {
		var err error
		base, err = dossier.ScoreAt(tx, place.Dossier.ID, s.node.Code, score.StageSelf, s.version)
		if par.Is(err, par.NotFound) {
			s.fault(s.row, colVersion, par.T("workbook.version_broken"))
		} else if err != nil {
			return row, err
		}
	}
	wanted := s.wanted(base)
	if len(s.faults) > 0 {
		row.Outcome, row.Faults = Refused, s.faults
		return row, nil
	}
	row.plan(wanted, base, now)
	if row.Outcome == Unchanged {
		return row, nil
	}
	if _, refused := tx.Check(actor, policy.DeclareScore, place.LeafResource(s.node.Code)); refused != nil {
		row.refuse(s, refused)
		return row, nil
	}
	after, err := dossier.TryChange(place, now, row.change)
	if err != nil {
		row.refuse(s, err)
		return row, nil
	}
	row.After = after
	return row, nil
}

// wants is what of a leaf the file changes against what it was made from.
type wants struct{ answer, note bool }

// wanted compares the file with what it was made from. A cell that has not
// been touched is never at fault.
func (s *said) wanted(base dossier.Score) wants {
	rule := s.node.Rule
	mine := answerText(rule, dossier.Score{Kind: s.kind, Value: s.value})
	w := wants{answer: mine != answerText(rule, base), note: s.note != noteSeen(base.Note)}
	if s.kind == dossier.KindNA && s.value != nil {
		typed := answerText(rule, dossier.Score{Kind: dossier.KindValue, Value: s.value})
		if typed != answerText(rule, base) {
			s.fault(s.row, colNA, par.T("workbook.value_and_na"))
		}
	}
	if !w.note {
		return w
	}
	if text, bad := cellFault(s.noteRaw); bad {
		s.fault(s.row, colNote, text)
	} else if text, hidden := noteFault(s.noteRaw); hidden {
		s.fault(s.row, colNote, text)
	}
	return w
}

// plan says which parts are to be written over what stands there now.
func (row *SheetRow) plan(w wants, base, now dossier.Score) {
	s := row.said
	rule := s.node.Rule
	mine := answerText(rule, dossier.Score{Kind: s.kind, Value: s.value})
	row.AnswerChanges = w.answer && mine != answerText(rule, now)
	row.NoteChanges = w.note && s.note != noteSeen(now.Note)
	if !row.AnswerChanges && !row.NoteChanges {
		return
	}
	row.Outcome = Changed
	if row.AnswerChanges && answerText(rule, base) != answerText(rule, now) || row.NoteChanges && noteSeen(base.Note) != noteSeen(now.Note) {
		row.Outcome, row.At = Conflict, now.At
	}
	row.change = dossier.Change{Leaf: s.node.Code, Version: now.Version}
	if row.AnswerChanges {
		answer := dossier.Score{Kind: s.kind}
		if s.kind == dossier.KindValue {
			answer.Value = s.value
		}
		row.change.Answer = func(*score.Node) (dossier.Score, map[string]par.Text) { return answer, nil }
	}
	if row.NoteChanges {
		note := s.note
		row.change.Note = &note
	}
}

// refuse notes why a rule will not have the row, field by field.
func (row *SheetRow) refuse(s *said, err error) {
	row.Outcome = Refused
	e, ok := par.AsError(err)
	if !ok {
		row.Faults = append(row.Faults, Fault{row.Number, "", par.T("error.internal")})
		return
	}
	for _, name := range e.FieldNames() {
		column := colValue
		if name == "note" || name == "na" {
			column = name
		}
		row.Faults = append(row.Faults, Fault{s.rowOf(name), column, e.Fields[name]})
	}
	if len(e.Fields) == 0 {
		row.Faults = append(row.Faults, Fault{row.Number, "", par.Text{Key: e.Key, Args: e.Args}})
	}
}

// stamp names the preview: what would be done, over which versions.
func (p *SheetPreview) stamp() {
	h := sha256.New()
	for _, row := range p.Rows {
		_, _ = fmt.Fprintf(h, "%d %s %s %d %t %t\n", row.Number, row.Node.Code, row.Outcome, row.Now.Version, row.AnswerChanges, row.NoteChanges)
	}
	p.Stamp = hex.EncodeToString(h.Sum(nil)[:12])
}

// name finds the names of those who changed what is now in conflict.
func (p *SheetPreview) name(tx *db.Tx) error {
	var people []par.ID
	for _, row := range p.Rows {
		if row.Outcome == Conflict {
			people = append(people, row.Now.Actor)
		}
	}
	names, err := account.Names(tx, people)
	for i := range p.Rows {
		if p.Rows[i].Outcome == Conflict {
			p.Rows[i].By = names[p.Rows[i].Now.Actor]
		}
	}
	return err
}

// SheetPlace finds a sheet for a reader, and says why he may not send a
// workbook of it in now; nil: he may.
func (s *Service) SheetPlace(ctx context.Context, actor par.Actor, dossierID par.ID) (place dossier.Place, locked *par.Error, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if place, err = dossier.PlaceOf(tx, dossierID); err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadDossier, place.Resource("")); err != nil {
			return err
		}
		_, _, refused := mayFill(tx, actor, dossierID, db.Key{})
		locked, _ = par.AsError(refused)
		return nil
	})
	return place, locked, err
}
