package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/unit"
)

// The players who enter what the demonstration invents. Their accounts are
// closed afterwards; their names say what they are.
const (
	typist    = "nhap.minhhoa"
	signer    = "ky.minhhoa"
	examiner  = "thamdinh.minhhoa"
	conductor = "dieuphoi.minhhoa"
	announcer = "congbo.minhhoa"
)

var players = []Person{
	{Login: typist, Name: "Người nhập số liệu minh họa", Title: "Nhân vật của bản trình diễn"},
	{Login: signer, Name: "Lãnh đạo đơn vị minh họa", Title: "Nhân vật của bản trình diễn"},
	{Login: examiner, Name: "Người thẩm định minh họa", Title: "Nhân vật của bản trình diễn"},
	{Login: conductor, Name: "Thường trực minh họa", Title: "Nhân vật của bản trình diễn"},
	{Login: announcer, Name: "Người công bố minh họa", Title: "Nhân vật của bản trình diễn"},
}

// begin makes the units and the people of every year.
func (s *stage) begin(ctx context.Context) error {
	s.clock.Play(day(2017, time.December, 18, 8))
	years, err := readUnits()
	if err != nil {
		return err
	}
	for _, year := range []string{"2017", "2026"} {
		for _, tier := range []struct {
			name  string
			level unit.Level
		}{{"departments", unit.Department}, {"districts", unit.District}, {"communes", unit.Commune}} {
			for _, a := range years[year][tier.name] {
				if _, err := s.found(ctx, a, tier.level); err != nil {
					return err
				}
			}
		}
	}
	return s.hire(ctx)
}

func (s *stage) hire(ctx context.Context) error {
	people, err := readPeople()
	if err != nil {
		return err
	}
	err = s.enrolAll(ctx, append(people, players...))
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Role == par.Appraiser {
			continue // by round and area, when there is a round
		}
		g := par.Grant{Role: p.Role}
		if p.Role == par.Officer || p.Role == par.Leader {
			g.Unit = s.units[p.Unit].ID
		}
		if err := s.grant(ctx, p.Login, g); err != nil {
			return err
		}
	}
	if err := s.grant(ctx, conductor, par.Grant{Role: par.Standing}); err != nil {
		return err
	}
	return s.grant(ctx, announcer, par.Grant{Role: par.Publisher})
}

// enrolAll makes the accounts. Players get a password that nobody knows.
func (s *stage) enrolAll(ctx context.Context, people []Person) error {
	for _, p := range people {
		password := Password
		if strings.HasSuffix(p.Login, ".minhhoa") {
			password = "khong ai dang nhap " + string(par.NewID(s.clock.Now(), rand.Reader))
		}
		if err := s.enrol(ctx, p, password); err != nil {
			return err
		}
	}
	return nil
}

// stand gives the typist and the signer the roles of a unit.
func (s *stage) stand(ctx context.Context, codes []string) error {
	for _, code := range codes {
		if err := s.grant(ctx, typist, par.Grant{Role: par.Officer, Unit: s.units[code].ID}); err != nil {
			return err
		}
		if err := s.grant(ctx, signer, par.Grant{Role: par.Leader, Unit: s.units[code].ID}); err != nil {
			return err
		}
	}
	return nil
}

// leave closes the players' accounts: what they did stays under their names.
func (s *stage) leave(ctx context.Context) error {
	s.clock.Play(0)
	for _, p := range players {
		id := s.people[p.Login].Person
		var now account.Person
		err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
			now, err = account.ByID(tx, id)
			return err
		})
		if err != nil {
			return err
		}
		if _, err := s.Accounts.Deactivate(ctx, system, s.key(), id, now.Version); err != nil {
			return fmt.Errorf("close account of %s: %w", p.Login, err)
		}
	}
	return nil
}
