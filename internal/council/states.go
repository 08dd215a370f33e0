package council

import (
	"fmt"
	"io"
	"strings"

	"parindex/internal/par"
	"parindex/internal/policy"
)

// SessionState is where a session stands.
type SessionState string

// The states of a session.
const (
	Planned SessionState = "planned"
	Open    SessionState = "open"
	Closed  SessionState = "closed"
)

// ItemState is where an item of the agenda stands.
type ItemState string

// The states of an item.
const (
	Pending   ItemState = "pending"
	Decided   ItemState = "decided"
	Withdrawn ItemState = "withdrawn"
)

// sessionMove is one row of the workflow of sessions.
type sessionMove struct {
	from   SessionState
	action policy.Action
	to     SessionState
	guard  string
}

// sessionMoves is the whole workflow of a session; each row has its use case in sitting.go.
var sessionMoves = []sessionMove{
	{"", policy.ManageCouncil, Planned, "before the decision on the result"},
	{Planned, policy.ManageCouncil, Planned, "time, place, chair, clerk, quorum; invitations"},
	{Planned, policy.RunSession, Open, "the round is with the council; no other session is open"},
	{Open, policy.RunSession, Open, "the roll"},
	{Open, policy.RunSession, Closed, "nothing on the agenda is pending, or it goes to a planned session"},
}

// itemMove is one row of the workflow of the items of an agenda.
type itemMove struct {
	from   ItemState
	action policy.Action
	to     ItemState
	guard  string
}

// itemMoves is the whole workflow of an item.
var itemMoves = []itemMove{
	{"", policy.ManageCouncil, Pending, "found by the program: explained and still cut, or a second opinion that differs"},
	{"", policy.ProposeItem, Pending, "with an argument; on no other agenda"},
	{Pending, policy.RunSession, Pending, "another proposal voids the votes"},
	{Pending, policy.CastVote, Pending, "present; the session is open; not one's own unit"},
	{Pending, policy.DecideItem, Decided, "quorum; with votes: their majority is for the proposal"},
	{Decided, policy.DecideItem, Decided, "corrected while the session is open"},
	{Decided, policy.RunSession, Pending, "another proposal, while the session is open"},
	{Pending, policy.RunSession, Withdrawn, "with a reason; never decided before"},
	{Withdrawn, policy.ProposeItem, Pending, "put back with an argument"},
}

// mayMove tells whether the workflow has the move.
func mayMove(from ItemState, action policy.Action, to ItemState) bool {
	for _, m := range itemMoves {
		if m.from == from && m.action == action && m.to == to {
			return true
		}
	}
	return false
}

// next refuses a move of an item that the workflow has not.
func (i Item) next(action policy.Action, to ItemState) error {
	if mayMove(i.State, action, to) {
		return nil
	}
	return par.E(par.Closed, "council.item_state", "state", par.T("council.item."+string(i.State)))
}

// row is a row of either workflow, to be printed.
type row struct{ from, action, to, guard string }

func sessionRows() []row {
	rows := make([]row, len(sessionMoves))
	for i, m := range sessionMoves {
		rows[i] = row{string(m.from), string(m.action), string(m.to), m.guard}
	}
	return rows
}

func itemRows() []row {
	rows := make([]row, len(itemMoves))
	for i, m := range itemMoves {
		rows[i] = row{string(m.from), string(m.action), string(m.to), m.guard}
	}
	return rows
}

// PrintMoves writes the workflow of sessions as Markdown, PrintItemMoves that
// of the items of an agenda.
func PrintMoves(w io.Writer) error { return printRows(w, sessionRows()) }

// PrintItemMoves writes the workflow of the items of an agenda as Markdown.
func PrintItemMoves(w io.Writer) error { return printRows(w, itemRows()) }

// DrawMoves writes the workflow of sessions as a state diagram in the language
// of Mermaid, DrawItemMoves that of the items of an agenda.
func DrawMoves(w io.Writer) error { return draw(w, sessionRows()) }

// DrawItemMoves writes the workflow of items as a state diagram.
func DrawItemMoves(w io.Writer) error { return draw(w, itemRows()) }

func printRows(w io.Writer, rows []row) error {
	var b strings.Builder
	b.WriteString("| from | action | to | guard |\n| --- | --- | --- | --- |\n")
	for _, r := range rows {
		if r.from == "" {
			r.from = "(none)"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.from, r.action, r.to, r.guard)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func draw(w io.Writer, rows []row) error {
	var b strings.Builder
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	for _, r := range rows {
		if r.from == "" {
			r.from = "[*]"
		}
		fmt.Fprintf(&b, "  %s --> %s: %s\n", r.from, r.to, r.action)
	}
	b.WriteString("```\n")
	_, err := io.WriteString(w, b.String())
	return err
}
