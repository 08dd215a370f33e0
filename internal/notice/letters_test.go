package notice_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/mail"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

// tray takes letters as a mail server does, and can be out of order.
type tray struct {
	letters []mail.Message
	fail    error
	dies    bool // the process ends right after the letter was taken
}

func (s *tray) Send(_ context.Context, m mail.Message) error {
	if s.fail != nil {
		return s.fail
	}
	s.letters = append(s.letters, m)
	if s.dies {
		panic("killed")
	}
	return nil
}

// to counts the letters to an address.
func (s *tray) to(address string) (n int) {
	for _, m := range s.letters {
		if m.To == address {
			n++
		}
	}
	return n
}

func (o *office) mailer(s mail.Sender, files map[notice.Kind]notice.Files) *notice.Mailer {
	return notice.NewMailer(o.db, notice.Options{Sender: s, Address: "https://cchc.example", Place: "thành phố Cần Thơ", Log: testkit.Quiet(), Files: files})
}

// minutes lets time pass with the job running each minute.
func (o *office) minutes(t *testing.T, m *notice.Mailer, n int) {
	t.Helper()
	for range n {
		o.clock.Forward(time.Minute)
		must(t, m.SendMail(t.Context()))
	}
}

func TestADigestInsteadOfAFlood(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		o, s := build(t, d, clock), &tray{}
		m := o.mailer(s, nil)
		for range 40 {
			o.post(t, o.lan, notice.Mentioned, "s1")
			o.minutes(t, m, 1)
		}
		if n := s.to("lan@example.vn"); n != 1 {
			t.Errorf("%d letters in forty minutes; want one", n)
		}
		o.minutes(t, m, 5*60)
		if n := s.to("lan@example.vn"); n != 2 {
			t.Errorf("%d letters after five hours; want two", n)
		}
		listed := 0
		for _, letter := range s.letters {
			listed += strings.Count(letter.Text, "https://cchc.example/notices/0")
		}
		if listed != 40 {
			t.Errorf("the letters list %d notices; want each of the 40 once", listed)
		}
	})
}

func TestWhatBindsGoesSoonAndWhatIsServedAlone(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		o, s := build(t, d, clock), &tray{}
		m := o.mailer(s, map[notice.Kind]notice.Files{
			notice.ResultServed: func(_ context.Context, n notice.Notice, lang i18n.Lang) ([]mail.File, error) {
				return []mail.File{{Name: "thong-bao-" + n.Subject + ".docx", Content: []byte(lang)}}, nil
			},
		})
		o.post(t, o.lan, notice.Mentioned, "s1")
		o.post(t, o.lan, notice.SentBack, "s2")
		o.post(t, o.lan, notice.ResultServed, "s3")
		o.post(t, o.jane, notice.ResultServed, "s3")
		o.minutes(t, m, 1)
		if len(s.letters) != 3 || s.to("lan@example.vn") != 2 || s.to("jane@example.vn") != 1 {
			t.Fatalf("%d letters; want two to Lan and one to Jane", len(s.letters))
		}
		for _, letter := range s.letters {
			served := strings.Contains(letter.Subject, "kết quả") || strings.Contains(letter.Subject, "result")
			if served != (len(letter.Files) == 1) {
				t.Errorf("%q carries %d files", letter.Subject, len(letter.Files))
			}
		}
		for _, letter := range s.letters {
			if letter.To == "jane@example.vn" && (letter.Subject != "Notice of result 1 for Sở Tư pháp" || string(letter.Files[0].Content) != "en") {
				t.Errorf("Jane reads %q, a file in %q; want English", letter.Subject, letter.Files[0].Content)
			}
		}
	})
}

func TestEachKindIsMailedOnceUnlessSwitchedOff(t *testing.T) {
	for _, kind := range notice.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			clock := testkit.NewClock()
			o, s := build(t, testkit.SQLite(t, clock), clock), &tray{}
			m, inbox := o.mailer(s, nil), notice.New(o.db)
			saved, err := inbox.SavePreferences(t.Context(), o.jane, o.key(), nil)
			must(t, err)
			o.post(t, o.lan, kind, "s1")
			o.post(t, o.jane, kind, "s1")
			o.minutes(t, m, 30)
			if n := s.to("lan@example.vn"); n != 1 {
				t.Errorf("%d letters to Lan; want one", n)
			}
			want := 1
			for _, p := range saved.List {
				if p.Kind == kind && p.May {
					want = 0
				}
			}
			if n := s.to("jane@example.vn"); n != want {
				t.Errorf("%d letters to Jane, who wants none; want %d", n, want)
			}
			if in, err := inbox.ListNotices(t.Context(), o.jane, "", 1); err != nil || len(in.List) != 1 {
				t.Errorf("Jane sees %d notices in the page, %v; want the one", len(in.List), err)
			}
		})
	}
}

func TestSwitchedOffWhileItWaits(t *testing.T) {
	clock := testkit.NewClock()
	o, s := build(t, testkit.SQLite(t, clock), clock), &tray{}
	o.post(t, o.lan, notice.Mentioned, "s1")
	_, err := notice.New(o.db).SavePreferences(t.Context(), o.lan, o.key(), nil)
	must(t, err)
	o.minutes(t, o.mailer(s, nil), 30)
	if found := o.about(t, notice.Mentioned, "s1"); len(s.letters) != 0 || found[0].Mail != notice.Off {
		t.Errorf("%d letters, %s; want none", len(s.letters), found[0].Mail)
	}
}

func TestAKilledRunSendsTheSameLetterAgain(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		o, s := build(t, d, clock), &tray{dies: true}
		m := o.mailer(s, nil)
		o.post(t, o.lan, notice.SentBack, "s1")
		func() {
			defer func() { _ = recover() }()
			_ = m.SendMail(t.Context())
		}()
		o.post(t, o.lan, notice.SentBack, "s2")
		s.dies = false
		o.minutes(t, m, 3)
		if len(s.letters) != 3 || s.letters[0].ID != s.letters[1].ID || s.letters[0].Text != s.letters[1].Text || s.letters[2].ID == s.letters[0].ID {
			t.Fatalf("%d letters; want the first again under its id, then the second", len(s.letters))
		}
	})
}

func TestTroublesAreTriedAgainAndRefusalsAreNot(t *testing.T) {
	clock := testkit.NewClock()
	o, s := build(t, testkit.SQLite(t, clock), clock), &tray{fail: errors.New("mail server away")}
	m := o.mailer(s, nil)
	o.post(t, o.lan, notice.SentBack, "s1")
	o.minutes(t, m, 10)
	if n := o.about(t, notice.SentBack, "s1")[0]; n.Mail != notice.Waiting || n.MailTries != 4 || n.MailError != "mail server away" {
		t.Errorf("after ten minutes %s, %d tries, %q; want four tries and why", n.Mail, n.MailTries, n.MailError)
	}
	s.fail = nil
	o.minutes(t, m, 10)
	if n := o.about(t, notice.SentBack, "s1")[0]; n.Mail != notice.Sent || n.MailError != "" || len(s.letters) != 1 {
		t.Errorf("%s, %q, %d letters; want it sent once", n.Mail, n.MailError, len(s.letters))
	}
	folder := mail.NewFolder(t.TempDir(), mail.From{Name: "x", Address: "no address"})
	o.post(t, o.lan, notice.SentBack, "s2")
	for range 24 * 60 {
		clock.Forward(time.Minute)
		must(t, o.mailer(folder, nil).SendMail(t.Context()))
	}
	if n := o.about(t, notice.SentBack, "s2")[0]; n.Mail != notice.Failed || n.MailTries != 10 {
		t.Errorf("after a day %s, %d tries; want it given up after ten", n.Mail, n.MailTries)
	}
}

func TestAServerThatIsAwayDoesNotHoldTheRunUp(t *testing.T) {
	clock := testkit.NewClock()
	o, s := build(t, testkit.SQLite(t, clock), clock), &tray{fail: errors.New("away")}
	for i := range 20 {
		o.post(t, o.lan, notice.ResultServed, string(rune('a'+i)))
	}
	must(t, o.mailer(s, nil).SendMail(t.Context()))
	tried := 0
	for i := range 20 {
		tried += int(o.about(t, notice.ResultServed, string(rune('a'+i)))[0].MailTries)
	}
	if tried != 3 {
		t.Errorf("tried %d letters in one run; want three", tried)
	}
}

func TestAClosedAccountGetsNoLetter(t *testing.T) {
	clock := testkit.NewClock()
	o, s := build(t, testkit.SQLite(t, clock), clock), &tray{}
	o.post(t, o.lan, notice.SentBack, "s1")
	_, err := o.Deactivate(t.Context(), par.Program(), o.key(), o.lan.Person, 1)
	must(t, err)
	o.minutes(t, o.mailer(s, nil), 2)
	o.post(t, o.lan, notice.SentBack, "s2")
	if found := o.about(t, notice.SentBack, "s1"); len(s.letters) != 0 || found[0].Mail != notice.None || len(o.about(t, notice.SentBack, "s2")) != 0 {
		t.Errorf("%d letters, %s; want none", len(s.letters), found[0].Mail)
	}
}
