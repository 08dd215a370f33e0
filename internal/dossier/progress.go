package dossier

import (
	"context"

	"parindex/internal/criteria"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/round"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// UnitProgress is how far one unit has come in one stage: counts, never points.
type UnitProgress struct {
	Dossier Dossier
	Unit    unit.Unit
	Given   map[string]int // leaves with a score, by area
	Last    par.Time       // of the last save in the stage; zero: none yet
}

// Done counts the leaves with a score in all areas.
func (p UnitProgress) Done() int {
	done := 0
	for _, n := range p.Given {
		done += n
	}
	return done
}

// AreaLoad is an area with the number of leaves that a stage has to score in it.
type AreaLoad struct {
	Code, Title string
	Leaves      int
}

// BlockProgress is the progress of one block.
type BlockProgress struct {
	Block round.Block
	Areas []AreaLoad
	Units []UnitProgress
}

// Leaves counts what each unit of the block has to score.
func (b BlockProgress) Leaves() int {
	n := 0
	for _, a := range b.Areas {
		n += a.Leaves
	}
	return n
}

// Board is the progress of a round in the stage that is being worked on: the
// marks of appraisers from the first appraisal on, before that the units' own.
type Board struct {
	Round  round.Round
	Stage  score.Stage
	Window round.Window
	Now    par.Time
	Blocks []BlockProgress
}

// Board shows how far a round has come.
func (s *Service) Board(ctx context.Context, actor par.Actor, roundID par.ID) (Board, error) {
	var b Board
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadBoard, r.Resource()); err != nil {
			return err
		}
		b = Board{Round: r, Stage: score.StageSelf, Window: r.Window(par.SelfScoring), Now: tx.Now()}
		if r.State != par.Preparing && r.State != par.SelfScoring {
			b.Stage, b.Window = score.StageAppraisal1, r.Window(par.Appraisal1)
		}
		b.Blocks, err = ProgressOf(tx, r, b.Stage)
		return err
	})
	return b, err
}

// ProgressOf counts the scores of a stage by unit and area, in the order of
// the blocks and of their units. Units whose dossier is not open yet have none.
func ProgressOf(tx *db.Tx, r round.Round, stage score.Stage) ([]BlockProgress, error) {
	units, err := round.Participants(tx, r.ID)
	if err != nil {
		return nil, err
	}
	dossiers, err := List(tx, r.ID)
	if err != nil {
		return nil, err
	}
	given, err := db.List(tx, scanGiven, selectGiven, r.ID, stage, KindNone)
	if err != nil {
		return nil, err
	}
	of := map[par.ID]Dossier{}
	for _, d := range dossiers {
		of[d.UnitID] = d
	}
	var blocks []BlockProgress
	for _, b := range r.Blocks {
		e, err := criteria.ByID(tx, b.EditionID)
		if err != nil {
			return nil, err
		}
		areas, loads := areasOf(e.Set, stage)
		block := BlockProgress{Block: b, Areas: loads}
		for _, p := range units {
			if p.Block == b.Code {
				block.Units = append(block.Units, UnitProgress{Dossier: of[p.Unit.ID], Unit: p.Unit, Given: map[string]int{}})
			}
		}
		blocks = append(blocks, block.count(areas, given))
	}
	return blocks, nil
}

// areasOf returns the area of each leaf that the stage scores, and how many
// each area has. What a survey answers is nobody's to type, and a unit may
// leave bonus and penalty leaves empty; an area of nothing else is left out.
func areasOf(set *score.Set, stage score.Stage) (map[string]string, []AreaLoad) {
	areas := map[string]string{}
	var loads []AreaLoad
	for _, top := range set.Areas() {
		load := AreaLoad{Code: top.Code, Title: top.Title}
		for _, leaf := range criteria.LeavesBelow(top) {
			if leaf.Rule.Type != score.RuleSurvey && (stage != score.StageSelf || leaf.Kind == score.Normal) {
				areas[leaf.Code] = top.Code
				load.Leaves++
			}
		}
		if load.Leaves > 0 {
			loads = append(loads, load)
		}
	}
	return areas, loads
}

func (b BlockProgress) count(areas map[string]string, given []givenScore) BlockProgress {
	at := map[par.ID]int{}
	for i, p := range b.Units {
		if p.Dossier.ID != "" {
			at[p.Dossier.ID] = i
		}
	}
	for _, g := range given {
		i, ok := at[g.dossier]
		if !ok {
			continue
		}
		if area, ok := areas[g.leaf]; ok {
			b.Units[i].Given[area]++
		}
		b.Units[i].Last = max(b.Units[i].Last, g.at)
	}
	return b
}

const selectGiven = `
SELECT s.dossier_id, s.leaf, s.at
FROM leaf_score AS s
JOIN dossier AS d ON d.id = s.dossier_id
WHERE d.round_id = $1 AND s.stage = $2 AND s.kind <> $3
ORDER BY s.dossier_id, s.leaf
LIMIT 2000000`

type givenScore struct {
	dossier par.ID
	leaf    string
	at      par.Time
}

func scanGiven(row db.Scanner) (givenScore, error) {
	var g givenScore
	err := row.Scan(&g.dossier, &g.leaf, &g.at)
	return g, err
}

// Late tells whether a unit is behind in self-scoring: it has not submitted
// though the deadline has passed, or three quarters of the time are over and
// less than three quarters of the leaves have a score.
func (b Board) Late(p UnitProgress, leaves int) bool {
	if b.Stage != score.StageSelf || b.Window.Closes == 0 || p.Dossier.State != par.Draft {
		return b.Stage == score.StageSelf && p.Dossier.State == par.AwaitingLeader && b.Window.Closes != 0 && b.Now >= b.Window.Closes
	}
	if b.Now >= b.Window.Closes {
		return true
	}
	gone, whole := b.Now.Sub(b.Window.Opens), b.Window.Closes.Sub(b.Window.Opens)
	return gone*4 >= whole*3 && p.Done()*4 < leaves*3
}
