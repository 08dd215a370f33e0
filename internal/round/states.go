package round

import (
	"fmt"
	"io"
	"slices"
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

// moves is the whole workflow of a round. A stage without a window in the
// calendar is left out: the round goes on to the next one that it plays.
// Deciding and publishing belong to package publication, which moves the round
// with Advance.
var moves = []Move{
	{par.Preparing, policy.MoveStage, par.SelfScoring, "every block has units and an edition; the calendar is complete"},
	{par.SelfScoring, policy.MoveStage, par.Preparing, "no unit has declared anything"},
	{par.SelfScoring, policy.MoveStage, par.Appraisal1, ""},
	{par.Appraisal1, policy.MoveStage, par.SelfScoring, "nothing has been appraised"},
	{par.Appraisal1, policy.MoveStage, par.Explanation, "every submitted claim has its mark; no unit has time left to declare"},
	{par.Appraisal1, policy.MoveStage, par.Council, "the round has no explanation; every submitted claim has its mark"},
	{par.Explanation, policy.MoveStage, par.Appraisal1, "no unit has explained anything"},
	{par.Explanation, policy.MoveStage, par.Appraisal2, ""},
	{par.Appraisal2, policy.MoveStage, par.Explanation, "nothing has been appraised again"},
	{par.Appraisal2, policy.MoveStage, par.Council, "every explained claim has its second mark; no unit has time left to explain"},
	{par.Council, policy.MoveStage, par.Appraisal2, "the council has decided nothing"},
	{par.Council, policy.MoveStage, par.Appraisal1, "the round has no explanation; the council has decided nothing"},
	{par.Appraisal1, policy.DecideResult, par.Decided, "the last stage that the round plays; after an earlier decision: with a reason"},
	{par.Appraisal2, policy.DecideResult, par.Decided, "the last stage that the round plays; every explained claim has its second mark"},
	{par.Council, policy.DecideResult, par.Decided, "everything on the council's agenda is settled"},
	{par.Decided, policy.DecideResult, par.Decided, "a new decision replaces one not yet public, with a reason"},
	{par.Decided, policy.DecideResult, par.Appraisal1, "the decision is withdrawn, with a reason; the last stage that the round plays"},
	{par.Decided, policy.DecideResult, par.Appraisal2, "the same"},
	{par.Decided, policy.DecideResult, par.Council, "the same"},
	{par.Decided, policy.PublishResult, par.Published, "decided by another person"},
	{par.Published, policy.DecideResult, par.Published, "a correction names its reason"},
	{par.Published, policy.DecideResult, par.Appraisal1, "reopened for a correction, with a reason; the last stage that the round plays"},
	{par.Published, policy.DecideResult, par.Appraisal2, "the same"},
	{par.Published, policy.DecideResult, par.Council, "the same"},
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

// Next lists the stages to which the standing body may move this round now.
func (r Round) Next() []par.Stage {
	var next []par.Stage
	for _, m := range Moves(r.State, policy.MoveStage) {
		if r.Plays(m.To) && r.beside(m.To) {
			next = append(next, m.To)
		}
	}
	return next
}

// beside tells whether no stage that the round plays lies between.
func (r Round) beside(to par.Stage) bool {
	played := r.Stages()
	from, at := slices.Index(played, r.State), slices.Index(played, to)
	return at == from+1 || at == from-1
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

// DrawMoves writes the workflow as a state diagram in the language of Mermaid.
func DrawMoves(w io.Writer) error {
	var b strings.Builder
	b.WriteString("```mermaid\nstateDiagram-v2\n  [*] --> " + string(par.Preparing) + "\n")
	for _, m := range moves {
		fmt.Fprintf(&b, "  %s --> %s: %s\n", m.From, m.To, m.Action)
	}
	b.WriteString("```\n")
	_, err := io.WriteString(w, b.String())
	return err
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
