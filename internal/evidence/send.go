package evidence

import (
	"context"
	"errors"
	"time"

	"parindex/internal/blob"
	"parindex/internal/db"
	"parindex/internal/job"
	"parindex/internal/par"
)

// sendTime is after how long a run of SendFiles begins no further file, so that
// other jobs have their turn.
const sendTime = 2 * time.Minute

// SendFiles hands the files that wait here on to the store elsewhere, each
// read back there before the one here is given up. While the store is away, or
// does not give back what it was given, they stay here and the job waits.
func (s *Service) SendFiles(ctx context.Context, clock par.Clock) error {
	if !s.files.Remote() {
		return nil
	}
	waiting, err := s.files.Waiting()
	if err != nil || len(waiting) == 0 {
		return err
	}
	if err := s.files.Answers(ctx); err != nil {
		return job.Await(err)
	}
	var refused []error
	end := clock.Now().Add(sendTime)
	for _, stored := range waiting {
		if ctx.Err() != nil || clock.Now() >= end {
			break
		}
		if err := s.send(ctx, stored); par.Is(err, par.Unavailable) {
			refused = append(refused, err)
			break
		} else if err != nil {
			refused = append(refused, err)
		}
	}
	if len(refused) > 0 {
		return job.Await(errors.Join(refused...))
	}
	return nil
}

// send hands one file on. One that is damaged here is an alarm and goes
// nowhere; the error then says nothing of the store.
func (s *Service) send(ctx context.Context, stored blob.Stored) error {
	err := s.files.Send(ctx, stored)
	switch {
	case err == nil:
		return s.db.Housekeep(ctx, func(tx *db.Tx) error { return markSent(tx, stored.Hash) })
	case par.Is(err, par.NotFound):
		return nil // another has sent it
	case par.Is(err, par.Internal):
		if harm, _ := harmOfFile(s.files.Verify(ctx, stored)); harm != "" {
			return s.noteChecked(ctx, map[string]Harm{stored.Hash: harm})
		}
	}
	return err
}

// sendSoon asks that what has just been kept goes on.
func (s *Service) sendSoon(tx *db.Tx) error {
	if !s.files.Remote() {
		return nil
	}
	return job.Soon(tx, job.SendFiles)
}
