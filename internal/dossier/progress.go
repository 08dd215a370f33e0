package dossier

import (
	"cmp"
	"context"
	"slices"
	"time"

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
	Dossier  Dossier
	Unit     unit.Unit
	Stage    par.Stage        // where the unit's own procedure stands
	State    par.DossierState // at the board's moment; empty: its dossier is not open yet
	Out      bool             // it does not take part
	Given    map[string]int   // leaves with a score, by area
	Wanted   map[string]int   // leaves that the stage asks of this unit, by area
	Last     par.Time         // of the last save in the stage; zero: none yet
	Closes   par.Time         // the unit's own deadline of the stage; zero: none
	Extended bool             // later than everyone's
}

// Done counts the leaves with a score in all areas.
func (p UnitProgress) Done() int { return sum(p.Given) }

// Total counts the leaves that the stage asks for in all areas.
func (p UnitProgress) Total() int { return sum(p.Wanted) }

func sum(by map[string]int) int {
	n := 0
	for _, one := range by {
		n += one
	}
	return n
}

// AreaLoad is an area with the number of leaves that a stage may score in it.
type AreaLoad struct {
	Code, Title string
	Leaves      int
	First       string // the first of these leaves
}

// BlockProgress is the progress of one block.
type BlockProgress struct {
	Block round.Block
	Areas []AreaLoad
	Units []UnitProgress
}

// Leaves counts what the stage may score for one unit of the block.
func (b BlockProgress) Leaves() int {
	n := 0
	for _, a := range b.Areas {
		n += a.Leaves
	}
	return n
}

// Board is the progress of a round in one of its stages.
type Board struct {
	Round  round.Round
	Stage  par.Stage
	Window round.Window // everyone's; a unit may have its own deadline
	Now    par.Time
	Blocks []BlockProgress
}

// Watched lists the stages of a round of which there is progress to be seen.
func Watched(r round.Round) []par.Stage {
	return slices.DeleteFunc([]par.Stage{par.SelfScoring, par.Appraisal1, par.Explanation, par.Appraisal2}, func(s par.Stage) bool { return !r.Plays(s) })
}

// current is the watched stage in which a round stands, or which it was in last.
func current(r round.Round) par.Stage {
	found := par.SelfScoring
	for _, s := range Watched(r) {
		if slices.Index(par.Stages(), s) <= slices.Index(par.Stages(), r.State) {
			found = s
		}
	}
	return found
}

// Board shows how far a round has come in a stage; an empty stage means the
// one in which it stands.
func (s *Service) Board(ctx context.Context, actor par.Actor, roundID par.ID, stage par.Stage) (Board, error) {
	var b Board
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := round.ByID(tx, roundID)
		if err != nil {
			return err
		}
		if _, err := tx.Check(actor, policy.ReadBoard, r.Resource()); err != nil {
			return err
		}
		if !slices.Contains(Watched(r), stage) {
			stage = current(r)
		}
		b = Board{Round: r, Stage: stage, Window: r.Window(stage), Now: tx.Now()}
		b.Blocks, err = progress(tx, r, stage)
		return err
	})
	return b, err
}

// progress counts the scores of a stage by unit and area, in the order of the
// blocks and of their units.
func progress(tx *db.Tx, r round.Round, stage par.Stage) ([]BlockProgress, error) {
	units, err := round.Participants(tx, r.ID)
	if err != nil {
		return nil, err
	}
	dossiers, err := List(tx, r.ID)
	if err != nil {
		return nil, err
	}
	of := map[par.ID]Dossier{}
	for _, d := range dossiers {
		of[d.UnitID] = d
	}
	steps, err := stepsIn(tx, r, stage)
	if err != nil {
		return nil, err
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
			if p.Block != b.Code {
				continue
			}
			one := standing(r, p, of[p.Unit.ID], stage, tx.Now())
			one.Out = one.Out || b.Skipped != ""
			one.count(areas, loads, steps[one.Dossier.ID], stage)
			block.Units = append(block.Units, one)
		}
		blocks = append(blocks, block)
	}
	return blocks, nil
}

// standing is where a unit stands, without its counts.
func standing(r round.Round, p round.Participant, d Dossier, stage par.Stage, now par.Time) UnitProgress {
	one := UnitProgress{Dossier: d, Unit: p.Unit, Stage: r.State, Out: p.Dropped != "", Given: map[string]int{}, Wanted: map[string]int{}}
	if d.ID != "" {
		one.Stage, one.State = StageNow(r, d, now), StateNow(r, d, now)
	}
	w := r.WindowFor(stage, p.Unit.ID, "")
	one.Closes, one.Extended = w.Closes, w.Closes > r.Window(stage).Closes
	return one
}

// areasOf returns the area of each leaf that the stage may score, and how many
// each area has. What a survey answers is nobody's to type, and a unit may
// leave bonus and penalty leaves empty; an area of nothing else is left out.
func areasOf(set *score.Set, stage par.Stage) (map[string]string, []AreaLoad) {
	areas := map[string]string{}
	var loads []AreaLoad
	for _, top := range set.Areas() {
		load := AreaLoad{Code: top.Code, Title: top.Title}
		for _, leaf := range criteria.LeavesBelow(top) {
			if leaf.Rule.Type != score.RuleSurvey && (stage != par.SelfScoring || leaf.Kind == score.Normal) {
				areas[leaf.Code] = top.Code
				load.Leaves++
				load.First = cmp.Or(load.First, leaf.Code)
			}
		}
		if load.Leaves > 0 {
			loads = append(loads, load)
		}
	}
	return areas, loads
}

// count fills in what is wanted and what is given. In the first two stages
// that is the same for every unit, later what was cut and explained.
func (p *UnitProgress) count(areas map[string]string, loads []AreaLoad, steps []leafStep, stage par.Stage) {
	all := stage == par.SelfScoring || stage == par.Appraisal1
	if all {
		for _, load := range loads {
			p.Wanted[load.Code] = load.Leaves
		}
	}
	for _, s := range steps {
		area, known := areas[s.leaf]
		if s.given {
			p.Last = max(p.Last, s.at)
		}
		if !known {
			continue
		}
		if s.wanted && !all {
			p.Wanted[area]++
		}
		if s.given && (s.wanted || all) {
			p.Given[area]++
		}
	}
}

// Late is how long a unit has owed the board's stage; zero: it does not, or
// has time left.
func (b Board) Late(p UnitProgress) time.Duration {
	if p.Out || p.State == "" || p.Closes == 0 || b.Now < p.Closes || !b.owes(p) {
		return 0
	}
	return b.Now.Sub(p.Closes)
}

// Owes tells whether the board's stage still waits for something of a unit.
func (b Board) Owes(p UnitProgress) bool { return !p.Out && p.State != "" && b.owes(p) }

func (b Board) owes(p UnitProgress) bool {
	switch b.Stage {
	case par.SelfScoring:
		return p.State == par.Draft || p.State == par.AwaitingLeader
	case par.Explanation:
		return p.Total() > 0 && (p.State == par.Notified || p.State == par.Explaining)
	}
	submitted := p.State != par.Draft && p.State != par.AwaitingLeader
	return submitted && p.Done() < p.Total()
}

// Behind tells whether a unit is likely to be late: three quarters of its time
// are over and less than three quarters of its leaves have a score.
func (b Board) Behind(p UnitProgress) bool {
	if !b.Owes(p) || p.Closes == 0 || b.Now >= p.Closes || b.Stage == par.Explanation {
		return false
	}
	gone, whole := b.Now.Sub(b.Window.Opens), p.Closes.Sub(b.Window.Opens)
	return gone*4 >= whole*3 && p.Done()*4 < p.Total()*3 && p.State != par.AwaitingLeader
}
