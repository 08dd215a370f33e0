package council_test

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"parindex/internal/account"
	"parindex/internal/appraisal"
	"parindex/internal/council"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/cast"
)

// world is a round before its council. Of snv 5, 2 and 1 points were cut, of
// stp 10, 4, 7.5 and 2; snv has explained 1.2 and 2.1, stp 2.1, and of 2.1 of
// stp the appraiser gave 2 points more when he looked again.
type world struct {
	*cast.World
	*council.Service
	t        *testing.T
	accounts *account.Service
	loan     par.Actor // member, of stp
	kim      par.Actor // member, of no unit; keeps the minutes
	bao      par.Actor // member, of no unit
	tam      par.Actor // member, of stc
	tuan     par.Actor // standing body, of snv; chairs
	an       par.Actor // appraises, and has an account
	session  par.ID
}

func build(t *testing.T, d *db.DB, clock *testkit.Clock) *world {
	t.Helper()
	w := &world{World: cast.New(t, d, clock), Service: council.New(d), t: t, accounts: account.New(d, account.Options{
		Random: testkit.Random(5), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Cost: account.Cost{Passes: 1, Memory: 64},
	})}
	w.Whole = true
	w.an = w.enrol("an", "Lưu Thành An")
	w.Open("2026", 2026, "")
	w.an = w.grant(w.an, par.Grant{Role: par.Appraiser, Round: w.Round.ID})
	w.An = w.an
	w.Fill()
	w.Move(par.Explanation)
	w.explain("snv", "1.2", "Đã hoàn thành 38 nhiệm vụ.")
	w.explain("snv", "2.1", "Có biểu thống kê kèm theo.")
	w.explain("stp", "2.1", "Số liệu lấy từ hệ thống một cửa.")
	w.Move(par.Appraisal2)
	w.again("snv", "1.2", "", "")
	w.again("snv", "2.1", "48", "")
	w.again("stp", "2.1", "44.5", "")
	w.seats()
	return w
}

// seats gives the council its members.
func (w *world) seats() {
	w.tuan = w.grant(w.enrol("tuan", "Đinh Minh Tuấn"), par.Grant{Role: par.Standing})
	w.tuan = w.grant(w.tuan, par.Grant{Role: par.Viewer, Unit: w.Units["snv"].ID})
	w.loan, w.kim = w.enrol("loan", "Võ Thị Loan"), w.enrol("kim", "Trần Thị Kim")
	w.bao, w.tam = w.enrol("bao", "Lý Quốc Bảo"), w.enrol("tam", "Hồ Thị Tám")
	for _, one := range []struct {
		who  *par.Actor
		unit par.ID
	}{{&w.loan, w.Units["stp"].ID}, {&w.kim, ""}, {&w.bao, ""}, {&w.tam, w.Units["stc"].ID}} {
		w.must(w.GiveSeat(w.ctx(), w.Hanh, w.Round.ID, one.who.Person, one.unit, w.Key()))
		*one.who = w.reload(*one.who)
	}
}

func (w *world) ctx() context.Context { return context.Background() }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) refused(err error, code par.Code, key string) {
	w.t.Helper()
	e, ok := par.AsError(err)
	if !ok || e.Code != code || key != "" && e.Key != key {
		w.t.Fatalf("got %v, want %s %s", err, code, key)
	}
}

func (w *world) enrol(login, name string) par.Actor {
	w.t.Helper()
	p, err := w.accounts.Enrol(w.ctx(), par.Program(), w.Key(), account.Draft{Login: "hd." + login, Name: name, Language: "vi"}, "mot mat khau that dai 2026")
	w.must(err)
	return par.Actor{Person: p.ID, Name: name}
}

func (w *world) grant(who par.Actor, g par.Grant) par.Actor {
	w.t.Helper()
	held, err := w.accounts.Grant(w.ctx(), par.Program(), w.Key(), who.Person, g)
	w.must(err)
	who.Grants = append(who.Grants, held.Grant)
	return who
}

// reload reads what a person holds now.
func (w *world) reload(who par.Actor) par.Actor {
	w.t.Helper()
	who.Grants = nil
	w.must(w.DB.Read(w.ctx(), func(tx *db.Tx) error {
		held, err := account.Grants(tx, who.Person)
		for _, h := range held {
			who.Grants = append(who.Grants, h.Grant)
		}
		return err
	}))
	return who
}

// explain keeps words of a unit about a cut.
func (w *world) explain(code, leaf, note string) {
	w.t.Helper()
	w.save(w.Officer(code), policy.ExplainScore, code, dossier.Score{Leaf: leaf, Stage: dossier.StageExplanation, Kind: dossier.KindNone, Note: note})
}

// again is the appraiser's second look; without points he takes the claim.
func (w *world) again(code, leaf string, points par.Decimal, reason par.Reason) {
	w.t.Helper()
	s := dossier.Score{Leaf: leaf, Stage: score.StageAppraisal2, Kind: dossier.KindPoints, Points: points, Reason: par.NotShown}
	if points == "" {
		s.Points, s.Reason = "40", ""
	}
	w.save(w.an, policy.AppraiseScore, code, s)
}

// save keeps a score by the rules of the table alone.
func (w *world) save(who par.Actor, action policy.Action, code string, s dossier.Score) {
	w.t.Helper()
	w.must(w.DB.Write(w.ctx(), func(tx *db.Tx) error {
		p, err := dossier.PlaceOf(tx, w.Dossier(code).ID)
		if err != nil {
			return err
		}
		resource := p.LeafResource(s.Leaf)
		resource.Explained = true
		permit, err := tx.Check(who, action, resource)
		if err != nil {
			return err
		}
		_, err = dossier.SaveScore(tx, permit, p.Dossier.ID, s)
		return err
	}))
}

// sitting is the world with a session on its agenda, opened where open is set.
func sitting(t *testing.T, d *db.DB, clock *testkit.Clock) *world {
	w := build(t, d, clock)
	w.Move(par.Council)
	w.session = w.plan()
	w.must(w.FillAgenda(w.ctx(), w.Hanh, w.session, w.now().Version, w.Key()))
	w.must(w.OpenSession(w.ctx(), w.Hanh, w.session, w.now().Version, w.Key()))
	w.call(w.loan, w.kim, w.bao)
	return w
}

func (w *world) plan() par.ID {
	w.t.Helper()
	id, err := w.PlanSession(w.ctx(), w.Hanh, w.Round.ID, council.Session{
		HeldAt: w.Clock.Now(), Place: "Phòng họp số 1", Chair: w.tuan.Person, Clerk: w.kim.Person, Quorum: council.TwoThirds, Majority: council.Half,
	}, w.Key())
	w.must(err)
	return id
}

func (w *world) now() council.Session {
	w.t.Helper()
	var s council.Session
	w.must(w.DB.Read(w.ctx(), func(tx *db.Tx) (err error) {
		s, err = council.SessionByID(tx, w.session)
		return err
	}))
	return s
}

// call has exactly these members present.
func (w *world) call(present ...par.Actor) {
	w.t.Helper()
	w.must(w.tryCall(present...))
}

func (w *world) tryCall(present ...par.Actor) error {
	var called []council.Presence
	for _, one := range []par.Actor{w.loan, w.kim, w.bao, w.tam} {
		p := council.Presence{Person: one.Person}
		for _, here := range present {
			p.Present = p.Present || here.Person == one.Person
		}
		called = append(called, p)
	}
	return w.CallRoll(w.ctx(), w.kim, w.session, w.now().Version, called, w.Key())
}

// item finds the item of a unit's leaf.
func (w *world) item(code, leaf string) council.Item {
	w.t.Helper()
	var found council.Item
	w.must(w.DB.Read(w.ctx(), func(tx *db.Tx) error {
		items, err := council.RoundItems(tx, w.Round.ID)
		for _, i := range items {
			if i.DossierID == w.Dossier(code).ID && i.Leaf == leaf {
				found = i
			}
		}
		return err
	}))
	return found
}

func (w *world) votes(code, leaf string) map[par.ID]council.Choice {
	w.t.Helper()
	found := map[par.ID]council.Choice{}
	w.must(w.DB.Read(w.ctx(), func(tx *db.Tx) error {
		votes, err := council.Votes(tx, w.item(code, leaf).ID)
		for _, v := range votes {
			found[v.Person] = v.Choice
		}
		return err
	}))
	return found
}

func (w *world) vote(who par.Actor, code, leaf string, c council.Choice) error {
	item := w.item(code, leaf)
	return w.CastVote(w.ctx(), who, item.ID, item.Version, c, w.Key())
}

func points(p par.Decimal) appraisal.Mark {
	return appraisal.Mark{Verdict: appraisal.Adjust, Points: p, Reason: par.NotShown, Remark: "Hội đồng thống nhất."}
}

func keep() appraisal.Mark { return appraisal.Mark{Verdict: council.Keep} }

func (w *world) propose(who par.Actor, code, leaf string, m appraisal.Mark) error {
	item := w.item(code, leaf)
	return w.ChangeProposal(w.ctx(), who, item.ID, council.Table{Version: item.Version, Verdict: m, Discussion: "Các thành viên đã trao đổi."}, w.Key())
}

func (w *world) decide(who par.Actor, code, leaf string, m appraisal.Mark, unanimous bool) error {
	item := w.item(code, leaf)
	in := council.Decision{Table: council.Table{Version: item.Version, Verdict: m, Discussion: "Đã xem biểu thống kê."}, Unanimous: unanimous}
	return w.DecideItem(w.ctx(), who, item.ID, in, w.Key())
}

func (w *world) score(code, leaf string) dossier.Score {
	w.t.Helper()
	var s dossier.Score
	w.must(w.DB.Read(w.ctx(), func(tx *db.Tx) (err error) {
		s, err = dossier.ScoreOf(tx, w.Dossier(code).ID, leaf, score.StageCouncil)
		return err
	}))
	return s
}
