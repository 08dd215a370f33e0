package appraisal_test

import (
	"io"
	"log/slog"
	"slices"
	"testing"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/testkit"
)

// enrol makes a real person of the world, for what tells people things.
func (w *world) enrol(login string, grants ...par.Grant) par.Actor {
	w.t.Helper()
	accounts := account.New(w.db, account.Options{
		Random: testkit.Random(int64(len(login))), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Cost: account.Cost{Passes: 1, Memory: 64},
	})
	p, err := accounts.Enrol(w.ctx(), program, w.key(), account.Draft{Login: login, Name: "Người " + login, Language: "vi"}, "mot mat khau that dai 2026")
	w.must(err)
	a := par.Actor{Person: p.ID, Name: p.Name}
	for _, g := range grants {
		held, err := accounts.Grant(w.ctx(), program, w.key(), p.ID, g)
		w.must(err)
		a.Grants = append(a.Grants, held.Grant)
	}
	return a
}

// judge enrols an appraiser of areas in the block; home is the unit that is not his to judge.
func (w *world) judge(login, home string, areas ...string) par.Actor {
	var grants []par.Grant
	for _, area := range areas {
		grants = append(grants, par.Grant{Role: par.Appraiser, Unit: w.units[home], Round: w.round, Block: "so", Area: area})
	}
	return w.enrol(login, grants...)
}

func (w *world) ask(q appraisal.Question) (int, error) {
	return w.service.AskSecondOpinion(w.ctx(), w.standing(), w.round, q, w.key())
}

// opinion is hoa's cut of leaf 1.1 of sa, which the second must not see.
var opinion = appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Adjust, Points: "1.5", Reason: par.Late, Remark: "muộn mười ngày"}

func TestTheSecondIsBlindUntilHisOwnIsSaved(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		minh := w.judge("minh.td", "sd", "1", "2")
		_, err := w.mark(w.hoa(), "sa", opinion)
		w.must(err)
		n, err := w.ask(appraisal.Question{Person: minh.Person, Dossier: w.dossier["sa"], Leaf: "1.1"})
		if err != nil || n != 1 {
			t.Fatalf("asked %d, %v", n, err)
		}
		w.seesNothing(minh)
		_, err = w.mark(minh, "sa", appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept, Version: 1})
		wantCode(t, err, par.Closed)

		clock.Forward(1)
		saved, err := w.service.GiveSecondOpinion(w.ctx(), minh, w.dossier["sa"], appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept}, w.key())
		if err != nil || saved.Version != 1 {
			t.Fatalf("gave %+v, %v", saved, err)
		}
		v, err := w.service.Item(w.ctx(), minh, w.dossier["sa"], "1.1")
		w.must(err)
		if v.Blind || v.Mark.Note != opinion.Remark || v.Other.Actor != minh.Person || len(v.History) != 3 {
			t.Errorf("after his own: %+v, %+v, %d changes", v.Mark, v.Other, len(v.History))
		}
		if kept := w.kept("sa", "1.1", score.StageAppraisal1); kept.Points != "1.5" || kept.Version != 1 {
			t.Errorf("the first mark became %+v", kept)
		}
		w.must(d.Read(w.ctx(), func(tx *db.Tx) error {
			r, err := round.ByID(tx, w.round)
			w.must(err)
			pairs, err := appraisal.Differing(tx, r)
			if err != nil || len(pairs) != 1 || pairs[0].Firsted.Points != "1.5" || pairs[0].Othered.Points != "1.8" {
				t.Errorf("differing %+v, %v", pairs, err)
			}
			return nil
		}))
	})
}

// seesNothing looks wherever the first mark of leaf 1.1 of sa could show.
func (w *world) seesNothing(second par.Actor) {
	w.t.Helper()
	v, err := w.service.Item(w.ctx(), second, w.dossier["sa"], "1.1")
	w.must(err)
	if !v.Blind || v.Mark.Version != 0 || v.Other.Given() || len(v.History) != 1 || v.History[0].Stage != score.StageSelf {
		w.t.Errorf("the item shows %+v and %+v", v.Mark, v.History)
	}
	other, err := w.service.Item(w.ctx(), second, w.dossier["sb"], "1.1")
	w.must(err)
	if len(other.Precedents) != 0 {
		w.t.Errorf("precedents beside another unit show %+v", other.Precedents)
	}
	q, err := w.service.Queue(w.ctx(), second, w.round)
	w.must(err)
	at := q.Find(w.dossier["sa"], "1.1")
	if at < 0 || !q.Items[at].Second || q.Items[at].Done || q.Items[at].Cut {
		w.t.Errorf("the queue has it at %d: %+v", at, q.Items)
	}
	rows, err := w.service.Standings(w.ctx(), second, q, q.Items)
	w.must(err)
	if rows[at].Mark.Version != 0 || rows[at].Marked.State != score.Missing {
		w.t.Errorf("the list shows %+v", rows[at])
	}
	across, err := w.service.Across(w.ctx(), second, w.round, "so", "1.1")
	w.must(err)
	i := slices.IndexFunc(across.Rows, func(r appraisal.Row) bool { return r.Unit.ID == w.units["sa"] })
	if row := across.Rows[i]; !row.Blind || row.First.Version != 0 || row.Version != 0 || row.Done || row.Cut || across.Given.Count != 0 {
		w.t.Errorf("the criterion shows %+v", row)
	}
	dossiers := dossier.New(w.db)
	detail, err := dossiers.Detail(w.ctx(), second, w.dossier["sa"], "1.1")
	w.must(err)
	if len(detail.Events) != 1 || detail.Marks["1.1"].Version != 0 {
		w.t.Errorf("the sheet shows %+v and %+v", detail.Events, detail.Marks["1.1"])
	}
}

func TestTheSecondOpinionIsForThoseWhoCompare(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		minh := w.judge("minh.td", "sd", "2")
		_, err := w.ask(appraisal.Question{Person: minh.Person, Dossier: w.dossier["sa"], Leaf: "1.1"})
		w.must(err)
		clock.Forward(1)
		_, err = w.service.GiveSecondOpinion(w.ctx(), minh, w.dossier["sa"], opinion, w.key())
		w.must(err)
		v, err := w.service.Item(w.ctx(), w.hoa(), w.dossier["sa"], "1.1")
		w.must(err)
		if v.Other.Given() || len(v.History) != 1 {
			t.Errorf("the first appraiser sees the second before he has marked: %+v", v.Other)
		}
		_, err = w.mark(w.hoa(), "sa", appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept})
		w.must(err)
		if v, err = w.service.Item(w.ctx(), w.hoa(), w.dossier["sa"], "1.1"); err != nil || v.Other.Points != "1.5" {
			t.Errorf("and after: %+v, %v", v.Other, err)
		}
		detail, err := dossier.New(d).Detail(w.ctx(), w.officer("sa"), w.dossier["sa"], "1.1")
		w.must(err)
		for _, e := range detail.Events {
			if e.Stage != score.StageSelf {
				t.Errorf("the unit sees %+v", e)
			}
		}
	})
}

func TestWhoCanBeAsked(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		minh, lan := w.judge("minh.td", "sb", "1"), w.judge("lan.td", "sc", "1")
		stranger := w.enrol("khach")
		_, err := w.mark(lan, "sa", appraisal.Mark{Leaf: "1.2", Verdict: appraisal.Accept})
		w.must(err)
		for _, c := range []struct {
			name, unit, leaf string
			person           par.ID
			want             par.Code
		}{
			{"another appraiser", "sa", "1.1", minh.Person, ""},
			{"asked twice", "sa", "1.1", lan.Person, par.Invalid},
			{"his own unit", "sb", "1.1", minh.Person, par.Invalid},
			{"the first marker", "sa", "1.2", lan.Person, par.Invalid},
			{"nobody's appraiser", "sa", "1.3", stranger.Person, par.Invalid},
			{"a unit that never submitted", "sd", "1.1", lan.Person, par.Invalid},
			{"a survey", "sa", "3.1", minh.Person, par.NotFound},
		} {
			_, err := w.ask(appraisal.Question{Person: c.person, Dossier: w.dossier[c.unit], Leaf: c.leaf})
			t.Run(c.name, func(t *testing.T) { wantCode(t, err, c.want) })
		}
		_, err = w.service.GiveSecondOpinion(w.ctx(), lan, w.dossier["sa"], appraisal.Mark{Leaf: "1.1", Verdict: appraisal.Accept}, w.key())
		wantCode(t, err, par.NotFound)
	})
}

func TestASampleIsDrawnAndTakenBack(t *testing.T) {
	testkit.OnBothEngines(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		minh := w.judge("minh.td", "sb", "2")
		n, err := w.ask(appraisal.Question{Person: minh.Person, Block: "so", Area: "1", Count: 3})
		if err != nil || n != 3 {
			t.Fatalf("drew %d, %v", n, err)
		}
		v, err := w.service.SecondOpinions(w.ctx(), w.standing(), w.round)
		w.must(err)
		if len(v.Pairs) != 3 || v.Waiting != 3 || v.Differing != 0 {
			t.Errorf("%d asked, %d waiting, %d differ", len(v.Pairs), v.Waiting, v.Differing)
		}
		for _, p := range v.Pairs {
			if p.Unit.ID == w.units["sb"] || p.Unit.ID == w.units["sd"] || p.Area.Code != "1" {
				t.Errorf("drew %s of %s", p.Leaf, p.Unit.Name)
			}
		}
		one := v.Pairs[0]
		_, err = w.service.WithdrawSecondOpinion(w.ctx(), w.standing(), one.DossierID, one.Leaf, one.Version+1, w.key())
		wantCode(t, err, par.Conflict)
		_, err = w.service.WithdrawSecondOpinion(w.ctx(), w.standing(), one.DossierID, one.Leaf, one.Version, w.key())
		w.must(err)
		q, err := w.service.Queue(w.ctx(), minh, w.round)
		w.must(err)
		if asked := q.Narrow(appraisal.Filter{Area: "1"}); len(asked.Items) != 2 {
			t.Errorf("his queue still has %d", len(asked.Items))
		}
		n, err = w.ask(appraisal.Question{Person: minh.Person, Block: "so", Area: "1", Count: 500})
		if err != nil || n != 6 { // 4 leaves of sa and sc, less the 2 that stand
			t.Errorf("all the rest is %d, %v", n, err)
		}
		_, err = w.ask(appraisal.Question{Person: minh.Person, Block: "so", Area: "1", Count: 1})
		wantCode(t, err, par.Invalid)
	})
}
