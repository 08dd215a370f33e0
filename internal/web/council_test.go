package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"parindex/internal/appraisal"
	"parindex/internal/council"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit/world"
)

// hall is a workshop whose council sits on leaf 3.4.1 of the first unit.
type hall struct {
	*workshop
	clerk, member *browser
	session, item par.ID
	chair         par.ID
}

func newHall(t *testing.T) *hall {
	t.Helper()
	w := newWorkshop(t)
	ctx, city := t.Context(), w.city
	for _, m := range []world.Member{w.one, w.other} {
		w.must(city.Declare(ctx, city.Round.ID, m, "3.4.1", 0))
		w.must(city.Sign(ctx, city.Round.ID, m))
	}
	w.must(city.Appraise(ctx, city.Round.ID, w.clock.Now()))
	judge, err := city.Enrol(ctx, "cham.ca", par.Grant{Role: par.Appraiser, Round: city.Round.ID})
	w.must(err)
	for _, m := range []world.Member{w.one, w.other} {
		for _, leaf := range city.Edition.Set.Leaves() {
			if leaf.Rule.Type != score.RuleSurvey {
				mark := appraisal.Mark{Leaf: leaf.Code, Verdict: appraisal.Accept}
				if leaf.Code == "3.4.1" {
					mark = appraisal.Mark{Leaf: leaf.Code, Verdict: appraisal.Adjust, Points: "0", Reason: par.NoEvidence}
				}
				_, err := city.Appraisals.AppraiseScore(ctx, judge.Actor, m.Dossier, mark, w.city.Key())
				w.must(err)
			}
		}
	}
	w.must(city.Appraisals.RecordInspection(ctx, city.Standing.Actor, city.Round.ID, appraisal.Finding{
		Unit: w.one.Unit.ID, Leaf: "3.4.1", Source: "Kết luận 3/KL-TTr", FoundOn: "01/06/2026", Body: "Chưa có văn bản.",
	}, city.Key()))
	now := w.clock.Now()
	r, err := city.RoundNow(ctx, city.Round.ID)
	w.must(err)
	w.calendar(r.Window(par.SelfScoring), round.Window{Stage: par.Appraisal1, Opens: now, Closes: now.Add(time.Minute)},
		round.Window{Stage: par.Council, Opens: now.Add(time.Minute), Closes: now.Add(100 * time.Hour)})
	w.clock.Forward(2 * time.Minute)
	w.stage(par.Council)
	return seated(t, w)
}

func seated(t *testing.T, w *workshop) *hall {
	t.Helper()
	ctx, s, standing := t.Context(), w.services.Councils, w.city.Standing.Actor
	member, err := w.city.Enrol(ctx, "hoi.dong", par.Grant{Role: par.Member, Round: w.city.Round.ID})
	w.must(err)
	h := &hall{chair: member.Person, workshop: w, clerk: w.as(w.city.Standing), member: w.as(member)}
	h.session, err = s.PlanSession(ctx, standing, w.city.Round.ID, council.Session{
		HeldAt: w.clock.Now(), Place: "Phòng 1", Chair: member.Person, Clerk: w.city.Standing.Person, Quorum: council.Half, Majority: council.Half,
	}, w.city.Key())
	w.must(err)
	h.item, err = s.ProposeItem(ctx, standing, h.session, council.Motion{Dossier: w.one.Dossier, Leaf: "3.4.1", Ground: council.Appeal, Argument: "Công văn số 7."}, w.city.Key())
	w.must(err)
	w.must(s.OpenSession(ctx, standing, h.session, 1, w.city.Key()))
	w.must(s.CallRoll(ctx, standing, h.session, 2, []council.Presence{{Person: member.Person, Present: true}}, w.city.Key()))
	return h
}

func (h *hall) path() string {
	return casePath(council.Session{ID: h.session, RoundID: h.city.Round.ID}, h.item)
}

func (h *hall) send(b *browser, what string, pairs ...string) *httptest.ResponseRecorder {
	return b.post(h.path()+"/"+what, append(pairs, "_key", h.city.Key().Value)...)
}

func TestAnItemShowsEverythingSideBySide(t *testing.T) {
	h := newHall(t)
	expect(t, h.member.get(h.path()), 200, "Tự chấm", "Thẩm định lần 1", "Không có tài liệu kiểm chứng", "Công văn số 7.", "Biểu quyết của tôi", `hx-trigger="every 6s"`)
	expect(t, h.clerk.get(h.path()), 200, "Ghi kết luận", "Đổi đề xuất", "nhất trí")
	answer := h.member.get(h.path())
	silent(t, answer, "Withdraw")
}

func TestVotesAreCountedWhileOthersLook(t *testing.T) {
	h := newHall(t)
	expectTo(t, h.send(h.member, "vote", "vote", "for", "version", "1"), h.path()+"?done=voted")
	r := httptest.NewRequest(http.MethodGet, h.path()+"?seen=1", nil)
	r.Header.Set("HX-Request", "true")
	answer := h.clerk.do(r)
	expect(t, answer, 200, "Tán thành", "Đã đủ.", "?seen=1")
	silent(t, answer, "<html", "Mục này vừa thay đổi")
	expectTo(t, h.send(h.clerk, "proposal", "verdict", "accept", "version", "1"), h.path()+"?done=proposed")
	r = httptest.NewRequest(http.MethodGet, h.path()+"?seen=1", nil)
	r.Header.Set("HX-Request", "true")
	expect(t, h.clerk.do(r), 200, "Mục này vừa thay đổi")
	expect(t, h.send(h.member, "vote", "vote", "for", "version", "1"), 409, "Mục này đã thay đổi")
}

func TestARefusedDecisionKeepsWhatWasTyped(t *testing.T) {
	h := newHall(t)
	expect(t, h.send(h.clerk, "decision", "verdict", "points", "points", "0,5x", "reason", "late", "remark", "Ghi chú dài", "discussion", "Đã bàn kỹ", "unanimous", "yes", "version", "1"),
		422, `value="0,5x"`, "Ghi chú dài", "Đã bàn kỹ")
	expect(t, h.send(h.clerk, "decision", "verdict", "keep", "discussion", "Đã bàn kỹ", "version", "1"), 422, "Chưa ai biểu quyết", "Đã bàn kỹ")
	expectTo(t, h.send(h.clerk, "proposal", "verdict", "accept", "version", "1"), h.path()+"?done=proposed")
	expect(t, h.send(h.clerk, "decision", "verdict", "keep", "discussion", "Ý của tôi", "unanimous", "yes", "version", "1"),
		409, "Mục này đã thay đổi trong lúc", "Hiện nay", "Anh/chị đã gõ", "Giữ điểm thẩm định", "Ý của tôi")
	expectTo(t, h.send(h.clerk, "decision", "verdict", "accept", "unanimous", "yes", "version", "2"), h.path()+"?done=decided_item")
}

// What is pending must go somewhere: nothing unlawful stands chosen, and the
// only later session does.
func TestClosingASessionOffersOnlyWhatIsLawful(t *testing.T) {
	h := newHall(t)
	path := sessionPath(council.Session{ID: h.session, RoundID: h.city.Round.ID})
	page := h.clerk.get(path)
	expect(t, page, 200, `name="carry"`, "Chưa có phiên họp nào sau phiên này")
	silent(t, page, "Không chuyển")
	later, err := h.services.Councils.PlanSession(t.Context(), h.city.Standing.Actor, h.city.Round.ID, council.Session{
		HeldAt: h.clock.Now().Add(time.Hour), Place: "Phòng 2", Chair: h.chair, Clerk: h.city.Standing.Person, Quorum: council.Half, Majority: council.Half,
	}, h.city.Key())
	h.must(err)
	expect(t, h.clerk.get(path), 200, `value="`+string(later)+`" selected`)
}
