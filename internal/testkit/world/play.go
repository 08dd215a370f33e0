package world

import (
	"context"
	"fmt"
	"time"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// OpenRound makes another round of all members, open for self-scoring from an
// hour before the moment until a week after it.
func (w *World) OpenRound(ctx context.Context, code string, year int, now par.Time) (round.Round, error) {
	r, err := w.PrepareRound(ctx, code, year, now)
	if err != nil {
		return r, err
	}
	if err := w.move(ctx, r.ID, par.SelfScoring); err != nil {
		return r, err
	}
	return w.RoundNow(ctx, r.ID)
}

// PrepareRound makes a round that waits for being opened.
func (w *World) PrepareRound(ctx context.Context, code string, year int, now par.Time) (round.Round, error) {
	by := w.Standing.Actor
	r, err := w.Rounds.CreateRound(ctx, by, round.Round{
		Code: code, Year: year, Title: fmt.Sprintf("Chỉ số cải cách hành chính năm %d", year),
		Calendar: []round.Window{
			{Stage: par.SelfScoring, Opens: now.Add(-time.Hour), Closes: now.Add(7 * 24 * time.Hour)},
			{Stage: par.Appraisal1, Opens: now.Add(7 * 24 * time.Hour), Closes: now.Add(14 * 24 * time.Hour)},
		},
		Blocks: []round.Block{{Code: "so", Name: "Sở, ban, ngành", EditionID: w.Edition.ID, Method: Method()}},
	}, w.Key())
	if err != nil {
		return r, fmt.Errorf("create round: %w", err)
	}
	var units []round.Participant
	for _, m := range w.Members {
		units = append(units, round.Participant{Unit: m.Unit, Ranked: true})
	}
	if err := w.Rounds.SetParticipants(ctx, by, r.ID, r.Version, "so", units, w.Key()); err != nil {
		return r, fmt.Errorf("set participants: %w", err)
	}
	return w.RoundNow(ctx, r.ID)
}

// RoundNow reads a round as it stands.
func (w *World) RoundNow(ctx context.Context, id par.ID) (r round.Round, err error) {
	err = w.DB.Read(ctx, func(tx *db.Tx) error {
		r, err = round.ByID(tx, id)
		return err
	})
	return r, err
}

// DossierOf reads the dossier of a unit in a round as it stands.
func (w *World) DossierOf(ctx context.Context, roundID par.ID, u unit.Unit) (d dossier.Dossier, err error) {
	err = w.DB.Read(ctx, func(tx *db.Tx) error {
		d, err = dossier.Of(tx, roundID, u.ID)
		return err
	})
	return d, err
}

// YesNo lists the leaves that are answered by yes or no.
func (w *World) YesNo() []string {
	var codes []string
	for _, leaf := range w.Edition.Set.Leaves() {
		if leaf.Rule.Type == score.RuleYesNo {
			codes = append(codes, leaf.Code)
		}
	}
	return codes
}

// Declare lets a unit's officer answer a leaf by yes.
func (w *World) Declare(ctx context.Context, roundID par.ID, m Member, leaf string, version int64) error {
	d, err := w.DossierOf(ctx, roundID, m.Unit)
	if err != nil {
		return err
	}
	yes := true
	in := dossier.Score{Leaf: leaf, Kind: dossier.KindValue, Value: &score.Value{Yes: &yes}, Version: version}
	_, err = w.Dossiers.DeclareScore(ctx, m.Officer.Actor, d.ID, in, w.Key())
	return err
}

// SendUp lets a unit's officer hand the sheet over to the leader.
func (w *World) SendUp(ctx context.Context, roundID par.ID, m Member) error {
	d, err := w.DossierOf(ctx, roundID, m.Unit)
	if err != nil {
		return err
	}
	return w.Dossiers.SendToLeader(ctx, m.Officer.Actor, d.ID, d.Version, w.Key())
}

// Sign lets a unit hand its sheet over and its leader submit it.
func (w *World) Sign(ctx context.Context, roundID par.ID, m Member) error {
	if err := w.SendUp(ctx, roundID, m); err != nil {
		return err
	}
	d, err := w.DossierOf(ctx, roundID, m.Unit)
	if err != nil {
		return err
	}
	return w.Dossiers.SubmitDossier(ctx, m.Leader.Actor, d.ID, d.Version, w.Key())
}

// Appraise ends self-scoring at the moment and takes the round to appraisal.
func (w *World) Appraise(ctx context.Context, roundID par.ID, now par.Time) error {
	r, err := w.RoundNow(ctx, roundID)
	if err != nil {
		return err
	}
	r.Calendar = []round.Window{
		{Stage: par.SelfScoring, Opens: r.Window(par.SelfScoring).Opens, Closes: now},
		{Stage: par.Appraisal1, Opens: now, Closes: now.Add(30 * 24 * time.Hour)},
	}
	if err := w.Rounds.ConfigureRound(ctx, w.Standing.Actor, r, "đổi lịch", w.Key()); err != nil {
		return fmt.Errorf("configure round: %w", err)
	}
	return w.move(ctx, roundID, par.Appraisal1)
}

func (w *World) move(ctx context.Context, roundID par.ID, to par.Stage) error {
	r, err := w.RoundNow(ctx, roundID)
	if err != nil {
		return err
	}
	if err := w.Rounds.MoveStage(ctx, w.Standing.Actor, roundID, r.Version, to, w.Key()); err != nil {
		return fmt.Errorf("move round %s to %s: %w", r.Code, to, err)
	}
	return nil
}

// Decide freezes the result of a round and returns the publication's id.
func (w *World) Decide(ctx context.Context, roundID par.ID) (par.ID, error) {
	publications := publication.New(w.DB)
	seen, err := publications.Standing(ctx, w.Standing.Actor, roundID)
	if err != nil {
		return "", err
	}
	in := publication.Decision{Round: roundID, Version: seen.Round.Version, Events: seen.Events}
	return publications.DecideResult(ctx, w.Standing.Actor, in, w.Key())
}

// Publish makes what was decided public.
func (w *World) Publish(ctx context.Context, id par.ID) error {
	return publication.New(w.DB).PublishResult(ctx, w.Publisher.Actor, id, w.Key())
}
