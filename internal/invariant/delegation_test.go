package invariant_test

import (
	"testing"

	"parindex/internal/account"
	"parindex/internal/dossier"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// A role that is lent for a time entitles in that time alone, and makes the
// unit one's own.
func TestLentRolesAreJudgedByTheirTime(t *testing.T) {
	for _, c := range []struct {
		name  string
		plant string // empty: nothing
		want  string // the invariant that must tell of it
	}{
		{"within its time", "", ""},
		{"before its time", `UPDATE delegation SET starts_at = ends_at - 1`, "I3"},
		{"after it was ended", `UPDATE delegation SET ended_at = starts_at`, "I3"},
		{"of another unit", `UPDATE delegation SET unit_id = (SELECT id FROM unit WHERE code = 'dv02')`, "I3"},
		{"another role", `UPDATE delegation SET role = 'leader'`, "I3"},
		{"to an appraiser of the unit", `UPDATE delegation SET unit_id = (SELECT id FROM unit WHERE code = 'dv02'), starts_at = 1, given_at = 1,
			to_person = (SELECT person_id FROM role_grant WHERE role = 'appraiser')`, "I5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := testkit.NewClock()
			p := play(t, testkit.SQLite(t, clock), clock)
			p.declareForAnother(t, i18n.DayOf(clock.Now()))
			if c.plant != "" {
				p.sql(t, c.plant)
			}
			found := p.broken(t)
			if c.want == "" && len(found) > 0 {
				t.Errorf("found %v, want nothing", found)
			}
			if c.want != "" && found[c.want] == "" {
				t.Errorf("%s holds; found %v", c.want, found)
			}
		})
	}
}

// declareForAnother lets someone declare with the role of an officer that is
// lent for a day.
func (p *played) declareForAnother(t *testing.T, day par.Date) {
	t.Helper()
	m := p.Members[0]
	lan, err := p.Enrol(t.Context(), "lan")
	must(t, err)
	_, err = p.Accounts.DelegateRole(t.Context(), m.Leader.Actor, m.Unit.ID,
		account.Loan{Role: par.Officer, From: m.Officer.Person, To: lan.Person, First: day, Last: day, Reason: "nghỉ phép"}, p.Key())
	must(t, err)
	entry, err := p.Accounts.SignIn(t.Context(), lan.Login, world.Password, "")
	must(t, err)
	actor, _, err := p.Accounts.SignedIn(t.Context(), entry.Token)
	must(t, err)
	mine, err := p.Dossiers.Mine(t.Context(), actor)
	must(t, err)
	yes := true
	in := dossier.Score{Leaf: p.YesNo()[1], Kind: dossier.KindValue, Value: &score.Value{Yes: &yes}}
	_, err = p.Dossiers.DeclareScore(t.Context(), actor, mine[0].Dossier.ID, in, p.Key())
	must(t, err)
}
