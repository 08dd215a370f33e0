package invariant_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parindex/internal/appraisal"
	"parindex/internal/blob"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/invariant"
	"parindex/internal/par"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// played is a city that has gone through a whole round and stands in the
// middle of another.
type played struct {
	*world.World
	files *blob.Store
	dir   string // of the files
	past  par.ID // the round that is over
	hash  string // of a stored file
}

func play(t *testing.T, d *db.DB, clock *testkit.Clock) *played {
	t.Helper()
	ctx := t.Context()
	w, err := world.Build(ctx, d, clock, world.Options{Units: 2, Random: testkit.Random(2)})
	must(t, err)
	p := &played{World: w, dir: t.TempDir(), past: w.Round.ID}
	p.files, err = blob.Open(p.dir, testkit.Random(4))
	must(t, err)
	t.Cleanup(func() { must(t, p.files.Close()) })
	leaf := w.YesNo()[0]
	for _, m := range w.Members {
		must(t, w.Declare(ctx, p.past, m, leaf, 0))
		must(t, w.Declare(ctx, p.past, m, leaf, 1))
		must(t, w.Sign(ctx, p.past, m))
	}
	must(t, w.Appraise(ctx, p.past, clock.Now()))
	appraiser, err := w.Enrol(ctx, "td.dv01", par.Grant{Role: par.Appraiser, Unit: w.Members[0].Unit.ID, Round: p.past})
	must(t, err)
	_, err = w.Appraisals.AppraiseScore(ctx, appraiser.Actor, w.Members[1].Dossier, appraisal.Mark{Leaf: leaf, Verdict: appraisal.Accept}, w.Key())
	must(t, err)
	decided, err := w.Decide(ctx, p.past)
	must(t, err)
	must(t, w.Publish(ctx, decided))
	now, err := w.OpenRound(ctx, "2027", 2027, clock.Now())
	must(t, err)
	must(t, w.Declare(ctx, now.ID, w.Members[0], leaf, 0))
	p.hash = p.addDocument(t)
	return p
}

// addDocument lets an officer take a report into the library and returns the
// hash of its file.
func (p *played) addDocument(t *testing.T) string {
	t.Helper()
	documents := evidence.New(p.DB, p.files, evidence.DefaultLimits(), dossier.LeafResource)
	pdf, err := world.PDF("a report", 1)
	must(t, err)
	m := p.Members[0]
	id, err := documents.AddDocument(t.Context(), m.Officer.Actor, m.Unit.ID, evidence.Input{Kind: evidence.ReportKind, Summary: "Báo cáo năm"},
		evidence.Upload{Name: "bao-cao.pdf", Content: bytes.NewReader(pdf)}, p.Key())
	must(t, err)
	details, err := documents.ReadDocument(t.Context(), m.Officer.Actor, id)
	must(t, err)
	return details.File.Hash
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sql changes rows behind the program's back.
func (p *played) sql(t *testing.T, query string, args ...any) {
	t.Helper()
	changed := int64(0)
	must(t, p.DB.Housekeep(context.Background(), func(tx *db.Tx) (err error) {
		changed, err = tx.Exec(query, args...)
		return err
	}))
	if changed == 0 && !strings.HasPrefix(query, "DROP") {
		t.Fatalf("nothing was changed by %s", query)
	}
}

// broken lists the invariants that do not hold, with the first fault of each.
func (p *played) broken(t *testing.T) map[string]string {
	t.Helper()
	outcomes, err := invariant.Check(t.Context(), p.DB, p.files)
	must(t, err)
	found := map[string]string{}
	for _, o := range outcomes {
		if !o.Holds() {
			found[o.Name] = o.Faults[0]
		}
		if o.Checked == 0 {
			t.Errorf("%s looked at nothing", o.Name)
		}
	}
	return found
}

func TestASoundCityHasNoFault(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		for name, fault := range play(t, d, clock).broken(t) {
			t.Errorf("%s: %s", name, fault)
		}
	})
}

// planted are violations that the program itself refuses to make.
var planted = []struct {
	name  string
	plant string // one statement, after the triggers were dropped
	want  string // the invariant that must tell of it
}{
	{"a score was changed without an event", `UPDATE leaf_score SET note = 'x' WHERE stage = 'self'`, "I2"},
	{"a score vanished", `DELETE FROM leaf_score WHERE stage = 'appraisal1'`, "I2"},
	{"an event was changed", `UPDATE score_event SET body = '{"yes":false}' WHERE seq = 2`, "I2"},
	{"an event vanished from the middle", `DELETE FROM score_event WHERE seq = 1`, "I2"},
	{"the last event vanished", `DELETE FROM score_event WHERE seq = (SELECT MAX(seq) FROM score_event)`, "I12"},
	{"an event came before the one it follows", `UPDATE score_event SET at = at - 1 WHERE seq = 3`, "I2"},
	{"someone without a role declared", `UPDATE score_event SET actor_id = (SELECT id FROM person WHERE login = 'nam') WHERE seq = 1`, "I3"},
	{"the officer of another unit declared", `UPDATE score_event SET actor_id = (SELECT id FROM person WHERE login = 'cb.dv02') WHERE seq = 1`, "I3"},
	{"the role had ended", `UPDATE role_grant SET ended_at = granted_at - 1, granted_at = granted_at - 2 WHERE role = 'appraiser'`, "I3"},
	{"the role came later", `UPDATE role_grant SET granted_at = granted_at + 1 WHERE role = 'officer'`, "I3"},
	{"the role was of another round", `UPDATE role_grant SET round_id = 'another' WHERE role = 'appraiser'`, "I3"},
	{"the role was for another area", `UPDATE role_grant SET area = 'another' WHERE role = 'appraiser'`, "I3"},
	{"an event names no policy", `UPDATE score_event SET policy_version = '' WHERE seq = 1`, "I3"},
	{"an event came at the deadline", `UPDATE score_event SET deadline = at WHERE seq = 1`, "I4"},
	{"an event names a kinder deadline", `UPDATE score_event SET deadline = deadline + 1 WHERE seq = (SELECT MAX(seq) FROM score_event)`, "I4"},
	{"the appraiser is of the unit", `UPDATE role_grant SET unit_id = (SELECT id FROM unit WHERE code = 'dv02') WHERE role = 'appraiser'`, "I5"},
	{"the appraiser serves the unit too", `UPDATE role_grant SET person_id = (SELECT person_id FROM role_grant WHERE role = 'appraiser') WHERE role = 'leader'`, "I5"},
	{"a published bundle was changed", `UPDATE publication_block SET bundle = bundle || ' '`, "I7"},
	{"a published result was changed", `UPDATE publication_block SET result = result || ' '`, "I7"},
	{"an explanation was changed", `UPDATE publication_block SET detail = detail || ' '`, "I7"},
	{"a title was changed", `UPDATE publication SET title = 'x'`, "I7"},
	{"a block was lost", `DELETE FROM publication_block`, "I8"},
	{"one person decided and published", `UPDATE publication_release SET published_by = (SELECT decided_by FROM publication)`, "I8"},
	{"a release was dated back", `UPDATE publication_release SET published_at = published_at - 1`, "I8"},
	{"an audit line was changed", `UPDATE audit SET detail = 'x' WHERE seq = 3`, "I12"},
	{"an audit line vanished", `DELETE FROM audit WHERE seq = 5`, "I12"},
	{"the end of the audit chain vanished", `DELETE FROM audit WHERE seq >= (SELECT MAX(seq) FROM audit WHERE subject_kind = 'score')`, "I12"},
	{"the event tells another request", `UPDATE score_event SET request_id = 'x' WHERE seq = 1`, "I12"},
	{"a file has another size", `UPDATE stored_file SET size = size + 1`, "I6"},
	{"a file is missing", `INSERT INTO stored_file (hash, size, media_type, pages, created_at) VALUES ('` + strings.Repeat("a", 64) + `', 1, 'x', 0, 1)`, "I6"},
}

func TestPlantedViolationsAreSeen(t *testing.T) {
	for _, c := range planted {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := testkit.NewClock()
			p := play(t, testkit.SQLite(t, clock), clock)
			for _, table := range []string{"score_event", "stored_file", "publication", "publication_block", "publication_release", "audit"} {
				p.sql(t, "DROP TRIGGER "+table+"_no_update")
				p.sql(t, "DROP TRIGGER "+table+"_no_delete")
			}
			p.sql(t, c.plant)
			found := p.broken(t)
			if found[c.want] == "" {
				t.Errorf("%s holds; found %v", c.want, found)
			}
		})
	}
}

// The program cannot be made to act out of turn, so that the record of a move
// is put where it would have been: events of a unit after its signature.
func TestChangesAfterTheSignatureAreSeen(t *testing.T) {
	clock := testkit.NewClock()
	p := play(t, testkit.SQLite(t, clock), clock)
	m := p.Members[1]
	now, err := p.OpenRound(t.Context(), "2028", 2028, clock.Now())
	must(t, err)
	must(t, p.Declare(t.Context(), now.ID, m, p.YesNo()[0], 0))
	must(t, p.Sign(t.Context(), now.ID, m))
	p.sql(t, `UPDATE dossier SET state = 'draft' WHERE round_id = $1`, now.ID)
	must(t, p.Declare(t.Context(), now.ID, m, p.YesNo()[0], 1))
	if found := p.broken(t); found["I4"] == "" {
		t.Errorf("not seen: %v", found)
	}
}

func TestChangesOutOfStageAreSeen(t *testing.T) {
	clock := testkit.NewClock()
	p := play(t, testkit.SQLite(t, clock), clock)
	p.sql(t, `UPDATE round SET state = 'self_scoring', version = version + 1 WHERE id = $1`, p.past)
	p.sql(t, `UPDATE round_stage SET closes_at = $1 WHERE stage = 'self_scoring'`, clock.Now()+1)
	p.sql(t, `UPDATE dossier SET state = 'draft'`)
	must(t, p.Declare(t.Context(), p.past, p.Members[1], p.YesNo()[0], 2))
	if found := p.broken(t); found["I4"] == "" {
		t.Errorf("not seen: %v", found)
	}
}

func TestAChangedFileIsSeen(t *testing.T) {
	clock := testkit.NewClock()
	p := play(t, testkit.SQLite(t, clock), clock)
	must(t, os.WriteFile(filepath.Join(p.dir, p.hash[:2], p.hash[2:]), []byte("%PDF-1.7 another!!"), 0o600))
	if found := p.broken(t); found["I6"] == "" {
		t.Errorf("not seen: %v", found)
	}
}
