package dossier_test

import (
	"testing"
	"time"

	"parindex/internal/account"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
)

// What is told to the holders of a role is told to whom it is lent, for as
// long as it is.
func TestWhoStandsInForAHolderIsTold(t *testing.T) {
	onBoth(t, func(t *testing.T, w *office) {
		lan, err := w.Enrol(ctx, "lan")
		w.must(err)
		today := i18n.DayOf(w.clock.Now())
		loan := account.Loan{Role: par.Leader, From: w.one.Leader.Person, To: lan.Person, First: today, Last: today, Reason: "đi công tác"}
		_, err = w.Accounts.DelegateRole(ctx, w.one.Leader.Actor, w.one.Unit.ID, loan, w.Key())
		w.must(err)
		_, err = w.declare("1.2.2", yes(true), 0)
		w.must(err)
		w.must(w.send())
		w.expectTold(notice.AwaitsLeader, "", w.one.Leader.Login) // Lan is of no unit, so without a login here
		w.clock.Forward(48 * time.Hour)
		w.must(w.Dossiers.ReturnDossier(ctx, w.one.Leader.Actor, w.one.Dossier, w.dossier().Version, "Sửa lại.", w.Key()))
		w.must(w.send())
		w.expectTold(notice.AwaitsLeader, "", w.one.Leader.Login, w.one.Leader.Login)
	})
}
