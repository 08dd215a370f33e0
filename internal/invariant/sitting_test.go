package invariant_test

import (
	"parindex/internal/council"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/score"
)

// sitting is a session of the council as it should be.
type sitting struct {
	id           par.ID
	state        council.SessionState
	chair, clerk par.ID
	quorum       council.Share
	majority     council.Share
	present      map[par.ID]bool
	version      int64
}

// matter is a leaf of a unit before the council.
type matter struct {
	id       par.ID
	unit     int
	leaf     string
	at       *sitting
	state    council.ItemState
	gives    string // what the proposal gives: yes, no, or points
	votes    map[par.ID]council.Choice
	decision int64
	version  int64
}

// leads tells whether a person may be asked to chair or to keep minutes.
func (p person) leads() bool { return p.role == par.Standing || p.role == par.Member }

// presides tells whether a person may lead through a session.
func (p person) presides(s *sitting) bool {
	return p.role == par.Standing || p.role == par.Member && (p.actor.Person == s.chair || p.actor.Person == s.clerk)
}

// mayPropose: the standing body, or a member for a unit that is not his own, on
// what has come through explanation, and on one agenda at a time.
func (m *model) mayPropose(p person, i int, leaf string, s *sitting) bool {
	if !p.leads() || p.unit == i || s.state == council.Closed || !m.explained(m.units[i]) {
		return false
	}
	for _, x := range m.matters {
		same := x.unit == i && x.leaf == leaf
		if same && (x.state == council.Pending || x.at == s && x.state != council.Withdrawn) {
			return false
		}
	}
	return true
}

// explained tells whether a unit's time to explain is over, and the result not decided.
func (m *model) explained(u *entity) bool {
	switch m.stage {
	case par.Council:
		return u.state == par.BeforeCouncil
	case par.Appraisal2:
		return u.state == par.InAppraisal2 || (u.state == par.Notified || u.state == par.Explaining) && !m.explains(u)
	}
	return false
}

// disputes are the leaves that were explained and are still cut, and never lay
// before the council.
func (m *model) disputes() []spot {
	var found []spot
	for i, u := range m.units {
		for _, leaf := range leaves {
			claim, mark, known := u.at(leaf, score.StageSelf), u.last(leaf), false
			for _, x := range m.matters {
				known = known || x.unit == i && x.leaf == leaf
			}
			if mark.given && claim.yes && !mark.yes && u.at(leaf, dossier.StageExplanation).says && !known {
				found = append(found, spot{i, leaf})
			}
		}
	}
	return found
}

// spot is a leaf of a unit.
type spot struct {
	unit int
	leaf string
}

// last is the appraisers' last word on a leaf.
func (u *entity) last(leaf string) cell {
	if again := u.at(leaf, score.StageAppraisal2); again.given {
		return again
	}
	return u.at(leaf, score.StageAppraisal1)
}

// gives says what a mark gives.
func (c cell) gives() string {
	switch {
	case !c.given || c.points:
		return "points"
	case c.yes:
		return "yes"
	}
	return "no"
}

// mayVote: a member who is present, on another unit than his own, while the
// session is open and nothing is decided.
func (m *model) mayVote(p person, x *matter) bool {
	return p.role == par.Member && p.unit != x.unit && m.sits(x) && x.state == council.Pending && x.at.present[p.actor.Person]
}

// sits tells whether the council may work on a matter at this moment.
func (m *model) sits(x *matter) bool {
	return m.stage == par.Council && m.units[x.unit].state == par.BeforeCouncil && x.at.state == council.Open
}

// mayLead: whoever presides, in a session that is not over, on another unit than his own.
func (m *model) mayLead(p person, x *matter) bool {
	return p.presides(x.at) && p.unit != x.unit && x.at.state != council.Closed
}

// mayDecide: whoever presides, in time, with a quorum, and what the votes carry.
func (m *model) mayDecide(p person, x *matter, gives string, unanimous bool) bool {
	if !m.mayLead(p, x) || !m.sits(x) || x.state == council.Withdrawn || !m.inWindow(&entity{}, par.Council, "") {
		return false
	}
	members, present, entitled := m.counted(x)
	if !enough(x.at.quorum, present, members) {
		return false
	}
	cast, pro := 0, 0
	for _, choice := range x.votes {
		if choice != council.Own {
			cast++
		}
		if choice == council.For {
			pro++
		}
	}
	if cast == 0 {
		return unanimous
	}
	return gives == x.gives && entitled > 0 && enough(x.at.majority, pro, entitled)
}

// counted counts the members, those present, and those of them who may vote.
func (m *model) counted(x *matter) (members, present, entitled int) {
	for _, p := range m.cast {
		if p.role != par.Member {
			continue
		}
		members++
		if x.at.present[p.actor.Person] {
			present++
			if p.unit != x.unit {
				entitled++
			}
		}
	}
	return members, present, entitled
}

// enough tells whether n of all is the share.
func enough(s council.Share, n, all int) bool {
	if s == council.TwoThirds {
		return 3*n >= 2*all
	}
	return 2*n > all
}

// hasVoted tells whether a person's vote stands anywhere in a session.
func (m *model) hasVoted(person par.ID, s *sitting) bool {
	for _, x := range m.matters {
		if choice := x.votes[person]; x.at == s && choice != "" && choice != council.Own {
			return true
		}
	}
	return false
}
