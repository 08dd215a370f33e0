package world_test

import (
	"context"
	"testing"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

func TestBuildOpensARound(t *testing.T) {
	clock := testkit.NewClock()
	w, err := world.Build(context.Background(), testkit.SQLite(t, clock), clock, world.Options{Units: 2, Random: testkit.Random(2)})
	if err != nil {
		t.Fatal(err)
	}
	yes := true
	in := dossier.Score{Leaf: firstYesNo(w), Kind: dossier.KindValue, Value: &score.Value{Yes: &yes}}
	if _, err := w.Dossiers.DeclareScore(context.Background(), w.Members[1].Officer.Actor, w.Members[1].Dossier, in, w.Key()); err != nil {
		t.Errorf("the officer of an opened round cannot declare: %v", err)
	}
}

func firstYesNo(w *world.World) string {
	for _, leaf := range w.Edition.Set.Leaves() {
		if leaf.Rule.Type == score.RuleYesNo {
			return leaf.Code
		}
	}
	return ""
}

func BenchmarkDeclareScore(b *testing.B) {
	clock := testkit.NewClock()
	w, err := world.Build(context.Background(), testkit.SQLite(b, clock), clock, world.Options{Units: 32, Random: testkit.Random(2)})
	if err != nil {
		b.Fatal(err)
	}
	leaf := firstYesNo(w)
	keys := make(chan db.Key, 64)
	go func() {
		for {
			keys <- w.Key()
		}
	}()
	members := make(chan world.Member, 32)
	for _, m := range w.Members {
		members <- m
	}
	versions := make(map[string]*int64)
	for _, m := range w.Members {
		versions[m.Unit.Code] = new(int64)
	}
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		m := <-members
		version := versions[m.Unit.Code]
		for pb.Next() {
			yes := *version%2 == 0
			in := dossier.Score{Leaf: leaf, Kind: dossier.KindValue, Value: &score.Value{Yes: &yes}, Version: *version}
			saved, err := w.Dossiers.DeclareScore(context.Background(), m.Officer.Actor, m.Dossier, in, <-keys)
			if err != nil {
				b.Error(err)
				return
			}
			*version = saved.Version
		}
		members <- m
	})
}
