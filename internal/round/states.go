package round

import (
	"fmt"
	"io"
	"strings"

	"parindex/internal/par"
	"parindex/internal/policy"
)

// Move is one row of the workflow of rounds.
type Move struct {
	From   par.Stage
	Action policy.Action
	To     par.Stage
	Guard  string // what must hold, in words; rules.go checks it
}

// moves is the whole workflow of a round. Deciding and publishing belong to
// package publication, which moves the round with Advance.
var moves = []Move{
	{par.Preparing, policy.MoveStage, par.SelfScoring, "every block has units and an edition; the calendar is complete"},
	{par.SelfScoring, policy.MoveStage, par.Preparing, "no unit has declared anything"},
	{par.SelfScoring, policy.MoveStage, par.Appraisal1, ""},
	{par.Appraisal1, policy.MoveStage, par.SelfScoring, "nothing has been appraised"},
	{par.Appraisal1, policy.DecideResult, par.Decided, "after an earlier decision: with a reason"},
	{par.Decided, policy.DecideResult, par.Decided, "a new decision replaces one not yet public, with a reason"},
	{par.Decided, policy.DecideResult, par.Appraisal1, "the decision is withdrawn, with a reason"},
	{par.Decided, policy.PublishResult, par.Published, "decided by another person"},
	{par.Published, policy.DecideResult, par.Published, "a correction names its reason"},
	{par.Published, policy.DecideResult, par.Appraisal1, "reopened for a correction, with a reason"},
}

// Moves lists the moves that lead out of a stage by an action.
func Moves(from par.Stage, action policy.Action) []Move {
	var found []Move
	for _, m := range moves {
		if m.From == from && m.Action == action {
			found = append(found, m)
		}
	}
	return found
}

// MayMove tells whether the workflow has the move.
func MayMove(from par.Stage, action policy.Action, to par.Stage) bool {
	for _, m := range Moves(from, action) {
		if m.To == to {
			return true
		}
	}
	return false
}

// PrintMoves writes the workflow as Markdown.
func PrintMoves(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| from | action | to | guard |\n| --- | --- | --- | --- |\n")
	for _, m := range moves {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", m.From, m.Action, m.To, m.Guard)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
