package dossier_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// BenchmarkDeclareScore saves one leaf after another of many sheets from many
// clients at once: durable, with audit line, version and deadline.
func BenchmarkDeclareScore(b *testing.B) {
	clock := testkit.NewClock()
	w, err := world.Build(ctx, testkit.SQLite(b, clock), clock, world.Options{Units: 8, Random: testkit.Random(5)})
	if err != nil {
		b.Fatal(err)
	}
	for _, m := range w.Members {
		if _, err := w.Dossiers.Sheet(ctx, m.Officer.Actor, m.Dossier); err != nil {
			b.Fatal(err)
		}
	}
	var client atomic.Int64
	b.SetParallelism(16)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		me := client.Add(1)
		m := w.Members[int(me)%len(w.Members)]
		leaf := leavesToSave[int(me)/len(w.Members)%len(leavesToSave)]
		version := int64(0)
		for n := 0; pb.Next(); n++ {
			saved, err := w.Dossiers.DeclareScore(ctx, m.Officer.Actor, m.Dossier, dossier.Score{
				Leaf: leaf, Kind: dossier.KindValue, Value: yes(n%2 == 0), Version: version,
			}, db.Key{Value: fmt.Sprintf("bench-%d-%d", me, n), Fingerprint: "f"})
			if err != nil {
				b.Error(err)
				return
			}
			version = saved.Version
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "saves/s")
}

var leavesToSave = []string{"1.2.2", "2.3.1", "3.4.1", "4.1.3", "4.2.1", "6.2.1", "6.3.1"}

// BenchmarkSheet loads a sheet of a hundred leaves with all its points.
func BenchmarkSheet(b *testing.B) {
	clock := testkit.NewClock()
	w, err := world.Build(ctx, testkit.SQLite(b, clock), clock, world.Options{Units: 1, Random: testkit.Random(5)})
	if err != nil {
		b.Fatal(err)
	}
	m := w.Members[0]
	if err := w.Fill(ctx, m); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Dossiers.Sheet(ctx, m.Officer.Actor, m.Dossier); err != nil {
			b.Fatal(err)
		}
	}
}
