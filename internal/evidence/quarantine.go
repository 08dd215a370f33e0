package evidence

import (
	"context"
	"fmt"

	"parindex/internal/db"
	"parindex/internal/job"
	"parindex/internal/par"
	"parindex/internal/policy"
)

// openable refuses a file in which the scanner has found something. Whoever
// sends, shows or searches a file asks it first.
func openable(tx *db.Tx, hash string) error {
	fact, err := FactOf(tx, hash)
	if err == nil && fact.Virus.Quarantined() {
		return par.E(par.Closed, "evidence.quarantined")
	}
	return err
}

// Held is a file in quarantine with what an administrator needs to decide.
type Held struct {
	FileFact
	Size      int64
	Documents []HeldDocument
}

// HeldDocument names a document whose file is held. What it says stays with
// those who may read it.
type HeldDocument struct {
	FileName string
	Unit     string // name of its unit
	AddedAt  par.Time
}

// ListQuarantine lists the files in quarantine, those to be decided first.
func (s *Service) ListQuarantine(ctx context.Context, actor par.Actor) ([]Held, error) {
	var held []Held
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := tx.Check(actor, policy.ReadQuarantine, policy.Resource{}); err != nil {
			return err
		}
		facts, err := db.List(tx, scanFact, selectHeld)
		if err != nil {
			return err
		}
		held = nil
		for _, f := range facts {
			h := Held{FileFact: f}
			file, err := db.One(tx, scanFile, selectFile, f.Hash)
			if err != nil {
				return err
			}
			h.Size = file.Size
			if h.Documents, err = db.List(tx, scanHeldDocument, selectHeldDocuments, f.Hash); err != nil {
				return err
			}
			held = append(held, h)
		}
		return nil
	})
	return held, err
}

// DecideQuarantine releases a held file to those who may read it, or removes
// it for good: then nobody opens it any more, and it is not read.
func (s *Service) DecideQuarantine(ctx context.Context, actor par.Actor, hash string, release bool, version int64, reason string, key db.Key) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		permit, err := tx.Check(actor, policy.DecideQuarantine, policy.Resource{})
		if err != nil {
			return err
		}
		_, err = db.Once(tx, actor, key, func() (string, error) {
			reason, err := oneReason(reason)
			if err != nil {
				return "", err
			}
			fact, err := db.One(tx, scanFact, selectFact, hash)
			if err != nil {
				return "", err
			}
			if !fact.Virus.Quarantined() || fact.Version != version {
				return "", par.E(par.Conflict, "error.conflict")
			}
			before := fact
			if fact.Virus = Removed; release {
				fact.Virus = Released
			}
			if err := updateFact(tx, &fact); err != nil {
				return "", err
			}
			if release {
				if err := enqueueOnce(tx, job.ReadFile, hash); err != nil {
					return "", err
				}
			}
			return hash, tx.Audit(permit, db.Subject{Kind: "file", ID: hash}, before, fact, reason)
		})
		return err
	})
}

const selectHeld = `
SELECT ` + factColumns + `
FROM file_fact
WHERE virus IN ('found', 'removed')
ORDER BY CASE virus WHEN 'found' THEN 0 ELSE 1 END, read_at DESC, file_hash
LIMIT 500`

const selectHeldDocuments = `
SELECT d.file_name, u.name, d.created_at
FROM document AS d
JOIN unit AS u ON u.id = d.unit_id
WHERE d.file_hash = $1
ORDER BY d.created_at, d.id
LIMIT 50`

func scanHeldDocument(row db.Scanner) (HeldDocument, error) {
	var d HeldDocument
	if err := row.Scan(&d.FileName, &d.Unit, &d.AddedAt); err != nil {
		return d, fmt.Errorf("a document in quarantine: %w", err)
	}
	return d, nil
}
