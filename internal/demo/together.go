package demo

import (
	"context"
	"fmt"
	"time"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/thread"
)

// together plays what people do with each other: in the round that is being
// filled in, and in the one that is being appraised.
func (s *stage) together(ctx context.Context, now par.Time, filling, appraising round.Round) error {
	if err := s.share(ctx, now, filling); err != nil {
		return err
	}
	if err := s.discussAll(ctx, now, filling, within); err != nil {
		return err
	}
	if err := s.doubt(ctx, now, appraising); err != nil {
		return err
	}
	return s.discussAll(ctx, now, appraising, across)
}

// share has the officers of two units divide the work on their sheets, and a
// leader and an officer lend their roles for the days they are away.
func (s *stage) share(ctx context.Context, now par.Time, r round.Round) error {
	open, err := s.dossiers(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, given := range []struct {
		by, to, unit string
		areas        []string
		due          int // days from now
		note         string
	}{
		{"mai.stp", "mai.stp", "stp", []string{"1", "2", "3"}, 2, "Tổng hợp chung"},
		{"mai.stp", "khoa.stp", "stp", []string{"6", "7"}, 4, "Lấy số từ hệ thống một cửa, chốt ngày cuối tháng"},
		{"thanh.stp", "khoa.stp", "stp", []string{"8"}, -1, "Lấy số liệu kinh tế - xã hội của phòng Kế hoạch"},
		{"phuong.sxd", "tuan.sxd", "sxd", []string{"3", "5"}, 3, "Xong trước buổi họp giao ban"},
	} {
		s.clock.Play(ago(now, 29))
		order := dossier.Order{Person: s.people[given.to].Person, Due: dayOf(now, given.due), Note: given.note}
		for _, area := range given.areas {
			order.Targets = append(order.Targets, dossier.Target{Area: area})
		}
		if err := s.Dossiers.AssignWork(ctx, s.people[given.by], open[given.unit].ID, order, s.key()); err != nil {
			return fmt.Errorf("give work to %s: %w", given.to, err)
		}
	}
	return s.lend(ctx, now)
}

func (s *stage) lend(ctx context.Context, now par.Time) error {
	for _, loan := range []struct {
		role        par.Role
		from, to    string
		unit        string
		first, last int // days from now
		reason      string
	}{
		{par.Leader, "duc.syt", "khanh.syt", "syt", -1, 6, "Đi công tác theo lịch của Bộ; ủy quyền ký phiếu tự chấm"},
		{par.Officer, "khoa.stp", "hue.stp", "stp", 3, 9, "Nghỉ phép năm"},
	} {
		s.clock.Play(ago(now, 29))
		in := account.Loan{
			Role: loan.role, From: s.people[loan.from].Person, To: s.people[loan.to].Person,
			First: par.Date(dayOf(now, loan.first)), Last: par.Date(dayOf(now, loan.last)), Reason: loan.reason,
		}
		if _, err := s.Accounts.DelegateRole(ctx, s.people[loan.from], s.units[loan.unit].ID, in, s.key()); err != nil {
			return fmt.Errorf("lend the role of %s: %w", loan.from, err)
		}
	}
	return nil
}

func ago(now par.Time, hours int) par.Time { return now.Add(-time.Duration(hours) * time.Hour) }

func dayOf(now par.Time, days int) string { return string(i18n.DayOf(evening(now, days, 12))) }

// said is a remark of the demonstration: who says it, whom it names, and how
// many hours ago.
type said struct {
	who, names, text string
	hours            int
}

// talk is a thread of the demonstration.
type talk struct {
	unit, leaf string
	audience   par.Audience
	lines      []said
	settled    bool
}

// within is what a unit says to itself while it fills in its sheet.
var within = []talk{
	{"stp", "1.5.1", par.ForUnit, []said{
		{"mai.stp", "khoa.stp", "Anh Khoa đối chiếu giúp số nhiệm vụ quá hạn với hệ thống theo dõi nhiệm vụ; số của mình đang lệch 2 việc so với Văn phòng Ủy ban.", 28},
		{"khoa.stp", "mai.stp", "Hai việc đó đã được gia hạn bằng văn bản, không tính là quá hạn. Em gửi văn bản vào kho tài liệu.", 27},
	}, false},
	{"stp", "3.3.1", par.ForUnit, []said{
		{"thanh.stp", "mai.stp", "Kiểm tra lại mẫu số: chỉ tính hồ sơ đã đến hạn trả trong kỳ.", 27},
		{"mai.stp", "", "Đã sửa theo báo cáo của Bộ phận Một cửa, kèm trang 3 của báo cáo năm.", 26},
	}, true},
}

// across is what appraisers ask once the sheets have been handed in.
var across = []talk{
	{"stp", "3.3.1", par.ForBoth, []said{
		{"an.vp", "mai.stp", "Số hồ sơ đúng hạn trong báo cáo kèm theo thấp hơn số đã khai. Đề nghị đơn vị cho biết số chốt ngày nào.", 22},
		{"mai.stp", "an.vp", "Số khai chốt cuối kỳ, báo cáo chốt sớm hơn mười ngày. Đơn vị sẽ gửi bảng tổng hợp của Bộ phận Một cửa.", 20},
	}, false},
	{"stp", "1.1.3", par.ForBoth, []said{
		{"son.snv", "mai.stp", "Đề nghị chỉ rõ nhiệm vụ nào của kế hoạch đã hoàn thành mà chưa có sản phẩm kèm theo.", 19},
	}, false},
	{"sxd", "3.2.1", par.ForAppraisers, []said{
		{"an.vp", "hanh.snv", "Thủ tục liên thông có tính vào mẫu số không? Các đơn vị đang hiểu khác nhau.", 21},
		{"hanh.snv", "an.vp", "Tính theo nơi tiếp nhận hồ sơ. Thường trực sẽ có hướng dẫn chung cho cả khối.", 18},
	}, true},
}

// discussAll plays threads in a round.
func (s *stage) discussAll(ctx context.Context, now par.Time, r round.Round, talks []talk) error {
	open, err := s.dossiers(ctx, r.ID)
	if err != nil {
		return err
	}
	for _, t := range talks {
		if err := s.converse(ctx, now, open[t.unit].ID, t); err != nil {
			return fmt.Errorf("talk about %s of %s: %w", t.leaf, t.unit, err)
		}
	}
	return nil
}

func (s *stage) converse(ctx context.Context, now par.Time, id par.ID, t talk) error {
	var first par.ID
	for _, line := range t.lines {
		s.clock.Play(ago(now, line.hours))
		words := thread.Words{Body: line.text}
		if line.names != "" {
			words.People = []par.ID{s.people[line.names].Person}
		}
		var err error
		if first == "" {
			first, err = s.Threads.BeginThread(ctx, s.people[line.who], id, t.leaf, t.audience, words, s.key())
		} else {
			_, err = s.Threads.Reply(ctx, s.people[line.who], id, t.leaf, first, words, s.key())
		}
		if err != nil {
			return err
		}
	}
	if !t.settled {
		return nil
	}
	return s.Threads.SettleThread(ctx, s.people[t.lines[0].who], id, t.leaf, first, true, int64(len(t.lines)), s.key())
}

// doubt has the standing body ask for second opinions in a round that is being
// appraised, one of which is given, and record what inspectors found.
func (s *stage) doubt(ctx context.Context, now par.Time, r round.Round) error {
	open, err := s.dossiers(ctx, r.ID)
	if err != nil {
		return err
	}
	standing, second := s.people["hanh.snv"], s.people["hoa.ttr"]
	s.clock.Play(ago(now, 26))
	for _, q := range []appraisal.Question{
		{Person: second.Person, Dossier: open["stp"].ID, Leaf: "3.3.1"},
		{Person: second.Person, Dossier: open["syt"].ID, Leaf: "2.1.1"},
		{Person: s.people["an.vp"].Person, Dossier: open["syt"].ID, Leaf: "3.2.1"},
	} {
		if _, err := s.Appraisals.AskSecondOpinion(ctx, standing, r.ID, q, s.key()); err != nil {
			return fmt.Errorf("ask about %s: %w", q.Leaf, err)
		}
	}
	for _, f := range []appraisal.Finding{
		{Unit: s.units["sxd"].ID, Leaf: "5.5.1", Source: "Kết luận thanh tra số 31/KL-TTr (minh họa)", FoundOn: dayOf(now, -30),
			Body: "Qua kiểm tra có hai trường hợp chấp hành chưa nghiêm giờ làm việc.", Most: "1"},
		{Unit: s.units["syt"].ID, Leaf: "3.4.2", Source: "Thông báo kết quả kiểm tra số 112/TB-SNV (minh họa)", FoundOn: dayOf(now, -25),
			Body: "Một phản ánh xử lý quá hạn 3 ngày; đã khắc phục trước ngày kiểm tra."},
	} {
		if err := s.Appraisals.RecordInspection(ctx, standing, r.ID, f, s.key()); err != nil {
			return fmt.Errorf("a finding on %s: %w", f.Leaf, err)
		}
	}
	s.clock.Play(ago(now, 23))
	mark := appraisal.Mark{Leaf: "3.3.1", Verdict: appraisal.Accept, Remark: "Số liệu khớp với bảng tổng hợp của Bộ phận Một cửa."}
	if _, err := s.Appraisals.GiveSecondOpinion(ctx, second, open["stp"].ID, mark, s.key()); err != nil {
		return fmt.Errorf("a second opinion: %w", err)
	}
	return nil
}

// readAll has everybody read what he has been told until now, so that nothing
// of a round long over waits for him.
func (s *stage) readAll(ctx context.Context) error {
	for login, actor := range s.people {
		all, err := s.Notices.AllNotices(ctx, actor, notice.Kind(""))
		if err != nil {
			return err
		}
		if err := s.Notices.OpenNotices(ctx, actor, all); err != nil {
			return fmt.Errorf("the notices of %s: %w", login, err)
		}
	}
	return nil
}
