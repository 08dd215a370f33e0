package dossier

import (
	"context"

	"parindex/internal/account"
	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/unit"
)

// UnitWork is who holds open work in a unit, on any of its sheets.
type UnitWork struct {
	Unit   unit.Unit
	Others []unit.Unit      // the reader's further units
	Open   map[par.ID]int64 // assignments, by person; also of people who have left
	Names  map[par.ID]string
}

const selectLoads = `
SELECT a.person_id, COUNT(*)
FROM assignment AS a
JOIN dossier AS d ON d.id = a.dossier_id
WHERE d.unit_id = $1 AND a.ended_at = 0 AND ($2 = '' OR d.round_id = $2)
GROUP BY a.person_id
ORDER BY a.person_id
LIMIT 10000`

type load struct {
	person par.ID
	count  int64
}

func scanLoad(row db.Scanner) (l load, err error) {
	err = row.Scan(&l.person, &l.count)
	return l, err
}

// ReadUnitWork counts the open work of everybody in a unit, for its people;
// to who acts for it in one round alone, that of this round.
func (s *Service) ReadUnitWork(ctx context.Context, actor par.Actor, unitID par.ID) (UnitWork, error) {
	w := UnitWork{Open: map[par.ID]int64{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := tx.Check(actor, policy.AssignWork, policy.Resource{Unit: unitID, Round: actor.RoundIn(unitID)}); err != nil {
			return err
		}
		loads, err := db.List(tx, scanLoad, selectLoads, unitID, actor.RoundIn(unitID))
		if err != nil {
			return err
		}
		people := make([]par.ID, len(loads))
		for i, l := range loads {
			w.Open[l.person], people[i] = l.count, l.person
		}
		if w.Names, err = account.Names(tx, people); err != nil {
			return err
		}
		return w.units(tx, actor, unitID)
	})
	return w, err
}

func (w *UnitWork) units(tx *db.Tx, actor par.Actor, id par.ID) (err error) {
	if w.Unit, err = unit.ByID(tx, id); err != nil {
		return err
	}
	seen := map[par.ID]bool{id: true}
	for _, other := range append(actor.Units(par.Officer), actor.Units(par.Leader)...) {
		if seen[other] {
			continue
		}
		seen[other] = true
		u, err := unit.ByID(tx, other)
		if err != nil {
			return err
		}
		w.Others = append(w.Others, u)
	}
	return nil
}
