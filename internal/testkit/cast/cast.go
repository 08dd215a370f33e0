// Package cast is the standing cast of tests that need a whole round: two
// blocks of three units each, the people around them, and the steps of a round
// as people take them, through the use cases. Only tests import it. Start with
// New and Scored.
package cast

import (
	"context"
	"fmt"
	"testing"
	"time"

	"parindex/internal/appraisal"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/publication"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/unit"
)

// Set is the criteria set of both blocks: 100 points in two areas, and a bonus.
const Set = `{"id": "thu", "title": "Bộ tiêu chí thử", "bonus_cap": "2", "nodes": [
 {"code": "1", "title": "Chỉ đạo, điều hành", "children": [
  {"code": "1.1", "title": "Ban hành kế hoạch đúng hạn", "max": "10", "rule": {"type": "yes_no"}},
  {"code": "1.2", "title": "Hoàn thành nhiệm vụ", "max": "40", "na": "remove", "rule": {"type": "ratio"}}]},
 {"code": "2", "title": "Thủ tục hành chính", "children": [
  {"code": "2.1", "title": "Giải quyết hồ sơ đúng hạn", "max": "50", "rule": {"type": "manual"}}]},
 {"code": "3", "title": "Điểm thưởng", "children": [
  {"code": "3.1", "title": "Sáng kiến", "max": "2", "kind": "bonus", "rule": {"type": "manual"}}]}]}`

// Method ranks both blocks.
const Method = `{"classes": [{"name": "Rất tốt", "from": "90"}, {"name": "Tốt", "from": "80"}, {"name": "Khá", "from": "70"},
 {"name": "Trung bình", "from": "60"}, {"name": "Yếu", "from": "0"}]}`

// World is a database with a cast and the services that they use.
type World struct {
	T       testing.TB
	DB      *db.DB
	Clock   *testkit.Clock
	Round   round.Round
	Units   map[string]unit.Unit // by code
	Edition criteria.Edition

	Hanh par.Actor // standing body
	Vinh par.Actor // publisher
	An   par.Actor // appraises every area of the round
	Nam  par.Actor // administrator

	Rounds       *round.Service
	Dossiers     *dossier.Service
	Appraisals   *appraisal.Service
	Publications *publication.Service
	Whole        bool // rounds play every stage, with explanation and council
	keys         int
}

// Key makes a fresh idempotency key.
func (w *World) Key() db.Key {
	w.keys++
	return db.Key{Value: fmt.Sprintf("key-of-the-test-%d", w.keys), Fingerprint: "f"}
}

// names of the units by block, in their order.
var names = map[string][][2]string{
	"so":    {{"snv", "Sở Nội vụ"}, {"stp", "Sở Tư pháp"}, {"stc", "Sở Tài chính"}},
	"huyen": {{"q-a", "UBND quận A"}, {"h-b", "UBND huyện B"}, {"h-c", "UBND huyện C"}},
}

// New makes the units and the criteria set.
func New(t testing.TB, d *db.DB, clock *testkit.Clock) *World {
	t.Helper()
	w := &World{
		T: t, DB: d, Clock: clock, Units: map[string]unit.Unit{},
		Hanh: person("hanh", "Lâm Mỹ Hạnh", par.Grant{Role: par.Standing}),
		Vinh: person("vinh", "Thái Quang Vinh", par.Grant{Role: par.Publisher}),
		Nam:  person("nam", "Châu Hoài Nam", par.Grant{Role: par.Admin}),

		Rounds:     round.New(d, appraisal.Procedure()),
		Dossiers:   dossier.New(d),
		Appraisals: appraisal.New(d), Publications: publication.New(d),
	}
	units := unit.New(d)
	for _, block := range []string{"so", "huyen"} {
		level := map[string]unit.Level{"so": unit.Department, "huyen": unit.District}[block]
		for _, n := range names[block] {
			u, err := units.SaveUnit(w.ctx(), w.Hanh, unit.Unit{Code: n[0], Name: n[1], Short: n[1], Level: level, Active: true}, w.Key())
			w.must(err)
			w.Units[n[0]] = u
		}
	}
	set, err := score.ReadSet([]byte(Set))
	w.must(err)
	w.Edition, err = criteria.New(d).SaveEdition(w.ctx(), w.Hanh,
		criteria.Edition{Code: "thu", Title: "Bộ tiêu chí thử", Level: "department", Set: set}, w.Key())
	w.must(err)
	return w
}

func person(id, name string, grants ...par.Grant) par.Actor {
	return par.Actor{Person: par.ID(fmt.Sprintf("%026s", id)), Name: name, Grants: grants}
}

// Officer is the officer of a unit.
func (w *World) Officer(code string) par.Actor {
	return person("officer"+code, "Chuyên viên "+code, par.Grant{Role: par.Officer, Unit: w.Units[code].ID})
}

// Leader is the leader of a unit.
func (w *World) Leader(code string) par.Actor {
	return person("leader"+code, "Lãnh đạo "+code, par.Grant{Role: par.Leader, Unit: w.Units[code].ID})
}

// Open makes the round of a year and opens it for self-scoring.
func (w *World) Open(code string, year int, note string) {
	w.T.Helper()
	method, err := score.ReadMethod([]byte(Method), w.Edition.Set)
	w.must(err)
	now := w.Clock.Now()
	w.Round, err = w.Rounds.CreateRound(w.ctx(), w.Hanh, round.Round{
		Code: code, Year: year, Title: fmt.Sprintf("Chỉ số cải cách hành chính năm %d", year), DemoNote: note,
		Calendar: w.calendar(now),
		Blocks: []round.Block{
			{Code: "so", Name: "Sở, ban, ngành", EditionID: w.Edition.ID, Method: method},
			{Code: "huyen", Name: "Quận, huyện", EditionID: w.Edition.ID, Method: method},
		},
	}, w.Key())
	w.must(err)
	for _, block := range []string{"so", "huyen"} {
		var units []round.Participant
		for _, n := range names[block] {
			units = append(units, round.Participant{Unit: w.Units[n[0]], Ranked: true})
		}
		w.must(w.Rounds.SetParticipants(w.ctx(), w.Hanh, w.Round.ID, w.Round.Version, block, units, w.Key()))
		w.Reload()
	}
	w.An = person("an", "Lưu Thành An", par.Grant{Role: par.Appraiser, Round: w.Round.ID})
	w.Move(par.SelfScoring)
}

func (w *World) calendar(now par.Time) []round.Window {
	windows := []round.Window{
		{Stage: par.SelfScoring, Opens: now, Closes: now.Add(24 * time.Hour)},
		{Stage: par.Appraisal1, Opens: now.Add(24 * time.Hour), Closes: now.Add(1000 * time.Hour)},
	}
	if !w.Whole {
		return windows
	}
	return append(windows,
		round.Window{Stage: par.Explanation, Opens: now.Add(1000 * time.Hour), Closes: now.Add(1100 * time.Hour)},
		round.Window{Stage: par.Appraisal2, Opens: now.Add(1100 * time.Hour), Closes: now.Add(1300 * time.Hour)},
		round.Window{Stage: par.Council, Opens: now.Add(1300 * time.Hour), Closes: now.Add(1500 * time.Hour)},
	)
}

// Reload reads the round as it stands now.
func (w *World) Reload() {
	w.T.Helper()
	r, _, err := w.Rounds.Round(w.ctx(), w.Hanh, w.Round.ID)
	w.must(err)
	w.Round = r
}

// Move takes the round to another stage; the clock goes along.
func (w *World) Move(to par.Stage) {
	w.T.Helper()
	w.must(w.Rounds.MoveStage(w.ctx(), w.Hanh, w.Round.ID, w.Round.Version, to, w.Key()))
	w.Reload()
	if at := w.Round.Window(to).Opens; w.Clock.Now() < at {
		w.Clock.Set(at)
	}
}

// Dossier finds a unit's dossier in the round.
func (w *World) Dossier(code string) dossier.Dossier {
	w.T.Helper()
	var d dossier.Dossier
	w.must(w.DB.Read(w.ctx(), func(tx *db.Tx) (err error) {
		d, err = dossier.Of(tx, w.Round.ID, w.Units[code].ID)
		return err
	}))
	return d
}

// Declare has the unit's officer give a value, as it stands in an answer.
func (w *World) Declare(code, leaf, value string) {
	w.T.Helper()
	v, err := score.ReadValue([]byte(value))
	w.must(err)
	_, err = w.Dossiers.DeclareScore(w.ctx(), w.Officer(code), w.Dossier(code).ID,
		dossier.Score{Leaf: leaf, Kind: dossier.KindValue, Value: v}, w.Key())
	w.must(err)
}

// Submit has the unit's officer and leader hand the dossier in.
func (w *World) Submit(code string) {
	w.T.Helper()
	d := w.Dossier(code)
	w.must(w.Dossiers.SendToLeader(w.ctx(), w.Officer(code), d.ID, d.Version, w.Key()))
	d = w.Dossier(code)
	w.must(w.Dossiers.SubmitDossier(w.ctx(), w.Leader(code), d.ID, d.Version, w.Key()))
}

// Appraise has the appraiser conclude on a leaf; without points he accepts.
func (w *World) Appraise(code, leaf string, points par.Decimal, reason par.Reason, remark string) {
	w.T.Helper()
	var version int64
	w.must(w.DB.Read(w.ctx(), func(tx *db.Tx) error {
		s, err := dossier.ScoreOf(tx, w.Dossier(code).ID, leaf, score.StageAppraisal1)
		version = s.Version
		return err
	}))
	m := appraisal.Mark{Leaf: leaf, Verdict: appraisal.Accept, Remark: remark, Version: version}
	if points.Known() {
		m.Verdict, m.Points, m.Reason = appraisal.Adjust, points, reason
	}
	_, err := w.Appraisals.AppraiseScore(w.ctx(), w.An, w.Dossier(code).ID, m, w.Key())
	w.must(err)
}

// Points are what the appraiser gives each unit in Scored: one figure for each leaf.
var Points = map[string][]par.Decimal{
	"snv": {"10", "35", "48", "1"}, "stp": {"0", "36", "42.5", "0"}, "stc": {"10", "30", "32", "0"},
	"q-a": {"10", "34", "44", "0"}, "h-b": {"10", "32", "40", "0"}, "h-c": {"0", "30", "41", "0"},
}

// Scored runs a round until every leaf of every unit has been appraised: each
// unit claims all points, and the appraiser gives those of Points.
func (w *World) Scored(code string, year int, note string) {
	w.T.Helper()
	w.Open(code, year, note)
	w.Fill()
}

// Fill is Scored for a round that is open.
func (w *World) Fill() {
	w.T.Helper()
	claims := []string{`{"yes": true}`, `{"a": "40", "b": "40"}`, `{"points": "50"}`, `{"points": "2"}`}
	leaves := w.Edition.Set.Leaves()
	for _, block := range []string{"so", "huyen"} {
		for _, n := range names[block] {
			for i, leaf := range leaves {
				w.Declare(n[0], leaf.Code, claims[i])
			}
			w.Submit(n[0])
		}
	}
	w.Move(par.Appraisal1)
	for _, block := range []string{"so", "huyen"} {
		for _, n := range names[block] {
			for i, leaf := range leaves {
				w.mark(n[0], leaf, Points[n[0]][i])
			}
		}
	}
}

// mark accepts where all points are given, and cuts them with a reason elsewhere.
func (w *World) mark(code string, leaf *score.Node, points par.Decimal) {
	if points == leaf.Max {
		w.Appraise(code, leaf.Code, "", "", "")
		return
	}
	w.Appraise(code, leaf.Code, points, par.NotShown, "")
}

// Decide has the standing body decide on the result as it stands.
func (w *World) Decide(reason string) par.ID {
	w.T.Helper()
	id, err := w.TryDecide(w.Hanh, reason)
	w.must(err)
	w.Reload()
	return id
}

// TryDecide has someone decide on the result as it stands.
func (w *World) TryDecide(who par.Actor, reason string) (par.ID, error) {
	w.T.Helper()
	w.Reload()
	in := publication.Decision{Round: w.Round.ID, Version: w.Round.Version, Reason: reason}
	w.must(w.DB.Read(w.ctx(), func(tx *db.Tx) (err error) {
		in.Events, err = dossier.LastEventOf(tx, w.Round.ID)
		return err
	}))
	return w.Publications.DecideResult(w.ctx(), who, in, w.Key())
}

// Publish has the publisher release a decision.
func (w *World) Publish(id par.ID) {
	w.T.Helper()
	w.must(w.Publications.PublishResult(w.ctx(), w.Vinh, id, w.Key()))
	w.Reload()
}

func (w *World) ctx() context.Context { return context.Background() }

func (w *World) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}
