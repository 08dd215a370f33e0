package appraisal

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
)

// UndoMark brings back what a leaf was given before one's own last mark, as a
// new change: nothing of the history goes. Version is that of the mark which
// was seen.
func (s *Service) UndoMark(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string, version int64, key db.Key) (dossier.Saved, error) {
	var saved dossier.Saved
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, dossierID)
		if err != nil {
			return err
		}
		resource, err := leafResource(tx, p, leaf)
		if err != nil {
			return err
		}
		permit, err := dossier.Ask(tx, actor, policy.AppraiseScore, resource, key)
		if err != nil {
			return err
		}
		saved, err = db.Once(tx, actor, key, func() (dossier.Saved, error) {
			return undo(tx, permit, p, leaf, markStage(p), version)
		})
		return err
	})
	return saved, err
}

// undo keeps the score before a version as the next one.
func undo(tx *db.Tx, permit policy.Permit, p dossier.Place, leaf string, stage score.Stage, version int64) (dossier.Saved, error) {
	events, err := dossier.Events(tx, p.Dossier.ID, leaf)
	if err != nil {
		return dossier.Saved{}, err
	}
	now, earlier := dossier.Score{}, dossier.Score{Leaf: leaf, Stage: stage, Kind: dossier.KindNone}
	for _, e := range events { // the latest first
		switch {
		case e.Stage != stage:
		case now.Version == 0:
			now = e.Score
		case e.Version == now.Version-1:
			earlier = e.Score
		}
	}
	switch {
	case !now.Given():
		return dossier.Saved{}, par.E(par.NotFound, "error.not_found")
	case now.Version != version, now.Actor != permit.Actor().Person:
		return dossier.Saved{}, par.E(par.Closed, "fair.undo_changed")
	}
	if err := stillHolds(tx, p, earlier); err != nil {
		return dossier.Saved{}, err
	}
	earlier.Version = now.Version
	kept, err := dossier.SaveScore(tx, permit, p.Dossier.ID, earlier)
	return dossier.Saved{Version: kept.Version, At: kept.At}, err
}

// stillHolds refuses to bring back a mark that judged an earlier claim, or that
// a finding forbids by now.
func stillHolds(tx *db.Tx, p dossier.Place, earlier dossier.Score) error {
	if !earlier.Given() {
		return nil
	}
	claim, err := dossier.ScoreOf(tx, p.Dossier.ID, earlier.Leaf, score.StageSelf)
	if err != nil {
		return err
	}
	if dossier.Stale(claim, earlier) {
		return par.E(par.Closed, "fair.undo_stale")
	}
	findings, err := dossier.InspectionsOf(tx, p.Dossier.ID)
	if err != nil {
		return err
	}
	f, forbidden, err := Overruled(p.Edition.Set, earlier.Leaf, earlier, findings[earlier.Leaf])
	if err == nil && forbidden {
		err = par.E(par.Closed, "fair.undo_overruled", "source", f.Source, "date", f.FoundOn)
	}
	return err
}

// Undone is what became of a bulk that was undone.
type Undone struct {
	Count int // brought back
	Left  int // left as they are: another has changed them, or they cannot be brought back
}

// UndoBulk undoes what one marked at once, wherever nobody has changed it since.
func (s *Service) UndoBulk(ctx context.Context, actor par.Actor, roundID par.ID, batch string, key db.Key) (Undone, error) {
	var done Undone
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := dossier.Ask(tx, actor, policy.ReadQueue, policy.Resource{}, key); err != nil {
			return err
		}
		policy.Note(tx.Context(), policy.AppraiseScore)
		_, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		done, err = db.Once(tx, actor, key, func() (Undone, error) { return undoAll(tx, actor, roundID, batch) })
		return err
	})
	return done, err
}

func undoAll(tx *db.Tx, actor par.Actor, roundID par.ID, batch string) (Undone, error) {
	marks, err := db.List(tx, scanBatch, selectBatch, batch, actor.Person, roundID, policy.AppraiseScore)
	if err != nil {
		return Undone{}, err
	}
	if batch == "" || len(marks) == 0 {
		return Undone{}, par.E(par.NotFound, "error.not_found")
	}
	var done Undone
	for _, m := range marks {
		p, err := dossier.PlaceOf(tx, m.dossier)
		if err != nil {
			return done, err
		}
		resource, err := leafResource(tx, p, m.leaf)
		if err != nil {
			return done, err
		}
		permit, err := tx.Check(actor, policy.AppraiseScore, resource)
		if err != nil {
			return done, err
		}
		_, err = undo(tx, permit, p, m.leaf, m.stage, m.version)
		switch {
		case par.Is(err, par.Closed), par.Is(err, par.NotFound):
			done.Left++
		case err != nil:
			return done, err
		default:
			done.Count++
		}
	}
	if done.Count == 0 {
		return done, par.E(par.Closed, "fair.undo_changed")
	}
	return done, nil
}

// batchRow is one mark of a bulk.
type batchRow struct {
	scoreKey
	version int64
}

func scanBatch(row db.Scanner) (batchRow, error) {
	var b batchRow
	err := row.Scan(&b.dossier, &b.leaf, &b.stage, &b.version)
	return b, err
}

// selectBatch finds the marks that one request of a person made in a round.
const selectBatch = `
SELECT e.dossier_id, e.leaf, e.stage, e.version
FROM score_event AS e
JOIN dossier AS d ON d.id = e.dossier_id
WHERE e.request_id = $1 AND e.actor_id = $2 AND d.round_id = $3 AND e.action = $4
ORDER BY e.seq
LIMIT 2000`
