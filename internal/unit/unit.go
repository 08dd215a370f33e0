// Package unit owns the agencies that are scored: departments, districts,
// communes. It must not know rounds or scores. Start with Unit and SaveUnit.
package unit

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Level is the tier of government to which a unit belongs.
type Level string

// The levels. Districts ended on 1 July 2025; past rounds still have them.
const (
	Department Level = "department"
	District   Level = "district"
	Commune    Level = "commune"
)

// Levels lists the levels in the order in which they are offered.
func Levels() []Level { return []Level{Department, District, Commune} }

// Unit is one agency.
type Unit struct {
	ID      par.ID
	Code    string // short ASCII name, unique, as it stands in a bundle
	Name    string
	Short   string
	Level   Level
	Active  bool
	Version int64
}

// Service offers the use cases on units.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

var codeForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)

// Check tells which fields of a unit are at fault.
func (u Unit) Check() error {
	faults := map[string]par.Text{}
	if !codeForm.MatchString(u.Code) {
		faults["code"] = par.T("unit.bad_code")
	}
	if n := utf8.RuneCountInString(u.Name); n == 0 || n > 200 {
		faults["name"] = par.T("error.length", "min", 1, "max", 200)
	}
	if utf8.RuneCountInString(u.Short) > 60 {
		faults["short"] = par.T("error.length", "min", 0, "max", 60)
	}
	if u.Level != Department && u.Level != District && u.Level != Commune {
		faults["level"] = par.T("error.choose")
	}
	if len(faults) > 0 {
		return par.InvalidFields(faults)
	}
	return nil
}

// SaveUnit adds a unit, or changes the one with u.ID if its version is still u.Version.
func (s *Service) SaveUnit(ctx context.Context, actor par.Actor, u Unit, key db.Key) (Unit, error) {
	u.Name, u.Short = strings.TrimSpace(u.Name), strings.TrimSpace(u.Short)
	if err := u.Check(); err != nil {
		return u, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		permit, err := tx.Check(actor, policy.ManageUnit, policy.Resource{Unit: u.ID})
		if err != nil {
			return err
		}
		u, err = db.Once(tx, actor, key, func() (Unit, error) { return save(tx, permit, u) })
		return err
	})
	return u, err
}

func save(tx *db.Tx, permit policy.Permit, u Unit) (Unit, error) {
	var before any
	if u.ID == "" {
		u.ID, u.Version = tx.NewID(), 1
		if err := insert(tx, u); err != nil {
			return u, err
		}
	} else {
		old, err := ByID(tx, u.ID)
		if err != nil {
			return u, err
		}
		before = old
		if u.Version, err = update(tx, u, old); err != nil {
			return u, err
		}
	}
	return u, tx.Audit(permit, db.Subject{Kind: "unit", ID: string(u.ID)}, before, u, u.Code)
}

// Unit finds one unit for whoever may change it.
func (s *Service) Unit(ctx context.Context, actor par.Actor, id par.ID) (Unit, error) {
	var u Unit
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ManageUnit, policy.Resource{Unit: id}); err != nil {
			return err
		}
		u, err = ByID(tx, id)
		return err
	})
	return u, err
}

// ListUnits lists all units whose name contains the words, best known first by name.
func (s *Service) ListUnits(ctx context.Context, actor par.Actor, words string) ([]Unit, error) {
	var units []Unit
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Check(actor, policy.ReadUnits, policy.Resource{}); err != nil {
			return err
		}
		units, err = List(tx)
		return err
	})
	return matching(units, words), err
}

func matching(units []Unit, words string) []Unit {
	folded := i18n.Fold(words)
	var found []Unit
	for _, u := range units {
		if strings.Contains(i18n.Fold(u.Name+" "+u.Short+" "+u.Code), folded) {
			found = append(found, u)
		}
	}
	return found
}
