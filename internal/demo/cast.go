package demo

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"

	"parindex/internal/account"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/unit"
)

//go:embed *.json
var files embed.FS

// Password is the password of every account of the demonstration.
const Password = "can tho cchc 2026 ban minh hoa"

// Person is one fictitious person of people.json.
type Person struct {
	Login string   `json:"login"`
	Name  string   `json:"name"`
	Title string   `json:"title"`
	Role  par.Role `json:"role"`
	Unit  string   `json:"unit"`
	Areas []string `json:"areas"`
}

// agency is one unit of units.json.
type agency struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Short string `json:"short"`
}

// People lists the fictitious people who can sign in.
func People() ([]Person, error) { return readPeople() }

func readPeople() ([]Person, error) {
	var file struct {
		People []Person `json:"people"`
	}
	err := readFile("people.json", &file)
	return file.People, err
}

// readUnits returns the agencies by year and tier.
func readUnits() (map[string]map[string][]agency, error) {
	var raw map[string]json.RawMessage
	if err := readFile("units.json", &raw); err != nil {
		return nil, err
	}
	years := map[string]map[string][]agency{}
	for _, year := range []string{"2017", "2026"} {
		var tiers map[string][]agency
		if err := json.Unmarshal(raw[year], &tiers); err != nil {
			return nil, fmt.Errorf("units.json: %s: %w", year, err)
		}
		years[year] = tiers
	}
	return years, nil
}

func readFile(name string, into any) error {
	data, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, into)
}

// system is the actor that prepares the demonstration: it makes accounts and
// units. Everything else is done by the people.
var system = par.Actor{Person: "system", Name: "parindex", Grants: []par.Grant{{Role: par.System}}}

// stage knows the services and the people of the demonstration.
type stage struct {
	Services
	clock    *Clock
	keys     atomic.Int64
	people   map[string]par.Actor        // by login
	units    map[string]unit.Unit        // by code
	editions map[string]criteria.Edition // by name of the sample set
	shelf    sync.Mutex
	papers   map[string]par.ID // by issuer and number
}

// key makes a fresh idempotency key.
func (s *stage) key() db.Key {
	return db.Key{Value: fmt.Sprintf("demo-%08d", s.keys.Add(1)), Fingerprint: "demo"}
}

// enrol makes an account and remembers its actor.
func (s *stage) enrol(ctx context.Context, p Person, password string) error {
	made, err := s.Accounts.Enrol(ctx, system, s.key(), account.Draft{Login: p.Login, Name: p.Name, Title: p.Title, Email: p.Login + "@cantho.example", Language: "vi"}, password)
	if err != nil {
		return fmt.Errorf("enrol %s: %w", p.Login, err)
	}
	s.people[p.Login] = par.Actor{Person: made.ID, Name: p.Name}
	return nil
}

// grant gives a role to a person, also in the actor that plays him.
func (s *stage) grant(ctx context.Context, login string, g par.Grant) error {
	actor := s.people[login]
	for _, held := range actor.Grants {
		g.ID = held.ID
		if held == g {
			return nil
		}
	}
	g.ID = ""
	held, err := s.Accounts.Grant(ctx, system, s.key(), actor.Person, g)
	if err != nil {
		return fmt.Errorf("grant %s to %s: %w", g.Role, login, err)
	}
	g.ID = held.ID
	actor.Grants = append(actor.Grants, g)
	s.people[login] = actor
	return nil
}

// found makes sure that a unit exists.
func (s *stage) found(ctx context.Context, a agency, level unit.Level) (unit.Unit, error) {
	if u, ok := s.units[a.Code]; ok {
		return u, nil
	}
	u, err := s.Units.SaveUnit(ctx, system, unit.Unit{Code: a.Code, Name: a.Name, Short: a.Short, Level: level, Active: true}, s.key())
	if err != nil {
		return u, fmt.Errorf("unit %s: %w", a.Code, err)
	}
	s.units[a.Code] = u
	return u, nil
}
