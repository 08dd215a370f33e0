package dossier_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
	"parindex/internal/unit"
)

func (w *office) round() round.Round {
	w.t.Helper()
	r, err := w.RoundNow(ctx, w.Round.ID)
	w.must(err)
	return r
}

func (w *office) move(to par.Stage) {
	w.t.Helper()
	w.must(w.Rounds.MoveStage(ctx, w.Standing.Actor, w.Round.ID, w.round().Version, to, w.Key()))
}

// submitted has the first unit declare one leaf and submit.
func (w *office) submitted() {
	w.t.Helper()
	_, err := w.declare("1.2.2", yes(true), 0)
	w.must(err)
	w.must(w.send())
	w.must(w.submit())
}

// told lists whom the notices of a kind have reached, by login.
func (w *office) told(kind notice.Kind) []string {
	w.t.Helper()
	logins := map[par.ID]string{}
	for _, m := range w.Members {
		logins[m.Officer.Person], logins[m.Leader.Person] = m.Officer.Login, m.Leader.Login
	}
	names := []string{}
	w.must(w.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := notice.InRound(tx, w.Round.ID, kind)
		for _, n := range all {
			names = append(names, logins[n.Person])
		}
		return err
	}))
	slices.Sort(names)
	return names
}

func (w *office) expectTold(kind notice.Kind, want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(append([]string{}, want...), w.told(kind)); diff != "" {
		w.t.Errorf("who was told %s (-want +got):\n%s", kind, diff)
	}
}

func onBoth(t *testing.T, test func(t *testing.T, w *office)) {
	t.Helper()
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) { test(t, newOffice(t, d, clock)) })
}

func TestTheLeaderWithdrawsBeforeTheDeadlineOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, w *office) {
		w.submitted()
		withdraw := func() error {
			return w.Dossiers.WithdrawDossier(ctx, w.one.Leader.Actor, w.one.Dossier, w.dossier().Version, w.Key())
		}
		w.must(withdraw())
		if d := w.dossier(); d.State != par.Draft || d.SubmittedAt != 0 || d.SubmittedBy != "" {
			t.Errorf("withdrawn: %s, submitted at %v by %q; want a draft that nobody has submitted", d.State, d.SubmittedAt, d.SubmittedBy)
		}
		w.expectTold(notice.Withdrawn, w.one.Officer.Login)
		w.must(w.send())
		w.must(w.submit())
		w.clock.Set(w.Round.Window(par.SelfScoring).Closes)
		refused(t, withdraw(), par.Closed, "policy.deadline")
		refused(t, w.Dossiers.WithdrawDossier(ctx, w.other.Leader.Actor, w.one.Dossier, w.dossier().Version, w.Key()), par.NotFound, "error.not_found")
	})
}

func TestTheStandingBodySendsBackWithARemark(t *testing.T) {
	onBoth(t, func(t *testing.T, w *office) {
		w.submitted()
		back := func(remark string) error {
			return w.Dossiers.SendBack(ctx, w.Standing.Actor, w.one.Dossier, w.dossier().Version, remark, w.Key())
		}
		if e, _ := par.AsError(back("  ")); e == nil || e.Fields["remark"].Key == "" {
			t.Error("an empty remark was taken")
		}
		w.must(back("Thiếu phụ lục 3"))
		if d := w.dossier(); d.State != par.Draft || d.Remark != "Thiếu phụ lục 3" {
			t.Errorf("sent back: %s %q", d.State, d.Remark)
		}
		w.expectTold(notice.SentBack, w.one.Officer.Login, w.one.Leader.Login)
		w.must(w.send())
		w.must(w.submit())
		w.clock.Set(w.Round.Window(par.SelfScoring).Closes)
		refused(t, back("muộn"), par.Closed, "policy.deadline")
	})
}

// A dossier that is reopened in the first appraisal has its own deadline, to
// the microsecond, and the marks given before are stale once claims change.
func TestAReopenedDossierHasItsOwnDeadline(t *testing.T) {
	onBoth(t, func(t *testing.T, w *office) {
		w.submitted()
		w.clock.Set(w.Round.Window(par.SelfScoring).Closes)
		w.move(par.Appraisal1)
		mark := dossier.Score{Leaf: "1.2.2", Stage: score.StageAppraisal1, Kind: dossier.KindValue, At: w.clock.Now()}
		closes := w.clock.Now().Add(48 * time.Hour)
		reopen := func(closes par.Time, reason string) error {
			return w.Dossiers.ReopenDossier(ctx, w.Standing.Actor, w.one.Dossier, w.dossier().Version, reason, closes, w.Key())
		}
		e, _ := par.AsError(reopen(w.clock.Now(), ""))
		if e == nil || e.Fields["closes"].Key != "round.extension_past" || e.Fields["reason"].Key == "" {
			t.Errorf("a deadline that is over and no reason: %v", e)
		}
		w.must(reopen(closes, "Sở gửi nhầm phụ lục"))
		if d := w.dossier(); d.State != par.Draft || d.SubmittedAt != 0 {
			t.Errorf("reopened: %s, submitted at %v", d.State, d.SubmittedAt)
		}
		r := w.round()
		if len(r.Extensions) != 1 || r.Extensions[0].Closes != closes || r.Extensions[0].Reason != "Sở gửi nhầm phụ lục" {
			t.Errorf("extensions %+v, want the one of the reopening", r.Extensions)
		}
		w.expectTold(notice.Reopened, w.one.Officer.Login, w.one.Leader.Login)
		w.expectTold(notice.Extended)
		w.clock.Set(closes - 1)
		_, err := w.declare("1.2.2", yes(false), 1)
		w.must(err)
		if claim := w.score("1.2.2"); !dossier.Stale(claim, mark) {
			t.Error("the mark of the earlier claim is not stale")
		}
		w.clock.Set(closes)
		_, err = w.declare("1.2.2", yes(true), 2)
		refused(t, err, par.Closed, "policy.deadline")
	})
}

func TestUnitsComeAndGoInMidRound(t *testing.T) {
	onBoth(t, func(t *testing.T, w *office) {
		drop := func(reason string) error {
			return w.Dossiers.DropUnit(ctx, w.Standing.Actor, w.Round.ID, w.round().Version, w.one.Unit.ID, reason, w.Key())
		}
		if e, _ := par.AsError(drop("")); e == nil || e.Fields["reason"].Key == "" {
			t.Error("a unit was dropped without a reason")
		}
		w.must(drop("Sáp nhập"))
		w.expectTold(notice.Dropped, w.one.Officer.Login, w.one.Leader.Login)
		_, err := w.declare("1.2.2", yes(true), 0)
		refused(t, err, par.Closed, "policy.out")
		playing := 0
		w.must(w.DB.Read(ctx, func(tx *db.Tx) error {
			places, err := dossier.Playing(tx, w.round())
			playing = len(places)
			return err
		}))
		if playing != 1 {
			t.Errorf("%d units take part, want 1", playing)
		}
		back := func(reason string) error {
			return w.Dossiers.ReturnUnit(ctx, w.Standing.Actor, w.Round.ID, w.round().Version, w.one.Unit.ID, reason, w.Key())
		}
		if e, _ := par.AsError(back(" ")); e == nil || e.Fields["reason"].Key == "" {
			t.Error("a unit was taken in again without a reason")
		}
		w.must(back("Chưa sáp nhập"))
		w.expectTold(notice.TakenIn, w.one.Officer.Login, w.one.Leader.Login)
		_, err = w.declare("1.2.2", yes(true), 0)
		w.must(err)
	})
}

func TestTheLastBlockIsNotLeftOut(t *testing.T) {
	onBoth(t, func(t *testing.T, w *office) {
		refused(t, w.Dossiers.SkipBlock(ctx, w.Standing.Actor, w.Round.ID, w.round().Version, "so", "Chưa có bộ tiêu chí", w.Key()), par.Closed, "round.last_block")
		refused(t, w.Dossiers.SkipBlock(ctx, w.Standing.Actor, w.Round.ID, w.round().Version, "xa", "x", w.Key()), par.NotFound, "error.not_found")
		refused(t, w.Dossiers.SkipBlock(ctx, w.one.Leader.Actor, w.Round.ID, w.round().Version, "so", "x", w.Key()), par.Forbidden, "error.forbidden")
	})
}

// A unit that joins late gets a dossier, and where the common time is over a
// deadline of its own.
func TestAUnitJoinsInMidRound(t *testing.T) {
	onBoth(t, func(t *testing.T, w *office) {
		u, err := w.Units.SaveUnit(ctx, w.Standing.Actor, unit.Unit{Code: "moi", Name: "Sở Mới", Level: unit.Department, Active: true}, w.Key())
		w.must(err)
		officer, err := w.Enrol(ctx, "cb.moi", par.Grant{Role: par.Officer, Unit: u.ID})
		w.must(err)
		w.clock.Set(w.Round.Window(par.SelfScoring).Closes)
		w.move(par.Appraisal1)
		add := func(closes par.Time) error {
			return w.Dossiers.AddUnit(ctx, w.Standing.Actor, w.Round.ID, w.round().Version, round.Participant{Unit: u, Block: "so", Ranked: true}, closes, "Mới thành lập", w.Key())
		}
		if e, _ := par.AsError(add(0)); e == nil || e.Fields["closes"].Key != "round.join_needs_time" {
			t.Error("a unit joined after the deadline without time of its own")
		}
		w.must(add(w.clock.Now().Add(72 * time.Hour)))
		d, err := w.DossierOf(ctx, w.Round.ID, u)
		w.must(err)
		_, err = w.Dossiers.DeclareScore(ctx, officer.Actor, d.ID, dossier.Score{Leaf: "1.2.2", Kind: dossier.KindValue, Value: yes(true)}, w.Key())
		w.must(err)
		if e, _ := par.AsError(add(w.clock.Now().Add(72 * time.Hour))); e == nil || e.Fields["unit"].Key == "" {
			t.Error("a unit joined twice")
		}
	})
}

func TestStagesTellThoseWhoMustAct(t *testing.T) {
	onBoth(t, func(t *testing.T, w *office) {
		everyone := []string{w.one.Officer.Login, w.other.Officer.Login, w.one.Leader.Login, w.other.Leader.Login}
		slices.Sort(everyone)
		w.expectTold(notice.StageOpened, everyone...)
		r := w.round()
		for i := range r.Calendar {
			if r.Calendar[i].Stage == par.SelfScoring {
				r.Calendar[i].Closes = r.Calendar[i].Closes.Add(-time.Hour)
			}
		}
		w.must(w.Rounds.ConfigureRound(ctx, w.Standing.Actor, r, "Theo kế hoạch mới", w.Key()))
		w.expectTold(notice.CalendarChanged, everyone...)
	})
}

// On behalf of a unit the standing body sees nothing of its draft until it has
// begun, and everything that it enters says so.
func TestTheStandingBodyEntersASheet(t *testing.T) {
	atDesk(t, func(d *desk) {
		standing, of, other := d.Standing.Actor, d.dossier, d.YesNo()[3]
		dossierNow := func() dossier.Dossier { return d.now(t) }
		_, err := d.Dossiers.Sheet(t.Context(), standing, of)
		refused(t, err, par.NotFound, "error.not_found")
		read := func(*score.Node) (dossier.Score, map[string]par.Text) {
			return dossier.Score{Kind: dossier.KindValue, Value: yes(true)}, nil
		}
		enter := func(version int64) error {
			_, err := d.Dossiers.EnterForUnit(t.Context(), standing, of, []dossier.Change{{Leaf: "1.2.2", Answer: read, Version: version}, {Leaf: other, Answer: read, Version: version}}, d.Key())
			return err
		}
		refused(t, enter(0), par.Closed, "dossier.fallback_first")
		pdf, err := world.PDF("Phiếu tự chấm", 2)
		must(t, err)
		scan, err := d.evidence.AddOnBehalf(t.Context(), standing, of, evidence.Input{Kind: evidence.ReportKind, Summary: "Phiếu giấy"},
			evidence.Upload{Name: "phieu.pdf", Content: bytes.NewReader(pdf)}, d.Key())
		must(t, err)
		must(t, d.Dossiers.BeginFallback(t.Context(), standing, of, dossierNow().Version, dossier.OnPaper, scan, d.Key()))
		_, err = d.Dossiers.Sheet(t.Context(), standing, of)
		must(t, err)
		_, err = d.evidence.ReadDocument(t.Context(), standing, scan)
		must(t, err)
		cancel := func(reason string) error {
			return d.Dossiers.CancelFallback(t.Context(), standing, of, dossierNow().Version, reason, d.Key())
		}
		refused(t, cancel(""), par.Invalid, "error.fields")
		must(t, enter(0))
		refused(t, enter(0), par.Conflict, "dossier.conflict")
		must(t, d.Dossiers.FinishFallback(t.Context(), standing, of, dossierNow().Version, d.Key()))
		if one := dossierNow(); one.State != par.Submitted || one.Fallback != dossier.OnPaper || one.Scan != scan || one.SubmittedBy != standing.Person {
			t.Errorf("entered: %+v", one)
		}
		refused(t, enter(1), par.Closed, "policy.dossier_state")
		refused(t, cancel("Nhầm"), par.Closed, "policy.dossier_state")
		must(t, d.DB.Read(t.Context(), func(tx *db.Tx) error {
			events, err := dossier.Events(tx, of, "1.2.2")
			if len(events) != 1 || events[0].Action != "enter_for_unit" || events[0].Actor != standing.Person {
				t.Errorf("events %+v, want one by the standing body that says what it was", events)
			}
			posted, err2 := notice.About(tx, notice.EnteredForYou, string(of))
			if len(posted) != 2 {
				t.Errorf("%d people were told, want officer and leader", len(posted))
			}
			must(t, err2)
			return err
		}))
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
