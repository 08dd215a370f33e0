package appraisal

import (
	"context"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/evidence"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
)

// View is one item as its appraiser sees it: the claim with what it is worth,
// the present mark, what came before, and how others were judged.
type View struct {
	dossier.Place
	Area       *score.Node
	Node       *score.Node
	Claim      dossier.Score
	Claimed    score.LeafScore
	Mark       dossier.Score
	Marked     score.LeafScore
	History    []dossier.Event   // of every stage, the latest first
	Names      map[par.ID]string // of the people in History
	Precedents []Precedent
	Citations  []evidence.Citation
	Checks     map[par.ID][]evidence.Finding // by document: what was found of it; it lowers no score
	Verdicts   evidence.Verdicts             // on the citations, as far as the actor may see them
	JudgeAt    score.Stage                   // the stage at which the actor judges a citation
	CanSettle  bool                          // what was found of the documents
	Findings   []dossier.Inspection          // of inspections about the leaf
	Second     dossier.Second                // the second opinion that was asked, if any
	Other      dossier.Score                 // the second opinion, where the actor may see it
	Othered    score.LeafScore
	Again      bool            // the round is in its second appraisal, or beyond it
	Dispute    Dispute         // what the second appraisal has before it; only where Again
	Firstly    score.LeafScore // the first mark; only where Again
	Asked      score.LeafScore // what the corrected figures come to; only where Again
	Stale      bool            // the claim has changed since it was marked
	Blind      bool            // the actor was asked for a second opinion and has not given it: he sees the claim alone
	Queue      Queue           // of the actor in this round, whole
	At         int             // the item's place in Queue
	Open       error           // why it cannot be marked now; nil: it can
	Now        par.Time
}

// Item loads one leaf of one unit for its appraiser. What is not in his queue
// does not exist.
func (s *Service) Item(ctx context.Context, actor par.Actor, dossierID par.ID, leaf string) (View, error) {
	var v View
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = LoadItem(tx, actor, dossierID, leaf)
		return err
	})
	return v, err
}

// LoadItem is Item within a transaction.
func LoadItem(tx *db.Tx, actor par.Actor, dossierID par.ID, leaf string) (View, error) {
	p, err := dossier.PlaceOf(tx, dossierID)
	if err != nil {
		return View{}, err
	}
	code := p.AreaOf(leaf)
	if _, err := tx.Check(onlyAppraiser(actor), policy.ReadDossier, p.Resource(code)); err != nil {
		return View{}, err
	}
	v := View{Place: p, Now: tx.Now()}
	if v.Node, err = leafToAppraise(p.Edition.Set, leaf); err != nil {
		return View{}, err
	}
	v.Area, _ = p.Edition.Set.Find(code)
	if v.Queue, err = LoadQueue(tx, actor, p.Round.ID); err != nil {
		return View{}, err
	}
	resource, err := leafResource(tx, p, leaf)
	if err != nil {
		return View{}, err
	}
	if v.At = v.Queue.Find(dossierID, leaf); v.At < 0 { // it is another's: to be read, not marked
		v.Queue.Items = append(v.Queue.Items, Item{Dossier: dossierID, Unit: p.Unit, Block: p.Block.Code, Area: v.Area, Leaf: v.Node, Holder: resource.Holder})
		v.At = len(v.Queue.Items) - 1
	}
	_, v.Open = tx.Check(actor, policy.AppraiseScore, resource)
	_, refused := policy.Check(onlyAppraiser(actor), policy.SettleFinding, resource, tx.Now())
	v.CanSettle = refused == nil
	if err := v.load(tx, actor); err != nil {
		return v, err
	}
	return v, v.lockAgain()
}

func (v *View) load(tx *db.Tx, actor par.Actor) (err error) {
	if v.Second, err = dossier.SecondOf(tx, v.Dossier.ID, v.Node.Code); err != nil {
		return err
	}
	v.Blind = v.Second.BlindFor(actor.Person)
	for _, read := range []func(*db.Tx) error{v.loadDispute, v.loadScores, v.loadHistory, v.loadFindings, v.loadPrecedents, v.loadEvidence, v.loadVerdicts(actor)} {
		if err := read(tx); err != nil {
			return err
		}
	}
	return nil
}

func (v *View) loadFindings(tx *db.Tx) error {
	all, err := dossier.InspectionsOf(tx, v.Dossier.ID)
	v.Findings = all[v.Node.Code]
	return err
}

func (v *View) loadScores(tx *db.Tx) (err error) {
	id, leaf := v.Dossier.ID, v.Node.Code
	if v.Claim, err = dossier.ScoreOf(tx, id, leaf, score.StageSelf); err != nil {
		return err
	}
	stage := score.StageAppraisal1
	if v.Again {
		stage = score.StageAppraisal2
	}
	if v.Mark, err = dossier.ScoreOf(tx, id, leaf, stage); err != nil {
		return err
	}
	if v.Blind {
		v.Mark = dossier.Score{Leaf: leaf, Stage: score.StageAppraisal1}
	}
	v.Stale = v.Mark.Given() && !v.Again && !settled(v.Claim, v.Mark) || v.Again && v.Mark.Given() && !v.Dispute.Answered(v.Mark)
	if err := v.loadOther(tx); err != nil {
		return err
	}
	if v.Claimed, err = score.EvaluateLeaf(v.Edition.Set, leaf, v.Claim.Answer(), nil); err != nil {
		return err
	}
	v.Marked, err = score.EvaluateLeaf(v.Edition.Set, leaf, v.Mark.Answer(), nil)
	return err
}

// loadOther reads the second opinion once both have been given.
func (v *View) loadOther(tx *db.Tx) (err error) {
	if !v.Second.Given || !v.Mark.Given() {
		return nil
	}
	if v.Other, err = dossier.ScoreOf(tx, v.Dossier.ID, v.Node.Code, dossier.StageSecond); err != nil {
		return err
	}
	v.Othered, err = score.EvaluateLeaf(v.Edition.Set, v.Node.Code, answerOf(v.Other, v.Node.Code), nil)
	return err
}

// loadHistory leaves out what the actor must not see: of the marks everything
// while he is blind, of the second opinion everything until both are given.
func (v *View) loadHistory(tx *db.Tx) error {
	all, names, err := history(tx, v.Dossier.ID, v.Node.Code)
	for _, e := range all {
		switch {
		case v.Blind && !dossier.Said(e.Stage):
		case e.Stage == dossier.StageSecond && !v.Other.Given():
		default:
			v.History = append(v.History, e)
		}
	}
	v.Names = names
	return err
}

// loadPrecedents gathers the marks of the same leaf of those other units of
// the block that the appraiser may see.
func (v *View) loadPrecedents(tx *db.Tx) error {
	var others []par.ID
	for _, item := range v.Queue.Items {
		if !item.Second && item.Leaf.Code == v.Node.Code && item.Block == v.Dossier.Block && item.Dossier != v.Dossier.ID {
			others = append(others, item.Dossier)
		}
	}
	kept, err := dossier.ScoresOf(tx, others, []string{v.Node.Code})
	if err != nil {
		return err
	}
	v.Precedents, err = precedents(v.Edition.Set, v.Node.Code, kept)
	return err
}

// loadEvidence gathers what the unit cites for the leaf.
func (v *View) loadEvidence(tx *db.Tx) error {
	cited, err := evidence.ListUses(tx, v.Dossier.ID)
	if err != nil {
		return err
	}
	var documents []evidence.Document
	for _, c := range cited {
		if c.Leaf == v.Node.Code {
			v.Citations = append(v.Citations, c)
			documents = append(documents, c.Document)
		}
	}
	v.Checks, err = evidence.FindingsOf(tx, documents, evidence.ForJudges, v.Round.Year)
	return err
}
