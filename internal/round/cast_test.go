package round_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/criteria"
	"parindex/internal/criteria/samples"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/unit"
)

// city is a small city: a standing body, three units, two people who can
// appraise, and an edition.
type city struct {
	t        *testing.T
	db       *db.DB
	clock    *testkit.Clock
	rounds   *round.Service
	editions *criteria.Service
	standing par.Actor
	units    map[string]unit.Unit
	people   map[string]par.ID
	edition  criteria.Edition
	keys     int
}

func newCity(t *testing.T, d *db.DB, clock *testkit.Clock) *city {
	t.Helper()
	c := &city{
		t: t, db: d, clock: clock, editions: criteria.New(d), units: map[string]unit.Unit{}, people: map[string]par.ID{},
		rounds:   round.New(d, appraisal.Procedure()),
		standing: par.Actor{Person: "hanh", Name: "Lâm Mỹ Hạnh", Grants: []par.Grant{{Role: par.Standing}}},
	}
	for _, u := range []unit.Unit{
		{Code: "snv", Name: "Sở Nội vụ", Level: unit.Department, Active: true},
		{Code: "stp", Name: "Sở Tư pháp", Level: unit.Department, Active: true},
		{Code: "p-ninh-kieu", Name: "Phường Ninh Kiều", Level: unit.Commune, Active: true},
	} {
		saved, err := unit.New(d).SaveUnit(ctx(), c.standing, u, c.key())
		c.must(err)
		c.units[u.Code] = saved
	}
	accounts := account.New(d, account.Options{Random: testkit.Random(2), Log: testkit.Quiet(), Cost: account.Cost{Passes: 1, Memory: 64}})
	admin := par.Actor{Person: "nam", Grants: []par.Grant{{Role: par.Admin}}}
	for login, name := range map[string]string{"hue.stp": "Kiều Thị Huệ", "son.snv": "Đỗ Hoàng Sơn"} {
		p, _, err := accounts.CreatePerson(ctx(), admin, c.key(), account.Draft{Login: login, Name: name, Language: "vi"})
		c.must(err)
		c.people[login] = p.ID
	}
	raw, err := samples.Read("so")
	c.must(err)
	e, err := criteria.ReadJSON(raw)
	c.must(err)
	c.edition, err = c.editions.SaveEdition(ctx(), c.standing, e, c.key())
	c.must(err)
	return c
}

func ctx() context.Context { return context.Background() }

func (c *city) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// key returns a fresh idempotency key.
func (c *city) key() db.Key {
	c.keys++
	return db.Key{Value: fmt.Sprintf("test-key-%d", c.keys), Fingerprint: "f"}
}

// method is the usual one.
func method() *score.Method {
	m := score.DefaultMethod()
	for i, name := range []string{"Rất tốt", "Tốt", "Khá", "Trung bình", "Yếu"} {
		m.Classes = append(m.Classes, score.Class{Name: name, From: []par.Decimal{"90", "80", "70", "60", "0"}[i]})
	}
	return m
}

// days is a calendar that opens now.
func (c *city) days() []round.Window {
	now := c.clock.Now()
	return []round.Window{
		{Stage: par.SelfScoring, Opens: now, Closes: now.Add(24 * time.Hour)},
		{Stage: par.Appraisal1, Opens: now.Add(24 * time.Hour), Closes: now.Add(72 * time.Hour)},
	}
}

// bare creates a round in preparation without blocks.
func (c *city) bare() round.Round {
	c.t.Helper()
	r, err := c.rounds.CreateRound(ctx(), c.standing, round.Round{Code: "2026", Year: 2026, Title: "Đợt 2026", Calendar: c.days()}, c.key())
	c.must(err)
	return r
}

// ready creates a round that can open: one block of two departments.
func (c *city) ready() round.Round {
	c.t.Helper()
	r := c.bare()
	c.must(c.rounds.SaveBlock(ctx(), c.standing, r.ID, r.Version, c.block(), c.key()))
	c.must(c.rounds.SetParticipants(ctx(), c.standing, r.ID, r.Version+1, "so", c.both(), c.key()))
	return c.load(r.ID)
}

func (c *city) block() round.Block {
	return round.Block{Code: "so", Name: "Khối sở, ban, ngành", EditionID: c.edition.ID, Method: method()}
}

func (c *city) both() []round.Participant {
	return []round.Participant{{Unit: c.units["snv"], Ranked: true}, {Unit: c.units["stp"], Ranked: true}}
}

// open is a ready round that has opened for self-scoring.
func (c *city) open() round.Round {
	c.t.Helper()
	r := c.ready()
	c.must(c.rounds.MoveStage(ctx(), c.standing, r.ID, r.Version, par.SelfScoring, c.key()))
	return c.load(r.ID)
}

func (c *city) load(id par.ID) round.Round {
	c.t.Helper()
	var r round.Round
	c.must(c.db.Read(ctx(), func(tx *db.Tx) (err error) {
		r, err = round.ByID(tx, id)
		return err
	}))
	return r
}

// officer works for a unit.
func (c *city) officer(code string) par.Actor {
	return par.Actor{Person: "officer-" + par.ID(code), Grants: []par.Grant{{Role: par.Officer, Unit: c.units[code].ID}}}
}

// declare lets a unit answer one leaf.
func (c *city) declare(code, leaf string, value *score.Value) {
	c.t.Helper()
	var d dossier.Dossier
	rounds, err := c.rounds.ListRounds(ctx(), c.standing)
	c.must(err)
	c.must(c.db.Read(ctx(), func(tx *db.Tx) (err error) {
		d, err = dossier.Of(tx, rounds[0].ID, c.units[code].ID)
		return err
	}))
	_, err = dossier.New(c.db).DeclareScore(ctx(), c.officer(code), d.ID, dossier.Score{Leaf: leaf, Kind: dossier.KindValue, Value: value}, c.key())
	c.must(err)
}

// onBoth runs a test in a fresh city on both engines.
func onBoth(t *testing.T, test func(t *testing.T, c *city)) {
	t.Helper()
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) { test(t, newCity(t, d, clock)) })
}

// refused tells whether an error has the code and the key.
func refused(t *testing.T, err error, code par.Code, key string) {
	t.Helper()
	e, ok := par.AsError(err)
	if !ok || e.Code != code || (e.Key != key && e.Fields[key].Key == "") {
		t.Errorf("got %v; want %s, %s", err, code, key)
	}
}
