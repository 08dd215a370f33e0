package dossier_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

var ctx = context.Background()

// office is a world with two units, and the first of them at work.
type office struct {
	*world.World
	t     *testing.T
	clock *testkit.Clock
	one   world.Member
	other world.Member
}

func newOffice(t *testing.T, d *db.DB, clock *testkit.Clock) *office {
	t.Helper()
	w, err := world.Build(ctx, d, clock, world.Options{Units: 2, Random: testkit.Random(5)})
	if err != nil {
		t.Fatal(err)
	}
	return &office{World: w, t: t, clock: clock, one: w.Members[0], other: w.Members[1]}
}

func onSQLite(t *testing.T) *office {
	t.Helper()
	clock := testkit.NewClock()
	return newOffice(t, testkit.SQLite(t, clock), clock)
}

func (w *office) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func yes(answer bool) *score.Value { return &score.Value{Yes: &answer} }

func fraction(a, b par.Decimal) *score.Value { return &score.Value{A: a, B: b} }

// declare has the officer say a value over the version that he saw.
func (w *office) declare(leaf string, v *score.Value, version int64) (dossier.Saved, error) {
	return w.Dossiers.DeclareScore(ctx, w.one.Officer.Actor, w.one.Dossier,
		dossier.Score{Leaf: leaf, Kind: dossier.KindValue, Value: v, Version: version}, w.Key())
}

func (w *office) score(leaf string) dossier.Score {
	w.t.Helper()
	var s dossier.Score
	w.must(w.DB.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = dossier.ScoreOf(tx, w.one.Dossier, leaf, score.StageSelf)
		return err
	}))
	return s
}

func (w *office) dossier() dossier.Dossier {
	w.t.Helper()
	var d dossier.Dossier
	w.must(w.DB.Read(ctx, func(tx *db.Tx) (err error) {
		d, err = dossier.ByID(tx, w.one.Dossier)
		return err
	}))
	return d
}

func (w *office) send() error {
	return w.Dossiers.SendToLeader(ctx, w.one.Officer.Actor, w.one.Dossier, w.dossier().Version, w.Key())
}

func (w *office) submit() error {
	return w.Dossiers.SubmitDossier(ctx, w.one.Leader.Actor, w.one.Dossier, w.dossier().Version, w.Key())
}

// refused tells whether err is a refusal with the code and the key.
func refused(t *testing.T, err error, code par.Code, key string) {
	t.Helper()
	e, ok := par.AsError(err)
	if !ok || e.Code != code || e.Key != key {
		t.Errorf("error %v, want %s %s", err, code, key)
	}
}

func TestAnswersAreKeptWithTheirHistory(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newOffice(t, d, clock)
		saved, err := w.declare("1.2.2", yes(true), 0)
		w.must(err)
		clock.Forward(time.Minute)
		again, err := w.declare("1.2.2", yes(false), saved.Version)
		w.must(err)
		if saved.Version != 1 || again.Version != 2 || again.At.Sub(saved.At) != time.Minute {
			t.Errorf("saved %+v, then %+v: want versions 1 and 2, a minute apart", saved, again)
		}
		got := w.score("1.2.2")
		want := dossier.Score{
			Leaf: "1.2.2", Stage: score.StageSelf, Kind: dossier.KindValue, Value: yes(false), Actor: w.one.Officer.Person, At: again.At, Version: 2,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("score differs (-want +got):\n%s", diff)
		}
	})
}

func TestScoresAreTheFoldOfTheirEvents(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newOffice(t, d, clock)
		for i, leaf := range []string{"1.2.2", "3.3.1", "1.2.2", "3.3.1", "3.3.1"} {
			value := yes(i%2 == 0)
			if leaf == "3.3.1" {
				value = fraction(par.Decimal([]string{"1", "2", "3", "4", "5"}[i]), "10")
			}
			_, err := w.declare(leaf, value, w.score(leaf).Version)
			w.must(err)
		}
		note := "đã xin lỗi bằng văn bản"
		_, err := w.Dossiers.ChangeScore(ctx, w.one.Officer.Actor, w.one.Dossier, dossier.Change{Leaf: "3.3.1", Version: 3, Note: &note}, w.Key())
		w.must(err)
		w.must(d.Read(ctx, func(tx *db.Tx) error {
			present, err := dossier.Scores(tx, w.one.Dossier)
			if err != nil {
				return err
			}
			for _, s := range present {
				events, err := dossier.Events(tx, w.one.Dossier, s.Leaf)
				if err != nil {
					return err
				}
				if diff := cmp.Diff(s, events[0].Score); diff != "" || int64(len(events)) != s.Version {
					t.Errorf("%s: %d events for version %d, the last differs (-score +event):\n%s", s.Leaf, len(events), s.Version, diff)
				}
				for i, e := range events {
					if e.Version != s.Version-int64(i) {
						t.Errorf("%s: event %d has version %d", s.Leaf, i, e.Version)
					}
				}
			}
			return nil
		}))
		if s := w.score("3.3.1"); s.Note != note || s.Value == nil || s.Value.A != "5" {
			t.Errorf("a new explanation left %+v, want the answer as it was", s)
		}
	})
}

func TestStaleVersionsConflictAndShowWhatIsThere(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newOffice(t, d, clock)
		_, err := w.declare("1.2.2", yes(true), 0)
		w.must(err)
		for _, version := range []int64{0, 2, -1} {
			_, err := w.declare("1.2.2", yes(false), version)
			refused(t, err, par.Conflict, "dossier.conflict")
			e, _ := par.AsError(err)
			conflict, ok := e.Detail.(dossier.Conflict)
			if !ok || conflict.Theirs.Version != 1 || !*conflict.Theirs.Value.Yes || conflict.Theirs.Actor != w.one.Officer.Person {
				t.Errorf("version %d: conflict shows %+v, want the kept answer", version, e.Detail)
			}
		}
	})
}

func TestTheDeadlineIsJudgedToTheMicrosecond(t *testing.T) {
	w := onSQLite(t)
	window := w.Round.Window(par.SelfScoring)
	w.clock.Set(window.Closes - 1)
	_, err := w.declare("1.2.2", yes(true), 0)
	w.must(err)
	w.clock.Set(window.Closes)
	_, err = w.declare("1.2.2", yes(false), 1)
	refused(t, err, par.Closed, "policy.deadline")
	refused(t, w.send(), par.Closed, "policy.deadline")
	if s := w.score("1.2.2"); s.Version != 1 {
		t.Errorf("version %d after the deadline, want 1", s.Version)
	}
}

func TestARetryAfterTheDeadlineGetsTheFirstAnswer(t *testing.T) {
	w := onSQLite(t)
	key := db.Key{Value: "retry-after-deadline", Fingerprint: "f"}
	in := dossier.Score{Leaf: "1.2.2", Kind: dossier.KindValue, Value: yes(true)}
	declare := func(key db.Key) (dossier.Saved, error) {
		return w.Dossiers.DeclareScore(ctx, w.one.Officer.Actor, w.one.Dossier, in, key)
	}
	first, err := declare(key)
	w.must(err)
	w.clock.Set(w.Round.Window(par.SelfScoring).Closes)
	again, err := declare(key)
	w.must(err)
	if first != again || w.score("1.2.2").Version != 1 {
		t.Errorf("first %+v, again %+v: want the same, kept once", first, again)
	}
	_, err = declare(db.Key{Value: key.Value, Fingerprint: "another text"})
	refused(t, err, par.Closed, "policy.deadline")
	_, err = declare(w.Key())
	refused(t, err, par.Closed, "policy.deadline")
}

func TestNothingIsKeptForOthers(t *testing.T) {
	w := onSQLite(t)
	for _, c := range []struct {
		name string
		who  world.Person
		code par.Code
	}{
		{"officer of another unit", w.other.Officer, par.NotFound},
		{"leader", w.one.Leader, par.Forbidden},
		{"standing body", w.Standing, par.Forbidden},
		{"administrator", w.Admin, par.Forbidden},
		{"viewer", w.Viewer, par.Forbidden},
		{"nobody", world.Person{}, par.Unauthenticated},
	} {
		_, err := w.Dossiers.DeclareScore(ctx, c.who.Actor, w.one.Dossier, dossier.Score{Leaf: "1.2.2", Kind: dossier.KindValue, Value: yes(true)}, w.Key())
		if !par.Is(err, c.code) {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
	if w.score("1.2.2").Version != 0 {
		t.Error("something was kept")
	}
	if _, err := w.Dossiers.Sheet(ctx, w.other.Officer.Actor, w.one.Dossier); !par.Is(err, par.NotFound) {
		t.Errorf("another unit's officer reads the draft: %v", err)
	}
	if _, err := w.Dossiers.Sheet(ctx, w.Standing.Actor, w.one.Dossier); !par.Is(err, par.NotFound) {
		t.Errorf("the standing body reads the draft: %v", err)
	}
}

func TestNotApplicableNeedsLeaveAndGround(t *testing.T) {
	w := onSQLite(t)
	na := func(leaf, note string) error {
		_, err := w.Dossiers.DeclareScore(ctx, w.one.Officer.Actor, w.one.Dossier,
			dossier.Score{Leaf: leaf, Kind: dossier.KindNA, Note: note, Version: w.score(leaf).Version}, w.Key())
		return err
	}
	for _, c := range []struct{ name, leaf, note, field, key string }{
		{"forbidden by the set", "1.2.2", "không phát sinh", "na", "dossier.na_forbidden"},
		{"without a ground", "1.3.1", "", "note", "dossier.na_needs_ground"},
		{"with a blank ground", "1.3.1", "  \n ", "note", "dossier.na_needs_ground"},
	} {
		err := na(c.leaf, c.note)
		e, ok := par.AsError(err)
		if !ok || e.Code != par.Invalid || e.Fields[c.field].Key != c.key {
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
		}
	}
	w.must(na("1.3.1", "cơ quan không có đơn vị trực thuộc"))
	blank := ""
	_, err := w.Dossiers.ChangeScore(ctx, w.one.Officer.Actor, w.one.Dossier, dossier.Change{Leaf: "1.3.1", Version: 1, Note: &blank}, w.Key())
	if !par.Is(err, par.Invalid) {
		t.Errorf("the ground was taken away: %v", err)
	}
	sheet, err := w.Dossiers.Sheet(ctx, w.one.Officer.Actor, w.one.Dossier)
	w.must(err)
	if sheet.Forecast.Max.Cmp("0") <= 0 || sheet.Progress("1").Done != 1 {
		t.Errorf("forecast %+v, progress %+v: want one leaf done", sheet.Forecast, sheet.Progress("1"))
	}
}

func TestUnknownLeavesAndSurveysAreRefused(t *testing.T) {
	w := onSQLite(t)
	_, err := w.declare("9.9.9", yes(true), 0)
	refused(t, err, par.NotFound, "error.not_found")
	_, err = w.declare("1.2", yes(true), 0)
	refused(t, err, par.NotFound, "error.not_found")
	_, err = w.declare("8.1.1", yes(true), 0)
	refused(t, err, par.Closed, "dossier.survey_leaf")
}

func TestNothingChangesAfterSubmissionByAnyRoute(t *testing.T) {
	w := onSQLite(t)
	_, err := w.declare("1.2.2", yes(true), 0)
	w.must(err)
	w.must(w.send())
	_, err = w.declare("1.2.2", yes(false), 1)
	refused(t, err, par.Closed, "policy.dossier_state")
	w.must(w.submit())
	note := "viết thêm"
	officer, leader, id, version := w.one.Officer.Actor, w.one.Leader.Actor, w.one.Dossier, w.dossier().Version
	for name, act := range map[string]func() error{
		"answer": func() error { _, err := w.declare("1.2.2", yes(false), 1); return err },
		"note": func() error {
			_, err := w.Dossiers.ChangeScore(ctx, officer, id, dossier.Change{Leaf: "1.2.2", Version: 1, Note: &note}, w.Key())
			return err
		},
		"send":   func() error { return w.Dossiers.SendToLeader(ctx, officer, id, version, w.Key()) },
		"return": func() error { return w.Dossiers.ReturnDossier(ctx, leader, id, version, "sửa lại", w.Key()) },
		"submit": func() error { return w.Dossiers.SubmitDossier(ctx, leader, id, version, w.Key()) },
	} {
		if err := act(); !par.Is(err, par.Closed) {
			t.Errorf("%s after submission: %v, want closed", name, err)
		}
	}
	if d := w.dossier(); d.Version != version || d.State != par.Submitted || d.SubmittedBy != w.one.Leader.Person || d.SubmittedAt != w.clock.Now() {
		t.Errorf("dossier %+v: want submitted now by the leader, unchanged since", d)
	}
	if s := w.score("1.2.2"); s.Version != 1 || !*s.Value.Yes {
		t.Errorf("score %+v changed after submission", s)
	}
}

func TestTheLeaderReturnsWithARemark(t *testing.T) {
	w := onSQLite(t)
	w.must(w.send())
	give := func(remark string) error {
		return w.Dossiers.ReturnDossier(ctx, w.one.Leader.Actor, w.one.Dossier, w.dossier().Version, remark, w.Key())
	}
	if err := give("  "); !par.Is(err, par.Invalid) {
		t.Errorf("returned without a remark: %v", err)
	}
	w.must(give("thiếu báo cáo quý III"))
	if d := w.dossier(); d.State != par.Draft || d.Remark != "thiếu báo cáo quý III" {
		t.Errorf("dossier %+v, want a draft with the remark", d)
	}
	_, err := w.declare("1.2.2", yes(true), 0)
	w.must(err)
	w.must(w.send())
	if d := w.dossier(); d.Remark != "" {
		t.Errorf("remark %q after it was sent again, want none", d.Remark)
	}
	err = w.Dossiers.SubmitDossier(ctx, w.one.Leader.Actor, w.one.Dossier, 1, w.Key())
	refused(t, err, par.Conflict, "error.conflict")
}

func TestMineListsOwnUnitsOnly(t *testing.T) {
	w := onSQLite(t)
	for _, c := range []struct {
		name string
		who  world.Person
		want []par.ID
	}{
		{"officer", w.one.Officer, []par.ID{w.one.Dossier}},
		{"leader", w.other.Leader, []par.ID{w.other.Dossier}},
		{"standing body", w.Standing, nil},
	} {
		places, err := w.Dossiers.Mine(ctx, c.who.Actor)
		w.must(err)
		var got []par.ID
		for _, p := range places {
			got = append(got, p.Dossier.ID)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestALeafThatAppliesAgainSaysWhatItSaid: taking "not applicable" back gives
// the unit its figures again.
func TestALeafThatAppliesAgainSaysWhatItSaid(t *testing.T) {
	w := onSQLite(t)
	save := func(change dossier.Change) int64 {
		t.Helper()
		saved, err := w.Dossiers.ChangeScore(ctx, w.one.Officer.Actor, w.one.Dossier, change, w.Key())
		w.must(err)
		return saved.Version
	}
	figures := func(*score.Node) (dossier.Score, map[string]par.Text) {
		return dossier.Score{Kind: dossier.KindValue, Value: fraction("80", "100")}, nil
	}
	ground := "không phát sinh"
	na := func(*score.Node) (dossier.Score, map[string]par.Text) {
		return dossier.Score{Kind: dossier.KindNA}, nil
	}
	version := save(dossier.Change{Leaf: "5.2.3", Answer: figures})
	version = save(dossier.Change{Leaf: "5.2.3", Version: version, Answer: na, Note: &ground})
	save(dossier.Change{Leaf: "5.2.3", Version: version, Applies: true})
	sheet, err := w.Dossiers.Sheet(ctx, w.one.Officer.Actor, w.one.Dossier)
	w.must(err)
	if got := sheet.Scores["5.2.3"]; got.Kind != dossier.KindValue || got.Value.A != "80" || got.Value.B != "100" {
		t.Errorf("the leaf says %+v", got)
	}
}
