package appraisal_test

import (
	"io"
	"log/slog"
	"testing"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/testkit"
)

func (w *world) sharing() appraisal.Sharing {
	w.t.Helper()
	v, err := w.service.Allotments(w.ctx(), w.standing(), w.round)
	w.must(err)
	return v
}

func (w *world) share(code string) appraisal.Share {
	w.t.Helper()
	for _, s := range w.sharing().Shares {
		if s.Unit.ID == w.units[code] && s.Area == "1" {
			return s
		}
	}
	w.t.Fatalf("%s is not shared out", code)
	return appraisal.Share{}
}

func (w *world) allot(digest string, chosen ...appraisal.Choice) (int, error) {
	return w.service.AllotWork(w.ctx(), w.standing(), w.round, digest, chosen, w.key())
}

func (w *world) told(person par.ID) (n int) {
	w.t.Helper()
	w.must(w.db.Read(w.ctx(), func(tx *db.Tx) error {
		all, err := notice.About(tx, notice.WorkAllotted, string(w.round)+" 1")
		for _, one := range all {
			if one.Person == person {
				n++
			}
		}
		return err
	}))
	return n
}

func TestAProposalIsAcceptedAsItWasSeen(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		lan, minh := w.judge("lan.td", "sa", "1"), w.judge("minh.td", "sd", "1")
		seen := w.sharing()
		if len(seen.Shares) != 4 || seen.Fresh != 4 || w.share("sa").Proposed != minh.Person {
			t.Fatalf("proposed %+v", seen.Shares)
		}
		_, err := w.service.AllotWork(w.ctx(), lan, w.round, seen.Digest, nil, w.key())
		wantCode(t, err, par.Forbidden)
		n, err := w.allot(seen.Digest)
		if err != nil || n != 4 || w.told(lan.Person) != 1 || w.told(minh.Person) != 1 {
			t.Fatalf("allotted %d, %v; told %d and %d", n, err, w.told(lan.Person), w.told(minh.Person))
		}
		_, err = w.allot(seen.Digest)
		wantCode(t, err, par.Conflict)
		for _, s := range w.sharing().Shares {
			if s.Holder == "" || s.New() || s.Holder == lan.Person && s.Unit.ID == w.units["sa"] {
				t.Errorf("%s went to %q, proposed again %v", s.Unit.Name, s.Holder, s.New())
			}
		}
	})
}

func TestWhatIsAllottedToAnotherIsNotMarked(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		lan, minh := w.judge("lan.td", "sc", "1"), w.judge("minh.td", "sd", "1")
		s := w.share("sa")
		n, err := w.allot("", appraisal.Choice{Dossier: s.Dossier, Area: "1", Person: lan.Person, Version: s.Version})
		if err != nil || n != 1 {
			t.Fatalf("allotted %d, %v", n, err)
		}
		_, err = w.mark(minh, "sa", opinion)
		if e, ok := par.AsError(err); !ok || e.Code != par.Closed || e.Key != "policy.allotted" {
			t.Errorf("another appraiser of the area: %v", err)
		}
		_, err = w.mark(lan, "sa", opinion)
		w.must(err)
		_, err = w.allot("", appraisal.Choice{Dossier: s.Dossier, Area: "1", Person: minh.Person, Version: s.Version})
		wantCode(t, err, par.Conflict)
		own := w.share("sc")
		_, err = w.allot("", appraisal.Choice{Dossier: own.Dossier, Area: "1", Person: lan.Person, Version: own.Version})
		wantCode(t, err, par.Invalid)
		s = w.share("sa")
		_, err = w.allot("", appraisal.Choice{Dossier: s.Dossier, Area: "1", Version: s.Version})
		w.must(err)
		_, err = w.mark(minh, "sa", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Accept})
		w.must(err)
	})
}

func TestOpenWorkIsHandedOver(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		lan, minh := w.judge("lan.td", "sc", "1"), w.judge("minh.td", "sb", "1")
		for _, code := range []string{"sa", "sb"} {
			s := w.share(code)
			_, err := w.allot("", appraisal.Choice{Dossier: s.Dossier, Area: "1", Person: lan.Person, Version: s.Version})
			w.must(err)
		}
		over := func(from, to par.ID) (int, error) {
			return w.service.HandOver(w.ctx(), w.standing(), w.round, from, to, w.key())
		}
		_, err := over(minh.Person, lan.Person)
		wantCode(t, err, par.Invalid)
		_, err = over(lan.Person, lan.Person)
		wantCode(t, err, par.Invalid)
		n, err := over(lan.Person, minh.Person)
		if err != nil || n != 1 || w.share("sa").Holder != minh.Person || w.share("sb").Holder != lan.Person {
			t.Errorf("went over %d, %v; sa has %q, sb has %q", n, err, w.share("sa").Holder, w.share("sb").Holder)
		}
	})
}

func TestWhoseAccountIsClosedIsGivenNothing(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		lan, minh, tam := w.judge("lan.td", "sc", "1"), w.judge("minh.td", "sd", "1"), w.judge("tam.td", "sd", "1")
		for _, code := range []string{"sa", "sb"} {
			s, to := w.share(code), map[string]par.Actor{"sa": lan, "sb": tam}[code]
			_, err := w.allot("", appraisal.Choice{Dossier: s.Dossier, Area: "1", Person: to.Person, Version: s.Version})
			w.must(err)
		}
		w.lock(lan.Person)
		w.release(tam.Person)
		s := w.share("sa")
		if !s.Gone || !w.share("sb").Gone || s.Proposed != minh.Person || len(s.Able) != 1 {
			t.Errorf("held by a closed account: %+v", s)
		}
		for _, j := range w.sharing().Judges {
			if j.Able() != (j.Person == minh.Person) || j.Name == "" {
				t.Errorf("%q can be given work: %v", j.Name, j.Able())
			}
		}
		_, err := w.service.HandOver(w.ctx(), w.standing(), w.round, tam.Person, lan.Person, w.key())
		wantCode(t, err, par.Invalid)
		for _, gone := range []par.ID{lan.Person, tam.Person} {
			n, err := w.service.HandOver(w.ctx(), w.standing(), w.round, gone, minh.Person, w.key())
			if err != nil || n != 1 {
				t.Errorf("went over %d, %v", n, err)
			}
		}
	})
}

// lock closes an account.
func (w *world) lock(person par.ID) {
	w.t.Helper()
	accounts := w.accounts()
	p, err := accounts.ReadPerson(w.ctx(), program, person)
	w.must(err)
	_, err = accounts.Deactivate(w.ctx(), program, w.key(), person, p.Version)
	w.must(err)
}

// release takes all roles of a person back.
func (w *world) release(person par.ID) {
	w.t.Helper()
	p, err := w.accounts().ReadPerson(w.ctx(), program, person)
	w.must(err)
	for _, h := range p.Roles {
		w.must(w.accounts().EndGrant(w.ctx(), program, w.key(), person, h.ID))
	}
}

func (w *world) accounts() *account.Service {
	return account.New(w.db, account.Options{Random: testkit.Random(9), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Cost: account.Cost{Passes: 1, Memory: 64}})
}
