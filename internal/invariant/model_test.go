package invariant_test

import (
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit"
	"parindex/internal/testkit/world"
)

// The model says once more what the procedure promises, in plain data and
// without the policy table: who may do what, when, and what then stands where.

// leaves of the small set with their areas.
var leaves = []string{"1.1", "1.2", "2.1"}

func areaOf(leaf string) string { return leaf[:1] }

const smallSet = `{"format": "parindex.set/1", "code": "nho", "title": "Bộ tiêu chí nhỏ", "level": "department", "sample": true, "note": "Dùng để kiểm thử.", "guides": {},
 "set": {"id": "nho", "title": "Bộ tiêu chí nhỏ", "nodes": [
  {"code": "1", "title": "Chỉ đạo", "children": [
   {"code": "1.1", "title": "Ban hành kế hoạch", "max": "20", "rule": {"type": "yes_no"}},
   {"code": "1.2", "title": "Sơ kết", "max": "30", "rule": {"type": "yes_no"}}]},
  {"code": "2", "title": "Thủ tục", "children": [
   {"code": "2.1", "title": "Đúng hạn", "max": "50", "rule": {"type": "yes_no"}}]}]}}`

// person is someone who tries things, and what he is.
type person struct {
	name  string
	actor par.Actor
	role  par.Role
	unit  int    // in whose name; -1: none
	area  string // of an appraiser; empty: every area
}

// cell is what stands in one place: its version and what it says.
type cell struct {
	version int64
	given   bool
	yes     bool
	points  bool // points instead of an answer: of a claim that was never made
	takes   bool // of an explanation: the cut is accepted
	says    bool // of an explanation: it says something
	cut     bool // of a mark: it names a reason
	at      par.Time
}

// place names a cell.
type place struct {
	leaf  string
	stage score.Stage
}

// moreTime is an extension in force.
type moreTime struct {
	id     par.ID
	stage  par.Stage
	leaf   string
	closes par.Time
}

// entity is one unit with its dossier.
type entity struct {
	world.Member
	state par.DossierState
	cells map[place]cell
	more  []moreTime

	scan   par.ID // the sheet on paper, in the unit's library
	behalf bool   // the standing body enters it
}

func (u *entity) at(leaf string, stage score.Stage) cell { return u.cells[place{leaf, stage}] }

// model is the whole of what should be.
type model struct {
	clock    *testkit.Clock
	stage    par.Stage
	calendar map[par.Stage][2]par.Time
	units    []*entity
	cast     []person
	sittings []*sitting
	matters  []*matter
	threads  []*talk
}

func (m *model) now() par.Time { return m.clock.Now() }

// closes is when a stage ends for a unit, or for one leaf of it.
func (m *model) closes(u *entity, stage par.Stage, leaf string) par.Time {
	end := m.calendar[stage][1]
	for _, x := range u.more {
		if x.stage == stage && (x.leaf == "" || x.leaf == leaf) {
			end = max(end, x.closes)
		}
	}
	return end
}

func (m *model) inWindow(u *entity, stage par.Stage, leaf string) bool {
	return m.now() >= m.calendar[stage][0] && m.now() < m.closes(u, stage, leaf)
}

func (u *entity) extended(stage par.Stage, leaf string, now par.Time) bool {
	for _, x := range u.more {
		if x.stage == stage && x.leaf == leaf && now < x.closes {
			return true
		}
	}
	return false
}

// drafting tells whether the unit is still in self-scoring, though its round
// may have gone on.
func (m *model) drafting(u *entity) bool {
	if u.state != par.Draft && u.state != par.AwaitingLeader {
		return false
	}
	late := m.stage == par.Appraisal1 && u.everExtended(par.SelfScoring)
	return m.stage == par.SelfScoring || late
}

func (u *entity) everExtended(stage par.Stage) bool {
	for _, x := range u.more {
		if x.stage == stage && x.leaf == "" {
			return true
		}
	}
	return false
}

// explains tells whether the unit still explains, though its round may have gone on.
func (m *model) explains(u *entity) bool {
	if u.state != par.Notified && u.state != par.Explaining {
		return false
	}
	return m.stage == par.Explanation || (m.stage == par.Appraisal2 && u.extended(par.Explanation, "", m.now()))
}

// ownOfficer and ownLeader: whose unit it is.
func (p person) ownOfficer(i int) bool { return p.role == par.Officer && p.unit == i }
func (p person) ownLeader(i int) bool  { return p.role == par.Leader && p.unit == i }

func (p person) judges(i int, leaf string) bool {
	return p.role == par.Appraiser && p.unit != i && (p.area == "" || p.area == areaOf(leaf))
}

// mayDeclare: the unit's officer, on a draft in time, or on one leaf that has
// more time after the dossier was handed in.
func (m *model) mayDeclare(p person, i int, leaf string) bool {
	u := m.units[i]
	if !p.ownOfficer(i) {
		return false
	}
	if u.state == par.Draft {
		return m.drafting(u) && m.inWindow(u, par.SelfScoring, leaf)
	}
	handedIn := u.state == par.Submitted || u.state == par.InAppraisal
	return handedIn && u.extended(par.SelfScoring, leaf, m.now())
}

// mayJudge: an appraiser of the area who is not of the unit, while the stage
// runs, on what has been handed in, unless the unit still has time for the leaf.
func (m *model) mayJudge(p person, i int, leaf string) bool {
	u := m.units[i]
	if !p.judges(i, leaf) || !m.inWindow(&entity{}, m.stage, "") {
		return false
	}
	switch m.stage {
	case par.Appraisal1:
		return (u.state == par.Submitted || u.state == par.InAppraisal) && !u.extended(par.SelfScoring, leaf, m.now())
	case par.Appraisal2:
		over := u.state == par.InAppraisal2 || ((u.state == par.Notified || u.state == par.Explaining) && !m.explains(u))
		return over && u.at(leaf, "explanation").says && !u.extended(par.Explanation, leaf, m.now())
	}
	return false
}

// mayExplain: the unit's officer, on what lost points, in time.
func (m *model) mayExplain(p person, i int, leaf string) bool {
	u := m.units[i]
	if !p.ownOfficer(i) || !u.cut(leaf) {
		return false
	}
	if m.explains(u) {
		return m.inWindow(u, par.Explanation, leaf)
	}
	over := u.state == par.InAppraisal2 || m.stage == par.Appraisal2 && (u.state == par.Notified || u.state == par.Explaining)
	return over && u.extended(par.Explanation, leaf, m.now())
}

// cut tells whether the first appraisal took points away.
func (u *entity) cut(leaf string) bool { return u.at(leaf, score.StageAppraisal1).cut }

// inTime: the whole unit's time in its stage.
func (m *model) inTime(u *entity, stage par.Stage) bool { return m.inWindow(u, stage, "") }

// settled tells whether appraisal has left nothing open.
func (m *model) settled() bool {
	for _, u := range m.units {
		if m.hasTime(u) {
			return false
		}
		if u.state == par.Draft || u.state == par.AwaitingLeader {
			continue
		}
		for _, leaf := range leaves {
			if m.open(u, leaf) {
				return false
			}
		}
	}
	return true
}

// open tells whether a leaf waits for a mark of the present stage.
func (m *model) open(u *entity, leaf string) bool {
	if m.stage == par.Appraisal1 {
		return !u.at(leaf, score.StageAppraisal1).given || u.stale(leaf)
	}
	second, explained := u.at(leaf, score.StageAppraisal2), u.at(leaf, "explanation")
	return m.stage == par.Appraisal2 && explained.says && (!second.given || explained.at > second.at)
}

// stale tells whether the claim has changed since its mark was given.
func (u *entity) stale(leaf string) bool {
	claim, mark := u.at(leaf, score.StageSelf), u.at(leaf, score.StageAppraisal1)
	return mark.given && claim.version > 0 && claim.at > mark.at
}

// mayExtend: the standing body, to a later moment, while the stage that judges
// the unit's work is not over, and for a whole sheet only before it is handed in.
func (m *model) mayExtend(p person, u *entity, x moreTime) bool {
	over := m.stage == par.Council || x.stage == par.SelfScoring && m.stage != par.SelfScoring && m.stage != par.Appraisal1
	handedIn := x.stage == par.SelfScoring && x.leaf == "" && (u.state == par.Submitted || u.state == par.InAppraisal)
	return p.role == par.Standing && !over && !handedIn && x.closes > m.now() && x.closes > m.closes(u, x.stage, x.leaf)
}

// extend gives the time, and to whom the time to explain was over his explanation back.
func (m *model) extend(u *entity, x moreTime) {
	u.more = append(u.more, x)
	if x.stage == par.Explanation && x.leaf == "" && m.stage == par.Appraisal2 && u.state == par.InAppraisal2 {
		u.state = par.Explaining
	}
}

// hasTime tells whether a unit may still change something though its round has
// gone on: the whole of it, or a leaf.
func (m *model) hasTime(u *entity) bool {
	handedIn := u.state == par.Submitted || u.state == par.InAppraisal
	explained := u.state == par.InAppraisal2 || (m.stage == par.Appraisal2 && (u.state == par.Notified || u.state == par.Explaining) && !m.explains(u))
	for _, x := range u.more {
		running := m.now() < x.closes
		switch {
		case running && x.leaf == "" && x.stage == par.SelfScoring && m.stage == par.Appraisal1 && m.drafting(u),
			running && x.leaf == "" && x.stage == par.Explanation && m.stage == par.Appraisal2 && m.explains(u),
			running && x.leaf != "" && x.stage == par.SelfScoring && handedIn,
			running && x.leaf != "" && x.stage == par.Explanation && explained:
			return true
		}
	}
	return false
}

func (m *model) any(stage score.Stage) bool {
	for _, u := range m.units {
		for at, c := range u.cells {
			if at.stage == stage && c.version > 0 {
				return true
			}
		}
	}
	return false
}

// mayMove says where the standing body may take the round.
func (m *model) mayMove(p person, to par.Stage) bool {
	if p.role != par.Standing {
		return false
	}
	switch [2]par.Stage{m.stage, to} {
	case [2]par.Stage{par.SelfScoring, par.Appraisal1}, [2]par.Stage{par.Explanation, par.Appraisal2}:
		return true
	case [2]par.Stage{par.Appraisal1, par.Explanation}, [2]par.Stage{par.Appraisal2, par.Council}:
		return m.settled()
	case [2]par.Stage{par.Appraisal1, par.SelfScoring}:
		return !m.any(score.StageAppraisal1)
	case [2]par.Stage{par.Explanation, par.Appraisal1}:
		return !m.any("explanation")
	case [2]par.Stage{par.Appraisal2, par.Explanation}:
		return !m.any(score.StageAppraisal2)
	case [2]par.Stage{par.Council, par.Appraisal2}:
		return !m.any(score.StageCouncil)
	}
	return false
}

// move takes the round and its dossiers along.
func (m *model) move(to par.Stage) {
	from := m.stage
	m.stage = to
	for _, u := range m.units {
		switch {
		case to == par.SelfScoring && u.state == par.InAppraisal:
			u.state = par.Submitted
		case to == par.Appraisal1 && from == par.Explanation && u.state == par.Notified:
			u.state = par.InAppraisal
		case to == par.Appraisal1 && from == par.SelfScoring && u.state == par.Submitted:
			u.state = par.InAppraisal
		case to == par.Explanation && from == par.Appraisal2 && u.state == par.InAppraisal2:
			u.state = par.Explaining
		case to == par.Explanation && (u.state == par.Submitted || u.state == par.InAppraisal):
			u.state = par.Notified
		case to == par.Appraisal2 && from == par.Explanation && (u.state == par.Notified || u.state == par.Explaining):
			if !u.extended(par.Explanation, "", m.now()) {
				u.state = par.InAppraisal2
			}
		case to == par.Appraisal2 && from == par.Council && u.state == par.BeforeCouncil:
			u.state = par.InAppraisal2
		case to == par.Council && u.state != par.Draft && u.state != par.AwaitingLeader:
			u.state = par.BeforeCouncil
		}
	}
}
