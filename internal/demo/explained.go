package demo

import (
	"context"
	"fmt"

	"parindex/internal/dossier"
	"parindex/internal/explanation"
	"parindex/internal/par"
	"parindex/internal/round"
)

// answers are what invented units say of a cut.
var answers = []string{
	"Văn bản đã được ký số và phát hành trong kỳ đánh giá; đơn vị bổ sung bản có chữ ký số để kiểm tra lại.",
	"Số liệu của đơn vị lấy từ hệ thống một cửa tại thời điểm chốt kỳ; chênh lệch do hồ sơ được gia hạn đúng quy định.",
	"Nội dung đã thể hiện tại trang có trích dẫn; đề nghị xem lại phần phụ lục của báo cáo.",
	"Nhiệm vụ hoàn thành trước hạn theo văn bản giao việc; ngày trên báo cáo là ngày tổng hợp.",
}

// explaining plays a practice round into the middle of explanation: one unit
// has signed, one is writing, and the others have only been told.
func (s *stage) explaining(ctx context.Context, now par.Time, so blockPlan) error {
	p := practice{"quy3-2026", "Đợt chấm thử quý III năm 2026", 0.84, []int{-12, -9, -4, 6, 12, 16}}
	so = so.few("stp", "syt", "sxd", "stc")
	if err := s.stand(ctx, []string{"stp", "syt", "sxd", "stc"}); err != nil {
		return err
	}
	r, err := s.appraised(ctx, now, p, so)
	if err != nil {
		return err
	}
	s.clock.Play(evening(now, p.days[2], 9))
	if r, err = s.goOn(ctx, s.people[conductor], r.ID, par.Explanation); err != nil {
		return err
	}
	s.clock.Play(evening(now, -2, 10))
	if err := s.explain(ctx, r, "syt", 1); err != nil {
		return err
	}
	return s.explain(ctx, r, "stc", 2)
}

// explain has a unit answer every nth of its cuts.
func (s *stage) explain(ctx context.Context, r round.Round, code string, nth int) error {
	open, err := s.dossiers(ctx, r.ID)
	if err != nil {
		return err
	}
	officer := s.voice(code, par.Officer, typist)
	if _, err := s.Explanations.Notice(ctx, officer, open[code].ID); err != nil {
		return err
	}
	sheet, err := s.Explanations.Sheet(ctx, officer, open[code].ID)
	if err != nil {
		return err
	}
	for i, item := range sheet.Items {
		if i%nth != 0 {
			continue
		}
		if err := s.answer(ctx, officer, open[code], item, i); err != nil {
			return fmt.Errorf("explain %s of %s: %w", item.Node.Code, code, err)
		}
	}
	if nth > 1 {
		return nil
	}
	now, err := s.dossiers(ctx, r.ID)
	if err != nil {
		return err
	}
	return s.Explanations.SubmitExplanation(ctx, s.voice(code, par.Leader, signer), now[code].ID, now[code].Version, s.key())
}

// answer explains a cut in words, or accepts every third.
func (s *stage) answer(ctx context.Context, officer par.Actor, d dossier.Dossier, item explanation.Item, i int) error {
	if i%3 == 2 {
		_, err := s.Explanations.AcceptCut(ctx, officer, d.ID, item.Node.Code, item.Said.Version, s.key())
		return err
	}
	text := answers[i%len(answers)]
	_, err := s.Explanations.ExplainScore(ctx, officer, d.ID, dossier.Change{Leaf: item.Node.Code, Version: item.Said.Version, Note: &text}, s.key())
	return err
}
