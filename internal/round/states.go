package round

import (
	"io"
	"slices"

	"parindex/internal/par"
	"parindex/internal/policy"
)

// moves is the whole workflow of a round. A stage without a window in the
// calendar is left out: the round goes on to the next one that it plays.
// Deciding and publishing belong to package publication, which moves the round
// with Advance.
var moves = policy.Workflow[par.Stage]{
	policy.Row(par.Preparing, policy.MoveStage, par.SelfScoring, "every block has units and an edition; the calendar is complete"),
	policy.Row(par.SelfScoring, policy.MoveStage, par.Preparing, "no unit has declared anything"),
	policy.Row(par.SelfScoring, policy.MoveStage, par.Appraisal1, ""),
	policy.Row(par.Appraisal1, policy.MoveStage, par.SelfScoring, "nothing has been appraised"),
	policy.Row(par.Appraisal1, policy.MoveStage, par.Explanation, "every submitted claim has its mark; no unit has time left to declare"),
	policy.Row(par.Appraisal1, policy.MoveStage, par.Council, "the round has no explanation; every submitted claim has its mark"),
	policy.Row(par.Explanation, policy.MoveStage, par.Appraisal1, "no unit has explained anything"),
	policy.Row(par.Explanation, policy.MoveStage, par.Appraisal2, ""),
	policy.Row(par.Appraisal2, policy.MoveStage, par.Explanation, "nothing has been appraised again"),
	policy.Row(par.Appraisal2, policy.MoveStage, par.Council, "every explained claim has its second mark; no unit has time left to explain"),
	policy.Row(par.Council, policy.MoveStage, par.Appraisal2, "the council has decided nothing"),
	policy.Row(par.Council, policy.MoveStage, par.Appraisal1, "the round has no explanation; the council has decided nothing"),
	policy.Row(par.Appraisal1, policy.DecideResult, par.Decided, "the last stage that the round plays; after an earlier decision: with a reason"),
	policy.Row(par.Appraisal2, policy.DecideResult, par.Decided, "the last stage that the round plays; every explained claim has its second mark"),
	policy.Row(par.Council, policy.DecideResult, par.Decided, "everything on the council's agenda is settled"),
	policy.Row(par.Decided, policy.DecideResult, par.Decided, "a new decision replaces one not yet public, with a reason"),
	policy.Row(par.Decided, policy.DecideResult, par.Appraisal1, "the decision is withdrawn, with a reason; the last stage that the round plays"),
	policy.Row(par.Decided, policy.DecideResult, par.Appraisal2, "the same"),
	policy.Row(par.Decided, policy.DecideResult, par.Council, "the same"),
	policy.Row(par.Decided, policy.PublishResult, par.Published, "decided by another person"),
	policy.Row(par.Published, policy.DecideResult, par.Published, "a correction names its reason"),
	policy.Row(par.Published, policy.DecideResult, par.Appraisal1, "reopened for a correction, with a reason; the last stage that the round plays"),
	policy.Row(par.Published, policy.DecideResult, par.Appraisal2, "the same"),
	policy.Row(par.Published, policy.DecideResult, par.Council, "the same"),
}

// Next lists the stages to which the standing body may move this round now.
func (r Round) Next() []par.Stage {
	var next []par.Stage
	for _, m := range moves.Next(r.State, policy.MoveStage) {
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
	return moves.Has(from, action, to)
}

// DrawMoves writes the workflow as a state diagram, PrintMoves as Markdown.
func DrawMoves(w io.Writer) error { return moves.Draw(w, par.Preparing) }

// PrintMoves writes the workflow as Markdown.
func PrintMoves(w io.Writer) error { return moves.Print(w) }
