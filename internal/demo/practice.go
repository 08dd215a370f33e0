package demo

import (
	"context"
	"fmt"

	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// practice is a round of a few departments that is played beside the year's own.
type practice struct {
	code, title string
	quality     float64
	days        []int // on which each stage opens, counted from now; the last is when the last one closes
}

// calendar gives each stage the days until the next one opens.
func (p practice) calendar(now par.Time) []round.Window {
	var windows []round.Window
	for i, stage := range round.Timed() {
		windows = append(windows, round.Window{Stage: stage, Opens: evening(now, p.days[i], 8), Closes: evening(now, p.days[i+1]-1, 17)})
	}
	return windows
}

// appraised plays a practice round until its first appraisal is done.
func (s *stage) appraised(ctx context.Context, now par.Time, p practice, so blockPlan) (round.Round, error) {
	s.clock.Play(evening(now, p.days[0], 9))
	r, err := s.open(ctx, s.people[conductor], round.Round{Code: p.code, Year: 2026, Title: p.title, DemoNote: note2026, Calendar: p.calendar(now)}, []blockPlan{so})
	if err != nil {
		return r, err
	}
	if err := s.assign(ctx, r.ID); err != nil {
		return r, err
	}
	if err := s.claimAll(ctx, r.ID, p, so); err != nil {
		return r, err
	}
	s.clock.Play(evening(now, p.days[1], 9))
	if r, err = s.goOn(ctx, s.people[conductor], r.ID, par.Appraisal1); err != nil {
		return r, err
	}
	return r, s.markAll(ctx, r.ID, p, so)
}

// claimAll has every unit of a practice round declare, prove and sign.
func (s *stage) claimAll(ctx context.Context, roundID par.ID, p practice, so blockPlan) error {
	open, err := s.dossiers(ctx, roundID)
	if err != nil {
		return err
	}
	for _, a := range so.agencies {
		officer, leader := s.voice(a.Code, par.Officer, typist), s.voice(a.Code, par.Leader, signer)
		if err := s.declare(ctx, officer, open[a.Code], s.invented(so.edition.Set, a.Code+p.code, p.quality), 1); err != nil {
			return err
		}
		if err := s.prove(ctx, officer, open[a.Code], so, a.Code, 2026); err != nil {
			return err
		}
		if err := s.sign(ctx, officer, leader, open[a.Code], true); err != nil {
			return err
		}
	}
	return nil
}

// markAll has the examiner mark every leaf of every unit of a practice round.
func (s *stage) markAll(ctx context.Context, roundID par.ID, p practice, so blockPlan) error {
	if err := s.grant(ctx, examiner, par.Grant{Role: par.Appraiser, Round: roundID}); err != nil {
		return err
	}
	open, err := s.dossiers(ctx, roundID)
	if err != nil {
		return err
	}
	for _, a := range so.agencies {
		all := s.invented(so.edition.Set, a.Code+p.code, p.quality)
		if err := s.appraise(ctx, s.people[examiner], open[a.Code], all, 1); err != nil {
			return err
		}
		if err := s.judgeEvidence(ctx, s.people[examiner], open[a.Code], all, 1); err != nil {
			return err
		}
		if err := s.acceptRest(ctx, open[a.Code], so.edition.Set, all); err != nil {
			return err
		}
	}
	return nil
}

// acceptRest marks what a unit has not claimed.
func (s *stage) acceptRest(ctx context.Context, d dossier.Dossier, set *score.Set, claimed []claim) error {
	done := map[string]bool{}
	for _, c := range claimed {
		done[c.leaf.Code] = true
	}
	for _, leaf := range set.Leaves() {
		if done[leaf.Code] || leaf.Rule.Type == score.RuleSurvey {
			continue
		}
		mark := appraisal.Mark{Leaf: leaf.Code, Verdict: appraisal.Accept}
		if _, err := s.Appraisals.AppraiseScore(ctx, s.people[examiner], d.ID, mark, s.key()); err != nil {
			return fmt.Errorf("accept %s: %w", leaf.Code, err)
		}
	}
	return nil
}

// few keeps some agencies of a block.
func (p blockPlan) few(codes ...string) blockPlan {
	part := p
	part.agencies = nil
	for _, a := range p.agencies {
		for _, code := range codes {
			if a.Code == code {
				part.agencies = append(part.agencies, a)
			}
		}
	}
	return part
}
