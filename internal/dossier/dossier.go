// Package dossier owns what one unit says of itself in one round: the sheet of
// scores, its submission, and the append-only events behind every score. It
// must not know appraisers' queues or results. Start with DeclareScore in
// declare.go; states.go draws the workflow of a dossier.
package dossier

import (
	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// Dossier is one unit's part in one round.
type Dossier struct {
	ID          par.ID
	RoundID     par.ID
	Block       string
	UnitID      par.ID
	State       par.DossierState
	Remark      string // why the leader returned it
	SubmittedAt par.Time
	SubmittedBy par.ID
	ExplainedAt par.Time // when the leader handed in the explanation
	ExplainedBy par.ID
	Fallback    Fallback // how the standing body entered it on the unit's behalf
	Scan        par.ID   // the document with what the unit had sent
	UpdatedAt   par.Time
	Version     int64
}

// Fallback says in what form a unit handed in what the standing body entered
// on its behalf; empty: the unit worked in the system.
type Fallback string

// The forms of a fallback.
const (
	OnPaper       Fallback = "paper"
	InSpreadsheet Fallback = "spreadsheet"
)

// Kind says what a score holds.
type Kind string

// The kinds of scores. None is a score that was taken back, or one of which
// only the explanation has been written; it counts as missing.
const (
	KindValue  Kind = "value"
	KindPoints Kind = "points"
	KindNA     Kind = "na"
	KindNone   Kind = "none"

	KindAccepted Kind = "accepted" // of an explanation: the unit accepts the cut
)

// The stages of scores that the engine does not know, and which no result
// counts: what a unit explains of a cut, and what a second appraiser thinks.
const (
	StageExplanation score.Stage = "explanation"
	StageSecond      score.Stage = "second"
)

// Counts tells whether the engine takes scores of the stage.
func Counts(stage score.Stage) bool { return stage != StageExplanation && stage != StageSecond }

// Said tells whether the scores of a stage are the unit's own words, not what
// others made of them.
func Said(stage score.Stage) bool { return stage == score.StageSelf || stage == StageExplanation }

// Score is what one stage says of one leaf.
type Score struct {
	Leaf    string
	Stage   score.Stage
	Kind    Kind
	Value   *score.Value // of KindValue
	Points  par.Decimal  // of KindPoints
	Note    string       // the unit's explanation, or the appraiser's remark
	Reason  par.Reason   // why points were cut; appraisers only
	Actor   par.ID
	At      par.Time
	Version int64
}

// Answer returns the score as the engine takes it. A score of KindNone is an
// empty answer, which counts as missing.
func (s Score) Answer() score.Answer {
	return score.Answer{
		Node: s.Leaf, Stage: s.Stage, Value: s.Value, Points: s.Points, NA: s.Kind == KindNA, Reason: string(s.Reason),
	}
}

// Given tells whether the score says anything that counts.
func (s Score) Given() bool { return s.Kind != "" && s.Kind != KindNone }

// Place is a dossier with everything around it that judging it needs.
type Place struct {
	Dossier Dossier
	Round   round.Round
	Block   round.Block
	Unit    unit.Unit
	Edition criteria.Edition
	Dropped string   // why the unit no longer takes part; empty: it does
	At      par.Time // the moment for which it was read
}

// AreaOf returns the code of the top node above a leaf; "" for an unknown leaf.
func (p Place) AreaOf(leaf string) string { return AreaOf(p.Edition.Set, leaf) }

// AreaOf returns the code of the top node above a leaf of a set; "" for an unknown leaf.
func AreaOf(set *score.Set, leaf string) string {
	for _, area := range set.Areas() {
		if holds(area, leaf) {
			return area.Code
		}
	}
	return ""
}

func holds(n *score.Node, leaf string) bool {
	if n.Leaf() {
		return n.Code == leaf
	}
	for _, child := range n.Children {
		if holds(child, leaf) {
			return true
		}
	}
	return false
}

// Service offers the use cases on dossiers.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

// PlaceOf finds a dossier with its surroundings. What cannot have changed since
// it was last read is not read again: a save asks the database once.
func PlaceOf(tx *db.Tx, id par.ID) (Place, error) {
	v, err := db.One(tx, scanVersions, selectVersions, id)
	if err != nil {
		return Place{}, err
	}
	p := Place{Dossier: v.dossier, Dropped: v.dropped, At: tx.Now()}
	if p.Round, err = db.Memo(tx, "dossier round", v.dossier.RoundID, v.round, func() (round.Round, error) {
		return round.ByID(tx, v.dossier.RoundID)
	}); err != nil {
		return p, err
	}
	if p.Unit, err = db.Memo(tx, "dossier unit", v.dossier.UnitID, v.unit, func() (unit.Unit, error) {
		return unit.ByID(tx, v.dossier.UnitID)
	}); err != nil {
		return p, err
	}
	p.Block, _ = p.Round.Block(v.dossier.Block)
	p.Edition, err = db.Memo(tx, "dossier edition", v.editionID, v.edition, func() (criteria.Edition, error) {
		return criteria.ByID(tx, v.editionID)
	})
	return p, err
}

func around(tx *db.Tx, d Dossier) (Place, error) {
	p := Place{Dossier: d, At: tx.Now()}
	part, err := round.ParticipantOf(tx, d.RoundID, d.UnitID)
	if err != nil {
		return p, err
	}
	p.Dropped = part.Dropped
	if p.Round, err = round.ByID(tx, d.RoundID); err != nil {
		return p, err
	}
	block, ok := p.Round.Block(d.Block)
	if !ok {
		return p, par.E(par.NotFound, "error.not_found")
	}
	p.Block = block
	if p.Unit, err = unit.ByID(tx, d.UnitID); err != nil {
		return p, err
	}
	p.Edition, err = criteria.ByID(tx, block.EditionID)
	return p, err
}
