package result

import (
	"parindex/internal/council"
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
)

// material is what a block's result is made of.
type material struct {
	round  round.Round
	block  round.Block
	units  []round.Participant
	scores map[string]map[string][]dossier.Score // by code of unit and leaf
	years  []Year
	behalf map[string]dossier.Fallback // by code of unit: how it was entered for it
	set    *score.Set

	sessions map[string]map[string]int // of the council, by code of unit and leaf
}

// Assemble puts together the bundle of one block of a round from what stands
// in the database now. The same state of the database gives the same bundle.
func Assemble(tx *db.Tx, r round.Round, block string, published Published) (*score.Bundle, error) {
	m, err := gather(tx, r, block, published)
	if err != nil {
		return nil, err
	}
	return m.bundle().Seal()
}

func gather(tx *db.Tx, r round.Round, code string, published Published) (material, error) {
	m := material{round: r, scores: map[string]map[string][]dossier.Score{}, behalf: map[string]dossier.Fallback{}}
	block, ok := r.Block(code)
	if !ok {
		return m, par.E(par.NotFound, "error.not_found")
	}
	m.block = block
	edition, err := criteria.ByID(tx, block.EditionID)
	if err != nil {
		return m, err
	}
	m.set = edition.Set
	if m.years, err = History(tx, code, r.Year, published); err != nil {
		return m, err
	}
	return m, m.loadUnits(tx)
}

func (m *material) loadUnits(tx *db.Tx) error {
	all, err := round.Playing(tx, m.round)
	if err != nil {
		return err
	}
	dossiers, err := dossier.List(tx, m.round.ID)
	if err != nil {
		return err
	}
	decided, err := council.Refs(tx, m.round.ID)
	if err != nil {
		return err
	}
	m.sessions = map[string]map[string]int{}
	of := map[par.ID]dossier.Dossier{}
	for _, d := range dossiers {
		of[d.UnitID] = d
	}
	for _, p := range all {
		if p.Block != m.block.Code {
			continue
		}
		m.units = append(m.units, p)
		m.sessions[p.Unit.Code] = map[string]int{}
		for leaf, session := range decided[of[p.Unit.ID].ID] {
			m.sessions[p.Unit.Code][leaf] = session.Number
		}
		if err := m.loadScores(tx, p.Unit.Code, of[p.Unit.ID]); err != nil {
			return err
		}
	}
	return nil
}

// loadScores keeps what counts of one dossier. What a unit has not submitted
// is its own affair and stays out.
func (m *material) loadScores(tx *db.Tx, code string, d dossier.Dossier) error {
	if d.ID == "" {
		return nil
	}
	scores, err := dossier.Scores(tx, d.ID)
	if err != nil {
		return err
	}
	m.behalf[code] = d.Fallback
	draft := d.State == par.Draft || d.State == par.AwaitingLeader
	byLeaf := map[string][]dossier.Score{}
	for _, s := range scores {
		if s.Given() && dossier.Counts(s.Stage) && (s.Stage != score.StageSelf || !draft) {
			byLeaf[s.Leaf] = append(byLeaf[s.Leaf], s)
		}
	}
	m.scores[code] = byLeaf
	return nil
}

// bundle writes units in their order, answers by unit, leaf and stage.
func (m *material) bundle() *score.Bundle {
	b := &score.Bundle{
		Round:    score.Round{ID: m.round.Code, Year: m.round.Year, Title: m.round.Title + ", " + m.block.Name},
		Set:      m.set,
		Method:   m.block.Method,
		Previous: previous(m.round.Year, m.years),
	}
	for _, p := range m.units {
		b.Units = append(b.Units, score.Unit{Code: p.Unit.Code, Name: p.Unit.Name, Ranked: p.Ranked})
		for _, leaf := range m.set.Leaves() {
			for _, s := range m.scores[p.Unit.Code][leaf.Code] {
				a := s.Answer()
				a.Unit = p.Unit.Code
				b.Answers = append(b.Answers, a)
			}
		}
	}
	return b
}

// effective finds the score that decides a leaf, for its reason and remark.
func (m *material) effective(unit, leaf string, stage score.Stage) dossier.Score {
	for _, s := range m.scores[unit][leaf] {
		if s.Stage == stage {
			return s
		}
	}
	return dossier.Score{}
}
