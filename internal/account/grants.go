package account

import (
	"context"
	"slices"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Grant gives a person a role. Fields at fault: role, unit, round, area.
func (s *Service) Grant(ctx context.Context, actor par.Actor, key db.Key, person par.ID, g par.Grant) (held Held, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(actor, policy.ManageAccount, policy.Resource{Person: person})
		if err != nil {
			return err
		}
		if err := notOneself(actor, person); err != nil {
			return err
		}
		held, err = db.Once(tx, actor, key, func() (Held, error) { return s.grant(tx, permit, person, g) })
		return err
	})
	return held, err
}

func (s *Service) grant(tx *db.Tx, permit policy.Permit, person par.ID, g par.Grant) (Held, error) {
	faults := grantFaults(g)
	if g.Unit != "" && s.unit(tx, g.Unit) != nil {
		faults["unit"] = par.T("account.unit_unknown")
	}
	if g.Round != "" && s.round(tx, g.Round) != nil {
		faults["round"] = par.T("account.round_unknown")
	}
	if len(faults) > 0 {
		return Held{}, par.InvalidFields(faults)
	}
	held, err := AddGrant(tx, person, g)
	if err != nil {
		return Held{}, err
	}
	return held, tx.Audit(permit, grantSubject(held.ID), nil, held, string(g.Role)+" for "+string(person))
}

// AddGrant gives a role within the caller's transaction and ends the person's
// sessions. The caller has asked the table and writes the audit line.
func AddGrant(tx *db.Tx, person par.ID, g par.Grant) (Held, error) {
	p, err := ByID(tx, person)
	if err != nil {
		return Held{}, err
	}
	if !p.Active {
		return Held{}, par.E(par.Conflict, "account.inactive", "name", p.Name)
	}
	if faults := grantFaults(g); len(faults) > 0 {
		return Held{}, par.InvalidFields(faults)
	}
	same, err := db.One(tx, db.Value[int64], countSameGrant, person, g.Role, g.Unit, g.Round, g.Block, g.Area)
	if err != nil {
		return Held{}, err
	}
	if same > 0 {
		return Held{}, par.InvalidFields(map[string]par.Text{"role": par.T("account.role_held")})
	}
	if err := keepsApart(tx, person, g.Role); err != nil {
		return Held{}, err
	}
	held, err := insertGrant(tx, person, g)
	if err != nil {
		return Held{}, err
	}
	return held, EndSessions(tx, person)
}

// grantFaults are the rules of a grant by itself.
func grantFaults(g par.Grant) map[string]par.Text {
	faults := map[string]par.Text{}
	if !slices.Contains(par.Roles(), g.Role) {
		faults["role"] = par.T("account.role_unknown")
	}
	if (g.Role == par.Officer || g.Role == par.Leader) && g.Unit == "" {
		faults["unit"] = par.T("account.unit_needed")
	}
	if g.Role == par.Appraiser && g.Round == "" {
		faults["round"] = par.T("account.round_needed")
	}
	if g.Role != par.Appraiser && (g.Area != "" || g.Block != "") {
		faults["area"] = par.T("account.area_appraiser_only")
	}
	return faults
}

// keepsApart refuses to let one person both manage accounts and take part in scoring.
func keepsApart(tx *db.Tx, person par.ID, role par.Role) error {
	held, err := Grants(tx, person)
	if err != nil {
		return err
	}
	for _, h := range held {
		if clash(h.Role, role) || clash(role, h.Role) {
			return par.InvalidFields(map[string]par.Text{"role": par.T("account.roles_apart", "held", h.Role)})
		}
	}
	if role != par.Admin {
		return nil
	}
	acts, err := actsForOthers(tx, person)
	if err == nil && acts {
		err = par.InvalidFields(map[string]par.Text{"role": par.T("account.acts_for_others")})
	}
	return err
}

func clash(a, b par.Role) bool { return a == par.Admin && b != par.Admin && b != par.Viewer }

// EndGrant takes a role back. The row stays: who acted in it remains known.
func (s *Service) EndGrant(ctx context.Context, actor par.Actor, key db.Key, person, grant par.ID) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(actor, policy.ManageAccount, policy.Resource{Person: person})
		if err != nil {
			return err
		}
		if err := notOneself(actor, person); err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (par.ID, error) { return grant, endHeld(tx, permit, person, grant) })
		return err
	})
}

func endHeld(tx *db.Tx, permit policy.Permit, person, grant par.ID) error {
	before, err := db.One(tx, scanHeld, selectGrant, grant)
	if err != nil {
		return err
	}
	if before.Person != person {
		return par.E(par.NotFound, "error.not_found")
	}
	if err := leavesAdmin(tx, person, before.Role == par.Admin); err != nil {
		return err
	}
	if err := DropGrant(tx, before); err != nil {
		return err
	}
	return tx.Audit(permit, grantSubject(grant), before, nil, string(before.Role)+" of "+string(person))
}

// DropGrant takes a role back within the caller's transaction and ends the
// person's sessions. The caller has asked the table and writes the audit line.
func DropGrant(tx *db.Tx, held Held) error {
	n, err := endGrant(tx, held.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return par.E(par.Conflict, "account.role_ended")
	}
	return EndSessions(tx, held.Person)
}

// leavesAdmin refuses to take away the last administrator.
func leavesAdmin(tx *db.Tx, person par.ID, takesAway bool) error {
	held, err := Grants(tx, person)
	isAdmin := slices.ContainsFunc(held, func(h Held) bool { return h.Role == par.Admin })
	if err != nil || !takesAway || !isAdmin {
		return err
	}
	others, err := db.One(tx, db.Value[int64], countOtherAdmins, person)
	if err == nil && others == 0 {
		err = par.E(par.Conflict, "account.last_admin")
	}
	return err
}

func grantSubject(id par.ID) db.Subject { return db.Subject{Kind: "role", ID: string(id)} }
