package demo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"parindex/internal/appraisal"
	"parindex/internal/criteria"
	"parindex/internal/criteria/samples"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

var zone = mustZone("Asia/Ho_Chi_Minh")

func mustZone(name string) *time.Location {
	z, err := time.LoadLocation(name)
	if err != nil {
		return time.FixedZone("+07", 7*3600)
	}
	return z
}

// day is a moment in Cần Thơ.
func day(year int, month time.Month, d, hour int) par.Time {
	return par.At(time.Date(year, month, d, hour, 0, 0, 0, zone))
}

// classes are the bands of Cần Thơ; the lower two follow Đà Nẵng's rule, since
// the notice of 2018 does not name them.
func method(decimals int) *score.Method {
	m := score.DefaultMethod()
	m.IndexDecimals = decimals
	m.Classes = []score.Class{{Name: "Rất tốt", From: "90"}, {Name: "Tốt", From: "80"}, {Name: "Khá", From: "70"}, {Name: "Trung bình", From: "60"}, {Name: "Yếu", From: "0"}}
	return m
}

// edition imports one of the sample sets.
func (s *stage) edition(ctx context.Context, by par.Actor, name string) (criteria.Edition, error) {
	if e, ok := s.editions[name]; ok {
		return e, nil
	}
	data, err := samples.Read(name)
	if err != nil {
		return criteria.Edition{}, err
	}
	e, err := criteria.ReadJSON(data)
	if err != nil {
		return e, fmt.Errorf("sample %s: %w", name, err)
	}
	if e, err = s.Editions.SaveEdition(ctx, by, e, s.key()); err == nil {
		s.editions[name] = e
	}
	return e, err
}

// blockPlan is a block to be made: its criteria and the units in it.
type blockPlan struct {
	code, name string
	edition    criteria.Edition
	level      unit.Level
	agencies   []agency
}

// open makes a round with its blocks and lets its units begin.
func (s *stage) open(ctx context.Context, by par.Actor, r round.Round, plans []blockPlan) (round.Round, error) {
	for _, p := range plans {
		r.Blocks = append(r.Blocks, round.Block{Code: p.code, Name: p.name, EditionID: p.edition.ID, Method: method(2)})
	}
	made, err := s.Rounds.CreateRound(ctx, by, r, s.key())
	if err != nil {
		return made, fmt.Errorf("round %s: %w", r.Code, err)
	}
	for _, p := range plans {
		if err := s.enter(ctx, by, made.ID, p); err != nil {
			return made, err
		}
	}
	return s.goOn(ctx, by, made.ID, par.SelfScoring)
}

func (s *stage) enter(ctx context.Context, by par.Actor, id par.ID, p blockPlan) error {
	var units []round.Participant
	for _, a := range p.agencies {
		u, err := s.found(ctx, a, p.level)
		if err != nil {
			return err
		}
		units = append(units, round.Participant{Unit: u, Ranked: true})
	}
	now, _, err := s.Rounds.Round(ctx, by, id)
	if err != nil {
		return err
	}
	return s.Rounds.SetParticipants(ctx, by, id, now.Version, p.code, units, s.key())
}

// goOn moves a round to a stage and returns it as it is then.
func (s *stage) goOn(ctx context.Context, by par.Actor, id par.ID, to par.Stage) (round.Round, error) {
	now, _, err := s.Rounds.Round(ctx, by, id)
	if err != nil {
		return now, err
	}
	if err := s.Rounds.MoveStage(ctx, by, id, now.Version, to, s.key()); err != nil {
		return now, fmt.Errorf("move %s to %s: %w", now.Code, to, err)
	}
	now, _, err = s.Rounds.Round(ctx, by, id)
	return now, err
}

// declare lets an officer fill in the first part of a sheet, 0 to 1 of it.
func (s *stage) declare(ctx context.Context, officer par.Actor, d dossier.Dossier, all []claim, part float64) error {
	for _, c := range all[:int(float64(len(all))*part)] {
		if _, err := s.Dossiers.DeclareScore(ctx, officer, d.ID, c.self, s.key()); err != nil {
			return fmt.Errorf("declare %s: %w", c.leaf.Code, err)
		}
	}
	return nil
}

// sign hands a sheet to the leader and, if he signs, submits it.
func (s *stage) sign(ctx context.Context, officer, leader par.Actor, d dossier.Dossier, submit bool) error {
	if err := s.Dossiers.SendToLeader(ctx, officer, d.ID, d.Version, s.key()); err != nil {
		return fmt.Errorf("send to leader: %w", err)
	}
	if !submit {
		return nil
	}
	if err := s.Dossiers.SubmitDossier(ctx, leader, d.ID, d.Version+1, s.key()); err != nil {
		return fmt.Errorf("submit: %w", err)
	}
	return nil
}

// appraise lets an appraiser mark the first part of a sheet.
func (s *stage) appraise(ctx context.Context, appraiser par.Actor, d dossier.Dossier, all []claim, part float64) error {
	for _, c := range all[:int(float64(len(all))*part)] {
		if _, err := s.Appraisals.AppraiseScore(ctx, appraiser, d.ID, c.mark, s.key()); err != nil {
			return fmt.Errorf("appraise %s: %w", c.leaf.Code, err)
		}
	}
	return nil
}

// survey enters the tallies of the survey leaves.
func (s *stage) survey(ctx context.Context, by par.Actor, d dossier.Dossier, set *score.Set, final map[string]score.Answer) error {
	for _, leaf := range set.Leaves() {
		a, ok := final[leaf.Code]
		if !ok || leaf.Rule.Type != score.RuleSurvey {
			continue
		}
		tally := appraisal.Tally{Leaf: leaf.Code, Value: a.Value, Note: "Phiếu điều tra minh họa"}
		if _, err := s.Appraisals.EnterSurvey(ctx, by, d.ID, tally, s.key()); err != nil {
			return fmt.Errorf("survey %s: %w", leaf.Code, err)
		}
	}
	return nil
}

// atOnce runs do for every unit at the same time, as on the last day.
func atOnce[T any](all []T, do func(T) error) error {
	errs := make(chan error, len(all))
	gate := make(chan struct{}, 16)
	var wait sync.WaitGroup
	for _, one := range all {
		wait.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			errs <- do(one)
		})
	}
	wait.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// dossiers finds the dossiers of a round by code of unit.
func (s *stage) dossiers(ctx context.Context, roundID par.ID) (map[string]dossier.Dossier, error) {
	codes := map[par.ID]string{}
	for code, u := range s.units {
		codes[u.ID] = code
	}
	found := map[string]dossier.Dossier{}
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := dossier.List(tx, roundID)
		for _, d := range all {
			found[codes[d.UnitID]] = d
		}
		return err
	})
	return found, err
}

// given lists the leaves that a unit has declared something about.
func (s *stage) given(ctx context.Context, dossierID par.ID) ([]string, error) {
	var leaves []string
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		scores, err := dossier.Scores(tx, dossierID)
		for _, one := range scores {
			if one.Given() && one.Stage == score.StageSelf {
				leaves = append(leaves, one.Leaf)
			}
		}
		return err
	})
	return leaves, err
}
