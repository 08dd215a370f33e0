package workbook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"parindex/internal/db"
	"parindex/internal/dossier"
	"parindex/internal/par"
	"parindex/internal/policy"
	"parindex/internal/report"
)

// Draft is a workbook that one person has sent in. Nothing of it counts until
// it is accepted.
type Draft struct {
	ID        par.ID
	Person    par.ID
	Kind      Kind
	Subject   par.ID
	FileName  string
	CreatedAt par.Time
	SettledAt par.Time // when it was accepted; zero: not yet
	body      body
}

// Arrival is a file on its way in.
type Arrival struct {
	Name    string
	Content io.Reader
}

// deskTime is how long a file may wait for the one before it.
const deskTime = 20 * time.Second

// read reads a file within the limits, outside of any transaction.
func (s *Service) read(ctx context.Context, in Arrival) (body, string, error) {
	select {
	case s.door <- struct{}{}:
		defer func() { <-s.door }()
	default:
		return body{}, "", par.E(par.TooMany, "workbook.busy")
	}
	data, err := io.ReadAll(io.LimitReader(in.Content, s.limits.Packed+1))
	if err != nil {
		if e, ours := par.AsError(err); ours {
			return body{}, "", e
		}
		return body{}, "", par.E(par.Invalid, "report.broken_off").Because(err)
	}
	ctx, cancel := context.WithTimeout(ctx, deskTime)
	defer cancel()
	select {
	case s.desk <- struct{}{}:
		defer func() { <-s.desk }()
	case <-ctx.Done():
		return body{}, "", par.E(par.TooMany, "workbook.busy").Because(ctx.Err())
	}
	sheets, err := report.ReadCells(ctx, bytes.NewReader(data), s.limits)
	if err != nil {
		return body{}, "", err
	}
	found, err := readBody(sheets)
	sum := sha256.Sum256(data)
	return found, hex.EncodeToString(sum[:16]), err
}

// errNoFile is an upload without a file.
var errNoFile = errors.New("no file was chosen")

// UploadSheet reads a workbook of a unit's sheet and keeps it as the actor's
// draft. Nothing of the dossier changes.
func (s *Service) UploadSheet(ctx context.Context, actor par.Actor, dossierID par.ID, in Arrival, key db.Key) (par.ID, error) {
	if err := s.db.Read(ctx, func(tx *db.Tx) error {
		_, _, err := mayFill(tx, actor, dossierID, key)
		return err
	}); err != nil {
		return "", err
	}
	found, sum, err := s.receive(ctx, in)
	if err != nil {
		return "", err
	}
	key.Fingerprint += sum
	var id par.ID
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		place, permit, err := mayFill(tx, actor, dossierID, key)
		if err != nil {
			return err
		}
		if err := found.meant(SheetKind, place.Dossier.ID); err != nil {
			return err
		}
		id, err = db.Once(tx, actor, key, func() (par.ID, error) {
			return keep(tx, permit, Draft{Kind: SheetKind, Subject: dossierID, FileName: clipped(in.Name, 200), body: found})
		})
		return err
	})
	return id, err
}

func (s *Service) receive(ctx context.Context, in Arrival) (body, string, error) {
	if in.Content == nil {
		return body{}, "", par.InvalidFields(map[string]par.Text{"file": par.T("workbook.no_file")}).Because(errNoFile)
	}
	return s.read(ctx, in)
}

// mayFill tells whether the actor may change the sheet now, or at least one
// leaf of it that has more time.
func mayFill(tx *db.Tx, actor par.Actor, dossierID par.ID, key db.Key) (dossier.Place, policy.Permit, error) {
	place, err := dossier.PlaceOf(tx, dossierID)
	if err != nil {
		return place, policy.Permit{}, err
	}
	permit, refused := dossier.Ask(tx, actor, policy.DeclareScore, place.Resource(""), key)
	if refused == nil || !par.Is(refused, par.Closed) {
		return place, permit, refused
	}
	for _, leaf := range place.Edition.Set.Leaves() {
		if permit, err := tx.Check(actor, policy.DeclareScore, place.LeafResource(leaf.Code)); err == nil {
			return place, permit, nil
		}
	}
	return place, policy.Permit{}, refused
}

// meant tells whether a file was made for this very thing.
func (b body) meant(kind Kind, subject par.ID) error {
	switch {
	case b.Kind != kind:
		return par.E(par.Invalid, "workbook.other_kind", "about", b.About)
	case b.Subject != subject:
		return par.E(par.Invalid, "workbook.other_subject", "about", b.About)
	}
	return nil
}
