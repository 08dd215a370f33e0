// Command search measures the search of the library over 100,000 documents: it
// fills a database, takes the documents into the index as the program does, and
// asks as officers of a large and of a small unit and as a reader of a whole
// round ask. It prints a Markdown table for docs/PERFORMANCE.md.
package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"syscall"
	"time"

	"parindex/internal/db"
	"parindex/internal/evidence"
	"parindex/internal/par"
)

type wall struct{}

func (wall) Now() par.Time { return par.At(time.Now()) }

func main() {
	database := flag.String("database", "", "an empty PostgreSQL database; without it SQLite in a fresh folder")
	documents := flag.Int("documents", 100_000, "how many documents there are")
	asks := flag.Int("asks", 200, "how often each kind of search is asked")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *database, *documents, *asks); err != nil {
		fmt.Fprintln(os.Stderr, "search:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, database string, documents, asks int) error {
	dir, err := os.MkdirTemp("", "parindex-search-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	d, err := db.Open(ctx, db.Options{Dir: dir, URL: database, Clock: wall{}, Random: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer d.Close()
	begun := time.Now()
	f := &filler{db: d, draw: mathrand.New(mathrand.NewPCG(4, 2026)), documents: documents}
	if err := f.fill(ctx); err != nil {
		return err
	}
	fmt.Printf("%s, %d cores, %d documents written in %.0f s", runtime.Version(), runtime.NumCPU(), documents, time.Since(begun).Seconds())
	begun = time.Now()
	service := evidence.New(d, nil, evidence.DefaultLimits(), nil)
	n, err := service.IndexRest(ctx)
	if err != nil {
		return err
	}
	fmt.Printf(", %d indexed in %.0f s\n\n", n, time.Since(begun).Seconds())
	return measure(ctx, service, f, asks)
}

// asker is someone who searches.
type asker struct {
	name string
	ask  func(ctx context.Context, q evidence.Query) (evidence.Library, error)
}

func measure(ctx context.Context, s *evidence.Service, f *filler, asks int) error {
	officer := func(unit par.ID) asker {
		actor := par.Actor{Person: "officer", Grants: []par.Grant{{Role: par.Officer, Unit: unit}}}
		return asker{ask: func(ctx context.Context, q evidence.Query) (evidence.Library, error) {
			return s.ListDocuments(ctx, actor, unit, q)
		}}
	}
	large, small := officer(f.units[0]), officer(f.units[1])
	large.name, small.name = "unit of 20,000", "unit of 1,000"
	round := asker{"whole round", func(ctx context.Context, q evidence.Query) (l evidence.Library, err error) {
		err = f.db.Read(ctx, func(tx *db.Tx) error {
			l, err = evidence.ListCited(tx, []evidence.Reach{{Dossiers: f.dossiers, Leaves: f.leaves}}, q)
			return err
		})
		return l, err
	}}
	fmt.Println("| who | search | found | p50 | p95 | p99 |\n| --- | --- | ---: | ---: | ---: | ---: |")
	for _, who := range []asker{small, large, round} {
		for _, kind := range kinds() {
			if err := f.measureKind(ctx, who, kind, asks); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *filler) measureKind(ctx context.Context, who asker, kind kind, asks int) error {
	var times []time.Duration
	found := 0
	for range asks {
		text := kind.text(f)
		begun := time.Now()
		l, err := who.ask(ctx, evidence.Query{Text: text})
		if err != nil {
			return err
		}
		times, found = append(times, time.Since(begun)), found+l.Total
	}
	slices.Sort(times)
	at := func(percent int) float64 { return float64(times[len(times)*percent/100].Microseconds()) / 1000 }
	fmt.Printf("| %s | %s | %d | %.1f ms | %.1f ms | %.1f ms |\n", who.name, kind.name, found/asks, at(50), at(95), at(99))
	return nil
}
