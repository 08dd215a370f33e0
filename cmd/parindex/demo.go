package main

import (
	"fmt"

	"parindex/internal/db"
	"parindex/internal/demo"
	"parindex/internal/i18n"
	"parindex/internal/round"
)

type demoCmd struct{ service }

// Run serves a city with invented answers. The data are made at the first start
// and kept in their own directory.
func (c *demoCmd) Run(p *program) error {
	flags := c.flags()
	for name, value := range map[string]string{
		"data": "data/demo", "place": "thành phố Cần Thơ", "owner": "Sở Nội vụ thành phố Cần Thơ (bản trình diễn)",
	} {
		if _, given := flags[name]; !given {
			flags[name] = value
		}
	}
	settings, err := p.settings(flags)
	if err != nil {
		return err
	}
	played := demo.NewClock(clock{})
	return p.serve(settings, played, func(h *house) error { return p.fill(h, played) })
}

// fill makes the city where there is none yet, and says who can sign in.
func (p *program) fill(h *house, played *demo.Clock) error {
	filled, err := demo.Filled(p.ctx, h.db)
	if err != nil {
		return err
	}
	if !filled {
		if err := p.say("making a city with its rounds, which takes a minute"); err != nil {
			return err
		}
		s := h.services
		err := demo.Fill(p.ctx, demo.Services{
			DB: s.DB, Accounts: s.Accounts, Units: s.Units, Editions: s.Editions, Rounds: s.Rounds,
			Dossiers: s.Dossiers, Evidence: s.Evidence, Appraisals: s.Appraisals, Explanations: s.Explanations, Councils: s.Councils, Publications: s.Publications,
			Threads: s.Threads, Notices: s.Notices,
		}, played)
		if err != nil {
			return fmt.Errorf("%w; remove the directory and start again", err)
		}
	}
	if err := p.introduce(); err != nil {
		return err
	}
	return p.sayRounds(h)
}

// introduce lists who can sign in.
func (p *program) introduce() error {
	people, err := demo.People()
	if err != nil {
		return err
	}
	if err := p.say("\nEverybody here is fictitious. The password of all is: %s\n", demo.Password); err != nil {
		return err
	}
	for _, one := range people {
		if err := p.say("  %-15s %-10s %s, %s", one.Login, one.Role, one.Name, one.Title); err != nil {
			return err
		}
	}
	return p.say("")
}

// sayRounds says at which stage each round stands, so that a stage can be found
// without looking through all of them.
func (p *program) sayRounds(h *house) error {
	var rounds []round.Round
	err := h.db.Read(p.ctx, func(tx *db.Tx) (err error) {
		rounds, err = round.List(tx)
		return err
	})
	if err != nil {
		return err
	}
	words := i18n.New(i18n.Vi)
	for _, r := range rounds {
		if err := p.say("  %s: %s", r.Title, words.Value(r.State)); err != nil {
			return err
		}
	}
	return p.say("")
}
