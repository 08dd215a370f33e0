package evidence

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"testing"
	"testing/iotest"
	"time"

	"parindex/internal/par"
)

var caurauOfficer = officer(caurau)

// begin begins to send a file of so many bytes.
func (w *world) begin(name string, length int) Arrival {
	w.t.Helper()
	a, err := w.BeginArrival(context.Background(), lan, yte, name, int64(length))
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func TestAFileThatIsCutGoesOnAndBecomesADocument(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		ctx := context.Background()
		content := pdfOf(t, 3)
		a := w.begin(`C:\scan\qd.pdf`, len(content))
		begun := a.Begun
		half := len(content) / 2
		cut := io.MultiReader(bytes.NewReader(content[:half]), iotest.ErrReader(io.ErrUnexpectedEOF))
		if _, err := w.ReceivePart(ctx, lan, a.ID, Part{Body: cut}); !par.Is(err, par.Invalid) {
			t.Errorf("a line that is cut: %v", err)
		}
		if _, err := w.AddDocument(ctx, lan, yte, paper, Upload{Arrival: a.ID}, w.key()); !par.Is(err, par.Invalid) {
			t.Errorf("half a file was taken: %v", err)
		}
		a, err := w.ReadArrival(ctx, lan, a.ID)
		if err != nil || a.Received != int64(half) {
			t.Fatalf("%d of %d received, %v", a.Received, half, err)
		}
		w.clock.Forward(time.Hour)
		if a, err = w.ReceivePart(ctx, lan, a.ID, Part{At: a.Received, Body: bytes.NewReader(content[half:])}); err != nil || a.State != Arrived {
			t.Fatalf("%s, %v", a.State, err)
		}
		id, err := w.AddDocument(ctx, lan, yte, paper, Upload{Arrival: a.ID}, w.key())
		if err != nil {
			t.Fatal(err)
		}
		d, err := w.ReadDocument(ctx, lan, id)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(content); d.File.Hash != hex.EncodeToString(sum[:]) || d.File.Name != "qd.pdf" || d.BegunAt != begun {
			t.Errorf("document %+v, begun %v", d.File, d.BegunAt)
		}
		again, err := w.AddDocument(ctx, lan, yte, paper, Upload{Arrival: a.ID}, w.key())
		if err != nil || again != id {
			t.Errorf("taken twice: %s, %v", again, err)
		}
		if _, err := w.files.Arrived(string(a.ID)); !par.Is(err, par.NotFound) {
			t.Errorf("the arrived bytes stay: %v", err)
		}
	})
}

func TestPartsThatDoNotFitAreRefused(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		ctx := context.Background()
		a := w.begin("qd.pdf", 10)
		wrong := sha256.Sum256([]byte("other"))
		for name, c := range map[string]struct {
			actor par.Actor
			part  Part
			code  par.Code
		}{
			"beyond the end":        {lan, Part{At: 3, Body: bytes.NewReader([]byte("x"))}, par.Conflict},
			"changed on the way":    {lan, Part{Body: bytes.NewReader([]byte("hello")), Sum: sha256.New(), Want: wrong[:]}, par.Invalid},
			"of another unit":       {caurauOfficer, Part{Body: bytes.NewReader([]byte("x"))}, par.NotFound},
			"of one who only reads": {leader, Part{Body: bytes.NewReader([]byte("x"))}, par.NotFound},
		} {
			if _, err := w.ReceivePart(ctx, c.actor, a.ID, c.part); !par.Is(err, c.code) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if a, err := w.ReadArrival(ctx, lan, a.ID); err != nil || a.Received != 0 {
			t.Errorf("%d received, %v", a.Received, err)
		}
	})
}

func TestWhatCannotBeTakenIsRefusedBeforeItIsSent(t *testing.T) {
	inWorld(t, Limits{File: 1000, Unit: 1500}, func(w *world) {
		ctx := context.Background()
		w.begin("one.pdf", 900)
		for name, c := range map[string]struct {
			actor  par.Actor
			file   string
			length int64
			code   par.Code
		}{
			"too large":         {lan, "qd.pdf", 1001, par.Invalid},
			"empty":             {lan, "qd.pdf", 0, par.Invalid},
			"a program":         {lan, "qd.exe", 10, par.Invalid},
			"beyond the quota":  {lan, "qd.pdf", 700, par.Invalid},
			"by another unit":   {caurauOfficer, "qd.pdf", 10, par.NotFound},
			"by one who judges": {appraiser("1", ""), "qd.pdf", 10, par.NotFound},
		} {
			_, err := w.BeginArrival(ctx, c.actor, yte, c.file, c.length)
			if e, ok := par.AsError(err); !ok || e.Code != c.code && e.Code != par.Forbidden {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// stuck is a line that is open and says nothing until it is stopped.
type stuck struct{ reading, stopped chan struct{} }

func (s stuck) Read([]byte) (int, error) {
	close(s.reading)
	<-s.stopped
	return 0, errors.New("stopped")
}

func TestWhoComesBackStopsTheOldLine(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		ctx := context.Background()
		a := w.begin("qd.pdf", 5)
		line, ended := stuck{make(chan struct{}), make(chan struct{})}, make(chan error)
		go func() {
			_, err := w.ReceivePart(ctx, lan, a.ID, Part{Body: line, Stop: func() { close(line.stopped) }})
			ended <- err
		}()
		<-line.reading
		got := make(chan Arrival)
		go func() {
			a, err := w.ReceivePart(ctx, lan, a.ID, Part{Body: bytes.NewReader([]byte("hello"))})
			if err != nil {
				t.Error(err)
			}
			got <- a
		}()
		if err := <-ended; !par.Is(err, par.Invalid) {
			t.Errorf("the old line ended with %v", err)
		}
		if a := <-got; a.State != Arrived {
			t.Errorf("%d received", a.Received)
		}
	})
}

func TestArrivalsThatNobodyGoesOnWithAreForgotten(t *testing.T) {
	inWorld(t, DefaultLimits(), func(w *world) {
		ctx := context.Background()
		old := w.begin("old.pdf", 5)
		if _, err := w.ReceivePart(ctx, lan, old.ID, Part{Body: bytes.NewReader([]byte("hel"))}); err != nil {
			t.Fatal(err)
		}
		w.clock.Forward(keptFor + time.Hour)
		young := w.begin("young.pdf", 5)
		if n, err := w.SweepArrivals(ctx); err != nil || n != 1 {
			t.Errorf("%d forgotten, %v", n, err)
		}
		if _, err := w.files.Arrived(string(old.ID)); !par.Is(err, par.NotFound) {
			t.Errorf("its bytes stay: %v", err)
		}
		left, err := w.ListArrivals(ctx, lan, yte)
		if err != nil || len(left) != 1 || left[0].ID != young.ID {
			t.Errorf("left: %v, %v", left, err)
		}
		if err := w.DropArrival(ctx, lan, young.ID); err != nil {
			t.Error(err)
		}
	})
}
