package dossier

import (
	"fmt"
	"io"
	"strings"

	"parindex/internal/par"
	"parindex/internal/policy"
)

// Move is one row of the workflow of dossiers.
type Move struct {
	From   par.DossierState
	Action policy.Action
	To     par.DossierState
	Guard  string
}

// moves is the whole workflow of a dossier. Rows with an action of the round
// happen to every dossier of the round at once; where an action has several
// rows from one state, the stage of the round says which.
var moves = []Move{
	{"", policy.MoveStage, par.Draft, "the round opens for self-scoring"},
	{"", policy.ChangeUnits, par.Draft, "the unit joins during the round"},
	{par.Draft, policy.SendToLeader, par.AwaitingLeader, ""},
	{par.AwaitingLeader, policy.ReturnDossier, par.Draft, "with a remark"},
	{par.AwaitingLeader, policy.SubmitDossier, par.Submitted, ""},
	{par.Submitted, policy.WithdrawDossier, par.Draft, "by the leader, before the deadline"},
	{par.Submitted, policy.SendBack, par.Draft, "by the standing body, before the deadline, with a remark"},
	{par.Draft, policy.ReopenDossier, par.Draft, "more time, with a reason"},
	{par.AwaitingLeader, policy.ReopenDossier, par.Draft, "more time, with a reason"},
	{par.Submitted, policy.ReopenDossier, par.Draft, "with a reason and a deadline of its own"},
	{par.InAppraisal, policy.ReopenDossier, par.Draft, "with a reason and a deadline of its own"},
	{par.Draft, policy.EnterForUnit, par.Submitted, "entered from paper or a spreadsheet, with the scan"},
	{par.Submitted, policy.MoveStage, par.InAppraisal, "the round goes on to appraisal"},
	{par.InAppraisal, policy.MoveStage, par.Submitted, "the round goes back to self-scoring"},
	{par.Submitted, policy.MoveStage, par.Notified, "submitted late; result 1 is served"},
	{par.InAppraisal, policy.MoveStage, par.Notified, "result 1 is served"},
	{par.Notified, policy.MoveStage, par.InAppraisal, "the round goes back to the first appraisal"},
	{par.Notified, policy.ExplainScore, par.Explaining, "the first word of explanation"},
	{par.Notified, policy.SubmitExplanation, par.InAppraisal2, "nothing to explain"},
	{par.Explaining, policy.SubmitExplanation, par.InAppraisal2, ""},
	{par.InAppraisal2, policy.WithdrawExplanation, par.Explaining, "by the leader, before the deadline"},
	{par.Notified, policy.MoveStage, par.InAppraisal2, "the time to explain is over"},
	{par.Explaining, policy.MoveStage, par.InAppraisal2, "the time to explain is over; what was saved counts"},
	{par.InAppraisal2, policy.MoveStage, par.Explaining, "the round goes back to explanation"},
	{par.InAppraisal2, policy.ExtendDeadline, par.Explaining, "more time to explain is given after it was over"},
	{par.InAppraisal2, policy.MoveStage, par.BeforeCouncil, "the round goes on to the council"},
	{par.InAppraisal, policy.MoveStage, par.BeforeCouncil, "the round has no explanation"},
	{par.BeforeCouncil, policy.MoveStage, par.InAppraisal2, "the round goes back to the second appraisal"},
	{par.BeforeCouncil, policy.MoveStage, par.InAppraisal, "the round has no explanation and goes back to appraisal"},
	{par.InAppraisal, policy.DecideResult, par.Adopted, "the last stage that the round plays"},
	{par.InAppraisal2, policy.DecideResult, par.Adopted, "the last stage that the round plays"},
	{par.BeforeCouncil, policy.DecideResult, par.Adopted, ""},
	{par.Adopted, policy.PublishResult, par.PublishedState, ""},
	{par.Adopted, policy.DecideResult, par.InAppraisal, "the decision is withdrawn; the last stage that the round plays"},
	{par.Adopted, policy.DecideResult, par.InAppraisal2, "the same"},
	{par.Adopted, policy.DecideResult, par.BeforeCouncil, "the same"},
	{par.PublishedState, policy.DecideResult, par.InAppraisal, "the result is reopened for a correction; the last stage that the round plays"},
	{par.PublishedState, policy.DecideResult, par.InAppraisal2, "the same"},
	{par.PublishedState, policy.DecideResult, par.BeforeCouncil, "the same"},
}

// Next finds where an action on one dossier leads from a state.
func Next(from par.DossierState, action policy.Action) (par.DossierState, bool) {
	for _, m := range moves {
		if m.From == from && m.Action == action {
			return m.To, true
		}
	}
	return "", false
}

// DrawMoves writes the workflow as a state diagram in the language of Mermaid.
// Moves of the same action from one state to another are drawn once.
func DrawMoves(w io.Writer) error {
	var b strings.Builder
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	drawn := map[string]bool{}
	for _, m := range moves {
		from := string(m.From)
		if from == "" {
			from = "[*]"
		}
		line := fmt.Sprintf("  %s --> %s: %s\n", from, m.To, m.Action)
		if !drawn[line] {
			drawn[line] = true
			b.WriteString(line)
		}
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
		from := string(m.From)
		if from == "" {
			from = "(none)"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", from, m.Action, m.To, m.Guard)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
