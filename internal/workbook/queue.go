package workbook

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// QueueRow is what one row of a queue's file would do.
type QueueRow struct {
	Number  int
	Item    appraisal.Item
	Set     *score.Set
	Outcome Outcome
	Claim   dossier.Score
	Now     dossier.Score // the mark that stands
	After   dossier.Score // the mark that would
	By      string
	At      par.Time
	Faults  []Fault
	Remarks []Fault

	mark appraisal.Mark
}

// QueuePreview is what a draft would do to a queue now.
type QueuePreview struct {
	Draft  Draft
	Round  round.Round
	Rows   []QueueRow
	Stray  []Fault
	Counts Counts
	Stamp  string
	Now    par.Time

	queue appraisal.Queue
	desk  desk
}

// UploadQueue reads a workbook of a queue and keeps it as the actor's draft.
func (s *Service) UploadQueue(ctx context.Context, actor par.Actor, roundID par.ID, in Arrival, key db.Key) (par.ID, error) {
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		_, _, err := mayJudge(tx, actor, roundID, key)
		return err
	}); err != nil {
		return "", err
	}
	found, sum, err := s.receive(ctx, in)
	if err != nil {
		return "", err
	}
	key.Fingerprint += sum
	var id par.ID
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, permit, err := mayJudge(tx, actor, roundID, key)
		if err != nil {
			return err
		}
		if err := found.meant(QueueKind, roundID); err != nil {
			return err
		}
		id, err = db.Once(tx, actor, key, func() (par.ID, error) {
			return keep(tx, permit, Draft{Kind: QueueKind, Subject: roundID, FileName: clipped(in.Name, 200), body: found})
		})
		return err
	})
	return id, err
}

// mayJudge finds the actor's queue and a permit for something in it; where
// nothing may be marked now, the refusal is that of its first item.
func mayJudge(tx *db.Tx, actor par.Actor, roundID par.ID, key db.Key) (appraisal.Queue, policy.Permit, error) {
	q, err := appraisal.LoadQueue(tx, actor, roundID)
	if err != nil {
		return q, policy.Permit{}, err
	}
	policy.Note(tx.Context(), policy.AppraiseScore)
	if held, err := account.StillHeld(tx, actor); err != nil || !held {
		return q, policy.Permit{}, par.E(par.Unauthenticated, "error.unauthenticated").Because(err)
	}
	var first error = par.E(par.Closed, "policy.stage", "stage", par.T("stage."+string(q.Round.State)))
	asked := map[string]bool{}
	for _, item := range q.Items {
		place := string(item.Dossier) + item.Area.Code
		if item.Second || asked[place] {
			continue
		}
		asked[place] = true
		permit, refused := appraisal.MayMark(tx, actor, item.Dossier, item.Leaf.Code)
		if refused == nil {
			return q, permit, nil
		}
		first = refused
	}
	if db.Answered(tx, actor, key) {
		return q, policy.Permit{}, nil
	}
	return q, policy.Permit{}, first
}

// QueuePlace finds a round for its appraiser, and says why he may not send a
// workbook of his queue in now; nil: he may.
func (s *Service) QueuePlace(ctx context.Context, actor par.Actor, roundID par.ID) (r round.Round, locked *par.Error, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		q, _, refused := mayJudge(tx, actor, roundID, db.Key{})
		r = q.Round
		if r.ID == "" {
			return refused
		}
		locked, _ = par.AsError(refused)
		return nil
	})
	return r, locked, err
}

// PreviewQueue shows what a draft of the actor's own would do. Nothing is written.
func (s *Service) PreviewQueue(ctx context.Context, actor par.Actor, roundID, draftID par.ID) (QueuePreview, error) {
	var p QueuePreview
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		p, err = previewQueue(tx, actor, roundID, draftID)
		return err
	})
	return p, err
}

func previewQueue(tx *db.Tx, actor par.Actor, roundID, draftID par.ID) (QueuePreview, error) {
	q, err := appraisal.LoadQueue(tx, actor, roundID)
	if err != nil {
		return QueuePreview{}, err
	}
	p := QueuePreview{Round: q.Round, Counts: Counts{}, Now: tx.Now(), queue: q}
	if p.Draft, err = draftOf(tx, actor, QueueKind, roundID, draftID); err != nil {
		return p, err
	}
	if p.desk, err = newDesk(tx, q); err != nil {
		return p, err
	}
	if err := p.read(tx, actor); err != nil {
		return p, err
	}
	h := sha256.New()
	for _, row := range p.Rows {
		_, _ = fmt.Fprintf(h, "%d %s %s %s %d\n", row.Number, row.Item.Dossier, row.Item.Leaf.Code, row.Outcome, row.Now.Version)
		p.Counts[row.Outcome]++
	}
	p.Counts[Refused] += len(p.Stray)
	p.Stamp = hex.EncodeToString(h.Sum(nil)[:12])
	return p, p.name(tx)
}

// read weighs each line of the draft.
func (p *QueuePreview) read(tx *db.Tx, actor par.Actor) error {
	items, first := map[string]appraisal.Item{}, map[string]int{}
	for _, item := range p.queue.Items {
		if !item.Second {
			items[rowKey(string(item.Dossier), item.Leaf.Code)] = item
		}
	}
	for _, l := range p.Draft.body.Lines {
		key := rowKey(l.text(colDossier), l.text(colCode))
		item, mine := items[key]
		if !mine {
			p.Stray = append(p.Stray, Fault{l.Row, colCode, par.T("workbook.unknown_item")})
			continue
		}
		row := QueueRow{Number: l.Row, Item: item, Set: p.desk.set(item), Claim: p.desk.claim(item), Now: p.desk.mark(item), Outcome: Unchanged}
		row.After = row.Now
		if before, twice := first[key]; twice {
			row.fault(colCode, par.T("workbook.twice", "code", item.Leaf.Code, "row", before))
		} else {
			first[key] = l.Row
		}
		if err := row.weigh(tx, actor, p.desk, l); err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	return nil
}

func (row *QueueRow) fault(column string, text par.Text) {
	row.Outcome = Refused
	row.Faults = append(row.Faults, Fault{row.Number, column, text})
}

// weigh compares a line with what it was made from and with what stands now.
func (row *QueueRow) weigh(tx *db.Tx, actor par.Actor, d desk, l line) error {
	if l.Merged {
		row.fault("", par.T("workbook.merged"))
	}
	if l.Hidden {
		row.Remarks = append(row.Remarks, Fault{l.Row, "", par.T("workbook.hidden_row")})
	}
	base, version := row.Now, row.Now.Version
	seen, err := strconv.ParseInt(l.text(colVersion), 10, 64)
	if err != nil || seen < 0 {
		row.fault(colVersion, par.T("workbook.version_broken"))
		return nil
	}
	if seen != version {
		base, err = dossier.ScoreAt(tx, row.Item.Dossier, row.Item.Leaf.Code, d.stage(row.Item), seen)
		if par.Is(err, par.NotFound) {
			row.fault(colVersion, par.T("workbook.version_broken"))
			return nil
		}
		if err != nil {
			return err
		}
	}
	mine, faults := readConcluded(l)
	was, is := concludedOf(row.Set, row.Item.Leaf, row.Claim, base), concludedOf(row.Set, row.Item.Leaf, row.Claim, row.Now)
	if len(row.Faults) == 0 && len(faults) == 0 && (mine.same(was) || mine.same(is)) {
		return nil
	}
	for _, f := range faults {
		row.fault(f.Column, f.Text)
	}
	row.sense(mine, l)
	if row.Outcome == Refused {
		return nil
	}
	row.Outcome = Changed
	if seen != version && !was.same(is) {
		row.Outcome, row.At = Conflict, row.Now.At
	}
	row.conclude(mine, was, base)
	return row.try(tx, actor, d)
}

// sense refuses what contradicts itself.
func (row *QueueRow) sense(mine concluded, l line) {
	if mine.same(concluded{}) && len(row.Faults) == 0 {
		row.fault(colVerdict, par.T("workbook.mark_emptied"))
	}
	claimed := worthOf(row.Set, row.Item.Leaf, row.Claim)
	if mine.verdict == appraisal.Accept && (mine.reason != "" || mine.points.Known() && mine.points != claimed) {
		row.fault(colVerdict, par.T("workbook.accept_with_points"))
	}
	if !l.Cells[colNote].blank() {
		if text, hidden := noteFault(l.Cells[colNote]); hidden {
			row.fault(colNote, text)
		}
	}
}

// conclude makes the mark. Where only words change, right figures stay figures.
func (row *QueueRow) conclude(mine, was concluded, base dossier.Score) {
	row.mark = appraisal.Mark{
		Leaf: row.Item.Leaf.Code, Verdict: mine.verdict, Points: mine.points, Reason: mine.reason, Remark: mine.remark, Version: row.Now.Version,
	}
	if mine.verdict == appraisal.Adjust && mine.points == was.points && base.Kind == dossier.KindValue && was.verdict == appraisal.Adjust {
		row.mark.Value, row.mark.Points = base.Value, ""
	}
}

func (row *QueueRow) try(tx *db.Tx, actor par.Actor, d desk) error {
	after, err := appraisal.TryMark(tx, actor, d.places[row.Item.Dossier], row.mark)
	if err == nil {
		row.After = after
		return nil
	}
	e, ok := par.AsError(err)
	if !ok {
		return err
	}
	columns := map[string]string{"verdict": colVerdict, "points": colPoints, "reason": colReason, "remark": colNote}
	for _, name := range e.FieldNames() {
		row.fault(columns[name], e.Fields[name])
	}
	if len(e.Fields) == 0 {
		row.fault("", par.Text{Key: e.Key, Args: e.Args})
	}
	return nil
}

func (p *QueuePreview) name(tx *db.Tx) error {
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

// AcceptQueue writes the chosen rows of a draft, all or none, each by the
// rules of a mark that is made on its page.
func (s *Service) AcceptQueue(ctx context.Context, actor par.Actor, roundID, draftID par.ID, c Choice, key db.Key) (Accepted, error) {
	var done Accepted
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.AppraiseScore)
		if _, err := draftOf(tx, actor, QueueKind, roundID, draftID); err != nil {
			return err
		}
		_, permit, err := mayJudge(tx, actor, roundID, key)
		if err != nil {
			return err
		}
		done, err = db.Once(tx, actor, key, func() (Accepted, error) { return acceptQueue(tx, permit, roundID, draftID, c, key) })
		return err
	})
	return done, err
}

func acceptQueue(tx *db.Tx, permit policy.Permit, roundID, draftID par.ID, c Choice, key db.Key) (Accepted, error) {
	done, faults := Accepted{}, map[string]par.Text{}
	p, err := previewQueue(tx, permit.Actor(), roundID, draftID)
	switch {
	case err != nil:
		return done, err
	case p.Draft.SettledAt != 0:
		return done, par.E(par.Conflict, "workbook.settled")
	case p.Stamp != c.Stamp:
		return done, par.E(par.Conflict, "workbook.moved_on")
	}
	var rows []QueueRow
	for _, row := range p.Rows {
		if c.takes(row.Number, row.Outcome, faults) {
			rows = append(rows, row)
		}
	}
	if len(faults) > 0 {
		return done, par.InvalidFields(faults)
	}
	for _, row := range rows {
		if _, err := appraisal.MakeMark(tx, permit.Actor(), p.desk.places[row.Item.Dossier], row.mark, key); err != nil {
			return done, err
		}
		done.Saved++
	}
	if err := settle(tx, draftID); err != nil {
		return done, err
	}
	return done, tx.Audit(permit, db.Subject{Kind: "workbook", ID: string(draftID)}, p.Draft.body, done, p.Draft.FileName)
}

// ReturnedQueue is the file of a draft with what became of each row or would.
func (s *Service) ReturnedQueue(ctx context.Context, actor par.Actor, roundID, draftID par.ID, speech Speech) (File, error) {
	var file File
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		p, err := previewQueue(tx, actor, roundID, draftID)
		if err != nil {
			return err
		}
		file, err = queueFile(tx, actor, p.queue, speech, p.returned(speech))
		return err
	})
	return file, err
}

func (p QueuePreview) returned(speech Speech) *returned {
	r, lead := newReturned(p.Draft.body), speech.P.T("workbook.result_refused")+" "
	r.faults(speech.P, p.Stray, lead)
	for _, row := range p.Rows {
		w := speech.Words(row.Set)
		from, to := row.said(speech.P, w, row.Now), row.said(speech.P, w, row.After)
		switch row.Outcome {
		case Unchanged:
		case Changed:
			r.say(row.Number, speech.P.T("workbook.result_changed", "from", from, "to", to))
		case Conflict:
			r.say(row.Number, speech.P.T("workbook.result_conflict", "theirs", from, "who", row.By, "when", row.At, "mine", to))
		case Refused:
			r.faults(speech.P, row.Faults, lead)
		}
		r.remarks(speech.P, row.Remarks)
	}
	return r
}

// said says a mark of the row in points, as an appraiser reads it; what was
// right figures has them behind.
func (row QueueRow) said(p i18n.Printer, w Words, mark dossier.Score) string {
	text := SaidOf(p, w, row.Item.Leaf, mark)
	if worth := worthOf(row.Set, row.Item.Leaf, mark); mark.Kind == dossier.KindValue && worth.Known() {
		text = p.T("appraisal.judged", "points", w.Points(worth), "said", text)
	}
	return text
}
