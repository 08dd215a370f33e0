package appraisal_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/explanation"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/cast"
)

// hearing is a round in its second appraisal. Snv has explained 1.2 by figures
// and 2.1 by words, and says nothing of 3.1; stp accepts everything; stc still
// explains.
type hearing struct {
	*cast.World
	*explanation.Service
	t *testing.T
}

func newHearing(t *testing.T, d *db.DB, clock *testkit.Clock) *hearing {
	t.Helper()
	h := &hearing{World: cast.New(t, d, clock), Service: explanation.New(d), t: t}
	h.Whole = true
	h.Scored("2026", 2026, "")
	h.Move(par.Explanation)
	h.must(h.OpenLeaf(t.Context(), h.Hanh, h.Dossier("q-a").ID, "1.1", "Làm rõ", h.Key()))
	h.say("snv", "1.2", "Đã xong 38 việc", `{"a": "38", "b": "40"}`)
	h.say("snv", "2.1", "Đã đúng hạn", "")
	_, err := h.AcceptRest(t.Context(), h.Officer("stp"), h.Dossier("stp").ID, h.Key())
	h.must(err)
	_, err = h.Rounds.ExtendDeadline(t.Context(), h.Hanh, h.Round.ID, round.Extension{
		Stage: par.Explanation, Unit: h.Units["stc"].ID, Closes: h.Round.Window(par.Appraisal2).Opens.Add(24 * time.Hour), Reason: "Mất điện",
	}, h.Key())
	h.must(err)
	h.Reload()
	h.Clock.Set(h.Round.Window(par.Explanation).Closes)
	h.Move(par.Appraisal2)
	return h
}

func (h *hearing) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hearing) say(code, leaf, note, value string) {
	h.t.Helper()
	change := dossier.Change{Leaf: leaf, Note: &note}
	if value != "" {
		v, err := score.ReadValue([]byte(value))
		h.must(err)
		change.Answer = func(*score.Node) (dossier.Score, map[string]par.Text) {
			return dossier.Score{Kind: dossier.KindValue, Value: v}, nil
		}
	}
	_, err := h.ExplainScore(h.t.Context(), h.Officer(code), h.Dossier(code).ID, change, h.Key())
	h.must(err)
}

func (h *hearing) mark(code string, m appraisal.Mark) error {
	_, err := h.Appraisals.AppraiseScore(context.Background(), h.An, h.Dossier(code).ID, m, h.Key())
	return err
}

func (h *hearing) kept(code, leaf string) dossier.Score {
	h.t.Helper()
	var s dossier.Score
	h.must(h.DB.Read(h.t.Context(), func(tx *db.Tx) (err error) {
		s, err = dossier.ScoreOf(tx, h.Dossier(code).ID, leaf, score.StageAppraisal2)
		return err
	}))
	return s
}

func (h *hearing) queue() (open, rest []string) {
	h.t.Helper()
	q, err := h.Appraisals.Queue(h.t.Context(), h.An, h.Round.ID)
	h.must(err)
	for _, i := range q.Items {
		if !i.Done {
			open = append(open, i.Unit.Code+" "+i.Leaf.Code)
		}
	}
	for _, i := range q.Rest {
		rest = append(rest, i.Unit.Code+" "+i.Leaf.Code)
	}
	return open, rest
}

func TestSecondAppraisalHoldsOnlyWhatWasExplained(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		h := newHearing(t, d, clock)
		open, rest := h.queue()
		if diff := cmp.Diff([]string{"snv 1.2", "snv 2.1", "q-a 1.1"}, open); diff != "" {
			t.Error(diff)
		}
		if len(rest) != 5*4-3 { // five units; the sixth still explains
			t.Errorf("%d items rest: %v", len(rest), rest)
		}
		// What was not explained keeps its mark, whoever asks.
		for _, one := range [][2]string{{"snv", "3.1"}, {"stp", "1.2"}, {"h-b", "1.2"}} {
			if err := h.mark(one[0], appraisal.Mark{Leaf: one[1], Verdict: appraisal.Adjust, Points: "0", Reason: par.NotShown}); !par.Is(err, par.Closed) {
				t.Errorf("%v: %v", one, err)
			}
		}
		v, err := h.Appraisals.Item(t.Context(), h.An, h.Dossier("stp").ID, "1.2")
		h.must(err)
		if e, _ := par.AsError(v.Open); e == nil || e.Key != "appraisal.nothing_explained" {
			t.Errorf("the item is locked by %v", v.Open)
		}
	})
}

func TestSecondAppraisalOpensWithTheFirstAndTheExplanation(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		h := newHearing(t, d, clock)
		v, err := h.Appraisals.Item(t.Context(), h.An, h.Dossier("snv").ID, "1.2")
		h.must(err)
		if !v.Again || v.Open != nil || v.Firstly.Points != "35" || v.Dispute.First.Reason != par.NotShown || v.Dispute.Said.Note != "Đã xong 38 việc" || v.Asked.Points != "38" || v.Mark.Given() || v.Claimed.Points != "40" {
			t.Errorf("the view is %+v", v.Dispute)
		}
		v, err = h.Appraisals.Item(t.Context(), h.An, h.Dossier("q-a").ID, "1.1")
		h.must(err)
		if v.Dispute.Opening.Reason != "Làm rõ" {
			t.Errorf("the opening is %+v", v.Dispute.Opening)
		}
	})
}

func TestVerdictsOfTheSecondAppraisal(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		h := newHearing(t, d, clock)
		for _, bad := range []appraisal.Mark{
			{Leaf: "1.2", Verdict: appraisal.Keep},
			{Leaf: "1.2", Verdict: appraisal.Adjust, Points: "37", Remark: "Thiếu một việc"}, // less than what is asked now
			{Leaf: "1.2"},
		} {
			if err := h.mark("snv", bad); !par.Is(err, par.Invalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		h.must(h.mark("snv", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Accept}))
		if s := h.kept("snv", "1.2"); s.Kind != dossier.KindValue || s.Value.A != "38" || s.Reason != "" {
			t.Errorf("accepted %+v", s)
		}
		h.must(h.mark("snv", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Adjust, Points: "37", Reason: par.NotShown, Version: 1}))
		if s := h.kept("snv", "1.2"); s.Points != "37" || s.Reason != par.NotShown {
			t.Errorf("adjusted %+v", s)
		}
		h.must(h.mark("snv", appraisal.Mark{Leaf: "2.1", Verdict: appraisal.Keep, Remark: "Không có tài liệu mới"}))
		if s := h.kept("snv", "2.1"); s.Points != "48" || s.Reason != par.NotShown || s.Note != "Không có tài liệu mới" {
			t.Errorf("kept %+v", s)
		}
		// The first marks stay as they were.
		v, err := h.Appraisals.Item(t.Context(), h.An, h.Dossier("snv").ID, "2.1")
		h.must(err)
		if v.Dispute.First.Points != "48" || v.Dispute.First.Note != "" {
			t.Errorf("the first mark is %+v", v.Dispute.First)
		}
	})
}

func TestTheRoundGoesOnOnlyWhenEveryExplanationIsAnswered(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		h := newHearing(t, d, clock)
		move := func() error {
			h.Reload()
			return h.Rounds.MoveStage(t.Context(), h.Hanh, h.Round.ID, h.Round.Version, par.Council, h.Key())
		}
		h.must(h.mark("snv", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Accept}))
		h.must(h.mark("snv", appraisal.Mark{Leaf: "2.1", Verdict: appraisal.Accept}))
		h.must(h.mark("q-a", appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept}))
		if err := move(); !par.Is(err, par.Closed) { // stc still has time
			t.Errorf("with time left: %v", err)
		}
		h.say("stc", "1.2", "Trong thời gian gia hạn", "")
		h.Clock.Set(h.Round.Window(par.Appraisal2).Opens.Add(24 * time.Hour))
		if open, _ := h.queue(); !cmp.Equal(open, []string{"stc 1.2"}) {
			t.Errorf("after the extension %v are open", open)
		}
		if err := move(); !par.Is(err, par.Closed) {
			t.Errorf("with an open explanation: %v", err)
		}
		h.must(h.mark("stc", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Keep, Remark: "Không có gì mới"}))
		h.must(move())
		if s := h.Dossier("stc").State; s != par.BeforeCouncil {
			t.Errorf("stc stands in %s", s)
		}
	})
}

func TestNobodyAppraisesHisOwnUnitAgain(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		h := newHearing(t, d, clock)
		h.An.Grants = append(h.An.Grants, par.Grant{Role: par.Viewer, Unit: h.Units["snv"].ID})
		if err := h.mark("snv", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Accept}); !par.Is(err, par.NotFound) {
			t.Errorf("his own unit: %v", err)
		}
	})
}
