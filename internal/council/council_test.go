package council_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/appraisal"
	"parindex/internal/council"
	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/report"
	"parindex/internal/result"
	"parindex/internal/score"
	"parindex/internal/testkit"
)

// one gives a world on SQLite with its session open.
func one(t *testing.T) *world {
	t.Helper()
	clock := testkit.NewClock()
	return sitting(t, testkit.SQLite(t, clock), clock)
}

func TestTheAgendaIsExactlyWhatIsDisputed(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := sitting(t, d, clock)
		s, err := w.Sitting(t.Context(), w.Hanh, w.session)
		w.must(err)
		var got []string
		for _, line := range s.Lines {
			got = append(got, line.Item.Leaf+" "+line.Place.Unit.Code+" "+string(line.Item.Ground)+" "+string(line.Item.Proposal.Points))
		}
		// 1.2 of snv was given back in full; what nobody explained is no dispute.
		if diff := cmp.Diff([]string{"2.1 snv explained 48", "2.1 stp explained 44.5"}, got); diff != "" {
			t.Error(diff)
		}
		if s.Waiting != 0 {
			t.Errorf("%d still wait", s.Waiting)
		}
		w.must(w.FillAgenda(t.Context(), w.Hanh, w.session, w.now().Version, w.Key()))
		if again, err := w.Sitting(t.Context(), w.Hanh, w.session); err != nil || len(again.Lines) != 2 {
			t.Errorf("filled again it has %d items, %v", len(again.Lines), err)
		}
	})
}

func TestADecisionByVotesEntersTheResult(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := sitting(t, d, clock)
		w.must(w.propose(w.kim, "snv", "2.1", points("49.5")))
		w.must(w.vote(w.kim, "snv", "2.1", council.For))
		w.must(w.vote(w.loan, "snv", "2.1", council.Against))
		w.refused(w.decide(w.kim, "snv", "2.1", points("49.5"), false), par.Closed, "council.no_majority")
		w.must(w.vote(w.bao, "snv", "2.1", council.For))
		w.must(w.decide(w.kim, "snv", "2.1", points("49.5"), false))

		got := w.score("snv", "2.1")
		if got.Points != "49.5" || got.Reason != par.NotShown || got.Actor != w.kim.Person || got.Version != 1 {
			t.Errorf("kept %+v", got)
		}
		if item := w.item("snv", "2.1"); item.State != council.Decided || item.Manner != council.ByVote || item.Decision != 1 {
			t.Errorf("the item stands %+v", item)
		}
		w.must(d.Read(t.Context(), func(tx *db.Tx) error {
			b, err := result.Assemble(tx, w.Round, "so", publication.Years)
			if err != nil {
				return err
			}
			r, err := score.Compute(b, score.Final)
			if err != nil {
				return err
			}
			u, _ := r.Unit("snv")
			for _, leaf := range u.Leaves() {
				if leaf.Code == "2.1" && (leaf.Points != "49.5" || leaf.Stage != score.StageCouncil) {
					t.Errorf("the engine gives %s of stage %s", leaf.Points, leaf.Stage)
				}
			}
			all, err := result.ComputeAll(tx, w.Round, publication.Years)
			if err != nil {
				return err
			}
			for _, unit := range all[0].Block.Units {
				for _, leaf := range unit.Leaves {
					if by := leaf.Session == 1; by != (unit.Code == "snv" && leaf.Stage == score.StageCouncil) {
						t.Errorf("%s: session %d for a leaf of stage %s", unit.Code, leaf.Session, leaf.Stage)
					}
				}
			}
			return nil
		}))
	})
}

func TestNobodyDecidesOnHisOwnUnit(t *testing.T) {
	w := one(t)
	w.refused(w.vote(w.loan, "stp", "2.1", council.For), par.NotFound, "")
	w.must(w.vote(w.loan, "snv", "2.1", council.For))
	// tuan chairs and is of the standing body, but serves snv.
	w.refused(w.decide(w.tuan, "snv", "2.1", keep(), true), par.NotFound, "")
	w.refused(w.propose(w.tuan, "snv", "2.1", points("50")), par.NotFound, "")
	w.must(w.decide(w.tuan, "stp", "2.1", keep(), true))
	if diff := cmp.Diff(map[par.ID]council.Choice{w.loan.Person: council.Own}, w.votes("stp", "2.1")); diff != "" {
		t.Error(diff)
	}
	if _, err := w.Case(t.Context(), w.loan, w.item("stp", "2.1").ID); !par.Is(err, par.NotFound) {
		t.Errorf("a member reads his own unit's item: %v", err)
	}
	_, err := w.ProposeItem(t.Context(), w.loan, w.session, council.Motion{Dossier: w.Dossier("stp").ID, Leaf: "1.1", Ground: council.Added, Argument: "x"}, w.Key())
	w.refused(err, par.NotFound, "")
	s, err := w.Sitting(t.Context(), w.loan, w.session)
	w.must(err)
	for _, line := range s.Lines {
		if own := line.Place.Unit.Code == "stp"; line.Own != own || own && line.Scores.Table.Given() {
			t.Errorf("of %s he sees %+v", line.Place.Unit.Code, line.Scores.Table)
		}
	}
}

func TestOnlyWhoPresidesRunsASession(t *testing.T) {
	w := one(t)
	w.refused(w.decide(w.bao, "snv", "2.1", keep(), true), par.Forbidden, "policy.presides")
	w.refused(w.propose(w.bao, "snv", "2.1", points("49")), par.Forbidden, "policy.presides")
	w.refused(w.CloseSession(t.Context(), w.bao, w.session, council.Ending{Version: w.now().Version}, w.Key()), par.Forbidden, "policy.presides")
	_, err := w.PlanSession(t.Context(), w.kim, w.Round.ID, council.Session{
		HeldAt: 1, Place: "x", Chair: w.kim.Person, Clerk: w.bao.Person, Quorum: council.Half, Majority: council.Half,
	}, w.Key())
	w.refused(err, par.Forbidden, "")
}

func TestVotesChangeAndAreVoidOnAnotherProposal(t *testing.T) {
	w := one(t)
	seen := w.item("snv", "2.1")
	w.must(w.vote(w.bao, "snv", "2.1", council.Against))
	w.must(w.vote(w.bao, "snv", "2.1", council.For))
	w.must(w.vote(w.kim, "snv", "2.1", council.Abstain))
	if diff := cmp.Diff(map[par.ID]council.Choice{w.bao.Person: council.For, w.kim.Person: council.Abstain}, w.votes("snv", "2.1")); diff != "" {
		t.Error(diff)
	}
	words := points("48")
	words.Remark = "Lời khác, điểm như cũ."
	w.must(w.propose(w.kim, "snv", "2.1", words))
	if len(w.votes("snv", "2.1")) != 2 {
		t.Error("votes were lost though nothing else is given")
	}
	w.must(w.propose(w.kim, "snv", "2.1", points("50")))
	if votes := w.votes("snv", "2.1"); len(votes) != 0 {
		t.Errorf("votes on another proposal stand: %v", votes)
	}
	err := w.CastVote(t.Context(), w.bao, seen.ID, seen.Version, council.For, w.Key())
	w.refused(err, par.Conflict, "council.item_changed")
}

func TestWithVotesOnlyTheirProposalIsDecided(t *testing.T) {
	w := one(t)
	for _, who := range []par.Actor{w.kim, w.bao, w.loan} {
		w.must(w.vote(who, "snv", "2.1", council.For))
	}
	w.refused(w.decide(w.kim, "snv", "2.1", points("50"), false), par.Closed, "council.votes_on_other")
	w.refused(w.decide(w.kim, "snv", "2.1", points("50"), true), par.Closed, "council.votes_on_other")
	w.must(w.decide(w.kim, "snv", "2.1", keep(), false))
}

func TestWithoutVotesSomebodySaysThatAllAgree(t *testing.T) {
	w := one(t)
	w.refused(w.decide(w.kim, "snv", "2.1", points("50"), false), par.Invalid, "")
	w.must(w.decide(w.kim, "snv", "2.1", appraisal.Mark{Verdict: appraisal.Accept}, true))
	if item := w.item("snv", "2.1"); item.Manner != council.ByConsensus || w.score("snv", "2.1").Reason != "" {
		t.Errorf("decided %+v", item)
	}
}

func TestAConflictCarriesHowTheItemStands(t *testing.T) {
	w := one(t)
	seen := w.item("snv", "2.1")
	w.must(w.propose(w.kim, "snv", "2.1", points("49")))
	in := council.Decision{Table: council.Table{Version: seen.Version, Verdict: points("50")}, Unanimous: true}
	err := w.DecideItem(t.Context(), w.Hanh, seen.ID, in, w.Key())
	w.refused(err, par.Conflict, "council.item_changed")
	e, _ := par.AsError(err)
	if there, ok := e.Detail.(council.Conflict); !ok || there.Item.Proposal.Points != "49" {
		t.Errorf("the conflict carries %+v", e.Detail)
	}
}

func TestADecisionIsCorrectedOnlyWhileTheSessionIsOpen(t *testing.T) {
	w := one(t)
	w.must(w.decide(w.kim, "snv", "2.1", keep(), true))
	w.must(w.decide(w.kim, "snv", "2.1", points("49"), true))
	if got := w.score("snv", "2.1"); got.Version != 2 || got.Points != "49" {
		t.Errorf("corrected to %+v", got)
	}
	w.refused(w.CloseSession(t.Context(), w.kim, w.session, council.Ending{Version: w.now().Version}, w.Key()), par.Closed, "council.items_pending")
	_, err := w.TryDecide(w.Hanh, "")
	w.refused(err, par.Closed, "council.still_open")

	w.must(w.decide(w.kim, "stp", "2.1", keep(), true))
	w.must(w.CloseSession(t.Context(), w.kim, w.session, council.Ending{Version: w.now().Version, Note: "Hết chương trình."}, w.Key()))
	w.refused(w.decide(w.kim, "snv", "2.1", keep(), true), par.Closed, "policy.no_session")
	w.refused(w.vote(w.bao, "snv", "2.1", council.For), par.Closed, "policy.no_session")
	w.refused(w.propose(w.kim, "snv", "2.1", keep()), par.Closed, "council.session_state")
	w.refused(w.tryCall(w.bao), par.Closed, "council.session_state")

	var told []notice.Notice
	w.must(w.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		told, err = notice.About(tx, notice.CouncilDecided, string(w.session))
		return err
	}))
	people := map[par.ID]bool{}
	for _, n := range told {
		people[n.Person] = true
	}
	if len(told) != 2 || !people[w.tuan.Person] || !people[w.an.Person] {
		t.Errorf("told %+v, want the standing body and the appraiser", told)
	}
	w.Decide("")
}

func TestWhatIsPendingGoesToALaterSession(t *testing.T) {
	w := one(t)
	w.must(w.decide(w.kim, "stp", "2.1", keep(), true))
	first, later := w.session, w.plan()
	w.must(w.vote(w.bao, "snv", "2.1", council.For))
	w.must(w.CloseSession(t.Context(), w.kim, first, council.Ending{Version: w.now().Version, Carry: later}, w.Key()))
	if item := w.item("snv", "2.1"); item.SessionID != later || len(w.votes("snv", "2.1")) != 0 {
		t.Errorf("carried %+v with votes %v", item, w.votes("snv", "2.1"))
	}
	_, err := w.TryDecide(w.Hanh, "")
	w.refused(err, par.Closed, "council.items_pending")
	w.session = later
	w.must(w.OpenSession(t.Context(), w.tuan, later, w.now().Version, w.Key()))
	w.refused(w.WithdrawItem(t.Context(), w.kim, w.item("snv", "2.1").ID, w.item("snv", "2.1").Version, "", w.Key()), par.Invalid, "")
	w.must(w.WithdrawItem(t.Context(), w.kim, w.item("snv", "2.1").ID, w.item("snv", "2.1").Version, "Đơn vị rút kiến nghị.", w.Key()))
	motion := council.Motion{Dossier: w.Dossier("snv").ID, Leaf: "2.1", Ground: council.Appeal, Argument: "Công văn số 12."}
	_, err = w.ProposeItem(t.Context(), w.bao, later, motion, w.Key())
	w.must(err)
	_, err = w.ProposeItem(t.Context(), w.bao, later, motion, w.Key())
	w.refused(err, par.Invalid, "")
	// Taken off one agenda and put on another it cannot be put back on the first.
	w.must(w.WithdrawItem(t.Context(), w.kim, w.item("snv", "2.1").ID, w.item("snv", "2.1").Version, "Chờ phiên sau.", w.Key()))
	next := w.plan()
	elsewhere, err := w.ProposeItem(t.Context(), w.bao, next, motion, w.Key())
	w.must(err)
	_, err = w.ProposeItem(t.Context(), w.bao, later, motion, w.Key())
	w.refused(err, par.Invalid, "")
	w.must(w.WithdrawItem(t.Context(), w.kim, elsewhere, 1, "Đưa về phiên này.", w.Key()))
	_, err = w.ProposeItem(t.Context(), w.bao, later, motion, w.Key())
	w.must(err)
	// What was decided in a closed session may come before a later one.
	_, err = w.ProposeItem(t.Context(), w.bao, later, council.Motion{Dossier: w.Dossier("stp").ID, Leaf: "2.1", Ground: council.Added, Argument: "Có số liệu mới."}, w.Key())
	w.must(err)
	s, err := w.Sitting(t.Context(), w.Hanh, later)
	w.must(err)
	if len(s.Lines) != 2 || s.Lines[0].Place.Unit.Code != "snv" || s.Lines[0].Item.Ground != council.Appeal {
		t.Errorf("the agenda is %+v", s.Lines)
	}
}

func TestTheRoundGoesBackOnlyBeforeAnyDecision(t *testing.T) {
	w := one(t)
	w.must(w.decide(w.kim, "stp", "2.1", keep(), true))
	w.Reload()
	err := w.Rounds.MoveStage(t.Context(), w.Hanh, w.Round.ID, w.Round.Version, par.Appraisal2, w.Key())
	w.refused(err, par.Closed, "round.already_scored")
}

func TestASessionOpensOnlyForTheCouncilsStage(t *testing.T) {
	clock := testkit.NewClock()
	w := build(t, testkit.SQLite(t, clock), clock)
	w.session = w.plan()
	w.must(w.Invite(t.Context(), w.Hanh, w.session, w.now().Version, w.Key()))
	var told []notice.Notice
	w.must(w.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		told, err = notice.About(tx, notice.CouncilInvited, string(w.session))
		return err
	}))
	if len(told) != 5 {
		t.Errorf("invited %d, want four members and the chair", len(told))
	}
	w.must(w.FillAgenda(t.Context(), w.Hanh, w.session, w.now().Version, w.Key()))
	w.refused(w.OpenSession(t.Context(), w.Hanh, w.session, w.now().Version, w.Key()), par.Closed, "council.not_yet")
	w.refused(w.decide(w.Hanh, "snv", "2.1", keep(), true), par.Closed, "")
	w.Move(par.Council)
	other := w.plan()
	w.must(w.OpenSession(t.Context(), w.Hanh, w.session, w.now().Version, w.Key()))
	w.session = other
	w.refused(w.OpenSession(t.Context(), w.Hanh, other, w.now().Version, w.Key()), par.Closed, "council.another_open")
}

func TestTheMinutesHoldEveryDecision(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := sitting(t, d, clock)
		w.must(w.propose(w.kim, "snv", "2.1", points("49.5")))
		w.must(w.vote(w.kim, "snv", "2.1", council.For))
		w.must(w.vote(w.bao, "snv", "2.1", council.For))
		w.must(w.vote(w.loan, "snv", "2.1", council.Abstain))
		w.must(w.decide(w.kim, "snv", "2.1", points("49.5"), false))
		w.must(w.decide(w.kim, "stp", "2.1", appraisal.Mark{Verdict: appraisal.Accept, Remark: "Tài liệu đã rõ."}, true))
		w.must(w.CloseSession(t.Context(), w.kim, w.session, council.Ending{Version: w.now().Version, Note: "Các thành viên không có ý kiến khác."}, w.Key()))
		first := w.paper(t)
		text := plain(t, first)
		for _, want := range []string{
			"BIÊN BẢN", "Phòng họp số 1", "Đinh Minh Tuấn", "Trần Thị Kim", "Hồ Thị Tám", "3. Thành viên có mặt (3/4)", "Sở Nội vụ", "Sở Tư pháp",
			"49,50, lý do trừ điểm", "2/3 thành viên có mặt được biểu quyết tán thành; không tán thành: 0; không có ý kiến: 1",
			"nhất trí, không biểu quyết. Không tham gia vì là đơn vị mình: Võ Thị Loan.", "Tài liệu đã rõ.", "Đã xem biểu thống kê.",
			"Các thành viên không có ý kiến khác.", "DANH MỤC KẾT LUẬN", "Hội đồng đã kết luận 2 mục",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the minutes do not say %q", want)
			}
		}
		if strings.Contains(text, "Dự thảo") {
			t.Error("closed minutes call themselves a draft")
		}
		if !bytes.Equal(first, w.paper(t)) {
			t.Error("the same session gives other bytes")
		}
		// A later session decides otherwise; these minutes stay as they are.
		w.must(w.DB.Read(t.Context(), func(tx *db.Tx) error { return nil }))
		closed := w.session
		w.session = w.plan()
		_, err := w.ProposeItem(t.Context(), w.kim, w.session, council.Motion{Dossier: w.Dossier("snv").ID, Leaf: "2.1", Ground: council.Added, Argument: "Xem lại."}, w.Key())
		w.must(err)
		w.must(w.OpenSession(t.Context(), w.kim, w.session, w.now().Version, w.Key()))
		w.call(w.loan, w.kim, w.bao)
		w.must(w.decide(w.kim, "snv", "2.1", keep(), true))
		w.session = closed
		if !bytes.Equal(first, w.paper(t)) {
			t.Error("a later decision changed earlier minutes")
		}
	})
}

func (w *world) paper(t *testing.T) []byte {
	t.Helper()
	m, err := w.Minutes(t.Context(), w.Hanh, w.session)
	w.must(err)
	var b bytes.Buffer
	w.must(report.WriteDOCX(&b, m.Paper("thành phố Cần Thơ")))
	return b.Bytes()
}

// plain is the text of a document, its runs put together.
func plain(t *testing.T, docx []byte) string {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := in.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, piece := range strings.Split(string(raw), "<w:t")[1:] {
		_, words, _ := strings.Cut(piece, ">")
		words, _, _ = strings.Cut(words, "</w:t>")
		b.WriteString(words + " ")
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Whoever cannot act is not offered: a closed account, or one that
// administers the others; and the table says of each whom he serves.
func TestOnlyWhoCanActIsOffered(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := build(t, d, clock)
		admin := w.grant(w.enrol("nam", "Châu Hoài Nam"), par.Grant{Role: par.Admin})
		_, err := w.accounts.Deactivate(w.ctx(), admin, w.Key(), w.kim.Person, 1)
		w.must(err)
		o, err := w.Overview(w.ctx(), w.Hanh, w.Round.ID)
		w.must(err)
		for _, p := range o.People {
			if p.ID == admin.Person || p.ID == w.kim.Person {
				t.Errorf("%s is offered a seat", p.Name)
			}
		}
		for _, s := range o.Leaders {
			if s.Person == w.kim.Person {
				t.Error("who cannot sign in is offered as chair")
			}
			if s.Person == w.loan.Person && s.Said() != "Võ Thị Loan, Sở Tư pháp" {
				t.Errorf("the table says %q", s.Said())
			}
		}
		w.refused(w.GiveSeat(w.ctx(), w.Hanh, w.Round.ID, w.kim.Person, "", w.Key()), par.Invalid, "")
	})
}

func TestWhoWasInvitedIsToldOfAnotherTime(t *testing.T) {
	const day = par.Time(24 * 60 * 60 * 1_000_000)
	clock := testkit.NewClock()
	w := build(t, testkit.SQLite(t, clock), clock)
	w.session = w.plan()
	edit := func(change func(*council.Session)) error {
		s := w.now()
		change(&s)
		return w.EditSession(t.Context(), w.Hanh, w.session, s, w.Key())
	}
	told := func(kind notice.Kind) (all []notice.Notice) {
		w.must(w.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			all, err = notice.About(tx, kind, string(w.session))
			return err
		}))
		return all
	}
	w.must(edit(func(s *council.Session) { s.HeldAt += day }))
	w.must(w.Invite(t.Context(), w.Hanh, w.session, w.now().Version, w.Key()))
	invited := len(told(notice.CouncilInvited))
	w.must(edit(func(s *council.Session) { s.Quorum = council.Half }))
	if got := told(notice.CouncilMoved); len(got) != 0 {
		t.Errorf("nothing moved, %d told", len(got))
	}
	w.refused(edit(func(s *council.Session) { s.HeldAt = w.Clock.Now() - 1 }), par.Invalid, "")
	before, fresh := w.now(), w.grant(w.enrol("moi", "Phan Thị Mới"), par.Grant{Role: par.Standing}).Person
	w.must(edit(func(s *council.Session) { s.HeldAt, s.Place, s.Chair = s.HeldAt+day, "Hội trường B", fresh }))
	moved := told(notice.CouncilMoved)
	if len(moved) != invited || moved[0].Args["old_at"] != notice.Moment(before.HeldAt) || moved[0].Args["old_place"] != before.Place || moved[0].Args["place"] != "Hội trường B" {
		t.Errorf("%d of %d were told, %v", len(moved), invited, moved)
	}
	if got := told(notice.CouncilInvited); len(got) != invited+1 || !slices.ContainsFunc(got, func(n notice.Notice) bool { return n.Person == fresh }) {
		t.Errorf("the new chair was not invited: %d", len(got))
	}
	s, err := w.Sitting(t.Context(), w.Hanh, w.session)
	if err != nil || s.Moved.People != invited || s.Moved.At == 0 {
		t.Errorf("the page says %+v, %v", s.Moved, err)
	}
}
