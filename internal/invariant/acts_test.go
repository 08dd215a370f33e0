package invariant_test

import (
	"context"
	"slices"
	"time"

	"parindex/internal/appraisal"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// acts is what people may try, each as often as its weight.
func (m *machine) acts() []act {
	return slices.Concat(m.sitActs(), m.talkActs(), m.behalfActs(), []act{
		{"declare", 20, m.declare}, {"hand over", 3, m.handOver}, {"give back", 2, m.giveBack}, {"submit", 6, m.submit},
		{"appraise", 14, m.appraise}, {"finish the stage", 3, m.finish},
		{"explain", 12, m.explain}, {"sign the explanation", 2, m.signExplanation}, {"withdraw the explanation", 2, m.withdrawExplanation},
		{"extend", 3, m.extend}, {"take back time", 1, m.unextend},
		{"move the round", 3, m.moveRound}, {"change the calendar", 2, m.recalendar}, {"wait", 7, m.wait},
	})
}

type act struct {
	name   string
	weight int
	do     func(*dice)
}

// declare: an officer, or somebody else, types an answer.
func (m *machine) declare(t *dice) {
	i, _ := m.unit(t)
	p := m.anybody(t, func(p person) bool { return p.ownOfficer(i) })
	m.declareAs(t, p, i, leafOf(t), t.between(0, 4) > 0, versionOf(t, 0))
}

func (m *machine) declareAs(t *dice, p person, i int, leaf string, yes bool, off int64) {
	u := m.units[i]
	old := u.at(leaf, score.StageSelf)
	in := dossier.Score{Leaf: leaf, Kind: dossier.KindValue, Value: answer(yes), Version: old.version + off}
	may := m.mayDeclare(p, i, leaf) && off == 0
	_, err := m.w.Dossiers.DeclareScore(context.Background(), p.actor, u.Dossier, in, m.w.Key())
	if m.agree(t, p.name+" declares "+leaf+" of "+u.Unit.Code, may, err) {
		u.cells[place{leaf, score.StageSelf}] = cell{version: old.version + 1, given: true, yes: yes, at: m.now()}
		m.done["declare"]++
	}
}

func (m *machine) handOver(t *dice) {
	i, u := m.unitIn(t, par.Draft)
	p := m.anybody(t, func(p person) bool { return p.ownOfficer(i) })
	version := versionOf(t, m.dossierVersion(t, u))
	may := p.ownOfficer(i) && u.state == par.Draft && m.drafting(u) && m.inTime(u, par.SelfScoring) && version == m.dossierVersion(t, u)
	err := m.w.Dossiers.SendToLeader(context.Background(), p.actor, u.Dossier, version, m.w.Key())
	if m.agree(t, p.name+" hands over "+u.Unit.Code, may, err) {
		u.state = par.AwaitingLeader
		m.done["hand over"]++
	}
}

func (m *machine) giveBack(t *dice) {
	i, u := m.unitIn(t, par.AwaitingLeader)
	p := m.anybody(t, func(p person) bool { return p.ownLeader(i) })
	may := p.ownLeader(i) && u.state == par.AwaitingLeader && m.drafting(u) && m.inTime(u, par.SelfScoring)
	err := m.w.Dossiers.ReturnDossier(context.Background(), p.actor, u.Dossier, m.dossierVersion(t, u), "xem lại", m.w.Key())
	if m.agree(t, p.name+" gives back "+u.Unit.Code, may, err) {
		u.state = par.Draft
		m.done["give back"]++
	}
}

func (m *machine) submit(t *dice) {
	i, u := m.unitIn(t, par.AwaitingLeader)
	p := m.anybody(t, func(p person) bool { return p.ownLeader(i) })
	may := p.ownLeader(i) && u.state == par.AwaitingLeader && m.drafting(u) && m.inTime(u, par.SelfScoring)
	err := m.w.Dossiers.SubmitDossier(context.Background(), p.actor, u.Dossier, m.dossierVersion(t, u), m.w.Key())
	if m.agree(t, p.name+" submits "+u.Unit.Code, may, err) {
		u.state = par.Submitted
		m.done["submit"]++
	}
}

func (m *machine) appraise(t *dice) {
	i, u := m.unit(t)
	leaf := leafOf(t)
	if m.stage == par.Appraisal2 {
		leaf = cutLeaf(t, u)
	}
	p := m.anybody(t, func(p person) bool { return p.judges(i, leaf) })
	m.appraiseAs(t, p, i, leaf, (t.between(0, 1) == 0), versionOf(t, 0))
}

func (m *machine) appraiseAs(t *dice, p person, i int, leaf string, cut bool, off int64) {
	u := m.units[i]
	stage := score.StageAppraisal1
	if m.stage == par.Appraisal2 {
		stage = score.StageAppraisal2
	}
	claim, old := u.at(leaf, score.StageSelf), u.at(leaf, stage)
	mark, next := markOf(claim, leaf, old.version+off, cut), cell{yes: claim.given && claim.yes && !cut}
	next.cut, next.points = mark.Reason != "", !claim.given
	if stage == score.StageAppraisal2 && cut {
		first := u.at(leaf, score.StageAppraisal1)
		mark = appraisal.Mark{Leaf: leaf, Verdict: appraisal.Keep, Remark: "giải trình chưa đủ", Version: mark.Version}
		next.yes, next.cut, next.points = first.yes, first.cut, first.points
	}
	may := m.mayJudge(p, i, leaf) && off == 0
	_, err := m.w.Appraisals.AppraiseScore(context.Background(), p.actor, u.Dossier, mark, m.w.Key())
	if m.agree(t, p.name+" appraises "+leaf+" of "+u.Unit.Code, may, err) {
		u.cells[place{leaf, stage}] = cell{version: old.version + 1, given: true, yes: next.yes, points: next.points, cut: next.cut, at: m.now()}
		m.done["appraise in "+string(stage)]++
	}
}

// finish has everybody who may do what the stage still waits for, so that a
// random walk comes to the end of the round.
func (m *machine) finish(t *dice) {
	if t.between(0, 2) > 0 {
		m.recalendar(t)
	}
	m.finishStage(t)
}

func (m *machine) finishStage(t *dice) {
	for i, u := range m.units {
		for _, p := range m.cast {
			switch m.stage {
			case par.SelfScoring:
				m.finishUnit(t, p, i)
			case par.Appraisal1, par.Appraisal2:
				m.finishMarks(t, p, i, u)
			case par.Explanation:
				m.finishExplanation(t, p, i, u)
			default:
			}
		}
	}
}

func (m *machine) finishUnit(t *dice, p person, i int) {
	u := m.units[i]
	for _, leaf := range leaves {
		if m.mayDeclare(p, i, leaf) && !u.at(leaf, score.StageSelf).given {
			m.declareAs(t, p, i, leaf, true, 0)
		}
	}
	if p.ownOfficer(i) && u.state == par.Draft && m.inTime(u, par.SelfScoring) {
		fine(t, m.w.Dossiers.SendToLeader(context.Background(), p.actor, u.Dossier, m.dossierVersion(t, u), m.w.Key()))
		u.state = par.AwaitingLeader
	}
	if p.ownLeader(i) && u.state == par.AwaitingLeader && m.inTime(u, par.SelfScoring) {
		fine(t, m.w.Dossiers.SubmitDossier(context.Background(), p.actor, u.Dossier, m.dossierVersion(t, u), m.w.Key()))
		u.state = par.Submitted
	}
}

func (m *machine) finishMarks(t *dice, p person, i int, u *entity) {
	for _, leaf := range leaves {
		if m.mayJudge(p, i, leaf) && m.open(u, leaf) {
			m.appraiseAs(t, p, i, leaf, len(u.Unit.Code+leaf)%2 == i%2, 0)
		}
	}
}

func (m *machine) finishExplanation(t *dice, p person, i int, u *entity) {
	for _, leaf := range leaves {
		if m.mayExplain(p, i, leaf) && u.at(leaf, dossier.StageExplanation).version == 0 {
			m.explainAs(t, p, i, leaf, false, 0)
		}
	}
}

// explain: a unit answers a cut, or accepts it.
func (m *machine) explain(t *dice) {
	i, u := m.unitIn(t, par.Notified, par.Explaining)
	leaf := cutLeaf(t, u)
	p := m.anybody(t, func(p person) bool { return p.ownOfficer(i) })
	m.explainAs(t, p, i, leaf, t.between(0, 2) == 0, versionOf(t, 0))
}

func (m *machine) explainAs(t *dice, p person, i int, leaf string, takes bool, off int64) {
	u := m.units[i]
	old, note := u.at(leaf, dossier.StageExplanation), "đã có văn bản bổ sung"
	may := m.mayExplain(p, i, leaf) && off == 0
	var err error
	if takes {
		_, err = m.says.AcceptCut(context.Background(), p.actor, u.Dossier, leaf, old.version+off, m.w.Key())
	} else {
		change := dossier.Change{Leaf: leaf, Version: old.version + off, Note: &note}
		_, err = m.says.ExplainScore(context.Background(), p.actor, u.Dossier, change, m.w.Key())
	}
	if m.agree(t, p.name+" explains "+leaf+" of "+u.Unit.Code, may, err) {
		u.cells[place{leaf, dossier.StageExplanation}] = cell{version: old.version + 1, given: takes, takes: takes, says: !takes, at: m.now()}
		if u.state == par.Notified {
			u.state = par.Explaining
		}
		m.done["explain"]++
	}
}

func (m *machine) signExplanation(t *dice) {
	i, u := m.unitIn(t, par.Notified, par.Explaining)
	p := m.anybody(t, func(p person) bool { return p.ownLeader(i) })
	may := p.ownLeader(i) && m.explains(u) && m.inTime(u, par.Explanation)
	err := m.says.SubmitExplanation(context.Background(), p.actor, u.Dossier, m.dossierVersion(t, u), m.w.Key())
	if m.agree(t, p.name+" signs the explanation of "+u.Unit.Code, may, err) {
		u.state = par.InAppraisal2
		m.done["sign the explanation"]++
	}
}

func (m *machine) withdrawExplanation(t *dice) {
	i, u := m.unitIn(t, par.InAppraisal2)
	p := m.anybody(t, func(p person) bool { return p.ownLeader(i) })
	may := p.ownLeader(i) && m.stage == par.Explanation && u.state == par.InAppraisal2 && m.inTime(u, par.Explanation)
	err := m.says.WithdrawExplanation(context.Background(), p.actor, u.Dossier, m.dossierVersion(t, u), m.w.Key())
	if m.agree(t, p.name+" withdraws the explanation of "+u.Unit.Code, may, err) {
		u.state = par.Explaining
		m.done["withdraw the explanation"]++
	}
}

func (m *machine) extend(t *dice) {
	_, u := m.unit(t)
	p := m.anybody(t, func(p person) bool { return p.role == par.Standing })
	stage := one(t, round.Extendable())
	leaf := one(t, append([]string{""}, leaves...))
	closes := m.now().Add(time.Duration(t.between(-10, 120)) * time.Hour)
	may := m.mayExtend(p, u, moreTime{"", stage, leaf, closes})
	e, err := m.w.Rounds.ExtendDeadline(context.Background(), p.actor, m.w.Round.ID,
		round.Extension{Stage: stage, Unit: u.Unit.ID, Leaf: leaf, Closes: closes, Reason: "mưa lũ"}, m.w.Key())
	if m.agree(t, p.name+" extends "+string(stage)+" for "+u.Unit.Code, may, err) {
		m.model.extend(u, moreTime{e.ID, stage, leaf, closes})
		m.done["extend"]++
	}
}

func (m *machine) unextend(t *dice) {
	_, u := m.unit(t)
	if len(u.more) == 0 {
		return
	}
	p := m.anybody(t, func(p person) bool { return p.role == par.Standing })
	k := t.between(0, len(u.more)-1)
	err := m.w.Rounds.RemoveExtension(context.Background(), p.actor, m.w.Round.ID, u.more[k].id, 1, "đã có điện", m.w.Key())
	if m.agree(t, p.name+" takes time back from "+u.Unit.Code, p.role == par.Standing, err) {
		u.more = append(u.more[:k:k], u.more[k+1:]...)
		m.done["take back time"]++
	}
}

func (m *machine) moveRound(t *dice) {
	p := m.anybody(t, func(p person) bool { return p.role == par.Standing })
	r, err := m.w.RoundNow(context.Background(), m.w.Round.ID)
	fine(t, err)
	next := append(round.Timed()[:1], r.Next()...)
	to := next[len(next)-1]
	if t.between(0, 2) == 0 {
		to = one(t, round.Timed())
	}
	early := m.stage == par.SelfScoring && to == par.Appraisal1 || m.stage == par.Council
	if early && t.between(0, 3) > 0 {
		return // there is more to be done first
	}
	if m.moveAs(t, p, to) && t.between(0, 3) > 0 {
		m.recalendar(t)
	}
}

func (m *machine) moveAs(t *dice, p person, to par.Stage) bool {
	may := m.mayMove(p, to)
	r, err := m.w.RoundNow(context.Background(), m.w.Round.ID)
	fine(t, err)
	err = m.w.Rounds.MoveStage(context.Background(), p.actor, r.ID, r.Version, to, m.w.Key())
	if !m.agree(t, p.name+" moves the round from "+string(m.stage)+" to "+string(to), may, err) {
		return false
	}
	m.move(to)
	m.done["move to "+string(to)]++
	return true
}

// hurry takes the round straight to a stage, with everything done on the way,
// so that a random walk can begin there.
func (m *machine) hurry(t *dice, to par.Stage) {
	t.Helper()
	standing := m.known(t, m.w.Standing.Person)
	for m.stage != to {
		next := round.Timed()[slices.Index(round.Timed(), m.stage)+1]
		m.finishStage(t)
		if !m.moveAs(t, standing, next) {
			t.Fatalf("the round does not come from %s to %s", m.stage, next)
		}
		m.clock.Forward(time.Hour)
		m.recalendar(t)
	}
}

func (m *machine) recalendar(t *dice) { fine(t, m.plan(context.Background(), m.stage)) }

func (m *machine) wait(t *dice) {
	m.clock.Forward(time.Duration(t.between(1, 40)) * time.Hour)
}
