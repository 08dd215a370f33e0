package criteria

import (
	"fmt"
	"testing"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/testkit"
)

var standing = par.Actor{Person: "hanh", Grants: []par.Grant{{Role: par.Standing}}}

// freshKeys returns fresh idempotency keys.
func freshKeys() func() db.Key {
	n := 0
	return func() db.Key {
		n++
		return db.Key{Value: fmt.Sprintf("test-key-%d", n)}
	}
}

func sampleEdition(t *testing.T, name string) Edition {
	t.Helper()
	e, err := readSample(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEditionsAreNumberedAndReadBackWhole(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, key := New(d), freshKeys()
		want := sampleEdition(t, "xa")
		for number := int64(1); number <= 2; number++ {
			saved, err := s.SaveEdition(t.Context(), standing, want, key())
			if err != nil || saved.Number != number || saved.Frozen() {
				t.Fatalf("edition %d: number %d, frozen %v, %v", number, saved.Number, saved.Frozen(), err)
			}
			got, err := s.Edition(t.Context(), standing, saved.ID)
			if diff := same(want, got); err != nil || diff != "" {
				t.Errorf("stored and read back (-want +got): %v\n%s", err, diff)
			}
		}
		all, err := s.ListEditions(t.Context(), standing)
		if err != nil || len(all) != 2 || all[0].Number != 2 {
			t.Errorf("list: %+v, %v", all, err)
		}
	})
}

func TestTheSameRequestStoresOneEdition(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, key, e := New(d), freshKeys(), sampleEdition(t, "so")
		once := key()
		first, err := s.SaveEdition(t.Context(), standing, e, once)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.SaveEdition(t.Context(), standing, e, once)
		if err != nil || first.ID != again.ID {
			t.Errorf("the same key: %s, %s, %v", first.ID, again.ID, err)
		}
		taken, err := s.TakeSample(t.Context(), standing, "so", key())
		if err != nil || taken.ID != first.ID {
			t.Errorf("a sample that is there already: %s, %v", taken.ID, err)
		}
		other, err := s.TakeSample(t.Context(), standing, "huyen", key())
		if err != nil || other.Number != 1 {
			t.Errorf("another sample: %d, %v", other.Number, err)
		}
	})
}

func TestAnEditionInUseStaysAsItIs(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		s, key := New(d), freshKeys()
		e, err := s.TakeSample(t.Context(), standing, "so", key())
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // freezing twice keeps the first moment
			err = d.Write(t.Context(), func(tx *db.Tx) error {
				permit, err := tx.Check(standing, policy.EditCriteria, policy.Resource{})
				if err != nil {
					return err
				}
				if err := Freeze(tx, e.ID); err != nil {
					return err
				}
				return tx.Audit(permit, db.Subject{Kind: "edition", ID: string(e.ID)}, nil, e.Hash, "")
			})
			if err != nil {
				t.Fatal(err)
			}
			clock.Forward(1000)
		}
		got, err := s.Edition(t.Context(), standing, e.ID)
		if err != nil || got.FrozenAt != testkit.Noon || got.Hash != e.Hash {
			t.Errorf("frozen at %v, hash kept %v, %v", got.FrozenAt, got.Hash == e.Hash, err)
		}
	})
}

func TestPreviewComparesWithTheNewestAndStoresNothing(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, key := New(d), freshKeys()
		if _, err := s.TakeSample(t.Context(), standing, "so", key()); err != nil {
			t.Fatal(err)
		}
		data, err := changedSample(t).JSON()
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.PreviewImport(t.Context(), standing, data)
		if err != nil || p.Previous.Number != 1 {
			t.Fatalf("previous %d, %v", p.Previous.Number, err)
		}
		if len(p.Diff.Added) != 1 || len(p.Diff.Removed) != 1 || len(p.Diff.Changed) != 1 || p.Diff.Changed[0].Code != "1.2.1" {
			t.Errorf("difference: %+v", p.Diff)
		}
		if all, err := s.ListEditions(t.Context(), standing); err != nil || len(all) != 1 {
			t.Errorf("a preview has stored something: %d, %v", len(all), err)
		}
	})
}

// changedSample renames one leaf's code and changes the title of another.
func changedSample(t *testing.T) Edition {
	t.Helper()
	e := sampleEdition(t, "so")
	leaf, _ := e.Set.Find("1.1.1")
	leaf.Code = "1.1.9"
	changed, _ := e.Set.Find("1.2.1")
	changed.Title += ", đầy đủ"
	e.Guides["1.1.9"] = e.Guides["1.1.1"]
	delete(e.Guides, "1.1.1")
	return e
}

func TestWhoMayTakeCriteriaIn(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		s, key, e := New(d), freshKeys(), sampleEdition(t, "so")
		for _, role := range []par.Role{par.Officer, par.Leader, par.Appraiser, par.Publisher, par.Admin, par.Viewer} {
			actor := par.Actor{Person: "x", Grants: []par.Grant{{Role: role, Unit: "u", Round: "r"}}}
			_, saving := s.SaveEdition(t.Context(), actor, e, key())
			_, taking := s.TakeSample(t.Context(), actor, "so", key())
			_, previewing := s.PreviewImport(t.Context(), actor, []byte("{"))
			for act, err := range map[string]error{"save": saving, "sample": taking, "preview": previewing} {
				if !par.Is(err, par.Forbidden) {
					t.Errorf("%s, %s: %v", role, act, err)
				}
			}
			if _, err := s.ListEditions(t.Context(), actor); err != nil {
				t.Errorf("%s may not read: %v", role, err)
			}
		}
		if _, err := s.ListEditions(t.Context(), par.Actor{}); !par.Is(err, par.Unauthenticated) {
			t.Errorf("the public reads criteria: %v", err)
		}
	})
}

func TestFieldsOfAnEditionAreChecked(t *testing.T) {
	for field, change := range map[string]func(*Edition){
		"code":   func(e *Edition) { e.Code = "Bộ 1" },
		"title":  func(e *Edition) { e.Title = "" },
		"level":  func(e *Edition) { e.Level = "planet" },
		"file":   func(e *Edition) { e.Note = "chuông \a" },
		"guides": func(e *Edition) { e.Guides["9.9.9"] = Guide{Help: "x"} },
	} {
		e := sampleEdition(t, "so")
		change(&e)
		refused, ok := par.AsError(e.Check())
		if !ok || refused.Fields[field].Key == "" {
			t.Errorf("%s: %v", field, refused)
		}
	}
}
