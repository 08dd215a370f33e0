package council

import (
	"io"

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

// sessionMoves is the whole workflow of a session; each row has its use case in sitting.go.
var sessionMoves = policy.Workflow[SessionState]{
	policy.Row("", policy.ManageCouncil, Planned, "before the decision on the result"),
	policy.Row(Planned, policy.ManageCouncil, Planned, "time, place, chair, clerk, quorum; invitations"),
	policy.Row(Planned, policy.RunSession, Open, "the round is with the council; no other session is open"),
	policy.Row(Open, policy.RunSession, Open, "the roll"),
	policy.Row(Open, policy.RunSession, Closed, "nothing on the agenda is pending, or it goes to a planned session"),
}

// itemMoves is the whole workflow of an item.
var itemMoves = policy.Workflow[ItemState]{
	policy.Row("", policy.ManageCouncil, Pending, "found by the program: explained and still cut, or a second opinion that differs"),
	policy.Row("", policy.ProposeItem, Pending, "with an argument; on no other agenda"),
	policy.Row(Pending, policy.RunSession, Pending, "another proposal voids the votes"),
	policy.Row(Pending, policy.CastVote, Pending, "present; the session is open; not one's own unit"),
	policy.Row(Pending, policy.DecideItem, Decided, "quorum; with votes: their majority is for the proposal"),
	policy.Row(Decided, policy.DecideItem, Decided, "corrected while the session is open"),
	policy.Row(Decided, policy.RunSession, Pending, "another proposal, while the session is open"),
	policy.Row(Pending, policy.RunSession, Withdrawn, "with a reason; never decided before"),
	policy.Row(Withdrawn, policy.ProposeItem, Pending, "put back with an argument"),
}

// next refuses a move of an item that the workflow has not.
func (i Item) next(action policy.Action, to ItemState) error {
	if itemMoves.Has(i.State, action, to) {
		return nil
	}
	return par.E(par.Closed, "council.item_state", "state", par.T("council.item."+string(i.State)))
}

// PrintMoves writes the workflow of sessions as Markdown, PrintItemMoves that
// of the items of an agenda.
func PrintMoves(w io.Writer) error { return sessionMoves.Print(w) }

// PrintItemMoves writes the workflow of the items of an agenda as Markdown.
func PrintItemMoves(w io.Writer) error { return itemMoves.Print(w) }

// DrawMoves writes the workflow of sessions as a state diagram, DrawItemMoves
// that of the items of an agenda.
func DrawMoves(w io.Writer) error { return sessionMoves.Draw(w, "") }

// DrawItemMoves writes the workflow of items as a state diagram.
func DrawItemMoves(w io.Writer) error { return itemMoves.Draw(w, "") }
