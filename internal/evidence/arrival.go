package evidence

import (
	"bytes"
	"context"
	"hash"
	"io"
	"time"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/unit"
)

// Arrival is a file on its way in. It comes in parts, goes on where it was cut
// off, and becomes a document when its person says what it is.
type Arrival struct {
	ID       par.ID
	Person   par.ID
	UnitID   par.ID
	Name     string // as it was called where it comes from, cleaned
	Length   int64  // bytes of the whole
	Received int64  // bytes that lie safe
	State    ArrivalState
	Document par.ID // what became of it; empty: nothing yet
	Begun    par.Time
	Expires  par.Time
	Version  int64
}

// ArrivalState is how far an arrival has come.
type ArrivalState string

// The states of an arrival.
const (
	Arriving ArrivalState = "arriving"
	Arrived  ArrivalState = "arrived"
	Taken    ArrivalState = "taken"
)

// keptFor is how long an arrival waits for its next part or for its person;
// untouchedFor how long one waits of which nothing has come.
const (
	keptFor      = 7 * 24 * time.Hour
	untouchedFor = 24 * time.Hour
)

// mostArrivals is how many files of one person may be on their way or waiting.
const mostArrivals = 1000

// BeginArrival makes room for a file of so many bytes for the library of a unit.
func (s *Service) BeginArrival(ctx context.Context, actor par.Actor, owner par.ID, name string, length int64) (Arrival, error) {
	a := Arrival{Person: actor.Person, UnitID: owner, Name: cleanName(name), Length: length, State: Arriving, Version: 1}
	err := s.db.Housekeep(ctx, func(tx *db.Tx) error {
		if err := maySend(tx, actor, owner); err != nil {
			return err
		}
		if err := s.fits(a); err != nil {
			return err
		}
		if err := s.hasRoom(tx, a); err != nil {
			return err
		}
		a.ID, a.Begun, a.Expires = tx.NewID(), tx.Now(), tx.Now().Add(untouchedFor)
		return insertArrival(tx, a)
	})
	return a, err
}

// MaySend tells by an error whether the actor may not send files to a unit.
func (s *Service) MaySend(ctx context.Context, actor par.Actor, owner par.ID) error {
	return s.db.Read(ctx, func(tx *db.Tx) error { return maySend(tx, actor, owner) })
}

func maySend(tx *db.Tx, actor par.Actor, owner par.ID) error {
	if _, err := tx.Check(actor, policy.SendFile, policy.Resource{Unit: owner}); err != nil {
		return err
	}
	_, err := unit.ByID(tx, owner)
	return err
}

// fits refuses by name and size what would be refused when it is here.
func (s *Service) fits(a Arrival) error {
	if _, err := typeByName(a.Name); err != nil {
		return err
	}
	if a.Length <= 0 {
		return fileFault("evidence.file_empty")
	}
	if a.Length > s.limits.File {
		return fileFault("blob.too_large", "limit", int(s.limits.File>>20))
	}
	return nil
}

// hasRoom counts what is on its way as if it were here.
func (s *Service) hasRoom(tx *db.Tx, a Arrival) error {
	waiting, count, err := arrivingFor(tx, a.UnitID, a.Person)
	if err != nil {
		return err
	}
	if count >= mostArrivals {
		return par.E(par.TooLarge, "evidence.too_many_arrivals", "limit", mostArrivals)
	}
	return s.checkQuota(tx, Document{UnitID: a.UnitID, File: File{Size: waiting + a.Length}})
}

// ReadArrival tells its person how far a file has come. Whoever still sends a
// part of it is stopped first, so that what is told stays true.
func (s *Service) ReadArrival(ctx context.Context, actor par.Actor, id par.ID) (Arrival, error) {
	release, err := s.arriving.hold(ctx, id, nil)
	if err != nil {
		return Arrival{}, err
	}
	defer release()
	return s.arrivalOf(ctx, actor, id)
}

// arrivalOf finds a file that the actor sends; those of others do not exist.
func (s *Service) arrivalOf(ctx context.Context, actor par.Actor, id par.ID) (a Arrival, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.SendFile)
		if a, err = arrivalByID(tx, id); err != nil {
			return err
		}
		if a.Person != actor.Person {
			return par.E(par.NotFound, "error.not_found")
		}
		_, err = tx.Check(actor, policy.SendFile, policy.Resource{Unit: a.UnitID})
		return err
	})
	return a, err
}

// Part is the next bytes of an arrival.
type Part struct {
	At   int64 // where they begin; it must be where the file ends now
	Body io.Reader
	Size int64     // as its sender says; -1: not said
	Sum  hash.Hash // adds up the whole part; nil: nothing to compare with
	Want []byte    // what Sum must give
	Stop func()    // makes Body end, for the one who comes after
}

// PartChanged is the key of the refusal of a part whose sum differs.
const PartChanged = "evidence.part_changed"

// ReceivePart takes the next bytes in. Another beginning than the present end
// is a conflict; a part that is cut off is kept as far as it came.
func (s *Service) ReceivePart(ctx context.Context, actor par.Actor, id par.ID, p Part) (Arrival, error) {
	release, err := s.arriving.hold(ctx, id, p.Stop)
	if err != nil {
		return Arrival{}, err
	}
	defer release()
	a, err := s.arrivalOf(ctx, actor, id)
	if err != nil {
		return a, err
	}
	if a.State != Arriving && p.At != a.Length || p.At != a.Received {
		return a, par.E(par.Conflict, "evidence.arrival_elsewhere", "at", int(a.Received>>10)).With(a)
	}
	if p.Size > a.Length-a.Received {
		return a, par.E(par.TooLarge, "evidence.part_too_long", "left", int(a.Length-a.Received))
	}
	if a.State != Arriving {
		return a, nil
	}
	return s.append(context.WithoutCancel(ctx), a, p)
}

// append adds the bytes of a part. One whose hash was said counts only whole.
func (s *Service) append(ctx context.Context, a Arrival, p Part) (Arrival, error) {
	body, sum := p.Body, p.Sum
	if sum != nil {
		body = io.TeeReader(body, sum)
	}
	came := a.Received
	err := s.files.Append(string(a.ID), a.Received, a.Length, body, func(size int64) error {
		came = size
		if sum != nil {
			return nil
		}
		return s.count(ctx, &a, size)
	})
	if err != nil || sum == nil {
		return a, err
	}
	if !bytes.Equal(sum.Sum(nil), p.Want) {
		return a, par.E(par.Invalid, PartChanged)
	}
	return a, s.count(ctx, &a, came)
}

// count notes that so many bytes lie safe.
func (s *Service) count(ctx context.Context, a *Arrival, size int64) error {
	return s.db.Housekeep(ctx, func(tx *db.Tx) error {
		a.Received, a.Expires = size, tx.Now().Add(keptFor)
		if size == a.Length {
			a.State = Arrived
		}
		return updateArrival(tx, a)
	})
}

// ListArrivals lists the files of a person that wait for a unit's library, the
// oldest first.
func (s *Service) ListArrivals(ctx context.Context, actor par.Actor, owner par.ID) ([]Arrival, error) {
	var all []Arrival
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.AddEvidence, policy.Resource{Unit: owner}); err != nil {
			return err
		}
		all, err = listArrivals(tx, owner, actor.Person)
		return err
	})
	return all, err
}

// DropArrival gives a file up.
func (s *Service) DropArrival(ctx context.Context, actor par.Actor, id par.ID) error {
	release, err := s.arriving.hold(ctx, id, nil)
	if err != nil {
		return err
	}
	defer release()
	a, err := s.arrivalOf(ctx, actor, id)
	if err != nil {
		return err
	}
	if a.State == Taken {
		return par.E(par.Closed, "evidence.arrival_taken")
	}
	if err := s.db.Housekeep(ctx, func(tx *db.Tx) error { return deleteArrival(tx, a.ID) }); err != nil {
		return err
	}
	return s.files.Forget(string(a.ID))
}

// SweepArrivals forgets what nobody went on with, and returns how many.
func (s *Service) SweepArrivals(ctx context.Context) (int, error) {
	var old []Arrival
	err := s.db.Housekeep(ctx, func(tx *db.Tx) (err error) {
		if old, err = expiredArrivals(tx, tx.Now()); err != nil {
			return err
		}
		for _, a := range old {
			if err := deleteArrival(tx, a.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, a := range old {
		if err := s.files.Forget(string(a.ID)); err != nil {
			return 0, err
		}
	}
	return len(old), nil
}
