// Package round owns rounds: the year's calendar, blocks, participants,
// methods and who appraises what. Everything about a round is data. It must not
// know dossiers or scores. Start with Round; states.go draws its workflow.
package round

import (
	"slices"
	"time"

	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/score"
	"parindex/internal/unit"
)

// Round is one year's evaluation.
type Round struct {
	ID       par.ID
	Code     string
	Year     int
	Title    string
	State    par.Stage
	DemoNote string // not empty: figures are invented, and every page says so
	Calendar []Window
	Blocks   []Block
	Version  int64

	LateUpload int         // minutes in which an upload begun in time may still be attached; 0: none
	Extensions []Extension // those in force, in the order in which they were given
}

// Window is the time in which a stage takes in changes: from Opens until just
// before Closes.
type Window struct {
	Stage  par.Stage
	Opens  par.Time
	Closes par.Time // zero: no deadline
}

// Block is the units that are ranked together, with their criteria and method.
type Block struct {
	Code      string // the same through the years, so that years can be compared
	Name      string
	Position  int
	EditionID par.ID
	Method    *score.Method
	Skipped   string // why it is left out of this round; empty: it takes part
}

// Participant is one unit's part in a round.
type Participant struct {
	Unit     unit.Unit
	Block    string
	Ranked   bool
	Position int
	Dropped  string // why the unit no longer takes part; empty: it does
}

// Window returns the times of a stage; a stage without any is always open.
func (r Round) Window(stage par.Stage) Window {
	for _, w := range r.Calendar {
		if w.Stage == stage {
			return w
		}
	}
	return Window{Stage: stage}
}

// Plays tells whether the round goes through a stage: those between
// self-scoring and the decision have a window in the calendar, or are left out.
func (r Round) Plays(stage par.Stage) bool {
	if !slices.Contains(Timed(), stage) || slices.Contains(needed, stage) {
		return true
	}
	return r.Window(stage).Opens != 0
}

// Last is the last stage that the round plays before the decision.
func (r Round) Last() par.Stage {
	timed := Timed()
	for i := len(timed) - 1; i > 0; i-- {
		if r.Plays(timed[i]) {
			return timed[i]
		}
	}
	return par.Appraisal1
}

// Stages lists the stages that the round goes through, in their order.
func (r Round) Stages() []par.Stage {
	return slices.DeleteFunc(par.Stages(), func(s par.Stage) bool { return !r.Plays(s) })
}

// Grace is how long after a deadline an upload that had begun before it may
// still be attached.
func (r Round) Grace() time.Duration { return time.Duration(r.LateUpload) * time.Minute }

// Block finds a block by its code.
func (r Round) Block(code string) (Block, bool) {
	for _, b := range r.Blocks {
		if b.Code == code {
			return b, true
		}
	}
	return Block{}, false
}

// Resource describes the round, in its present stage, to the policy table.
func (r Round) Resource() policy.Resource {
	w := r.Window(r.State)
	return policy.Resource{
		Round: r.ID, Stage: r.State, Opens: w.Opens, Deadline: w.Closes,
		Released: r.State == par.Published || r.State == par.ClosedRound,
	}
}
