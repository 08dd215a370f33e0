package main

import (
	"context"
	"errors"
	"time"

	"parindex/internal/db"
	"parindex/internal/job"
	"parindex/internal/par"
)

// leftBehind is how old a part of an upload must be before it is swept away:
// much older than any upload may take.
const leftBehind = 24 * time.Hour

// queue says what this process does for each kind of job.
func (h *house) queue(now par.Clock) *job.Queue {
	return job.New(h.db, now, map[job.Kind]func(context.Context, string) error{
		job.EndSessions: func(ctx context.Context, _ string) error { return h.services.Accounts.EndExpiredSessions(ctx) },
		job.SweepFiles: func(ctx context.Context, _ string) error {
			_, err := h.files.Sweep(now.Now().Add(-leftBehind))
			_, late := h.services.Evidence.SweepArrivals(ctx)
			return errors.Join(err, late)
		},
		job.ReadFile:       func(ctx context.Context, hash string) error { return h.services.Evidence.ReadFile(ctx, hash) },
		job.ReadPictures:   func(ctx context.Context, hash string) error { return h.services.Evidence.ReadPictures(ctx, hash) },
		job.FindUnread:     func(ctx context.Context, _ string) error { return h.services.Evidence.FindUnread(ctx) },
		job.Remind:         func(ctx context.Context, _ string) error { return h.services.Reminders.Remind(ctx) },
		job.SendMail:       func(ctx context.Context, _ string) error { return h.mailer.SendMail(ctx) },
		job.SendFiles:      func(ctx context.Context, _ string) error { return h.services.Evidence.SendFiles(ctx, now) },
		job.CheckFiles:     func(ctx context.Context, _ string) error { return h.services.Evidence.CheckFiles(ctx) },
		job.VerifyAudit:    func(ctx context.Context, _ string) error { _, err := h.checkRows(ctx, db.VerifyAudit); return err },
		job.IndexDocuments: func(ctx context.Context, _ string) error { _, err := h.services.Evidence.IndexRest(ctx); return err },
	})
}

// checkRows runs a check over the database as it is at one moment.
func (h *house) checkRows(ctx context.Context, check func(*db.Tx) (int64, error)) (n int64, err error) {
	err = h.db.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = check(tx)
		return err
	})
	return n, err
}
