package demo_test

import (
	"context"
	"testing"

	"parindex/internal/db"
	"parindex/internal/demo"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/unit"
)

// sitting finds a person of the demonstration with what he holds now.
func sitting(t *testing.T, s demo.Services, login string) par.Actor {
	t.Helper()
	entry, err := s.Accounts.SignIn(context.Background(), login, demo.Password, "")
	if err != nil {
		t.Fatal(err)
	}
	actor, _, err := s.Accounts.SignedIn(context.Background(), entry.Token)
	if err != nil {
		t.Fatal(err)
	}
	return actor
}

func sheetIn(t *testing.T, s demo.Services, code, unitCode string) dossier.Dossier {
	t.Helper()
	var d dossier.Dossier
	err := s.DB.Read(context.Background(), func(tx *db.Tx) error {
		all, err := round.List(tx)
		if err != nil {
			return err
		}
		u, err := unit.ByCode(tx, unitCode)
		if err != nil {
			return err
		}
		for _, r := range all {
			if r.Code == code {
				d, err = dossier.Of(tx, r.ID, u.ID)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestEveryPageHasSomethingToShow looks for what people do with each other:
// who works on what, who stands in, what is asked, and what nobody waits for.
func TestEveryPageHasSomethingToShow(t *testing.T) {
	s, _ := fill(t)
	ctx := context.Background()
	mai, khoa, thanh := sitting(t, s, "mai.stp"), sitting(t, s, "khoa.stp"), sitting(t, s, "thanh.stp")
	own := sheetIn(t, s, "2026", "stp")

	work, err := s.Dossiers.ReadMyWork(ctx, khoa)
	if err != nil || len(work) < 3 {
		t.Errorf("the officer has %d pieces of work, %v", len(work), err)
	}
	if v, err := s.Threads.ReadThreads(ctx, mai, own.ID, "1.5.1"); err != nil || v.Open() != 1 || len(v.Threads[0].Replies) != 1 {
		t.Errorf("the unit's own thread: %+v, %v", v.Threads, err)
	}
	handed := sheetIn(t, s, "thu-2026", "stp")
	if v, err := s.Threads.ReadThreads(ctx, mai, handed.ID, "1.1.3"); err != nil || v.Open() != 1 {
		t.Errorf("the appraiser's question: %+v, %v", v.Threads, err)
	}
	standing := sitting(t, s, "hanh.snv")
	if v, err := s.Appraisals.SecondOpinions(ctx, standing, handed.RoundID); err != nil || len(v.Pairs) != 3 {
		t.Errorf("second opinions: %d, %v", len(v.Pairs), err)
	}
	if v, err := s.Appraisals.Inspections(ctx, standing, handed.RoundID); err != nil || len(v.Findings) != 2 {
		t.Errorf("findings: %d, %v", len(v.Findings), err)
	}
	if lent, err := s.Accounts.ReadUnitPeople(ctx, thanh, own.UnitID); err != nil || len(lent.Delegations) != 1 {
		t.Errorf("roles lent: %+v, %v", lent.Delegations, err)
	}
	if stand := sitting(t, s, "khanh.syt"); len(stand.Units(par.Leader)) != 1 {
		t.Errorf("who stands in for a leader may not sign: %+v", stand.Grants)
	}
	for _, person := range []par.Actor{mai, khoa, thanh} {
		waiting, err := s.Notices.AllNotices(ctx, person, "")
		if err != nil {
			t.Fatal(err)
		}
		old := sheetIn(t, s, "2017", "stp").RoundID
		for _, n := range waiting {
			if n.Round == old && n.OpenedAt == 0 {
				t.Errorf("%s has not read of the round of 2017: %s", person.Name, n.Kind)
			}
		}
	}
}
