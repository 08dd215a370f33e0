package account_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// lending is a city in which people lend roles to each other.
type lending struct {
	*world.World
	t     *testing.T
	clock *testkit.Clock
	lan   world.Person // has an account and no role
}

func lend(t *testing.T, d *db.DB, clock *testkit.Clock) *lending {
	t.Helper()
	w, err := world.Build(ctx, d, clock, world.Options{Units: 2, Random: testkit.Random(7)})
	must(t, err)
	lan, err := w.Enrol(ctx, "lan")
	must(t, err)
	return &lending{w, t, clock, lan}
}

func lendOnSQLite(t *testing.T) *lending {
	t.Helper()
	clock := testkit.NewClock()
	return lend(t, testkit.SQLite(t, clock), clock)
}

// day is so many days from today.
func (l *lending) day(n int) par.Date {
	return i18n.DayOf(l.clock.Now().Add(time.Duration(n) * 24 * time.Hour))
}

func (l *lending) loan(role par.Role, from world.Person, first, last int) account.Loan {
	return account.Loan{Role: role, From: from.Person, To: l.lan.Person, First: l.day(first), Last: l.day(last), Reason: "đi công tác"}
}

// lends has the leader of the first unit lend a role to Lan.
func (l *lending) lends(role par.Role, from world.Person, first, last int) account.Delegation {
	l.t.Helper()
	m := l.Members[0]
	d, err := l.Accounts.DelegateRole(ctx, m.Leader.Actor, m.Unit.ID, l.loan(role, from, first, last), l.Key())
	must(l.t, err)
	return d
}

// now is Lan with the roles of this moment.
func (l *lending) now() par.Actor {
	l.t.Helper()
	entry, err := l.Accounts.SignIn(ctx, l.lan.Login, world.Password, "")
	must(l.t, err)
	actor, _, err := l.Accounts.SignedIn(ctx, entry.Token)
	must(l.t, err)
	return actor
}

func (l *lending) declare(actor par.Actor, version int64) error {
	yes := true
	_, err := l.Dossiers.DeclareScore(ctx, actor, l.Members[0].Dossier,
		dossier.Score{Leaf: "1.2.2", Kind: dossier.KindValue, Value: &score.Value{Yes: &yes}, Version: version}, l.Key())
	return err
}

func TestALentRoleCountsInItsPeriodAlone(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		l := lend(t, d, clock)
		m := l.Members[0]
		loan := l.lends(par.Officer, m.Officer, 1, 2)
		if got := l.now(); len(got.Grants) != 0 {
			t.Errorf("before the period Lan holds %+v", got.Grants)
		}
		clock.Set(loan.Starts)
		within := l.now()
		want := []par.Grant{{ID: loan.ID, Role: par.Officer, Unit: m.Unit.ID, Lent: m.Officer.Person}}
		if diff := cmp.Diff(want, within.Grants); diff != "" {
			t.Errorf("within the period (-want +got):\n%s", diff)
		}
		must(t, l.declare(within, 0))
		must(t, l.declare(m.Officer.Actor, 1)) // the lender keeps the role
		clock.Set(loan.Ends - 1)
		must(t, l.declare(within, 2))
		clock.Set(loan.Ends)
		if err := l.declare(within, 3); !par.Is(err, par.Unauthenticated) {
			t.Errorf("after the period, with the roles of before: %v, want unauthenticated", err)
		}
		if err := l.declare(l.now(), 3); !par.Is(err, par.Forbidden) {
			t.Errorf("after the period: %v, want forbidden", err)
		}
		detail, err := l.Dossiers.Detail(ctx, m.Officer.Actor, m.Dossier, "1.2.2")
		must(t, err)
		if detail.Events[0].Actor != l.lan.Person || detail.Events[1].Actor != m.Officer.Person {
			t.Errorf("events %+v: want each under the own name of who acted", detail.Events)
		}
	})
}

func TestALentRoleEndsEarly(t *testing.T) {
	for _, c := range []struct {
		name string
		by   func(*lending) par.Actor
		want par.Code // empty: done
	}{
		{"by the leader who gave it", func(l *lending) par.Actor { return l.Members[0].Leader.Actor }, ""},
		{"by the lender", func(l *lending) par.Actor { return l.Members[0].Officer.Actor }, ""},
		{"not by the borrower", func(l *lending) par.Actor { return l.now() }, par.Forbidden},
		{"not by the leader of another unit", func(l *lending) par.Actor { return l.Members[1].Leader.Actor }, par.NotFound},
		{"not by the standing body", func(l *lending) par.Actor { return l.Standing.Actor }, par.Forbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := lendOnSQLite(t)
			loan := l.lends(par.Officer, l.Members[0].Officer, 0, 5)
			before := l.now()
			err := l.Accounts.EndDelegation(ctx, c.by(l), l.Members[0].Unit.ID, loan.ID, l.Key())
			if c.want != "" {
				if !par.Is(err, c.want) {
					t.Errorf("%v, want %s", err, c.want)
				}
				must(t, l.declare(before, 0))
				return
			}
			must(t, err)
			if err := l.declare(before, 0); !par.Is(err, par.Unauthenticated) {
				t.Errorf("a save after the end: %v, want unauthenticated", err)
			}
			if err := l.Accounts.EndDelegation(ctx, c.by(l), l.Members[0].Unit.ID, loan.ID, l.Key()); !par.Is(err, par.Conflict) {
				t.Errorf("ended twice: %v", err)
			}
		})
	}
}

func TestALentRoleLapsesWithTheLendersOwn(t *testing.T) {
	l := lendOnSQLite(t)
	officer := l.Members[0].Officer
	l.lends(par.Officer, officer, 0, 5)
	before := l.now()
	must(t, l.Accounts.EndGrant(ctx, par.Program(), l.Key(), officer.Person, officer.Grants[0].ID))
	if err := l.declare(before, 0); !par.Is(err, par.Unauthenticated) {
		t.Errorf("%v, want unauthenticated", err)
	}
	if got := l.now(); len(got.Grants) != 0 {
		t.Errorf("Lan still holds %+v", got.Grants)
	}
}

func TestWhoMayLendWhatToWhom(t *testing.T) {
	l := lendOnSQLite(t)
	m, other := l.Members[0], l.Members[1]
	l.lends(par.Leader, m.Leader, 0, 1)
	deputy := l.now()
	for _, c := range []struct {
		name  string
		actor par.Actor
		loan  account.Loan
		code  par.Code
		field string // of an invalid form
	}{
		{"an officer his own role", m.Officer.Actor, l.loan(par.Officer, m.Officer, 0, 3), "", ""},
		{"an officer the leader's", m.Officer.Actor, l.loan(par.Leader, m.Leader, 0, 3), par.NotFound, ""},
		{"an officer of another unit", other.Officer.Actor, l.loan(par.Officer, other.Officer, 0, 3), par.NotFound, ""},
		{"what is lent to oneself", deputy, l.loan(par.Leader, m.Leader, 0, 3), par.Forbidden, ""},
		{"with what is lent to oneself", deputy, l.loan(par.Officer, m.Officer, 0, 3), par.Forbidden, ""},
		{"a role that the lender does not hold", m.Leader.Actor, l.loan(par.Officer, m.Leader, 0, 3), par.Invalid, "from"},
		{"a role lent to the lender", m.Leader.Actor, l.loan(par.Leader, l.lan, 0, 3), par.Invalid, "from"},
		{"another role than those of a unit", m.Leader.Actor, l.loan(par.Standing, m.Leader, 0, 3), par.Invalid, "role"},
		{"twice at the same time", m.Leader.Actor, l.loan(par.Leader, m.Leader, 1, 3), par.Invalid, "to"},
		{"in the past", m.Leader.Actor, l.loan(par.Officer, m.Officer, -3, -1), par.Invalid, "last"},
		{"backwards", m.Leader.Actor, l.loan(par.Officer, m.Officer, 5, 4), par.Invalid, "last"},
		{"for years", m.Leader.Actor, l.loan(par.Officer, m.Officer, 0, 400), par.Invalid, "last"},
		{"to an administrator", m.Leader.Actor, account.Loan{Role: par.Officer, From: m.Officer.Person, To: l.Admin.Person, First: l.day(0), Last: l.day(1), Reason: "x"}, par.Invalid, "to"},
		{"to oneself", m.Leader.Actor, account.Loan{Role: par.Leader, From: m.Leader.Person, To: m.Leader.Person, First: l.day(0), Last: l.day(1), Reason: "x"}, par.Invalid, "to"},
		{"without a reason", m.Leader.Actor, account.Loan{Role: par.Officer, From: m.Officer.Person, To: l.lan.Person, First: l.day(6), Last: l.day(7)}, par.Invalid, "reason"},
	} {
		_, err := l.Accounts.DelegateRole(ctx, c.actor, m.Unit.ID, c.loan, l.Key())
		e, _ := par.AsError(err)
		switch {
		case c.code == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.code != "" && !par.Is(err, c.code):
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		case c.field != "" && e.Fields[c.field].Key == "":
			t.Errorf("%s: faults %v, want one at %s", c.name, e.Fields, c.field)
		}
	}
	_, err := l.Accounts.Grant(ctx, par.Program(), l.Key(), l.lan.Person, par.Grant{Role: par.Admin})
	if e, ok := par.AsError(err); !ok || e.Fields["role"].Key != "account.acts_for_others" {
		t.Errorf("an administrator with a lent role: %v", err)
	}
}

// A role lent for a time makes a unit one's own for that time, whatever one
// judges otherwise.
func TestABorrowerJudgesNeitherUnit(t *testing.T) {
	l := lendOnSQLite(t)
	m, other := l.Members[0], l.Members[1]
	for _, one := range l.Members {
		must(t, l.Declare(ctx, l.Round.ID, one, "1.2.2", 0))
		must(t, l.Sign(ctx, l.Round.ID, one))
	}
	must(t, l.Appraise(ctx, l.Round.ID, l.clock.Now()))
	held, err := l.Accounts.Grant(ctx, par.Program(), l.Key(), l.lan.Person, par.Grant{Role: par.Appraiser, Round: l.Round.ID})
	must(t, err)
	loan := l.lends(par.Officer, m.Officer, 0, 0)
	mark := func(d par.ID, version int64) error {
		_, err := l.Appraisals.AppraiseScore(ctx, l.now(), d, appraisal.Mark{Leaf: "1.2.2", Verdict: appraisal.Accept, Version: version}, l.Key())
		return err
	}
	if err := mark(m.Dossier, 0); !par.Is(err, par.NotFound) {
		t.Errorf("the unit whose role Lan borrows: %v, want not found", err)
	}
	must(t, mark(other.Dossier, 0))
	l.clock.Set(loan.Ends)
	must(t, mark(m.Dossier, 0))
	if held.ID == "" {
		t.Error("no role")
	}
}

func TestWhoBorrowsIsTold(t *testing.T) {
	l := lendOnSQLite(t)
	loan := l.lends(par.Leader, l.Members[0].Leader, 0, 2)
	must(t, l.DB.Read(ctx, func(tx *db.Tx) error {
		told, err := notice.About(tx, notice.RoleDelegated, string(loan.ID))
		if len(told) != 1 || told[0].Person != l.lan.Person || told[0].Args["unit"] != l.Members[0].Unit.Name {
			t.Errorf("told %+v, want Lan alone", told)
		}
		return err
	}))
}

func TestTheUnitSeesItsPeople(t *testing.T) {
	l := lendOnSQLite(t)
	m := l.Members[0]
	l.lends(par.Officer, m.Officer, 0, 2)
	u, err := l.Accounts.ReadUnitPeople(ctx, m.Officer.Actor, m.Unit.ID)
	must(t, err)
	roles := map[string][]par.Role{}
	for _, h := range u.Held {
		name := u.People[h.Person].Login
		roles[name] = append(roles[name], h.Role)
	}
	want := map[string][]par.Role{m.Officer.Login: {par.Officer}, m.Leader.Login: {par.Leader}, "lan": {par.Officer}}
	if diff := cmp.Diff(want, roles); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, p := range u.Others {
		if p.ID == l.Admin.Person {
			t.Error("an administrator is offered")
		}
	}
	if _, err := l.Accounts.ReadUnitPeople(ctx, l.Members[1].Leader.Actor, m.Unit.ID); !par.Is(err, par.NotFound) {
		t.Errorf("another unit's leader: %v", err)
	}
}
