package invariant_test

import (
	"context"
	"maps"
	"slices"

	"parindex/internal/council"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
)

// checkCouncil holds sessions, items and votes against the model.
func (m *machine) checkCouncil(t *dice) {
	t.Helper()
	fine(t, m.w.DB.Read(context.Background(), func(tx *db.Tx) error {
		sessions, err := council.Sessions(tx, m.w.Round.ID)
		if err != nil {
			return err
		}
		if len(sessions) != len(m.sittings) {
			t.Fatalf("%d sessions, the model says %d", len(sessions), len(m.sittings))
		}
		for i, s := range sessions {
			if want := m.sittings[i]; s.ID != want.id || s.State() != want.state || s.Version != want.version {
				t.Fatalf("a session is %+v, the model says %+v", s, want)
			}
		}
		items, err := council.RoundItems(tx, m.w.Round.ID)
		if err != nil {
			return err
		}
		if len(items) != len(m.matters) {
			t.Fatalf("%d items, the model says %d", len(items), len(m.matters))
		}
		for _, item := range items {
			if err := m.checkItem(t, tx, item); err != nil {
				return err
			}
		}
		return nil
	}))
}

func (m *machine) checkItem(t *dice, tx *db.Tx, item council.Item) error {
	i := slices.IndexFunc(m.matters, func(x *matter) bool { return x.id == item.ID })
	if i < 0 {
		t.Fatalf("the model knows of no item %+v", item)
	}
	x := m.matters[i]
	gives := "points"
	if item.Proposal.Kind == dossier.KindValue {
		gives = map[bool]string{true: "yes", false: "no"}[*item.Proposal.Value.Yes]
	}
	if item.SessionID != x.at.id || item.State != x.state || item.Version != x.version || item.Decision != x.decision || gives != x.gives {
		t.Fatalf("an item is %+v, the model says %+v", item, x)
	}
	votes, err := council.Votes(tx, item.ID)
	found := map[par.ID]council.Choice{}
	for _, v := range votes {
		found[v.Person] = v.Choice
	}
	if !maps.Equal(found, x.votes) {
		t.Fatalf("the votes on %s of %s are %v, the model says %v", x.leaf, m.units[x.unit].Unit.Code, found, x.votes)
	}
	return err
}
