package policy

import (
	"fmt"
	"io"
	"strings"
)

// Move is one row of a workflow: the state to which an action leads from
// another. Guard says in words what must hold besides.
type Move[State ~string] struct {
	From   State // empty: it begins to exist
	Action Action
	To     State
	Guard  string
}

// Row makes a move, so that a workflow reads as a table.
func Row[State ~string](from State, action Action, to State, guard string) Move[State] {
	return Move[State]{from, action, to, guard}
}

// Workflow is every move of one kind of thing.
type Workflow[State ~string] []Move[State]

// Next lists the moves that lead out of a state by an action.
func (w Workflow[State]) Next(from State, action Action) []Move[State] {
	var found []Move[State]
	for _, m := range w {
		if m.From == from && m.Action == action {
			found = append(found, m)
		}
	}
	return found
}

// Has tells whether the workflow has the move.
func (w Workflow[State]) Has(from State, action Action, to State) bool {
	for _, m := range w.Next(from, action) {
		if m.To == to {
			return true
		}
	}
	return false
}

// Print writes the workflow as Markdown.
func (w Workflow[State]) Print(out io.Writer) error {
	var b strings.Builder
	b.WriteString("| from | action | to | guard |\n| --- | --- | --- | --- |\n")
	for _, m := range w {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", m.origin("(none)"), m.Action, m.To, m.Guard)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// Draw writes the workflow as a state diagram in the language of Mermaid. It
// begins in a state, unless that is empty because a row says so. What several
// rows say alike is drawn once.
func (w Workflow[State]) Draw(out io.Writer, begin State) error {
	var b strings.Builder
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	if begin != "" {
		fmt.Fprintf(&b, "  [*] --> %s\n", begin)
	}
	drawn := map[string]bool{}
	for _, m := range w {
		line := fmt.Sprintf("  %s --> %s: %s\n", m.origin("[*]"), m.To, m.Action)
		if !drawn[line] {
			drawn[line] = true
			b.WriteString(line)
		}
	}
	b.WriteString("```\n")
	_, err := io.WriteString(out, b.String())
	return err
}

func (m Move[State]) origin(nothing string) string {
	if m.From == "" {
		return nothing
	}
	return string(m.From)
}
