package account_test

import (
	"testing"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

// Who acts for a unit in one round alone reads its people, lends what is held
// for that round, takes it back, and reaches nothing wider.
func TestARoleOfOneRoundIsLent(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		l := lend(t, d, clock)
		m, round := l.Members[0], l.Round.ID
		head, err := l.Enrol(ctx, "head", par.Grant{Role: par.Leader, Unit: m.Unit.ID, Round: round})
		must(t, err)
		_, err = l.Accounts.ReadUnitPeople(ctx, head.Actor, m.Unit.ID)
		must(t, err)
		_, err = l.Accounts.DelegateRole(ctx, head.Actor, m.Unit.ID, l.loan(par.Officer, m.Officer, 0, 3), l.Key())
		if e, ok := par.AsError(err); !ok || e.Fields["from"].Key != "delegation.not_held" {
			t.Errorf("lends what is held for every round: %v", err)
		}
		lent, err := l.Accounts.DelegateRole(ctx, head.Actor, m.Unit.ID, l.loan(par.Leader, head, 0, 3), l.Key())
		must(t, err)
		if got := l.now().Grants; len(got) != 1 || got[0].Round != round {
			t.Errorf("Lan holds %+v, want the leader's role in that round", got)
		}
		wider, err := l.Accounts.DelegateRole(ctx, m.Leader.Actor, m.Unit.ID, account.Loan{
			Role: par.Officer, From: m.Officer.Person, To: l.lan.Person, First: l.day(0), Last: l.day(2), Reason: "x",
		}, l.Key())
		must(t, err)
		if err := l.Accounts.EndDelegation(ctx, head.Actor, m.Unit.ID, wider.ID, l.Key()); !par.Is(err, par.NotFound) {
			t.Errorf("ends a wider loan: %v", err)
		}
		must(t, l.Accounts.EndDelegation(ctx, head.Actor, m.Unit.ID, lent.ID, l.Key()))
	})
}
