package demo

import (
	"context"
	"fmt"

	"parindex/internal/appraisal"
	"parindex/internal/council"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// The people of the council: members, of whom two serve units that it judges,
// and the clerk, who is of the standing body.
var (
	councillors = []string{"vinh.vp", "thanh.stp", "duc.syt", "phuong.sxd"}
	clerk       = "quan.snv"
	heard       = []string{"stc", "syt", "sxd"}
)

// disputed plays a practice round until its council can sit: three units have
// explained, and most of what they explained is still cut.
func (s *stage) disputed(ctx context.Context, now par.Time, so blockPlan) (round.Round, error) {
	p := practice{"quy2-2026", "Đợt chấm thử quý II năm 2026", 0.78, []int{-70, -64, -56, -50, -44, 14}}
	if err := s.stand(ctx, heard); err != nil {
		return round.Round{}, err
	}
	r, err := s.appraised(ctx, now, p, so.few(heard...))
	if err != nil {
		return r, err
	}
	s.clock.Play(evening(now, p.days[2], 9))
	if r, err = s.goOn(ctx, s.people[conductor], r.ID, par.Explanation); err != nil {
		return r, err
	}
	for _, code := range heard {
		if err := s.explain(ctx, r, code, 1); err != nil {
			return r, err
		}
	}
	s.clock.Play(evening(now, p.days[3], 9))
	if r, err = s.goOn(ctx, s.people[conductor], r.ID, par.Appraisal2); err != nil {
		return r, err
	}
	for _, code := range heard {
		if err := s.lookAgain(ctx, r, code); err != nil {
			return r, err
		}
	}
	s.clock.Play(evening(now, p.days[4], 9))
	return s.goOn(ctx, s.people[conductor], r.ID, par.Council)
}

// lookAgain has the examiner judge what a unit explained: every fourth is
// given back, the others stay cut.
func (s *stage) lookAgain(ctx context.Context, r round.Round, code string) error {
	open, err := s.dossiers(ctx, r.ID)
	if err != nil {
		return err
	}
	sheet, err := s.Explanations.Sheet(ctx, s.voice(code, par.Officer, typist), open[code].ID)
	if err != nil {
		return err
	}
	for i, item := range sheet.Items {
		if item.Said.Version == 0 || item.Said.Note == "" {
			continue
		}
		mark := appraisal.Mark{Leaf: item.Node.Code, Verdict: appraisal.Accept, Remark: "Giải trình và tài liệu bổ sung đã rõ."}
		if given, err := council.Worth(sheet.Edition.Set, item.Node.Code, item.Mark); err != nil {
			return err
		} else if i%4 != 0 && given.State == score.Scored {
			mark = appraisal.Mark{Leaf: item.Node.Code, Verdict: appraisal.Adjust, Points: given.Points, Reason: item.Mark.Reason, Remark: "Giải trình chưa kèm tài liệu chứng minh."}
		}
		if _, err := s.Appraisals.AppraiseScore(ctx, s.people[examiner], open[code].ID, mark, s.key()); err != nil {
			return fmt.Errorf("look again at %s of %s: %w", item.Node.Code, code, err)
		}
	}
	return nil
}

// sit opens the council's session on what is disputed, and plays its beginning.
func (s *stage) sit(ctx context.Context, now par.Time, r round.Round) error {
	s.clock.Play(evening(now, -1, 8))
	for _, login := range councillors {
		g := par.Grant{Role: par.Member, Round: r.ID}
		for _, held := range s.people[login].Grants {
			g.Unit = held.Unit
		}
		if err := s.grant(ctx, login, g); err != nil {
			return err
		}
	}
	by := s.people[conductor]
	id, err := s.Councils.PlanSession(ctx, by, r.ID, council.Session{
		HeldAt: evening(now, -1, 14), Place: "Phòng họp số 2, trụ sở UBND thành phố", Chair: s.people[councillors[0]].Person, Clerk: s.people[clerk].Person,
		Quorum: council.TwoThirds, Majority: council.Half,
	}, s.key())
	if err != nil {
		return err
	}
	for _, step := range []func(version int64) error{
		func(v int64) error { return s.Councils.FillAgenda(ctx, by, id, v, s.key()) },
		func(v int64) error { return s.Councils.Invite(ctx, by, id, v, s.key()) },
		func(v int64) error {
			s.clock.Play(evening(now, -1, 14))
			return s.Councils.OpenSession(ctx, s.people[clerk], id, v, s.key())
		},
		func(v int64) error { return s.Councils.CallRoll(ctx, s.people[clerk], id, v, s.roll(), s.key()) },
	} {
		v, err := s.Councils.Sitting(ctx, by, id)
		if err != nil {
			return err
		}
		if err := step(v.Session.Version); err != nil {
			return fmt.Errorf("the council's session: %w", err)
		}
	}
	return s.discuss(ctx, id)
}

// roll has everyone present but the last.
func (s *stage) roll() []council.Presence {
	called := make([]council.Presence, len(councillors))
	for i, login := range councillors {
		called[i] = council.Presence{Person: s.people[login].Person, Present: true}
	}
	last := &called[len(called)-1]
	last.Present, last.Note = false, "đi công tác theo giấy mời số 214"
	return called
}

// discuss has the council decide the last item and begin to vote on the first.
func (s *stage) discuss(ctx context.Context, id par.ID) error {
	v, err := s.Councils.Sitting(ctx, s.people[clerk], id)
	if err != nil {
		return err
	}
	first, last := v.Lines[0].Item, v.Lines[len(v.Lines)-1].Item
	in := council.Decision{Unanimous: true, Table: council.Table{
		Version: last.Version, Verdict: appraisal.Mark{Verdict: council.Keep}, Discussion: "Các thành viên xem tài liệu và thống nhất giữ điểm thẩm định lần 2.",
	}}
	if err := s.Councils.DecideItem(ctx, s.people[clerk], last.ID, in, s.key()); err != nil {
		return fmt.Errorf("the council's first decision: %w", err)
	}
	return s.Councils.CastVote(ctx, s.people[councillors[1]], first.ID, first.Version, council.For, s.key())
}
