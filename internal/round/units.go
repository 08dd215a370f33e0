package round

import (
	"slices"
	"strings"
	"unicode/utf8"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/unit"
)

// Skip leaves a block out of a round and returns its units. The caller has
// asked the policy table, and tells them.
func Skip(tx *db.Tx, r Round, code, reason string) ([]par.ID, error) {
	b, ok := r.Block(code)
	if !ok || b.Skipped != "" {
		return nil, par.E(par.NotFound, "error.not_found")
	}
	if err := checkReason(reason); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(r.Blocks, func(other Block) bool { return other.Code != code && other.Skipped == "" }) {
		return nil, par.E(par.Closed, "round.last_block")
	}
	b.Skipped = strings.TrimSpace(reason)
	return unitsOfBlock(tx, r, b)
}

// Unskip takes a block into the round again and returns its units.
func Unskip(tx *db.Tx, r Round, code, reason string) ([]par.ID, error) {
	b, ok := r.Block(code)
	if !ok || b.Skipped == "" {
		return nil, par.E(par.NotFound, "error.not_found")
	}
	if err := checkReason(reason); err != nil {
		return nil, err
	}
	b.Skipped = ""
	return unitsOfBlock(tx, r, b)
}

// unitsOfBlock saves a block and lists its units that were not dropped.
func unitsOfBlock(tx *db.Tx, r Round, b Block) ([]par.ID, error) {
	if err := touch(tx, r); err != nil {
		return nil, err
	}
	if err := saveBlock(tx, r.ID, b); err != nil {
		return nil, err
	}
	all, err := Participants(tx, r.ID)
	var units []par.ID
	for _, p := range all {
		if p.Block == b.Code && p.Dropped == "" {
			units = append(units, p.Unit.ID)
		}
	}
	return units, err
}

// Drop leaves a unit out of what is left of a round.
func Drop(tx *db.Tx, r Round, unitID par.ID, reason string) (Participant, error) {
	p, err := ParticipantOf(tx, r.ID, unitID)
	if err != nil {
		return p, err
	}
	if p.Dropped != "" {
		return p, par.E(par.Conflict, "error.conflict")
	}
	if err := checkReason(reason); err != nil {
		return p, err
	}
	p.Dropped = strings.TrimSpace(reason)
	return p, both(touch(tx, r), func() error { return saveParticipant(tx, r.ID, p) })
}

// Return takes a dropped unit in again.
func Return(tx *db.Tx, r Round, unitID par.ID, reason string) (Participant, error) {
	p, err := ParticipantOf(tx, r.ID, unitID)
	if err != nil {
		return p, err
	}
	if p.Dropped == "" {
		return p, par.E(par.Conflict, "error.conflict")
	}
	if err := checkReason(reason); err != nil {
		return p, err
	}
	p.Dropped = ""
	return p, both(touch(tx, r), func() error { return saveParticipant(tx, r.ID, p) })
}

// Join takes a unit into a running round, at the end of its block. Closes is
// the deadline of its own that it will be given; zero: it has that of all.
func Join(tx *db.Tx, r Round, p Participant, closes par.Time, reason string) (Participant, error) {
	if r.State != par.SelfScoring && r.State != par.Appraisal1 {
		return p, par.E(par.Closed, "round.too_late_to_join", "stage", par.T("stage."+string(r.State)))
	}
	if err := checkReason(reason); err != nil {
		return p, err
	}
	faults := map[string]par.Text{}
	if b, ok := r.Block(p.Block); !ok || b.Skipped != "" {
		faults["block"] = par.T("error.choose")
	}
	w := r.Window(par.SelfScoring)
	if closes == 0 && (r.State != par.SelfScoring || w.Closes <= tx.Now()) {
		faults["closes"] = par.T("round.join_needs_time")
	}
	var err error
	if p.Unit, err = unit.ByID(tx, p.Unit.ID); par.Is(err, par.NotFound) || err == nil && !p.Unit.Active {
		faults["unit"], err = par.T("error.choose"), nil
	}
	if err != nil || len(faults) > 0 {
		return p, faultsOr(faults, err)
	}
	return p, join(tx, r, &p)
}

func join(tx *db.Tx, r Round, p *Participant) error {
	present, err := Participants(tx, r.ID)
	if err != nil {
		return err
	}
	for _, other := range present {
		if other.Unit.ID == p.Unit.ID {
			return par.InvalidFields(map[string]par.Text{"unit": par.T("round.unit_in_other_block", "unit", p.Unit.Name)})
		}
		if other.Block == p.Block {
			p.Position = max(p.Position, other.Position+1)
		}
	}
	return both(touch(tx, r), func() error { return saveParticipant(tx, r.ID, *p) })
}

func faultsOr(faults map[string]par.Text, err error) error {
	if err != nil || len(faults) == 0 {
		return err
	}
	return par.InvalidFields(faults)
}

// checkReason asks for a reason of a bearable length.
func checkReason(reason string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(reason)); n == 0 || n > maxReason {
		return par.InvalidFields(map[string]par.Text{"reason": par.T("error.length", "min", 1, "max", maxReason)})
	}
	return nil
}
