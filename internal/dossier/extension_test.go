package dossier_test

import (
	"testing"
	"time"

	"parindex/internal/dossier"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/round"
)

func (w *office) extend(e round.Extension) (round.Extension, error) {
	e.Unit = w.one.Unit.ID
	return w.Rounds.ExtendDeadline(ctx, w.Standing.Actor, w.Round.ID, e, w.Key())
}

// More time for one unit is its alone, ends to the microsecond, is gone when
// taken back, and stays in the list.
func TestMoreTimeForOneUnit(t *testing.T) {
	onBoth(t, func(t *testing.T, w *office) {
		common := w.Round.Window(par.SelfScoring).Closes
		later := common.Add(24 * time.Hour)
		e, err := w.extend(round.Extension{Stage: par.SelfScoring, Closes: later, Reason: "Mất điện"})
		w.must(err)
		w.expectTold(notice.Extended, w.one.Officer.Login, w.one.Leader.Login)
		w.clock.Set(common)
		_, err = w.declare("1.2.2", yes(true), 0)
		w.must(err)
		_, err = w.Dossiers.DeclareScore(ctx, w.other.Officer.Actor, w.other.Dossier, dossier.Score{Leaf: "1.2.2", Kind: dossier.KindValue, Value: yes(true)}, w.Key())
		refused(t, err, par.Closed, "policy.deadline")
		w.move(par.Appraisal1)
		w.clock.Set(later - 1)
		_, err = w.declare("1.2.2", yes(false), 1)
		w.must(err)
		if e, _ := par.AsError(w.Rounds.RemoveExtension(ctx, w.Standing.Actor, w.Round.ID, e.ID, e.Version, "", w.Key())); e == nil || e.Fields["reason"].Key == "" {
			t.Error("an extension was taken back without a reason")
		}
		w.must(w.Rounds.RemoveExtension(ctx, w.Standing.Actor, w.Round.ID, e.ID, e.Version, "Đã có điện", w.Key()))
		w.expectTold(notice.ExtensionRemoved, w.one.Officer.Login, w.one.Leader.Login)
		_, err = w.declare("1.2.2", yes(true), 2)
		refused(t, err, par.Closed, "policy.stage")
		register, err := w.Dossiers.ExtensionsOf(ctx, w.Standing.Actor, w.Round.ID)
		w.must(err)
		all := register.Extensions
		if len(all) != 1 || register.Names[w.Standing.Person] != w.Standing.Name || all[0].RemovedAt == 0 || all[0].RemovedBy != w.Standing.Person || all[0].RemovedFor != "Đã có điện" || all[0].GrantedBy != w.Standing.Person {
			t.Errorf("listed %+v, want one that was taken back", all)
		}
		refused(t, w.Rounds.RemoveExtension(ctx, w.Standing.Actor, w.Round.ID, e.ID, e.Version, "x", w.Key()), par.Conflict, "error.conflict")
	})
}

// More time for one leaf lets the unit change that leaf alone, though its
// dossier has been submitted.
func TestMoreTimeForOneLeaf(t *testing.T) {
	onBoth(t, func(t *testing.T, w *office) {
		w.submitted()
		common := w.Round.Window(par.SelfScoring).Closes
		later := common.Add(24 * time.Hour)
		_, err := w.extend(round.Extension{Stage: par.SelfScoring, Closes: later, Reason: "Số liệu của bộ đến muộn"})
		refused(t, err, par.Closed, "dossier.reopen_instead")
		_, err = w.extend(round.Extension{Stage: par.SelfScoring, Leaf: "1.2.2", Closes: later, Reason: "Số liệu của bộ đến muộn"})
		w.must(err)
		w.clock.Set(common)
		w.move(par.Appraisal1)
		_, err = w.declare("1.2.2", yes(false), 1)
		w.must(err)
		_, err = w.declare("3.3.1", fraction("1", "2"), 0)
		refused(t, err, par.Closed, "policy.stage")
		w.clock.Set(later)
		_, err = w.declare("1.2.2", yes(true), 2)
		refused(t, err, par.Closed, "policy.stage")
	})
}

func TestAnExtensionNamesItsFaults(t *testing.T) {
	onBoth(t, func(t *testing.T, w *office) {
		common := w.Round.Window(par.SelfScoring).Closes
		for _, test := range []struct {
			name string
			e    round.Extension
			at   string
			key  string
		}{
			{"no later than the deadline", round.Extension{Stage: par.SelfScoring, Closes: common, Reason: "x"}, "closes", "round.extension_not_later"},
			{"in the past", round.Extension{Stage: par.SelfScoring, Closes: 1, Reason: "x"}, "closes", "round.extension_past"},
			{"no reason", round.Extension{Stage: par.SelfScoring, Closes: common + 1}, "reason", "error.length"},
			{"a stage that the round leaves out", round.Extension{Stage: par.Explanation, Closes: common + 1, Reason: "x"}, "stage", "error.choose"},
			{"a stage of appraisers", round.Extension{Stage: par.Appraisal1, Closes: common * 2, Reason: "x"}, "stage", "error.choose"},
			{"no such leaf", round.Extension{Stage: par.SelfScoring, Leaf: "9.9", Closes: common + 1, Reason: "x"}, "leaf", "error.choose"},
		} {
			_, err := w.extend(test.e)
			if e, ok := par.AsError(err); !ok || e.Fields[test.at].Key != test.key {
				t.Errorf("%s: %v, want %s at %s", test.name, err, test.key, test.at)
			}
		}
		_, err := w.Rounds.ExtendDeadline(ctx, w.one.Leader.Actor, w.Round.ID, round.Extension{Unit: w.one.Unit.ID, Stage: par.SelfScoring, Closes: common + 1, Reason: "x"}, w.Key())
		refused(t, err, par.Forbidden, "error.forbidden")
	})
}
