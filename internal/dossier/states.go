package dossier

import (
	"io"

	"parindex/internal/par"
	"parindex/internal/policy"
)

// moves is the whole workflow of a dossier. Rows with an action of the round
// happen to every dossier of the round at once; where an action has several
// rows from one state, the stage of the round says which.
var moves = policy.Workflow[par.DossierState]{
	policy.Row("", policy.MoveStage, par.Draft, "the round opens for self-scoring"),
	policy.Row("", policy.ChangeUnits, par.Draft, "the unit joins during the round"),
	policy.Row(par.Draft, policy.SendToLeader, par.AwaitingLeader, ""),
	policy.Row(par.AwaitingLeader, policy.ReturnDossier, par.Draft, "with a remark"),
	policy.Row(par.AwaitingLeader, policy.SubmitDossier, par.Submitted, ""),
	policy.Row(par.Submitted, policy.WithdrawDossier, par.Draft, "by the leader, before the deadline"),
	policy.Row(par.Submitted, policy.SendBack, par.Draft, "by the standing body, before the deadline, with a remark"),
	policy.Row(par.Draft, policy.ReopenDossier, par.Draft, "more time, with a reason"),
	policy.Row(par.AwaitingLeader, policy.ReopenDossier, par.Draft, "more time, with a reason"),
	policy.Row(par.Submitted, policy.ReopenDossier, par.Draft, "with a reason and a deadline of its own"),
	policy.Row(par.InAppraisal, policy.ReopenDossier, par.Draft, "with a reason and a deadline of its own"),
	policy.Row(par.Draft, policy.EnterForUnit, par.Submitted, "entered from paper or a spreadsheet, with the scan"),
	policy.Row(par.Submitted, policy.MoveStage, par.InAppraisal, "the round goes on to appraisal"),
	policy.Row(par.InAppraisal, policy.MoveStage, par.Submitted, "the round goes back to self-scoring"),
	policy.Row(par.Submitted, policy.MoveStage, par.Notified, "submitted late; result 1 is served"),
	policy.Row(par.InAppraisal, policy.MoveStage, par.Notified, "result 1 is served"),
	policy.Row(par.Notified, policy.MoveStage, par.InAppraisal, "the round goes back to the first appraisal"),
	policy.Row(par.Notified, policy.ExplainScore, par.Explaining, "the first word of explanation"),
	policy.Row(par.Notified, policy.SubmitExplanation, par.InAppraisal2, "nothing to explain"),
	policy.Row(par.Explaining, policy.SubmitExplanation, par.InAppraisal2, ""),
	policy.Row(par.InAppraisal2, policy.WithdrawExplanation, par.Explaining, "by the leader, before the deadline"),
	policy.Row(par.Notified, policy.MoveStage, par.InAppraisal2, "the time to explain is over"),
	policy.Row(par.Explaining, policy.MoveStage, par.InAppraisal2, "the time to explain is over; what was saved counts"),
	policy.Row(par.InAppraisal2, policy.MoveStage, par.Explaining, "the round goes back to explanation"),
	policy.Row(par.InAppraisal2, policy.ExtendDeadline, par.Explaining, "more time to explain is given after it was over"),
	policy.Row(par.InAppraisal2, policy.MoveStage, par.BeforeCouncil, "the round goes on to the council"),
	policy.Row(par.InAppraisal, policy.MoveStage, par.BeforeCouncil, "the round has no explanation"),
	policy.Row(par.BeforeCouncil, policy.MoveStage, par.InAppraisal2, "the round goes back to the second appraisal"),
	policy.Row(par.BeforeCouncil, policy.MoveStage, par.InAppraisal, "the round has no explanation and goes back to appraisal"),
	policy.Row(par.InAppraisal, policy.DecideResult, par.Adopted, "the last stage that the round plays"),
	policy.Row(par.InAppraisal2, policy.DecideResult, par.Adopted, "the last stage that the round plays"),
	policy.Row(par.BeforeCouncil, policy.DecideResult, par.Adopted, ""),
	policy.Row(par.Adopted, policy.PublishResult, par.PublishedState, ""),
	policy.Row(par.Adopted, policy.DecideResult, par.InAppraisal, "the decision is withdrawn; the last stage that the round plays"),
	policy.Row(par.Adopted, policy.DecideResult, par.InAppraisal2, "the same"),
	policy.Row(par.Adopted, policy.DecideResult, par.BeforeCouncil, "the same"),
	policy.Row(par.PublishedState, policy.DecideResult, par.InAppraisal, "the result is reopened for a correction; the last stage that the round plays"),
	policy.Row(par.PublishedState, policy.DecideResult, par.InAppraisal2, "the same"),
	policy.Row(par.PublishedState, policy.DecideResult, par.BeforeCouncil, "the same"),
}

// Next finds where an action on one dossier leads from a state.
func Next(from par.DossierState, action policy.Action) (par.DossierState, bool) {
	found := moves.Next(from, action)
	if len(found) == 0 {
		return "", false
	}
	return found[0].To, true
}

// DrawMoves writes the workflow as a state diagram, PrintMoves as Markdown.
func DrawMoves(w io.Writer) error { return moves.Draw(w, "") }

// PrintMoves writes the workflow as Markdown.
func PrintMoves(w io.Writer) error { return moves.Print(w) }
