package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"

	"parindex/internal/par"
)

// Rule is one row of the table: who may do what, and when.
type Rule struct {
	Action Action
	Role   par.Role
	When   []Condition
}

// Permit proves that Check allowed an action. Only Check makes one, and only a
// Permit lets a transaction write its audit line.
type Permit struct {
	actor    par.Actor
	action   Action
	resource Resource
	at       par.Time
}

// Actor returns whose permit it is.
func (p Permit) Actor() par.Actor { return p.actor }

// Action returns what it permits.
func (p Permit) Action() Action { return p.action }

// Resource returns what it permits the action on.
func (p Permit) Resource() Resource { return p.resource }

// At returns the moment for which it was given.
func (p Permit) At() par.Time { return p.at }

// IsZero tells whether the permit was made without Check.
func (p Permit) IsZero() bool { return p.action == "" }

// Check asks the table. A refusal is a par.Error: of all rules for the action
// it explains the one that came closest to holding.
func Check(actor par.Actor, action Action, resource Resource, now par.Time) (Permit, error) {
	closest, depth := (*par.Error)(nil), -1
	for i := range table {
		rule := &table[i]
		if rule.Action != action {
			continue
		}
		for _, grant := range grantsFor(actor, rule.Role) {
			refusal, held := rule.ask(actor, grant, resource, now)
			if refusal == nil {
				return Permit{actor, action, resource, now}, nil
			}
			if held > depth {
				closest, depth = refusal, held
			}
		}
	}
	if closest != nil {
		return Permit{}, closest
	}
	return Permit{}, noRole(actor, action)
}

// MayEver tells whether the actor holds a role for which the table has the
// action at all. It is asked before anything is looked up, so that a person
// without the role learns nothing of what exists.
func MayEver(actor par.Actor, action Action) error {
	for i := range table {
		if table[i].Action == action && len(grantsFor(actor, table[i].Role)) > 0 {
			return nil
		}
	}
	return noRole(actor, action)
}

func noRole(actor par.Actor, action Action) error {
	if actor.Anonymous() {
		return par.E(par.Unauthenticated, "error.unauthenticated")
	}
	return par.E(par.Forbidden, "error.forbidden", "action", par.T("action."+string(action)))
}

func (r *Rule) ask(actor par.Actor, grant par.Grant, resource Resource, now par.Time) (*par.Error, int) {
	for i, c := range r.When {
		if c.hold(actor, grant, resource, now) {
			continue
		}
		refusal := par.E(c.code, c.key)
		if c.args != nil {
			refusal.Args = c.args(resource)
		}
		return refusal, i
	}
	return nil, len(r.When)
}

func grantsFor(actor par.Actor, role par.Role) []par.Grant {
	switch {
	case role == Anyone, role == SignedIn && !actor.Anonymous():
		return []par.Grant{{}}
	}
	var grants []par.Grant
	for _, g := range actor.Grants {
		if g.Role == role {
			grants = append(grants, g)
		}
	}
	return grants
}

// Actions lists every action of the table in the order of its first row.
func Actions() []Action {
	var actions []Action
	seen := map[Action]bool{}
	for _, r := range table {
		if !seen[r.Action] {
			seen[r.Action] = true
			actions = append(actions, r.Action)
		}
	}
	return actions
}

// Print writes the table as Markdown; docs/POLICY.md is its output.
func Print(w io.Writer) error {
	var b strings.Builder
	b.WriteString("| action | role | when |\n| --- | --- | --- |\n")
	for _, r := range table {
		names := make([]string, len(r.When))
		for i, c := range r.When {
			names[i] = c.Name
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.Action, r.Role, strings.Join(names, ", "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Version names the table in force: the first 12 hex digits of the SHA-256 of
// its printed form. Each audit line and score event carries it.
var Version = sync.OnceValue(func() string {
	h := sha256.New()
	_ = Print(h) // a hash never fails to write
	return hex.EncodeToString(h.Sum(nil))[:12]
})
