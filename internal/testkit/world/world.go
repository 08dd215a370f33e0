// Package world builds a small city for tests and measurements: units with
// their officers and leaders, appraisers, a standing body, and a round in the
// middle of self-scoring on one of the sample sets. Start with Build.
package world

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/criteria"
	"parindex/internal/criteria/samples"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/notice"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// Password is the password of everyone in the world.
const Password = "mot mat khau that dai 2026"

// World is the city with its use cases.
type World struct {
	DB         *db.DB
	Accounts   *account.Service
	Units      *unit.Service
	Editions   *criteria.Service
	Rounds     *round.Service
	Dossiers   *dossier.Service
	Appraisals *appraisal.Service

	Round   round.Round
	Edition criteria.Edition
	Members []Member // the units with their people, in order

	Standing, Publisher, Admin, Viewer Person
	keys                               int
}

// Member is one unit of the round.
type Member struct {
	Unit            unit.Unit
	Dossier         par.ID
	Officer, Leader Person
}

// Person is someone who can act and sign in.
type Person struct {
	par.Actor
	Login string
}

// Options say how large the world is.
type Options struct {
	Units  int    // at least 1
	Sample string // sample set; empty: so
	Set    string // an edition as JSON, instead of a sample
	Random io.Reader
}

var root = par.Actor{Person: "system", Name: "test", Grants: []par.Grant{{Role: par.System}}}

// Build fills an empty database. The round takes in self-scores from an hour
// ago until a week from now.
func Build(ctx context.Context, d *db.DB, clock par.Clock, o Options) (*World, error) {
	w := &World{
		DB: d, Units: unit.New(d), Editions: criteria.New(d), Dossiers: dossier.New(d), Appraisals: appraisal.New(d),
		Rounds: round.New(d, appraisal.Procedure()),
		Accounts: account.New(d, account.Options{
			Random: o.Random, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Cost: account.Cost{Passes: 1, Memory: 64}, Lent: notice.TellDelegation,
		}),
	}
	if o.Sample == "" {
		o.Sample = "so"
	}
	if err := w.people(ctx); err != nil {
		return nil, err
	}
	if err := w.edition(ctx, o); err != nil {
		return nil, err
	}
	if err := w.members(ctx, o.Units); err != nil {
		return nil, err
	}
	return w, w.open(ctx, clock.Now())
}

// Key makes a fresh idempotency key.
func (w *World) Key() db.Key {
	w.keys++
	return db.Key{Value: fmt.Sprintf("world-%06d", w.keys), Fingerprint: "world"}
}

// Enrol makes a person with these roles.
func (w *World) Enrol(ctx context.Context, login string, grants ...par.Grant) (Person, error) {
	made, err := w.Accounts.Enrol(ctx, root, w.Key(), account.Draft{Login: login, Name: "Người " + login, Language: "vi"}, Password)
	if err != nil {
		return Person{}, fmt.Errorf("enrol %s: %w", login, err)
	}
	p := Person{par.Actor{Person: made.ID, Name: made.Name}, login}
	for _, g := range grants {
		held, err := w.Accounts.Grant(ctx, root, w.Key(), made.ID, g)
		if err != nil {
			return p, fmt.Errorf("grant %s to %s: %w", g.Role, login, err)
		}
		g.ID = held.ID
		p.Grants = append(p.Grants, g)
	}
	return p, nil
}

func (w *World) people(ctx context.Context) (err error) {
	for _, one := range []struct {
		into  *Person
		login string
		role  par.Role
	}{{&w.Standing, "tuan", par.Standing}, {&w.Publisher, "vinh", par.Publisher}, {&w.Admin, "nam", par.Admin}, {&w.Viewer, "thu", par.Viewer}} {
		if *one.into, err = w.Enrol(ctx, one.login, par.Grant{Role: one.role}); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) edition(ctx context.Context, o Options) error {
	data := []byte(o.Set)
	if o.Set == "" {
		var err error
		if data, err = samples.Read(o.Sample); err != nil {
			return err
		}
	}
	e, err := criteria.ReadJSON(data)
	if err != nil {
		return err
	}
	w.Edition, err = w.Editions.SaveEdition(ctx, w.Standing.Actor, e, w.Key())
	return err
}

func (w *World) members(ctx context.Context, n int) error {
	for i := range n {
		code := fmt.Sprintf("dv%02d", i+1)
		u, err := w.Units.SaveUnit(ctx, w.Standing.Actor, unit.Unit{
			Code: code, Name: fmt.Sprintf("Đơn vị số %d", i+1), Short: code, Level: unit.Department, Active: true,
		}, w.Key())
		if err != nil {
			return err
		}
		m := Member{Unit: u}
		if m.Officer, err = w.Enrol(ctx, "cb."+code, par.Grant{Role: par.Officer, Unit: u.ID}); err != nil {
			return err
		}
		if m.Leader, err = w.Enrol(ctx, "ld."+code, par.Grant{Role: par.Leader, Unit: u.ID}); err != nil {
			return err
		}
		w.Members = append(w.Members, m)
	}
	return nil
}

// Method is the method of the world's block.
func Method() *score.Method {
	m := score.DefaultMethod()
	m.Classes = []score.Class{{Name: "Rất tốt", From: "90"}, {Name: "Tốt", From: "80"}, {Name: "Khá", From: "70"}, {Name: "Trung bình", From: "60"}, {Name: "Yếu", From: "0"}}
	return m
}

func (w *World) open(ctx context.Context, now par.Time) error {
	r, err := w.OpenRound(ctx, "2026", 2026, now)
	if err != nil {
		return err
	}
	return w.DB.Read(ctx, func(tx *db.Tx) error { return w.reload(tx, r.ID) })
}

func (w *World) reload(tx *db.Tx, id par.ID) (err error) {
	if w.Round, err = round.ByID(tx, id); err != nil {
		return err
	}
	for i := range w.Members {
		d, err := dossier.Of(tx, id, w.Members[i].Unit.ID)
		if err != nil {
			return err
		}
		w.Members[i].Dossier = d.ID
	}
	return nil
}
