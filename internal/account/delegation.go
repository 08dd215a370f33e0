package account

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/i18n"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// Delegation is a role in one unit that its holder lends to another person for
// a period. The lender keeps the role. It counts while the lender holds it
// himself, and what is done with it is done in the name of the one who acts.
type Delegation struct {
	ID       par.ID
	Unit     par.ID
	Role     par.Role
	From, To par.ID
	Starts   par.Time
	Ends     par.Time // the first moment in which it no longer counts
	Reason   string
	GivenBy  par.ID
	GivenAt  par.Time
	EndedAt  par.Time // zero: not ended before its time
	Version  int64
}

// Runs tells whether the role counts at the moment.
func (d Delegation) Runs(now par.Time) bool {
	return d.EndedAt == 0 && d.Starts <= now && now < d.Ends
}

// Over tells whether the role will not count any more.
func (d Delegation) Over(now par.Time) bool { return d.EndedAt != 0 || now >= d.Ends }

// Loan is what is typed about a delegation.
type Loan struct {
	Role     par.Role
	From, To par.ID
	First    par.Date // the first day
	Last     par.Date // the last day, included
	Reason   string
}

const (
	longestLoan = 366 * 24 * time.Hour
	maxReason   = 500 // characters
)

// lendable are the roles that are held in the name of a unit.
var lendable = []par.Role{par.Officer, par.Leader}

// DelegateRole lends a role of a unit. Fields at fault: role, from, to, first,
// last, reason.
func (s *Service) DelegateRole(ctx context.Context, actor par.Actor, unit par.ID, loan Loan, key db.Key) (d Delegation, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := s.mayLend(tx, actor, unit, loan.From)
		if err != nil {
			return err
		}
		d, err = db.Once(tx, actor, key, func() (Delegation, error) { return s.lend(tx, permit, unit, loan) })
		return err
	})
	return d, err
}

func (s *Service) mayLend(tx *db.Tx, actor par.Actor, unit, from par.ID) (policy.Permit, error) {
	held, err := StillHeld(tx, actor)
	if err != nil {
		return policy.Permit{}, err
	}
	if !held {
		return policy.Permit{}, par.E(par.Unauthenticated, "error.unauthenticated")
	}
	return tx.Check(actor, policy.DelegateRole, policy.Resource{Unit: unit, Round: actor.RoundIn(unit), Person: from})
}

func (s *Service) lend(tx *db.Tx, permit policy.Permit, unit par.ID, loan Loan) (Delegation, error) {
	d := Delegation{
		Unit: unit, Role: loan.Role, From: loan.From, To: loan.To, GivenBy: permit.Actor().Person,
		Reason: strings.Join(strings.Fields(i18n.NFC(loan.Reason)), " "),
		Starts: i18n.DayStart(loan.First), Ends: i18n.DayEnd(loan.Last),
	}
	faults := d.faults(tx.Now())
	if err := d.people(tx, permit.Resource().Round, faults); err != nil {
		return d, err
	}
	if len(faults) > 0 {
		return d, par.InvalidFields(faults)
	}
	d, err := insertDelegation(tx, d)
	if err != nil {
		return d, err
	}
	if err := s.lent(tx, d); err != nil {
		return d, err
	}
	return d, tx.Audit(permit, delegationSubject(d.ID), nil, d, string(d.Role)+" of "+string(d.From)+" to "+string(d.To))
}

// faults are the rules of a delegation by itself.
func (d Delegation) faults(now par.Time) map[string]par.Text {
	faults := map[string]par.Text{}
	if !slices.Contains(lendable, d.Role) {
		faults["role"] = par.T("account.role_unknown")
	}
	if d.Starts == 0 {
		faults["first"] = par.T("delegation.bad_day")
	}
	switch {
	case d.Ends == 0:
		faults["last"] = par.T("delegation.bad_day")
	case d.Ends <= d.Starts:
		faults["last"] = par.T("delegation.last_before_first")
	case d.Ends <= now:
		faults["last"] = par.T("delegation.in_the_past")
	case d.Starts != 0 && d.Ends.Sub(d.Starts) > longestLoan:
		faults["last"] = par.T("delegation.too_long")
	}
	if n := utf8.RuneCountInString(d.Reason); n == 0 || n > maxReason {
		faults["reason"] = par.T("error.length", "min", 1, "max", maxReason)
	}
	return faults
}

// people adds what is wrong with who lends and who is lent to. Who acts for the
// unit in one round alone lends what is held for that round.
func (d Delegation) people(tx *db.Tx, round par.ID, faults map[string]par.Text) error {
	lenders, err := rolesIn(tx, d.From, d.Unit, round)
	if err != nil {
		return err
	}
	if !slices.Contains(lenders, d.Role) {
		faults["from"] = par.T("delegation.not_held")
	}
	to, err := ByID(tx, d.To)
	if par.Is(err, par.NotFound) || err == nil && !to.Active {
		faults["to"] = par.T("error.choose")
		return nil
	}
	if err != nil {
		return err
	}
	if d.To == d.From {
		faults["to"] = par.T("delegation.to_oneself")
		return nil
	}
	own, err := Grants(tx, d.To)
	if err != nil {
		return err
	}
	for _, h := range own {
		switch {
		case h.Role == par.Admin:
			faults["to"] = par.T("delegation.to_admin")
		case h.Role == d.Role && h.Unit == d.Unit && h.Round == "":
			faults["to"] = par.T("delegation.has_role")
		}
	}
	same, err := db.One(tx, db.Value[int64], countOverlapping, d.Unit, d.Role, d.From, d.To, d.Starts, d.Ends)
	if err == nil && same > 0 {
		faults["to"] = par.T("delegation.lent_already")
	}
	return err
}

// rolesIn lists what a person holds himself for a unit; with a round, what he
// holds for that round alone.
func rolesIn(tx *db.Tx, person, unit, round par.ID) ([]par.Role, error) {
	held, err := Grants(tx, person)
	var roles, wider []par.Role
	for _, h := range held {
		switch {
		case h.Unit != unit:
		case round != "" && h.Round != round:
			wider = append(wider, h.Role)
		default:
			roles = append(roles, h.Role)
		}
	}
	return slices.DeleteFunc(roles, func(r par.Role) bool { return slices.Contains(wider, r) }), err
}

// EndDelegation takes a lent role back before its time. One that stands in
// another unit is not found.
func (s *Service) EndDelegation(ctx context.Context, actor par.Actor, unit, id par.ID, key db.Key) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		policy.Note(tx.Context(), policy.DelegateRole)
		d, err := db.One(tx, scanDelegation, selectDelegation, id)
		if err != nil || d.Unit != unit {
			_, refused := s.mayLend(tx, actor, unit, "")
			return notThere(refused, err)
		}
		permit, err := s.mayLend(tx, actor, unit, d.From)
		if err != nil {
			return err
		}
		if limit := actor.RoundIn(unit); limit != "" {
			lent, err := rolesIn(tx, d.From, unit, limit)
			if err != nil || !slices.Contains(lent, d.Role) {
				return notThere(nil, err)
			}
		}
		_, err = db.Once(tx, actor, key, func() (par.ID, error) {
			n, err := tx.Exec(endDelegationSQL, d.ID, tx.Now())
			if err == nil && n == 0 {
				err = par.E(par.Conflict, "delegation.over")
			}
			if err != nil {
				return id, err
			}
			return id, tx.Audit(permit, delegationSubject(id), d, nil, string(d.Role)+" of "+string(d.From)+" back from "+string(d.To))
		})
		return err
	})
}

// notThere tells someone who may not ask why not, and others that nothing is there.
func notThere(refused, err error) error {
	if refused != nil && !par.Is(refused, par.NotFound) {
		return refused
	}
	if err != nil {
		return err
	}
	return par.E(par.NotFound, "error.not_found")
}

func delegationSubject(id par.ID) db.Subject { return db.Subject{Kind: "delegation", ID: string(id)} }
