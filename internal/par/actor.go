package par

// Role is a part that a person plays in a round or in the whole city.
type Role string

// The roles. An administrator signs people in and never scores.
const (
	Standing  Role = "standing"  // the standing body: makes sets, opens rounds, consolidates
	Officer   Role = "officer"   // declares a unit's figures and attaches its evidence
	Leader    Role = "leader"    // signs for a unit
	Appraiser Role = "appraiser" // re-scores the areas given to it, never its own unit
	Member    Role = "member"    // sits on the appraisal council, and never decides on its own unit
	Publisher Role = "publisher" // publishes what another has decided
	Admin     Role = "admin"     // accounts, backups, upgrades
	Viewer    Role = "viewer"    // reads what is not secret
	System    Role = "system"    // the program itself: jobs and the demonstration's import
)

// Roles lists the roles a person can be given, in the order in which they are shown.
func Roles() []Role {
	return []Role{Standing, Officer, Leader, Appraiser, Member, Publisher, Admin, Viewer}
}

// Grant is one role given to a person. Empty Unit, Round, Block and Area mean
// "any". Unit is the agency in whose name the person acts; for an appraiser it
// is the one agency that he may never appraise.
type Grant struct {
	ID    ID
	Role  Role
	Unit  ID
	Round ID
	Block string
	Area  string
	Lent  ID `json:",omitempty"` // whose role it is, where another holds it for a time; empty: the actor's own
}

// Actor is who asks: a person with the roles that he holds at this moment.
// The zero Actor is the public.
type Actor struct {
	Person ID
	Name   string
	Grants []Grant
}

// Anonymous tells whether nobody has signed in.
func (a Actor) Anonymous() bool { return a.Person == "" }

// Has tells whether the actor holds the role anywhere.
func (a Actor) Has(role Role) bool {
	for _, g := range a.Grants {
		if g.Role == role {
			return true
		}
	}
	return false
}

// Units lists the units in whose name the actor holds the role.
func (a Actor) Units(role Role) []ID {
	var units []ID
	for _, g := range a.Grants {
		if g.Role == role && g.Unit != "" {
			units = append(units, g.Unit)
		}
	}
	return units
}

// Belongs tells whether the actor holds any role in the name of the unit.
func (a Actor) Belongs(unit ID) bool {
	if unit == "" {
		return false
	}
	for _, g := range a.Grants {
		if g.Unit == unit {
			return true
		}
	}
	return false
}

// RoundIn finds the one round to which everything that the actor is in the
// name of a unit is limited; empty: he acts for it in more than one round.
func (a Actor) RoundIn(unit ID) ID {
	only := ID("")
	for _, g := range a.Grants {
		if g.Unit != unit || g.Role != Officer && g.Role != Leader {
			continue
		}
		if g.Round == "" || only != "" && g.Round != only {
			return ""
		}
		only = g.Round
	}
	return only
}

// Program is the actor of what the program does by itself or by the command line.
func Program() Actor {
	return Actor{Person: "system", Name: "parindex", Grants: []Grant{{Role: System}}}
}
