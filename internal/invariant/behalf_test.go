package invariant_test

import (
	"bytes"
	"context"
	"testing"

	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/score"
	"parindex/internal/testkit/world"
)

// behalfActs are what the standing body may do for a unit that hands in on paper.
func (m *machine) behalfActs() []act {
	often := 1
	if m.stage == par.SelfScoring || m.stage == par.Appraisal1 {
		often = 3
	}
	return []act{{"begin to enter", 2 * often, m.beginEntering}, {"enter", 3 * often, m.enter}, {"hand in for the unit", often, m.handInFor}}
}

// scans puts into the library of each unit what it handed in on paper.
func (m *machine) scans(t testing.TB) {
	documents := evidence.New(m.w.DB, m.files, evidence.DefaultLimits(), dossier.LeafResource)
	for _, u := range m.units {
		pdf, err := world.PDF("the sheet of "+u.Unit.Code, 1)
		noError(t, err)
		u.scan, err = documents.AddDocument(t.Context(), u.Officer.Actor, u.Unit.ID, evidence.Input{Kind: evidence.ReportKind, Summary: "Phiếu bản giấy"},
			evidence.Upload{Name: "phieu.pdf", Content: bytes.NewReader(pdf)}, m.w.Key())
		noError(t, err)
	}
}

// mayEnter: the standing body, for as long as the unit has not handed in,
// whatever its deadline: paper that came in time is entered when it can be.
func (m *model) mayEnter(p person, u *entity) bool {
	return p.role == par.Standing && u.state == par.Draft && (m.stage == par.SelfScoring || m.stage == par.Appraisal1)
}

func standing(p person) bool { return p.role == par.Standing }

func (m *machine) beginEntering(t *dice) {
	_, u := m.unitIn(t, par.Draft)
	p, paper := m.anybody(t, standing), u
	if t.between(0, 4) == 0 {
		_, paper = m.unit(t)
	}
	version := m.dossierVersion(t, u)
	seen := versionOf(t, version)
	may := m.mayEnter(p, u) && paper == u && seen == version
	err := m.w.Dossiers.BeginFallback(context.Background(), p.actor, u.Dossier, seen, dossier.OnPaper, paper.scan, m.w.Key())
	if m.agree(t, p.name+" begins to enter "+u.Unit.Code, may, err) {
		u.behalf = true
		m.done["begin to enter"]++
	}
}

// enter: two leaves in one go, both or none.
func (m *machine) enter(t *dice) {
	_, u := m.unitIn(t, par.Draft)
	p := m.anybody(t, standing)
	may, yes := m.mayEnter(p, u) && u.behalf, t.between(0, 2) > 0
	first := t.between(0, len(leaves)-1)
	var in []dossier.Change
	for _, leaf := range []string{leaves[first], leaves[(first+1)%len(leaves)]} {
		version := u.at(leaf, score.StageSelf).version
		seen := versionOf(t, version)
		may = may && seen == version
		said := func(*score.Node) (dossier.Score, map[string]par.Text) {
			return dossier.Score{Kind: dossier.KindValue, Value: answer(yes)}, nil
		}
		in = append(in, dossier.Change{Leaf: leaf, Version: seen, Answer: said})
	}
	_, err := m.w.Dossiers.EnterForUnit(context.Background(), p.actor, u.Dossier, in, m.w.Key())
	if !m.agree(t, p.name+" enters for "+u.Unit.Code, may, err) {
		return
	}
	for _, one := range in {
		u.cells[place{one.Leaf, score.StageSelf}] = cell{version: one.Version + 1, given: true, yes: yes, at: m.now()}
	}
	m.done["enter"]++
}

func (m *machine) handInFor(t *dice) {
	_, u := m.unitIn(t, par.Draft)
	p := m.anybody(t, standing)
	version := m.dossierVersion(t, u)
	seen := versionOf(t, version)
	may := m.mayEnter(p, u) && u.behalf && seen == version
	err := m.w.Dossiers.FinishFallback(context.Background(), p.actor, u.Dossier, seen, m.w.Key())
	if m.agree(t, p.name+" hands in for "+u.Unit.Code, may, err) {
		u.state = par.Submitted
		m.done["hand in for the unit"]++
	}
}
