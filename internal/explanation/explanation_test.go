package explanation_test

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/explanation"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/cast"
)

// world is a round whose first appraisal is done, before it enters the
// explanation. Of snv 5, 2 and 1 points were cut; of stp 10, 4, 7.5 and 2.
type world struct {
	*cast.World
	*explanation.Service
	t    *testing.T
	loan par.ID // a leader of snv with an account
}

func build(t *testing.T, d *db.DB, clock *testkit.Clock) *world {
	t.Helper()
	w := &world{World: cast.New(t, d, clock), Service: explanation.New(d), t: t}
	w.Whole = true
	accounts := account.New(d, account.Options{
		Random: testkit.Random(5), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Cost: account.Cost{Passes: 1, Memory: 64},
	})
	loan, err := accounts.Enrol(t.Context(), par.Program(), w.Key(), account.Draft{Login: "loan", Name: "Võ Thị Loan", Email: "loan@example.vn", Language: "vi"}, "mot mat khau that dai 2026")
	w.must(err)
	_, err = accounts.Grant(t.Context(), par.Program(), w.Key(), loan.ID, par.Grant{Role: par.Leader, Unit: w.Units["snv"].ID})
	w.must(err)
	w.loan = loan.ID
	w.Scored("2026", 2026, "")
	return w
}

// explaining is the world within the time to explain.
func explaining(t *testing.T, d *db.DB, clock *testkit.Clock) *world {
	w := build(t, d, clock)
	w.Move(par.Explanation)
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) refused(err error, code par.Code) {
	w.t.Helper()
	if !par.Is(err, code) {
		w.t.Fatalf("got %v, want %s", err, code)
	}
}

func words(leaf string, version int64, note string) dossier.Change {
	return dossier.Change{Leaf: leaf, Version: version, Note: &note}
}

func figures(leaf string, version int64, value string) dossier.Change {
	return dossier.Change{Leaf: leaf, Version: version, Answer: func(*score.Node) (dossier.Score, map[string]par.Text) {
		v, err := score.ReadValue([]byte(value))
		if err != nil {
			panic(err)
		}
		return dossier.Score{Kind: dossier.KindValue, Value: v}, nil
	}}
}

func (w *world) explain(code string, in dossier.Change) (dossier.Saved, error) {
	return w.ExplainScore(context.Background(), w.Officer(code), w.Dossier(code).ID, in, w.Key())
}

func (w *world) sheet(code string) explanation.Sheet {
	w.t.Helper()
	s, err := w.Sheet(context.Background(), w.Officer(code), w.Dossier(code).ID)
	w.must(err)
	return s
}

func (w *world) answers(code string) map[string]explanation.Answer {
	answers := map[string]explanation.Answer{}
	for _, i := range w.sheet(code).Items {
		answers[i.Node.Code] = i.Answer
	}
	return answers
}

func TestServedNoticeSaysWhatWasCutAndStaysAsItWas(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := build(t, d, clock)
		id := w.Dossier("snv").ID
		_, err := w.Notice(t.Context(), w.Leader("snv"), id)
		w.refused(err, par.NotFound)
		w.Move(par.Explanation)

		n, err := w.Notice(t.Context(), w.Hanh, id)
		w.must(err)
		b := n.Served.Body
		type cut struct {
			Leaf                 string
			Claimed, Given, Lost par.Decimal
			Reason               par.Reason
		}
		var cuts []cut
		for _, c := range b.Cuts {
			cuts = append(cuts, cut{c.Leaf, c.Claimed, c.Given, c.Lost, c.Reason})
		}
		want := []cut{{"1.2", "40", "35", "5", par.NotShown}, {"2.1", "50", "48", "2", par.NotShown}, {"3.1", "2", "1", "1", par.NotShown}}
		if diff := cmp.Diff(want, cuts); diff != "" {
			t.Error(diff)
		}
		if b.Claimed != "102" || b.Given != "94" || b.Lost != "8" || b.Kept != 1 || b.Closes != w.Round.Window(par.Explanation).Closes {
			t.Errorf("the totals are %+v", b)
		}
		if n.Dossier.State != par.Notified || len(n.Opened) != 0 {
			t.Errorf("state %s, opened %v", n.Dossier.State, n.Opened)
		}
		var told []notice.Notice
		w.must(d.Read(t.Context(), func(tx *db.Tx) (err error) {
			told, err = notice.About(tx, notice.ResultServed, string(n.Served.ID))
			return err
		}))
		if len(told) != 1 || told[0].Person != w.loan || told[0].Link != "/dossiers/"+string(id)+"/notice" {
			t.Errorf("told %+v", told)
		}

		// A new mark after the round went back and came again is a new notice; the first stays.
		w.Move(par.Appraisal1)
		r := w.Round
		r.Calendar = append([]round.Window{}, r.Calendar...)
		later := w.Clock.Now().Add(time.Hour)
		r.Calendar[1].Closes, r.Calendar[2].Opens = later, later
		w.must(w.Rounds.ConfigureRound(t.Context(), w.Hanh, r, "Thẩm định lại một mục", w.Key()))
		w.Reload()
		w.Appraise("snv", "1.2", "20", par.WrongFigure, "Số liệu sai")
		w.Move(par.Explanation)
		again, err := w.Notice(t.Context(), w.Hanh, id)
		w.must(err)
		if again.Served.Number != 2 || again.Served.Body.Lost != "23" || len(again.Before) != 1 {
			t.Errorf("number %d, lost %s, %d before", again.Served.Number, again.Served.Body.Lost, len(again.Before))
		}
		if diff := cmp.Diff(n.Served, again.Before[0]); diff != "" {
			t.Errorf("the first notice has changed: %s", diff)
		}
		err = d.Housekeep(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE served SET body = 'x'")
			return err
		})
		if err == nil {
			t.Error("the database lets a served result be changed")
		}
	})
}

func TestFirstOpeningIsKeptForEachPersonOfTheUnit(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := explaining(t, d, clock)
		id, first := w.Dossier("snv").ID, w.Clock.Now()
		for _, actor := range []par.Actor{w.Hanh, w.Officer("snv"), w.Leader("snv"), w.Officer("snv")} {
			_, err := w.Notice(t.Context(), actor, id)
			w.must(err)
			w.Clock.Set(w.Clock.Now().Add(time.Hour))
		}
		n, err := w.Notice(t.Context(), w.Hanh, id)
		w.must(err)
		if len(n.Opened) != 2 || n.Opened[0].Person != w.Officer("snv").Person || n.Opened[0].At != first.Add(time.Hour) || n.Opened[1].At != first.Add(2*time.Hour) {
			t.Errorf("opened %+v", n.Opened)
		}
		_, err = w.Notice(t.Context(), w.Officer("stp"), id)
		w.refused(err, par.NotFound)
		_, err = w.Notice(t.Context(), w.An, id)
		w.refused(err, par.Forbidden)
		list, err := w.Deliveries(t.Context(), w.Hanh, w.Round.ID)
		w.must(err)
		opened := map[string]int{}
		for _, u := range list.Units {
			opened[u.Unit.Code] = len(u.Opened)
		}
		if diff := cmp.Diff(map[string]int{"snv": 2, "stp": 0, "stc": 0, "q-a": 0, "h-b": 0, "h-c": 0}, opened); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOnlyCutAndOpenedLeavesAreExplained(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := explaining(t, d, clock)
		id := w.Dossier("snv").ID
		_, err := w.explain("snv", words("1.1", 0, "Mục này không bị trừ"))
		w.refused(err, par.Closed)
		_, err = w.ExplainScore(t.Context(), w.Officer("stp"), id, words("1.2", 0, "Của đơn vị khác"), w.Key())
		w.refused(err, par.NotFound)
		_, err = w.ExplainScore(t.Context(), w.Leader("snv"), id, words("1.2", 0, "Lãnh đạo"), w.Key())
		w.refused(err, par.Forbidden)

		w.refused(w.OpenLeaf(t.Context(), w.Officer("snv"), id, "1.1", "tự mở", w.Key()), par.Forbidden)
		w.refused(w.OpenLeaf(t.Context(), w.Hanh, id, "1.1", " ", w.Key()), par.Invalid)
		w.refused(w.OpenLeaf(t.Context(), w.Hanh, id, "1.2", "đã bị trừ", w.Key()), par.Closed)
		w.must(w.OpenLeaf(t.Context(), w.Hanh, id, "1.1", "Cần làm rõ ngày ban hành", w.Key()))
		_, err = w.explain("snv", words("1.1", 0, "Ban hành ngày 05/01"))
		w.must(err)
		want := map[string]explanation.Answer{"1.1": explanation.Explained, "1.2": explanation.Silent, "2.1": explanation.Silent, "3.1": explanation.Silent}
		if diff := cmp.Diff(want, w.answers("snv")); diff != "" {
			t.Error(diff)
		}
		if s := w.sheet("snv"); s.Dossier.State != par.Explaining || s.Tally.Disputed != "0" || s.Tally.Lost != "8" {
			t.Errorf("state %s, tally %+v", s.Dossier.State, s.Tally)
		}
	})
}

func TestExplanationKeepsWordsAndFiguresApartAndEarlierStatesReadable(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := explaining(t, d, clock)
		saved, err := w.explain("snv", words("1.2", 0, "Còn 3 nhiệm vụ hoàn thành cuối tháng 12"))
		w.must(err)
		_, err = w.explain("snv", figures("1.2", 0, `{"a": "38", "b": "40"}`))
		if e, _ := par.AsError(err); e == nil || e.Code != par.Conflict || e.Detail.(dossier.Conflict).Theirs.Note == "" {
			t.Fatalf("an old version gave %v", err)
		}
		saved, err = w.explain("snv", figures("1.2", saved.Version, `{"a": "38", "b": "40"}`))
		w.must(err)
		_, err = w.explain("snv", figures("1.2", saved.Version, `{"a": "38", "b": "0"}`))
		w.refused(err, par.Invalid)
		item, _ := w.sheet("snv").Find("1.2")
		if item.Said.Note == "" || item.Said.Kind != dossier.KindValue || item.Asked.Points != "38" || item.Claim.Value.A != "40" {
			t.Errorf("said %+v, asked %s", item.Said, item.Asked.Points)
		}
		// The unit accepts after all, and then not.
		id := w.Dossier("snv").ID
		saved, err = w.AcceptCut(t.Context(), w.Officer("snv"), id, "1.2", saved.Version, w.Key())
		w.must(err)
		if got := w.answers("snv")["1.2"]; got != explanation.Accepted {
			t.Errorf("the answer is %s", got)
		}
		_, err = w.Reconsider(t.Context(), w.Officer("snv"), id, "1.2", saved.Version, w.Key())
		w.must(err)
		if item, _ = w.sheet("snv").Find("1.2"); item.Said.Note == "" || item.Said.Kind != dossier.KindValue || item.Answer != explanation.Explained {
			t.Errorf("said %+v after all", item.Said)
		}
		var events []dossier.Event
		w.must(d.Read(t.Context(), func(tx *db.Tx) (err error) {
			events, err = dossier.Events(tx, id, "1.2")
			return err
		}))
		if n := len(events); n != 6 { // claim, mark, words, figures, accepted, reconsidered
			t.Errorf("%d events", n)
		}
	})
}

func TestAcceptAllTheRestAndUndo(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := explaining(t, d, clock)
		id, officer := w.Dossier("snv").ID, w.Officer("snv")
		_, err := w.explain("snv", words("2.1", 0, "Đã giải quyết đúng hạn"))
		w.must(err)
		w.Clock.Set(w.Clock.Now().Add(time.Minute))
		done, err := w.AcceptRest(t.Context(), officer, id, w.Key())
		w.must(err)
		if diff := cmp.Diff([]string{"1.2", "3.1"}, done.Leaves); diff != "" {
			t.Error(diff)
		}
		w.Clock.Set(w.Clock.Now().Add(time.Minute))
		_, err = w.explain("snv", words("3.1", 1, "Sáng kiến đã được công nhận"))
		w.must(err)
		_, err = w.UndoAccept(t.Context(), officer, id, done.At, w.Key())
		w.must(err)
		want := map[string]explanation.Answer{"1.2": explanation.Silent, "2.1": explanation.Explained, "3.1": explanation.Explained}
		if diff := cmp.Diff(want, w.answers("snv")); diff != "" {
			t.Error(diff)
		}
		// As the very first act it also begins the explanation.
		_, err = w.AcceptRest(t.Context(), w.Officer("stp"), w.Dossier("stp").ID, w.Key())
		w.must(err)
		if s := w.sheet("stp"); s.Tally.Accepted != 4 || s.Dossier.State != par.Explaining {
			t.Errorf("tally %+v in %s", s.Tally, s.Dossier.State)
		}
	})
}

func TestWindowOfTheExplanation(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := explaining(t, d, clock)
		window := w.Round.Window(par.Explanation)
		w.Clock.Set(window.Opens.Add(-time.Microsecond))
		_, err := w.explain("snv", words("1.2", 0, "Sớm"))
		w.refused(err, par.Closed)
		w.Clock.Set(window.Closes.Add(-time.Microsecond))
		_, err = w.explain("snv", words("1.2", 0, "Vừa kịp"))
		w.must(err)
		w.Clock.Set(window.Closes)
		_, err = w.explain("snv", words("1.2", 1, "Muộn"))
		w.refused(err, par.Closed)
		s := w.Dossier("snv")
		w.refused(w.SubmitExplanation(t.Context(), w.Leader("snv"), s.ID, s.Version, w.Key()), par.Closed)
		if w.sheet("snv").Unsigned() {
			t.Error("the explanation counts as unsigned while the round waits in its stage")
		}

		// What was saved counts as it stands, and says that nobody has signed it.
		w.Move(par.Appraisal2)
		if sheet := w.sheet("snv"); !sheet.Unsigned() || sheet.State() != par.InAppraisal2 || sheet.Tally.Explained != 1 {
			t.Errorf("unsigned %t in %s, %+v", sheet.Unsigned(), sheet.State(), sheet.Tally)
		}
		if sheet := w.sheet("stp"); sheet.Unsigned() || sheet.Tally.Silent != 4 {
			t.Errorf("a silent unit is unsigned %t, %+v", sheet.Unsigned(), sheet.Tally)
		}
	})
}

func TestLeaderSignsAndTakesBack(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := explaining(t, d, clock)
		_, err := w.explain("snv", words("1.2", 0, "Đã hoàn thành"))
		w.must(err)
		s := w.Dossier("snv")
		w.refused(w.SubmitExplanation(t.Context(), w.Officer("snv"), s.ID, s.Version, w.Key()), par.Forbidden)
		w.must(w.SubmitExplanation(t.Context(), w.Leader("snv"), s.ID, s.Version, w.Key()))
		s = w.Dossier("snv")
		if s.State != par.InAppraisal2 || s.ExplainedBy != w.Leader("snv").Person || s.ExplainedAt != w.Clock.Now() {
			t.Errorf("signed %+v", s)
		}
		_, err = w.explain("snv", words("1.2", 1, "Sau khi ký"))
		w.refused(err, par.Closed)
		w.must(w.WithdrawExplanation(t.Context(), w.Leader("snv"), s.ID, s.Version, w.Key()))
		_, err = w.explain("snv", words("1.2", 1, "Sửa lại"))
		w.must(err)
		if s = w.Dossier("snv"); s.State != par.Explaining || s.ExplainedAt != 0 {
			t.Errorf("after taking back %+v", s)
		}
		w.must(w.SubmitExplanation(t.Context(), w.Leader("snv"), s.ID, s.Version, w.Key()))
		w.Clock.Set(w.Round.Window(par.Explanation).Closes)
		s = w.Dossier("snv")
		w.refused(w.WithdrawExplanation(t.Context(), w.Leader("snv"), s.ID, s.Version, w.Key()), par.Closed)
	})
}

func TestExtensionKeepsOneUnitExplainingWhileTheOthersAreAppraised(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := explaining(t, d, clock)
		more := w.Round.Window(par.Explanation).Closes.Add(48 * time.Hour)
		_, err := w.Rounds.ExtendDeadline(t.Context(), w.Hanh, w.Round.ID, round.Extension{
			Stage: par.Explanation, Unit: w.Units["stp"].ID, Closes: more, Reason: "Bão lụt",
		}, w.Key())
		w.must(err)
		_, err = w.Rounds.ExtendDeadline(t.Context(), w.Hanh, w.Round.ID, round.Extension{
			Stage: par.Explanation, Unit: w.Units["snv"].ID, Leaf: "1.2", Closes: more, Reason: "Chờ kết luận",
		}, w.Key())
		w.must(err)
		w.Reload()
		w.Clock.Set(w.Round.Window(par.Explanation).Closes)
		w.Move(par.Appraisal2)
		w.Clock.Set(more.Add(-time.Microsecond))
		_, err = w.explain("stp", words("1.1", 0, "Trong thời gian gia hạn"))
		w.must(err)
		_, err = w.explain("stc", words("1.2", 0, "Không được gia hạn"))
		w.refused(err, par.Closed)
		_, err = w.explain("snv", words("1.2", 0, "Riêng mục này"))
		w.must(err)
		_, err = w.explain("snv", words("2.1", 0, "Không được gia hạn"))
		w.refused(err, par.Closed)
		w.Clock.Set(more)
		_, err = w.explain("stp", words("1.1", 1, "Hết hạn"))
		w.refused(err, par.Closed)
		_, err = w.explain("snv", words("1.2", 1, "Hết hạn"))
		w.refused(err, par.Closed)
		if s := w.sheet("stp"); s.State() != par.InAppraisal2 || !s.Unsigned() {
			t.Errorf("stp stands in %s", s.State())
		}
	})
}
