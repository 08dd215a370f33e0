package notice_test

import (
	"testing"
	"time"

	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

func TestNobodySeesAnothersNotices(t *testing.T) {
	clock := testkit.NewClock()
	o := build(t, testkit.SQLite(t, clock), clock)
	inbox := notice.New(o.db)
	o.post(t, o.lan, notice.SentBack, "s1")
	id := o.about(t, notice.SentBack, "s1")[0].ID
	if in, err := inbox.ListNotices(t.Context(), o.jane, "", 1); err != nil || len(in.List)+int(in.Total)+int(in.Unread) != 0 {
		t.Errorf("Jane sees %+v, %v", in, err)
	}
	if _, err := inbox.OpenNotice(t.Context(), o.jane, id); !par.Is(err, par.NotFound) {
		t.Errorf("Jane opens Lan's: %v", err)
	}
	must(t, inbox.OpenNotices(t.Context(), o.jane, o.about(t, notice.SentBack, "s1")))
	if o.about(t, notice.SentBack, "s1")[0].OpenedAt != 0 {
		t.Error("Jane has opened Lan's notice")
	}
	if _, err := inbox.ListNotices(t.Context(), par.Actor{}, "", 1); !par.Is(err, par.Unauthenticated) {
		t.Errorf("the public lists: %v", err)
	}
}

func TestTheFirstOpeningIsKept(t *testing.T) {
	clock := testkit.NewClock()
	o := build(t, testkit.SQLite(t, clock), clock)
	inbox := notice.New(o.db)
	o.post(t, o.lan, notice.SentBack, "s1")
	clock.Forward(time.Hour)
	o.post(t, o.lan, notice.SentBack, "s2")
	first := clock.Now()
	n, err := inbox.OpenNotice(t.Context(), o.lan, o.about(t, notice.SentBack, "s2")[0].ID)
	must(t, err)
	if n.Link != "/dossiers/x" {
		t.Errorf("leads to %q", n.Link)
	}
	clock.Forward(time.Hour)
	_, err = inbox.OpenNotice(t.Context(), o.lan, n.ID)
	must(t, err)
	in, err := inbox.ListNotices(t.Context(), o.lan, "", 1)
	must(t, err)
	if len(in.List) != 2 || in.Unread != 1 || in.List[0].Subject != "s1" || in.List[1].OpenedAt != first {
		t.Fatalf("%+v; want the unread one first, the other opened at its first opening", in)
	}
	must(t, inbox.OpenNotices(t.Context(), o.lan, in.List))
	left, err := inbox.CountUnread(t.Context(), o.lan)
	if left != 0 || err != nil || o.about(t, notice.SentBack, "s2")[0].OpenedAt != first {
		t.Errorf("%d unread, %v", left, err)
	}
}

func TestPreferencesAreOnesOwnAndRepeatable(t *testing.T) {
	clock := testkit.NewClock()
	o := build(t, testkit.SQLite(t, clock), clock)
	inbox, key := notice.New(o.db), o.key()
	for range 2 {
		saved, err := inbox.SavePreferences(t.Context(), o.lan, key, []notice.Kind{notice.Mentioned})
		must(t, err)
		for _, p := range saved.List {
			if p.Mail != (p.Kind == notice.Mentioned || !p.May) {
				t.Errorf("%s by mail: %v", p.Kind, p.Mail)
			}
		}
	}
	janes, err := inbox.ReadPreferences(t.Context(), o.jane)
	must(t, err)
	for _, p := range janes.List {
		if !p.Mail {
			t.Errorf("Lan has switched off Jane's %s", p.Kind)
		}
	}
}
