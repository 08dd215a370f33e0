package account_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

const password = "con trâu đi trước cái cày"

var ctx = context.Background()

// desk is a database with its use cases and one administrator.
type desk struct {
	*account.Service
	t     *testing.T
	db    *db.DB
	clock *testkit.Clock
	admin par.Actor
	keys  int
}

func newDesk(t *testing.T, d *db.DB, clock *testkit.Clock) *desk {
	t.Helper()
	w := &desk{t: t, db: d, clock: clock, Service: account.New(d, account.Options{
		Random: testkit.Random(2), Log: testkit.Quiet(), Cost: account.Cost{Passes: 1, Memory: 64},
	})}
	chief := w.enrol("quantri.chinh", "Lê Văn Bảo")
	w.give(par.Program(), chief.ID, par.Grant{Role: par.Admin})
	w.admin = par.Actor{Person: chief.ID, Grants: []par.Grant{{Role: par.Admin}}}
	return w
}

func onSQLite(t *testing.T) *desk {
	t.Helper()
	clock := testkit.NewClock()
	return newDesk(t, testkit.SQLite(t, clock), clock)
}

func (w *desk) key() db.Key {
	w.keys++
	return db.Key{Value: "key-" + time.Duration(w.keys).String() + "-test"}
}

func (w *desk) enrol(login, name string) account.Person {
	w.t.Helper()
	p, err := w.Enrol(ctx, par.Program(), w.key(), account.Draft{Login: login, Name: name, Language: "vi"}, password)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *desk) give(actor par.Actor, person par.ID, g par.Grant) account.Held {
	w.t.Helper()
	held, err := w.Grant(ctx, actor, w.key(), person, g)
	if err != nil {
		w.t.Fatal(err)
	}
	return held
}

func (w *desk) signIn(login string) account.Entry {
	w.t.Helper()
	entry, err := w.SignIn(ctx, login, password, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return entry
}

// who returns the person behind a token, "" for nobody.
func (w *desk) who(token string) par.ID {
	w.t.Helper()
	actor, _, err := w.SignedIn(ctx, token)
	if err != nil {
		w.t.Fatal(err)
	}
	return actor.Person
}

func TestRolesOfASignInAreThoseOfTheMoment(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newDesk(t, d, clock)
		lan := w.enrol("lan", "Trần Thị Lan")
		token := w.signIn("LAN ").Token
		if actor, _, err := w.SignedIn(ctx, token); err != nil || actor.Person != lan.ID || len(actor.Grants) != 0 {
			t.Fatalf("without a role: %+v, %v", actor, err)
		}
		first := w.give(w.admin, lan.ID, par.Grant{Role: par.Officer, Unit: "stp"})
		w.give(w.admin, lan.ID, par.Grant{Role: par.Appraiser, Unit: "stp", Round: "r2026", Area: "2"})
		if who := w.who(token); who != "" {
			t.Errorf("a session outlived a change of roles: %s", who)
		}
		actor, _, err := w.SignedIn(ctx, w.signIn("lan").Token)
		want := []par.Grant{
			{ID: first.ID, Role: par.Officer, Unit: "stp"},
			{ID: actor.Grants[1].ID, Role: par.Appraiser, Unit: "stp", Round: "r2026", Area: "2"},
		}
		if diff := cmp.Diff(want, actor.Grants); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
		if err := w.EndGrant(ctx, w.admin, w.key(), lan.ID, first.ID); err != nil {
			t.Fatal(err)
		}
		actor, _, _ = w.SignedIn(ctx, w.signIn("lan").Token)
		if actor.Has(par.Officer) || !actor.Has(par.Appraiser) {
			t.Errorf("after the end of one role: %+v", actor.Grants)
		}
	})
}

func TestPeopleAreFoundWithoutMarks(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newDesk(t, d, clock)
		w.enrol("dung.snv", "Đỗ Thị Ánh Dung")
		w.enrol("binh_100", "Phạm Văn Bình")
		for text, want := range map[string][]string{
			"do dung": {"dung.snv"}, "ĐỖ THỊ": {"dung.snv"}, "_100": {"binh_100"}, "%": nil, "": {"dung.snv", "quantri.chinh", "binh_100"},
		} {
			people, err := w.ListPeople(ctx, w.admin, account.Filter{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range people.List {
				got = append(got, p.Login)
			}
			if diff := cmp.Diff(want, got); diff != "" || people.Total != int64(len(want)) {
				t.Errorf("%q: %s, total %d", text, diff, people.Total)
			}
		}
	})
}

func TestWrongPasswordsMakeWaitAndStrangersLookTheSame(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newDesk(t, d, clock)
		w.enrol("lan", "Trần Thị Lan")
		for try := 1; try <= 7; try++ {
			_, known := w.SignIn(ctx, "lan", "wrong", "")
			_, unknown := w.SignIn(ctx, "nobody", "wrong", "")
			if known == nil || known.Error() != unknown.Error() {
				t.Errorf("try %d: %v for a person, %v for nobody", try, known, unknown)
			}
			if late := try >= 5; par.Is(known, par.TooMany) != late {
				t.Errorf("try %d: %v", try, known)
			}
		}
		if _, err := w.SignIn(ctx, "lan", password, ""); !par.Is(err, par.TooMany) {
			t.Errorf("the right password during the wait: %v", err)
		}
		clock.Forward(time.Minute)
		w.signIn("lan")
		if _, err := w.SignIn(ctx, "lan", "wrong", ""); !par.Is(err, par.Invalid) {
			t.Errorf("after a success the count begins anew: %v", err)
		}
	})
}

func TestTheWaitGrowsToAQuarterOfAnHour(t *testing.T) {
	w := onSQLite(t)
	w.enrol("lan", "Trần Thị Lan")
	var minutes []any
	for range 11 {
		_, err := w.SignIn(ctx, "lan", "wrong", "")
		e, _ := par.AsError(err)
		minutes = append(minutes, e.Args["minutes"])
		w.clock.Forward(15 * time.Minute)
	}
	want := []any{nil, nil, nil, nil, 1, 2, 4, 8, 15, 15, 15}
	if diff := cmp.Diff(want, minutes); diff != "" {
		t.Error(diff)
	}
}

func TestSessionsEnd(t *testing.T) {
	tests := map[string]func(w *desk, lan account.Person, token string){
		"after eight idle hours": func(w *desk, _ account.Person, _ string) { w.clock.Forward(8 * time.Hour) },
		"after a day in use": func(w *desk, lan account.Person, token string) {
			for range 4 {
				w.clock.Forward(5 * time.Hour)
				if w.who(token) != lan.ID {
					w.t.Error("the session ended while it was in use")
				}
			}
			w.clock.Forward(4 * time.Hour)
		},
		"at sign-out": func(w *desk, lan account.Person, token string) {
			must(w.t, w.SignOut(ctx, par.Actor{Person: lan.ID}, token))
		},
		"when the account is closed": func(w *desk, lan account.Person, _ string) {
			_, err := w.Deactivate(ctx, w.admin, w.key(), lan.ID, lan.Version)
			must(w.t, err)
		},
		"when the password is reset": func(w *desk, lan account.Person, _ string) {
			_, _, err := w.ResetPassword(ctx, w.admin, w.key(), lan.ID, lan.Version)
			must(w.t, err)
		},
		"when a role is given": func(w *desk, lan account.Person, _ string) {
			w.give(w.admin, lan.ID, par.Grant{Role: par.Viewer})
		},
		"at the next sign-in of the same browser": func(w *desk, _ account.Person, token string) {
			_, err := w.SignIn(ctx, "lan", password, token)
			must(w.t, err)
		},
	}
	for name, end := range tests {
		t.Run(name, func(t *testing.T) {
			w := onSQLite(t)
			lan := w.enrol("lan", "Trần Thị Lan")
			token := w.signIn("lan").Token
			if w.who(token) != lan.ID {
				t.Fatal("the session never began")
			}
			end(w, lan, token)
			if who := w.who(token); who != "" {
				t.Errorf("the session is still %s's", who)
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOnlyTheHashOfATokenIsStored(t *testing.T) {
	w := onSQLite(t)
	w.enrol("lan", "Trần Thị Lan")
	token := w.signIn("lan").Token
	err := w.db.Read(ctx, func(tx *db.Tx) error {
		hash, err := db.One(tx, db.Value[string], `SELECT token_hash FROM session`)
		if hash == token || len(hash) != 64 {
			t.Errorf("stored: %q", hash)
		}
		return err
	})
	must(t, err)
}

func TestFirstPasswordMustBeChanged(t *testing.T) {
	w := onSQLite(t)
	key := w.key()
	draft := account.Draft{Login: "lan", Name: "Trần Thị Lan", Language: "vi"}
	lan, first, err := w.CreatePerson(ctx, w.admin, key, draft)
	must(t, err)
	if again, second, err := w.CreatePerson(ctx, w.admin, key, draft); err != nil || again.ID != lan.ID || second != "" {
		t.Errorf("the same key again: %v, password %q, %v", again.ID, second, err)
	}
	entry, err := w.SignIn(ctx, "lan", first, "")
	must(t, err)
	actor, session, err := w.SignedIn(ctx, entry.Token)
	must(t, err)
	if !session.MustChange {
		t.Error("a first password need not be changed")
	}
	renewed, err := w.ChangePassword(ctx, actor, account.NewPassword{Current: first, Next: password, Again: password})
	must(t, err)
	if w.who(entry.Token) != "" || w.who(renewed.Token) != lan.ID {
		t.Error("a change of password must end the old session and begin a new one")
	}
	if _, session, _ := w.SignedIn(ctx, renewed.Token); session.MustChange {
		t.Error("the password must still be changed")
	}
}

func TestBadPasswordsAreRefused(t *testing.T) {
	w := onSQLite(t)
	lan := par.Actor{Person: w.enrol("lan.tran", "Trần Thị Lan").ID}
	for next, want := range map[string]string{
		"ngắn quá":                  "account.password_short",
		"matkhau123456789":          "account.password_common",
		"Mật khẩu 123 456 789":      "account.password_common",
		"1234567812345678":          "account.password_common",
		"qwertyuiopasdfghjkl":       "account.password_common",
		"TranThiLan@2026":           "account.password_common",
		"lan.tran.lan.tran!":        "account.password_common",
		"Cantho@2026Cantho":         "account.password_common",
		"aaaaaaaaaaaaaaaaaaaa":      "account.password_monotonous",
		password:                    "account.password_same",
		"bốn con mèo leo cây thông": "",
	} {
		_, err := w.ChangePassword(ctx, lan, account.NewPassword{Current: password, Next: next, Again: next})
		e, _ := par.AsError(err)
		if got := fieldKey(e, "password"); got != want {
			t.Errorf("%q: %q, want %q", next, got, want)
		}
	}
}

func fieldKey(e *par.Error, field string) string {
	if e == nil {
		return ""
	}
	return e.Fields[field].Key
}

func TestRulesOfRoles(t *testing.T) {
	w := onSQLite(t)
	lan := w.enrol("lan", "Trần Thị Lan")
	w.give(w.admin, lan.ID, par.Grant{Role: par.Officer, Unit: "stp"})
	for name, test := range map[string]struct {
		grant par.Grant
		field string
		key   string
	}{
		"administrators do not score": {par.Grant{Role: par.Admin}, "role", "account.roles_apart"},
		"the same role twice":         {par.Grant{Role: par.Officer, Unit: "stp"}, "role", "account.role_held"},
		"an officer of no unit":       {par.Grant{Role: par.Officer}, "unit", "account.unit_needed"},
		"an appraiser of no round":    {par.Grant{Role: par.Appraiser}, "round", "account.round_needed"},
		"a viewer of one area":        {par.Grant{Role: par.Viewer, Area: "1"}, "area", "account.area_appraiser_only"},
		"the program's own role":      {par.Grant{Role: par.System}, "role", "account.role_unknown"},
	} {
		_, err := w.Grant(ctx, w.admin, w.key(), lan.ID, test.grant)
		e, _ := par.AsError(err)
		if got := fieldKey(e, test.field); got != test.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Grant(ctx, w.admin, w.key(), w.admin.Person, par.Grant{Role: par.Viewer}); !par.Is(err, par.Forbidden) {
		t.Errorf("an administrator gave himself a role: %v", err)
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	w := onSQLite(t)
	_, err := w.Deactivate(ctx, par.Program(), w.key(), w.admin.Person, 1)
	if e, _ := par.AsError(err); e == nil || e.Key != "account.last_admin" {
		t.Errorf("the last administrator was closed: %v", err)
	}
	second := w.enrol("quantri.hai", "Ngô Văn Hai")
	w.give(w.admin, second.ID, par.Grant{Role: par.Admin})
	if _, err := w.Deactivate(ctx, par.Program(), w.key(), w.admin.Person, 1); err != nil {
		t.Errorf("one of two administrators could not be closed: %v", err)
	}
}

func TestTwoEditsAtOnceConflict(t *testing.T) {
	w := onSQLite(t)
	lan := w.enrol("lan", "Trần Thị Lan")
	draft := account.Draft{Name: "Trần Ngọc Lan", Title: "Chuyên viên", Language: "vi"}
	_, err := w.EditPerson(ctx, w.admin, w.key(), lan.ID, lan.Version, draft)
	must(t, err)
	_, err = w.EditPerson(ctx, w.admin, w.key(), lan.ID, lan.Version, account.Draft{Name: "Trần Lan", Language: "vi"})
	e, _ := par.AsError(err)
	if e == nil || e.Code != par.Conflict {
		t.Fatalf("the second edit: %v", err)
	}
	if now, ok := e.Detail.(account.Person); !ok || now.Name != "Trần Ngọc Lan" {
		t.Errorf("the conflict does not say what is stored: %+v", e.Detail)
	}
}

func TestOnlyAdministratorsManageAccounts(t *testing.T) {
	w := onSQLite(t)
	lan := w.enrol("lan", "Trần Thị Lan")
	standing := par.Actor{Person: lan.ID, Grants: []par.Grant{{Role: par.Standing}}}
	draft := account.Draft{Login: "moi", Name: "Người mới", Language: "vi"}
	if _, _, err := w.CreatePerson(ctx, standing, w.key(), draft); !par.Is(err, par.Forbidden) {
		t.Errorf("create: %v", err)
	}
	if _, _, err := w.ResetPassword(ctx, standing, w.key(), w.admin.Person, 1); !par.Is(err, par.Forbidden) {
		t.Errorf("reset: %v", err)
	}
	if _, err := w.ListPeople(ctx, standing, account.Filter{}); !par.Is(err, par.Forbidden) {
		t.Errorf("list: %v", err)
	}
}

func TestDraftsNameEveryFault(t *testing.T) {
	w := onSQLite(t)
	_, _, err := w.CreatePerson(ctx, w.admin, w.key(), account.Draft{Login: "Có Dấu", Name: "x", Email: "a@b@c", Language: "fr"})
	e, _ := par.AsError(err)
	got := map[string]string{}
	for field, text := range e.Fields {
		got[field] = text.Key
	}
	want := map[string]string{
		"login": "account.login_form", "name": "account.name_length", "email": "account.email_form", "language": "account.language_unknown",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	_, _, err = w.CreatePerson(ctx, w.admin, w.key(), account.Draft{Login: "quantri.chinh", Name: "Ai Đó", Language: "vi"})
	if e, _ := par.AsError(err); fieldKey(e, "login") != "account.login_taken" {
		t.Errorf("a login twice: %v", err)
	}
}
