package demo

import (
	"context"
	"time"

	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

const note2026 = "Đợt trình diễn: mọi người, văn bản, số liệu và điểm trên trang này đều do bản trình diễn đặt ra."

// progress2026 says how far a unit has come with its sheet; above 1 it has
// gone to the leader, above 2 it is submitted. Units that are not named here
// are somewhere on the way.
var progress2026 = map[string]float64{
	"stp": 0.86, "syt": 1.5, "sxd": 0.4, "sgddt": 2.5, "vp": 2.5, "skhcn": 2.5, "snv": 0.95, "ttr": 0,
	"p-ninh-kieu": 0.7, "x-phong-dien": 1.5, "p-cai-rang": 2.5, "x-thoi-lai": 0,
}

// year2026 plays the round that is going on now, and a trial round with fewer
// units that has already come to appraisal.
func (s *stage) year2026(ctx context.Context) error {
	s.clock.Play(0)
	now := s.clock.Now()
	s.clock.Play(now.Add(-24 * 75 * time.Hour))
	if err := s.retire(ctx); err != nil {
		return err
	}
	plans, err := s.plans2026(ctx)
	if err != nil {
		return err
	}
	before, err := s.disputed(ctx, now, plans[0])
	if err != nil {
		return err
	}
	tried, err := s.trial(ctx, now, plans[0])
	if err != nil {
		return err
	}
	if err := s.explaining(ctx, now, plans[0]); err != nil {
		return err
	}
	r := round.Round{
		Code: "2026", Year: 2026, Title: "Chỉ số cải cách hành chính năm 2026", DemoNote: note2026,
		Calendar: []round.Window{
			{Stage: par.SelfScoring, Opens: evening(now, -20, 8), Closes: evening(now, 7, 17)},
			{Stage: par.Appraisal1, Opens: evening(now, 8, 8), Closes: evening(now, 30, 17)},
			{Stage: par.Explanation, Opens: evening(now, 31, 8), Closes: evening(now, 38, 17)},
			{Stage: par.Appraisal2, Opens: evening(now, 39, 8), Closes: evening(now, 46, 17)},
			{Stage: par.Council, Opens: evening(now, 47, 8), Closes: evening(now, 55, 17)},
		},
	}
	s.clock.Play(evening(now, -20, 9))
	if r, err = s.open(ctx, s.people[conductor], r, plans); err != nil {
		return err
	}
	if err := s.assign(ctx, r.ID); err != nil {
		return err
	}
	if err := s.fillIn(ctx, now, r, plans); err != nil {
		return err
	}
	if err := s.together(ctx, now, r, tried); err != nil {
		return err
	}
	return s.sit(ctx, now, before)
}

// evening is an hour of the day that lies some days from now, in Cần Thơ.
func evening(now par.Time, days, hour int) par.Time {
	t := now.Std().In(zone).AddDate(0, 0, days)
	return par.At(time.Date(t.Year(), t.Month(), t.Day(), hour, 0, 0, 0, zone))
}

func (s *stage) plans2026(ctx context.Context) ([]blockPlan, error) {
	years, err := readUnits()
	if err != nil {
		return nil, err
	}
	by := s.people[conductor]
	so, err := s.edition(ctx, by, "so")
	if err != nil {
		return nil, err
	}
	xa, err := s.edition(ctx, by, "xa")
	if err != nil {
		return nil, err
	}
	return []blockPlan{
		{"so", "Sở, ban, ngành", so, unit.Department, years["2026"]["departments"]},
		{"xa", "Xã, phường", xa, unit.Commune, years["2026"]["communes"]},
	}, nil
}

// assign gives the appraisers their areas in a round.
func (s *stage) assign(ctx context.Context, roundID par.ID) error {
	people, err := readPeople()
	if err != nil {
		return err
	}
	for _, p := range people {
		for _, area := range p.Areas {
			g := par.Grant{Role: par.Appraiser, Unit: s.units[p.Unit].ID, Round: roundID, Area: area}
			if err := s.grant(ctx, p.Login, g); err != nil {
				return err
			}
		}
	}
	return nil
}

// fillIn lets every unit of the present round work as far as it has come.
func (s *stage) fillIn(ctx context.Context, now par.Time, r round.Round, plans []blockPlan) error {
	open, err := s.dossiers(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, p := range plans {
		var codes []string
		for _, a := range p.agencies {
			codes = append(codes, a.Code)
		}
		if err := s.stand(ctx, codes); err != nil {
			return err
		}
	}
	s.clock.Play(now.Add(-30 * time.Hour))
	return s.everyUnit(plans, func(p blockPlan, code string) error {
		progress, ok := progress2026[code]
		if !ok {
			progress = float64(seedOf(code)%100) / 100
		}
		all := s.invented(p.edition.Set, code, 0.8)
		officer, leader := s.voice(code, par.Officer, typist), s.voice(code, par.Leader, signer)
		if err := s.declare(ctx, officer, open[code], all, min(1, progress)); err != nil {
			return err
		}
		if err := s.prove(ctx, officer, open[code], p, code, 2026); err != nil {
			return err
		}
		if progress <= 1 {
			return nil
		}
		return s.sign(ctx, officer, leader, open[code], progress > 2)
	})
}

// invented makes up the claims of a unit without any index to come to.
func (s *stage) invented(set *score.Set, code string, quality float64) []claim {
	v := newInventor(seedOf(code))
	final := invent(set, v, quality)
	return claims(set, final, v)
}

// voice is the person who holds the role for a unit, or the player who stands in.
func (s *stage) voice(code string, role par.Role, player string) par.Actor {
	for login, actor := range s.people {
		if login == typist || login == signer {
			continue
		}
		for _, g := range actor.Grants {
			if g.Role == role && g.Unit == s.units[code].ID {
				return actor
			}
		}
	}
	return s.people[player]
}

// trialUnits take part in the trial round.
var trialUnits = []string{"stp", "syt", "sxd", "sgddt", "stc", "skhcn"}

// trial plays a round of a few departments up to the middle of appraisal.
func (s *stage) trial(ctx context.Context, now par.Time, so blockPlan) (round.Round, error) {
	var few []agency
	for _, a := range so.agencies {
		for _, code := range trialUnits {
			if a.Code == code {
				few = append(few, a)
			}
		}
	}
	so.agencies = few
	s.clock.Play(evening(now, -40, 9))
	r := round.Round{
		Code: "thu-2026", Year: 2026, Title: "Đợt chấm thử giữa năm 2026", DemoNote: note2026,
		Calendar: []round.Window{
			{Stage: par.SelfScoring, Opens: evening(now, -40, 8), Closes: evening(now, -15, 17)},
			{Stage: par.Appraisal1, Opens: evening(now, -14, 8), Closes: evening(now, 20, 17)},
		},
	}
	r, err := s.open(ctx, s.people[conductor], r, []blockPlan{so})
	if err != nil {
		return r, err
	}
	if err := s.assign(ctx, r.ID); err != nil {
		return r, err
	}
	if err := s.stand(ctx, trialUnits); err != nil {
		return r, err
	}
	return r, s.playTrial(ctx, now, r, so)
}

func (s *stage) playTrial(ctx context.Context, now par.Time, r round.Round, so blockPlan) error {
	open, err := s.dossiers(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, code := range trialUnits {
		officer, leader := s.voice(code, par.Officer, typist), s.voice(code, par.Leader, signer)
		if err := s.declare(ctx, officer, open[code], s.invented(so.edition.Set, code, 0.82), 1); err != nil {
			return err
		}
		if err := s.prove(ctx, officer, open[code], so, code, 2026); err != nil {
			return err
		}
		if err := s.sign(ctx, officer, leader, open[code], true); err != nil {
			return err
		}
	}
	s.clock.Play(evening(now, -13, 9))
	if _, err := s.goOn(ctx, s.people[conductor], r.ID, par.Appraisal1); err != nil {
		return err
	}
	return s.halfAppraise(ctx, r, so)
}

// halfAppraise marks most of the first three units, so that there is a
// provisional result and still work for everyone.
func (s *stage) halfAppraise(ctx context.Context, r round.Round, so blockPlan) error {
	if err := s.grant(ctx, examiner, par.Grant{Role: par.Appraiser, Round: r.ID}); err != nil {
		return err
	}
	open, err := s.dossiers(ctx, r.ID)
	if err != nil {
		return err
	}
	for i, code := range trialUnits[:3] {
		all := s.invented(so.edition.Set, code, 0.82)
		if err := s.appraise(ctx, s.people[examiner], open[code], all, 0.8-0.2*float64(i)); err != nil {
			return err
		}
		if err := s.judgeEvidence(ctx, s.people[examiner], open[code], all, 0.6-0.2*float64(i)); err != nil {
			return err
		}
	}
	return nil
}

// retire closes the units of 2017 that are no more: the districts, and the
// departments that have been merged into others.
func (s *stage) retire(ctx context.Context) error {
	years, err := readUnits()
	if err != nil {
		return err
	}
	stays := map[string]bool{}
	for _, tier := range years["2026"] {
		for _, a := range tier {
			stays[a.Code] = true
		}
	}
	for _, tier := range []string{"departments", "districts"} {
		for _, a := range years["2017"][tier] {
			if stays[a.Code] {
				continue
			}
			u := s.units[a.Code]
			u.Active = false
			if s.units[a.Code], err = s.Units.SaveUnit(ctx, system, u, s.key()); err != nil {
				return err
			}
		}
	}
	return nil
}
