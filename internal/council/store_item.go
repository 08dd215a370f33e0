package council

import (
	"fmt"

	"parindex/internal/db"
	"parindex/internal/par"
)

const itemColumns = `i.id, i.session_id, i.dossier_id, i.leaf, i.ground, i.position, i.proposal, i.argument, i.proposed_by, i.state,
       i.discussion, i.manner, i.decision, i.decided_by, i.decided_at, i.version`

func scanItem(row db.Scanner) (Item, error) {
	var i Item
	var body string
	err := row.Scan(&i.ID, &i.SessionID, &i.DossierID, &i.Leaf, &i.Ground, &i.Position, &body, &i.Argument, &i.ProposedBy, &i.State,
		&i.Discussion, &i.Manner, &i.Decision, &i.DecidedBy, &i.DecidedAt, &i.Version)
	if err != nil {
		return i, err
	}
	if i.Proposal, err = readProposal(body); err != nil {
		return i, fmt.Errorf("read the proposal on leaf %s: %w", i.Leaf, err)
	}
	return i, nil
}

const selectItem = `
SELECT ` + itemColumns + `
FROM council_item AS i
WHERE i.id = $1`

// ItemByID finds an item of an agenda.
func ItemByID(tx *db.Tx, id par.ID) (Item, error) { return db.One(tx, scanItem, selectItem, id) }

const selectItems = `
SELECT ` + itemColumns + `
FROM council_item AS i
WHERE i.session_id = $1
ORDER BY i.position, i.id
LIMIT 100000`

// Items lists the agenda of a session in its order.
func Items(tx *db.Tx, session par.ID) ([]Item, error) {
	return db.List(tx, scanItem, selectItems, session)
}

const selectRoundItems = `
SELECT ` + itemColumns + `
FROM council_item AS i
JOIN council_session AS s ON s.id = i.session_id
WHERE s.round_id = $1
ORDER BY s.number, i.position, i.id
LIMIT 100000`

// RoundItems lists what lies or lay before the council in a round.
func RoundItems(tx *db.Tx, roundID par.ID) ([]Item, error) {
	return db.List(tx, scanItem, selectRoundItems, roundID)
}

const insertItem = `
INSERT INTO council_item (id, session_id, dossier_id, leaf, ground, position, proposal, argument, proposed_by, state,
                          discussion, manner, decision, decided_by, decided_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', 0, '', 0, 1)`

func addItem(tx *db.Tx, i Item) error {
	body, err := i.Proposal.encode()
	if err != nil {
		return err
	}
	_, err = tx.Exec(insertItem, i.ID, i.SessionID, i.DossierID, i.Leaf, i.Ground, i.Position, body, i.Argument, i.ProposedBy, i.State)
	return err
}

const updateItem = `
UPDATE council_item
SET session_id = $1, ground = $2, proposal = $3, argument = $4, proposed_by = $5, state = $6,
    discussion = $7, manner = $8, decision = $9, decided_by = $10, decided_at = $11, version = version + 1
WHERE id = $12 AND version = $13`

// saveItem keeps an item over the one of its version.
func saveItem(tx *db.Tx, i Item) error {
	body, err := i.Proposal.encode()
	if err != nil {
		return err
	}
	n, err := tx.Exec(updateItem, i.SessionID, i.Ground, body, i.Argument, i.ProposedBy, i.State,
		i.Discussion, i.Manner, i.Decision, i.DecidedBy, i.DecidedAt, i.ID, i.Version)
	if err == nil && n == 0 {
		return par.E(par.Conflict, "error.conflict")
	}
	return err
}

const placeItem = `
UPDATE council_item
SET position = $1
WHERE id = $2`

func setPosition(tx *db.Tx, item par.ID, position int) error {
	_, err := tx.Exec(placeItem, position, item)
	return err
}
