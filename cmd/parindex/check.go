package main

import (
	"errors"
	"io/fs"
	"os"

	"parindex/internal/config"
	"parindex/internal/db"
	"parindex/internal/extract"
)

type checkCmd struct{ service }

// Run validates the settings, prints them without secrets, and looks at what
// they name without changing anything.
func (c *checkCmd) Run(p *program) error {
	settings, err := p.settings(c.flags())
	if err != nil {
		return err
	}
	for _, s := range config.Settings() {
		if err := p.say("%-18s %s", s.Name, s.Shown(settings)); err != nil {
			return err
		}
	}
	if err := p.checkDatabase(settings); err != nil {
		return err
	}
	if err := p.checkMail(settings); err != nil {
		return err
	}
	if err := p.checkReading(settings); err != nil {
		return err
	}
	if err := p.checkStore(settings); err != nil {
		return err
	}
	return p.checkDirectory(settings.Data)
}

// checkReading says what documents will be looked into with.
func (p *program) checkReading(c config.Config) error {
	if err := extract.CheckRoots(c.SignatureRoots); err != nil {
		return err
	}
	engine := extract.Engine(p.ctx)
	if engine == "" {
		return p.say("scanned pages stay pictures: tesseract with Vietnamese (vie) is not installed")
	}
	return p.say("scanned pages are read by %s", engine)
}

// checkMail says where letters go, without sending any.
func (p *program) checkMail(c config.Config) error {
	if _, err := c.Password(); err != nil {
		return err
	}
	if c.SMTPHost == "" {
		return p.say("letters are kept as files in %s", c.Letters())
	}
	return p.say("letters from %s are handed to %s, port %d", c.MailFrom, c.SMTPHost, c.SMTPPort)
}

func (p *program) checkDatabase(c config.Config) error {
	found, err := db.Inspect(p.ctx, db.Options{Dir: c.Data, URL: c.Database})
	if err != nil {
		return err
	}
	if !found.Exists {
		return p.say("the %s database is empty; serve or migrate makes it", found.Engine)
	}
	return p.say("the %s database answers; it is at schema %d, this program at %d", found.Engine, found.Schema, found.Known)
}

func (p *program) checkDirectory(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return p.say("the data directory does not exist yet; serve makes it")
	}
	if err := checkDisk(dir); err != nil {
		return err
	}
	return p.say("the data directory can be written to")
}
