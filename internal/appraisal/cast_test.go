package appraisal_test

import (
	"context"
	"fmt"
	"testing"

	"parindex/internal/appraisal"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/unit"
)

// setText has an area 1 with one leaf of each sort that appraising treats in
// its own way, an area 2 for another appraiser, and a survey.
const setText = `{"id": "thu", "title": "Thử", "points_decimals": 2, "nodes": [
  {"code": "1", "title": "Chỉ đạo", "children": [
    {"code": "1.1", "title": "Báo cáo", "max": "2", "na": "remove", "rule": {"type": "ratio"}},
    {"code": "1.2", "title": "Mức độ", "max": "1", "rule": {"type": "choice", "options": [
      {"code": "late", "label": "Muộn", "points": "0.5"}, {"code": "ontime", "label": "Đúng hạn", "points": "1"}]}},
    {"code": "1.3", "title": "So với khối", "max": "1", "rule": {"type": "relative"}},
    {"code": "1.4", "title": "Bị nhắc", "max": "2", "kind": "penalty", "rule": {"type": "count", "each": "0.5"}}]},
  {"code": "2", "title": "Thể chế", "children": [
    {"code": "2.1", "title": "Kế hoạch", "max": "1", "rule": {"type": "yes_no"}}]},
  {"code": "3", "title": "Điều tra", "children": [
    {"code": "3.1", "title": "Hài lòng", "max": "5", "rule": {"type": "survey",
      "weights": {"A": "100", "B": "60", "C": "20", "D": "0"},
      "groups": [{"id": "hdnd", "weight": "50"}, {"id": "so", "weight": "50"}], "min_ballots": 10}}]}]}`

const methodText = `{"classes": [{"name": "Tốt", "from": "80"}, {"name": "Yếu", "from": "0"}]}`

// world is a round in its first appraisal: sa, sb and sc have submitted, sd
// never did. hoa appraises area 1 and belongs to sc; lan and lead act for units.
type world struct {
	t        *testing.T
	db       *db.DB
	clock    *testkit.Clock
	service  *appraisal.Service
	rounds   *round.Service
	dossiers *dossier.Service
	round    par.ID
	units    map[string]par.ID
	dossier  map[string]par.ID
	keys     int
}

var program = par.Program()

const day = par.Time(24 * 60 * 60 * 1_000_000)

// The first appraisal is open while tests run, until its deadline.
var (
	appraising = testkit.Noon + 11*day
	deadline   = testkit.Noon + 20*day
)

func newWorld(t *testing.T, d *db.DB, clock *testkit.Clock) *world {
	w := &world{
		t: t, db: d, clock: clock, service: appraisal.New(d), dossiers: dossier.New(d),
		rounds: round.New(d, appraisal.Procedure()),
		units:  map[string]par.ID{}, dossier: map[string]par.ID{},
	}
	w.open(w.edition())
	w.move(par.SelfScoring)
	w.findDossiers()
	for _, code := range []string{"sa", "sb", "sc"} {
		w.declare(code)
	}
	w.submit("sa", "sb", "sc")
	clock.Set(appraising)
	w.move(par.Appraisal1)
	return w
}

func (w *world) key() db.Key {
	w.keys++
	return db.Key{Value: fmt.Sprintf("test-key-%d", w.keys), Fingerprint: fmt.Sprint(w.keys)}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) edition() (par.ID, *score.Method) {
	w.t.Helper()
	set, err := score.ReadSet([]byte(setText))
	w.must(err)
	method, err := score.ReadMethod([]byte(methodText), set)
	w.must(err)
	e, err := criteria.New(w.db).SaveEdition(w.ctx(), program, criteria.Edition{Code: "thu", Title: "Thử", Set: set}, w.key())
	w.must(err)
	return e.ID, method
}

func (w *world) ctx() context.Context { return context.Background() }

func (w *world) open(edition par.ID, method *score.Method) {
	w.t.Helper()
	r, err := w.rounds.CreateRound(w.ctx(), program, round.Round{
		Code: "r2026", Year: 2026, Title: "Năm 2026",
		Calendar: []round.Window{
			{Stage: par.SelfScoring, Opens: testkit.Noon, Closes: testkit.Noon + 10*day},
			{Stage: par.Appraisal1, Opens: testkit.Noon + 10*day, Closes: deadline},
		},
		Blocks: []round.Block{{Code: "so", Name: "Sở", EditionID: edition, Method: method}},
	}, w.key())
	w.must(err)
	w.round = r.ID
	var units []round.Participant
	for i, code := range []string{"sa", "sb", "sc", "sd"} {
		u, err := unit.New(w.db).SaveUnit(w.ctx(), program, unit.Unit{Code: code, Name: "Sở " + code, Level: unit.Department, Active: true}, w.key())
		w.must(err)
		w.units[code] = u.ID
		units = append(units, round.Participant{Unit: u, Block: "so", Ranked: true, Position: i + 1})
	}
	w.must(w.rounds.SetParticipants(w.ctx(), program, w.round, r.Version, "so", units, w.key()))
}

func (w *world) standing() par.Actor {
	return par.Actor{Person: "standing", Grants: []par.Grant{{Role: par.Standing}}}
}

// hoa appraises area 1 and works for unit sc.
func (w *world) hoa() par.Actor {
	return par.Actor{Person: "hoa", Grants: []par.Grant{
		{Role: par.Appraiser, Unit: w.units["sc"], Round: w.round, Block: "so", Area: "1"},
	}}
}

// minh appraises area 2 and belongs to no unit.
func (w *world) minh() par.Actor {
	return par.Actor{Person: "minh", Grants: []par.Grant{{Role: par.Appraiser, Round: w.round, Block: "so", Area: "2"}}}
}

func (w *world) officer(code string) par.Actor {
	return par.Actor{Person: par.ID("officer-" + code), Grants: []par.Grant{
		{Role: par.Officer, Unit: w.units[code]}, {Role: par.Leader, Unit: w.units[code]},
	}}
}

func (w *world) move(to par.Stage) {
	w.t.Helper()
	var version int64
	w.must(w.db.Read(w.ctx(), func(tx *db.Tx) error {
		r, err := round.ByID(tx, w.round)
		version = r.Version
		return err
	}))
	w.must(w.rounds.MoveStage(w.ctx(), w.standing(), w.round, version, to, w.key()))
}

func (w *world) findDossiers() {
	w.t.Helper()
	w.must(w.db.Read(w.ctx(), func(tx *db.Tx) error {
		for code, id := range w.units {
			d, err := dossier.Of(tx, w.round, id)
			if err != nil {
				return err
			}
			w.dossier[code] = d.ID
		}
		return nil
	}))
}

// declare says of every leaf what each test begins with; 2.1 stays missing.
func (w *world) declare(code string) {
	w.t.Helper()
	for leaf, text := range map[string]string{
		"1.1": `{"a": "45", "b": "50"}`, "1.2": `{"option": "ontime"}`, "1.3": `{"percent": "80"}`, "1.4": `{"count": "1"}`,
	} {
		w.say(code, dossier.Score{Leaf: leaf, Kind: dossier.KindValue, Value: value(w.t, text)})
	}
}

func (w *world) say(code string, s dossier.Score) {
	w.t.Helper()
	_, err := w.dossiers.DeclareScore(w.ctx(), w.officer(code), w.dossier[code], s, w.key())
	w.must(err)
}

func (w *world) submit(codes ...string) {
	w.t.Helper()
	for _, code := range codes {
		w.must(w.dossiers.SendToLeader(w.ctx(), w.officer(code), w.dossier[code], w.version(code), w.key()))
		w.must(w.dossiers.SubmitDossier(w.ctx(), w.officer(code), w.dossier[code], w.version(code), w.key()))
	}
}

func (w *world) version(code string) int64 {
	w.t.Helper()
	var d dossier.Dossier
	w.must(w.db.Read(w.ctx(), func(tx *db.Tx) (err error) {
		d, err = dossier.ByID(tx, w.dossier[code])
		return err
	}))
	return d.Version
}

func (w *world) mark(actor par.Actor, code string, in appraisal.Mark) (dossier.Saved, error) {
	return w.service.AppraiseScore(w.ctx(), actor, w.dossier[code], in, w.key())
}

func (w *world) kept(code, leaf string, stage score.Stage) dossier.Score {
	w.t.Helper()
	var s dossier.Score
	w.must(w.db.Read(w.ctx(), func(tx *db.Tx) (err error) {
		s, err = dossier.ScoreOf(tx, w.dossier[code], leaf, stage)
		return err
	}))
	return s
}

func value(t *testing.T, text string) *score.Value {
	t.Helper()
	v, err := score.ReadValue([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func wantCode(t *testing.T, err error, want par.Code) {
	t.Helper()
	if (want == "") != (err == nil) || err != nil && par.CodeOf(err) != want {
		t.Errorf("error %v, want code %q", err, want)
	}
}
