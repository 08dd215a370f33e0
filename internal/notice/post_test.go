package notice_test

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

// office is a database with people in it.
type office struct {
	db    *db.DB
	clock *testkit.Clock
	lan   par.Actor // reads Vietnamese, has an address
	jane  par.Actor // reads English, has an address
	minh  par.Actor // has no address
	keys  int
	*account.Service
}

func build(t *testing.T, d *db.DB, clock *testkit.Clock) *office {
	t.Helper()
	o := &office{db: d, clock: clock, Service: account.New(d, account.Options{
		Random: testkit.Random(3), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Cost: account.Cost{Passes: 1, Memory: 64},
	})}
	o.lan = o.enrol(t, "lan", "lan@example.vn", "vi")
	o.jane = o.enrol(t, "jane", "jane@example.vn", "en")
	o.minh = o.enrol(t, "minh", "", "vi")
	return o
}

func (o *office) key() db.Key {
	o.keys++
	return db.Key{Value: "notice-" + string(rune('a'+o.keys)) + "-key", Fingerprint: "f"}
}

func (o *office) enrol(t *testing.T, login, email, language string) par.Actor {
	t.Helper()
	p, err := o.Enrol(t.Context(), par.Program(), o.key(),
		account.Draft{Login: login, Name: "Người " + login, Email: email, Language: language}, "mot mat khau that dai 2026")
	must(t, err)
	return par.Actor{Person: p.ID, Name: p.Name}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// post tells someone something as a use case would.
func (o *office) post(t *testing.T, to par.Actor, kind notice.Kind, subject string) {
	t.Helper()
	must(t, o.db.Housekeep(context.Background(), func(tx *db.Tx) error {
		return notice.Post(tx, notice.Notice{
			Person: to.Person, Kind: kind, Subject: subject, Link: "/dossiers/x", Round: "r",
			Args: map[string]string{"unit": "Sở Tư pháp", "by": "Ông Tuấn", "reason": "thiếu tài liệu", "deadline": notice.Moment(tellAt)},
		})
	}))
}

const tellAt = par.Time(1_764_000_000_000_000)

// about lists what was told of a subject.
func (o *office) about(t *testing.T, kind notice.Kind, subject string) (found []notice.Notice) {
	t.Helper()
	must(t, o.db.Read(t.Context(), func(tx *db.Tx) (err error) {
		found, err = notice.About(tx, kind, subject)
		return err
	}))
	return found
}

func TestEveryKindHasItsWords(t *testing.T) {
	for _, lang := range i18n.Langs() {
		p := i18n.New(lang)
		for _, kind := range notice.Kinds() {
			for _, key := range []string{"notice." + string(kind), "notice." + string(kind) + "_text", "notice." + string(kind) + "_what"} {
				if !p.Has(key) {
					t.Errorf("%s: %s is not said", lang, key)
				}
			}
		}
	}
}

func TestWhatIsPostedIsKeptInTheReadersWords(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		o := build(t, d, clock)
		o.post(t, o.lan, notice.SentBack, "s1")
		found := o.about(t, notice.SentBack, "s1")
		if len(found) != 1 || found[0].Mail != notice.Waiting || found[0].OpenedAt != 0 || found[0].SentAt != clock.Now() {
			t.Fatalf("kept %+v; want one that waits for its letter", found)
		}
		if got := notice.Say(i18n.New(i18n.En), found[0]).Body; got != "Reason: thiếu tài liệu. To be submitted again by "+i18n.New(i18n.En).DateTime(tellAt)+"." {
			t.Errorf("said %q", got)
		}
	})
}

func TestWithoutAnAddressNothingWaits(t *testing.T) {
	clock := testkit.NewClock()
	o := build(t, testkit.SQLite(t, clock), clock)
	o.post(t, o.minh, notice.SentBack, "s1")
	if found := o.about(t, notice.SentBack, "s1"); len(found) != 1 || found[0].Mail != notice.None {
		t.Errorf("kept %+v; want one without a letter", found)
	}
}

func TestAPostThatCannotBeReadIsRefused(t *testing.T) {
	clock := testkit.NewClock()
	o := build(t, testkit.SQLite(t, clock), clock)
	for name, n := range map[string]notice.Notice{
		"no such kind":   {Person: o.lan.Person, Kind: "dance", Link: "/"},
		"no such person": {Person: "nobody", Kind: notice.Extended, Link: "/"},
		"no page":        {Person: o.lan.Person, Kind: notice.Extended},
		"elsewhere":      {Person: o.lan.Person, Kind: notice.Extended, Link: "//example.vn"},
	} {
		if err := o.db.Housekeep(t.Context(), func(tx *db.Tx) error { return notice.Post(tx, n) }); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
