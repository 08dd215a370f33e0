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
// happen to every dossier of the round at once.
var moves = []Move{
	{"", policy.MoveStage, par.Draft, "the round opens for self-scoring"},
	{par.Draft, policy.SendToLeader, par.AwaitingLeader, ""},
	{par.AwaitingLeader, policy.ReturnDossier, par.Draft, "with a remark"},
	{par.AwaitingLeader, policy.SubmitDossier, par.Submitted, ""},
	{par.Submitted, policy.MoveStage, par.InAppraisal, "the round goes on to appraisal"},
	{par.InAppraisal, policy.MoveStage, par.Submitted, "the round goes back to self-scoring"},
	{par.InAppraisal, policy.DecideResult, par.Adopted, ""},
	{par.Adopted, policy.PublishResult, par.PublishedState, ""},
	{par.Adopted, policy.DecideResult, par.InAppraisal, "the decision is withdrawn"},
	{par.PublishedState, policy.DecideResult, par.InAppraisal, "the result is reopened for a correction"},
}

// next finds where an action leads from a state.
func next(from par.DossierState, action policy.Action) (par.DossierState, bool) {
	for _, m := range moves {
		if m.From == from && m.Action == action {
			return m.To, true
		}
	}
	return "", false
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
