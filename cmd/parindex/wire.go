package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/blob"
	"parindex/internal/config"
	"parindex/internal/council"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/explanation"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/reminder"
	"parindex/internal/result"
	"parindex/internal/round"
	"parindex/internal/thread"
	"parindex/internal/unit"
	"parindex/internal/web"
	"parindex/internal/workbook"
)

// clock is the clock of the machine.
type clock struct{}

// Now returns the present moment.
func (clock) Now() par.Time { return par.At(time.Now()) }

// randomText returns n random bytes in hexadecimal.
func randomText(n int) string {
	raw := make([]byte, n)
	if _, err := rand.Read(raw); err != nil {
		panic("no randomness: " + err.Error())
	}
	return hex.EncodeToString(raw)
}

// house is the open data with every service over it.
type house struct {
	db       *db.DB
	files    *blob.Store
	mailer   *notice.Mailer
	services web.Services
}

// open opens the data and wires the services. The caller closes the house.
func (p *program) open(c config.Config, now par.Clock) (*house, error) {
	log := p.logger(c)
	d, err := db.Open(p.ctx, db.Options{
		Dir: c.Data, URL: c.Database, Clock: now, Random: rand.Reader, Log: log, EngineClock: c.Database != "",
	})
	if err != nil {
		return nil, err
	}
	files, err := openFiles(c, now)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	sender, err := sender(c)
	if err != nil {
		return nil, errors.Join(err, files.Close(), d.Close())
	}
	h := &house{db: d, files: files, services: wire(c, d, files, now, log)}
	h.mailer = notice.NewMailer(d, notice.Options{Sender: sender, Address: c.Address, Place: c.Place, Log: log, Files: h.letterFiles()})
	h.services.Jobs = h.queue(now)
	reading, err := p.reading(c)
	if err != nil {
		return nil, h.close(err)
	}
	h.services.Evidence.ReadWith(reading)
	return h, nil
}

func wire(c config.Config, d *db.DB, files *blob.Store, now par.Clock, log *slog.Logger) web.Services {
	limits := evidence.Limits{File: int64(c.UploadMB) << 20, Unit: int64(c.QuotaMB) << 20}
	return web.Services{
		DB: d, Clock: now, Log: log, Random: randomText, Secure: c.Secure, Place: c.Place, Owner: c.Owner,
		Disk: func() error { return checkDisk(c.Data) },

		Accounts:     account.New(d, account.Options{Random: rand.Reader, Log: log, Unit: isUnit, Round: isRound, Lent: notice.TellDelegation}),
		Units:        unit.New(d),
		Notices:      notice.New(d),
		Reminders:    reminder.New(d),
		Editions:     criteria.New(d),
		Rounds:       round.New(d, appraisal.Procedure()),
		Evidence:     evidence.New(d, files, limits, dossier.LeafResource),
		Dossiers:     dossier.New(d),
		Threads:      thread.New(d),
		Appraisals:   appraisal.New(d),
		Explanations: explanation.New(d),
		Councils:     council.New(d),
		Workbooks:    workbook.New(d),
		Results:      result.New(d, publication.Years),
		Publications: publication.New(d),
	}
}

func isUnit(tx *db.Tx, id par.ID) error {
	_, err := unit.ByID(tx, id)
	return err
}

func isRound(tx *db.Tx, id par.ID) error {
	_, err := round.ByID(tx, id)
	return err
}

// close waits until every accepted change is stored.
func (h *house) close(err error) error { return errors.Join(err, h.db.Close(), h.files.Close()) }

// within opens the data, runs fn and closes again.
func (p *program) within(flags map[string]string, fn func(*house) error) error {
	c, err := p.settings(flags)
	if err != nil {
		return err
	}
	h, err := p.open(c, clock{})
	if err != nil {
		return err
	}
	return h.close(fn(h))
}

// logger writes to standard error in the form and from the level that is set.
func (p *program) logger(c config.Config) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo // config allows only words that slog knows
	}
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, options))
	}
	return slog.New(slog.NewTextHandler(p.stderr, options))
}

// say prints a line for the one who asked.
func (p *program) say(format string, args ...any) error {
	_, err := fmt.Fprintf(p.stdout, format+"\n", args...)
	return err
}

// background runs work beside the pages; the function that it returns ends the
// work and waits for its end.
func background(ctx context.Context, work func(context.Context)) func() {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		work(ctx)
	}()
	return func() {
		cancel()
		<-ended
	}
}
